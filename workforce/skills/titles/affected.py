"""Whom a change of the referential concerns: counted in the database, by the rules that everybody's page goes by."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.skills.background import Background, Holding
from workforce.skills.evidence.models import EvidenceCompetence
from workforce.skills.models import Assessment, HeldCCP
from workforce.skills.referential import Referential
from workforce.skills.standing import missing_ccps
from workforce.skills.titles.comparing import Change, Removed
from workforce.wording import count_fr

Held: Any = HeldCCP
INSTEAD = "changez ses mots, ou donnez une fin à son titre."
People: Any = Adviser


@dataclass(frozen=True)
class Affected:
    """How many people a change concerns."""

    holders: int  # Of the blocs that it touches.
    other_gaps: int  # Their title to aim for, or the blocs they lack, would not be the same.


def by(
    session: Session, before: Referential, after: Referential, told: Sequence[Change], today: date
) -> Affected:
    """Return whom these changes concern, in three queries whatever the number of people."""
    touched = {code for one in told for code in one.ccps}
    holders = select(func.count(func.distinct(Held.adviser_id))).where(Held.ccp_code.in_(touched))
    same_holdings = _holdings(session)
    others = sum(
        count for codes, count in same_holdings if _aims(before, codes, today) != _aims(after, codes, today)
    )
    return Affected(session.scalar(holders) or 0, others)


def held_of_removed(session: Session, removed: Removed) -> tuple[str, ...]:
    """Return a sentence for each code that would go while people hold it, place themselves on it, or have evidence of it."""
    return (
        *_held(session, HeldCCP.ccp_code, removed.ccps, ("personne l’a obtenu", "personnes l’ont obtenu")),
        *_held(
            session,
            Assessment.competence_code,
            removed.competences,
            ("personne s’y situe", "personnes s’y situent"),
        ),
        *_held(
            session,
            EvidenceCompetence.competence_code,
            removed.competences,
            ("preuve la montre", "preuves la montrent"),
        ),
    )


def _held(session: Session, column: Any, codes: Collection[str], words: tuple[str, str]) -> Iterator[str]:
    rows = session.execute(
        select(column, func.count()).where(column.in_(codes)).group_by(column).order_by(column)
    )
    for code, count in rows:
        yield f"{code} ne peut pas être retiré, {count_fr(count, *words)} : {INSTEAD}"


def _holdings(session: Session) -> list[tuple[tuple[str, ...], int]]:
    """Return each different set of blocs that people hold, with how many hold it: few, whatever the number of people."""
    sets = (
        select(func.array_agg(aggregate_order_by(Held.ccp_code, Held.ccp_code)).label("codes"))
        .group_by(Held.adviser_id)
        .subquery()
    )
    rows = session.execute(select(sets.c.codes, func.count()).group_by(sets.c.codes)).all()
    found = [(tuple(codes), count) for codes, count in rows]
    nothing = (session.scalar(select(func.count()).select_from(People)) or 0) - sum(
        count for _, count in found
    )
    return [*found, ((), nothing)]


def _aims(known: Referential, codes: Sequence[str], today: date) -> tuple[Any, ...]:
    """Return what somebody who holds these blocs is told to aim for."""
    told = missing_ccps(known, Background(tuple(Holding(code) for code in codes)), today)
    return (told.title.code, *(ccp.code for ccp in (*told.missing, *told.to_confirm)), told.holds_a_title)
