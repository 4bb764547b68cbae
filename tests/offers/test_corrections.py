"""What a person corrects outlives every later reading; when the source changes its word, the person is told and chooses."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.offers.readings import ADVERT, DATED, entry, offer, read, source
from tests.web.cast import cast, running
from workforce import clock
from workforce.offers.corrections import actions, drafts, reading
from workforce.offers.corrections.models import OfferCorrection
from workforce.offers.fields import BY_NAME, CORRECTABLE, FIELDS, said_fr
from workforce.offers.history.models import OfferEdit
from workforce.offers.models import Match, Offer
from workforce.refusals import Refused
from workforce.simulation import settle_inside

pytestmark = pytest.mark.usefixtures("moment")


@pytest.fixture
def feed(session):
    made = source(session)
    read(session, made, entry(html=ADVERT + DATED))
    return made


@pytest.fixture
def me(session) -> int:
    return given.account(session, "operator", name="Odile").id


def correct(session, name: str, me: int, **typed) -> None:
    actions.correct(session, offer(session).id, name, typed, me)
    session.flush()
    settle_inside(session)
    session.expire_all()


def news(session) -> list[str]:
    found = reading.corrections_of(session, offer(session).id)
    return [one.field for one in found if one.ended_at is None and one.is_contradicted]


def refused(name: str, **typed) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        drafts.read(BY_NAME[name], typed)
    return caught.value.errors


def test_a_correction_outlives_a_reading_that_changes_something_else(session, feed, me):
    correct(session, "commune", me, commune="La Valette-du-Var")
    read(session, feed, entry(title="Médiatrice numérique", html=ADVERT + DATED))
    assert (offer(session).commune, offer(session).title) == ("La Valette-du-Var", "Médiatrice numérique")
    assert news(session) == []


def test_when_the_source_changes_its_word_the_correction_holds_and_says_so(session, feed, me):
    correct(session, "closes_on", me, closes_on="20/12/2026")
    read(session, feed, entry(html=ADVERT + DATED.replace("15 décembre", "28 décembre")))
    assert offer(session).closes_on == date(2026, 12, 20)
    assert news(session) == ["closes_on"]
    one = session.exec(select(OfferCorrection)).one()
    assert (one.said, one.said_then) == ({"closes_on": "2026-12-28"}, {"closes_on": "2026-12-15"})
    edit = session.exec(select(OfferEdit).where(OfferEdit.field == "closes_on")).one()
    assert (edit.before, edit.after) == ({"closes_on": "2026-12-15"}, {"closes_on": "2026-12-28"})


def test_a_person_keeps_a_correction_and_is_not_asked_again(session, feed, me):
    correct(session, "closes_on", me, closes_on="20/12/2026")
    changed = entry(html=ADVERT + DATED.replace("15 décembre", "28 décembre"))
    read(session, feed, changed)
    actions.keep(session, offer(session).id, "closes_on")
    session.flush()
    read(
        session,
        feed,
        entry(title="Médiatrice numérique", html=ADVERT + DATED.replace("15 décembre", "28 décembre")),
    )
    assert news(session) == []
    assert offer(session).closes_on == date(2026, 12, 20)


def test_a_correction_given_up_shows_what_the_source_says_now_and_stays_in_memory(session, feed, me):
    correct(session, "closes_on", me, closes_on="20/12/2026")
    read(session, feed, entry(html=ADVERT + DATED.replace("15 décembre", "28 décembre")))
    actions.give_up(session, offer(session).id, "closes_on", me)
    session.flush()
    assert offer(session).closes_on == date(2026, 12, 28)
    (one,) = reading.corrections_of(session, offer(session).id)
    assert (one.who, one.ended_by) == ("Odile", "Odile")
    with pytest.raises(Refused) as caught:
        actions.give_up(session, offer(session).id, "closes_on", me)
    assert caught.value.errors == {"": actions.GONE}


def test_a_second_correction_takes_the_place_of_the_first_and_remembers_the_sources_word(session, feed, me):
    correct(session, "commune", me, commune="Hyères")
    correct(session, "commune", me, commune="La Garde")
    actions.give_up(session, offer(session).id, "commune", me)
    session.flush()
    assert offer(session).commune == "Toulon"


def test_matches_follow_a_correction(session, me):
    people = cast(session, commune="Quimper", departement="29")
    running(session, people.adviser)
    feed = source(session)
    read(session, feed, entry())
    mine = select(Match).where(Match.adviser_id == people.adviser.id)
    assert not session.exec(mine).all()
    correct(session, "departement", me, departement="29")
    assert session.exec(mine).all()


def test_a_corrected_date_closes_and_opens(session, feed, me):
    correct(session, "closes_on", me, closes_on="01/11/2026")
    assert (offer(session).state, offer(session).closed_by) == ("closed", "date")
    correct(session, "closes_on", me, closes_on="")
    assert (offer(session).state, offer(session).closed_by) == ("published", "")


def test_a_correction_of_the_place_does_not_open_what_its_source_closed(session, feed, me):
    read(session, feed, entry(title="[POURVU] Médiateur numérique", html=ADVERT + DATED))
    correct(session, "commune", me, commune="Hyères")
    assert offer(session).state == "closed"


def test_an_offer_that_its_employer_posted_is_the_employers_to_change(session, me):
    mine = Offer(employer_id=given.employer(session).id, title="Médiateur numérique", state="published")
    session.add(mine)
    session.flush()
    with pytest.raises(Refused) as caught:
        actions.correct(session, mine.id, "commune", {"commune": "Toulon"}, me)
    assert caught.value.errors == {"": actions.NOT_OURS}


def test_what_is_shown_already_is_no_correction(session, feed, me):
    with pytest.raises(Refused) as caught:
        actions.correct(session, offer(session).id, "commune", {"commune": "Toulon"}, me)
    assert caught.value.errors == {"commune": actions.UNCHANGED}


def test_every_field_can_be_corrected_shown_and_given_back(session, feed, me):
    typed = {
        "employer": {"employer_name": "CCAS de Toulon"}, "trade": {"family": "library"}, "departement": {"departement": "13"},
        "commune": {"commune": "Marseille"}, "contract": {"contract_kind": "CDI"},
        "length": {"length_months": "24"},
        "pay": {"pay_min": "24 000", "pay_max": "26000 €", "pay_period": "year", "pay_gross": "yes"},
        "hours": {"hours_per_week": "17,5"}, "part_time": {"part_time": "yes"}, "level": {"level": "5"},
        "remote": {"remote": "partial"},
        "open_to_contract_staff": {"open_to_contract_staff": "no"}, "starts_on": {"starts_on": "04/01/2027"},
        "closes_on": {"closes_on": "2026-12-24"},
    }  # fmt: skip
    assert set(typed) == {field.name for field in CORRECTABLE}
    before = offer(session).model_dump()
    for name, values in typed.items():
        correct(session, name, me, **values)
    shown = offer(session).model_dump()
    assert {field.name: said_fr(field, field.of(shown)) for field in CORRECTABLE} == {
        "employer": "CCAS de Toulon", "trade": "Médiathèque, bibliothèque, ROME K1601", "departement": "Bouches-du-Rhône (13)",
        "commune": "Marseille", "contract": "CDI", "length": "24 mois",
        "pay": "de 24\u202f000\u00a0€ à 26\u202f000\u00a0€ brut par an", "hours": "17,5\u00a0h par semaine",
        "part_time": "oui", "level": "5",
        "remote": "en partie à distance", "open_to_contract_staff": "non", "starts_on": "4 janvier 2027",
        "closes_on": "24 décembre 2026",
    }  # fmt: skip
    assert shown["rome"] == "K1601"
    assert shown["commune_code"] == "13055"
    assert "part_time" in shown["labels"]
    for field in CORRECTABLE:
        given_back = drafts.as_typed(field, field.of(shown))
        assert drafts.read(field, given_back, shown["departement"]) == field.of(shown)
        if field.name != "commune":  # It goes with its département.
            actions.give_up(session, offer(session).id, field.name, me)
    session.flush()
    after = offer(session).model_dump()
    assert {name: after[name] for one in FIELDS for name in one.columns} == {
        name: before[name] for one in FIELDS for name in one.columns
    }


def test_a_commune_and_its_departement_are_corrected_and_given_up_together(session, feed, me):
    correct(session, "commune", me, commune="Brest")
    shown = offer(session)
    assert (shown.commune, shown.commune_code, shown.departement) == ("Brest", "29019", "29")
    assert shown.latitude is not None
    read(session, feed, entry(title="Médiatrice numérique", html=ADVERT + DATED))
    assert (offer(session).commune, offer(session).departement) == ("Brest", "29")
    actions.give_up(session, offer(session).id, "departement", me)
    session.flush()
    assert (offer(session).commune, offer(session).departement) == ("Toulon", "83")
    correct(session, "departement", me, departement="13")
    shown = offer(session)
    assert (shown.departement, shown.commune, shown.commune_code, shown.latitude) == ("13", "", "", None)
    correct(session, "commune", me, commune="marseille")
    assert (offer(session).departement, offer(session).commune_code) == ("13", "13055")
    actions.give_up(session, offer(session).id, "commune", me)
    session.flush()
    assert (offer(session).commune, offer(session).departement) == ("Toulon", "83")


def test_a_commune_that_nobody_could_place_is_no_correction(session, feed, me):
    for name in ("Toulonn", "Sainte-Colombe"):
        with pytest.raises(Refused) as caught:
            actions.correct(session, offer(session).id, "commune", {"commune": name}, me)
        assert caught.value.errors == {"commune": drafts.UNKNOWN_COMMUNE}


def test_a_code_of_the_national_list_is_corrected_alone_and_else_follows_the_trade(session, feed, me):
    correct(session, "trade", me, family="front_desk", rome="k1205")
    assert (offer(session).family, offer(session).rome) == ("front_desk", "K1205")
    read(session, feed, entry(title="Médiatrice numérique", html=ADVERT + DATED))
    assert offer(session).rome == "K1205"
    shown = BY_NAME["trade"].of(offer(session).model_dump())
    assert drafts.as_typed(BY_NAME["trade"], shown) == {"family": "front_desk", "rome": "K1205"}
    correct(session, "trade", me, family="library", rome="")
    assert offer(session).rome == "K1601"
    assert drafts.as_typed(BY_NAME["trade"], BY_NAME["trade"].of(offer(session).model_dump()))["rome"] == ""
    assert refused("trade", family="library", rome="K160") == {
        "rome": "Un code ROME est une lettre suivie de quatre chiffres, par exemple G1202."
    }


def test_mistakes_are_said_in_french_beside_their_field():
    assert refused("length", length_months="deux ans") == {
        "length_months": "Écrivez un nombre entier, en chiffres."
    }
    assert refused("length", length_months="0") == {"length_months": "Le plus petit nombre possible est 1."}
    assert refused("hours", hours_per_week="60") == {
        "hours_per_week": "Le plus grand nombre possible est 48."
    }
    assert refused("hours", hours_per_week="trente") == {"hours_per_week": "Écrivez un nombre, en chiffres."}
    assert refused("closes_on", closes_on="31/02/2027") == {
        "closes_on": "Ce n’est pas une date : écrivez par exemple 31/08/2027."
    }
    assert refused("departement", departement="99") == {"departement": "Choisissez une réponse de la liste."}
    assert refused("remote", remote="parfois") == {"remote": "Choisissez une réponse de la liste."}
    assert refused("open_to_contract_staff", open_to_contract_staff="peut-être") == {
        "open_to_contract_staff": "Choisissez une des réponses proposées."
    }
    assert refused("commune", commune="x" * 81) == {"commune": "C’est trop long : 80 caractères au plus."}
    assert refused("pay", pay_min="2000") == {"pay_period": "Dites si c’est par heure, par mois ou par an."}
    assert refused("pay", pay_min="2000", pay_max="1900", pay_period="month") == {
        "pay_max": "Le salaire le plus haut est inférieur au plus bas."
    }
    assert refused("pay", pay_max="1900", pay_period="month") == {
        "pay_min": "Indiquez aussi le montant le plus bas."
    }
    assert refused("pay", pay_min="९९९९९९९९९९९९९९", pay_period="month")


def test_the_words_of_a_guess_are_shown_with_it(session, feed):
    found = {one.field.name: one for one in reading.understood(offer(session), [])}
    assert found["contract"].words
    assert "15 décembre 2026" in found["closes_on"].words[0]
    assert found["remote"].words == ()
    assert clock.now() - timedelta(days=1) < clock.now()
