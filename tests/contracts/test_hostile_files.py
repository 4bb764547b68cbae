import random
import struct
import zipfile
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contracts import files
from tests.contracts.files import member, post, read_file
from workforce.contracts.imports import limits
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.refusal import RefusedFile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_part(name, text, content=None):
    """Return a real workbook, one of its parts replaced."""
    source = zipfile.ZipFile(BytesIO(content or files.workbook([["a", "b"], ["c", "d"]])))
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            if entry.filename != name:
                archive.writestr(entry.filename, source.read(entry))
        archive.writestr(name, text)
    return written.getvalue()


def with_sheet(cells):
    text = f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", text)


def refusal(content, filename="liste.xlsx"):
    with pytest.raises(RefusedFile) as refused:
        open_sheet(content, filename)
    return refused.value.message


def refusal_of(reading):
    """Return the sentence of a refusal, or nothing when the file was read; any other failure goes through."""
    try:
        reading()
    except RefusedFile as refused:
        return refused.message
    return None


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "liste.csv", "vide"),
        (b"  \r\n \r\n", "liste.csv", "vide"),
        (b";;;\n;;;\n", "liste.csv", "vide"),
        (b"%PDF-1.7 ...", "liste.csv", "PDF"),
        (b"%PDF-1.7 ...", "liste.xlsx", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "liste.xlsx", "image"),
        (b"\xff\xd8\xff\xe0", "liste.csv", "image"),
        (b"<!DOCTYPE html><html><body>Connexion</body></html>", "liste.csv", "page web"),
        (b"\xef\xbb\xbf\n <html>", "liste.xlsx", "page web"),
        ("<html><table>".encode("utf-16"), "liste.csv", "page web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "liste.xls", "ancien format"),
        (b"Nom;Date\nA;B\n", "liste.xlsx", "n’est pas un classeur"),
        (b"Nom;Date\nA;B\n", "liste.docx", "« .docx » ne sont pas acceptés"),
        (b"PK\x03\x04 rien de plus", "liste.xlsx", "abîmé"),
        (bytes(range(256)) * 40, "liste.csv", "n’est pas un texte lisible"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(content, filename, words):
    assert words in refusal(content, filename)


def test_a_workbook_called_csv_is_refused_by_its_name():
    assert "renommez-le en .xlsx" in refusal(files.team_file(member()), "equipe.csv")


def test_an_archive_that_is_no_workbook_is_refused():
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "n’est pas un classeur" in refusal(written.getvalue())


def test_a_file_beyond_the_size_limit_is_refused_unread(monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 1024 * 1024)
    assert "1 Mo" in refusal(b"a" * (1024 * 1024 + 1), "liste.csv")


def test_a_workbook_that_declares_gigabytes_is_refused():
    bomb = with_part("xl/media/image1.png", b"\x00" * (limits.MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 1024 * 1024
    assert "trop volumineux" in refusal(bomb)


def test_a_workbook_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 1024 * 1024)
    real_size = 8 * 1024 * 1024
    bomb = with_part("xl/media/image1.png", b"\x00" * real_size)
    lying = bomb.replace(struct.pack("<I", real_size), struct.pack("<I", 10))
    assert zipfile.ZipFile(BytesIO(lying)).getinfo("xl/media/image1.png").file_size == 10
    assert "trop volumineux" in refusal(lying)


def test_two_cells_at_both_ends_of_a_sheet_are_refused_before_the_space_between_is_filled():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    assert "dépasse 50 000 lignes" in refusal(files.saved(book))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ('<row r="1"><c r="A1"><v>1</v></c><c r="CW1"><v>1</v></c></row>', "100 colonnes"),
        ("<row r='1'><c r='XFD1'><v>1</v></c></row>", "100 colonnes"),
        ('<row r="1"><c r="F19999999999990"><v>1</v></c></row>', "50 000 lignes"),
        ('<row r="1"><c r="ABCDEFGHIJKL1"><v>1</v></c></row>', "100 colonnes"),
        (f'<row r="1"><c r="A{"9" * 5000}"><v>1</v></c></row>', "50 000 lignes"),
        ("<row>" + "<c><v>1</v></c>" * 101 + "</row>", "100 colonnes"),
        ("<row><c><v>1</v></c></row>" * 50_001, "50 000 lignes"),
        ('<row r="50001"><c r="A50001"><v>1</v></c></row>', "50 000 lignes"),
    ],
)
def test_a_sheet_too_wide_or_too_long_is_refused_however_its_cells_are_numbered(cells, words):
    assert words in refusal(with_sheet(cells))


def test_one_huge_text_shown_in_every_cell_is_refused():
    cells = "".join(f'<row r="{r}">' + '<c t="s"><v>0</v></c>' * 90 + "</row>" for r in range(1, 101))
    book = with_sheet(cells)
    text = f'<sst {MAIN} count="1" uniqueCount="1"><si><t>{"a" * 100_000}</t></si></sst>'
    assert "trop volumineux" in refusal(with_part("xl/sharedStrings.xml", text, book))


@pytest.mark.parametrize("count", ["4294967295", "00099999999", "9" * 5000])
@pytest.mark.parametrize("attribute", ["count", "uniqueCount"])
def test_texts_announced_by_the_billion_are_refused_before_room_is_made_for_them(attribute, count):
    text = f'<sst {MAIN} {attribute}="{count}"><si><t>a</t></si></sst>'
    assert "trop volumineux" in refusal(with_part("xl/sharedStrings.xml", text))


def test_a_part_that_is_broken_inside_is_refused():
    content = bytearray(files.team_file(member()))
    start = content.find(b"xl/worksheets/sheet1.xml")
    content[start + 40 : start + 80] = random.Random(1).randbytes(40)
    assert "abîmé" in refusal(bytes(content))


def test_xml_that_is_no_xml_is_refused():
    assert "abîmé" in refusal(with_part("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"))


def test_an_entity_is_never_followed():
    text = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c>'
        "</row></sheetData></worksheet>"
    )
    try:
        rows = open_sheet(with_part("xl/worksheets/sheet1.xml", text), "liste.xlsx").rows
    except RefusedFile:
        rows = ()
    assert "root:" not in str(rows)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a;b\n" * 50_001, "dépasse 50 000 lignes"),
        (b";".join([b"a"] * 101) + b"\n", "100 colonnes"),
        (b"a;b\nc;" + b"x" * 6000 + b"\n", "Ligne 2 : une cellule est trop longue"),
        (b'a;b\nc;"' + b"x;y\n" * 50_000, "un guillemet"),
    ],
)
def test_a_csv_beyond_measure_is_refused(content, words):
    assert words in refusal(content, "liste.csv")


