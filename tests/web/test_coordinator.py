"""Bruno coordinates the Var; what he sees, and what others do not."""

import re
from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web.desks import browser, queries
from workforce.contracts import actions as contracts
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.journal import Event
from workforce.skills.models import HeldCCP
from workforce.trainings.sessions.models import Interest

pytestmark = pytest.mark.usefixtures("moment")

SOON = date(2027, 1, 31)  # The clock of these tests stands on 23 November 2026.
LATER = date(2028, 6, 30)
EVERYBODY = {"Bientôt", "Ailleurs", "Durable", "Inconnue", "SansContrat", "Contredite", "Finie"}
PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#team"}


@pytest.fixture
def network(session):
    return given.network(session)


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", network_id=network.id))


def bounded(session, network, departement):
    return browser(
        session, given.account(session, "coordinator", network_id=network.id, departement=departement)
    )


def person(session, first="Awa", ends=SOON, starts=date(2025, 3, 1), **values):
    who = given.adviser(session, first_name=first, **values)
    given.contract(session, who, starts=starts, ends=ends)
    return who


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def disagree(session, who):
    contract = session.exec(select(contracts.Contract).where(contracts.Contract.adviser_id == who.id)).one()
    told = Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 10, 1))
    contracts.claim(session, contract, "end_date", date(2026, 12, 31), told)


# The first page.


def test_the_home_counts_endings_people_without_a_plan_and_doubtful_dates(session, network, bruno):
    disagree(session, person(session, "Awa"))
    person(session, "Bilal", ends=LATER)
    person(session, "Chloé", ends=None)
    text = shown(bruno, f"/reseaux/{network.id}")
    assert "contrat se termine d’ici le 28 février 2027." in text
    assert "personne dont le contrat se termine d’ici six mois n’a aucune suite connue." in text
    assert "contrat a une date que deux sources contredisent." in text
    assert "personne n’a pas toutes les dates de son contrat" in text


def test_the_home_says_whom_to_call_first_and_why(session, network, bruno):
    person(session, "Awa", last_name="Tard", ends=date(2027, 4, 30))
    person(session, "Bilal", last_name="Bientôt", ends=date(2026, 12, 10))
    text = shown(bruno, f"/reseaux/{network.id}")
    assert text.index("Bilal Bientôt") < text.index("Awa Tard")
    assert "Son contrat se termine dans 17 jours." in text
    assert "Aucune suite connue : ni nouveau contrat, ni formation demandée." in text
    assert "Pas encore d’accès : aucune alerte ne lui parvient." in text


def test_somebody_whose_next_contract_is_signed_is_not_to_call(session, network, bruno):
    who = person(session, "Awa", last_name="Renouvelée")
    given.contract(session, who, starts=date(2027, 2, 1), ends=date(2030, 1, 31))
    assert "Renouvelée" not in shown(bruno, f"/reseaux/{network.id}")


def test_a_training_asked_for_is_a_plan_only_if_the_person_shows_it(session, network, bruno):
    shy, open_ = (
        person(session, "Awa", last_name="Discrète"),
        person(session, "Bilal", last_name="Ouvert", shows_skills=True),
    )
    training = given.training_session(session)
    session.add_all(Interest(adviser_id=who.id, session_id=training.id) for who in (shy, open_))
    session.flush()
    text = shown(bruno, f"/reseaux/{network.id}/equipe?suite=aucune")
    assert "Discrète" in text
    assert "Ouvert" not in text


def test_endings_are_counted_month_by_month(session, network, bruno):
    for _ in range(3):
        person(session, ends=date(2027, 2, 15))
    text = shown(bruno, f"/reseaux/{network.id}?renouvellement=50")
    assert re.search(
        r'<th scope="row"><a href="[^"]+">février 2027</a></th>'
        r'<td class="number">3</td><td class="number" data-renewed>1</td><td class="number" data-departures>2</td>',
        text,
    )
    assert "2 personnes partiraient d’ici douze mois, sur 3 fins de contrat." in text


def test_an_empty_network_says_how_to_fill_it(session, network, bruno):
    text = shown(bruno, f"/reseaux/{network.id}")
    assert "Votre réseau est vide." in text
    assert f"/reseaux/{network.id}/imports" in text


