"""Who is to have their suggestions worked out again: whoever a change may concern, and nobody else."""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import and_, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import aggregate_order_by, insert
from sqlmodel import Session

from workforce import clock
from workforce.advisers.models import Adviser
from workforce.facts import SessionFullnessChanged, SessionPosted
from workforce.skills.background import Background, Holding
from workforce.skills.models import HeldCCP
from workforce.skills.referential import Referential
from workforce.skills.titles.in_force import in_force
from workforce.trainings import funding
from workforce.trainings.gains import prospect
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.sessions.models import Interest, TrainingSession

APART = "+"  # Between the codes of a set of blocs.
WRITTEN = 1  # Rises when suggestions are worked out or worded otherwise.
People: Any = Adviser
Held: Any = HeldCCP
Plans: Any = TrainingPlan
Kept: Any = Suggestion
Wanted: Any = Interest


def plan(session: Session, adviser_ids: Iterable[int]) -> None:
    """Have the suggestions of these advisers worked out again."""
    _make_due(session, People.id.in_(list(adviser_ids)))


def plan_again(session: Session, fact: Any) -> None:
    """Have the suggestions of one adviser worked out again: something they hang on has changed."""
    plan(session, [fact.adviser_id])


def plan_around(session: Session, fact: SessionPosted | SessionFullnessChanged) -> None:
    """Have the suggestions worked out again that a session may change: where it is, and of whoever lacks its blocs."""
    row = session.get_one(TrainingSession, fact.session_id)
    mentioned = or_(
        People.id.in_(select(Kept.adviser_id).where(Kept.session_id == fact.session_id)),
        People.id.in_(select(Wanted.adviser_id).where(Wanted.session_id == fact.session_id)),
    )
    is_open = row.withdrawn_at is None and row.starts_on >= clock.today()
    _make_due(session, or_(mentioned, _who_lacks(session, row.ccp_codes)) if is_open else mentioned)


def plan_everybody(session: Session, fact: Any) -> None:  # noqa: ARG001 - It may concern anybody.
    """Have everybody's suggestions worked out again: the titles have changed."""
    plan_all(session)


def plan_all(session: Session) -> None:
    """Have everybody's suggestions worked out again: a day has passed."""
    _make_due(session, People.id.is_not(None))


def plan_outdated(session: Session) -> None:
    """Have the suggestions worked out again that other rules gave: another release, other titles, other ways to pay."""
    outdated = update(Plans).where(Plans.rules != rules_in_force(in_force(session)), Plans.rules != "")
    session.connection().execute(outdated.values(due_at=clock.now()))


def rules_in_force(referential: Referential) -> str:
    """Return a name for everything that suggestions are worked out by, apart from people and sessions."""
    said = repr((WRITTEN, funding.rules(), referential))
    return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()


def _who_lacks(session: Session, ccps: Collection[str]) -> Any:
    """Return the condition that holds of whoever these blocs would bring something: judged on each set of blocs held."""
    today, titles = clock.today(), in_force(session)
    counts = or_(Held.obtained_on.is_(None), Held.obtained_on <= today)
    codes = func.string_agg(Held.ccp_code, aggregate_order_by(literal(APART), Held.ccp_code))
    sets = (
        select(People.id, func.coalesce(codes, "").label("codes"))
        .outerjoin(Held, and_(Held.adviser_id == People.id, counts))
        .group_by(People.id)
        .subquery()
    )
    lacking = [
        held
        for held in session.scalars(select(sets.c.codes).distinct())
        if prospect(
            titles, Background(tuple(map(Holding, filter(None, held.split(APART))))), tuple(ccps), today
        )
    ]
    return People.id.in_(select(sets.c.id).where(sets.c.codes.in_(lacking)))


def _make_due(session: Session, which: Any) -> None:
    who = select(People.id, literal(clock.now())).where(which)
    said = insert(TrainingPlan).from_select(["id", "due_at"], who, include_defaults=False)
    session.execute(said.on_conflict_do_update(index_elements=["id"], set_={"due_at": said.excluded.due_at}))
