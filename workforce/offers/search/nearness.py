"""Offers around a commune: the commune that is meant, and the cells of a grid that an offer stands in. Pure.

A place is a word too: an offer bears the mark of its cell (a tenth of a degree, some ten kilometres) and of a wider one.
A circle asks for the cells that it touches, and the distance is then measured among what they hold.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, floor, radians

from workforce.territories import communes
from workforce.territories.communes import Commune, Point, distance_km
from workforce.territories.departements import departement

RADII = (10, 30, 50, 100)  # Kilometres.
USUAL = 30
CELLS = 10  # Cells in a degree.
WIDE = 5  # Cells along the side of a wide one.
DEGREE = 111.0  # Kilometres from one parallel to the next, at least.
MOST_NAMED = 3  # Of the communes of one name, in a message.
_WHERE = re.compile(r"\b(?P<postal>\d{5})\b|\(?\b(?P<departement>2[ABab]|\d{2,3})\b\)?")
Cell = tuple[int, int]


@dataclass(frozen=True)
class Circle:
    """What lies within so many kilometres of a point."""

    middle: Point
    km: int


@lru_cache(maxsize=4096)
def meant(typed: str) -> Commune | None:
    """Return the commune that some words mean: « Toulon », « Saint-Denis (93) », « 83000 »; None where none or several are."""
    found = _candidates(typed)
    return found[0] if len(found) == 1 else None


def mistake(typed: str) -> str:
    """Say what is wrong with a commune that was typed; empty where nothing is."""
    found = _candidates(typed) if typed.strip() else ()
    if not typed.strip() or len(found) == 1:
        return ""
    if not found:
        return "Aucune commune de ce nom n’est connue. Vérifiez l’orthographe, ou tapez son code postal."
    named = ", ".join(said(one) for one in found[:MOST_NAMED])
    return f"Plusieurs communes sont possibles : dites laquelle, par exemple {named}."


def said(one: Commune) -> str:
    """Return a commune as one writes it so that it is found again: `Saint-Denis (93)`."""
    return f"{one.name} ({one.departement})"


def circle(code: str, km: str) -> Circle | None:
    """Return the circle around a commune, by its INSEE code; None where its place is not known."""
    known = communes.commune(code)
    return Circle(known.point, int(km)) if known and known.point else None


def cells_at(point: Point) -> list[str]:
    """Return the marks of what stands at a point."""
    row, column = _cell(point)
    return [_mark("cell", (row, column)), _mark("wide_cell", (row // WIDE, column // WIDE))]


def cells_around(asked: Circle) -> list[str]:
    """Return marks of which whatever is in a circle bears at least one: a wide cell where all its cells are touched."""
    touched = set(_touched(asked))
    wide = {(row // WIDE, column // WIDE) for row, column in touched}
    whole = {one for one in wide if touched.issuperset(_within(one))}
    fine = [cell for cell in touched if (cell[0] // WIDE, cell[1] // WIDE) not in whole]
    return [_mark("wide_cell", one) for one in sorted(whole)] + [_mark("cell", one) for one in sorted(fine)]


def _candidates(typed: str) -> tuple[Commune, ...]:
    if one := communes.resolve(typed):
        return (one,)
    where = _WHERE.search(typed)
    name = _WHERE.sub(" ", typed).strip(" ,-()")
    postal = (where and where["postal"]) or ""
    code = ((where and where["departement"]) or "").upper()
    if not name:
        return communes.of_postal_code(postal)
    if one := communes.resolve(name, code if departement(code) else None, postal or None):
        return (one,)
    served = communes.of_postal_code(postal) if postal else communes.named(name)
    return tuple(found for found in served if not code or found.departement == code)


def _cell(point: Point) -> Cell:
    return floor(point[0] * CELLS), floor(point[1] * CELLS)


def _mark(name: str, cell: Cell) -> str:
    return f"{name}:{cell[0]}_{cell[1]}"


def _within(wide: Cell) -> Iterator[Cell]:
    return (
        (wide[0] * WIDE + down, wide[1] * WIDE + across) for down in range(WIDE) for across in range(WIDE)
    )


def _touched(asked: Circle) -> Iterator[Cell]:
    """Return the cells that have a point in the circle.."""
    (north, east), high = asked.middle, asked.km / DEGREE
    broad = asked.km / (DEGREE * cos(radians(abs(north) + high)))
    (bottom, left), (top, right) = _cell((north - high, east - broad)), _cell((north + high, east + broad))
    for row in range(bottom, top + 1):
        for column in range(left, right + 1):
            nearest = (_clamped(north, row), _clamped(east, column))
            if distance_km(asked.middle, nearest) <= asked.km * 1.01:
                yield row, column


def _clamped(value: float, cell: int) -> float:
    return min(max(value, cell / CELLS), (cell + 1) / CELLS)
