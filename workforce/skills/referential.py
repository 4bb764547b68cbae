"""The referential: titles, their blocs (CCP) and competences, by generation: data, read and checked here.

A wording that is not known is absent (`None`) and shown as « à compléter »: nothing is ever invented.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from workforce.wording import list_fr

TO_COMPLETE = "libellé à compléter"
TO_CONFIRM = "équivalence à confirmer"


class ReferentialError(ValueError):
    """The data contradict themselves; the message lists every fault, in French, for whoever edits them."""


class EquivalenceStatus(StrEnum):
    """What is known of an equivalence between two blocs."""

    OFFICIAL = "official"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CompetenceVersion:
    """One competence of one bloc, and the words by which people tell that they practised it."""

    code: str
    number: int
    name: str
    words: tuple[str, ...] = ()  # As people write them; a final * stands for any ending.


@dataclass(frozen=True)
class CCPVersion:
    """One bloc of one title; its number is its place (CCP1, CCP2, CCP3) across generations."""

    code: str
    title: str
    number: int
    name: str | None
    competences: tuple[CompetenceVersion, ...]

    @property
    def short_name(self) -> str:
        """Return the few words that fit in a sentence: `CCP2 du titre REMN`."""
        return f"CCP{self.number} du titre {self.title}"

    @property
    def label(self) -> str:
        """Return the bloc's full wording, or say that it is still to be completed."""
        return f"CCP{self.number} · {self.name or TO_COMPLETE}"


@dataclass(frozen=True)
class TitleVersion:
    """One generation of the title, with the dates between which it could be registered for."""

    code: str
    generation: int
    name: str
    rncp: str | None
    reference: str
    level: int | None
    nsf: str | None
    starts_on: date | None
    ends_on: date | None
    successor: str | None
    is_complete: bool
    note: str
    ccps: tuple[CCPVersion, ...]


@dataclass(frozen=True)
class Equivalence:
    """A bloc that may stand for a bloc of another generation: by an official text, or not known yet."""

    from_ccp: str
    to_ccp: str
    status: EquivalenceStatus
    source: str | None = None


@dataclass(frozen=True)
class Referential:
    """Every title that a person may hold blocs of."""

    titles: tuple[TitleVersion, ...]
    equivalences: tuple[Equivalence, ...] = field(default=())

    @cached_property
    def by_title(self) -> Mapping[str, TitleVersion]:
        """Return each title by its code."""
        return {title.code: title for title in self.titles}

    @cached_property
    def by_ccp(self) -> Mapping[str, CCPVersion]:
        """Return each bloc by its code."""
        return {ccp.code: ccp for title in self.titles for ccp in title.ccps}

    def title_of(self, ccp_code: str) -> TitleVersion:
        """Return the title that this bloc belongs to."""
        return self.by_title[self.by_ccp[ccp_code].title]

    def chain(self, title: TitleVersion) -> Iterator[TitleVersion]:
        """Go through this title, then its successors in turn."""
        following: TitleVersion | None = title
        while following:
            yield following
            following = self.by_title[following.successor] if following.successor else None


@lru_cache(maxsize=1)
def shipped() -> Referential:
    """Return the referential that comes with the product."""
    return parse(resources.files(__package__).joinpath("referential.json").read_text("utf-8"))


def parse(text: str) -> Referential:
    """Read a referential from its JSON text, and refuse one that contradicts itself."""
    try:
        data = json.loads(text)
        referential = Referential(
            tuple(_title(row) for row in data["titles"]),
            tuple(_equivalence(row) for row in data.get("equivalences", ())),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReferentialError(f"Le référentiel est illisible : {error!r}.") from error
    if faults := tuple(faults_of(referential)):
        raise ReferentialError("\n".join(faults))
    return referential


def ccps_fr(ccps: Sequence[CCPVersion]) -> str:
    """Return `le CCP2 et le CCP3`."""
    return list_fr([f"le CCP{ccp.number}" for ccp in ccps])


def faults_of(referential: Referential) -> Iterator[str]:
    """Tell everything in the data that contradicts the rest, in French sentences."""
    yield from _repeated_codes(referential)
    for title in referential.titles:
        yield from _title_faults(referential, title)
    for equivalence in referential.equivalences:
        yield from _equivalence_faults(referential, equivalence)


def _title(row: Mapping[str, Any]) -> TitleVersion:
    return TitleVersion(
        code=row["code"],
        generation=int(row["generation"]),
        name=row["name"],
        rncp=row.get("rncp"),
        reference=row.get("reference", ""),
        level=row.get("level"),
        nsf=row.get("nsf"),
        starts_on=_date(row.get("starts_on")),
        ends_on=_date(row.get("ends_on")),
        successor=row.get("successor"),
        is_complete=row.get("is_complete", True),
        note=row.get("note", ""),
        ccps=tuple(_ccp(row["code"], ccp) for ccp in row["ccps"]),
    )


def _ccp(title: str, row: Mapping[str, Any]) -> CCPVersion:
    competences = tuple(
        CompetenceVersion(**{**competence, "words": tuple(competence.get("words", ()))})
        for competence in row["competences"]
    )
    return CCPVersion(row["code"], title, int(row["number"]), row["name"], competences)


def _equivalence(row: Mapping[str, Any]) -> Equivalence:
    status = EquivalenceStatus(row["status"])
    return Equivalence(row["from_ccp"], row["to_ccp"], status, row.get("source"))


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _repeated_codes(referential: Referential) -> Iterator[str]:
    ccps = [ccp for title in referential.titles for ccp in title.ccps]
    codes = [title.code for title in referential.titles] + [ccp.code for ccp in ccps]
    codes += [competence.code for ccp in ccps for competence in ccp.competences]
    for code, count in Counter(codes).items():
        if count > 1:
            yield f"Le code {code} est utilisé {count} fois."


def _title_faults(referential: Referential, title: TitleVersion) -> Iterator[str]:
    if title.starts_on and title.ends_on and title.ends_on <= title.starts_on:
        yield f"Le titre {title.code} se termine avant de commencer."
    if len({ccp.number for ccp in title.ccps}) < len(title.ccps):
        yield f"Deux blocs du titre {title.code} portent le même numéro."
    if title.is_complete and not (title.ccps and all(ccp.name and ccp.competences for ccp in title.ccps)):
        yield f"Le titre {title.code} est dit complet, mais un bloc n’a pas de libellé ou de compétences."
    successor = referential.by_title.get(title.successor or "")
    if title.successor and not successor:
        yield f"Le titre {title.code} a pour successeur un titre inconnu : {title.successor}."
    if successor and successor.generation <= title.generation:
        yield f"Le titre {title.code} a pour successeur un titre plus ancien : {successor.code}."


def _equivalence_faults(referential: Referential, equivalence: Equivalence) -> Iterator[str]:
    unknown: Sequence[str] = [
        code for code in (equivalence.from_ccp, equivalence.to_ccp) if code not in referential.by_ccp
    ]
    for code in unknown:
        yield f"Une équivalence cite un bloc inconnu : {code}."
    way = f"{equivalence.from_ccp} → {equivalence.to_ccp}"
    if not unknown and referential.title_of(equivalence.from_ccp) == referential.title_of(equivalence.to_ccp):
        yield f"L’équivalence {way} relie deux blocs du même titre."
    if equivalence.status is EquivalenceStatus.OFFICIAL and not equivalence.source:
        yield f"L’équivalence {way} est dite officielle sans source."
