"""What ranking looks at: one person's situation, and training sessions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import ceil

from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind
from workforce.skills.background import Background
from workforce.skills.gaps import CompetenceFacts

DAYS_A_WEEK = 5  # Worked ones.
PART_TIME_BELOW = 30  # Hours a week: under this, a training counts as part-time.


class Mode(StrEnum):
    """How a session is attended."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


@dataclass(frozen=True)
class ContractSituation:
    """The contract in force, or the last one. No end date means a CDI, or an end that nobody has given."""

    kind: ContractKind
    is_public: bool  # The employer is a public one.
    ends_on: date | None = None
    starts_on: date | None = None

    @property
    def is_under_public_law(self) -> bool:
        """Tell whether the person is a public agent: a PEC is under private law, whoever the employer."""
        return self.is_public and self.kind is not ContractKind.PEC

    @property
    def end_is_unknown(self) -> bool:
        """Tell whether an end date exists but nobody has given it."""
        return self.ends_on is None and self.kind not in OPEN_ENDED_KINDS

    def is_in_force_on(self, day: date) -> bool:
        """Tell whether the person is in post on a day."""
        has_begun = self.starts_on is None or self.starts_on <= day
        return has_begun and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class LearnerFacts:
    """One person, as far as training goes. No contract means a job-seeker."""

    background: Background = field(default_factory=Background)
    contract: ContractSituation | None = None
    departement: str | None = None
    commune: str | None = None  # INSEE code.
    competences: Mapping[str, CompetenceFacts] = field(default_factory=dict)
    salaried_months: int | None = None  # In the last five years; None: not known.
    mobility: str | None = None  # One of `advisers.models.MOBILITIES`; None: not known.

    def is_in_post_on(self, day: date) -> bool:
        """Tell whether the person is in post on a day."""
        return self.contract is not None and self.contract.is_in_force_on(day)


@dataclass(frozen=True)
class SessionFacts:
    """One training session. `code` is stable: it settles ties."""

    code: str
    ccps: tuple[str, ...]
    body: str
    starts_on: date
    ends_on: date
    enrol_by: date | None = None
    jury_on: date | None = None
    hours: int | None = None
    hours_per_week: float | None = None
    seats_left: int | None = None
    price: int | None = None  # Euros.
    mode: Mode = Mode.ON_SITE
    departement: str | None = None
    commune: str | None = None  # INSEE code.
    place: str | None = None
    is_paid_by_scheme: bool = False
    is_for_people_in_post: bool = False
    closing: tuple[date, date] | None = None  # The weeks of every year when the body does not teach.

    @property
    def days(self) -> int:
        """Return the days between the first and the last."""
        return (self.ends_on - self.starts_on).days

    @property
    def taught_days(self) -> int:
        """Return the working days that its hours take at its weekly pace; 0 where one of them is not known."""
        if not self.hours or not self.hours_per_week:
            return 0
        return ceil(self.hours / self.hours_per_week * DAYS_A_WEEK)

    @property
    def is_part_time(self) -> bool:
        """Tell whether the weekly hours are known to be fewer than a full-time training's."""
        return self.hours_per_week is not None and self.hours_per_week < PART_TIME_BELOW

    @property
    def done_on(self) -> date:
        """Return the day the blocs can be obtained, as far as it is known."""
        return self.jury_on or self.ends_on

    def takes_enrolments_on(self, day: date) -> bool:
        """Tell whether one can still enrol on a day."""
        return day <= self.enrol_by if self.enrol_by else day < self.starts_on
