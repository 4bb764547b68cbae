"""Are these two records one person, or one structure? Points for each sign, each said in French. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from workforce.duplicates import keys

PROPOSED_FROM = 40  # Points: below, nobody is asked.
LIKELY_FROM, NEARLY_SURE_FROM = 60, 85
NEAR_NAME, NEAR_PART = 0.9, 0.75  # Of the letters in common.
NEAR_STRUCTURE = 0.85


@dataclass(frozen=True)
class Spell:
    """A contract, as far as likeness goes."""

    employer_id: int
    start: date | None
    last_day: date | None


@dataclass(frozen=True)
class PersonFacts:
    """What is known of a person."""

    id: int
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    commune: str = ""
    departement: str = ""
    accounts: tuple[str, ...] = ()  # Addresses they sign in with.
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class StructureFacts:
    """What is known of an employer."""

    id: int
    name: str
    siret: str | None = None
    external_id: str | None = None
    commune: str = ""
    postal_code: str = ""
    departement: str = ""


@dataclass(frozen=True)
class Sign:
    """Something that speaks for likeness; with no points or fewer, against it."""

    points: int
    words: str


@dataclass(frozen=True)
class Resemblance:
    """How alike two records are, why, and what speaks against it."""

    score: int  # 0 to 100.
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]

    @property
    def is_proposed(self) -> bool:
        """Tell whether somebody should compare the two."""
        return self.score >= PROPOSED_FROM


def confidence(score: int) -> str:
    """Return the points in words."""
    if score >= NEARLY_SURE_FROM:
        return "presque certain"
    return "probable" if score >= LIKELY_FROM else "possible"


def people(one: PersonFacts, other: PersonFacts) -> Resemblance:
    """Compare two people. Without a name in common, nothing else counts."""
    name = _names(one, other)
    if name is None:
        return Resemblance(0, (), ())
    return _weigh([name, *_addresses(one, other), *_places(one, other), *_work(one, other)])


def structures(one: StructureFacts, other: StructureFacts) -> Resemblance:
    """Compare two employers. Two kinds of structure in one town are two structures."""
    classes = {keys.structure_class(one.name), keys.structure_class(other.name)} - {""}
    name = None if len(classes) > 1 else _structure_names(one, other)
    numbers = list(_numbers(one, other))
    if name is None and not any(sign.points > 50 for sign in numbers):
        return Resemblance(0, (), ())
    return _weigh([*([name] if name else []), *numbers])


def _weigh(signs: Iterable[Sign]) -> Resemblance:
    signs = list(signs)
    score = min(100, max(0, sum(sign.points for sign in signs)))
    reasons = tuple(sign.words for sign in signs if sign.points > 0)
    return Resemblance(score, reasons, tuple(sign.words for sign in signs if sign.points <= 0))


def _names(one: PersonFacts, other: PersonFacts) -> Sign | None:
    mine, theirs = ((keys.joined(who.first_name), keys.joined(who.last_name)) for who in (one, other))
    if mine == theirs:
        is_same_spelling = (one.first_name, one.last_name) == (other.first_name, other.last_name)
        return Sign(50, "même nom" if is_same_spelling else "même nom, écrit autrement")
    if mine == theirs[::-1]:
        return Sign(45, "même nom, prénom et nom inversés")
    return _part_of_name(one, other) or _near_name(mine, theirs) or _same_first(one, other)


def _part_of_name(one: PersonFacts, other: PersonFacts) -> Sign | None:
    """Recognise a married name, a double name, a double first name cut short."""
    first, last = (
        [set(keys.name_words(getattr(who, field))) for who in (one, other)]
        for field in ("first_name", "last_name")
    )
    is_within = [a <= b or b <= a for a, b in (first, last)]
    if not all(is_within):
        return None
    words = "même prénom, nom composé" if first[0] == first[1] else "même nom, prénom composé"
    return Sign(30, words)


def _near_name(mine: tuple[str, str], theirs: tuple[str, str]) -> Sign | None:
    parts = [_likeness(a, b) for a, b in zip(mine, theirs, strict=True)]
    is_near = min(parts) >= NEAR_PART and _likeness(" ".join(mine), " ".join(theirs)) >= NEAR_NAME
    return Sign(30, "noms très proches") if is_near else None


def _same_first(one: PersonFacts, other: PersonFacts) -> Sign | None:
    """Keep the first name alone: a marriage may have changed all of the last one."""
    return Sign(10, "même prénom") if keys.joined(one.first_name) == keys.joined(other.first_name) else None


def _addresses(one: PersonFacts, other: PersonFacts) -> Iterable[Sign]:
    mine, theirs = (
        {keys.mailbox(address) for address in (who.email, *who.accounts) if address} for who in (one, other)
    )
    if mine & theirs:
        yield Sign(45, "même adresse électronique")
    elif _boxes(mine) & _boxes(theirs) - (_named(one) & _named(other)):
        yield Sign(20, "même début d’adresse électronique")
    elif mine and theirs:
        yield Sign(0, "adresses électroniques différentes")
    if keys.phone(one.phone) and keys.phone(one.phone) == keys.phone(other.phone):
        yield Sign(25, "même numéro de téléphone")
    elif keys.phone(one.phone) and keys.phone(other.phone):
        yield Sign(-5, "numéros de téléphone différents")
    if one.accounts and other.accounts and not set(one.accounts) & set(other.accounts):
        yield Sign(-5, "chacune a son compte")


def _boxes(addresses: set[str]) -> set[str]:
    return {keys.mailbox_name(address) for address in addresses} - {""}


def _named(who: PersonFacts) -> set[str]:
    """Return the mailboxes that anybody of this name would have: they tell nothing more than the name."""
    first, last = keys.joined(who.first_name), keys.joined(who.last_name)
    return {first + last, last + first, first[:1] + last}


def _places(one: PersonFacts, other: PersonFacts) -> Iterable[Sign]:
    if one.departement and other.departement and one.departement != other.departement:
        yield Sign(-10, "départements différents")
    elif one.commune and keys.joined(one.commune) == keys.joined(other.commune):
        yield Sign(10, "même commune")


def _work(one: PersonFacts, other: PersonFacts) -> Iterable[Sign]:
    pairs = [(mine, theirs) for mine in one.spells for theirs in other.spells]
    here = [(mine, theirs) for mine, theirs in pairs if mine.employer_id == theirs.employer_id]
    if any(_same_dates(mine, theirs) for mine, theirs in here):
        yield Sign(35, "mêmes dates de contrat dans la même structure")
    elif here:
        yield Sign(15, "même structure employeuse")
    elif any(_share_days(mine, theirs) for mine, theirs in pairs):
        yield Sign(-10, "deux contrats en même temps dans deux structures")


def _same_dates(one: Spell, other: Spell) -> bool:
    starts = one.start is not None and one.start == other.start
    return starts or (one.last_day is not None and one.last_day == other.last_day)


def _share_days(one: Spell, other: Spell) -> bool:
    if one.start is None or other.start is None:
        return False
    return one.start <= (other.last_day or date.max) and other.start <= (one.last_day or date.max)


def _structure_names(one: StructureFacts, other: StructureFacts) -> Sign | None:
    mine, theirs = keys.structure_words(one.name), keys.structure_words(other.name)
    is_here = _same_place(one, other)
    if sorted(mine) == sorted(theirs):
        written = "même nom" if one.name == other.name else "même nom, écrit autrement"
        if is_here:
            return Sign(60, f"{written}, et même commune")
        if one.departement and one.departement == other.departement and not _two_places(one, other):
            return Sign(45, f"{written}, et même département")
        return None
    is_within = set(mine) < set(theirs) or set(theirs) < set(mine)
    is_near = is_within or _likeness(" ".join(mine), " ".join(theirs)) >= NEAR_STRUCTURE
    return Sign(40, "noms proches dans la même commune") if is_near and is_here else None


def _same_place(one: StructureFacts, other: StructureFacts) -> bool:
    same_code = one.postal_code and one.postal_code == other.postal_code
    same_town = one.commune and keys.joined(one.commune) == keys.joined(other.commune)
    return bool(same_code or (same_town and one.departement == other.departement))


def _two_places(one: StructureFacts, other: StructureFacts) -> bool:
    return bool(
        (one.commune and other.commune) or (one.postal_code and other.postal_code)
    ) and not _same_place(one, other)


def _numbers(one: StructureFacts, other: StructureFacts) -> Iterable[Sign]:
    mine, theirs = keys.siren(one.siret), keys.siren(other.siret)
    if one.siret and one.siret == other.siret:
        yield Sign(90, "même SIRET")
    elif mine and mine == theirs:
        yield Sign(15, "même SIREN : un seul employeur, peut-être deux établissements")
    elif mine and theirs:
        yield Sign(-40, "SIREN différents : deux personnes morales")
    if one.external_id and one.external_id == other.external_id:
        yield Sign(90, "même numéro dans le dispositif")
    elif one.external_id and other.external_id:
        yield Sign(-15, "numéros différents dans le dispositif")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
