"""What the first bytes and the name of a file tell: a clear refusal at once, before anything opens it. Pure."""

from __future__ import annotations

from pathlib import PurePath

from workforce.contracts.imports import limits
from workforce.contracts.imports.refusal import RefusedFile

BYTE_ORDER_MARKS = b"\xef\xbb\xbf\xff\xfe"
ARCHIVE = b"PK\x03\x04"
OLD_BOOK = b"\xd0\xcf\x11\xe0"  # The container of .xls files, and of every workbook that has a password.
LOCKED_PARTS = tuple(name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptionInfo"))
LOCKED = "Ce classeur est protégé par un mot de passe : retirez le mot de passe, puis envoyez-le de nouveau."
OLD_WORKBOOK = "Ce classeur est à l’ancien format Excel (.xls) : ouvrez-le et enregistrez-le en .xlsx."
# What people send instead, by its first bytes.
STRANGERS = (
    (b"%PDF", "Ce fichier est un PDF : exportez la liste en .xlsx, .ods ou .csv."),
    (b"\x89PNG", "Ce fichier est une image : exportez la liste en .xlsx, .ods ou .csv."),
    (b"\xff\xd8\xff", "Ce fichier est une image : exportez la liste en .xlsx, .ods ou .csv."),
    (b"GIF8", "Ce fichier est une image : exportez la liste en .xlsx, .ods ou .csv."),
)
PAGE = (
    "Ce fichier est une page web, pas une liste : refaites l’export, en restant connecté au site d’origine."
)
PAGE_STARTS = (b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"<body")
EMPTY = "Ce fichier est vide."
TEXT_ENDINGS = frozenset({".csv", ".tsv", ".txt", ""})
BOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".ods", ""})


def check(content: bytes, filename: str) -> None:
    """Refuse what is surely no list: too big, empty, of another kind, or named for what it is not."""
    if len(content) > limits.MAX_BYTES:
        raise RefusedFile(f"Ce fichier dépasse {limits.MAX_BYTES // 1024**2} Mo.")
    _refuse_strangers(content)
    _check_ending(filename, is_book(content))


def is_book(content: bytes) -> bool:
    """Tell whether a file is an archive, as workbooks are."""
    return content.startswith(ARCHIVE)


def _refuse_strangers(content: bytes) -> None:
    """Refuse, by its first bytes, what is neither a workbook nor a text."""
    if not content.strip():
        raise RefusedFile(EMPTY)
    if content.startswith(OLD_BOOK):
        raise RefusedFile(LOCKED if any(name in content for name in LOCKED_PARTS) else OLD_WORKBOOK)
    for start, message in STRANGERS:
        if content.startswith(start):
            raise RefusedFile(message)
    head = content[:512].lstrip(BYTE_ORDER_MARKS).replace(b"\x00", b"").lstrip().lower()
    if head.startswith(PAGE_STARTS):
        raise RefusedFile(PAGE)


def _check_ending(filename: str, is_book: bool) -> None:
    """Refuse a name that does not say what the file is."""
    ending = PurePath(filename).suffix.lower()
    if ending not in TEXT_ENDINGS | BOOK_ENDINGS:
        raise RefusedFile(
            f"Les fichiers « {ending[:20]} » ne sont pas acceptés : exportez la liste en .xlsx, .ods ou .csv."
        )
    if is_book and ending not in BOOK_ENDINGS:
        raise RefusedFile(
            f"Ce fichier s’appelle « {ending} » mais c’est un classeur : renommez-le en .xlsx ou en .ods."
        )
    if not is_book and ending not in TEXT_ENDINGS:
        raise RefusedFile(
            f"Ce fichier s’appelle « {ending} » mais n’est pas un classeur : refaites l’export."
        )
