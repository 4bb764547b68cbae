"""What of a changed session matters to whoever counts on it. Pure."""

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

DATES, JURY, PLACE, WITHDRAWN = "dates", "jury", "place", "withdrawn"


class Shape(BaseModel):
    """Of a session, what somebody plans their weeks around."""

    starts_on: date
    ends_on: date
    jury_on: date | None
    departement: str
    commune: str
    mode: str


def what_matters(before: Shape, after: Shape) -> tuple[str, ...]:
    """Return what moved, among the dates, the jury and the place; nothing for a price or a number of hours."""
    return tuple(_moved(before, after))


def _moved(before: Shape, after: Shape) -> Iterator[str]:
    if (before.starts_on, before.ends_on) != (after.starts_on, after.ends_on):
        yield DATES
    if before.jury_on != after.jury_on:
        yield JURY
    if (before.departement, before.commune, before.mode) != (after.departement, after.commune, after.mode):
        yield PLACE
