"""Files that go with evidence: kept with it in the database, within a quota, read by their owner and whom they show them to."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session

from workforce import clock
from workforce.refusals import Refused
from workforce.skills.evidence import file_kinds
from workforce.skills.evidence.models import Attachment, Evidence

MOST_FILES = 6  # Of one evidence.
MOST_BYTES = 100 * 1024 * 1024  # Of one person.
LONGEST_NAME = 120  # Characters.
Files: Any = Attachment
Notes: Any = Evidence


@dataclass(frozen=True)
class FileContent:
    """A file as it is sent to whoever may read it."""

    name: str
    media_type: str
    content: bytes


def attach(session: Session, evidence_id: int, name: str, content: bytes) -> None:
    """Keep a file with an evidence; a picture waits for a worker to make it again. Raises Refused, on `file`."""
    try:
        media_type = file_kinds.media_type_of(content, name)
    except ValueError as refusal:
        raise Refused({"file": str(refusal)}) from refusal
    _check_quota(session, evidence_id, len(content))
    waits = file_kinds.is_picture(media_type)
    row = Attachment(
        evidence_id=evidence_id,
        name=tidy(name),
        media_type=media_type,
        size=len(content),
        content=content,
        state="waiting" if waits else "ready",
        due_at=clock.now() if waits else None,
    )
    session.add(row)
    session.flush()


def detach(session: Session, attachment_id: int) -> None:
    """Erase a file."""
    session.execute(delete(Files).where(Files.id == attachment_id))


def content_of(session: Session, attachment_id: int) -> FileContent | None:
    """Return a file that may be read: not while its picture still hides things, nor once its evidence is taken away."""
    row = session.execute(
        select(Files.name, Files.media_type, Files.content)
        .join(Notes, Notes.id == Files.evidence_id)
        .where(Files.id == attachment_id, Files.state == "ready", Notes.removed_at.is_(None))
    ).first()
    return FileContent(*row) if row else None


def evidence_of(session: Session, attachment_id: int) -> int:
    """Return the evidence that a file goes with."""
    return int(session.execute(select(Files.evidence_id).where(Files.id == attachment_id)).scalar_one())


def tidy(name: str) -> str:
    """Return the last part of a file's name, without what no screen shows."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in last if one.isprintable()).strip() or "fichier"
    stem, dot, end = shown.rpartition(".")
    return f"{stem[:LONGEST_NAME]}{dot}{end[:10]}" if dot else shown[:LONGEST_NAME]


def _check_quota(session: Session, evidence_id: int, size: int) -> None:
    """Refuse one file too many. The row of the evidence is held, so that two at once are counted one after the other."""
    owner = session.scalar(select(Notes.adviser_id).where(Notes.id == evidence_id).with_for_update())
    here = select(func.count()).where(Files.evidence_id == evidence_id)
    if (session.scalar(here) or 0) >= MOST_FILES:
        raise Refused({"file": f"Cette preuve a déjà {MOST_FILES} fichiers : retirez-en un d’abord."})
    kept = (
        select(func.coalesce(func.sum(Files.size), 0))
        .join(Notes, Notes.id == Files.evidence_id)
        .where(Notes.adviser_id == owner)
    )
    if (session.scalar(kept) or 0) + size > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        raise Refused(
            {"file": f"Vos fichiers atteindraient {limit} Mo : retirez-en, ou donnez plutôt un lien."}
        )
