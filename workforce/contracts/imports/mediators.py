"""Mon inclusion numérique's export of people: who they are, where, what they were trained in, and no contract."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workforce.contracts.imports.cells import plain, read_siret, read_text, territory_of
from workforce.contracts.imports.rows import (
    Columns,
    FileKind,
    ReadFile,
    RejectedRow,
    RowReader,
    as_written,
    find_header,
    rows_under,
)
from workforce.contracts.imports.sheet import Cell, Sheet

REF, LAST_NAME, FIRST_NAME, ROLES = "ID", "Nom", "Prénom", "Rôles"
LABELS, TRAININGS = "Labelisations", "Formations"
EMPLOYER, SIRET, ADDRESS = "Nom structure", "SIRET structure", "Adresse structure"
COLUMNS = Columns(
    required=(REF, LAST_NAME, FIRST_NAME, ROLES, EMPLOYER), optional=(LABELS, TRAININGS, SIRET, ADDRESS)
)
FOLLOWED = ("conseiller", "mediat")  # The trade; a coordinator or an « aidant » has another.
PLACE = re.compile(r"\b(?P<postcode>\d{5})\b[\s,]+(?P<city>[^,\d][^,]*)")


@dataclass(frozen=True)
class MediatorRow:
    """One row: a person, a structure, what the scheme says of them."""

    line: int
    ref: str
    first_name: str
    last_name: str
    employer_name: str
    roles: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    trainings: tuple[str, ...] = ()
    siret: str | None = None
    postcode: str | None = None
    city: str | None = None
    territory: str | None = None
    email: str | None = None  # Never in this file.

    @property
    def is_followed(self) -> bool:
        """Tell whether the person has the trade that a network follows."""
        return any(
            word in plain(role) and "coordin" not in plain(role) for role in self.roles for word in FOLLOWED
        )


def read_mediators(sheet: Sheet) -> ReadFile[MediatorRow]:
    """Read every row alone; a bad one is set aside, the others go on."""
    header = find_header(sheet, COLUMNS)
    results = [read_mediator(reader.line, reader.cells) for reader in rows_under(sheet, header)]
    rows = [row for row in results if isinstance(row, MediatorRow)]
    rejected = [row for row in results if isinstance(row, RejectedRow)]
    first_lines: dict[str, int] = {}
    for row in rows:
        first = first_lines.setdefault(row.ref, row.line)
        if first != row.line:
            rejected.append(_repeated(row, first))
    kept = tuple(row for row in rows if first_lines[row.ref] == row.line)
    return ReadFile(
        FileKind.MEDIATORS,
        header.line,
        kept,
        tuple(sorted(rejected, key=lambda row: row.line)),
        **as_written(sheet, header),
    )


def read_mediator(line: int, cells: Mapping[str, Cell]) -> MediatorRow | RejectedRow:
    """Read one row by its columns; also what a person corrected on the screen."""
    reader = RowReader(line, cells)
    ref, employer = reader.need(REF, read_text), reader.need(EMPLOYER, read_text)
    first_name, last_name = reader.need(FIRST_NAME, read_text), reader.need(LAST_NAME, read_text)
    postcode, city = _place(reader.read(ADDRESS, read_text) or "")
    row = MediatorRow(
        line,
        ref or "",
        first_name or "",
        last_name or "",
        employer or "",
        roles=_listed(reader.need(ROLES, read_text)),
        labels=_listed(reader.read(LABELS, read_text)),
        trainings=_listed(reader.read(TRAININGS, read_text)),
        siret=reader.read(SIRET, read_siret),
        postcode=postcode,
        city=city,
        territory=territory_of(None, postcode),
    )
    return reader.rejected() if reader.errors else row


def _listed(text: str | None) -> tuple[str, ...]:
    """Return the words of a list, each once, in their order."""
    words = (word.strip() for word in re.split(r"[,;|]", text or ""))
    return tuple(dict.fromkeys(word for word in words if word))


def _place(address: str) -> tuple[str | None, str | None]:
    """Return the postcode and the town of an address in one line."""
    found = list(PLACE.finditer(address))
    return (found[-1]["postcode"], found[-1]["city"].strip()) if found else (None, None)


def _repeated(row: MediatorRow, first_line: int) -> RejectedRow:
    """Set aside a person that a former line gave."""
    reader = RowReader(row.line, {REF: row.ref, FIRST_NAME: row.first_name, LAST_NAME: row.last_name})
    reader.refuse(REF, f"cette ligne répète la ligne {first_line}.")
    return reader.rejected()
