from datetime import timedelta

import pytest
from sqlmodel import select

from tests.web.cast import cast, words
from workforce import clock, sealing
from workforce.alerts import sending
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.alerts.planning import announce
from workforce.alerts.silences import is_silenced, silence

NTFY = "ntfys://ntfy.sh/un-sujet-tres-prive"


def mine(session, people, kind="mail") -> Channel:
    return session.exec(
        select(Channel).where(Channel.account_id == people.account.id, Channel.kind == kind)
    ).one()


def add(people, url=NTFY, label="Mon téléphone"):
    return people.owner.post("/mes-alertes/canaux", data={"url": url, "label": label})


def write(session, people, state, reason="", **values) -> None:
    alert = Alert(
        account_id=people.account.id,
        occasion=f"{state}{reason}",
        kind="offer_matched",
        subject={},
        title=f"Titre {state}",
    )
    session.add(alert)
    session.flush()
    session.add(
        Delivery(alert_id=alert.id, channel_id=mine(session, people).id, state=state, reason=reason, **values)
    )
    session.flush()


def test_the_ledger_says_what_became_of_each_alert(session, moment):
    people = cast(session)
    write(session, people, "sent", sent_at=moment)
    write(session, people, "skipped", "l’offre n’est plus en ligne")
    write(session, people, "failed", "La boîte est pleine.")
    write(session, people, "planned", "Le serveur ne répond pas.", due_at=moment + timedelta(minutes=5))
    page = words(people.owner.get("/mes-alertes"))
    assert "Titre sent envoyée Courriel Envoyée le 23 novembre 2026 à 9 h 00." in page
    assert "N’a pas été envoyée : l’offre n’est plus en ligne." in page
    assert "N’est pas partie : La boîte est pleine." in page
    assert "Pas encore partie : Le serveur ne répond pas. Nouvel essai le 23 novembre 2026 à 9 h 05." in page


def test_the_ledger_is_one_s_own(session, moment):
    people = cast(session)
    write(session, people, "sent", sent_at=moment)
    assert "Titre sent" not in words(people.stranger.get("/mes-alertes"))
    assert "Rien ne vous a encore été envoyé." in words(people.stranger.get("/mes-alertes"))


def test_a_long_ledger_is_cut_in_pages(session, moment):
    people = cast(session)
    for rank in range(32):
        write(session, people, "skipped", f"raison {rank}")
    assert "Lignes 1 à 30 sur 32" in words(people.owner.get("/mes-alertes"))
    assert "Lignes 31 à 32 sur 32" in words(people.owner.get("/mes-alertes?page=2"))
    assert people.owner.get("/mes-alertes?page=-3").status_code == 200


def test_a_channel_is_added_and_its_address_sealed(session, moment):
    people = cast(session)
    assert add(people).status_code == 303
    row = mine(session, people, "ntfys")
    assert NTFY not in row.sealed_url
    assert sealing.unseal(row.sealed_url) == NTFY
    page = people.owner.get("/mes-alertes")
    assert "Mon téléphone" in words(page)
    assert "un-sujet-tres-prive" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "Ce champ est à remplir."),
        ("json://127.0.0.1/", "Ce service n’est pas proposé."),
        ("file:///etc/passwd", "Ce service n’est pas proposé."),
        ("tgram://jeton", "L’adresse est incomplète"),
    ],
)
def test_an_address_that_is_none_is_refused(session, moment, url, sentence):
    people = cast(session)
    answer = add(people, url)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'value="Mon téléphone"' in answer.get_data(as_text=True)
    assert len(session.exec(select(Channel).where(Channel.account_id == people.account.id)).all()) == 1


def test_the_same_channel_is_not_added_twice(session, moment):
    people = cast(session)
    add(people)
    assert "Vous avez déjà ajouté ce canal." in words(add(people))


def test_channels_are_counted(session, moment):
    people = cast(session)
    for rank in range(7):
        assert add(people, f"{NTFY}{rank}").status_code == 303
    assert "Vous avez déjà 8 canaux" in words(add(people))


def test_a_paused_channel_receives_nothing_until_it_is_resumed(session, moment):
    people = cast(session)
    add(people)
    row = mine(session, people, "ntfys")
    people.owner.post(f"/mes-alertes/canaux/{row.id}/pause")
    announce(session, [people.account.id], "offer_matched", "1", {})
    people.owner.post(f"/mes-alertes/canaux/{row.id}/reprise")
    announce(session, [people.account.id], "offer_matched", "2", {})
    reached = (
        select(Alert.occasion)
        .join(Delivery, Delivery.alert_id == Alert.id)
        .where(Delivery.channel_id == row.id)
    )
    assert session.exec(reached).all() == ["2"]


