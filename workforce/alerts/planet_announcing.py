"""The three planets: who is told when they meet, when a session opens, when somebody invites, when a word ends."""

from sqlmodel import Session

from workforce import clock
from workforce.alerts.messages import LetterKind
from workforce.alerts.planning import announce
from workforce.facts import PlanetsAligned, PlanetsInvited, PledgeExpiring, SessionPosted
from workforce.trainings.planets import around
from workforce.trainings.planets.terms import PledgeKind
from workforce.trainings.sessions.models import TrainingSession


def announce_light(session: Session, fact: PlanetsAligned) -> None:
    """Ask the bodies to open a session; tell the coordinators, the learners and the employers. Once for each light."""
    subject = {"departement": fact.departement, "bloc": fact.bloc, "round": fact.round}
    people = around.accounts_around(session, fact.departement, fact.bloc, clock.today())
    for role, accounts in people.items():
        occasion = f"planets:{fact.departement}:{fact.bloc}:{fact.round}:{role}"
        for account_id, owner_id in accounts.items():
            about = subject | {"audience": role, "owner_id": owner_id}
            announce(session, [account_id], LetterKind.PLANETS_ALIGNED, occasion, about)


def announce_awaited(session: Session, fact: SessionPosted) -> None:
    """Tell those who wait for what a session brings, before anybody else: once for each session."""
    row = session.get(TrainingSession, fact.session_id)
    if row is None or row.withdrawn_at or row.starts_on <= clock.today() or row.seats <= row.seats_taken:
        return
    for account_id, adviser_id in around.awaiting(session, row, clock.today()).items():
        about = {"session_id": row.id, "adviser_id": adviser_id}
        announce(session, [account_id], LetterKind.SESSION_AWAITED, awaited_occasion(row.id), about)


def awaited_occasion(session_id: int) -> str:
    """Return the occasion on which those who wait are told of a session."""
    return f"session-awaited:{session_id}"


def announce_invitation(session: Session, fact: PlanetsInvited) -> None:
    """Ask those who are invited whether the bloc interests them."""
    about = {"invitation_id": fact.invitation_id}
    occasion = f"planets-invitation:{fact.invitation_id}"
    announce(session, fact.accounts, LetterKind.PLANETS_INVITATION, occasion, about)


def announce_expiring(session: Session, fact: PledgeExpiring) -> None:
    """Ask whoever gave a word whether it still stands."""
    kind = PledgeKind(fact.kind)
    found = around.owner_of(session, kind, fact.pledge_id)
    if found is None:
        return
    about = {"kind": kind, "pledge_id": fact.pledge_id, "expires_on": fact.expires_on.isoformat()}
    occasion = f"pledge:{kind}:{fact.pledge_id}:{fact.expires_on}"
    accounts = around.authors(session, kind, found[1])
    announce(session, accounts, LetterKind.PLEDGE_EXPIRING, occasion, about)
