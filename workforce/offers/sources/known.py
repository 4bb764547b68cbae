"""The sources that the product offers from the start. Pure, apart from its table."""

import json
from dataclasses import dataclass
from importlib.resources import files

from workforce.offers.understanding.towns import NAMES


@dataclass(frozen=True, slots=True)
class DefaultSource:
    """A feed, or a pattern of feeds, known to be worth reading."""

    code: str
    name: str
    about_fr: str
    kind: str
    url: str  # A pattern, until `per` is filled in.
    per: str  # What is asked for: departement or host (the pattern), address (it may be another), search.
    interval_minutes: int
    keep_all: bool
    offer_url: str = ""  # The page of one offer, by its {reference}, where the source does not give it.


DEFAULT_SOURCES: tuple[DefaultSource, ...] = tuple(
    DefaultSource(**row)
    for row in json.loads(
        files("workforce.offers.sources").joinpath("known.json").read_text(encoding="utf-8")
    )
)

BY_CODE = {source.code: source for source in DEFAULT_SOURCES}
PUBLIC_SERVICE, FRANCE_TRAVAIL = BY_CODE["public-service"], BY_CODE["france-travail"]


def url_for_departement(source: DefaultSource, departement: str) -> str:
    """Return the address of the source's feed for one département: three characters, 083, 02A, 971."""
    return source.url.format(departement3=departement.rjust(3, "0"))


def url_for_host(source: DefaultSource, host: str) -> str:
    """Return the address of the source's feed on one site."""
    return source.url.format(host=host.strip().removeprefix("https://").removeprefix("http://").strip("/"))


def departement_feeds() -> tuple[tuple[str, str, str], ...]:
    """Return (département, name, address) of every feed offered by département."""
    return tuple(
        (code, f"{source.name} — {name}", url_for_departement(source, code))
        for source in DEFAULT_SOURCES
        if source.per == "departement"
        for code, name in NAMES.items()
    )
