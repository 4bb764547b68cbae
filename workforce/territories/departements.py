"""The 101 départements of France by code: names, regions, neighbours, and the code hidden in an address."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

CODE = re.compile(r"0*(?P<corsica>2[AB])|0*(?P<overseas>97\d)|0{0,2}(?P<mainland>\d{1,2})", re.IGNORECASE)
POSTAL = re.compile(r"\d{5}")
INSEE = re.compile(r"(\d{2}|2[AB])\d{3}", re.IGNORECASE)
NOT_IN_GUADELOUPE = frozenset(
    {"97133", "97150"}
)  # Saint-Barthélemy and Saint-Martin keep an old postal code.
SOUTH_CORSICA = (
    "200",
    "201",
)  # First digits of the postal codes of Corse-du-Sud; the other 20… are Haute-Corse.


@dataclass(frozen=True)
class Departement:
    """One département, with the codes of those that share a land border with it."""

    code: str
    name: str
    region: str
    neighbours: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the words for a screen: `Var (83)`."""
        return f"{self.name} ({self.code})"


@lru_cache(maxsize=1)
def departements() -> Mapping[str, Departement]:
    """Return every département by code, in the order of codes."""
    text = resources.files(__package__).joinpath("departements.json").read_text("utf-8")
    return {
        row["code"]: Departement(**{**row, "neighbours": tuple(row["neighbours"])})
        for row in json.loads(text)
    }


def departement(code: str) -> Departement | None:
    """Return the département of this code, written in any usual way."""
    known = normalise(code)
    return departements()[known] if known else None


def region_of(code: str) -> str | None:
    """Return the name of the region that holds this département."""
    found = departement(code)
    return found.region if found else None


def neighbours(code: str) -> tuple[str, ...]:
    """Return the codes of the départements that share a land border with this one."""
    found = departement(code)
    return found.neighbours if found else ()


@lru_cache(maxsize=1024)
def normalise(code: str) -> str | None:
    """Return the usual code (`083` → `83`, `02A` → `2A`, `1` → `01`), or nothing for an unknown one."""
    match = CODE.fullmatch(code.strip())
    if not match:
        return None
    plain = match["corsica"] or match["overseas"] or match["mainland"].zfill(2)
    return plain.upper() if plain.upper() in departements() else None


def code_from_postal(postal: str) -> str | None:
    """Return the département that a postal code most often means: a few communes borrow a neighbour's."""
    digits = postal.strip().replace(" ", "")
    if not POSTAL.fullmatch(digits) or digits in NOT_IN_GUADELOUPE:
        return None
    if digits.startswith("20"):
        return "2A" if digits.startswith(SOUTH_CORSICA) else "2B"
    return normalise(digits[:3] if digits.startswith("97") else digits[:2])


def code_from_insee(insee: str) -> str | None:
    """Return the département of a commune's INSEE code."""
    plain = insee.strip().upper()
    if not INSEE.fullmatch(plain):
        return None
    return normalise(plain[:3] if plain.startswith("97") else plain[:2])


def departements_of_region(region: str) -> frozenset[str]:
    """Return the codes of the départements of a region; none for an unknown region."""
    return frozenset(code for code, one in departements().items() if one.region == region)
