"""Hours and remote work, as an offer says them. Pure."""

import re
from decimal import Decimal

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, Phrase, quoted

FEWEST, MOST = 4, 48  # Hours a week that an offer can mean.
_CLOCK = r"(?P<hours>[0-9]\d?)(?:[.,](?P<tenths>\d{1,2})|\s?h\s?(?P<minutes>\d{2}))?"
_HOURS = Phrase(
    rf"{_CLOCK}\s?(?:h\b|heures?)?\s?(?:/|par|hebdo\w*|de travail)?\s?"
    r"(?:semaine|sem\b|hebdo\w*)",
    "semaine", "sem", "hebdo",
)  # fmt: skip
_HOURS_FIELD = re.compile(rf"(?<!\d){_CLOCK}\s?(?:h\b|heures?|$)")
_OF_35 = Phrase(r"(?P<hours>[0-9]\d?)(?:[.,](?P<tenths>\d{1,2}))?\s?/\s?35 ?(?:e|emes?)\b")
# Hours that stand alone: what could be a time of the day, or the length of a course, does not count.
_BARE_HOURS = Phrase(
    r"(?P<hours>[1-3]\d)\s?(?:h\s?(?P<minutes>\d{2})|h\b|heures?\b)"
    r"(?![/-]|\s?(?:a|-|–)\s?\d|\s(?:par (?:mois|an)|mensuel|annuel))",
)  # fmt: skip
# What stands before a number that does not begin there, or is the end of a range; and before hours that are of something else.
_WITHIN = re.compile(r"(?:[\d,.:]|\d ?a )$")
_OF_ELSE = re.compile(r"(?:[\d,.:-]|\bde |\bdes |vers |avant |\bet |\ba )$")
_FEWEST_BARE, _MOST_BARE = 15, 39  # Hours.
_TIMES = re.compile(r"\d ?h(?:\d\d)? ?(?:a|-|–) ?\d")  # « de 9 h à 17 h ».
_A_FEW = re.compile(r"(?:atelier|permanence|cours|intervention|seance)\w*\W+(?:\w+\W+){0,3}$")
_FULL = Phrase(r"temps (?:plein|complet)|full[- ]time\b", "plein", "complet", "full")
_WHOLE = Phrase(r"100 ?%(?! ?(?:en )?(?:a distance|teletravail|remote|presentiel))")
_PART = Phrase(
    r"temps (?:partiel|non[- ]complet)(?!(?: ?(?:a )?\d\d ?%)? (?:possible|envisageable|accepte))|mi[- ]temps|part[- ]time",
    "temps", "part",
)  # fmt: skip
_SHARE = Phrase(r"[05-9](?:[,.]\d{1,2} ?etp|\d ?% ?(?:etp|d'un temps))", "etp", "temps")

_REMOTE = (
    ("none", Phrase(
        r"(?:pas de|sans|aucun|ni) teletravail|non teletravaillable|(?:n'ouvre|ne donne) pas droit au teletravail"
        r"|teletravail\W+(?:non|impossible|exclu|pas )|100 ?% (?:en )?presentiel|teletravail n'est pas",
        "teletravail", "presentiel",
    )),
    ("full", Phrase(
        r"100 ?% (?:en )?(?:teletravail|a distance|remote)|teletravail (?:complet|total|integral|a 100)|full[- ]remote"
        r"|entierement a distance|poste a distance complet",
        "teletravail", "distance", "remote",
    )),
    ("partial", Phrase(
        r"teletravail\w*|travail a distance|remote partiel|hybride", "teletravail", "distance", "remote", "hybride",
    )),
)  # fmt: skip
_TAUGHT = re.compile(r"(?:atelier\w*|accompagn\w+|former|formation|usages?|sensibilis\w+)\W+(?:\w+\W+){0,3}$")


