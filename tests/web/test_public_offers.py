"""Own offers for anybody: addresses, states, JSON-LD, feeds, sitemap; and nobody in particular in any of them."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce import clock
from workforce.feeds import parsing
from workforce.offers.models import Offer
from workforce.offers.posting import actions, expiry
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.posting.models import OfferReport, RelayedMessage
from workforce.offers.understanding.normalise import normalise
from workforce.settings import settings

TEXT = "Vous accompagnez les habitants dans leurs démarches, chaque jour de la semaine."


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def employer(session):
    return given.employer(session, name="Mairie d’Hyères")


@pytest.fixture
def anybody(session):
    return desks.browser(session)


@pytest.fixture
def awa(session):
    return desks.browser(
        session, given.account(session, "adviser", "awa@exemple.fr", adviser_id=given.adviser(session).id)
    )


def out(session, employer, **values) -> Offer:
    known = {"title": "Médiateur numérique H/F", "text": TEXT, "family": "mediation", "contract_kind": "CDD", "departement": "83",
             "commune": "Hyères", "length_months": 24}  # fmt: skip
    offer = actions.save_draft(session, employer.id, OfferDraft.model_validate(known | values))
    actions.submit(session, offer.id)
    actions.publish(session, offer.id)
    return offer


def json_ld(page: str) -> dict:
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL).group(1)
    )


def test_a_published_own_offer_has_a_page_for_anybody(session, anybody, employer):
    offer = out(session, employer)
    answer = anybody.get(f"/emplois/{offer.id}")
    assert answer.status_code == 200
    assert "CDD de 24 mois" in answer.text
    assert f'<link rel="canonical" href="{settings().public_url}/emplois/{offer.id}">' in answer.text


@pytest.mark.parametrize("state", ["draft", "in_review", "refused"])
def test_an_offer_that_is_not_out_is_not_there(session, anybody, employer, state):
    offer = out(session, employer)
    offer.state = state
    session.flush()
    assert anybody.get(f"/emplois/{offer.id}").status_code == 404


def test_a_closed_offer_is_gone_kindly(session, anybody, employer):
    offer = out(session, employer)
    expiry.close(session, offer.id, "filled_elsewhere")
    answer = anybody.get(f"/emplois/{offer.id}")
    assert answer.status_code == 410
    assert "n’est plus proposée" in answer.text
    assert "Mairie d’Hyères a clos cette offre" in answer.text
    assert "/emplois?departement=83" in answer.text
    assert "ld+json" not in answer.text


def test_an_offer_whose_date_passed_does_not_say_what_nobody_said(session, anybody, employer):
    offer = out(session, employer, closes_on="2026-12-01")
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        expiry.close_past(session)
        page = anybody.get(f"/emplois/{offer.id}").text
        assert "Mairie d’Hyères n’a pas dit ce qu’est devenu le poste" in page
        expiry.close(session, offer.id, "filled_elsewhere")
        assert "n’a pas dit" not in anybody.get(f"/emplois/{offer.id}").text


def test_a_draft_that_was_closed_was_never_there(session, anybody, employer):
    offer = actions.save_draft(session, employer.id, OfferDraft.model_validate(
        {"title": "Médiateur H/F", "text": TEXT, "family": "mediation", "contract_kind": "CDD", "departement": "83"}
    ))  # fmt: skip
    expiry.close(session, offer.id, "cancelled")
    assert anybody.get(f"/emplois/{offer.id}").status_code == 404


def test_an_offer_of_a_feed_has_neither_public_page_nor_json_ld(session, anybody, awa):
    offer = Offer(
        title="D’ailleurs",
        state="published",
        url="https://x.exemple.fr/1",
        published_at=clock.now(),
        departement="83",
    )
    session.add(offer)
    session.flush()
    assert anybody.get(f"/emplois/{offer.id}").status_code == 404
    assert "D’ailleurs" not in anybody.get("/emplois").text
    assert "D’ailleurs" not in anybody.get("/emplois.rss").text
    assert f"/emplois/{offer.id}<" not in anybody.get("/sitemap.xml").text
    page = awa.get(f"/offres/{offer.id}")
    assert page.status_code == 200
    assert "ld+json" not in page.text


def test_the_json_ld_of_the_page_says_what_the_page_says(session, anybody, employer):
    offer = out(session, employer, pay_min=1900, postal_code="83400", hours_per_week=35)
    said = json_ld(anybody.get(f"/emplois/{offer.id}").text)
    assert said["@type"] == "JobPosting"
    assert said["title"] == offer.title
    assert said["description"] == offer.html
    assert said["validThrough"] == "2027-01-22T23:59:59+01:00"
    assert said["datePosted"] == "2026-11-23"
    assert said["jobLocation"]["address"]["postalCode"] == "83400"
    assert "directApply" not in said  # Who has no space here cannot apply on the page.


def test_no_word_can_leave_the_json_ld(session, anybody, employer):
    employer.name = "Mairie </script><script>alert(1)</script>"
    session.flush()
    offer = out(
        session,
        employer,
        title="Médiateur H/F </script><img src=x onerror=alert(1)>",
        text=f"{TEXT} </script><!-- <script>",
    )
    page = anybody.get(f"/emplois/{offer.id}")
    assert page.text.count("</script>") == page.text.count("<script")
    assert json_ld(page.text)["hiringOrganization"]["name"] == employer.name
    assert "<img src=x" not in page.text
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


def test_the_list_is_narrowed_by_its_address_and_so_is_its_feed(session, anybody, employer):
    other = given.employer(session, name="Commune de Brest")
    out(session, employer, title="À Hyères H/F")
    out(session, other, title="À Brest H/F", departement="29", commune="Brest", family="library")
    for query, shown in (
        ("departement=83", "À Hyères"),
        ("metier=library", "À Brest"),
        (f"structure={other.id}", "À Brest"),
    ):
        page = anybody.get(f"/emplois?{query}").text
        hidden = "À Brest" if shown == "À Hyères" else "À Hyères"
        assert (shown in page, hidden in page) == (True, False), query
        assert f"/emplois.rss?{query}" in page
        feed = feedparser.parse(anybody.get(f"/emplois.atom?{query}").data)
        assert [entry.title.startswith(shown) for entry in feed.entries] == [True]


def test_what_makes_no_sense_in_an_address_is_left_out(session, anybody, employer):
    out(session, employer)
    for query in ("departement=999", "metier=astrologue", "structure=x", "page=0", "page=999999999999"):
        assert anybody.get(f"/emplois?{query}").status_code == 200
    assert anybody.get("/emplois?structure=999999").status_code == 404
    assert anybody.get("/emplois.doc").status_code == 404
    assert anybody.get(f"/emplois/{10**15}").status_code == 404


def test_an_employer_without_offer_is_not_told_to_be_here(session, anybody):
    silent = given.employer(session, name="Structure discrète")
    assert anybody.get(f"/emplois?structure={silent.id}").status_code == 404


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_feed_is_read_back_by_feedparser_and_by_ourselves(session, anybody, employer, kind):
    offer = out(session, employer, pay_min=1900)
    answer = anybody.get(f"/emplois.{kind}?departement=83")
    assert answer.content_type == f"application/{kind}+xml; charset=utf-8"
    (entry,) = parsing.parse(answer.data, "https://x.example/", answer.content_type).entries
    understood = normalise(entry)
    address = f"{settings().public_url}/emplois/{offer.id}"
    assert (understood.title, understood.link, entry.guid) == ("Médiateur numérique", address, address)
    assert (understood.employer, understood.commune, understood.departement) == (
        "Mairie d’Hyères",
        "Hyères",
        "83",
    )
    assert (understood.closes_on, understood.contract_kind, understood.contract_months) == (
        offer.closes_on,
        "CDD",
        24,
    )
    assert understood.pay.low == 1900
    assert understood.published_at == offer.published_at
    assert feedparser.parse(answer.data).entries[0].title == offer.title


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_feed_that_has_not_changed_is_not_sent_again(session, anybody, employer, kind):
    offer = out(session, employer)
    first = anybody.get(f"/emplois.{kind}")
    again = anybody.get(f"/emplois.{kind}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    since = anybody.get(f"/emplois.{kind}", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304
    with clock.frozen(clock.now() + timedelta(hours=1)):
        expiry.extend(session, offer.id)
        changed = anybody.get(f"/emplois.{kind}", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_the_identity_of_an_offer_survives_its_changes(session, anybody, employer):
    offer = out(session, employer)
    (before,) = feedparser.parse(anybody.get("/emplois.rss").data).entries
    actions.unpublish(session, offer.id, "Un lecteur signale une erreur.", None)
    actions.publish(session, offer.id)
    (after,) = feedparser.parse(anybody.get("/emplois.rss").data).entries
    assert (before.id, before.link, before.published) == (after.id, after.link, after.published)


def test_a_feed_slides_over_a_hundred(session, anybody, employer):
    for n in range(103):
        with clock.frozen(clock.now() + timedelta(minutes=n)):
            out(session, employer, title=f"Médiateur H/F n° {n}")
    read = feedparser.parse(anybody.get("/emplois.rss").data)
    assert len(read.entries) == 100
    assert read.entries[0].title.endswith("n° 102")
    with desks.queries(session) as said:
        page = anybody.get("/emplois")
    assert len(said) <= 15
    assert len(page.data) <= 60_000
    assert "Offres 1 à 20 sur 103" in page.text


def test_the_page_of_a_list_names_its_feeds(session, anybody, employer):
    out(session, employer)
    page = anybody.get("/emplois?departement=83").text
    for kind in ("rss", "atom"):
        assert f'<link rel="alternate" type="application/{kind}+xml"' in page
        assert f'href="/emplois.{kind}?departement=83"' in page


def test_robots_find_every_own_offer_and_nothing_else(session, anybody, employer):
    offer = out(session, employer)
    robots = anybody.get("/robots.txt").text
    assert "Disallow: /\n" in robots
    assert f"Sitemap: {settings().public_url}/sitemap.xml" in robots
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = [
        one.text for one in ET.fromstring(anybody.get("/sitemap.xml").data).findall("s:url/s:loc", names)
    ]
    assert found == [f"{settings().public_url}/emplois", f"{settings().public_url}/emplois/{offer.id}"]


def test_nothing_that_anybody_reads_names_a_person(session, anybody, employer):
    alice = given.account(
        session, "employer", "alice.martin@hyeres.fr", employer_id=employer.id, name="Alice Martin"
    )
    carol = given.account(session, "operator", "carol@passerelle.fr", name="Carol Petit")
    left = given.adviser(session, first_name="Nadia", last_name="Benali")
    given.contract(session, left, employer, ends=clock.today() + timedelta(days=30))
    known = {
        "title": "Médiateur H/F",
        "text": TEXT,
        "family": "mediation",
        "contract_kind": "CDD",
        "departement": "83",
    }
    offer = actions.save_draft(session, employer.id, OfferDraft.model_validate(known), alice.id)
    actions.submit(session, offer.id, alice.id)
    actions.write_note(session, offer.id, "Un mot privé entre nous.", alice.id)
    actions.publish(session, offer.id, carol.id)
    places = (
        f"/emplois/{offer.id}",
        "/emplois",
        "/emplois.rss",
        "/emplois.atom",
        "/sitemap.xml",
        "/robots.txt",
    )
    read = " ".join(anybody.get(path).text for path in places)
    expiry.close(session, offer.id, "filled_here", alice.id)
    read += anybody.get(f"/emplois/{offer.id}").text
    for word in (
        "Alice",
        "Martin",
        "alice.martin",
        "Carol",
        "Petit",
        "carol@",
        "Nadia",
        "Benali",
        "mot privé",
    ):
        assert word not in read, word


def test_a_reader_writes_to_the_employer_with_their_name_or_not_at_all(session, anybody, awa, employer):
    offer = out(session, employer)
    page = anybody.get(f"/emplois/{offer.id}").text
    assert "Me connecter pour écrire" in page
    assert "Contactez directement la structure : Mairie d’Hyères." in page
    short = awa.post(f"/offres/{offer.id}/ecrire", data={"words": "Bonjour"})
    assert short.status_code == 422
    assert 'id="field-words-error"' in short.text
    assert ">Bonjour</textarea>" in short.text
    said = {"words": "Bonjour, votre offre m’intéresse beaucoup."}
    assert awa.post(f"/offres/{offer.id}/ecrire", data=said).status_code == 303
    assert [one.words for one in session.exec(select(RelayedMessage))] == [said["words"]]


def test_a_reader_says_that_something_is_wrong(session, awa, employer):
    offer = out(session, employer)
    path = f"/offres/{offer.id}/signaler"
    assert 'id="field-reason-error"' in awa.post(path, data={}).text
    vague = awa.post(path, data={"reason": "other"})
    assert (vague.status_code, 'id="field-details-error"' in vague.text) == (422, True)
    assert awa.post(path, data={"reason": "fee", "details": "On demande 25 €."}).status_code == 303
    assert [(one.reason, one.words) for one in session.exec(select(OfferReport))] == [
        ("fee", "On demande 25 €.")
    ]


def test_an_offer_that_closed_meanwhile_takes_no_word(session, awa, employer):
    offer = out(session, employer)
    expiry.close(session, offer.id, "filled_here")
    answer = awa.post(f"/offres/{offer.id}/ecrire", data={"words": "Bonjour, votre offre m’intéresse."})
    assert answer.status_code == 410


def test_how_to_apply_is_one_click_from_the_advisers_page(session, awa, employer):
    offer = out(session, employer)
    assert f'href="/emplois/{offer.id}"' in awa.get(f"/offres/{offer.id}").text


def test_the_closing_date_is_written_as_it_nears(session, anybody, employer):
    offer = out(session, employer, closes_on="2026-12-01")
    with clock.frozen(datetime(2026, 11, 30, 9, tzinfo=UTC)):
        assert "demain" in anybody.get(f"/emplois/{offer.id}").text


def test_an_employer_is_led_to_the_public_list_of_its_offers_and_its_feeds(session, anybody, employer):
    alice = desks.browser(session, given.account(session, "employer", employer_id=employer.id))
    page = f"/structures/{employer.id}/offres"
    assert "En RSS" not in alice.get(page).text
    offer = out(session, employer)
    shown = alice.get(page).text
    for kind in ("rss", "atom"):
        address = f"/emplois.{kind}?structure={employer.id}"
        assert f'href="{address}"' in shown
        assert [one.title for one in feedparser.parse(anybody.get(address).data).entries] == [offer.title]
