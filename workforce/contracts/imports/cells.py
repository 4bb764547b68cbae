"""One cell at a time: what a person typed in, a plain value out, or a sentence that says what is wrong."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from workforce.contracts.imports.sheet import Cell
from workforce.spreadsheets import restored

EMPTY_MARKS = frozenset({"", "-", "–", "—"})
EXCEL_EPOCH = date(1899, 12, 30)
SERIAL_DAYS = range(18_264, 73_415)  # From 1950 to 2100, as a spreadsheet counts days.
FRENCH_DATE = re.compile(
    r"^(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?:[ T]\d{1,2}:\d{2}.*)?$"
)
TERRITORY_CODE = r"(?P<code>97[1-8]|98[4-9]|0?2[AB]|0?\d{1,2})"
ISO_DATE = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T]\d{2}:\d{2}.*)?$")
TERRITORY = re.compile(rf"^{TERRITORY_CODE}(?![0-9A-Z])", re.IGNORECASE)
TERRITORY_IN_BRACKETS = re.compile(rf"\({TERRITORY_CODE}\)", re.IGNORECASE)
SHARED_POSTCODES = {"97133": "977", "97150": "978"}  # Two islands that kept Guadeloupe's postcodes.


class UnreadableCell(Exception):  # A finding about the file, not a fault of the program.
    """The cell cannot be read; the message ends the sentence that names its line and column."""


def plain(text: str) -> str:
    """Return the text without accents, case, punctuation or doubled spaces, to compare it."""
    unaccented = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", unaccented.casefold()).split())


def read_text(cell: Cell) -> str | None:
    """Read a text: spaces tidied, a whole number without its decimals, a dash as nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        cell = cell.strftime("%d/%m/%Y")
    text = "" if cell is None else restored(" ".join("".join(map(_visible, str(cell))).split()))
    return None if text in EMPTY_MARKS else text


def _visible(character: str) -> str:
    """Return the character, a space for one that only moves the eye, nothing for one that is not seen."""
    if character.isprintable():
        return character
    return "" if unicodedata.category(character) == "Cf" else " "


def read_date(cell: Cell) -> date | None:
    """Read a date cell, a spreadsheet's day number, or a date typed day first."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_serial(cell)
    text = read_text(cell)
    return _from_text(text) if text else None


def _from_serial(number: float) -> date:
    """Return the day that a spreadsheet numbers so."""
    if int(number) not in SERIAL_DAYS:
        raise UnreadableCell(f"« {number:g} » n’est pas une date.")
    return EXCEL_EPOCH + timedelta(days=int(number))


def _from_text(text: str) -> date:
    """Return the date that a person typed, day first, or that a machine wrote, year first."""
    if text.isdigit() and len(text) == 5:
        return _from_serial(int(text))
    found = FRENCH_DATE.match(text) or ISO_DATE.match(text)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        found = None
    raise UnreadableCell(f"« {text} » n’est pas une date.")


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
    """Read a département: 1, 01, 2A, 971, « 75 - Paris », « Paris (75) »."""
    text = read_text(cell)
    if text is None:
        return None
    found = TERRITORY_IN_BRACKETS.search(text) or TERRITORY.match(text)
    code = found["code"].upper() if found else ""
    if len(code) == 3 and code.startswith("0"):
        code = code[1:]
    code = code.zfill(2)
    if not is_territory(code):
        raise UnreadableCell(f"« {text} » n’est pas un numéro de département.")
    return code


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
