"""Versions of the referential: what a change would do, keeping one, coming back to a former one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from workforce import clock, journal
from workforce.accounts.models import Account
from workforce.facts import ReferentialChanged
from workforce.refusals import Refused
from workforce.skills.referential import Referential, ReferentialError
from workforce.skills.titles import affected, comparing, document, tables
from workforce.skills.titles.affected import Affected
from workforce.skills.titles.comparing import Change
from workforce.skills.titles.in_force import forget, in_force
from workforce.skills.titles.models import ReferentialVersion

Versions: Any = ReferentialVersion
Document = dict[str, Any]
MEANWHILE = (
    "Quelqu’un a enregistré une autre version entre-temps : voici vos changements, comparés avec elle. "
    "Relisez, puis enregistrez."
)
NOTHING = "Rien ne change : il n’y a pas de nouvelle version à enregistrer."


@dataclass(frozen=True)
class Preview:
    """What a document would change, and for whom."""

    document: Document
    based_on: int  # The version that it is compared with.
    changes: tuple[Change, ...]
    affected: Affected


@dataclass(frozen=True)
class Line:
    """One version, as a list shows it."""

    number: int
    origin: str
    note: str
    by: str
    made_at: datetime


def settle(session: Session) -> Referential:
    """Return the referential in force. What comes with the product is a version, until operators have their own."""
    mine = document.shipped_document()
    last = _last(session)
    if last is None or (last.origin == "shipped" and last.digest != document.digest(mine)):
        _add(session, mine, "shipped", "Livré avec le produit.", None)
    return in_force(session)


def preview(session: Session, found: Any) -> Preview:
    """Return what a document would change. Raises Refused with every fault, what people hold and would lose included."""
    try:
        mine, after = document.checked(found)
    except ReferentialError as error:
        raise Refused({"": str(error)}) from error
    before = in_force(session)
    kept = affected.held_of_removed(session, comparing.removed(before, after))
    if kept:
        raise Refused({"": "\n".join(kept)})
    told = comparing.changes(before, after)
    return Preview(
        mine, number_of_last(session), told, affected.by(session, before, after, told, clock.today())
    )


def save(session: Session, found: Any, based_on: int, origin: str, note: str, account_id: int | None) -> int:
    """Keep a document as the version in force, and bring the tables to it; return its number.

    Raises Refused where it has faults, changes nothing, or was compared with a version that is no longer the last.
    """
    session.execute(select(func.pg_advisory_xact_lock(20260102)))  # One at a time, whoever saves.
    told = preview(session, found)
    if told.based_on != based_on:
        raise Refused({"": MEANWHILE})
    if not told.changes:
        raise Refused({"": NOTHING})
    number = _add(session, told.document, origin, note, account_id)
    tables.bring_to(session, in_force(session))
    journal.record(session, ReferentialChanged(number))
    return number


def listing(session: Session, limit: int = 50) -> list[Line]:
    """Return the versions, the last first."""
    rows = session.execute(
        select(
            Versions.number, Versions.origin, Versions.note, func.coalesce(Account.name, ""), Versions.made_at
        )
        .outerjoin(Account, Account.id == Versions.account_id)
        .order_by(Versions.number.desc())
        .limit(limit)
    )
    return [Line(*row) for row in rows]


def document_of(session: Session, number: int) -> Document | None:
    """Return the document of a version; nothing where there is none of that number."""
    found: Document | None = session.scalar(select(Versions.document).where(Versions.number == number))
    return found


def changes_of(session: Session, number: int) -> tuple[Change, ...]:
    """Return what a version changed; nothing for the first."""
    mine, former = document_of(session, number), document_of(session, number - 1)
    if mine is None or former is None:
        return ()
    return comparing.changes(document.checked(former)[1], document.checked(mine)[1])


def number_of_last(session: Session) -> int:
    """Return the number of the version in force; 0 before any."""
    return session.scalar(select(func.max(Versions.number))) or 0


def document_in_force(session: Session) -> Document:
    """Return the document in force."""
    return document_of(session, number_of_last(session)) or document.shipped_document()


def _last(session: Session) -> ReferentialVersion | None:
    found: ReferentialVersion | None = session.scalar(
        select(Versions).order_by(Versions.number.desc()).limit(1)
    )
    return found


def _add(session: Session, mine: Mapping[str, Any], origin: str, note: str, account_id: int | None) -> int:
    number = number_of_last(session) + 1
    row = ReferentialVersion(
        number=number,
        document=dict(mine),
        digest=document.digest(mine),
        origin=origin,
        note=note,
        account_id=account_id,
    )
    session.add(row)
    session.flush()
    forget(session)
    return number
