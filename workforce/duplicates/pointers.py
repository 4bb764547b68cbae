"""Everything that points to a person, a structure or a contract, and what becomes of it when two are merged.

A table that is not named here keeps the build from passing: whoever adds one says what a merge does with its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import SQLModel

from workforce.accounts.models import Membership
from workforce.advisers.aliases import AdviserAlias
from workforce.advisers.models import FileRead
from workforce.alerts.models import Alert
from workforce.calendars.models import CalendarEvent, CalendarUpkeep, Subscription
from workforce.contracts.imports.mention_models import Mention
from workforce.contracts.models import (
    Contract,
    ContractChange,
    DateClaim,
    Deadline,
    Milestone,
    Post,
    Reminder,
    RenewalIntent,
)
from workforce.contracts.questions.models import FollowUp, Inquiry, Question
from workforce.duplicates.models import Merge
from workforce.duplicates.resolving import Rule, earliest, keep, newest
from workforce.employers.aliases import EmployerAlias
from workforce.experience.models import ActivityFile, ActivityProposal
from workforce.handovers.models import Handover
from workforce.offers.models import JobSearch, Match, Offer
from workforce.offers.posting.models import OfferSketch
from workforce.offers.syndication.models import OfferFeed
from workforce.skills.evidence.models import Evidence
from workforce.skills.models import Assessment, Certificate, HeldCCP
from workforce.skills.portfolio.models import Portfolio
from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.planets.models import BlocWish, EmployerWill
from workforce.trainings.sessions.models import Enrolment, EnrolmentStep, Interest, SessionResult


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
    named_by: tuple[tuple[Any, str], ...] = ()  # Columns that name its rows: they name the row that stays.
    is_kept_apart: bool = (
        False  # A record has one at most, and two records that each have one are not made one.
    )

    @property
    def name(self) -> str:
        """Return `contract.adviser_id`."""
        return f"{self.model.__tablename__}.{self.column}"


A_ROLE = ("account_id", "role", "network_id", "departement", "body_id")
SECRET_ADDRESSES = ((Subscription, "membership_id"), (OfferFeed, "membership_id"))
# Rows that follow the record into the one that is kept.
FOLLOWING: dict[str, tuple[Pointer, ...]] = {
    "adviser": (
        Pointer(Contract, "adviser_id", words="contrat"),
        Pointer(Membership, "adviser_id", (*A_ROLE, "employer_id"), words="compte", named_by=SECRET_ADDRESSES),
        Pointer(HeldCCP, "adviser_id", ("ccp_code",), earliest("obtained_on"), "bloc", is_private=True),
        Pointer(
            Assessment, "adviser_id", ("competence_code",), newest("assessed_at", "level", "comment", "possible_here"),
            "positionnement", is_private=True,
        ),
        Pointer(Certificate, "adviser_id", ("kind",), newest("obtained_on", "score"), "certificat", is_private=True),
        Pointer(Evidence, "adviser_id", words="preuve", is_private=True),
        Pointer(Portfolio, "adviser_id", ("kind",), newest("changed_at", "introduction", "is_shown")),
        Pointer(ActivityFile, "adviser_id"),
        Pointer(ActivityProposal, "adviser_id", ("key",)),
        Pointer(Interest, "adviser_id", ("session_id",), earliest("made_at"), "intérêt", is_private=True),
        Pointer(
            Enrolment, "adviser_id", ("session_id",), earliest("in_line_since"), "inscription", is_private=True,
            named_by=((EnrolmentStep, "enrolment_id"), (SessionResult, "enrolment_id"), (Enrolment, "moved_from_id")),
        ),
        Pointer(
            BlocWish, "adviser_id", ("bloc",),
            newest("made_at", "expires_on", "withdrawn_at", "asked_for", "attendance", "reach"),
        ),
        Pointer(Suggestion, "adviser_id", ("session_id", "ccp_code")),
        Pointer(Match, "adviser_id", ("offer_id",)),
        Pointer(Mention, "adviser_id"),
        Pointer(FileRead, "adviser_id", ("read_on", "account_id", "what")),
        Pointer(AdviserAlias, "adviser_id"),
        Pointer(Merge, "adviser_id"),
    ),
    "employer": (
        Pointer(Contract, "employer_id", words="contrat"),
        Pointer(Post, "employer_id", words="poste"),
        Pointer(Membership, "employer_id", (*A_ROLE, "adviser_id"), words="compte", named_by=SECRET_ADDRESSES),
        Pointer(Offer, "employer_id", words="offre"),
        Pointer(
            EmployerWill, "employer_id", ("bloc",),
            newest("made_at", "expires_on", "withdrawn_at", "asked_for", "people", "hours_per_week"),
        ),
        Pointer(OfferSketch, "employer_id", ("account_id", "page"), newest("saved_at", "typed")),
        Pointer(Mention, "employer_id"),
        Pointer(EmployerAlias, "employer_id"),
        Pointer(Merge, "employer_id"),
    ),
    "contract": (
        Pointer(Contract, "renews_id"),
        Pointer(DateClaim, "contract_id", ("field", "value", "source"), newest("stated_on", "recorded_at", "account_id")),
        Pointer(Milestone, "contract_id", ("audience", "end_date", "days"), earliest("reached_on")),
        Pointer(Reminder, "contract_id", ("rule", "due_date", "days"), earliest("noted_at")),
        Pointer(RenewalIntent, "contract_id"),
        Pointer(Question, "contract_id", ("kind", "audience", "end_date", "step"), earliest("asked_at")),
        Pointer(FollowUp, "contract_id"),
        Pointer(ContractChange, "contract_id"),
        Pointer(CalendarEvent, "contract_id"),
        Pointer(Handover, "contract_id", is_kept_apart=True),
        Pointer(Alert, "contract_id"),
        Pointer(Merge, "contract_id"),
    ),
}  # fmt: skip
# Rows that are worked out from the others: those of the record that goes are dropped, those of the other made again.
REMADE: dict[str, tuple[Pointer, ...]] = {
    "adviser": (Pointer(TrainingPlan, "id"), Pointer(JobSearch, "id"), Pointer(CalendarUpkeep, "adviser_id")),
    "employer": (),
    "contract": (Pointer(Deadline, "contract_id"), Pointer(Inquiry, "contract_id")),
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
