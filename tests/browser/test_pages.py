"""Every page of every family, in a real browser: what axe finds, what overflows, what is too heavy."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web import desks
from tests.web.test_access import DOORS

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HEAVIEST = 60 * 1024  # Bytes of HTML.
TALLEST = 12_000  # Pixels, on a phone.
FOR_MACHINES = {
    "static",
    "health.healthz",
    "health.metrics",
    "operator.letter_html",
    "coordinator.team_csv",
    "coordinator.team_xlsx",
    "calendars.read",
    "offer_feeds.read",
    "public_offers.feed",
    "planets.feed",
    "public_offers.sitemap",
    "public_offers.robots",
    "imports.refused_rows",
    "evidence.attachment",
    "portfolio.pdf",
    "portfolio.web_page",
    "operator.export_referential",
    "offer_export.everywhere",
    "offer_export.matches",
    "operator.export_outlines",
}
ELSEWHERE = {"sign_in.door", "sign_in.home", "planets.door"}  # They lead to a page.
ROLES = {
    "owner": "adviser",
    "coordinator": "coordinator",
    "employer": "employer",
    "trainer": "trainer",
    "operator": "operator",
}
# What addresses name by a word.
WORDS = {"token": "x", "field_name": "closes_on", "ccp_code": "MN-CCP2", "family_code": "project"}
RULES = {
    rule.endpoint: rule.rule
    for rule in desks.application().url_map.iter_rules()
    if "GET" in (rule.methods or ())
}


def reader(endpoint: str) -> str:
    """Return who reads this page, the first of those who may."""
    may = DOORS[endpoint]
    return "anonymous" if "anonymous" in may else next(ROLES[role] for role in ROLES if role in may)


PAGES = [(endpoint, reader(endpoint)) for endpoint in sorted(RULES.keys() - FOR_MACHINES - ELSEWHERE)]
# The same page as others see it.
PAGES += [
    ("evidence.notebook", "coordinator"), ("portfolio.show", "coordinator"),
    ("adviser.home", "coordinator"), ("adviser.contract", "coordinator"), ("adviser.skills", "coordinator"),
    ("gaps.bloc", "coordinator"), ("offers.show", "adviser"), ("public_offers.show", "adviser"),
    ("alerts.mine", "operator"), ("calendars.mine", "coordinator"), ("handovers.show", "coordinator"),
    ("offer_feeds.everywhere", "coordinator"),
]  # fmt: skip


@pytest.fixture(scope="package")
def numbers(product) -> dict[str, int | str]:
    """Return what addresses name: the things of the story's people."""
    offer = "SELECT id FROM offer WHERE employer_id = :employer_id AND state = :state ORDER BY id"
    employer_id = product.number("SELECT employer_id FROM membership WHERE role = 'employer' ORDER BY id")
    return {
        "public_offers.show offer_id": product.number(offer, employer_id=employer_id, state="published"),
        "adviser_id": 1,
        "contract_id": product.number("SELECT max(id) FROM contract WHERE adviser_id = 1"),
        "network_id": product.number(
            "SELECT network_id FROM membership WHERE role = 'coordinator' ORDER BY id"
        ),
        "employer_id": employer_id,
        "post_id": product.number(
            "SELECT id FROM post WHERE employer_id = :employer_id ORDER BY id", employer_id=employer_id
        ),
        "body_id": product.number("SELECT body_id FROM membership WHERE role = 'trainer' ORDER BY id"),
        "session_id": product.number("SELECT min(id) FROM training_session WHERE body_id = 1"),
        "enrolment_id": product.number("SELECT id FROM enrolment ORDER BY id"),
        "feed_id": product.number("SELECT id FROM feed ORDER BY id"),
        "discovery_id": product.number("SELECT id FROM discovery ORDER BY id"),
        "outlines_id": product.number("SELECT id FROM outline_import ORDER BY id"),
        "letter_id": product.number("SELECT id FROM mailbox_letter ORDER BY id"),
        "imports.mapping import_id": product.number("SELECT id FROM import WHERE state = 'unmapped'"),
        "import_id": product.number("SELECT id FROM import ORDER BY id"),
        "evidence_id": product.number("SELECT id FROM evidence WHERE adviser_id = 1 ORDER BY id"),
        "session_file_id": product.number("SELECT id FROM session_file WHERE state = 'unmapped'"),
        "activity_file_id": product.number("SELECT id FROM activity_file WHERE state = 'unmapped'"),
        "version_number": product.number("SELECT max(number) FROM referential_version"),
        "duplicate_id": product.number(
            "SELECT id FROM duplicate WHERE kind = 'adviser' AND state = 'proposed'"
        ),
        "merge_id": product.number("SELECT id FROM merge WHERE kind = 'adviser' ORDER BY id"),
        "adviser offer_id": product.number(
            "SELECT offer_id FROM match WHERE adviser_id = 1 ORDER BY score DESC"
        ),
        "employer offer_id": product.number(offer, employer_id=employer_id, state="published"),
        "operator.offer_file offer_id": product.number("SELECT min(shown_as_id) FROM offer"),
        "operator.correct_field offer_id": product.number("SELECT min(offer_id) FROM offer_correction"),
        "operator offer_id": product.number("SELECT id FROM offer WHERE state = 'in_review' ORDER BY id"),
    }


