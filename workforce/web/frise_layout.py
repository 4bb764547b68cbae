"""The geometry of the time bar: marks become shapes that do not overlap, on a phone or on a desk. Pure.

Across, places are percents of the width (plus a few pixels): one drawing stretches to any width, while its
text keeps its size. Down, places are pixels. Overlaps are judged at the narrowest width of a mode; wider only
spreads things out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

from workforce.web.frise_marks import Mark, Moment, Scale

BADGE = 10  # Radius of a number's disc, pixels.
GAP = 4
MOST_FLAGS_TRIED = 5  # Orders of more flags than that are too many to try.
NEAR = 7  # From a bar to its number; a jury's diamond needs that much.
FLAG_PITCH = 27
CONTRACT_HEIGHT = 30
LANE_HEIGHTS = {"window": 10, "training": 16}
LANE_PITCH = 30
DOT_PITCH = 10
AXIS_HEIGHT = 42
TODAY = "Aujourd’hui"
SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
TICK_MONTHS = (1, 2, 3, 4, 6, 12, 24, 48)


@dataclass(frozen=True)
class Mode:
    """A width to draw for: the narrowest content width it must hold, and whether marks carry their label."""

    name: str
    width: int  # Pixels.
    text: float  # Pixels.
    is_labelled: bool

    def text_width(self, text: str) -> float:
        """Estimate the width of a text, on the generous side."""
        return len(text) * self.text * 0.56

    def px(self, percent: float) -> float:
        """Turn percents of the width into pixels."""
        return percent * self.width / 100

    def box(self, bar: "Bar") -> "Box":
        """Return the rectangle that a bar fills."""
        return Box(self.px(bar.x), bar.y, self.px(bar.x + bar.width), bar.y + bar.height)


PHONE = Mode("phone", 252, 12.5, is_labelled=False)
DESK = Mode("desk", 600, 14, is_labelled=True)


@dataclass(frozen=True)
class Box:
    """The rectangle that a shape and its words fill, in pixels, at the mode's narrowest width."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Say whether two boxes share any surface."""
        return self.overlaps_across(other) and self.top < other.bottom and other.top < self.bottom

    def overlaps_across(self, other: "Box") -> bool:
        """Say whether two boxes share any column."""
        return self.left < other.right and other.left < self.right


@dataclass(frozen=True)
class Tag:
    """A number's disc with, on a desk, its words: at x percent plus dx pixels."""

    kind: str
    number: int
    x: float
    dx: float
    y: float
    label: str
    anchor: str  # start: words on the right of the disc; end: on the left; middle: words alone, centred.
    box: Box

    @property
    def label_dx(self) -> float:
        """Where the words begin (or end), in pixels from x."""
        if self.anchor == "middle":
            return self.dx
        return self.dx + (BADGE + GAP + 1) * (1 if self.anchor == "start" else -1)


@dataclass(frozen=True)
class Bar:
    """A span: x and width in percent, y and height in pixels."""

    kind: str
    x: float
    width: float
    y: float
    height: float
    is_open_left: bool = False
    is_open_right: bool = False
    elapsed: float = 0.0  # Percent of the whole width already behind today.


@dataclass(frozen=True)
class Stem:
    """A vertical line from a flag down to what it marks."""

    kind: str
    x: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Dot:
    """An alert that was sent."""

    x: float
    y: float
    label: str
    href: str


@dataclass(frozen=True)
class Tick:
    """A month on the axis, with its year where that is new to the reader."""

    x: float
    month: str
    year: str


