"""Running the service: start it, migrate it, fill it with the demonstration, ask how it does."""

import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from workforce import backlog, clock, database, embedded, installing, pulse, supervisor, welcome
from workforce.commands.frame import command, house, session
from workforce.demo import load
from workforce.refusals import Refused
from workforce.settings import settings


@click.group("service")
def group() -> None:
    """Gather the commands of this module."""


@group.command("up")
@click.option("--demo", is_flag=True, help="Charge le réseau de démonstration si la base est vide.")
@click.option("--attached", is_flag=True, help="S’arrête avec le programme qui l’a lancé.")
@click.option(
    "--json", "as_json", is_flag=True, help="Dit en JSON l’adresse et les liens d’entrée, une fois prêt."
)
def up(demo: bool, attached: bool, as_json: bool) -> None:
    """Lance tout : base de données, pages web, horloge et travail de fond. Ctrl-C arrête tout."""
    plan = supervisor.Plan(
        var_dir=settings().var_dir,
        database_url=settings().database_url,
        broker_url=settings().broker_url,
        demo=demo,
        host=settings().host,
        port=settings().port,
        public_url=settings().public_url,
        web_workers=settings().web_workers,
        web_threads=settings().web_threads,
        attached=attached,
    )
    links = _links_in_json if as_json else welcome.sign_in_links
    steps = supervisor.Steps(installing.migrate, welcome.load_demo, links)
    sys.exit(supervisor.up(plan, steps, lambda words: click.echo(words, err=as_json)))


def _links_in_json(url: str) -> dict[str, str]:
    """Print where to come and how to enter, for a program; leave nothing for the person's list."""
    ready = {"address": settings().public_url, "links": welcome.sign_in_links(url)}
    click.echo(json.dumps(ready, ensure_ascii=False))
    sys.stdout.flush()
    return {}


@command(
    group,
    "migrate",
    click.option("--check", is_flag=True, help="Vérifie sur une base neuve, sans toucher à la vôtre."),
)
def migrate(check: bool) -> Any:
    """Met la base de données à jour."""
    if check:
        return _check_migrations()
    with house() as url:
        installing.migrate(url)
    return {"migrée": True}


def _check_migrations() -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="passerelle-check-") as folder,
        embedded.start(Path(folder), durable=False, own=True) as server,
    ):
        installing.migrate(server.url)
        found = installing.differences(server.url)
    if found:
        raise click.ClickException("Les tables et les modèles diffèrent :\n" + "\n".join(found))
    return {"migrations": "les tables sont celles des modèles"}


@command(group, "demo", click.option("--small", is_flag=True, help="Un petit réseau, pour essayer."))
def demo(small: bool) -> Any:
    """Charge le réseau de démonstration dans une base vide."""
    with house() as url:
        installing.migrate(url)
        with database.transaction() as rows:
            try:
                return load.load(rows, clock.today(), small=small).counts
            except load.AlreadyFilled as error:
                raise Refused({"": str(error)}) from error


@command(group, "status")
def status() -> Any:
    """Dit ce qui attend, ce qui est bloqué, et qui ne donne plus signe de vie."""
    with session() as rows:
        waiting = [asdict(one) for one in backlog.backlog(rows)]
        return waiting + [
            {"name": f"silence : {name}", "due": "", "in_hand": "", "stuck": "", "oldest": beat_at}
            for name, beat_at in pulse.silent(rows).items()
        ]
