"""Files made to harm, opened as the worker opens them: a sentence for the person, and the next file is read."""

import re
import time
import zipfile
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.contracts import open_documents as ods
from tests.contracts.files import member
from tests.contracts.test_hostile_files import MAIN, with_part, with_sheet
from workforce import apart
from workforce.contracts.imports import actions, limits, opening
from workforce.contracts.imports.models import Import
from workforce.contracts.imports.opening import open_file
from workforce.contracts.imports.refusal import RefusedFile

GOOD = b"Nom;Ville\nDiallo;Foix\n"
READ = (("Nom", "Ville"), ("Diallo", "Foix"))


@pytest.fixture(scope="module", autouse=True)
def readers_end():
    yield
    opening.READERS.close()


def refusal(content, filename="liste.xlsx", cost=opening.COST):
    with pytest.raises(RefusedFile) as refused:
        open_file(content, filename, cost)
    return refused.value.message


def archive(*parts):
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts:
            made.writestr(name, part)
    return written.getvalue()


def repeated(attributes, value="<text:p>x</text:p>"):
    cell = f'<table:table-cell office:value-type="string" {attributes}>{value}</table:table-cell>'
    return ods.document(ods.table(f"<table:table-row>{cell}</table:table-row>"))


def rows_repeated(number):
    return ods.document(ods.table(ods.row("x", attributes=f'table:number-rows-repeated="{number}"')))


def spaced(number, attributes=""):
    return repeated(attributes, f'<text:p>a<text:s text:c="{number}"/>b</text:p>')


def with_macros(name):
    return with_part(name, b"\x00program")


