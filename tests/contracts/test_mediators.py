"""Mon inclusion numérique's export of people: records, structures and what it says of them; never an account, never twice."""

from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.contracts.test_import_work import analysed, applied, only, rows, state_of_the_house
from tests.web.cast import words
from tests.web.desks import browser
from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.contracts.imports import mentions
from workforce.contracts.imports.detection import detect
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.mediators import read_mediator
from workforce.contracts.imports.mention_models import Mention
from workforce.contracts.imports.rows import FileKind
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.journal import Event
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.skills.actions import load_referential
from workforce.skills.models import Certificate
from workforce.skills.stated import certificates_in

pytestmark = pytest.mark.usefixtures("moment")

HEADER = (
    "ID", "Nom", "Prénom", "Rôles", "Labelisations", "Formations", "Nom structure", "SIRET structure", "Adresse structure",
)  # fmt: skip
NAMES = dict(
    zip(
        ("ref", "last", "first", "roles", "labels", "trainings", "employer", "siret", "address"),
        HEADER,
        strict=True,
    )
)


def person(**changes):
    cells = dict(zip(HEADER, (
        "412", "Martin", "Amina", "Conseiller numérique", "Aidants Connect", "CCP1, PIX", "Médiathèque de Foix",
        "73282932000074", "2 rue des Arts, 09000 Foix",
    ), strict=True))  # fmt: skip
    return {**cells, **{NAMES[name]: value for name, value in changes.items()}}


def export(*people, header=HEADER, encoding="utf-8-sig"):
    return files.csv_text([header, *([one.get(name) for name in header] for one in people)]).encode(encoding)


def bring_in(session, *people, filename="aidants-20261114.csv"):
    return applied(session, export(*people), filename)


# One row.


def read(**changes):
    return read_mediator(2, person(**changes))


def test_the_export_is_known_by_its_columns():
    assert detect(open_sheet(export(person()), "a.csv")) is FileKind.MEDIATORS
    fewer = [name for name in HEADER if name not in ("Labelisations", "SIRET structure")]
    assert detect(open_sheet(export(person(), header=fewer), "a.csv")) is FileKind.MEDIATORS


def test_a_row_gives_a_person_a_structure_and_what_is_said_of_them():
    row = read()
    assert (row.ref, row.first_name, row.last_name, row.employer_name) == (
        "412",
        "Amina",
        "Martin",
        "Médiathèque de Foix",
    )
    assert (row.roles, row.labels, row.trainings) == (
        ("Conseiller numérique",),
        ("Aidants Connect",),
        ("CCP1", "PIX"),
    )
    assert (row.siret, row.postcode, row.city, row.territory) == ("73282932000074", "09000", "Foix", "09")


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("2 rue des Arts 09000 Foix", ("09000", "Foix", "09")),
        ("09000 Foix, France", ("09000", "Foix", "09")),
        ("BP 12345678 ; 97400 Saint-Denis", ("97400", "Saint-Denis", "974")),
        ("Place du Marché", (None, None, None)),
        ("-", (None, None, None)),
    ],
)
def test_the_place_is_read_in_the_address(address, place):
    row = read(address=address)
    assert (row.postcode, row.city, row.territory) == place


@pytest.mark.parametrize(
    ("roles", "is_followed"),
    [
        ("Conseiller numérique", True),
        ("Médiateur numérique, Aidant numérique", True),
        ("Coordinateur de conseillers numériques", False),
        ("Coordinateur de conseillers numériques, Conseillère numérique", True),
        ("Aidant numérique", False),
        ("Quelque chose d’inconnu", False),
    ],
)
def test_advisers_and_mediators_are_followed_others_are_not(roles, is_followed):
    assert read(roles=roles).is_followed == is_followed


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"ref": "-"}, "ID"),
        ({"last": ""}, "Nom"),
        ({"employer": "-"}, "Nom structure"),
        ({"siret": "73282932000075"}, "SIRET structure"),
    ],
)
def test_what_is_wrong_is_said_beside_its_column(changes, column):
    (error,) = read(**changes).errors
    assert error.column == column


def test_the_person_reads_what_the_export_says_of_them(session):
    bring_in(session, person())
    settle_inside(session)
    load_referential(session)
    adviser_id = session.exec(select(Adviser.id)).one()
    page = words(
        browser(session, given.account(session, "adviser", adviser_id=adviser_id)).get(
            f"/conseillers/{adviser_id}/competences"
        )
    )
    assert "Mon inclusion numérique indiquait, au 14 novembre 2026, formations : CCP1, PIX" in page
    assert "labelisations : Aidants Connect." in page


# What the house keeps.


def test_a_person_and_a_structure_are_recorded_without_contract_nor_account(session):
    one = bring_in(session, person())
    adviser, employer = session.exec(select(Adviser)).one(), session.exec(select(Employer)).one()
    assert (one.kind, one.counts) == ("mediators", {"new": 1})
    assert (adviser.name, adviser.email, adviser.commune, adviser.departement) == (
        "Amina Martin",
        "",
        "Foix",
        "09",
    )
    assert (employer.name, employer.siret, employer.departement) == (
        "Médiathèque de Foix",
        "73282932000074",
        "09",
    )
    assert session.exec(select(Contract)).all() == []
    assert session.exec(select(Account)).all() == []


def test_the_row_says_what_it_brings(session):
    assert only(session, analysed(session, export(person()), "a.csv")).detail == (
        "Nouvelle personne, sans contrat dans ce fichier ; nouvelle structure « Médiathèque de Foix », secteur public "
        "d’après « mediatheque » dans son nom : à vérifier ; rôles : Conseiller numérique ; labelisations : Aidants "
        "Connect ; formations : CCP1, PIX."
    )


