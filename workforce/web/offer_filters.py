"""The fields of the filters of a list of offers: what each proposes, and how many offers each choice leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from workforce.offers.search.addressing import OPEN, ORDERS, REMOTE, TIMES, Asked
from workforce.offers.search.asked_search import Order
from workforce.offers.search.finding import Found
from workforce.offers.search.nearness import RADII, USUAL
from workforce.offers.understanding.precarity import WORDS
from workforce.offers.words import KINDS, departement_fr, trade_fr
from workforce.territories.departements import departements, region_of
from workforce.wording import number_fr

LENGTHS = (6, 12, 18, 24, 36)  # Months.
SINCE = (
    (1, "depuis hier"),
    (3, "3 derniers jours"),
    (7, "7 derniers jours"),
    (14, "14 derniers jours"),
    (30, "30 derniers jours"),
)
WITHIN = ((7, "d’ici 7 jours"), (14, "d’ici 14 jours"), (30, "d’ici 30 jours"))
SIGNS = {
    code: WORDS[code] for code in ("renewable", "cdi_possible", "funded_until", "subject_to_funding", "short")
}
Choices = list[tuple[str, str]]


def fields(
    asked: Asked, found: Found, months: int | None, *, by_default: Order, has_fit: bool
) -> dict[str, Any]:
    """Return what the form of the filters shows. `months`: of the reader's own contract."""
    counts = found.facets
    return {
        "orders": [(name, words) for name, (order, words) in ORDERS.items() if has_fit or order != Order.FIT],
        "order": next(name for name, (order, _) in ORDERS.items() if order == by_default),
        "places": _places(counts.get("departement", {}), asked),
        "regions": _regions(counts.get("departement", {}), asked),
        "radii": [(str(km), f"{km} km") for km in RADII],
        "radius": "".join(asked.get("rayon", ())) or str(USUAL),
        "lengths": [("", "Toutes"), *_lengths(months, asked)],
        "since": [("", "Toutes"), *((str(days), words) for days, words in SINCE)],
        "within": [("", "Toutes"), *((str(days), words) for days, words in WITHIN)],
        "checks": [
            ("metier", "Métier", _checks(counts.get("trade", {}), None, asked.get("metier", ()))),
            ("contrat", "Contrat", _checks(counts.get("kind", {}), KINDS, asked.get("contrat", ()))),
            ("teletravail", "Télétravail", _checks(counts.get("remote", {}), REMOTE, asked.get("teletravail", ()))),
            ("temps", "Temps de travail", _checks(counts.get("time", {}), TIMES, asked.get("temps", ()))),
            ("ouvert", "Qui peut postuler", _checks(counts.get("open", {}), OPEN, asked.get("ouvert", ()))),
            ("signe", "Ce que dit l’annonce", _checks(counts.get("label", {}), _signs(asked), asked.get("signe", ()))),
            ("salaire", "Salaire", _checks(counts.get("pay", {}), {"said": "salaire indiqué"}, asked.get("salaire", ()))),
        ],
    }  # fmt: skip


def _signs(asked: Asked) -> dict[str, str]:
    """Return the signs that the form proposes, and those that an address asked for besides."""
    return SIGNS | {code: WORDS[code] for code in asked.get("signe", ())}


def _checks(counts: Mapping[str, int], labels: Mapping[str, str] | None, chosen: Sequence[str]) -> Choices:
    """Return the choices that some offer has, or that are chosen: the most frequent first."""
    words = labels or {code: trade_fr(code) for code in {*counts, *chosen}}
    codes = [code for code in words if code and (counts.get(code) or code in chosen)]
    return [
        (code, f"{words[code]} ({number_fr(counts.get(code, 0))})")
        for code in sorted(codes, key=lambda code: (-counts.get(code, 0), words[code]))
    ]


def _places(counts: Mapping[str, int], asked: Asked) -> Choices:
    chosen = asked.get("departement", ())
    first = ("", "Ajouter un département" if chosen else "Tous les départements")
    codes = [code for code in departements() if counts.get(code) and code not in chosen]
    return [first, *((code, f"{departement_fr(code)} : {number_fr(counts[code])}") for code in codes)]


def _regions(counts: Mapping[str, int], asked: Asked) -> Choices:
    chosen, sums = asked.get("region", ()), Counter[str]()
    for code, number in counts.items():
        if region := region_of(code) if code else None:
            sums[region] += number
    first = ("", "Ajouter une région" if chosen else "Toutes les régions")
    return [
        first,
        *((name, f"{name} : {number_fr(sums[name])}") for name in sorted(sums) if name not in chosen),
    ]


def _lengths(months: int | None, asked: Asked) -> Choices:
    others = {*LENGTHS, *(int(one) for one in asked.get("duree", ()))} - {months}
    mine = [(str(months), f"{months} mois au moins : autant que mon contrat")] if months else []
    return [*mine, *((str(one), f"{one} mois au moins") for one in sorted(others))]
