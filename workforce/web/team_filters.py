"""The filters of the team list: they live in the address, in French, and each one in force is a tag that takes it away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from workforce.contracts.followed import AWAITED, LATE, Filter
from workforce.contracts.kinds import KIND_LABELS, Answer, ContractKind
from workforce.territories.departements import departement, departements
from workforce.wording import date_fr

Asked = dict[str, list[str]]  # Name of the address → what it says, in its order.

SORTS = {"fin": "end", "nom": "name", "structure": "employer", "departement": "departement"}
SORT_LABELS = {"fin": "fin de contrat", "nom": "nom", "structure": "structure", "departement": "département"}
STATES = {"en-cours": "running", "bientot": "ending", "termines": "ended", "sans-contrat": "none"}
STATE_LABELS = {
    "en-cours": "contrat en cours ou à venir",
    "bientot": "se termine d’ici six mois",
    "termines": "contrat terminé",
    "sans-contrat": "aucun contrat connu",
}
ANSWERS = {
    "renouvelle": str(Answer.RENEW),
    "perennise": str(Answer.MAKE_PERMANENT),
    "arrete": str(Answer.END),
    "indecise": str(Answer.UNKNOWN),
    "attendue": AWAITED,
    "en-retard": LATE,
}
ANSWER_LABELS = {
    "renouvelle": "l’employeur renouvelle",
    "perennise": "l’employeur pérennise",
    "arrete": "l’employeur ne renouvelle pas",
    "indecise": "l’employeur ne sait pas encore",
    "attendue": "réponse de l’employeur attendue",
    "en-retard": "réponse de l’employeur en retard",
}
DOUBTS = {"inconnues": "dates inconnues", "contradictoires": "dates contradictoires"}
BLOCS = {"1": "sans CCP1 noté", "2": "sans CCP2 noté", "3": "sans CCP3 noté"}
NO_DEPARTEMENT = "-"
LONGEST_SEARCH = 80  # Characters.
MOST_WORDS = 6


def label_of(code: str) -> str:
    """Return a département as a screen says it."""
    found = departement(code) if code else None
    return found.label if found else code or "département inconnu"


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).year > 1900
    except ValueError:
        return False


@dataclass(frozen=True)
class _Name:
    """A name of the address: what it may say, the words of its tag, and whether it may be said several times."""

    is_known: Callable[[str], bool]
    tag: Callable[[str], str]
    is_many: bool = False


NAMES: dict[str, _Name] = {
    "q": _Name(lambda v: len(v) <= LONGEST_SEARCH, lambda v: f"« {v} »"),
    "departement": _Name(
        lambda v: v == NO_DEPARTEMENT or v in departements(), lambda v: label_of(v.strip("-")), is_many=True
    ),
    "apres": _Name(_is_date, lambda v: f"fin à partir du {date_fr(date.fromisoformat(v))}"),
    "avant": _Name(_is_date, lambda v: f"fin d’ici le {date_fr(date.fromisoformat(v))}"),
    "type": _Name(lambda v: v in set(ContractKind), lambda v: KIND_LABELS[ContractKind(v)], is_many=True),
    "etat": _Name(STATES.__contains__, STATE_LABELS.__getitem__, is_many=True),
    "reponse": _Name(ANSWERS.__contains__, ANSWER_LABELS.__getitem__, is_many=True),
    "dates": _Name(DOUBTS.__contains__, DOUBTS.__getitem__, is_many=True),
    "bloc": _Name(BLOCS.__contains__, BLOCS.__getitem__, is_many=True),
    "suite": _Name(lambda v: v == "aucune", lambda _: "aucune suite connue"),
    "acces": _Name(lambda v: v == "aucun", lambda _: "pas encore d’accès"),
    "tri": _Name(lambda v: v in SORTS and v != "fin", lambda v: f"tri par {SORT_LABELS[v]}"),
}


def asked_of(arguments: MultiDict[str, str]) -> Asked:
    """Keep, of an address, the filters that mean something."""
    found: Asked = {}
    for name, known in NAMES.items():
        said = [value.replace("\x00", "").strip() for value in arguments.getlist(name)]
        values = list(dict.fromkeys(value for value in said if value and known.is_known(value)))
        if values:
            found[name] = values if known.is_many else values[:1]
    return found


def filter_of(asked: Mapping[str, Sequence[str]]) -> Filter:
    """Turn the filters of an address into those of the room."""

    def day(name: str) -> date | None:
        return date.fromisoformat(asked[name][0]) if name in asked else None

    def several(name: str) -> Sequence[str]:
        return asked.get(name, ())

    return Filter(
        words=tuple(" ".join(several("q")).split()[:MOST_WORDS]),
        departements=tuple("" if code == NO_DEPARTEMENT else code for code in several("departement")),
        ends_from=day("apres"),
        ends_before=day("avant"),
        kinds=tuple(several("type")),
        states=tuple(STATES[one] for one in several("etat")),
        answers=tuple(ANSWERS[one] for one in several("reponse")),
        missing=tuple(int(one) for one in several("bloc")),
        is_unknown="inconnues" in several("dates"),
        is_conflicting="contradictoires" in several("dates"),
        is_without_plan="suite" in asked,
        is_without_account="acces" in asked,
        sort=SORTS[asked["tri"][0]] if "tri" in asked else "end",
    )


def tags_of(asked: Asked, network_id: int) -> list[tuple[str, str]]:
    """Return each filter in force, with the address that goes without it."""

    def without(name: str, value: str) -> str:
        others: Any = {key: [v for v in said if (key, v) != (name, value)] for key, said in asked.items()}
        return url_for("coordinator.team", network_id=network_id, **others)

    return [
        (NAMES[name].tag(value), without(name, value)) for name, values in asked.items() for value in values
    ]


def words_of(asked: Asked) -> str:
    """Return the filters in force in one sentence, for whoever reads an export."""
    found = [NAMES[name].tag(value) for name, values in asked.items() for value in values]
    return f"Filtres : {' ; '.join(found)}." if found else "Sans filtre : toute l’équipe."


def choices(codes: Sequence[str], asked: Asked) -> dict[str, list[tuple[str, str]]]:
    """Return what each field of the form proposes; a département already chosen is not proposed again."""
    chosen = asked.get("departement", ())
    others = [(code or NO_DEPARTEMENT, label_of(code)) for code in codes]
    first = "Ajouter un département" if chosen else "Tous"
    return {
        "departement": [("", first), *((code, label) for code, label in others if code not in chosen)],
        "type": [(str(kind), label) for kind, label in KIND_LABELS.items()],
        "etat": list(STATE_LABELS.items()),
        "reponse": list(ANSWER_LABELS.items()),
        "dates": list(DOUBTS.items()),
        "bloc": list(BLOCS.items()),
        "tri": list(SORT_LABELS.items()),
    }
