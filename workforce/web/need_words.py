"""A need as a page says it: what is asked for, how one stands, and what would fill it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for

from workforce.skills.families import shipped
from workforce.skills.needs import Have, Need
from workforce.trainings.filling import fill
from workforce.trainings.listing import SuggestionLine

BADGES = {
    Have.HELD: ("vous l’avez", "calm", "circle-check"),
    Have.PARTLY: ("en partie", "plan", "hourglass"),
    Have.TO_CONFIRM: ("à confirmer", "plan", "circle-help"),
    Have.MISSING: ("il manque", "training", "puzzle"),
    Have.UNKNOWN: ("non connu", "info", "circle-help"),
}


def need_words(
    one: Need, suggestions: Sequence[SuggestionLine], job_starts_on: date | None = None
) -> dict[str, Any]:
    """Return a need for a template: a missing bloc with what brings it, before a job starts where that is known."""
    words, level, icon = BADGES[one.have]
    is_lacking = one.have in (Have.MISSING, Have.TO_CONFIRM)
    filling = fill(one.ccp_number, suggestions, job_starts_on) if is_lacking and one.ccp_number else None
    note = shipped().certificate(one.certificate).note if one.certificate and is_lacking else ""
    return {
        "what": one.what,
        "quote": one.quote,
        "why": f"{one.why} {note}".strip(),
        "badge": {"words": words, "level": level, "icon": icon},
        "filling": filling.sentence if filling else "",
        "href": url_for("trainings.show", session_id=filling.session_id)
        if filling and filling.session_id
        else "",
    }
