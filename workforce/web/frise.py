"""The time bar (« la frise »): a contract, what can be done around its end, and the same as text. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.web.frise_layout import (
    AXIS_HEIGHT,
    BADGE,
    CONTRACT_HEIGHT,
    DESK,
    DOT_PITCH,
    FLAG_PITCH,
    LANE_HEIGHTS,
    LANE_PITCH,
    PHONE,
    TODAY,
    Bar,
    Box,
    Drawing,
    Flag,
    Mode,
    Stem,
    Tag,
    Tick,
    lay_dots,
    lay_flags,
    tag_beside,
    tag_of,
    ticks_of,
)
from workforce.web.frise_marks import (
    ContractSpan,
    FriseFacts,
    Mark,
    Moment,
    Scale,
    TrainingSpan,
    Window,
    marks_of,
    scale_of,
)
from workforce.wording import date_fr, in_days_fr

__all__ = [
    "DESK",
    "PHONE",
    "ContractSpan",
    "Frise",
    "FriseFacts",
    "Mode",
    "Moment",
    "Scale",
    "ThinFrise",
    "TrainingSpan",
    "Window",
    "draw",
    "draw_thin",
    "months_over",
]

SPANS = ("former", "contract", "france_travail")  # What is drawn on the contract's own line.
SHORT_LABELS = {"jury": "Jury"}  # On the bar, where the rest is seen.
GAP_IN_BAR = 10  # Room around a number inside its bar, pixels.
THIN_MODE = Mode("thin", 224, 12, is_labelled=False)


@dataclass(frozen=True)
class Frise:
    """A whole time bar: one drawing a mode, and the list that says the same in words."""

    summary: str
    today: str
    marks: tuple[Mark, ...]
    alerts: tuple[tuple[str, str, str], ...]  # Label, date in words, address.
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True)
class ThinFrise:
    """A time bar as a row of a list: no words of its own, one sentence that says it all."""

    summary: str
    today: float
    bars: tuple[Bar, ...]
    notice: float | None


def draw(facts: FriseFacts, modes: tuple[Mode, ...] = (PHONE, DESK)) -> Frise:
    """Draw the facts once for each mode."""
    marks, scale = marks_of(facts), scale_of(facts)
    alerts = sorted(facts.alerts, key=lambda alert: alert.day)
    return Frise(
        summary=_summary(facts),
        today=date_fr(facts.today),
        marks=marks,
        alerts=tuple((alert.label, date_fr(alert.day), alert.href) for alert in alerts),
        drawings=tuple(_Artist(facts, marks, scale, mode).drawing() for mode in modes),
    )


def draw_thin(facts: FriseFacts, scale: Scale) -> ThinFrise:
    """Draw the facts as a row; every row of a list is given the same scale, so that ends can be compared."""
    heights = {"former": (4, 8), "contract": (4, 8), "training": (17, 5)}  # y and height, pixels.
    bars = [
        _bar(mark, scale, facts.today, *heights[family])
        for mark in marks_of(facts)
        if (family := mark.kind.partition("-")[0]) in heights and _is_seen(mark, scale)
    ]
    notice = scale.percent(facts.notice.day) if facts.notice else None
    return ThinFrise(_summary(facts), scale.percent(facts.today), tuple(bars), notice)


def months_over(scale: Scale) -> tuple[Tick, ...]:
    """Name the months above a column of thin bars."""
    return ticks_of(scale, THIN_MODE)


def _summary(facts: FriseFacts) -> str:
    """Say the whole bar in one sentence."""
    if facts.end is None:
        return "Aucune date de fin connue." if facts.contracts else "Aucun contrat connu."
    verb = "s’est terminé" if facts.end < facts.today else "se termine"
    distance = in_days_fr(facts.end, facts.today)
    return f"Le contrat {verb} le {date_fr(facts.end)}, {distance}."


def _is_seen(mark: Mark, scale: Scale) -> bool:
    return (mark.end or scale.end) >= scale.begin and (mark.start or scale.begin) <= scale.end


def _bar(mark: Mark, scale: Scale, today: date, y: float, height: float) -> Bar:
    """Turn a span of days into a bar; what leaves the scale stays open on that side."""
    left = scale.percent(mark.start) if mark.start else 0.0
    right = scale.percent(mark.end) if mark.end else 100.0
    now = min(max(scale.percent(today), left), right)
    return Bar(
        kind=mark.kind,
        x=left,
        width=round(max(right - left, 0.4), 2),
        y=y,
        height=height,
        is_open_left=mark.start is None or mark.start < scale.begin,
        is_open_right=mark.end is None or mark.end > scale.end,
        elapsed=round(now - left, 2),
    )


class _Artist:
    """Draws one mode, from the top down: flags, contract, alerts, lanes, axis."""

    def __init__(self, facts: FriseFacts, marks: tuple[Mark, ...], scale: Scale, mode: Mode) -> None:
        self.facts, self.marks, self.scale, self.mode = facts, marks, scale, mode
        self.spans = [mark for mark in marks if mark.kind in SPANS]
        self.rows = _rows(self.spans)
        self.placed = lay_flags(list(self._flags()), mode)
        levels = max((level for _, level, _ in self.placed), default=0) + 1
        self.contract_top = levels * FLAG_PITCH + 6
        self.contract_bottom = self.contract_top + (max(self.rows.values(), default=0) + 1) * (
            CONTRACT_HEIGHT + 6
        )
        self.dots = tuple(lay_dots(facts.alerts, scale, mode, self.contract_bottom + 6))
        self.lanes_top = max((dot.y + DOT_PITCH for dot in self.dots), default=self.contract_bottom) + 2

    def drawing(self) -> Drawing:
        """Bring everything together."""
        lanes = 1 + max(
            (mark.lane for mark in self.marks if mark.kind.startswith(("window", "training"))), default=-1
        )
        axis_y = self.lanes_top + lanes * LANE_PITCH + 4
        lane_bars = list(self._lane_bars())
        return Drawing(
            mode=self.mode,
            height=axis_y + AXIS_HEIGHT,
            contract_top=self.contract_top,
            contract_bottom=self.contract_bottom,
            axis_y=axis_y,
            bars=(*self._span_bars(), *(bar for _, bar in lane_bars)),
            tags=(*self._flag_tags(), *self._span_tags(), *self._lane_tags(lane_bars)),
            stems=tuple(self._stems(axis_y)),
            dots=self.dots,
            ticks=ticks_of(self.scale, self.mode),
            diamonds=tuple((bar.x, bar.y + bar.height / 2) for mark, bar in lane_bars if mark.kind == "jury"),
        )

    def _flags(self) -> Iterator[Flag]:
        yield Flag("today", 0, self.scale.percent(self.facts.today), TODAY)
        for mark in self.marks:
            if mark.kind in ("answer", "end") or (mark.kind in SPANS and not self._has_room(mark)):
                label = mark.label if self.mode.is_labelled else ""
                yield Flag(mark.kind, mark.number, self.scale.percent(mark.day), label)

    def _has_room(self, mark: Mark) -> bool:
        """Say whether a number fits in its own bar on the contract's line."""
        bar = _bar(mark, self.scale, self.facts.today, 0, CONTRACT_HEIGHT)
        return self.mode.px(bar.width) >= 2 * BADGE + 6

    def _flag_tags(self) -> Iterator[Tag]:
        for flag, level, across in self.placed:
            yield tag_of(flag, level, across, self.mode, self.contract_top)

    def _stems(self, axis_y: float) -> Iterator[Stem]:
        """Today and the end cross everything; the others stop at the contract."""
        for flag, level, _ in self.placed:
            top = self.contract_top - 8 - level * FLAG_PITCH
            bottom = axis_y if flag.kind in ("today", "end") else self.contract_top + CONTRACT_HEIGHT
            yield Stem(flag.kind, flag.x, top, bottom)

    def _span_bars(self) -> Iterator[Bar]:
        for mark in self.spans:
            yield self._span_bar(mark)

    def _span_bar(self, mark: Mark) -> Bar:
        inset = 4 if mark.kind == "france_travail" else 0
        y = self.contract_top + self.rows[mark.number] * (CONTRACT_HEIGHT + 6) + inset
        return _bar(mark, self.scale, self.facts.today, y, CONTRACT_HEIGHT - 2 * inset)

    def _span_tags(self) -> Iterator[Tag]:
        for mark in self.spans:
            if self._has_room(mark):
                yield self._span_tag(mark, self._span_bar(mark))

    def _span_tag(self, mark: Mark, bar: Bar) -> Tag:
        """Write a span's number at its left end, or just after today when only there its words have room."""
        words = mark.label if self.mode.is_labelled else ""
        need = 2 * BADGE + GAP_IN_BAR + (self.mode.text_width(words) + GAP_IN_BAR if words else 0)
        parts = ((bar.x, bar.elapsed), (bar.x + bar.elapsed, bar.width - bar.elapsed))
        x = next((x for x, width in parts if self.mode.px(width) >= need), None)
        if x is None:
            words, need = "", 2 * BADGE + GAP_IN_BAR
            x = next((x for x, width in parts if self.mode.px(width) >= need), bar.x)
        is_ahead = bar.elapsed == 0 or x > bar.x
        left, y = self.mode.px(x) + GAP_IN_BAR / 2, bar.y + bar.height / 2
        box = Box(left, y - BADGE - 1, left + need - GAP_IN_BAR, y + BADGE + 1)
        kind = f"{mark.kind} ahead" if is_ahead else mark.kind
        return Tag(kind, mark.number, round(x, 2), BADGE + GAP_IN_BAR / 2, y, words, "start", box)

    def _lane_bars(self) -> Iterator[tuple[Mark, Bar]]:
        for mark in self.marks:
            family = mark.kind.partition("-")[0]
            if family in LANE_HEIGHTS or family == "jury":
                height = LANE_HEIGHTS.get(family, LANE_HEIGHTS["training"])
                y = self.lanes_top + mark.lane * LANE_PITCH + (LANE_PITCH - height) / 2
                yield mark, _bar(mark, self.scale, self.facts.today, y, height)

    def _lane_tags(self, lane_bars: Sequence[tuple[Mark, Bar]]) -> Iterator[Tag]:
        taken = [self.mode.box(bar) for _, bar in lane_bars]
        for mark, bar in lane_bars:
            label = SHORT_LABELS.get(mark.kind, mark.label) if self.mode.is_labelled else ""
            tag = tag_beside(mark, bar, label, self.mode, taken)
            taken.append(tag.box)
            yield tag


def _rows(spans: list[Mark]) -> dict[int, int]:
    """Give each span, by its number, the first line where it covers no other: contradictions stay visible."""
    last_ends: list[date] = []
    rows: dict[int, int] = {}
    for mark in spans:
        start, end = mark.start or date.min, mark.end or date.max
        follows = timedelta(0 if mark.kind == "france_travail" else 1)  # It may begin on the last day itself.
        row = next((i for i, last in enumerate(last_ends) if start - last >= follows), len(last_ends))
        last_ends[row : row + 1] = [end]
        rows[mark.number] = row
    return rows
