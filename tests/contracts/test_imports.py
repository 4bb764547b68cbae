from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from tests.contracts import files
from tests.contracts.files import FIRST_ROW, member, post, read_file
from workforce.contracts.imports.days import read_date
from workforce.contracts.imports.detection import detect
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.la_coop import Role, TeamMember, read_member, read_team
from workforce.contracts.imports.posts import ConventionKind, PostState
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.rows import FileKind
from workforce.contracts.kinds import ContractKind

AFTERNOON = datetime(2026, 8, 31, 14, 30)  # noqa: DTZ001  # A spreadsheet knows no time zone.


def team(*members, **how):
    return read_file(files.team_file(*members, **how), "equipe.xlsx")


def posts(*rows, **how):
    return read_file(files.posts_file(*rows, **how), "postes.csv")


def only(read):
    (row,) = read.rows
    return row


# La Coop's team.


def test_a_team_row_gives_a_person_an_employer_and_a_contract():
    read = team(member())
    assert (read.kind, read.header_line) == (FileKind.TEAM, FIRST_ROW - 1)
    assert only(read) == TeamMember(
        line=FIRST_ROW,
        first_name="Amina",
        last_name="Martin",
        role=Role.ADVISER,
        employer_name="Médiathèque de Foix",
        contract_kind=ContractKind.CDD,
        start_date=date(2025, 3, 1),
        end_date=date(2026, 8, 31),
        email="amina.martin@exemple.org",
        phone="0612345678",
        street="2 rue des Arts",
        city="Foix",
        postcode="09000",
        commune_code="09122",
        territory="09",
        status="Actif",
    )


@pytest.mark.parametrize(
    "cell",
    [
        "31/08/2026", " 31/08/2026 ", "31/8/2026", "31-08-2026", "31.08.2026", "31/08/2026 00:00",
        "2026-08-31", "2026-08-31T00:00:00", "31/08/2026\u00a0", "\u200b31/08/2026",
        "31/08/26", "31/8/26", "31 / 08 / 2026", "2026/8/31", "31 août 2026", "31 aout 26", "lundi 31 août 2026",
        "31-août-26", "31 AOÛT 2026", "31/08/2026 14h30",
        46265, 46265.0, 46265.75, "46265", "46265,5", date(2026, 8, 31), AFTERNOON,
    ],
)  # fmt: skip
def test_a_date_is_read_however_the_spreadsheet_holds_it(cell):
    assert only(team(member(end=cell))).end_date == date(2026, 8, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2026",
        "08/31/2026",
        "fin août",
        "août 2026",
        "31 jui 2026",
        "31/08/026",
        12,
        999999,
        True,
        "0",
        "2026",
    ],
)
def test_a_date_that_is_none_is_refused_beside_its_line_and_column(cell):
    read = team(member(end=cell))
    (error,) = read.errors
    assert (error.line, error.column) == (FIRST_ROW, "Date de fin de contrat")
    assert error.sentence.startswith(f"Ligne {FIRST_ROW}, colonne « Date de fin de contrat » : «")
    assert error.sentence.endswith("n’est pas une date.")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1er mars 2025", date(2025, 3, 1)), ("1ER mars 2025", date(2025, 3, 1)), ("2 janv. 2026", date(2026, 1, 2)),
        ("15 févr. 2026", date(2026, 2, 15)), ("29 février 2024", date(2024, 2, 29)), ("1/2/70", date(1970, 2, 1)),
    ],
)  # fmt: skip
def test_a_date_in_words_or_cut_short_is_read(cell, day):
    assert read_date(cell) == day


@pytest.mark.parametrize("cell", ["Indéterminée", "CDI", "néant", "Sans objet", "#N/A", "?"])
def test_words_for_no_date_are_no_date(cell):
    assert read_date(cell) is None


def test_the_sentence_of_an_error_quotes_what_was_typed():
    (error,) = team(member(end="31/02/2026")).errors
    said = f"Ligne {FIRST_ROW}, colonne « Date de fin de contrat » : « 31/02/2026 » n’est pas une date."
    assert error.sentence == said


def test_a_dash_or_nothing_is_an_empty_cell():
    row = only(team(member(end="-", email="–", phone="", start=None)))
    assert (row.end_date, row.email, row.phone, row.start_date) == (None, None, None, None)


def test_a_bad_row_never_blocks_a_good_one():
    read = team(
        member(email="un@exemple.org"),
        member(email="nulle part", end="demain"),
        member(email="trois@exemple.org"),
    )
    assert [row.line for row in read.rows] == [FIRST_ROW, FIRST_ROW + 2]
    assert [(error.line, error.column) for error in read.errors] == [
        (FIRST_ROW + 1, "Date de fin de contrat"),
        (FIRST_ROW + 1, "Adresse email"),
    ]


