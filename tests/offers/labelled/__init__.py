"""Offers written as people write them, and what a careful reader understands of each: by hand, field by field."""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from workforce.feeds.entries import ParsedEntry
from workforce.french_dates import folded
from workforce.territories.communes import named

FOLDER = Path(__file__).parent
PARTS = {
    "tuned": ("tuning_public", "tuning_others", "tuning_traps"),
    "held out": ("held_out_public", "held_out_others"),
}
PUBLISHED_AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
DERIVED = ("pay_stated", "pay_unstated", "pay_scale", "short", "part_time", "length_unstated")
A_YEAR, FULL_TIME = 12, 35  # Months; hours a week.
ENDLESS = ("CDI", "titulaire")

# Field of the set → what normalising calls it, when the names differ.
FIELDS = {
    "trade": "trade", "rome": "rome", "employer": "employer", "commune": "commune", "commune_code": "commune_code",
    "departement": "departement", "postal_code": "postal_code", "contract_kind": "contract_kind",
    "contract_months": "contract_months", "pay": "pay", "weekly_hours": "weekly_hours", "part_time": "part_time",
    "remote": "remote", "closes_on": "closes_on", "starts_on": "starts_on",
    "open_to_contract_staff": "open_to_contract_staff", "level": "level", "labels": "labels",
}  # fmt: skip
# The national codes of each family, from the table of the trades that the product is built on.
ROME = {
    "mediation": ("G1202",), "fablab": ("G1202", "G1403"), "library": ("K1601",), "trainer": ("K2111",),
    "project": ("K1802", "K1404"), "coordination": ("K1204", "K1206"), "front_desk": ("K1204", "K1205"),
    "insertion": ("K1801",), "support": ("I1401",),
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """One offer of the set."""

    name: str
    entry: ParsedEntry
    expected: Mapping[str, Any]

    @property
    def kept(self) -> bool:
        return "trade" in self.expected


@lru_cache(maxsize=4)
def offers(part: str) -> tuple[Labelled, ...]:
    """Return the offers of a part: `tuned` or `held out`."""
    return tuple(one for stem in PARTS[part] for one in _read(stem))


def _read(stem: str) -> Iterator[Labelled]:
    rows = tomllib.loads((FOLDER / f"{stem}.toml").read_text(encoding="utf-8"))["offer"]
    for number, row in enumerate(rows, start=1):
        yield Labelled(f"{stem} {number} {row['title']}", _entry(row, number), _expected(row["expected"]))


def _entry(row: Mapping[str, Any], number: int) -> ParsedEntry:
    stated: dict[str, Any] = {
        "identity": f"guid:{number}", "aliases": (), "title": row["title"], "link": f"https://offres.example/{number}",
        "summary_html": row.get("html", ""), "content_html": row.get("content", ""), "published_at": PUBLISHED_AT,
        "extras": row.get("extras", {}),
    }  # fmt: skip
    return ParsedEntry(**(stated | (_board(row["board"], number) if "board" in row else {})))


def _board(said: Mapping[str, str], number: int) -> dict[str, Any]:
    """Write the blocks of the board of territorial jobs."""
    blocks = (
        ("employeur", "Employeur", said["employer"]), ("metier", "Métier(s)", said["trade"]),
        ("grade", "Grade(s)", said["grades"]), ("datepub", "Date de publication", said["dates"]),
        ("lieutravail", "Lieu de travail", said["place"]),
    )  # fmt: skip
    return {
        "guid": f"https://www.emploi-territorial.fr/:O{said['code']}260901{number:06}",
        "summary_html": "\n".join(
            f'<div class="{name}"><strong>{label} : </strong> {value}</div>' for name, label, value in blocks
        ),
        "categories": (
            ("emploi-territorial:secteurgeo", said["place"]),
            ("emploi-territorial:collectivite", said["employer"]),
        ),
    }


def _expected(row: Mapping[str, Any]) -> dict[str, Any]:
    """Complete what was written by hand with what follows from it."""
    said = dict(row)
    if "trade" not in said:
        return said
    said["rome"] = (said["rome"],) if "rome" in said else ROME[said["trade"]]
    if "departement" in said and (code := _code(said.get("commune"), said["departement"])):
        said["commune_code"] = code
    if isinstance(said.get("weekly_hours"), int | str):
        said["weekly_hours"] = Decimal(said["weekly_hours"])
    said["labels"] = frozenset((*said.get("labels", ()), *_derived(said)))
    return said


def _code(name: str | None, departement: str) -> str | None:
    """Look a commune up in the official list by hand: its name as written there, and its département."""
    return next(
        (
            one.code
            for one in (named(name) if name else ())
            if one.name == name and one.departement == departement
        ),
        None,
    )


def _derived(said: Mapping[str, Any]) -> Iterator[str]:
    scale = "pay_scale" in said.get("labels", ())
    yield "pay_stated" if "pay" in said else "pay_scale" if scale else "pay_unstated"
    if said.get("part_time") or said.get("weekly_hours", FULL_TIME) < FULL_TIME:
        yield "part_time"
    if said.get("contract_kind", "CDI") not in ENDLESS:
        months = said.get("contract_months")
        yield from ["length_unstated"] if months is None else ["short"] if months <= A_YEAR else []


def understood(offer: Any) -> dict[str, Any]:
    """Return what normalising says of an offer, in the words of the set: nothing for one that is not kept."""
    if not offer.kept or offer.trade is None:
        return {}
    values = {name: getattr(offer, name, None) for name in FIELDS} | {"pay": _pay(offer.pay)}
    values["labels"] = frozenset(values["labels"] or ())
    return {name: value for name, value in values.items() if value not in (None, ())}


def _pay(pay: Any) -> str | None:
    if pay is None:
        return None
    amounts = [f"{amount.normalize():f}" for amount in (pay.low, pay.high)]
    unit = {True: " gross", False: " net", None: ""}[pay.gross]
    return f"{amounts[0] if amounts[0] == amounts[1] else '-'.join(amounts)} {pay.period}{unit}"


def same(name: str, said: Any, meant: Any) -> bool:
    """Compare a value with the expected one: names of people and places without accents, capitals or signs."""
    if name == "pay":
        return _amounts(said) == _amounts(meant)
    if isinstance(said, str) and isinstance(meant, str):
        return folded(said).replace("-", " ").strip() == folded(meant).replace("-", " ").strip()
    return bool(said == meant)


def _amounts(words: str) -> tuple[list[Decimal], str]:
    amounts, _, unit = words.partition(" ")
    return [Decimal(amount) for amount in amounts.split("-")], unit


@dataclass
class Score:
    """How often a field was understood, over a part."""

    right: int = 0
    wrong: int = 0  # A value that is not the one meant, or where there is none to find.
    missed: int = 0  # No value where there was one to find.

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what there was to find, the share that was found right; a wrong value counts as not found."""
        return self.right / self.to_find if self.to_find else 1.0

    to_find: int = 0


def scores(set_: Sequence[Labelled], understand: Callable[[ParsedEntry, date], Any]) -> dict[str, Score]:
    """Score every field over offers; fields other than the trade count on offers that are to be kept and were."""
    found = {name: Score() for name in FIELDS}
    for one in set_:
        values = understood(understand(one.entry, PUBLISHED_AT.date()))
        names = FIELDS if one.kept and values else ("trade",)
        for name in names:
            _count(found[name], name, values.get(name), one.expected.get(name))
    return found


def _count(score: Score, name: str, said: Any, meant: Any) -> None:
    if name == "labels":
        said, meant = said or frozenset(), meant or frozenset()
        score.right += len(said & meant)
        score.wrong += len(said - meant)
        score.to_find += len(meant)
        score.missed += len(meant - said)
        return
    right = said is not None and meant is not None and same(name, said, meant)
    score.right += right
    score.wrong += said is not None and not right
    score.to_find += meant is not None
    score.missed += meant is not None and said is None


def mistakes(set_: Sequence[Labelled], understand: Callable[[ParsedEntry, date], Any]) -> Iterator[str]:
    """Say what is not understood as a careful reader would, an offer a line."""
    for one in set_:
        values = understood(understand(one.entry, PUBLISHED_AT.date()))
        names = FIELDS if one.kept and values else ("trade",)
        for name in names:
            said, meant = values.get(name), one.expected.get(name)
            if (said is None) != (meant is None) or (said is not None and not same(name, said, meant)):
                yield f"{one.name}: {name} is {said!r}, {meant!r} is meant"


def shapes(set_: Sequence[Labelled]) -> Counter[str]:
    """Count the offers of each file, so that nobody thinks that a part is made of one shape."""
    return Counter(one.name.partition(" ")[0] for one in set_)
