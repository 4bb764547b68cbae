"""An employer's desk: what to decide by when, posts to refill, offers from draft to closing."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce import clock, journal
from workforce.advisers.models import Adviser
from workforce.alerts import letters
from workforce.alerts.models import Alert
from workforce.contracts import actions as contracts
from workforce.contracts.kinds import ContractKind, EndMotive
from workforce.contracts.models import Contract, Post, RenewalIntent
from workforce.journal import Event
from workforce.offers.models import Match, ModerationNote, Offer
from workforce.offers.posting import actions as offers
from workforce.offers.posting.drafts import OfferDraft
from workforce.reactions import REACTIONS

OFFER = {
    "title": "Médiatrice ou médiateur numérique",
    "text": "Vous animez des ateliers et accompagnez les habitants dans leurs démarches.",
    "family": "mediation",
    "contract_kind": "CDD",
    "length_months": "24",
    "departement": "83",
    "commune": "Hyères",
    "pay_min": "1900",
    "pay_period": "month",
    "remote": "none",
}


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def employer(session):
    return given.employer(session, name="Mairie d’Hyères")


@pytest.fixture
def alice(session, employer):
    return desks.browser(session, given.account(session, "employer", employer_id=employer.id, name="Alice"))


@pytest.fixture
def ending(session, employer):
    who = given.adviser(session, first_name="Awa", last_name="Martin")
    return given.contract(session, who, employer, starts=date(2025, 7, 1), ends=date(2027, 3, 31))


def offer_of(session) -> Offer:
    session.expire_all()
    return session.exec(select(Offer)).one()


def test_the_first_page_says_what_to_answer_by_when_with_its_source(alice, employer, ending):
    page = alice.get(f"/structures/{employer.id}").text
    assert "Le contrat de A.\u00a0Martin se termine le" in page
    assert "31 mars 2027" in page
    assert "28 février 2027" in page
    assert "Indicatif, à vérifier" in page
    assert "88-145" in page


def test_a_contract_without_legal_date_is_listed_apart(session, alice, employer):
    private = given.employer(session, "private")
    client = desks.browser(session, given.account(session, "employer", employer_id=private.id))
    given.contract(session, given.adviser(session, last_name="Petit"), private, ends=date(2027, 1, 31))
    page = client.get(f"/structures/{private.id}").text
    assert "Aucune décision ne vous est demandée aujourd’hui" in page
    assert "Pas de date légale connue" in page
    assert "A.\u00a0Petit" in page


def test_contracts_that_are_over_renewed_or_broken_ask_nothing(session, alice, employer, ending):
    draft = contracts.ContractDraft(
        employer_id=employer.id,
        kind=ContractKind.CDD,
        start_date=date(2027, 4, 1),
        end_date=date(2028, 3, 31),
    )
    contracts.renew(session, ending.id, draft, given.TOLD)
    given.contract(session, given.adviser(session, last_name="Vieux"), employer, ends=date(2026, 8, 31))
    broken = given.contract(
        session, given.adviser(session, last_name="Rompu"), employer, ends=date(2027, 1, 31)
    )
    contracts.terminate(session, broken.id, date(2026, 11, 30), EndMotive.RESIGNATION)
    page = alice.get(f"/structures/{employer.id}").text
    assert "31 mars 2027" not in page
    assert "Vieux se termine" not in page
    assert "Rompu se termine" not in page


def test_a_post_left_six_months_ago_at_most_is_to_refill(session, alice, employer):
    post = Post(employer_id=employer.id, state="vacant", vacated_date=date(2026, 8, 31))
    session.add(post)
    session.flush()
    given.contract(
        session, given.adviser(session, last_name="Parti"), employer, ends=date(2026, 8, 31), post_id=post.id
    )
    session.add(Post(employer_id=employer.id, state="vacant", vacated_date=date(2026, 9, 15)))
    session.add(Post(employer_id=employer.id, state="handed_back", vacated_date=date(2026, 9, 20)))
    session.flush()
    page = alice.get(f"/structures/{employer.id}").text
    assert "Poste quitté par A.\u00a0Parti" in page
    assert "avant le 28 février 2027" in page
    assert "avant le 15 mars 2027" in page
    assert "20 mars 2027" not in page


def test_a_post_taken_again_is_no_longer_to_refill(session, alice, employer):
    post = Post(employer_id=employer.id)
    session.add(post)
    session.flush()
    given.contract(session, at=employer, ends=date(2026, 8, 31), post_id=post.id)
    given.contract(session, at=employer, starts=date(2026, 10, 1), ends=date(2028, 9, 30), post_id=post.id)
    assert "Aucun poste vacant" in alice.get(f"/structures/{employer.id}").text


def test_an_answer_is_kept_shown_and_told_once(session, alice, employer, ending):
    for _ in range(2):
        answer = alice.post(f"/contrats/{ending.id}/intention", data={"answer": "renew"})
        assert answer.status_code == 303
    assert [row.answer for row in session.exec(select(RenewalIntent))] == ["renew"]
    told = session.exec(select(Event.payload).where(Event.name == "RenewalAnswered")).all()
    assert told == [{"contract_id": ending.id, "adviser_id": ending.adviser_id, "answer": "renew"}]
    page = alice.get(f"/structures/{employer.id}").text
    assert "Réponse de l’employeur : renouveler, le 23 novembre 2026" in page
    assert "par Alice" in page


def test_an_answer_may_change_and_the_latest_counts(session, alice, employer, ending):
    alice.post(f"/contrats/{ending.id}/intention", data={"answer": "renew"})
    with clock.frozen(datetime(2026, 11, 24, 8, 0, tzinfo=UTC)):
        alice.post(f"/contrats/{ending.id}/intention", data={"answer": "end"})
        page = alice.get(f"/structures/{employer.id}").text
    assert "ne pas renouveler, le 24 novembre 2026" in page
    assert len(session.exec(select(RenewalIntent)).all()) == 2


@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_an_answer_out_of_the_list_is_refused(alice, ending, answer):
    response = alice.post(f"/contrats/{ending.id}/intention", data={"answer": answer})
    assert response.status_code == 422
    assert "Choisissez une des réponses proposées" in response.text


def test_a_contract_that_is_over_takes_no_answer(session, alice, employer):
    over = given.contract(session, at=employer, ends=date(2026, 8, 31))
    response = alice.post(f"/contrats/{over.id}/intention", data={"answer": "renew"})
    assert response.status_code == 422
    assert session.exec(select(RenewalIntent)).all() == []


def test_a_preview_shows_what_readers_will_see_and_keeps_nothing(session, alice, employer):
    path = f"/structures/{employer.id}/offres/nouvelle"
    response = alice.post(
        path, data=OFFER | {"step": "preview", "text": OFFER["text"] + " <script>x</script>"}
    )
    assert response.status_code == 200
    assert "CDD de 24 mois" in response.text
    assert "Hyères, Var (83)" in response.text
    assert "1\u202f900\u00a0€ brut par mois" in response.text
    assert "<script>x" not in response.text
    assert session.exec(select(Offer)).all() == []


def test_a_preview_names_what_the_offer_does_not_say(alice, employer):
    said = {name: value for name, value in OFFER.items() if name not in ("pay_min", "length_months")}
    page = alice.post(f"/structures/{employer.id}/offres/nouvelle", data=said | {"step": "preview"}).text
    assert "salaire non indiqué" in page
    assert "durée non indiquée" in page


def test_mistakes_come_back_tied_to_their_fields_with_what_was_typed(session, alice, employer):
    path = f"/structures/{employer.id}/offres/nouvelle"
    response = alice.post(path, data=OFFER | {"title": "CDD", "pay_min": "beaucoup", "step": "submit"})
    assert response.status_code == 422
    assert 'id="field-title-error"' in response.text
    assert 'href="#field-pay_min"' in response.text
    assert "beaucoup" in response.text
    assert session.exec(select(Offer)).all() == []


def test_a_list_answer_out_of_the_list_is_tied_to_its_field(alice, employer):
    response = alice.post(f"/structures/{employer.id}/offres/nouvelle", data=OFFER | {"family": "astrologer"})
    assert response.status_code == 422
    assert 'id="field-family-error"' in response.text


def test_an_offer_goes_from_draft_to_review_and_no_further_by_its_employer(session, alice, employer):
    kept = alice.post(f"/structures/{employer.id}/offres/nouvelle", data=OFFER | {"step": "save"})
    offer = offer_of(session)
    assert (kept.status_code, offer.state, kept.location) == (303, "draft", f"/offres/{offer.id}/suivi")
    alice.post(f"/offres/{offer.id}/modifier", data=OFFER | {"title": "Médiateur numérique", "step": "save"})
    assert offer_of(session).title == "Médiateur numérique"
    assert alice.post(f"/offres/{offer.id}/soumettre").status_code == 303
    assert offer_of(session).state == "in_review"
    assert alice.get(f"/offres/{offer.id}/modifier").status_code == 303
    again = alice.post(f"/offres/{offer.id}/modifier", data=OFFER | {"step": "save"})
    assert again.status_code == 422
    assert "ne se modifie plus" in again.text
    assert alice.post(f"/offres/{offer.id}/soumettre").status_code == 422


def test_a_past_closing_date_cannot_be_submitted(session, alice, employer):
    path = f"/structures/{employer.id}/offres/nouvelle"
    response = alice.post(path, data=OFFER | {"closes_on": "01/10/2026", "step": "submit"})
    assert response.status_code == 422
    assert "déjà passée" in response.text
    assert session.exec(select(Offer)).all() == []


def test_a_refused_offer_shows_why_and_can_be_corrected(session, alice, employer):
    alice.post(f"/structures/{employer.id}/offres/nouvelle", data=OFFER | {"step": "submit"})
    offer = offer_of(session)
    offers.refuse(session, offer.id, "Le lieu de travail manque dans l’annonce.", None)
    page = alice.get(f"/offres/{offer.id}/suivi").text
    assert "Le lieu de travail manque dans l’annonce." in page
    assert f"/offres/{offer.id}/modifier" in page
    alice.post(f"/offres/{offer.id}/modifier", data=OFFER | {"commune": "Toulon", "step": "submit"})
    assert (offer_of(session).state, offer_of(session).commune) == ("in_review", "Toulon")


def test_closing_asks_for_a_reason_of_the_list(session, alice, employer):
    alice.post(f"/structures/{employer.id}/offres/nouvelle", data=OFFER | {"step": "save"})
    offer = offer_of(session)
    missing = alice.post(f"/offres/{offer.id}/clore")
    assert missing.status_code == 422
    assert 'id="field-reason-error"' in missing.text
    assert alice.post(f"/offres/{offer.id}/clore", data={"reason": "cancelled"}).status_code == 303
    assert offer_of(session).state == "closed"
    assert "Recrutement abandonné" in alice.get(f"/structures/{employer.id}/offres").text


def test_the_employer_writes_in_the_thread(session, alice, employer):
    alice.post(f"/structures/{employer.id}/offres/nouvelle", data=OFFER | {"step": "submit"})
    path = f"/offres/{offer_of(session).id}"
    assert alice.post(f"{path}/message", data={"words": " "}).status_code == 422
    alice.post(f"{path}/message", data={"words": "Le lieu est bien Hyères."})
    assert [note.words for note in session.exec(select(ModerationNote))] == ["Le lieu est bien Hyères."]
    assert "Alice" in alice.get(f"{path}/suivi").text


def test_few_matches_are_not_counted_exactly(session, alice, employer):
    alice.post(f"/structures/{employer.id}/offres/nouvelle", data=OFFER | {"step": "submit"})
    offer = offer_of(session)
    offers.publish(session, offer.id)
    for _ in range(3):
        session.add(Match(adviser_id=given.adviser(session).id, offer_id=offer.id, score=80, decision={}))
    session.flush()
    assert "moins de 5 conseillers" in alice.get(f"/structures/{employer.id}").text


def test_the_form_is_the_same_alone_or_within_its_page(alice, employer):
    path = f"/structures/{employer.id}/offres/nouvelle"
    asked = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#offer"}
    part = alice.post(path, data=OFFER | {"step": "preview"}, headers=asked)
    whole = alice.post(path, data=OFFER | {"step": "preview"})
    assert part.text.strip().startswith('<div id="offer"')
    assert without_nonces(part.text.strip()) in without_nonces(whole.text)


@pytest.mark.parametrize(
    "path", ["/structures/{0}", "/structures/{0}/offres", "/structures/{0}/offres/nouvelle"]
)
def test_a_page_of_many_rows_takes_few_queries_and_little_weight(session, alice, employer, path):
    for n in range(30):
        given.contract(session, given.adviser(session), employer, ends=date(2027, 1 + n % 12, 28))
        offers.save_draft(session, employer.id, OfferDraft.model_validate(OFFER))
    with desks.queries(session) as said:
        page = alice.get(path.format(employer.id))
    assert page.status_code == 200
    assert len(said) <= 15
    assert len(page.data) <= 60_000


def test_cancelled_contracts_are_not_spoken_of(session, alice, employer, ending):
    session.get_one(Contract, ending.id).cancelled_at = clock.now()
    session.flush()
    assert "A.\u00a0Martin" not in alice.get(f"/structures/{employer.id}").text


def without_nonces(page: str) -> str:
    return re.sub(r'(nonce|value)="[\w\-.]+"', "", page)


def test_the_adviser_and_the_coordinator_are_told_what_the_employer_intends(session, alice, ending):
    adviser = given.account(session, "adviser", adviser_id=ending.adviser_id)
    network = session.get_one(Adviser, ending.adviser_id).network_id
    coordinator = given.account(session, "coordinator", network_id=network)
    alice.post(f"/contrats/{ending.id}/intention", data={"answer": "end"})
    journal.settle(session, list(session.exec(select(Event.id))), REACTIONS)
    alerts = session.exec(select(Alert).where(Alert.kind == "renewal_answered")).all()
    assert {alert.account_id for alert in alerts} == {adviser.id, coordinator.id}
    titles = {alert.account_id: letters.write(session, alert, adviser).title for alert in alerts}
    assert "ne prévoit pas de renouveler votre contrat" in titles[adviser.id]
    assert "ne prévoit pas de renouveler le contrat d’Awa Martin" in titles[coordinator.id]
    assert [letters.lost_reason(session, alert) for alert in alerts] == ["", ""]
    with clock.frozen(clock.now() + timedelta(hours=1)):
        alice.post(f"/contrats/{ending.id}/intention", data={"answer": "renew"})
    assert {letters.lost_reason(session, alert) for alert in alerts} == {"l’employeur a changé de réponse"}
    page = desks.browser(session, adviser).get(f"/conseillers/{ending.adviser_id}/contrat").text
    assert "Réponse de l’employeur : renouveler" in page


def test_not_decided_yet_is_told_to_nobody(session, alice, ending):
    given.account(session, "adviser", adviser_id=ending.adviser_id)
    alice.post(f"/contrats/{ending.id}/intention", data={"answer": "unknown"})
    journal.settle(session, list(session.exec(select(Event.id))), REACTIONS)
    assert session.exec(select(Alert).where(Alert.kind == "renewal_answered")).all() == []
