"""What a letter is written from: the rows as they stand at the moment of delivery."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sqlalchemy import func
from sqlmodel import Session, select

from workforce import clock
from workforce.accounts.actions import LINK_LIFE
from workforce.accounts.models import Account, Membership, SignInLink
from workforce.advisers.models import Adviser
from workforce.alerts.links import link, sign_in_link
from workforce.alerts.messages import Letter, LetterKind, letter_environment, render_letter
from workforce.alerts.models import Alert
from workforce.contracts import desk
from workforce.contracts.imports.models import Import
from workforce.contracts.kinds import ContractKind, Party, Sector
from workforce.contracts.ladder import ladder_for, milestone_date, next_milestone
from workforce.contracts.models import Contract, Deadline
from workforce.employers.models import Employer
from workforce.offers.models import Feed, Match, ModerationNote, Offer
from workforce.settings import settings
from workforce.skills.referential import shipped
from workforce.trainings.models import Suggestion, TrainingBody, TrainingSession
from workforce.wording import list_fr

TEMPLATES = Path(__file__).parents[2] / "templates"
ROLES = {
    "adviser": "conseiller numérique", "coordinator": "coordination du réseau", "employer": "structure employeuse",
    "trainer": "organisme de formation", "operator": "exploitation",
}  # fmt: skip
Context = dict[str, Any]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment that letters are rendered in."""
    return letter_environment(Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True))


def write(session: Session, alert: Alert, account: Account) -> Letter:
    """Write the letter of an alert as things stand now."""
    first_name = account.name.split(" ")[0] if account.name else ""
    around = {"name": first_name, "product": settings().product_name, "next_date": None, "settings_url": link("alerts.mine")}
    kind = LetterKind(alert.kind)
    return render_letter(environment(), kind, around | WRITERS[kind](session, alert.subject, alert))


def lost_reason(session: Session, alert: Alert) -> str:
    """Return why an alert has lost its reason since it was planned; empty while it stands."""
    ask = LOST.get(LetterKind(alert.kind))
    return ask(session, alert.subject) if ask else ""


def _contract_lost(session: Session, subject: Mapping[str, Any]) -> str:
    contract = session.get(Contract, subject["contract_id"])
    if contract is None or contract.cancelled_at:
        return "le contrat a été annulé"
    last_day = contract.termination_date or contract.end_date
    if last_day != date.fromisoformat(subject["end"]):
        return "la date de fin du contrat a changé"
    if last_day < clock.today():
        return "le contrat s’est terminé avant l’envoi"
    followed = select(func.count()).where(Contract.renews_id == contract.id, Contract.cancelled_at.is_(None))  # type: ignore[union-attr]
    return "un nouveau contrat a été signé" if session.scalar(followed) else ""


def _link_lost(session: Session, subject: Mapping[str, Any]) -> str:
    found = session.get(SignInLink, subject["link_id"])
    if found is None or found.used_at or found.made_at < clock.now() - LINK_LIFE:
        return "le lien de connexion a expiré"
    return ""


def _offer_lost(session: Session, subject: Mapping[str, Any]) -> str:
    offer = session.get(Offer, subject["offer_id"])
    if offer is None or offer.state != "published":
        return "l’offre n’est plus en ligne"
    if session.scalar(_match(subject).with_only_columns(func.count())):
        return ""
    return "l’offre ne correspond plus à votre situation"


def _session_lost(session: Session, subject: Mapping[str, Any]) -> str:
    found = session.get(TrainingSession, subject["session_id"])
    if found is None or found.withdrawn_at:
        return "la session a été retirée"
    return "la session a déjà commencé" if found.starts_on < clock.today() else ""


LOST: dict[LetterKind, Callable[[Session, Mapping[str, Any]], str]] = {
    LetterKind.CONTRACT_ENDS: _contract_lost,
    LetterKind.CONTRACT_ENDS_EMPLOYER: _contract_lost,
    LetterKind.CONTRACT_ENDS_COORDINATOR: _contract_lost,
    LetterKind.SIGN_IN_LINK: _link_lost,
    LetterKind.OFFER_MATCHED: _offer_lost,
    LetterKind.TRAINING_SUGGESTED: _session_lost,
    LetterKind.TRAINING_CONFLICT_GONE: _session_lost,
}
