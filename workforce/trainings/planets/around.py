"""Who is around a light: the accounts of those who wait, agree, can open, and coordinate there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from workforce.accounts.models import Account, Membership
from workforce.advisers.models import Adviser
from workforce.territories.departements import neighbours
from workforce.trainings.planets import counting
from workforce.trainings.planets.models import PlanetLight
from workforce.trainings.planets.pledges import MODELS, OWNERS
from workforce.trainings.planets.terms import Attendance, PledgeKind, Reach
from workforce.trainings.sessions.models import TrainingSession
from workforce.trainings.situation import Mode

Accounts: Any = Account
Members: Any = Membership
People: Any = Adviser
OPEN = Accounts.disabled_at.is_(None)


def accounts_around(
    session: Session, departement: str, bloc: int, today: date
) -> Mapping[str, dict[int, int]]:
    """Return, by role, the accounts to tell of a light: account → the file, employer, body or network they come by."""
    waiting = counting.waiting_learners(today).subquery()
    willing = counting.willing_employers(today).subquery()
    able = counting.able_bodies([departement], today).subquery()
    here = select(People.network_id).where(People.departement == departement)
    ways = {
        "adviser": (Members.adviser_id, Members.adviser_id.in_(_of(waiting.c.adviser_id, waiting, departement, bloc))),
        "employer": (Members.employer_id, Members.employer_id.in_(_of(willing.c.employer_id, willing, departement, bloc))),
        "trainer": (Members.body_id, Members.body_id.in_(select(able.c.body_id).where(able.c.bloc == bloc))),
        "coordinator": (
            Members.network_id,
            Members.network_id.in_(here) & or_(Members.departement.is_(None), Members.departement == departement),
        ),
    }  # fmt: skip
    return {role: _accounts(session, role, by, *which) for role, (by, *which) in ways.items()}


def awaiting(session: Session, row: TrainingSession, today: date) -> dict[int, int]:
    """Return the accounts of those who wait for what a session brings, where they would follow it: account → adviser.

    Those for whom it ends after their contract are told too: they may finish it.
    """
    one = counting.standing_wishes(today).subquery()
    numbers = select(counting.Blocs.number).where(counting.Blocs.code.in_(row.ccp_codes))
    suits = one.c.attendance != (Attendance.ON_SITE if row.mode == Mode.REMOTE else Attendance.REMOTE)
    found = select(one.c.adviser_id).where(one.c.bloc.in_(numbers), suits)
    if row.mode != Mode.REMOTE:
        close = one.c.departement.in_(neighbours(row.departement)) & (one.c.reach == Reach.NEIGHBOURS)
        found = found.where(or_(one.c.departement == row.departement, close, one.c.reach == Reach.ANYWHERE))
    return _accounts(session, "adviser", Members.adviser_id, Members.adviser_id.in_(found))


def authors(session: Session, kind: PledgeKind, owner_id: int) -> dict[int, int]:
    """Return the accounts that speak for whoever gave a word: account → owner."""
    role = {PledgeKind.WISH: "adviser", PledgeKind.WILL: "employer", PledgeKind.ABILITY: "trainer"}[kind]
    by = getattr(Members, OWNERS[kind])
    return _accounts(session, role, by, by == owner_id)


def owner_of(session: Session, kind: PledgeKind, pledge_id: int) -> tuple[Any, int] | None:
    """Return a word that was not taken back, and whose it is."""
    row = session.get(MODELS[kind], pledge_id)
    return (row, int(getattr(row, OWNERS[kind]))) if row and row.withdrawn_at is None else None


def is_still(session: Session, departement: str, bloc: int, number: int) -> bool:
    """Tell whether a light is the one that was lit that time."""
    same = select(PlanetLight.id).where(  # type: ignore[call-overload]
        PlanetLight.departement == departement,
        PlanetLight.bloc == bloc,
        PlanetLight.is_lit,
        PlanetLight.round == number,
    )
    return session.scalar(same) is not None


def _of(who: Any, one: Any, departement: str, bloc: int) -> Select[Any]:
    return select(who).where(one.c.departement == departement, one.c.bloc == bloc)


def _accounts(session: Session, role: str, by: Any, *which: Any) -> dict[int, int]:
    rows = session.execute(
        select(Members.account_id, by)
        .join(Accounts, Accounts.id == Members.account_id)
        .where(OPEN, Members.role == role, *which)
        .order_by(Members.id.desc())
    )
    return {account: owner for account, owner in rows}  # noqa: C416 - dict() does not take rows to its types.
