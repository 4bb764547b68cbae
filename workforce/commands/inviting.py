"""Inviting from the command line: the bounds of a role are given by name."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlmodel import Session, select

from workforce.accounts import actions
from workforce.accounts.policy import Grant
from workforce.advisers.models import Adviser
from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.territories.departements import normalise
from workforce.territories.models import Network
from workforce.trainings.sessions.models import TrainingBody


def invite(session: Session, *, email: str, name: str, role: str, **bounds: Any) -> dict[str, Any]:
    """Open an account with one role, and write to the person. Networks and training bodies are made if need be."""
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise Refused({"email": f"« {email} » n’est pas une adresse de courriel."}) from error
    account = actions.invite(session, address, name, GRANTS[role](session, bounds))
    return {"compte": account.id, "adresse": account.email, "role": role}


def _coordinator(session: Session, bounds: dict[str, Any]) -> Grant:
    if not bounds["network"]:
        raise Refused({"network": "Dites quel réseau, avec --network."})
    departement = bounds["departement"] and normalise(bounds["departement"])
    if bounds["departement"] and departement is None:
        raise Refused({"departement": f"Le département « {bounds['departement']} » n’existe pas."})
    return Grant(
        "coordinator", network_id=_named(session, Network, bounds["network"]), departement=departement or None
    )


def _adviser(session: Session, bounds: dict[str, Any]) -> Grant:
    if not session.get(Adviser, bounds["adviser"] or 0):
        raise Refused({"adviser": "Aucun conseiller n’a ce numéro : donnez-le avec --adviser."})
    return Grant("adviser", adviser_id=bounds["adviser"])


def _employer(session: Session, bounds: dict[str, Any]) -> Grant:
    if not session.get(Employer, bounds["employer"] or 0):
        raise Refused({"employer": "Aucune structure n’a ce numéro : donnez-le avec --employer."})
    return Grant("employer", employer_id=bounds["employer"])


def _trainer(session: Session, bounds: dict[str, Any]) -> Grant:
    if not bounds["body"]:
        raise Refused({"body": "Dites quel organisme de formation, avec --body."})
    return Grant("trainer", body_id=_named(session, TrainingBody, bounds["body"]))


def _operator(_session: Session, _bounds: dict[str, Any]) -> Grant:
    return Grant("operator")


def _named(session: Session, model: Any, name: str) -> int:
    row = session.exec(select(model).where(model.name == name)).first()
    if row is None:
        session.add(row := model(name=name))
        session.flush()
    return int(row.id)


GRANTS = {
    "adviser": _adviser, "coordinator": _coordinator, "employer": _employer, "trainer": _trainer, "operator": _operator,
}  # fmt: skip
