from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from training_builders import TODAY, contract, learner, on_site, session

from workforce.trainings.placing import (
    Fit,
    Travel,
    conflict_is_gone,
    conflict_is_met,
    is_beyond_mobility,
    latest_start_sentence,
    latest_useful_start,
    load_sentence,
    mobility_sentences,
    place,
    travel,
    travel_sentence,
)
from workforce.trainings.situation import Mode


@pytest.mark.parametrize(
    ("before", "after", "is_gone"),
    [
        (Fit.CONTRACT_ENDS_DURING, Fit.ENDS_BEFORE, True),
        (Fit.AFTER_CONTRACT, Fit.NO_END_DATE, True),
        (Fit.TOO_LATE, Fit.ENDS_BEFORE, True),
        (Fit.ENDS_BEFORE, Fit.ENDS_BEFORE, False),
        (Fit.ENDS_BEFORE, Fit.CONTRACT_ENDS_DURING, False),
        (Fit.AFTER_CONTRACT, Fit.CONTRACT_ENDS_DURING, False),
    ],
)
def test_a_conflict_is_gone_when_the_contract_now_outlasts_the_session(before, after, is_gone):
    assert conflict_is_gone(before, after) is is_gone
    assert not (is_gone and conflict_is_met(before, after))


@pytest.mark.parametrize(
    ("before", "after", "is_met"),
    [
        (Fit.ENDS_BEFORE, Fit.CONTRACT_ENDS_DURING, True),
        (Fit.NO_END_DATE, Fit.AFTER_CONTRACT, True),
        (Fit.ENDS_BEFORE, Fit.NO_END_DATE, False),
        (Fit.AFTER_CONTRACT, Fit.CONTRACT_ENDS_DURING, False),
    ],
)
def test_a_conflict_is_met_when_the_contract_ends_sooner_than_the_session(before, after, is_met):
    assert conflict_is_met(before, after) is is_met


TWO_WEEKS = session(starts=date(2027, 1, 4), ends=date(2027, 1, 17))  # Ten working days.


def latest(ends, of=TWO_WEEKS, **facts):
    return latest_useful_start(replace(of, **facts), learner(contract=contract(ends=ends)))


def test_a_session_can_start_as_late_as_its_working_days_allow():
    # Back from Wednesday 31 March: ten working days, Easter Monday (29 March) not counted.
    assert latest(date(2027, 3, 31)).to_end == date(2027, 3, 17)
    assert latest_useful_start(TWO_WEEKS, learner(contract=None)) is None
    assert latest_useful_start(TWO_WEEKS, learner(contract=contract("CDI", None))) is None


def test_good_friday_is_a_holiday_where_it_is_one():
    # Moselle does not work on 26 March 2027, Good Friday: one day earlier than elsewhere.
    assert latest(date(2027, 3, 31), departement="57").to_end == date(2027, 3, 16)
    assert latest(date(2027, 3, 31), departement="83").to_end == date(2027, 3, 17)


def test_the_weeks_when_a_body_closes_are_counted_over_every_year():
    closed = (date(2026, 8, 3), date(2026, 8, 21))
    # Back from Friday 27 August 2027: five days, then over the three weeks, five from 2 August.
    assert latest(date(2027, 8, 27), closing=closed).to_end == date(2027, 7, 27)
    assert latest(date(2027, 8, 27)).to_end == date(2027, 8, 16)


def test_hours_and_weekly_pace_say_how_long_it_takes_where_they_are_longer_than_the_dates():
    # 105 h at 35 h a week: three weeks of five days, whatever the dates say.
    assert latest(date(2027, 3, 26), hours=105, hours_per_week=35).to_end == date(2027, 3, 8)


def test_the_jury_is_waited_for_until_its_day_or_six_months_at_worst():
    known = latest(date(2027, 3, 31), jury_on=date(2027, 1, 31))
    assert (known.to_jury, known.jury_is_known) == (date(2027, 3, 4), True)
    unknown = latest(date(2027, 3, 31))
    assert (unknown.to_jury, unknown.jury_is_known) == (date(2026, 9, 17), False)


def test_what_can_start_no_more_is_not_dated():
    words = partial(latest_start_sentence, latest(date(2027, 8, 31)))
    assert words(TODAY) == (
        "Pour finir avant la fin de votre contrat, une session de cette durée doit commencer au plus tard le 18 août 2027, "
        "ou le 15 février 2027 pour passer aussi le jury (compté 6 mois après la formation : indicatif)."
    )
    assert words(date(2027, 2, 15)).endswith("au plus tard le 18 août 2027 ; le jury a lieu ensuite.")
    assert words(date(2027, 8, 18)) == (
        "Aucune session de cette durée ne peut plus commencer et finir avant la fin de votre contrat."
    )


