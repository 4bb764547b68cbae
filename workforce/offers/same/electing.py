"""Which of several copies of one offer is shown. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

# What a reader looks for: each that an offer says makes it richer.
SAID = (
    "employer_name", "departement", "commune", "contract_kind", "length_months", "pay_min", "hours_per_week", "remote",
    "open_to_contract_staff", "starts_on", "closes_on",
)  # fmt: skip
COLUMNS = ("id", "employer_id", "state", "shown_as_id", "published_at", "length", *SAID)
LIVE = frozenset({"published", "joined"})
A_PAGE, PAGES = 500, 6  # Characters of text worth as much as one thing said, and how many at most.
Member = Mapping[str, Any]  # The columns above; `length` is that of the text.


def chosen(members: Sequence[Member]) -> int:
    """Return the one to show: still open; its employer's own; the richest; the oldest."""
    return int(max(members, key=_worth)["id"])


def is_live(one: Member) -> bool:
    """Tell whether an offer is open, shown or not."""
    return one["state"] in LIVE


def _worth(one: Member) -> tuple[bool, bool, int, float, int]:
    said = sum(one[name] not in (None, "") for name in SAID)
    published: datetime = one["published_at"] or datetime.max.replace(tzinfo=UTC)
    rich = said + min(one["length"] // A_PAGE, PAGES)
    return (is_live(one), one["employer_id"] is not None, rich, -published.timestamp(), -one["id"])
