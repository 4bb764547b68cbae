"""Files that somebody sends for a source: kept in pieces, read by a worker, forgotten once read."""

from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from workforce import clock
from workforce.database import transaction
from workforce.offers.models import Feed
from workforce.offers.sources import due_now
from workforce.offers.sources.public_service.models import SourceFile, SourceFilePart
from workforce.refusals import Refused

PART_BYTES = 1024 * 1024
LARGEST = 400 * 1024 * 1024  # Bytes.
LOOKED_AT = 4_096  # Bytes in which a table shows that it is one.
NOT_A_TABLE = "Ce fichier n’est pas un tableau CSV séparé par des points-virgules : choisissez celui des données ouvertes."
TOO_BIG = f"Ce fichier dépasse {LARGEST // 1024**2} Mo."


def send(session: Session, feed_id: int, account_id: int | None, filename: str, content: BinaryIO) -> None:
    """Keep a file that a worker will read; it replaces one that waits. Raises Refused, on `file`, for what is no table."""
    start = content.read(LOOKED_AT)
    if b";" not in start or b"\x00" in start:
        raise Refused({"file": NOT_A_TABLE})
    content.seek(0)
    session.execute(delete(SourceFile).where(col(SourceFile.feed_id) == feed_id))
    one = SourceFile(feed_id=feed_id, account_id=account_id, filename=filename[-200:], size=0)
    session.add(one)
    session.flush()
    while part := content.read(PART_BYTES):
        one.size += len(part)
        if one.size > LARGEST:
            raise Refused({"file": TOO_BIG})
        session.execute(insert(SourceFilePart).values(file_id=one.id, content=part))
    due_now.wake(session, session.get_one(Feed, feed_id))


def waiting(session: Session, feed_id: int) -> int | None:
    """Return the file that waits for this source, if there is one."""
    mine = select(SourceFile.id).where(SourceFile.feed_id == feed_id)
    return session.exec(mine.order_by(col(SourceFile.id).desc())).first()


def copy(file_id: int, into: BinaryIO) -> None:
    """Write a file that was sent into one of ours, a piece and a transaction at a time."""
    with transaction() as session:
        mine = select(SourceFilePart.id).where(SourceFilePart.file_id == file_id)
        parts = session.exec(mine.order_by(col(SourceFilePart.id))).all()
    for part_id in parts:
        with transaction() as session:
            into.write(session.exec(select(SourceFilePart.content).where(SourceFilePart.id == part_id)).one())


def settle(session: Session, read: Sequence[int]) -> None:
    """Forget files that were read; a source for which another was sent meanwhile is due again at once."""
    if read:
        sources = session.scalars(
            delete(SourceFile).where(col(SourceFile.id).in_(read)).returning(col(SourceFile.feed_id))
        )
        left = select(SourceFile.feed_id).where(col(SourceFile.feed_id).in_(sources.all()))
        session.execute(update(Feed).where(col(Feed.id).in_(left)).values(due_at=clock.now()))
