"""An adviser's own list as a feed: a secret address that can be revoked, and that dies with the role."""

import re
from datetime import timedelta

import feedparser
import pytest
from sqlmodel import delete

from tests import given
from tests.web import desks
from workforce import clock
from workforce.accounts.models import Membership
from workforce.offers.models import Match, Offer
from workforce.offers.search import indexing


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


def opened(awa, adviser, name="Mes offres", **filters) -> dict[str, str]:
    path = f"/conseillers/{adviser.id}/offres/flux"
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
