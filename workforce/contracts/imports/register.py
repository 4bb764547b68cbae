"""Everything an import looks at, found by what files write: a SIRET, an address, a name. Pure, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from workforce.contracts.claims import ClaimSource
from workforce.contracts.imports.cells import plain
from workforce.contracts.imports.entries import (
    AdviserEntry,
    ContractEntry,
    ConventionEntry,
    EmployerEntry,
    Entry,
    MentionEntry,
    PostEntry,
)


@dataclass(frozen=True)
class Occasion:
    """Which file speaks, of which day, and how far its sender may write."""

    source: ClaimSource
    stated_on: date
    recorded_at: datetime
    departements: frozenset[str] | None = None  # None: the whole network.
    emails: frozenset[str] = frozenset()  # Of the whole file: two addresses are two people.
    occupied: dict[str, int] = field(
        default_factory=dict
    )  # Occupied posts of each employer, in the whole file.

    def covers(self, *departements: str) -> bool:
        """Tell whether all these départements are the sender's; one that is not known is nobody's."""
        return self.departements is None or self.departements.issuperset(departements)


class Change(str):
    """A sentence that says what a row changes in one field: « fin de contrat : 31 août 2026 → 28 février 2027 »."""

    def __new__(cls, name: str, before: str, after: str) -> Self:
        """Write the sentence; keep its three parts."""
        sentence = super().__new__(cls, f"{name} : {before} → {after}")
        sentence.parts = (name, before, after)
        return sentence

    parts: tuple[str, str, str]


class Doubt(str):
    """A sentence that somebody should read before confirming: the file and the house disagree, or one had to guess."""

    __slots__ = ()


class Fault(str):
    """A sentence that says what is wrong in one column."""

    def __new__(cls, sentence: str, column: str) -> Self:
        """Write the sentence; keep its column."""
        fault = super().__new__(cls, sentence)
        fault.column = column
        return fault

    column: str


@dataclass(frozen=True)
class Finding:
    """What a row brings, and why, in French."""

    outcome: str  # new, changed, unchanged, refused
    sentences: tuple[str, ...] = ()


def refused(*sentences: str, at: str = "") -> Finding:
    """Refuse a row, and nothing else; `at` is the column to correct, where one column is."""
    return Finding("refused", tuple(Fault(one, at) if at else one for one in sentences))


class Register:
    """The entries, and the ways to find them."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.employers: list[EmployerEntry] = []
        self.advisers: list[AdviserEntry] = []
        self.contracts: list[ContractEntry] = []
        self.posts: dict[str, PostEntry] = {}
        self.conventions: dict[tuple[PostEntry, str], ConventionEntry] = {}
        self.mentions: dict[str, MentionEntry] = {}
        self._by_siret: dict[str, EmployerEntry] = {}
        self._by_reference: dict[str, EmployerEntry] = {}
        self._employers_named: dict[str, list[EmployerEntry]] = {}
        self._by_email: dict[str, AdviserEntry] = {}
        self._advisers_named: dict[tuple[str, str], list[AdviserEntry]] = {}
        self._contracts_of: dict[Entry, list[ContractEntry]] = {}
        self._known: set[Entry] = set()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Make an entry findable."""
        self._known.add(entry)
        match entry:
            case EmployerEntry():
                self.employers.append(entry)
                self._employers_named.setdefault(entry.name.casefold(), []).append(entry)
                self._index(entry)
            case AdviserEntry():
                self.advisers.append(entry)
                self._advisers_named.setdefault(_person(entry.first_name, entry.last_name), []).append(entry)
                self._index(entry)
            case ContractEntry():
                self._add_contract(entry)
            case PostEntry():
                self.posts[entry.external_id] = entry
            case ConventionEntry():
                self.conventions[entry.post, entry.kind] = entry
            case MentionEntry():
                self.mentions[entry.ref] = entry

    def settle(self, entry: EmployerEntry | AdviserEntry) -> None:
        """Add an entry, or make it findable by the number or the address it has just been given."""
        if entry in self._known:
            self._index(entry)
        else:
            self.add(entry)

    def also_person(self, entry: AdviserEntry, email: str, first_name: str, last_name: str) -> None:
        """Make a person findable by another name and address."""
        if email:
            self._by_email.setdefault(email.casefold(), entry)
        named = self._advisers_named.setdefault(_person(first_name, last_name), [])
        if entry not in named:
            named.append(entry)

    def also_employer(
        self, entry: EmployerEntry, name: str, siret: str | None, reference: str | None
    ) -> None:
        """Make an employer findable by another name and other numbers."""
        if siret:
            self._by_siret.setdefault(siret, entry)
        if reference:
            self._by_reference.setdefault(reference, entry)
        named = self._employers_named.setdefault(name.casefold(), [])
        if entry not in named:
            named.append(entry)

    def _index(self, entry: EmployerEntry | AdviserEntry) -> None:
        if isinstance(entry, AdviserEntry):
            if entry.email:
                self._by_email.setdefault(entry.email.casefold(), entry)
            return
        if entry.siret:
            self._by_siret.setdefault(entry.siret, entry)
        if entry.external_id:
            self._by_reference.setdefault(entry.external_id, entry)

    def _add_contract(self, entry: ContractEntry) -> None:
        self.contracts.append(entry)
        for key in (entry.adviser, entry.employer):
            self._contracts_of.setdefault(key, []).append(entry)

    def contracts_of(self, one: AdviserEntry | EmployerEntry) -> list[ContractEntry]:
        """Return the contracts of a person, or those of an employer in this network."""
        return self._contracts_of.get(one, [])

    def employer_by_siret(
        self, siret: str | None, name: str, postal_code: str, commune: str = ""
    ) -> EmployerEntry | None:
        """Find an employer by number, else by name and place: another number is another employer."""
        if siret and siret in self._by_siret:
            return self._by_siret[siret]
        named = (
            one
            for one in self._employers_named.get(name.casefold(), [])
            if _is_there(one, postal_code, commune)
        )
        return next((one for one in named if not (siret and one.siret)), None)

    def employer_by_reference(self, reference: str, name: str, departement: str) -> EmployerEntry | None:
        """Find an employer by the scheme's number, else by a name that is alone in its département."""
        if reference in self._by_reference:
            return self._by_reference[reference]
        named = [
            one for one in self._employers_named.get(name.casefold(), []) if one.departement == departement
        ]
        return named[0] if len(named) == 1 and not named[0].external_id else None

    def adviser(
        self, email: str, first: str, last: str, employer: EmployerEntry, emails: Collection[str]
    ) -> AdviserEntry | None:
        """Find a person by address, else by name at this employer (or, alone of that name, at none yet)."""
        if email and email.casefold() in self._by_email:
            return self._by_email[email.casefold()]
        named = [
            one for one in self._advisers_named.get(_person(first, last), []) if _may_be(one, email, emails)
        ]
        here = [one for one in named if any(c.employer is employer for c in self.contracts_of(one))]
        free = [one for one in named if not self.contracts_of(one)]
        found = here or free
        return found[0] if len(found) == 1 else None

    def only_namesake(self, first: str, last: str, departement: str) -> AdviserEntry | None:
        """Find a person by name, where it is alone of that name and nothing says that it lives elsewhere."""
        named = self._advisers_named.get(_person(first, last), [])
        return named[0] if len(named) == 1 and named[0].departement in ("", departement) else None

    def entries(self) -> Iterator[Entry]:
        """Give all entries, each before those that need its id."""
        yield from self.employers
        yield from self.advisers
        yield from self.posts.values()
        yield from self.conventions.values()
        yield from self.contracts


def _person(first_name: str, last_name: str) -> tuple[str, str]:
    return last_name.casefold(), first_name.casefold()


def _is_there(one: EmployerEntry, postal_code: str, commune: str) -> bool:
    """Tell whether an employer is at this place: by its postcode or, where one of the two has none, by its commune."""
    if not (one.postal_code and postal_code) and one.commune and commune:
        return plain(one.commune) == plain(commune)
    return one.postal_code == postal_code


def _may_be(one: AdviserEntry, email: str, emails: Collection[str]) -> bool:
    """Tell whether a namesake may be the row's person: the address of another row is another person's."""
    return not (email and one.email and one.email.casefold() in emails)
