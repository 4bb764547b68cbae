"""Every step of the tables goes up and comes back down on a house that is lived in, and ends as the models say."""

from datetime import date

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.conftest import connected
from workforce import installing
from workforce.demo.load import load

FIRST = "0001"
KEPT = ("adviser", "contract", "deadline", "date_claim", "offer", "certificate", "alert", "membership")


def counts(connection) -> dict[str, int]:
    return {table: connection.scalar(text(f'SELECT count(*) FROM "{table}"')) for table in KEPT}


def steps() -> list[str]:
    configuration = installing.configuration(None)
    return [step.revision for step in ScriptDirectory.from_config(configuration).walk_revisions()][::-1]


def test_the_steps_are_one_line_from_the_first_to_the_last():
    line = steps()
    assert line[0] == FIRST
    assert line == sorted(line)
    assert len(ScriptDirectory.from_config(installing.configuration(None)).get_heads()) == 1


@pytest.mark.slow
def test_a_filled_house_goes_down_to_its_first_tables_and_up_again(own_database):
    with connected(own_database) as connection:
        load(connection, date(2026, 11, 22), small=True)
        connection.commit()
        before = counts(connection)
        connection.commit()
        for step in steps()[-2::-1]:
            command.downgrade(installing.configuration(connection), step)
            connection.commit()
        assert counts(connection) == before
        connection.commit()
        for step in steps()[1:]:
            command.upgrade(installing.configuration(connection), step)
            connection.commit()
        assert counts(connection) == before
        connection.commit()
    assert installing.differences(own_database) == []
