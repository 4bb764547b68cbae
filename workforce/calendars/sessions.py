"""The days of training sessions in a calendar: one's own enrolments, what one is only interested in, a body's sessions.

Nothing is kept apart for them: a session counts its changes and an enrolment its steps, which gives the sequence.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from workforce import clock
from workforce.accounts.models import Membership
from workforce.alerts.links import link
from workforce.calendars.entries import Entry
from workforce.contracts.kinds import Party
from workforce.trainings.listing import short_names
from workforce.trainings.sessions.models import Enrolment, Interest, TrainingBody, TrainingSession
from workforce.trainings.sessions.states import OVER, State

TRAINER = "trainer"
PAST_SHOWN = timedelta(days=92)
CANCELLED_SHOWN = timedelta(days=42)  # As long as the other events of calendars.
MOST = 300  # Sessions of one calendar, the nearest first.
SETTLED = (State.ENROLLED, State.DONE)
Sessions: Any = TrainingSession
Enrolments: Any = Enrolment
Interests: Any = Interest
Bodies: Any = TrainingBody


def entries_of(session: Session, membership: Membership) -> list[Entry]:
    """Return the days of the sessions that one role counts on: an adviser's or a training body's; none for others."""
    if membership.role == Party.ADVISER and membership.adviser_id:
        rows = session.execute(_own(membership.adviser_id)).all()
        return [day for row in rows for day in _days(row.TrainingSession, row.name, row.Enrolment)]
    if membership.role == TRAINER and membership.body_id:
        found = session.execute(_of_body(membership.body_id)).all()
        return [day for row in found for day in _days(row.TrainingSession, row.name, None, is_body=True)]
    return []


def _own(adviser_id: int) -> Any:
    mine = and_(Enrolments.session_id == Sessions.id, Enrolments.adviser_id == adviser_id)
    likes = and_(Interests.session_id == Sessions.id, Interests.adviser_id == adviser_id)
    return (
        select(TrainingSession, Bodies.name, Enrolment)
        .join(Bodies, Bodies.id == Sessions.body_id)
        .outerjoin(Enrolment, mine)
        .outerjoin(Interest, likes)
        .where(or_(Enrolments.id.is_not(None), Interests.id.is_not(None)), *_recent())
        .order_by(Sessions.starts_on.desc(), Sessions.id)
        .limit(MOST)
    )


def _of_body(body_id: int) -> Any:
    return (
        select(TrainingSession, Bodies.name)
        .join(Bodies, Bodies.id == Sessions.body_id)
        .where(Sessions.body_id == body_id, *_recent())
        .order_by(Sessions.starts_on.desc(), Sessions.id)
        .limit(MOST)
    )


def _recent() -> tuple[Any, ...]:
    withdrawn = Sessions.withdrawn_at
    return (
        Sessions.ends_on >= clock.today() - PAST_SHOWN,
        or_(withdrawn.is_(None), withdrawn > clock.now() - CANCELLED_SHOWN),
    )


def _days(
    row: TrainingSession, body: str, one: Enrolment | None, *, is_body: bool = False
) -> Iterator[Entry]:
    """Return the first day, the last one and the jury of a session; gone once cancelled for long enough."""
    changed = max(_instants(row, one))
    is_over = row.withdrawn_at is not None or (one is not None and one.state in OVER)
    if is_over and changed < clock.now() - CANCELLED_SHOWN:
        return
    blocs = short_names(row.ccp_codes)
    days: dict[str, tuple[str, date | None]] = {
        "start": (f"Formation {blocs} : premier jour", row.starts_on),
        "end": (f"Formation {blocs} : dernier jour", row.ends_on),
        "jury": (f"Jury {blocs}", row.jury_on),
    }
    for name, (label, day) in days.items():
        if day:
            yield Entry(
                uid=f"session-{row.id}-{name}",
                family=f"session-{name}",
                label=label,
                day=day,
                person="",
                source=body,
                indicative=False,
                sequence=row.sequence + (one.sequence if one else 0),
                made_at=row.created_at,
                changed_at=changed,
                is_cancelled=is_over,
                address=link("trainer_people.listing" if is_body else "trainings.show", row.id),
                rings=name != "end" and one is not None and one.state in SETTLED,
                is_tentative=not is_body and (one is None or one.state not in SETTLED),
            )


def _instants(row: TrainingSession, one: Enrolment | None) -> Iterator[datetime]:
    yield row.changed_at or row.created_at
    if one:
        yield one.changed_at
