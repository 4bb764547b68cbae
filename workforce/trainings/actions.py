"""Keeping every adviser's suggestions up to date."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import delete, literal, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from workforce import clock, due, journal
from workforce.advisers.models import Adviser
from workforce.database import insert_rows
from workforce.facts import Fact, TrainingConflictGone, TrainingSuggested
from workforce.skills.titles.in_force import in_force
from workforce.trainings.learners import learners, open_sessions
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.placing import Fit, conflict_is_gone
from workforce.trainings.ranking import Few, SuggestionDecision, rank
from workforce.trainings.retro_plan import retro_plan
from workforce.trainings.situation import LearnerFacts, SessionFacts

KEPT = Few(in_all=8, of_a_fit=3)  # Suggestions kept for each adviser.


def plan_again(session: Session, fact: Any) -> None:
    """Have the suggestions of one adviser worked out again: something they hang on has changed."""
    _make_due(session, select(Adviser.id, literal(clock.now())).where(Adviser.id == fact.adviser_id))


def plan_around(session: Session, fact: Any) -> None:  # noqa: ARG001 - It may concern anybody.
    """Have the suggestions worked out again that a session, or the titles themselves, may change."""
    _make_due(session, select(Adviser.id, literal(clock.now())))


def plan_all(session: Session) -> None:
    """Have everybody's suggestions worked out again: a day has passed."""
    _make_due(session, select(Adviser.id, literal(clock.now())))


def suggest(session: Session, ids: Sequence[int]) -> int:
    """Work out the suggestions of these advisers; record the first one of each bloc that is new. Return how many."""
    today = clock.today()
    mine = due.take(session, TrainingPlan, ids)
    people = learners(session, mine, today)
    open_now = open_sessions(session, today)
    sessions = {facts.code: facts for facts in open_now}
    before = _before(session, mine)
    facts: list[Fact] = []
    rows: list[dict[str, Any]] = []
    for adviser_id, person in people.items():
        decisions = rank(person, open_now, today, in_force(session), KEPT)
        rows += [_row(adviser_id, person, decision, sessions, today) for decision in decisions]
        facts += _news(adviser_id, decisions, before.get(adviser_id, {}))
    session.execute(delete(Suggestion).where(Suggestion.adviser_id.in_(mine)))  # type: ignore[attr-defined]
    if rows:
        session.execute(insert_rows(Suggestion, rows))
    journal.record_all(session, facts)
    due.settle(session, TrainingPlan, mine)
    session.execute(update(TrainingPlan).where(TrainingPlan.id.in_(mine)).values(computed_at=clock.now()))  # type: ignore[attr-defined]
    return len(rows)


def _make_due(session: Session, who: Any) -> None:
    said = insert(TrainingPlan).from_select(["id", "due_at"], who)
    session.execute(said.on_conflict_do_update(index_elements=["id"], set_={"due_at": said.excluded.due_at}))


def _before(session: Session, ids: Sequence[int]) -> dict[int, dict[tuple[int | None, str], Fit]]:
    known: dict[int, dict[tuple[int | None, str], Fit]] = {}
    for row in session.exec(select(Suggestion).where(Suggestion.adviser_id.in_(ids))):  # type: ignore[attr-defined]
        known.setdefault(row.adviser_id, {})[row.session_id, row.ccp_code] = Fit(row.fit)
    return known


def _news(
    adviser_id: int, decisions: Sequence[SuggestionDecision], before: dict[tuple[int | None, str], Fit]
) -> Iterator[Fact]:
    told: set[str] = set()
    for decision in decisions:
        if decision.session_code is None or not decision.is_takeable or told & set(decision.ccps):
            continue
        told |= set(decision.ccps)
        session_id, ccp_code = int(decision.session_code), "+".join(decision.ccps)
        former = before.get((session_id, ccp_code))
        if former is None:
            yield TrainingSuggested(adviser_id, session_id, ccp_code, decision.fit)
        elif conflict_is_gone(former, decision.fit):
            yield TrainingConflictGone(adviser_id, session_id, ccp_code)


def _row(
    adviser_id: int,
    person: LearnerFacts,
    decision: SuggestionDecision,
    sessions: dict[str, SessionFacts],
    today: date,
) -> dict[str, Any]:
    facts = sessions.get(decision.session_code or "")
    plan = (
        [asdict(step) | {"on": step.on.isoformat()} for step in retro_plan(person, facts, today)]
        if facts
        else []
    )
    funding = [
        asdict(route) | {"file_before": route.file_before.isoformat() if route.file_before else None}
        for route in decision.funding
    ]
    useful = decision.latest_useful_start
    return {
        "adviser_id": adviser_id,
        "session_id": int(decision.session_code) if decision.session_code else None,
        "ccp_code": "+".join(decision.ccps),
        "place": decision.rank,
        "fit": decision.fit,
        "suggested_at": clock.now(),
        "decision": {
            "way": decision.way, "is_takeable": decision.is_takeable, "reasons": list(decision.reasons),
            "warnings": list(decision.warnings), "funding": funding, "travel": decision.travel, "plan": plan,
            "latest_useful_start": useful.isoformat() if useful else None,
        },
    }  # fmt: skip
