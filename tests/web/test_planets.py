"""The boards of the three planets: a sentence, counts, invitations; nobody named, small counts hidden outside the network."""

from datetime import date
from xml.etree import ElementTree as ET

import feedparser
import pytest
from sqlmodel import select

from tests import given
from tests.trainings.planets import pledged
from tests.web import desks
from tests.web.cast import cast, part_is_in_whole, words
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.trainings.planets import pledges, thresholds
from workforce.trainings.planets.models import BlocWish, BodyAbility, EmployerWill, PlanetInvitation
from workforce.trainings.planets.terms import PledgeKind
from workforce.trainings.planets.thresholds import ThresholdDraft

ABILITY = {
    "bloc": "2", "mode": "hybrid", "departements": "83, 6", "least_people": "8", "opens_from": "04/01/2027",
    "expires_on": "30/06/2027",
}  # fmt: skip
WILL = {"bloc": "2", "people": "2", "hours_per_week": "7", "expires_on": "30/06/2027"}


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture(autouse=True)
def titles(session):
    pledged.referential(session)


@pytest.fixture
def bruno(session):
    """A coordinator of the Var network, whose people are there."""
    return desks.browser(session, given.account(session, "coordinator", network_id=given.network(session).id))


@pytest.fixture
def olga(session):
    return desks.browser(session, given.account(session, "operator", name="Olga"))


@pytest.fixture
def body(session):
    return given.body(session, "GRETA du Var")


@pytest.fixture
def greta(session, body):
    return desks.browser(session, given.account(session, "trainer", body_id=body.id))


def board_of(session):
    return f"/reseaux/{given.network(session).id}/planetes"


def test_the_coordinator_reads_what_is_missing_and_who_waits_next_door(session, bruno):
    for _ in range(6):
        pledged.learner(session)
    for _ in range(3):
        pledged.learner(session, "06")
    for _ in range(2):
        pledged.employer(session)
    pledged.body(session, "83")
    page = words(bruno.get(board_of(session)))
    assert (
        "Il manque 2 apprenants ; à côté, des personnes sont prêtes à venir : 3 dans les Alpes-Maritimes."
        in page
    )
    assert "Au plus près d’une session : le CCP2, Var (83)." in page
    assert "Cherchent ce bloc 6 (il en faut 8)" in page
    assert "Pour convenir à tous, elle commence en octobre 2027 au plus tard." in page


def test_outside_the_network_small_counts_and_the_month_that_could_be_one_persons_are_hidden(
    session, greta, body
):
    for _ in range(4):
        pledged.learner(session, last_name="Secret")
    given.training_session(session, body)
    page = words(greta.get(f"/organismes/{body.id}/planetes"))
    assert "Il manque au moins 4 apprenants" in page
    assert "Cherchent ce bloc &lt; 5 (il en faut 8)" in page
    assert "Pour convenir à tous" not in page
    assert "Secret" not in page
    assert "Cherchent ce bloc 4" not in page


def test_a_light_is_told_by_its_word_and_a_body_opens_a_session_from_it(session, olga, greta, body):
    operator = given.account(session, "operator")
    thresholds.change(session, ThresholdDraft(learners=1, employers=1, bodies=1), operator.id)
    pledged.learner(session)
    pledged.employer(session)
    given.training_session(session, body)
    settle_inside(session)
    ready = greta.get(f"/organismes/{body.id}/planetes").text
    assert f'href="/organismes/{body.id}/sessions/nouvelle"' in ready  # The action, last.
    page = words(olga.get("/exploitation/planetes"))
    assert "1 session peut ouvrir : les trois planètes sont réunies." in page
    assert (
        "réunies Les trois planètes sont réunies : une session peut ouvrir. Réunies depuis le 23 novembre 2026."
        in page
    )


