"""What a workbook would weigh once opened, measured before anything opens it.

A workbook is an archive: a few kilobytes may unpack to gigabytes, two cells may claim a billion between
them, one shared text may be shown a million times. The reader allocates before it looks, and would take the
whole process with it; so everything is counted here first, on the real unpacked bytes, not on what the file
declares, and a part is known by what it holds, not by its name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from workforce.contracts.imports import limits, open_document
from workforce.contracts.imports.refusal import (
    DAMAGED,
    TOO_HEAVY,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    RefusedFile,
)
from workforce.contracts.imports.sheet import Span

NOT_A_WORKBOOK = "Ce fichier n’est pas un classeur : exportez la liste en .xlsx, .ods ou .csv."
MACROS = "Ce classeur contient des macros, que Passerelle n’accepte pas : enregistrez-le sans macros, en .xlsx ou en .ods."
ODD = "Ce classeur contient ce qu’aucun tableur n’écrit : ouvrez-le et enregistrez-le de nouveau en .xlsx ou en .ods."

LOCAL_HEADER_BYTES = 30
CHUNK_BYTES = 1024 * 1024
ENCRYPTED = 0x1
MOST_DIGITS = 7  # Of a row number: the last row that Excel knows is 1048576.
MOST_LETTERS = 3  # Of a column: the last one that Excel knows is XFD.
CELL = re.compile(rb"""\br\s*=\s*["']\s*(?P<column>[A-Za-z]*)(?P<row>\d+)\s*["']""")
SHEET_PART = re.compile(rb"<(?:\w+:)?sheetData\b")
TEXTS_PART = re.compile(rb"<(?:\w+:)?sst\b")
END_OF_TEXT = re.compile(rb"</(?:\w+:)?si\s*>")
ROW_TAG = re.compile(rb"<(?:\w+:)?row\b")
CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
EMPTY_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^<>]*)?/>|<(?:\w+:)?c(?:\s[^<>]*)?></(?:\w+:)?c>")
EMPTY_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^<>]*)?/>|<(?:\w+:)?row(?:\s[^<>]*)?>\s*</(?:\w+:)?row>")
FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^<>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
ENTITY, DOCTYPE = re.compile(rb"<!ENTITY\b"), re.compile(rb"<!DOCTYPE\b")
WIDE_STARTS = (
    b"\xff\xfe<",
    b"\xfe\xff\x00<",
    b"<\x00",
    b"\x00<",
)  # UTF-16: what is searched for would not be found.
EXCEL_BOOK = "xl/workbook.xml"
PROGRAMS = ("/vbaproject", "/xl/macrosheets/", "/xl/vbadata", "/basic/", "/scripts/")
DECLARED_COUNT = re.compile(rb"""\b(?:uniqueC|c)ount\s*=\s*["']\s*\+?0*(\d+)""")
SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["']""")


@dataclass(frozen=True)
class Book:
    """What was learnt of a workbook that may be opened."""

    from_1904: bool = False  # Days are numbered from 1904, as old Macs did.
    spans: Mapping[str, list[Span]] = field(default_factory=dict)  # Sheet → cells merged downwards.


