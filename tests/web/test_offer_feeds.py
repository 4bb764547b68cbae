"""A list of offers as a feed: a secret address that holds what the list shows, can be revoked, and dies with the role."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import feedparser
import pytest
from sqlmodel import delete, select

from tests import given
from tests.offers.search.shelf import put
from tests.web import desks
from workforce import clock
from workforce.accounts.models import Membership
from workforce.offers.models import Match, Offer
from workforce.offers.search import finding, indexing
from workforce.offers.syndication.models import OfferFeed
from workforce.settings import settings


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def adviser(session):
    return given.adviser(session, departement="83")


@pytest.fixture
def account(session, adviser):
    return given.account(session, "adviser", adviser_id=adviser.id)


@pytest.fixture
def awa(session, account):
    return desks.browser(session, account)


@pytest.fixture
def anybody(session):
    return desks.browser(session)


def fitting(session, adviser, score=80, **values) -> Offer:
    known = {"title": "Médiateur numérique", "state": "published", "departement": "83", "family": "mediation",
             "employer_name": "Mairie de Toulon", "published_at": clock.now(), "url": "https://x.exemple.fr/1"}  # fmt: skip
    offer = Offer(**known | values)
    session.add(offer)
    session.flush()
    decision = {"fits": [], "missing": [], "on_dates": None}
    session.add(Match(adviser_id=adviser.id, offer_id=offer.id, score=score, decision=decision))
    session.flush()
    indexing.catch_up(session)
    return offer


def opened(awa, adviser=None, name="Mes offres", **filters) -> dict[str, str]:
    path = f"/conseillers/{adviser.id}/offres/flux" if adviser else "/offres/flux"
    assert awa.post(path, data={"name": name, **filters}).status_code == 303
    page = awa.get(path).text
    return {
        kind: re.search(rf'value="[^"]*(/flux-offres/[\w-]+\.{kind})"', page).group(1)
        for kind in ("rss", "atom")
    }


def test_the_address_gives_the_list_the_latest_first(session, awa, anybody, adviser):
    fitting(session, adviser, score=95, title="Ancienne", published_at=clock.now() - timedelta(days=3))
    fitting(session, adviser, score=60, title="Récente")
    for path in opened(awa, adviser).values():
        answer = anybody.get(path)
        assert [entry.title for entry in feedparser.parse(answer.data).entries] == ["Récente", "Ancienne"]
        assert answer.headers["Cache-Control"].startswith("private")
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        again = anybody.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def test_it_keeps_the_filters_of_the_list(session, awa, anybody, adviser):
    fitting(session, adviser, title="Dans le Var")
    fitting(session, adviser, title="À Brest", departement="29")
    path = opened(awa, adviser, departement="29")["rss"]
    assert [entry.title for entry in feedparser.parse(anybody.get(path).data).entries] == ["À Brest"]
    assert "Finistère (29)" in awa.get(f"/conseillers/{adviser.id}/offres/flux").text


def test_the_address_is_shown_once_and_kept_nowhere(session, awa, adviser):
    path = opened(awa, adviser)["rss"]
    assert path not in awa.get(f"/conseillers/{adviser.id}/offres/flux").text


def test_a_revoked_address_answers_no_more(session, awa, anybody, adviser):
    path = opened(awa, adviser)["rss"]
    page = awa.get(f"/conseillers/{adviser.id}/offres/flux").text
    revoke = re.search(r"/flux-offres/\d+/revocation", page).group()
    assert awa.post(revoke).status_code == 303
    assert anybody.get(path).status_code == 404
    assert awa.post(revoke).status_code == 404


def test_an_address_dies_with_the_role_and_with_the_account(session, awa, anybody, adviser, account):
    path = opened(awa, adviser)["rss"]
    account.disabled_at = clock.now()
    session.flush()
    assert anybody.get(path).status_code == 404
    account.disabled_at = None
    session.flush()
    assert anybody.get(path).status_code == 200
    session.exec(delete(Membership).where(Membership.account_id == account.id))
    assert anybody.get(path).status_code == 404


def test_the_feed_names_nobody(session, awa, anybody, adviser):
    fitting(session, adviser)
    text = anybody.get(opened(awa, adviser)["rss"]).text
    assert adviser.last_name not in text
    assert "Awa" not in text


def test_a_name_is_asked_for_and_is_ones_own(awa, adviser):
    path = f"/conseillers/{adviser.id}/offres/flux"
    assert 'id="field-name-error"' in awa.post(path, data={"name": ""}).text
    opened(awa, adviser)
    twice = awa.post(path, data={"name": "mes offres"})
    assert (twice.status_code, "déjà un flux de ce nom" in twice.text) == (422, True)


def test_ten_addresses_are_enough(awa, adviser):
    for n in range(10):
        opened(awa, adviser, f"Flux {n}")
    full = awa.post(f"/conseillers/{adviser.id}/offres/flux", data={"name": "Un de plus"})
    assert (full.status_code, "10 flux ouverts" in full.text) == (422, True)


def test_the_list_leads_to_its_feed_with_its_filters(session, awa, adviser):
    fitting(session, adviser)
    page = awa.get(f"/conseillers/{adviser.id}/offres?departement=83").text
    assert f"/conseillers/{adviser.id}/offres/flux?departement=83" in page


def titles(anybody, path) -> list[str]:
    read = feedparser.parse(anybody.get(path).data)
    assert not read.bozo
    return [entry.title for entry in read.entries]


def shown(browser, page) -> list[str]:
    """Return the titles that a list shows on screen."""
    return re.findall(r'<h3><a href="/offres/\d+">([^<]+)</a></h3>', browser.get(page).text)


@pytest.mark.parametrize("asked", [{}, {"tri": "date"}, {"mots": "médiation"}, {"departement": "83", "tri": "cloture"},
                                   {"mots": "médiation", "tri": "correspondance"}])  # fmt: skip
def test_a_feed_holds_what_the_list_shows_and_nothing_else(session, awa, anybody, adviser, asked):
    fitting(session, adviser, title="Médiation qui convient")
    fitting(session, adviser, title="Fabmanager qui convient")
    put(session, "Médiation ailleurs", departement="29", published_at=clock.now())
    put(session, "Fabmanager ailleurs", departement="83", published_at=clock.now())
    page = f"/conseillers/{adviser.id}/offres"
    seen = shown(awa, f"{page}?{urlencode(asked)}")
    assert seen
    for path in opened(awa, adviser, **asked).values():
        assert sorted(titles(anybody, path)) == sorted(seen)
        assert unescape(feedparser.parse(anybody.get(path).data).feed.link).startswith(
            settings().public_url + page
        )


def test_a_feed_made_when_all_held_what_fits_still_does(session, awa, anybody, adviser):
    fitting(session, adviser, title="Médiation qui convient")
    put(session, "Médiation ailleurs", published_at=clock.now())
    path = opened(awa, adviser, mots="médiation")["rss"]
    assert len(titles(anybody, path)) == 2
    session.exec(select(OfferFeed)).one().filters = {"mots": ["médiation"]}
    session.flush()
    assert titles(anybody, path) == ["Médiation qui convient"]
    assert "Les offres qui vous correspondent : « médiation »" in awa.get(
        f"/conseillers/{adviser.id}/offres/flux"
    ).get_data(as_text=True)


@pytest.fixture
def bruno(session):
    return desks.browser(session, given.account(session, "coordinator", network_id=given.network(session).id))


def test_whoever_is_signed_in_follows_the_list_of_all_offers(session, bruno, anybody):
    put(session, "Fabmanager de Brest", departement="29", published_at=clock.now() - timedelta(days=1))
    put(session, "Fabmanager de Toulon", "Bibliothécaire", published_at=clock.now())
    assert 'href="/offres/flux?mots=fabmanager"' in bruno.get("/offres?mots=fabmanager").text
    found = opened(bruno, name="Fabmanagers", mots="fabmanager")
    for path in found.values():
        assert titles(anybody, path) == ["Fabmanager de Toulon", "Fabmanager de Brest"]
    page = bruno.get("/offres/flux").text
    assert "Toutes les offres : «\xa0fabmanager\xa0»" in page.replace("« ", "«\xa0").replace(" »", "\xa0»")
    assert bruno.post(re.search(r"/flux-offres/\d+/revocation", page).group()).location == "/offres/flux"
    assert anybody.get(found["rss"]).status_code == 404


def test_a_list_of_all_offers_says_nothing_of_what_fits_anybody(session, bruno, anybody, adviser):
    fitting(session, adviser, title="Médiation qui convient")
    put(session, "Médiation ailleurs", published_at=clock.now())
    path = opened(bruno, tri="correspondance")["atom"]
    assert set(titles(anybody, path)) == {"Médiation qui convient", "Médiation ailleurs"}


def test_an_adviser_follows_their_own_list_and_nobody_another_s(session, awa, bruno, adviser):
    answer = awa.get("/offres/flux?mots=fablab")
    assert (answer.status_code, answer.location) == (
        303,
        f"/conseillers/{adviser.id}/offres/flux?mots=fablab",
    )
    opened(awa, adviser)
    revoke = re.search(
        r"/flux-offres/\d+/revocation", awa.get(f"/conseillers/{adviser.id}/offres/flux").text
    ).group()
    assert bruno.post(revoke).status_code == 404
    assert bruno.get(f"/conseillers/{adviser.id}/offres/flux").status_code == 404
    assert "Mes offres" not in bruno.get("/offres/flux").text


def test_a_busy_database_is_not_an_empty_list(session, bruno, anybody, monkeypatch):
    put(session, "Fabmanager", published_at=clock.now())
    path = opened(bruno)["rss"]
    slow = finding._MATCHING.replace("search_entry e", "search_entry e, pg_sleep(5)")
    monkeypatch.setattr(finding, "_MATCHING", slow)
    monkeypatch.setattr(finding, "PATIENCE", "50ms")
    answer = anybody.get(path)
    assert (answer.status_code, answer.headers["Retry-After"], answer.data) == (503, "120", b"")