def encrypted():
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 500
        + "EncryptedPackage".encode("utf-16-le")
        + b"\x00" * 500
    )


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SHEET = f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
LOCKED_ODS = ods.MANIFEST.replace("</manifest:manifest>", "<manifest:encryption-data/></manifest:manifest>")
HOSTILE = {
    "a million rows": (with_sheet("<row><c><v>1</v></c></row>" * 1_000_000), "liste.xlsx", "dépasse 50 000 lignes"),
    "all the columns of Excel": (
        with_sheet('<row r="1">' + "<c><v>1</v></c>" * 16_384 + "</row>"), "liste.xlsx", "dépasse 100 colonnes",
    ),
    "a cell of a million letters": (files.workbook([("a", "x" * 32_000)]), "liste.xlsx", "une cellule est trop longue"),
    "a text of ten million letters": (b"a;b\nc;" + b"x" * 10**6, "liste.csv", "une cellule est trop longue"),
    "a quotation mark never closed": (b'a;b\nc;"' + b"x;y\n" * 2_000_000, "liste.csv", "une cellule est trop longue"),
    "more than may be sent": (b'a;b\nc;"' + b"x;y\n" * 2_700_000, "liste.csv", "dépasse 10 Mo"),
    "a bomb": (with_part("xl/media/a.bin", b"\x00" * (limits.MAX_UNPACKED_BYTES + 1)), "liste.xlsx", "trop volumineux"),
    "a thousand parts": (
        archive(("xl/workbook.xml", "<workbook/>"), *((f"xl/{n}.xml", "") for n in range(1000))),
        "liste.xlsx", "trop volumineux",
    ),
    "macros": (with_macros("xl/vbaProject.bin"), "liste.xlsm", "contient des macros"),
    "macros called something else": (with_macros("xl/VBAPROJECT.BIN"), "liste.xlsx", "contient des macros"),
    "macros of another age": (with_macros("xl/macrosheets/sheet1.xml"), "liste.xlsx", "contient des macros"),
    "macros of LibreOffice": (
        ods.document(ods.table(ods.row("x")), parts=[("Basic/Standard/Module1.xml", "<m/>")]), "a.ods", "contient des macros",
    ),
    "a script": (ods.document(ods.table(ods.row("x")), parts=[("Scripts/python/a.py", "")]), "a.ods", "contient des macros"),
    "entities": (with_part("xl/worksheets/sheet1.xml", ENTITIES + SHEET), "liste.xlsx", "qu’aucun tableur n’écrit"),
    "entities of an open document": (ods.document(ods.table(ods.row("x")), prolog=ENTITIES), "a.ods", "qu’aucun tableur n’écrit"),
    "a document type": (ods.document(ods.table(ods.row("x")), prolog="<!DOCTYPE x>"), "a.ods", "abîmé"),
    "a sheet written wide": (
        with_part("xl/worksheets/sheet1.xml", SHEET.encode("utf-16")), "liste.xlsx", "qu’aucun tableur n’écrit",
    ),
    "a way out": (with_part("../../etc/cron.d/x", "x"), "liste.xlsx", "qu’aucun tableur n’écrit"),
    "a way out on Windows": (with_part("..\\..\\x.xml", "x"), "liste.xlsx", "qu’aucun tableur n’écrit"),
    "a password": (encrypted(), "liste.xlsx", "protégé par un mot de passe"),
    "a password on an open document": (
        ods.document(ods.table(ods.row("x")), manifest=LOCKED_ODS), "a.ods", "protégé par un mot de passe",
    ),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "liste.xls", "ancien format Excel"),
    "a cell that is a million": (repeated('table:number-columns-repeated="1000000"'), "a.ods", "dépasse 100 colonnes"),
    "a row that is a million": (rows_repeated(1_000_000), "a.ods", "dépasse 50 000 lignes"),
    "a repetition beyond numbers": (rows_repeated("9" * 40), "a.ods", "abîmé"),
    "a repetition that is none": (rows_repeated("-5"), "a.ods", "abîmé"),
    "a billion spaces": (spaced("99999999"), "a.ods", "trop volumineux"),
    "a million spaces, often": (spaced("300000", 'table:number-columns-repeated="90"'), "a.ods", "trop volumineux"),
    "an open document that is no XML": (ods.document("<table:table"), "a.ods", "abîmé"),
    "a workbook under a false name": (ods.sheet(("x",)), "liste.csv", "renommez-le"),
    "a text under a false name": (GOOD, "liste.ods", "n’est pas un classeur"),
    "nothing": (b"", "liste.csv", "vide"),
    "empty bytes in a text": (GOOD * 10 + b"a\x00b;c\n", "liste.csv", "pas un texte lisible"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_words_within_its_time_and_the_next_one_is_read(what):
    content, filename, words = HOSTILE[what]
    started = time.monotonic()
    said = refusal(content, filename)
    assert words in said
    assert re.search(r"[.]$", said)
    assert time.monotonic() - started < 30
    assert open_file(GOOD, "liste.csv").rows == READ


def test_an_open_document_cut_anywhere_is_refused():
    content = ods.sheet(*READ)
    for length in range(10, len(content), 61):
        assert refusal(content[:length], "a.ods")


def test_an_archive_in_an_archive_is_only_bytes():
    inner = archive(*((f"{n}", b"\x00" * 10**6) for n in range(90)))
    assert open_file(with_part("xl/media/a.zip", inner * 500), "liste.xlsx").rows == (("a", "b"), ("c", "d"))


def test_links_to_other_files_are_never_followed(tmp_path):
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(files.workbook([("TRÈS SECRET",)]))
    target = f'<Relationships xmlns="x"><Relationship Id="rId1" Target="file://{secret}" TargetMode="External"/></Relationships>'
    content = with_part("xl/externalLinks/_rels/externalLink1.xml.rels", target)
    assert "SECRET" not in str(open_file(content, "liste.xlsx").rows)


def test_a_formula_in_a_text_stays_a_text():
    content = b'Nom;Ville\n=HYPERLINK("http://x");@SUM(1)\n+33;-2+3\n'
    assert open_file(content, "liste.csv").rows[1:] == (
        ('=HYPERLINK("http://x")', "@SUM(1)"),
        ("+33", "-2+3"),
    )


def test_a_formula_without_a_value_is_nothing():
    book = openpyxl.Workbook()
    book.active.append(["Nom", "=cmd|' /C calc'!A0", "Ville"])
    assert open_file(files.saved(book), "liste.xlsx").rows == (("Nom", "", "Ville"),)


# What the process that opens files may take.

LARGE = files.csv_text(
    [("Nom", *(f"Colonne {n}" for n in range(19))), *([f"valeur {n}"] * 20 for n in range(20_000))], ";"
).encode()
HEAVY = files.workbook([[f"{row} {column}" for column in range(20)] for row in range(4_000)])


def test_a_file_that_takes_too_long_is_left():
    assert "a pris trop de temps" in refusal(HEAVY, cost=apart.Cost(seconds=0.05))
    assert open_file(GOOD, "liste.csv").rows == READ


def test_a_file_that_takes_too_much_processor_is_left():
    opening.READERS.close()
    assert "a pris trop de temps" in refusal(HEAVY, cost=apart.Cost(seconds=60, cpu_seconds=-1))


def test_a_file_that_takes_too_much_memory_is_left():
    opening.READERS.close()  # One that has read much keeps room for the next.
    assert "trop de mémoire" in refusal(LARGE, "liste.csv", apart.Cost(memory_bytes=60_000_000))
    assert open_file(GOOD, "liste.csv").rows == READ


def test_the_largest_list_that_is_read_stays_within_its_bounds():
    sheet = open_file(LARGE, "liste.csv")
    assert (len(sheet.rows), len(sheet.rows[-1])) == (20_001, 20)


# In the worker.


@pytest.mark.usefixtures("moment")
def test_a_hostile_file_stops_no_other_import(session):
    network = given.network(session)
    sent = [
        actions.upload(session, network.id, None, filename, content).id
        for content, filename in (
            (HOSTILE["a bomb"][0], "bombe.xlsx"),
            (files.team_file(member()), "equipe.xlsx"),
            (HOSTILE["macros"][0], "macros.xlsm"),
        )
    ]
    actions.work(session, sent)
    session.expire_all()
    states = session.exec(
        select(Import.state, Import.content == b"", Import.due_at).order_by(Import.id)
    ).all()
    assert states == [("refused", True, None), ("analysed", True, None), ("refused", True, None)]


def test_the_request_never_opens_a_file(session, moment, monkeypatch):
    def opened(*_):
        raise AssertionError

    monkeypatch.setattr(opening.READERS, "ask", opened)
    network = given.network(session)
    for content, filename, _ in (
        HOSTILE["a bomb"],
        HOSTILE["entities"],
        HOSTILE["a quotation mark never closed"],
    ):
        assert actions.upload(session, network.id, None, filename, content).state == "uploaded"
