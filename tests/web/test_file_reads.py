"""Every reading of a file by somebody else is noted once a day, and the person sees it."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import cast, offer, running, words
from tests.web.desks import browser
from workforce import clock
from workforce.accounts.models import Membership
from workforce.advisers.models import FileRead
from workforce.skills.models import Assessment, HeldCCP
from workforce.trainings.sessions.models import Interest

pytestmark = pytest.mark.usefixtures("moment")
PAGES = {
    "": "home",
    "/contrat": "contract",
    "/competences": "skills",
    "/formations": "trainings",
    "/offres": "offers",
}


@pytest.fixture
def people(session):
    return cast(session, shows_skills=True)


def noted(session):
    return list(session.exec(select(FileRead.what).order_by(FileRead.id)))


@pytest.mark.parametrize(("page", "what"), PAGES.items())
def test_a_coordinator_who_reads_is_noted_once_a_day(session, people, page, what):
    for _ in range(2):
        assert people.coordinator.get(people.at(page)).status_code == 200
    assert noted(session) == [what]
    with clock.frozen(datetime(2026, 11, 24, 8, 0, tzinfo=UTC)):
        people.coordinator.get(people.at(page))
    assert noted(session) == [what, what]


@pytest.mark.parametrize("page", PAGES)
def test_neither_the_person_nor_a_stranger_is_noted(session, people, page):
    assert people.owner.get(people.at(page)).status_code == 200
    assert people.stranger.get(people.at(page)).status_code == 404
    assert noted(session) == []


def test_what_is_withheld_was_not_read(session):
    people = cast(session)
    for page in PAGES:
        people.coordinator.get(people.at(page))
    assert noted(session) == ["home", "contract"]


def test_the_person_sees_who_read_what_and_when(session, people):
    people.coordinator.get(people.at("/contrat"))
    shown = words(people.owner.get(people.at("/donnees")))
    assert "23 novembre 2026 Bruno contrats" in shown


def test_before_any_reading_the_page_says_what_will_stand_there(people):
    assert "Personne d’autre que vous n’a ouvert votre dossier." in words(
        people.owner.get(people.at("/donnees"))
    )


@pytest.mark.parametrize("who", ["coordinator", "stranger"])
def test_who_read_is_for_the_person_alone(people, who):
    assert getattr(people, who).get(people.at("/donnees")).status_code == 404


def test_the_coordinator_is_told_that_reading_is_noted(people):
    assert "Votre lecture est notée" in words(people.coordinator.get(people.at()))
    assert "Votre lecture est notée" not in words(people.owner.get(people.at()))


def test_the_letters_on_the_time_bar_lead_nowhere_for_the_coordinator(session, people):
    running(session, people.adviser)
    assert "/mes-alertes#" not in people.coordinator.get(people.at()).text


def secrets_of(session, who):
    """Give a person one thing of each kind that only they may show."""
    running(session, who)
    training = given.training_session(session, given.body(session, "Organisme Secret"))
    session.add_all(
        [
            HeldCCP(adviser_id=who.id, ccp_code="REMN-CCP1"),
            Assessment(
                adviser_id=who.id, competence_code="REMN-C5", level="partly", comment="Diagnostic secret"
            ),
            Interest(adviser_id=who.id, session_id=training.id),
        ]
    )
    offer(session, who, title="Offre secrète")
    session.flush()


def test_nothing_that_a_person_does_not_show_is_on_any_page_of_their_coordinator(session):
    people = cast(session)
    secrets_of(session, people.adviser)
    network = people.adviser.network_id
    lists = [f"/reseaux/{network}{page}" for page in ("", "/equipe", "/equipe.csv")]
    addresses = [people.at(page) for page in PAGES] + lists
    said = " ".join(words(people.coordinator.get(one)) for one in addresses)
    for secret in ("(REMN)", "secret", "secrète", "Organisme Secret", "Hyères"):
        assert secret not in said, secret


def test_the_same_is_there_once_the_person_shows_it(session):
    people = cast(session, shows_skills=True)
    secrets_of(session, people.adviser)
    said = " ".join(words(people.coordinator.get(people.at(page))) for page in PAGES)
    assert "CCP1" in said
    assert "Offre secrète" in said


# Several networks.


def test_a_coordinator_of_two_networks_reads_their_names_in_the_menu(session):
    var, drome = given.network(session), given.network(session, "Réseau de la Drôme")
    account = given.account(session, "coordinator", network_id=var.id)

    session.add(Membership(account_id=account.id, role="coordinator", network_id=drome.id))
    session.flush()
    bruno = browser(session, account)
    shown = bruno.get(f"/reseaux/{drome.id}").text
    menu = shown[shown.index('class="site-nav"') : shown.index("</nav>")]
    assert menu.count("Accueil") == 0
    assert ("Réseau du Var" in menu, "Réseau de la Drôme" in menu) == (True, True)
    assert (f"/reseaux/{drome.id}/equipe" in menu, f"/reseaux/{var.id}/equipe" in menu) == (True, False)


def test_a_coordinator_of_one_network_reads_home(session):
    people = cast(session)
    shown = people.coordinator.get(f"/reseaux/{people.adviser.network_id}").text
    assert shown[shown.index('class="site-nav"') : shown.index("</nav>")].count("Accueil") == 1
