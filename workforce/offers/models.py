"""Feeds, the offers they bring, the offers employers post, and whom each fits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from workforce import addresses, clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting

PAST = "la date limite de candidature est passée"
JOINED = (
    "joined"  # The same offer as another one, which is shown: every list of what is published leaves it out.
)
OFFER_STATES = ("draft", "in_review", "published", JOINED, "refused", "closed")
CLOSED_BY = ("", "date", "source", "page", "rules", "employer", "twin")
WITHDRAWN = "la source ne la publie plus"
SOURCE_KINDS = ("feed", "public_service", "france_travail")  # Each has its entry in `sources.kinds`.


def _phrases() -> Any:
    return Field(
        default_factory=list,
        sa_type=ARRAY(String),
        sa_column_kwargs={"server_default": "{}", "nullable": False},
    )


class Feed(Due, table=True):
    """A source of offers, polled when due."""

    __table_args__ = (
        one_of("state", ("active", "failing", "paused", "gone")),
        one_of("kind", SOURCE_KINDS),
        *waiting("feed", "due", "stuck"),  # What is in hand is found among what is due.
        {"postgresql_with": {"fillfactor": 50}},  # Room beside each row, to lease and claim it in place.
    )

    id: int = key()
    url: str = Field(unique=True)
    host: str = Field(default="", index=True)  # host:port; one request at a time each.
    title: str = ""
    kind: str = Field(default="feed", sa_column_kwargs={"server_default": "feed"})
    asked: dict[str, str] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"}
    )  # What its reader asks for, where its kind has a choice.
    memory: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"}
    )  # What its reader remembers from one reading to the next.
    keeps_all: bool = False  # True: every item is in the trade; no sorting by words.
    keep_phrases: list[str] = _phrases()  # They keep an item, whatever its trade.
    drop_phrases: list[str] = _phrases()  # They leave it out, whatever its trade.
    state: str = "active"
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    interval_seconds: int = 3600
    polled_at: datetime | None = instant()
    changed_at: datetime | None = instant()
    status: int | None = None  # Last HTTP status.
    counts: dict[str, int] = Field(
        default_factory=dict, sa_type=JSONB
    )  # Of the last poll that brought a document.
    seen: bytes | None = Field(default=None, sa_type=LargeBinary)  # Marks of its last document's entries.
    news_at: list[datetime] = Field(
        default_factory=list,
        sa_type=ARRAY(DateTime(timezone=True)),
        sa_column_kwargs={"server_default": "{}"},
    )  # When something new came, the latest last.
    gap_seconds: int | None = None  # Between two publications, by the dates of its entries.
    ttl_minutes: int | None = None  # That its document asks readers to wait.
    asked_seconds: int | None = None  # That the site asked to wait at the last poll, its document included.
    failing_since: datetime | None = instant()
    told_at: datetime | None = instant()  # When the operators were told of this outage.
    recovered_at: datetime | None = instant()  # End of the last outage that they were told of.
    added_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = moment(clock.now)

    @property
    def address(self) -> str:
        """Return its address as it may be shown, without a password."""
        return addresses.shown(self.url)

    @property
    def name(self) -> str:
        """Return what people call it: its title, else its address."""
        return self.title or self.address


class FeedRefusal(SQLModel, table=True):
    """An item of a feed that was not kept, and why. The last document's only."""

    __tablename__ = "feed_refusal"

    id: int = key()
    feed_id: int = Field(foreign_key="feed.id", ondelete="CASCADE", index=True)
    title: str
    reason: str
    words: str = Field(default="", sa_column_kwargs={"server_default": ""})  # The beginning of what it says.
    mark: str = Field(default="", sa_column_kwargs={"server_default": ""})  # Of the entry, in hexadecimal.
    seen_at: datetime = moment(clock.now)


