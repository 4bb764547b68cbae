"""The coordinator's list of a network of 4 000 advisers, then of 100 000 contracts, beside bare Flask and SQLAlchemy."""

import secrets
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, text

from bench import ground, peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce import sealing
from workforce.accounts import actions as accounts
from workforce.accounts.models import BrowserSession
from workforce.accounts.policy import Grant
from workforce.app import create_app
from workforce.database import transaction
from workforce.demo.copies import load_copies
from workforce.web.coordinator_team import SIZE

REQUESTS = 20  # In a measure: one alone is too short to time.
ADDRESS = "/reseaux/{}/equipe"
MANY = 100_000  # Contracts of the largest network: about twenty-five times the whole scheme.


@dataclass(frozen=True)
class _Desk:
    """One network of some size: the real page, the bare one, and what each asks of the database."""

    contracts: int
    browser: FlaskClient
    address: str
    page: FlaskClient
    whole: FlaskClient
    note: str


def measure(*, small: bool) -> list[Line]:
    """Ask for the real page, signed in, through the whole application; then again with many times as many people."""
    requests = 3 if small else REQUESTS
    with ground.filled("bench_list", small=small) as engine:
        few = _desk(engine)
        lines = [_beside_bare(few, requests), _beside_the_whole(few, requests)]
        usual = _seconds(few, requests)
        with engine.begin() as connection:
            load_copies(connection, _advisers_for(connection, 2 * few.contracts if small else MANY))
        many = _desk(engine)
        return [*lines, _beside_bare(many, requests), _beside_few(many, few.contracts, usual, requests)]


def _advisers_for(connection: Connection, contracts: int) -> int:
    """Return how many advisers have so many contracts: each of the demonstration has had one or two."""
    share = connection.scalar(text("SELECT (SELECT count(*) FROM adviser) / count(*)::float FROM contract"))
    return round(contracts * float(share or 1))


def _desk(engine: Engine) -> _Desk:
    network_id = _one_network(engine)
    contracts, browser = _counted_contracts(engine), signed_in(create_app(), network_id)
    address = ADDRESS.format(network_id)
    page = peers.listing(engine, network_id, ground.TODAY, SIZE).test_client()
    whole = peers.listing(engine, network_id, ground.TODAY, None).test_client()
    asked = _counted(engine, lambda: _get(browser, address))
    bare = _counted(engine, lambda: _get(page, "/"))
    note = f"{asked} queries, who asks and what they may see included, against {bare}"
    return _Desk(contracts, browser, address, page, whole, note)


def _beside_bare(desk: _Desk, requests: int) -> Line:
    return side_by_side(
        f"coordinator's list of {desk.contracts} contracts, {SIZE} a page",
        lambda: _asked(desk.browser, desk.address, requests),
        lambda: _asked(desk.page, "/", requests),
        Amount(requests, "ms"),
        against=f"Flask + SQLAlchemy objects: {SIZE} rows and their count in a bare table",
        note=desk.note,
    )


def _beside_the_whole(desk: _Desk, requests: int) -> Line:
    return side_by_side(
        "the same page beside the whole list at once",
        lambda: _asked(desk.browser, desk.address, requests),
        lambda: _asked(desk.whole, "/", 1),
        Amount(requests, "ms"),
        peer_amount=Amount(1, "ms"),
        against="the same bare page without its LIMIT",
    )


def _beside_few(desk: _Desk, contracts: int, usual: float, requests: int) -> Line:
    """Set the page beside itself: the same network when it was smaller."""
    return side_by_side(
        f"the same page of {desk.contracts} contracts",
        lambda: _asked(desk.browser, desk.address, requests),
        lambda: usual,
        Amount(requests, "ms"),
        against=f"itself, when the network had {contracts} contracts",
        note=desk.note,
    )


def _seconds(desk: _Desk, requests: int) -> float:
    return statistics.median(_asked(desk.browser, desk.address, requests) for _ in range(3))


def _counted_contracts(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(text("SELECT count(*) FROM contract")) or 0


def signed_in(app: Flask, network_id: int) -> FlaskClient:
    """Return the browser of the network's coordinator."""
    browser, token = app.test_client(), secrets.token_urlsafe(16)
    with transaction() as session:
        account = accounts.open_account(
            session,
            f"{secrets.token_hex(4)}@exemple.fr",
            "Bruno",
            Grant("coordinator", network_id=network_id),
        )
        session.add(BrowserSession(account_id=account.id, digest=sealing.digest(token)))
    with browser.session_transaction() as kept:
        kept["browser"] = token
    return browser


def _one_network(engine: Engine) -> int:
    with engine.begin() as connection:
        network_id = connection.scalar(text("SELECT min(id) FROM network"))
        connection.execute(text("UPDATE adviser SET network_id = :id"), {"id": network_id})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE adviser, contract"))
    return int(network_id)


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
