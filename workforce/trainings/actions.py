"""Posting sessions, telling one's interest, and keeping every adviser's suggestions up to date."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Self

from pydantic import model_validator
from sqlalchemy import delete, literal, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, select

from workforce import clock, due, journal
from workforce.advisers.models import Adviser
from workforce.database import insert_rows
from workforce.facts import Fact, SessionPosted, TrainingConflictGone, TrainingSuggested
from workforce.refusals import Refused
from workforce.skills.titles.in_force import in_force
from workforce.trainings.learners import learners, open_sessions
from workforce.trainings.models import Interest, Suggestion, TrainingPlan, TrainingSession
from workforce.trainings.placing import Fit, conflict_is_gone
from workforce.trainings.ranking import Few, SuggestionDecision, rank
from workforce.trainings.retro_plan import retro_plan
from workforce.trainings.situation import LearnerFacts, Mode, SessionFacts

KEPT = Few(in_all=8, of_a_fit=3)  # Suggestions kept for each adviser.


class SessionDraft(SQLModel):
    """A training session as a training body types it."""

    ccp_codes: list[str] = Field(min_length=1)
    starts_on: date
    ends_on: date
    jury_on: date | None = None
    enrol_by: date | None = None
    departement: str = Field(default="", max_length=3)
    commune: str = Field(default="", max_length=80)
    mode: Mode
    hours: int = Field(ge=1, le=2000)
    hours_per_week: int = Field(ge=1, le=48)
    price: int | None = Field(default=None, ge=0, le=100_000)  # Euros.
    seats: int = Field(ge=1, le=500)
    paid_by_scheme: bool = False
    for_people_in_post: bool = False
    address: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse dates in the wrong order, a place without a département."""
        if self.ends_on < self.starts_on:
            raise Refused({"ends_on": "La formation se termine après avoir commencé."})
        if self.jury_on and self.jury_on < self.ends_on:
            raise Refused({"jury_on": "Le jury a lieu après la fin de la formation."})
        if self.enrol_by and self.enrol_by > self.starts_on:
            raise Refused({"enrol_by": "On s’inscrit avant le début de la formation."})
        if self.address and not self.address.startswith(("https://", "http://")):
            raise Refused({"address": "Ce n’est pas une adresse web : elle commence par https://."})
        if self.mode is not Mode.REMOTE and not self.departement:
            raise Refused({"departement": "Dites dans quel département, ou choisissez « à distance »."})
        return self


def post_session(session: Session, body_id: int, draft: SessionDraft) -> TrainingSession:
    """Open a session to everybody."""
    _check_blocs(session, draft)
    row = TrainingSession(body_id=body_id, **_values(draft))
    session.add(row)
    session.flush()
    journal.record(session, SessionPosted(row.id))
    return row


def change_session(session: Session, session_id: int, draft: SessionDraft) -> None:
    """Change a session; whoever it is suggested to is told if it matters to them."""
    _check_blocs(session, draft)
    row = session.get_one(TrainingSession, session_id)
    if draft.seats < row.seats_taken:
        raise Refused({"seats": f"{row.seats_taken} places sont déjà prises."})
    row.sqlmodel_update(_values(draft))
    session.flush()
    journal.record(session, SessionPosted(session_id))


def withdraw(session: Session, session_id: int) -> None:
    """Take a session back."""
    session.get_one(TrainingSession, session_id).withdrawn_at = clock.now()
    session.flush()
    journal.record(session, SessionPosted(session_id))


def tell_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Note that an adviser is interested in a session, once."""
    values = {"adviser_id": adviser_id, "session_id": session_id, "made_at": clock.now()}
    session.execute(insert(Interest).values(values).on_conflict_do_nothing())


def take_back_interest(session: Session, adviser_id: int, session_id: int) -> None:
    """Forget that an adviser was interested."""
    session.execute(
        delete(Interest).where(Interest.adviser_id == adviser_id, Interest.session_id == session_id)  # type: ignore[arg-type]
    )


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


def _check_blocs(session: Session, draft: SessionDraft) -> None:
    if set(draft.ccp_codes) - in_force(session).by_ccp.keys():
        raise Refused({"ccp_codes": "Choisissez des blocs de la liste."})


def _values(draft: SessionDraft) -> dict[str, Any]:
    price = None if draft.price is None else draft.price * 100
    return {**draft.model_dump(exclude={"price"}), "price_cents": price}


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
