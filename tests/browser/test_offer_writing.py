"""Writing an offer in a real browser: the preview follows, the focus stays, a closed tab loses nothing, without a script too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import AXE, axe, overflow

TEXT = "Vous animez des ateliers et accompagnez les habitants dans leurs démarches en ligne."


@pytest.fixture
def new_offer(product) -> str:
    employer = product.number("SELECT employer_id FROM membership WHERE role = 'employer' ORDER BY id")
    return f"/structures/{employer}/offres/nouvelle"


def blank(page: Page) -> None:
    """Forget what another test was typing."""
    again = page.get_by_role("button", name="Repartir de zéro")
    if again.count():
        again.click()
        expect(again).to_have_count(0)


def test_the_preview_follows_what_is_typed_and_the_focus_stays(open_as, new_offer):
    page = open_as("employer", new_offer)
    blank(page)
    page.get_by_label("Intitulé du poste").focus()
    page.keyboard.type("Médiatrice ou médiateur numérique")
    preview = page.locator("#preview")
    expect(preview.get_by_role("heading", name="Médiatrice ou médiateur numérique")).to_be_visible()
    expect(page.get_by_label("Intitulé du poste")).to_be_focused()
    expect(preview.get_by_text("salaire non indiqué")).to_be_visible()
    page.get_by_label("Selon quelle grille").fill("la grille des animateurs")
    expect(preview.get_by_text("selon la grille des animateurs")).to_be_visible()
    expect(preview.get_by_text("salaire non indiqué")).to_have_count(0)
    page.get_by_label("Missions et profil recherché").fill(f"{TEXT} Profil : moins de 30 ans.")
    expect(preview.get_by_text("À corriger avant l’envoi")).to_be_visible()
    expect(page.locator("#announcer")).to_contain_text("1 point à vérifier")
    page.goto("/")
    page.goto(new_offer)
    expect(page.get_by_label("Intitulé du poste")).to_have_value("Médiatrice ou médiateur numérique")
    expect(page.get_by_text("Voici ce que vous écriviez")).to_be_visible()
    blank(page)
    expect(page.get_by_label("Intitulé du poste")).to_have_value("")


def test_a_form_sent_back_is_as_sound_as_a_blank_one(open_as, new_offer):
    for scheme in ("light", "dark"):
        page = open_as("employer", new_offer, color_scheme=scheme, bypass_csp=True)
        blank(page)
        page.get_by_label("Intitulé du poste").fill("Médiateur (H)")
        page.get_by_role("button", name="Envoyer en relecture").click()
        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(page.get_by_label("Intitulé du poste")).to_have_value("Médiateur (H)")
        page.evaluate(AXE.read_text("utf-8"))
        assert axe(page) == []
        assert overflow(page, 320) == []


def test_without_a_script_an_offer_is_written_step_by_step_and_sent(product, open_as, new_offer):
    page = open_as("employer", new_offer, java_script_enabled=False)
    blank(page)
    page.get_by_label("Intitulé du poste").fill("Médiateur numérique H/F")
    page.get_by_role("button", name="Garder et continuer").first.click()
    expect(page).to_have_url(re.compile("#step-2$"))
    expect(page.get_by_label("Intitulé du poste")).to_have_value("Médiateur numérique H/F")
    page.get_by_label("Métier").select_option("mediation")
    page.get_by_label("Missions et profil recherché").fill(TEXT)
    page.get_by_label("Contrat", exact=True).select_option("CDI")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator("#preview").get_by_text("CDI")).to_be_visible()
    page.get_by_role("button", name="Envoyer en relecture").click()
    expect(page.get_by_text("Votre offre part en relecture")).to_be_visible()
    expect(page.locator(".urgency", has_text="en relecture")).to_be_visible()
    page.get_by_role("button", name="La reprendre pour la corriger").click()
    expect(page.locator(".urgency", has_text="brouillon")).to_be_visible()
    page.locator("summary", has_text="Clore cette offre").click()
    page.get_by_label("Pourquoi").select_option("cancelled")
    page.get_by_role("button", name="Clore l’offre").click()
    expect(page.locator(".urgency", has_text="close")).to_be_visible()
