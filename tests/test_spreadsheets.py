"""What leaves the house as a spreadsheet says what the rows said, and nothing of it is ever run."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workforce import spreadsheets
from workforce.inert import marked, restored
from workforce.spreadsheets import as_csv, as_workbook

LIVE = [
    "=1+1",
    '=HYPERLINK("http://exemple.org";"ici")',
    "+33612345678",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1+1",
    "=cmd|'/c calc'!A1",
    "'=1",
]


def csv_rows(header, *rows):
    return list(csv.reader(StringIO(as_csv(header, rows).content.decode("utf-8-sig")), delimiter=";"))


def sheet(header, *rows, **how):
    return openpyxl.load_workbook(BytesIO(as_workbook(header, rows, **how).content)).active


def test_a_csv_opens_in_a_french_spreadsheet():
    made = as_csv(["Prénom", "Nom"], [["Zoé", "L’Hôte ; dite « Zo »"]])
    assert made.content == '\ufeffPrénom;Nom\r\nZoé;"L’Hôte ; dite « Zo »"\r\n'.encode()
    assert (made.media_type, made.ending) == ("text/csv; charset=utf-8", ".csv")


@pytest.mark.parametrize("text", LIVE)
def test_no_cell_of_a_csv_starts_as_a_formula_does(text):
    ((cell,),) = csv_rows(["A"], [text])[1:]
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", LIVE)
def test_a_text_in_a_workbook_is_a_text_even_once_somebody_edits_it(text):
    cell = sheet(["A"], [text])["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value.replace("_x000D_", "\r") == text


@pytest.mark.parametrize("text", ["=1+1", "Prénom"])
def test_a_header_is_made_harmless_as_well(text):
    assert csv_rows([text])[0] == [marked(text)]
    assert sheet([text])["A1"].data_type == "s"


@pytest.mark.parametrize("text", ["-", "Aïcha", "d'Artagnan", "'tis", "12-04", "", "jean@exemple.org"])
def test_a_harmless_text_is_left_alone(text):
    assert marked(text) == text


@given(st.text())
def test_a_marked_text_is_restored_to_what_it_was(text):
    assert restored(marked(text)) == text


@given(st.text(min_size=1))
def test_a_marked_text_never_starts_as_a_formula_does(text):
    assert not marked(text).lstrip(" ").startswith(("=", "+", "@", "\t", "\r"))


def test_cells_of_a_csv_are_typed_as_a_french_reader_does():
    row = [
        date(2026, 8, 31),
        datetime(2026, 8, 31, 22, 30, tzinfo=UTC),
        12.5,
        Decimal("1850.10"),
        7,
        True,
        None,
    ]
    assert csv_rows(list("abcdefg"), row)[1] == [
        "31/08/2026", "01/09/2026 00:30", "12,5", "1850,10", "7", "Oui", "",
    ]  # fmt: skip


def test_cells_of_a_workbook_keep_their_types():
    row = [
        date(2026, 8, 31),
        datetime(2026, 8, 31, 22, 30, tzinfo=UTC),
        12.5,
        Decimal("1850.10"),
        7,
        False,
        None,
    ]
    cells = sheet(list("abcdefg"), row)[2]
    assert [cell.value for cell in cells[2:6]] == [12.5, 1850.1, 7, "Non"]
    assert [f"{cell.value:%d/%m/%Y %H:%M}" for cell in cells[:2]] == ["31/08/2026 00:00", "01/09/2026 00:30"]
    assert cells[0].number_format == "dd/mm/yyyy"


def test_a_negative_number_stays_a_number():
    assert csv_rows(["A"], [-3])[1] == ["-3"]
    assert sheet(["A"], [-3])["A2"].value == -3


def test_a_workbook_takes_texts_and_dates_that_the_format_cannot_hold():
    made = sheet(["A", "B", "C"], ["x" * 40_000, date(205, 3, 1), "fin\x01"])
    assert len(made["A2"].value) == spreadsheets.LONGEST_TEXT
    assert made["B2"].value == "01/03/0205"
    assert "fin" in made["C2"].value


@pytest.mark.parametrize("title", ["Équipe / 2026 : [tout]", "'", "x" * 50, ""])
def test_any_title_names_a_sheet(title):
    assert sheet(["A"], title=title).title


def test_a_workbook_without_a_row_still_has_its_header():
    assert [cell.value for cell in sheet(["Nom", "Fin"])[1]] == ["Nom", "Fin"]
