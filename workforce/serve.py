"""Serves the web: `python -m workforce.serve`, the one place that knows the WSGI server."""

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

APPLICATION = "workforce.app:create_app"


@click.command(help="Sert les pages web.")
@click.option("--host", default="127.0.0.1", show_default=True, help="L'adresse sur laquelle écouter.")
@click.option("--port", default=8000, show_default=True, help="Le port sur lequel écouter.")
@click.option("--workers", default=2, show_default=True, help="Le nombre de processus.")
@click.option("--threads", default=4, show_default=True, help="Le nombre de fils par processus.")
@click.option("--application", default=APPLICATION, help="La fabrique de l'application, module:fonction.")
def main(host: str, port: int, workers: int, threads: int, application: str) -> None:
    """Serve until told to stop."""
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        factory=True,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=3,  # Seconds given to the requests under way.
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
