"""A list of sessions held against those that are announced: what is new, what changed, what is set aside and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import or_
from sqlmodel import Session, select

from workforce import clock
from workforce.refusals import Refused
from workforce.trainings.lists.rows import Reading, natural_key
from workforce.trainings.sessions import actions, seats
from workforce.trainings.sessions.drafts import SessionDraft
from workforce.trainings.sessions.models import TrainingSession
from workforce.trainings.situation import Mode

NEW, CHANGED, SAME, ASIDE = "new", "changed", "same", "aside"
WITHDRAWN = "cette session a été retirée : elle ne se rouvre pas."
BEGUN = "cette session a déjà commencé : elle ne serait proposée à personne."
TWICE = "c’est la même session que la ligne {line} : donnez une référence à chacune."
UNFIT = "cette valeur ne convient pas."
Sessions: Any = TrainingSession


@dataclass(frozen=True)
class Compared:
    """A row of a list, and what writing it would do."""

    reading: Reading
    outcome: str
    draft: SessionDraft | None = None  # Empty for a row that is set aside.
    session_id: int | None = None  # Of the session that it is, where it is known.
    changes: tuple[tuple[str, Any, Any], ...] = ()  # Field, before, after.
    reasons: Mapping[str, str] = field(default_factory=dict)  # Column ("" for the row) → why it is set aside.


@dataclass(frozen=True)
class Written:
    """What came of a list: how many rows did what, and those that were set aside."""

    counts: dict[str, int]
    aside: tuple[Reading, ...]


def compare(session: Session, body_id: int, readings: Sequence[Reading]) -> list[Compared]:
    """Say what each row would do: one query, whatever their number."""
    known, seen = _Known(session, body_id, readings), dict[str, int]()
    found = []
    for one in readings:
        if not one.errors and one.key in seen:
            found.append(Compared(one, ASIDE, reasons={"": TWICE.format(line=seen[one.key])}))
            continue
        seen.setdefault(one.key, one.line)
        found.append(_compared(one, known.of(one)))
    return found


def write(session: Session, body_id: int, readings: Sequence[Reading]) -> Written:
    """Announce what is new and change what changed. Nothing is ever withdrawn here."""
    compared = compare(session, body_id, readings)
    seats.hold(
        session, *(one.session_id for one in compared if one.session_id)
    )  # In one order, as everybody.
    done = [(_written(session, body_id, one), one.reading) for one in compared]
    aside = tuple(reading for outcome, reading in done if outcome == ASIDE)
    return Written(dict(Counter(outcome for outcome, _ in done)), aside)


def counted(lines: Iterable[Compared]) -> dict[str, int]:
    """Return how many rows would do what."""
    return dict(Counter(one.outcome for one in lines))


def _written(session: Session, body_id: int, one: Compared) -> str:
    if one.draft is None:
        return ASIDE
    try:
        if one.session_id is None:
            actions.post_session(session, body_id, one.draft, one.reading.key)
            return NEW
        if one.outcome == CHANGED:
            actions.change_session(session, one.session_id, one.draft)
    except Refused:  # A seat was taken, or the session withdrawn, since it was compared.
        return ASIDE
    session.get_one(TrainingSession, one.session_id).list_key = one.reading.key
    session.flush()
    return one.outcome


class _Known:
    """The sessions that rows may be: by their key, else one that no list has named yet by what it is."""

    def __init__(self, session: Session, body_id: int, readings: Sequence[Reading]) -> None:
        keys = {one.key for one in readings}
        mine = select(TrainingSession).where(
            Sessions.body_id == body_id, or_(Sessions.list_key.is_(None), Sessions.list_key.in_(keys))
        )
        rows = session.exec(mine.order_by(Sessions.id)).all()
        self._by_key = {row.list_key: row for row in rows if row.list_key}
        self._unnamed = {_natural(row): row for row in rows if not row.list_key and not row.withdrawn_at}

    def of(self, one: Reading) -> TrainingSession | None:
        found = self._by_key.get(one.key)
        return found or (None if one.errors else self._unnamed.pop(one.natural_key, None))


def _compared(one: Reading, row: TrainingSession | None) -> Compared:
    if one.errors:
        return Compared(one, ASIDE, reasons=one.errors)
    try:
        draft = _draft(one, row)
    except Refused as refused:
        return Compared(one, ASIDE, reasons=refused.errors)
    reasons = _against(draft, row)
    if reasons:
        return Compared(one, ASIDE, reasons=reasons)
    if row is None:
        return Compared(one, NEW, draft)
    after = actions.values_of(draft)
    changes = tuple(
        (name, getattr(row, name), after[name]) for name in after if getattr(row, name) != after[name]
    )
    return Compared(one, CHANGED if changes else SAME, draft, row.id, changes)


def _draft(one: Reading, row: TrainingSession | None) -> SessionDraft:
    """Return the session as the row says it; what the list has no column for stays as it is. Raises Refused."""
    said = {"mode": Mode.ON_SITE, **(_values(row) if row else {}), **one.fields}
    if said["mode"] == Mode.REMOTE:
        said |= {"commune": "", "departement": ""}
    try:
        return SessionDraft.model_validate({name: value for name, value in said.items() if value is not None})
    except ValidationError as error:
        wrong = {str(each["loc"][0]) if each["loc"] else "": UNFIT for each in error.errors()}
        raise Refused(wrong) from error


def _values(row: TrainingSession) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in SessionDraft.model_fields if name != "price"}
    return values | {"price": None if row.price_cents is None else row.price_cents // 100}


def _against(draft: SessionDraft, row: TrainingSession | None) -> dict[str, str]:
    """Return why a row that reads well is not written all the same."""
    if row is None:
        return {"starts_on": BEGUN} if draft.starts_on <= clock.today() else {}
    if row.withdrawn_at:
        return {"": WITHDRAWN}
    if draft.seats < row.seats_taken:
        return {"seats": f"{row.seats_taken} places sont déjà prises."}
    return {}


def _natural(row: TrainingSession) -> str:
    where = Mode.REMOTE if row.mode == Mode.REMOTE else row.commune or row.departement
    return natural_key(row.ccp_codes, row.starts_on, where)
