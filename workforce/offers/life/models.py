"""The slow look at the page of an offer that says no date and that its source no longer lists."""

from datetime import datetime

from sqlmodel import Field

from workforce.database import instant
from workforce.due import Due, waiting


class PageCheck(Due, table=True):
    """The waiting row of an offer whose page is looked at now and then: is it still there?"""

    __tablename__ = "page_check"
    __table_args__ = waiting("page_check")

    id: int = Field(primary_key=True, foreign_key="offer.id", ondelete="CASCADE")  # The offer's id.
    url: str
    host: str = Field(index=True)  # host:port; one look at a time each.
    looked_at: datetime | None = instant()
    missing_since: datetime | None = instant()  # The first of two looks that found nothing there.
    found: str = ""  # What the last look found, in French.
