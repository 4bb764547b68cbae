"""The main path of each family, by the keyboard alone, on the real product."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from tests.browser.keyboard import Hands
from tests.contracts.files import csv_text, member, team_file
from tests.workers.conftest import wait_until
from workforce import clock
from workforce.database import transaction
from workforce.wording import date_fr


@pytest.fixture
def hands(open_as):
    """Open a page as somebody, with a keyboard and nothing else."""
    return lambda role, path="/", **options: Hands(
        open_as(role, path, viewport={"width": 1280, "height": 900}, **options)
    )


def alone(url: str) -> str:
    return url.split("?", maxsplit=1)[0]


def test_somebody_asks_for_a_link_reads_the_letter_and_signs_in(product, hands):
    visitor = hands("anonymous", "/connexion")
    visitor.write("Votre adresse", "awa@")
    visitor.press("Recevoir mon lien")
    visitor.hears("Un point est à corriger")
    visitor.focus_is_on("[data-error-summary]")
    visitor.write("Votre adresse", product.people["adviser"])
    visitor.press("Recevoir mon lien")
    visitor.hears("Regardez votre boîte aux lettres")
    wait_until(lambda: product.count("mailbox_letter WHERE text LIKE '%/connexion/lien/%'"))
    operator = hands("operator", "/exploitation")
    operator.press("[Bb]oîte")
    operator.press("[Ll]ien de connexion")
    operator.hears("connexion/lien")
    link = re.search(r"http://\S+/connexion/lien/\S+", operator.page.inner_text("#text"))
    assert link
    visitor.page.goto(link[0])
    visitor.press("Me connecter")
    visitor.hears("Votre contrat se termine le")


def test_an_adviser_corrects_the_date_and_sees_it(product, hands):
    day = clock.today() + timedelta(days=200)
    adviser = hands("adviser", "/accueil")
    adviser.hears("Votre contrat se termine le")
    adviser.press("Cette date est fausse")
    adviser.date("Dernier jour", date(2020, 1, 1))
    adviser.press("^Vérifier")
    adviser.hears("Un point est à corriger")
    adviser.focus_is_on("[data-error-summary]")
    adviser.date("Dernier jour", day)
    adviser.press("^Vérifier")
    adviser.hears("Ce qui va changer")
    adviser.focus_is_on("#consequences-title")
    adviser.press("Confirmer cette date")
    adviser.hears("La date de fin est enregistrée")
    adviser.press("^Accueil$")
    adviser.hears(f"Votre contrat se termine le {date_fr(day)}, dans 200 jours.")


def test_an_adviser_says_what_they_can_do(product, hands):
    adviser = hands("adviser", "/conseillers/1")
    adviser.press("Mes compétences")
    adviser.press("Me situer sur ce bloc")
    adviser.tick("Je sais le faire")
    name, level = adviser.page.evaluate("[document.activeElement.name, document.activeElement.value]")
    assert adviser.page.locator(":focus").is_checked()
    adviser.write("en quelques mots", "Douze ateliers au clavier")
    adviser.press("Enregistrer mes réponses")
    adviser.hears("Vos réponses sont notées")
    said = f"competence_code = '{name.removeprefix('level-')}' AND level = '{level}' AND comment = 'Douze ateliers au clavier'"
    assert product.count(f"assessment WHERE adviser_id = 1 AND {said}") == 1


def test_an_adviser_finds_a_training_and_tells_interest(product, hands):
    adviser = hands("adviser", "/conseillers/1")
    adviser.press("^Formations$")
    before = product.count("interest WHERE adviser_id = 1")
    adviser.press("Je suis intéressé")
    wait_until(lambda: product.count("interest WHERE adviser_id = 1") == before + 1)


def test_an_adviser_narrows_the_offers_and_reads_one(hands):
    adviser = hands("adviser", "/conseillers/1")
    adviser.press("^Offres$")
    adviser.write("Que cherchez-vous", "numérique")
    adviser.press("^Rechercher$")
    adviser.at("mots=num")
    adviser.reach("Retirer le filtre")
    title = adviser.page.inner_text("#results article h3")
    adviser.press(re.escape(title))
    adviser.at(r"/offres/\d+")
    expect(adviser.page.locator("h1")).to_have_text(title)


def test_a_coordinator_narrows_the_team_and_opens_a_person(hands):
    coordinator = hands("coordinator", "/accueil")
    coordinator.press("^Équipe$")
    coordinator.press("Filtrer et trier")
    coordinator.choose("Trier par", "Nom")
    coordinator.press("^Appliquer$")
    coordinator.at("tri=nom")
    name = coordinator.page.locator("#team .person a").first.inner_text()
    coordinator.press(re.escape(name))
    coordinator.at(r"/conseillers/\d+")
    coordinator.hears(name)


def test_a_coordinator_settles_a_contradiction_then_undoes_it(hands):
    coordinator = hands("coordinator", "/accueil")
    coordinator.press("^Trancher")
    coordinator.press("Dire quelle date est la bonne")
    coordinator.press("^C’est le")
    coordinator.hears("Ce qui va changer")
    coordinator.focus_is_on("#consequences-title")
    coordinator.press("Confirmer ce choix")
    coordinator.hears("Votre choix est noté")
    coordinator.press("Annuler cette modification")
    coordinator.hears("La modification est annulée")


def test_a_coordinator_says_what_the_columns_of_a_spreadsheet_hold(product, hands, tmp_path):
    file = tmp_path / "suivi.csv"
    rows = (
        ("Agent", "Courriel", "Collectivité", "Quand"),
        ("DIALLO Awa", "aw@exemple.fr", "Mairie de Foix", "31/08/2027"),
    )
    file.write_bytes(csv_text(rows, ";").encode("windows-1252"))
    coordinator = hands("coordinator", "/accueil")
    coordinator.press("^Imports$")
    coordinator.reach("Votre fichier")
    coordinator.page.locator(":focus").set_input_files(file)
    coordinator.press("Vérifier le fichier")
    coordinator.hears("Dites ce que contiennent vos colonnes")
    coordinator.press("Indiquer les colonnes")
    coordinator.hears("Que contiennent les colonnes de votre fichier")
    coordinator.choose("^Structure employeuse", "Pas")
    coordinator.press("Vérifier le fichier avec ces colonnes")
    coordinator.hears("Un point est à corriger")
    coordinator.focus_is_on("[data-error-summary]")
    coordinator.choose("^Structure employeuse", "C")
    coordinator.choose("^Date de fin du contrat", "D")
    coordinator.press("Vérifier le fichier avec ces colonnes")
    coordinator.hears("À vous de décider")
    coordinator.hears("Lu d’après les colonnes que vous avez indiquées")


def test_a_coordinator_imports_a_team_in_named_steps(product, hands, tmp_path):
    file = tmp_path / "equipe.xlsx"
    people = [member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(3)]
    file.write_bytes(team_file(*people, member(end="31/02/2026", email="x@exemple.org")))
    coordinator = hands("coordinator", "/accueil")
    coordinator.press("^Imports$")
    coordinator.reach("Votre fichier")
    coordinator.page.locator(":focus").set_input_files(file)
    coordinator.press("Vérifier le fichier")
    coordinator.hears("À vous de décider")  # The page asks for itself again until the worker has compared.
    coordinator.hears("Rien n’est encore écrit")
    before = product.count("adviser")
    coordinator.press("^Corriger")
    coordinator.focus_is_on(".row-form .invalid input")  # On the very cell that is wrong.
    coordinator.page.keyboard.press("ControlOrMeta+A")
    coordinator.page.keyboard.type("30/02/2026")
    coordinator.press("Enregistrer la ligne")
    coordinator.focus_is_on("[data-error-summary]")
    coordinator.write("Date de fin de contrat", "28/02/2026")
    coordinator.press("Enregistrer la ligne")
    coordinator.hears("elle est maintenant nouvelle")
    coordinator.press("^Importer")
    coordinator.hears("Import terminé")
    assert product.count("adviser") == before + 4


def test_an_employer_writes_an_offer_corrects_it_looks_at_it_and_submits(product, hands):
    employer = hands("employer", "/accueil")
    employer.press("Publier une offre|Écrire une offre|Nouvelle offre")
    employer.write("Intitulé du poste", "Médiatrice ou médiateur numérique au clavier")
    employer.press("Envoyer en relecture")
    employer.hears("points sont à corriger")
    employer.focus_is_on("[data-error-summary]")
    employer.choose("Métier", "M")
    employer.write(
        "Missions et profil",
        "Accueillir, accompagner, animer des ateliers. " * 5,
    )
    employer.choose("^Contrat", "CDI")
    employer.choose("^Département", "Var")
    employer.press("Voir l’aperçu")
    employer.hears("Aperçu : ce que liront les conseillers")
    assert product.count("offer WHERE title LIKE '%au clavier'") == 0
    employer.press("Envoyer en relecture")
    employer.hears("Votre offre part en relecture")
    wait_until(lambda: product.count("offer WHERE title LIKE '%au clavier' AND state = 'in_review'") == 1)


def test_an_employer_says_what_they_intend(product, hands):
    employer = hands("employer", "/accueil")
    before = product.count("renewal_intent")
    employer.press("^Renouveler|^Je renouvelle|renouvel")
    wait_until(lambda: product.count("renewal_intent") == before + 1)


def test_a_moderator_reads_an_offer_and_publishes_it(product, hands):
    before = product.count("offer WHERE state = 'in_review'")
    operator = hands("operator", "/accueil")
    operator.press("^Modération$")
    title = operator.page.locator("#queue h3 a").first.inner_text()
    operator.press(re.escape(title))
    operator.press("Publier l’offre")
    wait_until(lambda: product.count("offer WHERE state = 'in_review'") == before - 1)


def test_an_operator_adds_a_source(product, hands):
    operator = hands("operator", "/exploitation")
    operator.press("^Sources$")
    operator.press("^Ajouter une source$")
    operator.press("Je connais l’adresse d’un site")
    operator.write("Adresse du site", "ftp://ville.exemple.fr/rss")
    operator.press("Chercher les flux")
    operator.hears("Un point est à corriger")
    operator.focus_is_on("[data-error-summary]")
    operator.press("J’ai l’adresse exacte du flux")
    operator.write("Adresse du flux", "http://127.0.0.1:9/rss")
    operator.press("^Ajouter la source$")
    wait_until(lambda: product.count("feed WHERE url LIKE '%127.0.0.1:9/rss'") == 1)
    with transaction() as session:
        session.execute(text("UPDATE feed SET due_at = NULL WHERE url LIKE '%127.0.0.1:9/rss'"))


def test_a_training_body_announces_a_session_and_corrects_a_mistake(product, hands):
    start = clock.today() + timedelta(days=90)
    before = product.count("training_session")
    trainer = hands("trainer", "/accueil")
    trainer.press("Annoncer|Ouvrir une session|Nouvelle session")
    trainer.press("Enregistrer la session")
    trainer.hears("points sont à corriger")
    trainer.hears("Premier jour\u00a0: Ce champ est à remplir")
    trainer.focus_is_on("[data-error-summary]")
    trainer.tick("Blocs enseignés.*CCP2")
    trainer.date("Premier jour", start)
    trainer.date("Dernier jour", start + timedelta(days=60))
    trainer.tick("Comment la suit-on")
    trainer.choose("^Département", "Var")
    trainer.write("Durée totale", "175")
    trainer.write("Heures par semaine", "21")
    trainer.write("^Places", "12")
    trainer.press("Enregistrer la session")
    trainer.hears("La session est")
    assert product.count("training_session") == before + 1


def test_somebody_goes_straight_to_the_words_turns_the_theme_and_signs_out(hands):
    adviser = hands("adviser", "/conseillers/1")
    adviser.press("Aller au contenu")
    adviser.focus_is_on("#main")
    adviser.page.reload()
    adviser.press("Changer de thème")
    assert adviser.page.get_attribute("html", "data-theme") == "light"
    adviser.page.reload()
    assert adviser.page.get_attribute("html", "data-theme") == "light"
    adviser.press("Votre compte")
    adviser.page.keyboard.press("Escape")
    expect(adviser.page.locator(".site-tools details[open]")).to_have_count(0)
    adviser.page.keyboard.press("Enter")
    adviser.press("Se déconnecter")
    adviser.hears("Vous êtes déconnecté")
    adviser.page.goto("/conseillers/1")
    adviser.at("/connexion")
