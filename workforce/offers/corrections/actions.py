"""Correcting what was understood of an offer, keeping or giving up a correction that its source now contradicts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from workforce import clock, journal
from workforce.facts import OfferCorrected
from workforce.offers.corrections.drafts import read
from workforce.offers.corrections.models import OfferCorrection
from workforce.offers.fields import BY_NAME, OfferField, columns_of
from workforce.offers.life.ending import life
from workforce.offers.life.stating import tell_closed
from workforce.offers.models import Offer
from workforce.offers.understanding.precarity import labels_of
from workforce.refusals import Refused
from workforce.territories import communes

Corrections: Any = OfferCorrection
NOT_OURS = "Cette offre a été publiée ici par son employeur : c’est à lui de la modifier."
UNCHANGED = "C’est déjà ce que montre l’offre : il n’y a rien à corriger."
OTHER_PLACE = {"commune": "departement", "departement": "commune"}
GONE = "Cette correction n’est plus en vigueur : la page montre ce que dit la source."


def correct(
    session: Session, offer_id: int, name: str, typed: Mapping[str, str], account_id: int | None
) -> None:
    """Write what a person says one field of an offer is; it outlives every later reading. Raises Refused."""
    field, offer = BY_NAME[name], _locked(session, offer_id)
    if offer.employer_id is not None:
        raise Refused({"": NOT_OURS})
    value, shown = read(field, typed, offer.departement), field.of(offer.model_dump())
    if all(value[one.column] == shown[one.column] for one in field.inputs):
        raise Refused({field.inputs[0].column: UNCHANGED})
    former = _in_force(session, offer_id, name)
    said = former.said if former else shown
    if former:
        _end(former, account_id)
        session.flush()
    session.add(
        OfferCorrection(
            offer_id=offer_id, field=name, value=value, said=said, said_then=said, account_id=account_id
        )
    )
    _show(session, offer, field, value)
    _agree(session, offer, name, account_id)


def keep(session: Session, offer_id: int, name: str) -> None:
    """Keep a correction though its source has changed its word: this word is not news any more."""
    one = _needed(session, offer_id, name)
    one.said_then = one.said


def give_up(session: Session, offer_id: int, name: str, account_id: int | None) -> None:
    """Show again what the source says."""
    offer = _locked(session, offer_id)
    one = _needed(session, offer_id, name)
    _end(one, account_id)
    _show(session, offer, BY_NAME[name], one.said)
    other = OTHER_PLACE.get(name)
    if other and _contradicts(offer) and _in_force(session, offer_id, other):
        give_up(session, offer_id, other, account_id)


def _agree(session: Session, offer: Offer, name: str, account_id: int | None) -> None:
    """Keep a commune and its département together: what a person says of one is said of the other where they contradict."""
    if not _contradicts(offer):
        return
    if name == "commune":
        there = communes.commune(offer.commune_code)
        assert there is not None  # Else nothing contradicts.
        correct(session, offer.id, "departement", {"departement": there.departement}, account_id)
    elif name == "departement":
        correct(session, offer.id, "commune", {"commune": ""}, account_id)


def _contradicts(offer: Offer) -> bool:
    """Tell whether an offer names a commune of another département than its own."""
    town = communes.commune(offer.commune_code) if offer.commune_code else None
    return town is not None and town.departement != offer.departement


def _show(session: Session, offer: Offer, field: OfferField, values: Mapping[str, Any]) -> None:
    """Write values on the offer, and have it compared and matched again."""
    was = offer.model_dump(include={"state", "closed_by", "closing_reason", "shown_as_id"})
    offer.sqlmodel_update(columns_of({name: values[name] for name in field.columns}))
    found = labels_of(offer, offer.title, offer.plain, part_time=offer.part_time)
    offer.labels, offer.changed_at = [one.code for one in found], clock.now()
    if field.name == "closes_on" and offer.closed_by in ("", "date"):
        _follow_date(offer, was)
    session.flush()
    tell_closed(session, [offer.id])
    journal.record(session, OfferCorrected(offer.id))


def _follow_date(offer: Offer, was: Mapping[str, Any]) -> None:
    now = life(was, offer.model_dump(), clock.today())
    if now.state != offer.state:
        offer.closed_at = clock.now() if now.state == "closed" else None
    offer.state, offer.closed_by, offer.closing_reason = now.state, now.closed_by, now.reason


def _locked(session: Session, offer_id: int) -> Offer:
    return session.get_one(Offer, offer_id, with_for_update=True, populate_existing=True)


def _in_force(session: Session, offer_id: int, name: str) -> OfferCorrection | None:
    mine = Corrections.offer_id == offer_id, Corrections.field == name, Corrections.ended_at.is_(None)
    found: OfferCorrection | None = session.scalars(select(OfferCorrection).where(*mine)).first()
    return found


def _needed(session: Session, offer_id: int, name: str) -> OfferCorrection:
    found = _in_force(session, offer_id, name)
    if found is None:
        raise Refused({"": GONE})
    return found


def _end(one: OfferCorrection, account_id: int | None) -> None:
    one.ended_at, one.ended_by = clock.now(), account_id
