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
class ContractStartMoved(Fact):
    """The first day of a contract was corrected."""

    contract_id: int
    adviser_id: int
    former_start: date | None
    start: date | None


@dataclass(frozen=True)
class ContractTerminated(Fact):
    """A rupture ended a contract early."""

    contract_id: int
    adviser_id: int
    ended_on: date


@dataclass(frozen=True)
class ContractChangeUndone(Fact):
    """What somebody had done to a contract was taken back: everything is as it was before."""

    change_id: int
    contract_id: int
    adviser_id: int
    act: str


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
class FundingEndNeared(Fact):
    """The subsidy of a post stops in so many days, while the contract of its holder runs on."""

    contract_id: int
    milestone: int
    funded_until: date


@dataclass(frozen=True)
class PostFundedAgain(Fact):
    """A post is funded beyond the end of its holder's contract, and nothing is signed with them."""

    contract_id: int
    funded_until: date


@dataclass(frozen=True)
class LegalDateNeared(Fact):
    """A legal deadline of a contract comes in so many days, for the party that must act."""

    contract_id: int
    rule: str
    party: str
    due_date: date
    days: int


@dataclass(frozen=True)
class LegalDatePassed(Fact):
    """Legal deadlines of a contract had passed when the house learnt of them."""

    contract_id: int
    party: str


@dataclass(frozen=True)
class RenewalAnswered(Fact):
    """An employer said what it intends for a contract that ends: renew, make_permanent, end or unknown."""

    contract_id: int
    adviser_id: int
    answer: str


@dataclass(frozen=True)
class QuestionAsked(Fact):
    """Somebody is asked something about a contract: date_check, renewal_intent or after_end."""

    question_id: int
    contract_id: int
    kind: str
    audience: str


@dataclass(frozen=True)
class FollowUpGiven(Fact):
    """Somebody said what became of them after a contract: same_trade, other_trade, training or searching."""

    contract_id: int
    adviser_id: int
    next_step: str


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
class ReferentialChanged(Fact):
    """Operators kept another version of the titles, their blocs and competences."""

    number: int


@dataclass(frozen=True)
class AdviserPlaced(Fact):
    """The commune or the département of an adviser is known, or another than before."""

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
class SessionFullnessChanged(Fact):
    """The last seat of a training session was taken, or a full one has a seat again."""

    session_id: int


@dataclass(frozen=True)
class SessionChanged(Fact):
    """Something of a session that matters to whoever counts on it changed, or it was withdrawn; `sequence` counts.

    `what` holds words separated by commas: dates, jury, place, withdrawn.
    """

    session_id: int
    sequence: int
    what: str


@dataclass(frozen=True)
class SessionStepReached(Fact):
    """A reminder of a session is to be told: enrolment, start, jury or result, `days` before (or after, for a result)."""

    session_id: int
    step: str
    about: date
    days: int


@dataclass(frozen=True)
class EnrolmentMoved(Fact):
    """An enrolment took a step: `act` is what was done, `state` where it stands."""

    step_id: int
    enrolment_id: int
    adviser_id: int
    session_id: int
    act: str
    state: str


@dataclass(frozen=True)
class ResultGiven(Fact):
    """A training body said what a jury decided of one bloc; `round` counts how many times."""

    result_id: int
    enrolment_id: int
    adviser_id: int
    round: int


@dataclass(frozen=True)
class ResultContested(Fact):
    """A person finds the result of a bloc wrong."""

    result_id: int
    round: int


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
class TrainingConflictMet(Fact):
    """A suggested session that ended before the contract does not any more."""

    adviser_id: int
    session_id: int
    ccp_code: str


@dataclass(frozen=True)
class PlanetsAligned(Fact):
    """Learners, employers and bodies are there for a bloc in a département; `round` counts how many times."""

    departement: str
    bloc: int
    round: int


@dataclass(frozen=True)
class PlanetsParted(Fact):
    """One of the three is missing again; `round` is that of the light that went out."""

    departement: str
    bloc: int
    round: int


@dataclass(frozen=True)
class PlanetsInvited(Fact):
    """Accounts are invited to say whether a bloc interests them: learners, employers or bodies."""

    invitation_id: int
    accounts: list[int]


