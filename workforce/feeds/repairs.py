"""Small repairs that let a document be read: what no parser may choke on. Pure, bytes to bytes."""

import codecs
import re

_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,12})|([0-9]{1,12}));?")
_CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"), (b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"), (b"\x00\x00\x00<", "utf-32-be"), (b"<\x00r\x00", "utf-16-le"),
)  # fmt: skip
_DECLARED = re.compile(r"(<\?xml[^>]*?)\s+encoding\s*=\s*([\"'])[^\"']*\2", re.IGNORECASE)
# Where feedparser looks for the name of an encoding: on the first line, the last one. It raises at a name that is not ASCII.
_NAMED = re.compile(rb"<\?.*encoding=['\"](.*?)['\"].*\?>")
BEGINNING = 2_000  # Bytes in which a declaration stands: the first line may be the whole document.
_NAME = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._:-]{1,39}")
# Not how anybody writes a document, but ways to write anything: tags that no one saw, halves of characters.
_DISGUISES = frozenset({"unicode_escape", "raw_unicode_escape", "utf_7", "idna", "punycode", "undefined"})
REPLACED = "Des caractères interdits en XML ont été remplacés."


def repaired(document: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the document in a one-byte encoding, without forbidden characters, and what was changed."""
    narrow = _named_plainly(narrowed(document))
    clean = _REFERENCE.sub(_allowed_reference, narrow.translate(None, _CONTROLS))
    return clean, (REPLACED,) if clean != narrow else ()


def honest_charset(name: str) -> str:
    """Return the name of an encoding that a site gives, nothing where no document is written so."""
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
    return "" if found.replace("-", "_") in _DISGUISES else name


def _named_plainly(document: bytes) -> bytes:
    """Return the document under an encoding that has a name; feedparser looks further where UTF-8 is not what it is."""
    found = _NAMED.match(document[:BEGINNING])
    if not found or (_NAME.fullmatch(found[1]) and honest_charset(found[1].decode("ascii"))):
        return document
    return document[: found.start(1)] + b"utf-8" + document[found.end(1) :]


def narrowed(document: bytes) -> bytes:
    """Return UTF-16 and UTF-32 documents as UTF-8, with a declaration that says so; others as they are."""
    encoding = next((name for mark, name in _WIDE if document.startswith(mark)), None)
    if encoding is None:
        return document
    text = document.decode(encoding, "replace").lstrip("\ufeff")
    return _DECLARED.sub(r'\1 encoding="utf-8"', text, count=1).encode("utf-8", "replace")


def _allowed_reference(found: re.Match[bytes]) -> bytes:
    number = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if _is_character(number) else b"&#65533;"


def _is_character(number: int) -> bool:
    """Say whether XML allows the character of this number."""
    if number < 0x20:
        return number in {0x09, 0x0A, 0x0D}
    return number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF
