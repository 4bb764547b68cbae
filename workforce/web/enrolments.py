"""One's own enrolments: asking for a seat, taking it, leaving, moving to another session, contesting a result."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, request
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.trainings.sessions import enrolling, moving, results
from workforce.trainings.sessions.enrolling import AskDraft
from workforce.trainings.sessions.models import Enrolment, SessionResult
from workforce.trainings.sessions.results import ContestDraft
from workforce.web import forms, htmx, trainings
from workforce.web.access import actor, allow

pages = Blueprint("enrolments", __name__)


@pages.post("/sessions/<int:session_id>/demande")
@allow(policy.may_tell_interest)
def ask(session_id: int) -> Response:
    """Ask for a seat."""
    mine = actor().adviser_id
    assert mine is not None  # The rule of this route.
    return _do(
        session_id,
        lambda rows: enrolling.ask(rows, mine, session_id, forms.read(AskDraft), actor().account_id),
        "Votre demande est envoyée à l’organisme.",
    )


@pages.post("/inscriptions/<int:enrolment_id>/reponse")
@allow(policy.owns_file)
def take(enrolment_id: int) -> Response:
    """Take the seat that was offered."""
    return _do(
        _session_of(enrolment_id),
        lambda rows: enrolling.take(rows, enrolment_id, actor().account_id),
        "La place est à vous.",
    )


@pages.post("/inscriptions/<int:enrolment_id>/depart")
@allow(policy.owns_file)
def leave(enrolment_id: int) -> Response:
    """Give up one's request, place in line or seat."""
    return _do(
        _session_of(enrolment_id),
        lambda rows: enrolling.leave(rows, enrolment_id, actor().account_id),
        "C’est noté : vous n’êtes plus inscrit·e. Vous pouvez redemander une place.",
    )


@pages.post("/inscriptions/<int:enrolment_id>/changement")
@allow(policy.owns_file)
def move(enrolment_id: int) -> Response:
    """Go to another session of the same bloc."""
    return _go(
        _session_of(enrolment_id),
        lambda rows: moving.move(rows, enrolment_id, _chosen(), actor().account_id).session_id,
        "Vous êtes passé·e à cette session. Vous pouvez encore revenir en arrière.",
    )


@pages.post("/inscriptions/<int:enrolment_id>/retour")
@allow(policy.owns_file)
def go_back(enrolment_id: int) -> Response:
    """Undo a move."""
    return _go(
        _session_of(enrolment_id),
        lambda rows: moving.undo(rows, enrolment_id, actor().account_id).session_id,
        "Vous êtes revenu·e à la première session.",
    )


@pages.post("/resultats/<int:result_id>/contestation")
@allow(policy.owns_file)
def contest(result_id: int) -> Response:
    """Tell the training body that a result seems wrong."""
    with transaction() as rows:
        session_id = _session_of(rows.get_one(SessionResult, result_id).enrolment_id)
    return _do(
        session_id,
        lambda rows: results.contest(rows, result_id, forms.read(ContestDraft)),
        "L’organisme est prévenu que vous contestez ce résultat.",
    )


def _session_of(enrolment_id: int) -> int:
    with transaction() as rows:
        return rows.get_one(Enrolment, enrolment_id).session_id


def _chosen() -> int:
    typed = request.form.get("to_session", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _do(session_id: int, act: Callable[[Session], object], done: str) -> Response:
    """Do one thing and show the session again; a mistake is shown beside its field."""

    def here(rows: Session) -> int:
        act(rows)
        return session_id

    return _go(session_id, here, done)


def _go(session_id: int, act: Callable[[Session], int], done: str) -> Response:
    try:
        with transaction() as rows:
            there = act(rows)
    except Refused as refused:
        return trainings.page(session_id, refused.errors, 422)
    flash(done, "success")
    return htmx.go_to("trainings.show", session_id=there)
