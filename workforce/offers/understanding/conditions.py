"""Hours and remote work, as an offer says them. Pure."""

import re
from decimal import Decimal

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, quoted

_CLOCK = r"(?P<hours>\d{1,2})(?:[.,](?P<tenths>\d{1,2})|\s?h\s?(?P<minutes>\d{2}))?"
_HOURS = re.compile(
    rf"(?<![\d,.:]){_CLOCK}\s?(?:h\b|heures?)?\s?(?:/|par|hebdo\w*|de travail)?\s?(?:semaine|sem\b|hebdo\w*)"
)
_HOURS_FIELD = re.compile(rf"(?<!\d){_CLOCK}\s?(?:h\b|heures?|$)")
# Hours that stand alone: what could be a time of the day does not count.
_BARE_HOURS = re.compile(
    r"(?<![\d,.:-])(?<!\bde )(?<!\bdes )(?<!vers )(?<!avant )(?<!\bet )(?:(?P<hours>2[4-9]|3\d)"
    r"|(?<!\ba )(?P<late>1[5-9]|2[0-3]))"
    r"\s?(?:h\s?(?P<minutes>\d{2})|h\b)(?![/-]|\s?(?:a|-|–)\s?\d)"
)
_FULL = re.compile(
    r"temps (?:plein|complet)|\bfull[- ]time\b"
    r"|(?:\ba|etp|quotite|temps) 100 ?%(?! ?(?:en )?(?:a distance|teletravail|remote|presentiel))"
)
_PART = re.compile(
    r"temps (?:partiel|non[- ]complet)|mi[- ]temps|\b0[,.]\d{1,2} ?etp|\b[5-9]\d ?% ?(?:etp|d'un temps)"
    r"|part[- ]time"
)

_REMOTE = (
    ("none", re.compile(r"(?:pas de|sans|aucun|ni) teletravail|non teletravaillable"
    r"|teletravail\W+(?:non|impossible|exclu)|100 ?% (?:en )?presentiel|teletravail n'est pas")),
    ("full", re.compile(r"100 ?% (?:en )?(?:teletravail|a distance|remote)|teletravail (?:complet|total"
    r"|integral|a 100)|full[- ]remote|entierement a distance|poste a distance complet")),
    ("partial", re.compile(r"teletravail\w*|travail a distance|remote partiel|hybride")),
)  # fmt: skip
_TAUGHT = re.compile(r"(?:atelier\w*|accompagn\w+|former|formation|usages?|sensibilis\w+)\W+(?:\w+\W+){0,3}$")


def guess_hours(advert: Advert) -> tuple[Guess, ...]:
    """Return the weekly hours, and whether the job is part-time."""
    return tuple(guess for guess in (_weekly(advert), _part_time(advert)) if guess)


def _weekly(advert: Advert) -> Guess | None:
    field = advert.fields.get("hours", "")
    searches = [
        (_HOURS_FIELD, field),
        (_HOURS, advert.title),
        (_HOURS, advert.text),
        (_BARE_HOURS, advert.title),
    ]
    for pattern, words in [*searches, (_BARE_HOURS, advert.text)]:
        for found in pattern.finditer(folded(words)):
            hours = _number(found)
            if 4 <= hours <= 48:
                return Guess("weekly_hours", hours, quoted(words, found))
    return None


def _number(found: re.Match[str]) -> Decimal:
    parts = found.groupdict()
    whole = Decimal(parts["hours"] or parts["late"])
    if parts["minutes"]:
        return whole + (Decimal(parts["minutes"]) / 60).quantize(Decimal("0.01"))
    return Decimal(f"{whole}.{parts['tenths']}") if parts.get("tenths") else whole


def _part_time(advert: Advert) -> Guess | None:
    field = advert.fields.get("hours", "")
    share = re.match(r"\W*(\d{2,3}) ?%", field)
    if share:
        return Guess("part_time", int(share[1]) < 100, field)
    for words in advert.passages("hours", "contract"):
        for pattern, value in ((_PART, True), (_FULL, False)):
            found = pattern.search(folded(words))
            if found:
                return Guess("part_time", value, quoted(words, found))
    return None


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
    for value, pattern in _REMOTE:
        for found in pattern.finditer(plain):
            if not _TAUGHT.search(plain[max(0, found.start() - 50) : found.start()]):
                return Guess("remote", value, quoted(words, found, around=15))
    return None
