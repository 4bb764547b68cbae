"""Which trade is an offer in, and is it one of ours? Pure, apart from its table.

A bare « numérique » is noise: eleven trades of the national list are about machine tools, a dozen more about
print, film or research. So phrases decide, after the words that only look like the trade have been taken out.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Guess
from workforce.offers.understanding.synonyms import phrases_of
from workforce.skills.families import shipped


@dataclass(frozen=True, slots=True)
class TradeFamily:
    """A next job, as skills/families.py has it, and the words that tell it in an offer."""

    code: str
    label_fr: str
    rome: tuple[str, ...]
    appellations: tuple[int, ...]
    ccps: tuple[str, ...]  # Blocs of the adviser's title that the job asks for.
    certificates: tuple[str, ...]
    keys: tuple[str, ...]  # Each phrase holds one.
    phrases: tuple[re.Pattern[str], ...]  # On epicene titles.
    body_phrases: tuple[re.Pattern[str], ...] = ()  # Sure enough to count when only the text says them.


_DATA = tomllib.loads(
    files("workforce.offers.understanding").joinpath("trades.toml").read_text(encoding="utf-8")
)


def _whole(pattern: str) -> str:
    """Return a pattern with its macros written out."""
    return re.sub(r"<(\w+)>", lambda found: _whole(_DATA["macros"][found[1]]), pattern)


def _patterns(row: dict[str, Any], name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"(?<!\w)(?:{_whole(phrase)})(?!\w)") for phrase in row.get(name, ()))


def _synonyms(family: str) -> re.Pattern[str]:
    """Return the names of the hidden market as one pattern, the longest first."""
    names = sorted(phrases_of(family), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _family(row: dict[str, Any]) -> TradeFamily:
    job = shipped().family(row["code"])
    return TradeFamily(
        code=job.code,
        label_fr=job.label,
        rome=tuple(sheet.code for sheet in job.romes),
        appellations=tuple(int(one.code) for sheet in job.romes for one in sheet.appellations),
        ccps=tuple(f"CCP{number}" for number in job.ccp_numbers),
        certificates=job.certificates,
        keys=tuple(row["keys"]),
        phrases=(*_patterns(row, "phrases"), _synonyms(row["code"])),
        body_phrases=_patterns(row, "body_phrases"),
    )


FAMILIES = tuple(map(_family, _DATA["families"]))
BY_CODE = {family.code: family for family in FAMILIES}

LOOKALIKES = tuple(map(re.compile, _DATA["lookalikes"]))
_LOOKALIKE = re.compile(r"numeri|digital|dsin|cnc")  # Each of them holds one.
OTHER_TRADES = re.compile(rf"^(?:{'|'.join(_DATA['other_trades'])})\b")
NOT_OFFERS = re.compile("|".join(_DATA["not_offers"]))
_OURS = re.compile(r"(?:mediateur|conseiller) numerique")
_E, _A_GRAVE = "(?:e|é|&eacute;|&#233;|&#xe9;)", "(?:e|è|&egrave;|&#232;|&#xe8;)"
_TRADE_LINE = re.compile(rf"(?:^|[>\n]|&nbsp;)\W*(?:m{_E}tiers?|famille|fili{_A_GRAVE}re)")
_INCLUSIVE = re.compile(
    r"[·.•(/\-‐](?:e|ere|re|rice|trice|euse|ne|ice|se|fe)(?:s"
    r"|[·.•(/\-‐]s)?\)?(?=[\s,/)·\-]|$)"
)
_TWICE = re.compile(r"\b(\w{5})(\w*)\s*(?:/|\bou\b|,|\(|-|et)\s*\1\w*\)?")
_SEXES = re.compile(
    r"\(?\b(?:[hfmx]\s*[/-]\s*[hfmx](?:\s*[/-]\s*[hfmx])?|homme\s*/\s*femme"
    r"|femme\s*/\s*homme)\b\)?"
)
_FEMININE = (
    (re.compile(r"\b(conseill|animatric)ere(s?)\b"), r"\1er\2"),
    (re.compile(r"\b(media|anima|forma|coordina|coordonna|initia|facilita|accompagna|direc"
    r"|opera)trice(s?)\b"), r"\1teur\2"),
    (re.compile(r"\b(technic)ienne(s?)\b"), r"\1ien\2"),
    (re.compile(r"\b(charge)e(s?)\b"), r"\1\2"),
    (re.compile(r"\b(referent|assistant|agent|adjoint|intervenant|gerant)e(s?)\b"), r"\1\2"),
    (re.compile(r"\bcheffe(s?)\b"), r"chef\1"),
    (re.compile(r"\b(bibliothecaire|mediathecaire|responsable)s\b"), r"\1"),
    (re.compile(r"\b(charge|conseiller|mediateur|animateur|formateur|coordinateur|coordonnateur|agent"
    r"|technicien)s\b"), r"\1"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Classified:
    """The trade of an offer, if it is one of ours, and why."""

    family: TradeFamily | None
    guess: Guess | None
    reason_fr: str


def epicene(title: str) -> str:
    """Return a title in one gender, lower case, without accents or signs: « Conseiller·ère »."""
    plain = _TWICE.sub(r"\1\2", _INCLUSIVE.sub("", _SEXES.sub(" ", folded(title))))
    for pattern, masculine in _FEMININE:
        plain = pattern.sub(masculine, plain)
    return re.sub(r"[^\w-]+", " ", plain).strip()


def without_lookalikes(plain: str) -> str:
    """Return the text without the phrases that only look like the trade."""
    if not _LOOKALIKE.search(plain):
        return plain
    for pattern in LOOKALIKES:
        plain = pattern.sub(" # ", plain)
    return plain


def classify(title: str, hints: tuple[str, ...] = (), text: str = "") -> Classified:
    """Return the family of an offer: by its title, else the trade its source names, else sure phrases."""
    return by_title(title, hints) or by_text(title, hints, text)


@lru_cache(maxsize=1024)  # Titles come back, from one source to the next and from one poll to the next.
def by_title(title: str, hints: tuple[str, ...] = ()) -> Classified | None:
    """Return what the title settles, else what the trade that its source names does, else nothing."""
    plain = epicene(title)
    if NOT_OFFERS.search(folded(title)):
        return Classified(None, None, f"« {title} » n'est pas une offre d'emploi.")
    family = _in_title(plain)
    if family:
        return Classified(family, Guess("trade", family.code, title), f"L'intitulé dit : « {title} ».")
    if OTHER_TRADES.match(plain):
        return Classified(None, None, f"L'intitulé « {title} » nomme un autre métier.")
    return _in_hints(hints)


def _in_hints(hints: tuple[str, ...]) -> Classified | None:
    for hint in hints:
        family = _in_title(epicene(hint))
        if family:
            return Classified(family, Guess("trade", family.code, hint), f"Le métier indiqué est « {hint} ».")
    return None


def by_text(title: str, hints: tuple[str, ...], text: str) -> Classified:
    """Return what the text says, once the title has settled nothing: the trade that it names on a line of its own comes first."""
    return _in_hints(hints) or _in_text(title, text)


def may_settle(markup: str) -> bool:
    """Say whether a text could name its trade on a line, or say twice a phrase of ours: its letters tell."""
    lowered = markup.lower()
    if lowered.count("rique") + lowered.count("illectr") > 1:
        return True
    return bool(("tier" in lowered or "fam" in lowered or "fili" in lowered) and _TRADE_LINE.search(lowered))


def _in_title(plain: str) -> TradeFamily | None:
    """Return the family whose phrase comes first: the noun of a job stands at the head of its title."""
    bare = without_lookalikes(plain)
    if OTHER_TRADES.match(plain) and not _OURS.search(bare):
        return None
    found = [
        (match.start(), order, family)
        for order, family in enumerate(FAMILIES)
        if _holds(bare, family.keys)
        for phrase in family.phrases
        if (match := phrase.search(bare))
    ]
    return min(found, key=lambda row: row[:2])[2] if found else None


def _holds(text: str, keys: tuple[str, ...]) -> bool:
    return any(key in text for key in keys)


def _in_text(title: str, text: str) -> Classified:
    """Count a phrase that only the text says when it is said twice: once may be of a partner."""
    plain = folded(text)
    for family in FAMILIES:
        for phrase in family.body_phrases:
            found = list(phrase.finditer(plain))
            if len(found) > 1:
                words = text[max(0, found[0].start() - 30) : found[0].end() + 30].replace("\n", " ").strip()
                return Classified(family, Guess("trade", family.code, words), f"Le texte dit : « {words} ».")
    if "numerique" in folded(title):
        return Classified(
            None, None, "Le mot « numérique » seul ne suffit pas : l'intitulé vise un autre métier."
        )
    return Classified(
        None, None, "Ni l'intitulé ni le texte ne parlent de médiation numérique ou d'un métier proche."
    )
