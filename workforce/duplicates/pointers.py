"""Everything that points to a person, a structure or a contract, and what becomes of it when two are merged.

A table that is not named here keeps the build from passing: whoever adds one says what a merge does with its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from workforce.accounts.models import Membership
from workforce.advisers.aliases import AdviserAlias
from workforce.alerts.models import Alert
from workforce.contracts.models import Contract, DateClaim, Deadline, Milestone, Post, RenewalIntent
from workforce.duplicates.models import Merge
from workforce.duplicates.resolving import Rule, earliest, keep, newest
from workforce.employers.aliases import EmployerAlias
from workforce.offers.models import JobSearch, Match, Offer
from workforce.skills.models import Assessment, Certificate, HeldCCP
from workforce.trainings.models import Interest, Suggestion, TrainingPlan


@dataclass(frozen=True)
class Pointer:
    """A column that names a record. `key`: with it, what the table allows once only; `rule` settles what both have.

    `words`: what a row is called on screen, where it is worth saying; `is_private`: only where the person shows it.
    """

    model: Any
    column: str
    key: tuple[str, ...] = ()
    rule: Rule = keep
    words: str = ""
    is_private: bool = False

    @property
    def name(self) -> str:
        """Return `contract.adviser_id`."""
        return f"{self.model.__tablename__}.{self.column}"


A_ROLE = ("account_id", "role", "network_id", "departement", "body_id")
# Rows that follow the record into the one that is kept.
FOLLOWING: dict[str, tuple[Pointer, ...]] = {
    "adviser": (
        Pointer(Contract, "adviser_id", words="contrat"),
        Pointer(Membership, "adviser_id", (*A_ROLE, "employer_id"), words="compte"),
        Pointer(HeldCCP, "adviser_id", ("ccp_code",), earliest("obtained_on"), "bloc", is_private=True),
        Pointer(
            Assessment, "adviser_id", ("competence_code",), newest("assessed_at", "level", "comment", "possible_here"),
            "positionnement", is_private=True,
        ),
        Pointer(Certificate, "adviser_id", ("kind",), newest("obtained_on", "score"), "certificat", is_private=True),
        Pointer(Interest, "adviser_id", ("session_id",), earliest("made_at"), "intérêt", is_private=True),
        Pointer(Suggestion, "adviser_id", ("session_id", "ccp_code")),
        Pointer(Match, "adviser_id", ("offer_id",)),
        Pointer(AdviserAlias, "adviser_id"),
        Pointer(Merge, "adviser_id"),
    ),
    "employer": (
        Pointer(Contract, "employer_id", words="contrat"),
        Pointer(Post, "employer_id", words="poste"),
        Pointer(Membership, "employer_id", (*A_ROLE, "adviser_id"), words="compte"),
        Pointer(Offer, "employer_id", words="offre"),
        Pointer(EmployerAlias, "employer_id"),
        Pointer(Merge, "employer_id"),
    ),
    "contract": (
        Pointer(Contract, "renews_id"),
        Pointer(DateClaim, "contract_id", ("field", "value", "source"), newest("stated_on", "recorded_at", "account_id")),
        Pointer(Milestone, "contract_id", ("audience", "end_date", "days"), earliest("reached_on")),
        Pointer(RenewalIntent, "contract_id"),
        Pointer(Alert, "contract_id"),
        Pointer(Merge, "contract_id"),
    ),
}  # fmt: skip
# Rows that are worked out from the others: those of the record that goes are dropped, those of the other made again.
REMADE: dict[str, tuple[Pointer, ...]] = {
    "adviser": (Pointer(TrainingPlan, "id"), Pointer(JobSearch, "id")),
    "employer": (),
    "contract": (Pointer(Deadline, "contract_id"),),
}


def undeclared() -> set[str]:
    """Return the foreign keys to an adviser, an employer or a contract that this page does not name."""
    known = {
        (kind, one.name)
        for table in (FOLLOWING, REMADE)
        for kind, pointers in table.items()
        for one in pointers
    }
    return {f"{kind}: {name}" for kind, name in foreign_keys() - known}


def foreign_keys() -> set[tuple[str, str]]:
    """Return every column of the house that names one of the three, by what it names."""
    return {
        (key.column.table.name, f"{table.name}.{key.parent.name}")
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in FOLLOWING
    }
