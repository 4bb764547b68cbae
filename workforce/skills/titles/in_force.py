"""The referential that the house goes by: its last version."""

import json
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce.skills.referential import Referential, parse, shipped
from workforce.skills.titles.models import ReferentialVersion

KEPT = "referential"  # Under this name, a session keeps what it has read once.
Versions: Any = ReferentialVersion


def in_force(session: Session) -> Referential:
    """Return the referential in force: one small query a transaction; what came with the product before any version."""
    if KEPT not in session.info:
        session.info[KEPT] = _read(session)
    known: Referential = session.info[KEPT]
    return known


def forget(session: Session) -> None:
    """Have the referential read again in this transaction: it has just changed."""
    session.info.pop(KEPT, None)


def _read(session: Session) -> Referential:
    last = select(Versions.digest).order_by(Versions.number.desc()).limit(1)
    digest = session.scalar(last)
    if digest is None:
        return shipped()
    if digest not in _parsed:
        document = select(Versions.document).order_by(Versions.number.desc()).limit(1)
        _remember(digest, session.execute(document).scalar_one())
    return _parsed[digest]


_parsed: dict[
    str, Referential
] = {}  # Digest of a document → what it says. Versions are few and never change.
MOST_KEPT = 20


def _remember(digest: str, document: dict[str, Any]) -> None:
    if len(_parsed) >= MOST_KEPT:
        _parsed.clear()
    _parsed[digest] = parse(json.dumps(document))
