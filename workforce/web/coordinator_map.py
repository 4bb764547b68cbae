"""The endings of a network by département: a map whose shapes are links, and the table that says the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.contracts import team
from workforce.contracts.followed import Scope
from workforce.offers.territory import offers_and_sessions
from workforce.web.team_filters import NO_DEPARTEMENT, label_of
from workforce.wording import count_fr

BOXES = Path(__file__).parent / "static" / "vendor" / "departements.json"
CLASSES = 4  # Shades, beside none.
MARGIN = 12.0  # Units of the map around what is followed; the whole country is about 600 wide.
SMALLEST = 120.0  # Width shown at least, so that one département keeps its neighbours around it.
READABLE = 0.05  # Part of the width under which a shape is too narrow for its number.
DEPARTEMENTS_SHOWN = 15

Box = tuple[float, float, float, float]  # Left, top, right, bottom.


@dataclass(frozen=True)
class Shape:
    """A département on the map. Without endings of its own it is only ground."""

    code: str
    href: str = ""
    label: str = ""
    number: str = ""
    shade: int = 0
    x: float = 0
    y: float = 0
    tile: float = 0  # Overseas: the side of the square that stands for it.


@dataclass(frozen=True)
class Map:
    """What is drawn: the window on the country, the ground, the links above it."""

    window: str
    text: float  # Size of the numbers.
    ground: tuple[Shape, ...]
    shapes: tuple[Shape, ...]
    legend: tuple[tuple[int, str], ...]


def view(session: Session, scope: Scope, ahead: date) -> dict[str, Any]:
    """Return what the template shows: the rows of the table, and the map of the same figures."""
    ends = team.endings_by_departement(session, scope, ahead)
    offers, sessions = offers_and_sessions(session, scope.today)
    rows = [
        {
            "code": code,
            "name": label_of(code),
            "href": url_for(
                "coordinator.team",
                network_id=scope.network_id,
                departement=code or NO_DEPARTEMENT,
                avant=ahead.isoformat(),
            ),
            "endings": ends[code][0],
            "without_lead": ends[code][1],
            "offers": offers.get(code, 0),
            "sessions": sessions.get(code, 0),
        }
        for code in sorted(ends, key=lambda code: (-ends[code][0], code))
    ]
    return {
        "departements": rows[:DEPARTEMENTS_SHOWN],
        "other_departements": rows[DEPARTEMENTS_SHOWN:],
        "map": drawn(rows, boxes()),
    }


@lru_cache(maxsize=1)
def boxes() -> Mapping[str, Box]:
    """Return the box of each shape, as the set-up wrote it."""
    return {code: (*box,) for code, box in json.loads(BOXES.read_text("utf-8")).items()}


def drawn(rows: Sequence[Mapping[str, Any]], known: Mapping[str, Box]) -> Map | None:
    """Draw the départements followed and what lies around them; None where none is known."""
    inland = [row for row in rows if row["code"] in known]
    overseas = [row for row in rows if row["code"].startswith("97")]
    if not inland and not overseas:
        return None
    left, top, right, bottom = _window([known[row["code"]] for row in inland])
    width, tallest = right - left, max(row["endings"] for row in rows)
    side = width / 9
    tiles = [_tile(row, n, (left, bottom, side), tallest) for n, row in enumerate(overseas)]
    height = bottom - top + (side * 1.5 if tiles else 0)
    followed = {row["code"] for row in inland}
    around = [
        code
        for code, box in known.items()
        if code not in followed and _meets(box, (left, top, right, bottom))
    ]
    return Map(
        f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}",
        round(width / 26, 1),
        tuple(Shape(code) for code in around) if inland else (),
        (*(_shape(row, known[row["code"]], width, tallest) for row in inland), *tiles),
        legend(tallest),
    )  # fmt: skip


def legend(tallest: int) -> tuple[tuple[int, str], ...]:
    """Return each shade in use with the numbers that it stands for, in words."""
    spans: dict[int, list[int]] = {}
    for number in range(tallest + 1):
        spans.setdefault(shade_of(number, tallest), []).append(number)
    return tuple((shade, _span_words(numbers[0], numbers[-1])) for shade, numbers in spans.items())


def shade_of(number: int, tallest: int) -> int:
    """Return how dark a number is: 0 for none, else one of a few equal steps."""
    return -(-number * CLASSES // tallest) if number else 0


def _span_words(first: int, last: int) -> str:
    if last == 0:
        return "aucune fin"
    return count_fr(first, "fin") if first == last else f"{first} à {count_fr(last, 'fin')}"


def _window(found: Sequence[Box]) -> Box:
    """Return what is shown: all that is followed, with a margin, and never too near."""
    if not found:
        return 0, 0, SMALLEST * 2, 0
    left, top = min(box[0] for box in found) - MARGIN, min(box[1] for box in found) - MARGIN
    right, bottom = max(box[2] for box in found) + MARGIN, max(box[3] for box in found) + MARGIN
    missing = max(0.0, SMALLEST - (right - left)) / 2
    return left - missing, top - missing / 2, right + missing, bottom + missing / 2


def _meets(box: Box, window: Box) -> bool:
    return (
        box[0] < window[2] and window[0] < box[2] and box[1] < window[3] and window[1] < box[3]
    )  # They share some surface.


def _shape(row: Mapping[str, Any], box: Box, width: float, tallest: int) -> Shape:
    is_readable = box[2] - box[0] > width * READABLE
    return Shape(
        row["code"], row["href"], _words(row), str(row["endings"]) if is_readable else "",
        shade_of(row["endings"], tallest), round((box[0] + box[2]) / 2, 1), round((box[1] + box[3]) / 2, 1),
    )  # fmt: skip


def _tile(row: Mapping[str, Any], place: int, at: tuple[float, float, float], tallest: int) -> Shape:
    """Draw a département overseas as a square under the map, named by its code."""
    left, top, side = at
    return Shape(
        row["code"], row["href"], _words(row), str(row["endings"]), shade_of(row["endings"], tallest),
        round(left + side * (0.25 + place * 1.2), 1), round(top + side * 0.3, 1), round(side, 1),
    )  # fmt: skip


def _words(row: Mapping[str, Any]) -> str:
    endings = count_fr(row["endings"], "fin")
    return (
        f"{row['name']} : {endings} de contrat d’ici six mois, dont {row['without_lead']} sans suite connue"
    )
