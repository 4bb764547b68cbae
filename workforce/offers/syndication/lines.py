"""What a feed says of a list of offers, and of each one. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from html import escape

WINDOW = 100  # Offers that a feed shows, the latest first.


class FeedKind(StrEnum):
    """The two languages of feeds: the end of their addresses."""

    RSS = "rss"
    ATOM = "atom"


@dataclass(frozen=True, slots=True)
class Channel:
    """A list of offers: its name, what it holds, the address of the same list on screen, and its own."""

    title: str
    description: str
    page: str
    address: str
    changed_at: datetime  # What an empty list says of its age.


@dataclass(frozen=True, slots=True)
class FeedLine:
    """An offer as a feed says it. `identity` never changes; dates are aware instants, `closes_on` a Paris date."""

    identity: str
    title: str
    link: str
    employer: str
    published_at: datetime
    changed_at: datetime
    place: str = ""
    trade: str = ""
    contract: str = ""
    pay: str = ""
    closes_on: date | None = None
    html: str = ""  # Sanitised.

    @property
    def body(self) -> str:
        """Return the offer as HTML: a line a fact, each under the name that readers of job feeds know, then its words."""
        return "".join(f"<p>{label} : {escape(words)}</p>" for label, words in self._facts()) + self.html

    def _facts(self) -> Iterator[tuple[str, str]]:
        closing = f"{self.closes_on:%d/%m/%Y}" if self.closes_on else ""
        rows = (
            ("Employeur", self.employer),
            ("Lieu de travail", self.place),
            ("Métier", self.trade),
            ("Type de contrat", self.contract),
            ("Rémunération", self.pay),
            ("Date limite de candidature", closing),
        )
        yield from ((label, words) for label, words in rows if words)


def last_change(channel: Channel, lines: Sequence[FeedLine]) -> datetime:
    """Return the instant at which a list last changed, as far as its lines say."""
    return max((line.changed_at for line in lines), default=channel.changed_at)
