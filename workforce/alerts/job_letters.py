"""What the letters about trainings and offers are written from."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, select

from workforce import clock
from workforce.alerts.links import link, not_now_link
from workforce.offers.models import Match, Offer
from workforce.skills.titles.in_force import in_force
from workforce.trainings.learners import situations
from workforce.trainings.models import Suggestion
from workforce.trainings.placing import CLEAR, IN_CONFLICT
from workforce.trainings.sessions.models import TrainingBody, TrainingSession
from workforce.wording import list_fr

Subject = Mapping[str, Any]


def training_suggested(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell which session brings the missing bloc, why, and who may pay."""
    row, body = _session(session, subject)
    words = _decision(session, subject)
    codes = subject["ccp_code"].split("+")
    known = in_force(session)
    ccps = known.by_ccp
    return {
        "missing": list_fr([f"le CCP{ccps[code].number}" for code in codes]),
        "title_name": known.title_of(codes[0]).name,
        "session": {
            "body": body, "starts_on": row.starts_on, "ends_on": row.ends_on, "enrol_by": row.enrol_by,
        },
        "reasons": words.get("reasons", []),
        "warnings": words.get("warnings", []),
        "funding": [route["sentence"] for route in words.get("funding", [])],
        "session_url": link("trainings.show", row.id),
        "not_now_url": not_now_link(subject["account_id"]),
    }  # fmt: skip


def conflict(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell how a session stands against the end of the contract, now that one of them has moved."""
    row, body = _session(session, subject)
    situation = situations(session, [subject["adviser_id"]], clock.today()).get(subject["adviser_id"])
    words = _decision(session, subject)
    return {
        "session": {"name": body, "starts_on": row.starts_on, "ends_on": row.ends_on},
        "end_date": situation.ends_on if situation else None,
        "warnings": words.get("warnings", []),
        "plan_url": link("adviser.trainings", subject["adviser_id"]),
        "not_now_url": not_now_link(subject["account_id"]),
    }


def conflict_back(session: Session, subject: Subject) -> str:
    """Say why « c'est bon » does not stand any more."""
    lost = session_lost(session, subject)
    return lost or ("" if _fit(session, subject) in CLEAR else "le conflit de dates est revenu")


def conflict_over(session: Session, subject: Subject) -> str:
    """Say why the word on a conflict does not stand any more."""
    lost = session_lost(session, subject)
    return lost or ("" if _fit(session, subject) in IN_CONFLICT else "le conflit de dates n’existe plus")


def session_lost(session: Session, subject: Subject) -> str:
    """Say why a planned word about a session has lost its reason."""
    row = session.get(TrainingSession, subject["session_id"])
    if row is None or row.withdrawn_at:
        return "la session a été retirée"
    if row.starts_on < clock.today():
        return "la session a déjà commencé"
    return "" if _decision(session, subject) else "la session ne correspond plus à votre situation"


def offer_matched(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell which offer fits, why, what is missing, and the training that would fill it."""
    offer = session.get_one(Offer, _shown(session, subject))
    match = _match(session, subject)
    words = match.decision if match else {}
    dates = [words["on_dates"]] if words.get("on_dates") else []
    return {
        "offer": {
            "title": offer.title, "employer": offer.employer_name, "place": offer.commune or offer.departement,
            "closes_on": offer.closes_on,
        },
        "fits": [*words.get("fits", []), *dates],
        "lacks": [one["what"] for one in words.get("missing", [])],
        "training": _training_that_fills(session, subject["adviser_id"], words),
        "offer_url": link("offers.show", offer.id),
    }  # fmt: skip


def offer_lost(session: Session, subject: Subject) -> str:
    """Say why a planned word about an offer has lost its reason."""
    offer = session.get(Offer, _shown(session, subject))
    if offer is None or offer.state != "published":
        return "l’offre n’est plus en ligne"
    return "" if _match(session, subject) else "l’offre ne correspond plus à votre situation"


def offer_to_review(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell a moderator that an offer waits to be read."""
    offer = session.get_one(Offer, subject["offer_id"])
    return {
        "offer_title": offer.title,
        "employer": offer.employer_name,
        "sent_on": clock.paris_date(subject["planned_at"]),
        "review_url": link("operator.review", offer.id),
    }


def offer_in_review(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer that its offer is being read."""
    offer = session.get_one(Offer, subject["offer_id"])
    sent_on = clock.paris_date(subject["planned_at"])
    return {"offer_title": offer.title, "sent_on": sent_on, "offer_url": link("employer.offer", offer.id)}


def offer_published(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer that its offer is out, and until when."""
    offer = session.get_one(Offer, subject["offer_id"])
    return {
        "offer_title": offer.title,
        "closes_on": offer.closes_on,
        "offer_url": link("employer.offer", offer.id),
    }


def offer_refused(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer what to correct."""
    offer = session.get_one(Offer, subject["offer_id"])
    return {
        "offer_title": offer.title,
        "refused_on": clock.paris_date(subject["planned_at"]),
        "reason": subject["reason"],
        "offer_url": link("employer.offer", offer.id),
    }


def _session(session: Session, subject: Subject) -> tuple[TrainingSession, str]:
    return session.exec(
        select(TrainingSession, TrainingBody.name)
        .join(TrainingBody, TrainingBody.id == TrainingSession.body_id)  # type: ignore[arg-type]
        .where(TrainingSession.id == subject["session_id"])
    ).one()


def _decision(session: Session, subject: Subject) -> dict[str, Any]:
    found = session.exec(
        select(Suggestion.decision).where(
            Suggestion.adviser_id == subject["adviser_id"], Suggestion.session_id == subject["session_id"]
        )
    ).first()
    return found or {}  # type: ignore[return-value]


def _fit(session: Session, subject: Subject) -> str | None:
    return session.exec(
        select(Suggestion.fit).where(
            Suggestion.adviser_id == subject["adviser_id"], Suggestion.session_id == subject["session_id"]
        )
    ).first()


def _match(session: Session, subject: Subject) -> Match | None:
    return session.exec(
        select(Match).where(
            Match.adviser_id == subject["adviser_id"], Match.offer_id == _shown(session, subject)
        )
    ).first()


def _shown(session: Session, subject: Subject) -> int:
    """Return the offer that a planned word is about: the one that is shown now, where it was joined to another."""
    kept = session.exec(select(Offer.shown_as_id).where(Offer.id == subject["offer_id"])).first()
    return kept or int(subject["offer_id"])


def _training_that_fills(
    session: Session, adviser_id: int, words: Mapping[str, Any]
) -> dict[str, str] | None:
    lacking = sorted({one["ccp"] for one in words.get("missing", []) if one.get("ccp")})
    if not lacking:
        return None
    brings = func.string_to_array(Suggestion.ccp_code, "+")
    codes = [code for code, ccp in in_force(session).by_ccp.items() if f"CCP{ccp.number}" in lacking]
    row = session.exec(
        select(TrainingSession.id, TrainingBody.name, TrainingSession.starts_on)  # type: ignore[call-overload]
        .join(Suggestion, Suggestion.session_id == TrainingSession.id)
        .join(TrainingBody, TrainingBody.id == TrainingSession.body_id)
        .where(Suggestion.adviser_id == adviser_id, brings.op("&&")(codes))
        .order_by(Suggestion.place)
    ).first()
    if row is None:
        return None
    return {"label": f"{list_fr(lacking)} avec {row[1]}", "url": link("trainings.show", row[0])}
