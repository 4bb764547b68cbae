"""Texts that a spreadsheet must not take for formulas: marked on the way out, restored on the way in. Pure."""

MARK = "'"
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SPACES = " \u00a0\u202f"
DASHES = frozenset({"-", "--"})  # A dash alone says « nothing », and computes nothing.


def marked(text: str) -> str:
    """Return the text, behind a mark where a program could take it for a formula, or for a text already marked."""
    return MARK + text if _looks_live(text) and text not in DASHES else text


def restored(text: str) -> str:
    """Return the text as it was before `marked`."""
    return text[1:] if text.startswith(MARK) and _looks_live(text) else text


def _looks_live(text: str) -> bool:
    return text.lstrip(MARK + SPACES).startswith(STARTS_OF_FORMULAS)
