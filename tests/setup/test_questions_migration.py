"""The migration that brings the questions goes up and down on a database that is in use."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.conftest import connected
from workforce import clock, installing
from workforce.database import transaction
from workforce.demo import load

NEW = {"inquiry", "question", "follow_up"}


def test_it_goes_down_and_up_again_on_a_filled_database_and_asks_of_every_contract(own_database):
    with transaction() as session:
        load.load(session, clock.today(), small=True)
    with connected(own_database) as connection:
        configuration = installing.configuration(connection)
        scripts = ScriptDirectory.from_config(configuration).walk_revisions()
        mine = next(one for one in scripts if one.path.endswith("questions_by_link.py"))
        contracts = connection.scalar(text("SELECT count(*) FROM contract"))
        command.downgrade(configuration, str(mine.down_revision))
        assert not NEW & set(inspect(connection).get_table_names())
        assert connection.scalar(text("SELECT count(*) FROM contract")) == contracts
        command.upgrade(configuration, "head")
        assert set(inspect(connection).get_table_names()) >= NEW
        assert connection.scalar(text("SELECT count(*) FROM inquiry WHERE due_at IS NOT NULL")) == contracts
        connection.rollback()
