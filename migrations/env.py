"""How Alembic meets the database: on the connection it is handed, or on DATABASE_URL."""

from alembic import context

from workforce import database, tables


def run(connection) -> None:
    context.configure(connection=connection, target_metadata=tables.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    with database.connect().connect() as connection:
        run(connection)
        connection.commit()
