"""A team of 20 000 rows imported end to end, beside a bare read of the very same rows by openpyxl and by csv."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

import openpyxl
from sqlalchemy import text

from bench import ground
from bench.figures import Amount, Line, side_by_side, timed
from workforce.contracts.imports import actions
from workforce.contracts.imports.models import Import
from workforce.database import transaction
from workforce.spreadsheets import as_csv, as_workbook
from workforce.territories.models import Network

HEADER = (
    "Prénom", "Nom", "Rôle", "Type de contrat", "Date de début de contrat", "Date de fin de contrat",
    "Adresse email", "Numéro de téléphone", "Structure employeuse - Nom", "Structure employeuse - Commune",
    "Structure employeuse - Code postal", "Statut",
)  # fmt: skip
A_TEAM = 5  # Advisers of one employer.
Rows = Sequence[Sequence[str]]


def measure(*, small: bool) -> list[Line]:
    """Import a workbook into an empty house, then the same rows as a CSV that changes nothing."""
    size = 400 if small else 20_000
    rows = [row(number) for number in range(size)]
    workbook, plain = as_workbook(HEADER, rows).content, as_csv(HEADER, rows).content
    with ground.empty("bench_import"):
        network_id = _network()
        return [
            *_both("workbook", "equipe.xlsx", workbook, network_id, rows),
            *_both("CSV sent again", "equipe.csv", plain, network_id, rows),
        ]


def row(number: int) -> tuple[str, ...]:
    """Write one row as La Coop does."""
    team = number // A_TEAM
    place = f"{team % 19 + 1:02}{team % 900 + 100:03}"
    return (
        f"Prénom{number % 97}", f"Nom{number}", "Conseiller", "CDD", "01/03/2025", f"{number % 28 + 1:02}/08/2027",
        f"personne{number}@exemple.fr", "0612345678", f"Mairie de Ville{team}", f"Ville{team}", place, "Actif",
    )  # fmt: skip


def _both(name: str, filename: str, content: bytes, network_id: int, rows: Rows) -> list[Line]:
    """Time what a person waits for before deciding, then what they may leave alone."""
    bare = _read_workbook if filename.endswith(".xlsx") else _read_csv
    against = (
        f"a bare read of the same bytes: {'openpyxl, read only' if bare is _read_workbook else 'csv.reader'}"
    )
    runs = 1 if len(rows) > 1000 else 3
    amount, sent = Amount(len(rows), "per s"), []

    def compared() -> float:
        with timed() as watch:
            with transaction() as session:
                sent.append(actions.upload(session, network_id, None, filename, content).id)
            _worked(sent[-1], "analysed")
        return watch.seconds

    def written() -> float:
        with transaction() as session:
            actions.confirm(session, import_id := sent.pop(0))
        with timed() as watch:
            _worked(import_id, "applied")
        assert _people() == len(rows), f"{_people()} people of {len(rows)}"
        return watch.seconds

    def peer() -> float:
        with timed() as watch:
            assert bare(content) == len(rows) + 1
        return watch.seconds

    first = side_by_side(
        f"{len(rows)} rows of a {name} compared", compared, peer, amount, against=against, n=runs,
        note="ours checks every cell, finds each person, employer and contract, and keeps what each row would change",
    )  # fmt: skip
    return [
        first,
        side_by_side(
            f"{len(rows)} rows of a {name} written",
            written,
            peer,
            amount,
            against=against,
            n=runs,
        ),
    ]


def _worked(import_id: int, until: str) -> None:
    """Do what the actor does, a transaction a chunk."""
    state = ""
    while state != until:
        with transaction() as session:
            actions.work(session, [import_id])
            one = session.get_one(Import, import_id)
            state = one.state
            assert state != "refused", one.refusal


def _read_workbook(content: bytes) -> int:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    return sum(1 for _ in book.active.iter_rows(values_only=True))


def _read_csv(content: bytes) -> int:
    return sum(1 for _ in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def _network() -> int:
    with transaction() as session:
        session.add(network := Network(name="Réseau mesuré"))
        session.flush()
        return network.id


def _people() -> int:
    with transaction() as session:
        return session.execute(text("SELECT count(*) FROM adviser")).scalar_one()
