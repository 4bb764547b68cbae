"""A search as an address says it, in French: the names it knows, the words of each, and the search they stand for. Pure.

What an address says that means nothing is left out; nothing of it is an error.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workforce.offers.search import nearness
from workforce.offers.search.asked_search import Order, Search
from workforce.offers.search.asking import LONGEST, understood
from workforce.offers.search.narrowing import LONGEST_MONTHS, MOST_DAYS, Narrowing
from workforce.offers.understanding.precarity import WORDS
from workforce.offers.understanding.trades import BY_CODE
from workforce.offers.words import KINDS
from workforce.territories.departements import departement, departements
from workforce.wording import plural_fr

Asked = dict[str, list[str]]  # Name in the address → what it says, in its order.
REMOTE = {"full": "à distance", "partial": "télétravail en partie", "none": "sur place"}
TIMES = {"full": "temps plein", "part": "temps partiel"}
OPEN = {"yes": "ouvert aux contractuels", "no": "réservé aux titulaires"}
ORDERS = {
    "correspondance": (Order.FIT, "ce qui me correspond"),
    "date": (Order.NEWEST, "les plus récentes"),
    "cloture": (Order.CLOSING, "bientôt closes"),
    "mots": (Order.NEAREST, "mes mots dans l’intitulé"),
}
REGIONS = frozenset(one.region for one in departements().values())


@dataclass(frozen=True)
class Name:
    """A name of the address: the filter it stands for, what it may say, how a tag says it, and whether several times."""

    filter: str  # Empty for what is no filter.
    is_known: Callable[[str], bool]
    tag: Callable[[str], str]
    is_many: bool = False


def _is_number(value: str, most: int) -> bool:
    return value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= most


def _within(words: str) -> Callable[[str], str]:
    return lambda value: f"{words} {value} {plural_fr(int(value), 'jour')}"


def _place(code: str) -> str:
    found = departement(code)
    return found.label if found else code


def _around(typed: str) -> str:
    found = nearness.meant(typed)
    return f"autour de {nearness.said(found) if found else typed}"


NAMES: dict[str, Name] = {
    "mots": Name("", lambda v: len(v) <= LONGEST, lambda v: f"« {v} »"),
    "exact": Name("", lambda v: v == "1", lambda _: "seulement mes mots"),
    "region": Name("region", REGIONS.__contains__, str, is_many=True),
    "departement": Name("departement", lambda v: v in departements(), _place, is_many=True),
    "autour": Name("near", lambda v: nearness.meant(v) is not None, _around),
    "rayon": Name(
        "",
        lambda v: _is_number(v, max(nearness.RADII)) and int(v) in nearness.RADII,
        lambda v: f"à moins de {v} km",
    ),
    "metier": Name("trade", BY_CODE.__contains__, lambda v: BY_CODE[v].label_fr, is_many=True),
    "contrat": Name("kind", KINDS.__contains__, KINDS.__getitem__, is_many=True),
    "duree": Name(
        "months", lambda v: _is_number(v, LONGEST_MONTHS), lambda v: f"{v} mois au moins, ou sans fin"
    ),
    "teletravail": Name("remote", REMOTE.__contains__, REMOTE.__getitem__, is_many=True),
    "salaire": Name("pay", lambda v: v == "said", lambda _: "salaire indiqué"),
    "temps": Name("time", TIMES.__contains__, TIMES.__getitem__, is_many=True),
    "ouvert": Name("open", OPEN.__contains__, OPEN.__getitem__, is_many=True),
    "signe": Name("label", WORDS.__contains__, WORDS.__getitem__, is_many=True),
    "depuis": Name("published", lambda v: _is_number(v, MOST_DAYS), _within("publiée depuis moins de")),
    "ferme": Name("closing", lambda v: _is_number(v, MOST_DAYS), _within("se ferme d’ici")),
    "tri": Name("", ORDERS.__contains__, lambda v: f"tri : {ORDERS[v][1]}"),
}
ADDRESS_OF = {known.filter: name for name, known in NAMES.items() if known.filter}
NOT_TAGGED = frozenset(
    {"tri", "rayon"}
)  # A list always has an order, a circle its size: chosen, not taken away.
LEANS_ON = {"exact": "mots", "rayon": "autour"}  # What says nothing alone → what it is said of.


def asked_of(said: Callable[[str], Iterable[str]]) -> Asked:
    """Keep, of an address, what means something. `said`: name → its values."""
    found: Asked = {}
    for name, known in NAMES.items():
        typed = (value.replace("\x00", "").strip() for value in said(name))
        values = list(dict.fromkeys(value for value in typed if value and known.is_known(value)))
        if values:
            found[name] = values if known.is_many else values[:1]
    return {name: values for name, values in found.items() if LEANS_ON.get(name, name) in found}


def kept(asked: Mapping[str, Any]) -> Asked:
    """Return what was kept of an address, as far as it still means something; one value may stand alone."""

    def said(name: str) -> list[str]:
        values = asked.get(name, ())
        return [values] if isinstance(values, str) else [str(value) for value in values]

    return asked_of(said)


def order_of(asked: Asked, *, has_fit: bool) -> Order:
    """Return how a list is put: as asked, else the best fit first where there is somebody to fit and no word to look for."""
    if "tri" in asked and (has_fit or ORDERS[asked["tri"][0]][0] != Order.FIT):
        return ORDERS[asked["tri"][0]][0]
    return Order.FIT if has_fit and "mots" not in asked else Order.NEWEST


def search_of(asked: Asked, order: Order | None = None, adviser_id: int | None = None) -> Search:
    """Return the search that an address stands for; without a `tri`, in this order."""
    words = " ".join(asked.get("mots", ()))
    question = understood(words, with_synonyms="exact" not in asked)
    values = {NAMES[name].filter: tuple(said) for name, said in asked.items() if NAMES[name].filter}
    if place := nearness.meant("".join(asked.get("autour", ()))):
        values["near"] = (place.code, _radius(asked))
    chosen = ORDERS[asked["tri"][0]][0] if "tri" in asked else order
    return Search(question, Narrowing(values), chosen or Order.NEWEST, adviser_id)


def tags_of(asked: Asked) -> list[tuple[str, Asked]]:
    """Return each filter in force in words, with the address that goes without it."""
    return [
        (tag_of(asked, name, value), _without(asked, name, value))
        for name, values in asked.items()
        if name not in NOT_TAGGED
        for value in values
    ]


def tag_of(asked: Asked, name: str, value: str) -> str:
    """Return one filter in words, with what leans on it."""
    tag = NAMES[name].tag(value)
    return f"à moins de {_radius(asked)} km, {tag}" if name == "autour" else tag


def words_of(asked: Asked) -> str:
    """Return a search in one line, as its card and its letters say it."""
    return ", ".join(words for words, _ in tags_of(asked)) or "toutes les offres"


def _without(asked: Asked, name: str, value: str) -> Asked:
    left = {key: [one for one in values if (key, one) != (name, value)] for key, values in asked.items()}
    return {key: values for key, values in left.items() if values and left.get(LEANS_ON.get(key, key))}


def _radius(asked: Asked) -> str:
    return "".join(asked.get("rayon", ())) or str(nearness.USUAL)
