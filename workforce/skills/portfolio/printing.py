"""Printing a portfolio: a program apart draws the PDF, with little time and memory, and is gone afterwards."""

import base64
import json

from workforce import apart
from workforce.refusals import Refused
from workforce.skills.portfolio.composing import Composed, as_plain

COST = apart.Cost(seconds=20, cpu_seconds=15, memory_bytes=3_000_000_000)
READERS = apart.Readers(
    "workforce.skills.portfolio.printer", documents_each=1
)  # It weighs 180 MB: none waits idle.
FAILED = "Le PDF n’a pas pu être préparé. Imprimez cette page depuis votre navigateur, ou allégez le dossier, puis réessayez."


def pdf_of(composed: Composed) -> bytes:
    """Return the PDF of a portfolio: about half a second for a hundred evidences. Raises Refused where it cannot be drawn."""
    try:
        reply = READERS.ask(json.dumps(as_plain(composed), ensure_ascii=False).encode(), {}, COST)
    except apart.Unread as failure:
        raise Refused({"": FAILED}) from failure
    return base64.b64decode(reply["pdf"])
