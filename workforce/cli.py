"""The operator's commands. Each says what it did, or `--json` for machines; a mistake is a sentence and an exit code."""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session

from workforce import clock, database
from workforce.refusals import Refused
from workforce.settings import settings

REFUSED, BROKEN = 2, 1  # Exit codes: what was asked cannot be done; something failed on the way.
DATE = click.DateTime(formats=["%Y-%m-%d"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Passerelle : contrats, compétences, formations, offres et alertes des conseillers numériques."""


def command(group: click.Group, name: str, *options: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], click.Command]:
    """Declare a command that can answer in JSON, and whose refusals are sentences."""

    def declare(work: Callable[..., Any]) -> click.Command:
        def run(as_json: bool, **arguments: Any) -> None:
            try:
                answer(work(**arguments), as_json)
            except Refused as refused:
                fail(refused.errors, as_json)

        run.__doc__ = work.__doc__
        for option in reversed(options):
            run = option(run)
        run = click.option("--json", "as_json", is_flag=True, help="Répond en JSON.")(run)
        return group.command(name)(run)

    return declare


def answer(found: Any, as_json: bool) -> None:
    """Print what a command found: a table of rows, or one thing."""
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
    elif isinstance(found, str):
        click.echo(found)
    elif isinstance(found, dict):
        for name, value in found.items():
            click.echo(f"{name} : {value}")
    else:
        print_rows(found)


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows under their names, each column as wide as it needs."""
    if not rows:
        click.echo("Rien à afficher.")
        return
    cells = [[_shown(value) for value in row.values()] for row in rows]
    widths = [max(len(name), *(len(row[i]) for row in cells)) for i, name in enumerate(rows[0])]
    for row in [list(rows[0]), *cells]:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def fail(errors: dict[str, str], as_json: bool) -> None:
    """Print why nothing was done, and leave with the code of a refusal."""
    if as_json:
        click.echo(json.dumps({"errors": errors}, ensure_ascii=False))
    else:
        for words in errors.values():
            click.echo(words, err=True)
    sys.exit(REFUSED)


def _shown(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.PARIS).strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


@contextmanager
def house() -> Iterator[str]:
    """Give the address of the database, starting or joining the embedded one where no DATABASE_URL is set."""
    if settings().database_url:
        database.connect()
        yield settings().database_url
        return
    from workforce import embedded  # noqa: PLC0415 - An extra that a server does without.

    try:
        server = embedded.start(settings().var_dir)
    except embedded.EmbeddedError as error:
        raise click.ClickException(str(error)) from error
    with server:
        engine = database.connect(server.url)
        yield server.url
        engine.dispose()


@contextmanager
def session() -> Iterator[Session]:
    """Open one transaction on the database."""
    with house(), database.transaction() as rows:
        yield rows


@main.command("up")
@click.option("--demo", is_flag=True, help="Charge le réseau de démonstration si la base est vide.")
@click.option("--attached", is_flag=True, help="S’arrête avec le programme qui l’a lancé.")
def up(demo: bool, attached: bool) -> None:
    """Lance tout : base de données, pages web, horloge et travail de fond. Ctrl-C arrête tout."""
    from workforce import supervisor  # noqa: PLC0415 - Only this command starts processes.
    from workforce.welcome import load_demo, migrate, sign_in_links  # noqa: PLC0415

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
    sys.exit(supervisor.up(plan, supervisor.Steps(migrate, load_demo, sign_in_links), click.echo))


@command(main, "migrate", click.option("--check", is_flag=True, help="Vérifie sur une base neuve, sans toucher à la vôtre."))
def migrate(check: bool) -> Any:
    """Met la base de données à jour."""
    from workforce import installing  # noqa: PLC0415

    if check:
        return _check_migrations()
    with house() as url:
        installing.migrate(url)
    return {"migrée": True}


def _check_migrations() -> dict[str, Any]:
    from workforce import embedded, installing  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory(prefix="passerelle-check-") as folder,
        embedded.start(Path(folder), durable=False, own=True) as server,
    ):
        installing.migrate(server.url)
        found = installing.differences(server.url)
        server.stop(patience=1)
    if found:
        raise click.ClickException("Les tables et les modèles diffèrent :\n" + "\n".join(found))
    return {"migrations": "les tables sont celles des modèles"}


@command(main, "demo", click.option("--small", is_flag=True, help="Un petit réseau, pour essayer."))
def demo(small: bool) -> Any:
    """Charge le réseau de démonstration dans une base vide."""
    from workforce import installing  # noqa: PLC0415
    from workforce.demo import load  # noqa: PLC0415

    with house() as url:
        installing.migrate(url)
        with database.transaction() as rows:
            try:
                return load.load(rows, clock.today(), small=small).counts
            except load.AlreadyFilled as error:
                raise Refused({"": str(error)}) from error


@command(main, "status")
def status() -> Any:
    """Dit ce qui attend, ce qui est bloqué, et qui ne donne plus signe de vie."""
    from workforce import backlog, pulse  # noqa: PLC0415

    with session() as rows:
        waiting = [asdict(one) for one in backlog.backlog(rows)]
        return waiting + [
            {"name": f"silence : {name}", "due": "", "in_hand": "", "stuck": "", "oldest": beat_at}
            for name, beat_at in pulse.silent(rows).items()
        ]


@main.group("users")
def users() -> None:
    """Les comptes."""


@command(
    users,
    "invite",
    click.argument("email"),
    click.option("--name", required=True, help="Prénom et nom."),
    click.option("--role", required=True, type=click.Choice(["adviser", "coordinator", "employer", "trainer", "operator"])),
    click.option("--network", help="Le nom du réseau (coordinator)."),
    click.option("--departement", help="Limite la coordination à un département."),
    click.option("--adviser", type=int, help="Le numéro du conseiller (adviser)."),
    click.option("--employer", type=int, help="Le numéro de la structure (employer)."),
    click.option("--body", help="Le nom de l’organisme de formation (trainer)."),
)
def invite(**asked: Any) -> Any:
    """Invite une personne, et lui écrit."""
    from workforce import inviting  # noqa: PLC0415

    with session() as rows:
        return inviting.invite(rows, **asked)


@command(main, "sign-in-link", click.argument("email"))
def sign_in_link(email: str) -> Any:
    """Donne un lien de connexion, à usage unique, sans envoyer de courriel."""
    from workforce.accounts import actions  # noqa: PLC0415
    from workforce.alerts.links import link  # noqa: PLC0415

    with session() as rows:
        token = actions.make_link(rows, email)
    if token is None:
        raise Refused({"email": f"Aucun compte ouvert pour {email}."})
    return {"lien": link("sign_in.show", token)}


def _load_groups() -> None:
    from workforce import cli_work  # noqa: PLC0415 - It declares its commands on this module's groups.

    cli_work.declare(main)


_load_groups()
