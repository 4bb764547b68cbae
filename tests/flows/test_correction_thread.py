"""A file with mistakes: mended on the screen, set aside, or mended elsewhere; contracts follow, and a letter that says so."""

import csv
from io import StringIO

from sqlmodel import select

from tests import given
from tests.contracts.files import FIRST_ROW, TEAM_HEADER, csv_text, member, team_file
from tests.flows.postman import deliver
from tests.flows.test_contract_thread import letters
from tests.web.desks import browser
from tests.web.test_import_rows import END, typed
from tests.web.test_imports import send, shown
from workforce.accounts import actions as accounts
from workforce.accounts.policy import Grant
from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract, Deadline
from workforce.simulation import settle_inside

KIND = f"c{TEAM_HEADER.index('Type de contrat')}"
PEOPLE = (
    {"first": "Awa", "email": "awa@exemple.fr"},
    {"first": "Basile", "email": "basile@exemple.fr", "end": "31/09/2027"},
    {"first": "Chloé", "email": "chloe@exemple.fr", "kind": "Stage"},
    {"first": "Driss", "email": "driss"},
    {"first": "Emma", "email": "emma@exemple.fr", "start": "01/09/2027"},
    {"first": "", "email": "f@exemple.fr"},
)


def mend(client, page, line, **cells):
    form = typed(shown(client, f"{page}?ouvrir={line}"))
    answer = client.post(f"{page}/lignes/{line}?voir=refused", data={**form, **cells})
    assert answer.status_code == 303, answer.text


def names(session):
    session.expire_all()
    return sorted(session.exec(select(Adviser.first_name)))


def test_mistakes_are_mended_here_set_aside_or_mended_elsewhere_and_nothing_is_written_twice(session, moment):
    network = given.network(session)
    account = accounts.invite(
        session, "bruno@exemple.fr", "Bruno", Grant("coordinator", network_id=network.id)
    )
    accounts.accept(session, accounts.invitation_token(account.id))
    bruno = browser(session, account)
    rows = [member(**{"end": "31/08/2027", **one}) for one in PEOPLE]
    page = send(bruno, network, team_file(*rows)).location
    settle_inside(session)
    assert "5</strong> <span>lignes refusées." in shown(bruno, page)
    mend(bruno, page, FIRST_ROW + 1, **{END: "30/09/2027"})
    mend(bruno, page, FIRST_ROW + 2, **{KIND: "CDD"})
    bruno.post(f"{page}/lignes/{FIRST_ROW + 5}/ignorer")
    bruno.post(f"{page}/confirmation")
    settle_inside(session)
    assert names(session) == ["Awa", "Basile", "Chloé"]

    taken = bruno.get(f"{page}/lignes-refusees?format=csv").data.decode("utf-8-sig")
    assert [line[0] for line in list(csv.reader(StringIO(taken), delimiter=";"))[1:]] == ["Driss", "Emma"]
    mended = taken.replace(";driss;", ";driss@exemple.fr;").replace("01/09/2027", "01/09/2026")
    for content in (
        mended.encode(),
        mended.encode(),
        csv_text(csv.reader(StringIO(mended), delimiter=";")).encode(),
    ):
        again = send(bruno, network, content, "lignes-refusees-2026-11-14.csv").location
        settle_inside(session)
        bruno.post(f"{again}/confirmation")
        settle_inside(session)
    assert names(session) == ["Awa", "Basile", "Chloé", "Driss", "Emma"]
    assert len(session.exec(select(Contract)).all()) == 5
    assert len(set(session.exec(select(Deadline.contract_id)))) == 5
    assert "Import terminé : 2 inchangées." in shown(bruno, again)
    deliver(session)
    first = letters(session, "import_done")[0]
    assert first.recipient == "bruno@exemple.fr"
    assert page in first.text
