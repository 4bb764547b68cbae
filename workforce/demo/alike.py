"""Offers as several sources give them: one joined to its copy, one to decide on, one that its source changed, one corrected."""

from datetime import timedelta
from typing import Any

from workforce.demo.story import FAMILIES
from workforce.demo.world import World, at
from workforce.offers.corrections.models import OfferCorrection
from workforce.offers.history.models import OfferEdit
from workforce.offers.models import JOINED, Offer
from workforce.offers.same.models import OfferTwin
from workforce.offers.same.resemblance import compare
from workforce.offers.same.traits import traits

Row = dict[str, Any]


def copy_offers(world: World, feeds: list[int]) -> None:
    """Take the first offers of the feeds, which are those of the story, and let other sources speak of them."""
    read = [row for row in world.book.rows(Offer) if row["feed_id"] is not None]
    joined, doubtful, changed = read[0], read[1], read[2]
    _pair(world, joined, _copied(world, joined, feeds[-1], state=JOINED, shown_as_id=joined["id"]), "joined")
    later = {"closes_on": doubtful["closes_on"] + timedelta(days=15)}
    _pair(world, doubtful, _copied(world, doubtful, feeds[-1], **later), "proposed")
    _change_date(world, changed)
    _correct_hours(world, changed)


def _copied(world: World, row: Row, feed: int, **values: Any) -> Row:
    number = len(world.book.rows(Offer)) + 1
    url = f"https://relais.example/annonce/{number}"
    said = {"url": url, "identity": url, "digest": "", "feed_id": feed, "created_at": row["created_at"]}
    kept = {name: value for name, value in row.items() if name != "id"}
    world.book.add(Offer, **{**kept, **said, **values})
    return world.book.rows(Offer)[-1]


def _pair(world: World, one: Row, other: Row, state: str) -> None:
    found = compare(traits(one), traits(other))
    world.book.add(
        OfferTwin,
        first_id=one["id"],
        second_id=other["id"],
        state=state,
        score=found.score,
        reasons=list(found.reasons),
        doubts=list(found.doubts),
        found_at=at(world.day(-1)),
        decided_at=at(world.day(-1)) if state == "joined" else None,
    )


def _change_date(world: World, row: Row) -> None:
    """Let the source have put its closing date off, yesterday."""
    before = row["closes_on"] - timedelta(days=12)
    world.book.add(
        OfferEdit,
        offer_id=row["id"],
        field="closes_on",
        before={"closes_on": before.isoformat()},
        after={"closes_on": row["closes_on"].isoformat()},
        noted_at=at(world.day(-1), 6 * 60),
    )


def _correct_hours(world: World, row: Row) -> None:
    """Let the operator have corrected the hours, and the source have changed its word since."""
    was, row["hours_per_week"] = row["hours_per_week"], 35.0
    world.book.add(
        OfferCorrection,
        offer_id=row["id"],
        field="hours",
        value={"hours_per_week": 35.0},
        said={"hours_per_week": 28.0},
        said_then={"hours_per_week": 24.0 if was == 28.0 else was},
        account_id=world.accounts[FAMILIES["operator"].email],
        corrected_at=at(world.day(-2), 10 * 60),
    )
