"""What became of an offer, as whoever reads it is told: where else it is, what its source changed, how old it is."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce import clock
from workforce.offers.corrections import holding
from workforce.offers.fields import BY_NAME, columns_of, said_fr
from workforce.offers.history import keeping
from workforce.offers.history.keeping import Edit
from workforce.offers.life.age import age_words
from workforce.offers.models import Offer
from workforce.offers.same import listing as twins
from workforce.offers.same.listing import Copy
from workforce.web.access import actor
from workforce.wording import date_fr

TOLD = 2  # Days of changes shown to readers.
HERE = "Passerelle, par l’employeur"


def story(session: Session, offer: Offer) -> dict[str, Any]:
    """Return what the page of an offer says of its sources, its changes and its age."""
    others = [one for one in twins.copies(session, offer.id) if one.id != offer.id]
    is_operator = "operator" in actor().roles()
    return {
        "also": [{"name": source_of(one), "href": one.url} for one in others],
        "changes": list(_told(session, offer)),
        "age": age_words(offer) if offer.state == "published" else "",
        "file": url_for("operator.offer_file", offer_id=offer.id) if is_operator else "",
    }


def source_of(one: Copy) -> str:
    """Return where a copy was read."""
    return one.source or HERE


def _told(session: Session, offer: Offer) -> Iterator[str]:
    """Yield a sentence for each of the last readings that changed what a reader should know."""
    held = {one.field for one in holding.in_force(session, [offer.id]).get(offer.id, ())}
    edits = [
        one
        for one in keeping.edits_of(session, offer.id)
        if one.by_source and one.field in BY_NAME and BY_NAME[one.field].matters and one.field not in held
    ]
    days = groupby(edits, key=lambda one: clock.paris_date(one.noted_at))
    for _, (day, found) in zip(range(TOLD), days, strict=False):
        first = {one.field: one for one in found}  # The oldest of the day: what it was in the morning.
        yield f"Modifiée le {date_fr(day)} : {' ; '.join(change_words(one) for one in first.values())}."


def change_words(one: Edit) -> str:
    """Say what a source changed: « date limite repoussée au 31 décembre 2026 »."""
    field = BY_NAME[one.field]
    before, after = said_fr(field, one.before), said_fr(field, one.after)
    if one.field == "closes_on":
        was, now = (columns_of(values)["closes_on"] for values in (one.before, one.after))
        if was and now:
            return f"date limite {'repoussée' if now > was else 'avancée'} au {after}"
    label = f"{field.label[0].lower()}{field.label[1:]}"
    return f"{label} : {after} (avant : {before})"
