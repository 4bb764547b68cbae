"""Without a script, the main forms still work; on paper, the adviser's home is one page; a mistake is as sound as the page."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import AXE, axe, overflow
from tests.contracts.files import member, team_file
from tests.workers.conftest import wait_until
from workforce import clock
from workforce.accounts import actions
from workforce.alerts.links import PATHS
from workforce.database import transaction
from workforce.wording import date_fr


@pytest.fixture
def plain(open_as):
    """Open a page in a browser that runs no script."""
    return lambda role, path: open_as(role, path, java_script_enabled=False)


def test_without_a_script_a_link_signs_in_and_out(product, plain):
    with transaction() as session:
        token = actions.make_link(session, product.people["coordinator"])
    page = plain("anonymous", PATHS["sign_in.show"].format(token))
    page.get_by_role("button", name="Me connecter").click()
    expect(page).to_have_url(re.compile("/reseaux/"))
    page.locator("summary", has_text="Votre compte").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté")).to_be_visible()


def test_without_a_script_a_date_is_corrected(product, plain):
    day = clock.today() + timedelta(days=222)
    page = plain("adviser", "/conseillers/1")
    page.get_by_role("link", name="Cette date est fausse").click()
    page.get_by_label("Dernier jour").fill("2020-01-01")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Un point est à corriger")).to_be_visible()
    expect(page.get_by_label("Dernier jour")).to_have_value("2020-01-01")
    page.get_by_label("Dernier jour").fill(day.isoformat())
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_role("heading", name="Ce qui va changer")).to_be_visible()
    expect(page.get_by_label("Dernier jour")).to_have_value(day.isoformat())
    page.get_by_role("button", name="Confirmer cette date").click()
    expect(page.get_by_text("La date de fin est enregistrée")).to_be_visible()
    page.goto("/conseillers/1")
    expect(page.locator("h1")).to_contain_text(date_fr(day))


def test_without_a_script_interest_is_told_and_taken_back(product, plain):
    page = plain("adviser", "/conseillers/1/formations")
    before = product.count("interest WHERE adviser_id = 1")
    page.get_by_role("button", name="Je suis intéressé").first.click()
    page.wait_for_load_state()
    assert product.count("interest WHERE adviser_id = 1") == before + 1
    page.goto("/conseillers/1/formations")
    page.get_by_role("button", name="Je ne suis plus intéressé").first.click()
    page.wait_for_load_state()
    assert product.count("interest WHERE adviser_id = 1") == before


def test_without_a_script_offers_are_narrowed(plain):
    page = plain("adviser", "/conseillers/1/offres")
    page.locator("summary", has_text="Affiner").click()
    page.locator("#field-departement").select_option("83")
    page.get_by_role("button", name="Appliquer").click()
    expect(page).to_have_url(re.compile("departement=83"))
    expect(page.get_by_text("Retirer le filtre")).to_be_attached()


def test_without_a_script_a_file_is_imported(product, plain, tmp_path):
    file = tmp_path / "equipe.xlsx"
    people = [member(first=f"Q{n}", email=f"q{n}@exemple.org") for n in range(2)]
    wrong = [member(first=f"R{n}", email=f"r{n}@exemple.org", end="31/02/2026") for n in range(2)]
    file.write_bytes(team_file(*people, *wrong))
    network = product.number("SELECT network_id FROM membership WHERE role = 'coordinator' ORDER BY id")
    page = plain("coordinator", f"/reseaux/{network}/imports")
    page.get_by_label("Votre fichier").set_input_files(file)
    page.get_by_role("button", name="Vérifier le fichier").click()
    wait_until(lambda: page.reload() and page.get_by_text("À vous de décider").count(), 20)
    page.get_by_role("link", name="Corriger").first.click()
    page.get_by_label("Date de fin de contrat").fill("28/02/2026")
    page.get_by_role("button", name="Enregistrer la ligne").click()
    expect(page.get_by_text("elle est maintenant nouvelle")).to_be_visible()
    page.get_by_role("button", name="Ignorer").first.click()
    expect(page.get_by_text("laissée de côté")).to_be_visible()
    page.get_by_role("button", name=re.compile("^ ?Importer")).click()
    page.wait_for_load_state()
    wait_until(lambda: page.reload() and page.get_by_text("Import terminé").count(), 20)
    assert product.count("adviser WHERE email LIKE 'q_@exemple.org'") == 2
    assert product.count("adviser WHERE email LIKE 'r_@exemple.org'") == 1


def test_without_a_script_an_offer_is_written_corrected_looked_at_and_kept(product, plain):
    employer = product.number("SELECT employer_id FROM membership WHERE role = 'employer' ORDER BY id")
    page = plain("employer", f"/structures/{employer}/offres/nouvelle")
    page.get_by_label("Intitulé du poste").fill("Médiateur sans script")
    page.get_by_role("button", name="Envoyer en relecture").click()
    expect(page.get_by_text("points sont à corriger")).to_be_visible()
    expect(page.get_by_label("Intitulé du poste")).to_have_value("Médiateur sans script")
    page.get_by_label("Métier").select_option(index=1)
    page.get_by_label("Missions et profil").fill("Accueillir, accompagner, animer des ateliers. " * 5)
    page.get_by_label("Contrat", exact=True).select_option("CDI")
    page.get_by_label("Département").select_option("83")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text("Aperçu : ce que liront les conseillers")).to_be_visible()
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.wait_for_load_state()
    assert product.count("offer WHERE title = 'Médiateur sans script' AND state = 'draft'") == 1


def test_the_theme_can_be_chosen_only_where_a_script_runs(plain):
    expect(plain("adviser", "/conseillers/1").locator("#theme-toggle")).to_be_hidden()


def test_the_home_of_an_adviser_is_one_page_of_paper(open_as):
    page = open_as("adviser", "/conseillers/1")
    paper = page.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 1


# A form sent empty → the page that says what is wrong.
MISTAKES = {
    "anonymous": ("/connexion", "Recevoir mon lien"),
    "adviser": ("/conseillers/1/contrat/nouveau", "Vérifier"),
    "employer": ("/structures/{0}/offres/nouvelle", "Envoyer en relecture"),
    "trainer": ("/organismes/{0}/sessions/nouvelle", "Enregistrer la session"),
    "operator": ("/exploitation/sources/ajouter/site", "Chercher les flux"),
}
OWN = {"employer": "employer_id", "trainer": "body_id"}


@pytest.mark.parametrize("role", MISTAKES)
def test_a_form_sent_back_is_as_sound_as_the_form(product, open_as, role):
    path, button = MISTAKES[role]
    if role in OWN:
        path = path.format(
            product.number(f"SELECT {OWN[role]} FROM membership WHERE role = '{role}' ORDER BY id")
        )
    page = open_as(role, path, bypass_csp=True, color_scheme="dark")
    page.get_by_role("button", name=button).first.click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    for link in summary.get_by_role("link").all():
        target = page.locator(link.get_attribute("href") or "#none")
        expect(target).to_be_attached()  # Each mistake leads to its field.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = axe(page) + overflow(page, 320)
    assert not found, "\n".join(found)
