"""Noting what an adviser holds and can do; filling the referential's tables from its data."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from workforce import clock, journal
from workforce.facts import SkillsAssessed
from workforce.refusals import Refused
from workforce.skills import families
from workforce.skills.gaps import Level
from workforce.skills.models import Assessment, Certificate, HeldCCP
from workforce.skills.referential import Referential
from workforce.skills.titles import tables, versions
from workforce.skills.titles.in_force import in_force

SCORED = "pix"  # The one certificate that has a score.


class AssessmentDraft(SQLModel):
    """How a person places themself on one competence."""

    level: Level
    comment: str = Field(default="", max_length=2000)
    possible_here: bool | None = None


class CertificateDraft(SQLModel):
    """A certification as a person types it."""

    kind: str
    obtained_on: date | None = None
    score: int | None = Field(default=None, ge=0, le=1024)


def load_referential(session: Session, referential: Referential | None = None) -> None:
    """Bring the tables to the referential's data; what advisers hold is untouched."""
    tables.bring_to(session, referential or versions.settle(session))


def assess(session: Session, adviser_id: int, answers: Mapping[str, AssessmentDraft]) -> None:
    """Note a person's positioning, competence by competence. Raises Refused for a competence that does not exist."""
    known = {competence.code for ccp in in_force(session).by_ccp.values() for competence in ccp.competences}
    if unknown := sorted(answers.keys() - known):
        raise Refused({unknown[0]: "Cette compétence n’existe pas."})
    for code, answer in answers.items():
        values = {
            "adviser_id": adviser_id,
            "competence_code": code,
            "assessed_at": clock.now(),
            **answer.model_dump(),
        }
        said = insert(Assessment).values(values)
        session.execute(
            said.on_conflict_do_update(
                constraint="uq_assessment_adviser_id_competence_code",
                set_={
                    name: said.excluded[name] for name in ("level", "comment", "possible_here", "assessed_at")
                },
            )
        )
    journal.record(session, SkillsAssessed(adviser_id))


def hold(
    session: Session, adviser_id: int, ccp_code: str, obtained_on: date | None, source: str = ""
) -> None:
    """Note that an adviser holds a bloc; `source` says on whose word, where it is not theirs.

    Raises Refused for an unknown bloc or a date to come.
    """
    if ccp_code not in in_force(session).by_ccp:
        raise Refused({"ccp_code": "Choisissez un bloc de la liste."})
    if obtained_on and obtained_on > clock.today():
        raise Refused({"obtained_on": "La date d’obtention ne peut pas être à venir."})
    values = {
        "adviser_id": adviser_id,
        "ccp_code": ccp_code,
        "obtained_on": obtained_on,
        "source": source,
        "recorded_at": clock.now(),
    }
    said = insert(HeldCCP).values(values)
    session.execute(
        said.on_conflict_do_update(
            constraint="uq_held_ccp_adviser_id_ccp_code",
            set_={"obtained_on": said.excluded.obtained_on, "source": said.excluded.source},
        )
    )
    journal.record(session, SkillsAssessed(adviser_id))


def let_go(session: Session, adviser_id: int, ccp_code: str) -> None:
    """Take back a bloc noted by mistake."""
    session.execute(delete(HeldCCP).where(HeldCCP.adviser_id == adviser_id, HeldCCP.ccp_code == ccp_code))  # type: ignore[arg-type]
    journal.record(session, SkillsAssessed(adviser_id))


def certify(session: Session, adviser_id: int, draft: CertificateDraft) -> None:
    """Note a certification of an adviser, or change it. Raises Refused for an unknown kind, a day to come, a score of nothing."""
    if draft.kind not in {one.code for one in families.shipped().certificates}:
        raise Refused({"kind": "Choisissez une certification de la liste."})
    if draft.obtained_on and draft.obtained_on > clock.today():
        raise Refused({"obtained_on": "La date d’obtention ne peut pas être à venir."})
    if draft.score is not None:
        _check_score(draft)
    said = insert(Certificate).values(adviser_id=adviser_id, **draft.model_dump())
    session.execute(
        said.on_conflict_do_update(
            constraint="uq_certificate_adviser_id_kind",
            set_={"obtained_on": said.excluded.obtained_on, "score": said.excluded.score},
        )
    )
    journal.record(session, SkillsAssessed(adviser_id))


def _check_score(draft: CertificateDraft) -> None:
    """Refuse a score that is not of Pix, or that has no day. Raises Refused."""
    if draft.kind != SCORED:
        raise Refused({"score": "Seul Pix a un score : laissez ce champ vide."})
    if draft.obtained_on is None:
        raise Refused(
            {"obtained_on": "Un score Pix vaut pour le jour où il est obtenu : indiquez cette date."}
        )


def uncertify(session: Session, adviser_id: int, kind: str) -> None:
    """Take back a certification noted by mistake."""
    session.execute(delete(Certificate).where(Certificate.adviser_id == adviser_id, Certificate.kind == kind))  # type: ignore[arg-type]
    journal.record(session, SkillsAssessed(adviser_id))
