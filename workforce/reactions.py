"""When this happened, do that: the wiring of the house, on one screen. And what comes back every day."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from workforce import chores, facts, journal
from workforce.accounts import actions as accounts
from workforce.alerts import announcing, post_announcing
from workforce.calendars import keeping as calendars
from workforce.calendars.models import CalendarUpkeep
from workforce.chores import Chore, Chores
from workforce.contracts import posts, watch
from workforce.contracts.imports import actions as imports
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract, Post
from workforce.handovers import actions as handovers
from workforce.journal import Event
from workforce.offers import actions as offers
from workforce.offers import matches
from workforce.offers.models import JobSearch
from workforce.trainings import actions as trainings
from workforce.trainings.models import TrainingPlan

REACTIONS: dict[type[facts.Fact], list[journal.Reaction]] = {
    facts.SignInRequested: [announcing.announce_sign_in],
    facts.AccountInvited: [announcing.announce_invitation],
    facts.InvitationAccepted: [announcing.resume_after_invitation],
    facts.ContractSigned: [
        trainings.plan_again,
        matches.search_again,
        calendars.follow_contract,
        posts.look_again,
    ],
    facts.ContractProlonged: [
        trainings.plan_again,
        matches.search_again,
        calendars.follow_contract,
        posts.look_again,
    ],
    facts.ContractTerminated: [
        trainings.plan_again,
        matches.search_again,
        calendars.follow_contract,
        posts.look_again,
    ],
    facts.DeadlineReached: [announcing.announce_deadline, handovers.open_near_the_end],
    facts.RenewalAnswered: [announcing.announce_answer],
    facts.PostVacated: [post_announcing.announce_vacancy, calendars.follow_post],
    facts.PostRefillNear: [post_announcing.announce_refill],
    facts.PostFilled: [calendars.follow_post],
    facts.PostHandedBack: [calendars.follow_post],
    facts.SkillsAssessed: [trainings.plan_again, matches.search_again],
    facts.SearchChanged: [matches.search_again],
    facts.SessionPosted: [trainings.plan_around],
    facts.TrainingSuggested: [announcing.announce_training],
    facts.TrainingConflictGone: [announcing.announce_conflict_gone],
    facts.OfferSubmitted: [announcing.announce_review],
    facts.OfferPublished: [matches.match_offer, announcing.announce_published],  # type: ignore[list-item]
    facts.OfferRefused: [announcing.announce_refused],
    facts.OfferMatched: [announcing.announce_match],
    facts.FeedFailed: [announcing.announce_feed_failure],
    facts.CalendarOpened: [calendars.fill],
    facts.ImportApplied: [announcing.announce_import, posts.look_at_all],
}

CHORES: Chores = {
    "close-past-offers": offers.close_past,
    "forget-old-links": accounts.forget_old,
    "keep-calendars": calendars.keep_all,
    "renew-suggestions": trainings.plan_all,
}

# The work that needs no outside door: table that waits → what to do with rows of it that are due.
INSIDE: dict[Any, Callable[[Session, Sequence[int]], object]] = {
    Event: lambda session, ids: journal.settle(session, ids, REACTIONS),
    Chore: lambda session, ids: chores.do(session, ids, CHORES),
    Import: imports.work,
    Contract: watch.watch,
    Post: posts.watch,
    CalendarUpkeep: calendars.catch_up,
    TrainingPlan: trainings.suggest,
    JobSearch: matches.match_searches,
}
