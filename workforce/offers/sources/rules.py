"""The phrases by which a source keeps or leaves out offers: typed, tried on what it last said, then applied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from workforce import clock, due
from workforce.french_dates import folded
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.same.electing import LIVE
from workforce.offers.sources.actions import forget_document
from workforce.offers.understanding.normalise import SourceShape, ruled
from workforce.offers.understanding.trades import BY_CODE, classify
from workforce.refusals import Refused

MOST_PHRASES = 40  # In each list.
SHORTEST, LONGEST = 3, 80  # Characters of a phrase.
MOST_TRIED = 400  # Items of each kind, kept and left out.
Offers: Any = Offer
Refusals: Any = FeedRefusal


@dataclass(frozen=True)
class Rules:
    """The phrases of a source."""

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tried:
    """An item of the last document: what became of it, what would, and why."""

    title: str
    was_kept: bool
    is_kept: bool
    reason: str

    @property
    def changes(self) -> bool:
        """Tell whether the rules would change what became of it."""
        return self.was_kept != self.is_kept


@dataclass(frozen=True)
class Item:
    """An item as it was last read: its words, and the trade that was understood."""

    title: str
    text: str
    family: str
    was_kept: bool
    reason: str


def rules_of(feed: Feed) -> Rules:
    """Return the phrases of a source."""
    return Rules(tuple(feed.keep_phrases), tuple(feed.drop_phrases))


def read(keep: str, drop: str) -> Rules:
    """Return phrases typed one a line. Raises Refused, with a sentence for each list."""
    typed = {"keep": tuple(_lines(keep)), "drop": tuple(_lines(drop))}
    errors = {name: words for name, phrases in typed.items() if (words := _wrong(phrases))}
    both = {folded(one) for one in typed["keep"]} & {folded(one) for one in typed["drop"]}
    if both and "drop" not in errors:
        errors["drop"] = f"« {min(both)} » est aussi dans ce qui est gardé : choisissez l’un des deux."
    if errors:
        raise Refused(errors)
    return Rules(**typed)


def apply(session: Session, feed_id: int, rules: Rules) -> None:
    """Give a source its phrases, and have all it says judged by them at once; a source that is paused, when it resumes."""
    feed = session.get_one(Feed, feed_id, with_for_update=True, populate_existing=True)
    feed.keep_phrases, feed.drop_phrases = list(rules.keep), list(rules.drop)
    forget_document(feed)
    session.flush()
    if feed.state not in ("paused", "gone"):
        due.settle(session, Feed, [feed_id], again_at=clock.now())


def tried(session: Session, feed: Feed, rules: Rules) -> list[Tried]:
    """Return what these phrases would do of the last document read: what changes first."""
    shape = SourceShape(keep_all=feed.keeps_all, keep=rules.keep, drop=rules.drop)
    found = [Tried(one.title, one.was_kept, *judged(one, shape)) for one in _items(session, feed.id)]
    return sorted(found, key=lambda one: (not one.changes, not one.is_kept))


def judged(item: Item, shape: SourceShape) -> tuple[bool, str]:
    """Say whether an item is kept by these rules, and why; what they say nothing of is left to its trade."""
    told = ruled(item.title, item.text, shape)
    if told:
        return told
    if item.was_kept and item.family:
        return True, f"Métier reconnu : {BY_CODE[item.family].label_fr}." if item.family in BY_CODE else ""
    classified = classify(item.title, (), item.text)
    if classified.family is None and not item.was_kept and not item.reason.startswith("La source "):
        return False, item.reason
    return classified.family is not None, classified.reason_fr


def _items(session: Session, feed_id: int) -> Iterator[Item]:
    """Yield what the last document held: offers that it still lists, and what was left out."""
    here = Offers.feed_id == feed_id, Offers.left_at.is_(None)
    listed = or_(Offers.state.in_(LIVE), Offers.closed_by == "source")
    kept = select(Offers.title, Offers.plain, Offers.family).where(*here, listed).order_by(Offers.id.desc())
    for title, text, family in session.execute(kept.limit(MOST_TRIED)):
        yield Item(title, text, family, was_kept=True, reason="")
    left = select(Refusals.title, Refusals.words, Refusals.reason).where(Refusals.feed_id == feed_id)
    for title, text, reason in session.execute(left.order_by(Refusals.id).limit(MOST_TRIED)):
        yield Item(title, text, "", was_kept=False, reason=reason)


def _lines(typed: str) -> Iterator[str]:
    seen: set[str] = set()
    for line in typed.splitlines():
        phrase = " ".join(line.split()).strip(' ,;.«»"')
        if phrase and folded(phrase) not in seen:
            seen.add(folded(phrase))
            yield phrase


def _wrong(phrases: Sequence[str]) -> str:
    if len(phrases) > MOST_PHRASES:
        return f"C’est trop : {MOST_PHRASES} expressions au plus."
    short = next((one for one in phrases if len(one) < SHORTEST), "")
    if short:
        return f"« {short} » est trop court : {SHORTEST} caractères au moins, sinon presque tout y répond."
    long = next((one for one in phrases if len(one) > LONGEST), "")
    return f"« {long[:30]}… » est trop long : {LONGEST} caractères au plus." if long else ""
