"""The rules of likeness and of merging, without a database."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from workforce.duplicates import choosing, keys, resemblance, resolving
from workforce.duplicates.choosing import FIELDS, FIRST, SECOND, Standing
from workforce.duplicates.resemblance import PersonFacts, Spell, StructureFacts
from workforce.duplicates.resolving import Bound, Holder

AWA = PersonFacts(1, "Awa", "Diallo", commune="Brignoles", departement="83")
NAMES = {field.name: field for field in FIELDS["adviser"]}


def like(**values) -> PersonFacts:
    known = {"first_name": "Awa", "last_name": "Diallo", "commune": "Brignoles", "departement": "83"}
    return PersonFacts(2, **known | values)


# Likeness.


@every(st.text(), st.text(), st.text(), st.text())
def test_likeness_is_the_same_whichever_comes_first(first, last, other_first, other_last):
    one, other = PersonFacts(1, first, last), PersonFacts(2, other_first, other_last)
    assert resemblance.people(one, other) == resemblance.people(other, one)
    a, b = StructureFacts(1, first, departement="83"), StructureFacts(2, other_first, departement="83")
    assert resemblance.structures(a, b).score == resemblance.structures(b, a).score


@every(st.text())
def test_a_plain_name_is_plain_already(name):
    assert keys.plain(keys.plain(name)) == keys.plain(name)
    assert keys.plain(name).isascii()


@pytest.mark.parametrize(
    ("other", "word"),
    [
        (like(email="awa@exemple.fr", phone="0611111111"), "presque certain"),
        (like(phone="0611111111"), "presque certain"),
        (like(), "probable"),
        (like(commune=""), "possible"),
        (like(last_name="Diallo Ndiaye"), "possible"),
    ],
)
def test_the_more_signs_the_surer(other, word):
    one = PersonFacts(1, "Awa", "Diallo", "awa@exemple.fr", "+33 6 11 11 11 11", "Brignoles", "83")
    found = resemblance.people(one, other)
    assert found.is_proposed
    assert resemblance.confidence(found.score) == word


def test_the_mailbox_that_anybody_of_the_name_would_have_tells_nothing_more():
    one, other = like(email="awa.diallo@mairie.fr"), like(email="awa.diallo@exemple.fr")
    assert "adresses électroniques différentes" in resemblance.people(one, other).doubts
    married = like(last_name="Diallo-Ndiaye", email="awa.diallo@exemple.fr")
    assert "même début d’adresse électronique" in resemblance.people(one, married).reasons


def test_the_address_of_an_account_counts_as_the_persons_own():
    one, other = like(accounts=("awa@exemple.fr",)), like(email="Awa+cnfs@exemple.fr")
    assert "même adresse électronique" in resemblance.people(one, other).reasons


def test_what_speaks_against_is_said_and_counts():
    spell = {"start": date(2025, 1, 1), "last_day": date(2027, 1, 1)}
    one = like(departement="83", spells=(Spell(1, **spell),), accounts=("a@exemple.fr",))
    other = like(departement="06", spells=(Spell(2, **spell),), accounts=("b@exemple.fr",))
    found = resemblance.people(one, other)
    assert not found.is_proposed
    assert {
        "départements différents",
        "deux contrats en même temps dans deux structures",
        "chacune a son compte",
    } <= set(found.doubts)


def test_a_structure_whose_number_is_anothers_is_another():
    one = StructureFacts(1, "Le Fil ouvert", "21830023400013", postal_code="83170")
    other = StructureFacts(2, "Le Fil ouvert", "13002526500013", postal_code="83170")
    found = resemblance.structures(one, other)
    assert (found.is_proposed, found.doubts) == (False, ("SIREN différents : deux personnes morales",))


# Which value is kept.


def standing(day: str = "2026-01-01", account: bool = False) -> Standing:
    return Standing(account, f"{day}T08:00:00+00:00")


@pytest.mark.parametrize(
    ("field", "one", "other", "standings", "kept"),
    [
        ("last_name", {"last_name": "DIALLO"}, {"last_name": "Diallo"}, (standing(account=True), standing()), SECOND),
        ("first_name", {"first_name": "Elodie"}, {"first_name": "Élodie"}, (standing(), standing()), SECOND),
        ("last_name", {"last_name": "Diallo-Ndiaye"}, {"last_name": "Diallo"}, (standing(), standing()), FIRST),
        ("email", {"email": "a@x.fr"}, {"email": "b@x.fr"}, (standing("2026-01-01"), standing("2026-02-01")), SECOND),
        ("email", {"email": "a@x.fr"}, {"email": "b@x.fr"}, (standing(account=True), standing("2026-02-01")), FIRST),
        ("phone", {"phone": ""}, {"phone": "06"}, (standing(account=True), standing()), SECOND),
    ],
)  # fmt: skip
def test_the_usual_choice(field, one, other, standings, kept):
    assert choosing.preferred(NAMES[field], (one, other), standings) == kept


def test_the_record_that_somebody_opens_stays_else_the_one_known_longest():
    assert choosing.kept_side((standing(), standing("2026-06-01", account=True))) == SECOND
    assert choosing.kept_side((standing("2026-02-01"), standing("2026-01-01"))) == SECOND
    assert choosing.kept_side((standing(), standing())) == FIRST


def test_there_is_nothing_to_choose_where_one_says_nothing():
    place = NAMES["place"]
    nothing = {"commune": "", "postal_code": "", "departement": None}
    somewhere = {"commune": "Brignoles", "postal_code": "83170", "departement": "83"}
    assert not choosing.differ(place, nothing, somewhere)
    assert choosing.differ(place, somewhere, somewhere | {"commune": "Toulon"})


# What both have.


@pytest.mark.parametrize(
    ("kept", "other", "taken"),
    [
        ("2024-06-01", "2024-05-01", {"obtained_on": "2024-05-01"}),
        ("2024-05-01", "2024-06-01", {}),
        (None, "2024-05-01", {"obtained_on": "2024-05-01"}),
        ("2024-05-01", None, {}),
        (None, None, {}),
    ],
)
def test_the_earliest_known_date_is_kept(kept, other, taken):
    assert resolving.earliest("obtained_on")({"obtained_on": kept}, {"obtained_on": other}) == taken


@pytest.mark.parametrize(
    ("kept", "other", "is_taken"),
    [
        ("2026-01-01T08:00:00+00:00", "2026-01-01T08:00:00.5+00:00", True),
        ("2026-01-02", "2026-01-01", False),
        ("2026-01-01", "2026-01-01", False),
        (None, "2026-01-01", True),
        ("2026-01-01", None, False),
        (None, None, False),
    ],
)
def test_what_was_said_last_is_kept_whole(kept, other, is_taken):
    rule = resolving.newest("said_at", "level")
    taken = rule({"said_at": kept, "level": "no"}, {"said_at": other, "level": "yes"})
    assert taken == ({"said_at": other, "level": "yes"} if is_taken else {})


def holder(account: int, seen: int | None, invited: int = 1) -> Holder:
    seen_at = datetime(2026, 1, seen, tzinfo=UTC) if seen else None
    return Holder(account, account, f"{account}@x.fr", datetime(2025, 1, invited, tzinfo=UTC), seen_at)


def test_the_account_seen_last_opens_the_file_else_the_first_invited():
    assert resolving.account_to_keep([holder(1, 3), holder(2, 4), holder(3, None)]).account_id == 2
    assert resolving.account_to_keep([holder(1, None, 5), holder(2, None, 2)]).account_id == 2
    assert resolving.account_to_keep([]) is None


@pytest.mark.parametrize(
    ("mine", "theirs", "accounts", "shown"),
    [
        (True, False, (True, True), False),
        (True, True, (True, True), True),
        (True, False, (True, False), None),
        (False, True, (False, True), True),
    ],
)
def test_a_consent_stands_if_nobody_who_was_asked_said_no(mine, theirs, accounts, shown):
    choices = {"mobility": "region", "remote_ok": True}
    taken = resolving.own_choices(
        {"shows_skills": mine} | choices, {"shows_skills": theirs} | choices, *accounts
    )
    assert taken.get("shows_skills") is shown


# Contracts.


def bound(number: int, start: str | None, end: str | None, **values) -> Bound:
    days = (date.fromisoformat(day) if day else None for day in (start, end))
    return Bound(number, 1, values.pop("employer_id", 1), *days, **values)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (bound(2, "2025-03-01", "2027-01-31"), True),
        (bound(2, "2025-04-01", "2027-02-28"), True),
        (bound(2, None, "2027-01-31"), True),
        (bound(2, "2025-03-01", None), True),
        (bound(2, None, None), False),
        (bound(2, "2025-09-01", "2027-01-31"), False),
        (bound(2, "2025-03-01", "2027-01-31", employer_id=2), False),
        (bound(2, "2025-03-01", "2027-01-31", part_time=True), False),
    ],
)
def test_when_two_contracts_are_one(other, is_same):
    assert resolving.is_same(bound(1, "2025-03-01", "2027-01-31"), other) == is_same


def test_each_contract_goes_into_one_other_only_the_nearest():
    kept = [bound(1, "2025-03-01", "2026-02-28"), bound(2, "2025-04-01", "2026-02-28")]
    moved = [bound(3, "2025-04-01", "2026-02-28", has_moved=True)]
    assert resolving.same_contracts([*kept, *moved]) == [(kept[1], moved[0])]
    assert resolving.same_contracts(kept) == []


def test_a_contract_is_tied_to_the_one_it_follows_once():
    first = bound(1, "2023-03-01", "2025-02-28")
    second, third = bound(2, "2025-03-01", "2026-02-28"), bound(3, "2025-04-01", "2026-02-28")
    assert resolving.ties([first, second, third]) == {2: 1}
    assert resolving.ties([first, bound(2, "2025-08-01", "2026-02-28")]) == {}
    assert resolving.ties([first, bound(2, "2025-03-01", None, employer_id=2)]) == {}
