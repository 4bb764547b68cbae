"""A file goes through its steps, before the eyes of whoever sent it and of nobody else."""

import re
from io import BytesIO

import pytest
from sqlmodel import select

from tests import given
from tests.contracts import files
from tests.contracts.files import FIRST_ROW, member
from tests.web.desks import application, browser, queries
from workforce.advisers.models import Adviser
from workforce.app import LARGEST_BODY
from workforce.contracts.imports import actions, applying, limits
from workforce.contracts.imports.models import Import

pytestmark = pytest.mark.usefixtures("moment")
PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#import"}


@pytest.fixture
def network(session):
    return given.network(session)


@pytest.fixture
def bruno(session, network):
    return browser(session, given.account(session, "coordinator", name="Bruno", network_id=network.id))


def bounded(session, network, departement, **who):
    account = given.account(session, "coordinator", network_id=network.id, departement=departement, **who)
    return browser(session, account)


def send(client, network, content, filename="equipe.xlsx"):
    return client.post(
        f"/reseaux/{network.id}/imports",
        data={"file": (BytesIO(content), filename)},
        content_type="multipart/form-data",
    )


def sent(client, network, *rows, filename="equipe.xlsx"):
    answer = send(client, network, files.team_file(*(rows or (member(),))), filename)
    assert answer.status_code == 303
    return answer.location


def work(session):
    session.expire_all()
    for import_id in session.exec(select(Import.id).where(Import.due_at.is_not(None))).all():
        actions.work(session, [import_id])


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


# The steps.


def test_a_file_is_sent_compared_confirmed_and_written(session, network, bruno):
    page = sent(bruno, network)
    assert "Vérification en cours" in shown(bruno, page)
    work(session)
    compared = shown(bruno, page)
    assert "Rien n’est encore écrit." in compared
    assert "Importer 1 ligne" in compared
    assert "Nouvelle structure « Médiathèque de Foix »" in compared
    assert session.exec(select(Adviser)).all() == []
    assert bruno.post(f"{page}/confirmation").location == page
    assert "Import en cours" in shown(bruno, page)
    work(session)
    assert "Import terminé : 1 nouvelle." in shown(bruno, page)
    assert [one.name for one in session.exec(select(Adviser))] == ["Amina Martin"]


def test_the_progress_is_the_real_one(session, network, bruno, monkeypatch):
    monkeypatch.setattr(applying, "CHUNK", 2)
    page = sent(bruno, network, *(member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(5)))
    work(session)
    bruno.post(f"{page}/confirmation")
    work(session)
    text = shown(bruno, page)
    assert '<progress value="2" max="5"' in text
    assert "2 lignes sur 5" in text


def test_the_page_asks_again_only_while_somebody_works(session, network, bruno):
    page = sent(bruno, network)
    assert 'hx-trigger="load delay:1s"' in shown(bruno, page)
    assert "Actualiser" in shown(bruno, page)  # Without a script, a link.
    work(session)
    assert "hx-trigger" not in shown(bruno, page)


def test_the_part_that_is_polled_equals_the_whole(session, network, bruno):
    page = sent(bruno, network)
    for _ in range(2):
        part = without_nonce(bruno.get(page, headers=PART).text).strip()
        assert part.startswith('<div id="import"')
        assert part in without_nonce(shown(bruno, page))
        work(session)


def test_what_a_file_turns_out_to_be_is_said_in_the_part_that_is_polled(session, network, bruno):
    page = sent(bruno, network)
    assert "données du" not in shown(bruno, page)
    work(session)
    part = bruno.get(page, headers=PART).text
    assert "Équipe de La Coop · données du 14 novembre 2026" in part


def without_nonce(text):
    return re.sub(r'(hx-nonce|name="csrf_token" value)="[^"]*"', "", text)


def test_bad_rows_are_said_line_by_line_before_anything_is_written(session, network, bruno):
    page = sent(bruno, network, member(end="31/02/2026"), member(first="Bilal", email="b@exemple.org"))
    work(session)
    text = shown(bruno, page)
    assert "1</strong> <span>ligne refusée." in text
    assert (
        f"Ligne {FIRST_ROW}, colonne « Date de fin de contrat » : « 31/02/2026 » n’est pas une date." in text
    )
    assert "Amina Martin" in text
    assert "Bilal Martin" in shown(bruno, f"{page}?voir=new")


def test_rows_are_read_fifty_by_fifty(session, network, bruno):
    page = sent(bruno, network, *(member(first=f"P{n:02}", email=f"p{n}@exemple.org") for n in range(53)))
    work(session)
    assert "1 à 50 sur 53 lignes" in shown(bruno, page)
    assert "P52 Martin" in shown(bruno, f"{page}?voir=new&page=2")


def test_an_abandoned_file_is_erased_and_writes_nothing(session, network, bruno):
    page = sent(bruno, network)
    work(session)
    answer = bruno.post(f"{page}/abandon")
    assert (answer.status_code, answer.location) == (303, f"/reseaux/{network.id}/imports")
    assert "Import abandonné : rien n’a été écrit" in shown(bruno, answer.location)
    refused = bruno.post(f"{page}/confirmation")
    assert refused.status_code == 422
    assert "Cet import a été abandonné" in refused.text


