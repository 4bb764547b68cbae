"""What the page of a source says of its kind."""

from typing import Any

from flask import url_for

from workforce.offers.models import Feed
from workforce.offers.sources.kinds import KINDS


def about(row: Feed) -> dict[str, Any]:
    """Return the words of the kind of a source, what its last reading warns of, and where a file for it is sent."""
    kind = KINDS[row.kind]
    return {
        "label": kind.label_fr,
        "rhythm": kind.rhythm_fr,
        "credit": kind.credit_fr,
        "lacks": kind.lacks(),
        "warning": row.memory.get("warning", ""),
        "is_page": row.kind == "feed",  # A person may open its address.
        "send": url_for("operator.send_source_file", feed_id=row.id) if kind.takes_file else "",
    }
