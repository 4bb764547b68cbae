"""Two files speak of one person: found, compared, merged by her coordinator, and parted again."""

import re
from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.flows.test_contract_thread import AWA, team_file
from tests.web.desks import browser
from workforce.advisers.models import Adviser
from workforce.contracts.imports import actions as imports
from workforce.contracts.models import Contract
from workforce.duplicates.models import Duplicate
from workforce.simulation import settle_inside

pytestmark = pytest.mark.usefixtures("moment")

# The year before, at another structure, under her name before she married and another address.
BEFORE = ("AWA", "DIALLO-NDIAYE", "Conseiller numérique", "CDD", "01/06/2023", "31/05/2025", "a.ndiaye@autre.fr", "-",
          "Le Fil ouvert", "2 rue Haute", "Brignoles", "83170", "83023", "Actif")  # fmt: skip


def bring_in(session, network, *rows):
    one = imports.upload(session, network.id, None, "equipe.xlsx", team_file(*rows))
    settle_inside(session)
    imports.confirm(session, one.id)
    settle_inside(session)


def people(session):
    session.expire_all()
    rows = session.exec(select(Adviser.id, Contract.start_date).join(Contract).order_by(Contract.start_date))
    return list(rows)


def test_two_imports_a_proposal_a_merge_one_person_with_two_contracts_and_back(session):
    network = given.network(session)
    bruno = browser(session, given.account(session, "coordinator", network_id=network.id))
    bring_in(session, network, AWA)
    bring_in(session, network, BEFORE)
    before = people(session)
    assert len({adviser for adviser, _ in before}) == 2

    listed = bruno.get(f"/reseaux/{network.id}/doublons").text
    assert "1 doublon à comparer" in listed
    assert "Doublons (1)" in bruno.get(f"/reseaux/{network.id}").text
    (address,) = set(re.findall(r'href="(/doublons/\d+)"', listed))

    page = bruno.get(address).text
    assert "Même prénom, nom composé" in page
    assert "2 contrats seront réunis" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    sides = dict.fromkeys(("first_name", "last_name", "email"), "first")
    merged = bruno.post(f"{address}/reunion", data={"seen": seen, **sides})
    assert merged.status_code == 303
    assert [start for _, start in people(session)] == [date(2023, 6, 1), date(2025, 6, 1)]
    (kept,) = {adviser for adviser, _ in people(session)}
    (former,) = {adviser for adviser, _ in before} - {kept}
    assert session.get(Adviser, kept).name == "Awa Diallo"

    settle_inside(session)
    told = bruno.get(merged.location).text
    assert "1 contrat de l’autre fiche" in told
    old = bruno.get(f"/conseillers/{former}/contrat")
    assert (old.status_code, old.location) == (307, f"/conseillers/{kept}/contrat")

    bring_in(session, network, BEFORE)  # The file that still says the former name finds the person.
    assert {adviser for adviser, _ in people(session)} == {kept}

    assert bruno.post(f"{merged.location}/annulation").status_code == 303
    settle_inside(session)
    assert people(session) == before
    assert session.exec(select(Duplicate.state)).all() == ["refused"]
    assert bruno.get(f"/conseillers/{former}/contrat").status_code == 200