@dataclass(frozen=True)
class PledgeExpiring(Fact):
    """A word given for a bloc ends soon: wish, will or ability."""

    kind: str
    pledge_id: int
    expires_on: date


@dataclass(frozen=True)
class OfferSubmitted(Fact):
    """An employer asked for an offer to be published; `round` counts how many times."""

    offer_id: int
    round: int = 0


@dataclass(frozen=True)
class OfferPublished(Fact):
    """An offer can be seen by advisers; `round` tells apart the times an employer's own was sent for review."""

    offer_id: int
    round: int = 0


@dataclass(frozen=True)
class OfferCompared(Fact):
    """An offer was held against the others and is the one to show: no copy of it is shown beside."""

    offer_id: int


@dataclass(frozen=True)
class OfferClosed(Fact):
    """An offer that others are joined to has closed."""

    offer_id: int


@dataclass(frozen=True)
class OfferCorrected(Fact):
    """A person said what an offer means, or took that back."""

    offer_id: int


@dataclass(frozen=True)
class OfferRefused(Fact):
    """A moderator refused an offer, with a reason."""

    offer_id: int
    reason: str
    round: int = 0


@dataclass(frozen=True)
class OfferUnpublished(Fact):
    """A moderator took a published offer off, with a reason, to read it again."""

    offer_id: int
    reason: str
    round: int = 0


@dataclass(frozen=True)
class OfferWritten(Fact):
    """Somebody wrote in the thread of an offer."""

    note_id: int
    offer_id: int
    by_moderator: bool


@dataclass(frozen=True)
class OfferReported(Fact):
    """A reader finds something wrong in a published offer."""

    report_id: int
    offer_id: int


@dataclass(frozen=True)
class OfferExpiring(Fact):
    """The closing date of an employer's offer is near."""

    offer_id: int
    closes_on: date


@dataclass(frozen=True)
class OfferExpired(Fact):
    """An employer's offer closed by itself after its closing date."""

    offer_id: int
    closes_on: date


@dataclass(frozen=True)
class OfferContacted(Fact):
    """A reader wrote to whoever posted an offer."""

    message_id: int
    offer_id: int


@dataclass(frozen=True)
class OfferMatched(Fact):
    """An offer fits an adviser, and why is on the match."""

    adviser_id: int
    offer_id: int


@dataclass(frozen=True)
class SearchNewsFound(Fact):
    """A kept search has offers found `since` an instant, the newest first."""

    search_id: int
    since: str
    offers: list[int]


@dataclass(frozen=True)
class FeedFailed(Fact):
    """A feed was set aside after repeated failures, or for good."""

    feed_id: int
    error: str


@dataclass(frozen=True)
class ImportAnalysed(Fact):
    """An imported file was compared with what is known: nothing of it is written yet."""

    import_id: int


@dataclass(frozen=True)
class ImportApplied(Fact):
    """The rows of an imported file were written."""

    import_id: int
    account_id: int | None


@dataclass(frozen=True)
class CalendarOpened(Fact):
    """Somebody asked for a calendar of the deadlines of a role."""

    membership_id: int


@dataclass(frozen=True)
class AdvisersMerged(Fact):
    """Two records of one adviser became one: `adviser_id` is kept."""

    adviser_id: int
    former_id: int
    merge_id: int


@dataclass(frozen=True)
class AdvisersParted(Fact):
    """A merge was undone: told once for each of the two."""

    adviser_id: int
    other_id: int
    merge_id: int


@dataclass(frozen=True)
class EmployersMerged(Fact):
    """Two records of one structure became one: `employer_id` is kept."""

    employer_id: int
    former_id: int
    merge_id: int


@dataclass(frozen=True)
class EmployersParted(Fact):
    """A merge was undone: told once for each of the two."""

    employer_id: int
    other_id: int
    merge_id: int


@dataclass(frozen=True)
class SkillsStated(Fact):
    """An export says which labels and trainings a person has: words, separated by commas."""

    adviser_id: int
    labels: str
    trainings: str


FACTS: dict[str, type[Fact]] = {fact.__name__: fact for fact in Fact.__subclasses__()}
