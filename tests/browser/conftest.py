"""One product and one Chromium for all the tests of this folder that a process runs."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.product import Product, running

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip
Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def product(worker_id: str) -> Iterator[Product]:
    """A running product, filled with the small demonstration."""
    with running(f"browser_{worker_id}") as product:
        yield product


@pytest.fixture(scope="package")
def chromium(product: Product) -> Iterator[Browser]:
    """Debian's Chromium, without a network outside."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium is missing: `make test` installs it, or says how to"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_as(chromium: Browser, product: Product) -> Iterator[Open]:
    """Open a page as somebody; in the end, its console must hold no error and nothing must have left this machine."""
    troubles: list[str] = []
    contexts = []

    def open_page(role: str, path: str = "/", **options: Any) -> Page:
        options = {"reduced_motion": "reduce"} | options  # No colour is measured half-way.
        context = chromium.new_context(
            locale="fr-FR", timezone_id="Europe/Paris", base_url=product.url, **options
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        if role != "anonymous":
            context.add_cookies([product.cookie(role)])
        page = context.new_page()
        page.on(
            "console",
            lambda said: troubles.extend(
                [said.text] if said.type == "error" and not _is_mistake(said) else []
            ),
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda asked: troubles.extend(
                [] if asked.url.startswith((product.url, "data:")) else [asked.url]
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _is_mistake(said: Any) -> bool:
    """Say whether Chromium only notes that a form was sent back (422) or a link was over (410), as it should be."""
    return "status of 422" in said.text or "status of 410" in said.text
