"""A database that is in use goes back to the first house and comes again, with everything that the first house holds."""

import pytest
from alembic import command
from sqlalchemy import text

from tests.conftest import connected
from tests.web.crowd import everything_kept
from workforce import clock, installing
from workforce.database import transaction
from workforce.demo import load

FIRST = "0001"


@pytest.mark.slow
def test_going_back_and_coming_again_loses_nothing_of_the_first_house(own_database):
    with transaction() as session:
        load.load(session, clock.today(), small=True)
    with connected(own_database) as connection:
        command.downgrade(installing.configuration(connection), FIRST)
        first = {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar()
            for name in tables(connection)
        }
        command.upgrade(installing.configuration(connection), "head")
        kept = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() for name in first}
        assert kept == first
        assert first["contract"] > 100
        assert set(everything_kept(connection)) >= set(first) - {"alembic_version"}
        connection.commit()
    assert installing.differences(own_database) == []


def tables(connection) -> list[str]:
    return list(
        connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
    )
