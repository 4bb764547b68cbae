"""What an employer's own offer has beside what every offer has, what was decided of it, and what readers said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.offers.posting.reasons import REPORTS
from workforce.offers.posting.states import Act
from workforce.offers.posting.terms import APPLY_WAYS, LEVELS


class Posting(SQLModel, table=True):
    """The part of an offer that only its employer writes, and how far it has come. One row for each own offer."""

    __table_args__ = (one_of("apply_how", APPLY_WAYS), one_of("level", ("", *LEVELS)))

    id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE")  # The offer's id.
    post_id: int | None = Field(default=None, foreign_key="post.id", ondelete="SET NULL", index=True)
    level: str = ""
    pay_scale: str = ""  # « grille des adjoints d’animation »: where pay follows a scale.
    funded_until: date | None = None  # The last day that the subsidy of the post pays for.
    apply_how: str = "relay"
    apply_url: str = ""
    apply_contact: str = ""  # Shown to readers as it is typed.
    revision: int = 0  # Raised when words change: a moderator decides on what was read, or not at all.
    submitted_at: datetime | None = instant()
    round: int = 0  # How many times it entered the queue: a letter a round.
    approved: dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)  # What a moderator last published.
    approved_revision: int | None = None  # Empty: no moderator has read these words, or one took them off.
    extensions: int = 0
    warned_for: date | None = None  # The closing date of which the employer was warned.
    closing: str = ""  # Code of the reason of closing; empty while the employer has not said.


class OfferSketch(SQLModel, table=True):
    """What somebody was typing in the form of an offer, as typed: a closed tab or a mistake loses nothing."""

    __tablename__ = "offer_sketch"
    __table_args__ = (UniqueConstraint("account_id", "employer_id", "page"),)

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    employer_id: int = Field(foreign_key="employer.id", ondelete="CASCADE", index=True)
    page: str  # `new`, or the number of the offer that is changed.
    typed: dict[str, str] = Field(sa_type=JSONB)
    saved_at: datetime = moment(clock.now)


class OfferStep(SQLModel, table=True):
    """Who moved an offer, how and when: the audit of what employers and moderators decide."""

    __tablename__ = "offer_step"
    __table_args__ = (one_of("act", tuple(Act)),)

    id: int = key()
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    act: str
    words: str = ""  # The reason given, or what changed.
    made_at: datetime = moment(clock.now)


class OfferReport(SQLModel, table=True):
    """What a reader finds wrong in a published offer; one open report for each reader and offer."""

    __tablename__ = "offer_report"
    __table_args__ = (
        one_of("reason", tuple(REPORTS)),
        Index(
            "uq_offer_report_open",
            "offer_id",
            "account_id",
            unique=True,
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: int = key()
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE")
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")
    reason: str
    words: str = ""
    made_at: datetime = moment(clock.now)
    settled_at: datetime | None = instant()
    settled_by: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL")


class RelayedMessage(SQLModel, table=True):
    """A message from a reader to whoever posted an offer; neither learns the other's address from a page."""

    __tablename__ = "relayed_message"
    __table_args__ = (Index("ix_relayed_message_account", "account_id", "sent_at"),)

    id: int = key()
    offer_id: int = Field(foreign_key="offer.id", ondelete="CASCADE", index=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    words: str
    sent_at: datetime = moment(clock.now)
