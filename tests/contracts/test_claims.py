from datetime import UTC, date, datetime
from itertools import permutations

from workforce.contracts.claims import ClaimSource, DateClaim, settle

JUNE, AUGUST, DECEMBER = date(2026, 6, 30), date(2026, 8, 31), date(2026, 12, 31)


def claim(value, source, stated_on, recorded_at=None):
    recorded_at = recorded_at or datetime(stated_on.year, stated_on.month, stated_on.day, 12, tzinfo=UTC)
    return DateClaim(value, source, stated_on, recorded_at)


def test_no_claim_keeps_nothing_and_says_so():
    settlement = settle([])
    assert (settlement.retained, settlement.conflicting) == (None, False)
    assert settlement.reasons == ("Aucune source ne donne cette date.",)


def test_sources_that_agree_are_no_conflict():
    settlement = settle(
        [
            claim(JUNE, ClaimSource.TEAM_FILE, date(2026, 1, 5)),
            claim(JUNE, ClaimSource.POSTS_FILE, date(2026, 2, 5)),
        ]
    )
    assert not settlement.conflicting
    assert "toutes les sources concordent" in settlement.reasons[0]


def test_the_most_recent_statement_is_kept_and_the_other_is_shown_with_its_age():
    settlement = settle(
        [
            claim(JUNE, ClaimSource.EMPLOYER, date(2026, 1, 5)),
            claim(AUGUST, ClaimSource.POSTS_FILE, date(2026, 2, 5)),
        ]
    )
    assert settlement.retained.value == AUGUST
    assert settlement.conflicting
    assert "source la plus récente" in settlement.reasons[0]
    assert "30 juin 2026 (structure employeuse, au 5 janvier 2026)" in settlement.reasons[1]


def test_on_the_same_day_the_nearest_to_the_signature_is_believed():
    day = date(2026, 2, 5)
    settlement = settle([claim(JUNE, ClaimSource.TEAM_FILE, day), claim(AUGUST, ClaimSource.EMPLOYER, day)])
    assert settlement.retained.value == AUGUST
    assert "la plus proche du contrat" in settlement.reasons[0]


def test_a_source_that_corrects_itself_does_not_contradict_itself():
    settlement = settle(
        [
            claim(JUNE, ClaimSource.TEAM_FILE, date(2026, 1, 5)),
            claim(AUGUST, ClaimSource.TEAM_FILE, date(2026, 2, 5)),
        ]
    )
    assert settlement.retained.value == AUGUST
    assert not settlement.conflicting


def test_a_person_s_choice_silences_what_was_said_before():
    settlement = settle(
        [
            claim(JUNE, ClaimSource.TEAM_FILE, date(2026, 1, 5)),
            claim(AUGUST, ClaimSource.POSTS_FILE, date(2026, 2, 5)),
            claim(JUNE, ClaimSource.SETTLED, date(2026, 2, 10)),
        ]
    )
    assert (settlement.retained.value, settlement.conflicting) == (JUNE, False)
    assert "une personne l’a choisie" in settlement.reasons[0]


def test_a_later_statement_reopens_the_question_and_takes_no_place():
    settlement = settle(
        [
            claim(JUNE, ClaimSource.SETTLED, date(2026, 2, 10)),
            claim(DECEMBER, ClaimSource.POSTS_FILE, date(2026, 3, 5)),
        ]
    )
    assert (settlement.retained.value, settlement.conflicting) == (JUNE, True)


def test_a_source_that_says_there_is_no_date_contradicts_one_that_gives_it():
    settlement = settle(
        [
            claim(None, ClaimSource.ADVISER, date(2026, 3, 5)),
            claim(JUNE, ClaimSource.TEAM_FILE, date(2026, 1, 5)),
        ]
    )
    assert settlement.retained.value is None
    assert settlement.conflicting
    assert "aucune date" in settlement.reasons[0]


def test_the_order_in_which_claims_come_changes_nothing():
    claims = [
        claim(JUNE, ClaimSource.TEAM_FILE, date(2026, 1, 5)),
        claim(AUGUST, ClaimSource.POSTS_FILE, date(2026, 1, 5)),
        claim(DECEMBER, ClaimSource.COORDINATOR, date(2026, 1, 4)),
    ]
    assert {settle(order).retained.value for order in permutations(claims)} == {JUNE}
