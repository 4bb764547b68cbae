"""Exports of activities: a file comes in, a worker reads it, the person takes what is evidence. Sent again, it adds nothing."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce import clock, due
from workforce.advisers.models import Adviser
from workforce.contracts.imports import describing, first_look
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.opening import open_file
from workforce.contracts.imports.refusal import RefusedFile
from workforce.database import insert_rows
from workforce.experience import activity_columns, activity_rows
from workforce.experience.models import ActivityFile, ActivityProposal
from workforce.refusals import Refused

MOST_PROPOSALS = 3000  # Of one file: a year of a busy adviser gives some hundreds.
TOO_MANY = (
    "Ce fichier donne trop de propositions : choisissez une colonne plus générale pour « Ce qui a été fait », "
    "comme la thématique."
)
NO_TABLE = (
    "Ce fichier n’est pas un tableau : il faut au moins une colonne de dates et une de ce qui a été fait."
)
NOTHING = "Aucune ligne de ce fichier n’a pu être lue avec ces colonnes."
DONE = "Ce fichier est déjà lu : envoyez-le de nouveau pour changer ses colonnes."
Files: Any = ActivityFile
Proposals: Any = ActivityProposal
People: Any = Adviser


def upload(session: Session, adviser_id: int, filename: str, content: bytes) -> int:
    """Keep a file that a worker will open. Raises Refused, on `file`, for what is surely no such file."""
    try:
        first_look.check(content, filename)
    except RefusedFile as refusal:
        raise Refused({"file": refusal.message}) from refusal
    one = ActivityFile(adviser_id=adviser_id, filename=filename[-200:], content=content, due_at=clock.now())
    session.add(one)
    session.flush()
    return one.id


def work(session: Session, ids: Sequence[int]) -> int:
    """Read the files that are due."""
    mine = due.take(session, ActivityFile, ids)
    for file_id in mine:
        one = session.get_one(ActivityFile, file_id, populate_existing=True)
        if one.state == "uploaded":
            _read(session, one)
        session.flush()
        due.settle(session, ActivityFile, [file_id])
    return len(mine)


def describe(session: Session, file_id: int, layout: Layout) -> None:
    """Say what the columns of a file hold, and have it read so. Raises Refused, field by field."""
    held = select(Files).where(Files.id == file_id).with_for_update()
    one = session.execute(held, execution_options={"populate_existing": True}).scalar_one()
    if one.state != "unmapped":
        raise Refused({"": DONE})
    describing.describe(one, layout, activity_columns.TARGETS)
    session.flush()


def _read(session: Session, one: ActivityFile) -> None:
    """Open a file and keep its proposals; wait for its columns to be described where nobody has met them."""
    try:
        sheet = open_file(one.content, one.filename)
        layout = describing.layout_of(
            one, sheet, activity_columns.TARGETS, partial(_recalled, session, one.adviser_id), NO_TABLE
        )
        if layout is None:
            one.state = "unmapped"
            return
        _keep(session, one, activity_rows.read(sheet, layout, clock.today()))
    except RefusedFile as refusal:
        one.state, one.refusal = "refused", refusal.message
    one.content, one.preview = b"", []


def _recalled(
    session: Session, adviser_id: int, signatures: Collection[str]
) -> tuple[str, dict[str, int]] | None:
    """Return what the same titles were last said to hold: places of columns, nothing of anybody's file."""
    network = select(People.network_id).where(People.id == adviser_id).scalar_subquery()
    row = session.execute(
        select(Files.signature, Files.places)
        .join(People, People.id == Files.adviser_id)
        .where(People.network_id == network, Files.signature.in_(signatures), Files.state == "read")
        .order_by((Files.adviser_id == adviser_id).desc(), Files.made_at.desc(), Files.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def _keep(session: Session, one: ActivityFile, rows: activity_rows.Rows) -> None:
    """Keep the proposals of a file: new ones, and more of the same month where nobody has decided yet."""
    found = list(activity_rows.proposals(rows.activities))
    if not found:
        raise RefusedFile(NOTHING)
    if len(found) > MOST_PROPOSALS:
        raise RefusedFile(TOO_MANY)
    before = _count(session, one.adviser_id)
    values = [
        {"adviser_id": one.adviser_id, "key": p.key, "what": p.what, "kind": p.kind, "place": p.place, "first_on": p.first_on,
         "last_on": p.last_on, "count": p.count, "state": "waiting", "made_at": clock.now()}
        for p in found
    ]  # fmt: skip
    said = insert_rows(ActivityProposal, values)
    newer = {name: said.excluded[name] for name in ("first_on", "last_on", "count")}
    session.execute(
        said.on_conflict_do_update(
            index_elements=["adviser_id", "key"],
            set_=newer,
            where=(Proposals.state == "waiting") & (Proposals.count < said.excluded["count"]),
        )
    )
    new = _count(session, one.adviser_id) - before
    one.state = "read"
    one.counts = {"rows": len(rows.activities), "new": new, "known": len(found) - new, **rows.left_out}


def _count(session: Session, adviser_id: int) -> int:
    return (
        session.scalar(select(func.count()).select_from(Proposals).where(Proposals.adviser_id == adviser_id))
        or 0
    )