# The team.


def test_the_team_is_a_line_a_person_with_the_end_and_the_days_left(session, network, bruno):
    who = person(session, "Awa", last_name="Diallo")
    text = shown(bruno, f"/reseaux/{network.id}/equipe")
    assert f'<a href="/conseillers/{who.id}/contrat">Awa Diallo</a>' in text
    assert "31 janvier 2027" in text
    assert "dans 69 jours" in text
    assert "frise-thin" in text


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("avant=2027-02-28", {"Bientôt"}),
        ("departement=09", {"Ailleurs"}),
        ("type=cdi", {"Durable"}),
        ("dates=inconnues", {"Inconnue", "SansContrat"}),
        ("dates=contradictoires", {"Contredite"}),
        ("etat=termines", {"Finie"}),
        ("departement=83&avant=2027-02-28", {"Bientôt"}),
        (
            "type=nimporte&avant=hier",
            {"Bientôt", "Ailleurs", "Durable", "Inconnue", "SansContrat", "Contredite", "Finie"},
        ),
    ],
)
def test_filters_live_in_the_address_and_narrow_the_list(session, network, bruno, query, kept):
    person(session, last_name="Bientôt")
    person(session, last_name="Ailleurs", departement="09", ends=LATER)
    durable = given.adviser(session, last_name="Durable")
    given.contract(session, durable, kind="cdi", ends=None)
    person(session, last_name="Inconnue", ends=None)
    given.adviser(session, last_name="SansContrat")
    disagree(session, person(session, last_name="Contredite", ends=LATER))
    person(session, last_name="Finie", ends=date(2026, 8, 31))
    text = shown(bruno, f"/reseaux/{network.id}/equipe?{query}")
    assert {name for name in EVERYBODY if f"Awa {name}<" in text} == kept


def test_each_filter_in_force_is_a_tag_that_takes_it_away(session, network, bruno):
    text = shown(bruno, f"/reseaux/{network.id}/equipe?departement=83&type=cdd")
    assert f'href="/reseaux/{network.id}/equipe?type=cdd"' in text
    assert "Var (83)" in text


def test_a_filter_can_be_sent_with_nothing_filled(session, network, bruno):
    form = re.search(
        r'<form method="get".*?</form>', shown(bruno, f"/reseaux/{network.id}/equipe"), re.DOTALL
    )
    assert form
    assert "required" not in form[0]
    assert "facultatif" not in form[0]


def test_the_list_goes_thirty_by_thirty_and_keeps_its_filters(session, network, bruno):
    for n in range(33):
        person(session, last_name=f"Nom{n:02}")
    first = shown(bruno, f"/reseaux/{network.id}/equipe?tri=nom&type=cdd")
    assert "1 à 30 sur 33 conseillers, page 1 sur 2" in first
    assert f"/reseaux/{network.id}/equipe?type=cdd&amp;tri=nom&amp;page=2" in first
    second = shown(bruno, f"/reseaux/{network.id}/equipe?tri=nom&type=cdd&page=2")
    assert ("Nom29" in second, "Nom30" in second) == (False, True)


def test_the_nearest_end_comes_first_and_what_is_over_last(session, network, bruno):
    person(session, last_name="Finie", ends=date(2026, 8, 31))
    person(session, last_name="Loin", ends=LATER)
    person(session, last_name="Proche")
    text = shown(bruno, f"/reseaux/{network.id}/equipe")
    assert text.index("Proche") < text.index("Loin") < text.index("Finie")


def test_blocs_are_shown_of_those_who_agreed_only(session, network, bruno):
    for name, shows in (("Ouverte", True), ("Discrète", False)):
        who = person(session, last_name=name, shows_skills=shows)
        session.add(HeldCCP(adviser_id=who.id, ccp_code="REMN-CCP1"))
    session.flush()
    assert shown(bruno, f"/reseaux/{network.id}/equipe").count("CCP1 (REMN)") == 1


