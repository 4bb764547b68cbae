"""`python -m workforce.alive worker|tick`: has this part beaten lately? For a container's health check."""

import sys

from sqlalchemy import create_engine, text

from workforce.settings import settings

BEATS = text("SELECT count(*) FROM pulse WHERE name = :name AND beat_at > now() - interval '2 minutes'")


def main(name: str) -> int:
    """Return 0 if the part beats, 1 if it is silent."""
    engine = create_engine(settings().database_url)
    with engine.connect() as connection:
        beats = connection.execute(BEATS, {"name": name}).scalar_one()
    engine.dispose()
    return 0 if beats else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
