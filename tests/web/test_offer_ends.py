"""An offer that comes to its end, decided of by the link alone: reading does nothing, one button acts, once."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import delete, select

from tests import given
from tests.flows.postman import deliver
from tests.web import desks
from workforce import clock
from workforce.accounts.models import Membership
from workforce.alerts.links import offer_end_link
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.offers.models import Offer
from workforce.offers.posting import actions, expiry
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.posting.models import Posting
from workforce.settings import settings
from workforce.simulation import settle_inside

CLOSES = date(2026, 12, 10)
NEAR, AFTER = datetime(2026, 12, 3, 9, tzinfo=UTC), datetime(2026, 12, 11, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def employer(session):
    return given.employer(session, name="Mairie d’Hyères")


@pytest.fixture
def alice(session, employer):
    return given.account(session, "employer", "alice@exemple.fr", employer_id=employer.id, seen=True)


@pytest.fixture
def offer(session, employer) -> Offer:
    known = {"title": "Médiateur numérique H/F", "family": "mediation", "contract_kind": "CDD", "departement": "83",
             "closes_on": CLOSES, "text": "Vous accompagnez les habitants dans leurs démarches, chaque jour."}  # fmt: skip
    found = actions.save_draft(session, employer.id, OfferDraft.model_validate(known))
    actions.submit(session, found.id)
    actions.publish(session, found.id)
    return found


@pytest.fixture
def anybody(session):
    return desks.browser(session)


def path_of(offer, account, day=CLOSES) -> str:
    return offer_end_link(offer.id, account.id, day).removeprefix(settings().public_url.rstrip("/"))


def letter_of(session, kind) -> MailboxLetter:
    settle_inside(session)
    deliver(session)
    letters = select(MailboxLetter).join(Delivery, Delivery.id == MailboxLetter.delivery_id)
    return session.exec(letters.join(Alert, Alert.id == Delivery.alert_id).where(Alert.kind == kind)).one()


def test_the_letter_leads_to_one_click_that_prolongs(session, anybody, alice, offer):
    with clock.frozen(NEAR):
        expiry.warn(session)
        letter = letter_of(session, "offer_expiring")
        assert letter.title == "Votre offre ferme le 10 décembre 2026 : Médiateur numérique H/F"
        path = path_of(offer, alice)
        assert path in letter.text
        page = anybody.get(path)
        assert "prolonger jusqu’au 9 janvier 2027" in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
        session.refresh(offer)
        assert offer.closes_on == CLOSES  # Reading did nothing.
        for _ in range(2):
            assert anybody.post(path, data={"step": "extend"}).status_code == 303
        assert "en ligne jusqu’au" in anybody.get(path).text
    session.refresh(offer)
    assert (offer.closes_on, session.get(Posting, offer.id, populate_existing=True).extensions) == (
        date(2027, 1, 9),
        1,
    )


def test_it_closes_with_a_reason_of_the_list(session, anybody, alice, offer):
    with clock.frozen(NEAR):
        path = path_of(offer, alice)
        missing = anybody.post(path, data={"step": "close"})
        assert missing.status_code == 422
        assert 'id="field-reason-error"' in missing.text
        assert anybody.post(path, data={"reason": "filled_here"}).status_code == 303
        assert "Votre offre est close" in anybody.get(path).text
    session.refresh(offer)
    assert (offer.state, offer.closing_reason) == ("closed", "Pourvue par une personne rencontrée ici")


def test_after_the_date_it_says_why_or_reopens(session, anybody, alice, offer):
    with clock.frozen(AFTER):
        expiry.close_past(session)
        session.refresh(offer)
        letter = letter_of(session, "offer_expired")
        path = path_of(offer, alice)
        assert path in letter.text
        page = anybody.get(path).text
        assert "rouvrir pour 30 jours" in page
        assert "Qu’est devenu le poste" in page
        anybody.post(path, data={"step": "reopen"})
        anybody.post(path, data={"step": "reopen"})
    session.refresh(offer)
    assert (offer.state, offer.closes_on) == ("published", date(2027, 1, 10))


def test_a_letter_that_has_lost_its_reason_is_not_sent(session, alice, offer):
    with clock.frozen(NEAR):
        expiry.warn(session)
        expiry.extend(session, offer.id)
        settle_inside(session)
        deliver(session)
    reasons = session.exec(select(Delivery.reason).join(Alert).where(Alert.kind == "offer_expiring")).all()
    assert set(reasons) == {"la date limite de l’offre a changé"}


def test_an_old_link_neither_closes_nor_prolongs_what_was_prolonged_since(session, anybody, alice, offer):
    with clock.frozen(NEAR):
        expiry.extend(session, offer.id)
        path = path_of(offer, alice)
        anybody.post(path, data={"reason": "cancelled"})
        anybody.post(path, data={"step": "extend"})
    session.refresh(offer)
    assert (offer.state, offer.closes_on) == ("published", date(2027, 1, 9))


def test_a_link_is_its_holders_for_as_long_as_they_answer_for_the_employer(session, anybody, alice, offer):
    path = path_of(offer, alice)
    assert anybody.get(path).status_code == 200
    session.exec(delete(Membership).where(Membership.account_id == alice.id))
    for method in (anybody.get, anybody.post):
        answer = method(path)
        assert answer.status_code in (410, 303)
    assert anybody.get(path).status_code == 410
    session.refresh(offer)
    assert offer.state == "published"


def test_a_made_up_an_old_and_another_kind_of_link_open_nothing(session, anybody, alice, offer):
    assert anybody.get("/offre-a-terme/inventé").status_code == 410
    path = path_of(offer, alice)
    with clock.frozen(datetime(2027, 2, 1, 9, tzinfo=UTC)):
        assert anybody.get(path).status_code == 410
    assert anybody.get(path.replace("offre-a-terme", "reponse")).status_code == 410


def test_the_page_stays_light(session, anybody, alice, offer):
    path = path_of(offer, alice)
    with desks.queries(session) as said:
        page = anybody.get(path)
    assert len(said) <= 15
    assert len(page.data) <= 60_000
