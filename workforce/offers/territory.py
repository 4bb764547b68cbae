"""What lies around a territory: how many offers are open and sessions to come, département by département."""

from datetime import date

from sqlalchemy import func, literal, select, union_all
from sqlmodel import Session, col

from workforce.offers.models import Offer
from workforce.trainings.territory import sessions_to_come


def offers_and_sessions(session: Session, today: date) -> tuple[dict[str, int], dict[str, int]]:
    """Count, by département, the offers that can be applied for, and the sessions that begin from today on: one query."""
    where = col(Offer.departement)
    offers = select(where, func.count()).where(col(Offer.state) == "published").group_by(where)
    told = union_all(
        offers.add_columns(literal("offers")), sessions_to_come(today).add_columns(literal("sessions"))
    )
    found: dict[str, dict[str, int]] = {"offers": {}, "sessions": {}}
    for code, number, kind in session.execute(told):
        found[kind][code] = number
    return found["offers"], found["sessions"]
