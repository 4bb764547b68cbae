"""How long the contract of an offer lasts, when it starts, and until when one can apply. Pure."""

import re
from datetime import date

from workforce.french_dates import DATE, believed_day, date_of, folded, french_date
from workforce.offers.understanding.guesses import Advert, Guess, Phrase, quoted, sentence_before

MAX_MONTHS = 72
LONGEST_COUNT = 14  # Characters of a number in words, and of a space.
_COUNT = r"(\d{1,3}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|dix-huit|vingt-quatre|trente-six)"
_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "dix-huit": 18, "vingt-quatre": 24, "trente-six": 36,
}  # fmt: skip
_LONG = rf"{_COUNT}\s*(mois|ans?\b|annees?)"
_ONLY_LENGTH = re.compile(rf"\b{_LONG}")
# Where a unit stands: the search runs from one digit or space to the next.
_UNIT = re.compile(r"[0-9 \n](mois|ans?\b|annees?)")
_COUNTED = re.compile(rf"\b{_COUNT}\s*$")
# What is said right before a length of contract, or right after.
_BEFORE = re.compile(
    r"(?:\bcdd\b|\bpec\b|contrat(?: de projet| a duree determinee)?|contrat d'engagement|duree|\bstage\b|\bvsi\b|civique\b"
    r"|volontariat|conclu)[^.;\n€]{0,45}?$|(?:pour une duree de|pour une periode de|mission de|remplacement de|pendant)\s*$"
)
_AFTER = re.compile(r"\s*(?:renouvelables?|de contrat|en cdd|\(renouvelable|fermes?)")
_NOT_A_LENGTH = re.compile(
    r"experience|anciennete|bac\s*\+|periode d'essai|essai|depuis|\bages?\b|preavis|diplome|formation"
    r"|minimum dans|partenariat|jusqu'a \d|limite de"
)
_ANY_UNIT = Phrase(r"mois|ans?\b|annees?")
# A text that holds nothing of the kind holds no date: the search runs from one digit to the next.
_DATE_LIKE = Phrase(r"[0-9](?:(?:er)?[ .]{1,3}(?:jan|fev|mar|avr|mai|jui|aou|sep|oct|nov|dec)|[/.-]\d)")
_ANY_DATE = DATE.replace("?P<", "?P<last_")
_SPAN = Phrase(rf"du (?<!\wdu ){DATE}[^.;\n]{{0,12}}? au {_ANY_DATE}")
_UNTIL = Phrase(rf"(?:cdd|contrat)[^.;\n]{{0,20}}? jusqu'au {DATE}", "jusqu")

_CLOSING = Phrase(
    r"(?:date limite|candidat\w+ (?:a (?:adresser|envoyer|transmettre) )?(?:avant|jusqu)|postule\w* avant|cloture"
    r"|jusqu'au|au plus tard|avant le|depot des candidatures|limite de (?:depot|candidature|reponse))"
    rf"[^.;\n]{{0,70}}?{DATE}",
    "limite", "candidat", "postule", "cloture", "jusqu", "tard", "avant", "depot",
)  # fmt: skip
# The day and the month alone, where only a deadline can be meant.
_SHORT_DAY = re.compile(
    r"(?:date limite|candidat\w+|postule\w*|cv|lm|cloture)[^.;\n]{0,60}?(?:avant(?: le)?|jusqu'au|:|le)\s*"
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])"
)
_CANDIDACY = re.compile(r"candidat|cloture|date limite|postul|cv\b|dossier|lettre de motivation|reponse")
_OF_OTHERS = re.compile(r"demandes? d'|inscription|subvention|appel a projets?|aides? ")
_NOT_THE_CONTRACT = re.compile(r"publi|candidat|inscription|entretien|jury|conge|vacances|forum|depot")
A_MONTH = 25  # Days: a shorter span is no contract.
_START = Phrase(
    r"(?:prise de (?:poste|fonctions?)|a pourvoir|a partir du|a compter du|debut(?: du| de)? (?:contrat|mission)"
    r"|date de debut|debut ?:|demarr\w+ le|rentree ?:|embauche|poste vacant)"
    rf"[^.;\n]{{0,45}}?{DATE}",
    "prise", "pourvoir", "partir", "compter", "debut", "demarre", "rentree", "embauche", "vacant",
)  # fmt: skip
_AS_SOON_AS = Phrase(rf"des le[^.;\n]{{0,45}}?{DATE}")
_RANGE = re.compile(r"\bdu (\d{2}/\d{2}/\d{4}) au (\d{2}/\d{2}/\d{4})")


def guess_months(advert: Advert, near: date | None = None) -> Guess | None:
    """Return the length of the contract in months: as said, else between its first and last days."""
    field = advert.fields.get("length", "")
    found = _ONLY_LENGTH.search(folded(field))
    if found:
        return _months(found[1], found[2], quoted(field, found))
    for words in advert.passages("contract"):
        guess = _months_in(words)
        if guess:
            return guess
    return _months_of_dates(advert, near)


