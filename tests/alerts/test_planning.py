from sqlmodel import select

from tests import given
from workforce import sealing
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.alerts.planning import announce


def with_a_shared_channel(session):
    account = given.account(session, "operator", seen=True)
    url = "ntfys://ntfy.exemple.fr/equipe"
    session.add(
        Channel(account_id=account.id, kind="ntfys", label="ntfy", sealed_url=sealing.seal(url), digest="x")
    )
    session.flush()
    return account


def kinds(session):
    return sorted(session.exec(select(Channel.kind).join(Delivery, Delivery.channel_id == Channel.id)).all())


def test_an_alert_goes_out_on_every_channel_once_an_occasion(session, moment):
    account = with_a_shared_channel(session)
    assert announce(session, [account.id], "feed_failed", "feed-failed:1", {"feed_id": 1})
    assert announce(session, [account.id], "feed_failed", "feed-failed:1", {"feed_id": 1}) == []
    assert kinds(session) == ["mail", "ntfys"]
    assert len(session.exec(select(Alert)).all()) == 1


def test_what_opens_the_door_goes_to_the_persons_own_mail_only(session, moment):
    account = with_a_shared_channel(session)
    announce(session, [account.id], "sign_in_link", "sign-in:1", {"link_id": 1})
    announce(session, [account.id], "invitation", "invitation", {"invited_by": None})
    assert kinds(session) == ["mail", "mail"]


def test_an_address_is_kept_sealed(session, moment):
    with_a_shared_channel(session)
    sealed = session.exec(select(Channel.sealed_url).where(Channel.kind == "ntfys")).one()
    assert "ntfy" not in sealed
    assert sealing.unseal(sealed) == "ntfys://ntfy.exemple.fr/equipe"
