"""Somebody's own spreadsheet: where its header is, what its columns hold, what its rows say."""

from datetime import date

import pytest

from tests.contracts import files
from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import (
    Layout,
    columns_under,
    header_of,
    preview_of,
    problems,
    proposed,
)
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.la_coop import KNOWN_KINDS, Role
from workforce.contracts.imports.lasting import implied_end, months_in
from workforce.contracts.imports.naming import names_in
from workforce.contracts.imports.spreadsheet import read_spreadsheet
from workforce.contracts.kinds import ContractKind

OWN = (
    ("Suivi des CNFS 2026",),
    (),
    ("Nom Prénom", "Mail", "Structure d'accueil", "Dépt", "Contrat", "Début", "Échéance", "Remarques"),
    (
        "DIALLO Awa",
        "awa@exemple.fr",
        "Mairie de Foix",
        "09",
        "CDD 18 mois",
        "01/03/2025",
        "31/08/2026",
        "RAS",
    ),
    ("PETIT Bruno", "bruno@exemple.fr", "Association Clic", "09", "CDI", "01/09/2024", "", ""),
)


def sheet_of(*rows):
    return open_sheet(files.csv_text(rows, ";").encode("utf-8-sig"), "suivi.csv")


def guess(*rows):
    """Return the title of the column proposed for each thing."""
    preview = preview_of(sheet_of(*rows))
    line = header_of(preview)
    titles = {column.place: column.title for column in columns_under(preview, line)}
    return {code: titles[at] for code, at in proposed(preview, line).items()}


def read(*rows, line=None, **places):
    sheet = sheet_of(*rows)
    preview = preview_of(sheet)
    line = line or header_of(preview)
    return read_spreadsheet(sheet, Layout(line, places or proposed(preview, line)))


# Where the header is.


def test_the_header_is_found_under_a_title_and_a_blank_row():
    assert header_of(preview_of(sheet_of(*OWN))) == 3


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([("Prénom", "Nom", "Structure"), ("Awa", "Diallo", "Mairie")], 1),
        ([("Exporté le", "12/03/2026"), ("Prénom", "Nom"), ("Awa", "Diallo")], 2),
        ([("Contrat", "Contrat", "Contrat"), ("Nom", "Début", "Fin"), ("Diallo", "01/03/2025", "")], 2),
        ([("Qui", "Où"), ("Awa Diallo", "Foix")], 1),
        ([("1", "2"), ("3", "4")], 1),
    ],
)
def test_the_row_that_looks_most_like_titles_is_the_header(rows, line):
    assert header_of(preview_of(sheet_of(*rows))) == line


def test_a_header_is_the_same_whatever_its_accents_case_and_trailing_columns():
    assert columns.signature(["Prénom", " NOM ", "", ""]) == columns.signature(["prenom", "Nom"])
    assert columns.signature(["Nom", "Prénom"]) != columns.signature(["Prénom", "Nom"])


# What the columns seem to hold.


def test_columns_are_proposed_by_their_titles():
    assert guess(*OWN) == {
        "full_name": "Nom Prénom",
        "email": "Mail",
        "employer": "Structure d'accueil",
        "departement": "Dépt",
        "kind": "Contrat",
        "start_date": "Début",
        "end_date": "Échéance",
    }


@pytest.mark.parametrize(
    ("title", "value", "code"),
    [
        ("Date d'embauche", "01/03/2025", "start_date"),
        ("Date de fin de contrat prévue", "31/08/2026", "end_date"),
        ("Fin CDD", "31 août 2026", "end_date"),
        ("Nature du contrat", "CDD", "kind"),
        ("Courriel professionnel", "awa@exemple.fr", "email"),
        ("N° SIRET", "732 829 320 00074", "siret"),
        ("Employeur", "Mairie", "employer"),
        ("Durée (mois)", "18", "months"),
        ("Tél. portable", "06 12 34 56 78", "phone"),
        ("CP", "09000", "postcode"),
        ("Territoire", "Ariège", "departement"),
        ("Échéance", "", "end_date"),
    ],
)
def test_a_title_is_known_in_many_words(title, value, code):
    assert guess(("Prénom", "Nom", title), ("Awa", "Diallo", value)).get(code) == title


