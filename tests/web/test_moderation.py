"""The moderators' desk: findings, thread, two at once, offers that readers doubt, what changed since it was published."""

import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce.offers.models import Offer
from workforce.offers.posting import actions, words
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.posting.models import OfferStep
from workforce.offers.posting.words import ReportDraft

TEXT = "Vous accompagnez les habitants dans leurs démarches, chaque jour de la semaine."


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def carol(session):
    return desks.browser(session, given.account(session, "operator", name="Carol"))


@pytest.fixture
def dora(session):
    return desks.browser(session, given.account(session, "operator", name="Dora"))


@pytest.fixture
def employer(session):
    return given.employer(session, name="Mairie d’Hyères")


def draft(**values) -> OfferDraft:
    known = {
        "title": "Médiateur numérique H/F",
        "text": TEXT,
        "family": "mediation",
        "contract_kind": "CDD",
        "departement": "83",
    }
    return OfferDraft.model_validate(known | values)


@pytest.fixture
def offer(session, employer) -> Offer:
    found = actions.save_draft(session, employer.id, draft(text=f"{TEXT} Rejoignez une équipe jeune."))
    actions.submit(session, found.id)
    return found


def test_a_moderator_reads_what_the_words_may_break(carol, offer):
    page = carol.get(f"/exploitation/moderation/{offer.id}").text
    assert "« équipe jeune »" in page
    assert "L. 1132-1" in page
    assert 'name="revision" value="1"' in page


def test_the_second_moderator_is_told_and_loses_no_word(session, carol, dora, offer):
    path = f"/exploitation/moderation/{offer.id}"
    assert carol.post(f"{path}/publier", data={"revision": "1"}).status_code == 303
    answer = dora.post(f"{path}/refuser", data={"revision": "1", "reason": "Il manque la durée du contrat."})
    assert answer.status_code == 422
    assert "a changé d’état" in answer.text
    assert "Il manque la durée du contrat." in answer.text
    session.refresh(offer)
    assert offer.state == "published"
    assert [step.act for step in session.exec(select(OfferStep).order_by(OfferStep.id))] == [
        "submit",
        "publish",
    ]


def test_a_decision_on_words_that_changed_meanwhile_is_not_taken(session, carol, offer, employer):
    actions.take_back(session, offer.id)
    actions.save_draft(session, employer.id, draft(commune="Toulon"), offer_id=offer.id)
    actions.submit(session, offer.id)
    answer = carol.post(f"/exploitation/moderation/{offer.id}/publier", data={"revision": "1"})
    assert (answer.status_code, "relisez-la" in answer.text) == (422, True)
    assert 'name="revision" value="2"' in answer.text


def test_what_changed_since_the_last_publication_is_shown(session, carol, offer):
    actions.publish(session, offer.id)
    other = actions.draft_of(*actions.found(session, offer.id)).model_copy(
        update={"pay_min": 1900, "commune": "Toulon"}
    )
    actions.change_published(session, offer.id, other)
    page = carol.get(f"/exploitation/moderation/{offer.id}").text
    assert "<del>rien</del> <ins>Toulon</ins>" in page
    assert "Salaire minimum" in page
    assert "Département</dt>" not in page


def test_a_published_offer_goes_back_to_the_queue_with_a_reason(session, carol, offer):
    actions.publish(session, offer.id)
    path = f"/exploitation/moderation/{offer.id}"
    assert carol.post(f"{path}/retirer", data={"reason": "non"}).status_code == 422
    assert (
        carol.post(f"{path}/retirer", data={"reason": "Un lecteur signale un critère d’âge."}).status_code
        == 303
    )
    page = carol.get(path).text
    assert "Un lecteur signale un critère d’âge." in page
    assert "Votre décision" in page
    assert "par Carol" in page
    session.refresh(offer)
    assert offer.state == "in_review"


def test_reports_are_read_without_their_author_then_judged(session, carol, offer):
    actions.publish(session, offer.id)
    awa = given.account(
        session, "adviser", "awa@exemple.fr", name="Awa Diallo", adviser_id=given.adviser(session).id
    )
    words.report(session, offer.id, ReportDraft(reason="gone", details="J’ai appelé la mairie."), awa.id)
    assert "1 signalement" in carol.get("/exploitation/moderation").text
    page = carol.get(f"/exploitation/moderation/{offer.id}").text
    assert "J’ai appelé la mairie." in page
    assert "Awa" not in page
    assert "awa@" not in page
    number = page.split("/exploitation/signalements/")[1].split("/")[0]
    assert carol.post(f"/exploitation/signalements/{number}/classer").status_code == 303
    assert "J’ai appelé la mairie." not in carol.get(f"/exploitation/moderation/{offer.id}").text
    assert "Rien à relire" in carol.get("/exploitation/moderation").text


def test_a_long_queue_stays_light(session, carol, employer):
    for n in range(40):
        found = actions.save_draft(session, employer.id, draft(title=f"Médiateur numérique H/F {n}"))
        actions.submit(session, found.id)
    with desks.queries(session) as said:
        page = carol.get("/exploitation/moderation")
    assert len(said) <= 15
    assert len(page.data) <= 60_000
    with desks.queries(session) as said:
        carol.get(f"/exploitation/moderation/{found.id}")
    assert len(said) <= 15
