"""What the person does with proposals: evidence in their notebook, or set aside. One by one or all, once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text, update
from sqlmodel import Session

from workforce import clock, journal
from workforce.database import insert_rows, rows_of
from workforce.experience import activity_rows
from workforce.experience.activity_rows import Proposal
from workforce.experience.models import ActivityFile, ActivityProposal
from workforce.facts import SkillsAssessed
from workforce.refusals import Refused
from workforce.skills.evidence.actions import MOST
from workforce.skills.evidence.models import Evidence, EvidenceCompetence
from workforce.skills.evidence.suggesting import Suggestion, plain, suggest
from workforce.skills.referential import CompetenceVersion

Proposals: Any = ActivityProposal
Files: Any = ActivityFile
Notes: Any = Evidence
DECIDABLE = ("waiting", "set_aside")


@dataclass(frozen=True)
class ProposalLine:
    """A proposal as a list shows it."""

    id: int
    proposal: Proposal

    def suggested(self, competences: Iterable[CompetenceVersion]) -> tuple[Suggestion, ...]:
        """Return the competences that its words suggest."""
        return suggest(f"{self.proposal.what} {self.proposal.kind}", competences)


def waiting(session: Session, adviser_id: int, state: str, offset: int, size: int) -> list[ProposalLine]:
    """Return the proposals in a state, the latest first."""
    query = _rows().where(Proposals.adviser_id == adviser_id, Proposals.state == state)
    rows = session.execute(query.order_by(Proposals.last_on.desc(), Proposals.id).offset(offset).limit(size))
    return [ProposalLine(row[0], Proposal(*row[1:])) for row in rows]


def counts(session: Session, adviser_id: int) -> dict[str, int]:
    """Return how many proposals are in each state."""
    rows = session.execute(
        select(Proposals.state, func.count())
        .where(Proposals.adviser_id == adviser_id)
        .group_by(Proposals.state)
    )
    return {row[0]: row[1] for row in rows}


def files_of(session: Session, adviser_id: int, limit: int = 10) -> list[Any]:
    """Return the last files: id, name, state, refusal, counts, when, stuck."""
    rows = session.execute(
        select(
            Files.id, Files.filename, Files.state, Files.refusal, Files.counts, Files.made_at, Files.stuck_at
        )
        .where(Files.adviser_id == adviser_id)
        .order_by(Files.made_at.desc(), Files.id.desc())
        .limit(limit)
    )
    return list(rows)


def accept(
    session: Session,
    adviser_id: int,
    ids: Sequence[int] | None,
    competences: Sequence[CompetenceVersion] = (),
) -> int:
    """Make these proposals evidence, or all that wait; with the competences that their words suggest among these.

    Return how many. Safe to ask twice: what was accepted is not accepted again. Raises Refused where the notebook is full.
    """
    mine = _held(session, adviser_id, ids)
    _check_room(session, adviser_id, len(mine))
    if not mine:
        return 0
    new_ids = _new_ids(session, len(mine))
    pairs = list(zip(new_ids, mine, strict=True))
    session.execute(insert_rows(Evidence, [_evidence(adviser_id, new, one.proposal) for new, one in pairs]))
    shown = [
        {"evidence_id": new, "competence_code": each.competence.code}
        for new, one in pairs
        for each in one.suggested(competences)
    ]
    if shown:
        session.execute(insert_rows(EvidenceCompetence, shown))
    taken = rows_of(ActivityProposal, [{"id": one.id, "evidence_id": new} for new, one in pairs])
    session.execute(
        update(Proposals)
        .where(Proposals.id == taken.c.id)
        .values(state="accepted", evidence_id=taken.c.evidence_id)
        .execution_options(synchronize_session=False)
    )
    journal.record(session, SkillsAssessed(adviser_id))
    return len(mine)


def set_aside(session: Session, adviser_id: int, ids: Sequence[int] | None) -> int:
    """Set these proposals aside, or all that wait; return how many. They can still be accepted."""
    mine = [one.id for one in _held(session, adviser_id, ids)]
    session.execute(update(Proposals).where(Proposals.id.in_(mine)).values(state="set_aside"))
    return len(mine)


def _rows() -> Any:
    return select(
        Proposals.id, Proposals.key, Proposals.what, Proposals.kind, Proposals.place, Proposals.first_on, Proposals.last_on,
        Proposals.count,
    )  # fmt: skip


def _held(session: Session, adviser_id: int, ids: Sequence[int] | None) -> list[ProposalLine]:
    """Return, locked, the proposals of this person that can be decided on: these, or all that wait."""
    which = (
        Proposals.state == "waiting"
        if ids is None
        else Proposals.id.in_(ids) & Proposals.state.in_(DECIDABLE)
    )
    query = _rows().where(Proposals.adviser_id == adviser_id, which).order_by(Proposals.last_on, Proposals.id)
    return [ProposalLine(row[0], Proposal(*row[1:])) for row in session.execute(query.with_for_update())]


def _check_room(session: Session, adviser_id: int, more: int) -> None:
    kept = session.scalar(select(func.count()).select_from(Notes).where(Notes.adviser_id == adviser_id)) or 0
    if kept + more > MOST:
        raise Refused(
            {"": f"Un carnet tient {MOST} preuves et le vôtre en a {kept} : choisissez-en moins à la fois."}
        )


def _new_ids(session: Session, count: int) -> list[int]:
    sequence = text(
        "SELECT nextval(pg_get_serial_sequence('evidence', 'id')) FROM generate_series(1, :count)"
    )
    return list(session.scalars(sequence, {"count": count}))


def _evidence(adviser_id: int, evidence_id: int, one: Proposal) -> dict[str, Any]:
    what = activity_rows.sentence(one)
    now = clock.now()
    return {
        "id": evidence_id, "adviser_id": adviser_id, "what": what, "done_on": one.last_on, "role": "", "partners": "",
        "result": "", "link": "", "origin": "import", "searched": plain(what), "allowed": "", "is_in_portfolio": True,
        "place": 0, "made_at": now, "changed_at": now,
    }  # fmt: skip
