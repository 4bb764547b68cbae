"""An employer's offer as its readers see it: the one place that preview, review and public page all show it from."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from markupsafe import Markup

from workforce.offers.posting.own_labels import own_labels
from workforce.offers.posting.terms import LEVELS
from workforce.offers.shown import Advertised, card
from workforce.offers.understanding.trades import BY_CODE
from workforce.wording import date_fr


class Dated(Advertised, Protocol):
    """What every offer says that is not in its card."""

    family: str
    starts_on: date | None
    closes_on: date | None


class Posted(Protocol):
    """What only an employer's own offer says."""

    level: str
    pay_scale: str
    funded_until: date | None
    apply_how: str
    apply_url: str
    apply_contact: str


def announced(offer: Dated, posting: Posted, employer_name: str, html: str) -> dict[str, Any]:
    """Return the words of an offer: headline, labels, facts, text, and how to apply. `html` is sanitised."""
    shown = card(offer)
    facts = [
        ("Métier", BY_CODE[offer.family].label_fr if offer.family in BY_CODE else ""),
        ("Salaire", ", ".join(part for part in (shown.pay, _scale(posting)) if part)),
        ("Temps de travail", shown.hours),
        ("Lieu de travail", shown.remote),
        ("Diplôme", LEVELS.get(posting.level, "")),
        *_dates(offer),
    ]
    return {
        "title": offer.title,
        "employer": employer_name,
        "place": shown.place,
        "contract": shown.contract,
        "labels": [
            (one.words_fr, one.level) for one in own_labels(offer, posting) if one.code != "pay_stated"
        ],
        "facts": [(term, words) for term, words in facts if words],
        "html": Markup(html),  # noqa: S704 - Sanitised when it was typed.
        "apply": {"how": posting.apply_how, "url": posting.apply_url, "contact": posting.apply_contact},
    }


def _scale(posting: Posted) -> str:
    return f"selon {posting.pay_scale}" if posting.pay_scale else ""


def _dates(offer: Dated) -> Iterator[tuple[str, str]]:
    yield "Prise de poste", date_fr(offer.starts_on) if offer.starts_on else ""
    yield "Candidatures jusqu’au", date_fr(offer.closes_on) if offer.closes_on else ""
