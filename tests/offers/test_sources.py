import re
from urllib.parse import urlsplit

from workforce.addresses import endpoint
from workforce.offers.sources.known import (
    DEFAULT_SOURCES,
    departement_feeds,
    url_for_departement,
    url_for_host,
)
from workforce.offers.understanding.towns import NAMES


def by_code(code: str):
    return next(source for source in DEFAULT_SOURCES if source.code == code)


def test_every_departement_has_its_feed_under_a_name_of_three_characters():
    feeds = {code: url for code, _, url in departement_feeds()}

    assert set(feeds) == set(NAMES)
    assert len(feeds) == 101
    assert feeds["83"].endswith("search-dept=083")
    assert feeds["2A"].endswith("search-dept=02A")
    assert feeds["971"].endswith("search-dept=971")
    assert all(re.fullmatch(r"search-dept=\w{3}", urlsplit(url).query) for url in feeds.values())


def test_a_pattern_is_completed_with_the_name_of_a_site():
    assert url_for_host(by_code("talentsoft"), " https://recrutement.metropole.example/ ") == (
        "https://recrutement.metropole.example/handlers/offerRss.ashx?LCID=1036"
    )
    assert url_for_host(by_code("discourse"), "forum.example") == "https://forum.example/latest.rss"


def test_every_source_is_polite_and_leads_to_the_web():
    for source in DEFAULT_SOURCES:
        url = (
            url_for_departement(source, "79")
            if source.per == "departement"
            else url_for_host(source, "x.example")
        )
        assert endpoint(url).scheme == "https"
        assert source.interval_minutes >= 60
