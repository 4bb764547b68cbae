"""Inviting an adviser: a record becomes somebody who may sign in, only because a person asked."""

from sqlmodel import Session, select

from workforce.accounts import actions as accounts
from workforce.accounts.models import Membership
from workforce.accounts.policy import Grant
from workforce.advisers.models import Adviser
from workforce.refusals import Refused


def invite(session: Session, adviser_id: int, invited_by: int) -> tuple[str, int]:
    """Open an account for an adviser and tell them; return their name and network.

    Raises Refused where there is no address to write to, or where they are invited already.
    """
    adviser = session.get_one(Adviser, adviser_id)
    if not adviser.email:
        raise Refused({"": f"{adviser.name} n’a pas d’adresse électronique : ajoutez-la avant d’inviter."})
    if session.exec(select(Membership.id).where(Membership.adviser_id == adviser_id)).first():
        raise Refused({"": f"{adviser.name} a déjà été invité·e."})
    accounts.invite(session, adviser.email, adviser.name, Grant("adviser", adviser_id=adviser_id), invited_by)
    return adviser.name, adviser.network_id


def network_of(session: Session, adviser_id: int) -> int:
    """Return the network of an adviser."""
    return session.exec(select(Adviser.network_id).where(Adviser.id == adviser_id)).one()
