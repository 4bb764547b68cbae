"""A mistake on the screen, its letters, the undo, the right letters: from the form to the mailbox."""

import re
from datetime import UTC, date, datetime

from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.web.cast import cast, confirmed, words
from workforce import clock
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.simulation import settle_inside


def told(session):
    """Return the titles of the letters about the end, as they came."""
    letters = select(MailboxLetter.title).join(Delivery, Delivery.id == MailboxLetter.delivery_id)
    rows = letters.join(Alert, Alert.id == Delivery.alert_id).where(Alert.kind == "contract_ends")
    return [title.split(" :")[0] for title in session.exec(rows.order_by(MailboxLetter.id))]


def work(session):
    session.expire_all()  # The screens wrote in transactions of their own.
    settle_inside(session)
    deliver(session)


def test_a_rupture_typed_by_mistake_is_undone_and_the_ladder_goes_on(session, moment):
    people = cast(session)
    people.account.last_seen_at = clock.now()
    row = given.contract(session, people.adviser, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    work(session)
    assert told(session) == ["Votre contrat se termine le 31 janvier 2027"]

    mistake = {"termination_date": "31/12/2026", "motive": "resignation"}
    read = words(people.coordinator.post(f"/contrats/{row.id}/rupture", data=mistake))
    assert "1 alerte partira tout de suite" in read  # Bruno has not accepted his invitation yet.
    confirmed(people.coordinator, f"/contrats/{row.id}/rupture", **mistake)
    work(session)
    assert told(session)[1:] == ["Votre contrat se termine le 31 décembre 2026"]

    page = people.coordinator.get(people.at("/contrat")).get_data(as_text=True)
    answer = people.coordinator.post(
        re.search(r"/modifications/\d+/annulation", page)[0], follow_redirects=True
    )
    assert "La modification est annulée. Le contrat d’Awa Diallo se termine le 31 janvier 2027." in words(
        answer
    )
    work(session)
    assert len(told(session)) == 2  # The letter of the 90th day had left: it does not leave again.

    with clock.frozen(datetime(2026, 12, 2, 12, tzinfo=UTC)):
        work(session)
    assert told(session)[2:] == ["Votre contrat se termine le 31 janvier 2027"]


def test_a_renewal_cancels_what_was_to_come_and_its_undo_brings_it_back(session, moment):
    people = cast(session)
    people.account.last_seen_at = clock.now()
    row = given.contract(session, people.adviser, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    work(session)
    following = {"kind": "cdd", "start_date": "01/02/2027", "length_months": "3"}
    confirmed(people.owner, f"/contrats/{row.id}/renouvellement", **following)
    with clock.frozen(datetime(2026, 11, 29, 12, tzinfo=UTC)):
        work(session)
        assert len(told(session)) == 1
        page = people.owner.get(people.at("/contrat")).get_data(as_text=True)
        people.owner.post(re.search(r"/modifications/\d+/annulation", page)[0])
    with clock.frozen(datetime(2026, 12, 2, 12, tzinfo=UTC)):
        work(session)
    assert told(session) == ["Votre contrat se termine le 31 janvier 2027"] * 2
