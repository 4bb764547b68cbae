"""Keeping a search: its name, its rhythm, what is new in it, and letting it go."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from pydantic import model_validator
from sqlalchemy import func
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock, due, sealing
from workforce.offers.search import addressing, news
from workforce.offers.search.addressing import Asked
from workforce.offers.search.models import SavedSearch
from workforce.offers.search.rhythms import RHYTHMS, Rhythm, next_time
from workforce.refusals import Refused

MOST_SEARCHES = 20  # Of one person.
LONGEST_NAME = 80  # Characters.
PURPOSE = "saved-search"  # Of the links that stop the letters of a search.
LINK_AGE = 366 * 24 * 3600  # Seconds.
PASSING = ("tri",)  # What an address says that is no part of what is looked for.


class SavedSearchDraft(SQLModel):
    """What a person decides of a search they keep."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    rhythm: str

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse a rhythm of no list."""
        if self.rhythm not in RHYTHMS:
            raise Refused({"rhythm": "Choisissez une des réponses proposées."})
        return self


@dataclass(frozen=True)
class SavedCard:
    """A kept search as its card shows it."""

    id: int
    name: str
    asked: Asked
    rhythm: str
    due_at: datetime | None
    seen_at: datetime
    news: int  # Offers found since its owner last looked; at most news.MOST_COUNTED.


def save(session: Session, account_id: int, asked: Asked) -> SavedSearch:
    """Keep a search; its news come each morning until its owner says otherwise. Raises Refused for one too many."""
    kept = {name: values for name, values in asked.items() if name not in PASSING}
    digest, now = _digest(kept), clock.now()
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"saved-search:{account_id}"))))
    mine = session.exec(select(SavedSearch).where(SavedSearch.account_id == account_id)).all()
    if known := next((one for one in mine if one.digest == digest), None):
        return known
    if len(mine) >= MOST_SEARCHES:
        raise Refused({"": f"Vous avez déjà {MOST_SEARCHES} recherches : supprimez-en une d’abord."})
    search = SavedSearch(
        account_id=account_id, name=_name(kept), asked=kept, digest=digest, rhythm=Rhythm.DAILY,
        due_at=next_time(Rhythm.DAILY, now), seen_at=now, told_at=now,
    )  # fmt: skip
    session.add(search)
    session.flush()
    return search


def cards_of(session: Session, account_id: int) -> list[SavedCard]:
    """Return the searches of a person, the latest kept first, each with how many offers are new."""
    mine = (
        select(SavedSearch).where(SavedSearch.account_id == account_id).order_by(col(SavedSearch.id).desc())
    )
    searches = session.exec(mine).all()
    counts = news.counts(session, {one.id: (one.asked, one.seen_at) for one in searches})
    return [
        SavedCard(
            one.id,
            one.name,
            addressing.kept(one.asked),
            one.rhythm,
            one.due_at,
            one.seen_at,
            counts.get(one.id, 0),
        )
        for one in searches
    ]


def change(session: Session, search_id: int, draft: SavedSearchDraft) -> None:
    """Name a search, and say how often its news are told. What was found before is not told late."""
    search = session.get_one(SavedSearch, search_id, with_for_update=True)
    search.name = draft.name
    if draft.rhythm != search.rhythm:
        search.rhythm, search.told_at = draft.rhythm, clock.now()
        search.due_at = next_time(draft.rhythm, clock.now())
    session.flush()


def look(session: Session, search_id: int) -> tuple[Asked, datetime]:
    """Note that its owner reads a search now; return it, and when they last did."""
    search = session.get_one(SavedSearch, search_id, with_for_update=True)
    before, search.seen_at = search.seen_at, clock.now()
    session.flush()
    return addressing.kept(search.asked), before


def forget(session: Session, search_id: int) -> str:
    """Let a search go; return its name."""
    search = session.get_one(SavedSearch, search_id)
    session.delete(search)
    session.flush()
    return search.name


def stop_token(search_id: int) -> str:
    """Return what a letter's link carries: it stops the letters of this search, and does nothing else."""
    return sealing.sign(PURPOSE, search_id)


def by_token(session: Session, token: str) -> SavedSearch | None:
    """Return the search that a letter's link speaks of; None for a link that is worn out or made up."""
    search_id = sealing.unsign(PURPOSE, token, LINK_AGE)
    return session.get(SavedSearch, search_id) if isinstance(search_id, int) else None


def stop(session: Session, token: str) -> bool:
    """Stop the letters of a search, by the link of one of them. Return whether the link still means something."""
    search = by_token(session, token)
    if search is None:
        return False
    due.settle(session, SavedSearch, [search.id])
    search.rhythm = Rhythm.NONE
    session.flush()
    return True


def _name(asked: Asked) -> str:
    words = addressing.words_of(asked).replace("« ", "").replace(" »", "")
    name = words[0].upper() + words[1:]
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip(' ,')}…"


def _digest(asked: Mapping[str, Any]) -> str:
    said = json.dumps({name: sorted(values) for name, values in asked.items()}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()
