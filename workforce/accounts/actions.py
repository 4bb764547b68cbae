"""Inviting, signing in and out."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from workforce import clock, journal, sealing
from workforce.accounts.models import Account, BrowserSession, Membership, SignInAttempt, SignInLink
from workforce.accounts.policy import Actor, Grant
from workforce.facts import AccountInvited, InvitationAccepted, SignInRequested

LINK_LIFE = timedelta(minutes=30)
INVITATION_LIFE = timedelta(days=30)
SESSION_LIFE = timedelta(days=30)  # Since last seen.
ATTEMPT_WINDOW = timedelta(hours=1)
ATTEMPTS_PER_ADDRESS = 5  # Links asked for one e-mail address in a window.
ATTEMPTS_PER_CLIENT = 30  # Links asked from one client address in a window; a whole office may share it.


class TooManyAttempts(Exception):
    """Somebody asks for links faster than a person would."""


def open_account(session: Session, email: str, name: str, grant: Grant) -> Account:
    """Return the account of this address, made if need be, with this membership added."""
    email = email.strip().lower()
    session.execute(
        insert(Account).values(email=email, name=name, invited_at=clock.now()).on_conflict_do_nothing()
    )
    account = session.exec(select(Account).where(Account.email == email)).one()
    values = {"account_id": account.id, **vars(grant)}
    session.execute(insert(Membership).values(values).on_conflict_do_nothing(constraint="uq_membership"))
    return account


def invite(session: Session, email: str, name: str, grant: Grant, invited_by: int | None = None) -> Account:
    """Open an account and tell the person."""
    account = open_account(session, email, name, grant)
    journal.record(session, AccountInvited(account.id, invited_by))
    return account


def request_link(session: Session, email: str, client: str) -> None:
    """Ask for a sign-in link. Silent about whether the address is known. Raises TooManyAttempts."""
    email = email.strip().lower()
    subjects = {
        sealing.digest(f"email:{email}"): ATTEMPTS_PER_ADDRESS,
        sealing.digest(f"client:{client}"): ATTEMPTS_PER_CLIENT,
    }
    since = clock.now() - ATTEMPT_WINDOW
    for subject, limit in subjects.items():
        asked = select(func.count()).where(SignInAttempt.subject == subject, SignInAttempt.made_at > since)
        if session.scalar(asked) >= limit:  # type: ignore[operator]
            raise TooManyAttempts
    session.add_all(SignInAttempt(subject=subject) for subject in subjects)
    account = session.exec(
        select(Account).where(Account.email == email, Account.disabled_at.is_(None))  # type: ignore[union-attr]
    ).first()
    if account:
        session.add(link := SignInLink(account_id=account.id))
        session.flush()
        journal.record(session, SignInRequested(link.id, account.id))


def link_token(link_id: int) -> str:
    """Return the signed token that stands for a link. The link itself is never stored."""
    return sealing.sign("sign-in", link_id)


def make_link(session: Session, email: str) -> str | None:
    """Return a token for this account, without any mail: the operator's command."""
    account = session.exec(select(Account).where(Account.email == email.strip().lower())).first()
    if account is None or account.disabled_at:
        return None
    session.add(link := SignInLink(account_id=account.id))
    session.flush()
    return link_token(link.id)


def link_is_good(session: Session, token: str) -> bool:
    """Say whether a link still opens. Changes nothing: GET shows, POST acts."""
    link = _link(session, token)
    return link is not None and link.used_at is None


def sign_in(session: Session, token: str) -> str | None:
    """Use a link, once; return the token of the new browser session, or None."""
    link = _link(session, token)
    used = update(SignInLink).where(SignInLink.id == (link.id if link else 0), SignInLink.used_at.is_(None))  # type: ignore[arg-type, union-attr]
    if link is None or not session.execute(used.values(used_at=clock.now())).rowcount:  # type: ignore[attr-defined]
        return None
    return _enter(session, link.account_id)


def invitation_token(account_id: int) -> str:
    """Return the signed token of an invitation: it opens the door once, the first time."""
    return sealing.sign("invitation", account_id)


def invitation_is_good(session: Session, token: str) -> bool:
    """Say whether an invitation still opens: not too old, and not yet accepted."""
    return _invited(session, token) is not None


def accept(session: Session, token: str) -> str | None:
    """Accept an invitation, once; return the token of the new browser session, or None."""
    account = _invited(session, token)
    return _enter(session, account.id) if account else None


def _invited(session: Session, token: str) -> Account | None:
    account_id = sealing.unsign("invitation", token, int(INVITATION_LIFE.total_seconds()))
    if not isinstance(account_id, int):
        return None
    waiting = select(Account).where(
        Account.id == account_id,
        Account.last_seen_at.is_(None),  # type: ignore[union-attr]
        Account.disabled_at.is_(None),  # type: ignore[union-attr]
    )
    return session.exec(waiting.with_for_update()).first()


def _enter(session: Session, account_id: int) -> str:
    browser = secrets.token_urlsafe(32)
    session.add(BrowserSession(account_id=account_id, digest=sealing.digest(browser)))
    first = update(Account).where(Account.id == account_id, Account.last_seen_at.is_(None))  # type: ignore[arg-type, union-attr]
    if session.execute(first.values(last_seen_at=clock.now())).rowcount:  # type: ignore[attr-defined]
        journal.record(session, InvitationAccepted(account_id))
    session.execute(update(Account).where(Account.id == account_id).values(last_seen_at=clock.now()))  # type: ignore[arg-type]
    return browser


def sign_out(session: Session, browser: str) -> None:
    """Close a browser session."""
    session.execute(delete(BrowserSession).where(BrowserSession.digest == sealing.digest(browser)))  # type: ignore[arg-type]


def actor(session: Session, browser: str) -> Actor | None:
    """Return who a browser session belongs to, with what they are granted, in one query."""
    rows = session.exec(
        select(Account, Membership, BrowserSession.seen_at)
        .join(BrowserSession, BrowserSession.account_id == Account.id)  # type: ignore[arg-type]
        .outerjoin(Membership, Membership.account_id == Account.id)  # type: ignore[arg-type]
        .where(
            BrowserSession.digest == sealing.digest(browser),
            BrowserSession.seen_at > clock.now() - SESSION_LIFE,
            Account.disabled_at.is_(None),  # type: ignore[union-attr]
        )
        .order_by(Membership.id)  # type: ignore[arg-type]
    ).all()
    if not rows:
        return None
    account, _, seen_at = rows[0]
    if seen_at < clock.now() - timedelta(hours=1):
        seen = update(BrowserSession).where(BrowserSession.digest == sealing.digest(browser))  # type: ignore[arg-type]
        session.execute(seen.values(seen_at=clock.now()))
    grants = tuple(
        Grant(m.role, m.network_id, m.departement, m.adviser_id, m.employer_id, m.body_id)
        for _, m, _ in rows
        if m
    )
    return Actor(account.id, account.name, account.email, grants)


def forget_old(session: Session) -> None:
    """Delete what has served: attempts, links and sessions past their time."""
    now = clock.now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.made_at < now - ATTEMPT_WINDOW))  # type: ignore[arg-type]
    session.execute(delete(SignInLink).where(SignInLink.made_at < now - timedelta(days=7)))  # type: ignore[arg-type]
    session.execute(delete(BrowserSession).where(BrowserSession.seen_at < now - SESSION_LIFE))  # type: ignore[arg-type]


def _link(session: Session, token: str) -> SignInLink | None:
    link_id = sealing.unsign("sign-in", token, int(LINK_LIFE.total_seconds()))
    return session.get(SignInLink, link_id) if isinstance(link_id, int) else None
