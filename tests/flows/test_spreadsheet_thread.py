"""A coordinator's own spreadsheet: described once on the screen, then read by itself; its contracts end in a mailbox."""

from datetime import UTC, date, datetime
from io import BytesIO

from sqlmodel import select

from tests import given
from tests.contracts import open_documents as ods
from tests.flows.postman import deliver
from tests.flows.test_contract_thread import invite_and_accept, letters
from tests.web.desks import browser
from workforce import clock
from workforce.contracts.models import Contract, DateClaim, Deadline
from workforce.simulation import settle_inside

HEADER = ("Agent", "Courriel", "Collectivité", "Dépt", "Nature du contrat", "Arrivée", "Échéance")
AWA = ("DIALLO Awa", "awa@exemple.fr", "Mairie de Brignoles", 83, "CDD 20 mois", date(2025, 6, 1), None)
BRUNO = (
    "PETIT Bruno",
    "bruno@exemple.fr",
    "CCAS de Toulon",
    83,
    "Contrat de projet",
    date(2025, 9, 1),
    "31 août 2027",
)
DESCRIBED = {
    "header_line": "3", "full_name": "0", "email": "1", "employer": "2", "departement": "3", "kind": "4",
    "start_date": "5", "end_date": "6",
}  # fmt: skip
LEA = ("ROY Léa", "lea@exemple.fr", "Mairie de Hyères", 83, "CDD", "1er octobre 2026", "30/09/27")


def send(client, network, *rows):
    content = ods.sheet(("Suivi des CNFS",), (), HEADER, *rows)
    answer = client.post(
        f"/reseaux/{network.id}/imports",
        data={"file": (BytesIO(content), "suivi.ods")},
        content_type="multipart/form-data",
    )
    return answer.location


def test_a_spreadsheet_described_once_gives_contracts_that_are_watched_and_the_next_one_goes_straight(
    session, moment
):
    network = given.network(session)
    client = browser(session, given.account(session, "coordinator", seen=True, network_id=network.id))

    page = send(client, network, AWA, BRUNO)
    settle_inside(session)
    assert "Dites ce que contiennent vos colonnes" in client.get(page).text
    assert client.post(f"{page}/colonnes", data=DESCRIBED).status_code == 303
    settle_inside(session)
    assert "Importer 2 lignes" in client.get(page).text
    client.post(f"{page}/confirmation")
    settle_inside(session)

    contracts = session.exec(select(Contract).order_by(Contract.id)).all()
    assert [(one.kind, one.start_date, one.end_date) for one in contracts] == [
        ("cdd", date(2025, 6, 1), date(2027, 1, 31)),  # Its end is computed: twenty months.
        ("cdp", date(2025, 9, 1), date(2027, 8, 31)),
    ]
    assert set(session.exec(select(DateClaim.source))) == {"spreadsheet"}
    assert session.exec(select(Deadline).where(Deadline.contract_id == contracts[0].id)).all()
    deliver(session)
    assert letters(session, "import_done")

    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):  # The step of 60 days has come.
        invite_and_accept(session)
        settle_inside(session)
        deliver(session)
    (letter,) = letters(session, "contract_ends")
    assert letter.title.startswith("Votre contrat se termine le 31 janvier 2027")

    page = send(client, network, AWA, BRUNO, LEA)
    settle_inside(session)
    text = client.get(page).text
    assert "Lu d’après vos colonnes du 23 novembre 2026." in text
    assert "Importer 1 ligne" in text
    client.post(f"{page}/confirmation")
    settle_inside(session)
    assert len(session.exec(select(Contract)).all()) == 3
