"""Every kind of source, in one table: its words, its form, its reader. A new kind is one entry, and its room.

The form of a kind is described here and shown by one page; `describe` turns what was typed into a source, or
refuses it on its fields. `read` speaks to the world, with no transaction open.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from workforce.feeds.failures import FetchFailed
from workforce.offers.sources.claiming import Claimed
from workforce.offers.sources.france_travail import access
from workforce.offers.sources.france_travail import reading as france_travail
from workforce.offers.sources.known import FRANCE_TRAVAIL, PUBLIC_SERVICE
from workforce.offers.sources.outcomes import Reading, Unreadable
from workforce.offers.sources.public_service import reading as public_service
from workforce.refusals import Refused
from workforce.territories.departements import departement

Asked = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form of a kind."""

    name: str
    label_fr: str
    hint_fr: str = ""
    type: str = "text"  # As `ui.field` says; "departement" is a list of all of them.
    value: str = ""  # What it holds at first.
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Described:
    """A source as it was asked for."""

    url: str
    title: str = ""
    keeps_all: bool = False
    asked: Asked = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source: what people read, what they fill in, what a worker does."""

    label_fr: str
    about_fr: str
    rhythm_fr: str  # How often it is read, and what closes its offers.
    fields: tuple[FormField, ...]
    describe: Callable[[Asked], Described]
    read: Callable[[Claimed], Reading] | None = None  # None for feeds, hundreds of which are read at once.
    lacks: Callable[[], str] = str  # What somebody must do first, in French; empty where nothing is missing.
    takes_file: bool = False  # It may also be read from a file that somebody sends.
    credit_fr: str = ""  # What the terms of the source want to be said of it.


KEEP_ALL = FormField(
    "keeps_all", "Garder toutes ses offres : la source ne parle que du métier", type="checkbox"
)


def _feed(asked: Asked) -> Described:
    if not asked.get("url"):
        raise Refused({"url": "Indiquez l’adresse du flux."})
    return Described(asked["url"], keeps_all=bool(asked.get("keeps_all")))


def _public_service(asked: Asked) -> Described:
    if not asked.get("url"):
        raise Refused({"url": "Indiquez l’adresse du fichier CSV."})
    return Described(asked["url"], PUBLIC_SERVICE.name)


def _france_travail(asked: Asked) -> Described:
    """Turn words, a ROME code and a département into a search; one of the first two at least."""
    words, rome, where = (asked.get(name, "") for name in ("words", "rome", "departement"))
    found, rome = departement(where) if where else None, rome.upper()
    errors = {
        "words": not words and not rome and "Indiquez des mots, ou un code ROME plus bas.",
        "rome": rome
        and not re.fullmatch(r"[A-N]\d{4}", rome)
        and "Un code ROME a une lettre et quatre chiffres : G1202.",
        "departement": where and not found and "Choisissez un département de la liste.",
    }
    if refused := {name: said for name, said in errors.items() if said}:
        raise Refused(refused)
    kept = {"words": words, "rome": rome, "departement": found.code if found else ""}
    told = ", ".join(part for part in (words, rome, found.name if found else "") if part)
    return Described(france_travail.address(kept), f"{FRANCE_TRAVAIL.name} — {told}", asked=kept)


KINDS: dict[str, SourceKind] = {
    "feed": SourceKind(
        "Flux (RSS, Atom, JSON Feed)",
        "Un site qui publie ses offres, ou ses actualités, dans un flux.",
        "Relu selon ce que le site publie ; une offre est fermée à sa date limite.",
        (
            FormField(
                "url",
                "Adresse du flux",
                "Par exemple https://recrutement.ville.fr/rss",
                "url",
                is_required=True,
            ),
            KEEP_ALL,
        ),
        _feed,
    ),
    "public_service": SourceKind(
        PUBLIC_SERVICE.name,
        PUBLIC_SERVICE.about_fr,
        "Relu chaque jour s’il a changé ; une offre que le fichier ne contient plus est fermée.",
        (
            FormField(
                "url",
                "Adresse du fichier CSV",
                "Celle du fichier « Les offres diffusées sur Choisir le service public », sur data.gouv.fr.",
                "url",
                PUBLIC_SERVICE.url,
                is_required=True,
            ),
        ),
        _public_service,
        public_service.read,
        takes_file=True,
        credit_fr="Données : Choisir le service public, DGAFP, Licence Ouverte 2.0 (data.gouv.fr).",
    ),
    "france_travail": SourceKind(
        FRANCE_TRAVAIL.name,
        FRANCE_TRAVAIL.about_fr,
        "Relu toutes les deux heures ; une offre absente est demandée à France Travail avant d’être fermée.",
        (
            FormField(
                "words", "Mots cherchés", "Par exemple médiation numérique", value="médiation numérique"
            ),
            FormField(
                "rome", "Code ROME", "Par exemple G1202 : animation d’activités culturelles ou ludiques."
            ),
            FormField(
                "departement", "Département", "Toute la France si vous n’en choisissez pas.", "departement"
            ),
        ),
        _france_travail,
        france_travail.read,
        lacks=lambda: "" if access.has_keys() else access.NO_KEYS,
        credit_fr="Offres : France Travail (francetravail.fr).",
    ),
}


def never_raising(read: Callable[[Claimed], Reading]) -> Callable[[Claimed], Reading]:
    """Return a reader whose every failure of the world is a reading, with its words."""

    def reading(claimed: Claimed) -> Reading:
        try:
            return read(claimed)
        except FetchFailed as error:
            return Reading(
                error=error.words_fr,
                status=error.status,
                retry_after=error.retry_after,
                is_gone=error.code == "gone",
            )
        except Unreadable as error:
            return Reading(error=error.words_fr, status=200)

    return reading
