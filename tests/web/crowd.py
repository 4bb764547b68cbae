"""One thing of each kind, who it belongs to, and everybody else who might knock at its door."""

import re
from dataclasses import dataclass
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlmodel import Session, SQLModel, select, text
from werkzeug.test import TestResponse

from tests import given
from tests.duplicates import twins
from tests.web import desks
from workforce import sealing, tables  # noqa: F401 - Every table of the house is known.
from workforce.accounts.models import Account, Membership
from workforce.alerts.models import Alert, Channel, Delivery, MailboxLetter
from workforce.calendars.models import Subscription
from workforce.contracts.imports.models import Import
from workforce.contracts.models import ContractChange, Post
from workforce.experience import activities
from workforce.offers.models import Offer
from workforce.offers.posting.models import OfferReport
from workforce.offers.same.models import OfferTwin
from workforce.offers.search import saving as searches
from workforce.offers.sources import actions as sources
from workforce.offers.sources.discovery.models import Discovery
from workforce.offers.sources.models import FeedSubscription
from workforce.offers.sources.outlines.models import OutlineImport
from workforce.offers.syndication.models import OfferFeed
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence import attaching
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.evidence.models import Attachment
from workforce.skills.portfolio import sharing
from workforce.skills.titles import versions
from workforce.trainings.lists import feeds as session_feeds
from workforce.trainings.lists import files as session_files
from workforce.trainings.sessions.models import Enrolment, SessionResult, TrainingBody

HOME, ELSEWHERE = "83", "29"
HUB_TOPIC = "https://ville.exemple.fr/rss"
CALENDAR = "the owner’s calendar"  # The token of its address.
ROLES = (
    "owner", "coordinator", "coordinator_here", "coordinator_elsewhere", "other_network", "other_adviser",
    "employer", "other_employer", "trainer", "other_trainer", "operator", "nobody", "anonymous",
)  # fmt: skip


@dataclass(frozen=True)
class Crowd:
    """The ids that addresses name, and a signed-in browser for each role."""

    ids: dict[str, int]
    browsers: dict[str, FlaskClient]

    def path(self, rule: str, **others: object) -> str:
        """Return an address with its names filled."""
        named = (
            {
                "token": "x",
                "filename": "mark.svg",
                "secret": CALENDAR,
                "number": 2,
                "kind": "rss",
                "field_name": "commune",
                "ccp_code": "MN-CCP1",
                "family_code": "library",
            }
            | self.ids
            | others
        )
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(named[found[1]]), rule)


def gather(session: Session) -> Crowd:
    """Make the smallest world in which every route names something that exists."""
    network, employer, body = given.network(session), given.employer(session), given.body(session)
    adviser = given.adviser(session, network.id, departement=HOME)
    accounts = {
        "owner": given.account(session, "adviser", adviser_id=adviser.id),
        "coordinator": given.account(session, "coordinator", network_id=network.id),
        "coordinator_here": given.account(session, "coordinator", network_id=network.id, departement=HOME),
        "coordinator_elsewhere": given.account(
            session, "coordinator", network_id=network.id, departement=ELSEWHERE
        ),
        "other_network": given.account(
            session, "coordinator", network_id=given.network(session, "Un autre réseau").id
        ),
        "other_adviser": given.account(session, "adviser", adviser_id=given.adviser(session, network.id).id),
        "employer": given.account(session, "employer", employer_id=employer.id),
        "other_employer": given.account(session, "employer", employer_id=given.employer(session).id),
        "trainer": given.account(session, "trainer", body_id=body.id),
        "other_trainer": given.account(session, "trainer", body_id=given.body(session).id),
        "operator": given.account(session, "operator"),
    }
    nobody = Account(email="personne@exemple.fr", name="Sans rôle")
    session.add(nobody)
    session.flush()
    contract = given.contract(session, adviser, employer, ends=date(2027, 3, 31))
    things = {
        "post_id": Post(employer_id=employer.id),
        "offer_id": Offer(employer_id=employer.id, title="Médiateur numérique", state="draft"),
        "import_id": Import(
            network_id=network.id, account_id=accounts["coordinator"].id, filename="equipe.xlsx", content=b"", digest="x",
            stated_on=date(2026, 11, 20),
        ),
        "letter_id": MailboxLetter(recipient="a@exemple.fr", title="x", text="x", html="x"),
        "delivery_id": _failed_delivery(session, accounts["owner"]),
        "discovery_id": Discovery(address="ville.fr", url="https://ville.fr/", host="ville.fr:443"),
        "outlines_id": OutlineImport(filename="flux.opml", content=b"<opml/>"),
    }  # fmt: skip
    session.add_all(things.values())
    session.flush()
    ids = {
        "adviser_id": adviser.id,
        "contract_id": contract.id,
        "network_id": network.id,
        "employer_id": employer.id,
        "body_id": body.id,
        **_enrolment(session, adviser.id, body),
        "session_feed_id": session_feeds.follow(
            session, body.id, None, "https://greta.exemple.fr/liste.csv"
        ).id,
        "session_file_id": session_files.upload(
            session, body.id, None, "sessions.csv", b"Blocs;Places\nCCP2;12\n"
        ),
        "feed_id": sources.add_feed(session, "https://ville.exemple.fr/rss").id,
        "channel_id": _another_channel(session, accounts["owner"]),
        "search_id": searches.save(session, accounts["owner"].id, {"mots": ["fablab"]}).id,
        "subscription_id": _calendar(session, accounts["owner"]),
        **_evidence(session, adviser.id),
        "offer_feed_id": _feed_of_offers(session, accounts["owner"]),
        "duplicate_id": twins.proposal(session, *twins.people(session)).id,
        "twin_id": offers_alike(session),
        "merge_id": twins.merge(session, *twins.people(session)).id,
    }
    ids["report_id"] = _report(session, things["offer_id"].id, accounts["other_adviser"])
    session.add(
        FeedSubscription(
            feed_id=ids["feed_id"],
            hub="https://relais.exemple.fr/",
            topic=HUB_TOPIC,
            token="x",
            secret=sealing.seal("x"),
        )
    )
    session.flush()
    ids["change_id"] = session.exec(select(ContractChange.id)).one()
    ids |= {name: thing.id for name, thing in things.items()}
    everybody = accounts | {"nobody": nobody, "anonymous": None}
    return Crowd(
        ids, {role: _forgetful(desks.browser(session, account)) for role, account in everybody.items()}
    )


