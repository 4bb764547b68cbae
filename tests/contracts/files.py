"""Files as the exports really look, built for the tests."""

import csv
from io import BytesIO, StringIO

import openpyxl

from workforce.contracts.imports import detection
from workforce.contracts.imports.file_door import open_sheet

TEAM_HEADER = (
    "Prénom", "Nom", "Rôle", "Type de contrat", "Date de début de contrat", "Date de fin de contrat",
    "Adresse email", "Numéro de téléphone", "Structure employeuse - Nom", "Structure employeuse - Adresse",
    "Structure employeuse - Commune", "Structure employeuse - Code postal",
    "Structure employeuse - Code Insee", "Statut",
)  # fmt: skip
TEAM_PREAMBLE = (
    ("Export de l’équipe",),
    ("Exporté le", "14/11/2026 à 10:32"),
    (),
    ("Filtres",),
    ("Recherche", "-"),
    ("Rôle", "Conseiller"),
    (),
)
POSTS_HEADER = (
    "ID Poste", "ID Structure TP", "Structure", "Département", "Statut", "Coordinateur", "Convention",
    "Fin de convention", "Fin de contrat", "Bonification", "Total conventionné", "Total versé",
)  # fmt: skip
FIRST_ROW = len(TEAM_PREAMBLE) + 2


def member(**changes):
    cells = dict(zip(TEAM_HEADER, (
        "Amina", "Martin", "Conseiller", "CDD", "01/03/2025", "31/08/2026", "amina.martin@exemple.org",
        "0612345678", "Médiathèque de Foix", "2 rue des Arts", "Foix", "09000", "09122", "Actif",
    ), strict=True))  # fmt: skip
    return {**cells, **{COLUMNS[name]: value for name, value in changes.items()}}


def post(**changes):
    cells = dict(zip(POSTS_HEADER, (
        "1204", "88", "Mairie de Foix", "09", "Occupé", "Non", "Initiale", "30/09/2026", "31/08/2026", "Non",
        "50 000,00 €", "25000",
    ), strict=True))  # fmt: skip
    return {**cells, **{POST_COLUMNS[name]: value for name, value in changes.items()}}


COLUMNS = {
    "first": "Prénom",
    "last": "Nom",
    "role": "Rôle",
    "kind": "Type de contrat",
    "start": "Date de début de contrat",
    "end": "Date de fin de contrat",
    "email": "Adresse email",
    "phone": "Numéro de téléphone",
    "employer": "Structure employeuse - Nom",
    "postcode": "Structure employeuse - Code postal",
    "commune": "Structure employeuse - Code Insee",
    "siret": "Structure employeuse - SIRET",
}
POST_COLUMNS = {
    "ref": "ID Poste",
    "territory": "Département",
    "state": "Statut",
    "coordinator": "Coordinateur",
    "convention": "Convention",
    "convention_end": "Fin de convention",
    "contract_end": "Fin de contrat",
    "bonus": "Bonification",
    "granted": "Total conventionné",
}


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book):
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def team_file(*members, header=TEAM_HEADER, preamble=TEAM_PREAMBLE):
    return workbook([*preamble, header, *([row.get(name) for name in header] for row in members)])


def csv_text(rows, separator=","):
    written = StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue()


def posts_file(*posts, header=POSTS_HEADER, separator=",", encoding="utf-8-sig"):
    return csv_text([header, *([row.get(name) for name in header] for row in posts)], separator).encode(
        encoding
    )


def read_file(content, filename, kind=None):
    """Read an export that the house knows, by the columns of its kind."""
    sheet = open_sheet(content, filename)
    return detection.read_known(sheet, kind or detection.detect(sheet))
