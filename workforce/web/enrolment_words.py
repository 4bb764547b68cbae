"""An enrolment in words, for its person and for the training body."""

from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.trainings.listing import short_names
from workforce.trainings.sessions import reading, results
from workforce.trainings.sessions.models import Enrolment, SessionResult, TrainingSession
from workforce.trainings.sessions.outcomes import LABELS, RESIT, Outcome, may_sit_again
from workforce.trainings.sessions.places import place_fr
from workforce.trainings.sessions.states import LIVE, State
from workforce.wording import date_fr, dates_fr, moment_fr

STATES = {
    State.ASKED: ("demande envoyée", "info"),
    State.OFFERED: ("place proposée", "urgent"),
    State.ENROLLED: ("inscrit·e", "calm"),
    State.WAITING: ("liste d’attente", "plan"),
    State.REFUSED: ("non retenu·e", "overdue"),
    State.WITHDRAWN: ("retiré·e", "info"),
    State.DONE: ("terminé", "calm"),
}
EMPLOYER_WORDS = [
    ("agreed", "Oui, mon employeur est d’accord"),
    ("asked", "Je l’ai demandé, j’attends sa réponse"),
    ("not_asked", "Pas encore"),
    ("none", "Je n’ai pas d’employeur"),
]
HEARD = {
    "agreed": "employeur d’accord",
    "asked": "accord de l’employeur demandé",
    "not_asked": "accord de l’employeur pas encore demandé",
    "none": "sans employeur",
}


def own(session: Session, one: Enrolment | None, row: TrainingSession) -> dict[str, Any] | None:
    """Return what the page of a session says of one's own enrolment; None where there is none."""
    if one is None:
        return None
    word, level = STATES[State(one.state)]
    given = results.results_of(session, [one.id]).get(one.id, [])
    return {
        "id": one.id,
        "state": one.state,
        "word": word,
        "level": level,
        "sentence": _sentence(session, one),
        "is_live": one.state in LIVE,
        "is_settled": one.state in LIVE
        or one.state == State.DONE,  # Nothing is left to be only interested in.
        "moves": _moves(session, one, row) if one.state in LIVE else [],
        "may_go_back": one.moved_from_id is not None and one.state in LIVE,
        "results": [_result(each) for each in given],
    }


def own_lines(session: Session, adviser_id: int) -> list[dict[str, Any]]:
    """Return somebody's enrolments as a list says them."""
    return [
        {
            "title": f"{short_names(one.session.ccp_codes)}, {one.body}",
            "session_id": one.session.id,
            "dates": dates_fr(one.session.starts_on, one.session.ends_on),
            "word": STATES[State(one.enrolment.state)][0],
            "level": STATES[State(one.enrolment.state)][1],
        }
        for one in reading.own_lines(session, adviser_id, clock.today())
    ]


def _sentence(session: Session, one: Enrolment) -> str:
    """Say where an enrolment stands, and what comes next."""
    if one.state == State.WAITING:
        rank = reading.rank_in_line(session, one)
        place = "la première personne" if rank == 1 else f"à la {rank}ᵉ place"
        return f"Vous êtes {place} de la liste d’attente. Une place qui se libère vous est proposée à votre tour."
    if one.state == State.OFFERED and one.due_at:
        return f"Une place vous est gardée jusqu’au {moment_fr(one.due_at)} : prenez-la ou laissez-la."
    if one.state == State.REFUSED:
        return f"L’organisme ne retient pas votre demande : « {reading.last_words(session, one.id)} »"
    return {
        State.ASKED: "L’organisme a reçu votre demande et doit vous répondre.",
        State.ENROLLED: "Votre place est réservée. Un contrat qui se termine pendant la formation ne vous empêche ni de "
        "la finir, ni de passer l’examen.",
        State.WITHDRAWN: "Vous n’êtes plus inscrit·e à cette session.",
        State.DONE: "L’organisme a donné tous les résultats.",
    }[State(one.state)]


def _moves(session: Session, one: Enrolment, row: TrainingSession) -> list[tuple[str, str]]:
    return [
        (
            str(other.id),
            ", ".join([body, dates_fr(other.starts_on, other.ends_on), place_fr(other), _left(other)]),
        )
        for other, body in reading.others(session, row, one.adviser_id)
    ]


def _left(row: TrainingSession) -> str:
    left = row.seats - row.seats_taken
    return f"{left} place{'s' if left > 1 else ''} libre{'s' if left > 1 else ''}" if left else "complète"


def _result(one: SessionResult) -> dict[str, Any]:
    return {
        "id": one.id,
        "bloc": short_names([one.ccp_code]),
        "outcome": LABELS[Outcome(one.outcome)],
        "level": "calm" if one.outcome == Outcome.PASSED else "plan",
        "date": date_fr(one.decided_on),
        "resit": RESIT if may_sit_again(one.outcome) else "",
        "contested": date_fr(clock.paris_date(one.contested_at)) if one.contested_at else "",
    }