def everything_kept(connection: Connection) -> dict[str, str]:
    """Return what each table holds, as a digest: equal digests mean that nothing was changed."""
    names = sorted(SQLModel.metadata.tables)
    parts = [
        f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{name}\" t" for name in names
    ]
    return dict(tuple(row) for row in connection.execute(text(" UNION ALL ".join(parts))))


def plain(answer: TestResponse) -> tuple[int, str]:
    """Return an answer without what changes each time: the nonce, the token of its forms, the address asked for."""
    page = re.sub(r'(nonce|value)="[^"]*"', "", answer.get_data(as_text=True))
    return answer.status_code, page


def offers_alike(session: Session) -> int:
    offers = [Offer(title="Médiateur numérique", state="published", identity=name) for name in ("a", "b")]
    session.add_all(offers)
    session.flush()
    pair = OfferTwin(first_id=offers[0].id, second_id=offers[1].id, score=60)
    session.add(pair)
    session.flush()
    return pair.id


def _forgetful(browser: FlaskClient) -> FlaskClient:
    """Return a browser that stays signed in whatever it is answered."""
    cookie = browser.get_cookie("passerelle")
    other = desks.application().test_client(use_cookies=False)
    if cookie:
        other.environ_base["HTTP_COOKIE"] = f"passerelle={cookie.value}"
    return other


def _failed_delivery(session: Session, account: Account) -> Delivery:
    alert = Alert(account_id=account.id, occasion="x", kind="offer_matched", subject={})
    session.add(alert)
    session.flush()
    channel = session.exec(select(Channel).where(Channel.account_id == account.id)).one()
    return Delivery(alert_id=alert.id, channel_id=channel.id, state="failed")


def _another_channel(session: Session, account: Account) -> int:
    channel = Channel(account_id=account.id, kind="ntfy", label="Mon téléphone", sealed_url="x", digest="x")
    session.add(channel)
    session.flush()
    return channel.id


def _evidence(session: Session, adviser_id: int) -> dict[str, int]:
    """Note an evidence with a file, shown to the coordinators, and send an export of activities."""
    versions.settle(session)
    evidence_id = evidence.note(session, adviser_id, EvidenceDraft(what="Atelier avec le centre social"))
    sharing.show(session, adviser_id, shown=True)
    attaching.attach(session, evidence_id, "bilan.pdf", b"%PDF-1.7")
    return {
        "version_number": 1,
        "evidence_id": evidence_id,
        "attachment_id": session.exec(select(Attachment.id)).one(),
        "activity_file_id": activities.upload(
            session, adviser_id, "activites.csv", b"Date;Titre\n01/10/2026;Atelier\n"
        ),
    }


def _enrolment(session: Session, adviser_id: int, body: TrainingBody) -> dict[str, int]:
    """Enrol the owner in a session to come, with the result of one bloc."""
    row = given.training_session(session, body)
    one = Enrolment(adviser_id=adviser_id, session_id=row.id, state="enrolled", employer_word="agreed")
    session.add(one)
    session.flush()
    result = SessionResult(
        enrolment_id=one.id, ccp_code=row.ccp_codes[0], outcome="absent", decided_on=row.ends_on
    )
    session.add(result)
    session.flush()
    return {"session_id": row.id, "enrolment_id": one.id, "result_id": result.id}


def _calendar(session: Session, account: Account) -> int:
    membership = session.exec(select(Membership).where(Membership.account_id == account.id)).one()
    subscription = Subscription(membership_id=membership.id, name="Agenda", digest=sealing.digest(CALENDAR))
    session.add(subscription)
    session.flush()
    return subscription.id


def _feed_of_offers(session: Session, account: Account) -> int:
    """Open a feed of the owner’s offers, under the same token as the calendar."""
    role = session.exec(select(Membership).where(Membership.account_id == account.id)).one()
    feed = OfferFeed(membership_id=role.id, name="Mes offres", digest=sealing.digest(CALENDAR))
    session.add(feed)
    session.flush()
    return feed.id


def _report(session: Session, offer_id: int, account: Account) -> int:
    report = OfferReport(offer_id=offer_id, account_id=account.id, reason="wrong")
    session.add(report)
    session.flush()
    return report.id
