"""The operators' page of training bodies: who is there, adding one, posting for any of them."""

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy import func
from sqlmodel import col, select

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.trainings.sessions import actions
from workforce.trainings.sessions.actions import BodyDraft
from workforce.trainings.sessions.models import TrainingBody, TrainingSession
from workforce.web import forms, htmx
from workforce.web.access import allow
from workforce.wording import count_fr

pages = Blueprint("operator_bodies", __name__)


@pages.get("/exploitation/organismes")
@allow(policy.is_operator)
def listing() -> Response:
    """Show the training bodies and their sessions to come."""
    return _page({}, 200)


@pages.post("/exploitation/organismes")
@allow(policy.is_operator)
def add() -> Response:
    """Add a training body."""
    try:
        with transaction() as session:
            name = actions.add_body(session, forms.read(BodyDraft)).name
    except Refused as refused:
        return _page(refused.errors, 422)
    flash(f"{name} est ajouté : annoncez ses sessions.", "success")
    return htmx.go_to("operator_bodies.listing")


def _page(errors: dict[str, str], status: int) -> Response:
    to_come = (
        select(func.count())
        .where(
            col(TrainingSession.body_id) == TrainingBody.id,
            col(TrainingSession.starts_on) >= clock.today(),
            col(TrainingSession.withdrawn_at).is_(None),
        )
        .scalar_subquery()
    )
    with transaction() as session:
        rows = session.exec(select(TrainingBody, to_come).order_by(col(TrainingBody.name)).limit(500)).all()
    bodies = [
        {
            "name": row.name,
            "href": url_for("trainer.home", body_id=row.id),
            "sessions": count_fr(count, "session à venir", "sessions à venir")
            if count
            else "aucune session à venir",
        }
        for row, count in rows
    ]
    return htmx.page(
        "operator/bodies.html",
        status,
        heading=count_fr(len(bodies), "organisme de formation", "organismes de formation"),
        bodies=bodies,
        errors=errors,
        typed=request.form.get("name", ""),
    )
