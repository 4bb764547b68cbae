"""The filters of the team list, one by one and together; and statements that lead to exactly what they count."""

import re
from datetime import date
from html import unescape

import pytest

from tests import given
from tests.web.desks import browser
from tests.web.test_coordinator import disagree
from tests.web.test_coordinator import person as known
from workforce.contracts.intents import answer_intent
from workforce.contracts.models import Contract
from workforce.skills.models import HeldCCP

pytestmark = pytest.mark.usefixtures("moment")

SOON, LATER = date(2027, 1, 31), date(2028, 6, 30)  # The clock of these tests stands on 23 November 2026.
NAMES = re.compile(r'<h3><a href="/conseillers/\d+/contrat">[^<]* (\w+)</a></h3>')


@pytest.fixture
def network(session):
    return given.network(session)


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", network_id=network.id))


def person(session, last_name, ends=SOON, starts=date(2025, 3, 1), at=None, kind="cdd", **values) -> Contract:
    who = given.adviser(session, last_name=last_name, **values)
    return given.contract(session, who, at, kind=kind, starts=starts, ends=ends)


def names(client, network, query=""):
    answer = client.get(f"/reseaux/{network.id}/equipe?{query}")
    assert answer.status_code == 200
    return NAMES.findall(answer.text)


@pytest.mark.parametrize(
    "query",
    ["q=lefevre", "q=LEFÈVRE", "q=fèv", "q=etienne+lefevre", "q=lefevre+coeur", "q=Cœur", "q=l%27arbre"],
)
def test_a_person_is_found_by_name_or_employer_whatever_the_accents(session, network, bruno, query):
    there = given.employer(session, name="Association L’Arbre à cœur")
    person(session, "Lefèvre", at=there, first_name="Étienne")
    person(session, "Martin")
    assert names(bruno, network, query) == ["Lefèvre"]


@pytest.mark.parametrize("query", ["q=%25", "q=_", "q=\\"])
def test_signs_of_a_search_stand_for_themselves(session, network, bruno, query):
    person(session, "Martin")
    assert names(bruno, network, query) == []


def test_several_values_of_one_filter_widen_and_two_filters_narrow(session, network, bruno):
    person(session, "Varoise")
    person(session, "Nicoise", departement="06", ends=LATER)
    person(session, "Ailleurs", departement="09")
    assert set(names(bruno, network, "departement=83&departement=06")) == {"Varoise", "Nicoise"}
    assert names(bruno, network, "departement=83&departement=06&avant=2027-02-28") == ["Varoise"]


def test_each_value_of_a_filter_is_a_tag_that_takes_it_alone_away(session, network, bruno):
    person(session, "Varoise")
    text = unescape(bruno.get(f"/reseaux/{network.id}/equipe?departement=83&departement=06&q=var").text)
    assert f'href="/reseaux/{network.id}/equipe?q=var&departement=06"' in text
    assert f'href="/reseaux/{network.id}/equipe?departement=83&departement=06"' in text
    assert '<input type="hidden" name="departement" value="83">' in text


def test_ends_are_chosen_between_two_days_even_past(session, network, bruno):
    person(session, "Finie", ends=date(2026, 8, 31))
    person(session, "Bientot")
    person(session, "Loin", ends=LATER)
    assert names(bruno, network, "apres=2026-08-01&avant=2026-08-31") == ["Finie"]
    assert names(bruno, network, "apres=2027-01-31&avant=2028-06-29") == ["Bientot"]


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("etat=en-cours", {"Bientot", "Loin"}),
        ("etat=bientot", {"Bientot"}),
        ("etat=termines", {"Finie"}),
        ("etat=sans-contrat", {"Nouvelle"}),
        ("etat=termines&etat=sans-contrat", {"Finie", "Nouvelle"}),
    ],
)
def test_the_team_is_seen_by_the_state_of_contracts(session, network, bruno, state, kept):
    person(session, "Finie", ends=date(2026, 8, 31))
    person(session, "Bientot")
    person(session, "Loin", ends=LATER)
    given.adviser(session, last_name="Nouvelle")
    assert set(names(bruno, network, state)) == kept


def test_employers_answers_are_filters_and_the_last_one_counts(session, network, bruno):
    changed, ended, silent = (person(session, name) for name in ("Changee", "Arretee", "Muette"))
    for contract, answers in ((changed, ("end", "renew")), (ended, ("end",))):
        for one in answers:
            answer_intent(session, contract.id, one, None)
            session.flush()
    assert names(bruno, network, "reponse=renouvelle") == ["Changee"]
    assert names(bruno, network, "reponse=arrete") == ["Arretee"]
    assert set(names(bruno, network, "reponse=attendue&reponse=en-retard")) == {"Muette"}
    assert silent.id