def test_what_is_said_is_kept_as_it_is_said(session):
    bring_in(session, person())
    said = mentions.said_of(session, session.exec(select(Adviser.id)).one())
    assert (said.roles, said.labels, said.trainings) == (
        ("Conseiller numérique",), ("Aidants Connect",), ("CCP1", "PIX"),
    )  # fmt: skip
    assert said.stated_on == date(2026, 11, 14)


def test_certificates_that_are_surely_named_are_noted_and_a_bloc_of_no_title_is_not(session):
    bring_in(session, person())
    settle_inside(session)
    assert session.exec(select(Certificate.kind).order_by(Certificate.kind)).all() == [
        "aidants_connect",
        "pix",
    ]
    assert "SkillsAssessed" in session.exec(select(Event.name)).all()


@pytest.mark.parametrize(
    ("labels", "trainings", "found"),
    [
        ("Aidants Connect", "", ["aidants_connect"]),
        ("", "Aidants Connect", ["aidants_connect_training"]),
        ("France services", "CCP1, CCP2 & CCP3", []),
        ("", "PIX, CléA numérique", ["pix", "clea_numerique"]),
    ],
)
def test_words_name_certificates(labels, trainings, found):
    assert list(certificates_in(labels, trainings)) == found


def test_what_a_person_said_of_a_certificate_stays(session):
    bring_in(session, person(labels="", trainings=""))
    adviser_id = session.exec(select(Adviser.id)).one()
    draft = skills.CertificateDraft(kind="pix", obtained_on=date(2025, 5, 2), score=640)
    skills.certify(session, adviser_id, draft)
    bring_in(session, person(labels=""), filename="aidants-20261120.csv")
    settle_inside(session)
    assert session.exec(select(Certificate.kind, Certificate.score)).all() == [("pix", 640)]


def test_the_same_export_again_changes_nothing(session):
    people = [
        person(),
        person(ref="413", first="Bruno", last="Petit", employer="Association Clic", siret="", address="-"),
    ]
    bring_in(session, *people)
    settle_inside(session)
    before = state_of_the_house(session) | {"mention": len(session.exec(select(Mention)).all())}
    again = bring_in(session, *people)
    settle_inside(session)
    after = state_of_the_house(session) | {"mention": len(session.exec(select(Mention)).all())}
    assert again.counts == {"unchanged": 2}
    assert {**after, "event": 0} == {**before, "event": 0}


def test_a_later_export_says_what_changes_field_by_field(session):
    bring_in(session, person())
    later = person(last="Martin-Roy", trainings="CCP1, PIX, REMN", employer="Mairie de Foix", siret="")
    one = bring_in(session, later, filename="aidants-20261120.csv")
    row = only(session, one)
    assert (row.outcome, one.stated_on) == ("changed", date(2026, 11, 20))
    assert "formations : CCP1, PIX → CCP1, PIX, REMN" in row.detail
    assert "structure : « Médiathèque de Foix » → « Mairie de Foix »" in row.detail
    assert len(session.exec(select(Adviser)).all()) == 1  # Known by number, whatever the name.


def test_an_older_export_changes_nothing(session):
    bring_in(session, person())
    row = only(session, bring_in(session, person(trainings=""), filename="aidants-20261001.csv"))
    assert (row.outcome, row.detail) == (
        "unchanged",
        "Un fichier du 14 novembre 2026 est plus récent : ce que celui-ci en dit n’est pas repris.",
    )  # fmt: skip
    assert session.exec(select(Mention.trainings)).one() == ["CCP1", "PIX"]


def test_a_person_whose_contract_is_known_is_the_same_person(session):
    applied(session, files.team_file(files.member()))
    one = bring_in(session, person())
    assert only(session, one).outcome == "changed"
    assert len(session.exec(select(Adviser)).all()) == 1


def test_the_only_person_of_that_name_in_the_departement_is_the_same_person(session):
    known = given.adviser(session, first_name="Amina", last_name="MARTIN", departement="09")
    given.contract(session, known, given.employer(session, name="Mairie de Pamiers"))
    bring_in(session, person())
    assert session.exec(select(Mention.adviser_id)).one() == known.id


def test_a_namesake_of_another_departement_is_somebody_else(session):
    known = given.adviser(session, first_name="Amina", last_name="Martin", departement="83")
    given.contract(session, known)
    bring_in(session, person())
    assert session.exec(select(Mention.adviser_id)).one() != known.id


def test_others_are_left_aside_and_a_number_said_twice_is_refused(session):
    aside, twice = person(ref="9", roles="Aidant numérique", first="Zoé"), person(first="Autre")
    one = bring_in(session, person(), aside, twice)
    assert one.counts == {"new": 1, "unchanged": 1, "refused": 1}
    assert "répète la ligne 2" in rows(session, one)[2].errors[0]
    assert session.exec(select(Adviser.first_name)).all() == ["Amina"]


def test_a_bounded_coordinator_brings_in_their_own_departement_only(session):
    network = given.network(session)
    hana = given.account(session, "coordinator", network_id=network.id, departement="09")
    content = export(
        person(),
        person(ref="8", first="Bruno", address="83000 Toulon"),
        person(ref="7", address="-", first="Léa"),
    )
    one = applied(session, content, "aidants.csv", account_id=hana.id)
    assert [row.outcome for row in rows(session, one)] == ["new", "refused", "refused"]
    assert "Var (83) : hors du territoire" in rows(session, one)[1].errors[0]
