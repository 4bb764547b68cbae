"""Rows of a compared file: corrected in place, set aside, judged again by the same code as the analysis."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests import given
from tests.contracts.files import COLUMNS, FIRST_ROW, TEAM_HEADER, member, post, posts_file, team_file
from tests.contracts.test_import_work import analysed, applied, coordinator, exported_on, rows
from workforce.advisers.models import Adviser
from workforce.contracts.imports import actions, analysis, correcting
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.refusals import Refused

pytestmark = pytest.mark.usefixtures("moment")

END, LAST, EMAIL, SIRET = (COLUMNS[name] for name in ("end", "last", "email", "siret"))
LA_POSTE = "35600000049837"  # Its digits add up to a multiple of five; its check digit, as others compute it, is wrong.


def compared(session, *members, **how):
    return analysed(session, team_file(*members, **how))


def row(session, one, place=0):
    return rows(session, one)[place]


def other(**changes):
    return member(**{"first": "Bilal", "last": "Roy", "email": "bilal@exemple.org", **changes})


# Corrected in place.


def test_a_refused_row_keeps_its_cells_as_the_file_writes_them(session):
    kept = row(session, compared(session, member(end="31/02/2026", phone="-", kind=" cdd  "))).cells
    assert (kept[END], kept[COLUMNS["phone"]], kept[COLUMNS["kind"]]) == ("31/02/2026", "-", " cdd  ")


def test_cells_of_a_spreadsheet_are_kept_as_somebody_would_type_them(session):
    content = team_file(member(start=date(2025, 3, 1), end=46265, phone=612345678.0, postcode=9000))
    kept = row(session, analysed(session, content)).cells
    assert [kept[COLUMNS[name]] for name in ("start", "end", "phone", "postcode")] == [
        "01/03/2025", 46265, 612345678, 9000,
    ]  # fmt: skip


def test_each_fault_is_tied_to_its_column(session):
    bad = row(session, compared(session, member(end="31/02/2026", email="amina", last="")))
    assert bad.faults == {
        END: "« 31/02/2026 » n’est pas une date.",
        EMAIL: "« amina » n’est pas une adresse électronique.",
        LAST: "Cette case est vide.",
    }


def test_a_fault_found_beside_what_is_known_is_tied_to_its_column_as_well(session):
    applied(session, team_file(member()))
    elsewhere = member(employer="Mairie de Pamiers", postcode="09100", start="01/01/2026", end="31/12/2026")
    bad = row(session, compared(session, elsewhere))
    assert list(bad.faults) == [COLUMNS["start"]]


def test_a_corrected_row_is_read_and_judged_again_and_counted(session):
    one = compared(session, member(end="31/02/2026"), other())
    correcting.correct(session, one.id, FIRST_ROW, {END: "28/02/2026"})
    mended = row(session, one)
    assert (mended.outcome, mended.errors, mended.faults, mended.edited) == ("new", [], {}, True)
    assert "du 1er mars 2025 au 28 février 2026" in mended.detail
    assert one.counts == {"new": 2}


def test_a_corrected_row_is_written_as_it_was_corrected(session):
    one = compared(session, member(end="31/02/2026"))
    correcting.correct(session, one.id, FIRST_ROW, {END: "28/02/2026"})
    actions.confirm(session, one.id)
    actions.work(session, [one.id])
    session.expire_all()
    assert session.exec(select(Contract.end_date)).one() == date(2026, 2, 28)


def test_a_row_that_is_still_wrong_is_refused_by_column_and_stays_as_it_was(session):
    one = compared(session, member(end="31/02/2026", email="amina"))
    with pytest.raises(Refused) as refused, session.begin_nested():
        correcting.correct(session, one.id, FIRST_ROW, {END: "28/02/2026"})
    assert refused.value.errors == {EMAIL: "« amina » n’est pas une adresse électronique."}
    assert row(session, one).cells[END] == "31/02/2026"


def test_a_row_that_the_house_contradicts_is_refused_by_column(session):
    applied(session, team_file(member()))
    clash = member(employer="Mairie de Pamiers", postcode="09100", start="x", end="31/12/2026")
    one = compared(session, clash)
    with pytest.raises(Refused) as refused, session.begin_nested():
        correcting.correct(session, one.id, FIRST_ROW, {COLUMNS["start"]: "01/01/2026"})
    assert refused.value.errors[COLUMNS["start"]].startswith("Ces dates chevauchent un autre contrat")


def test_a_row_corrected_into_another_of_the_file_repeats_it(session):
    one = compared(session, member(), other(end="31/02/2026"))
    again = {COLUMNS["first"]: "Amina", LAST: "Martin", EMAIL: "amina.martin@exemple.org", END: "31/08/2026"}
    with pytest.raises(Refused) as refused, session.begin_nested():
        correcting.correct(session, one.id, FIRST_ROW + 1, again)
    assert refused.value.errors == {LAST: f"Cette ligne répète la ligne {FIRST_ROW}."}


def test_a_row_that_repeated_another_counts_once_the_other_is_corrected(session):
    one = compared(session, member(), member())
    assert [one.outcome for one in rows(session, one)] == ["new", "refused"]
    correcting.correct(session, one.id, FIRST_ROW, {LAST: "Durand", EMAIL: "durand@exemple.org"})
    assert [one.outcome for one in rows(session, one)] == ["new", "new"]


def test_a_row_that_was_right_may_be_corrected_too(session):
    one = compared(session, member())
    correcting.correct(session, one.id, FIRST_ROW, {END: "-"})
    assert "date de fin inconnue" in row(session, one).detail


def test_what_is_not_retyped_keeps_what_the_spreadsheet_held(session):
    one = analysed(session, team_file(member(end=46265.75, email="amina")))
    typed = {name: str(value) for name, value in row(session, one).cells.items()}
    correcting.correct(session, one.id, FIRST_ROW, {**typed, EMAIL: "amina@exemple.org"})
    assert row(session, one).data["end_date"] == "2026-08-31"


def test_a_cell_longer_than_a_file_may_hold_is_refused(session):
    one = compared(session, member(end="x"))
    with pytest.raises(Refused, match="C’est trop long"):
        correcting.correct(session, one.id, FIRST_ROW, {END: "9" * 5001})


@pytest.mark.parametrize("number", [3, 10**15])
def test_a_line_that_is_not_in_the_file_is_refused(session, number):
    one = compared(session, member())
    with pytest.raises(Refused, match="n’est pas dans ce fichier"):
        correcting.correct(session, one.id, number, {END: "-"})


@pytest.mark.parametrize("act", ["correct", "set_aside", "take_back"])
def test_a_confirmed_file_is_no_longer_corrected(session, act):
    one = compared(session, member())
    actions.confirm(session, one.id)
    rest = [{END: "-"}] if act == "correct" else []
    with pytest.raises(Refused, match="ses lignes ne se corrigent plus"):
        getattr(correcting, act)(session, one.id, FIRST_ROW, *rest)


def test_a_correction_stays_within_the_senders_territory(session):
    account = coordinator(session, "09")
    one = analysed(session, team_file(member(postcode="9x", commune="-")), account_id=account.id)
    with pytest.raises(Refused) as refused, session.begin_nested():
        correcting.correct(session, one.id, FIRST_ROW, {COLUMNS["postcode"]: "31000"})
    assert refused.value.errors == {
        COLUMNS["postcode"]: "Département Haute-Garonne (31) : hors du territoire que vous suivez."
    }
    correcting.correct(session, one.id, FIRST_ROW, {COLUMNS["postcode"]: "09000"})
    assert row(session, one).outcome == "new"


# Set aside.


def test_a_row_set_aside_is_not_written_and_may_be_taken_back(session):
    one = compared(session, member(), other())
    correcting.set_aside(session, one.id, FIRST_ROW)
    assert one.counts == {"ignored": 1, "new": 1}
    correcting.take_back(session, one.id, FIRST_ROW)
    assert one.counts == {"new": 2}
    correcting.set_aside(session, one.id, FIRST_ROW)
    actions.confirm(session, one.id)
    actions.work(session, [one.id])
    session.expire_all()
    assert session.exec(select(Adviser.first_name)).all() == ["Bilal"]
    assert (one.state, one.rows_done, one.counts) == ("applied", 2, {"ignored": 1, "new": 1})


def test_a_refused_row_set_aside_and_taken_back_is_refused_as_before(session):
    one = compared(session, member(end="31/02/2026"))
    before = row(session, one).errors
    correcting.set_aside(session, one.id, FIRST_ROW)
    correcting.take_back(session, one.id, FIRST_ROW)
    assert (row(session, one).outcome, row(session, one).errors) == ("refused", before)


def test_the_repeat_of_a_row_set_aside_counts_in_its_place(session):
    one = compared(session, member(), member())
    correcting.set_aside(session, one.id, FIRST_ROW)
    assert [one.outcome for one in rows(session, one)] == ["ignored", "new"]
    correcting.take_back(session, one.id, FIRST_ROW)
    assert [one.outcome for one in rows(session, one)] == ["new", "refused"]


def test_a_row_set_aside_is_taken_back_before_it_is_corrected(session):
    one = compared(session, member())
    correcting.set_aside(session, one.id, FIRST_ROW)
    with pytest.raises(Refused, match="reprenez-la d’abord"):
        correcting.correct(session, one.id, FIRST_ROW, {END: "-"})


# What was said is what is written.


def test_a_row_said_to_be_refused_is_never_written(session):
    applied(session, team_file(member()))
    clash = member(employer="Mairie de Pamiers", postcode="09100", start="01/01/2026", end="31/12/2026")
    one = compared(session, clash)
    session.execute(text("DELETE FROM deadline"))
    session.execute(text("DELETE FROM date_claim"))
    session.execute(text("DELETE FROM contract"))
    actions.confirm(session, one.id)
    actions.work(session, [one.id])
    session.expire_all()
    assert (one.counts, session.exec(select(Contract)).all()) == ({"refused": 1}, [])


# Judged chunk by chunk as if all at once.


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_chunks_find_what_the_whole_file_would(session, monkeypatch, chunk):
    monkeypatch.setattr(analysis, "CHUNK", chunk)
    follows = member(start="01/09/2026", end="31/08/2029")
    clash = member(employer="Association Clic", postcode="09100", start="01/01/2026", end="31/12/2026")
    one = actions.upload(
        session,
        given.network(session).id,
        None,
        "equipe.xlsx",
        team_file(member(), other(), follows, clash, member()),
    )
    while one.state == "uploaded":
        actions.work(session, [one.id])
        session.refresh(one)
    found = rows(session, one)
    assert [row.outcome for row in found] == ["new", "new", "new", "refused", "refused"]
    assert ["nouvelle structure" in row.detail.lower() for row in found] == [True, False, False, False, False]
    assert "Nouvelle personne" in found[0].detail
    assert found[2].detail.startswith("Nouveau contrat")
    assert "chevauchent" in found[3].errors[0]
    assert f"répète la ligne {FIRST_ROW}." in found[4].errors[0]


def test_the_analysis_says_how_far_it_is(session, monkeypatch):
    monkeypatch.setattr(analysis, "CHUNK", 2)
    people = [member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(5)]
    one = actions.upload(session, given.network(session).id, None, "equipe.xlsx", team_file(*people))
    progress = []
    while one.state == "uploaded":
        actions.work(session, [one.id])
        session.refresh(one)
        progress.append((one.rows_done, one.rows_total, one.due_at is not None))
    assert progress == [(0, 5, True), (2, 5, True), (4, 5, True), (0, 5, False)]


def test_a_worker_killed_in_the_middle_of_an_analysis_loses_and_doubles_nothing(session, monkeypatch):
    monkeypatch.setattr(analysis, "CHUNK", 2)
    people = [member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(5)]
    one = actions.upload(session, given.network(session).id, None, "equipe.xlsx", team_file(*people))
    while one.state == "uploaded":
        killed = session.begin_nested()
        actions.work(session, [one.id])
        killed.rollback()
        session.expire_all()
        actions.work(session, [one.id])
        session.refresh(one)
    assert (one.counts, len(rows(session, one))) == ({"new": 5}, 5)


# What changes, field by field.


def test_a_changed_row_says_each_field_before_and_after(session):
    applied(session, team_file(member(email="-", phone="-")))
    later = team_file(member(end="28/02/2027"), preamble=exported_on("20/11/2026"))
    one = applied(session, later)
    changed = row(session, one)
    assert changed.outcome == "changed"
    assert changed.said == [
        ["fin de contrat", "31 août 2026", "28 février 2027"],
        ["adresse électronique", "vide", "amina.martin@exemple.org"],
        ["téléphone", "vide", "0612345678"],
    ]


def test_a_row_that_names_somebody_otherwise_is_to_be_looked_at(session):
    applied(session, team_file(member()))
    found = row(session, compared(session, member(last="Martín")))
    assert (found.outcome, found.doubtful) == ("unchanged", True)
    assert found.said == [["nom : le fichier dit « Amina Martín », « Amina Martin » est gardé"]]


def test_a_post_says_its_state_before_and_after(session):
    applied(session, posts_file(post()), "postes_2026-11-01.csv")
    one = analysed(session, posts_file(post(state="Vacant")), "postes_2026-11-20.csv")
    assert ["poste", "occupé", "vacant"] in row(session, one).said


# Who is not in the file.


def test_people_at_work_whom_the_file_does_not_name_are_told_apart_and_kept(session):
    applied(
        session, team_file(member(), other(), other(first="Chloé", email="-", end="30/06/2024", start="-"))
    )
    session.execute(text("UPDATE contract SET end_date = '2027-08-31' WHERE end_date > '2026-01-01'"))
    one = applied(session, team_file(member()))
    bilal = session.exec(select(Adviser).where(Adviser.first_name == "Bilal")).one()
    assert one.absent == [bilal.id]
    assert len(session.exec(select(Contract)).all()) == 3


def test_somebody_whose_row_is_refused_is_not_absent(session):
    applied(session, team_file(member(end="31/08/2027"), other(end="31/08/2027")))
    one = compared(session, member(end="31/08/2027"), other(end="31/02/2027"))
    assert one.absent == []


def test_somebody_whose_row_is_set_aside_is_absent(session):
    applied(session, team_file(member(end="31/08/2027")))
    one = compared(session, member(end="31/08/2027"))
    assert one.absent == []
    correcting.set_aside(session, one.id, FIRST_ROW)
    assert len(one.absent) == 1


def test_people_of_another_network_or_territory_are_nobodys_absents(session):
    applied(session, team_file(member(end="31/08/2027")))
    elsewhere = given.adviser(session, given.network(session, "Un autre réseau").id)
    given.contract(session, elsewhere, ends=date(2027, 3, 31))
    account = coordinator(session, "31")
    one = analysed(session, team_file(other(postcode="31000", commune="-")), account_id=account.id)
    assert one.absent == []


# SIRET.

WITH_SIRET = (*TEAM_HEADER, SIRET)


def with_siret(session, **values):
    return analysed(session, team_file(member(**values), header=WITH_SIRET))


def test_a_siret_that_is_none_is_refused_in_its_cell(session):
    bad = row(session, with_siret(session, siret="123 456 789 00012"))
    assert bad.faults == {SIRET: "« 123 456 789 00012 » n’est pas un SIRET."}


@pytest.mark.parametrize(
    "siret", ["732 829 320 00074", "73282932000074", 73282932000074.0, "732829320\u00a000074"]
)
def test_a_siret_is_kept_without_its_spaces(session, siret):
    assert row(session, with_siret(session, siret=siret)).data["siret"] == "73282932000074"


def test_a_post_office_has_a_siret_of_its_own_sort(session):
    assert row(session, with_siret(session, siret=LA_POSTE)).data["siret"] == LA_POSTE


def test_an_employer_without_postcode_is_found_by_its_name_and_its_commune(session):
    given.employer(session, name="Médiathèque de Foix", commune="FOIX", postal_code="", departement="09")
    applied(session, team_file(member()))
    assert session.exec(select(Employer.name)).all() == ["Médiathèque de Foix"]


def test_an_employer_of_that_name_in_another_commune_is_another(session):
    given.employer(
        session, name="Médiathèque de Foix", commune="Pamiers", postal_code="09100", departement="09"
    )
    applied(session, team_file(member()))
    assert len(session.exec(select(Employer)).all()) == 2
