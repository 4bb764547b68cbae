"""An offer as a line of a list says it: why it fits, what is missing, until when."""

from typing import Any

from flask import url_for

from workforce import clock
from workforce.offers.listing import OfferLine
from workforce.offers.shown import badges
from workforce.trainings.listing import SuggestionLine
from workforce.web.pressing import level_of_task
from workforce.wording import date_fr, in_days_fr


def offer_words(line: OfferLine, suggestions: list[SuggestionLine]) -> dict[str, Any]:
    """Return an offer of the list: why it fits, what is missing, and the session that would bring it."""
    today = clock.today()
    return {
        "title": line.title,
        "href": url_for("offers.show", offer_id=line.id),
        "employer": line.employer,
        "place": line.place,
        "contract": line.contract,
        "closes": closing_words(line.closes_on, today),
        "fits": line.fits,
        "missing": [missing_words(one["what"], one["ccp"], suggestions) for one in line.missing],
        "on_dates": line.on_dates,
        "labels": badges(line.labels),
        "excluded": line.excluded,
    }


def missing_words(what: str, ccp: str | None, suggestions: list[SuggestionLine]) -> dict[str, str]:
    """Return what is missing, with the first session that brings it."""
    found = next(
        (one for one in suggestions if ccp and one.is_takeable and one.session and _brings(one, ccp)), None
    )
    if found is None or found.session is None:
        return {"what": what, "session": "", "href": ""}
    starts = f"La session {found.body}, à partir du {date_fr(found.session.starts_on)}, l’apporte"
    return {"what": what, "session": starts, "href": url_for("trainings.show", session_id=found.session.id)}


def closing_words(day: Any, today: Any) -> dict[str, str] | None:
    """Say until when one can apply."""
    if day is None:
        return None
    return {
        "date": f"jusqu’au {date_fr(day)}",
        "iso": day.isoformat(),
        "distance": in_days_fr(day, today),
        "level": level_of_task(day, today),
    }


def _brings(one: SuggestionLine, ccp: str) -> bool:
    return any(code.endswith(f"-{ccp}") for code in one.ccp_codes)
