"""From the rows of an export to proposals of evidence: what was done the same way in a month is one of them. Pure."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workforce.contracts.imports.cells import UnreadableCell, plain, read_date, read_text
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.sheet import Cell, Sheet
from workforce.discretion import holds_social_security_number
from workforce.wording import count_fr, date_fr, of_month_fr

LONGEST = 300  # Characters of a title.
FIRST_YEAR = 2015  # The first title of the trade.


@dataclass(frozen=True)
class Activity:
    """One row: something done on a day."""

    done_on: date
    what: str
    kind: str
    place: str


@dataclass(frozen=True)
class Proposal:
    """What was done the same way, at the same place, in one month."""

    key: str
    what: str
    kind: str
    place: str
    first_on: date
    last_on: date
    count: int


@dataclass
class Rows:
    """What a file says, and how many of its rows say nothing that can be kept, with the reason."""

    activities: list[Activity] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # no_date, no_words, to_come, number → rows


def read(sheet: Sheet, layout: Layout, today: date) -> Rows:
    """Read every row below the titles, by the columns that the person named and no other."""
    found = Rows()
    for row in sheet.rows[layout.header_line :]:
        said = {code: row[at] if at < len(row) else None for code, at in layout.places.items()}
        if any(read_text(cell) for cell in said.values()):
            _read_row(sheet, said, today, found)
    return found


def proposals(activities: Iterable[Activity]) -> Iterator[Proposal]:
    """Group what was done the same way in a month; the same file gives the same keys."""
    groups: dict[tuple[str, ...], list[Activity]] = defaultdict(list)
    for one in activities:
        month = f"{one.done_on:%Y-%m}"
        groups[(plain(one.what), plain(one.kind), plain(one.place), month)].append(one)
    for said, alike in groups.items():
        days = [one.done_on for one in alike]
        key = hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:40]
        first = alike[0]
        yield Proposal(key, first.what, first.kind, first.place, min(days), max(days), len(alike))


def sentence(one: Proposal) -> str:
    """Return a proposal as the evidence says it: `Boîte mail (collectif), 4 fois en mars 2026, médiathèque`."""
    kind = f" ({one.kind[0].lower()}{one.kind[1:]})" if one.kind else ""
    times = f", {one.count} fois au mois {of_month_fr(one.last_on)}" if one.count > 1 else ""
    place = f", {one.place}" if one.place else ""
    return f"{one.what}{kind}{times}{place}."


def left_out_words(left_out: Mapping[str, int]) -> list[str]:
    """Say how many rows were left out, and why."""
    reasons = {
        "no_date": "sans date lisible",
        "no_words": "sans rien qui dise ce qui a été fait",
        "to_come": "à une date à venir",
        "number": "avec ce qui semble un numéro de sécurité sociale",
    }
    return [
        f"{count_fr(left_out[one], 'ligne')} {words}" for one, words in reasons.items() if left_out.get(one)
    ]


def days_words(one: Proposal) -> str:
    """Return the days of a proposal."""
    if one.count == 1:
        return f"Le {date_fr(one.last_on)}"
    return f"{one.count} fois, du {date_fr(one.first_on)} au {date_fr(one.last_on)}"


def _read_row(sheet: Sheet, said: Mapping[str, Cell], today: date, found: Rows) -> None:
    what = (read_text(said.get("what")) or "")[:LONGEST]
    day = _day(sheet.dated(said.get("done_on")))
    texts: Sequence[str] = [
        what,
        *((read_text(said.get(code)) or "")[:LONGEST] for code in ("kind", "place")),
    ]
    wrong = (
        ("no_date", day is None or day.year < FIRST_YEAR),
        ("to_come", day is not None and day > today),
        ("no_words", len(what) < 3),
        ("number", any(map(holds_social_security_number, texts))),
    )
    reason = next((name for name, is_so in wrong if is_so), "")
    if reason:
        found.left_out[reason] += 1
    elif day:
        found.activities.append(Activity(day, *texts))


def _day(cell: Cell) -> date | None:
    try:
        return read_date(cell)
    except UnreadableCell:
        return None
