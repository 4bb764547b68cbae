"""One cell at a time: what a person typed in, a plain value out, or a sentence that says what is wrong."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from workforce.contracts.imports.days import read_date
from workforce.contracts.imports.sheet import Cell
from workforce.contracts.imports.words import UnreadableCell, plain, read_text
from workforce.territories.departements import departements

__all__ = [
    "UnreadableCell", "plain", "read_amount", "read_code", "read_date", "read_email", "read_phone", "read_siret",
    "read_territory", "read_text", "read_yes_no", "territory_of",
]  # fmt: skip

TERRITORY_CODE = r"(?P<code>97[1-8]|98[4-9]|0?2[AB]|0?\d{1,2})"
TERRITORY = re.compile(rf"^{TERRITORY_CODE}(?![0-9A-Z])", re.IGNORECASE)
TERRITORY_IN_BRACKETS = re.compile(rf"\({TERRITORY_CODE}\)", re.IGNORECASE)
SHARED_POSTCODES = {"97133": "977", "97150": "978"}  # Two islands that kept Guadeloupe's postcodes.


def read_email(cell: Cell) -> str | None:
    """Read an address whose shape is right; nobody is written to."""
    text = read_text(cell)
    if text is None:
        return None
    try:
        return validate_email(text, check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise UnreadableCell(f"« {text} » n’est pas une adresse électronique.") from error


def read_phone(cell: Cell) -> str | None:
    """Read a phone number as digits; a spreadsheet may have eaten its first zero."""
    text = read_text(cell)
    if text is None:
        return None
    digits = re.sub(r"[\s.\-/()]", "", text)
    if re.fullmatch(r"[1-9]\d{8}", digits):
        return f"0{digits}"
    if not re.fullmatch(r"\+?\d{6,15}", digits):
        raise UnreadableCell(f"« {text} » n’est pas un numéro de téléphone.")
    return digits


def read_siret(cell: Cell) -> str | None:
    """Read a SIRET whose check digit is right."""
    text = read_text(cell)
    if text is None:
        return None
    try:
        return str(siret.validate(text))
    except ValidationError as error:
        raise UnreadableCell(f"« {text} » n’est pas un SIRET.") from error


def read_amount(cell: Cell) -> Decimal | None:
    """Read a sum in euros, written as a person or as a machine writes it."""
    text = read_text(cell)
    if text is None:
        return None
    digits = re.sub(r"[\s€]|EUR", "", text, flags=re.IGNORECASE).replace(",", ".")
    try:
        amount = Decimal(digits)
    except InvalidOperation as error:
        raise UnreadableCell(f"« {text} » n’est pas un montant.") from error
    if not amount.is_finite() or not 0 <= amount < 10**9:
        raise UnreadableCell(f"« {text} » n’est pas un montant plausible.")
    return amount


def read_yes_no(cell: Cell) -> bool | None:
    """Read Oui or Non, in the ways that files write them."""
    if isinstance(cell, bool):
        return cell
    text = read_text(cell)
    if text is None:
        return None
    answer = {"oui": True, "non": False, "true": True, "false": False, "1": True, "0": False}.get(plain(text))
    if answer is None:
        raise UnreadableCell(f"« {text} » : écrivez Oui ou Non.")
    return answer


def read_code(cell: Cell) -> str | None:
    """Read a five-character code (postcode, commune), its first zero given back."""
    text = read_text(cell)
    if text is None:
        return None
    code = text.replace(" ", "").upper()
    return code.zfill(5) if code.isdigit() else code


def read_territory(cell: Cell) -> str | None:
    """Read a département: 1, 01, 2A, 971, « 75 - Paris », « Paris (75) », Ariège."""
    text = read_text(cell)
    if text is None:
        return None
    if named := _territories_by_name().get(plain(text)):
        return named
    found = TERRITORY_IN_BRACKETS.search(text) or TERRITORY.match(text)
    code = found["code"].upper() if found else ""
    if len(code) == 3 and code.startswith("0"):
        code = code[1:]
    code = code.zfill(2)
    if not is_territory(code):
        raise UnreadableCell(f"« {text} » n’est pas un numéro de département.")
    return code


@lru_cache(maxsize=1)
def _territories_by_name() -> dict[str, str]:
    return {plain(one.name): code for code, one in departements().items()}


def is_territory(code: str) -> bool:
    """Tell whether a code is a département's or an overseas territory's."""
    if code.isdigit() and len(code) == 2:
        return 1 <= int(code) <= 95 and code != "20"
    return re.fullmatch(r"2[AB]|97[1-8]|98[4-9]", code) is not None


def territory_of(commune: str | None, postcode: str | None) -> str | None:
    """Return the département of a commune, by its official code, else by its postcode."""
    from_commune = _territory_start(commune or "")
    if from_commune and is_territory(from_commune):
        return from_commune
    from_postcode = _territory_of_postcode(postcode or "")
    return from_postcode if from_postcode and is_territory(from_postcode) else None


def _territory_start(code: str) -> str | None:
    """Return the first characters of a code, three of them overseas."""
    if not re.fullmatch(r"\d[\dAB]\d{3}", code):
        return None
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _territory_of_postcode(postcode: str) -> str | None:
    """Return the département of a postcode; Corsica's are told apart by their third digit."""
    if postcode in SHARED_POSTCODES:
        return SHARED_POSTCODES[postcode]
    if re.fullmatch(r"20\d{3}", postcode):
        return "2A" if postcode[2] in "01" else "2B"
    return _territory_start(postcode)
