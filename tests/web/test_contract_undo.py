"""Undoing from the page: offered at once, told in words, harmless when pressed twice, shut to strangers."""

import re
from datetime import date, timedelta

from sqlmodel import select

from tests.web.cast import cast, confirmed, running, words
from tests.web.desks import queries
from workforce import clock
from workforce.contracts.models import Contract, ContractChange


def undo_addresses(page):
    return re.findall(r"/modifications/\d+/annulation", page.get_data(as_text=True))


def moved(session, people):
    row = running(session, people.adviser)
    confirmed(people.owner, f"/contrats/{row.id}/fin", end_date="30/06/2027")
    return row


def test_a_change_just_made_is_undone_with_one_press_and_said(session, moment):
    people = cast(session)
    row = moved(session, people)
    page = people.owner.get(people.at("/contrat"))
    assert "Vous venez de modifier un contrat" in words(page)
    assert "Fin : 14 avril 2027 → 30 juin 2027" in words(page)
    answer = people.owner.post(undo_addresses(page)[0], follow_redirects=True)
    session.refresh(row)
    assert row.end_date == date(2027, 4, 14)
    assert "La modification est annulée. Votre contrat se termine le 14 avril 2027." in words(answer)
    assert "Vous venez de modifier" not in words(answer)


def test_the_page_says_what_was_changed_by_whom_and_undone(session, moment):
    people = cast(session)
    row = moved(session, people)
    page = people.coordinator.get(people.at("/contrat"))
    assert "fait le 23 novembre 2026 à 9 h 00 par Awa Diallo" in words(page)
    people.coordinator.post(undo_addresses(page)[0])
    after = words(people.owner.get(people.at("/contrat")))
    assert "annulé le 23 novembre 2026 à 9 h 00 par Bruno" in after
    assert "30 juin 2027 : vous, le 23 novembre 2026 (retiré)" in after
    assert session.get(Contract, row.id).end_date == date(2027, 4, 14)


def test_pressing_twice_changes_nothing_more(session, moment):
    people = cast(session)
    row = moved(session, people)
    address = undo_addresses(people.owner.get(people.at("/contrat")))[0]
    people.owner.post(address)
    again = people.owner.post(address, follow_redirects=True)
    assert "Cette modification est déjà annulée." in words(again)
    session.refresh(row)
    assert row.end_date == date(2027, 4, 14)


def test_a_contract_recorded_by_mistake_goes_and_leaves_its_trace(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    page = people.owner.get(people.at("/contrat"))
    people.owner.post(undo_addresses(page)[-1])
    after = words(people.owner.get(people.at("/contrat")))
    assert "Aucun contrat n’est enregistré." in after
    assert "Contrats enregistrés puis annulés" in after
    assert people.owner.get(f"/contrats/{row.id}/fin").status_code == 404


def test_after_a_week_nothing_is_offered_any_more(session, moment):
    people = cast(session)
    moved(session, people)
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert undo_addresses(people.owner.get(people.at("/contrat"))) == []


def test_a_stranger_undoes_nothing(session, moment):
    people = cast(session)
    moved(session, people)
    change = session.exec(select(ContractChange.id).order_by(ContractChange.id.desc())).first()
    assert people.stranger.post(f"/modifications/{change}/annulation").status_code == 404
    assert people.stranger.post("/modifications/999999/annulation").status_code == 404
    assert session.get(ContractChange, change).undone_at is None


def test_a_refusal_to_undo_says_why(session, moment):
    people = cast(session)
    row = moved(session, people)
    address = undo_addresses(people.owner.get(people.at("/contrat")))[0]
    confirmed(
        people.coordinator, f"/contrats/{row.id}/rupture", termination_date="31/12/2026", motive="resignation"
    )
    answer = people.owner.post(address, follow_redirects=True)
    assert "Une autre modification a été faite depuis : annulez d’abord la plus récente." in words(answer)


def test_the_history_takes_the_same_queries_however_long(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    for end in ("30/06/2027", "31/07/2027"):
        confirmed(people.owner, f"/contrats/{row.id}/fin", end_date=end)
    with queries(session) as few:
        people.owner.get(people.at("/contrat"))
    for month in range(1, 7):
        confirmed(people.owner, f"/contrats/{row.id}/fin", end_date=f"28/0{month}/2028")
    with queries(session) as many:
        people.owner.get(people.at("/contrat"))
    assert len(few) == len(many) <= 15