def address(endpoint: str, role: str, numbers: dict[str, int]) -> str:
    path = RULES[endpoint]
    for name, word in WORDS.items():
        path = path.replace(f"<{name}>", word)
    for name, number in numbers.items():
        named = name.removeprefix(f"{role} ").removeprefix(f"{endpoint} ")
        path = path.replace(f"<int:{named}>", str(number))
    return path


def axe(page: Page, *only: str) -> list[str]:
    """Return what axe finds wrong, of everything or of some rules only."""
    options: dict[str, Any] = {"iframes": False, "resultTypes": ["violations"]}
    if only:
        options["runOnly"] = {"type": "rule", "values": only}
    return [str(one) for one in page.evaluate(VIOLATIONS, options)]


VIOLATIONS = """(options) => axe.run(document, options).then((found) => found.violations.map(
  (one) => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 160)}`))"""


def overflow(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.fonts.ready.then(() => true)")  # Until then, words are as wide as another font's.
    page.evaluate(DRAWN)
    wide = page.evaluate(OVERFLOWING)
    return [f"{width} px: it overflows by {wide[0]}: {wide[1]}"] if wide[0] > 0 else []


# The bar folds what it cannot hold after a change of width: what is measured is what was drawn then.
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))"
OVERFLOWING = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const edge = document.documentElement.clientWidth;
  const guilty = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > edge + 1);
  return [over, guilty.slice(0, 3).map((one) => one.outerHTML.slice(0, 90))];
}"""


@pytest.mark.parametrize(("endpoint", "role"), PAGES, ids=[f"{endpoint}-{role}" for endpoint, role in PAGES])
def test_a_page_is_sound(open_as, numbers, endpoint, role):
    assert faults(open_as, role, address(endpoint, role, numbers)) == []


def test_a_row_being_corrected_is_sound(open_as, product, numbers):
    line = product.number(
        "SELECT number FROM import_row WHERE outcome = 'refused' ORDER BY import_id, number"
    )
    assert faults(open_as, "coordinator", f"/imports/{numbers['import_id']}?ouvrir={line}") == []


def faults(open_as, role, path) -> list[str]:
    """Return what is wrong with a page, wide and narrow, light and dark."""
    page = open_as(role, path, bypass_csp=True, viewport={"width": 1440, "height": 900})
    weight = len(page.request.get(page.url).body())
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [f"{weight} bytes of HTML"] if weight > HEAVIEST else []
    found += [f"light: {one}" for one in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in axe(page, "color-contrast", "link-in-text-block")]
    found += overflow(page, 1440) + overflow(page, 768) + overflow(page, 320)
    height = page.evaluate("document.documentElement.scrollHeight")
    found += [f"320 px: {height} px tall"] if height > TALLEST else []
    found += [f"320 px, dark: {one}" for one in axe(page)]
    page.emulate_media(color_scheme="light")
    found += [f"320 px, light: {one}" for one in axe(page, "color-contrast", "link-in-text-block")]
    return found
