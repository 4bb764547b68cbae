"""Keeping every adviser's suggestions up to date: many people a transaction, and nothing written again that says the same."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import delete, select, update
from sqlmodel import Session

from workforce import clock, due, journal
from workforce.database import copy_rows, rows_of
from workforce.facts import Fact
from workforce.skills.titles.in_force import in_force
from workforce.trainings.conflicts import Former, news
from workforce.trainings.gains import Gains
from workforce.trainings.learners import learners, open_sessions
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.placing import Fit, fit_of
from workforce.trainings.planning import rules_in_force
from workforce.trainings.ranking import Few, SuggestionDecision, rank_knowing
from workforce.trainings.retro_plan import retro_plan
from workforce.trainings.sessions.models import Interest
from workforce.trainings.shelves import Shelves, same_shelves
from workforce.trainings.situation import LearnerFacts, SessionFacts

KEPT = Few(
    in_all=8, of_a_fit=3
)  # Suggestions kept for each adviser, beside the sessions that they asked for.
Kept: Any = Suggestion
Plans: Any = TrainingPlan
Wanted: Any = Interest
Row = dict[str, Any]
_filled: list[Shelves] = []  # The last shelves of this process.


@dataclass(frozen=True)
class _Answer:
    """What is suggested to one person."""

    person: LearnerFacts
    decisions: tuple[SuggestionDecision, ...]
    rows: list[Row]
    digest: str


def suggest(session: Session, ids: Sequence[int]) -> int:
    """Work out the suggestions of these advisers and record what is new to tell. Return how many they have."""
    mine = due.take(session, TrainingPlan, ids)
    if not mine:
        return 0
    sessions = {one.code: one for one in open_sessions(session, clock.today())}
    followed = _followed(session, mine)
    answers = _answers(session, mine, sessions, followed)
    rows: Any = session.execute(select(Plans.id, Plans.digest).where(Plans.id.in_(mine)))
    known: dict[int, str] = dict(rows.all())
    changed = [one for one, answer in answers.items() if answer.digest != known[one]]
    before = _before(session, changed)
    facts = [
        fact
        for one in changed
        for fact in _news(one, before.get(one, []), answers[one], sessions, followed.get(one, ()))
    ]
    _write(session, changed, [row for one in changed for row in answers[one].rows])
    journal.record_all(session, facts)
    _settle(session, mine, {one: answers[one].digest for one in changed})
    return sum(len(answer.rows) for answer in answers.values())


def _answers(
    session: Session,
    mine: Sequence[int],
    sessions: Mapping[str, SessionFacts],
    followed: Mapping[int, frozenset[str]],
) -> dict[int, _Answer]:
    shelves = _shelves_for(session, list(sessions.values()))
    gains = shelves.gains
    people = learners(session, mine, clock.today())
    answers = {}
    for adviser_id, person in people.items():
        wanted = followed.get(adviser_id, frozenset())
        decisions = rank_knowing(gains, person, shelves.take(person, wanted), KEPT, wanted)
        rows = [_row(adviser_id, person, one, sessions) for one in decisions]
        answers[adviser_id] = _Answer(person, decisions, rows, _digest(rows))
    return answers


def _shelves_for(session: Session, sessions: list[SessionFacts]) -> Shelves:
    """Return the shelves filled for the former people, while they hold: nothing on them is about anybody."""
    gains = Gains(in_force(session), clock.today())
    known = _filled[-1] if _filled else None
    if known is None or not same_shelves(known, gains, sessions):
        known = Shelves(gains, sessions, KEPT.of_a_fit)
        _filled[:] = [known]
    return known


def _row(
    adviser_id: int, person: LearnerFacts, one: SuggestionDecision, sessions: Mapping[str, SessionFacts]
) -> Row:
    facts = sessions.get(one.session_code or "")
    plan = retro_plan(person, facts, clock.today()) if facts else ()
    return {
        "adviser_id": adviser_id,
        "session_id": int(one.session_code) if one.session_code else None,
        "ccp_code": "+".join(one.ccps),
        "place": one.rank,
        "fit": str(one.fit),
        "suggested_at": clock.now(),
        "decision": {
            "way": one.way, "is_takeable": one.is_takeable, "reasons": one.reasons, "warnings": one.warnings,
            "funding": one.funding, "travel": one.travel,
            "plan": plan, "latest_start": one.latest_useful_start,
        },
    }  # fmt: skip


def _digest(rows: Sequence[Row]) -> str:
    """Return what equals only itself: what is suggested, whenever it was."""
    said = msgspec.json.encode([{**row, "suggested_at": None} for row in rows])
    return hashlib.blake2b(said, digest_size=12).hexdigest()


def _followed(session: Session, ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Return the sessions that these people asked for."""
    found = defaultdict[int, set[str]](set)
    for adviser_id, session_id in session.execute(
        select(Wanted.adviser_id, Wanted.session_id).where(Wanted.adviser_id.in_(ids))
    ):
        found[adviser_id].add(str(session_id))
    return {adviser_id: frozenset(codes) for adviser_id, codes in found.items()}


def _before(session: Session, ids: Sequence[int]) -> dict[int, list[Former]]:
    """Return the sessions that were suggested to these people, in their order."""
    takeable = Kept.decision["is_takeable"].as_boolean()
    found = defaultdict[int, list[Former]](list)
    for adviser_id, session_id, ccp_code, fit, is_takeable in session.execute(
        select(Kept.adviser_id, Kept.session_id, Kept.ccp_code, Kept.fit, takeable)
        .where(Kept.adviser_id.in_(ids), Kept.session_id.is_not(None))
        .order_by(Kept.adviser_id, Kept.place)
    ):
        found[adviser_id].append(Former(str(session_id), ccp_code, Fit(fit), is_takeable))
    return found


def _news(
    adviser_id: int,
    before: Sequence[Former],
    answer: _Answer,
    sessions: Mapping[str, SessionFacts],
    followed: Collection[str],
) -> list[Fact]:
    today = clock.today()
    still_open = (sessions[one.session_code] for one in before if one.session_code in sessions)
    fits = {
        one.code: fit_of(one, answer.person, today) for one in still_open if one.takes_enrolments_on(today)
    }
    return list(news(adviser_id, before, answer.decisions, fits, followed))


def _write(session: Session, changed: Sequence[int], rows: Sequence[Row]) -> None:
    """Write the suggestions of these people anew."""
    if changed:
        session.connection().execute(delete(Kept).where(Kept.adviser_id.in_(changed)))
    if rows:
        copy_rows(session, Suggestion, rows)


def _settle(session: Session, mine: Sequence[int], digests: Mapping[int, str]) -> None:
    due.settle(session, TrainingPlan, mine)
    noted = {"computed_at": clock.now(), "rules": rules_in_force(in_force(session))}
    session.connection().execute(update(Plans).where(Plans.id.in_(mine)).values(noted))
    if digests:
        sent = rows_of(TrainingPlan, [{"id": one, "digest": digest} for one, digest in digests.items()])
        said = update(Plans).where(Plans.id == sent.c.id).values(digest=sent.c.digest)
        session.connection().execute(said)
