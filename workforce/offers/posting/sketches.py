"""What was being typed, kept as typed while an offer is written: nothing of a form is lost, and nobody else sees it."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from workforce import clock
from workforce.offers.posting.models import OfferSketch

NEW = "new"
KEPT = timedelta(days=60)  # A form left for longer is forgotten.


def page_of(offer_id: int | None) -> str:
    """Return the name of a form: that of a new offer, or of the offer it changes."""
    return str(offer_id) if offer_id else NEW


def keep(
    session: Session, account_id: int, employer_id: int, offer_id: int | None, typed: Mapping[str, str]
) -> None:
    """Keep what is typed, as it is; the last word counts."""
    values = {"account_id": account_id, "employer_id": employer_id, "page": page_of(offer_id)}
    said = insert(OfferSketch).values(**values, typed=dict(typed), saved_at=clock.now())
    session.execute(
        said.on_conflict_do_update(
            index_elements=list(values),
            set_={"typed": said.excluded.typed, "saved_at": said.excluded.saved_at},
        )
    )


def kept(session: Session, account_id: int, employer_id: int, offer_id: int | None) -> OfferSketch | None:
    """Return what this person was typing in this form."""
    mine = select(OfferSketch).where(*_which(account_id, employer_id, offer_id))
    return session.exec(mine).first()


def forget(session: Session, account_id: int, employer_id: int, offer_id: int | None) -> None:
    """Forget what was typed: it is kept as a draft now, or was given up."""
    session.execute(delete(OfferSketch).where(*_which(account_id, employer_id, offer_id)))


def forget_offer(session: Session, offer_id: int) -> None:
    """Forget what anybody was typing about an offer that is deleted."""
    session.execute(delete(OfferSketch).where(col(OfferSketch.page) == page_of(offer_id)))


def forget_old(session: Session) -> None:
    """Forget the forms that were left long ago."""
    session.execute(delete(OfferSketch).where(col(OfferSketch.saved_at) < clock.now() - KEPT))


def _which(account_id: int, employer_id: int, offer_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OfferSketch.account_id) == account_id,
        col(OfferSketch.employer_id) == employer_id,
        col(OfferSketch.page) == page_of(offer_id),
    )
