"""Lists of sessions: read column by column, held against what is announced, written once; nothing guessed, nothing withdrawn."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from tests import given
from workforce.contracts.imports.columns import Layout
from workforce.contracts.imports.sheet import Sheet
from workforce.facts import SessionChanged, SessionPosted
from workforce.journal import Event
from workforce.refusals import Refused
from workforce.skills.referential import shipped
from workforce.trainings.lists import blocs, columns, files, rows
from workforce.trainings.lists.models import SessionFile
from workforce.trainings.sessions.models import TrainingSession

HEAD = "Référence;Blocs;Date de début;Date de fin;Date du jury;Ville;Heures;Heures par semaine;Places;Prix;Modalité"
FIRST = "S1;CCP2;11/01/2027;26/03/2027;02/04/2027;83000 Toulon;175 h;14;12;1 200 €;présentiel"
SECOND = "S2;REMN-CCP2 + CCP3;1er février 2027;30/04/2027;;;200;20;15;gratuit;à distance"
NAMES = HEAD.split(";")


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def body(session):
    return given.body(session, "GRETA du Var")


def csv(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *lines)).encode()


def reading(line: str, head: str = HEAD) -> rows.Reading:
    sheet = Sheet("", (tuple(head.split(";")), tuple(line.split(";"))))
    (one,) = rows.read(sheet, Layout(1, columns.proposed([head.split(";")], 1)), shipped())
    return one


def changed(line: str, **cells: str) -> str:
    values = line.split(";")
    for name, value in cells.items():
        values[NAMES.index(name)] = value
    return ";".join(values)


def sent(session, body, content: bytes, name: str = "sessions.csv") -> SessionFile:
    file_id = files.upload(session, body.id, None, name, content)
    files.work(session, [file_id])
    one = session.get_one(SessionFile, file_id)
    if one.state == "unmapped":
        files.describe(session, file_id, Layout(1, columns.proposed(one.preview, 1)))
        files.work(session, [file_id])
        session.refresh(one)
    return one


def imported(session, body, *lines: str) -> dict[str, int]:
    one = sent(session, body, csv(*lines))
    files.confirm(session, one.id)
    files.work(session, [one.id])
    session.refresh(one)
    assert one.state == "applied"
    return one.counts


def sessions(session) -> list[TrainingSession]:
    session.expire_all()
    return session.exec(select(TrainingSession).order_by(TrainingSession.starts_on)).all()


def facts(session, kind) -> int:
    return len(session.exec(select(Event.id).where(Event.name == kind.__name__)).all())


def test_a_row_is_read_as_people_write_it():
    one = reading(FIRST)
    assert one.errors == {}
    assert one.fields == {
        "ccp_codes": ["MN-CCP2"], "starts_on": "2027-01-11", "ends_on": "2027-03-26", "jury_on": "2027-04-02",
        "commune": "Toulon", "departement": "83", "hours": 175, "hours_per_week": 14, "seats": 12, "price": 1200,
        "mode": "on_site",
    }  # fmt: skip
    assert one.key == "ref:s1"
    assert one.natural_key == "MN-CCP2|2027-01-11|toulon"


def test_without_a_reference_a_session_is_what_it_teaches_when_and_where():
    assert reading(changed(FIRST, Référence="")).key == "MN-CCP2|2027-01-11|toulon"
    assert reading(changed(SECOND, Référence="")).key == "REMN-CCP2+REMN-CCP3|2027-02-01|remote"


@pytest.mark.parametrize(
    ("words", "title", "codes"),
    [
        ("CCP2", "", ["MN-CCP2"]),
        ("ccp 2", "REMN", ["REMN-CCP2"]),
        ("REMN-CCP2", "", ["REMN-CCP2"]),
        ("CCP2 + CCP3", "", ["MN-CCP2", "MN-CCP3"]),
        ("CCP2 et CCP3 (REMN)", "", ["REMN-CCP2", "REMN-CCP3"]),
        ("REMN-CCP2, MN-CCP2", "", ["REMN-CCP2", "MN-CCP2"]),
        ("CCP1 du titre REMN", "", ["REMN-CCP1"]),
    ],
)
def test_blocs_are_codes_of_the_referential(words, title, codes):
    assert blocs.read(words, title, date(2027, 1, 11), shipped()) == codes


@pytest.mark.parametrize("words", ["CCP9", "Bureautique", "MN-CCP2 + Bureautique", "CMN-CCP2", "CCP2 CMN"])
def test_an_unknown_bloc_sets_the_row_aside(words):
    assert "n’est pas un bloc des titres connus" in reading(changed(FIRST, Blocs=words)).errors["ccp_codes"]


def test_a_bloc_before_any_title_says_that_its_title_is_missing():
    early = changed(FIRST, **{"Date de début": "11/01/2017"})
    assert reading(early).errors["ccp_codes"] == (
        "« CCP2 » ne dit pas de quel titre : écrivez par exemple REMN-CCP2 ou MN-CCP2."
    )


@pytest.mark.parametrize(
    ("column", "cell", "code", "words"),
    [
        ("Date de début", "bientôt", "starts_on", "« bientôt » n’est pas une date."),
        ("Date de fin", "", "ends_on", "la cellule est vide."),
        ("Ville", "Syldavie", "commune", "« Syldavie » n’est pas dans la liste officielle"),
        ("Ville", "", "mode", "dites si la session est sur place"),
        ("Modalité", "", "", ""),
        ("Modalité", "au printemps", "mode", "« au printemps » : dites si la session est sur place"),
        ("Heures", "beaucoup", "hours", "« beaucoup » : il faut un nombre entier, de 1 à 2000."),
        ("Heures", "0", "hours", "« 0 » : il faut un nombre entier, de 1 à 2000."),
        ("Places", "12,5", "seats", "« 12,5 » : il faut un nombre entier, de 1 à 500."),
        ("Heures par semaine", "60", "hours_per_week", "de 1 à 48"),
    ],
)
def test_a_mistake_is_told_beside_its_column(column, cell, code, words):
    line = changed(FIRST, **{column: cell, "Modalité": cell if column == "Modalité" else ""})
    errors = reading(line).errors
    assert (set(errors), words in errors.get(code, "")) == ({code} if code else set(), True)


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        ("Présentiel", "on_site"), ("FOAD", "remote"), ("100 % distanciel", "remote"), ("Hybride", "hybrid"),
        ("présentiel et distanciel", "hybrid"), ("en partie à distance", "hybrid"), ("selon demande", None),
    ],
)  # fmt: skip
def test_the_words_of_a_mode(words, mode):
    assert rows.mode_of(words) == mode


def test_a_file_is_described_once_then_announces_its_sessions(session, body):
    file_id = files.upload(session, body.id, None, "a.csv", csv(FIRST, SECOND))
    files.work(session, [file_id])
    one = session.get_one(SessionFile, file_id)
    assert one.state == "unmapped"
    assert imported(session, body, FIRST, SECOND) == {"new": 2}
    first, second = sessions(session)
    assert (first.ccp_codes, first.commune, first.price_cents, first.seats) == (
        ["MN-CCP2"],
        "Toulon",
        120_000,
        12,
    )
    assert (second.ccp_codes, second.mode, second.price_cents) == (["REMN-CCP2", "REMN-CCP3"], "remote", 0)
    assert first.due_at is not None  # Its reminders.
    assert facts(session, SessionPosted) == 2
    assert sent(session, body, csv(FIRST)).state == "compared"  # The same titles, read by themselves.


def test_the_same_file_again_changes_nothing(session, body):
    imported(session, body, FIRST, SECOND)
    assert imported(session, body, FIRST, SECOND) == {"same": 2}
    assert len(sessions(session)) == 2
    assert facts(session, SessionPosted) == 2


def test_a_changed_row_changes_its_session_and_a_missing_one_withdraws_nothing(session, body):
    imported(session, body, FIRST, SECOND)
    assert imported(session, body, changed(FIRST, **{"Date de début": "18/01/2027"})) == {"changed": 1}
    first, second = sessions(session)
    assert first.starts_on == date(2027, 1, 18)
    assert second.withdrawn_at is None
    assert facts(session, SessionChanged) == 1


def test_what_the_list_has_no_column_for_stays_as_it_was_typed(session, body):
    imported(session, body, FIRST)
    sessions(session)[0].audience = "Agents en poste"
    session.flush()
    assert imported(session, body, changed(FIRST, Places="14")) == {"changed": 1}
    (row,) = sessions(session)
    assert (row.audience, row.seats) == ("Agents en poste", 14)


def test_a_session_typed_by_hand_is_found_again_rather_than_doubled(session, body):
    typed = given.training_session(
        session, body, ccp_codes=["MN-CCP2"], commune="Toulon", jury_on=date(2027, 4, 2)
    )
    assert imported(session, body, FIRST) == {"changed": 1}  # Its price was not said.
    (row,) = sessions(session)
    assert (row.id, row.list_key, row.price_cents) == (typed.id, "ref:s1", 120_000)


def test_two_bodies_may_give_the_same_reference(session, body):
    imported(session, body, FIRST)
    assert imported(session, given.body(session), FIRST) == {"new": 1}


def aside(session, body, *lines: str) -> list[tuple[str, str]]:
    one = sent(session, body, csv(*lines))
    return [
        reason
        for line in files.compared(session, one)
        if line.draft is None
        for reason in line.reasons.items()
    ]


def test_what_cannot_be_written_is_set_aside_with_its_reason(session, body):
    imported(session, body, FIRST, SECOND)
    first, second = sessions(session)
    first.seats_taken, second.withdrawn_at = 10, first.created_at
    session.flush()
    begun = changed(FIRST, Référence="S3", **{"Date de début": "02/11/2026"})
    backwards = changed(FIRST, Référence="S4", **{"Date de fin": "10/01/2027"})
    assert aside(session, body, changed(FIRST, Places="9"), SECOND, begun, backwards, begun) == [
        ("seats", "10 places sont déjà prises."),
        ("", "cette session a été retirée : elle ne se rouvre pas."),
        ("starts_on", "cette session a déjà commencé : elle ne serait proposée à personne."),
        ("ends_on", "La formation se termine après avoir commencé."),
        ("", "c’est la même session que la ligne 4 : donnez une référence à chacune."),
    ]


def test_good_rows_are_written_beside_bad_ones(session, body):
    assert imported(session, body, FIRST, changed(SECOND, Blocs="Bureautique")) == {"new": 1, "aside": 1}
    assert [row.list_key for row in sessions(session)] == ["ref:s1"]


def test_a_seat_taken_after_the_comparison_sets_the_row_aside(session, body):
    imported(session, body, FIRST)
    one = sent(session, body, csv(changed(FIRST, Places="5")))
    files.confirm(session, one.id)
    sessions(session)[0].seats_taken = 6
    session.flush()
    files.work(session, [one.id])
    session.refresh(one)
    assert one.counts == {"aside": 1}
    assert sessions(session)[0].seats == 12


def test_a_workbook_gives_the_same_sessions(session, body):
    book, content = openpyxl.Workbook(), BytesIO()
    book.active.append(NAMES)
    book.active.append(
        ["S1", "CCP2", date(2027, 1, 11), date(2027, 3, 26), None, "Toulon", 175, 14, 12, 1200, "Sur place"]
    )
    book.save(content)
    one = sent(session, body, content.getvalue(), "sessions.xlsx")
    (line,) = files.compared(session, one)
    assert (line.outcome, line.draft.starts_on, line.draft.commune) == ("new", date(2027, 1, 11), "Toulon")


def test_a_file_that_gives_nothing_is_refused_in_words(session, body):
    with pytest.raises(Refused, match="PDF"):
        files.upload(session, body.id, None, "sessions.pdf", b"%PDF-1.7")
    assert sent(session, body, b"\n".join([HEAD.encode()])).refusal == files.NOTHING
    crowd = [changed(FIRST, Référence=f"S{number}") for number in range(files.MOST_ROWS + 1)]
    assert sent(session, body, csv(*crowd)).refusal == files.TOO_MANY


def test_columns_that_do_not_hold_a_list_are_refused_field_by_field(session, body):
    file_id = files.upload(session, body.id, None, "a.csv", csv(FIRST))
    files.work(session, [file_id])
    with pytest.raises(Refused) as refused:
        files.describe(session, file_id, Layout(1, {"ccp_codes": 1, "starts_on": 1, "ends_on": 99}))
    assert refused.value.errors["ends_on"] == "Choisissez une colonne de la liste."
    assert refused.value.errors["starts_on"].startswith("Cette colonne sert déjà")
    assert refused.value.errors["seats"].startswith("Choisissez la colonne qui le donne")


def test_a_file_is_answered_once(session, body):
    one = sent(session, body, csv(FIRST))
    files.abandon(session, one.id)
    assert (one.content, one.readings, one.preview) == (b"", [], [])
    for act in (files.confirm, files.abandon):
        with pytest.raises(Refused, match="n’attend plus"):
            act(session, one.id)
    assert sessions(session) == []


def test_a_file_of_which_nothing_can_be_written_is_not_confirmed(session, body):
    one = sent(session, body, csv(changed(FIRST, Blocs="Bureautique")))
    with pytest.raises(Refused, match="Aucune ligne"):
        files.confirm(session, one.id)
