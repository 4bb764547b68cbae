"""What people do with offers and evidence, by the keyboard alone or with a thumb, on the real product."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Hands
from tests.browser.test_pages import overflow
from tests.workers.conftest import wait_until

SOMEBODY = "1 84 12 76 451 089 46"  # The shape of a social-security number, and nobody's.


@pytest.fixture
def hands(open_as):
    """Open a page as somebody, with a keyboard and nothing else."""
    return lambda role, path="/": Hands(open_as(role, path, viewport={"width": 1280, "height": 900}))


def test_an_adviser_searches_and_saves_the_search_with_its_rhythm(product, hands):
    adviser = hands("adviser", "/conseillers/1")
    adviser.press("^Offres$")
    adviser.write("Que cherchez-vous", "numérique")
    adviser.press("^Rechercher$")
    adviser.at("mots=num")
    adviser.reach("Retirer le filtre")
    adviser.press("Enregistrer cette recherche")
    adviser.hears("est dans vos recherches")
    adviser.press("Changer le nom ou le rythme")
    adviser.write("^Nom", "")
    adviser.press("^Enregistrer$")
    adviser.hears("C’est noté")  # Without a name of one's own, it keeps that of its words.
    adviser.press("Changer le nom ou le rythme")
    adviser.write("^Nom", "Le numérique près de chez moi")
    adviser.reach("Recevoir les nouveautés")
    adviser.page.keyboard.press("ArrowDown")
    rhythm = adviser.page.evaluate("document.activeElement.value")
    adviser.press("^Enregistrer$")
    adviser.hears("C’est noté")
    saved = f"saved_search WHERE name = 'Le numérique près de chez moi' AND rhythm = '{rhythm}'"
    assert product.count(saved) == 1
    adviser.press("Voir les offres")
    adviser.hears("« numérique »")


def test_anybody_reads_a_public_offer_and_an_adviser_says_what_is_wrong_in_it(product, hands):
    visitor = hands("anonymous", "/emplois")
    title = visitor.page.locator("#results article h3").first.inner_text()
    visitor.press(re.escape(title))
    visitor.at(r"/emplois/\d+$")
    expect(visitor.page.locator("h1")).to_have_text(title)
    offer = visitor.page.url.removeprefix(product.url)
    visitor.press("Connectez-vous pour signaler cette offre")
    visitor.at("/connexion")
    adviser = hands("adviser", offer)
    adviser.press("Signaler cette offre")
    adviser.press("Envoyer le signalement")
    adviser.hears("Un point est à corriger")
    adviser.focus_is_on("[data-error-summary]")
    adviser.reach("Qu’est-ce qui ne va pas")
    adviser.page.keyboard.press("ArrowDown")
    adviser.press("Envoyer le signalement")
    adviser.hears("une personne de la modération va relire cette offre")
    assert product.count(f"offer_report WHERE offer_id = {offer.rsplit('/', 1)[1]}") == 1


def test_an_operator_says_that_two_offers_are_two_then_one(product, hands):
    operator = hands("operator", "/exploitation")
    operator.press("^Doublons")
    operator.press("^Offres")
    waiting = product.count("offer_twin WHERE state = 'proposed'")
    operator.press("Ce sont deux offres")
    operator.hears("ces deux offres restent séparées")
    assert product.count("offer_twin WHERE state = 'proposed'") == waiting - 1
    operator.press("Comparer de nouveau")
    operator.hears("de nouveau à comparer")
    operator.press("C’est la même offre")
    operator.hears("l’offre n’est plus montrée qu’une fois")
    assert product.count("offer_twin WHERE state = 'proposed'") == waiting - 1


def test_an_operator_corrects_what_was_read_and_gives_it_up(product, hands):
    offer = product.number(
        "SELECT min(id) FROM offer WHERE feed_id IS NOT NULL AND state = 'published' AND shown_as_id IS NULL"
    )
    held = f"offer_correction WHERE offer_id = {offer} AND field = 'hours' AND ended_at IS NULL"
    operator = hands("operator", f"/exploitation/offres/{offer}")
    operator.press(r"^Corriger\s*:\s*Temps de travail")
    operator.write("Heures par semaine", "480")
    operator.press("Enregistrer la correction")
    operator.hears("Un point est à corriger")
    operator.focus_is_on("[data-error-summary]")
    operator.write("Heures par semaine", "28")
    operator.press("Enregistrer la correction")
    operator.hears("C’est corrigé")
    assert product.count(held) == 1
    operator.press("^Revenir à la source")
    operator.hears("La correction est retirée")
    assert product.count(held) == 0


def test_an_adviser_notes_an_evidence_on_a_phone(product, open_as):
    page = open_as(
        "adviser", "/conseillers/1/preuves", viewport={"width": 320, "height": 640}, has_touch=True,
        is_mobile=True,
    )  # fmt: skip
    before = product.count("evidence WHERE adviser_id = 1")
    what = page.get_by_label("Qu’avez-vous fait ?")
    what.fill(f"Atelier tablette, dossier {SOMEBODY}")
    page.get_by_role("button", name="Noter cette preuve").tap()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(what).to_have_value(f"Atelier tablette, dossier {SOMEBODY}")
    assert product.count("evidence WHERE adviser_id = 1") == before
    what.fill("Atelier d’initiation à la tablette avec le centre social, 6 personnes")
    page.get_by_role("button", name="Noter cette preuve").tap()
    noted = page.locator("#noted")
    expect(noted.get_by_text("Atelier d’initiation à la tablette")).to_be_visible()
    assert product.count("evidence WHERE adviser_id = 1") == before + 1
    shown = product.count("evidence_competence")
    noted.get_by_role("button", name="Confirmer").tap()
    wait_until(lambda: product.count("evidence_competence") > shown)
    assert overflow(page, 320) == []


def test_on_a_phone_what_the_bar_cannot_hold_stands_under_its_last_button(product, open_as):
    page = open_as(
        "adviser", "/conseillers/1", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    page.locator(".thumb-nav summary").tap()
    menu = page.locator(".thumb-nav .menu-panel")
    for link in menu.get_by_role("link").all():
        assert link.bounding_box()["x"] >= 0
        assert link.bounding_box()["x"] + link.bounding_box()["width"] <= 320
    menu.get_by_role("link", name="Offres").tap()
    expect(page).to_have_url(re.compile("/conseillers/1/offres$"))
