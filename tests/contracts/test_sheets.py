"""From real bytes to the same cells, whatever the program that wrote them."""

from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.contracts import files
from tests.contracts import open_documents as ods
from tests.contracts.files import member, read_file
from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.spreadsheet import read_spreadsheet

ROWS = (("Prénom", "Nom", "Structure", "Fin"), ("Zoë", "Œuvrard", "Mairie « de l’Été »", "31/08/2026"))
HIDDEN = '<style:style style:name="no" style:family="table"><style:table-properties table:display="false"/></style:style>'


def cells(content, filename="liste.csv"):
    return open_sheet(content, filename).rows


def people(content, filename):
    """Return who a spreadsheet speaks of, as its proposed columns read it."""
    sheet = open_sheet(content, filename)
    preview = columns.preview_of(sheet)
    line = columns.header_of(preview)
    read = read_spreadsheet(sheet, Layout(line, columns.proposed(preview, line)))
    assert read.rejected == ()
    return [(row.first_name, row.last_name, row.employer_name, row.end_date) for row in read.rows]


# Texts.


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_text_gives_the_same_cells_in_every_encoding_and_with_every_separator(encoding, separator):
    content = files.csv_text(ROWS, separator).encode(encoding)
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    assert cells(content) == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_wide_text_without_a_mark_is_told_by_its_empty_halves(encoding):
    assert cells(files.csv_text(ROWS, ";").encode(encoding)) == ROWS


def test_one_broken_letter_does_not_spoil_a_whole_utf_8_file():
    content = files.csv_text([*ROWS, ("É", "é", "è", "ê")], ";").encode() + b"x;\xff;z\n"
    assert cells(content)[1] == ROWS[1]
    assert cells(content)[3] == ("x", "\ufffd", "z")


def test_the_separator_is_the_one_that_cuts_lines_alike_not_the_one_that_is_most_frequent():
    remark = "a, b, c, d, e, f, g, h, i"
    rows = [("Nom", "Remarque"), ("Diallo", remark), ("Petit", "rien"), ("Roy", remark[:13])]
    assert cells(files.csv_text(rows, ";").encode())[1] == ("Diallo", remark)


