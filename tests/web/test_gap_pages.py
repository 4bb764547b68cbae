from datetime import date

import pytest

from tests import given
from tests.web.cast import cast, offer, running, words
from tests.web.desks import queries
from workforce.offers.understanding.trades import FAMILIES
from workforce.skills import actions as skills
from workforce.skills.actions import AssessmentDraft, CertificateDraft
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.families import shipped
from workforce.skills.portfolio import sharing
from workforce.trainings import planning, suggesting


@pytest.fixture
def people(session, moment):
    people = cast(session)
    running(session, people.adviser)
    skills.hold(session, people.adviser.id, "MN-CCP1", date(2026, 1, 15))
    return people


def suggest(session, people, **values):
    found = given.training_session(session, given.body(session, "GRETA du Var"), **values)
    planning.plan_all(session)
    suggesting.suggest(session, [people.adviser.id])
    return found


def noted(session, people, what="Diagnostic avec le CCAS", code="REMN-C5"):
    return evidence.note(
        session, people.adviser.id, EvidenceDraft(what=what, done_on=date(2026, 9, 1), competences=[code])
    )


def test_a_bloc_says_competence_by_competence_what_is_shown_and_what_is_left(session, people):
    noted(session, people)
    answers = {
        "REMN-C5": AssessmentDraft(level="yes"),
        "REMN-C6": AssessmentDraft(level="no", possible_here=False),
    }
    skills.assess(session, people.adviser.id, answers)
    page = words(people.owner.get(people.at("/blocs/MN-CCP2")))
    assert "CCP2 du titre MN : il reste 3 compétences à montrer sur 4" in page
    assert "voici celles du CCP2 du titre REMN (équivalence à confirmer)" in page
    first, second = page.split("Contribuer au développement et à la pérennité")[:2]
    assert (
        "montrée Vous savez le faire. 1 preuve compte pour elle : Diagnostic avec le CCAS (1er septembre 2026)"
        in first
    )
    assert "pas encore Vous avez dit ne pas savoir le faire. impossible dans votre structure" in second
    assert "La pratiquer ailleurs" in second
    assert "Par la VAE : 3 compétences à montrer encore" in page


def test_a_bloc_names_the_session_that_fills_it(session, people):
    found = suggest(session, people, ccp_codes=["MN-CCP2"])
    page = people.owner.get(people.at("/blocs/MN-CCP2"))
    assert f'href="/sessions/{found.id}"' in page.get_data(as_text=True)
    assert "GRETA du Var" in words(page)
    assert "se termine avant votre contrat" in words(page)


def test_a_bloc_that_nothing_fills_says_so_and_one_that_is_held_asks_nothing(session, people):
    assert "Aucune session ouverte ne l’apporte pour l’instant" in words(
        people.owner.get(people.at("/blocs/MN-CCP3"))
    )
    held = words(people.owner.get(people.at("/blocs/MN-CCP1")))
    assert "Le CCP1 du titre MN est obtenu" in held
    assert "Ce qui l’apporte" not in held


def test_a_bloc_of_a_closed_title_says_what_comes_instead(session, people):
    assert "Le titre REMN ne peut plus être terminé" in words(people.owner.get(people.at("/blocs/REMN-CCP2")))


@pytest.mark.parametrize("page", ["/blocs/MN-CCP9", "/metiers/plombier"])
def test_what_does_not_exist_is_not_found(people, page):
    assert people.owner.get(people.at(page)).status_code == 404


def test_showing_skills_does_not_show_the_words_of_evidence(session, people):
    noted(session, people)
    address = people.at("/blocs/MN-CCP2")
    assert "n’a pas choisi de montrer ses compétences" in words(people.coordinator.get(address))
    people.owner.post(people.at("/partage"), data={"shown": "1"})
    read = words(people.coordinator.get(address))
    assert "1 preuve compte pour elle." in read
    assert "Diagnostic avec le CCAS" not in read
    sharing.show(session, people.adviser.id, shown=True)
    assert "Diagnostic avec le CCAS" in words(people.coordinator.get(address))


def test_a_stranger_finds_no_gap(people):
    for page in ("/blocs/MN-CCP2", "/metiers", "/metiers/library"):
        assert people.stranger.get(people.at(page)).status_code == 404


def test_the_jobs_are_listed_the_nearest_first_with_what_fits_and_what_is_missing(session, people):
    offer(session, people.adviser, family="trainer")
    page = words(people.owner.get(people.at("/metiers")))
    assert "2 métiers : vous avez ce qu’ils demandent" in page
    assert all(one.label in page for one in shipped().families)
    assert page.index("Formateur") < page.index("Fablab ou tiers-lieu")
    assert "Il manque : le CCP2 et le CCP3" in page
    assert "1 offre dans la zone que vous avez choisie" in page