@dataclass(frozen=True)
class Drawing:
    """One time bar, ready to be written as SVG."""

    mode: Mode
    height: float
    contract_top: float
    contract_bottom: float
    axis_y: float
    bars: tuple[Bar, ...]
    tags: tuple[Tag, ...]
    stems: tuple[Stem, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    diamonds: tuple[tuple[float, float], ...]  # x in percent, y in pixels.


@dataclass(frozen=True)
class Flag:
    """A day to be flagged above the bar, before its height is chosen."""

    kind: str
    number: int
    x: float
    label: str


PlacedFlag = tuple[Flag, int, Box]  # With its level, and the width it fills.


def lay_flags(flags: Sequence[Flag], mode: Mode) -> list[PlacedFlag]:
    """Place flags on levels (0 touches the bar): no words meet, and stems cross as few words as can be."""
    orders = permutations(flags) if len(flags) <= MOST_FLAGS_TRIED else iter([flags])
    return min((_lay_in_order(order, mode) for order in orders), key=lambda placed: _cost(placed, mode))


def _lay_in_order(flags: Sequence[Flag], mode: Mode) -> list[PlacedFlag]:
    placed: list[PlacedFlag] = []
    for flag in flags:
        tries = ((level, across) for level in range(len(placed) + 1) for across in _across(flag, mode))
        level, across = next(
            (level, across)
            for level, across in tries
            if not any(level == other and across.overlaps_across(box) for _, other, box in placed)
        )
        placed.append((flag, level, across))
    return placed


def _cost(placed: list[PlacedFlag], mode: Mode) -> tuple[int, int]:
    """Count the words that a stem crosses, then the height in use."""
    crossed = sum(
        low_box.left + BADGE < mode.px(high.x) < low_box.right - BADGE
        for high, level, _ in placed
        for _, low, low_box in placed
        if low < level
    )
    return crossed, sum(level for _, level, _ in placed)


def _across(flag: Flag, mode: Mode) -> list[Box]:
    """Return the widths that a flag may fill, preferred first; heights are not known yet."""
    x = mode.px(flag.x)
    words = mode.text_width(flag.label)
    if flag.kind == "today":
        left = min(max(x - words / 2 - 8, -BADGE), mode.width + BADGE - words - 16)
        return [Box(left, 0, left + words + 16, 0)]
    if not flag.label:
        return [Box(x - BADGE - 1, 0, x + BADGE + 1, 0)]
    reach = BADGE + 2 * GAP + words
    sides = [Box(x - BADGE - 1, 0, x + reach, 0), Box(x - reach, 0, x + BADGE + 1, 0)]
    return [box for box in sides if box.left >= -BADGE - 1 and box.right <= mode.width + BADGE + 1] or sides[
        :1
    ]


def tag_of(flag: Flag, level: int, across: Box, mode: Mode, bar_top: float) -> Tag:
    """Turn a placed flag into a drawn tag above the bar."""
    y = bar_top - 6 - BADGE - level * FLAG_PITCH
    box = Box(across.left, y - BADGE - 1, across.right, y + BADGE + 1)
    x = mode.px(flag.x)
    if flag.kind == "today":
        centre = (across.left + across.right) / 2 - x
        return Tag(flag.kind, 0, flag.x, round(centre, 1), y, flag.label, "middle", box)
    anchor = "end" if across.left < x - BADGE - 1 else "start"
    return Tag(flag.kind, flag.number, flag.x, 0, y, flag.label, anchor, box)


def tag_beside(mark: Mark, bar: Bar, label: str, mode: Mode, taken: Sequence[Box]) -> Tag:
    """Put a lane's number and words beside its bar: before it where free, else after, else on it."""
    sides = (False, True) if mark.kind == "jury" else (True, False)
    for words in (label, "") if label else ("",):
        for is_before in sides:
            tag = _side_tag(mark, bar, words, mode, is_before=is_before)
            is_inside = tag.box.left >= -BADGE - 1 and tag.box.right <= mode.width + BADGE + 1
            if is_inside and not any(tag.box.overlaps(box) for box in taken):
                return tag
    middle = mode.px(bar.x + bar.width / 2)
    return _tag(mark, bar, bar.x + bar.width / 2, 0, "", "start", (middle - BADGE, middle + BADGE))


def _side_tag(mark: Mark, bar: Bar, words: str, mode: Mode, *, is_before: bool) -> Tag:
    need = 2 * BADGE + (2 * GAP + mode.text_width(words) if words else 0)
    if is_before:
        edge = mode.px(bar.x) - NEAR
        return _tag(mark, bar, bar.x, -NEAR - BADGE, words, "end", (edge - need, edge))
    edge = mode.px(bar.x + bar.width) + NEAR
    return _tag(mark, bar, bar.x + bar.width, NEAR + BADGE, words, "start", (edge, edge + need))


def _tag(
    mark: Mark, bar: Bar, x: float, dx: float, words: str, anchor: str, across: tuple[float, float]
) -> Tag:
    y = bar.y + bar.height / 2
    box = Box(across[0], y - BADGE - 1, across[1], y + BADGE + 1)
    return Tag(mark.kind, mark.number, round(x, 2), dx, y, words, anchor, box)


def lay_dots(alerts: Iterable[Moment], scale: Scale, mode: Mode, top: float) -> Iterator[Dot]:
    """Place the alerts sent under the contract; those of neighbouring days hang one below the other."""
    last_px: list[float] = []
    for alert in sorted(alerts, key=lambda alert: alert.day):
        x = scale.percent(alert.day)
        level = next((i for i, px in enumerate(last_px) if mode.px(x) - px >= DOT_PITCH), len(last_px))
        last_px[level : level + 1] = [mode.px(x)]
        yield Dot(x, top + level * DOT_PITCH, alert.label, alert.href)


def ticks_of(scale: Scale, mode: Mode) -> tuple[Tick, ...]:
    """Choose the months to write under the bar: as many as stand apart."""
    months = [date(n // 12, n % 12 + 1, 1) for n in range(_index(scale.begin) + 1, _index(scale.end) + 1)]
    room = mode.text_width("sept.") + 12
    kept = [month for month in months if _is_inside(mode.px(scale.percent(month)), room / 2, mode)]
    for step in TICK_MONTHS:
        chosen = [month for month in kept if (month.month - 1 + 12 * month.year) % step == 0]
        if len(chosen) < 2 or mode.px(scale.percent(chosen[1]) - scale.percent(chosen[0])) >= room:
            break
    years = ["", *(str(month.year) for month in chosen)]
    return tuple(
        Tick(
            scale.percent(month), SHORT_MONTHS[month.month - 1], years[n] if years[n] != years[n - 1] else ""
        )
        for n, month in enumerate(chosen, 1)
    )


def _is_inside(x: float, half: float, mode: Mode) -> bool:
    return half - BADGE <= x <= mode.width + BADGE - half


def _index(day: date) -> int:
    """Count months from year 0."""
    return day.year * 12 + day.month - 1