@pytest.mark.parametrize("announced", ["sep=;", "SEP=;"])
def test_an_announced_separator_is_followed_and_keeps_its_line_number(announced):
    content = f"{announced}\r\nNom;Ville\r\nDiallo;Foix, Pamiers\r\n".encode()
    assert cells(content) == ((), ("Nom", "Ville"), ("Diallo", "Foix, Pamiers"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_every_system_ends_them_and_a_cell_may_hold_several(end):
    content = f'Nom;Adresse{end}Diallo;"2 rue des Arts{end}09000 Foix"{end}Petit;-{end}'.encode()
    assert [row[0] for row in cells(content)] == ["Nom", "Diallo", "Petit"]
    assert cells(content)[1][1].split() == ["2", "rue", "des", "Arts", "09000", "Foix"]


def test_ragged_rows_and_empty_columns_at_the_end_are_as_long_as_what_they_say():
    assert cells(b"a;b;c;;;;\n1\n1;2;3;4\n;;;\n" + b"x" + b";" * 300) == (
        ("a", "b", "c"), ("1",), ("1", "2", "3", "4"), (), ("x",),
    )  # fmt: skip


# Workbooks.


def test_a_workbook_of_each_format_says_the_same():
    rows = [
        ("Suivi 2026",),
        (),
        ("Nom", "Prénom", "Structure", "Fin"),
        ("Diallo", "Awa", "Mairie", date(2026, 8, 31)),
    ]
    expected = [("Awa", "Diallo", "Mairie", date(2026, 8, 31))]
    assert people(files.workbook(rows), "suivi.xlsx") == expected
    assert people(ods.sheet(*rows), "suivi.ods") == expected
    assert (
        people(files.csv_text([*rows[:3], (*rows[3][:3], "31/08/2026")], ";").encode(), "suivi.csv")
        == expected
    )


def test_la_coop_saved_again_as_an_open_document_is_still_known():
    rows = [*files.TEAM_PREAMBLE, files.TEAM_HEADER, tuple(member().values())]
    (row,) = read_file(ods.sheet(*rows), "equipe.ods").rows
    assert (row.last_name, row.line, row.end_date) == ("Martin", files.FIRST_ROW, date(2026, 8, 31))


def test_an_open_document_repeats_its_cells_and_its_rows_and_keeps_its_line_numbers():
    repeated = (
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="3">'
        "<text:p>x<text:s text:c='2'/>y</text:p></table:table-cell></table:table-row>"
    )
    gap = '<table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>'
    same = ods.row("z", attributes='table:number-rows-repeated="2"')
    content = ods.document(ods.table(repeated + gap + same + ods.REST))
    assert cells(content, "a.ods") == (("x  y", "x  y", "x  y"), (), (), (), ("z",), ("z",))


def test_a_hidden_sheet_is_not_the_one_that_is_read():
    hidden = ods.table(ods.row("ancien"), "Ancien", 'table:style-name="no"')
    content = ods.document(hidden, ods.table(ods.row("nouveau"), "Nouveau"), styles=HIDDEN)
    assert cells(content, "a.ods") == (("nouveau",),)


def test_a_sheet_of_instructions_is_passed_over_for_the_list_that_follows_it():
    instructions = ods.table(
        ods.row("Comment remplir ce fichier") + ods.row("Une ligne par personne"), "Lisez-moi"
    )
    people = ods.table(ods.row("Nom", "Prénom", "Structure") + ods.row("Diallo", "Awa", "Mairie"), "Équipe")
    assert open_sheet(ods.document(instructions, people), "a.ods").name == "Équipe"
    assert open_sheet(ods.document(instructions), "a.ods").name == "Lisez-moi"


def test_an_open_document_gives_days_instants_numbers_and_answers():
    content = ods.sheet((date(2026, 8, 31), datetime(2026, 8, 31, 14, 30), 3, 4.5, True, None, "fin"))  # noqa: DTZ001
    (row,) = cells(content, "a.ods")
    assert row == (date(2026, 8, 31), datetime(2026, 8, 31, 14, 30), 3.0, 4.5, True, "", "fin")  # noqa: DTZ001


def merged_workbook():
    book = openpyxl.Workbook()
    for row in (
        ("Structure", "Nom", "Prénom"),
        ("Mairie", "Diallo", "Awa"),
        (None, "Petit", "Bruno"),
        ("Clic", "Roy", "Léa"),
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    return files.saved(book)


def merged_document():
    span = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>Mairie</text:p></table:table-cell>'
    first = f"<table:table-row>{span}{ods.cell('Diallo')}{ods.cell('Awa')}</table:table-row>"
    second = f"<table:table-row><table:covered-table-cell/>{ods.cell('Petit')}{ods.cell('Bruno')}</table:table-row>"
    return ods.document(
        ods.table(ods.row("Structure", "Nom", "Prénom") + first + second + ods.row("Clic", "Roy", "Léa"))
    )


@pytest.mark.parametrize(
    ("content", "filename"), [(merged_workbook(), "a.xlsx"), (merged_document(), "a.ods")]
)
def test_a_cell_merged_downwards_is_said_of_every_row_beside_it(content, filename):
    assert [one[2] for one in people(content, filename)] == ["Mairie", "Mairie", "Clic"]


@pytest.mark.parametrize("cell", [date(2026, 8, 31), 44803, "31/08/2026"])
def test_days_counted_from_1904_are_the_same_days(cell):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(files.TEAM_HEADER)
    book.active.append([member(end=cell)[name] for name in files.TEAM_HEADER])
    (row,) = read_file(files.saved(book), "equipe.xlsx").rows
    assert row.end_date == date(2026, 8, 31)


def test_rows_and_columns_that_only_have_a_look_are_no_reason_to_refuse():
    book = openpyxl.load_workbook(BytesIO(files.workbook([("Nom", "Ville"), ("Diallo", "Foix")])))
    for place in ("XFD1", "ZZ40", "A1048576"):
        book.active[place].font = openpyxl.styles.Font(bold=True)
    book.active.row_dimensions[1048570].height = 12.8
    assert cells(files.saved(book), "liste.xlsx") == (("Nom", "Ville"), ("Diallo", "Foix"))


def test_a_formula_is_the_value_that_it_last_had_and_is_never_worked_out():
    book = openpyxl.Workbook()
    book.active.append(["Nom", "=1+1"])
    assert cells(files.saved(book), "liste.xlsx") == (("Nom",),)
    formula = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    content = ods.document(ods.table(f"<table:table-row>{formula}</table:table-row>"))
    assert cells(content, "a.ods") == ((2.0,),)