def test_a_rejected_row_keeps_what_was_typed_and_can_be_corrected():
    (rejected,) = team(member(end="31/02/2026")).rejected
    assert rejected.cells["Date de fin de contrat"] == "31/02/2026"
    corrected = read_member(rejected.line, {**rejected.cells, "Date de fin de contrat": "28/02/2026"})
    assert corrected.end_date == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"first": "-"}, "Prénom", "cette case est vide"),
        ({"employer": None}, "Structure employeuse - Nom", "cette case est vide"),
        ({"role": "Boulanger"}, "Rôle", "« Boulanger » n’est pas un rôle connu"),
        ({"kind": "Mécénat"}, "Type de contrat", "« Mécénat » n’est pas un type de contrat connu"),
        ({"email": "amina@@exemple"}, "Adresse email", "n’est pas une adresse électronique"),
        ({"phone": "appeler"}, "Numéro de téléphone", "n’est pas un numéro de téléphone"),
        ({"end": "01/01/2025"}, "Date de fin de contrat", "précède le début"),
        ({"end": "31/08/2046"}, "Date de fin de contrat", "plus de dix ans"),
        ({"kind": "CDI"}, "Date de fin de contrat", "n’a pas de date de fin"),
    ],
)
def test_what_is_wrong_is_said_beside_its_column(changes, column, words):
    (error,) = team(member(**changes)).errors
    assert error.column == column
    assert words in error.sentence


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CDD", ContractKind.CDD),
        ("cdd de droit public", ContractKind.CDD),
        ("Contrat à durée déterminée", ContractKind.CDD),
        ("CDI", ContractKind.CDI),
        ("Contrat à durée indéterminée", ContractKind.CDI),
        ("Contrat de projet public", ContractKind.CDP),
        ("CDD de projet", ContractKind.CDP),
        ("CDP", ContractKind.CDP),
        ("PEC", ContractKind.PEC),
        ("CDD - Parcours emploi compétences", ContractKind.PEC),
        ("Titulaire de la fonction publique", ContractKind.TENURED),
        ("-", None),
    ],
)
def test_a_kind_of_contract_is_known_by_its_words(text, kind):
    assert only(team(member(kind=text, end="-"))).contract_kind == kind


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Conseiller", Role.ADVISER),
        ("CONSEILLÈRE NUMÉRIQUE", Role.ADVISER),
        ("Coordinateur", Role.COORDINATOR),
        ("Coordinatrice de conseillers numériques", Role.COORDINATOR),
        ("Médiateur", Role.MEDIATOR),
        ("Mediatrice numérique", Role.MEDIATOR),
    ],
)
def test_a_role_is_known_by_its_words(text, role):
    assert only(team(member(role=text))).role == role


def test_rows_of_other_roles_are_left_out_and_counted():
    sheet = open_sheet(
        files.team_file(member(), member(email="c@exemple.org", role="Coordinateur")), "equipe.xlsx"
    )
    read = read_team(sheet, roles={Role.ADVISER})
    assert (len(read.rows), read.ignored, read.rejected) == (1, 1, ())


@pytest.mark.parametrize(
    ("commune", "postcode", "territory"),
    [
        ("09122", "-", "09"),
        (9122, 9000, "09"),
        ("2A004", "20000", "2A"),
        ("2b033", "20200", "2B"),
        ("97411", "97400", "974"),
        ("98818", "98800", "988"),
        ("-", "75011", "75"),
        ("-", "20167", "2A"),
        ("-", "20600", "2B"),
        ("-", "97150", "978"),
        ("-", "97133", "977"),
        ("-", 1000, "01"),
        ("pas un code", "31000", "31"),
        ("-", "-", None),
        ("-", "00100", None),
    ],
)
def test_the_territory_comes_from_the_commune_else_from_the_postcode(commune, postcode, territory):
    assert only(team(member(commune=commune, postcode=postcode))).territory == territory


def test_a_phone_number_gets_back_the_zero_that_a_spreadsheet_ate():
    assert only(team(member(phone=612345678))).phone == "0612345678"
    assert only(team(member(phone="+33 6 12 34 56 78"))).phone == "+33612345678"


def test_a_siret_is_read_when_present_and_its_key_is_checked():
    header = (*files.TEAM_HEADER, "Structure employeuse - SIRET")
    right = team(member(siret="217 500 016 00019"), header=header)
    wrong = team(member(siret="21750001600018"), header=header)
    assert only(right).siret == "21750001600019"
    assert "n’est pas un SIRET" in wrong.errors[0].sentence


def test_headers_are_found_whatever_their_case_accents_spaces_and_order():
    header = tuple(f"  {name.upper().replace('É', 'E')} " for name in reversed(files.TEAM_HEADER))
    cells = dict(zip(header, reversed(member().values()), strict=True))
    row = only(team(cells, header=header, preamble=()))
    assert (row.first_name, row.end_date, row.line) == ("Amina", date(2026, 8, 31), 2)


def test_a_row_said_twice_is_kept_once():
    read = team(member(), member(last="Martin ", phone="-"), member(start="01/09/2026", end="31/08/2027"))
    assert [row.line for row in read.rows] == [FIRST_ROW, FIRST_ROW + 2]
    (error,) = read.errors
    assert f"répète la ligne {FIRST_ROW}" in error.sentence


