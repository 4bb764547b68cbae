"""The parts of a handover sheet: what they start from, and what becomes of two people writing at once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workforce.wording import date_fr

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Section:
    """One part of the sheet."""

    code: str
    title: str
    hint: str


SECTIONS = (
    Section(
        "workshops",
        "Ateliers et permanences",
        "Jour, heure, lieu, public, inscriptions, ce qui est déjà annoncé.",
    ),
    Section(
        "partners",
        "Partenaires",
        "La structure, ce que vous faites ensemble, la personne à appeler chez elle.",
    ),
    Section(
        "equipment",
        "Matériel",
        "Où il se trouve, ce qui est à rendre, ce qui est prêté, les clés et les badges.",
    ),
    Section(
        "accounts", "Comptes et accès à fermer", "Le service et qui le ferme. Jamais de mot de passe ici."
    ),
    Section(
        "successor",
        "Qui prend la suite",
        "La personne ou le service, à partir de quand, et ce qui reste en attente.",
    ),
    Section("other", "Autres choses utiles", "Ce que vous auriez aimé savoir en arrivant."),
)
CODES = tuple(section.code for section in SECTIONS)
TITLES = {section.code: section.title for section in SECTIONS}
TOOLS = (
    "La Coop de la médiation numérique : à exporter, puis à fermer au départ",
    "Aidants Connect : l’habilitation est portée par la structure et tombe au départ",
    "Messagerie professionnelle : réponse automatique, puis fermeture",
    "Comptes partagés de la structure : à remettre à",
)


@dataclass(frozen=True)
class Known:
    """What is known before anybody writes."""

    employer: str
    commune: str
    last_day: date | None
    post_number: str = ""
    funded_until: date | None = None
    follower: str = ""  # Who holds the next contract on the post.
    follows_on: date | None = None
    intent: str = ""  # What the employer answered, as a sentence.


def tidy(text: str) -> str:
    """Return a text without the spaces that nobody sees, nor the line ends of any browser in particular."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def starting_texts(known: Known) -> dict[str, str]:
    """Return a sheet started from what is known: lines to complete, and nothing that nobody said."""
    is_told = not known.commune or known.commune in known.employer
    place = known.employer if is_told else f"{known.employer}, {known.commune}"
    return {
        "workshops": f"À {place} :\n\nAilleurs :",
        "partners": "",
        "equipment": "À rendre avant le départ :\n\nReste sur place :",
        "accounts": "\n".join(f"- {tool}" for tool in TOOLS),
        "successor": "\n".join(_successor(known)),
        "other": "",
    }


def _successor(known: Known) -> list[str]:
    lines = []
    if known.follower and known.follows_on:
        lines.append(f"{known.follower}, à partir du {date_fr(known.follows_on)}.")
    if known.post_number:
        funded = f", financé jusqu’au {date_fr(known.funded_until)}" if known.funded_until else ""
        lines.append(f"Poste n° {known.post_number}{funded}.")
    if known.intent and not known.follower:
        lines.append(known.intent)
    return lines or ["Pas encore connu."]


@dataclass(frozen=True)
class Merge:
    """Two people's texts brought together: a part that both changed is a clash, and only a person may choose."""

    texts: dict[str, str]
    clashes: tuple[str, ...]


def merge(before: Texts, theirs: Texts, mine: Texts) -> Merge:
    """Bring together what I typed from `before` and what somebody saved meanwhile."""
    texts, clashes = {}, []
    for code in CODES:
        was, saved, typed = before.get(code, ""), theirs.get(code, ""), mine.get(code, "")
        if typed not in (was, saved) and saved != was:
            clashes.append(code)
        texts[code] = saved if typed == was else typed
    return Merge(texts, tuple(clashes))


def changed(before: Texts, after: Texts) -> list[str]:
    """Return the titles of the parts that differ."""
    return [TITLES[code] for code in CODES if before.get(code, "") != after.get(code, "")]
