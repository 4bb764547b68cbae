"""The communes of France: codes, names, postal codes, a point; and which one some words mean. Pure, apart from its table.

The table is compiled at the set-up (assets/communes.py) and read the first time that a commune is asked for.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import islice, takewhile
from math import asin, cos, radians, sin, sqrt

from workforce.french_dates import folded
from workforce.territories.departements import code_from_insee, code_from_postal

EARTH = 12_742.0  # Kilometres across.
SHORTEST = 4  # Letters of a name cut short.
NOT_ENOUGH = frozenset({"saint", "sainte", "ville", "villeneuve", "mont", "pont", "bois", "notre dame"})
ARTICLES = ("le ", "la ", "les ", "l ")
# The three cities that post and employment offices part into arrondissements, and how their postal codes begin.
PARTED = {"paris": "750", "lyon": "690", "marseille": "130"}
_WHERE = re.compile(r"\b(paris|lyon|marseille) (?:0?(\d{1,2}))(?: ?(?:er?|eme|e))?(?: arrondissement)?$")
_SHORT = (
    (re.compile(r"\bst\b"), "saint"),
    (re.compile(r"\bste\b"), "sainte"),
    (re.compile(r"\bs/ ?"), "sur "),
)
_CEDEX = re.compile(r"\s+cedex\b.*$")

Point = tuple[float, float]  # Latitude and longitude, degrees.


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today."""

    code: str  # INSEE.
    name: str
    postal_codes: tuple[str, ...]
    population: int
    point: Point | None  # The middle of its territory.

    @property
    def departement(self) -> str:
        """Return the code of its département."""
        return code_from_insee(self.code) or ""


def distance_km(one: Point, other: Point) -> float:
    """Return the distance between two points as the crow flies, kilometres."""
    (up, left), (down, right) = (map(radians, point) for point in (one, other))
    chord = sin((down - up) / 2) ** 2 + cos(up) * cos(down) * sin((right - left) / 2) ** 2
    return EARTH * asin(sqrt(chord))


@lru_cache(maxsize=4096)
def commune(code: str) -> Commune | None:
    """Return the commune of an INSEE code."""
    line = _lines().get(code.strip().upper())
    if line is None:
        return None
    known, name, postal_codes, population, latitude, longitude, _ = line.split("\t")
    point = (float(latitude), float(longitude)) if latitude else None
    return Commune(known, name, tuple(postal_codes.split()), int(population), point)


def named(words: str) -> tuple[Commune, ...]:
    """Return the communes of today that bear a name, else those that have taken in a commune of that name.

    Hyphens, accents, « St », a missing article and « Cedex » do not count.
    """
    key = key_of(words)
    return next((found for index in _names() if (found := _known(index, key))), ())


@lru_cache(maxsize=4096)
def resolve(words: str, departement: str | None = None, postal_code: str | None = None) -> Commune | None:
    """Return the commune that a name means, if only one can be meant: a name borne twice needs its postal code or département."""
    key, own_postal = _parted(key_of(words))
    postal = postal_code or own_postal
    where = departement or (code_from_postal(postal) if postal else None)
    for index in _names():
        found = _known(index, key)
        served = [one for one in found if postal and postal in one.postal_codes]
        around = served or [one for one in found if where is None or one.departement == where]
        if around:
            return around[0] if len(around) == 1 else None
    return _shortened(key, where) if where else None


def of_postal_code(postal_code: str) -> tuple[Commune, ...]:
    """Return the communes that a postal code serves."""
    return tuple(one for code in _by_postal_code().get(postal_code, "").split() if (one := commune(code)))


def postal_code_of(words: str) -> str | None:
    """Return the postal code of an arrondissement: « Lyon 7e » is 69007."""
    return _parted(key_of(words))[1]


@lru_cache(maxsize=4096)
def key_of(words: str) -> str:
    """Return a name as names are compared: lower case, no accents or signs, « saint » written out."""
    plain = _CEDEX.sub("", folded(words))
    for pattern, whole in _SHORT:
        plain = pattern.sub(whole, plain)
    return " ".join(re.findall(r"[^\W_]+", plain))


def _parted(key: str) -> tuple[str, str | None]:
    """Return the name of a city without its arrondissement, and the postal code of that arrondissement."""
    found = _WHERE.search(key)
    if not found or not 1 <= int(found[2]) <= 20:
        return key, None
    return found[1], f"{PARTED[found[1]]}{int(found[2]):02}"


def read_now() -> None:
    """Read the table at once: a process that is about to be confined cannot later."""
    _lines()
    first_words()


def _known(index: Mapping[str, str], key: str) -> tuple[Commune, ...]:
    """Return the communes of a key, with or without an article before it."""
    keys = (key, *(article + key for article in ARTICLES)) if key else ()
    codes = next((index[one] for one in keys if one in index), "")
    return tuple(one for code in codes.split() if (one := commune(code)))


def _shortened(key: str, departement: str) -> Commune | None:
    """Return the only commune of a département whose name goes on after these words: « Brive », in Corrèze."""
    if len(key) < SHORTEST or key in NOT_ENOUGH:
        return None
    names, begins = _in_order(), f"{key} "
    first, today = bisect_left(names, begins), _names()[0]
    found = takewhile(lambda name: name.startswith(begins), islice(names, first, None))
    codes = [code for name in found for code in today[name].split()]
    begun = [code for code in codes if code_from_insee(code) == departement]
    return commune(begun[0]) if len(begun) == 1 else None


@lru_cache(maxsize=1)
def _in_order() -> list[str]:
    """Return the keys of the communes of today, sorted: those that begin alike stand together."""
    return sorted(_names()[0])


@lru_cache(maxsize=1)
def _lines() -> dict[str, str]:
    """Return the lines of the communes of today, by code."""
    return {line.partition("\t")[0]: line for line in _table() if line.endswith("\t")}


def _table() -> list[str]:
    table = resources.files(__package__).joinpath("communes.tsv")
    if not table.is_file():
        raise RuntimeError("communes.tsv is missing: `python assets/communes.py` compiles it.")
    return table.read_text("utf-8").splitlines()


@lru_cache(maxsize=1)
def _names() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the codes that a key stands for, parted by spaces: communes of today, and those that others are now part of."""
    lines = _table()
    written = folded("\n".join(line.split("\t", 2)[1] for line in lines))
    keys = re.sub(r"[^\w\n]+", " ", written).split("\n")
    today, former = dict[str, str](), dict[str, str]()
    for line, key in zip(lines, keys, strict=True):
        into = line.rpartition("\t")[2]
        index, code = (former, into) if into else (today, line.partition("\t")[0])
        known = index.get(key)
        index[key] = f"{known} {code}" if known and code not in known else code
    return today, former


@lru_cache(maxsize=1)
def first_words() -> frozenset[str]:
    """Return the first word of every name, articles left out: a text whose capitals begin none of these names no commune."""
    keys = (key.split() for index in _names() for key in index)
    return frozenset(
        {"st", "ste"}.union(key[1] if f"{key[0]} " in ARTICLES and key[1:] else key[0] for key in keys if key)
    )


@lru_cache(maxsize=1)
def _by_postal_code() -> Mapping[str, str]:
    served = defaultdict[str, str](str)
    for code, line in _lines().items():
        for postal in line.split("\t", 3)[2].split():
            served[postal] += f"{code} "
    return served
