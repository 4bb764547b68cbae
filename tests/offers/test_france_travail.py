"""France Travail, against a stand-in on the loopback: the token, the pages, the pace, what is closed and what is not."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from tests.offers.france_travail_stand_in import CLIENT, SECRET, an_offer, running
from workforce import clock, tables  # noqa: F401 - Every table of the house is known.
from workforce.offers.models import WITHDRAWN, Feed, Offer
from workforce.offers.sources import actions, polling
from workforce.offers.sources.france_travail import access
from workforce.offers.sources.france_travail.fields import entry_of
from workforce.offers.sources.france_travail.models import ApiAccess
from workforce.offers.sources.kinds import KINDS
from workforce.offers.understanding.normalise import normalise
from workforce.refusals import Refused
from workforce.settings import settings

pytestmark = pytest.mark.usefixtures("moment")


@pytest.fixture
def agency(monkeypatch):
    with running() as stand_in:
        told = {
            "feed_hosts_allowed": frozenset({stand_in.place}),
            "france_travail_client_id": CLIENT,
            "france_travail_client_secret": SECRET,
            "france_travail_url": f"http://{stand_in.place}/v2",
            "france_travail_token_url": f"http://{stand_in.place}/token?realm=%2Fpartenaire",
        }
        for name, value in told.items():
            monkeypatch.setattr(settings(), name, value)
        yield stand_in


@pytest.fixture
def source(session, agency) -> Feed:
    return actions.add_source(
        session, "france_travail", {"words": "médiation numérique", "departement": "083"}
    )


def read(session, source: Feed, *, later: timedelta = timedelta(seconds=1)) -> Feed:
    with clock.frozen(clock.now() + later):
        actions.poll_now(session, source.id)
        claimed = polling.claim(session, source.id)
        polling.note(session, claimed, polling.read(claimed))
        session.flush()
    return session.get(Feed, source.id, populate_existing=True)


def states(session) -> dict[str, str]:
    session.expire_all()
    rows = session.exec(select(Offer.identity, Offer.state))
    return {identity.removeprefix("guid:"): state for identity, state in rows}


def test_an_offer_arrives_with_the_fields_of_the_interface(session, agency, source):
    agency.publish("190ABCD")
    feed = read(session, source)
    offer = session.exec(select(Offer)).one()
    assert (feed.state, feed.counts["new"]) == ("active", 1)
    assert feed.due_at == clock.now() + timedelta(seconds=1, hours=2)
    assert (offer.title, offer.employer_name, offer.departement, offer.commune) == (
        "Conseiller / Conseillère numérique", "MAIRIE DE LA SEYNE", "83", "La Seyne-sur-Mer",
    )  # fmt: skip
    assert (offer.rome, offer.contract_kind, offer.length_months, offer.hours_per_week) == (
        "G1202",
        "CDD",
        18,
        35.0,
    )
    assert (offer.pay_min, offer.pay_max, offer.pay_period) == (2050, 2300, "month")
    assert offer.url == "https://candidat.francetravail.fr/offres/recherche/detail/190ABCD"
    assert "ateliers &lt;numériques&gt; &amp; vous" in offer.html
    assert offer.published_at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert agency.searches[0]["motsCles"] == "médiation numérique"
    assert agency.searches[0]["departement"] == "83"


def test_every_page_is_read_with_its_range(session, agency, source):
    agency.publish(*(f"N{n}" for n in range(353)))
    assert read(session, source).counts["new"] == 353
    assert [one["range"] for one in agency.searches] == ["0-149", "150-299", "300-449"]


def test_a_list_longer_than_the_interface_shows_is_asked_for_by_period(session, agency, source):
    for n in range(1_300):
        agency.publish(f"N{n}", created=f"2026-{n % 10 + 1:02}-{n % 27 + 1:02}T08:{n % 60:02}:00Z")
    assert read(session, source).counts["new"] == 1_300
    assert all(int(one["range"].partition("-")[0]) <= 1_000 for one in agency.searches)


def test_a_token_is_asked_for_once_kept_sealed_and_renewed_before_it_runs_out(session, agency, source):
    agency.publish("A")
    read(session, source)
    read(session, source)
    row = session.get(ApiAccess, "france_travail", populate_existing=True)
    assert agency.tokens == ["token-1"]
    assert "token-1" not in row.sealed_token
    read(session, source, later=timedelta(seconds=1_499 - 30))
    assert agency.tokens == ["token-1", "token-2"]


def test_a_token_that_is_no_longer_wanted_is_renewed_once(session, agency, source):
    agency.publish("A")
    read(session, source)
    agency.good_tokens.clear()
    agency.publish("B", created="2026-11-23T07:30:00Z")
    assert read(session, source).counts["new"] == 1
    assert agency.tokens == ["token-1", "token-2"]
    agency.next_answers = [(401, {}, b"")] * 2
    feed = read(session, source)
    assert (feed.state, feed.last_error) == ("failing", "Le site demande un mot de passe (401).")
    assert agency.tokens == ["token-1", "token-2", "token-3"]


def test_wrong_keys_and_missing_keys_are_said_with_what_to_do(session, agency, source, monkeypatch):
    monkeypatch.setattr(settings(), "france_travail_client_secret", "faux")
    assert read(session, source).last_error == access.WRONG_KEYS
    monkeypatch.setattr(settings(), "france_travail_client_secret", "")
    assert "FRANCE_TRAVAIL_CLIENT_SECRET" in read(session, source).last_error
    assert KINDS["france_travail"].lacks() == access.NO_KEYS


def test_no_more_than_ten_questions_a_second_all_workers_together(session, agency, source):
    agency.publish(*(f"N{n}" for n in range(900)))
    read(session, source)
    moments = [at for at, _ in agency.asked]
    assert len(moments) == 7  # The token and six pages.
    assert moments[-1] - moments[0] >= 0.6  # Six gaps; each may arrive early or late on a busy machine.


def test_a_short_wait_is_waited_for_and_a_long_one_is_for_the_next_reading(session, agency, source):
    agency.publish("A")
    agency.next_answers = [(429, {"Retry-After": "0"}, b"")]
    assert read(session, source).counts["new"] == 1
    agency.next_answers = [(429, {"Retry-After": "1800"}, b"")]
    feed = read(session, source)
    assert feed.state == "failing"
    assert feed.due_at >= clock.now() + timedelta(seconds=1_800)


@pytest.mark.parametrize(
    "broken",
    [
        (200, {}, b"<html>Maintenance</html>"), (200, {}, b"[]"), (200, {}, b'{"resultats": {}}'), (200, {}, b"[" * 100_000),
        (200, {}, b'{"resultats": [{"id": 12}]}'), (206, {}, b'{"resultats": [{"id": "A"}]}'), (500, {}, b""), (503, {}, b""),
        (206, {"Content-Range": "offres 0-149/353"}, b'{"resultats": [{"id": "A"}]}'), (200, {"Content-Encoding": "br"}, b"{}"),
    ],
)  # fmt: skip
def test_a_bad_answer_is_an_error_in_words_and_closes_nothing(session, agency, source, broken):
    agency.publish("A", "B")
    read(session, source)
    agency.offers.pop("B")
    agency.next_answers = [broken]
    feed = read(session, source, later=timedelta(days=1))
    assert feed.state == "failing"
    assert feed.last_error.endswith((".", ")"))
    assert states(session) == {"A": "published", "B": "published"}


def test_a_failure_in_the_middle_of_the_pages_loses_nothing(session, agency, source):
    agency.publish(*(f"N{n}" for n in range(200)))
    agency.next_answers = [None, (502, {}, b"")]
    assert read(session, source).state == "failing"
    assert read(session, source).counts["new"] == 200


def test_an_absent_offer_is_asked_for_by_its_number_before_it_is_closed(session, agency, source):
    agency.publish("A", "B", "C")
    read(session, source)
    del agency.offers["B"], agency.offers["C"]
    agency.by_number.add("B")
    feed = read(session, source, later=timedelta(days=1))
    assert states(session) == {"A": "published", "B": "published", "C": "closed"}
    assert feed.counts["withdrawn"] == 1
    assert session.exec(select(Offer.closing_reason).where(Offer.identity == "guid:C")).one() == WITHDRAWN
    agency.publish("C")
    read(session, source, later=timedelta(days=2))
    assert states(session)["C"] == "published"


def test_between_two_whole_lists_only_what_is_new_is_asked_for_and_nothing_is_closed(session, agency, source):
    agency.publish("A")
    read(session, source)
    del agency.offers["A"]
    agency.publish("B", created="2026-11-23T07:00:00.000Z")
    feed = read(session, source, later=timedelta(hours=2))
    assert agency.searches[-1]["minCreationDate"] == "2026-11-23T02:00:01Z"
    assert feed.counts["new"] == 1
    assert states(session) == {"A": "published", "B": "published"}


def test_a_whole_list_takes_again_only_what_was_brought_up_to_date(session, agency, source):
    agency.publish("A", "B")
    read(session, source)
    agency.publish("B", intitule="Médiateur numérique (H/F)", dateActualisation="2026-11-24T06:00:00.000Z")
    feed = read(session, source, later=timedelta(days=1))
    assert (feed.counts["entries"], feed.counts["updated"]) == (1, 1)
    assert session.exec(select(Offer.title).where(Offer.identity == "guid:B")).one() == "Médiateur numérique"


def test_a_search_that_the_interface_refuses_says_its_message(session, agency, source):
    agency.next_answers = [
        (400, {}, json.dumps({"message": "Valeur du paramètre « departement » incorrecte."}).encode())
    ]
    assert "« departement » incorrecte" in read(session, source).last_error


def test_keys_are_never_told_to_another_address(session, agency, source):
    agency.next_answers = [(302, {"Location": f"http://{agency.place}/ailleurs"}, b"")]
    assert read(session, source).last_error.startswith("Le site renvoie vers une adresse")
    assert "/ailleurs" not in [path for _, path in agency.asked]


def test_an_offer_with_fields_of_other_shapes_says_only_what_is_sure():
    odd = {name: value for name in an_offer("A") for value in ([], {}, 3, None)}
    entry = entry_of(odd | {"id": "A", "intitule": "Conseiller numérique"}, "https://x.example/{reference}")
    assert (entry.stated, entry.link) == ((), "https://x.example/A")
    assert normalise(entry).kept


def test_half_of_a_character_spoils_nothing_of_an_offer(session, agency, source):
    agency.publish("A", description="Des ateliers \ud83d", entreprise={"nom": "MAIRIE \ud83d"})
    read(session, source)
    offer = session.exec(select(Offer)).one()
    assert (offer.plain.startswith("Des ateliers ?"), offer.employer_name) == (True, "MAIRIE ?")


def _at(label: str, postal: str) -> dict[str, str]:
    return {"libelle": label, "codePostal": postal}


@pytest.mark.parametrize(
    ("values", "stated"),
    [
        ({"lieuTravail": {"libelle": "83 - Var"}}, {"departement": "83", "commune": None}),
        ({"lieuTravail": _at("971 - BAIE MAHAULT", "97122")}, {"departement": "971", "commune": "Baie-Mahault"}),
        ({"lieuTravail": _at("2A - AJACCIO", "20000")}, {"departement": "2A", "postal_code": "20000"}),
        ({"lieuTravail": _at("75 - PARIS 10", "75010")}, {"commune": "Paris"}),
        ({"typeContratLibelle": "Contrat à durée indéterminée"}, {"contract_kind": "CDI", "contract_months": None}),
        ({"alternance": True}, {"contract_kind": "apprentissage"}),
        ({"typeContratLibelle": "Mission intérimaire - 6 Mois"}, {"contract_kind": "interim", "contract_months": 6}),
        ({"dureeTravailLibelle": "17H30 Travail le samedi", "dureeTravailLibelleConverti": "Temps partiel"},
         {"weekly_hours": Decimal("17.5"), "part_time": True}),
        ({"romeCode": "???"}, {"rome": None}),
    ],
)  # fmt: skip
def test_what_a_field_states(values, stated):
    found = {name: value for name, value, _ in entry_of(an_offer("A", **values), "").stated}
    assert {name: found.get(name) for name in stated} == stated


@pytest.mark.parametrize(
    ("asked", "field"),
    [({}, "words"), ({"rome": "G12"}, "rome"), ({"words": "x", "departement": "999"}, "departement")],
)
def test_a_search_that_says_too_little_or_wrong_is_refused_on_its_field(session, asked, field):
    with pytest.raises(Refused) as refused:
        actions.add_source(session, "france_travail", asked)
    assert field in refused.value.errors


def test_two_searches_alike_are_one_source(session, source):
    with pytest.raises(Refused, match="déjà suivie"):
        actions.add_source(
            session, "france_travail", {"departement": "83", "words": "médiation numérique", "rome": ""}
        )
