"""Which competences the words of people suggest: a labelled set, and the rules one by one."""

import pytest

from workforce.skills.evidence.suggesting import MOST, suggest
from workforce.skills.referential import shipped

REMN = [one for ccp in shipped().by_title["REMN"].ccps for one in ccp.competences]
# What people write → the competences (numbers of the REMN) that a trainer of the trade would tick.
LABELLED = (
    ("Atelier smartphone avec le centre social, 8 personnes", {4, 7}),
    ("J’ai animé une initiation à la tablette à la médiathèque", {4, 7}),
    ("Accompagnement individuel d’une dame pour ses démarches", {4}),
    ("Permanence à la mairie, accueil et orientation des habitants", {3}),
    ("Café numérique sur les arnaques en ligne", {4}),
    ("Fiche pas à pas pour créer une boîte mail", {2}),
    ("Tutoriel vidéo sur FranceConnect", {2}),
    ("Diaporama et quiz pour l’atelier sécurité", {2, 4}),
    ("Programme des ateliers du trimestre, objectifs pédagogiques par niveau", {1, 4}),
    ("Parcours de cinq séances pour débutants", {1, 4}),
    ("Planning d’ateliers pour la saison 2026", {1, 4}),
    ("Enquête auprès des habitants sur leurs besoins", {5}),
    ("Questionnaire distribué à 60 personnes, état des lieux du quartier", {5}),
    ("Diagnostic numérique de la communauté de communes", {5}),
    ("Cartographie des lieux d’accès au numérique", {5}),
    ("Dossier de demande de subvention à la région", {6}),
    ("Budget de l’espace numérique présenté aux élus", {6}),
    ("Réponse à un appel à projets du département", {6}),
    ("Convention signée avec la mission locale", {7}),
    ("Réunion de réseau avec le CCAS et France services", {7}),
    ("Comité de pilotage avec l’association du quartier", {7}),
    ("Affiche et flyer pour les ateliers", {4, 8}),
    ("Article dans le bulletin municipal", {8}),
    ("Page Facebook de l’espace numérique tenue chaque semaine", {8}),
    ("Stand au forum des associations", {7, 8}),
    ("Portes ouvertes de l’espace public numérique", {8}),
    ("Bilan annuel et statistiques de fréquentation", {9}),
    ("Tableau de bord des rendez-vous, rapport d’activité", {9}),
    ("Devis et factures du matériel", {9, 10}),
    ("J’ai dépanné l’imprimante et remis le wifi", {10}),
    ("Mise à jour des douze postes de la salle", {10}),
    ("Inventaire du parc informatique", {10}),
    ("Reconditionnement d’ordinateurs avec une association", {7, 10}),
    ("Repair café mensuel avec des bénévoles", {11}),
    ("Cartopartie avec les habitants", {11}),
    ("Wiki collaboratif du tiers-lieu", {7, 11}),
    ("Projet participatif au fablab", {11}),
    ("Informer les familles sur Pronote au collège", {3, 7}),
    ("Livret d’accueil pour les nouveaux usagers", {2, 3}),
    ("Formation des agents à la messagerie", {4}),
    ("Réponse au téléphone toute la matinée", set()),
    ("Déplacement à Toulon", set()),
)


def found(text: str) -> set[int]:
    return {one.competence.number for one in suggest(text, REMN)}


def test_the_words_suggest_what_a_trainer_would_tick_nine_times_in_ten():
    right = sum(len(found(text) & wanted) for text, wanted in LABELLED)
    said = sum(len(found(text)) for text, _ in LABELLED)
    wanted = sum(len(wanted) for _, wanted in LABELLED)
    assert right / said >= 0.9, f"precision {right / said:.2f}"
    assert right / wanted >= 0.9, f"recall {right / wanted:.2f}"


def test_a_suggestion_says_the_words_as_they_are_written():
    (first, second) = suggest("Deux ATELIERS avec l’Association des aînés", REMN)
    assert first.reason == "parce que vous écrivez « ATELIERS »"
    assert second.reason == "parce que vous écrivez « Association »"


@pytest.mark.parametrize("text", ["Réparé le poste", "répare", "REPARATION d’un poste"])
def test_accents_capitals_and_endings_do_not_matter(text):
    assert 10 in found(text)


@pytest.mark.parametrize("text", ["", "…", "Une suivante", "Les recettes de cuisinent"])
def test_a_word_inside_another_is_no_word(text):
    assert found(text) <= {6}


def test_the_surest_come_first_and_few_are_said():
    many = "atelier, affiche, facture, réparation, subvention, partenaire, fiche, accueil, diagnostic"
    told = suggest(f"{many} flyer article", REMN)
    assert len(told) == MOST
    assert told[0].competence.number == 8


def test_every_known_competence_has_words():
    every = [one for ccp in shipped().by_ccp.values() for one in ccp.competences]
    assert all(len(one.words) >= 8 for one in every)
