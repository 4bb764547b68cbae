from datetime import date

import pytest

from workforce.skills.background import Background, Enrolment, Holding
from workforce.skills.closing import closes_on, finish_by, may_finish, title_in_force
from workforce.skills.referential import shipped
from workforce.skills.standing import Standing, held_numbers, missing_ccps

IN_TIME = Enrolment("REMN", date(2025, 6, 2))
TOO_LATE = Enrolment("REMN", date(2025, 7, 13))


def person(*codes, enrolments=()):
    return Background(tuple(Holding(code) for code in codes), tuple(enrolments))


def missing(background, today):
    return [ccp.code for ccp in missing_ccps(shipped(), background, today).missing]


@pytest.mark.parametrize(
    ("codes", "enrolments", "today", "expected"),
    [
        (["REMN-CCP1"], [], date(2024, 3, 1), ["REMN-CCP2", "REMN-CCP3"]),
        (["REMN-CCP1", "REMN-CCP2"], [], date(2024, 3, 1), ["REMN-CCP3"]),
        (["REMN-CCP1", "REMN-CCP3"], [], date(2024, 3, 1), ["REMN-CCP2"]),
        (["REMN-CCP1"], [IN_TIME], date(2026, 7, 13), ["REMN-CCP2", "REMN-CCP3"]),
        (["REMN-CCP1"], [IN_TIME], date(2026, 7, 14), ["MN-CCP2", "MN-CCP3"]),
        (["REMN-CCP1"], [TOO_LATE], date(2025, 9, 1), ["MN-CCP2", "MN-CCP3"]),
        (["REMN-CCP1"], [], date(2025, 7, 13), ["MN-CCP2", "MN-CCP3"]),
        (["REMN-CCP1", "REMN-CCP2"], [], date(2026, 11, 22), ["MN-CCP3"]),
        (["REMN-CCP1", "MN-CCP2"], [], date(2026, 11, 22), ["MN-CCP3"]),
        (["MN-CCP1"], [], date(2026, 11, 22), ["MN-CCP2", "MN-CCP3"]),
        ([], [], date(2026, 11, 22), ["MN-CCP1", "MN-CCP2", "MN-CCP3"]),
        ([], [IN_TIME], date(2025, 9, 1), ["MN-CCP1", "MN-CCP2", "MN-CCP3"]),
        (["CMN"], [], date(2026, 11, 22), []),
        (["REMN"], [], date(2026, 11, 22), []),
        (["REMN-CCP1", "REMN-CCP2", "REMN-CCP3"], [], date(2026, 11, 22), []),
    ],
)
def test_the_missing_blocs_are_those_of_the_title_that_can_still_be_obtained(
    codes, enrolments, today, expected
):
    assert missing(person(*codes, enrolments=enrolments), today) == expected


def test_ccp2_and_ccp3_are_counted_apart():
    found = missing_ccps(shipped(), person("REMN-CCP1", "REMN-CCP3"), date(2024, 3, 1))
    assert (found.misses_ccp2, found.misses_ccp3) == (True, False)


def test_a_bloc_obtained_later_is_not_held_yet():
    background = Background((Holding("REMN-CCP1"), Holding("REMN-CCP2", date(2024, 6, 1))))
    assert missing(background, date(2024, 5, 31)) == ["REMN-CCP2", "REMN-CCP3"]
    assert missing(background, date(2024, 6, 1)) == ["REMN-CCP3"]


def test_a_bloc_of_the_former_title_is_to_confirm_and_never_lost_nor_promised():
    found = missing_ccps(shipped(), person("REMN-CCP1"), date(2026, 11, 22))
    first = found.standings[0]
    assert (first.ccp.code, first.standing, first.via) == ("MN-CCP1", Standing.TO_CONFIRM, "REMN-CCP1")
    assert (
        "Votre bloc REMN-CCP1 pourrait valoir le CCP1 du titre MN : équivalence à confirmer." in found.reasons
    )