def test_an_answer_is_late_once_its_legal_day_is_past_and_nothing_is_decided(session, network, bruno):
    late = person(session, "Tardive", ends=date(2026, 12, 20))  # Public, 21 months: a month before, the 20th.
    person(session, "Attendue", ends=SOON)
    assert names(bruno, network, "reponse=en-retard") == ["Tardive"]
    assert names(bruno, network, "reponse=attendue") == ["Attendue"]
    answer_intent(session, late.id, "unknown", None)
    session.flush()
    assert names(bruno, network, "reponse=en-retard") == ["Tardive"]
    answer_intent(session, late.id, "renew", None)
    session.flush()
    assert names(bruno, network, "reponse=en-retard") == []


def test_an_employer_who_goes_on_is_a_plan(session, network, bruno):
    going, stopping = person(session, "Rassuree"), person(session, "Inquiete")
    answer_intent(session, going.id, "make_permanent", None)
    answer_intent(session, stopping.id, "end", None)
    session.flush()
    assert names(bruno, network, "suite=aucune") == ["Inquiete"]


def test_a_missing_bloc_is_sought_among_those_who_show_theirs_only(session, network, bruno):
    for name, shows, held in (
        ("Sans", True, "REMN-CCP1"),
        ("Avec", True, "REMN-CCP2"),
        ("Discrete", False, "REMN-CCP1"),
    ):
        contract = person(session, name, shows_skills=shows)
        session.add(HeldCCP(adviser_id=contract.adviser_id, ccp_code=held))
    session.flush()
    assert names(bruno, network, "bloc=2") == ["Sans"]
    assert set(names(bruno, network, "bloc=2&bloc=1")) == {"Sans", "Avec"}


def test_people_without_access_are_found_to_be_invited(session, network, bruno):
    person(session, "Absente")
    here = person(session, "Presente")
    given.account(session, "adviser", adviser_id=here.adviser_id)
    assert names(bruno, network, "acces=aucun") == ["Absente"]


@pytest.mark.parametrize(
    "query",
    [
        "avant=hier",
        "type=x",
        "etat=x",
        "reponse=x",
        "bloc=9",
        "departement=999",
        "tri=x",
        "q=" + "a" * 81,
        "q=%00",
    ],
)
def test_what_an_address_says_that_means_nothing_is_left_out(session, network, bruno, query):
    person(session, "Martin")
    answer = bruno.get(f"/reseaux/{network.id}/equipe?{query}")
    assert NAMES.findall(answer.text) == ["Martin"]
    assert "Filtres en place" not in answer.text


def test_inviting_comes_back_to_the_same_filters(session, network, bruno):
    contract = person(session, "Martin")
    answer = bruno.post(f"/conseillers/{contract.adviser_id}/invitation?departement=83&departement=06&q=mar")
    assert unescape(answer.location) == f"/reseaux/{network.id}/equipe?departement=83&departement=06&q=mar"


# The statements of the first page.


STATEMENT = re.compile(
    r'<strong class="number">([\d\u202f]+)</strong> <span>([^<]+)</span></p>\s*<a class="more" href="([^"]+)"',
    re.DOTALL,
)
COUNT = re.compile(r'id="(?:team|conflicts)-title">.*?<span>(?:\d+ à \d+ sur )?(\d+) ', re.DOTALL)


def test_every_statement_counts_exactly_the_list_that_it_leads_to(session, network, bruno):

    for n in range(35):  # More than a page.
        person(session, f"Bientot{n}")
    for n in range(3):
        person(session, f"Tardive{n}", ends=date(2026, 12, 20))
    person(session, "Rassuree")
    person(session, "Finie", ends=date(2026, 8, 31))
    person(session, "Inconnue", ends=None)
    given.adviser(session, last_name="Nouvelle")
    for _ in range(2):
        disagree(session, known(session, ends=LATER))
    found = STATEMENT.findall(bruno.get(f"/reseaux/{network.id}").text)
    assert [int(number) for number, _, _ in found] == [39, 39, 3, 2, 2]
    for number, sentence, href in found:
        (listed,) = COUNT.findall(bruno.get(unescape(href)).text)
        assert listed == number, sentence


def test_a_statement_of_nobody_leads_nowhere(session, network, bruno):
    person(session, "Loin", ends=LATER)
    text = bruno.get(f"/reseaux/{network.id}").text
    assert text.count('<strong class="number">0</strong>') == 2
    assert not STATEMENT.findall(text)
