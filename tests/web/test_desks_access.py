"""Who enters the desks: their owner; others meet a 404, a visitor the sign-in page."""

from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from tests.web.crowd import offers_alike
from workforce.alerts.links import PATHS
from workforce.alerts.models import Alert, Channel, Delivery, MailboxLetter
from workforce.contracts.models import Post
from workforce.offers.models import Offer
from workforce.offers.posting.models import OfferReport
from workforce.offers.sources import actions as sources
from workforce.offers.sources.discovery.models import Discovery
from workforce.offers.sources.outlines.models import OutlineImport
from workforce.skills.titles import versions
from workforce.web import employer, operator, trainer

pytestmark = pytest.mark.thorough

FAMILIES = {employer.pages.name: "employer", trainer.pages.name: "trainer", operator.pages.name: "operator"}
ROUTES = sorted(
    (rule.endpoint, rule.rule, method)
    for rule in desks.application().url_map.iter_rules()
    for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    if rule.endpoint.split(".")[0] in FAMILIES
)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def world(session):
    """One thing of each kind, who owns it, and people of the same role elsewhere."""
    mine, body = given.employer(session), given.body(session)
    offer = Offer(employer_id=mine.id, title="Médiateur", state="draft")
    contract = given.contract(session, at=mine, ends=date(2027, 3, 31))
    letter = MailboxLetter(recipient="a@exemple.fr", title="x", text="x", html="x")
    person = given.account(session, "operator")
    session.add(offer)
    session.flush()
    session.add_all(
        [
            letter,
            post := Post(employer_id=mine.id, state="vacant"),
            found := Discovery(address="ville.fr", url="https://ville.fr/", host="ville.fr:443"),
            outlines := OutlineImport(filename="flux.opml", content=b"<opml/>"),
            report := OfferReport(offer_id=offer.id, reason="wrong"),
            alert := Alert(account_id=person.id, occasion="x", kind="offer_matched", subject={}),
        ]
    )
    session.flush()
    channel = session.exec(select(Channel).where(Channel.account_id == person.id)).one()
    session.add(delivery := Delivery(alert_id=alert.id, channel_id=channel.id, state="failed"))
    session.flush()
    versions.settle(session)
    ids = {
        "employer_id": mine.id,
        "body_id": body.id,
        "offer_id": offer.id,
        "contract_id": contract.id,
        "post_id": post.id,
        "session_id": given.training_session(session, body).id,
        "feed_id": sources.add_feed(session, "https://ville.fr/rss").id,
        "discovery_id": found.id,
        "outlines_id": outlines.id,
        "delivery_id": delivery.id,
        "letter_id": letter.id,
        "twin_id": offers_alike(session),
        "version_number": 1,
        "report_id": report.id,
    }
    people = {
        "employer": given.account(session, "employer", employer_id=mine.id),
        "trainer": given.account(session, "trainer", body_id=body.id),
        "operator": person,
    }
    strangers = [
        given.account(session, "employer", employer_id=given.employer(session).id),
        given.account(session, "trainer", body_id=given.body(session).id),
        given.account(session, "adviser", adviser_id=contract.adviser_id),
        given.account(session, "coordinator", network_id=given.network(session).id),
    ]
    return ids, people, strangers


def address(rule: str, ids: dict[str, int]) -> str:
    for name, value in ids.items():
        rule = rule.replace(f"<int:{name}>", str(value))
    return rule.replace("<field_name>", "commune")


def also(endpoint: str) -> str:
    """Return who else enters a desk: the operators, who post sessions for any training body."""
    return "operator" if endpoint.startswith("trainer.") else ""


@pytest.mark.parametrize(("endpoint", "rule", "method"), ROUTES, ids=[f"{row[0]}-{row[2]}" for row in ROUTES])
def test_each_route_opens_to_its_owner_alone(session, world, endpoint, rule, method):
    ids, people, strangers = world
    path, family = address(rule, ids), FAMILIES[endpoint.split(".")[0]]
    anonymous = desks.browser(session).open(path, method=method)
    assert (anonymous.status_code, anonymous.location.split("?")[0]) == (303, "/connexion")
    others = [
        *strangers,
        *(account for role, account in people.items() if role not in (family, also(endpoint))),
    ]
    assert {desks.browser(session, other).open(path, method=method).status_code for other in others} == {404}
    assert desks.browser(session, people[family]).open(path, method=method).status_code in (200, 303, 422)


@pytest.mark.parametrize(("endpoint", "rule", "method"), [row for row in ROUTES if "<int:" in row[1]])
def test_a_thing_that_does_not_exist_is_not_found(session, world, endpoint, rule, method):
    _, people, _ = world
    path = address(rule, dict.fromkeys(world[0], 999_999_999))
    client = desks.browser(session, people[FAMILIES[endpoint.split(".")[0]]])
    assert client.open(path, method=method).status_code == 404


def test_a_form_without_its_token_changes_nothing(session, world):
    ids, people, _ = world
    application = desks.application()
    application.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = desks.browser(session, people["employer"]).post(f"/offres/{ids['offer_id']}/soumettre")
    finally:
        application.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert session.get_one(Offer, ids["offer_id"]).state == "draft"


def test_letters_lead_to_the_desks_that_they_name():
    names = {f"{family}.{page}" for family in FAMILIES for page in ("home", "offer", "feed", "review")}
    rules = {
        rule.endpoint: rule for rule in desks.application().url_map.iter_rules() if "GET" in rule.methods
    }
    told = names & PATHS.keys()
    assert told == {"employer.home", "employer.offer", "operator.feed", "operator.review"}
    for name in told:
        (argument,) = rules[name].arguments
        assert PATHS[name] == rules[name].rule.replace(f"<int:{argument}>", "{0}")
