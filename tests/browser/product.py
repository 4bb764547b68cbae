"""A real product for a real browser: its own database with the small demonstration, a server, a worker."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlmodel import select

from tests.conftest import drop_database, fresh_database
from tests.contracts.files import csv_text, member, team_file
from tests.contracts.test_columns import OWN
from tests.duplicates import twins
from tests.web import desks
from tests.workers.conftest import free_port, wait_until
from workforce import chores, clock, database
from workforce.accounts.models import Account, Membership
from workforce.contracts.imports import actions as imports
from workforce.database import transaction
from workforce.demo import load
from workforce.demo.story import FAMILIES
from workforce.reactions import CHORES
from workforce.trainings.sessions import enrolling
from workforce.trainings.sessions.models import TrainingSession

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Product:
    """Where it answers, and whom one may be."""

    url: str
    people: dict[str, str]  # Role → e-mail address.

    def cookie(self, role: str) -> dict[str, str]:
        """Return the cookie of a browser that is already signed in."""
        with transaction() as session:
            account = session.exec(select(Account).where(Account.email == self.people[role])).one()
            value = desks.browser(session, account).get_cookie("passerelle").value
        return {"name": "passerelle", "value": value, "url": self.url}

    def number(self, query: str, **values: int | str) -> int:
        """Return the first number that a query finds."""
        with transaction() as session:
            found = session.connection().execute(text(query), values).scalar()
        assert found is not None, f"the demonstration holds no such thing: {query}"
        return int(found)

    def count(self, query: str) -> int:
        with transaction() as session:
            return int(session.connection().execute(text(f"SELECT count(*) FROM {query}")).scalar_one())


@contextmanager
def running(name: str) -> Iterator[Product]:
    """Start the product on a database of its own; end it and drop the database afterwards."""
    url = fresh_database(name)
    engine = database.connect(url)
    fill()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"DATABASE_URL": url, "PUBLIC_URL": address, "WORKER_THREADS": "2"}
    try:
        with (
            process(
                "workforce.serve", "--port", str(port), "--workers", "1", "--threads", "4", **environment
            ),
            process("workers", **environment),
        ):
            wait_until(lambda: answers(f"{address}/healthz"))
            wait_until(settled)
            yield Product(address, {role: person.email for role, person in FAMILIES.items()})
    finally:
        engine.dispose()
        drop_database(name)


def fill() -> None:
    """Load the small demonstration, as `workforce demo --small` does."""
    with transaction() as session:
        load.load(session, clock.today(), small=True, pace=load.Pace(at_once=6))
        chores.plan(session, CHORES)
        session.execute(text("UPDATE feed SET due_at = NULL"))  # No network from here.
        bruno = session.exec(select(Membership).where(Membership.role == "coordinator")).first()
        assert bruno
        assert bruno.network_id
        rows = [
            member(),
            member(first="Basile", email="basile@exemple.org"),
            member(end="31/02/2026", email="c@exemple.org"),
        ]
        there = {"network_id": bruno.network_id, "first_name": "Solène", "last_name": "Garnier"}
        twins.merge(session, *twins.people(session, there, there))
        imports.upload(session, bruno.network_id, bruno.account_id, "equipe.xlsx", team_file(*rows))
        course = session.exec(select(TrainingSession).where(TrainingSession.body_id == 1)).first()
        assert course
        someone = session.exec(select(Membership.adviser_id).where(Membership.role == "adviser")).first()
        assert someone
        word = enrolling.AskDraft(agrees=True, employer_word=enrolling.EmployerWord.AGREED)
        enrolling.ask(session, someone, course.id, word)
        own = csv_text(OWN, ";").encode()  # Its columns are still to be described.
        imports.upload(session, bruno.network_id, bruno.account_id, "suivi.csv", own)


def settled() -> bool:
    """Say whether the workers have computed what the pages of the story's people show."""
    tables = ("training_plan", "job_search", "event", "delivery", "import", "duplicate_search")
    waiting = " UNION ALL ".join(f'SELECT id FROM "{table}" WHERE due_at <= now()' for table in tables)
    with transaction() as session:
        return (
            session.connection().execute(text(f"SELECT count(*) FROM ({waiting}) waiting")).scalar_one() == 0
        )


@contextmanager
def process(module: str, *words: str, **environment: str) -> Iterator[None]:
    """Run a module as a process of its own, and end it."""
    running = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        running.terminate()
        try:
            running.wait(15)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
        return bool(answer.status == 200)
    return False
