"""The step « Colonnes »: proposed, corrected, refused on its fields, remembered, and nobody else's."""

import re

import pytest
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.contracts.test_columns import OWN
from tests.web.desks import browser, queries
from tests.web.test_imports import bounded, send, shown, work
from workforce.contracts.imports.layout_models import ColumnMapping, ImportLayout
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract

pytestmark = pytest.mark.usefixtures("moment")
CHOICE = {
    "header_line": "3", "full_name": "0", "email": "1", "employer": "2", "departement": "3", "kind": "4",
    "start_date": "5", "end_date": "6",
}  # fmt: skip
EMPTY = {"first_name": "", "last_name": "", "siret": ""}


@pytest.fixture
def network(session):
    return given.network(session)


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", name="Bruno", network_id=network.id))


def own(*rows):
    return files.csv_text(rows or OWN, ";").encode("windows-1252")


def unmapped(session, client, network, *rows):
    page = send(client, network, own(*rows), "suivi.csv").location
    work(session)
    return page


def chosen(text, name):
    """Return the column that a field shows as chosen."""
    field = re.search(rf'<select id="field-{name}".*?</select>', text, re.DOTALL)[0]
    found = re.search(r'<option value="([^"]*)" selected', field)
    return found[1] if found else ""


# The thread.


def test_an_unknown_spreadsheet_is_asked_about_then_compared(session, network, bruno):
    page = unmapped(session, bruno, network)
    assert "Dites ce que contiennent vos colonnes" in shown(bruno, page)
    assert "colonnes à indiquer" in shown(bruno, f"/reseaux/{network.id}/imports")
    answer = bruno.post(f"{page}/colonnes", data=CHOICE | EMPTY)
    assert (answer.status_code, answer.location) == (303, page)
    work(session)
    compared = shown(bruno, page)
    assert "Importer 2 lignes" in compared
    assert "Lu d’après les colonnes que vous avez indiquées." in compared
    bruno.post(f"{page}/confirmation")
    work(session)
    assert len(session.exec(select(Contract)).all()) == 2


def test_the_next_file_of_the_same_header_goes_straight_and_says_since_when(session, network, bruno):
    first = unmapped(session, bruno, network)
    bruno.post(f"{first}/colonnes", data=CHOICE)
    work(session)
    later = ("PETIT Léa", "lea@exemple.fr", "Mairie de Pamiers", "09", "CDD", "01/10/2025", "30/09/2026", "")
    page = unmapped(session, bruno, network, *OWN[1:], later)
    text = shown(bruno, page)
    assert "Lu d’après vos colonnes du 23 novembre 2026." in text
    assert "Importer 3 lignes" in text


def test_columns_read_as_remembered_can_be_changed_and_the_file_is_compared_again(session, network, bruno):
    bruno.post(f"{unmapped(session, bruno, network)}/colonnes", data=CHOICE)
    page = unmapped(session, bruno, network)
    columns = shown(bruno, f"{page}/colonnes")
    assert "Rempli d’après vos colonnes du 23 novembre 2026" in columns
    assert (chosen(columns, "end_date"), chosen(columns, "full_name")) == ("6", "0")
    bruno.post(f"{page}/colonnes", data=CHOICE | {"end_date": "", "email": ""})
    work(session)
    text = shown(bruno, page)
    assert "Fin calculée d’après la durée : 31 août 2026" in text
    assert session.exec(select(ColumnMapping.places)).one().keys() == CHOICE.keys() - {
        "header_line", "end_date", "email",
    }  # fmt: skip


def test_a_network_remembers_for_itself_alone(session, network, bruno):
    bruno.post(f"{unmapped(session, bruno, network)}/colonnes", data=CHOICE)
    elsewhere = given.network(session, "Un autre réseau")
    chloe = browser(session, given.account(session, "coordinator", network_id=elsewhere.id))
    page = unmapped(session, chloe, elsewhere)
    assert "Dites ce que contiennent vos colonnes" in shown(chloe, page)


# The page.


def test_the_page_shows_each_column_with_its_first_values_and_what_it_seems_to_hold(session, network, bruno):
    text = shown(bruno, f"{unmapped(session, bruno, network)}/colonnes")
    assert re.search(
        r"<th scope=\"row\">B</th>\s*<td>Mail</td>\s*<td>awa@exemple.fr · bruno@exemple.fr</td>", text
    )
    assert {name: chosen(text, name) for name in CHOICE if name != "header_line"} == {
        name: place for name, place in CHOICE.items() if name != "header_line"
    }
    assert chosen(text, "siret") == ""


