"""One thin actor for each kind of work. A message carries ids; the row says the rest.

Three lines, each with its own queue, so that a long one keeps nobody out of another: a free hand takes what somebody
waits for, then what follows from it, then what comes in its turn.
"""

from collections.abc import Sequence
from functools import partial

from dramatiq import actor

import workforce.tables  # noqa: F401 - A row may point to a table of any room: each must be known before it is written.
from workers import broker, collecting, running
from workforce.alerts import channels, sending
from workforce.alerts.models import Delivery
from workforce.calendars.models import CalendarUpkeep
from workforce.chores import Chore
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract, Post, RulesSweep
from workforce.contracts.questions.models import Inquiry
from workforce.duplicates.models import DuplicateSearch
from workforce.experience.models import ActivityFile
from workforce.journal import Event
from workforce.offers.life import looking as offer_pages
from workforce.offers.life.models import PageCheck
from workforce.offers.models import JobSearch
from workforce.offers.same.models import OfferComparison
from workforce.offers.search.models import OfferIndexing, SavedSearch
from workforce.offers.sources import pushing, subscribing, taking_in
from workforce.offers.sources.discovery import looking
from workforce.offers.sources.discovery.models import Discovery
from workforce.offers.sources.models import FeedLanding, FeedPush, FeedSubscription
from workforce.offers.sources.outlines.models import OutlineImport
from workforce.skills.evidence import pictures
from workforce.skills.evidence.models import Attachment
from workforce.trainings.lists import feeds as session_feeds
from workforce.trainings.lists.models import SessionFeed, SessionFile
from workforce.trainings.models import TrainingPlan
from workforce.trainings.planets.models import PlanetInvitation, PlanetLight
from workforce.trainings.sessions.models import Enrolment, TrainingSession

__all__ = ["broker"]  # Opened before any actor is declared.

asked_for = partial(actor, queue_name="asked_for", priority=0)  # Somebody looks at a screen, or at a mailbox.
following = partial(actor, queue_name="following", priority=1)  # What was asked for is not whole without it.
in_turn = partial(actor, queue_name="in_turn", priority=2)


@following
def settle_facts(ids: Sequence[int]) -> None:
    """Run the reactions to what happened."""
    running.inside(Event, ids)


@in_turn
def do_chores(ids: Sequence[int]) -> None:
    """Do what comes back every day."""
    running.inside(Chore, ids)


@in_turn
def watch_contracts(ids: Sequence[int]) -> None:
    """Note the steps that contracts have reached."""
    running.inside(Contract, ids)


@in_turn
def recompute_deadlines(ids: Sequence[int]) -> None:
    """Recompute the next deadlines after a change of the rules."""
    running.inside(RulesSweep, ids)


@in_turn
def ask_questions(ids: Sequence[int]) -> None:
    """Ask what these contracts have to ask."""
    running.inside(Inquiry, ids)


@in_turn
def watch_posts(ids: Sequence[int]) -> None:
    """Note the posts that stand empty, and the steps before they must be filled again."""
    running.inside(Post, ids)


@in_turn
def keep_calendars(ids: Sequence[int]) -> None:
    """Bring the events of calendars to the deadlines of these people and posts."""
    running.inside(CalendarUpkeep, ids)


@in_turn
def suggest_trainings(ids: Sequence[int]) -> None:
    """Work out the trainings to suggest to these advisers."""
    running.inside(TrainingPlan, ids)


@in_turn
def watch_sessions(ids: Sequence[int]) -> None:
    """Note the reminders that training sessions owe."""
    running.inside(TrainingSession, ids)


@following
def hand_on_seats(ids: Sequence[int]) -> None:
    """Hand the seats that nobody took in time to the next in line."""
    running.inside(Enrolment, ids)


@in_turn
def watch_planets(ids: Sequence[int]) -> None:
    """Work out where the three planets meet."""
    running.inside(PlanetLight, ids)


@in_turn
def invite_around_planets(ids: Sequence[int]) -> None:
    """Find whom invitations concern."""
    running.inside(PlanetInvitation, ids)


@in_turn
def compare_offers(ids: Sequence[int]) -> None:
    """Hold new and changed offers against the others."""
    running.inside(OfferComparison, ids)


@in_turn
def match_offers(ids: Sequence[int]) -> None:
    """Work out the offers that fit these advisers."""
    running.inside(JobSearch, ids)


@following
def index_offers(ids: Sequence[int]) -> None:
    """Write the search entries of these offers."""
    running.inside(OfferIndexing, ids)


@in_turn
def look_for_news(ids: Sequence[int]) -> None:
    """Look for what is new in these kept searches."""
    running.inside(SavedSearch, ids)


@asked_for
def read_imports(ids: Sequence[int]) -> None:
    """Analyse or apply imported files."""
    running.bit_by_bit(Import, ids)


@in_turn
def find_duplicates(ids: Sequence[int]) -> None:
    """Look for records that may be one."""
    running.inside(DuplicateSearch, ids)


@asked_for
def read_activities(ids: Sequence[int]) -> None:
    """Read exports of activities into proposals of evidence."""
    running.inside(ActivityFile, ids)


@asked_for
def read_sessions(ids: Sequence[int]) -> None:
    """Read files of sessions, and write those that are confirmed."""
    running.inside(SessionFile, ids)


@following
def ask_for_sessions(ids: Sequence[int]) -> None:
    """Read lists of sessions at their address: claim, speak, note."""
    running.outside(SessionFeed, ids, session_feeds.claim, session_feeds.speak, session_feeds.note)


@asked_for
def draw_pictures(ids: Sequence[int]) -> None:
    """Make pictures again without what they hide: claim, speak, note."""
    running.outside(Attachment, ids, pictures.claim, pictures.draw_anew, pictures.note)


@asked_for
def poll_feeds(ids: Sequence[int]) -> None:
    """Hand sources to the thread that reads hundreds at once: claim, speak, note."""
    collecting.COLLECTOR.take(ids)


@asked_for  # Few are in hand at once: they keep nobody waiting.
def understand_documents(ids: Sequence[int]) -> None:
    """Understand documents that were read: claim, understand, note, many together."""
    running.together(FeedLanding, ids, taking_in.claim_all, taking_in.understand, taking_in.note_all)


@in_turn
def keep_subscriptions(ids: Sequence[int]) -> None:
    """Ask hubs to tell us what is new, or to stop: claim, speak, note."""
    running.outside(FeedSubscription, ids, subscribing.claim, subscribing.ask, subscribing.note)


@following
def read_pushes(ids: Sequence[int]) -> None:
    """Read what hubs pushed: claim, read, note."""
    running.outside(FeedPush, ids, pushing.claim, pushing.read, pushing.note)


@in_turn
def look_at_pages(ids: Sequence[int]) -> None:
    """See whether offers without a date are still on their page: claim, speak, note."""
    running.outside(PageCheck, ids, offer_pages.claim, offer_pages.look, offer_pages.note)


@asked_for
def discover_feeds(ids: Sequence[int]) -> None:
    """Try the next address of these sites: claim, speak, note."""
    running.outside(Discovery, ids, looking.claim, looking.speak, looking.note)


@asked_for
def read_outlines(ids: Sequence[int]) -> None:
    """Read OPML files into lines."""
    running.inside(OutlineImport, ids)


@asked_for
def deliver_alerts(ids: Sequence[int]) -> None:
    """Send letters: claim, speak, note."""
    running.outside(Delivery, ids, sending.claim_letter, channels.send, sending.note)