def test_the_part_equals_the_whole(session, network, bruno):
    person(session)
    address = f"/reseaux/{network.id}/equipe?type=cdd"
    part = bruno.get(address, headers=PART).text
    assert part.strip().startswith('<section class="card" id="team"')
    whole = without_nonce(shown(bruno, address))
    assert without_nonce(part).strip() in whole


def without_nonce(text):
    return re.sub(r'(hx-nonce|name="csrf_token" value)="[^"]*"', "", text)


@pytest.mark.parametrize(("page", "most"), [("", 15), ("/equipe", 13), ("/contradictions", 12)])
def test_a_page_asks_the_database_as_much_for_many_as_for_one(session, network, bruno, page, most):
    disagree(session, person(session))
    with queries(session) as few:
        shown(bruno, f"/reseaux/{network.id}{page}")
    for n in range(12):
        disagree(session, person(session, departement=f"{n + 10}"))
    with queries(session) as many:
        shown(bruno, f"/reseaux/{network.id}{page}")
    assert len(many) <= most
    assert len(many) - len(few) <= 2  # What an empty list does not even ask.


# Conflicts.


def test_contradictions_are_listed_with_every_voice(session, network, bruno):
    who = person(session, "Awa", last_name="Diallo")
    disagree(session, who)
    text = shown(bruno, f"/reseaux/{network.id}/contradictions")
    assert "1 contrat à vérifier" in text
    assert (
        "Une autre source dit : 31 décembre 2026 (fichier « Équipe » de La Coop, au 1er octobre 2026)."
        in text
    )
    assert re.search(r'href="/contrats/\d+/dates"', text)


# Inviting.


def test_an_adviser_with_an_address_is_invited_once(session, network, bruno):
    who = person(session, "Awa", last_name="Diallo")
    assert "Inviter" in shown(bruno, f"/reseaux/{network.id}/equipe")
    answer = bruno.post(f"/conseillers/{who.id}/invitation?type=cdd")
    assert (answer.status_code, answer.location) == (303, f"/reseaux/{network.id}/equipe?type=cdd")
    assert "Invitation envoyée à Awa Diallo." in shown(bruno, f"/reseaux/{network.id}/equipe")
    bruno.post(f"/conseillers/{who.id}/invitation")
    assert "Awa Diallo a déjà été invité·e." in shown(bruno, f"/reseaux/{network.id}/equipe")
    assert len(session.exec(select(Event).where(Event.name == "AccountInvited")).all()) == 1


def test_nobody_is_invited_without_an_address(session, network, bruno):
    who = person(session, email="")
    assert "Pas d’adresse : invitation impossible." in shown(bruno, f"/reseaux/{network.id}/equipe")
    bruno.post(f"/conseillers/{who.id}/invitation")
    assert session.exec(select(Event).where(Event.name == "AccountInvited")).all() == []


# Who enters.


@pytest.mark.parametrize("page", ["", "/equipe", "/contradictions"])
def test_a_coordinator_of_one_departement_sees_nobody_else_s_people(session, network, page):
    disagree(session, person(session, last_name="Varoise"))
    elsewhere = bounded(session, network, "09")
    assert "Varoise" not in shown(elsewhere, f"/reseaux/{network.id}{page}")
    assert "Varoise" in shown(bounded(session, network, "83"), f"/reseaux/{network.id}{page}")


def test_a_coordinator_of_one_departement_invites_there_only(session, network):
    who = person(session)
    assert bounded(session, network, "09").post(f"/conseillers/{who.id}/invitation").status_code == 404


@pytest.mark.parametrize("page", ["", "/equipe", "/contradictions"])
def test_strangers_learn_nothing_and_the_unknown_are_asked_to_sign_in(session, network, page):
    elsewhere = given.network(session, "Un autre réseau")
    chloe = browser(session, given.account(session, "coordinator", network_id=elsewhere.id))
    assert chloe.get(f"/reseaux/{network.id}{page}").status_code == 404
    adviser = browser(session, given.account(session, "adviser", adviser_id=given.adviser(session).id))
    assert adviser.get(f"/reseaux/{network.id}{page}").status_code == 404
    answer = browser(session).get(f"/reseaux/{network.id}{page}")
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/connexion")
