"""What is kept beside a source: who speaks to its site, its subscription to a hub, what that hub pushed."""

from datetime import datetime

from sqlalchemy import DDL, LargeBinary, event
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting


class FeedHost(SQLModel, table=True):
    """A site: one process at a time speaks to it, and nobody while it asked for quiet."""

    __tablename__ = "feed_host"

    host: str = Field(primary_key=True)  # host:port.
    holder: str = ""  # The process that speaks to it.
    busy_until: datetime | None = instant()  # The claim runs out by itself.
    quiet_until: datetime | None = instant()  # It answered 429: none of its sources is asked before.


class FeedSubscription(Due, table=True):
    """A source whose hub tells us what is new (WebSub); due when the hub must be asked something."""

    __tablename__ = "feed_subscription"
    __table_args__ = (
        one_of("state", ("asked", "active", "refused", "leaving")),
        *waiting("feed_subscription"),
    )

    id: int = key()
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE", unique=True)
    hub: str
    topic: str
    token: str = Field(unique=True)  # In the address that the hub calls.
    secret: str  # Sealed; signs what the hub sends.
    state: str = "asked"
    reason: str = ""  # Why the hub refused, in its words.
    asked_at: datetime | None = instant()
    expires_at: datetime | None = instant()  # The end of the lease that the hub granted.
    pushed_at: datetime | None = instant()  # The last content that came signed.


class FeedPush(Due, table=True):
    """A document that a hub pushed, its signature checked; due until it was read."""

    __tablename__ = "feed_push"
    __table_args__ = waiting("feed_push")

    id: int = key()
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE", index=True)
    content_type: str = ""
    body: bytes = Field(sa_type=LargeBinary)
    received_at: datetime = moment(clock.now)


class FeedLanding(Due, table=True):
    """A document that was read, and whose entries are still to be understood; due until they are."""

    __tablename__ = "feed_landing"
    __table_args__ = waiting("feed_landing")

    id: int = key()
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE", index=True)
    entries: int  # How many it has.
    landed: bytes = Field(sa_type=LargeBinary)  # Packed, for workers only.
    read_at: datetime = moment(clock.now)


# Such a row lives for seconds: to compress it would cost more than to write it.
_AS_IT_IS = DDL("ALTER TABLE feed_landing ALTER COLUMN landed SET STORAGE EXTERNAL")  # type: ignore[no-untyped-call]
event.listen(FeedLanding.__table__, "after_create", _AS_IT_IS)  # type: ignore[attr-defined]
