"""Browsing the desks in tests: a signed-in client, the queries of a request."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlmodel import Session

from workforce import sealing
from workforce.accounts.models import Account, BrowserSession
from workforce.app import create_app


class Read:
    """An answer as a person reads it: a space that holds a sign to its word is a space."""

    def get_data(self, as_text: bool = False):
        said = super().get_data(as_text)
        return re.sub(r"\u00a0(?=[:;?!»])|(?<=«)\u00a0", " ", said) if as_text else said


class Reader(FlaskClient):
    """A browser whose answers are read so."""

    def __init__(self, application, response_wrapper, **options):
        super().__init__(application, type("Answer", (Read, response_wrapper), {}), **options)


@lru_cache(maxsize=1)
def application() -> Flask:
    app = create_app()
    app.test_client_class = Reader
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


def browser(session: Session, account: Account | None = None) -> FlaskClient:
    """A browser, signed in where an account is given."""
    client = application().test_client()
    if account:
        token = secrets.token_urlsafe(16)
        session.add(BrowserSession(account_id=account.id, digest=sealing.digest(token)))
        session.flush()
        with client.session_transaction() as kept:
            kept["browser"] = token
    return client


@contextmanager
def queries(session: Session) -> Iterator[list[str]]:
    """Collect the statements that a request sends, savepoints left out."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            said.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    yield said
    event.remove(connection, "before_cursor_execute", note)
