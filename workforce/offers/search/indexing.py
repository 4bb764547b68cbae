"""Writing the entries of offers that have changed: many at once, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, literal, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from workforce import clock, due
from workforce.database import insert_rows
from workforce.offers.models import Offer
from workforce.offers.search.entries import WRITTEN, entry_of
from workforce.offers.search.models import OfferIndexing, SavedSearch, SearchEntry
from workforce.offers.search.rhythms import PAUSE, Rhythm

BATCH = 500  # Offers in a statement.
READ: Any = (
    Offer.id, Offer.state, Offer.title, Offer.employer_name, Offer.plain, Offer.family, Offer.departement, Offer.commune,
    Offer.contract_kind, Offer.length_months, Offer.pay_min, Offer.hours_per_week, Offer.remote,
    Offer.open_to_contract_staff, Offer.closes_on, Offer.published_at, Offer.created_at, Offer.part_time,
    Offer.labels,
)  # fmt: skip
KEPT_AS_FOUND = ("id", "found_at")  # Columns that a second writing leaves alone.


def index(session: Session, ids: Sequence[int]) -> int:
    """Write the entries of these offers where still due, and have the searches told at once look again. Return how many.

    An offer that somebody is writing at this very moment is left: it falls due again with what they write.
    """
    mine = due.take(session, OfferIndexing, ids)
    offers = session.execute(
        select(*READ).where(col(Offer.id).in_(mine)).with_for_update(read=True, skip_locked=True)
    ).all()
    known = dict(
        session.execute(
            select(SearchEntry.id, SearchEntry.found_at).where(col(SearchEntry.id).in_(mine))
        ).all()
    )
    out = [one for one in offers if one.state == "published"]
    _write(session, [_row(one, known.get(one.id)) for one in out])
    session.execute(delete(OfferIndexing).where(col(OfferIndexing.id).in_([one.id for one in offers])))
    if any(one.id not in known for one in out):
        _wake(session)
    return len(offers)


def catch_up(session: Session) -> int:
    """Write every entry that is due, now: what a load of many offers does at its end. Return how many."""
    ripe = (
        select(OfferIndexing.id)
        .where(col(OfferIndexing.due_at) <= clock.now())
        .order_by(col(OfferIndexing.id))
    )
    waiting, written = session.exec(ripe).all(), 0
    for start in range(0, len(waiting), BATCH):
        written += index(session, waiting[start : start + BATCH])
    return written


def renew(session: Session) -> None:
    """Have the entries written again that an earlier version of the words wrote."""
    old = select(SearchEntry.id, literal(clock.now())).where(SearchEntry.written != WRITTEN)
    said = insert(OfferIndexing).from_select(["id", "due_at"], old, include_defaults=False)
    session.execute(said.on_conflict_do_nothing(index_elements=["id"]))


def _row(offer: Any, found_at: datetime | None) -> dict[str, Any]:
    published = offer.published_at or offer.created_at
    found = found_at or clock.now()
    columns = entry_of(offer, clock.paris_date(published), clock.paris_date(found))
    return {"id": offer.id, "published_at": published, "found_at": found} | columns


def _write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write entries; those that say the same as before are left alone, as an index entry is dear to write again."""
    if not rows:
        return
    said = insert_rows(SearchEntry, rows)
    names = [name for name in rows[0] if name not in KEPT_AS_FOUND]
    table = SearchEntry.__table__.c  # type: ignore[attr-defined]
    changed = or_(*(table[name].is_distinct_from(said.excluded[name]) for name in names))
    new = {name: said.excluded[name] for name in names}
    session.execute(said.on_conflict_do_update(index_elements=["id"], set_=new, where=changed))


def _wake(session: Session) -> None:
    """Have the searches that are told at once look soon: once for all the offers that come together."""
    asleep = (col(SavedSearch.rhythm) == Rhythm.AT_ONCE, col(SavedSearch.due_at).is_(None))
    soon = func.greatest(clock.now(), SavedSearch.told_at + PAUSE)
    session.execute(update(SavedSearch).where(*asleep).values(due_at=soon))
