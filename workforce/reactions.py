"""When this happened, do that: the wiring of the house, on one screen. And what comes back every day."""

from workforce import facts, journal
from workforce.accounts import actions as accounts
from workforce.alerts import announcing
from workforce.chores import Chores
from workforce.offers import actions as offers
from workforce.offers import matches
from workforce.trainings import actions as trainings

REACTIONS: dict[type[facts.Fact], list[journal.Reaction]] = {
    facts.SignInRequested: [announcing.announce_sign_in],
    facts.AccountInvited: [announcing.announce_invitation],
    facts.ContractSigned: [trainings.plan_again, matches.search_again],
    facts.ContractProlonged: [trainings.plan_again, matches.search_again],
    facts.ContractTerminated: [trainings.plan_again, matches.search_again],
    facts.DeadlineReached: [announcing.announce_deadline],
    facts.SkillsAssessed: [trainings.plan_again, matches.search_again],
    facts.SessionPosted: [trainings.plan_around],
    facts.TrainingSuggested: [announcing.announce_training],
    facts.TrainingConflictGone: [announcing.announce_conflict_gone],
    facts.OfferSubmitted: [announcing.announce_review],
    facts.OfferPublished: [matches.match_offer, announcing.announce_published],
    facts.OfferRefused: [announcing.announce_refused],
    facts.OfferMatched: [announcing.announce_match],
    facts.FeedFailed: [announcing.announce_feed_failure],
    facts.ImportApplied: [announcing.announce_import],
}

CHORES: Chores = {
    "close-past-offers": offers.close_past,
    "forget-old-links": accounts.forget_old,
    "renew-suggestions": trainings.plan_all,
}