def test_an_import_is_confirmed_once(session, network, bruno):
    page = sent(bruno, network)
    work(session)
    bruno.post(f"{page}/confirmation")
    again = bruno.post(f"{page}/confirmation")
    assert (again.status_code, "Cet import a déjà été confirmé" in again.text) == (422, True)


def test_an_import_that_broke_down_says_so(session, network, bruno):
    page = sent(bruno, network)
    one = session.exec(select(Import)).one()
    one.due_at, one.stuck_at = None, one.made_at
    session.flush()
    assert "arrêté par une panne" in shown(bruno, page)
    assert "en panne" in shown(bruno, f"/reseaux/{network.id}/imports")


def test_a_file_that_changes_nothing_says_so(session, network, bruno):
    for _ in range(2):
        page = sent(bruno, network)
        work(session)
        compared = shown(bruno, page)
        bruno.post(f"{page}/confirmation")
        work(session)
    assert "Noter que rien n’a changé" in compared
    assert "Import terminé : 1 inchangée." in shown(bruno, page)


# Files that are not.


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "equipe.xlsx", "Ce fichier est vide."),
        (b"%PDF-1.7 and so on", "equipe.pdf", "Ce fichier est un PDF"),
        (b"a;b\n1;2\n", "liste.xlsx", "mais n’est pas un classeur"),
        (b"x" * 2000, "equipe.csv", "Ce fichier dépasse"),
    ],
)
def test_a_refused_file_is_said_on_its_field_and_not_kept(
    session, network, bruno, monkeypatch, content, filename, words
):
    monkeypatch.setattr(limits, "MAX_BYTES", 1900)
    answer = send(bruno, network, content, filename)
    assert answer.status_code == 422
    assert re.search(rf'id="field-file-error">.*{words}', answer.text, re.DOTALL)
    assert session.exec(select(Import)).all() == []


def test_what_only_its_opening_tells_is_refused_by_the_worker_and_said_on_its_page(session, network, bruno):
    page = send(bruno, network, b"PK\x03\x04 and nothing else").location
    assert "Vérification en cours" in shown(bruno, page)
    work(session)
    assert "Ce classeur est abîmé" in shown(bruno, page)
    assert session.exec(select(Import.content)).one() == b""


def test_a_form_without_a_file_says_what_to_do(session, network, bruno):
    answer = bruno.post(f"/reseaux/{network.id}/imports", data={}, content_type="multipart/form-data")
    assert (answer.status_code, "Choisissez un fichier .xlsx, .ods ou .csv." in answer.text) == (422, True)


def test_a_file_too_big_to_be_read_at_all_comes_back_to_its_field(session, network, bruno, monkeypatch):
    monkeypatch.setitem(application().config, "MAX_CONTENT_LENGTH", 1000)
    answer = send(bruno, network, b"x" * 2000, "equipe.csv")
    assert answer.status_code == 303
    assert "Ce fichier dépasse 10 Mo" in shown(bruno, answer.location)


def test_a_form_takes_every_file_that_the_reader_takes():
    assert limits.MAX_BYTES + 1024**2 < LARGEST_BODY  # With the room that the form itself takes.


# Who sees what.


def test_the_list_shows_the_latest_first_with_its_state(session, network, bruno):
    sent(bruno, network, filename="ancien.xlsx")
    sent(bruno, network, filename="nouveau.xlsx")
    text = shown(bruno, f"/reseaux/{network.id}/imports")
    assert text.index("nouveau.xlsx") < text.index("ancien.xlsx")
    assert "vérification en cours" in text


def test_a_file_speaks_of_everybody_so_a_bounded_coordinator_sees_their_own_only(session, network, bruno):
    page = sent(bruno, network, filename="tout-le-reseau.xlsx")
    hana = bounded(session, network, "09")
    assert hana.get(page).status_code == 404
    assert "tout-le-reseau" not in shown(hana, f"/reseaux/{network.id}/imports")
    own = sent(hana, network, filename="mon-departement.xlsx")
    assert "mon-departement" in shown(hana, own)
    assert "mon-departement" in shown(bruno, own)


@pytest.mark.parametrize("action", ["confirmation", "abandon"])
def test_nobody_else_decides_of_a_file(session, network, bruno, action):
    page = sent(bruno, network)
    work(session)
    elsewhere = given.network(session, "Un autre réseau")
    chloe = browser(session, given.account(session, "coordinator", network_id=elsewhere.id))
    for stranger in (chloe, bounded(session, network, "09")):
        assert stranger.post(f"{page}/{action}").status_code == 404
    assert session.exec(select(Import.state)).one() == "analysed"


def test_strangers_learn_nothing_and_the_unknown_are_asked_to_sign_in(session, network, bruno):
    page = sent(bruno, network)
    chloe = browser(session, given.account(session, "employer", employer_id=given.employer(session).id))
    for address in (page, f"/reseaux/{network.id}/imports"):
        assert chloe.get(address).status_code == 404
        assert browser(session).get(address).location.startswith("/connexion")
    assert send(chloe, network, b"x").status_code == 404


def test_a_page_of_rows_costs_a_constant_number_of_queries(session, network, bruno):
    page = sent(bruno, network, *(member(first=f"P{n}", email=f"p{n}@exemple.org") for n in range(40)))
    work(session)
    with queries(session) as said:
        shown(bruno, page)
    assert len(said) <= 6