def test_empty_rows_are_passed_over_and_do_not_shift_the_line_numbers():
    blank = dict.fromkeys(files.TEAM_HEADER, "-")
    read = team(blank, {}, member())
    assert [row.line for row in read.rows] == [FIRST_ROW + 2]


def test_missing_columns_are_listed():
    header = tuple(
        name for name in files.TEAM_HEADER if name not in {"Rôle", "Adresse email", "Date de fin de contrat"}
    )
    with pytest.raises(RefusedFile) as refused:
        read_file(files.team_file(member(), header=header), "equipe.xlsx", FileKind.TEAM)
    expected = "les colonnes « Rôle », « Date de fin de contrat » et « Adresse email »"
    assert expected in refused.value.message


def test_the_first_visible_sheet_with_something_in_it_is_the_one_read():
    book = openpyxl.load_workbook(BytesIO(files.team_file(member())))
    book.create_sheet("Vide", 0)
    hidden = book.create_sheet("Ancien", 0)
    hidden.append(["Prénom", "Nom"])
    hidden.sheet_state = "hidden"
    assert only(read_file(files.saved(book), "equipe.xlsx")).last_name == "Martin"


# The posts.


def test_a_post_row_gives_its_state_its_two_ends_and_its_money():
    read = posts(post())
    row = only(read)
    assert (read.kind, row.line, row.post_ref, row.employer_ref) == (FileKind.POSTS, 2, "1204", "88")
    assert (row.state, row.is_coordinator, row.convention) == (
        PostState.OCCUPIED,
        False,
        ConventionKind.INITIAL,
    )
    assert (row.convention_end, row.contract_end) == (date(2026, 9, 30), date(2026, 8, 31))
    assert (row.territory, row.has_bonus, row.granted, row.paid) == (
        "09",
        False,
        Decimal(50000),
        Decimal(25000),
    )


@pytest.mark.parametrize(
    ("text", "state"),
    [("Vacant", PostState.VACANT), ("RENDU", PostState.HANDED_BACK), ("occupe", PostState.OCCUPIED)],
)
def test_a_post_is_held_vacant_or_handed_back(text, state):
    assert only(posts(post(state=text))).state == state


@pytest.mark.parametrize(
    ("text", "territory"),
    [
        ("1", "01"),
        ("075", "75"),
        ("2a", "2A"),
        ("02B", "2B"),
        ("971", "971"),
        ("75 - Paris", "75"),
        ("Ain (01)", "01"),
        ("Ariège", "09"),
        ("ARIEGE", "09"),
        ("Côte-d’Or", "21"),
        ("La Réunion", "974"),
    ],
)
def test_a_territory_number_is_read_in_each_of_its_writings(text, territory):
    assert only(posts(post(territory=text))).territory == territory


@pytest.mark.parametrize("text", ["Bourgogne", "20", "99", "2A004", "979", "0"])
def test_what_is_no_territory_number_is_refused(text):
    (error,) = posts(post(territory=text)).errors
    assert error.column == "Département"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"state": "Perdu"}, "Statut"),
        ({"ref": "-"}, "ID Poste"),
        ({"convention": "Troisième"}, "Convention"),
        ({"coordinator": "Peut-être"}, "Coordinateur"),
        ({"granted": "beaucoup"}, "Total conventionné"),
        ({"granted": "-3"}, "Total conventionné"),
        ({"granted": "NaN"}, "Total conventionné"),
        ({"bonus": "gros"}, "Bonification"),
        ({"convention_end": "30/02/2026"}, "Fin de convention"),
    ],
)
def test_a_bad_post_is_set_aside_and_the_next_one_kept(changes, column):
    read = posts(post(**changes), post())
    assert [row.line for row in read.rows] == [3]
    assert [(error.line, error.column) for error in read.errors] == [(2, column)]


def test_a_bonus_is_known_by_its_amount_too():
    assert only(posts(post(bonus="6 000 €"))).has_bonus is True


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_and_with_every_separator(encoding, separator):
    row = only(posts(post(), encoding=encoding, separator=separator))
    assert (row.state, row.granted) == (PostState.OCCUPIED, Decimal(50000))


def test_a_separator_announced_on_the_first_line_is_followed():
    content = b"sep=;\r\n" + files.posts_file(post(), separator=";", encoding="windows-1252")
    assert only(read_file(content, "postes.csv")).line == 3


def test_the_posts_are_recognised_in_a_workbook_as_well():
    content = files.workbook([files.POSTS_HEADER, list(post().values())])
    assert detect(open_sheet(content, "postes.xlsx")) is FileKind.POSTS


def test_a_list_with_its_header_only_has_no_row():
    read = read_file(files.workbook([files.TEAM_HEADER]), "equipe.xlsx")
    assert (read.header_line, read.rows, read.rejected) == (1, (), ())


def test_another_list_is_of_no_known_kind():
    content = b"Date;Montant\n01/01/2026;12\n"
    assert detect(open_sheet(content, "depenses.csv")) is None
