"""What offers look like from a territory: how many are open, département by département."""

from sqlalchemy import func, select
from sqlmodel import Session, col

from workforce.offers.models import Offer


def open_offers(session: Session) -> dict[str, int]:
    """Count the offers that can be applied for, by département."""
    where = col(Offer.departement)
    rows = session.execute(select(where, func.count()).where(col(Offer.state) == "published").group_by(where))
    return {row[0]: row[1] for row in rows}
