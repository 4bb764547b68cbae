"""The team as a file: exactly what is seen, safe to open, and our own import reads it again."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from sqlmodel import select

from tests import given
from tests.web.desks import browser, queries
from workforce.advisers.models import FileRead
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.la_coop import read_team
from workforce.contracts.intents import answer_intent
from workforce.skills.models import HeldCCP
from workforce.web import team_export

pytestmark = pytest.mark.usefixtures("moment")

SOON, LATER = date(2027, 1, 31), date(2028, 6, 30)  # The clock of these tests stands on 23 November 2026.


@pytest.fixture
def network(session):
    return given.network(session)


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", name="Bruno", network_id=network.id))


def person(session, last_name, ends=SOON, **values):
    who = given.adviser(session, last_name=last_name, **values)
    return given.contract(session, who, starts=date(2025, 3, 1), ends=ends)


def as_csv(client, network, query=""):
    answer = client.get(f"/reseaux/{network.id}/equipe.csv?{query}")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


def as_workbook(client, network, query=""):
    answer = client.get(f"/reseaux/{network.id}/equipe.xlsx?{query}")
    header, *rows = openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_both_files_hold_the_list_that_is_seen_in_its_order_all_pages(session, network, bruno):
    for n in range(33):
        person(session, f"Nom{n:02}")
    person(session, "Ailleurs", departement="06")
    query = "departement=83&tri=nom"
    expected = [f"Nom{n:02}" for n in range(33)]
    assert [row["Nom"] for row in as_csv(bruno, network, query)] == expected
    assert [row["Nom"] for row in as_workbook(bruno, network, query)] == expected


def test_dates_are_dates_and_answers_are_words(session, network, bruno):
    contract = person(session, "Martin", phone="06 39 98 00 01")
    answer_intent(session, contract.id, "renew", None)
    session.flush()
    (row,), (typed,) = as_csv(bruno, network), as_workbook(bruno, network)
    assert (row["Date de fin de contrat"], row["Département"]) == ("31/01/2027", "Var (83)")
    assert (row["Réponse de l’employeur"], row["Suite connue"], row["Accès ouvert"]) == (
        "renouvelle",
        "Oui",
        "Non",
    )
    days = [typed[name].date() for name in ("Date de début de contrat", "Date de fin de contrat")]
    assert days == [date(2025, 3, 1), SOON]


def test_blocs_leave_in_a_file_only_where_the_person_shows_them(session, network, bruno):
    for name, shows in (("Ouverte", True), ("Discrete", False)):
        contract = person(session, name, shows_skills=shows)
        session.add(HeldCCP(adviser_id=contract.adviser_id, ccp_code="REMN-CCP1"))
    session.flush()
    blocs = {row["Nom"]: row["Blocs montrés"] for row in as_csv(bruno, network)}
    assert blocs == {"Ouverte": "CCP1 (REMN)", "Discrete": ""}


@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+33", "@SUM(A1)", "-2+3"])
def test_a_name_is_never_a_formula(session, network, bruno, name):
    person(session, name)
    (row,) = as_csv(bruno, network)
    assert row["Nom"] == f"'{name}"
    answer = bruno.get(f"/reseaux/{network.id}/equipe.xlsx")
    (cell,) = next(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(min_row=2, max_col=1))
    assert (cell.data_type, cell.value) == ("s", name)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_import_reads_the_file_again(session, network, bruno, form):
    there = given.employer(session, name="Mairie d’Hyères", siret="21830069700016")
    who = given.adviser(session, first_name="Awa", last_name="Diallo", email="awa@exemple.fr")
    given.contract(session, who, there, kind="cdp", starts=date(2025, 3, 1), ends=SOON)
    person(session, "Sans Fin", ends=None)
    answer = bruno.get(f"/reseaux/{network.id}/equipe.{form}")
    read = read_team(open_sheet(answer.data, f"equipe.{form}"))
    assert not read.rejected
    found = next(row for row in read.rows if row.last_name == "Diallo")
    assert (found.first_name, found.employer_name, found.contract_kind) == ("Awa", "Mairie d’Hyères", "cdp")
    assert (found.start_date, found.end_date, found.email) == (date(2025, 3, 1), SOON, "awa@exemple.fr")
    assert found.siret == "21830069700016"


@pytest.mark.parametrize(
    ("query", "name"),
    [("", "equipe-reseau-du-var-2026-11-23"), ("?type=cdd", "equipe-reseau-du-var-2026-11-23-filtree")],
)
def test_the_file_is_named_after_the_network_and_the_day(network, bruno, query, name):
    answer = bruno.get(f"/reseaux/{network.id}/equipe.csv{query}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}.csv"'
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_coordinator_of_one_departement_exports_its_people_only(session, network):
    person(session, "Varoise")
    person(session, "Nicoise", departement="06")
    here = browser(session, given.account(session, "coordinator", network_id=network.id, departement="06"))
    assert [row["Nom"] for row in as_csv(here, network)] == ["Nicoise"]


def test_an_export_is_noted_in_the_file_of_each_person_that_left_in_it(session, network, bruno):
    inside, outside = person(session, "Varoise"), person(session, "Nicoise", departement="06")
    as_csv(bruno, network, "departement=83")
    as_workbook(bruno, network, "departement=83")  # The same day: noted once.
    noted = session.exec(select(FileRead.adviser_id, FileRead.what)).all()
    assert noted == [(inside.adviser_id, "export")]
    assert outside.adviser_id != inside.adviser_id


def test_too_long_a_list_is_to_be_narrowed_first(session, network, bruno, monkeypatch):
    monkeypatch.setattr(team_export, "MOST_ROWS", 1)
    person(session, "Varoise")
    person(session, "Nicoise", departement="06")
    answer = bruno.get(f"/reseaux/{network.id}/equipe.csv?tri=nom")
    assert (answer.status_code, answer.location) == (303, f"/reseaux/{network.id}/equipe?tri=nom")
    assert "un export en prend 1 au plus" in bruno.get(answer.location).text
    assert [row["Nom"] for row in as_csv(bruno, network, "departement=83")] == ["Varoise"]


def test_an_export_asks_as_much_for_many_as_for_one(session, network, bruno):
    person(session, "Une")
    with queries(session) as few:
        as_csv(bruno, network)
    for n in range(9):
        person(session, f"Nom{n}")
    with queries(session) as many:
        as_csv(bruno, network)
    assert len(many) == len(few) <= 12


def test_an_empty_list_is_a_file_with_its_header_alone(network, bruno):
    assert as_csv(bruno, network) == []
    assert as_workbook(bruno, network) == []
