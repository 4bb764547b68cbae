"""An offer field by field: what it shows, the words that came from, who corrected it and what its source says now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce.accounts.models import Account
from workforce.offers.corrections.models import OfferCorrection
from workforce.offers.fields import BY_NAME, CORRECTABLE, OfferField
from workforce.offers.models import Offer

Corrections: Any = OfferCorrection
PAST_SHOWN = 20  # Corrections given up that a page shows.


@dataclass(frozen=True)
class Correction:
    """What somebody said a field is."""

    field: str
    value: Mapping[str, Any]
    said: Mapping[str, Any]
    said_then: Mapping[str, Any]
    corrected_at: datetime
    who: str
    ended_at: datetime | None
    ended_by: str

    @property
    def is_contradicted(self) -> bool:
        """Tell whether the source has changed its word since somebody last looked."""
        return self.said != self.said_then


@dataclass(frozen=True)
class Understood:
    """A field of an offer as its page shows it."""

    field: OfferField
    values: Mapping[str, Any]
    words: tuple[str, ...]  # The very words it came from.
    correction: Correction | None


def understood(offer: Offer, corrections: list[Correction]) -> list[Understood]:
    """Return the fields that can be corrected, each with its words and its correction in force."""
    row = offer.model_dump()
    held = {one.field: one for one in corrections if one.ended_at is None}
    return [
        Understood(field, field.of(row), words_of(offer, field), held.get(field.name))
        for field in CORRECTABLE
    ]


def words_of(offer: Offer, field: OfferField) -> tuple[str, ...]:
    """Return the words that a field of an offer was understood from, each once."""
    found = (guess.get("words", "") for guess in offer.guesses if guess.get("field") in field.guesses)
    return tuple(dict.fromkeys(words for words in found if words))


def standing_guesses(offer: Offer, corrected: Collection[str]) -> list[dict[str, Any]]:
    """Return the guesses that what is shown still rests on: not those of fields that a person corrected."""
    replaced = {guess for name in corrected if name in BY_NAME for guess in BY_NAME[name].guesses}
    return [guess for guess in offer.guesses if guess["field"] not in replaced]


def corrections_of(session: Session, offer_id: int) -> list[Correction]:
    """Return the corrections of an offer, those in force first, then the latest."""
    author: Any = aliased(Account)
    ender: Any = aliased(Account)
    rows = session.execute(
        select(
            Corrections.field, Corrections.value, Corrections.said, Corrections.said_then, Corrections.corrected_at,
            func.coalesce(author.name, ""), Corrections.ended_at, func.coalesce(ender.name, ""),
        )
        .outerjoin(author, author.id == Corrections.account_id)
        .outerjoin(ender, ender.id == Corrections.ended_by)
        .where(Corrections.offer_id == offer_id)
        .order_by(Corrections.ended_at.desc().nulls_first(), Corrections.id.desc())
        .limit(len(CORRECTABLE) + PAST_SHOWN)
    )  # fmt: skip
    return [Correction(*row) for row in rows]
