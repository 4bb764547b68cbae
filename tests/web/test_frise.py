"""The time bar: where its marks stand, that nothing covers anything, and that the list says what is drawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce.web.frise import (
    DESK,
    PHONE,
    ContractSpan,
    FriseFacts,
    Moment,
    Scale,
    TrainingSpan,
    Window,
    draw,
    draw_thin,
    months_over,
)
from workforce.web.frise_layout import Box, Drawing
from workforce.web.frise_marks import marks_of, scale_of

TODAY = date(2026, 11, 22)
END = date(2027, 4, 14)


def facts(**changes: object) -> FriseFacts:
    """A contract that ends in 143 days, with everything that can hang on it."""
    whole = FriseFacts(
        today=TODAY,
        contracts=(ContractSpan("CDD, commune", date(2025, 10, 15), END),),
        notice=Moment("Réponse de l’employeur", date(2027, 3, 14), "/contrat"),
        windows=(Window("Dossier à déposer", date(2026, 11, 1), END),),
        trainings=(
            TrainingSpan("CCP2, Greta", date(2027, 1, 11), date(2027, 3, 26), date(2027, 4, 8)),
            TrainingSpan("CCP3, Simplon", date(2027, 2, 22), date(2027, 6, 18), date(2027, 7, 2)),
        ),
        france_travail=Window("France Travail", END, date(2028, 4, 14)),
        alerts=tuple(Moment(f"À {n} jours", END - timedelta(n), f"/alertes/{n}") for n in (365, 270, 180)),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def kinds(some: FriseFacts) -> list[str]:
    return [mark.kind for mark in marks_of(some)]


def words_and_bars(drawing: Drawing) -> Iterator[tuple[Box, Box]]:
    """Every two things that must not cover each other: words and words, words and the bars of lanes."""
    tags = [tag.box for tag in drawing.tags]
    yield from combinations(tags, 2)
    lanes = [
        drawing.mode.box(bar) for bar in drawing.bars if bar.kind.startswith(("window", "training", "jury"))
    ]
    yield from ((tag, bar) for tag in tags for bar in lanes)


def test_later_days_stand_further_right():
    scale = scale_of(facts())
    days = [scale.begin + timedelta(n * 10) for n in range((scale.end - scale.begin).days // 10)]
    assert all(scale.percent(a) < scale.percent(b) for a, b in pairwise(days))
    assert scale.percent(scale.begin) == 0
    assert scale.percent(scale.end) == 100


def test_marks_are_numbered_from_one_in_the_order_of_their_days():
    marks = marks_of(facts())
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    assert all(a.day <= b.day for a, b in pairwise(marks))


@pytest.mark.parametrize("mode", [PHONE, DESK])
def test_today_stands_inside_the_bar(mode):
    for contracts in ((), facts().contracts, (ContractSpan("CDI", date(2020, 1, 1), None),)):
        (drawing,) = draw(facts(contracts=contracts), (mode,)).drawings
        (today,) = (stem for stem in drawing.stems if stem.kind == "today")
        assert 0 < today.x < 100


@pytest.mark.parametrize("mode", [PHONE, DESK])
def test_nothing_covers_anything_at_the_narrowest_width(mode):
    (drawing,) = draw(facts(), (mode,)).drawings
    assert not [pair for pair in words_and_bars(drawing) if pair[0].overlaps(pair[1])]


@pytest.mark.parametrize("mode", [PHONE, DESK])
def test_words_stay_on_the_page(mode):
    (drawing,) = draw(facts(), (mode,)).drawings
    for tag in drawing.tags:
        assert tag.box.left >= -12, tag
        assert tag.box.right <= mode.width + 12, tag
        assert tag.box.top >= 0
        assert tag.box.bottom <= drawing.height


days_ahead = st.integers(min_value=-300, max_value=500).map(lambda n: TODAY + timedelta(n))


@st.composite
def any_training(draws: st.DrawFn) -> TrainingSpan:
    start = draws(days_ahead)
    end = start + timedelta(draws(st.integers(1, 200)))
    jury = end + timedelta(draws(st.integers(1, 120))) if draws(st.booleans()) else None
    return TrainingSpan("CCP2 et CCP3, Simplon", start, end, jury)


@settings(max_examples=60, deadline=None)
@given(end=days_ahead, notice=days_ahead, trainings=st.lists(any_training(), max_size=4))
def test_flags_never_cover_each_other_whatever_the_dates(end, notice, trainings):
    some = facts(
        contracts=(ContractSpan("CDD, commune de Bain-de-Bretagne", end - timedelta(540), end),),
        notice=Moment("Réponse de l’employeur attendue", notice),
        trainings=tuple(trainings),
        france_travail=Window("France Travail", end, end + timedelta(365)),
    )
    for drawing in draw(some).drawings:
        flags = [tag.box for tag in drawing.tags if tag.box.bottom <= drawing.contract_top]
        assert len(flags) >= 2
        assert not [pair for pair in combinations(flags, 2) if pair[0].overlaps(pair[1])]


@settings(max_examples=60, deadline=None)
@given(end=days_ahead, trainings=st.lists(any_training(), max_size=4))
def test_the_list_has_one_line_for_each_number_drawn(end, trainings):
    some = facts(contracts=(ContractSpan("CDD", end - timedelta(540), end),), trainings=tuple(trainings))
    frise = draw(some)
    for drawing in frise.drawings:
        drawn = sorted(tag.number for tag in drawing.tags if tag.number)
        assert drawn == [mark.number for mark in frise.marks]


def test_the_list_has_one_line_for_each_alert_drawn():
    frise = draw(facts())
    for drawing in frise.drawings:
        assert [(dot.label, dot.href) for dot in drawing.dots] == [
            (label, href) for label, _, href in frise.alerts
        ]


def test_alerts_of_neighbouring_days_hang_one_below_the_other():
    close = tuple(Moment(f"n° {n}", TODAY - timedelta(n)) for n in range(4))
    for drawing in draw(facts(alerts=close)).drawings:
        assert len({dot.y for dot in drawing.dots}) == 4


def test_a_training_is_solid_only_if_it_ends_before_the_contract():
    def training(start: date, end: date) -> FriseFacts:
        return facts(trainings=(TrainingSpan("CCP2", start, end),))

    assert "training-within" in kinds(training(date(2027, 1, 4), END))
    assert "training-across" in kinds(training(date(2027, 1, 4), END + timedelta(1)))
    assert "training-across" in kinds(training(END, END + timedelta(30)))
    assert "training-after" in kinds(training(END + timedelta(1), END + timedelta(30)))


def test_a_training_cut_by_the_end_says_that_one_may_finish_it():
    (mark,) = (mark for mark in marks_of(facts()) if mark.kind == "training-across")
    assert mark.note == "Le contrat se termine pendant la formation : vous pouvez la finir."


def test_a_contract_without_an_end_has_no_end_mark_and_stays_open():
    endless = facts(contracts=(ContractSpan("CDI", date(2026, 3, 1), None),))
    assert not {"end", "france_travail"} & set(kinds(endless))
    for drawing in draw(endless).drawings:
        (bar,) = (bar for bar in drawing.bars if bar.kind == "contract")
        assert bar.is_open_right
        assert bar.x + bar.width == 100
    assert draw(endless).summary == "Aucune date de fin connue."


def test_an_unknown_start_stays_open_on_the_left():
    some = facts(contracts=(ContractSpan("CDD", None, END),))
    for drawing in draw(some).drawings:
        (bar,) = (bar for bar in drawing.bars if bar.kind == "contract")
        assert bar.is_open_left
        assert bar.x == 0


def test_a_contract_of_which_nothing_is_known_has_no_place_on_the_bar():
    assert kinds(FriseFacts(TODAY, (ContractSpan("CDD", None, None),))) == []


def test_contracts_that_overlap_are_drawn_on_two_lines():
    both = (ContractSpan("A", date(2026, 1, 1), END), ContractSpan("B", date(2026, 6, 1), date(2027, 6, 30)))
    for drawing in draw(facts(contracts=both)).drawings:
        tops = {bar.y for bar in drawing.bars if bar.kind == "contract"}
        assert len(tops) == 2


def test_contracts_that_follow_each_other_share_a_line():
    both = (ContractSpan("A", date(2025, 1, 1), date(2025, 12, 31)), ContractSpan("B", date(2026, 1, 1), END))
    for drawing in draw(facts(contracts=both, france_travail=None)).drawings:
        tops = {bar.y for bar in drawing.bars if bar.kind in ("contract", "former")}
        assert len(tops) == 1


def test_a_contract_that_ended_long_ago_is_left_out_of_the_bar_and_of_the_list():
    old = ContractSpan("Ancien", date(2020, 1, 1), date(2021, 12, 31))
    assert "Ancien" not in [mark.label for mark in marks_of(facts(contracts=(old, *facts().contracts)))]


def test_the_months_written_under_the_bar_stand_apart():
    for drawing in draw(facts()).drawings:
        room = drawing.mode.text_width("sept.")
        places = [drawing.mode.px(tick.x) for tick in drawing.ticks]
        assert len(places) >= 3
        assert all(b - a > room for a, b in pairwise(places))


def test_a_year_is_written_where_it_begins_for_the_reader():
    (drawing,) = draw(facts(), (DESK,)).drawings
    assert drawing.ticks[0].year
    assert [tick.year for tick in drawing.ticks if tick.year] == sorted(
        {t.year for t in drawing.ticks if t.year}
    )


def test_the_summary_says_when_it_ends_or_ended():
    assert draw(facts()).summary == "Le contrat se termine le 14 avril 2027, dans 143 jours."
    over = facts(contracts=(ContractSpan("CDD", date(2025, 1, 1), date(2026, 11, 21)),))
    assert draw(over).summary == "Le contrat s’est terminé le 21 novembre 2026, hier."


def test_thin_bars_of_one_list_can_be_compared():
    scale = Scale(date(2026, 6, 1), date(2027, 12, 31))
    early = draw_thin(facts(), scale)
    late = draw_thin(facts(contracts=(ContractSpan("CDD", date(2026, 1, 1), date(2027, 9, 30)),)), scale)
    assert early.today == late.today
    assert early.bars[0].x + early.bars[0].width == scale.percent(END)
    assert late.bars[0].x + late.bars[0].width == scale.percent(date(2027, 9, 30))
    assert early.notice == scale.percent(date(2027, 3, 14))


def test_a_thin_bar_leaves_out_what_lies_outside_its_list():
    scale = Scale(date(2027, 5, 1), date(2027, 12, 31))
    assert [bar.kind for bar in draw_thin(facts(), scale).bars] == ["training-across"]


def test_the_months_over_a_list_fit_its_scale():
    ticks = months_over(Scale(date(2026, 6, 1), date(2027, 12, 31)))
    assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)
    assert all(0 <= tick.x <= 100 for tick in ticks)
