"""Finding training sessions by words: the same words, phrases, exclusions and synonyms as for offers. They are few: no index."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from workforce.offers.search.asking import Question, quoted
from workforce.offers.search.entries import vector
from workforce.offers.search.language import length, placed
from workforce.offers.search.narrowing import EVERY_OFFER
from workforce.offers.search.synonyms import groups_in
from workforce.skills.referential import Referential
from workforce.territories.departements import departement
from workforce.trainings.listing import MODE_LABELS
from workforce.trainings.sessions.models import TrainingBody, TrainingSession
from workforce.trainings.situation import Mode

MOST_READ = 2_000  # Sessions to come that are looked through.
MOST_SHOWN = 40
GAP = 20  # Places between two parts: no phrase runs from one into the next.
_FOUND = text("""
SELECT said.id FROM json_to_recordset(CAST(:said AS json)) AS said (id int, words tsvector)
WHERE said.words @@ CAST(:query AS tsquery)
""")


@dataclass(frozen=True)
class SessionFound:
    """A session to come that holds the words asked for, and the body that gives it."""

    session: TrainingSession
    body: str


def find(session: Session, question: Question, known: Referential, today: date) -> list[SessionFound]:
    """Return the sessions to come that hold what is asked for, the next first, at most MOST_SHOWN."""
    rows = session.exec(
        select(TrainingSession, TrainingBody.name)
        .join(TrainingBody, col(TrainingBody.id) == TrainingSession.body_id)
        .where(col(TrainingSession.starts_on) >= today, col(TrainingSession.withdrawn_at).is_(None))
        .order_by(col(TrainingSession.starts_on), col(TrainingSession.id))
        .limit(MOST_READ)
    ).all()
    blocs = {title_ccp.code: _bloc(known, title_ccp) for title_ccp in known.by_ccp.values()}
    said = [{"id": one.id, "words": _words(_parts(one, body, blocs))} for one, body in rows]
    query = " & ".join([quoted(EVERY_OFFER), *question.parts()])
    held = set(session.scalars(_FOUND, {"said": json.dumps(said), "query": query}))
    return [SessionFound(one, body) for one, body in rows if one.id in held][:MOST_SHOWN]


def _bloc(known: Referential, ccp: Any) -> list[str]:
    """Return what a bloc says: its number, its name, its skills, and the title that it belongs to."""
    skills = [competence.name for competence in ccp.competences]
    return [
        f"CCP{ccp.number}",
        f"CCP {ccp.number} {ccp.title}",
        ccp.name or "",
        known.title_of(ccp.code).name,
        *skills,
    ]


def _parts(one: TrainingSession, body: str, blocs: Mapping[str, Sequence[str]]) -> list[str]:
    place = departement(one.departement) if one.departement else None
    return [
        *(part for code in one.ccp_codes for part in blocs.get(code, (code,))),
        body, one.commune, MODE_LABELS[Mode(one.mode)], *((place.name, place.region, place.code) if place else ()),
    ]  # fmt: skip


def _words(parts: Sequence[str]) -> str:
    words, start = [], 0
    for part in parts:
        words += [(lexeme, start + place) for lexeme, place in placed(part)]
        start += length(part) + GAP
    groups = [f"group:{code}" for code, _ in groups_in(words)]
    return vector(((words, ""),), [EVERY_OFFER, *groups])
