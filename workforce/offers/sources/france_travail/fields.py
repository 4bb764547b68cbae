"""The fields of an offer of the interface, and what each says without any doubt. Pure.

Source: the public description of « Offres d'emploi v2 » (francetravail.io). A field of another shape says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import Any

from workforce.feeds.entries import ParsedEntry, Stated
from workforce.french_dates import believed, folded
from workforce.offers.sources.contract_words import kind_of, months_of
from workforce.offers.understanding.towns import departement_of_code
from workforce.territories import communes
from workforce.territories.departements import code_from_postal

_PLACE = re.compile(r"^\s*(\d{2,3}|2[AB])\s*-\s*(.+?)(?:\s+\d{2}(?:er|e|eme)?)?\s*$")
_HOURS = re.compile(r"(\d{1,2})(?:\s*h\s*(\d{2})?|\s*heures)", re.IGNORECASE)
_ROME = re.compile(r"[A-N]\d{4}")


def entry_of(offer: Mapping[str, Any], offer_url: str) -> ParsedEntry:
    """Return one offer of the interface; `offer_url` is the pattern of its page, with {reference}."""
    number, origin = str(offer["id"]).strip(), _part(offer, "origineOffre")
    link = _text(origin, "urlOrigine")
    return ParsedEntry(
        identity=identity_of(number),
        aliases=(),
        title=_text(offer, "intitule"),
        link=link if link.startswith(("https://", "http://")) else offer_url.format(reference=number),
        content_html=_html(offer),
        published_at=instant_of(_text(offer, "dateCreation")),
        updated_at=instant_of(_text(offer, "dateActualisation")),
        categories=tuple(
            ("metier", name)
            for name in (_text(offer, "appellationlibelle"), _text(offer, "romeLibelle"))
            if name
        ),
        extras=_extras(offer),
        guid=number,
        stated=tuple(_stated(offer)),
    )


def identity_of(number: str) -> str:
    """Return the identity of the offer of this number."""
    return f"guid:{number}"


def instant_of(text: str) -> datetime | None:
    """Read « 2026-11-20T08:30:00.000Z »."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return believed(found if found.tzinfo else found.replace(tzinfo=UTC))


def _html(offer: Mapping[str, Any]) -> str:
    """Return the text as paragraphs, then the competences that the offer names."""
    lines = [line for line in _text(offer, "description").splitlines() if line.strip()]
    skills = [_text(one, "libelle") for one in _rows(offer, "competences")]
    named = [f"Compétences : {' ; '.join(skill for skill in skills if skill)}"] if any(skills) else []
    return "".join(f"<p>{escape(line.strip(), quote=False)}</p>" for line in (*lines, *named))


def _extras(offer: Mapping[str, Any]) -> dict[str, str]:
    pay = _part(offer, "salaire")
    said = {
        "company": _text(_part(offer, "entreprise"), "nom"),
        "salary": _text(pay, "libelle") or _text(pay, "commentaire"),
    }
    return {name: value for name, value in said.items() if value}


def _stated(offer: Mapping[str, Any]) -> Iterator[Stated]:
    """Return what is sure, each with the words that say it."""
    yield from _place(_part(offer, "lieuTravail"))
    yield from _contract(offer)
    yield from _hours(_text(offer, "dureeTravailLibelle"), _text(offer, "dureeTravailLibelleConverti"))
    rome = _text(offer, "romeCode")
    if _ROME.fullmatch(rome):
        yield "rome", rome, f"{rome} {_text(offer, 'romeLibelle')}".strip()


def _place(place: Mapping[str, Any]) -> Iterator[Stated]:
    """Read the commune by its INSEE code, else by its name: « 83 - TOULON »; a label may name a whole département."""
    words, postal = _text(place, "libelle"), _text(place, "codePostal")
    found = _PLACE.match(words)
    departement = (code_from_postal(postal) if postal else None) or (
        departement_of_code(found[1]) if found else None
    )
    commune = communes.commune(_text(place, "commune"))
    if commune is None and found and postal:
        commune = communes.resolve(found[2], departement, postal)
    if departement or commune:
        yield "departement", commune.departement if commune else str(departement), words or postal
    if postal and departement:
        yield "postal_code", postal, postal
    if commune:
        yield "commune", commune.name, words or postal
        yield "commune_code", commune.code, words or postal


def _contract(offer: Mapping[str, Any]) -> Iterator[Stated]:
    words = _text(offer, "typeContratLibelle") or _text(offer, "typeContrat")
    nature = _text(offer, "natureContrat")
    kind = "apprentissage" if offer.get("alternance") is True else kind_of(nature) if nature else None
    kind = kind if kind in {"apprentissage", "PEC"} else kind_of(words)
    if kind:
        yield "contract_kind", kind, words or nature
    months = months_of(words) if kind not in {None, "CDI"} else None
    if months:
        yield "contract_months", months, words


def _hours(words: str, whole: str) -> Iterator[Stated]:
    found = _HOURS.search(words)
    if found and 0 < int(found[1]) <= 48 and "mois" not in folded(words):
        hours = Decimal(found[1]) + Decimal(int(found[2] or 0)) / 60
        yield "weekly_hours", hours.quantize(Decimal("0.01")).normalize(), words
    plain = folded(f"{whole} {words}")
    if "temps partiel" in plain or "temps plein" in plain:
        yield "part_time", "temps partiel" in plain, whole or words


def _part(offer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = offer.get(name)
    return found if isinstance(found, dict) else {}


def _rows(offer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = offer.get(name)
    rows = found[:50] if isinstance(found, list) else []
    return [one for one in rows if isinstance(one, dict)]


def _text(part: Mapping[str, Any], name: str) -> str:
    value = part.get(name)
    return (
        value.replace("\x00", "").encode("utf-8", "replace").decode().strip()
        if isinstance(value, str)
        else ""
    )