@pytest.mark.parametrize(
    ("title", "value"), [("Territoire", "Pays d’Olmes"), ("Fin", "à voir"), ("Contact mail", "oui")]
)
def test_a_title_is_not_believed_against_its_values(title, value):
    assert title not in guess(("Prénom", "Nom", title), ("Awa", "Diallo", value)).values()


@pytest.mark.parametrize(
    "title", ["Fin de convention", "Date de naissance", "Formation", "Nom du tuteur", "Observations"]
)
def test_a_title_about_something_else_is_not_taken(title):
    found = guess(("Prénom", "Nom", "Structure", title), ("Awa", "Diallo", "Mairie", "12/05/1990"))
    assert title not in found.values()


def test_values_tell_what_titles_do_not():
    found = guess(
        ("Qui", "Contact", "Lieu de travail", "P1", "P2"),
        ("Awa Diallo", "awa@exemple.fr", "Mairie", "01/03/2025", "31/08/2026"),
        ("Bruno Petit", "bruno@exemple.fr", "Clic", "01/09/2025", "28/02/2027"),
    )
    assert (found["email"], found["start_date"], found["end_date"]) == ("Contact", "P1", "P2")


def test_a_column_shows_three_different_values_and_its_letter():
    preview = preview_of(sheet_of(("Nom", "Ville"), *(("x", ville) for ville in "aabbccdd")))
    town = columns_under(preview, 1)[1]
    assert (town.letter, town.title, town.samples) == ("B", "Ville", ("a", "b", "c"))
    assert columns.Column(26, "", ()).letter == "AA"


def test_two_columns_of_one_title_are_two_columns_and_empty_ones_at_the_end_are_none():
    preview = preview_of(sheet_of(("Nom", "Date", "Date", "", ""), ("x", "1", "2", "", "")))
    assert [column.letter for column in columns_under(preview, 1)] == ["A", "B", "C"]


# What cannot be.

FOUND = columns_under(preview_of(sheet_of(*OWN)), 3)


def wrong(**places):
    return problems(places, FOUND)


def test_a_choice_without_a_name_or_a_structure_is_said_on_the_fields():
    assert wrong(email=1).keys() == {"first_name", "last_name", "employer"}
    assert wrong(first_name=0, employer=2).keys() == {"last_name"}
    assert wrong(full_name=0, employer=2) == {}


def test_one_column_holds_one_thing():
    assert wrong(full_name=0, employer=2, start_date=5, end_date=5) == {
        "end_date": "Cette colonne sert déjà à « Date de début du contrat » : choisissez-en une autre."
    }


def test_a_name_is_in_one_column_or_in_two_not_both():
    assert wrong(full_name=0, last_name=1, employer=2).keys() == {"last_name"}


@pytest.mark.parametrize("place", [-1, 8, 500])
def test_a_column_that_is_not_there_is_refused(place):
    assert wrong(full_name=0, employer=2, email=place) == {"email": "Choisissez une colonne de la liste."}


# What the rows say.


def test_the_rows_of_a_described_spreadsheet_are_people_with_contracts():
    awa, bruno = read(*OWN).rows
    assert (awa.line, awa.first_name, awa.last_name, awa.role) == (4, "Awa", "DIALLO", Role.ADVISER)
    assert (awa.employer_name, awa.territory, awa.contract_kind) == ("Mairie de Foix", "09", ContractKind.CDD)
    assert (awa.start_date, awa.end_date, awa.email) == (
        date(2025, 3, 1),
        date(2026, 8, 31),
        "awa@exemple.fr",
    )
    assert (bruno.contract_kind, bruno.end_date) == (ContractKind.CDI, None)


