"""Lists of sessions read at an address: what they say is announced or changed, what a whole list leaves out is withdrawn."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from workforce import clock, due
from workforce.addresses import UnsafeUrl, endpoint
from workforce.refusals import Refused
from workforce.skills.titles.in_force import in_force
from workforce.trainings.lists import comparing, documents, wholeness
from workforce.trainings.lists.columns import LABELS
from workforce.trainings.lists.comparing import Compared
from workforce.trainings.lists.documents import Claimed, Outcome
from workforce.trainings.lists.models import SessionFeed
from workforce.trainings.sessions import actions, seats
from workforce.trainings.sessions.drafts import WithdrawalDraft
from workforce.trainings.sessions.models import TrainingBody, TrainingSession

EVERY = timedelta(hours=6)
SOONEST, LATEST = timedelta(minutes=15), timedelta(hours=24)  # Before asking again after a failure.
MOST_NOTES = 20
GONE = "La session n’est plus dans la liste de l’organisme."
KNOWN = "Cette adresse est déjà lue pour cet organisme."
Feeds: Any = SessionFeed
Sessions: Any = TrainingSession


def follow(session: Session, body_id: int, account_id: int | None, address: str) -> SessionFeed:
    """Have a list read at its address, from now on. Raises Refused, on `address`."""
    address = address.strip()
    try:
        endpoint(address)
    except UnsafeUrl as error:
        raise Refused({"address": f"Cette adresse n’est pas valable. {error}".strip()}) from error
    session.get_one(TrainingBody, body_id, with_for_update=True)  # One at a time: the same click twice.
    mine = select(SessionFeed.id).where(SessionFeed.body_id == body_id, SessionFeed.address == address)
    if session.exec(mine).first():
        raise Refused({"address": KNOWN})
    row = SessionFeed(body_id=body_id, added_by=account_id, address=address, due_at=clock.now())
    session.add(row)
    session.flush()
    return row


def read_again(session: Session, feed_id: int) -> None:
    """Have a list asked for now, and read though it has not changed."""
    row = session.get_one(SessionFeed, feed_id, with_for_update=True)
    row.etag, row.last_modified, row.digest = None, None, ""
    session.flush()
    due.revive(session, SessionFeed, feed_id)


def stop(session: Session, feed_id: int) -> int:
    """Stop reading a list; its sessions stay announced. Return its body."""
    row = session.get_one(SessionFeed, feed_id)
    session.delete(row)
    session.flush()
    return row.body_id


def of_body(session: Session, body_id: int) -> Sequence[SessionFeed]:
    """Return the lists that are read for a body."""
    return session.exec(select(SessionFeed).where(SessionFeed.body_id == body_id).order_by(Feeds.id)).all()


def claim(session: Session, feed_id: int) -> Claimed | None:
    """Claim a list that is due."""
    if not due.claim(session, SessionFeed, [feed_id]):
        return None
    row = session.get_one(SessionFeed, feed_id, populate_existing=True)
    return Claimed(
        row.id, row.body_id, row.address, row.etag, row.last_modified, row.digest, in_force(session)
    )


def speak(claimed: Claimed) -> Outcome:
    """Ask for the list and read it, with no transaction open."""
    return documents.read(claimed)


def note(session: Session, claimed: Claimed, outcome: Outcome) -> None:
    """Write what a list says; a failure changes no session."""
    row = session.get(SessionFeed, claimed.id, with_for_update=True, populate_existing=True)
    if row is None:
        return  # Nobody wants it any more.
    if outcome.error:
        _failed(session, row, outcome)
        return
    row.error, row.failing_since, row.read_at = "", None, clock.now()
    if not outcome.is_unchanged:
        _write(session, row, outcome)
    session.flush()
    due.settle(session, SessionFeed, [row.id], again_at=clock.now() + EVERY)


def _failed(session: Session, row: SessionFeed, outcome: Outcome) -> None:
    """Note why, and wait as long again as it has been failing."""
    row.error, row.failing_since = outcome.error, row.failing_since or clock.now()
    session.flush()
    wait = min(max(clock.now() - row.failing_since, SOONEST), LATEST)
    asked = min(timedelta(seconds=outcome.retry_after), LATEST)
    due.settle(session, SessionFeed, [row.id], again_at=clock.now() + max(wait, asked))


def _write(session: Session, row: SessionFeed, outcome: Outcome) -> None:
    _hold(session, row, {*row.keys, *(one.key for one in outcome.readings)})
    judged = wholeness.judged(outcome.readings, len(row.keys), row.doubted_rows)
    compared = comparing.compare(session, row.body_id, outcome.readings)
    notes = [_note(one) for one in compared if one.outcome == comparing.ASIDE]
    row.counts = comparing.write(session, row.body_id, outcome.readings).counts
    row.notes = [*([judged.reason] if judged.reason else []), *notes][:MOST_NOTES]
    held = {one.key for one in outcome.readings}
    if judged.is_whole:
        gone = _withdraw(session, row, set(row.keys) - held)
        row.counts = row.counts | ({"gone": gone} if gone else {})
    row.keys = sorted(held if judged.is_whole else held | set(row.keys))
    row.doubted_rows = len(outcome.readings) if judged.is_doubted else 0
    believed = not judged.is_doubted  # A list that is doubted is asked for again, changed or not.
    row.etag, row.last_modified = (outcome.etag, outcome.last_modified) if believed else (None, None)
    row.digest = outcome.digest if believed else ""


def _hold(session: Session, row: SessionFeed, keys: set[str]) -> None:
    """Lock what may change or be withdrawn, in the order in which everybody locks sessions."""
    mine = select(TrainingSession.id).where(
        TrainingSession.body_id == row.body_id, Sessions.list_key.in_(keys)
    )
    seats.hold(session, *session.exec(mine))


def _withdraw(session: Session, row: SessionFeed, keys: set[str]) -> int:
    """Withdraw the sessions to come that no list of the body names any more; return how many."""
    others = select(SessionFeed.keys).where(SessionFeed.body_id == row.body_id, SessionFeed.id != row.id)
    gone = keys.difference(*session.exec(others))
    mine = select(TrainingSession.id).where(
        TrainingSession.body_id == row.body_id,
        Sessions.list_key.in_(gone),
        Sessions.withdrawn_at.is_(None),
        TrainingSession.starts_on > clock.today(),  # One that has begun leaves a list of those to come.
    )
    ids = session.exec(mine.order_by(Sessions.id)).all()
    for session_id in ids:
        actions.withdraw(session, session_id, WithdrawalDraft(reason=GONE))
    return len(ids)


def _note(one: Compared) -> str:
    said = [f"{LABELS[code]} : {words}" if code in LABELS else words for code, words in one.reasons.items()]
    return f"Ligne {one.reading.line} : {' '.join(said)}"