def test_control_characters_and_formulas_are_only_text():
    content = files.posts_file(post(ref="=cmd|' /C calc'!A0"), post(ref="12\x0704"))
    read = read_file(content, "postes.csv")
    assert [row.post_ref for row in read.rows] == ["=cmd|' /C calc'!A0", "12 04"]


def test_a_short_row_lacks_its_last_cells_only():
    content = files.posts_file(post()) + b"9,88,Mairie,09,Vacant\r\n"
    row = read_file(content, "postes.csv").rows[1]
    assert (row.line, row.post_ref, row.contract_end, row.paid) == (3, "9", None, None)


def test_a_truncated_workbook_is_refused_wherever_it_is_cut():
    content = files.team_file(member())
    for length in range(10, len(content), 997):
        assert refusal(content[:length])


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400), filename=st.sampled_from(["a.csv", "a.xlsx", "a", "a.tsv"]))
def test_any_bytes_are_read_or_refused_and_nothing_else(content, filename):
    sentence = refusal_of(lambda: open_sheet(content, filename))
    assert sentence is None or sentence.endswith(".")


@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.text(max_size=20), min_size=12, max_size=12))
def test_any_text_in_a_row_gives_a_row_or_its_errors(cells):
    content = files.csv_text([files.POSTS_HEADER, cells, post().values()]).encode("utf-8", "replace")
    read = read_file(content.replace(b"\x00", b""), "postes.csv")
    assert len(read.rows) + len(read.rejected) in {1, 2}
    assert read.rows[-1].post_ref == "1204"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_workbook_with_flipped_bytes_never_takes_the_process_down(seed):
    chance = random.Random(seed)
    content = bytearray(files.team_file(member()))
    for _ in range(5):
        content[chance.randrange(len(content))] = chance.randrange(256)
    sentence = refusal_of(lambda: read_file(bytes(content), "equipe.xlsx"))
    assert sentence is None or sentence.endswith(".")
