"""Reading what an adviser holds and can do: a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, cast, literal, null, union_all
from sqlmodel import Session, col, select

from workforce.skills.background import Background, Holding
from workforce.skills.evidence import coverage
from workforce.skills.gaps import CertificateHeld, CompetenceFacts, Level
from workforce.skills.models import Assessment, Certificate, HeldCCP


@dataclass(frozen=True)
class SkillsFile:
    """What one adviser holds and said they can do."""

    held: Mapping[str, date | None]  # Bloc → the day it was obtained, where it is known.
    assessments: Mapping[str, Assessment]  # By competence.
    certificates: Sequence[Certificate]
    evidence_counts: Mapping[str, int]  # By competence.
    sources: Mapping[str, str] = field(
        default_factory=dict
    )  # Bloc → on whose word, where it is not the person's own.

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is known."""
        return not (self.held or self.assessments or self.certificates or self.evidence_counts)

    @property
    def background(self) -> Background:
        """Return what the person brings, as the rules read it."""
        return Background(tuple(Holding(code, day) for code, day in self.held.items()))

    @property
    def competences(self) -> dict[str, CompetenceFacts]:
        """Return the positioning, as the rules read it."""
        return competence_facts(self.assessments, self.evidence_counts)

    def certificates_held(self) -> tuple[CertificateHeld, ...]:
        """Return the certificates, as the rules read them."""
        return tuple(CertificateHeld(one.kind, one.obtained_on) for one in self.certificates)


def file_of(session: Session, adviser_id: int) -> SkillsFile:
    """Return the skills of an adviser, in three queries."""
    held, sources, evidence_counts = _held_and_shown(session, adviser_id)
    said = select(Assessment).where(Assessment.adviser_id == adviser_id)
    certified = (
        select(Certificate).where(Certificate.adviser_id == adviser_id).order_by(col(Certificate.kind))
    )
    return SkillsFile(
        held,
        {row.competence_code: row for row in session.exec(said)},
        session.exec(certified).all(),
        evidence_counts,
        sources,
    )


def _held_and_shown(
    session: Session, adviser_id: int
) -> tuple[dict[str, date | None], dict[str, str], dict[str, int]]:
    """Return the blocs held, with their day and on whose word, and how many evidences each competence has: one query."""
    held: Any = select(  # type: ignore[call-overload]
        literal("held"),
        col(HeldCCP.ccp_code).label("code"),
        col(HeldCCP.obtained_on),
        literal(0),
        col(HeldCCP.source),
    )
    shown = coverage.counted(adviser_id).subquery()
    counted = select(  # type: ignore[call-overload]
        literal("shown"), shown.c.competence_code, cast(null(), Date), shown.c.number, literal("")
    )
    both: Any = union_all(held.where(col(HeldCCP.adviser_id) == adviser_id), counted).order_by("code")
    blocs: dict[str, date | None] = {}
    sources: dict[str, str] = {}
    counts: dict[str, int] = {}
    for kind, code, day, number, source in session.execute(both):
        if kind == "held":
            blocs[code] = day
            sources |= {code: source} if source else {}
        else:
            counts[code] = number
    return blocs, sources, counts


def background_of(session: Session, adviser_id: int) -> Background:
    """Return what somebody brings, as the rules read it: one query."""
    held = select(HeldCCP.ccp_code, col(HeldCCP.obtained_on)).where(HeldCCP.adviser_id == adviser_id)
    return Background(tuple(Holding(code, day) for code, day in session.exec(held)))


def competence_facts(
    assessments: Mapping[str, Assessment], evidence_counts: Mapping[str, int]
) -> dict[str, CompetenceFacts]:
    """Return what is known of each competence: what the person said of it, and the evidence they have."""
    said = {code: (Level(row.level), row.possible_here) for code, row in assessments.items()}
    return {
        code: CompetenceFacts(level, evidence_counts.get(code, 0), here)
        for code in {*assessments, *evidence_counts}
        for level, here in [said.get(code, (None, None))]
    }
