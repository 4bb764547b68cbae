"""The first minute: the demonstration in an empty database, and one way in for each family of people."""

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import Session, select

from workforce import clock
from workforce.accounts import actions
from workforce.accounts.models import ROLES, Account, Membership
from workforce.alerts.links import link
from workforce.demo import load
from workforce.web.navigation import ROLE_LABELS


def load_demo(url: str) -> None:
    """Load the demonstration network, unless there is something already."""
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        try:
            load.load(session, clock.today())
        except load.AlreadyFilled:
            session.rollback()
    engine.dispose()


def sign_in_links(url: str) -> dict[str, str]:
    """Return a sign-in link for the first account of each family, where there is one."""
    engine = create_engine(url, poolclass=NullPool)
    with Session(engine) as session, session.begin():
        links = {ROLE_LABELS[role]: _link(session, role) for role in ROLES}
    engine.dispose()
    return {family: found for family, found in links.items() if found}


def _link(session: Session, role: str) -> str:
    first = (
        select(Account.email)
        .join(Membership, Membership.account_id == Account.id)  # type: ignore[arg-type]
        .where(Membership.role == role, Account.disabled_at.is_(None))  # type: ignore[union-attr]
        .order_by(Account.id)  # type: ignore[arg-type]
    )
    email = session.exec(first).first()
    token = actions.make_link(session, email) if email else None
    return link("sign_in.show", token) if token else ""
