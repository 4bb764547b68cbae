"""Reading somebody's evidence: a page of it, one of it, all that a portfolio may hold. One query each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session

from workforce.discretion import Doubt
from workforce.skills.evidence import public
from workforce.skills.evidence.actions import TEXTS
from workforce.skills.evidence.models import Attachment, Evidence, EvidenceCompetence
from workforce.skills.evidence.suggesting import tokens_of

Notes: Any = Evidence
Shown: Any = EvidenceCompetence
Files: Any = Attachment
FIELDS = (
    "id",
    "adviser_id",
    *TEXTS,
    "done_on",
    "origin",
    "allowed",
    "is_in_portfolio",
    "place",
    "made_at",
    "removed_at",
)
MOST_WORDS = 8  # Of a search.


@dataclass(frozen=True)
class FileLine:
    """A file that goes with an evidence."""

    id: int
    name: str
    size: int  # Bytes.
    state: str  # waiting, ready, refused
    refusal: str


@dataclass(frozen=True)
class EvidenceLine:
    """An evidence, with the competences it shows and its files."""

    id: int
    adviser_id: int
    what: str
    role: str
    partners: str
    result: str
    link: str
    done_on: date | None
    origin: str
    allowed: str
    is_in_portfolio: bool
    place: int
    made_at: datetime
    removed_at: datetime | None
    competences: tuple[str, ...]
    files: tuple[FileLine, ...]

    def texts(self) -> dict[str, str]:
        """Return its words, field by field."""
        return {name: getattr(self, name) for name in TEXTS}

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Return the names and phones that the person has not answered for."""
        return public.open_doubts(self.texts(), self.allowed)


@dataclass(frozen=True)
class Asked:
    """What a list of evidence is narrowed to."""

    words: str = ""
    competence: str = ""  # "": any; NONE: those of no competence yet.


NONE = "aucune"


def page_of(session: Session, adviser_id: int, asked: Asked, offset: int, size: int) -> list[EvidenceLine]:
    """Return evidence, the latest first."""
    order = func.coalesce(Notes.done_on, func.date(Notes.made_at)).desc(), Notes.id.desc()
    query = _whole().where(*_narrowed(adviser_id, asked)).order_by(*order).offset(offset).limit(size)
    return list(_lines(session.execute(query)))


def count_of(session: Session, adviser_id: int, asked: Asked) -> int:
    """Return how many evidences a list has."""
    return session.scalar(select(func.count()).select_from(Notes).where(*_narrowed(adviser_id, asked))) or 0


def one(session: Session, evidence_id: int) -> EvidenceLine:
    """Return one evidence, taken away or not."""
    return next(_lines(session.execute(_whole().where(Notes.id == evidence_id))))


def few(session: Session, adviser_id: int, ids: Sequence[int]) -> list[EvidenceLine]:
    """Return those of these evidences that are this person's, taken away or not."""
    return list(_lines(session.execute(_whole().where(Notes.adviser_id == adviser_id, Notes.id.in_(ids)))))


def for_portfolio(session: Session, adviser_id: int, limit: int) -> list[EvidenceLine]:
    """Return the evidence that a portfolio may hold, in the order that the person gave it."""
    order = Notes.place, Notes.done_on.desc().nulls_last(), Notes.id.desc()
    mine = Notes.adviser_id == adviser_id, Notes.removed_at.is_(None)
    return list(_lines(session.execute(_whole().where(*mine).order_by(*order).limit(limit))))


def _whole() -> Select[Any]:
    """Return the query of evidence with its competences and its files, those of each as one value."""
    shown = (
        select(func.array_agg(Shown.competence_code)).where(Shown.evidence_id == Notes.id).scalar_subquery()
    )
    file = func.json_build_array(Files.id, Files.name, Files.size, Files.state, Files.refusal)
    files = select(func.json_agg(file)).where(Files.evidence_id == Notes.id).scalar_subquery()
    return select(*(getattr(Notes, name) for name in FIELDS), shown.label("shown"), files.label("files"))


def _lines(rows: Any) -> Iterator[EvidenceLine]:
    for row in rows:
        values = dict(zip(FIELDS, row, strict=False))
        files = sorted((FileLine(*one) for one in row.files or ()), key=lambda one: one.id)
        yield EvidenceLine(**values, competences=tuple(sorted(row.shown or ())), files=tuple(files))


def _narrowed(adviser_id: int, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[Any] = [Notes.adviser_id == adviser_id, Notes.removed_at.is_(None)]
    found += [Notes.searched.contains(token.plain) for token in tokens_of(asked.words)[:MOST_WORDS]]
    if asked.competence:
        mine = select(Shown.id).where(Shown.evidence_id == Notes.id)
        is_none = asked.competence == NONE
        found.append(
            ~mine.exists() if is_none else mine.where(Shown.competence_code == asked.competence).exists()
        )
    return found
