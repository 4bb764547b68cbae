"""What a workbook would weigh once opened, measured before anything opens it.

A workbook is an archive: a few kilobytes may unpack to gigabytes, two cells may claim a billion between
them, one shared text may be shown a million times. The reader allocates before it looks, and would take the
whole process with it; so everything is counted here first, on the real unpacked bytes, not on what the file
declares, and a part is known by what it holds, not by its name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from workforce.contracts.imports import limits
from workforce.contracts.imports.refusal import RefusedFile

TOO_HEAVY = "Ce classeur est trop volumineux une fois ouvert : enregistrez seulement la feuille utile."
DAMAGED = "Ce classeur est abîmé ou protégé par un mot de passe : ouvrez-le et enregistrez-le en .xlsx."
TOO_MANY_ROWS = f"Ce fichier dépasse {limits.MAX_ROWS:_} lignes.".replace("_", " ")
TOO_MANY_COLUMNS = f"Ce fichier dépasse {limits.MAX_COLUMNS} colonnes."
NOT_A_WORKBOOK = "Ce fichier n’est pas un classeur Excel (.xlsx) : exportez la liste en .xlsx ou en .csv."

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
DECLARED_COUNT = re.compile(rb"""\b(?:uniqueC|c)ount\s*=\s*["']\s*\+?0*(\d+)""")
SHARED_CELL = re.compile(rb"""\bt\s*=\s*["']s["']""")


def check_workbook(content: bytes) -> None:
    """Refuse an archive that is no workbook, or that would weigh too much once opened."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RefusedFile(DAMAGED) from error
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise RefusedFile(NOT_A_WORKBOOK)
    _check_totals(entries)
    _check_parts(content, entries)


def _check_totals(entries: list[ZipInfo]) -> None:
    """Refuse what the archive itself declares too big, or will not let us read."""
    if len(entries) > limits.MAX_ENTRIES or sum(e.file_size for e in entries) > limits.MAX_UNPACKED_BYTES:
        raise RefusedFile(TOO_HEAVY)
    readable = {ZIP_STORED, ZIP_DEFLATED}
    if any(entry.flag_bits & ENCRYPTED or entry.compress_type not in readable for entry in entries):
        raise RefusedFile(DAMAGED)


def _check_parts(content: bytes, entries: list[ZipInfo]) -> None:
    """Unpack every part, count its real bytes, and look at what the sheets claim."""
    left = limits.MAX_UNPACKED_BYTES
    longest_text = shared_cells = 0
    for entry in entries:
        part = b"".join(_unpack(content, entry, left))
        left -= len(part)
        _check_counts(part)
        if SHEET_PART.search(part):
            _check_extent(part)
            shared_cells += len(SHARED_CELL.findall(part))
        if TEXTS_PART.search(part):
            longest_text = max(longest_text, *map(len, END_OF_TEXT.split(part)), 0)
    if longest_text * shared_cells > limits.MAX_TEXT_BYTES:
        raise RefusedFile(TOO_HEAVY)


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


def _check_extent(sheet: bytes) -> None:
    """Refuse a sheet whose cells lie too far apart: the reader would fill everything between them."""
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


def _column_number(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
