"""What the letters about the three planets are written from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.alerts.links import invited_link, link, standing_link
from workforce.small_counts import few_of
from workforce.territories.whereabouts import inside_fr
from workforce.trainings.planets import answering, around, board
from workforce.trainings.planets.models import PlanetInvitation
from workforce.trainings.planets.terms import PledgeKind
from workforce.trainings.sessions.models import TrainingBody, TrainingSession

Subject = Mapping[str, Any]
PAGES = {
    "adviser": ("adviser.trainings", "Voir mes formations"),
    "employer": ("planets.employer", "Voir le tableau"),
    "trainer": ("trainer.new_session", "Ouvrir une session"),
    "coordinator": ("planets.network", "Voir le tableau"),
}


def aligned(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell that the three planets meet, to whom it is told, and what they can do."""
    spot = subject["departement"], subject["bloc"]
    state = board.states(session, [spot], clock.today())[spot]
    page, label = PAGES[subject["audience"]]
    return {
        "bloc": subject["bloc"],
        "where": inside_fr(subject["departement"]),
        "audience": subject["audience"],
        "learners": few_of(state.counts.learners, "personne"),
        "employers": state.counts.employers,
        "bodies": state.counts.bodies,
        "page_url": link(page, subject["owner_id"]),
        "page_label": label,
    }


def aligned_lost(session: Session, subject: Subject) -> str:
    """Say why a light is not worth telling any more."""
    still = around.is_still(session, subject["departement"], subject["bloc"], subject["round"])
    return "" if still else "les trois planètes ne sont plus réunies"


def awaited(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell somebody that the session they wait for opens."""
    row = session.get_one(TrainingSession, subject["session_id"])
    found = inside_fr(row.departement) if row.departement else ""
    return {
        "body": session.get_one(TrainingBody, row.body_id).name,
        "blocs": row.ccp_codes,
        "where": "à distance" if row.mode == "remote" else found,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "enrol_by": row.enrol_by,
        "session_url": link("trainings.show", row.id),
        "wishes_url": link("adviser.trainings", subject["adviser_id"]),
    }


def awaited_lost(session: Session, subject: Subject) -> str:
    """Say why a session is not worth telling any more."""
    row = session.get(TrainingSession, subject["session_id"])
    if row is None or row.withdrawn_at:
        return "la session a été retirée"
    return "la session a déjà commencé" if row.starts_on < clock.today() else ""


def invitation(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask whether a bloc interests somebody; the link answers without signing in."""
    row = session.get_one(PlanetInvitation, subject["invitation_id"])
    return {
        "inviter": row.inviter,
        "bloc": row.bloc,
        "where": inside_fr(row.departement),
        "audience": row.audience,
        "answer_url": invited_link(row.id, subject["account_id"]),
        "silence_url": link("alerts.mine"),
    }


def invitation_lost(session: Session, subject: Subject) -> str:
    """Say why an invitation is not worth sending any more."""
    row = session.get(PlanetInvitation, subject["invitation_id"])
    if row is None:
        return "l’invitation a été retirée"
    found = answering.invited(session, answering.invitation_token(row.id, subject["account_id"]))
    if found is None:
        return "cette invitation ne vous concerne plus"
    said = found.said is not None and found.said.expires_on >= clock.today()
    return "vous avez déjà répondu" if said else ""


def expiring(session: Session, subject: Subject) -> dict[str, Any]:
    """Ask whether a word still stands."""
    kind = PledgeKind(subject["kind"])
    found = around.owner_of(session, kind, subject["pledge_id"])
    day = date.fromisoformat(subject["expires_on"])
    assert found is not None  # `expiring_lost` was asked first.
    return {
        "kind": kind,
        "bloc": found[0].bloc,
        "expires_on": day,
        "answer_url": standing_link(kind, subject["pledge_id"], subject["account_id"], day),
    }


def expiring_lost(session: Session, subject: Subject) -> str:
    """Say why a word is not worth asking about any more."""
    found = around.owner_of(session, PledgeKind(subject["kind"]), subject["pledge_id"])
    if found is None:
        return "vous avez repris ce que vous aviez dit"
    return "" if found[0].expires_on.isoformat() == subject["expires_on"] else "vous avez déjà répondu"
