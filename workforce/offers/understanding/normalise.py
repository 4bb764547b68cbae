"""From an entry of a feed to an offer: every field that can be understood, with the words it came from. Pure.

The trade comes first: an entry that is not kept is not read any further. It decides nothing about people (that is
matching) and keeps nothing from one poll to the next.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workforce.feeds.entries import ParsedEntry, Stated
from workforce.feeds.identity import strip_tracking
from workforce.french_dates import folded
from workforce.offers.understanding.conditions import guess_hours, guess_remote
from workforce.offers.understanding.durations import guess_closing, guess_months, guess_start
from workforce.offers.understanding.guesses import Advert, Guess
from workforce.offers.understanding.labels import from_categories, from_extras, labelled
from workforce.offers.understanding.levels import guess_level
from workforce.offers.understanding.national_codes import guess_rome
from workforce.offers.understanding.pay import Pay, guess_pay
from workforce.offers.understanding.places import guess_place
from workforce.offers.understanding.precarity import Label, labels_of
from workforce.offers.understanding.recruiters import guess_employer
from workforce.offers.understanding.terms import guess_kind, guess_open
from workforce.offers.understanding.texts import plain_text, plain_title, safe_html, text_of, visible
from workforce.offers.understanding.towns import region_of
from workforce.offers.understanding.trades import Classified, by_text, by_title, may_settle
from workforce.territories.communes import commune as commune_of

NO_TITLE = "Offre sans intitulé"
_REFERENCE = re.compile(r"^(?P<reference>(?:19|20)\d{2}-\d{2,8}|[A-Z]{1,6}[-_]?\d{3,10})\s+[-–—]\s+(?=\S)")
_SEXES = re.compile(
    r"\s*[-–—,(\[]?\s*\b(?:[HFhf]\s*/\s*[HFhf](?:\s*/\s*[XxNnMm]\w*)?|[Hh]omme\s*/\s*[Ff]emme"
    r"|[Ff]emme\s*/\s*[Hh]omme)\b\s*[)\]]?"
)


@dataclass(frozen=True, slots=True)
class SourceShape:
    """What is known of a source before its entries are read."""

    employer: str = ""  # A site of one employer need not name it in each offer.
    departement: str | None = None  # The same for a source of one département.
    keep_all: bool = False  # A source of the trade's own: nothing is dropped.
    keep: tuple[str, ...] = ()  # Phrases that keep an offer, whatever its trade.
    drop: tuple[str, ...] = ()  # Phrases that drop it, whatever its trade.

    @property
    def is_choosy(self) -> bool:
        """Say whether the source has rules of its own: then the trade alone settles nothing."""
        return bool(self.keep_all or self.keep or self.drop)


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
    commune_code: str | None = None  # INSEE.
    postal_code: str | None = None
    point: tuple[float, float] | None = None  # Latitude and longitude of the commune.
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
    level: int | None = None  # Of diploma, 3 to 8.
    labels: tuple[str, ...] = ()  # Codes of precarity.py; their words are among the guesses.
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
    classified = by_title(title, _terms(entry))
    if not source.is_choosy and (reason := _settled(entry, title, classified)):
        return _dropped(entry, title, reason)
    markup = entry.content_html if len(entry.content_html) >= len(entry.summary_html) else entry.summary_html
    html = safe_html(markup, entry.link or entry.base_url)
    advert = _advert(title, entry, text_of(html), is_whole=markup == entry.summary_html)
    classified = classified or by_text(title, (advert.fields.get("trade", ""),), advert.text)
    kept, reason = _kept(advert, classified, source)
    if not kept:
        return _dropped(entry, title, reason)
    known: dict[str, Any] = {
        "title": title or NO_TITLE,
        "reference": reference,
        "html": html,
        "reason_fr": reason,
    }
    return _understood(entry, advert, source, classified, near, known)


def _settled(entry: ParsedEntry, title: str, classified: Classified | None) -> str:
    """Return why an entry is dropped when its title says enough: the rest of it is not read. Empty: it has to be read."""
    if classified:
        return "" if classified.family else classified.reason_fr
    if may_settle(entry.content_html) or may_settle(entry.summary_html):
        return ""
    return by_text(title, (), "").reason_fr


def _dropped(entry: ParsedEntry, title: str, reason: str) -> NormalisedOffer:
    return NormalisedOffer(
        identity=entry.identity, title=title or NO_TITLE, link=entry.link, html="", text="", kept=False, reason_fr=reason,
        published_at=entry.published_at, updated_at=entry.updated_at,
    )  # fmt: skip


def _understood(
    entry: ParsedEntry, advert: Advert, source: SourceShape, classified: Classified, near: date | None, known: dict[str, Any]
) -> NormalisedOffer:  # fmt: skip
    day = entry.published_at.date() if entry.published_at else near
    pay, pays = guess_pay(advert)
    read = (*_guesses(advert, entry, source, classified, day), *pays)
    found = {guess.field: guess for guess in (*read, *map(_stated, entry.stated))}
    if known["reference"]:
        found["reference"] = Guess("reference", known["reference"], visible(entry.title))
    values = _values(found, classified)
    labels = _labels(values, found, pay, advert)
    return NormalisedOffer(
        identity=entry.identity, link=strip_tracking(entry.link), text=advert.text, kept=True, published_at=entry.published_at,
        updated_at=entry.updated_at, pay=pay, labels=tuple(one.code for one in labels),
        guesses=(*found.values(), *(Guess("label", one.code, one.quote) for one in labels if one.quote)), **values, **known,
    )  # fmt: skip


def _stated(said: Stated) -> Guess:
    name, value, words = said
    return Guess(name, visible(value) if isinstance(value, str) else value, visible(words))


def clean_title(title: str) -> tuple[str, str | None]:
    """Return the title without its reference number and its H/F, and the reference."""
    bare = plain_title(title)
    found = _REFERENCE.match(bare)
    reference = found["reference"] if found else None
    bare = bare[found.end() :] if found else bare
    bare = _SEXES.sub(" ", bare) if "/" in bare else bare
    return " ".join(bare.split()).strip(" -–—,|"), reference


def _advert(title: str, entry: ParsedEntry, text: str, *, is_whole: bool) -> Advert:
    """Gather the fields, the surest source of each first: extensions, named categories, labelled lines."""
    fields = labelled(text)
    summary = {} if is_whole else labelled(plain_text(entry.summary_html))
    for surer in (summary, from_categories(entry.categories), from_extras(entry.extras)):
        fields |= surer
    terms = visible(" ; ".join(term for domain, term in entry.categories if not domain and term))
    if terms and "contract" not in fields and guess_kind(Advert("", {"contract": terms}, "")):
        fields["contract"] = terms
    return Advert(title, fields, text)


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
    employer = guess_employer(advert, source.employer)
    place, places = guess_place(advert, entry.guid, str(employer.value) if employer else "")
    if not place.departement and source.departement:
        places = (*places, Guess("departement", source.departement, "Le département de la source"))
    single = (
        employer,
        classified.guess,
        guess_kind(advert),
        guess_months(advert, day),
        guess_remote(advert),
        guess_closing(advert, day),
        guess_start(advert, day),
        guess_open(advert),
        guess_level(advert),
        guess_rome(advert),
    )
    return [*places, *guess_hours(advert), *(guess for guess in single if guess)]


_COPIED = (
    "employer", "departement", "commune", "commune_code", "postal_code", "trade", "contract_kind", "contract_months",
    "remote", "weekly_hours", "part_time", "starts_on", "closes_on", "open_to_contract_staff", "level",
)  # fmt: skip


def _values(found: dict[str, Guess], classified: Classified) -> dict[str, Any]:
    values: dict[str, Any] = {name: found[name].value for name in _COPIED if name in found}
    values["region"] = region_of(values.get("departement"))
    commune = commune_of(values["commune_code"]) if "commune_code" in values else None
    values["point"] = commune.point if commune else None
    if classified.family:
        values |= {"rome": classified.family.rome, "appellations": classified.family.appellations}
    if "rome" in found:  # Its source states it, or its own words.
        values["rome"] = (str(found["rome"].value),)
    return values


@dataclass(frozen=True, slots=True)
class _Terms:
    contract_kind: str
    length_months: int | None
    pay_min: int | None
    hours_per_week: float | None


def _labels(
    values: dict[str, Any], found: dict[str, Guess], pay: Pay | None, advert: Advert
) -> tuple[Label, ...]:
    hours = values.get("weekly_hours")
    terms = _Terms(
        values.get("contract_kind", ""), values.get("contract_months"), int(pay.low) if pay else None,
        float(hours) if hours is not None else None,
    )  # fmt: skip
    quotes = {name: guess.words for name, guess in found.items()}
    return labels_of(terms, advert.title, advert.text, part_time=values.get("part_time"), quotes=quotes)
