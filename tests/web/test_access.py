"""Every route × every role: who may enter is written here by hand, once, and held against the whole application."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, delete, update
from sqlmodel import Session
from werkzeug.test import TestResponse

from tests.web import desks
from tests.web.crowd import ROLES, Crowd, everything_kept, gather, plain
from workforce import clock, database
from workforce.accounts import policy
from workforce.accounts.models import Account, Membership
from workforce.offers.models import Offer
from workforce.trainings.sessions.models import TrainingSession
from workforce.web import access

pytestmark = pytest.mark.thorough

ANYONE = set(ROLES)
SIGNED_IN = ANYONE - {"anonymous"}
OWNER = {"owner"}
FILE = {
    "owner",
    "coordinator",
    "coordinator_here",
}  # The adviser's, and their coordinators' of this département.
NETWORK = {"coordinator", "coordinator_here", "coordinator_elsewhere"}
IMPORT = {"coordinator"}  # Whoever sent the file, and who coordinates the whole network.
ADVISERS = {"owner", "other_adviser"}
PAIR = {"coordinator", "coordinator_here", "operator"}  # Who follows both people, and the operators.
EMPLOYER, TRAINER, OPERATOR = {"employer"}, {"trainer"}, {"operator"}

# Each endpoint → who may enter. The offer of the crowd is a draft, its training session is open, its channel is the owner's.
DOORS = {
    "static": ANYONE,
    "answers.show": ANYONE,
    "answers.answer": ANYONE,
    "answers.thanks": ANYONE,
    "health.healthz": ANYONE,
    "hubs.verify": ANYONE,  # Hubs, which have no account: the address is the key, and what they send is signed.
    "hubs.receive": ANYONE,
    "health.metrics": ANYONE,
    "sign_in.door": ANYONE,
    "sign_in.ask": ANYONE,
    "sign_in.send": ANYONE,
    "sign_in.sent": ANYONE,
    "sign_in.show": ANYONE,
    "sign_in.enter": ANYONE,
    "sign_in.invited": ANYONE,
    "sign_in.accept": ANYONE,
    "sign_in.home": SIGNED_IN,
    "sign_in.leave": SIGNED_IN,
    "adviser.home": FILE,
    "adviser.contract": FILE,
    "adviser.data": OWNER,
    "adviser.skills": FILE,
    "adviser.trainings": FILE,
    "adviser.offers": FILE,
    "contracts.choose_employer": FILE,
    "contracts.new": FILE,
    "contracts.record": FILE,
    "contracts.prolong": FILE,
    "contracts.set_end": FILE,
    "contracts.renewal": FILE,
    "contracts.renew": FILE,
    "contracts.termination": FILE,
    "contracts.terminate": FILE,
    "contracts.undo": FILE,
    "follow_ups.tell": OWNER,
    "contracts.dates": FILE,
    "contracts.settle": FILE,
    "gaps.bloc": FILE,
    "gaps.job": FILE,
    "gaps.jobs": FILE,
    "skills.hold": OWNER,
    "skills.let_go": OWNER,
    "skills.assess": OWNER,
    "skills.certify": OWNER,
    "skills.uncertify": OWNER,
    "skills.share": OWNER,
    "evidence.notebook": FILE,
    "evidence.note": OWNER,
    "evidence.show": OWNER,
    "evidence.change": OWNER,
    "evidence.confirm": OWNER,
    "evidence.allow_words": OWNER,
    "evidence.remove": OWNER,
    "evidence.put_back": OWNER,
    "evidence.attach": OWNER,
    "evidence.attachment": FILE,  # The owner of the crowd shows their evidence.
    "evidence.detach": OWNER,
    "evidence.share": OWNER,
    "portfolio.show": FILE,
    "portfolio.pdf": FILE,
    "portfolio.web_page": FILE,
    "portfolio.compose": OWNER,
    "portfolio.arrange": OWNER,
    "activities.listing": OWNER,
    "activities.upload": OWNER,
    "activities.decide": OWNER,
    "activities.mapping": OWNER,
    "activities.describe": OWNER,
    "offers.change_search": OWNER,
    "offers.show": EMPLOYER | OPERATOR,
    "offer_search.everywhere": SIGNED_IN,
    "offer_export.everywhere": SIGNED_IN,
    "offer_export.matches": FILE,
    "searches.mine": SIGNED_IN,
    "searches.save": SIGNED_IN,
    "searches.change": OWNER,
    "searches.read": OWNER,
    "searches.forget": OWNER,
    "searches.stopping": ANYONE,  # Whoever holds the link of a letter.
    "searches.stop": ANYONE,
    "offer_words.report": set(),  # The offer of the crowd is a draft: nobody reads it yet.
    "offer_words.write": set(),
    "offer_ends.show": ANYONE,
    "offer_ends.decide": ANYONE,
    "offer_feeds.mine": OWNER,
    "offer_feeds.subscribe": OWNER,
    "offer_feeds.everywhere": SIGNED_IN,
    "offer_feeds.subscribe_everywhere": SIGNED_IN,
    "offer_feeds.revoke": OWNER,
    "offer_feeds.read": ANYONE,  # Whoever holds the address.
    "public_offers.listing": ANYONE,
    "public_offers.feed": ANYONE,
    "public_offers.show": ANYONE,
    "public_offers.sitemap": ANYONE,
    "public_offers.robots": ANYONE,
    "trainings.show": SIGNED_IN,
    "trainings.tell_interest": ADVISERS,
    "trainings.take_back_interest": ADVISERS,
    "enrolments.ask": ADVISERS,
    "enrolments.take": OWNER,
    "enrolments.leave": OWNER,
    "enrolments.move": OWNER,
    "enrolments.go_back": OWNER,
    "enrolments.contest": OWNER,
    "trainer.copy_session": TRAINER | OPERATOR,
    "trainer_people.listing": TRAINER,
    "trainer_people.show": TRAINER,
    "trainer_people.accept": TRAINER,
    "trainer_people.refuse": TRAINER,
    "trainer_people.give_result": TRAINER,
    "trainer_people.take_back": TRAINER,
    "session_lists.listing": TRAINER | OPERATOR,
    "session_lists.upload": TRAINER | OPERATOR,
    "session_lists.show": TRAINER | OPERATOR,
    "session_lists.mapping": TRAINER | OPERATOR,
    "session_lists.describe": TRAINER | OPERATOR,
    "session_lists.confirm": TRAINER | OPERATOR,
    "session_lists.abandon": TRAINER | OPERATOR,
    "session_lists.follow": OPERATOR,
    "session_lists.read_again": OPERATOR,
    "session_lists.stop": OPERATOR,
    "operator_bodies.listing": OPERATOR,
    "operator_bodies.add": OPERATOR,
    "not_now.show": ANYONE,  # Whoever holds the link of a letter.
    "not_now.decide": ANYONE,
    "not_now.decide_here": ADVISERS,
    "planets.door": SIGNED_IN,
    "planets.feed": ANYONE,
    "planets.network": NETWORK,
    "planets.invite_from_network": NETWORK,
    "planets.body": TRAINER,
    "planets.invite_from_body": TRAINER,
    "planets.employer": EMPLOYER,
    "planets.everywhere": OPERATOR,
    "planets.invite_from_everywhere": OPERATOR,
    "planets.thresholds": OPERATOR,
    "planets.change_thresholds": OPERATOR,
    "planets.say_wish": OWNER,
    "planets.say_will": EMPLOYER,
    "planets.say_ability": TRAINER,
    "planet_links.interest": ANYONE,  # Whoever holds the link of a letter.
    "planet_links.tell": ANYONE,
    "planet_links.standing": ANYONE,
    "planet_links.renew": ANYONE,
    "alerts.mine": SIGNED_IN,
    "alerts.silence": SIGNED_IN,
    "alerts.hear_again": SIGNED_IN,
    "alerts.add": SIGNED_IN,
    "alerts.pause": OWNER,
    "alerts.resume": OWNER,
    "alerts.remove": OWNER,
    "alerts.test": OWNER,
    "calendars.mine": SIGNED_IN,
    "calendars.subscribe": SIGNED_IN,
    "calendars.replace": OWNER,
    "calendars.revoke": OWNER,
    "calendars.read": ANYONE,  # Whoever holds the address.
    "coordinator.home": NETWORK,
    "coordinator.team": NETWORK,
    "coordinator.team_csv": NETWORK,
    "coordinator.team_xlsx": NETWORK,
    "coordinator.conflicts": NETWORK,
    "coordinator.experience": NETWORK,
    "coordinator.questions": NETWORK,
    "coordinator.invite": {"coordinator", "coordinator_here"},
    "handovers.show": FILE | EMPLOYER,
    "handovers.edit": OWNER | EMPLOYER,
    "handovers.save": OWNER | EMPLOYER,
    "imports.listing": NETWORK,
    "imports.upload": NETWORK,
    "imports.show": IMPORT,
    "imports.confirm": IMPORT,
    "imports.abandon": IMPORT,
    "imports.mapping": IMPORT,
    "imports.describe": IMPORT,
    "imports.correct": IMPORT,
    "imports.set_aside": IMPORT,
    "imports.take_back": IMPORT,
    "imports.refused_rows": IMPORT,
    "duplicates.network": NETWORK,
    "duplicates.everywhere": OPERATOR,
    "duplicates.compare": PAIR,
    "duplicates.merge": PAIR,
    "duplicates.refuse": PAIR,
    "duplicates.reopen": PAIR,
    "duplicates.merged": PAIR,
    "duplicates.undo": PAIR,
    "employer.home": EMPLOYER,
    "employer.offers": EMPLOYER,
    "employer.offer": EMPLOYER,
    "employer.new_offer": EMPLOYER,
    "employer.create_offer": EMPLOYER,
    "employer.edit_offer": EMPLOYER,
    "employer.change_offer": EMPLOYER,
    "employer.submit_offer": EMPLOYER,
    "employer.close_offer": EMPLOYER,
    "employer.take_back_offer": EMPLOYER,
    "employer.extend_offer": EMPLOYER,
    "employer.reopen_offer": EMPLOYER,
    "employer.start_from_offer": EMPLOYER,
    "employer.delete_offer": EMPLOYER,
    "employer.answer_moderator": EMPLOYER,
    "employer.answer": EMPLOYER,
    "employer.renewal": EMPLOYER,
    "employer.renew": EMPLOYER,
    "employer.take_back": EMPLOYER,
    "employer.posts": EMPLOYER,
    "employer.departure": EMPLOYER,
    "employer.leave_post": EMPLOYER,
    "employer.refill": EMPLOYER,
    "employer.fill_post": EMPLOYER,
    "employer.giving_back": EMPLOYER,
    "employer.hand_back_post": EMPLOYER,
    "trainer.home": TRAINER | OPERATOR,
    "trainer.new_session": TRAINER | OPERATOR,
    "trainer.create_session": TRAINER | OPERATOR,
    "trainer.edit_session": TRAINER | OPERATOR,
    "trainer.change_session": TRAINER | OPERATOR,
    "trainer.withdraw_session": TRAINER | OPERATOR,
    "operator.home": OPERATOR,
    "operator.work": OPERATOR,
    "operator.revive": OPERATOR,
    "operator.feeds": OPERATOR,
    "operator.feed": OPERATOR,
    "operator.add_feed": OPERATOR,
    "operator.add_default": OPERATOR,
    "operator.add_departements": OPERATOR,
    "operator.choose_source": OPERATOR,
    "operator.new_site": OPERATOR,
    "operator.new_departement": OPERATOR,
    "operator.new_outlines": OPERATOR,
    "operator.new_public_service": OPERATOR,
    "operator.add_public_service": OPERATOR,
    "operator.new_france_travail": OPERATOR,
    "operator.add_france_travail": OPERATOR,
    "operator.look_for_feeds": OPERATOR,
    "operator.discovery": OPERATOR,
    "operator.follow_found": OPERATOR,
    "operator.send_outlines": OPERATOR,
    "operator.outlines": OPERATOR,
    "operator.follow_outlines": OPERATOR,
    "operator.abandon_outlines": OPERATOR,
    "operator.export_outlines": OPERATOR,
    "operator.send_source_file": OPERATOR,
    "operator.pause_feed": OPERATOR,
    "operator.retry_feed": OPERATOR,
    "operator.moderation": OPERATOR,
    "operator.review": OPERATOR,
    "operator.publish": OPERATOR,
    "operator.refuse": OPERATOR,
    "operator.unpublish": OPERATOR,
    "operator.dismiss_report": OPERATOR,
    "operator.write_to_employer": OPERATOR,
    "operator.referential": OPERATOR,
    "operator.export_referential": OPERATOR,
    "operator.edit_title": OPERATOR,
    "operator.check_title": OPERATOR,
    "operator.check_equivalences": OPERATOR,
    "operator.check_file": OPERATOR,
    "operator.check_version": OPERATOR,
    "operator.referential_version": OPERATOR,
    "operator.keep_referential": OPERATOR,
    "operator.rules": OPERATOR,
    "operator.change_rules": OPERATOR,
    "operator.offer_file": OPERATOR,
    "operator.separate_offer": OPERATOR,
    "operator.correct_field": OPERATOR,
    "operator.save_correction": OPERATOR,
    "operator.keep_correction": OPERATOR,
    "operator.give_up_correction": OPERATOR,
    "operator.twins": OPERATOR,
    "operator.join_twins": OPERATOR,
    "operator.set_twins_apart": OPERATOR,
    "operator.reopen_twins": OPERATOR,
    "operator.deliveries": OPERATOR,
    "operator.retry_delivery": OPERATOR,
    "operator.mailbox": OPERATOR,
    "operator.letter": OPERATOR,
    "operator.letter_html": OPERATOR,
}
ANSWERS = {
    "end_date": "30/06/2027", "termination_date": "31/12/2026", "motive": "resignation", "url": "json://exemple.fr/x",
    "words": "Bonjour", "title": "Changé", "shown": "1", "ccp_code": "REMN-CCP1", "intent": "renew", "reason": "filled",
}  # fmt: skip
ROUTES = sorted(
    (rule.endpoint, method, rule.rule)
    for rule in desks.application().url_map.iter_rules()
    for method in rule.methods - {"HEAD", "OPTIONS"}
)
PRIVATE = [route for route in ROUTES if DOORS.get(route[0]) != ANYONE]
NUMBERED = [route for route in PRIVATE if "<" in route[2]]


def each(routes: list[tuple[str, str, str]]) -> pytest.MarkDecorator:
    names = [f"{endpoint}-{method}" for endpoint, method, _ in routes]
    return pytest.mark.parametrize(("endpoint", "method", "rule"), routes, ids=names)


@pytest.fixture(scope="module")
def world(engine) -> Iterator[tuple[Session, Crowd]]:
    """One crowd for the whole module: each test puts it back as it was."""
    instant = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    with clock.frozen(instant), engine.connect() as connection:
        outer = connection.begin()
        database.use(connection)
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session, gather(session)
        outer.rollback()


@pytest.fixture
def crowd(world) -> Crowd:
    return world[1]


@contextmanager
def undone(session: Session) -> Iterator[Connection]:
    """Put everything back as it was."""
    connection = session.connection()
    with connection.begin_nested() as point:
        yield connection
        point.rollback()
    session.expire_all()


def what_became(answer: TestResponse) -> str:
    if answer.status_code == 303 and answer.location.partition("?")[0] == "/connexion":
        return "sent to sign in"
    if answer.status_code == 404:
        return "not found"
    return "entered" if answer.status_code in (200, 303, 410, 422) else f"answered {answer.status_code}"


def expected(endpoint: str, role: str) -> set[str]:
    if endpoint == "public_offers.show":  # Open to anybody, but the offer of the crowd is a draft.
        return {"not found"}
    if role in DOORS[endpoint]:
        return (
            {"entered", "sent to sign in"} if endpoint in ("sign_in.door", "sign_in.leave") else {"entered"}
        )
    return {"sent to sign in" if role == "anonymous" else "not found"}


def test_every_route_is_in_the_table_and_the_table_names_no_other():
    assert set(DOORS) == {endpoint for endpoint, _, _ in ROUTES}


@each(ROUTES)
def test_a_route_opens_to_those_the_table_names_and_to_nobody_else(world, endpoint, method, rule):
    session, crowd = world
    for role in ROLES:
        with undone(session), crowd.browsers[role].open(crowd.path(rule), method=method) as answer:
            became = what_became(answer)
        assert became in expected(endpoint, role), role


@each(PRIVATE)
def test_a_stranger_who_knocks_changes_nothing(world, endpoint, method, rule):
    session, crowd = world
    strangers = set(ROLES) - DOORS[endpoint]
    with undone(session) as connection:
        before = everything_kept(connection)
        for role in strangers:
            crowd.browsers[role].open(
                crowd.path(rule), method=method, data=ANSWERS if method == "POST" else None
            )
        assert everything_kept(connection) == before


@each(NUMBERED)
def test_a_stranger_cannot_tell_a_thing_that_is_there_from_one_that_is_not(world, endpoint, method, rule):
    _, crowd = world
    absent = crowd.path(rule, **dict.fromkeys(crowd.ids, 999_999))
    too_large = crowd.path(rule, **dict.fromkeys(crowd.ids, 10**15))
    for role in set(ROLES) - DOORS[endpoint] - {"anonymous"}:
        there, *nowhere = (
            plain(crowd.browsers[role].open(path, method=method))
            for path in (crowd.path(rule), absent, too_large)
        )
        assert nowhere == [there, there], role


@each(NUMBERED)
def test_whoever_may_enter_finds_nothing_behind_an_unknown_number(world, endpoint, method, rule):
    session, crowd = world
    for role in DOORS[endpoint]:
        with undone(session):
            path = crowd.path(rule, **dict.fromkeys(crowd.ids, 999_999))
            assert crowd.browsers[role].open(path, method=method).status_code == 404, role


@each(PRIVATE)
def test_the_other_verbs_of_a_private_route_are_as_shut(world, endpoint, method, rule):
    _, crowd = world
    for verb in ("HEAD", "OPTIONS") if method == "GET" else ("OPTIONS",):
        assert (
            what_became(crowd.browsers["anonymous"].open(crowd.path(rule), method=verb)) == "sent to sign in"
        )


@pytest.mark.parametrize("state", ["published", "closed"])
def test_an_offer_that_is_out_may_be_read_by_all_who_are_signed_in(world, state):
    session, crowd = world
    with undone(session) as connection:
        connection.execute(update(Offer).values(state=state, published_at=clock.now()))
        became = {
            role: what_became(crowd.browsers[role].get(f"/offres/{crowd.ids['offer_id']}")) for role in ROLES
        }
    assert became == dict.fromkeys(SIGNED_IN, "entered") | {"anonymous": "sent to sign in"}


@pytest.mark.parametrize("state", ["draft", "in_review", "refused"])
def test_an_offer_that_is_not_out_is_its_employers_and_the_moderators(world, state):
    session, crowd = world
    with undone(session) as connection:
        connection.execute(update(Offer).values(state=state))
        answers = {role: crowd.browsers[role].get(f"/offres/{crowd.ids['offer_id']}") for role in SIGNED_IN}
    assert {
        role for role, answer in answers.items() if what_became(answer) == "entered"
    } == EMPLOYER | OPERATOR


def test_a_withdrawn_session_is_its_bodys_and_the_operators(world):
    session, crowd = world
    with undone(session) as connection:
        connection.execute(update(TrainingSession).values(withdrawn_at=clock.now()))
        page = f"/sessions/{crowd.ids['session_id']}"
        read = {role for role in SIGNED_IN if what_became(crowd.browsers[role].get(page)) == "entered"}
        told = {
            role
            for role in SIGNED_IN
            if what_became(crowd.browsers[role].post(f"{page}/interet")) == "entered"
        }
    assert (read, told) == (TRAINER | OPERATOR | OWNER, set())  # The owner of the crowd had asked for it.


def test_a_disabled_account_enters_nowhere(world):
    session, crowd = world
    with undone(session) as connection:
        connection.execute(update(Account).values(disabled_at=clock.now()))
        became = {what_became(crowd.browsers[role].get("/mes-alertes")) for role in SIGNED_IN}
    assert became == {"sent to sign in"}


def test_a_role_taken_back_is_taken_back_at_once(world):
    session, crowd = world
    with undone(session) as connection:
        connection.execute(delete(Membership))
        assert what_became(crowd.browsers["operator"].get("/exploitation")) == "not found"


def made_up(rule: str, *marks: Any) -> Flask:
    app = Flask("made_up")

    def view(**_named: int) -> str:
        return ""

    for mark in marks:
        view = mark(view)
    app.add_url_rule(rule, "made_up.page", view)
    return app


def test_a_route_that_declares_no_access_keeps_the_application_from_starting():
    with pytest.raises(LookupError, match=r"without access rule: made_up\.page"):
        access.guard(made_up("/ouvert"))
    access.guard(made_up("/ouvert", access.allow(policy.signed_in)))


def test_a_route_that_names_two_things_keeps_the_application_from_starting():
    two = "/conseillers/<int:adviser_id>/contrats/<int:contract_id>"
    with pytest.raises(LookupError, match=r"name two things.*made_up\.page"):
        access.guard(made_up(two, access.allow(policy.may_see_file)))