def test_the_sheet_that_was_read_is_named(session, network, bruno):
    page = send(bruno, network, files.workbook(OWN), "suivi.xlsx").location
    work(session)
    assert "Feuille lue : «&nbsp;Sheet&nbsp;»" in shown(bruno, f"{page}/colonnes")
    assert "Feuille lue" not in shown(bruno, f"{unmapped(session, bruno, network)}/colonnes")


def test_another_row_of_titles_can_be_taken(session, network, bruno):
    page = unmapped(session, bruno, network)
    text = shown(bruno, f"{page}/colonnes?entete=4")
    assert 'name="header_line" value="4"' in text
    assert "<td>DIALLO Awa</td>" in text
    for absent in ("2", "99", "x", "-1"):
        assert 'name="header_line" value="3"' in shown(bruno, f"{page}/colonnes?entete={absent}")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"employer": ""}, "employer", "sans elle, aucune ligne ne peut être lue"),
        ({"full_name": ""}, "first_name", "Choisissez la colonne qui le donne"),
        ({"end_date": "5"}, "end_date", "Cette colonne sert déjà à « Date de début du contrat »"),
        ({"end_date": "99"}, "end_date", "Choisissez une colonne de la liste."),
        ({"end_date": "six"}, "end_date", "Choisissez une colonne de la liste."),
        ({"header_line": "2"}, "entete", "Choisissez la ligne des titres dans la liste."),
        ({"header_line": "x"}, "entete", "Choisissez la ligne des titres dans la liste."),
    ],
)
def test_a_mistake_is_said_on_its_field_and_no_choice_is_lost(session, network, bruno, changes, field, words):
    page = unmapped(session, bruno, network)
    answer = bruno.post(f"{page}/colonnes", data=CHOICE | {"email": "7"} | changes)
    assert answer.status_code == 422
    assert re.search(rf'id="field-{field}-error">.*?{words}', answer.text, re.DOTALL)
    assert (chosen(answer.text, "email"), chosen(answer.text, "kind")) == ("7", "4")
    assert session.exec(select(Import.state)).one() == "unmapped"


def test_a_cell_of_the_file_is_shown_as_text(session, network, bruno):
    rows = (("Nom", "<script>alert(1)</script>"), ("Diallo", "=cmd|' /C calc'!A0"))
    text = shown(bruno, f"{unmapped(session, bruno, network, *rows)}/colonnes")
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;" in text


def test_a_page_of_columns_costs_a_constant_number_of_queries(session, network, bruno):
    page = unmapped(session, bruno, network)
    with queries(session) as said:
        shown(bruno, f"{page}/colonnes")
    assert len(said) <= 6


# When it is too late, and who may.


def test_an_export_that_is_known_asks_nothing(session, network, bruno):
    page = send(bruno, network, files.team_file(files.member())).location
    work(session)
    assert bruno.get(f"{page}/colonnes").location == page
    assert bruno.post(f"{page}/colonnes", data=CHOICE).location == page
    assert session.exec(select(Import.kind, Import.state)).one() == ("team", "analysed")


def test_once_confirmed_the_columns_stay_and_the_first_rows_are_forgotten(session, network, bruno):
    page = unmapped(session, bruno, network)
    bruno.post(f"{page}/colonnes", data=CHOICE)
    work(session)
    bruno.post(f"{page}/confirmation")
    assert bruno.post(f"{page}/colonnes", data=CHOICE | {"end_date": ""}).location == page
    session.expire_all()
    layout = session.exec(select(ImportLayout)).one()
    assert (layout.preview, layout.places["end_date"]) == ([], 6)
    assert session.exec(select(Import.content)).one() == b""


def test_a_file_whose_columns_are_not_known_cannot_be_confirmed_but_can_be_abandoned(session, network, bruno):
    page = unmapped(session, bruno, network)
    refused = bruno.post(f"{page}/confirmation")
    assert (refused.status_code, "Dites d’abord ce que contiennent" in refused.text) == (422, True)
    assert bruno.post(f"{page}/abandon").status_code == 303
    session.expire_all()
    assert session.exec(select(Import.state, Import.content)).one() == ("abandoned", b"")
    assert session.exec(select(ImportLayout.preview)).one() == []


def test_nobody_else_sees_or_describes_the_columns_of_a_file(session, network, bruno):
    page = unmapped(session, bruno, network)
    elsewhere = given.network(session, "Un autre réseau")
    chloe = browser(session, given.account(session, "coordinator", network_id=elsewhere.id))
    for stranger in (chloe, bounded(session, network, "09")):
        assert stranger.get(f"{page}/colonnes").status_code == 404
        assert stranger.post(f"{page}/colonnes", data=CHOICE).status_code == 404
    assert session.exec(select(Import.state)).one() == "unmapped"