def guess_hours(advert: Advert) -> tuple[Guess, ...]:
    """Return the weekly hours, and whether the job is part-time."""
    return tuple(guess for guess in (_weekly(advert), _part_time(advert)) if guess)


def _weekly(advert: Advert) -> Guess | None:
    field = advert.fields.get("hours", "")
    field = "" if _TIMES.search(folded(field)) else field
    guess = next((_weekly_of(field, found) for found in _HOURS_FIELD.finditer(folded(field))), None)
    for phrase, unlike, least, most in (
        (_OF_35, _WITHIN, FEWEST, MOST), (_HOURS, _WITHIN, FEWEST, MOST), (_BARE_HOURS, _OF_ELSE, _FEWEST_BARE, _MOST_BARE),
    ):  # fmt: skip
        for words in (advert.title, advert.text):
            guess = guess or _weekly_in(words, phrase, unlike, (least, most))
    return guess


def _weekly_in(words: str, phrase: Phrase, unlike: re.Pattern[str], bounds: tuple[int, int]) -> Guess | None:
    plain = folded(words)
    for found in phrase.finditer(plain):
        before = plain[max(0, found.start() - 40) : found.start()]
        if (
            unlike.search(before)
            or _A_FEW.search(before)
            or not bounds[0] <= int(found["hours"]) <= bounds[1]
        ):
            continue
        if guess := _weekly_of(words, found):
            return guess
    return None


def _weekly_of(words: str, found: re.Match[str]) -> Guess | None:
    hours = _number(found)
    return Guess("weekly_hours", hours, quoted(words, found)) if FEWEST <= hours <= MOST else None


def _number(found: re.Match[str]) -> Decimal:
    parts = found.groupdict()
    whole = Decimal(parts["hours"])
    if parts.get("minutes"):
        return whole + (Decimal(parts["minutes"]) / 60).quantize(Decimal("0.01"))
    return Decimal(f"{whole}.{parts['tenths']}") if parts.get("tenths") else whole


def _part_time(advert: Advert) -> Guess | None:
    field = advert.fields.get("hours", "")
    share = re.match(r"\W*(\d{2,3}) ?%", field)
    if share:
        return Guess("part_time", int(share[1]) < 100, field)
    for words in advert.passages("hours", "contract"):
        for phrase, value in ((_PART, True), (_SHARE, True), (_FULL, False)):
            found = phrase.search(folded(words))
            if found:
                return Guess("part_time", value, quoted(words, found))
        if whole := _whole(folded(words)):
            return Guess("part_time", False, quoted(words, whole))
    return None


def _whole(plain: str) -> re.Match[str] | None:
    """Return « 100 % », said of a share of full time and not of remote work."""
    found = (
        one
        for one in _WHOLE.finditer(plain)
        if re.search(r"(?:\ba|etp|quotite|temps) $", plain[max(0, one.start() - 9) : one.start()])
    )
    return next(found, None)


def guess_remote(advert: Advert) -> Guess | None:
    """Return none, partial or full remote work, when the offer speaks of it."""
    field = advert.fields.get("remote", "")
    if field:
        return _remote_field(field)
    for words in (advert.title, advert.fields.get("place", ""), advert.text):
        guess = _remote_in(words)
        if guess:
            return guess
    return None


def _remote_field(value: str) -> Guess:
    plain = folded(value).strip()
    said = f"Télétravail : {value}"
    if re.match(r"non|aucun|pas|impossible|exclu|none", plain):
        return Guess("remote", "none", said)
    if re.match(r"(?:fully|complet|total|100)", plain):
        return Guess("remote", "full", said)
    return Guess("remote", "partial", said)


def _remote_in(words: str) -> Guess | None:
    plain = folded(words)
    for value, phrase in _REMOTE:
        for found in phrase.finditer(plain):
            if not _TAUGHT.search(plain[max(0, found.start() - 50) : found.start()]):
                return Guess("remote", value, quoted(words, found, around=15))
    return None