class Offer(SQLModel, table=True):
    """A job offer, from a feed (`feed_id`, `identity`) or posted by an employer (`employer_id`)."""

    __table_args__ = (
        one_of("state", OFFER_STATES),
        one_of("closed_by", CLOSED_BY),
        Index("ix_offer_shown_as", "shown_as_id", postgresql_where=text("shown_as_id IS NOT NULL")),
        Index("ix_offer_ends", "closes_on", postgresql_where=text("state IN ('published', 'joined')")),
        Index("ix_offer_left", "left_at", postgresql_where=text("left_at IS NOT NULL AND closes_on IS NULL")),
        Index(
            "uq_offer_identity",
            "feed_id",
            "identity",
            unique=True,
            postgresql_where=text("feed_id IS NOT NULL"),
        ),
        Index("ix_offer_open", "published_at", "id", postgresql_where=text("state = 'published'")),
        Index("ix_offer_place", "departement", postgresql_where=text("state = 'published'")),
        Index(
            "ix_offer_own",
            "published_at",
            "id",
            postgresql_where=text("state = 'published' AND employer_id IS NOT NULL"),
        ),
    )

    id: int = key()
    feed_id: int | None = Field(default=None, foreign_key="feed.id", index=True)
    identity: str = ""
    employer_id: int | None = Field(default=None, foreign_key="employer.id", ondelete="CASCADE", index=True)
    state: str = "draft"
    title: str
    url: str = ""
    aliases: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    employer_name: str = ""
    html: str = ""  # Sanitised at the door.
    plain: str = ""  # The same words without tags.
    family: str = ""  # Code of a family of trades.
    rome: str = ""
    departement: str = ""
    commune: str = ""
    commune_code: str = ""  # INSEE; empty: the name could mean several communes, or none was named.
    postal_code: str = ""
    latitude: float | None = None  # Degrees: the middle of the commune.
    longitude: float | None = None
    contract_kind: str = ""
    length_months: int | None = None
    pay_min: int | None = None  # Euros per `pay_period`.
    pay_max: int | None = None
    pay_period: str = ""  # hour, month, year
    pay_gross: bool | None = None  # Empty: not said.
    hours_per_week: float | None = None
    part_time: bool | None = None  # Empty: not said.
    remote: str = ""  # none, partial, full; empty: not said.
    open_to_contract_staff: bool | None = None  # « Ouvert aux contractuels »; empty: not said.
    level: int | None = None  # The lowest diploma asked for, 3 to 8; empty: not said.
    labels: list[str] = Field(
        default_factory=list, sa_type=ARRAY(String), sa_column_kwargs={"server_default": "{}"}
    )  # Codes of understanding/precarity.py.
    starts_on: date | None = None
    closes_on: date | None = None
    guesses: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB
    )  # Field, value, words it came from.
    digest: str = ""  # Of what the source said; unchanged means nothing to do.
    published_at: datetime | None = instant()
    closed_at: datetime | None = instant()
    closing_reason: str = ""
    closed_by: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # What closed it, for the program.
    shown_as_id: int | None = Field(
        default=None, foreign_key="offer.id", ondelete="SET NULL"
    )  # Its twin that is shown.
    left_at: datetime | None = instant()  # When its source's document no longer had it; empty: it has.
    created_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    created_at: datetime = moment(clock.now)
    changed_at: datetime = moment(clock.now)


class ModerationNote(SQLModel, table=True):
    """A word between a moderator and the employer about an offer."""

    __tablename__ = "moderation_note"

    id: int = key()
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    by_moderator: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    words: str
    written_at: datetime = moment(clock.now)


class JobSearch(Due, table=True):
    """The waiting row of an adviser's matches: due when what they can do, or where they would go, has changed."""

    __tablename__ = "job_search"
    __table_args__ = waiting("job_search")

    id: int = Field(primary_key=True, foreign_key="adviser.id", ondelete="CASCADE")  # The adviser's id.
    computed_at: datetime | None = instant()


class Match(SQLModel, table=True):
    """An offer that fits an adviser, always explained."""

    __table_args__ = (
        UniqueConstraint("adviser_id", "offer_id"),
        Index("ix_match_best", "adviser_id", text("score DESC"), "offer_id"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", index=True)
    score: int  # 0 to 100.
    decision: dict[str, Any] = Field(sa_type=JSONB)  # Fits, missing, dates: what the screen says.
    matched_at: datetime = moment(clock.now)
