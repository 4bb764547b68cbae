"""Bringing a database to the present house: its tables, the referential, the daily chores."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from workforce import chores, tables
from workforce.contracts import sweep
from workforce.reactions import CHORES
from workforce.skills.actions import load_referential
from workforce.trainings import planning

ROOT = Path(__file__).parent.parent


def migrate(url: str) -> None:
    """Upgrade the tables, then fill in what is data: the referential, the chores."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20260101)")  # One at a time, whoever starts.
        command.upgrade(configuration(connection), "head")
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            load_referential(session)
            chores.plan(session, CHORES)
            sweep.plan(session)
            planning.plan_outdated(session)
            session.commit()
    engine.dispose()


def differences(url: str) -> list[str]:
    """Return what the models have and the migrated tables lack, or the reverse."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, tables.metadata)
    engine.dispose()
    return [str(one) for one in found]


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration, on this connection."""
    made = Config(ROOT / "alembic.ini")
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made