TOULON, LA_GARDE, BANDOL, NICE, AUBAGNE, LILLE = "83137", "83062", "83009", "06088", "13005", "59350"


@pytest.mark.parametrize(
    ("there", "where", "expected", "words"),
    [
        (TOULON, "83", Travel.SAME_COMMUNE, "dans votre commune"),
        (LA_GARDE, "83", Travel.CLOSE, "à environ 8\u00a0km de votre commune, à vol d’oiseau"),
        (AUBAGNE, "13", Travel.NEAR, "à environ 35\u00a0km de votre commune, à vol d’oiseau"),
        (NICE, "06", Travel.DISTANT, "à environ 120\u00a0km de votre commune, à vol d’oiseau"),
        (LILLE, "59", Travel.FAR, "à environ 855\u00a0km de votre commune, à vol d’oiseau"),
    ],
)
def test_two_known_communes_say_the_distance_whatever_border_lies_between(there, where, expected, words):
    from_toulon, course = learner(commune=TOULON), on_site("S1", where, commune=there, place="Là")
    assert travel(course, from_toulon) is expected
    assert travel_sentence(course, from_toulon) == f"Lieu : Là, {words}."


@pytest.mark.parametrize(
    ("mobility", "there", "where", "is_beyond"),
    [
        ("departement", AUBAGNE, "13", True),
        ("region", AUBAGNE, "13", False),
        ("region", LILLE, "59", True),
        ("national", LILLE, "59", False),
        (None, LILLE, "59", False),
        ("commune", LA_GARDE, "83", False),  # Near enough for every day.
        ("commune", "83061", "83", True),  # Fréjus.
        ("departement", None, None, False),
    ],
)
def test_a_session_out_of_the_area_that_a_person_gave_says_so(mobility, there, where, is_beyond):
    person = replace(learner(commune=TOULON), mobility=mobility)
    course = on_site("S1", where, commune=there)
    assert is_beyond_mobility(course, person) is is_beyond
    assert bool([*mobility_sentences(course, person)]) is is_beyond
    assert not is_beyond_mobility(replace(course, mode=Mode.REMOTE), person)


@pytest.mark.parametrize(
    ("home", "place", "expected"),
    [
        ("2A", "02B", Travel.NEIGHBOUR),
        ("75", "92", Travel.NEIGHBOUR),
        ("971", "972", Travel.FAR),
        ("83", None, Travel.UNKNOWN),
        (None, "83", Travel.UNKNOWN),
        ("83", "99", Travel.UNKNOWN),
    ],
)
def test_travel_is_read_from_the_departements(home, place, expected):
    assert travel(on_site("S1", place), learner(departement=home)) is expected


def test_a_remote_session_has_no_travel_and_a_hybrid_one_has():
    assert travel(on_site("S1", "59"), learner()) is Travel.FAR
    assert travel(session(mode=Mode.REMOTE, departement="59"), learner()) is Travel.REMOTE
    hybrid = session(mode=Mode.HYBRID, departement="83", place="Toulon")
    assert travel_sentence(hybrid, learner()) == (
        "Lieu : Toulon, dans votre département. Une partie se suit à distance."
    )


def test_a_session_without_a_place_says_so():
    assert travel_sentence(on_site("S1", None), learner()) == "Lieu : lieu à préciser, distance inconnue."


def test_the_load_is_said_by_week_or_in_all_or_not_at_all():
    one_week = {"starts": date(2027, 1, 4), "ends": date(2027, 1, 8)}
    assert load_sentence(session(**one_week)) == "Elle prend 7\u00a0h par semaine pendant 1 semaine."
    in_all = session(hours_per_week=None, hours=385, ends=date(2027, 1, 24))
    assert load_sentence(in_all) == "Elle dure 385\u00a0h sur 2 semaines."
    assert load_sentence(session(hours_per_week=None)) is None


@pytest.mark.parametrize(
    ("end", "fit"),
    [
        (date(2027, 1, 10), Fit.AFTER_CONTRACT),
        (date(2027, 1, 11), Fit.CONTRACT_ENDS_DURING),
        (date(2027, 4, 29), Fit.CONTRACT_ENDS_DURING),
        (date(2027, 4, 30), Fit.ENDS_BEFORE),
    ],
)
def test_the_last_day_of_a_contract_is_a_day_in_post(end, fit):
    assert place(session(), learner(contract=contract(ends=end)), TODAY).fit is fit
