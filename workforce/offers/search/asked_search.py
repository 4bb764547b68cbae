"""A search: a question, its filters, and how its answer is put. Pure."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from workforce.offers.search.asking import Question, quoted
from workforce.offers.search.narrowing import EVERY_OFFER, Narrowing

MOST = 3_000  # Offers counted: beyond, « plus de 3 000 ».
MOST_COMPARED = 1_000  # The same where places in each text are compared.


class Order(StrEnum):
    """How the offers found are put."""

    NEWEST = "newest"
    CLOSING = "closing"  # The first to close first.
    NEAREST = "nearest"  # Where the words are in the title first, then the newest.
    FIT = "fit"  # The best match of an adviser first; what does not fit is left out.


@dataclass(frozen=True)
class Search:
    """A question, its filters, and how its answer is put."""

    question: Question = field(default_factory=Question)
    narrowing: Narrowing = field(default_factory=Narrowing)
    order: Order = Order.NEWEST
    adviser_id: int | None = None  # Whose matches an order by fit goes by.

    @property
    def most(self) -> int:
        """Return how many offers are counted."""
        return MOST_COMPARED if self.question.has_phrases else MOST

    def without(self, name: str) -> "Search":
        """Return the same search without one of its filters."""
        return replace(self, narrowing=self.narrowing.without(name))

    def query(self, today: date, *others: str) -> str:
        """Return all that an offer must hold, in PostgreSQL's language of text search."""
        parts = [*self.narrowing.parts(today), *others, *self.question.parts()]
        return " & ".join(
            parts if any(not part.startswith("!") for part in parts) else [quoted(EVERY_OFFER), *parts]
        )