def test_a_removed_channel_is_forgotten_and_the_ledger_is_not(session, moment):
    people = cast(session)
    add(people)
    row = mine(session, people, "ntfys")
    announce(session, [people.account.id], "offer_matched", "1", {})
    assert people.owner.post(f"/mes-alertes/canaux/{row.id}/retrait").status_code == 303
    session.refresh(row)
    assert row.sealed_url == ""
    kept = session.exec(select(Delivery).where(Delivery.channel_id == row.id)).one()
    assert (kept.state, kept.reason, kept.due_at) == ("skipped", "canal retiré", None)
    announce(session, [people.account.id], "offer_matched", "2", {})
    assert len(session.exec(select(Delivery).where(Delivery.channel_id == row.id)).all()) == 1
    assert people.owner.post(f"/mes-alertes/canaux/{row.id}/reprise").status_code == 404
    assert add(people).status_code == 303


@pytest.mark.parametrize("act", ["pause", "retrait"])
def test_the_mail_that_carries_sign_in_links_stays_open(session, moment, act):
    people = cast(session)
    answer = people.owner.post(f"/mes-alertes/canaux/{mine(session, people).id}/{act}")
    assert answer.status_code == 422
    assert "c’est par lui qu’arrivent vos liens de connexion" in words(answer)


def test_a_test_goes_out_on_that_one_channel(session, moment):
    people = cast(session)
    add(people)
    row = mine(session, people, "ntfys")
    assert people.owner.post(f"/mes-alertes/canaux/{row.id}/essai").status_code == 303
    sent = session.exec(
        select(Delivery.channel_id, Alert.kind).join(Alert, Alert.id == Delivery.alert_id)
    ).all()
    assert sent == [(row.id, "channel_test")]
    assert "Essai d’un canal" in words(people.owner.get("/mes-alertes"))


def test_tests_are_counted_by_the_hour(session, moment):
    people = cast(session)
    address = f"/mes-alertes/canaux/{mine(session, people).id}/essai"
    for minute in range(3):
        with clock.frozen(moment + timedelta(minutes=minute)):
            assert people.owner.post(address).status_code == 303
    with clock.frozen(moment + timedelta(minutes=30)):
        answer = people.owner.post(address)
        assert answer.status_code == 422
        assert "3 essais sont déjà partis depuis une heure" in words(answer)
    with clock.frozen(moment + timedelta(minutes=90)):
        assert people.owner.post(address).status_code == 303


def test_offers_are_switched_off_and_on_and_the_end_of_a_contract_never(session, moment):
    people = cast(session)
    assert people.owner.post("/mes-alertes/silences", data={"subject": "offers"}).status_code == 303
    assert "Les offres qui vous conviennent coupé Recevoir à nouveau" in words(
        people.owner.get("/mes-alertes")
    )
    assert is_silenced(session, people.account.id, "offer_matched")
    assert not is_silenced(session, people.account.id, "contract_ends")
    assert people.owner.post("/mes-alertes/silences", data={"subject": "contract_ends"}).status_code == 422
    people.owner.post("/mes-alertes/silences/retrait", data={"subject": "offers"})
    assert not is_silenced(session, people.account.id, "offer_matched")


def test_not_now_silences_trainings_for_six_months_only(session, moment):
    people = cast(session)
    people.owner.post("/mes-alertes/silences", data={"subject": "trainings"})
    assert "coupé jusqu’au 23 mai 2027" in words(people.owner.get("/mes-alertes"))
    assert is_silenced(session, people.account.id, "training_suggested")
    with clock.frozen(moment + timedelta(days=190)):
        assert not is_silenced(session, people.account.id, "training_suggested")


def test_what_was_switched_off_is_in_the_ledger_with_its_reason(session, moment):
    people = cast(session)
    silence(session, people.account.id, "offers")
    (alert_id,) = announce(
        session, [people.account.id], "offer_matched", "offer:1", {"offer_id": 1, "adviser_id": 1}
    )
    delivery = session.exec(select(Delivery).where(Delivery.alert_id == alert_id)).first()
    assert sending.claim_letter(session, delivery.id) is None
    session.refresh(delivery)
    assert (delivery.state, delivery.reason) == ("skipped", "vous avez coupé ces messages")
