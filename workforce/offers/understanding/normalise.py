"""From an entry of a feed to an offer: every field that can be understood, with the words it came from. Pure.

It decides nothing about people (that is matching) and keeps nothing from one poll to the next.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workforce.feeds.entries import ParsedEntry
from workforce.feeds.identity import strip_tracking
from workforce.french_dates import folded
from workforce.offers.understanding.conditions import guess_hours, guess_remote
from workforce.offers.understanding.guesses import Advert, Guess
from workforce.offers.understanding.labels import from_categories, from_extras, labelled
from workforce.offers.understanding.pay import Pay, guess_pay
from workforce.offers.understanding.places import guess_place, region_of
from workforce.offers.understanding.terms import (
    guess_closing,
    guess_kind,
    guess_months,
    guess_open,
    guess_start,
)
from workforce.offers.understanding.texts import plain_text, plain_title, safe_html
from workforce.offers.understanding.trades import Classified, classify

NO_TITLE = "Offre sans intitulé"
_REFERENCE = re.compile(r"^(?P<reference>(?:19|20)\d{2}-\d{2,8}|[A-Z]{1,6}[-_]?\d{3,10})\s+[-–—]\s+(?=\S)")
_SEXES = re.compile(
    r"\s*[-–—,(\[]?\s*\b(?:[HFhf]\s*/\s*[HFhf](?:\s*/\s*[XxNnMm]\w*)?|[Hh]omme\s*/\s*[Ff]emme"
    r"|[Ff]emme\s*/\s*[Hh]omme)\b\s*[)\]]?"
)
_EMPLOYER_AT = re.compile(r"\s(?:[-–—|@]|chez)\s(?P<employer>[^-–—|@]{3,80})$")
_EMPLOYER_NOUN = re.compile(
    r"\b(?:mairie|ville|commune|communaute|agglomeration|metropole|conseil departemental|departement"
    r"|region|ccas|cias|mjc"
    r"|centre social|association|mission locale|mediatheque|pimms|france services|syndicat|pays|afpa"
    r"|greta|emmaus|petr"
    r"|foyer|maison|fablab|tiers[- ]lieu|universite|cdg|centre de gestion|cc |ca )"
)


@dataclass(frozen=True, slots=True)
class SourceShape:
    """What is known of a source before its entries are read."""

    employer: str = ""  # A site of one employer need not name it in each offer.
    departement: str | None = None  # The same for a source of one département.
    keep_all: bool = False  # A source of the trade's own: nothing is dropped.
    keep: tuple[str, ...] = ()  # Phrases that keep an offer, whatever its trade.
    drop: tuple[str, ...] = ()  # Phrases that drop it, whatever its trade.


@dataclass(frozen=True, slots=True)
class NormalisedOffer:
    """An offer as it is understood. What could not be understood is empty, never invented."""

    identity: str
    title: str
    link: str
    html: str
    text: str
    kept: bool
    reason_fr: str  # Why it is kept or dropped.
    published_at: datetime | None = None
    updated_at: datetime | None = None
    reference: str | None = None
    employer: str | None = None
    departement: str | None = None
    region: str | None = None
    commune: str | None = None
    postal_code: str | None = None
    trade: str | None = None  # The code of a family of trades.py.
    rome: tuple[str, ...] = ()
    appellations: tuple[int, ...] = ()
    contract_kind: str | None = None
    contract_months: int | None = None
    pay: Pay | None = None
    remote: str | None = None  # none, partial, full
    weekly_hours: Decimal | None = None
    part_time: bool | None = None
    starts_on: date | None = None
    closes_on: date | None = None
    open_to_contract_staff: bool | None = None
    guesses: tuple[Guess, ...] = field(default=())

    def words_for(self, name: str) -> str | None:
        """Return the words from which a field was understood."""
        return next((guess.words for guess in self.guesses if guess.field == name), None)


def normalise(
    entry: ParsedEntry, source: SourceShape | None = None, near: date | None = None
) -> NormalisedOffer:
    """Understand an entry; a date without its year counts from the entry's own date, else from `near`."""
    source = source or SourceShape()
    title, reference = clean_title(entry.title)
    markup = entry.content_html if len(entry.content_html) >= len(entry.summary_html) else entry.summary_html
    base = entry.link or entry.base_url
    text = plain_text(markup)
    advert = _advert(
        title, entry, plain_text(entry.summary_html) if markup != entry.summary_html else text, text
    )
    day = entry.published_at.date() if entry.published_at else near
    classified = _classified(advert, entry)
    kept, reason = _kept(advert, classified, source)
    pay, pays = guess_pay(advert)
    found = {guess.field: guess for guess in (*_guesses(advert, entry, source, classified, day), *pays)}
    if reference:
        found["reference"] = Guess("reference", reference, entry.title)
    return NormalisedOffer(
        identity=entry.identity,
        title=title or NO_TITLE,
        reference=reference,
        link=strip_tracking(entry.link),
        html=safe_html(markup, base),
        text=advert.text,
        kept=kept,
        reason_fr=reason,
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        pay=pay,
        **_values(found, classified),
        guesses=tuple(found.values()),
    )


