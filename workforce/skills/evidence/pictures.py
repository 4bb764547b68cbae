"""Pictures made again by a worker before anybody reads them: claim, draw anew where it can do no harm, note."""

import base64
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce import apart, due
from workforce.skills.evidence.models import Attachment

COST = apart.Cost(seconds=40, cpu_seconds=30, memory_bytes=1_200_000_000)
READERS = apart.Readers("workforce.skills.evidence.picture_reader", documents_each=20)
UNREADABLE = "Cette photo n’a pas pu être lue : ouvrez-la, enregistrez-la de nouveau en JPEG ou en PNG, puis renvoyez-la."
Files: Any = Attachment


@dataclass(frozen=True)
class Picture:
    """A picture as it came, or as it was drawn anew; empty where it could not be read."""

    id: int
    media_type: str
    content: bytes


def claim(session: Session, attachment_id: int) -> Picture | None:
    """Claim a picture that waits."""
    if not due.claim(session, Attachment, [attachment_id]):
        return None
    row = session.execute(
        select(Files.id, Files.media_type, Files.content).where(Files.id == attachment_id)
    ).one()
    return Picture(*row)


def draw_anew(picture: Picture) -> Picture:
    """Return the picture without what it hides: where, when and with what it was taken."""
    try:
        reply = READERS.ask(picture.content, {"media_type": picture.media_type}, COST)
    except apart.Unread:
        return Picture(picture.id, picture.media_type, b"")
    return Picture(picture.id, picture.media_type, base64.b64decode(reply["picture"]))


def note(session: Session, picture: Picture, drawn: Picture) -> None:
    """Keep the picture drawn anew in place of the one that came; of one that cannot be read, nothing but why."""
    state, refusal = ("ready", "") if drawn.content else ("refused", UNREADABLE)
    session.execute(
        update(Files)
        .where(Files.id == picture.id)
        .values(content=drawn.content, size=len(drawn.content), state=state, refusal=refusal)
    )
    due.settle(session, Attachment, [picture.id])
