"""Writing an offer: the live preview, what is typed kept at every step, what may be done of it later."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import given
from tests.web import desks
from workforce import clock
from workforce.offers.models import Offer
from workforce.offers.posting import actions, expiry
from workforce.offers.posting.models import OfferSketch, Posting

OFFER = {
    "title": "Médiatrice ou médiateur numérique",
    "text": "Vous animez des ateliers et accompagnez les habitants dans leurs démarches.",
    "family": "mediation", "contract_kind": "CDD", "length_months": "24", "departement": "83", "commune": "Hyères",
    "pay_min": "1900", "pay_period": "month", "remote": "none", "apply_how": "relay",
}  # fmt: skip
LIVE = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#preview"}


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
def path(employer):
    return f"/structures/{employer.id}/offres/nouvelle"


def kept(session) -> Offer:
    session.expire_all()
    return session.exec(select(Offer)).one()


def written(alice, path, **values) -> str:
    answer = alice.post(path, data=OFFER | values | {"step": "save"})
    assert answer.status_code == 303
    return answer.location.removesuffix("/suivi")


def sole_block(page: str, start: str) -> str:
    return re.sub(
        r'(nonce|value)="[\w\-.]+"', "", page[page.index(start) :].split("</section>", maxsplit=1)[0]
    ).strip()


def test_the_preview_follows_an_unfinished_form_and_refuses_nothing(alice, path):
    part = alice.post(
        path,
        data={"title": "Mé", "pay_min": "beaucoup", "contract_kind": "CDD", "step": "live"},
        headers=LIVE,
    )
    assert part.status_code == 200
    assert part.text.strip().startswith('<section class="card" id="preview"')
    assert "Mé</h3>" in part.text
    assert "salaire non indiqué" in part.text
    assert "durée non indiquée" in part.text
    assert "HX-Request" in part.headers["Vary"]


def test_the_live_part_is_that_of_the_whole_page(alice, path):
    part = alice.post(path, data=OFFER | {"step": "live"}, headers=LIVE).text
    whole = alice.post(path, data=OFFER | {"step": "preview"}).text
    assert sole_block(part, "<section") == sole_block(whole, '<section class="card" id="preview"')


def test_the_preview_is_what_anybody_will_read(session, alice, path):
    said = {
        "pay_min": "", "pay_scale": "la grille des animateurs", "level": "5", "funded_until": "31/12/2027",
        "hours_per_week": "28", "apply_how": "contact", "apply_contact": "rh@hyeres.exemple.fr", "closes_on": "15/01/2027",
        "starts_on": "01/02/2027",
    }  # fmt: skip
    preview = alice.post(path, data=OFFER | said | {"step": "preview"}).text
    written(alice, path, **said)
    offer = kept(session)
    actions.submit(session, offer.id)
    actions.publish(session, offer.id)
    page = desks.browser(session).get(f"/emplois/{offer.id}").text
    article = re.compile(r'<article class="offer-shown">.*?</article>', re.DOTALL)
    level = re.compile(r"(</?h)\d")  # A title is at its own level in each page.
    shown = level.sub(r"\1", article.search(page).group())
    assert shown == level.sub(r"\1", article.search(preview).group())
    for words in (
        "selon la grille des animateurs",
        "financé jusqu’au 31 décembre 2027",
        "niveau 5",
        "temps partiel",
        "rh@hyeres",
    ):
        assert words in shown
    assert "salaire non indiqué" not in shown


def test_the_doubts_are_told_while_one_writes_with_the_words_and_the_source(alice, path):
    page = alice.post(
        path,
        data=OFFER | {"text": OFFER["text"] + " Profil : moins de 30 ans.", "step": "live"},
        headers=LIVE,
    ).text
    assert "« Profil : moins de 30 ans »" in page
    assert "L. 5331-2" in page
    assert "À corriger avant l’envoi" in page
    assert 'data-announce="1 point à vérifier' in page


@pytest.mark.parametrize("commune", ["Hyerres", "Brest"])
def test_a_commune_that_is_on_no_map_of_the_departement_is_doubted_and_stops_nothing(
    session, alice, path, commune
):
    typed = OFFER | {"commune": commune}
    page = alice.post(path, data=typed | {"step": "live"}, headers=LIVE).text
    assert f"« {commune} » : cette commune n’est pas trouvée dans le département" in page.replace("\xa0", " ")
    assert "À vérifier" in page
    alice.post(path, data=typed | {"step": "submit"})
    assert kept(session).state == "in_review"
    carol = desks.browser(session, given.account(session, "operator"))
    assert "n’est pas trouvée" in carol.get(f"/exploitation/moderation/{kept(session).id}").text


def test_the_commune_that_a_structure_is_recorded_in_is_not_doubted(session, alice, path, employer):
    for commune in ("Hyères", "la valette du var"):
        assert (
            "n’est pas trouvée"
            not in alice.post(path, data=OFFER | {"commune": commune, "step": "live"}, headers=LIVE).text
        )
    employer.commune = "Valbrune-sur-Orsanne"
    session.flush()
    typed = OFFER | {"commune": "Valbrune-sur-Orsanne", "step": "live"}
    assert "n’est pas trouvée" not in alice.post(path, data=typed, headers=LIVE).text


def test_a_closed_tab_loses_nothing(session, alice, path):
    alice.post(path, data={"title": "Médiat", "pay_min": "beaucoup", "step": "live"}, headers=LIVE)
    page = alice.get(path).text
    assert 'value="Médiat"' in page
    assert 'value="beaucoup"' in page
    assert "Voici ce que vous écriviez le 23 novembre 2026" in page
    assert session.exec(select(Offer)).all() == []
    alice.post(path, data={"step": "discard"})
    assert 'value="Médiat"' not in alice.get(path).text
    assert session.exec(select(OfferSketch)).all() == []


def test_a_mistake_loses_nothing_either(alice, path):
    assert alice.post(path, data=OFFER | {"title": "CDD", "step": "submit"}).status_code == 422
    assert 'value="CDD"' in alice.get(path).text


def test_all_mistakes_are_told_at_once_in_the_order_of_the_form(alice, path):
    typed = {
        "title": "Médiateur (H)", "text": f"{OFFER['text']} Profil : moins de 30 ans.", "departement": "83", "pay_max": "1200",
        "remote": "none", "pay_period": "month", "apply_how": "url", "closes_on": "15/12/2062", "hours_per_week": "beaucoup",
    }  # fmt: skip
    page = alice.post(path, data=typed | {"step": "submit"}).text
    told = re.findall(r'<a href="#field-(\w+)">', page)
    assert told == [
        "title", "family", "text", "contract_kind", "hours_per_week", "pay_min", "closes_on", "apply_url",
    ]  # fmt: skip
    assert "8 points sont à corriger" in page
    draft = alice.post(path, data=typed | {"step": "save"}).text
    assert re.findall(r'<a href="#field-(\w+)">', draft) == [
        "family", "contract_kind", "hours_per_week", "pay_min", "apply_url",
    ]  # fmt: skip


def test_each_step_can_be_kept_without_a_script(alice, path):
    answer = alice.post(path, data={"title": "Médiat", "step": "step-2"})
    assert (answer.status_code, answer.location) == (303, f"{path}#step-2")
    assert 'value="Médiat"' in alice.get(path).text


def test_what_somebody_types_is_theirs_alone(session, alice, path, employer):
    alice.post(path, data={"title": "Médiat", "step": "live"}, headers=LIVE)
    bruno = desks.browser(session, given.account(session, "employer", employer_id=employer.id))
    assert 'value="Médiat"' not in bruno.get(path).text


def test_a_kept_draft_forgets_the_sketch(session, alice, path):
    alice.post(path, data=OFFER | {"step": "live"}, headers=LIVE)
    written(alice, path)
    assert session.exec(select(OfferSketch)).all() == []
    assert "Voici ce que vous écriviez" not in alice.get(path).text


def test_an_older_sketch_gives_way_to_what_a_colleague_kept_since(session, alice, path):
    place = written(alice, path)
    alice.post(f"{place}/modifier", data=OFFER | {"title": "Ancien brouillon", "step": "live"}, headers=LIVE)
    with clock.frozen(datetime(2026, 11, 24, 8, tzinfo=UTC)):
        offer = kept(session)
        offer.title, offer.changed_at = "Nouveau titre", clock.now()
        session.flush()
        page = alice.get(f"{place}/modifier").text
    assert "Nouveau titre" in page
    assert "Ancien brouillon" not in page


def test_two_colleagues_are_told_and_nothing_typed_is_lost(session, alice, path):
    place = written(alice, path)
    alice.post(f"{place}/modifier", data=OFFER | {"commune": "Toulon", "revision": "1", "step": "save"})
    answer = alice.post(
        f"{place}/modifier", data=OFFER | {"commune": "Bandol", "revision": "1", "step": "save"}
    )
    assert answer.status_code == 422
    assert "Quelqu’un d’autre a modifié" in answer.text
    assert 'value="Bandol"' in answer.text
    assert kept(session).commune == "Toulon"


def test_a_post_of_another_structure_is_not_taken(session, alice, path):
    answer = alice.post(path, data=OFFER | {"post_id": "999", "step": "save"})
    assert answer.status_code == 422
    assert 'id="field-post_id-error"' in answer.text


def test_forbidden_words_come_back_tied_to_their_field(alice, path):
    answer = alice.post(path, data=OFFER | {"title": "Médiateur numérique (H)", "step": "submit"})
    assert answer.status_code == 422
    assert 'id="field-title-error"' in answer.text
    assert "« (H) »" in answer.text


def test_a_published_offer_changes_its_dates_at_once_and_its_words_after_review(session, alice, path):
    place = written(alice, path, closes_on="15/01/2027")
    offer = kept(session)
    actions.submit(session, offer.id)
    actions.publish(session, offer.id)
    form = alice.get(f"{place}/modifier").text
    assert "remet l’offre en relecture" in form
    alice.post(f"{place}/modifier", data=OFFER | {"closes_on": "31/01/2027", "revision": "1", "step": "save"})
    assert (kept(session).state, kept(session).closes_on) == ("published", date(2027, 1, 31))
    alice.post(
        f"{place}/modifier",
        data=OFFER | {"closes_on": "31/01/2027", "pay_min": "2000", "revision": "2", "step": "save"},
    )
    assert kept(session).state == "in_review"
    assert alice.get(f"{place}/modifier").status_code == 303


def test_an_offer_in_the_queue_is_taken_back_then_corrected(session, alice, path):
    place = written(alice, path)
    alice.post(f"{place}/soumettre")
    assert "La reprendre pour la corriger" in alice.get(f"{place}/suivi").text
    alice.post(f"{place}/reprendre")
    assert kept(session).state == "draft"


def test_one_starts_again_from_an_offer_and_deletes_what_nobody_read(session, alice, path):
    place = written(alice, path, closes_on="15/01/2027")
    copied = alice.post(f"{place}/repartir")
    assert copied.location.endswith("/modifier")
    page = alice.get(copied.location).text
    assert OFFER["title"] in page
    assert "2027-01-15" not in page
    copy = copied.location.removesuffix("/modifier")
    assert alice.post(f"{copy}/supprimer").location.endswith("/offres")
    assert len(session.exec(select(Offer)).all()) == 1
    alice.post(f"{place}/soumettre")
    alice.post(f"{place}/reprendre")
    refused = alice.post(f"{place}/supprimer")
    assert (refused.status_code, "elle peut être close" in refused.text) == (422, True)


def test_an_offer_is_prolonged_closed_and_reopened_from_its_page(session, alice, path):
    place = written(alice, path, closes_on="15/01/2027")
    offer = kept(session)
    actions.submit(session, offer.id)
    actions.publish(session, offer.id)
    assert "Prolonger jusqu’au 14 février 2027" in alice.get(f"{place}/suivi").text
    alice.post(f"{place}/prolonger")
    assert kept(session).closes_on == date(2027, 2, 14)
    alice.post(f"{place}/clore", data={"reason": "filled_elsewhere"})
    page = alice.get(f"{place}/suivi").text
    assert "Pourvue autrement" in page
    assert "La rouvrir pour 30 jours" in page
    assert "Qu’est devenu le poste" not in page
    alice.post(f"{place}/rouvrir")
    assert kept(session).state == "published"
    history = alice.get(f"{place}/suivi").text
    for words in ("Prolongée de 30 jours", "Rouverte pour 30 jours", "par la modération", "par Alice"):
        assert words in history


def test_an_offer_that_closed_by_itself_asks_why_once(session, alice, path):
    place = written(alice, path, closes_on="10/12/2026")
    offer = kept(session)
    actions.submit(session, offer.id)
    actions.publish(session, offer.id)
    with clock.frozen(datetime(2026, 12, 11, 8, tzinfo=UTC)):
        expiry.close_past(session)
        assert "Qu’est devenu le poste" in alice.get(f"{place}/suivi").text
        assert "qu’est devenu le poste" in alice.get(path.removesuffix("/nouvelle")).text
        assert alice.post(f"{place}/clore").status_code == 422
        alice.post(f"{place}/clore", data={"reason": "filled_here"})
        assert "Qu’est devenu le poste" not in alice.get(f"{place}/suivi").text
    assert session.get(Posting, offer.id, populate_existing=True).closing == "filled_here"


def test_the_form_stays_light(session, alice, path):
    with desks.queries(session) as said:
        page = alice.get(path)
    assert len(said) <= 15
    assert len(page.data) <= 60_000
    with desks.queries(session) as said:
        alice.post(path, data=OFFER | {"step": "live"}, headers=LIVE)
    assert len(said) <= 15
