"""Whether a source says that an offer is over, and the state that follows from what it says. Pure.

An offer closes by its date or by its source's word. A list that no longer shows it, a feed that fails, a page that does not
answer say nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workforce.french_dates import folded
from workforce.offers.models import JOINED, PAST

_THING = r"(?:cette |l'|ce |notre )?(?:offre|annonce|poste|recrutement|mission)(?: d'emploi)?(?: que vous (?:re)?cherchez)?"
_OVER = (
    r"(?:est |a ete |est desormais |est deja |a )?(?:pourvue?|expiree?|expire|close?|cloturee?|annulee?|retiree?|archivee?)"
    r"|n'est (?:plus|pas) (?:disponible|en ligne|d'actualite|active?|a pourvoir|valable)|n'existe plus|n'est plus publiee?"
)
_SENTENCE = re.compile(rf"\W*(?:{_THING} (?:{_OVER})|candidatures? closes?)\W*")
_IN_TITLE = re.compile(
    r"(?:^|[\[(*!\-–—:|] ?)(?:offre |poste |annonce )?(?<!non )(?<!pas )"
    r"(?:pourvue?|expiree?|close|cloturee?|annulee?)(?:$| ?[\])*!\-–—:|])"
)
_FIRST = 400  # Characters of a text in which its source says first that it is over.
_REOPENED = frozenset({"date", "source", "rules", "page"})


@dataclass(frozen=True)
class Life:
    """The state of an offer, and why it is closed where it is."""

    state: str
    closed_by: str = ""
    reason: str = ""


def ended(title: str, text: str) -> str:
    """Return the words by which a source says that an offer is over; nothing where it does not, or not for sure."""
    found = _IN_TITLE.search(folded(title))
    if found:
        return title[found.start() : found.end()].strip(" -–—:|")
    return _sentence(text[:_FIRST])


def ended_page(text: str) -> str:
    """Return the sentence by which the page of an offer says that it is over, whole and alone; nothing where it does not."""
    return _sentence(text)


def _sentence(text: str) -> str:
    parts = (part.strip() for line in text.split("\n") for part in re.split(r"(?<=[.!?])\s", line))
    return next((part for part in parts if part and _SENTENCE.fullmatch(folded(part))), "")


def life(was: Mapping[str, Any] | None, now: Mapping[str, Any], today: date) -> Life:
    """Return the state that follows from what an offer says now. `was`: its state, closed_by, closing_reason, shown_as_id.

    What its employer closed, or a person, opens again by nobody else.
    """
    words = ended(now["title"], now["plain"]) if was is None or now.get("feed_id") else ""
    open_state = JOINED if was and was["shown_as_id"] else "published"
    if was and was["state"] not in ("published", JOINED, "closed"):
        return Life(was["state"], was["closed_by"], was["closing_reason"])
    if was and was["state"] == "closed" and was["closed_by"] not in _REOPENED:
        return Life("closed", was["closed_by"], was["closing_reason"])
    if words:
        return Life("closed", "source", f"la source dit : « {words} »")
    if now["closes_on"] and now["closes_on"] < today:
        return Life("closed", "date", PAST)
    return Life(open_state)
