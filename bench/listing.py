"""The coordinator's list of a network of 4 000 advisers, beside bare Flask and SQLAlchemy."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from bench import ground, peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce import sealing
from workforce.accounts import actions as accounts
from workforce.accounts.models import BrowserSession
from workforce.accounts.policy import Grant
from workforce.app import create_app
from workforce.database import transaction

REQUESTS = 20  # In a measure: one alone is too short to time.
A_PAGE = 50  # Lines that the real page shows at once.
ADDRESS = "/reseaux/{}/equipe"


def measure(*, small: bool) -> list[Line]:
    """Ask for the real page, signed in, through the whole application."""
    requests = 3 if small else REQUESTS
    with ground.filled("bench_list", small=small) as engine:
        people, network_id = _one_network(engine)
        browser = signed_in(create_app(), network_id)
        address = ADDRESS.format(network_id)
        page = peers.listing(engine, network_id, ground.TODAY, A_PAGE).test_client()
        whole = peers.listing(engine, network_id, ground.TODAY, None).test_client()
        asked = _counted(engine, lambda: _get(browser, address))
        bare = _counted(engine, lambda: _get(page, "/"))
        return [
            side_by_side(
                f"coordinator's list of {people} advisers, {A_PAGE} a page",
                lambda: _asked(browser, address, requests),
                lambda: _asked(page, "/", requests),
                Amount(requests, "ms"),
                against=f"Flask + SQLAlchemy objects: {A_PAGE} rows and their count in a bare table",
                note=f"{asked} queries, who asks and what they may see included, against {bare}",
            ),
            side_by_side(
                "the same page beside the whole list at once",
                lambda: _asked(browser, address, requests),
                lambda: _asked(whole, "/", 1),
                Amount(requests, "ms"),
                peer_amount=Amount(1, "ms"),
                against="the same bare page without its LIMIT",
            ),
        ]


def signed_in(app: Flask, network_id: int) -> FlaskClient:
    """Return the browser of the network's coordinator."""
    browser, token = app.test_client(), secrets.token_urlsafe(16)
    with transaction() as session:
        account = accounts.open_account(
            session, "bench@exemple.fr", "Bruno", Grant("coordinator", network_id=network_id)
        )
        session.add(BrowserSession(account_id=account.id, digest=sealing.digest(token)))
    with browser.session_transaction() as kept:
        kept["browser"] = token
    return browser


def _one_network(engine: Engine) -> tuple[int, int]:
    with engine.begin() as connection:
        network_id = connection.scalar(text("SELECT min(id) FROM network"))
        moved = connection.execute(text("UPDATE adviser SET network_id = :id"), {"id": network_id})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE adviser"))
    return moved.rowcount, network_id


def _asked(browser: FlaskClient, address: str, times: int) -> float:
    with timed() as watch:
        for _ in range(times):
            _get(browser, address)
    return watch.seconds


def _get(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status}"
    assert answer.text.count("<tr") >= 1 or answer.text.count("<li") >= 1


def _counted(engine: Engine, ask: Callable[[], None]) -> int:
    ask()  # The first request prepares what the others keep.
    with _statements(engine) as said:
        ask()
    return len(said)


@contextmanager
def _statements(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)
