from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import cast, offer, running, words
from workforce.contracts import actions as contracts
from workforce.contracts.actions import ContractDraft, Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import ContractKind, EndMotive
from workforce.skills import actions as skills
from workforce.trainings import planning, suggesting
from workforce.trainings.models import TrainingPlan


def suggest(session, who) -> None:
    planning.plan_all(session)
    suggesting.suggest(session, session.exec(select(TrainingPlan.id).where(TrainingPlan.id == who.id)).all())


def test_the_home_page_answers_when_it_ends(session, moment):
    people = cast(session)
    running(session, people.adviser)
    page = words(people.owner.get(people.at()))
    assert "Votre contrat se termine le 14 avril 2027 , dans 142 jours." in page
    assert "Réponse de l’employeur sur le renouvellement" in page


def test_a_coordinator_reads_of_whom_it_is(session, moment):
    people = cast(session)
    running(session, people.adviser)
    page = words(people.coordinator.get(people.at()))
    assert "Le contrat d’Awa Diallo se termine le 14 avril 2027" in page
    assert "n’a pas choisi de les montrer" in page


def test_without_a_contract_the_first_thing_to_do_is_to_record_it(session, moment):
    people = cast(session)
    page = people.owner.get(people.at())
    assert "Votre contrat n’est pas encore enregistré." in words(page)
    assert people.at("/contrat/structure") in page.get_data(as_text=True)


def test_an_unknown_end_is_asked_for(session, moment):
    people = cast(session)
    row = running(session, people.adviser, ends=None)
    page = people.owner.get(people.at())
    assert "La date de fin de votre contrat n’est pas connue." in words(page)
    assert f"/contrats/{row.id}/fin" in page.get_data(as_text=True)


def test_a_cdi_has_no_date_to_correct(session, moment):
    people = cast(session)
    running(session, people.adviser, ends=None, kind=ContractKind.CDI)
    page = words(people.owner.get(people.at()))
    assert "Votre contrat n’a pas de date de fin." in page
    assert "Cette date est fausse" not in page


def test_a_contract_that_is_over_says_since_when(session, moment):
    people = cast(session)
    running(session, people.adviser, ends=date(2026, 11, 20))
    page = words(people.owner.get(people.at()))
    assert "Votre contrat s’est terminé le 20 novembre 2026 , il y a 3 jours." in page
    assert "Inscription à France Travail" in page


def test_a_rupture_to_come_is_told_with_its_own_day(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    contracts.terminate(session, row.id, date(2027, 1, 31), EndMotive.RESIGNATION)
    assert "est rompu : il se termine le 31 janvier 2027" in words(people.owner.get(people.at()))


def test_a_signed_renewal_gives_the_end_that_counts(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    draft = ContractDraft(
        employer_id=row.employer_id,
        kind=ContractKind.CDD,
        start_date=date(2027, 4, 15),
        end_date=date(2028, 4, 14),
    )
    contracts.renew(session, row.id, draft, given.TOLD)
    page = words(people.owner.get(people.at()))
    assert "Votre nouveau contrat se termine le 14 avril 2028" in page
    assert "Il suit l’actuel, qui se termine le 14 avril 2027." in page


def test_two_voices_that_disagree_are_the_first_thing_to_settle(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    other = Voice(source=ClaimSource.POSTS_FILE, stated_on=date(2026, 10, 1))
    contracts.claim(session, row, "end_date", date(2027, 2, 28), other)
    page = words(people.owner.get(people.at()))
    assert "Deux sources ne disent pas la même date." in page
    assert "Choisir la date" in page


def test_somebody_of_whom_no_skill_is_known_is_asked_for_them(session, moment):
    people = cast(session)
    running(session, people.adviser)
    assert "Dire mes compétences" in words(people.owner.get(people.at()))


@pytest.fixture
def learner(session, moment):
    people = cast(session)
    running(session, people.adviser)
    skills.hold(session, people.adviser.id, "MN-CCP1", date(2026, 1, 15))
    found = given.training_session(session, ccp_codes=["MN-CCP2"], enrol_by=date(2026, 12, 14))
    suggest(session, people.adviser)
    return people, found


def test_the_next_training_says_why_it_fits_and_how_to_pay(learner):
    people, found = learner
    page = people.owner.get(people.at())
    assert "Il vous manque le CCP2 et le CCP3" in words(page)
    assert f"/sessions/{found.id}" in page.get_data(as_text=True)
    assert "avant la fin de votre contrat (14 avril 2027)" in words(page)
    assert "Financement" in words(page)


def test_the_retro_plan_gives_things_to_do(learner):
    people, _ = learner
    page = words(people.owner.get(people.at()))
    assert "Demander l’accord de votre employeur, formation CCP2 (MN)" in page
    assert "14 décembre 2026" in page


def test_the_coordinator_sees_no_training_unless_it_is_shown(session, learner):
    people, found = learner
    hidden = people.coordinator.get(people.at()).get_data(as_text=True)
    assert f"/sessions/{found.id}" not in hidden
    assert "CCP2" not in hidden
    people.adviser.shows_skills = True
    session.flush()
    assert f"/sessions/{found.id}" in people.coordinator.get(people.at()).get_data(as_text=True)


def test_three_offers_each_say_why_and_what_is_missing(session, moment):
    people = cast(session)
    for rank in range(4):
        offer(session, people.adviser, score=90 - rank, title=f"Offre {rank}",
              missing=[{"what": "Le CCP2 est demandé pour ce métier.", "ccp": "CCP2", "certificate": None}])  # fmt: skip
    page = words(people.owner.get(people.at()))
    assert "Offre 0" in page
    assert "Offre 3" not in page
    assert page.count("Le poste est dans votre commune, Hyères.") == 3
    assert page.count("Le CCP2 est demandé pour ce métier.") == 3


def test_a_deadline_that_has_passed_is_no_longer_to_do(session, moment):
    people = cast(session)
    running(session, people.adviser, ends=moment.date() + timedelta(days=20))
    assert (
        "Réponse de l’employeur sur le renouvellement"
        not in words(people.owner.get(people.at())).split("À faire")[-1]
    )
