"""What the house knows of people, employers, contracts and posts, as an import reads and changes it. Pure.

An entry without id is new. `changes` names the fields that were changed since the entry was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workforce.contracts.claims import DateClaim
from workforce.contracts.impossible import ContractDates
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind, Sector


@dataclass(eq=False, kw_only=True)
class Entry:
    """A row of the house, known or to be."""

    id: int | None = None
    changes: set[str] = field(default_factory=set)

    def change(self, name: str, value: Any) -> bool:
        """Change a field; tell whether it was different."""
        if getattr(self, name) == value:
            return False
        setattr(self, name, value)
        self.changes.add(name)
        return True

    def complete(self, **known: Any) -> list[str]:
        """Fill the fields that are empty, and return their names; what is there already stays."""
        return [
            name
            for name, value in known.items()
            if value and not getattr(self, name) and self.change(name, value)
        ]


@dataclass(eq=False, kw_only=True)
class EmployerEntry(Entry):
    """An employer."""

    name: str
    sector: Sector
    kind: str = ""
    siret: str | None = None
    external_id: str | None = None
    commune: str = ""
    postal_code: str = ""
    departement: str = ""


@dataclass(eq=False, kw_only=True)
class AdviserEntry(Entry):
    """An adviser of the network."""

    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""
    commune: str = ""
    postal_code: str = ""
    departement: str = ""


@dataclass(eq=False, kw_only=True)
class ContractEntry(Entry):
    """A contract, and all that was said of its dates."""

    adviser: AdviserEntry
    employer: EmployerEntry
    kind: ContractKind
    start_date: date | None = None
    end_date: date | None = None
    terminated_on: date | None = None
    part_time: bool = False
    post: PostEntry | None = None
    renews: ContractEntry | None = None
    said: dict[str, list[DateClaim]] = field(default_factory=dict)  # Field → claims.
    new_claims: list[tuple[str, DateClaim]] = field(default_factory=list)
    former_end: date | None = None  # Before the import moved it.

    @property
    def is_open_ended(self) -> bool:
        """Tell whether a missing end is a known fact."""
        return self.kind in OPEN_ENDED_KINDS

    @property
    def last_day(self) -> date | None:
        """Return the last day, moved by a rupture."""
        return self.terminated_on or self.end_date

    def dates(self) -> ContractDates:
        """Return the contract as the refusals read it."""
        return ContractDates(
            self.start_date,
            self.end_date,
            self.terminated_on,
            self.kind,
            self.employer.sector,
            full_time=not self.part_time,
        )


@dataclass(eq=False, kw_only=True)
class PostEntry(Entry):
    """A subsidised post."""

    external_id: str
    employer: EmployerEntry
    kind: str = "conum"
    state: str = "occupied"
    vacated_date: date | None = None


@dataclass(eq=False, kw_only=True)
class ConventionEntry(Entry):
    """The subsidy of a post."""

    post: PostEntry
    kind: str
    end_date: date | None = None
    contract_end_date: date | None = None
    source: str = ""
    stated_on: date | None = None


@dataclass(eq=False, kw_only=True)
class MentionEntry(Entry):
    """What an export says of a person beside any contract."""

    ref: str
    adviser: AdviserEntry
    employer: EmployerEntry | None = None
    roles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    trainings: tuple[str, ...] = ()
    stated_on: date | None = None
