"""Everything that can happen, in the past tense: ids and plain values only.

A fact is saved in the journal in the transaction of the change; `reactions` says what follows.
"""

from dataclasses import dataclass
from datetime import date


class Fact:
    """Something that happened."""


@dataclass(frozen=True)
class SignInRequested(Fact):
    """Somebody asked for a sign-in link."""

    link_id: int
    account_id: int


@dataclass(frozen=True)
class AccountInvited(Fact):
    """Somebody with the right to do so invited a person."""

    account_id: int
    invited_by: int | None


@dataclass(frozen=True)
class InvitationAccepted(Fact):
    """An invited person came in for the first time: from now on they may be told things."""

    account_id: int


@dataclass(frozen=True)
class ContractSigned(Fact):
    """A contract was recorded, first or renewed (`renews_id`)."""

    contract_id: int
    adviser_id: int
    renews_id: int | None = None


@dataclass(frozen=True)
class ContractProlonged(Fact):
    """The end of a contract moved by an avenant, or was corrected."""

    contract_id: int
    adviser_id: int
    former_end: date | None
    end: date | None


@dataclass(frozen=True)
class ContractTerminated(Fact):
    """A rupture ended a contract early."""

    contract_id: int
    adviser_id: int
    ended_on: date


@dataclass(frozen=True)
class DeadlineReached(Fact):
    """A step of somebody's ladder before the end of a contract was reached.

    `audience` is adviser, employer or coordinator; `milestone` is in days before the end.
    """

    contract_id: int
    audience: str
    milestone: int
    end: date


@dataclass(frozen=True)
class RenewalAnswered(Fact):
    """An employer said what it intends for a contract that ends: renew, make_permanent, end or unknown."""

    contract_id: int
    adviser_id: int
    answer: str


@dataclass(frozen=True)
class PostVacated(Fact):
    """Somebody left a subsidised post: it is filled again by a day, or given back."""

    post_id: int
    employer_id: int
    vacated_on: date
    refill_by: date


@dataclass(frozen=True)
class PostRefillNear(Fact):
    """A step before the day by which a post is filled again was reached; `milestone` is in days."""

    post_id: int
    employer_id: int
    vacated_on: date
    refill_by: date
    milestone: int


@dataclass(frozen=True)
class PostFilled(Fact):
    """Somebody holds the post again."""

    post_id: int
    employer_id: int


@dataclass(frozen=True)
class PostHandedBack(Fact):
    """The employer gave the post back to the scheme."""

    post_id: int
    employer_id: int


@dataclass(frozen=True)
class SkillsAssessed(Fact):
    """What an adviser holds or can do was noted: positioning, bloc or certificate."""

    adviser_id: int


@dataclass(frozen=True)
class SearchChanged(Fact):
    """An adviser would go farther, or less far, for the next job."""

    adviser_id: int


@dataclass(frozen=True)
class SessionPosted(Fact):
    """A training session was posted, or its dates, seats or place changed."""

    session_id: int


@dataclass(frozen=True)
class TrainingSuggested(Fact):
    """A session is now the first suggestion for a missing bloc."""

    adviser_id: int
    session_id: int
    ccp_code: str
    fit: str


@dataclass(frozen=True)
class TrainingConflictGone(Fact):
    """A suggested session that ran past the contract's end now ends before it."""

    adviser_id: int
    session_id: int
    ccp_code: str


@dataclass(frozen=True)
class OfferSubmitted(Fact):
    """An employer asked for an offer to be published."""

    offer_id: int


@dataclass(frozen=True)
class OfferPublished(Fact):
    """An offer can be seen by advisers."""

    offer_id: int


@dataclass(frozen=True)
class OfferRefused(Fact):
    """A moderator refused an offer, with a reason."""

    offer_id: int
    reason: str


@dataclass(frozen=True)
class OfferMatched(Fact):
    """An offer fits an adviser, and why is on the match."""

    adviser_id: int
    offer_id: int


@dataclass(frozen=True)
class FeedFailed(Fact):
    """A feed was set aside after repeated failures, or for good."""

    feed_id: int
    error: str


@dataclass(frozen=True)
class ImportApplied(Fact):
    """The rows of an imported file were written."""

    import_id: int
    account_id: int | None


@dataclass(frozen=True)
class CalendarOpened(Fact):
    """Somebody asked for a calendar of the deadlines of a role."""

    membership_id: int


FACTS: dict[str, type[Fact]] = {fact.__name__: fact for fact in Fact.__subclasses__()}
