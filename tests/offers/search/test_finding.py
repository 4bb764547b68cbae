"""What a search finds: words and filters, counts that agree with them, and work that stays bounded."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.offers.search.shelf import ask, put
from tests.web.desks import queries
from workforce import clock
from workforce.offers.models import Offer
from workforce.offers.posting import actions as posting
from workforce.offers.posting import expiry
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.search import finding, indexing
from workforce.offers.search.asked_search import Order
from workforce.offers.search.models import OfferIndexing, SearchEntry
from workforce.offers.understanding.guesses import Advert
from workforce.offers.understanding.terms import guess_kind

pytestmark = pytest.mark.usefixtures("moment")


@pytest.mark.parametrize(
    "words", ["médiation", "mediation", "MÉDIATIONS", "médiations numeriques", '"médiation numérique"']
)
def test_a_word_is_found_with_or_without_accents_and_plural(session, words):
    (found,) = put(session, "Chargée de médiation numérique")
    put(session, "Bibliothécaire")
    assert ask(session, words).ids == [found]


def test_a_phrase_is_words_that_follow_each_other(session):
    put(session, "Animateur", plain="Le public de nos espaces")
    (found,) = put(session, "Animateur", plain="Un espace public ouvert")
    assert ask(session, '"espace public"').ids == [found]
    assert ask(session, "espace public").total == 2


def test_a_phrase_does_not_run_from_the_title_into_what_follows(session):
    put(session, "Animateur numérique", employer_name="Jeunesse", plain="Rurale")
    assert ask(session, '"numérique jeunesse"').total == 0
    assert ask(session, '"jeunesse rurale"').total == 0


def test_an_excluded_word_keeps_offers_away(session):
    (kept, _) = put(session, "Formateur bureautique", "Formateur en alternance")
    assert ask(session, "formateur -alternance").ids == [kept]
    assert ask(session, "-alternance").ids == [kept]


def test_the_other_names_of_a_job_are_found_unless_only_my_words_are_asked_for(session):
    own, other = put(session, "Conseiller numérique", "Animatrice multimédia (H/F)")
    put(session, "Comptable")
    assert set(ask(session, "conseiller numérique").ids) == {own, other}
    assert ask(session, "conseiller numérique", exact="1").ids == [own]


def test_words_of_the_title_come_before_words_of_the_text(session):
    (said,) = put(session, "Agent", plain="fablab " * 30)
    (employer,) = put(session, "Agent", employer_name="Le fablab")
    (title,) = put(session, "Fablab")
    with clock.frozen(clock.now() + timedelta(days=1)):
        (later,) = put(session, "Agent", plain="fablab", published_at=clock.now())
        assert ask(session, "fablab", Order.NEAREST).ids == [title, employer, later, said]


def test_filters_narrow_and_their_values_widen(session):
    var, drome = (
        put(session, "Un", departement="83", contract_kind="CDI")[0],
        put(session, "Deux", departement="26", contract_kind="CDD")[0],
    )
    put(session, "Trois", departement="59", contract_kind="CDI")
    assert ask(session, departement=["83", "26"]).total == 2
    assert ask(session, departement=["83", "26"], contrat=["CDI"]).ids == [var]
    assert ask(session, region="Auvergne-Rhône-Alpes").ids == [drome]


def test_a_contract_lasts_at_least_so_long_or_has_no_end(session):
    put(session, "Un", contract_kind="CDD", length_months=17)
    put(session, "Deux", contract_kind="CDD")
    lasting = put(session, "Trois", contract_kind="CDD", length_months=18) + put(
        session, "Quatre", contract_kind="CDI"
    )
    assert set(ask(session, duree="18").ids) == set(lasting)


def test_pay_hours_and_who_may_apply_are_filters(session):
    (found,) = put(
        session, "Un", pay_min=2000, hours_per_week=28, open_to_contract_staff=True, remote="partial"
    )
    put(session, "Deux", hours_per_week=35, open_to_contract_staff=False, remote="none")
    for said in ({"salaire": "said"}, {"temps": "part"}, {"ouvert": "yes"}, {"teletravail": "partial"}):
        assert ask(session, **said).ids == [found], said


def test_offers_published_lately_and_those_that_close_soon(session):
    today = clock.today()
    (new,) = put(
        session, "Un", published_at=clock.now() - timedelta(days=2), closes_on=today + timedelta(days=40)
    )
    (old,) = put(
        session, "Deux", published_at=clock.now() - timedelta(days=20), closes_on=today + timedelta(days=5)
    )
    assert ask(session, depuis="7").ids == [new]
    assert ask(session, ferme="7").ids == [old]
    assert ask(session, order=Order.CLOSING).ids == [old, new]


def test_each_choice_says_how_many_offers_it_leaves(session):
    put(session, "Un", departement="83", contract_kind="CDI")
    put(session, "Deux", departement="83", contract_kind="CDD")
    put(session, "Trois", departement="26", contract_kind="CDD")
    found = ask(session)
    assert (found.total, found.is_more) == (3, False)
    assert found.facets["departement"] == {"83": 2, "26": 1}
    assert found.facets["kind"] == {"CDI": 1, "CDD": 2}


def test_the_other_choices_of_a_filter_in_force_are_counted_as_if_it_were_not(session):
    put(session, "Un", departement="83", contract_kind="CDI")
    put(session, "Deux", departement="26", contract_kind="CDI")
    found = ask(session, departement="83")
    assert found.total == 1
    assert found.facets["departement"] == {"83": 1, "26": 1}
    assert found.facets["kind"] == {"CDI": 1}


def test_every_count_is_what_asking_for_it_finds(session):
    for at in range(12):
        put(
            session, "Médiateur", departement=("83", "26", "59")[at % 3], contract_kind=("CDI", "")[at % 2],
            remote=("full", "none")[at % 2], hours_per_week=(28, 35, None)[at % 3],
            open_to_contract_staff=(True, None)[at % 2], pay_min=(2000, None)[at % 2],
            labels=(["short", "renewable"], ["renewable"], [])[at % 3],
        )  # fmt: skip
    names = {
        "departement": "departement",
        "kind": "contrat",
        "remote": "teletravail",
        "time": "temps",
        "open": "ouvert",
        "pay": "salaire",
        "label": "signe",
    }
    facets = ask(session).facets
    assert facets["label"] == {"short": 4, "renewable": 8}
    assert set(names) | {"trade"} == set(finding.FACETS)
    for facet, name in names.items():
        for value, number in facets[facet].items():
            if value:
                assert ask(session, **{name: value}).total == number, (facet, value)


def test_where_nothing_is_found_each_filter_says_what_it_keeps_away(session):
    put(session, "Médiateur", departement="83", contract_kind="CDI")
    found = ask(session, "médiateur", departement="26", contrat="CDI")
    assert (found.total, dict(found.without)) == (0, {"departement": 1})
    assert dict(ask(session, "absent", departement="83").without) == {"words": 1}


def test_pages_follow_each_other_without_loss(session):
    ids = put(session, *(f"Offre {number}" for number in range(7)), published_at=clock.now())
    pages = [ask(session, size=3, offset=offset).ids for offset in (0, 3, 6, 9)]
    assert [one for page in pages for one in page] == sorted(ids, reverse=True)
    assert pages[-1] == []


@pytest.fixture
def tight(monkeypatch):
    """Bounds that a test can reach."""
    monkeypatch.setattr(finding, "MOST", 10)
    monkeypatch.setattr(finding, "WINDOW", 8)
    monkeypatch.setattr(finding, "MOST_WINDOW", 24)


@pytest.fixture
def many(session, moment, tight):
    """Sixty offers, one a day; one in twenty speaks of a fablab, the oldest of a phare."""
    rows = [
        Offer(
            title="Phare" if day == 59 else "Fablab" if day % 20 == 10 else "Médiateur", plain="numérique",
            departement="83", state="published", published_at=clock.now() - timedelta(days=day),
            closes_on=clock.today() + timedelta(days=day),
        )
        for day in range(60)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    indexing.catch_up(session)
    session.connection().exec_driver_sql("ANALYZE search_entry")


@pytest.mark.usefixtures("many")
def test_a_rare_word_is_found_however_old_the_offer(session):
    assert ask(session, "phare").total == 1
    assert (ask(session, "fablab").total, ask(session, "fablab").is_more) == (3, False)


@pytest.mark.usefixtures("many")
def test_a_broad_word_is_counted_so_far_and_says_that_there_are_more(session):
    found = ask(session, "numérique", size=3)
    assert (found.total, found.is_more) == (10, True)
    newest = session.exec(select(SearchEntry.id).order_by(SearchEntry.published_at.desc()).limit(3)).all()
    assert found.ids == newest
    assert found.facets["departement"] == {"83": 10}


@pytest.mark.usefixtures("many")
def test_a_broad_list_by_closing_date_begins_with_the_first_to_close(session):
    found = ask(session, "numérique", Order.CLOSING, size=3)
    soonest = session.exec(select(SearchEntry.id).order_by(SearchEntry.closes_on).limit(3)).all()
    assert (found.is_more, found.ids) == (True, soonest)


@pytest.mark.usefixtures("many")
def test_a_search_takes_few_statements_whatever_is_asked(session):
    for said in (
        {},
        {"words": "numérique", "departement": ["83", "26"], "contrat": "CDI", "temps": "part"},
        {"words": "phare"},
    ):
        with queries(session) as sent:
            ask(session, **said)
        assert len(sent) <= 5, sent


def test_an_offer_leaves_the_index_with_the_statement_that_closes_it(session):
    (offer_id,) = put(session, "Médiateur", closes_on=date(2026, 11, 22))
    assert ask(session, "médiateur").total == 1
    expiry.close_past(session)
    assert ask(session, "médiateur").total == 0
    assert session.get(OfferIndexing, offer_id) is None


def test_an_offer_that_changes_is_found_by_its_new_words(session):
    (offer_id,) = put(session, "Médiateur")
    session.get(Offer, offer_id).title = "Fabmanager"
    session.flush()
    indexing.catch_up(session)
    assert (ask(session, "médiateur").total, ask(session, "fabmanager").total) == (0, 1)


def test_a_draft_is_found_by_nobody(session):
    put(session, "Médiateur", state="draft")
    assert ask(session).total == 0


def test_an_offer_written_again_without_a_change_keeps_its_entry(session):
    (offer_id,) = put(session, "Médiateur")
    before = session.scalar(select(SearchEntry.__table__.c.id.op("||")("")).where(SearchEntry.id == offer_id))
    row = "SELECT xmin::text FROM search_entry"
    first = session.connection().exec_driver_sql(row).scalar()
    session.get(Offer, offer_id).html = "<p>autre</p>"
    session.flush()
    assert before
    assert indexing.catch_up(session) == 1
    assert session.connection().exec_driver_sql(row).scalar() == first


def test_entries_of_an_earlier_version_are_written_again(session):
    (offer_id,) = put(session, "Médiateur")
    session.get(SearchEntry, offer_id).written = 0
    session.flush()
    indexing.renew(session)
    assert indexing.catch_up(session) == 1
    indexing.renew(session)
    assert indexing.catch_up(session) == 0


def test_a_search_that_takes_too_long_gives_up_and_leaves_the_transaction_usable(session, monkeypatch):
    put(session, "Médiateur")
    slow = finding._MATCHING.replace("search_entry e", "search_entry e, pg_sleep(5)")
    monkeypatch.setattr(finding, "_MATCHING", slow)
    monkeypatch.setattr(finding, "PATIENCE", "50ms")
    assert ask(session, "médiateur").gave_up
    assert session.exec(select(SearchEntry.id)).all()


def test_work_and_study_is_one_choice_whoever_posts_it(session):
    employer = given.employer(session)
    known = {
        "title": "Médiateur numérique H/F", "text": "Vous accompagnez les habitants dans leurs démarches, chaque jour.",
        "family": "mediation", "contract_kind": "apprentissage", "departement": "83",
    }  # fmt: skip
    own = posting.save_draft(session, employer.id, OfferDraft.model_validate(known))
    posting.submit(session, own.id)
    posting.publish(session, own.id)
    (fed,) = put(session, "Médiateur", contract_kind=guess_kind(Advert("En alternance", {}, "")).value)
    assert set(ask(session, contrat="apprentissage").ids) == {own.id, fed}
    assert dict(ask(session).facets["kind"]) == {"apprentissage": 2}


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("médiation numérique", "Conseillère numérique H/F"), ("inclusion numérique", "Animateur multimédia"),
        ("illectronisme", "Médiatrice numérique"), ("France services", "Agent MSAP"), ("médiathèque", "Bibliothécaire jeunesse"),
        ("formation bureautique", "Formatrice informatique"), ("support informatique", "Technicienne de proximité"),
    ],
)  # fmt: skip
def test_whoever_asks_for_the_field_finds_those_who_work_in_it(session, asked, title):
    (found,) = put(session, title)
    (own,) = put(session, "Chargé d’études", plain=f"Une étude sur la {asked}.")
    assert set(ask(session, asked).ids) == {found, own}
    assert ask(session, asked, exact="1").ids == [own]
    assert ask(session, f'"{asked}"').ids == [own]


def test_an_offer_that_speaks_of_the_field_is_not_one_of_its_workers(session):
    put(session, "Chargé d’études", plain="Une étude sur la médiation numérique et les médiathèques.")
    assert ask(session, "conseiller numérique").total == 0
    assert ask(session, "bibliothécaire").total == 0
