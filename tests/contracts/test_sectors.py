from datetime import date

import pytest

from workforce.contracts.imports.sectors import guess
from workforce.contracts.imports.sheet import Sheet
from workforce.contracts.imports.stated import stated_on
from workforce.contracts.kinds import ContractKind, Sector

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Mairie de Foix", "public"),
        ("COMMUNE DE L’UNION", "public"),
        ("CCAS de Toulon", "public"),
        ("Communauté de communes du Pays d’Olmes", "public"),
        ("Département de l’Ariège", "public"),
        ("Métropole Toulon Provence Méditerranée", "public"),
        ("Association Clic", "private"),
        ("Association des maires de l’Ariège", "private"),
        ("Mission locale de la Ville de Foix", "private"),
        ("La Fabrique, SCIC SA", "private"),
        ("MJC Jean-Vilar", "private"),
    ],
)
def test_a_name_often_says_the_sector(name, sector):
    assert guess(name).sector == sector


def test_a_guess_says_the_words_it_was_read_from():
    assert guess("Mairie de Foix").sentence == "secteur public d’après « mairie » dans son nom : à vérifier"


def test_a_name_that_says_nothing_is_taken_for_public_and_says_so():
    assert guess("Les Ateliers du Soir").sector is Sector.PUBLIC
    assert "par prudence" in guess("Les Ateliers du Soir").sentence


def test_a_contract_that_exists_at_public_employers_only_decides():
    assert guess("Association Clic", ContractKind.CDP).sector is Sector.PUBLIC
    assert guess("Association Clic", ContractKind.CDD).sector is Sector.PRIVATE


def sheet(*rows):
    return Sheet("", (*rows, ("Prénom", "Nom")))


@pytest.mark.parametrize(
    ("rows", "filename", "day"),
    [
        ([("Exporté le", "14/11/2026 à 10:32")], "equipe.xlsx", date(2026, 11, 14)),
        ([("Export du 2026-11-02",)], "equipe.xlsx", date(2026, 11, 2)),
        ([("Contrats finissant avant le 01/03/2026",)], "equipe_20261031.xlsx", date(2026, 10, 31)),
        ([], "equipe 31-10-2026.csv", date(2026, 10, 31)),
        ([], "equipe.csv", TODAY),
        ([("Exporté le", "24/11/2026")], "equipe.csv", TODAY),
        ([("Exporté le", "31/02/2026")], "equipe.csv", TODAY),
        ([], "lot-12345678901234.csv", TODAY),
    ],
)
def test_a_file_often_says_its_day(rows, filename, day):
    assert stated_on(sheet(*rows), len(rows) + 1, filename, TODAY) == day
