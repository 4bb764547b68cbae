"""What a person decides of offers that may be one: join, set apart, take that back; and what follows a closing."""

from collections.abc import Iterable
from itertools import product
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce import clock
from workforce.database import insert_rows
from workforce.facts import OfferClosed
from workforce.offers.models import Offer
from workforce.offers.same import joining
from workforce.offers.same.comparing import Pair
from workforce.offers.same.electing import LIVE
from workforce.offers.same.models import OfferTwin
from workforce.refusals import Refused

Offers: Any = Offer
Twins: Any = OfferTwin
CHANGED = "Quelqu’un a déjà décidé de ces deux offres : la page montre ce qu’il en est."
SET_APART = (
    "Une offre réunie à l’une des deux a été mise à part de l’autre : reprenez d’abord cette décision."
)
ALONE = "Cette offre n’est réunie à aucune autre."


def join(session: Session, pair_id: int, account_id: int) -> int:
    """Make the two offers of a pair one; return the one that is shown."""
    joining.lock(session)
    pair = _waiting(session, pair_id)
    groups = joining.groups(session, [pair.first_id, pair.second_id])
    here, there = groups[pair.first_id], groups[pair.second_id]
    if _apart(session, here, there):
        raise Refused({"": SET_APART})
    _decide(pair, "joined", account_id)
    session.flush()
    (shown,) = joining.unite(session, [here | there])
    joining.record(session, [shown])
    return shown


def set_apart(session: Session, pair_id: int, account_id: int) -> None:
    """Note that the two offers of a pair are two: never asked again, never joined."""
    joining.lock(session)
    _decide(_waiting(session, pair_id), "apart", account_id)


def reopen(session: Session, pair_id: int) -> None:
    """Take back « these are two »: the pair waits to be looked at again."""
    pair = session.get_one(OfferTwin, pair_id, with_for_update=True, populate_existing=True)
    if pair.state != "apart":
        raise Refused({"": CHANGED})
    pair.state, pair.decided_at, pair.account_id = "proposed", None, None


def separate(session: Session, offer_id: int, account_id: int) -> None:
    """Take an offer out of those it is one with: it is shown by itself again, and nothing joins it to them any more."""
    joining.lock(session)
    rest = joining.groups(session, [offer_id])[offer_id] - {offer_id}
    if not rest:
        raise Refused({"": ALONE})
    _set_apart_from(session, offer_id, rest, account_id)
    joining.record(session, joining.part(session, offer_id))


def follow_closing(session: Session, fact: OfferClosed) -> None:
    """Show a copy that is still open in the place of an offer that closed; none where its own employer closed it."""
    offer = session.get(Offer, fact.offer_id, populate_existing=True)
    if offer is None or offer.state != "closed":
        return
    if offer.closed_by == "employer":
        session.execute(
            update(Offer)
            .where(Offers.shown_as_id == offer.id, Offers.state.in_(LIVE))
            .values(
                state="closed",
                closed_by="twin",
                closing_reason=offer.closing_reason,
                closed_at=offer.closed_at,
            )
        )
        session.expire_all()
        return
    joining.take_over(session, [offer.id])


def _waiting(session: Session, pair_id: int) -> OfferTwin:
    pair = session.get_one(OfferTwin, pair_id, with_for_update=True, populate_existing=True)
    if pair.state != "proposed":
        raise Refused({"": CHANGED})
    return pair


def _decide(pair: OfferTwin, state: str, account_id: int) -> None:
    pair.state, pair.decided_at, pair.account_id = state, clock.now(), account_id


def _apart(session: Session, here: Iterable[int], there: Iterable[int]) -> bool:
    across: set[Pair] = {(min(pair), max(pair)) for pair in product(here, there) if pair[0] != pair[1]}
    ids = {one for pair in across for one in pair}
    rows = session.execute(
        select(Twins.first_id, Twins.second_id).where(
            Twins.state == "apart", Twins.first_id.in_(ids), Twins.second_id.in_(ids)
        )
    )
    return any((first, second) in across for first, second in rows)


def _set_apart_from(session: Session, offer_id: int, rest: Iterable[int], account_id: int) -> None:
    now = clock.now()
    rows = [
        {
            "first_id": min(offer_id, other), "second_id": max(offer_id, other), "state": "apart", "score": 0, "reasons": [],
            "doubts": [], "found_at": now, "decided_at": now, "account_id": account_id,
        }
        for other in rest
    ]  # fmt: skip
    said = insert_rows(OfferTwin, rows)
    changed = {name: said.excluded[name] for name in ("state", "decided_at", "account_id")}
    session.execute(said.on_conflict_do_update(index_elements=["first_id", "second_id"], set_=changed))