def _months_in(words: str) -> Guess | None:
    plain = folded(words)
    first = _ANY_UNIT.begins_in(plain)
    for unit in _UNIT.finditer(plain, max(0, first - 1)) if first is not None else ():
        start = max(0, unit.start() - LONGEST_COUNT)
        count = _COUNTED.search(plain[start : unit.start(1)])
        if count and _is_length(plain, start + count.start(), unit.end()):
            return _months(count[1], unit[1], " ".join(words[start + count.start() : unit.end()].split()))
    return None


def _is_length(plain: str, start: int, end: int) -> bool:
    """Say whether some months are those of the contract, by the words beside them."""
    if _NOT_A_LENGTH.search(plain[max(0, start - 25) : end + 22]):
        return False
    return bool(_BEFORE.search(plain[max(0, start - 75) : start]) or _AFTER.match(plain, end))


def _months(count: str, unit: str, words: str) -> Guess | None:
    number = _NUMBERS.get(count) or int(count)
    months = number if unit == "mois" else number * 12
    return Guess("contract_months", months, words) if 0 < months <= MAX_MONTHS else None


def _months_of_dates(advert: Advert, near: date | None) -> Guess | None:
    plain = folded(advert.text)
    if not holds_a_date(plain):
        return None
    span = _span(plain)
    if span:
        return _whole_months(date_of(span, near), _last(span, near), quoted(advert.text, span))
    until, start = _UNTIL.search(plain), guess_start(advert, near)
    if until and start and isinstance(start.value, date):
        return _whole_months(start.value, date_of(until, near), quoted(advert.text, until))
    return None


def _span(plain: str) -> re.Match[str] | None:
    """Return the first span of dates that may be that of the contract: one may apply, or read the advert, at others."""
    return next(
        (
            found
            for found in _SPAN.finditer(plain)
            if not _NOT_THE_CONTRACT.search(sentence_before(plain, found.start()))
        ),
        None,
    )


def _last(span: re.Match[str], near: date | None) -> date | None:
    """Return the second date of a span."""
    day = re.search(DATE, span[0].rpartition(" au ")[2])
    return date_of(day, near) if day else None


def _whole_months(first: date | None, last: date | None, words: str) -> Guess | None:
    """Return the months between two days, both included, if they come to a whole number, a few days more or less."""
    if not first or not last or last <= first:
        return None
    days = (last - first).days + 1
    months = round(days / 30.44)
    is_whole = abs(days - months * 30.44) <= 4 and 0 < months <= MAX_MONTHS
    return Guess("contract_months", months, words) if is_whole else None


def guess_closing(advert: Advert, near: date | None) -> Guess | None:
    """Return the last day on which one may apply; a publication period ends on it."""
    period = _RANGE.search(folded(advert.fields.get("publication", "")))
    if period:
        day = believed_day(french_date(period[2]))
        return Guess("closes_on", day, period[0]) if day else None
    field = advert.fields.get("closing", "")
    guess = dated("closes_on", field, re.search(DATE, folded(field)), near) if field else None
    if guess:
        return guess
    return next((guess for words in (advert.title, advert.text) if (guess := _closing_in(words, near))), None)


def _closing_in(words: str, near: date | None) -> Guess | None:
    plain = folded(words)
    if not holds_a_date(plain):
        return None
    for found in _CLOSING.finditer(plain):
        around = sentence_before(plain, found.start(), 60) + found[0]
        if _CANDIDACY.search(around) and not _OF_OTHERS.search(around):
            return dated("closes_on", words, found, near)
    short = _SHORT_DAY.search(plain) if near and "/" in plain else None
    return _short_day(words, short, near) if short and near else None


def _short_day(words: str, found: re.Match[str], near: date) -> Guess | None:
    try:
        day = date(near.year, int(found["month"]), int(found["day"]))
        day = day if day >= near else day.replace(year=near.year + 1)
    except ValueError:
        return None
    return Guess("closes_on", day, quoted(words, found))


def guess_start(advert: Advert, near: date | None) -> Guess | None:
    """Return the day on which the work starts, when it is given."""
    field = advert.fields.get("start", "")
    guess = dated("starts_on", field, re.search(DATE, folded(field)), near) if field else None
    return guess or next(
        (guess for words in (advert.title, advert.text) if (guess := _start_in(words, near))), None
    )


def _start_in(words: str, near: date | None) -> Guess | None:
    plain = folded(words)
    if not holds_a_date(plain):
        return None
    found = _START.search(plain), _AS_SOON_AS.search(plain)
    said = next((guess for one in found if (guess := dated("starts_on", words, one, near))), None)
    return said or _begun(words, near)


def _begun(words: str, near: date | None) -> Guess | None:
    """Return the first day of a span that the contract covers."""
    found = _span(folded(words))
    first, last = (date_of(found, near), _last(found, near)) if found else (None, None)
    is_long = first and last and (last - first).days >= A_MONTH
    return dated("starts_on", words, found, near) if is_long else None


def holds_a_date(plain: str) -> bool:
    """Say whether a folded text may hold a date."""
    return _DATE_LIKE.begins_in(plain) is not None


def dated(field: str, words: str, found: re.Match[str] | None, near: date | None) -> Guess | None:
    """Return the guess of a date, if the calendar has it and its year can be believed."""
    day = believed_day(date_of(found, near)) if found else None
    return Guess(field, day, quoted(words, found)) if day and found else None
