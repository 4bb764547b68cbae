"""The columns of the file of Choisir le service public, and what each says of an offer. Pure.

Source: the public file « Les offres diffusées sur Choisir le service public » (data.gouv.fr, weekly, « ; »).
"""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import Any

from workforce.feeds.entries import ParsedEntry, Stated
from workforce.french_dates import PARIS, believed_day, folded, french_date
from workforce.offers.sources.contract_words import kind_of, months_of
from workforce.offers.understanding.towns import NAMES, departement_of_code
from workforce.territories import communes
from workforce.territories.departements import code_from_postal

# Our name of a column → what the file calls it, and older files did.
COLUMNS: dict[str, tuple[str, ...]] = {
    "reference": ("Référence",),
    "title": ("Intitulé du poste",),
    "body": ("Organisme de rattachement",),
    "employer": ("Employeur",),
    "trade": ("Métier",),
    "speciality": ("Spécialisation",),
    "place": ("Localisation du poste",),
    "address": ("Lieu d'affectation",),
    "published": ("Date de première publication",),
    "closes": ("Date de fin de publication par défaut", "Date de fin de publication"),
    "category": ("Catégorie",),
    "branch": ("Versant",),
    "vacancy": ("Statut du poste",),
    "openness": ("Nature de l'emploi",),
    "contract": ("Nature de contrat",),
    "length": ("Durée du contrat",),
    "remote": ("Télétravail",),
    "full_time": ("Temps plein",),
    "studies": ("Niveau d'études",),
    "skills": ("Compétences attendues",),
    "link": ("Lien", "URL", "Adresse de l'offre"),
}
# Without these, nobody knows which offer it is, where, or with whom: the file is refused.
REQUIRED = ("reference", "title", "body", "trade", "place", "published", "openness", "contract")
UNSAID = frozenset({"", "-", "non renseigne", "non precise", "sans objet", "n/a"})
SHOWN = (
    "trade",
    "speciality",
    "category",
    "branch",
    "vacancy",
    "studies",
    "skills",
)  # In the text of the offer.

_BRACKETED = re.compile(r"\((0?\d{2}|2[AB]|97\d)\)")
_POSTAL = re.compile(r"\b(\d{5})\b\s*(.*)$")


