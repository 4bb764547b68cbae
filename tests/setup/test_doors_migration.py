"""The migration that brings the other doors goes up and down on a database that is in use."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.conftest import connected
from workforce import clock, installing
from workforce.database import transaction
from workforce.demo import load
from workforce.offers.sources import actions

NEW = {
    "api_access", "discovery", "discovery_candidate", "outline_import", "outline_line", "source_file", "source_file_part",
}  # fmt: skip


def test_it_goes_down_and_up_again_on_a_filled_database_and_sets_aside_what_the_former_house_cannot_read(
    own_database,
):
    with transaction() as session:
        load.load(session, clock.today(), small=True)
        actions.add_source(session, "public_service", {"url": "https://data.exemple.fr/offres.csv"})
        actions.add_feed(session, "https://ville.exemple.fr/rss")
    with connected(own_database) as connection:
        configuration = installing.configuration(connection)
        scripts = ScriptDirectory.from_config(configuration).walk_revisions()
        mine = next(one for one in scripts if one.path.endswith("other_doors.py"))
        feeds = connection.scalar(text("SELECT count(*) FROM feed"))
        command.downgrade(configuration, str(mine.down_revision))
        assert not NEW & set(inspect(connection).get_table_names())
        asked = text("SELECT url, state, due_at IS NULL FROM feed WHERE url LIKE '%exemple.fr%' ORDER BY url")
        assert [tuple(row) for row in connection.execute(asked)] == [
            ("https://data.exemple.fr/offres.csv", "paused", True), ("https://ville.exemple.fr/rss", "active", False),
        ]  # fmt: skip
        connection.execute(text("UPDATE feed SET kind = 'talentsoft' WHERE url LIKE 'https://ville%'"))
        command.upgrade(configuration, "head")
        assert set(inspect(connection).get_table_names()) >= NEW
        assert connection.scalar(text("SELECT count(*) FROM feed WHERE kind = 'feed'")) == feeds
        connection.rollback()
