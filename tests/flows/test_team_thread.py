"""An employer answers on its page; the coordinator's first page, list and export say so at once."""

from datetime import date

import pytest

from tests import given
from tests.web.cast import words
from tests.web.desks import browser

pytestmark = pytest.mark.usefixtures("moment")


@pytest.fixture
def desk(session):
    network, there = given.network(session), given.employer(session, name="Mairie d’Hyères")
    who = given.adviser(session, network.id, first_name="Awa", last_name="Diallo", phone="06 39 98 00 01")
    contract = given.contract(session, who, there, starts=date(2025, 3, 1), ends=date(2026, 12, 20))
    return (
        f"/reseaux/{network.id}",
        contract,
        browser(session, given.account(session, "coordinator", network_id=network.id)),
        browser(session, given.account(session, "employer", employer_id=there.id)),
    )


def test_a_silence_then_a_refusal_are_reasons_to_call(desk):
    home, contract, bruno, ines = desk
    before = words(bruno.get(home))
    assert "Son employeur devait répondre avant le" in before
    assert "1 réponse d’employeur est en retard" in before
    assert ines.post(f"/contrats/{contract.id}/intention", data={"answer": "end"}).status_code == 303
    after = words(bruno.get(home))
    assert "Son employeur répond : ne renouvelle pas." in after
    assert "Mairie d’Hyères , pour Awa Diallo ne renouvelle pas le 23 novembre 2026" in after
    assert "est en retard" not in after
    assert "employeur : ne renouvelle pas" in words(bruno.get(f"{home}/equipe?reponse=arrete"))
    assert ";ne renouvelle pas;" in bruno.get(f"{home}/equipe.csv").text


def test_an_employer_who_goes_on_takes_the_person_off_those_without_a_plan(desk):
    home, contract, bruno, ines = desk
    assert "Awa Diallo" in words(bruno.get(f"{home}/equipe?suite=aucune"))
    ines.post(f"/contrats/{contract.id}/intention", data={"answer": "renew"})
    assert "Awa Diallo" not in words(bruno.get(f"{home}/equipe?suite=aucune"))
    said = words(bruno.get(home))
    assert "Son employeur dit vouloir renouveler, mais aucun nouveau contrat n’est enregistré." in said
    assert "renouvelle" in said
