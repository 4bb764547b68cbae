"""An offer's file in words: its fields, its sources, its history."""

from collections.abc import Iterator
from difflib import unified_diff
from itertools import groupby
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce import clock
from workforce.offers.corrections import reading
from workforce.offers.corrections.reading import Correction, Understood
from workforce.offers.fields import BY_NAME, Input, said_fr
from workforce.offers.history import keeping
from workforce.offers.history.keeping import Edit
from workforce.offers.life.age import age_words
from workforce.offers.models import Feed, Offer
from workforce.offers.same import listing as twins
from workforce.offers.same.listing import Copy
from workforce.web.elapsed import ago
from workforce.web.employer import STATES
from workforce.web.offer_story import HERE, source_of
from workforce.wording import date_fr, moment_fr

LONGEST_LINE, MOST_LINES = 220, 12  # Characters of a line of text that changed, and lines shown.
KINDS = {
    "text": "text",
    "whole": "text",
    "number": "text",
    "day": "date",
    "choice": "select",
    "truth": "radio",
}


def file(session: Session, offer: Offer) -> dict[str, Any]:
    """Return what the page of an offer shows its operator."""
    corrections = reading.corrections_of(session, offer.id)
    copies = twins.copies(session, offer.id)
    feed = session.get(Feed, offer.feed_id) if offer.feed_id else None
    return {
        "title": offer.title,
        "state": STATES[offer.state],
        "closed": _closed(offer),
        "age": age_words(offer),
        "links": _links(offer, feed),
        "is_own": offer.employer_id is not None,
        "unlisted": ago(offer.left_at, clock.now()) if offer.left_at else "",
        "fields": [_field(offer, one) for one in reading.understood(offer, corrections)],
        "copies": [_copy(one, offer) for one in copies] if len(copies) > 1 else [],
        "readings": list(_readings(keeping.edits_of(session, offer.id))),
        "given_up": [_given_up(one) for one in corrections if one.ended_at],
    }


def typed(one: Input, value: str) -> dict[str, Any]:
    """Return how a form shows one input."""
    options: list[tuple[str, str]] = []
    if one.kind in ("choice", "truth"):
        options = [("", "Non précisé"), *(one.choices or {}).items()]
    extra = {"inputmode": "decimal"} if one.kind in ("whole", "number") else {}
    return {
        "name": one.column,
        "label": one.label,
        "value": value,
        "type": KINDS[one.kind],
        "options": options,
        "extra": extra,
    }


def source_says(one: Understood) -> str:
    """Return what the source says of a corrected field; nothing where nobody corrected it."""
    return said_fr(one.field, one.correction.said) if one.correction else ""


def _closed(offer: Offer) -> str:
    if offer.state != "closed":
        return ""
    since = f" depuis le {date_fr(clock.paris_date(offer.closed_at))}" if offer.closed_at else ""
    return f"Close{since} : {offer.closing_reason}." if offer.closing_reason else f"Close{since}."


def _links(offer: Offer, feed: Feed | None) -> dict[str, str]:
    return {
        "reader": url_for("offers.show", offer_id=offer.id),
        "source": url_for("operator.feed", feed_id=feed.id) if feed else "",
        "source_name": feed.name if feed else HERE,
        "page": offer.url if offer.url.startswith(("https://", "http://")) else "",
    }


def _field(offer: Offer, one: Understood) -> dict[str, Any]:
    address: dict[str, Any] = {"offer_id": offer.id, "field_name": one.field.name}
    held = one.correction
    return {
        "name": one.field.name,
        "label": one.field.label,
        "value": said_fr(one.field, one.values),
        "words": one.words,
        "correct": url_for("operator.correct_field", **address),
        "held": _held(held) if held else "",
        "said": source_says(one),
        "now_says": bool(held and held.is_contradicted),
        "keep": url_for("operator.keep_correction", **address),
        "give_up": url_for("operator.give_up_correction", **address),
    }


def _held(one: Correction) -> str:
    who = f" par {one.who}" if one.who else ""
    return f"Corrigé{who} le {date_fr(clock.paris_date(one.corrected_at))}"


def _given_up(one: Correction) -> str:
    field = BY_NAME.get(one.field)
    assert one.ended_at is not None
    value = said_fr(field, one.value) if field else ""
    by = f" par {one.ended_by}" if one.ended_by else ""
    label = field.label if field else one.field
    return f"{label} : « {value} », {_held(one).lower()}, retiré le {date_fr(clock.paris_date(one.ended_at))}{by}."


def _copy(one: Copy, offer: Offer) -> dict[str, Any]:
    state, level = STATES[one.state]
    return {
        "name": source_of(one),
        "title": one.title,
        "href": url_for("operator.offer_file", offer_id=one.id),
        "page": one.url if one.url.startswith(("https://", "http://")) else "",
        "state": "c’est elle que voient les lecteurs" if one.is_shown and one.state == "published" else state,
        "level": "calm" if one.is_shown and one.state == "published" else level,
        "is_this": one.id == offer.id,
        "separate": url_for("operator.separate_offer", offer_id=one.id),
    }


def _readings(edits: list[Edit]) -> Iterator[dict[str, Any]]:
    """Yield each reading that found changes, the latest first."""
    for instant, found in groupby(edits, key=lambda one: one.noted_at):
        rows = list(found)
        yield {
            "when": moment_fr(instant),
            "changes": [_change(one) for one in rows if one.field != "text"],
            "lines": [line for one in rows if one.field == "text" for line in _lines(one)],
        }


def _change(one: Edit) -> dict[str, Any]:
    field = BY_NAME.get(one.field)
    if field is None:
        return {"label": one.field, "before": "", "after": "", "by_source": one.by_source}
    return {
        "label": field.label,
        "before": said_fr(field, one.before),
        "after": said_fr(field, one.after),
        "by_source": one.by_source,
    }


def _lines(one: Edit) -> list[tuple[str, str]]:
    """Return the lines of a text that went and came, each with its sign."""
    before, after = (str(values.get("plain", "")).split("\n") for values in (one.before, one.after))
    found = [line for line in unified_diff(before, after, n=0, lineterm="") if line[:1] in "+-"][2:]
    return [
        ("ajouté" if line[0] == "+" else "retiré", line[1:][:LONGEST_LINE]) for line in found[:MOST_LINES]
    ]
