"""What is kept of the rows of a file comes and goes on a database that is in use."""

from datetime import date

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import Session

from tests import given
from tests.conftest import connected
from workforce import installing
from workforce.contracts.imports.models import Import, ImportRow

ITS_OWN = "0005"
ROWS = "SELECT number, outcome, data FROM import_row ORDER BY number"


def fill(session):
    one = Import(
        network_id=given.network(session).id, filename="equipe.csv", content=b"x", digest="x", kind="team",
        stated_on=date(2026, 11, 1), state="confirmed", rows_total=3, rows_done=2, reached=3,
    )  # fmt: skip
    session.add(one)
    session.flush()
    known = {"first_name": "Zoé", "last_name": "ROY", "email": "Zoe@exemple.fr"}
    session.add_all([
        ImportRow(import_id=one.id, number=2, outcome="new", data=known, keys=["a:zoe@exemple.fr", "n:roy|zoé"]),
        ImportRow(import_id=one.id, number=3, outcome="ignored", data={**known, "email": None}),
        ImportRow(import_id=one.id, number=4, outcome="refused", data={}, cells={"Nom": "Roy"}, errors=["x"]),
    ])  # fmt: skip
    session.commit()


def test_rows_that_can_be_corrected_come_and_go_on_a_filled_database(own_database):
    with connected(own_database) as connection:
        settings = installing.configuration(connection)
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            fill(session)
        command.downgrade(settings, ScriptDirectory.from_config(settings).get_revision(ITS_OWN).down_revision)
        found = connection.execute(text(ROWS)).all()
        assert [(row.number, row.outcome) for row in found] == [(2, "new"), (3, "refused"), (4, "refused")]
        assert found[2].data == {"cells": {"Nom": "Roy"}}
        assert connection.execute(text("SELECT rows_done FROM import")).scalar_one() == 2
        command.upgrade(settings, "head")
        found = connection.execute(
            text("SELECT keys AS known, cells, data FROM import_row ORDER BY number")
        ).all()
        assert sorted(found[0].known) == ["a:zoe@exemple.fr", "n:roy|zoé"]
        assert found[1].known == ["n:roy|zoé"]
        assert (found[2].cells, found[2].data) == ({"Nom": "Roy"}, {})
