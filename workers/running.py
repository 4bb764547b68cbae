"""How every actor treats its rows: what a broken row costs, and what it never costs the others."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from workforce import due
from workforce.database import transaction
from workforce.reactions import INSIDE

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")
Outcome = TypeVar("Outcome")


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=_HasId)
PATIENCE = (
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    20,
    30,
)  # Seconds to wait for a database that is away when there is something to note.


LONGEST = (
    20.0  # Seconds that one message works on a row that is done bit by bit: others wait for the same hands.
)


def inside(model: Any, ids: Sequence[int]) -> object:
    """Do database work on these rows, settled in its own transaction. One that breaks is noted and spares the others.

    Return what the work says of itself: how many rows were still due, where it counts them.
    """
    try:
        with transaction() as session:
            return INSIDE[model](session, ids)
    except Exception as error:
        if len(ids) > 1:
            for row_id in ids:
                inside(model, [row_id])
            return None
        log.exception("%s %s broke", model.__tablename__, ids)
        note_failure(model, ids[0], error)
        return None


def bit_by_bit(model: Any, ids: Sequence[int], seconds: float = LONGEST) -> None:
    """Do long work a transaction at a time, without waiting for a nudge between two; what is left is due as ever."""
    end = time.monotonic() + seconds
    while inside(model, ids) and time.monotonic() < end:
        pass


def outside(
    model: Any,
    ids: Sequence[int],
    claim: Callable[[Session, int], Thing | None],
    speak: Callable[[Thing], Outcome],
    note: Callable[[Session, Thing, Outcome], None],
) -> None:
    """Claim each row, speak to the world with no transaction open, note what came of it."""
    for row_id in ids:
        try:
            with transaction() as session:
                thing = claim(session, row_id)
            if thing is not None:
                persistently(note, thing, speak(thing))
        except Exception as error:
            log.exception("%s %s broke", model.__tablename__, row_id)
            note_failure(model, row_id, error)


def together(
    model: Any,
    ids: Sequence[int],
    claim: Callable[[Session, Sequence[int]], Sequence[Row]],
    speak: Callable[[Row], Outcome],
    note: Callable[[Session, Sequence[tuple[Row, Outcome]]], None],
) -> None:
    """Do as `outside`, with one transaction to claim all rows and one to note them; one that breaks spares the others."""
    with transaction() as session:
        things = claim(session, ids)
    spoken = []
    for thing in things:
        try:
            spoken.append((thing, speak(thing)))
        except Exception as error:
            log.exception("%s %s broke", model.__tablename__, thing.id)
            note_failure(model, thing.id, error)
    if spoken:
        _noted_together(model, spoken, note)


def _noted_together(
    model: Any,
    spoken: Sequence[tuple[Row, Outcome]],
    note: Callable[[Session, Sequence[tuple[Row, Outcome]]], None],
) -> None:
    try:
        persistently(note, spoken)
    except Exception as error:
        if len(spoken) > 1:
            for one in spoken:
                _noted_together(model, [one], note)
            return
        row_id = spoken[0][0].id
        log.exception("%s %s broke", model.__tablename__, row_id)
        note_failure(model, row_id, error)


def persistently(note: Callable[..., None], *told: object) -> None:
    """Note what came of something, waiting for a database that is away: what was said must not be said again."""
    for seconds in (*PATIENCE, None):
        try:
            with transaction() as session:
                note(session, *told)
        except OperationalError:
            if seconds is None:
                raise
            time.sleep(seconds)
        else:
            return


def note_failure(model: Any, row_id: int, error: Exception) -> None:
    """Count a broken try on the row, and let it wait."""
    with transaction() as session:
        row = session.get(model, row_id)
        if row is not None and row.due_at is not None:
            row.tries += 0 if row.claimed else 1
            session.flush()
            due.postpone(session, model, row_id, f"{type(error).__name__}: {error}")
