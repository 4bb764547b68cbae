"""The rows of a compared file, on the screen: mended in place, set aside, taken away, before and after."""

import csv
import re
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.contracts.files import FIRST_ROW, TEAM_HEADER, TEAM_PREAMBLE, member
from tests.web.desks import browser, queries
from tests.web.test_imports import PART, bounded, bruno, network, send, sent, shown, without_nonce, work
from workforce.advisers.models import Adviser
from workforce.contracts.imports import analysis
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract

__all__ = ["bruno", "network"]
pytestmark = pytest.mark.usefixtures("moment")
END = f"c{TEAM_HEADER.index('Date de fin de contrat')}"
EMAIL = f"c{TEAM_HEADER.index('Adresse email')}"


def other(**changes):
    return member(**{"first": "Bilal", "last": "Roy", "email": "bilal@exemple.org", **changes})


def compared(session, client, network, *rows):
    page = sent(client, network, *rows)
    work(session)
    return page


def applied(session, client, network, *rows):
    page = compared(session, client, network, *rows)
    client.post(f"{page}/confirmation")
    work(session)
    return page


def typed(text):
    """Return the form of the open row as a browser would send it."""
    found = re.findall(r'<input type="text" value="([^"]*)"\s+id="field-(c\d+)"', text)
    return {name: value for value, name in found}


# In place.


def test_a_refused_row_opens_in_place_with_its_cells_and_its_errors(session, network, bruno):
    page = compared(session, bruno, network, member(end="31/02/2026"), other())
    address = re.search(r'href="([^"]*ouvrir=\d+[^"]*)"', shown(bruno, page))[1].replace("&amp;", "&")
    text = shown(bruno, address)
    assert re.search(rf'id="field-{END}-error">.*« 31/02/2026 » n’est pas une date\.', text, re.DOTALL)
    assert typed(text)[END] == "31/02/2026"
    lacking = {"c14", "c15"}  # The SIRET and the département, that the file does not give.
    assert set(typed(text)) == {f"c{at}" for at in range(len(TEAM_HEADER))} | lacking


def test_a_row_is_mended_in_place_and_counted(session, network, bruno):
    page = compared(session, bruno, network, member(end="31/02/2026"), other())
    form = typed(shown(bruno, f"{page}?ouvrir={FIRST_ROW}"))
    answer = bruno.post(f"{page}/lignes/{FIRST_ROW}?voir=refused", data={**form, END: "28/02/2026"})
    assert (answer.status_code, answer.location) == (303, f"{page}?ligne={FIRST_ROW}&voir=refused")
    text = shown(bruno, answer.location)
    assert f"Ligne {FIRST_ROW} : elle est maintenant nouvelle." in text
    assert "Importer 2 lignes" in text
    assert "corrigée à l’écran" in text


def test_a_row_that_is_still_wrong_comes_back_as_it_was_typed(session, network, bruno):
    page = compared(session, bruno, network, member(end="31/02/2026", email="amina"))
    form = typed(shown(bruno, f"{page}?ouvrir={FIRST_ROW}"))
    answer = bruno.post(f"{page}/lignes/{FIRST_ROW}", data={**form, END: "30/02/2026"})
    assert answer.status_code == 422
    assert typed(answer.text)[END] == "30/02/2026"
    for name, words in ((END, "« 30/02/2026 » n’est pas une date."), (EMAIL, "n’est pas une adresse")):
        assert re.search(rf'id="field-{name}-error">.*{words}', answer.text, re.DOTALL)
    assert f'href="#field-{END}"' in answer.text


def test_the_part_equals_the_whole_open_mended_or_refused(session, network, bruno):
    page = compared(session, bruno, network, member(end="31/02/2026"), other())
    for address in (page, f"{page}?ouvrir={FIRST_ROW}", f"{page}?voir=new", f"{page}?ligne={FIRST_ROW}"):
        part = without_nonce(bruno.get(address, headers=PART).text).strip()
        assert part.startswith('<div id="import"')
        assert part in without_nonce(shown(bruno, address))
    post = {"data": {END: "30/02/2026"}}
    part = without_nonce(bruno.post(f"{page}/lignes/{FIRST_ROW}", headers=PART, **post).text).strip()
    assert part in without_nonce(bruno.post(f"{page}/lignes/{FIRST_ROW}", **post).text)


