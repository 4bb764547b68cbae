"""A person who has no mouse: Tab, Enter, the space bar, the arrows, and letters."""

import re
import time
from contextlib import suppress
from datetime import date

from playwright.sync_api import Error, Page, expect

MOST_STOPS = 160  # Presses of Tab before giving up: whoever needs more would have given up too.
PATIENCE = 15  # Seconds.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const legend = one.matches("[type=radio], [type=checkbox]") ? one.closest("fieldset")?.querySelector("legend")?.innerText : "";
  const labels = one.labels?.length ? [...one.labels].map((label) => label.innerText).join(" ") : one.innerText || one.value;
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const submits = one.matches("button, input") && one.type === "submit";
  return {
    name: `${legend ?? ""} ${one.getAttribute("aria-label") ?? labels ?? ""}`.replace(/\\s+/g, " ").trim(),
    leads: submits || (one.matches("a[href]") && !one.getAttribute("href").startsWith("#")),
    html: one.outerHTML.slice(0, 120),
    points: one.matches('a[href^="#field-"]'),  // It bears the name of the field that it points to.
    // The button of a date's calendar is Chromium's own: it draws its mark itself, out of our sight.
    marked: ring || style.boxShadow !== "none" || one.matches("input[type=date]:not(:focus-visible)"),
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}"""

ASKED = "window.asked = true; document.addEventListener('htmx:after:swap', () => { window.asked = false; })"

# A space that holds a sign to its word is heard as a space.
SAID = r"(words) => document.body.innerText.replace(/\u00a0/g, ' ').includes(words.replace(/\u00a0/g, ' '))"


class Hands:
    """Walks a page by the keyboard alone; each stop must be seen: on the screen, with a mark around it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, name: str) -> bool:
        """Press Tab until the focus is on what bears this name; say whether it leads somewhere."""
        wanted = re.compile(name)
        passed = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                continue
            assert stop["marked"], f"the focus cannot be seen on {stop['html']}"
            assert stop["inside"], f"the focus is out of sight on {stop['html']}"
            if wanted.search(stop["name"]) and not stop["points"]:
                return bool(stop["leads"])
            passed.append(stop["name"][:40])
        raise AssertionError(f"no Tab leads to « {name} »: {passed}")

    def press(self, name: str) -> None:
        """Reach a link or a button, and press Enter; wait for the page, or the part of it, that it leads to."""
        leads = self.reach(name)
        self.page.evaluate(ASKED)
        self.page.keyboard.press("Enter")
        if leads:
            assert self._comes("() => window.asked !== true"), (
                f"« {name} » leads nowhere from {self.page.url}"
            )
            self.page.wait_for_load_state("load")  # Another page, or a part of this one.

    def write(self, name: str, words: str) -> None:
        """Reach a field and write in it, in place of what it holds."""
        self.reach(name)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(words)

    def date(self, name: str, day: date) -> None:
        """Reach a date and type it, in the order of this Chromium's own language: day first in France."""
        self.reach(name)
        field = self.page.locator(":focus")
        self.page.keyboard.type(f"{day:%d%m%Y}")
        if field.input_value() != day.isoformat():
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.press("ArrowLeft")
            self.page.keyboard.type(f"{day:%m%d%Y}")
        expect(field).to_have_value(day.isoformat())

    def choose(self, name: str, beginning: str) -> None:
        """Reach a list and choose by its first letters, up to an accent: Playwright has no key for those."""
        self.reach(name)
        self.page.keyboard.type(beginning)

    def tick(self, name: str) -> None:
        """Reach a box or a choice, and press the space bar."""
        self.reach(name)
        self.page.keyboard.press("Space")

    def hears(self, words: str) -> None:
        """Wait until the page says this."""
        if not self._comes(SAID, words):
            said = self.page.inner_text("main")[:600]
            raise AssertionError(f"« {words} » is not said at {self.page.url}, but:\n{said}")

    def at(self, path: str) -> None:
        """Wait until the address is this one."""
        expect(self.page).to_have_url(re.compile(path))

    def focus_is_on(self, selector: str) -> None:
        """Wait until the focus is there."""
        expect(self.page.locator(selector).first).to_be_focused()

    def _comes(self, condition: str, about: str = "") -> bool:
        """Wait for a condition, through a change of page; the policy of the pages forbids Playwright's own waiting."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with suppress(Error):  # The page is changing under our eyes.
                if self.page.evaluate(condition, about):
                    return True
            self.page.wait_for_timeout(30)
        return False
