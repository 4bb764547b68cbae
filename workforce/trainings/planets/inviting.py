"""Inviting those who lack: an operator, a coordinator or a body asks, a worker writes to whoever it concerns, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from workforce import clock, due, journal
from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.facts import PlanetsInvited
from workforce.refusals import Refused
from workforce.skills.models import CCP, HeldCCP
from workforce.territories.departements import departements, neighbours
from workforce.trainings.planets import counting
from workforce.trainings.planets.deciding import Planet
from workforce.trainings.planets.models import (
    BlocWish,
    EmployerWill,
    PlanetInvitation,
    PlanetInvitee,
)
from workforce.trainings.planets.terms import BLOCS

REST = timedelta(days=30)  # Between two invitations to one person, whoever invites.
A_BATCH = 200  # Accounts that one fact names.
Accounts: Any = Account
Members: Any = Membership
People: Any = Adviser
Employers: Any = Employer
Contracts: Any = Contract
Invitees: Any = PlanetInvitee
TOO_SOON = "Cette invitation est déjà partie il y a moins de 30 jours."


@dataclass(frozen=True)
class Inviter:
    """Who invites: an account and its name in words; a coordinator writes to their own network, within its bounds."""

    account_id: int
    name: str
    network_id: int | None = None
    departements: frozenset[str] | None = None  # Empty: anywhere.


def invite(
    session: Session, by: Inviter, departement: str, bloc: int, audience: str, *, with_neighbours: bool
) -> None:
    """Ask that those who lack be invited; the worker finds and tells them.

    Raises Refused for a place or an audience that is none, out of the inviter's bounds, or asked lately by the same.
    """
    if departement not in departements() or bloc not in BLOCS or audience not in tuple(Planet):
        raise Refused({"": "Choisissez un département, un bloc et des personnes à inviter."})
    if by.departements is not None and departement not in by.departements:
        raise Refused({"": "Ce département n’est pas de votre territoire."})
    around = {departement, *(neighbours(departement) if with_neighbours else ())}
    places = around if by.departements is None else around & by.departements
    if session.scalar(_asked_lately(by, departement, bloc, audience)):
        raise Refused({"": TOO_SOON})
    row = PlanetInvitation(
        departement=departement, bloc=bloc, audience=audience, departements=sorted(places),
        network_id=by.network_id, account_id=by.account_id, inviter=by.name, due_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()


def work(session: Session, ids: Sequence[int]) -> int:
    """Choose whom these invitations concern, in one statement each, and record it. Return how many people."""
    told = 0
    for invitation_id in due.take(session, PlanetInvitation, ids):
        row = session.get_one(PlanetInvitation, invitation_id)
        now = literal(clock.now())
        chosen = select(literal(row.id), _concerned(row).subquery().c.account_id, now)
        said = insert(PlanetInvitee).from_select(["invitation_id", "account_id", "invited_at"], chosen)
        fresh = sorted(session.scalars(said.on_conflict_do_nothing().returning(Invitees.account_id)))
        journal.record_all(session, (PlanetsInvited(row.id, some) for some in _batches(fresh)))
        row.invited, row.done_at = len(fresh), clock.now()
        session.flush()
        told += len(fresh)
        due.settle(session, PlanetInvitation, [invitation_id])
    return told


def latest(session: Session, places: Sequence[str]) -> dict[tuple[str, int, str], PlanetInvitation]:
    """Return the last invitation of each place and audience, in one query."""
    rows = session.scalars(
        select(PlanetInvitation)
        .where(
            col(PlanetInvitation.departement).in_(places),
            col(PlanetInvitation.made_at) > clock.now() - REST,
        )
        .order_by(col(PlanetInvitation.id))
    )
    return {(row.departement, row.bloc, row.audience): row for row in rows}


def _concerned(row: PlanetInvitation) -> Select[Any]:
    """Return the query of the accounts to invite: open, come in, not the inviter, not invited lately."""
    lately = exists().where(Invitees.account_id == Accounts.id, Invitees.invited_at > clock.now() - REST)
    who = {Planet.LEARNERS: _learners, Planet.EMPLOYERS: _employers, Planet.BODIES: _bodies}[
        Planet(row.audience)
    ](row)
    return (
        who.join(Accounts, Accounts.id == Members.account_id)
        .where(
            Accounts.disabled_at.is_(None), Accounts.last_seen_at.is_not(None),
            Accounts.id.is_distinct_from(row.account_id), ~lately,
        )
        .distinct()
    )  # fmt: skip


def _learners(row: PlanetInvitation) -> Select[Any]:
    """Return the query of the advisers there for whom the bloc is not noted, and who do not look for it yet."""
    wishes = exists().where(
        col(BlocWish.adviser_id) == People.id, col(BlocWish.bloc) == row.bloc, *_stands(BlocWish)
    )
    holds = exists().where(
        col(HeldCCP.adviser_id) == People.id, col(CCP.code) == HeldCCP.ccp_code, col(CCP.number) == row.bloc
    )
    found = (
        select(Members.account_id)
        .join(People, People.id == Members.adviser_id)
        .where(Members.role == "adviser", People.departement.in_(row.departements), ~wishes, ~holds)
    )
    return found.where(People.network_id == row.network_id) if row.network_id else found


def _employers(row: PlanetInvitation) -> Select[Any]:
    """Return the query of the employers there that have somebody in post, and have not agreed yet."""
    agrees = exists().where(
        col(EmployerWill.employer_id) == Employers.id, col(EmployerWill.bloc) == row.bloc, *_stands(EmployerWill)
    )  # fmt: skip
    last_day = func.least(Contracts.termination_date, Contracts.end_date)
    employs = exists().where(
        Contracts.employer_id == Employers.id, Contracts.cancelled_at.is_(None),
        or_(last_day.is_(None), last_day >= clock.today()),
    )  # fmt: skip
    return (
        select(Members.account_id)
        .join(Employers, Employers.id == Members.employer_id)
        .where(Members.role == "employer", Employers.departement.in_(row.departements), employs, ~agrees)
    )


def _bodies(row: PlanetInvitation) -> Select[Any]:
    """Return the query of the bodies, wherever they are, that have not said they can open there."""
    able = counting.able_bodies([row.departement], clock.today()).subquery()
    ready = select(able.c.body_id).where(able.c.bloc == row.bloc)
    return select(Members.account_id).where(
        Members.role == "trainer", Members.body_id.is_not(None), Members.body_id.not_in(ready)
    )


def _stands(pledge: Any) -> tuple[Any, ...]:
    return counting.stands(pledge, clock.today())


def _asked_lately(by: Inviter, departement: str, bloc: int, audience: str) -> Select[Any]:
    mine = (
        col(PlanetInvitation.account_id) == by.account_id,
        col(PlanetInvitation.departement) == departement,
        col(PlanetInvitation.bloc) == bloc,
        col(PlanetInvitation.audience) == audience,
        col(PlanetInvitation.made_at) > clock.now() - REST,
    )
    return select(col(PlanetInvitation.id)).where(*mine).limit(1)


def _batches(accounts: Sequence[int]) -> list[list[int]]:
    return [list(accounts[start : start + A_BATCH]) for start in range(0, len(accounts), A_BATCH)]
