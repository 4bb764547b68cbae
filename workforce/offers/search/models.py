"""What the search keeps: an entry an offer, the offers whose entry is to be written, and the searches people keep."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, Index, UniqueConstraint, event, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.types import SmallInteger, String
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment, one_of
from workforce.due import Due, waiting
from workforce.offers.models import Offer
from workforce.offers.search.rhythms import RHYTHMS, Rhythm


class SearchEntry(SQLModel, table=True):
    """A published offer as the search finds it: narrow columns to count by, and its words and marks."""

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_words", "words", postgresql_using="gin"),
        Index("ix_search_entry_newest", text("published_at DESC"), text("id DESC")),
        Index("ix_search_entry_closing", "closes_on", "id", postgresql_where=text("closes_on IS NOT NULL")),
    )

    id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE")  # The offer's id.
    published_at: datetime = moment(clock.now)
    found_at: datetime = moment(clock.now)  # First indexed: an offer is new to a kept search after that.
    closes_on: date | None = None
    departement: str = ""
    trade: str = ""
    kind: str = ""
    remote: str = ""
    time: str = ""  # part, full; empty: not said.
    written: int = Field(sa_type=SmallInteger)  # With which version of the words.
    is_pay_said: bool = False
    is_open: bool | None = None  # To contract staff; empty: not said.
    labels: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    heading: Any = Field(
        sa_type=TSVECTOR
    )  # Words of the title, the employer and the place: ranks are counted on it.
    words: Any = Field(sa_type=TSVECTOR)  # Every word, and the marks of the filters.


class OfferIndexing(Due, table=True):
    """The waiting row of an offer's entry: there when the offer has changed, gone once its entry is written."""

    __tablename__ = "offer_indexing"
    __table_args__ = waiting("offer_indexing")

    id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE")  # The offer's id.


class SavedSearch(Due, table=True):
    """A search that somebody keeps; due when its news are to be told."""

    __tablename__ = "saved_search"
    __table_args__ = (
        one_of("rhythm", tuple(RHYTHMS)),
        UniqueConstraint("account_id", "digest"),
        Index(
            "ix_saved_search_at_once", "id", postgresql_where=text("rhythm = 'at_once' AND due_at IS NULL")
        ),
        *waiting("saved_search"),
    )

    id: int = key()
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE")
    name: str
    asked: dict[str, Any] = Field(sa_type=JSONB)  # As an address says it: name → values.
    digest: str  # Of what is asked: nobody keeps the same search twice.
    rhythm: str = Rhythm.DAILY
    seen_at: datetime = moment(clock.now)  # Its owner last read its results.
    told_at: datetime = moment(clock.now)  # What was found since is still to be told.
    created_at: datetime = moment(clock.now)


# Whoever writes an offer, and however many at once, its entry falls due in the same transaction, since its change by the
# clock of the house; what is no longer published leaves the index at once. One statement for each statement that writes:
# a poll of a hundred offers marks a hundred.
MARK = """
CREATE OR REPLACE FUNCTION mark_offers_for_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM search_entry USING written WHERE search_entry.id = written.id AND written.state <> 'published';
    INSERT INTO offer_indexing (id, due_at) SELECT id, changed_at FROM written WHERE state = 'published' ORDER BY id
        ON CONFLICT (id) DO UPDATE SET due_at = excluded.due_at, leased_until = NULL;
    RETURN NULL;
END $$
"""
ON_INSERT = """
CREATE TRIGGER offer_written_for_search AFTER INSERT ON offer REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION mark_offers_for_search()
"""
ON_UPDATE = """
CREATE TRIGGER offer_changed_for_search AFTER UPDATE ON offer REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION mark_offers_for_search()
"""
for _statement in (MARK, ON_INSERT, ON_UPDATE):
    event.listen(OfferIndexing.__table__, "after_create", DDL(_statement))  # type: ignore[attr-defined, no-untyped-call]
assert Offer.__tablename__ == "offer"  # The triggers name it.
