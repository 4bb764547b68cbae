"""How often a source is asked: its own rhythm, what its site wishes, bounds, chance."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies

from workforce.offers.sources import rhythm as rules
from workforce.offers.sources.rhythm import (
    LATEST,
    SOONEST,
    Rhythm,
    backoff,
    gap_of,
    jittered,
    longer,
    rhythm,
    spread,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ago(*hours: float) -> list[datetime]:
    return [NOW - one * HOUR for one in hours]


def test_the_dates_of_entries_tell_how_often_a_source_publishes():
    assert gap_of(ago(1, 5, 9, 13)) == 4 * HOUR


def test_entries_published_together_are_one_publication():
    assert gap_of(ago(1, 1.01, 1.02, 25, 25.1, 49)) > 23 * HOUR


def test_two_publications_say_nothing_yet_and_old_ones_nothing_any_more():
    assert gap_of([]) is None
    assert gap_of(ago(1, 5)) is None
    assert gap_of(ago(1, 3000, 3004, 3008)) is None


def test_a_source_is_asked_twice_in_the_time_that_it_stays_silent():
    assert rhythm(ago(1, 5, 9), None, NOW).interval == 2 * HOUR
    assert rhythm(ago(1, 5, 9), None, NOW).reason == "own"


def test_the_shorter_of_both_clocks_is_believed():
    assert rhythm(ago(1, 25, 49), 6 * HOUR, NOW).interval == 3 * HOUR
    assert rhythm(ago(1, 7, 13), 24 * HOUR, NOW).interval == 3 * HOUR


def test_a_silence_that_lasts_stretches_the_rhythm():
    assert rhythm(ago(40, 41, 42), HOUR, NOW).interval == 10 * HOUR
    assert rhythm(ago(400, 401, 402), HOUR, NOW).interval == LATEST


def test_a_source_of_which_nothing_is_known_is_asked_every_hour_then_less_and_less():
    assert rhythm([], None, NOW) == rules.Rhythm(HOUR, "unknown")
    assert rhythm([], None, NOW, since=NOW - 20 * HOUR).interval == 5 * HOUR


def test_what_the_site_asks_is_respected_within_a_day():
    assert rhythm(ago(1, 2, 3), None, NOW, asked=6 * HOUR) == rules.Rhythm(6 * HOUR, "asked")
    assert rhythm(ago(1, 2, 3), None, NOW, asked=60 * HOUR) == rules.Rhythm(LATEST, "asked")
    assert rhythm(ago(1, 9, 17), None, NOW, asked=HOUR).reason == "own"


def test_a_hub_that_tells_what_is_new_lets_the_poll_rest():
    assert rhythm(ago(1, 2, 3), None, NOW, pushed=True) == rules.Rhythm(12 * HOUR, "pushed")
    assert rhythm(ago(1, 41, 81), None, NOW, pushed=True).interval == 20 * HOUR  # Slower still by itself.


@given(
    strategies.lists(strategies.integers(0, 10_000), max_size=20),
    strategies.none() | strategies.integers(0, 10**7),
    strategies.integers(0, 10**7),
    strategies.booleans(),
)
def test_a_source_is_never_asked_too_often_nor_forgotten(news, gap, asked, pushed):
    found = rhythm(
        ago(*news),
        None if gap is None else timedelta(seconds=gap),
        NOW,
        asked=timedelta(seconds=asked),
        pushed=pushed,
    )
    assert SOONEST <= found.interval <= LATEST
    assert found.interval >= min(timedelta(seconds=asked), LATEST)


@pytest.mark.parametrize(
    ("tries", "minutes"), [(0, 15), (1, 15), (2, 30), (3, 60), (7, 960), (8, 1440), (99, 1440)]
)
def test_failures_in_a_row_are_waited_out_longer_and_longer(tries, minutes):
    assert backoff(tries) == timedelta(minutes=minutes)


def test_chance_spreads_the_polls_a_tenth_around_and_never_before_what_a_site_named():
    least, even, most = (lambda: 0.0), (lambda: 0.5), (lambda: 1.0)
    assert [jittered(10 * HOUR, luck) for luck in (least, even, most)] == [9 * HOUR, 10 * HOUR, 11 * HOUR]
    assert [longer(10 * HOUR, luck) for luck in (least, most)] == [10 * HOUR, 11 * HOUR]


@pytest.mark.parametrize(
    ("found", "hours"),
    [(Rhythm(10 * HOUR, "own"), [9, 10, 11]), (Rhythm(10 * HOUR, "asked"), [10, 10.5, 11]),
     (Rhythm(LATEST, "own"), [21.6, 24, 24]), (Rhythm(SOONEST, "own"), [0.25, 0.25, 0.275])],
)  # fmt: skip
def test_no_source_is_asked_exactly_at_its_interval_nor_out_of_bounds(found, hours):
    assert [spread(found, lambda luck=luck: luck) for luck in (0.0, 0.5, 1.0)] == [
        one * HOUR for one in hours
    ]
