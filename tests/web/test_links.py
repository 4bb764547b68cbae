"""The addresses written in letters are those the web serves, page by page."""

import re

import pytest

from tests.web import desks
from workforce.alerts import links
from workforce.settings import settings

ROUTES = {
    rule.endpoint: re.sub(r"<[^>]+>", "{0}", rule.rule)
    for rule in desks.application().url_map.iter_rules()
    if "GET" in rule.methods
}


@pytest.mark.parametrize("page", sorted(links.PATHS))
def test_a_letter_leads_where_the_web_serves(page):
    assert links.PATHS[page] == ROUTES[page]


@pytest.mark.parametrize("page", sorted(links.PATHS))
def test_a_whole_address_is_matched_to_its_page(page):
    address = links.link(page, *([7] if "{0}" in links.PATHS[page] else []))
    host = settings().public_url.rstrip("/")
    assert address.startswith(f"{host}/")
    adapter = desks.application().url_map.bind("localhost")
    endpoint, arguments = adapter.match(address.removeprefix(host))
    assert endpoint == page
    assert list(arguments.values()) in ([], [7], ["7"])
