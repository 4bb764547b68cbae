from datetime import date

import pytest

from workforce.demo.load import load

TODAY = date(2026, 11, 22)


@pytest.fixture
def connection(session):
    """An empty database, as it will be again afterwards."""
    return session.connection()


@pytest.fixture
def small(connection):
    """The small network, loaded."""
    load(connection, TODAY, small=True)
    return connection
