"""What a person decides of their channels: adding, pausing, removing, trying."""

from datetime import timedelta

from sqlalchemy import func, update
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock, due, sealing
from workforce.alerts.channels import read_channel
from workforce.alerts.messages import LetterKind
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.alerts.planning import MAIL, ensure_mail
from workforce.refusals import Refused

MOST_CHANNELS = 8
TEST_WINDOW = timedelta(hours=1)
TESTS_IN_WINDOW = 3
REMOVED = "canal retiré"


class ChannelDraft(SQLModel):
    """A channel as a person types it: its apprise address, and the name they give it."""

    url: str = Field(min_length=8, max_length=1000)
    label: str = Field(default="", max_length=60)


def channels_of(session: Session, account_id: int) -> list[Channel]:
    """Return the channels of a person, their own mail first."""
    ensure_mail(session, account_id)
    mine = select(Channel).where(Channel.account_id == account_id, col(Channel.removed_at).is_(None))
    return list(session.exec(mine.order_by(col(Channel.kind) != MAIL, col(Channel.id))))


def add_channel(session: Session, account_id: int, draft: ChannelDraft) -> Channel:
    """Add a channel, its address encrypted. Raises Refused for an address that is none, or is there already."""
    url = draft.url.strip()
    kind, service = read_channel(url)
    digest = sealing.digest(url)
    mine = channels_of(session, account_id)
    if any(channel.digest == digest for channel in mine):
        raise Refused({"url": "Vous avez déjà ajouté ce canal."})
    if len(mine) >= MOST_CHANNELS:
        raise Refused({"url": f"Vous avez déjà {MOST_CHANNELS} canaux : retirez-en un d’abord."})
    channel = Channel(
        account_id=account_id,
        kind=kind,
        label=draft.label or service,
        sealed_url=sealing.seal(url),
        digest=digest,
    )
    session.add(channel)
    session.flush()
    return channel


def remove_channel(session: Session, channel_id: int) -> None:
    """Forget the address of a channel; the ledger keeps what was sent on it."""
    channel = _own(session, channel_id)
    channel.removed_at, channel.sealed_url, channel.digest = clock.now(), "", f"removed:{channel.id}"
    session.flush()
    waiting = select(Delivery.id).where(Delivery.channel_id == channel_id, Delivery.state == "planned")
    ids = list(session.scalars(waiting))
    due.settle(session, Delivery, ids)
    skipped = update(Delivery).where(col(Delivery.id).in_(ids)).values(state="skipped", reason=REMOVED)
    session.execute(skipped)


def pause_channel(session: Session, channel_id: int) -> None:
    """Send nothing more on a channel until it is resumed."""
    _own(session, channel_id).paused_at = clock.now()
    session.flush()


def resume_channel(session: Session, channel_id: int) -> None:
    """Send on a channel again."""
    _own(session, channel_id).paused_at = None
    session.flush()


def send_test(session: Session, channel_id: int) -> None:
    """Plan a test letter on one channel. Raises Refused beyond a few an hour."""
    channel = session.get_one(Channel, channel_id, with_for_update=True)
    now = clock.now()
    if channel.removed_at or channel.paused_at:
        raise Refused({"": "Ce canal est en pause : reprenez-le pour l’essayer."})
    tests = select(func.count()).where(
        Alert.account_id == channel.account_id,
        Alert.kind == LetterKind.CHANNEL_TEST,
        Alert.planned_at > now - TEST_WINDOW,
    )
    if (session.scalar(tests) or 0) >= TESTS_IN_WINDOW:
        raise Refused(
            {"": f"{TESTS_IN_WINDOW} essais sont déjà partis depuis une heure : réessayez un peu plus tard."}
        )
    alert = Alert(
        account_id=channel.account_id,
        occasion=f"channel-test:{channel_id}:{now.isoformat()}",
        kind=LetterKind.CHANNEL_TEST,
        subject={"channel_id": channel_id},
    )
    session.add(alert)
    session.flush()
    session.add(Delivery(alert_id=alert.id, channel_id=channel_id, due_at=now))
    session.flush()


def _own(session: Session, channel_id: int) -> Channel:
    """Return a channel that a person added, locked; their own mail stays, as it carries the sign-in links."""
    channel = session.get_one(Channel, channel_id, with_for_update=True)
    if channel.kind == MAIL:
        raise Refused({"": "Votre courriel reste ouvert : c’est par lui qu’arrivent vos liens de connexion."})
    if channel.removed_at:
        raise Refused({"": "Ce canal est déjà retiré."})
    return channel
