"""The duties of whoever publishes an offer: what must be stopped, what must pass, sentence by sentence."""

from datetime import date

import pytest

from workforce.offers.posting.duties import DUTIES, Advertisement, blocking, findings

TITLE = "Médiatrice ou médiateur numérique"
PLAIN = "Vous animez des ateliers et accompagnez les habitants dans leurs démarches en ligne."


def codes(text: str = "", title: str = TITLE, kind: str = "CDD") -> set[str]:
    return {
        one.code for one in findings(Advertisement("Mairie d’Hyères", title, f"{PLAIN} {text}", "", kind))
    }


STOPPED = [
    ("age", "Profil recherché : moins de 30 ans."),
    ("age", "Candidat de moins de 35 ans, à l’aise avec l’oral."),
    ("age", "Nous recherchons une personne entre 25 et 35 ans."),
    ("age", "Âge maximum : 40 ans."),
    ("age", "Vous avez 45 ans maximum."),
    ("age", "Limite d’âge : 30 ans."),
    ("age", "Vous êtes âgé de moins de 26 ans."),
    ("young", "Nous recherchons un jeune médiateur pour notre médiathèque."),
    ("young", "Vous êtes jeune et dynamique."),
    ("young", "Nous recrutons de jeunes diplômés."),
    ("young", "Profil plutôt jeune, avec le sens du contact."),
    ("young", "La mairie recherche une jeune femme pour l’accueil."),
    ("sex", "Poste réservé aux femmes."),
    ("sex", "Hommes uniquement, port de charges."),
    ("sex", "Nous recherchons un homme pour ce poste."),
    ("sex", "De préférence une femme."),
    ("family", "Vous êtes célibataire et disponible le soir."),
    ("family", "Candidate sans enfants de préférence."),
    ("family", "Personne sans contrainte familiale."),
    ("origin", "Français langue maternelle exigé."),
    ("origin", "Personne de type européen."),
    ("origin", "Expression en français sans accent."),
    ("nationality", "Nationalité française exigée."),
    ("nationality", "Être ressortissant européen."),
    ("health", "Être en bonne santé."),
    ("health", "Personne valide, le local n’est pas accessible."),
    ("health", "Sans handicap, car il faut se déplacer."),
    ("opinion", "Candidat non syndiqué."),
    ("opinion", "Personne de confession chrétienne."),
    ("fee", "Des frais de dossier de 25 € sont demandés aux candidats."),
    ("fee", "Merci de verser une caution avant l’entretien."),
    ("fee", "Chèque de 40 euros à joindre à la candidature."),
    ("fee", "Appelez le 0 892 12 34 56 pour postuler."),
    ("named_employer", "Nous recrutons pour l’un de nos clients."),
    ("named_employer", "Employeur confidentiel."),
    ("private_papers", "Joindre votre CV et votre numéro de sécurité sociale."),
    ("private_papers", "Pièces à fournir : CV, lettre, carte Vitale."),
    ("nir", "Mon numéro est le 1 85 05 78 006 084 36."),
]  # fmt: skip
DOUBTED = [
    ("young_team", "Rejoignez une équipe jeune et motivée."),
    ("looks", "Bonne présentation exigée."),
    ("looks", "Envoyer un CV avec photo."),
    ("residence", "Être domicilié dans la commune."),
    ("residence", "Il faut habiter à moins de dix kilomètres."),
    ("personal", "Vous remplacerez Mme Martin."),
    ("personal", "Téléphone : 06 12 34 56 78."),
]
PASSES = [
    "Vous travaillerez auprès de jeunes publics.",
    "Vous accompagnez des personnes âgées de plus de 75 ans.",
    "Le poste est basé à la maison des jeunes et de la culture.",
    "Animation d’ateliers pour les moins de 25 ans.",
    "Vous accueillez des jeunes de 16 à 25 ans à la mission locale.",
    "Ateliers pour enfants de 6 à 11 ans le mercredi.",
    "Poste ouvert H/F, sans limite d’âge.",
    "Poste ouvert aux personnes en situation de handicap.",
    "Plus de 10 ans d’expérience appréciés.",
    "Notre association existe depuis plus de 30 ans.",
    "Contrat d’apprentissage réservé aux moins de 30 ans.",
    "Vous animez un atelier réservé aux femmes du quartier.",
    "Permanence réservée aux femmes le jeudi au centre social.",
    "Vous travaillez avec l’association Femmes et numérique.",
    "Nous recherchons un homme ou une femme à l’écoute.",
    "Accompagner des femmes enceintes dans leurs démarches.",
    "Public : parents célibataires, personnes sans enfants, retraités.",
    "Ateliers pour des habitants dont le français n’est pas la langue maternelle.",
    "Aider les usagers dans leur demande de nationalité française.",
    "Vous aidez à payer en ligne la cantine et les frais d’inscription.",
    "Aucuns frais de dossier ne sont demandés aux candidats.",
    "Les frais de déplacement sont remboursés.",
    "Formation prise en charge par la structure.",
    "Aider les habitants à joindre leur carte Vitale à un dossier.",
    "Vous connaissez les acteurs de la santé et du handicap.",
    "Service de santé publique de la ville.",
    "Respect de la neutralité et de la laïcité ; pas de signe religieux pendant le service.",
    "Accompagner des jeunes diplômés vers l’emploi.",
    "Insertion des jeunes diplômés éloignés du numérique.",
    "Permis B indispensable, déplacements dans tout le canton.",
    "Le poste se trouve dans un quartier où il fait bon habiter.",
    "Poste d’adulte-relais : résider dans un quartier prioritaire de la ville.",
    "Accueil de tous les publics, quel que soit leur âge.",
    "Contrat de 24 mois, 35 heures, 30 jours de congés.",
    "Vous avez au moins 18 ans pour conduire le véhicule.",
    "Vous intervenez à la Maison France services et au Point information jeunesse.",
    "La structure compte plus de 30 salariés et 12 ans d’existence.",
    "Vous assurez une veille sur les sujets jeune public et senior.",
    "Vous respectez les règles du service Femmes solidaires.",
]


