"""Reading what an adviser holds and can do: a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from workforce.skills.background import Background, Holding
from workforce.skills.gaps import CertificateHeld, CompetenceFacts, Level
from workforce.skills.models import Assessment, Certificate, HeldCCP
from workforce.skills.referential import CCPVersion, Referential


@dataclass(frozen=True)
class SkillsFile:
    """What one adviser holds and said they can do."""

    held: Mapping[str, date | None]  # Bloc → the day it was obtained, where it is known.
    assessments: Mapping[str, Assessment]  # By competence.
    certificates: Sequence[Certificate]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all is known."""
        return not (self.held or self.assessments or self.certificates)

    @property
    def background(self) -> Background:
        """Return what the person brings, as the rules read it."""
        return Background(tuple(Holding(code, day) for code, day in self.held.items()))

    @property
    def competences(self) -> dict[str, CompetenceFacts]:
        """Return the positioning, as the rules read it."""
        return {
            code: CompetenceFacts(Level(row.level), 0, row.possible_here)
            for code, row in self.assessments.items()
        }

    def certificates_held(self) -> tuple[CertificateHeld, ...]:
        """Return the certificates, as the rules read them."""
        return tuple(CertificateHeld(one.kind, one.obtained_on) for one in self.certificates)


def file_of(session: Session, adviser_id: int) -> SkillsFile:
    """Return the skills of an adviser, in three queries."""
    held = select(HeldCCP.ccp_code, col(HeldCCP.obtained_on)).where(HeldCCP.adviser_id == adviser_id)
    said = select(Assessment).where(Assessment.adviser_id == adviser_id)
    certified = (
        select(Certificate).where(Certificate.adviser_id == adviser_id).order_by(col(Certificate.kind))
    )
    return SkillsFile(
        dict(session.exec(held.order_by(col(HeldCCP.ccp_code))).all()),
        {row.competence_code: row for row in session.exec(said)},
        session.exec(certified).all(),
    )


def to_assess(referential: Referential, ccp: CCPVersion) -> CCPVersion | None:
    """Return the bloc whose competences stand for this one's: itself, else a like one whose wording is known."""
    if ccp.competences:
        return ccp
    like = (referential.by_ccp[one.from_ccp] for one in referential.equivalences if one.to_ccp == ccp.code)
    return next((one for one in like if one.competences), None)
