"""How every command behaves: what it prints, what `--json` gives, how a refusal ends, where the database is."""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import click
from sqlmodel import Session

from workforce import clock, database
from workforce.refusals import Refused
from workforce.settings import settings

REFUSED = 2  # Exit code: what was asked cannot be done, and nothing was changed.


def command(
    group: click.Group, name: str, *options: Callable[[Any], Any]
) -> Callable[[Callable[..., Any]], click.Command]:
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
            print_named(name, value)
    else:
        print_rows(found)


def print_named(name: str, value: Any) -> None:
    """Print one answer under its name: a word, counts, or rows."""
    if isinstance(value, dict):
        value = ", ".join(f"{key} {number}" for key, number in value.items())
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], dict):
        print_rows(value)
    else:
        click.echo(f"{name} : {'oui' if value is True else 'non' if value is False else value}")


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
