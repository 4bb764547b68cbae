"""Posting, moderating and closing offers."""

from datetime import date, timedelta
from typing import Any, Self

from pydantic import model_validator
from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, select

from workforce import clock, journal
from workforce.employers.models import Employer
from workforce.facts import OfferPublished, OfferRefused, OfferSubmitted
from workforce.offers.models import PAST, ModerationNote, Offer
from workforce.offers.understanding.precarity import labels_of
from workforce.offers.understanding.texts import plain_text, safe_html
from workforce.offers.understanding.trades import BY_CODE
from workforce.refusals import Refused
from workforce.territories.communes import resolve
from workforce.territories.departements import departement

LIFE = timedelta(days=60)  # Of an offer that names no closing date.
LONGEST_NOTE = 2000  # Characters.
CONTRACTS = ("CDI", "CDD", "CDP", "PEC", "titulaire", "alternance")
CLOSINGS = {
    "filled_here": "Pourvue par une personne rencontrée ici",
    "filled_elsewhere": "Pourvue autrement",
    "cancelled": "Recrutement abandonné",
    "other": "Autre raison",
}


class OfferDraft(SQLModel):
    """An offer as an employer types it."""

    title: str = Field(min_length=5, max_length=150)
    text: str = Field(min_length=40, max_length=20_000)
    family: str
    contract_kind: str
    length_months: int | None = Field(default=None, ge=1, le=72)
    departement: str
    commune: str = Field(default="", max_length=80)
    pay_min: int | None = Field(default=None, ge=1, le=200_000)
    pay_max: int | None = Field(default=None, ge=1, le=200_000)
    pay_period: str = "month"
    hours_per_week: float | None = Field(default=None, gt=0, le=48)
    remote: str = "none"
    open_to_contract_staff: bool | None = None
    starts_on: date | None = None
    closes_on: date | None = None

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse what the lists do not have, and amounts or dates in the wrong order."""
        errors = {
            "family": self.family not in BY_CODE and "Choisissez un métier de la liste.",
            "contract_kind": self.contract_kind not in CONTRACTS and "Choisissez un contrat de la liste.",
            "departement": departement(self.departement) is None and "Choisissez un département de la liste.",
            "pay_period": self.pay_period not in ("hour", "month", "year")
            and "Choisissez heure, mois ou an.",
            "remote": self.remote not in ("none", "partial", "full")
            and "Choisissez une des réponses proposées.",
            "pay_max": bool(self.pay_min and self.pay_max and self.pay_max < self.pay_min)
            and "Le salaire le plus haut est inférieur au plus bas.",
            "length_months": bool(self.contract_kind == "CDI" and self.length_months)
            and "Un CDI n’a pas de durée : laissez ce champ vide.",
        }
        if found := {name: words for name, words in errors.items() if isinstance(words, str)}:
            raise Refused(found)
        return self


def save_draft(
    session: Session,
    employer_id: int,
    draft: OfferDraft,
    account_id: int | None = None,
    offer_id: int | None = None,
) -> Offer:
    """Keep an offer that only its employer sees. Raises Refused for one that is published or closed."""
    employer = session.get_one(Employer, employer_id)
    offer = (
        session.get_one(Offer, offer_id)
        if offer_id
        else Offer(employer_id=employer_id, title="", created_by=account_id)
    )
    if offer.state not in ("draft", "refused"):
        raise Refused({"": "Cette offre ne se modifie plus : elle est en relecture, publiée ou close."})
    html = as_html(draft.text)
    offer.sqlmodel_update(
        {**draft.model_dump(exclude={"text"}), **where_and_how(draft), "html": html, "plain": plain_text(html), "state": "draft",
         "employer_name": employer.name, "rome": " ".join(BY_CODE[draft.family].rome), "pay_gross": True,
         "pay_max": draft.pay_max or draft.pay_min, "changed_at": clock.now()}
    )  # fmt: skip
    session.add(offer)
    session.flush()
    return offer


def where_and_how(draft: OfferDraft) -> dict[str, Any]:
    """Return what follows from a draft: the commune that its place names, and the labels that readers will see."""
    found = resolve(draft.commune, draft.departement) if draft.commune else None
    point = found.point if found else None
    return {
        "commune_code": found.code if found else "",
        "postal_code": found.postal_codes[0] if found and len(found.postal_codes) == 1 else "",
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "labels": [label.code for label in labels_of(draft, draft.title, draft.text)],
    }


def as_html(text: str) -> str:
    """Return typed text as the paragraphs that readers will see."""
    return safe_html("".join(f"<p>{_escaped(line)}</p>" for line in text.splitlines() if line.strip()), "")


def submit(session: Session, offer_id: int) -> None:
    """Ask for an offer to be published: a moderator reads it first."""
    offer = _locked(session, offer_id, "draft")
    if offer.closes_on and offer.closes_on < clock.today():
        raise Refused({"closes_on": "La date limite de candidature est déjà passée."})
    offer.state, offer.changed_at = "in_review", clock.now()
    journal.record(session, OfferSubmitted(offer.id))


def publish(session: Session, offer_id: int) -> None:
    """Let advisers see an offer."""
    offer = _locked(session, offer_id, "in_review")
    offer.state, offer.published_at = "published", clock.now()
    offer.closes_on = offer.closes_on or clock.today() + LIFE
    journal.record(session, OfferPublished(offer.id))


def refuse(session: Session, offer_id: int, reason: str, account_id: int | None) -> None:
    """Give an offer back to its employer, with a reason."""
    if len(reason.strip()) < 10:
        raise Refused({"reason": "Dites à l’employeur ce qui est à corriger : une phrase au moins."})
    offer = _locked(session, offer_id, "in_review")
    offer.state = "refused"
    session.add(ModerationNote(offer_id=offer.id, account_id=account_id, words=reason.strip()))
    journal.record(session, OfferRefused(offer.id, reason.strip()))


def write_note(session: Session, offer_id: int, words: str, account_id: int | None) -> None:
    """Add a word to the thread between an employer and the moderators."""
    if not words.strip():
        raise Refused({"words": "Écrivez votre message avant de l’envoyer."})
    if len(words) > LONGEST_NOTE:
        raise Refused({"words": f"C’est trop long : {LONGEST_NOTE} caractères au plus."})
    session.add(ModerationNote(offer_id=offer_id, account_id=account_id, words=words.strip()))


def close(session: Session, offer_id: int, reason: str) -> None:
    """Close an offer, with a reason of the list."""
    if reason not in CLOSINGS:
        raise Refused({"reason": "Choisissez une raison de la liste."})
    offer = _locked(session, offer_id, "published", "in_review", "draft", "refused")
    offer.state, offer.closed_at, offer.closing_reason = "closed", clock.now(), CLOSINGS[reason]


def close_past(session: Session) -> None:
    """Close the offers whose closing date has passed; never those that a feed forgot."""
    past = update(Offer).where(Offer.state == "published", Offer.closes_on < clock.today())  # type: ignore[arg-type, operator]
    session.execute(past.values(state="closed", closed_at=clock.now(), closing_reason=PAST))


def _locked(session: Session, offer_id: int, *states: str) -> Offer:
    offer = session.exec(
        select(Offer).where(Offer.id == offer_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one()
    if offer.state not in states:
        raise Refused({"": "Cette offre a changé d’état entre-temps : rechargez la page."})
    return offer


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
