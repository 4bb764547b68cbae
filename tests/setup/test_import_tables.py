"""The tables of imports come and go on a database that is in use, and nothing that can stay is lost."""

from datetime import date

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import Session, select

from tests import given
from tests.conftest import connected
from workforce import installing
from workforce.contracts.imports.layout_models import ImportLayout
from workforce.contracts.imports.models import Import

ITS_OWN = "0004"


def file_in(session, network, state, kind):
    one = Import(
        network_id=network.id, filename=f"{state}.csv", content=b"x", digest=state, stated_on=date(2026, 11, 1),
        state=state, kind=kind,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one


def test_the_columns_that_people_describe_come_and_go_on_a_filled_database(own_database):
    with connected(own_database) as connection:
        settings = installing.configuration(connection)
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            network = given.network(session)
            waiting = file_in(session, network, "unmapped", "spreadsheet")
            session.add(ImportLayout(import_id=waiting.id, preview=[["Nom"]], header_line=1))
            for state, kind in (
                ("analysed", "team"),
                ("analysed", "spreadsheet"),
                ("applied", "spreadsheet"),
            ):
                file_in(session, network, state, kind)
            session.commit()
        before = ScriptDirectory.from_config(settings).get_revision(ITS_OWN).down_revision
        command.downgrade(settings, before)
        found = connection.execute(text("SELECT state, kind FROM import ORDER BY id")).all()
        assert [tuple(row) for row in found] == [
            ("abandoned", "spreadsheet"), ("analysed", "team"), ("abandoned", "spreadsheet"), ("applied", "spreadsheet"),
        ]  # fmt: skip
        command.upgrade(settings, "head")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            file_in(session, given.network(session), "unmapped", "spreadsheet")
            assert session.exec(select(ImportLayout)).all() == []