def test_a_body_says_what_it_can_open_changes_it_and_takes_it_back(session, greta, body):
    page = f"/organismes/{body.id}/planetes"
    assert greta.post(page, data=ABILITY).status_code == 303
    row = session.exec(select(BodyAbility)).one()
    assert (row.departements, row.least_people, row.expires_on) == (["06", "83"], 8, date(2027, 6, 30))
    told = words(greta.get(page))
    assert (
        "Vous pouvez ouvrir le CCP2 à partir de 8 personnes, ici : Alpes-Maritimes (06) et Var (83)." in told
    )
    assert greta.post(page, data=ABILITY | {"mode": "remote", "departements": ""}).status_code == 303
    session.expire_all()
    assert session.exec(select(BodyAbility)).one().departements == []
    assert greta.post(page, data={"bloc": "2", "step": "withdraw"}).status_code == 303
    assert "Vous pouvez ouvrir" not in words(greta.get(page))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"departements": "83, 99"}, "departements"),
        ({"departements": ""}, "departements"),
        ({"expires_on": "01/01/2027"}, "expires_on"),
        ({"opens_from": "01/01/2020", "expires_on": "01/02/2020"}, "expires_on"),
        ({"expires_on": "01/01/2035"}, "expires_on"),
        ({"least_people": "beaucoup"}, "least_people"),
        ({"mode": "ailleurs"}, "mode"),
        ({"bloc": "1"}, "bloc"),
    ],
)
def test_a_mistake_of_a_body_is_tied_to_its_field_and_loses_nothing(session, greta, body, changes, field):
    answer = greta.post(f"/organismes/{body.id}/planetes", data=ABILITY | changes)
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert f'id="field-{field}-error"' in answer.text
    assert 'value="2027' in answer.text or 'value="0' in answer.text  # What was typed is still there.
    assert session.exec(select(BodyAbility)).all() == []


def test_an_employer_frees_people_from_its_home_in_one_form(session):
    boss = given.employer(session)
    client = desks.browser(session, given.account(session, "employer", employer_id=boss.id))
    page = f"/structures/{boss.id}/planetes"
    assert f'href="{page}"' in client.get(f"/structures/{boss.id}").text
    refused = client.post(page, data=WILL | {"people": "0"})
    assert (refused.status_code, 'href="#field-people"' in refused.text) == (422, True)
    assert client.post(page, data=WILL).status_code == 303
    assert "Vous libérez 2 personnes pour le CCP2, 7 h par semaine." in words(client.get(page))
    assert client.post(page, data={"bloc": "2", "step": "withdraw"}).status_code == 303
    assert session.exec(select(EmployerWill.withdrawn_at)).one()


def test_a_word_that_has_ended_is_seen_to_have_ended(session):
    boss = pledged.employer(session)
    session.execute(EmployerWill.__table__.update().values(expires_on=date(2026, 11, 1)))
    client = desks.browser(session, given.account(session, "employer", employer_id=boss.id))
    assert "Cela ne compte plus depuis le 1er novembre 2026" in words(
        client.get(f"/structures/{boss.id}/planetes")
    )


def test_an_adviser_looks_for_a_bloc_in_one_tap_and_takes_it_back(session):
    awa = cast(session, departement="69")
    given.contract(session, awa.adviser, starts=date(2026, 1, 1), ends=date(2027, 4, 14))
    skills.hold(session, awa.adviser.id, "MN-CCP1", None)
    for _ in range(6):
        pledged.learner(session, "69")
    before = words(awa.owner.get(awa.at("/formations")))
    assert "6 personnes cherchent le CCP2 dans le Rhône ; il en faut 8." in before
    assert "Je cherche le CCP2" in before
    assert awa.owner.post(awa.at("/souhaits"), data={"bloc": "2"}).status_code == 303
    after = words(awa.owner.get(awa.at("/formations")))
    assert "7 personnes cherchent le CCP2 dans le Rhône ; il en faut 8." in after
    assert "Vous cherchez le CCP2" in after
    assert (
        "Une session de 10 semaines doit commencer le 4 février 2027 au plus tard pour se terminer avant votre contrat."
        in after
    )
    assert awa.owner.post(awa.at("/souhaits"), data={"bloc": "2", "step": "withdraw"}).status_code == 303
    assert pledges.pledges_of(session, PledgeKind.WISH, awa.adviser.id) == []
    assert "Je cherche" not in words(awa.coordinator.get(awa.at("/formations")))


def test_a_bloc_that_is_held_is_not_looked_for_and_one_that_has_no_board_is_refused(session):
    awa = cast(session)
    skills.hold(session, awa.adviser.id, "MN-CCP2", None)
    page = words(awa.owner.get(awa.at("/formations")))
    assert "Je cherche le CCP2" not in page
    assert "Je cherche le CCP3" in page
    answer = awa.owner.post(awa.at("/souhaits"), data={"bloc": "1"}, follow_redirects=True)
    assert "Choisissez un bloc de la liste." in answer.text
    assert session.exec(select(BlocWish)).all() == []


def test_a_coordinator_invites_once_and_reads_what_came_of_it(session, bruno):
    who = given.adviser(session)
    given.account(session, "adviser", adviser_id=who.id, seen=True)
    asked = {"departement": "83", "bloc": "2", "audience": "learners", "with_neighbours": "1"}
    assert "Inviter des conseillers" in bruno.get(board_of(session)).text
    assert bruno.post(f"{board_of(session)}/invitations", data=asked).status_code == 303
    assert "Invitation en préparation." in words(bruno.get(board_of(session)))
    settle_inside(session)
    session.expire_all()
    assert "1 conseiller : invitation partie le 23 novembre 2026." in words(bruno.get(board_of(session)))
    again = bruno.post(f"{board_of(session)}/invitations", data=asked)
    assert (again.status_code, "il y a moins de 30 jours" in again.text) == (422, True)
    assert len(session.exec(select(PlanetInvitation)).all()) == 1


