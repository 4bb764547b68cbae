"""Files of sessions: one comes in, a worker reads it, the body looks at what it would do, a worker writes it in one go."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from workforce import clock, due
from workforce.contracts.imports import describing, first_look
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.opening import open_file
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.sheet import Sheet
from workforce.refusals import Refused
from workforce.skills.referential import Referential
from workforce.skills.titles.in_force import in_force
from workforce.trainings.lists import columns, comparing, rows
from workforce.trainings.lists.comparing import Compared
from workforce.trainings.lists.models import SessionFile
from workforce.trainings.lists.rows import Reading

MOST_ROWS = 1000  # Sessions of one body: the largest announce some hundreds a year.
TOO_MANY = f"Cette liste dépasse {MOST_ROWS} sessions : gardez celles qui sont à venir."
NO_TABLE = "Ce fichier n’est pas un tableau : il faut une ligne de titres, puis une session par ligne."
NOTHING = "Ce fichier n’a aucune ligne sous ses titres."
DONE = "Ce fichier est déjà lu : envoyez-le de nouveau pour changer ses colonnes."
SETTLED = "Ce fichier n’attend plus de réponse."
NO_LINE = "Aucune ligne de ce fichier ne peut être écrite : corrigez-les, puis envoyez-le de nouveau."
Files: Any = SessionFile


def upload(session: Session, body_id: int, account_id: int | None, filename: str, content: bytes) -> int:
    """Keep a file that a worker will open. Raises Refused, on `file`, for what is surely no such file."""
    try:
        first_look.check(content, filename)
    except RefusedFile as refusal:
        raise Refused({"file": refusal.message}) from refusal
    one = SessionFile(
        body_id=body_id, account_id=account_id, filename=filename[-200:], content=content, due_at=clock.now()
    )
    session.add(one)
    session.flush()
    return one.id


def work(session: Session, ids: Sequence[int]) -> int:
    """Read, or write, the files that are due."""
    mine = due.take(session, SessionFile, ids)
    for file_id in mine:
        one = session.get_one(SessionFile, file_id, populate_existing=True)
        if one.state == "uploaded":
            _read(session, one)
        elif one.state == "confirmed":
            _write(session, one)
        session.flush()
        due.settle(session, SessionFile, [file_id])
    return len(mine)


def describe(session: Session, file_id: int, layout: Layout) -> None:
    """Say what the columns of a file hold, and have it read so. Raises Refused, field by field."""
    one = _held(session, file_id, ("unmapped", "compared"), DONE)
    describing.describe(one, layout, columns.TARGETS)
    session.flush()


def confirm(session: Session, file_id: int) -> None:
    """Have a compared file written by a worker. Raises Refused where nothing in it can be."""
    one = _held(session, file_id, ("compared",), SETTLED)
    if all(line.outcome == comparing.ASIDE for line in compared(session, one)):
        raise Refused({"": NO_LINE})
    one.state, one.due_at, one.leased_until = "confirmed", clock.now(), None
    session.flush()


def abandon(session: Session, file_id: int) -> int:
    """Forget a file that was not written; return its body. Raises Refused."""
    one = _held(session, file_id, ("unmapped", "compared"), SETTLED)
    one.state = "abandoned"
    _empty(one)
    session.flush()
    return one.body_id


def compared(session: Session, one: SessionFile) -> list[Compared]:
    """Return what each row of a file would do, as things stand."""
    return comparing.compare(session, one.body_id, [Reading(**reading) for reading in one.readings])


def files_of(session: Session, body_id: int, most: int = 20) -> list[Any]:
    """Return the last files of a body, without their content, the newest first."""
    wanted: Any = (
        Files.id, Files.filename, Files.state, Files.refusal, Files.counts, Files.made_at, Files.stuck_at,
    )  # fmt: skip
    mine = select(*wanted).where(Files.body_id == body_id)
    return list(session.exec(mine.order_by(Files.made_at.desc(), Files.id.desc()).limit(most)))


def readings_of(sheet: Sheet, layout: Layout, titles: Referential) -> list[Reading]:
    """Return what the rows of a list say. Raises RefusedFile for a list without any, or with too many."""
    found = rows.read(sheet, layout, titles)
    if not found:
        raise RefusedFile(NOTHING)
    if len(found) > MOST_ROWS:
        raise RefusedFile(TOO_MANY)
    return found


def _read(session: Session, one: SessionFile) -> None:
    """Open a file and keep what its rows say; wait for its columns to be described where this body never did."""
    try:
        sheet = open_file(one.content, one.filename)
        layout = describing.layout_of(
            one, sheet, columns.TARGETS, partial(_recalled, session, one.body_id), NO_TABLE
        )
        if layout is None:
            one.state = "unmapped"
            return
        found = readings_of(sheet, layout, in_force(session))
        one.readings = [rows.as_kept(reading) for reading in found]
        one.counts = comparing.counted(comparing.compare(session, one.body_id, found))
        one.state = "compared"
    except RefusedFile as refusal:
        one.state, one.refusal = "refused", refusal.message
        _empty(one)


def _write(session: Session, one: SessionFile) -> None:
    found = [Reading(**reading) for reading in one.readings]
    done = comparing.write(session, one.body_id, found)
    one.state, one.counts = "applied", done.counts
    _empty(one)
    one.readings = [rows.as_kept(reading) for reading in done.aside]  # For somebody to correct.


def _empty(one: SessionFile) -> None:
    """Forget what a file says: it is written, refused or abandoned."""
    one.content, one.preview, one.readings = b"", [], []


def _recalled(
    session: Session, body_id: int, signatures: Collection[str]
) -> tuple[str, dict[str, int]] | None:
    """Return what this body last said that the same titles hold."""
    row = session.exec(
        select(SessionFile.signature, SessionFile.places)
        .where(
            SessionFile.body_id == body_id,
            col(SessionFile.signature).in_(signatures),
            col(SessionFile.state).in_(("compared", "confirmed", "applied")),
        )
        .order_by(Files.made_at.desc(), Files.id.desc())
        .limit(1)
    ).first()
    return (row[0], dict(row[1])) if row else None


def _held(session: Session, file_id: int, states: Sequence[str], otherwise: str) -> SessionFile:
    one = session.get_one(SessionFile, file_id, with_for_update=True, populate_existing=True)
    if one.state not in states:
        raise Refused({"": otherwise})
    return one
