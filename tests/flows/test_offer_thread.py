"""A real feed is polled over HTTP; its offers fit somebody; the letter says why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.flows.postman import deliver
from workforce import clock
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.offers.models import Feed, FeedRefusal, Match, Offer
from workforce.offers.posting import actions as offers
from workforce.offers.posting import expiry
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.sources import actions as sources
from workforce.offers.sources import polling
from workforce.refusals import Refused
from workforce.settings import settings
from workforce.simulation import settle_inside
from workforce.skills import actions as skills

ITEM = """<item><title><![CDATA[{title}]]></title><link><![CDATA[https://emploi.exemple.fr/offre/{n}?mtm_campaign=rss]]></link>
<guid isPermaLink="false">https://www.emploi-territorial.fr/:O0832608140{n:05d}</guid>
<description><![CDATA[<p>Employeur : Mairie de Toulon</p><p>Métier : Médiateur numérique</p><p>{more}</p>]]></description>
<pubDate>Mon, 23 Nov 2026 06:00:00 +0100</pubDate></item>"""


def feed_of(*titles, start=1, more="Publication : du 23/11/2026 au 20/12/2026") -> bytes:
    items = "".join(ITEM.format(title=title, n=n, more=more) for n, title in enumerate(titles, start))
    channel = f"<channel><title>Offres du Var</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0">{channel}</rss>'.encode()


@pytest.fixture
def allowed(site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    return site


def poll(session, feed) -> Feed:
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        sources.poll_now(session, feed.id)
        claimed = polling.claim(session, feed.id)
        polling.note(session, claimed, polling.read(claimed))
        session.flush()
        settle_inside(session)
    return session.get(Feed, feed.id, populate_existing=True)


def awa(session):
    adviser = given.adviser(session, email="awa@exemple.fr", departement="83")
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=adviser.id, seen=True)
    given.contract(session, adviser, starts=date(2025, 4, 15), ends=date(2027, 4, 14))
    skills.hold(session, adviser.id, "MN-CCP1", date(2025, 12, 1))
    settle_inside(session)
    return adviser


def the_next_day(session):
    with clock.frozen(clock.now() + timedelta(days=1)):
        deliver(session)


def told(session, kind="offer_matched"):
    letters = select(MailboxLetter).join(Delivery, Delivery.id == MailboxLetter.delivery_id)
    return session.exec(
        letters.join(Alert, Alert.id == Delivery.alert_id).where(Alert.kind == kind).order_by(Delivery.id)
    ).all()


def test_an_offer_of_a_feed_reaches_the_mailbox_of_whom_it_fits(session, moment, allowed):
    awa(session)
    body = feed_of("Médiateur numérique (H/F)", "Opérateur sur commande numérique H/F")
    allowed.says(http(200, body, ETag='"a"', Content_Type="application/rss+xml"))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    assert feed.counts == {"entries": 2, "new": 1, "updated": 0, "unchanged": 0, "refused": 1}
    offer = session.exec(select(Offer)).one()
    assert (offer.title, offer.departement, offer.employer_name, offer.closes_on) == (
        "Médiateur numérique", "83", "Mairie de Toulon", date(2026, 12, 20),
    )  # fmt: skip
    assert offer.url == "https://emploi.exemple.fr/offre/1"
    assert session.exec(select(FeedRefusal.title)).all() == ["Opérateur sur commande numérique"]
    the_next_day(session)
    (letter,) = told(session)
    assert letter.title == "Une offre pour vous : Médiateur numérique, réponse avant le 20 décembre 2026"
    assert "C'est votre métier" in letter.text


def test_a_feed_that_says_nothing_new_costs_nothing_and_tells_nothing(session, moment, allowed):
    awa(session)
    allowed.says(http(200, feed_of("Médiateur numérique"), ETag='"a"'))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    poll(session, feed)
    assert allowed.requests[1]["if-none-match"] == '"a"'
    assert session.exec(select(Match)).all()
    assert len(session.exec(select(Alert).where(Alert.kind == "offer_matched")).all()) == 1


def test_an_edited_offer_is_updated_and_told_once(session, moment, allowed):
    awa(session)
    allowed.says(http(200, feed_of("Médiateur numérique")))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    allowed.says(http(200, feed_of("Médiatrice numérique")))
    feed = poll(session, feed)
    assert feed.counts["updated"] == 1
    assert session.exec(select(Offer.title)).one() == "Médiatrice numérique"
    the_next_day(session)
    assert len(told(session)) == 1


def test_an_offer_that_a_feed_forgot_stays_until_its_date(session, moment, allowed):
    allowed.says(http(200, feed_of("Médiateur numérique")))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    allowed.says(http(200, feed_of("Animateur fablab", start=7)))
    poll(session, feed)
    states = dict(session.exec(select(Offer.title, Offer.state)).all())
    assert states["Médiateur numérique"] == "published"
    with clock.frozen(datetime(2026, 12, 21, 9, tzinfo=UTC)):
        expiry.close_past(session)
    assert session.exec(select(Offer.state).where(Offer.title == "Médiateur numérique")).one() == "closed"


def test_a_failing_feed_keeps_its_offers_and_tells_the_operator_once(session, moment, allowed):
    given.account(session, "operator", "odile@exemple.fr", seen=True)
    allowed.says(http(200, feed_of("Médiateur numérique")))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    allowed.says(http(500))
    for hours in range(4):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            claimed = claim_again(session, feed)
            polling.note(session, claimed, polling.read(claimed))
            session.flush()
            settle_inside(session)
    the_next_day(session)
    feed = session.get(Feed, feed.id, populate_existing=True)
    assert (feed.state, feed.last_error) == ("failing", "Le site est en panne (500).")
    assert feed.due_at > clock.now()
    assert session.exec(select(Offer.state)).one() == "published"
    assert len(told(session, "feed_failed")) == 1


def claim_again(session, feed):
    session.get(Feed, feed.id, populate_existing=True).due_at = clock.now()
    session.flush()
    return polling.claim(session, feed.id)


def test_a_private_address_is_refused_in_words_unless_allowed(session, moment, site):  # noqa: F811
    site.says(http(200, feed_of("Médiateur numérique")))
    feed = poll(session, sources.add_feed(session, site.url()))
    assert (
        feed.last_error == "Cette adresse mène à un réseau privé : par sécurité, elle n'est pas interrogée."
    )
    assert site.asked == []


def test_one_host_is_asked_one_thing_at_a_time(session, moment, allowed):
    first = sources.add_feed(session, allowed.url("/un"))
    second = sources.add_feed(session, allowed.url("/deux"))
    assert polling.claim(session, first.id)
    assert polling.claim(session, second.id) is None
    session.refresh(second)
    assert second.due_at > clock.now()


def draft(**values) -> OfferDraft:
    return OfferDraft(
        **{
            "title": "Médiateur numérique", "text": "Accompagner les habitants dans leurs démarches, chaque jour de la semaine.",
            "family": "mediation", "contract_kind": "CDD", "departement": "83",
        }
        | values
    )  # fmt: skip


def test_an_employers_offer_is_read_by_a_moderator_then_by_whom_it_fits(session, moment):
    awa(session)
    employer = given.employer(session)
    given.account(session, "employer", "mairie@exemple.fr", employer_id=employer.id, seen=True)
    given.account(session, "operator", "odile@exemple.fr", seen=True)
    offer = offers.save_draft(session, employer.id, draft())
    offers.submit(session, offer.id)
    settle_inside(session)
    assert session.exec(select(Match)).all() == []
    offers.publish(session, offer.id)
    settle_inside(session)
    deliver(session)
    kinds = {
        (letter.recipient, letter.title.split(" :")[0]) for letter in session.exec(select(MailboxLetter))
    }
    assert ("odile@exemple.fr", "Une offre attend votre relecture depuis le 23 novembre 2026") in kinds
    assert ("mairie@exemple.fr", "Votre offre est en ligne jusqu’au 22 janvier 2027") in kinds
    assert ("awa@exemple.fr", "Une offre pour vous") in kinds


def test_a_refusal_needs_a_reason_and_reaches_the_employer(session, moment):
    employer = given.employer(session)
    given.account(session, "employer", "mairie@exemple.fr", employer_id=employer.id, seen=True)
    offer = offers.save_draft(session, employer.id, draft())
    offers.submit(session, offer.id)
    with pytest.raises(Refused, match="Dites à l’employeur"):
        offers.refuse(session, offer.id, "non", None)
    offers.refuse(session, offer.id, "Le salaire annoncé est inférieur au minimum légal.", None)
    settle_inside(session)
    deliver(session)
    (letter,) = told(session, "offer_refused")
    assert "Le salaire annoncé est inférieur au minimum légal." in letter.text


def test_a_feed_sent_with_a_failure_is_refused_whatever_it_holds(session, moment, allowed):
    allowed.says(http(500, feed_of("Médiateur numérique"), Content_Type="application/rss+xml"))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    assert (feed.state, feed.status, feed.last_error) == ("failing", 500, "Le site est en panne (500).")
    assert session.exec(select(Offer)).all() == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<!DOCTYPE html><html><body>Emplois</body></html>", "Cette adresse donne une page web"),
        (b"<opml version='2.0'><body/></opml>", "une liste d'abonnements"),
        ("Référence;Intitulé\n1;Médiateur\n".encode(), "Ce document est un tableau (CSV)"),
        (b"<rss version='2.0'><channel><title>T</title><item><tit", "coupé"),
        (b"%PDF-1.7", "un fichier PDF"),
    ],
)
def test_a_document_that_is_no_feed_is_an_error_in_words_and_loses_nothing(
    session, moment, allowed, body, told
):
    allowed.says(http(200, feed_of("Médiateur numérique")))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    allowed.says(http(200, body))
    feed = poll(session, feed)
    assert feed.state == "failing"
    assert told in feed.last_error
    assert session.exec(select(Offer.state)).one() == "published"


def test_a_feed_without_entries_is_no_failure(session, moment, allowed):
    allowed.says(http(200, feed_of()))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    assert (feed.state, feed.last_error, feed.counts["entries"]) == ("active", None, 0)


def test_the_same_guid_in_two_sources_is_two_offers(session, moment, allowed):
    body = feed_of("Médiateur numérique")
    allowed.says(http(200, body))
    allowed.says(http(200, body), "/autre")
    for path in ("/feed", "/autre"):
        poll(session, sources.add_feed(session, allowed.url(path)))
    found = session.exec(select(Offer.identity, Offer.feed_id)).all()
    assert len({identity for identity, _ in found}) == 1
    assert len({feed_id for _, feed_id in found}) == 2


def test_a_link_that_only_moves_to_https_and_a_guid_that_changes_make_no_new_offer(session, moment, allowed):
    item = ITEM.format(title="Médiateur numérique", n=1, more="")
    moved = item.replace(
        "https://emploi.exemple.fr/offre/1?mtm_campaign=rss", "http://emploi.exemple.fr/offre/1/"
    ).replace(":O08", ":P08")
    allowed.says(http(200, f"<rss version='2.0'><channel>{item}</channel></rss>".encode()))
    feed = poll(session, sources.add_feed(session, allowed.url()))
    allowed.says(http(200, f"<rss version='2.0'><channel>{moved}</channel></rss>".encode()))
    feed = poll(session, feed)
    assert feed.counts["new"] == 0
    assert len(session.exec(select(Offer)).all()) == 1


def test_entries_that_are_not_kept_are_listed_with_their_reason(session, moment, allowed):
    cut = feed_of("Médiateur numérique", "Conseiller numérique").replace(b"</item></channel></rss>", b"")
    allowed.says(http(200, cut.replace(b"Conseiller num\xc3\xa9rique", b"Conseiller")))
    poll(session, sources.add_feed(session, allowed.url()))
    assert session.exec(select(Offer.title)).one() == "Médiateur numérique"
    assert (
        session.exec(select(FeedRefusal.reason)).one()
        == "Le document est coupé dans cette entrée : elle est incomplète."
    )
