"""Noting evidence in a moment, changing it, taking it away and back; the competences it shows are the person's word."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, Self

from pydantic import field_validator, model_validator
from sqlalchemy import delete, func, select, update
from sqlmodel import Field, Session, SQLModel

from workforce import clock, journal
from workforce.database import insert_rows
from workforce.facts import SkillsAssessed
from workforce.refusals import Refused
from workforce.skills.evidence import public
from workforce.skills.evidence.models import Evidence, EvidenceCompetence
from workforce.skills.evidence.suggesting import plain
from workforce.skills.titles import comparing
from workforce.skills.titles.in_force import in_force

LONGEST = 2000  # Characters of one field.
MOST = 2000  # Evidences of one person.
KEPT_DAYS = 7  # After it is taken away, an evidence can be given back; then it is erased, with its files.
TEXTS = ("what", "role", "partners", "result", "link")
Notes: Any = Evidence
Shown: Any = EvidenceCompetence


class EvidenceDraft(SQLModel):
    """An evidence as a person types it: what was done is enough."""

    what: str = Field(min_length=3, max_length=LONGEST)
    done_on: date | None = None
    role: str = Field(default="", max_length=LONGEST)
    partners: str = Field(default="", max_length=LONGEST)
    result: str = Field(default="", max_length=LONGEST)
    link: str = Field(default="", max_length=500)
    competences: list[str] = []

    @field_validator("link")
    @classmethod
    def check_link(cls, value: str) -> str:
        """Refuse what is no web address: it will be a link on a page."""
        if value and not value.startswith(("https://", "http://")):
            raise ValueError("Ce n’est pas une adresse web : elle commence par https://.")
        return value

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse a social-security number wherever it stands, and a day to come."""
        errors = public.numbers_in(self.texts())
        if self.done_on and self.done_on > clock.today():
            errors["done_on"] = "Cette date est à venir : une preuve parle de ce qui a eu lieu."
        if errors:
            raise Refused(errors)
        return self

    def texts(self) -> dict[str, str]:
        """Return what is typed, field by field."""
        return {name: getattr(self, name) for name in TEXTS}

    def values(self) -> dict[str, Any]:
        """Return the row, without its competences."""
        texts = self.texts()
        return {
            **texts,
            "done_on": self.done_on,
            "searched": plain(" ".join(texts.values())),
            "changed_at": clock.now(),
        }


def note(session: Session, adviser_id: int, draft: EvidenceDraft) -> int:
    """Note what somebody did; return its id. Raises Refused."""
    many = select(func.count()).where(Notes.adviser_id == adviser_id)
    if (session.scalar(many) or 0) >= MOST:
        raise Refused(
            {"what": f"Votre carnet est plein : {MOST} preuves. Retirez celles qui ne servent plus."}
        )
    row = Evidence(adviser_id=adviser_id, **draft.values())
    session.add(row)
    session.flush()
    confirm(session, row.id, draft.competences)
    return row.id


def change(session: Session, evidence_id: int, draft: EvidenceDraft) -> None:
    """Write an evidence anew, its competences with it. Raises Refused."""
    session.execute(update(Notes).where(Notes.id == evidence_id).values(**draft.values()))
    confirm(session, evidence_id, draft.competences)


def confirm(session: Session, evidence_id: int, codes: Collection[str]) -> None:
    """Say which competences an evidence shows: these, and no other. Raises Refused for one that does not exist."""
    if set(codes) - comparing.competences(in_force(session)).keys():
        raise Refused({"competences": "Choisissez des compétences de la liste."})
    session.execute(
        delete(Shown).where(Shown.evidence_id == evidence_id, Shown.competence_code.not_in(codes))
    )
    rows = [{"evidence_id": evidence_id, "competence_code": code} for code in dict.fromkeys(codes)]
    if rows:
        session.execute(insert_rows(EvidenceCompetence, rows).on_conflict_do_nothing())
    _tell(session, evidence_id)


def allow_words(session: Session, evidence_id: int) -> None:
    """Note that the names and phones of an evidence are nobody's who is helped, as long as they stay the same."""
    row = session.get_one(Evidence, evidence_id)
    row.allowed = public.answer_to(public.doubts({name: getattr(row, name) for name in TEXTS}))
    session.flush()


def remove(session: Session, evidence_id: int) -> None:
    """Take an evidence away, for some days still to be given back."""
    session.execute(update(Notes).where(Notes.id == evidence_id).values(removed_at=clock.now()))
    _tell(session, evidence_id)


def put_back(session: Session, evidence_id: int) -> None:
    """Give an evidence back."""
    session.execute(update(Notes).where(Notes.id == evidence_id).values(removed_at=None))
    _tell(session, evidence_id)


def erase_removed(session: Session) -> None:
    """Erase for good, with their files, the evidences taken away some days ago."""
    session.execute(delete(Notes).where(Notes.removed_at < clock.now() - timedelta(days=KEPT_DAYS)))


def _tell(session: Session, evidence_id: int) -> None:
    """Say that what somebody can show has changed: trainings and offers hang on it."""
    adviser_id = session.scalar(select(Notes.adviser_id).where(Notes.id == evidence_id))
    assert adviser_id is not None
    journal.record(session, SkillsAssessed(adviser_id))
