"""Old addresses: the page of a record that was merged leads to the same page of the record that was kept."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from workforce.accounts.policy import Actor
from workforce.database import transaction
from workforce.duplicates.uniting import successor
from workforce.web.places import LARGEST_ID, PLACES

MERGED = {"adviser_id": "adviser", "employer_id": "employer", "contract_id": "contract"}


def to_what_was_kept(rule: Callable[[Any, Any], bool], who: Actor) -> ResponseReturnValue | None:
    """Return the way to what an address names now, for who may go there; nothing where it names nothing merged."""
    arguments = request.view_args or {}
    name = next((one for one in arguments if one in MERGED), None)
    if name is None or arguments[name] > LARGEST_ID:
        return None
    with transaction() as session:
        kept = successor(session, MERGED[name], arguments[name])
        place = PLACES[name](session, kept) if kept else None
    if place is None or not rule(who, place):
        return None
    asked = request.query_string.decode("ascii", "ignore")
    address = url_for(request.endpoint or "", **(arguments | {name: kept}))
    return redirect(f"{address}?{asked}" if asked else address, 307)  # The same verb, with what was typed.