def clean_title(title: str) -> tuple[str, str | None]:
    """Return the title without its reference number and its H/F, and the reference."""
    bare = plain_title(title)
    found = _REFERENCE.match(bare)
    reference = found["reference"] if found else None
    bare = _SEXES.sub(" ", bare[found.end() :] if found else bare)
    return re.sub(r"\s+", " ", bare).strip(" -–—,|"), reference


def _advert(title: str, entry: ParsedEntry, summary: str, text: str) -> Advert:
    """Gather the fields, the surest source of each first: extensions, named categories, labelled lines."""
    fields = labelled(text)
    for surer in (labelled(summary), from_categories(entry.categories), from_extras(entry.extras)):
        fields |= surer
    terms = " ; ".join(term for domain, term in entry.categories if not domain and term)
    if terms and "contract" not in fields and guess_kind(Advert("", {"contract": terms}, "")):
        fields["contract"] = terms
    return Advert(title, fields, text)


def _classified(advert: Advert, entry: ParsedEntry) -> Classified:
    hints = tuple(part for part in (advert.fields.get("trade", ""), *_terms(entry)) if part)
    return classify(advert.title, hints, advert.text)


def _terms(entry: ParsedEntry) -> tuple[str, ...]:
    return tuple(
        term for domain, term in entry.categories if not domain.endswith(("secteurgeo", "collectivite"))
    )


def _kept(advert: Advert, classified: Classified, source: SourceShape) -> tuple[bool, str]:
    """Say whether the offer concerns our readers: the source's own phrases first, then the trade."""
    return ruled(advert.title, advert.text, source) or (
        classified.family is not None,
        classified.reason_fr,
    )


def ruled(title: str, text: str, source: SourceShape) -> tuple[bool, str] | None:
    """Say whether a source's own rules keep or drop an offer, and by which; nothing where they leave it to its trade.

    A phrase counts as whole words, whatever the accents, capitals and hyphens.
    """
    if source.drop or source.keep:
        plain = _as_words(f"{title} {text}")
        for phrases, kept, verb in ((source.drop, False, "écarte"), (source.keep, True, "garde")):
            found = next((phrase for phrase in phrases if _as_words(phrase) in plain), None)
            if found:
                return kept, f"La source {verb} « {found} »."
    return (True, "Toutes les offres de cette source sont gardées.") if source.keep_all else None


def _as_words(text: str) -> str:
    return f" {re.sub(r'[^a-z0-9]+', ' ', folded(text)).strip()} "


def _guesses(
    advert: Advert, entry: ParsedEntry, source: SourceShape, classified: Classified, day: date | None
) -> list[Guess]:
    place, places = guess_place(advert, entry.guid)
    if not place.departement and source.departement:
        places = (*places, Guess("departement", source.departement, "Le département de la source"))
    single = (
        _employer(advert, source),
        classified.guess,
        guess_kind(advert),
        guess_months(advert),
        guess_remote(advert),
        guess_closing(advert, day),
        guess_start(advert, day),
        guess_open(advert),
    )
    return [*places, *guess_hours(advert), *(guess for guess in single if guess)]


def _employer(advert: Advert, source: SourceShape) -> Guess | None:
    """Return who hires: the field that says so, else the end of the title, else the source itself."""
    stated = advert.fields.get("employer")
    if stated:
        return Guess("employer", stated, stated)
    found = _EMPLOYER_AT.search(advert.title)
    if found and _EMPLOYER_NOUN.search(folded(found["employer"])):
        return Guess("employer", found["employer"].strip(), advert.title)
    return Guess("employer", source.employer, "L'employeur de la source") if source.employer else None


_COPIED = (
    "employer", "departement", "commune", "postal_code", "trade", "contract_kind", "contract_months",
    "remote", "weekly_hours", "part_time", "starts_on", "closes_on", "open_to_contract_staff",
)  # fmt: skip


def _values(found: dict[str, Guess], classified: Classified) -> dict[str, Any]:
    values: dict[str, Any] = {name: found[name].value for name in _COPIED if name in found}
    values["region"] = region_of(values.get("departement"))
    if classified.family:
        values |= {"rome": classified.family.rome, "appellations": classified.family.appellations}
    return values
