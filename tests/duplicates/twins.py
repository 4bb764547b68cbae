"""Two records of one person, or of one structure, and what tests do with them."""

from sqlmodel import Session, select

from tests import given
from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.duplicates import merging, pairs
from workforce.duplicates.models import Duplicate, Merge
from workforce.employers.models import Employer


def people(session: Session, one=None, other=None) -> tuple[Adviser, Adviser]:
    names = {"first_name": "Awa", "last_name": "Diallo", "commune": "Brignoles"}
    return tuple(_apart(session, given.adviser(session, **names | (values or {}))) for values in (one, other))


def structures(session: Session, one=None, other=None) -> tuple[Employer, Employer]:
    place = {"commune": "Brignoles", "postal_code": "83170"}
    named = ({"name": "Mairie de Brignoles"} | (one or {}), {"name": "COMMUNE DE BRIGNOLES"} | (other or {}))
    return tuple(_apart(session, given.employer(session, **place | values)) for values in named)


def _apart(session: Session, row):
    """Keep the row as it was made, whatever becomes of it in the database."""
    session.expunge(row)
    return row


def proposal(session: Session, one, other) -> Duplicate:
    first, second = sorted((one.id, other.id))
    kind = "adviser" if isinstance(one, Adviser) else "employer"
    row = Duplicate(
        kind=kind, first_id=first, second_id=second, score=70, network_id=getattr(one, "network_id", None)
    )
    session.add(row)
    session.flush()
    return row


def somebody(session: Session) -> int:
    return given.account(session, "operator").id


def merge(session: Session, one, other, *, opens=None, **sides) -> Merge:
    found = session.exec(
        select(Duplicate).where(
            Duplicate.first_id == min(one.id, other.id), Duplicate.second_id == max(one.id, other.id)
        )
    ).first()
    pair = found or proposal(session, one, other)
    seen = pairs.digest(session, pair, pairs.rows(session, pair))
    return merging.merge(session, pair.id, sides, seen, somebody(session), opens=opens)


def undo(session: Session, made: Merge) -> Merge:
    return merging.undo(session, made.id, somebody(session))


def account_of(session: Session, adviser: Adviser, email: str = "", *, seen: bool = True) -> Account:
    return given.account(session, "adviser", email, adviser.first_name, seen=seen, adviser_id=adviser.id)
