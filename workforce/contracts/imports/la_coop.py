"""La Coop's « Équipe » export: who works where, in which role, under which contract."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from workforce.contracts.imports.cells import (
    UnreadableCell,
    plain,
    read_code,
    read_date,
    read_email,
    read_phone,
    read_siret,
    read_territory,
    read_text,
    territory_of,
)
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
from workforce.contracts.impossible import ContractDates, impossible_dates
from workforce.contracts.kinds import ContractKind

FIRST_NAME, LAST_NAME, ROLE, KIND = "Prénom", "Nom", "Rôle", "Type de contrat"
START, END, EMAIL, PHONE = (
    "Date de début de contrat",
    "Date de fin de contrat",
    "Adresse email",
    "Numéro de téléphone",
)
EMPLOYER, STREET, CITY = (
    "Structure employeuse - Nom",
    "Structure employeuse - Adresse",
    "Structure employeuse - Commune",
)
POSTCODE, COMMUNE, SIRET, STATUS = (
    "Structure employeuse - Code postal",
    "Structure employeuse - Code Insee",
    "Structure employeuse - SIRET",
    "Statut",
)
TERRITORY = "Département"  # Not in the export: spreadsheets that say the same things often have it.
COLUMNS = Columns(
    required=(FIRST_NAME, LAST_NAME, ROLE, KIND, START, END, EMAIL, EMPLOYER),
    optional=(PHONE, STREET, CITY, POSTCODE, COMMUNE, SIRET, STATUS, TERRITORY),
    dates=(START, END),
)
FIELD_COLUMNS = {"start_date": START, "end_date": END, "kind": KIND}


def column_of(field: str) -> str:
    """Return the column to correct where a date of a contract is refused."""
    return FIELD_COLUMNS.get(field, END)


class Role(StrEnum):
    """What the person does in the network."""

    ADVISER = "adviser"
    COORDINATOR = "coordinator"
    MEDIATOR = "mediator"


ROLE_WORDS = (
    ("coordinat", Role.COORDINATOR),  # First: « coordinateur de conseillers » names both.
    ("conseiller", Role.ADVISER),
    ("mediat", Role.MEDIATOR),
)
# The first words found decide: « contrat de projet » is also said « CDD de projet ».
KIND_WORDS = (
    ("projet", ContractKind.CDP),
    ("cdp", ContractKind.CDP),
    ("pec", ContractKind.PEC),
    ("parcours emploi", ContractKind.PEC),
    ("contrat aide", ContractKind.PEC),
    ("non titulaire", ContractKind.CDD),
    ("titulaire", ContractKind.TENURED),
    ("fonctionnaire", ContractKind.TENURED),
    ("statutaire", ContractKind.TENURED),
    ("cdi", ContractKind.CDI),
    ("c d i", ContractKind.CDI),
    ("indeterminee", ContractKind.CDI),
    ("cdd", ContractKind.CDD),
    ("c d d", ContractKind.CDD),
    ("determinee", ContractKind.CDD),
    ("contractuel", ContractKind.CDD),
)
KNOWN_KINDS = "CDD, CDI, contrat de projet, PEC, titulaire"


@dataclass(frozen=True)
class TeamMember:
    """One row: a person, an employer, a contract."""

    line: int
    first_name: str
    last_name: str
    role: Role
    employer_name: str
    contract_kind: ContractKind | None = None
    start_date: date | None = None
    end_date: date | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    city: str | None = None
    postcode: str | None = None
    commune_code: str | None = None
    siret: str | None = None
    territory: str | None = None
    status: str | None = None
    remarks: tuple[str, ...] = ()  # What was understood rather than read.


def read_team(sheet: Sheet, roles: Collection[Role] = tuple(Role)) -> ReadFile[TeamMember]:
    """Read every row alone; a bad one is set aside, the others go on."""
    header = find_header(sheet, COLUMNS)
    readers = {reader.line: reader for reader in rows_under(sheet, header, COLUMNS.dates)}
    results = [read_member(reader.line, reader.cells) for reader in readers.values()]
    unique, repeated = tell_repeated([row for row in results if isinstance(row, TeamMember)], readers)
    kept = tuple(row for row in unique if row.role in roles)
    rejected = sorted([*(row for row in results if isinstance(row, RejectedRow)), *repeated], key=_line)
    return ReadFile(
        FileKind.TEAM,
        header.line,
        kept,
        tuple(rejected),
        ignored=len(unique) - len(kept),
        **as_written(sheet, header, COLUMNS.dates),
    )


def read_member(line: int, cells: Mapping[str, Cell]) -> TeamMember | RejectedRow:
    """Read one row by its columns; also what a person corrected on the screen."""
    return member_of(RowReader(line, cells))


def member_of(reader: RowReader) -> TeamMember | RejectedRow:
    """Read the person, the employer and the contract of one row."""
    first_name, last_name = reader.need(FIRST_NAME, read_text), reader.need(LAST_NAME, read_text)
    role, employer = reader.need(ROLE, read_role), reader.need(EMPLOYER, read_text)
    member = TeamMember(reader.line, first_name or "", last_name or "", role or Role.ADVISER, employer or "")
    member = _with_employer(_with_contract(member, reader), reader)
    return reader.rejected() if reader.errors else member


def read_role(cell: Cell) -> Role | None:
    """Read Conseiller, Coordinateur or Médiateur, in the masculine or the feminine."""
    text = read_text(cell)
    if text is None:
        return None
    for word, role in ROLE_WORDS:
        if word in plain(text):
            return role
    raise UnreadableCell(f"« {text} » n’est pas un rôle connu (Conseiller, Coordinateur, Médiateur).")


def read_kind(cell: Cell) -> ContractKind | None:
    """Read a kind of contract from the words that files use for it."""
    text = read_text(cell)
    if text is None:
        return None
    words = f" {plain(text)} "
    for word, kind in KIND_WORDS:
        if f" {word} " in words or (len(word) > 4 and word in words):
            return kind
    raise UnreadableCell(
        f"« {text} » n’est pas un type de contrat connu (CDD, CDI, contrat de projet, PEC, titulaire)."
    )


def _with_contract(member: TeamMember, reader: RowReader) -> TeamMember:
    """Add the contract, and refuse dates that cannot be."""
    kind = reader.read(KIND, read_kind)
    start, end = reader.read(START, read_date), reader.read(END, read_date)
    for refusal in impossible_dates(ContractDates(start, end, kind=kind)):
        reader.refuse(FIELD_COLUMNS[refusal.field], refusal.sentence)
    email, phone = reader.read(EMAIL, read_email), reader.read(PHONE, read_phone)
    return replace(
        member,
        contract_kind=kind,
        start_date=start,
        end_date=end,
        email=email,
        phone=phone,
        status=reader.read(STATUS, read_text),
    )


def _with_employer(member: TeamMember, reader: RowReader) -> TeamMember:
    """Add the employer's place and number."""
    postcode, commune = reader.read(POSTCODE, read_code), reader.read(COMMUNE, read_code)
    return replace(
        member,
        postcode=postcode,
        commune_code=commune,
        territory=reader.read(TERRITORY, read_territory) or territory_of(commune, postcode),
        street=reader.read(STREET, read_text),
        city=reader.read(CITY, read_text),
        siret=reader.read(SIRET, read_siret),
    )


def tell_repeated(
    members: list[TeamMember], readers: Mapping[int, RowReader]
) -> tuple[list[TeamMember], list[RejectedRow]]:
    """Set aside a row that says again what a former one said."""
    seen: dict[tuple[object, ...], int] = {}
    unique: list[TeamMember] = []
    repeated: list[RejectedRow] = []
    for member in members:
        first_line = seen.setdefault(identity(member), member.line)
        if first_line == member.line:
            unique.append(member)
            continue
        readers[member.line].refuse(LAST_NAME, repeats(first_line))
        repeated.append(readers[member.line].rejected())
    return unique, repeated


def repeats(line: int) -> str:
    """Say that a row says again what a former one said."""
    return f"cette ligne répète la ligne {line}."


def identity(member: TeamMember) -> tuple[object, ...]:
    """Return what makes two rows the same contract of the same person."""
    person = member.email or (plain(member.first_name), plain(member.last_name))
    return person, plain(member.employer_name), member.start_date


def _line(row: RejectedRow) -> int:
    """Order rejected rows as they stand in the file."""
    return row.line