def test_an_error_names_the_column_as_the_file_does():
    rows = [*OWN, ("DIALLO Awa", "x", "Mairie", "09", "Mécénat", "01/03/2025", "hier", "")]
    (rejected,) = read(*rows).rejected
    assert [error.sentence for error in rejected.errors] == [
        f"Ligne 6, colonne « Contrat » : « Mécénat » n’est pas un type de contrat connu ({KNOWN_KINDS}).",
        "Ligne 6, colonne « Échéance » : « hier » n’est pas une date.",
        "Ligne 6, colonne « Mail » : « x » n’est pas une adresse électronique.",
    ]
    assert (rejected.cells["Prénom"], rejected.cells["Nom"]) == ("Awa", "DIALLO")


def test_an_end_that_is_missing_is_computed_from_the_length_and_said_so():
    rows = [*OWN[:3], ("DIALLO Awa", "", "Mairie", "09", "CDD 18 mois", "01/03/2025", "", "")]
    (awa,) = read(*rows).rows
    assert (awa.end_date, awa.remarks) == (
        date(2026, 8, 31),
        ("fin calculée d’après la durée : 31 août 2026",),
    )


@pytest.mark.parametrize(
    ("start", "end", "kind", "length", "expected"),
    [
        ("01/03/2025", "", "CDD", "24", date(2027, 2, 28)),
        ("01/03/2025", "", "CDD", "3 ans", date(2028, 2, 29)),
        ("01/03/2025", "30/06/2025", "CDD 18 mois", "", None),
        ("", "", "CDD 18 mois", "", None),
        ("hier", "", "CDD 18 mois", "", None),
        ("01/03/2025", "", "CDI", "", None),
        ("01/03/2025", "", "CDD", "2025", None),
    ],
)
def test_an_end_is_implied_by_a_start_and_a_length_only(start, end, kind, length, expected):
    assert implied_end(start, end, kind, length) == expected


def test_a_bare_number_is_a_length_in_a_column_of_lengths_only():
    assert (months_in("18", alone=True), months_in("18"), months_in("contrat de 36 mois")) == (18, None, 36)


@pytest.mark.parametrize(
    ("text", "title", "names"),
    [
        ("DIALLO Awa", "Conseiller", ("Awa", "DIALLO")),
        ("Awa DIALLO", "Conseiller", ("Awa", "DIALLO")),
        ("DE LA TOUR Marie", "Nom", ("Marie", "DE LA TOUR")),
        ("Mme Awa Diallo", "Conseiller", ("Awa", "Diallo")),
        ("Diallo, Awa", "Conseiller", ("Awa", "Diallo")),
        ("Diallo Awa", "Nom Prénom", ("Awa", "Diallo")),
        ("Diallo Awa", "NOM et Prénom", ("Awa", "Diallo")),
        ("Awa Diallo", "Prénom Nom", ("Awa", "Diallo")),
        ("Awa Diallo Ba", "Agent", ("Awa", "Diallo Ba")),
        ("Jean-Luc Petit", "Nom", ("Jean-Luc", "Petit")),
        ("Diallo", "Nom", ("", "Diallo")),
        ("", "Nom", ("", "")),
    ],
)
def test_a_whole_name_is_split(text, title, names):
    assert names_in(text, title) == names


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CDD 18 mois", ContractKind.CDD),
        ("C.D.D.", ContractKind.CDD),
        ("Contractuel de droit public", ContractKind.CDD),
        ("Contrat à durée déterminée de 3 ans", ContractKind.CDD),
        ("contrat de projet 36 mois", ContractKind.CDP),
        ("Titulaire FPT", ContractKind.TENURED),
        ("agent non titulaire", ContractKind.CDD),
        ("CDI de droit public", ContractKind.CDI),
        ("PEC / CAE", ContractKind.PEC),
    ],
)
def test_a_kind_of_contract_is_read_as_people_write_it(text, kind):
    rows = [*OWN[:3], ("DIALLO Awa", "", "Mairie", "09", text, "01/03/2025", "", "")]
    assert read(*rows).rows[0].contract_kind == kind


def test_rows_said_twice_are_kept_once():
    read_rows = read(*OWN, OWN[3])
    assert len(read_rows.rows) == 2
    assert "répète la ligne 4" in read_rows.errors[0].sentence