@pytest.mark.parametrize(("code", "text"), STOPPED)
def test_what_a_reader_must_never_read_is_stopped_with_its_words(code, text):
    assert code in codes(text)
    refused = blocking(Advertisement("Mairie d’Hyères", TITLE, f"{PLAIN} {text}"))
    assert set(refused) == {"text"}


@pytest.mark.parametrize(("code", "text"), DOUBTED)
def test_what_may_be_wrong_is_told_and_stops_nothing(code, text):
    assert code in codes(text)
    assert blocking(Advertisement("Mairie d’Hyères", TITLE, f"{PLAIN} {text}")) == {}


@pytest.mark.parametrize("text", PASSES)
def test_what_only_looks_like_it_passes(text):
    assert codes(text) == set()


def test_there_are_enough_sentences():
    assert len(STOPPED) + len(DOUBTED) + len(PASSES) >= 60


@pytest.mark.parametrize(
    "title",
    ["Médiateur numérique (H/F)", "Médiateur.trice numérique", "Conseillère ou conseiller numérique", "Animateur·rice",
     "Chargé(e) de mission inclusion", "Médiation numérique : poste à mi-temps", "Conseiller numérique F/H", "Formateur/trice"],
)  # fmt: skip
def test_a_title_of_both_forms_passes(title):
    assert codes(title=title) == set()


@pytest.mark.parametrize(
    "title", ["Médiateur numérique", "Conseillère numérique", "Chargé de mission inclusion"]
)
def test_a_title_of_one_form_is_doubted(title):
    assert codes(title=title) == {"both_forms"}


@pytest.mark.parametrize(
    "title", ["Médiateur numérique (H)", "Animateur, homme uniquement", "Médiatrice H/F moins de 30 ans"]
)
def test_a_title_that_shuts_the_door_is_stopped(title):
    assert set(blocking(Advertisement("Mairie", title, PLAIN))) == {"title"}


def test_a_nationality_may_be_asked_of_a_titular_official_only():
    asked = "Nationalité française exigée."
    assert "nationality" in codes(asked, kind="CDI")
    assert codes(asked, kind="titulaire") == set()


@pytest.mark.parametrize(
    "text",
    ["You will run digital workshops and help the people of our town with their online forms every day.",
     "Wir suchen eine Person, die den Menschen mit dem Computer hilft und Kurse fur Sie und mit Ihnen macht."],
)  # fmt: skip
def test_an_offer_in_another_language_is_stopped(text):
    assert blocking(Advertisement("Mairie", TITLE, text)) == {
        "text": "Une offre est écrite en français. Un terme étranger sans équivalent s’explique."
    }


def test_an_offer_that_names_english_tools_is_french():
    text = "Vous animez des ateliers sur les outils « Open Source », le « cloud » et « The Document Foundation » avec chacun."
    assert blocking(Advertisement("Mairie", TITLE, text)) == {}


def test_an_offer_without_employer_is_stopped():
    assert blocking(Advertisement(" ", TITLE, PLAIN)) == {
        "": "Le nom de l’employeur manque : il est connu des lecteurs."
    }


def test_the_words_are_quoted_as_they_were_written():
    (finding,) = findings(Advertisement("Mairie", TITLE, f"{PLAIN} Poste réservé aux Femmes."))
    assert finding.words == "réservé aux Femmes"
    assert finding.sentence.startswith("« réservé aux Femmes » : un emploi est ouvert")


def test_a_contact_is_held_against_the_same_duties():
    advert = Advertisement("Mairie", TITLE, PLAIN, "Appelez le 08 92 12 34 56")
    assert set(blocking(advert)) == {"apply_contact"}


def test_every_duty_is_dated_sourced_and_said_once():
    assert len({duty.code for duty in DUTIES}) == len(DUTIES)
    for duty in DUTIES:
        assert date(2000, 1, 1) < duty.since < date(2026, 11, 23)
        assert duty.mark in ("ok", "indicatif")
        assert duty.source
        assert duty.why_fr.endswith(".")
