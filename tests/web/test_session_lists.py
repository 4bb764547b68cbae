"""Lists of sessions on screen: sent, described, looked at, written; what is wrong is said beside its field or its line."""

from io import BytesIO

import pytest
from sqlmodel import select

from tests import given
from tests.trainings.test_session_lists import FIRST, SECOND, changed, csv
from tests.web import desks
from tests.web.cast import part_is_in_whole, words
from workforce.trainings.lists import files
from workforce.trainings.lists.models import SessionFeed, SessionFile
from workforce.trainings.sessions.models import TrainingSession

PLACES = {"reference": 0, "ccp_codes": 1, "starts_on": 2, "ends_on": 3, "jury_on": 4, "commune": 5, "hours": 6,
          "hours_per_week": 7, "seats": 8, "price": 9, "mode": 10}  # fmt: skip


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def body(session):
    return given.body(session, "GRETA du Var")


@pytest.fixture
def bob(session, body):
    return desks.browser(session, given.account(session, "trainer", body_id=body.id))


def sent(bob, body, content: bytes, name: str = "sessions.csv"):
    return bob.post(f"/organismes/{body.id}/listes", data={"file": (BytesIO(content), name)})


def worked(session) -> int:
    session.expire_all()
    file_id = session.exec(select(SessionFile.id).order_by(SessionFile.id.desc())).first()
    files.work(session, [file_id])
    return file_id


def compared(session, bob, body, *lines: str) -> str:
    """Send a list and describe its columns; return the address of its page."""
    sent(bob, body, csv(*lines))
    address = f"/listes-de-sessions/{worked(session)}"
    answer = bob.post(
        f"{address}/colonnes", data={"header_line": "1"} | {k: str(v) for k, v in PLACES.items()}
    )
    assert answer.status_code == 303
    worked(session)
    return address


def test_from_a_file_to_sessions_that_are_announced(session, bob, body):
    answer = sent(bob, body, csv(FIRST, changed(SECOND, Blocs="Bureautique")))
    assert answer.status_code == 303
    assert "Lecture en cours" in words(bob.get(answer.location))
    file_id = worked(session)
    assert "Dites ce que contiennent vos colonnes" in words(bob.get(answer.location))
    page = bob.get(f"/listes-de-sessions/{file_id}/colonnes").get_data(as_text=True)
    assert '<option value="1" selected>B : Blocs</option>' in page
    bob.post(
        f"/listes-de-sessions/{file_id}/colonnes",
        data={"header_line": "1"} | {k: str(v) for k, v in PLACES.items()},
    )
    worked(session)
    page = words(bob.get(answer.location))
    assert "CCP2 du titre MN, du 11 janvier au 26 mars 2027, Toulon" in page
    assert "Blocs : « Bureautique » n’est pas un bloc des titres connus" in page
    assert "Écrire 1 session" in page
    assert session.exec(select(TrainingSession)).all() == []  # Nothing is written yet.
    assert bob.post(f"{answer.location}/confirmation").status_code == 303
    assert "Écriture en cours" in words(bob.get(answer.location))
    worked(session)
    page = words(bob.get(answer.location))
    assert "Liste reprise : 1 mise de côté et 1 nouvelle." in page
    assert (
        "Blocs : « Bureautique » n’est pas un bloc des titres connus" in page
    )  # Still there, to be corrected.
    assert "CCP2 du titre MN" in words(bob.get(f"/organismes/{body.id}"))
    assert "importé" in words(bob.get(f"/organismes/{body.id}/listes"))


