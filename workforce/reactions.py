"""When this happened, do that: the wiring of the house, on one screen. And what comes back every day."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlmodel import Session

from workforce import chores, facts, journal
from workforce.accounts import actions as accounts
from workforce.alerts import (
    announcing,
    announcing_dates,
    offer_announcing,
    planet_announcing,
    post_announcing,
    question_announcing,
    search_announcing,
    session_announcing,
)
from workforce.calendars import keeping as calendars
from workforce.calendars.models import CalendarUpkeep
from workforce.chores import Chore, Chores
from workforce.contracts import posts, sweep, watch
from workforce.contracts.imports import actions as imports
from workforce.contracts.imports import retention
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract, Post, RulesSweep
from workforce.contracts.questions import inquiring
from workforce.contracts.questions.models import Inquiry
from workforce.duplicates import doubts, finding, merging
from workforce.duplicates.models import DuplicateSearch
from workforce.experience import activities
from workforce.experience.models import ActivityFile
from workforce.handovers import actions as handovers
from workforce.journal import Event
from workforce.offers.history import keeping as history
from workforce.offers.life import looking
from workforce.offers.matches import keeping as matches
from workforce.offers.models import JobSearch
from workforce.offers.posting import expiry, sketches
from workforce.offers.same import comparing as same
from workforce.offers.same import deciding
from workforce.offers.same.models import OfferComparison
from workforce.offers.search import indexing, news
from workforce.offers.search.models import OfferIndexing, SavedSearch
from workforce.offers.sources.discovery import actions as discovery
from workforce.offers.sources.outlines import actions as outlines
from workforce.offers.sources.outlines.models import OutlineImport
from workforce.skills import stated as skills
from workforce.skills.evidence import actions as evidence
from workforce.trainings import planning as trainings
from workforce.trainings import suggesting
from workforce.trainings.lists import files as session_files
from workforce.trainings.lists.models import SessionFile
from workforce.trainings.models import TrainingPlan
from workforce.trainings.planets import inviting, lights, pledges
from workforce.trainings.planets.models import PlanetInvitation, PlanetLight
from workforce.trainings.sessions import enrolling, seats
from workforce.trainings.sessions import watch as sessions
from workforce.trainings.sessions.models import Enrolment, TrainingSession

# A contract has other dates than before, whatever moved them.
AFTER_A_CHANGE: list[journal.Reaction] = [
    trainings.plan_again, matches.search_again, calendars.follow_contract, inquiring.look_again, posts.look_again,
    lights.look_around,
]  # fmt: skip

REACTIONS: dict[type[facts.Fact], list[journal.Reaction]] = {
    facts.SignInRequested: [announcing.announce_sign_in],
    facts.AccountInvited: [announcing.announce_invitation],
    facts.InvitationAccepted: [announcing.resume_after_invitation, inquiring.look_again_around],
    facts.ContractSigned: [*AFTER_A_CHANGE],
    facts.ContractProlonged: [*AFTER_A_CHANGE],
    facts.ContractStartMoved: [*AFTER_A_CHANGE],
    facts.ContractTerminated: [*AFTER_A_CHANGE],
    facts.ContractChangeUndone: [announcing.resume_after_undo, *AFTER_A_CHANGE],
    facts.DeadlineReached: [announcing.announce_deadline, handovers.open_near_the_end],
    facts.FundingEndNeared: [announcing_dates.announce_funding_end],
    facts.PostFundedAgain: [announcing_dates.announce_funded_again],
    facts.LegalDateNeared: [announcing_dates.announce_legal_date],
    facts.LegalDatePassed: [announcing_dates.announce_passed],
    facts.RenewalAnswered: [announcing.announce_answer, calendars.follow_contract, inquiring.look_again],
    facts.QuestionAsked: [question_announcing.announce_question],
    facts.PostVacated: [post_announcing.announce_vacancy, calendars.follow_post],
    facts.PostRefillNear: [post_announcing.announce_refill],
    facts.PostFilled: [calendars.follow_post],
    facts.PostHandedBack: [calendars.follow_post],
    facts.SkillsAssessed: [trainings.plan_again, matches.search_again, lights.look_around],
    facts.ReferentialChanged: [trainings.plan_everybody],
    facts.SkillsStated: [skills.note_stated],
    facts.AdviserPlaced: [trainings.plan_again, matches.search_again, lights.look_around],
    facts.SearchChanged: [trainings.plan_again, matches.search_again],
    # Those who wait are told first.
    facts.SessionPosted: [planet_announcing.announce_awaited, trainings.plan_around, lights.look_at_session],
    facts.SessionFullnessChanged: [trainings.plan_around],
    facts.SessionChanged: [session_announcing.announce_change],
    facts.SessionStepReached: [session_announcing.announce_step],
    facts.EnrolmentMoved: [session_announcing.announce_move],
    facts.ResultGiven: [session_announcing.announce_result],
    facts.ResultContested: [session_announcing.announce_contest],
    facts.PlanetsAligned: [planet_announcing.announce_light],
    facts.PlanetsInvited: [planet_announcing.announce_invitation],
    facts.PledgeExpiring: [planet_announcing.announce_expiring],
    facts.TrainingSuggested: [announcing.announce_training],
    facts.TrainingConflictGone: [announcing.announce_conflict_gone],
    facts.TrainingConflictMet: [announcing.announce_conflict_met],
    facts.OfferSubmitted: [offer_announcing.announce_review],
    facts.OfferPublished: [same.look, offer_announcing.announce_published],
    facts.OfferCompared: [matches.match_offer],  # type: ignore[list-item]
    facts.OfferCorrected: [same.look],
    facts.OfferClosed: [deciding.follow_closing],
    facts.OfferRefused: [offer_announcing.announce_refused],
    facts.OfferUnpublished: [offer_announcing.announce_unpublished],
    facts.OfferWritten: [offer_announcing.announce_note],
    facts.OfferReported: [offer_announcing.announce_report],
    facts.OfferExpiring: [offer_announcing.announce_end],
    facts.OfferExpired: [offer_announcing.announce_end],
    facts.OfferContacted: [offer_announcing.announce_contact],
    facts.OfferMatched: [announcing.announce_match],
    facts.SearchNewsFound: [search_announcing.announce_news],
    facts.FeedFailed: [announcing.announce_feed_failure],
    facts.CalendarOpened: [calendars.fill],
    facts.ImportAnalysed: [doubts.note],
    facts.ImportApplied: [announcing.announce_import, finding.look_after_import, posts.look_at_all],
    facts.AdvisersMerged: [
        trainings.plan_again,
        matches.search_again,
        calendars.follow_contract,
        inquiring.look_again_at,
        lights.look_around,
        seats.count_again,
    ],
    facts.AdvisersParted: [
        trainings.plan_again,
        matches.search_again,
        calendars.follow_contract,
        inquiring.look_again_at,
        lights.look_around,
        seats.count_again,
    ],
}

CHORES: Chores = {
    "erase-removed-evidence": evidence.erase_removed,
    "close-past-offers": expiry.close_past,
    "warn-of-closing-offers": expiry.warn,
    "forget-old-sketches": sketches.forget_old,
    "forget-old-links": accounts.forget_old,
    "keep-calendars": calendars.keep_all,
    "forget-old-discoveries": discovery.forget_old,
    "forget-old-merges": merging.forget_old,
    "look-at-pages": looking.plan,
    "forget-old-edits": history.forget_old,
    "forget-closed-offers-keys": same.forget_closed,
    "forget-old-outlines": outlines.forget_old,
    "look-for-duplicates": finding.look_everywhere,
    "forget-unfinished-imports": retention.forget_unfinished,
    "renew-search-entries": indexing.renew,
    "renew-suggestions": trainings.plan_all,
    "look-at-planets": lights.look_at_all,
    "ask-whether-pledges-stand": pledges.ask_again,
}

# The work that needs no outside door: table that waits → what to do with rows of it that are due.
INSIDE: dict[Any, Callable[[Session, Sequence[int]], object]] = {
    Event: lambda session, ids: journal.settle(session, ids, REACTIONS),
    Chore: lambda session, ids: chores.do(session, ids, CHORES),
    Import: imports.work,
    Contract: watch.watch,
    RulesSweep: sweep.work,
    Inquiry: inquiring.inquire,
    Post: posts.watch,
    CalendarUpkeep: calendars.catch_up,
    TrainingPlan: suggesting.suggest,
    TrainingSession: sessions.watch,
    Enrolment: enrolling.lapse,
    PlanetLight: lights.work,
    PlanetInvitation: inviting.work,
    OfferComparison: same.work,
    OfferIndexing: indexing.index,
    SavedSearch: news.look,
    JobSearch: matches.match_searches,
    OutlineImport: outlines.work,
    DuplicateSearch: finding.search,
    ActivityFile: activities.work,
    SessionFile: session_files.work,
}