def test_a_row_is_set_aside_and_taken_back(session, network, bruno):
    page = compared(session, bruno, network, member(end="31/02/2026"), other())
    answer = bruno.post(f"{page}/lignes/{FIRST_ROW}/ignorer?voir=refused")
    assert answer.status_code == 303
    text = shown(bruno, answer.location)
    assert f"Ligne {FIRST_ROW} : laissée de côté." in text
    assert "ligne ignorée." in text
    aside = shown(bruno, f"{page}?voir=ignored")
    assert f'action="{page}/lignes/{FIRST_ROW}/reprendre?voir=ignored"' in aside
    bruno.post(f"{page}/lignes/{FIRST_ROW}/reprendre")
    assert "ligne ignorée." not in shown(bruno, page)


def test_a_confirmed_file_offers_no_correction_and_takes_none(session, network, bruno):
    page = compared(session, bruno, network, member(end="31/02/2026"), other())
    bruno.post(f"{page}/confirmation")
    answer = bruno.post(f"{page}/lignes/{FIRST_ROW}", data={END: "28/02/2026"})
    assert (answer.status_code, "ses lignes ne se corrigent plus" in answer.text) == (422, True)
    work(session)
    assert "ouvrir=" not in shown(bruno, page)
    assert [one.first_name for one in session.exec(select(Adviser))] == ["Bilal"]


def test_a_line_that_is_not_there_is_said(session, network, bruno):
    page = compared(session, bruno, network, member())
    answer = bruno.post(f"{page}/lignes/{10**15}", data={END: "x"})
    assert (answer.status_code, "Cette ligne n’est pas dans ce fichier." in answer.text) == (422, True)


@pytest.mark.parametrize("act", ["", "/ignorer", "/reprendre"])
def test_nobody_else_touches_a_row(session, network, bruno, act):
    page = compared(session, bruno, network, member(end="31/02/2026"))
    elsewhere = given.network(session, "Un autre réseau")
    chloe = browser(session, given.account(session, "coordinator", network_id=elsewhere.id))
    for stranger in (chloe, bounded(session, network, "09")):
        assert stranger.post(f"{page}/lignes/{FIRST_ROW}{act}", data={END: "28/02/2026"}).status_code == 404
        assert stranger.get(f"{page}/lignes-refusees").status_code == 404
    assert session.exec(select(Import)).one().counts == {"refused": 1}


# The rows to look at twice, and the people whom the file does not name.


def test_rows_to_look_at_twice_have_their_tab(session, network, bruno):
    page = compared(session, bruno, network, member(), other(kind="-"))
    assert "À vérifier (1)" in shown(bruno, page)
    text = shown(bruno, f"{page}?voir=doubtful")
    assert "Bilal Roy" in text
    assert "Amina Martin" not in text


def test_a_changed_row_shows_each_field_before_and_after(session, network, bruno):
    applied(session, bruno, network, member(end="31/08/2027"))
    page = compared(session, bruno, network, member(end="28/02/2027"))
    text = shown(bruno, page)
    assert "Fin de contrat : <del>31 août 2027</del> → <ins>28 février 2027</ins>" in text
    assert "Champs qui changeraient : fin de contrat (1)." in text


def test_people_whom_the_file_does_not_name_are_listed_apart_and_kept(session, network, bruno):
    applied(session, bruno, network, member(end="31/08/2027"), other(end="31/08/2027"))
    page = applied(session, bruno, network, member(end="31/08/2027"))
    assert "1 personne de votre équipe n’est pas dans ce fichier." in shown(bruno, page)
    text = shown(bruno, f"{page}?voir=absentes")
    assert re.search(r"Bilal Roy</a></th>\s*<td>Médiathèque de Foix</td>\s*<td>31 août 2027</td>", text)
    assert len(session.exec(select(Contract)).all()) == 2


def test_the_end_page_keeps_what_was_written(session, network, bruno):
    applied(session, bruno, network, member(end="31/08/2027"))
    page = applied(session, bruno, network, member(end="28/02/2027"))
    applied(session, bruno, network, member(end="30/06/2027"))
    assert "<del>31 août 2027</del> → <ins>28 février 2027</ins>" in shown(bruno, page)


# The file of refused rows.

MISTAKES = (
    {"end": "31/02/2026"},
    {"first": "Bilal", "email": "bilal"},
    {"first": "Chloé", "email": "chloe@exemple.org", "kind": "+1+1"},
    {"first": "Driss", "email": "driss@exemple.org", "phone": "+33 6 12"},
    {"first": "", "last": "-2+3", "email": "emma@exemple.org"},
)


def refused_file(client, page, form):
    answer = client.get(f"{page}/lignes-refusees?format={form}")
    assert answer.status_code == 200
    assert re.search(
        rf'attachment; filename="?lignes-refusees-2026-11-14\.{form}', answer.headers["Content-Disposition"]
    )
    return answer.data


