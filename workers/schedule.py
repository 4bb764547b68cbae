"""The tick: asks every table what is due, leases it, and nudges."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dramatiq import Actor
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from workers import actors
from workforce import due, pulse
from workforce.alerts.models import Delivery
from workforce.calendars.models import CalendarUpkeep
from workforce.chores import Chore
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract, Post, RulesSweep
from workforce.contracts.questions.models import Inquiry
from workforce.database import transaction
from workforce.duplicates.models import DuplicateSearch
from workforce.experience.models import ActivityFile
from workforce.journal import Event
from workforce.offers.life.models import PageCheck
from workforce.offers.models import Feed, JobSearch
from workforce.offers.same.models import OfferComparison
from workforce.offers.search.models import OfferIndexing, SavedSearch
from workforce.offers.sources import claiming
from workforce.offers.sources.discovery.models import Discovery
from workforce.offers.sources.models import FeedLanding, FeedPush, FeedSubscription
from workforce.offers.sources.outlines.models import OutlineImport
from workforce.skills.evidence.models import Attachment
from workforce.trainings.lists.models import SessionFeed, SessionFile
from workforce.trainings.models import TrainingPlan
from workforce.trainings.planets.models import PlanetInvitation, PlanetLight
from workforce.trainings.sessions.models import Enrolment, TrainingSession

log = logging.getLogger(__name__)
PERIOD = 0.5  # Seconds between two ticks with nothing to do.


@dataclass(frozen=True)
class Work:
    """A table that waits, the actor it nudges, how many rows a message carries and may be in hand at once."""

    model: Any
    actor: Actor[[Sequence[int]], None]
    batch: int
    in_hand: int
    lease: Callable[[Session, int], list[int]] | None = (
        None  # Where what is longest due is not the whole question.
    )


WORK = (
    Work(Delivery, actors.deliver_alerts, batch=10, in_hand=400),
    Work(Event, actors.settle_facts, batch=50, in_hand=2000),
    Work(Import, actors.read_imports, batch=1, in_hand=4),
    Work(Discovery, actors.discover_feeds, batch=1, in_hand=10),
    Work(OutlineImport, actors.read_outlines, batch=1, in_hand=4),
    Work(Contract, actors.watch_contracts, batch=500, in_hand=5000),
    Work(RulesSweep, actors.recompute_deadlines, batch=1, in_hand=1),
    Work(Inquiry, actors.ask_questions, batch=200, in_hand=2000),
    Work(Post, actors.watch_posts, batch=500, in_hand=5000),
    Work(CalendarUpkeep, actors.keep_calendars, batch=500, in_hand=5000),
    Work(TrainingPlan, actors.suggest_trainings, batch=500, in_hand=4000),
    Work(TrainingSession, actors.watch_sessions, batch=500, in_hand=5000),
    Work(Enrolment, actors.hand_on_seats, batch=50, in_hand=500),
    Work(PlanetLight, actors.watch_planets, batch=250, in_hand=250),
    Work(PlanetInvitation, actors.invite_around_planets, batch=1, in_hand=4),
    Work(OfferComparison, actors.compare_offers, batch=250, in_hand=500),
    Work(OfferIndexing, actors.index_offers, batch=500, in_hand=5000),
    Work(SavedSearch, actors.look_for_news, batch=200, in_hand=2000),
    Work(JobSearch, actors.match_offers, batch=20, in_hand=400),
    Work(DuplicateSearch, actors.find_duplicates, batch=1, in_hand=4),
    Work(ActivityFile, actors.read_activities, batch=1, in_hand=4),
    Work(SessionFile, actors.read_sessions, batch=1, in_hand=4),
    Work(SessionFeed, actors.ask_for_sessions, batch=1, in_hand=4),
    Work(Attachment, actors.draw_pictures, batch=4, in_hand=16),
    Work(Feed, actors.poll_feeds, batch=50, in_hand=1000, lease=claiming.lease),
    Work(FeedLanding, actors.understand_documents, batch=20, in_hand=40),
    Work(FeedPush, actors.read_pushes, batch=5, in_hand=40),
    Work(FeedSubscription, actors.keep_subscriptions, batch=1, in_hand=4),
    Work(PageCheck, actors.look_at_pages, batch=1, in_hand=2),
    Work(Chore, actors.do_chores, batch=1, in_hand=10),
)


def tick(works: Sequence[Work] = WORK) -> int:
    """Lease what is due in each table, then send one message a batch. Return how many rows were leased."""
    leased = 0
    for work in works:
        with transaction() as session:
            ids = (
                work.lease(session, work.in_hand)
                if work.lease
                else due.lease(session, work.model, work.in_hand)
            )
        for start in range(0, len(ids), work.batch):
            work.actor.send(ids[start : start + work.batch])
        leased += len(ids)
    return leased


def run(stop: threading.Event, period: float = PERIOD) -> None:
    """Tick until told to stop. A database or queue that is away is waited for."""
    while not stop.is_set():
        try:
            busy = tick()
            with transaction() as session:
                pulse.beat(session, "tick")
        except (OperationalError, ConnectionError) as error:
            log.warning("tick: waiting for %s", type(error).__name__)
            busy = 0
        stop.wait(0 if busy else period)
