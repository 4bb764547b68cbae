"""What an offer pays and for how many hours, as it says it: nothing is ever invented. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, Phrase, around_of, by_line, sentence_before

WITHIN = frozenset("0123456789,.")  # A number does not begin right after one of these.
HOURS_A_MONTH = Decimal("151.67")  # 35 hours a week.
MONTHS_A_YEAR = 12

_NUMBER = r"[0-9](?:\d{0,2}(?:[ .]\d{3})+|\d{0,5})(?:[.,]\d{1,2})?"
_UNIT = r"(?:k ?€|k ?euros?|keur|€|euros?\b|eur\b|k\b(?= ?(?:brut|a\b|-|selon|annuel|/|par an))|e\b(?= ?(?:net|brut|/)))"
_AMOUNT = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<unit1>{_UNIT})?(?:\s*(?:brute?s?|nets?))?\s*"
    rf"(?:(?:a|et|-|–|/|jusqu'a)\s*(?P<high>{_NUMBER})\s*)?(?P<unit2>{_UNIT})?"
)
_BARE_UNIT = Phrase(r"[0-9] ?[ek]\b")
_ABOUT_PAY = re.compile(
    r"salaire|remuneration|remunere|brut|\bnets?\b|traitement|smic|mensuel|annuel|paye|/ ?mois|/ ?an\b"
    r"|par mois|par an\b|par heure|/ ?h\b|l'heure|horaire|package|grille|indemnite|gratification|\dk ?€|\d k ?€"
    r"|(?:sur|x) 1[234](?: ?mois)?\b"
)
_NOT_PAY = re.compile(
    r"prime|ticket|titre[- ]restaurant|titres[- ]restaurant|cheque|mutuelle|subvention|budget|enveloppe"
    r"|forfait|bonus|13e|chiffre d'affaires|aide (?:de|a)|dotation|cout|tarif|panier|remboursement|cofinanc|investiss"
    r"|habitants|loyer|frais|montant"
)
_NOT_PAY_AFTER = re.compile(
    r"\s*(?:ht\b|ttc\b)?\s*(?:/ ?(?:jour|km)|par jour|la journee|par km|de budget|de prime)"
)
_PERIODS = (
    ("hour", re.compile(r"(?:/|par|de l'|l') ?(?:h\b|heure)|\bhoraires?\b|taux horaire")),
    ("year", re.compile(r"(?:/|par) ?an(?:nee)?\b|annuel|\bl'an\b")),
    ("month", re.compile(r"(?:/|par) ?mois|mensuel|(?:sur|x) 1[34]\b")),
)
# What an amount can be: euros an hour, a month, a year.
_PLAUSIBLE = {"hour": (4, 90), "month": (400, 9_000), "year": (12_000, 110_000)}
_UNSAID_HOUR = 8  # Euros: less is an hour's pay only where the offer says so, as of a trainee.


@dataclass(frozen=True, slots=True)
class Pay:
    """A pay, as the offer states it."""

    low: Decimal
    high: Decimal
    period: str  # hour, month, year
    gross: bool | None  # None: the offer does not say.

    @property
    def monthly(self) -> tuple[Decimal, Decimal]:
        """Return the range by month of full-time work, to compare offers between them."""
        rates = {"hour": HOURS_A_MONTH, "month": Decimal(1), "year": 1 / Decimal(MONTHS_A_YEAR)}
        rate = rates[self.period]
        return (self.low * rate).quantize(Decimal(1)), (self.high * rate).quantize(Decimal(1))


def guess_pay(advert: Advert) -> tuple[Pay | None, tuple[Guess, ...]]:
    """Return the pay and the words that state it."""
    field = advert.fields.get("pay", "")
    for words, is_field in ((field, True), (advert.title, False), (advert.text, False)):
        found = _pay_in(words, is_field)
        if found:
            return found[0], _guesses(*found)
    return None, ()


def _guesses(pay: Pay, words: str) -> tuple[Guess, ...]:
    stated: list[tuple[str, Decimal | str]] = [
        ("pay_low", pay.low),
        ("pay_high", pay.high),
        ("pay_period", pay.period),
    ]
    guesses = tuple(Guess(name, value, words) for name, value in stated)
    return guesses if pay.gross is None else (*guesses, Guess("pay_gross", pay.gross, words))


def _pay_in(words: str, is_field: bool) -> tuple[Pay, str] | None:
    plain = folded(words)
    start, is_bare = 0, _BARE_UNIT.begins_in(plain) is not None
    for line in plain.split("\n"):
        is_money = is_field or is_bare or "€" in line or "eur" in line
        found = _pay_in_line(line, is_field) if is_money else None
        if found:
            pay, low, high = found
            return pay, around_of(words, start + low, start + high, 25)
        start += len(line) + 1
    return None


@by_line
def _pay_in_line(line: str, is_field: bool) -> tuple[Pay, int, int] | None:
    """Return the pay that a folded line states, and where it is said."""
    for found in _AMOUNT.finditer(line):
        if (
            not (found["unit1"] or found["unit2"] or is_field)
            or line[max(0, found.start() - 1) : found.start()] in WITHIN
        ):
            continue
        before, after = line[max(0, found.start() - 60) : found.start()], line[found.end() : found.end() + 45]
        if _NOT_PAY_AFTER.match(after) or (not is_field and not _speaks_of_pay(before, found[0] + after)):
            continue
        if pay := _pay(found, before, after):
            return pay, found.start(), found.end()
    return None


def _speaks_of_pay(before: str, after: str) -> bool:
    sentence = sentence_before(before, len(before), 60)
    about = _ABOUT_PAY.search(sentence) or _ABOUT_PAY.search(after)
    return bool(about) and not _NOT_PAY.search(sentence[-35:])


def _pay(found: re.Match[str], before: str, after: str) -> Pay | None:
    units = (found["unit1"] or "") + (found["unit2"] or "")
    low, high = _range(found, thousands="k" in units)
    period = _period(found[0] + after, before, low)
    if period is None or not low <= high:
        return None
    return Pay(low, high, period, _gross(found[0] + after, before))


def _range(found: re.Match[str], *, thousands: bool) -> tuple[Decimal, Decimal]:
    """Return both amounts; in « 32 à 35 000 € » the thousands are said once."""
    low = _number(found["low"], thousands)
    high = _number(found["high"], thousands) if found["high"] else low
    if high < low and found["unit1"] and not found["unit2"]:
        return low, low  # « 2 000 € – 10 rue du Port »: the second number is not of the pay.
    return (low * 1000 if low < 100 and high >= 10_000 else low), high


def _number(text: str, thousands: bool) -> Decimal:
    bare = text.replace(" ", "")
    bare = re.sub(r"\.(?=\d{3}(?:\D|$))", "", bare).replace(",", ".")
    number = Decimal(bare)
    return number * 1000 if thousands and number < 1000 else number


def _period(after: str, before: str, amount: Decimal) -> str | None:
    """Return the period said nearest to the amount, if the amount can be of it; else what it must be."""
    for words in (after, before[-30:]):
        said = [(found.start(), name) for name, pattern in _PERIODS if (found := pattern.search(words))]
        for _, name in sorted(said):
            if _is_plausible(amount, name):
                return name
    return next((name for name in _PLAUSIBLE if amount >= _UNSAID_HOUR and _is_plausible(amount, name)), None)


def _is_plausible(amount: Decimal, period: str) -> bool:
    low, high = _PLAUSIBLE[period]
    return low <= amount <= high


def _gross(after: str, before: str) -> bool | None:
    for words in (after, before):
        if re.search(r"\bbrute?s?\b", words):
            return True
        if re.search(r"\bnets?\b", words):
            return False
    return None
