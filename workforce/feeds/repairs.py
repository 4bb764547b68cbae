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
REPLACED = "Des caractères interdits en XML ont été remplacés."


def repaired(document: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the document in a one-byte encoding, without forbidden characters, and what was changed."""
    narrow = narrowed(document)
    clean = _REFERENCE.sub(_allowed_reference, narrow.translate(None, _CONTROLS))
    return clean, (REPLACED,) if clean != narrow else ()


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
