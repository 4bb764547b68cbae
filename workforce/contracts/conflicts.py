"""Which contracts have a date that their sources do not agree on: `claims.settle`, said to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session

from workforce.contracts import claims
from workforce.contracts.claims import ClaimSource, Settlement
from workforce.contracts.models import DateClaim

NO_DATE = date(1, 1, 1)  # Stands for « no date », which is a word too.
Said: Any = DateClaim


@dataclass(frozen=True)
class Conflict:
    """A date of a contract, and what is said of it."""

    field: str
    settlement: Settlement


def conflicting_contracts() -> Select[Any]:
    """Return the query of the contracts with a date to settle: what `claims.settle` says, in one pass."""
    order = (Said.contract_id, Said.field, Said.source, Said.stated_on.desc(), Said.recorded_at.desc())
    doubtful = _said_otherwise().cte("doubtful")
    asked = and_(doubtful.c.contract_id == Said.contract_id, doubtful.c.field == Said.field)
    heard = select(Said).join(doubtful, asked).where(Said.withdrawn_at.is_(None))
    last_words = heard.ext(distinct_on(*order[:3])).order_by(*order).cte("last_words")
    words, choices = last_words.alias("word"), last_words.alias("chosen")
    word, chosen = words.c, choices.c
    same_date = and_(chosen.contract_id == word.contract_id, chosen.field == word.field)
    differs = word.value.is_distinct_from(chosen.value)
    reopened = and_(chosen.id.is_not(None), differs, word.recorded_at > chosen.recorded_at)
    values = func.count(func.distinct(func.coalesce(word.value, NO_DATE)))
    return (
        select(word.contract_id)
        .select_from(words.outerjoin(choices, and_(same_date, chosen.source == ClaimSource.SETTLED)))
        .group_by(word.contract_id, word.field)
        .having(or_(func.bool_or(reopened), and_(func.bool_and(chosen.id.is_(None)), values > 1)))
    )


def _said_otherwise() -> Select[Any]:
    """Return the dates of which two different things were ever said: few, so that the rest need not be weighed."""
    return (
        select(Said.contract_id, Said.field)
        .where(Said.withdrawn_at.is_(None))
        .group_by(Said.contract_id, Said.field)
        .having(
            or_(
                func.min(Said.value) != func.max(Said.value),
                func.count(Said.value).between(1, func.count() - 1),  # Some said that there is no date.
            )
        )
    )


def conflicts_of(session: Session, contract_ids: Sequence[int]) -> dict[int, list[Conflict]]:
    """Return the dates to settle of these contracts, with every voice."""
    rows = session.scalars(
        select(Said).where(Said.contract_id.in_(contract_ids), Said.withdrawn_at.is_(None)).order_by(Said.id)
    )
    said: dict[tuple[int, str], list[claims.DateClaim]] = {}
    for row in rows:
        word = claims.DateClaim(row.value, ClaimSource(row.source), row.stated_on, row.recorded_at)
        said.setdefault((row.contract_id, row.field), []).append(word)
    found: dict[int, list[Conflict]] = {}
    for (contract_id, field), words in said.items():
        settlement = claims.settle(words)
        if settlement.conflicting:
            found.setdefault(contract_id, []).append(Conflict(field, settlement))
    return found
