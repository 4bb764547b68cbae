"""Who is enrolled in a session, for its training body: answering requests, giving results. People show what they agreed to."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.trainings.listing import short_names
from workforce.trainings.sessions import enrolling, reading, results
from workforce.trainings.sessions.enrolling import RefusalDraft
from workforce.trainings.sessions.models import Enrolment, SessionResult, TrainingSession
from workforce.trainings.sessions.outcomes import LABELS, Outcome
from workforce.trainings.sessions.reading import Person
from workforce.trainings.sessions.results import ResultDraft
from workforce.trainings.sessions.states import LIVE, State
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.enrolment_words import HEARD, STATES
from workforce.wording import count_fr, date_fr, dates_fr, moment_fr

pages = Blueprint("trainer_people", __name__)

ACCEPTED = {
    State.ENROLLED: "La personne est inscrite.",
    State.WAITING: "La session est complète : la personne est sur la liste d’attente.",
}


@pages.get("/sessions/<int:session_id>/inscriptions")
@allow(policy.answers_for_body)
def listing(session_id: int) -> Response:
    """Show who asks, waits and is enrolled."""
    with transaction() as session:
        row = session.get_one(TrainingSession, session_id)
        people = reading.people_of(session, row)
    return htmx.page(
        "trainer/people.html",
        heading=_heading(sum(one.enrolment.state == State.ASKED for one in people), row),
        people=[_line(one, row) for one in people],
        **_about(row),
    )


@pages.get("/inscriptions/<int:enrolment_id>")
@allow(policy.answers_for_body)
def show(enrolment_id: int) -> Response:
    """Show one person: what they agreed to show, and what can be answered."""
    return _person(enrolment_id, {}, 200)


@pages.post("/inscriptions/<int:enrolment_id>/place")
@allow(policy.answers_for_body)
def accept(enrolment_id: int) -> Response:
    """Give a seat, or a place in line."""
    said: list[State] = []
    return _do(
        enrolment_id,
        lambda rows: said.append(enrolling.accept(rows, enrolment_id, actor().account_id)),
        lambda: ACCEPTED[said[0]],
    )


@pages.post("/inscriptions/<int:enrolment_id>/refus")
@allow(policy.answers_for_body)
def refuse(enrolment_id: int) -> Response:
    """Refuse somebody, with a word for them."""
    return _do(
        enrolment_id,
        lambda rows: enrolling.refuse(rows, enrolment_id, forms.read(RefusalDraft), actor().account_id),
        lambda: "La personne est prévenue, avec vos mots.",
    )


@pages.post("/inscriptions/<int:enrolment_id>/resultat")
@allow(policy.answers_for_body)
def give_result(enrolment_id: int) -> Response:
    """Say what the jury decided of one bloc."""
    return _do(
        enrolment_id,
        lambda rows: results.give(rows, enrolment_id, forms.read(ResultDraft), actor().account_id),
        lambda: "Le résultat est enregistré, et la personne est prévenue.",
    )


@pages.post("/resultats/<int:result_id>/annulation")
@allow(policy.answers_for_body)
def take_back(result_id: int) -> Response:
    """Take a result back."""
    with transaction() as session:
        enrolment_id = session.get_one(SessionResult, result_id).enrolment_id
    return _do(
        enrolment_id,
        lambda rows: results.take_back(rows, result_id, actor().account_id),
        lambda: "Le résultat est repris : le bloc qu’il avait écrit ne l’est plus.",
    )


def _do(enrolment_id: int, act: Callable[[Session], object], done: Callable[[], str]) -> Response:
    with transaction() as session:
        session_id = session.get_one(Enrolment, enrolment_id).session_id
    try:
        with transaction() as session:
            act(session)
    except Refused as refused:
        return _person(enrolment_id, refused.errors, 422)
    flash(done(), "success")
    return htmx.go_to("trainer_people.listing", session_id=session_id)


def _person(enrolment_id: int, errors: dict[str, str], status: int) -> Response:
    """Answer one person of a session; one who withdrew shows nothing any more."""
    with transaction() as session:
        row = session.get_one(TrainingSession, session.get_one(Enrolment, enrolment_id).session_id)
        people = reading.people_of(session, row)
    person = next((one for one in people if one.enrolment.id == enrolment_id), None)
    if person is None:
        flash("Cette personne n’est plus inscrite à la session.", "warning")
        return htmx.go_to("trainer_people.listing", session_id=row.id)
    return htmx.page(
        "trainer/person.html",
        status,
        one=_line(person, row),
        outcomes=[("", "Choisissez…"), *((code, words.capitalize()) for code, words in LABELS.items())],
        errors=errors,
        typed=request.form,
        **_about(row),
    )


def _about(row: TrainingSession) -> dict[str, Any]:
    return {
        "title": f"{short_names(row.ccp_codes)}, {dates_fr(row.starts_on, row.ends_on)}",
        "seats": f"{row.seats_taken} / {row.seats}",
        "back": url_for("trainer.home", body_id=row.body_id),
        "people_url": url_for("trainer_people.listing", session_id=row.id),
        "edit": url_for("trainer.edit_session", session_id=row.id),
    }


def _heading(waiting: int, row: TrainingSession) -> str:
    if waiting:
        return f"{count_fr(waiting, 'demande attend', 'demandes attendent')} votre réponse."
    left = row.seats - row.seats_taken
    return f"Aucune demande n’attend ; {count_fr(left, 'place libre', 'places libres') if left else 'la session est complète'}."


def _line(one: Person, row: TrainingSession) -> dict[str, Any]:
    enrolment, today = one.enrolment, clock.today()
    word, level = STATES[State(enrolment.state)]
    over = row.jury_on or row.ends_on
    given = {result.ccp_code for result in one.results}
    may_judge = enrolment.state in (State.ENROLLED, State.DONE) and today >= over
    return {
        "id": enrolment.id,
        "name": one.name,
        "email": one.email,
        "state": enrolment.state,
        "word": word,
        "level": level,
        "said": ", ".join(
            [
                f"demande du {date_fr(clock.paris_date(enrolment.in_line_since))}",
                HEARD[enrolment.employer_word],
            ]
        ),
        "missing": short_names(one.missing) if one.missing else "aucun bloc de cette session",
        "kept_until": moment_fr(enrolment.due_at) if enrolment.due_at else "",
        "may_accept": enrolment.state in (State.ASKED, State.REFUSED)
        or (enrolment.state == State.WAITING and row.seats_taken < row.seats),
        "may_refuse": enrolment.state in LIVE,
        "results": [_result(result) for result in one.results],
        "blocs": [(code, short_names([code])) for code in row.ccp_codes if may_judge],
        "first_bloc": next((code for code in row.ccp_codes if code not in given), row.ccp_codes[0]),
        "judged_on": over.isoformat(),
    }


def _result(one: SessionResult) -> dict[str, Any]:
    return {
        "id": one.id,
        "sentence": f"{short_names([one.ccp_code])} : {LABELS[Outcome(one.outcome)]}, jury du {date_fr(one.decided_on)}",
        "contest": one.contest if one.contested_at else "",
    }