def rows_of(content, form):
    if form == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    return [
        ["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_refused_rows_are_given_in_their_columns_with_their_line_and_why(session, network, bruno, form):
    page = compared(session, bruno, network, *(member(**one) for one in MISTAKES), other())
    header, *rows = rows_of(refused_file(bruno, page, form), form)
    assert header == [*TEAM_HEADER, "Ligne", "Ce qui ne va pas"]
    assert [row[-2] for row in rows] == [str(FIRST_ROW + at) for at in range(len(MISTAKES))]
    assert rows[0][5] == "31/02/2026"
    assert rows[0][-1].endswith("« 31/02/2026 » n’est pas une date.")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_refused_rows_come_back_as_they_are_and_say_the_same_wrongs(session, network, bruno, form):
    page = compared(session, bruno, network, *(member(**one) for one in MISTAKES))
    before = re.findall(r"colonne « [^»]* » : [^<]*", shown(bruno, page))
    answer = send(bruno, network, refused_file(bruno, page, form), f"lignes-refusees-2026-11-14.{form}")
    work(session)
    assert re.findall(r"colonne « [^»]* » : [^<]*", shown(bruno, answer.location)) == before
    assert session.exec(select(Import.stated_on).distinct()).all() == [date(2026, 11, 14)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_refused_rows_once_corrected_are_imported(session, network, bruno, form):
    page = applied(session, bruno, network, *(member(**one) for one in MISTAKES), other())
    header, *rows = rows_of(refused_file(bruno, page, form), form)
    wrong = ("31/02/2026", "bilal", "'+1+1", "+1+1", "'+33 6 12", "+33 6 12", "")
    right = ("31/08/2026", "bilal.martin@exemple.org", "CDD", "CDD", "+33612345678", "+33612345678", "Emma")
    mended = [[dict(zip(wrong, right, strict=True)).get(cell, cell) for cell in row] for row in rows]
    content = (
        files.csv_text([header, *mended], ";").encode()
        if form == "csv"
        else files.workbook([header, *mended])
    )
    answer = send(bruno, network, content, f"lignes-refusees-2026-11-14.{form}")
    work(session)
    bruno.post(f"{answer.location}/confirmation")
    work(session)
    assert "Import terminé : 5 nouvelles." in shown(bruno, answer.location)
    assert "-2+3" in session.exec(select(Adviser.last_name)).all()


def test_a_formula_in_a_refused_row_leaves_as_a_text(session, network, bruno):
    row = member(kind="=HYPERLINK(1)", first="@SUM(A1)")
    content = files.csv_text([*TEAM_PREAMBLE, TEAM_HEADER, [row[name] for name in TEAM_HEADER]], ";")
    page = send(bruno, network, content.encode(), "equipe.csv").location
    work(session)
    assert rows_of(refused_file(bruno, page, "csv"), "csv")[1][:4:3] == ["'@SUM(A1)", "'=HYPERLINK(1)"]
    cell = openpyxl.load_workbook(BytesIO(refused_file(bruno, page, "xlsx"))).active["D2"]
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")


def test_columns_that_nobody_reads_come_back_too(session, network, bruno):
    header = (*TEAM_HEADER, "Observations", "Observations")
    row = [*(member(end="x").get(name) for name in TEAM_HEADER), "à rappeler", "vue le 3"]
    content = files.workbook([*TEAM_PREAMBLE, header, row])
    page = send(bruno, network, content).location
    work(session)
    given_back = rows_of(refused_file(bruno, page, "csv"), "csv")
    assert given_back[0][-4:-2] == ["Observations", "Observations"]
    assert given_back[1][-4:-2] == ["à rappeler", "vue le 3"]


# Long files.


def test_the_analysis_shows_its_progress(session, network, bruno, monkeypatch):
    monkeypatch.setattr(analysis, "CHUNK", 2)
    page = sent(bruno, network, *(member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(5)))
    assert "<progress" not in shown(bruno, page)  # Nobody knows how many rows there are.
    for done in ("0 ligne", "2 lignes", "4 lignes"):
        work(session)
        text = shown(bruno, page)
        assert f"{done} sur 5" in text
        assert "Vous pouvez fermer cette page et y revenir." in text
    work(session)
    assert "À vous de décider" in shown(bruno, page)


def test_the_page_of_a_file_costs_a_constant_number_of_queries(session, network, bruno):
    counted = []
    for size in (3, 45):
        applied(
            session, bruno, network, *(member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(size))
        )
        page = compared(
            session, bruno, network, *(member(first=f"P{n}", end="28/02/2027") for n in range(size))
        )
        with queries(session) as said:
            shown(bruno, f"{page}?ouvrir={FIRST_ROW}")
        counted.append(len(said))
    assert counted[0] == counted[1] <= 10