def test_the_reasons_of_a_closed_title_say_why_and_what_instead():
    reasons = missing_ccps(shipped(), person("REMN-CCP1"), date(2026, 11, 22)).reasons
    assert reasons[0] == (
        "Le titre REMN est remplacé depuis le 13 juillet 2025 : seule une personne inscrite avant son "
        "remplacement pouvait le terminer, dans l’année qui suit. La suite passe par les blocs du titre "
        "Médiateur numérique ou par une VAE (équivalence à confirmer)."
    )
    assert reasons[-1] == "Pour le titre Médiateur numérique, il vous manque le CCP2 et le CCP3."


def test_somebody_enrolled_in_time_reads_the_last_day():
    reasons = missing_ccps(shipped(), person("REMN-CCP1", enrolments=[IN_TIME]), date(2026, 1, 5)).reasons
    assert len(reasons) == 2
    assert reasons[0] == (
        "Le titre REMN peut être terminé au plus tard le 13 juillet 2026, par une personne inscrite avant le "
        "13 juillet 2025."
    )
    assert reasons[1] == (
        "Pour le titre Responsable d’espace de médiation numérique, il vous manque le CCP2 et le CCP3."
    )


def test_a_bloc_that_the_referential_does_not_know_is_said_and_not_counted():
    found = missing_ccps(shipped(), person("CMN-CCP1"), date(2026, 11, 22))
    assert len(found.missing) == 3
    assert found.reasons[0] == (
        "Le bloc CMN-CCP1 n’est pas encore décrit dans le référentiel : équivalence à confirmer."
    )


def test_a_title_whose_end_is_unknown_closes_when_its_successor_begins():
    cmn = shipped().by_title["CMN"]
    assert closes_on(shipped(), cmn) == date(2019, 7, 13)
    assert finish_by(shipped(), cmn) == date(2020, 7, 13)


def test_the_title_in_force_follows_the_calendar():
    found = [
        title_in_force(shipped(), day).code
        for day in (date(2019, 7, 13), date(2025, 7, 12), date(2025, 7, 13))
    ]
    assert found == ["REMN", "REMN", "MN"]


def test_a_jury_after_the_last_day_is_too_late_even_when_enrolled_in_time():
    remn, background = shipped().by_title["REMN"], person("REMN-CCP1", enrolments=[IN_TIME])
    today = date(2026, 1, 5)
    assert may_finish(shipped(), remn, background, date(2026, 7, 13), today)
    assert not may_finish(shipped(), remn, background, date(2026, 7, 14), today)


def test_a_title_that_has_not_begun_cannot_be_enrolled_for():
    mn = shipped().by_title["MN"]
    assert not may_finish(shipped(), mn, person(), date(2026, 1, 1), date(2025, 7, 12))


def test_numbers_are_held_whatever_the_generation_and_a_bare_title_is_to_confirm():
    today = date(2026, 11, 22)
    mixed = held_numbers(shipped(), person("REMN-CCP1", "MN-CCP3"), today)
    assert (mixed.sure, mixed.to_confirm) == (frozenset({1, 3}), frozenset())
    assert held_numbers(shipped(), person("REMN"), today).sure == frozenset({1, 2, 3})
    former = held_numbers(shipped(), person("CMN"), today)
    assert (former.sure, former.to_confirm) == (frozenset(), frozenset({1, 2, 3}))


def test_the_three_blocs_make_the_title():
    found = missing_ccps(shipped(), person("REMN-CCP1", "REMN-CCP2", "REMN-CCP3"), date(2026, 11, 22))
    assert found.holds_a_title
    assert len(found.reasons) == 1
    assert found.reasons[0].endswith("médiation numérique en entier : aucun bloc ne vous manque.")


def test_the_blocs_of_a_title_not_fully_described_do_not_make_it():
    found = missing_ccps(shipped(), person("MN-CCP1", "MN-CCP2", "MN-CCP3"), date(2026, 11, 22))
    assert not found.holds_a_title
    assert found.missing == ()