def test_what_changes_is_shown_before_and_after(session, bob, body):
    bob.post(f"{compared(session, bob, body, FIRST)}/confirmation")
    worked(session)
    sent(bob, body, csv(changed(FIRST, Places="14", Prix="900", **{"Date de fin": "27/03/2027"})))
    page = words(bob.get(f"/listes-de-sessions/{worked(session)}"))
    assert "Places : 12 → 14" in page
    assert "Dernier jour : 26 mars 2027 → 27 mars 2027" in page
    assert "Prix en euros : 1 200 € → 900 €" in page.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("", b"", "Choisissez un fichier .xlsx, .ods ou .csv."),
        ("liste.pdf", b"%PDF-1.7", "Ce fichier est un PDF"),
        ("vide.csv", b"  ", "Ce fichier est vide."),
    ],
)
def test_a_wrong_file_is_refused_beside_its_field(session, bob, body, name, content, sentence):
    answer = sent(bob, body, content, name)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_a_wrong_choice_of_columns_keeps_the_others(session, bob, body):
    sent(bob, body, csv(FIRST))
    address = f"/listes-de-sessions/{worked(session)}/colonnes"
    answer = bob.post(address, data={"header_line": "1", "ccp_codes": "1", "starts_on": "1", "commune": "5"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Cette colonne sert déjà : choisissez-en une autre." in page
    assert '<option value="5" selected>F : Ville</option>' in page


def test_nothing_to_write_says_so_and_cannot_be_confirmed(session, bob, body):
    address = compared(session, bob, body, changed(FIRST, Blocs="Bureautique"))
    assert "Cette liste ne change aucune session." in words(bob.get(address))
    answer = bob.post(f"{address}/confirmation")
    assert answer.status_code == 422
    assert "Aucune ligne de ce fichier ne peut être écrite" in words(answer)


def test_a_list_is_abandoned_once(session, bob, body):
    address = compared(session, bob, body, FIRST)
    assert bob.post(f"{address}/abandon").location == f"/organismes/{body.id}/listes"
    assert "rien n’a été écrit" in words(bob.get(address))
    assert bob.post(f"{address}/abandon").status_code == 422
    assert bob.get(f"{address}/colonnes").status_code == 303


def test_the_part_is_in_the_whole_and_long_lists_come_by_pages(session, bob, body):
    address = compared(session, bob, body, *(changed(FIRST, Référence=f"S{one}") for one in range(60)))
    assert part_is_in_whole(bob, address, "session_list")
    assert "1 à 50 sur 60 lignes" in words(bob.get(address))
    assert "51 à 60 sur 60 lignes" in words(bob.get(f"{address}?page=2"))


def test_a_long_list_costs_no_more_queries_than_a_short_one(session, bob, body):
    short = compared(session, bob, body, FIRST)
    long = compared(session, bob, body, *(changed(FIRST, Référence=f"S{one}") for one in range(40)))
    counts = []
    for address in (short, long):
        with desks.queries(session) as said:
            bob.get(address)
        counts.append(len(said))
    assert counts[0] == counts[1] <= 15


def test_the_columns_can_be_changed_after_the_comparison(session, bob, body):
    address = compared(session, bob, body, FIRST)
    page = bob.get(f"{address}/colonnes").get_data(as_text=True)
    assert '<option value="8" selected>I : Places</option>' in page
    bob.post(
        f"{address}/colonnes",
        data={"header_line": "1"} | {k: str(v) for k, v in PLACES.items() if k != "price"},
    )
    worked(session)
    bob.post(f"{address}/confirmation")
    worked(session)
    assert session.exec(select(TrainingSession.price_cents)).all() == [None]


def test_an_operator_sends_the_list_of_any_body(session, body):
    olga = desks.browser(session, given.account(session, "operator"))
    address = compared(session, olga, body, FIRST)
    assert "1 nouvelle" in words(olga.get(f"/organismes/{body.id}/listes"))
    stranger = desks.browser(session, given.account(session, "trainer", body_id=given.body(session).id))
    assert stranger.get(address).status_code == 404


@pytest.fixture
def olga(session):
    return desks.browser(session, given.account(session, "operator"))


def test_an_operator_has_a_list_read_at_its_address_and_everybody_of_the_body_sees_how_it_goes(
    session, olga, bob, body
):
    here = f"/organismes/{body.id}/listes"
    assert "Adresse de la liste" not in words(bob.get(here))
    assert (
        olga.post(f"{here}/adresses", data={"address": "https://greta.exemple.fr/a.csv"}).status_code == 303
    )
    feed = session.exec(select(SessionFeed)).one()
    feed.error, feed.notes = "Le site est en panne (500).", ["Ligne 3 : Blocs : illisible."]
    session.flush()
    page = words(bob.get(here))
    assert "https://greta.exemple.fr/a.csv en échec" in page
    assert "Le site est en panne (500). Les sessions déjà annoncées le restent." in page
    assert "Ligne 3 : Blocs : illisible." in page
    assert "Relire maintenant" not in page
    feed.etag = '"a"'
    session.flush()
    olga.post(f"/listes-de-sessions/adresses/{feed.id}/relecture")
    session.refresh(feed)
    assert (feed.etag, feed.due_at is not None) == (None, True)
    assert olga.post(f"/listes-de-sessions/adresses/{feed.id}/arret").location == here
    session.expire_all()
    assert session.exec(select(SessionFeed)).all() == []


@pytest.mark.parametrize("typed", ["", "une liste", "ftp://greta.exemple.fr/a.csv"])
def test_a_wrong_address_is_kept_and_told_beside_its_field(olga, body, typed):
    answer = olga.post(f"/organismes/{body.id}/listes/adresses", data={"address": typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Cette adresse n’est pas valable." in page
    assert f'value="{typed}"' in page or not typed
    assert 'aria-invalid="true"' in page