def test_a_coordinator_cannot_invite_out_of_their_territory(session, bruno):
    given.adviser(session)
    asked = {"departement": "29", "bloc": "2", "audience": "learners"}
    answer = bruno.post(f"{board_of(session)}/invitations", data=asked)
    assert (answer.status_code, "n’est pas de votre territoire" in answer.text) == (422, True)


def test_a_coordinator_of_one_departement_sees_that_one(session):
    network = given.network(session)
    for code in ("83", "29"):
        given.adviser(session, network.id, departement=code)
    client = desks.browser(
        session, given.account(session, "coordinator", network_id=network.id, departement="29")
    )
    page = words(client.get(f"/reseaux/{network.id}/planetes?departement=83"))
    assert "Finistère (29)" in page
    assert "Var (83)" not in page


def test_thresholds_are_changed_with_who_and_when_and_lifted(session, olga):
    page = "/exploitation/planetes/seuils"
    typed = {"bloc": "2", "departement": "83", "learners": "5", "employers": "1", "bodies": "1"}
    refused = olga.post(page, data=typed | {"learners": "0"})
    assert (refused.status_code, 'id="field-learners-error"' in refused.text) == (422, True)
    assert olga.post(page, data=typed).status_code == 303
    told = words(olga.get(page))
    assert "23 novembre 2026 à 9 h 00, Olga : CCP2, Var (83), 5 apprenants, 1 employeur, 1 organisme." in told
    assert olga.post(page, data={"bloc": "2", "departement": "83", "step": "lift"}).status_code == 303
    assert "CCP2, Var (83), retour à la règle plus large." in words(olga.get(page))
    gone = olga.post(page, data={"bloc": "2", "departement": "83", "step": "lift"})
    assert (gone.status_code, "n’est plus en vigueur" in gone.text) == (422, True)


def test_the_filter_is_a_part_that_equals_the_whole(session, olga):
    pledged.learner(session)
    page = "/exploitation/planetes?departement=83&bloc=2"
    assert part_is_in_whole(olga, page, "planets")
    shown = words(olga.get(page))
    assert shown.count("En poste, bloc non noté") == 1


def test_the_board_is_also_a_feed_that_hides_small_counts(session):
    for _ in range(3):
        pledged.learner(session)
    client = desks.browser(session)
    for kind in ("rss", "atom"):
        answer = client.get(f"/planetes.{kind}")
        ET.fromstring(answer.data)
        read = feedparser.parse(answer.data)
        (entry,) = read.entries
        assert entry.title == "CCP2, Var (83) : pas encore"
        assert "Il manque au moins 4 apprenants" in entry.summary
        assert "&lt; 5 sur 8" in entry.summary
        assert (
            client.get(f"/planetes.{kind}", headers={"If-None-Match": answer.headers["ETag"]}).status_code
            == 304
        )
    assert client.get("/planetes.json").status_code == 404


def test_the_link_of_the_feed_leads_everybody_to_their_own_board(session, greta, body, olga):
    asked = "?departement=83&bloc=2"
    assert greta.get(f"/planetes{asked}").location == f"/organismes/{body.id}/planetes{asked}"
    assert olga.get(f"/planetes{asked}").location == f"/exploitation/planetes{asked}"


def test_queries_are_constant_and_pages_light(session, olga, greta, body, bruno):
    pages = (
        (olga, "/exploitation/planetes"),
        (greta, f"/organismes/{body.id}/planetes"),
        (bruno, board_of(session)),
    )
    pledged.learner(session)
    first = [measured(session, *one)[0] for one in pages]
    for code in ("83", "83", "06", "13", "29", "69", "75", "2A", "971"):
        for bloc in (2, 3):
            pledged.learner(session, code, bloc=bloc)
            pledged.employer(session, code, bloc=bloc)
    pledged.body(session, "83", "06", "13")
    given.training_session(session, body, mode="remote", departement="")
    settle_inside(session)
    after = [measured(session, *one) for one in pages]
    assert [count for count, _ in after] == first
    assert max(first) <= 15
    assert max(size for _, size in after) <= 60_000


def measured(session, client, page) -> tuple[int, int]:
    with desks.queries(session) as said:
        answer = client.get(page)
    assert answer.status_code == 200
    return len(said), len(answer.data)