def check_workbook(content: bytes) -> Book:
    """Refuse an archive that is no workbook, that holds programs, or that would weigh too much once opened."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RefusedFile(DAMAGED) from error
    names = {entry.filename for entry in entries}
    if not names & {EXCEL_BOOK, open_document.CONTENT}:
        raise RefusedFile(NOT_A_WORKBOOK)
    _check_names(names)
    _check_totals(entries)
    return _check_parts(content, entries)


def _check_names(names: Collection[str]) -> None:
    """Refuse what is there to be run, and names that point out of the archive."""
    plain = [name.lower().replace("\\", "/") for name in names]
    if any(mark in f"/{name}" for name in plain for mark in PROGRAMS if not name.endswith("/")):
        raise RefusedFile(MACROS)
    if any(".." in name.split("/") for name in plain):
        raise RefusedFile(ODD)


def _check_totals(entries: list[ZipInfo]) -> None:
    """Refuse what the archive itself declares too big, or will not let us read."""
    if len(entries) > limits.MAX_ENTRIES or sum(e.file_size for e in entries) > limits.MAX_UNPACKED_BYTES:
        raise RefusedFile(TOO_HEAVY)
    readable = {ZIP_STORED, ZIP_DEFLATED}
    if any(entry.flag_bits & ENCRYPTED or entry.compress_type not in readable for entry in entries):
        raise RefusedFile(DAMAGED)


def _check_parts(content: bytes, entries: list[ZipInfo]) -> Book:
    """Unpack every part, count its real bytes, and look at what the sheets claim."""
    left = limits.MAX_UNPACKED_BYTES
    longest_text = shared_cells = 0
    from_1904 = False
    spans: dict[str, list[Span]] = {}
    for entry in entries:
        part = b"".join(_unpack(content, entry, left))
        left -= len(part)
        spans |= _check_part(entry.filename, part)
        if SHEET_PART.search(part):
            shared_cells += len(SHARED_CELL.findall(_check_extent(part)))
        if TEXTS_PART.search(part):
            longest_text = max(longest_text, *map(len, END_OF_TEXT.split(part)), 0)
        from_1904 = from_1904 or (entry.filename == EXCEL_BOOK and FROM_1904.search(part) is not None)
    if longest_text * shared_cells > limits.MAX_TEXT_BYTES:
        raise RefusedFile(TOO_HEAVY)
    return Book(from_1904, spans)


def _check_part(name: str, part: bytes) -> dict[str, list[Span]]:
    """Refuse a part that declares entities or hides its text, a locked one, and what an OpenDocument sheet repeats."""
    if ENTITY.search(part) or part[:64].lstrip().startswith(WIDE_STARTS):
        raise RefusedFile(ODD)
    if name in open_document.PARTS:
        return open_document.check(name, part)
    if name.endswith((".xml", ".rels")) and DOCTYPE.search(part) and name != open_document.MANIFEST:
        raise RefusedFile(ODD)
    _check_counts(part)
    return {}


def _unpack(content: bytes, entry: ZipInfo, most: int) -> Iterator[bytes]:
    """Give the real bytes of a part, and stop at the limit whatever its declared size."""
    packed = _packed(content, entry)
    if entry.compress_type == ZIP_STORED:
        yield _within(packed, most)
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while chunk := unpacker.decompress(packed, CHUNK_BYTES):
            most -= len(_within(chunk, most))
            packed = unpacker.unconsumed_tail
            yield chunk
    except zlib.error as error:
        raise RefusedFile(DAMAGED) from error


def _packed(content: bytes, entry: ZipInfo) -> bytes:
    """Return the bytes of a part as they lie in the archive."""
    header = content[entry.header_offset : entry.header_offset + LOCAL_HEADER_BYTES]
    if len(header) < LOCAL_HEADER_BYTES:
        raise RefusedFile(DAMAGED)
    names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    first = entry.header_offset + LOCAL_HEADER_BYTES + names
    return content[first : first + entry.compress_size]


def _within(chunk: bytes, most: int) -> bytes:
    """Return the chunk, unless it goes beyond what is left."""
    if len(chunk) > most:
        raise RefusedFile(TOO_HEAVY)
    return chunk


def _check_counts(part: bytes) -> None:
    """Refuse a part that announces more items than a sheet has cells: the reader makes room for them."""
    most = limits.MAX_ROWS * limits.MAX_COLUMNS
    for count in DECLARED_COUNT.findall(part):
        if len(count) > MOST_DIGITS or int(count) > most:
            raise RefusedFile(TOO_HEAVY)


def _check_extent(sheet: bytes) -> bytes:
    """Refuse a sheet whose cells lie too far apart: the reader would fill everything between them.

    Rows and cells that have a look and no value are passed over, here as there. Return what is left.
    """
    sheet = EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", sheet))
    rows = ROW_TAG.split(sheet)
    if len(rows) > limits.MAX_ROWS + 1:
        raise RefusedFile(TOO_MANY_ROWS)
    if any(len(CELL_TAG.findall(row)) > limits.MAX_COLUMNS for row in rows):
        raise RefusedFile(TOO_MANY_COLUMNS)
    for found in CELL.finditer(sheet):
        if len(found["row"]) > MOST_DIGITS or int(found["row"]) > limits.MAX_ROWS:
            raise RefusedFile(TOO_MANY_ROWS)
        if len(found["column"]) > MOST_LETTERS or _column_number(found["column"]) > limits.MAX_COLUMNS:
            raise RefusedFile(TOO_MANY_COLUMNS)
    return sheet


def _column_number(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
