"""Labels that say how precarious an offer is, each with the words it was read from. Pure, for an offer as for a draft."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Phrase, quoted
from workforce.wording import hours_fr

A_YEAR = 12  # Months: a contract of a year or less is short.
FULL_TIME = 35  # Hours a week.
ENDLESS = frozenset({"CDI", "titulaire"})

_NEGATED = r"(?<!non )(?<!non-)(?<!pas )"
_RENEWABLE = Phrase(
    rf"(?<!energie )(?<!energies ){_NEGATED}(?:renouvelables?|reconductibles?|prolongeables?)\b"
    r"|(?:renouvellement|prolongation|reconduction) (?:possible|envisageable)"
    r"|possibilite de (?:renouvellement|prolongation|reconduction)|pourra etre (?:renouvele|prolonge|reconduit)e?",
    "renouvel", "reconduc", "prolong", "reconduit",
)  # fmt: skip
_CDI_POSSIBLE = Phrase(
    r"(?<!pas d')(?<!sans )(?:possibilite|perspective|opportunite)s? (?:de |d'un |d'evolution (?:en |vers un ))cdi"
    r"|\bcdi (?:possible|envisage\w*|a la cle|a terme|en perspective)"
    r"|(?<!non )(?:evoluti[fv]\w*|transformables?|pouvant (?:deboucher|evoluer|aboutir)|peut (?:deboucher|evoluer))"
    r" (?:en |vers (?:un )?|sur (?:un )?|a un )cdi"
    r"|embauche en cdi (?:envisag\w+|possible)|titularisation (?:possible|envisage\w*)",
    "cdi", "titularisation",
)  # fmt: skip
_FUNDED_UNTIL = Phrase(
    r"(?:financ\w+|cofinanc\w+|subvention\w*|budget\w*|credits?)\b[^.;\n]{0,70}? jusqu(?:'en|'au|'a)"
    r" (?:la )?(?:fin )?(?:\d{1,2}(?:er)?[ /.])?(?:[a-z]+ |\d{1,2}[/.])?\d{4}",
    "jusqu",
)  # fmt: skip
_SUBJECT = Phrase(
    r"sous reserve (?:de |du |des |d')[^.;\n]{0,50}?(?:financement|subvention|credit|budget)\w*"
    r"|(?:selon|en fonction des|dans la limite des) (?:les )?(?:financement|subvention|credit)s?\b"
    r"|sous reserve (?:de |du |des |d')(?:obtention|maintien|accord) [^.;\n]{0,30}?(?:etat|conum|anct)",
    "reserve", "financement", "subvention", "credit", "credits",
)  # fmt: skip
_SCALE = Phrase(
    r"\bsmic\b|grilles? (?:indiciaires?|des |de la |salariale|de remuneration|statutaire)|selon (?:la )?grilles?"
    r"|(?:remuneration|traitement|salaire) (?:statutaire|indiciaire)|base indiciaire|regime indemnitaire|rifseep|\bifse\b"
    r"|convention collective|(?:selon|remuneration|convention) (?:la )?convention\w*|convention [a-z]{3,8}\b, pesee"
    r"|convention (?:eclat|elisfa|alisfa|hla|fehap|ccnt|66|51)\b|\bpesee \d+|\bcoef(?:ficient)?\.? \d{3}|\bindice \w+ \d{3}"
    r"|cotation \d+|echelle c\d|\bgrille c\b",
    "smic", "grille", "indiciaire", "statutaire", "indemnitaire", "rifseep", "ifse", "convention", "pesee", "coef",
    "coefficient", "indice", "cotation", "echelle",
)  # fmt: skip
# What is read in the words, apart from the fields: code, what a reader sees, how pressing it is.
_READ = (
    ("renewable", "renouvelable", "info", _RENEWABLE),
    ("cdi_possible", "CDI possible ensuite", "calm", _CDI_POSSIBLE),
    ("funded_until", "financé jusqu’à une date", "urgent", _FUNDED_UNTIL),
    ("subject_to_funding", "sous réserve de financement", "urgent", _SUBJECT),
)
WORDS: Mapping[str, str] = {
    "short": "un an ou moins", "length_unstated": "durée non indiquée", "part_time": "temps partiel",
    "pay_stated": "salaire indiqué", "pay_scale": "salaire selon une grille, sans montant", "pay_unstated": "salaire non indiqué",
} | {code: words for code, words, _, _ in _READ}  # fmt: skip
LEVELS: Mapping[str, str] = {
    "short": "plan", "length_unstated": "plan", "part_time": "plan", "pay_stated": "calm", "pay_scale": "info",
    "pay_unstated": "plan",
} | {code: level for code, _, level, _ in _READ}  # fmt: skip
CODES = tuple(WORDS)


class Terms(Protocol):
    """The terms of an offer: a row, or an employer's draft."""

    @property
    def contract_kind(self) -> str: ...  # noqa: D102 - A field.
    @property
    def length_months(self) -> int | None: ...  # noqa: D102 - A field.
    @property
    def pay_min(self) -> int | None: ...  # noqa: D102 - A field.
    @property
    def hours_per_week(self) -> float | None: ...  # noqa: D102 - A field.


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its code, what a reader sees, the words of the offer it was read from (none: the offer is silent)."""

    code: str
    words_fr: str
    quote: str
    level: str  # How pressing: calm, info, plan, urgent.


def labels_of(
    offer: Terms, *texts: str, part_time: bool | None = None, quotes: Mapping[str, str] | None = None
) -> tuple[Label, ...]:
    """Return the labels of an offer, or of a draft, from its terms and its texts (title, then advert).

    `quotes` gives the words from which a field was understood, by the name of the field; a draft has none: what was
    typed is said again.
    """
    said = quotes or {}
    return (
        *_on_length(offer, said), *_on_hours(offer, part_time, said), *_on_pay(offer, texts, said), *_in_words(offer, texts),
    )  # fmt: skip


def is_at_least_as_long(offer: Terms, months: int | None) -> bool:
    """Say whether an offer lasts at least as long as a contract of so many months; an offer that gives no length is not."""
    if offer.contract_kind in ENDLESS:
        return True
    return bool(months and offer.length_months and offer.length_months >= months)


def label(code: str, quote: str = "", words: str = "") -> Label:
    """Return a label by its code."""
    return Label(code, words or WORDS[code], quote, LEVELS[code])


def _on_length(offer: Terms, said: Mapping[str, str]) -> Iterator[Label]:
    if offer.contract_kind in ENDLESS or not offer.contract_kind:
        return
    if offer.length_months is None:
        yield label("length_unstated", said.get("contract_kind", ""))
    elif offer.length_months <= A_YEAR:
        yield label("short", said.get("contract_months", f"{offer.length_months} mois"))


def _on_hours(offer: Terms, part_time: bool | None, said: Mapping[str, str]) -> Iterator[Label]:
    hours = offer.hours_per_week
    if hours and hours < FULL_TIME:
        yield label("part_time", said.get("weekly_hours", f"{hours_fr(hours)} par semaine"))
    elif part_time:
        yield label("part_time", said.get("part_time", ""))


def _on_pay(offer: Terms, texts: Sequence[str], said: Mapping[str, str]) -> Iterator[Label]:
    if offer.pay_min is not None:
        yield label("pay_stated", said.get("pay_low", ""))
        return
    found = _first(_SCALE, texts)
    yield label("pay_scale", found) if found else label("pay_unstated")


def _in_words(offer: Terms, texts: Sequence[str]) -> Iterator[Label]:
    for code, _, _, phrase in _READ:
        found = _first(phrase, texts) if code != "cdi_possible" or offer.contract_kind not in ENDLESS else ""
        if found:
            yield label(code, found)


def _first(phrase: Phrase, texts: Sequence[str]) -> str:
    """Return the first words that a phrase is said in."""
    said = ((text, found) for text in texts if (found := phrase.search(folded(text))))
    return next((quoted(text, found, around=15) for text, found in said), "")