class WrongColumns(ValueError):
    """The file lacks columns; the text names them, in French."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in a file, by our own names."""

    places: Mapping[str, int]
    width: int
    warnings: tuple[str, ...] = ()

    def row(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells that say something, by our names."""
        said = ((name, cells[place].strip()) for name, place in self.places.items())
        return {name: cell for name, cell in said if folded(cell) not in UNSAID}


def layout_of(header: Sequence[str]) -> Layout:
    """Find the columns, whatever their order, capitals and accents. Raises WrongColumns, which names what is missing."""
    written = {_bare(name): place for place, name in reversed(list(enumerate(header)))}
    places = {
        ours: next(written[_bare(name)] for name in theirs if _bare(name) in written)
        for ours, theirs in COLUMNS.items()
        if any(_bare(name) in written for name in theirs)
    }
    missing = [COLUMNS[name][0] for name in REQUIRED if name not in places]
    if missing:
        raise WrongColumns(_missing_words(missing, [name for name in header if name.strip()]))
    lacking = [names[0] for name, names in COLUMNS.items() if name not in (*places, "link", "employer")]
    return Layout(places, len(header), (_lacking_words(lacking),) if lacking else ())


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", " ", folded(name)).strip()


def _missing_words(missing: Sequence[str], header: Sequence[str]) -> str:
    names = ", ".join(f"« {name} »" for name in missing)
    if len(header) < 2:
        return f"Ce fichier n’a pas les colonnes attendues, séparées par des points-virgules : {names}."
    near = {_bare(name): name for name in header}
    renamed = [
        f"« {name} » est peut-être devenue « {near[found[0]]} »"
        for name in missing
        if (found := difflib.get_close_matches(_bare(name), near, 1, 0.6))
    ]
    noun = "La colonne manque" if len(missing) == 1 else "Des colonnes manquent"
    return f"{noun} dans le fichier : {names}." + (f" {' ; '.join(renamed)}." if renamed else "")


def _lacking_words(lacking: Sequence[str]) -> str:
    names = ", ".join(f"« {name} »" for name in lacking)
    return (
        f"Colonnes absentes du fichier : {names}. Ce qu’elles disaient n’est plus connu des nouvelles offres."
    )


def entry_of(row: Mapping[str, str], offer_url: str) -> ParsedEntry:
    """Return the offer of a row; `offer_url` is the pattern of its page, with {reference}."""
    reference, employer = row["reference"], row.get("employer") or row.get("body", "")
    published = believed_day(french_date(row.get("published", "")))
    return ParsedEntry(
        identity=identity_of(reference),
        aliases=(),
        title=row.get("title", ""),
        link=row.get("link") or offer_url.format(reference=reference),
        content_html="".join(
            f"<p>{COLUMNS[name][0]} : {escape(row[name], quote=False)}</p>" for name in SHOWN if name in row
        ),
        published_at=datetime(published.year, published.month, published.day, tzinfo=PARIS).astimezone(UTC)
        if published
        else None,
        categories=(("metier", row["trade"]),) if "trade" in row else (),
        extras={"company": employer, "location": row.get("address") or row.get("place", "")},
        guid=reference,
        stated=tuple(_stated(row)),
    )


def identity_of(reference: str) -> str:
    """Return the identity of the offer that has this reference."""
    return f"guid:{reference}"


def _stated(row: Mapping[str, str]) -> list[Stated]:
    """Return what the columns say without any doubt, each with its words."""
    found: list[Stated] = []
    for name, read in _READ.items():
        words = row.get(name, "")
        found += [(field, value, words[:160]) for field, value in read(words).items()] if words else []
    return found


def _place(words: str) -> dict[str, str]:
    """Read « Europe, France, Bretagne, Finistère (29) »."""
    found = _BRACKETED.search(words)
    code = departement_of_code(found[1]) if found else None
    if code is None:
        last = folded(words.rpartition(",")[2]).strip()
        code = next((one for one, name in NAMES.items() if folded(name) == last), None)
    return {"departement": code} if code else {}


def _address(words: str) -> dict[str, str]:
    """Read the postal code of « 1 rue de la Paix 29000 Quimper », and the commune that follows it."""
    found = _POSTAL.search(words)
    code = code_from_postal(found[1]) if found else None
    if not found or not code:
        return {}
    commune = communes.resolve(found[2].strip(" ,-"), code, found[1])
    named = {"commune": commune.name, "commune_code": commune.code} if commune else {}
    return {"departement": code, "postal_code": found[1], **named}


def _contract(words: str) -> dict[str, str | int]:
    """Read « CDD de 3 ans », « CDI », « Contrat de projet »."""
    kind, months = kind_of(words), months_of(words)
    found: dict[str, str | int] = {"contract_kind": kind} if kind else {}
    return found | ({"contract_months": months} if months and kind not in (None, "CDI") else {})


def _length(words: str) -> dict[str, int]:
    """Read « 3 ans », « 18 mois », « 36 » (months)."""
    months = months_of(words)
    return {"contract_months": months} if months else {}


def _openness(words: str) -> dict[str, bool | str]:
    """Read « Emploi ouvert aux titulaires et aux contractuels », « … uniquement aux fonctionnaires »."""
    plain = folded(words)
    if "contractuel" in plain:
        return {"open_to_contract_staff": True}
    closed = "titulaire" in plain or "fonctionnaire" in plain
    return {"open_to_contract_staff": False, "contract_kind": "titulaire"} if closed else {}


def _remote(words: str) -> dict[str, str]:
    plain = folded(words)
    if plain.startswith("non"):
        return {"remote": "none"}
    return {"remote": "partial"} if re.match(r"oui|possible|partiel|ponctuel|regulier", plain) else {}


def _full_time(words: str) -> dict[str, bool]:
    plain = folded(words)
    return {"part_time": plain.startswith("non")} if re.match(r"oui|non", plain) else {}


def _closes(words: str) -> dict[str, date]:
    day = believed_day(french_date(words))
    return {"closes_on": day} if day else {}


# In the order in which they count: what comes later is surer.
_READ: dict[str, Callable[[str], Mapping[str, Any]]] = {
    "place": _place,
    "address": _address,
    "openness": _openness,
    "contract": _contract,
    "length": _length,
    "remote": _remote,
    "full_time": _full_time,
    "closes": _closes,
}
