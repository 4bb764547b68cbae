"""Training sessions are found by words, as offers are: accents, plurals, phrases, exclusions and synonyms."""

from datetime import date

import pytest

from tests import given
from tests.web.cast import cast, part_is_in_whole, words
from workforce import clock


@pytest.fixture
def people(session, moment):
    people = cast(session)
    body = given.body(session, "GRETA du Var")
    given.training_session(session, body, ccp_codes=["REMN-CCP1"], commune="Hyères")
    given.training_session(
        session,
        given.body(session, "Simplon"),
        ccp_codes=["REMN-CCP2"],
        commune="Valence",
        departement="26",
        mode="remote",
    )
    given.training_session(session, body, commune="Fréjus", withdrawn_at=clock.now())
    given.training_session(
        session, body, commune="Brignoles", starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 5)
    )
    return people


@pytest.mark.parametrize(
    ("asked", "found"),
    [("hyeres", {"Hyères"}), ("simplon", {"Valence"}), ("drome distance", {"Valence"}), ("greta -hyères", set()),
     ("ccp2", {"Valence"}), ("responsables espaces médiations", {"Hyères", "Valence"}), ("\"greta du var\"", {"Hyères"}),
     ("\"var greta\"", set()), ("fréjus", set()), ("brignoles", set()), ("-simplon", {"Hyères"})],
)  # fmt: skip
def test_sessions_to_come_are_found_by_their_words(people, asked, found):
    page = people.owner.get(people.at("/formations"), query_string={"mots": asked})
    part = words(page).split("Chercher une session", 1)[1]
    assert {town for town in ("Hyères", "Valence", "Fréjus", "Brignoles") if f"{town} (" in part} == found
    assert ("Aucune session à venir" in part) == (not found)


def test_the_search_is_a_part_of_the_page_and_a_stranger_has_none(people):
    assert part_is_in_whole(people.owner, people.at("/formations?mots=hyeres"), "session_search")
    assert people.stranger.get(people.at("/formations?mots=hyeres")).status_code == 404
    assert people.owner.get(people.at("/formations?mots=%00%27:%26|!(")).status_code == 200
