"""Where advisers go next: job families with the blocs and certificates they ask for, as data."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any


class Fate(StrEnum):
    """What becomes of a certificate when the person leaves their employer."""

    PORTABLE = "portable"
    LAPSES = "lapses"  # It was the structure's.
    DATED = "dated"  # Kept, and worth what it was on its day.


@dataclass(frozen=True)
class Certificate:
    """A certificate or habilitation, and what becomes of it when the person leaves."""

    code: str
    name: str
    spoken: str  # As a sentence says it: `la formation Aidants Connect`.
    fate: Fate
    note: str
    fulfils: tuple[str, ...]  # Codes that it answers when a job asks for them.

    @property
    def is_portable(self) -> bool:
        """Tell whether the person keeps it on leaving the employer."""
        return self.fate is not Fate.LAPSES


@dataclass(frozen=True)
class Appellation:
    """One job name of a ROME sheet; its label may be left to the ROME itself."""

    code: str
    label: str | None


@dataclass(frozen=True)
class Rome:
    """A ROME sheet, narrowed to some of its appellations when there are any."""

    code: str
    appellations: tuple[Appellation, ...]


@dataclass(frozen=True)
class JobFamily:
    """One kind of next job. A bloc is asked for by its number, whatever its generation."""

    code: str  # The same in the offers that are of it.
    label: str
    romes: tuple[Rome, ...]
    ccp_numbers: tuple[int, ...]
    certificates: tuple[str, ...]
    note: str
    is_civil_service: bool  # Its posts are often a civil servant's: is an offer open to others?


@dataclass(frozen=True)
class Catalogue:
    """The job families and the certificates that they may ask for."""

    families: tuple[JobFamily, ...]
    certificates: tuple[Certificate, ...]

    def certificate(self, code: str) -> Certificate:
        """Return the certificate of this code."""
        return next(one for one in self.certificates if one.code == code)

    def family(self, code: str) -> JobFamily:
        """Return the job family of this code. Raises StopIteration where there is none."""
        return next(one for one in self.families if one.code == code)

    def fulfilled(self, held: Iterable[str]) -> frozenset[str]:
        """Return the certificates that these answer for, themselves included."""
        known = [self.certificate(code) for code in held]
        return frozenset(code for one in known for code in (one.code, *one.fulfils))

    def families_of(self, rome: str, appellation: str | None = None) -> tuple[JobFamily, ...]:
        """Return the families of a ROME code; a known appellation chooses among those that share a sheet."""
        sharing = tuple(one for one in self.families if any(rome == sheet.code for sheet in one.romes))
        naming = tuple(one for one in sharing if appellation in _appellations(one, rome))
        return naming or sharing


@lru_cache(maxsize=1)
def shipped() -> Catalogue:
    """Return the catalogue that comes with the product."""
    return parse(resources.files(__package__).joinpath("job_families.json").read_text("utf-8"))


def parse(text: str) -> Catalogue:
    """Read a catalogue from its JSON text, and refuse a family that asks for an unknown certificate."""
    data = json.loads(text)
    certificates = tuple(
        Certificate(**{**row, "fate": Fate(row["fate"]), "fulfils": tuple(row["fulfils"])})
        for row in data["certificates"]
    )
    families = tuple(_family(row) for row in data["job_families"])
    known = {one.code for one in certificates}
    for family in families:
        if unknown := set(family.certificates) - known:
            raise ValueError(f"La famille {family.code} demande un certificat inconnu : {sorted(unknown)}.")
    return Catalogue(families, certificates)


def _family(row: dict[str, Any]) -> JobFamily:
    romes = tuple(
        Rome(rome["code"], tuple(Appellation(**one) for one in rome["appellations"])) for rome in row["romes"]
    )
    lists = {"ccp_numbers": tuple(row["ccp_numbers"]), "certificates": tuple(row["certificates"])}
    return JobFamily(**{**row, **lists, "romes": romes})


def _appellations(family: JobFamily, rome: str) -> frozenset[str]:
    return frozenset(one.code for sheet in family.romes if sheet.code == rome for one in sheet.appellations)