def test_a_job_says_what_it_asks_its_rome_its_offers_and_the_session(session, people):
    found = suggest(session, people, ccp_codes=["MN-CCP2"])
    offer(
        session,
        people.adviser,
        family="project",
        title="Chargée de mission inclusion",
        open_to_contract_staff=True,
    )
    offer(session, people.adviser, family="mediation", title="Médiateur à Toulon")
    page = people.owner.get(people.at("/metiers/project"))
    read = words(page)
    assert "Il vous manque le CCP2." in read
    assert f'href="/sessions/{found.id}"' in page.get_data(as_text=True)
    assert "K1802 : appellations 11820, 11013, 12235 et 13704" in read
    assert "Chargée de mission inclusion" in read
    assert "Médiateur à Toulon" not in read
    assert "Ouvert aux contractuels ? 1 ouverte aux contractuels." in read
    assert "Aucun salaire n’est estimé ici" in read


def test_the_library_asks_whether_contract_staff_may_apply(session, people):
    offer(session, people.adviser, family="library", title="Médiathécaire")
    page = words(people.owner.get(people.at("/metiers/library")))
    assert "Statut : ouvert aux contractuels ? non connu" in page
    assert "1 ne le dit pas" in page


def test_an_offer_says_what_it_asks_what_is_held_and_what_fills_the_rest_in_time(session, people):
    suggest(session, people, ccp_codes=["MN-CCP2"])
    row = offer(
        session, family="project", starts_on=date(2027, 5, 3), title="Chargé de mission inclusion numérique",
        plain="Profil : CCP1 exigé.\nLe CCP2 est demandé.\nPermis B indispensable.",
    )  # fmt: skip
    page = words(people.owner.get(f"/offres/{row.id}"))
    gap = page.split("Ce que le poste demande, et ce que vous avez")[1]
    assert (
        "CCP1 vous l’avez Dans l’annonce : « Chargé" in gap or "CCP1 vous l’avez Dans l’annonce : « " in gap
    )
    assert "CCP2 il manque" in gap
    assert "Elle est à temps : le poste commence le 3 mai 2027." in gap
    assert "Permis de conduire non connu" in gap
    assert "Le CCP2 est demandé pour ce métier." not in page


def test_an_offer_asks_nothing_of_who_is_no_adviser(session, people):
    row = offer(session, plain="CCP1 exigé.")
    assert "Ce que le poste demande" not in words(people.coordinator.get(f"/offres/{row.id}"))


@pytest.mark.parametrize("page", ["/blocs/MN-CCP2", "/metiers", "/metiers/project"])
def test_a_gap_takes_a_constant_few_queries(session, people, page):
    for number in range(8):
        noted(session, people, f"Atelier {number} avec le CCAS")
        offer(session, people.adviser, family="project", url=f"https://exemple.fr/{number}")
    suggest(session, people, ccp_codes=["MN-CCP2"])
    with queries(session) as asked:
        assert people.owner.get(people.at(page)).status_code == 200
    assert len(asked) <= 15, "\n".join(asked)


def test_a_certificate_is_changed_where_it_stands(session, people):
    skills.certify(
        session, people.adviser.id, CertificateDraft(kind="pix", obtained_on=date(2026, 2, 1), score=508)
    )
    page = people.owner.get(people.at("/competences?certification=pix")).get_data(as_text=True)
    assert "Changer « Pix »" in page
    assert 'value="2026-02-01"' in page
    assert 'value="508"' in page
    people.owner.post(
        people.at("/certificats"), data={"kind": "pix", "certified_on": "01/10/2026", "score": "612"}
    )
    assert "Obtenu le 1er octobre 2026, il y a 53 jours, score 612" in words(
        people.owner.get(people.at("/competences"))
    )


def test_a_mistake_in_a_certificate_that_is_changed_loses_nothing_typed(session, people):
    skills.certify(session, people.adviser.id, CertificateDraft(kind="pix"))
    answer = people.owner.post(
        people.at("/certificats"), data={"kind": "pix", "certified_on": "", "score": "612"}
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="612"' in page
    assert "indiquez cette date" in words(answer)
    assert "Changer « Pix »" in page


def test_what_closes_at_departure_is_said_with_the_last_day(session, people):
    skills.certify(session, people.adviser.id, CertificateDraft(kind="aidants_connect"))
    page = words(people.owner.get(people.at("/competences")))
    assert (
        "Se ferment le 14 avril 2027, dernier jour de votre contrat : « Aidants Connect : habilitation »"
        in page
    )


def test_the_trades_of_offers_are_the_kinds_of_job(session):
    jobs = {one.code: one for one in shipped().families}
    assert {one.code for one in FAMILIES} == set(jobs)
    assert all(one.label_fr == jobs[one.code].label for one in FAMILIES)


def test_a_portfolio_shows_certificates_with_the_skills_only(session, people):
    skills.certify(
        session, people.adviser.id, CertificateDraft(kind="pix", obtained_on=date(2026, 2, 1), score=508)
    )
    noted(session, people)
    assert "Pix, 1er février 2026, score 508" in words(people.owner.get(people.at("/dossier")))
    assert "Pix, 1er février 2026" in people.owner.get(people.at("/dossier.html")).get_data(as_text=True)
    sharing.show(session, people.adviser.id, shown=True)
    hidden = words(people.coordinator.get(people.at("/dossier")))
    assert "Diagnostic avec le CCAS" in hidden
    assert "Pix" not in hidden
