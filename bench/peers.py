"""The peers: the least that somebody could write for the same work, with the tools that they would take."""

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import dramatiq
import psycopg
import urllib3
from dramatiq.brokers.stub import StubBroker
from flask import Flask, render_template_string
from psycopg.types.json import Jsonb
from sqlalchemy import URL, Engine, func, select
from sqlalchemy.orm import Session

from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.employers.models import Employer

LEASE = """
    UPDATE {table} SET leased_until = %(until)s, claimed = false WHERE id IN (
        SELECT id FROM {table} WHERE due_at <= %(now)s AND (leased_until IS NULL OR leased_until <= %(now)s)
        ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""
LIST = """<!doctype html><title>Contracts</title><h1>{{ total }} contracts</h1><table>
{% for contract, adviser, employer in rows %}<tr><td>{{ adviser.first_name }} {{ adviser.last_name }}</td>
<td>{{ adviser.departement }}</td><td>{{ employer.name }}</td><td>{{ contract.kind }}</td><td>{{ contract.start_date }}</td>
<td>{{ contract.end_date }}</td></tr>{% endfor %}</table>"""
HOLD = timedelta(seconds=120)


@contextmanager
def plain(url: URL) -> Iterator[psycopg.Connection]:
    """Open one connection of psycopg's own."""
    with psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False)
    ) as connection:
        yield connection


def lease(connection: psycopg.Connection, limit: int, table: str = "contract") -> int:
    """Lease what is due in one statement of SQL, and commit."""
    from workforce import clock  # noqa: PLC0415 - The instant that the bench holds still.

    now = clock.now()
    rows = connection.execute(
        LEASE.format(table=table), {"now": now, "until": now + HOLD, "limit": limit}
    ).fetchall()
    connection.commit()
    return len(rows)


def settle(connection: psycopg.Connection, ids: Sequence[int], now: datetime) -> None:
    """Push rows to another day in one statement, and commit."""
    connection.execute(
        "UPDATE contract SET due_at = %s, leased_until = NULL, claimed = false, tries = 0 WHERE id = ANY(%s)",
        [now + timedelta(days=30), list(ids)],
    )
    connection.commit()


def rewrite(connection: psycopg.Connection, table: str, ids: Sequence[int]) -> None:
    """Read the rows of these advisers, delete them, write them again, and commit."""
    rows = connection.execute(f'SELECT * FROM "{table}" WHERE adviser_id = ANY(%s)', [list(ids)])
    kept = [[Jsonb(value) if isinstance(value, dict) else value for value in row] for row in rows]
    connection.execute(f'DELETE FROM "{table}" WHERE adviser_id = ANY(%s)', [list(ids)])
    if kept:
        marks = ", ".join(["%s"] * len(kept[0]))
        connection.cursor().executemany(f'INSERT INTO "{table}" VALUES ({marks})', kept)
    connection.commit()


def rewrite_deadlines(connection: psycopg.Connection, above: int, upto: int) -> None:
    """Read the deadlines of these advisers' contracts, delete them, copy them back, and commit."""
    mine = "contract_id IN (SELECT id FROM contract WHERE adviser_id > %s AND adviser_id <= %s)"
    rows = connection.execute(f"SELECT * FROM deadline WHERE {mine}", [above, upto]).fetchall()
    connection.execute(f"DELETE FROM deadline WHERE {mine}", [above, upto])
    with connection.cursor().copy("COPY deadline FROM STDIN") as copy:
        for row in rows:
            copy.write_row([Jsonb(value) if isinstance(value, list) else value for value in row])
    connection.commit()


def listing(engine: Engine, network_id: int, today: date, size: int | None) -> Flask:
    """Return an application of one page: the running contracts of a network, the first to end first."""
    app = Flask("bare")
    mine = (Contract.cancelled_at.is_(None), Contract.end_date >= today, Adviser.network_id == network_id)

    @app.get("/")
    def contracts() -> str:
        with Session(engine) as session:
            joined = select(Contract, Adviser, Employer).join(Adviser, Adviser.id == Contract.adviser_id)
            rows = session.execute(
                joined.join(Employer, Employer.id == Contract.employer_id)
                .where(*mine)
                .order_by(Contract.end_date, Contract.id)
                .limit(size)
            ).all()
            total = session.scalar(
                select(func.count(Contract.id)).join(Adviser, Adviser.id == Contract.adviser_id).where(*mine)
            )
            return render_template_string(LIST, rows=rows, total=total)

    return app


class Queue:
    """dramatiq's in-process broker with one actor that does nothing."""

    def __init__(self, threads: int) -> None:
        """Start the worker."""
        self.broker = StubBroker(middleware=[])
        self.actor = dramatiq.actor(lambda _number: None, actor_name="nothing", broker=self.broker)
        self.broker.declare_queue("default")
        self.worker = dramatiq.Worker(self.broker, worker_threads=threads)
        self.worker.start()

    def run(self, messages: int) -> None:
        """Send so many messages and wait until every one was processed."""
        for number in range(messages):
            self.actor.send(number)
        self.broker.join("default")
        self.worker.join()

    def stop(self) -> None:
        """End the worker."""
        self.worker.stop()


def mail(url: str, messages: Sequence[EmailMessage]) -> None:
    """Send every message on one connection that is kept."""
    parts = urlsplit(url)
    with smtplib.SMTP(parts.hostname or "", parts.port or 25) as connection:
        for message in messages:
            connection.send_message(message)


class Browser:
    """urllib3 with its connections kept: the bare conditional GET."""

    def __init__(self) -> None:
        """Open the pool."""
        self.pool = urllib3.PoolManager()

    def unchanged(self, url: str, etag: str) -> None:
        """Ask whether something changed; it has not."""
        assert self.pool.request("GET", url, headers={"If-None-Match": etag}).status == 304
