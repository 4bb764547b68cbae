"""An employer's offer as rows: found and locked, moved from state to state, and said field by field."""

from typing import Any

from sqlmodel import Session, select

from workforce import clock
from workforce.offers.models import Offer
from workforce.offers.posting.drafts import OF_A_POSTING, OF_EVERY_OFFER, OfferDraft
from workforce.offers.posting.duties import Advertisement
from workforce.offers.posting.models import OfferStep, Posting
from workforce.offers.posting.own_labels import codes_of, own_labels
from workforce.offers.posting.states import MOVES, Act, may
from workforce.offers.understanding.texts import plain_text, plain_title, safe_html
from workforce.offers.understanding.trades import BY_CODE
from workforce.refusals import Refused
from workforce.territories.communes import Commune, resolve

CHANGED = "Cette offre a changé d’état entre-temps : rechargez la page."
SHUT = "Cette offre ne se modifie plus : elle est en relecture, publiée ou close."


def move(
    session: Session, offer: Offer, act: Act, account_id: int | None, words: str = "", *, is_told: bool = True
) -> None:
    """Move a locked offer to where an act leads, and keep who did it. Raises Refused where it may not."""
    if not may(act, offer.state):
        raise Refused({"": SHUT if act is Act.EDIT else CHANGED})
    offer.state = MOVES[act].target.value
    offer.changed_at = clock.now()
    session.add(offer)
    session.flush()
    if is_told:
        session.add(OfferStep(offer_id=offer.id, account_id=account_id, act=act, words=words))


def found(session: Session, offer_id: int) -> tuple[Offer, Posting]:
    """Return an employer's own offer, locked, with what goes with it. Raises Refused for an offer of a feed."""
    fresh: Any = {"populate_existing": True}
    own = select(Offer).where(Offer.id == offer_id, Offer.employer_id.is_not(None))  # type: ignore[union-attr]
    offer = session.exec(own.with_for_update(), execution_options=fresh).first()
    if offer is None:
        raise Refused({"": "Cette offre n’existe plus, ou vient d’une autre source."})
    posting = session.get(Posting, offer_id, **fresh)
    if posting is None:
        session.add(posting := Posting(id=offer_id))
        session.flush()
    return offer, posting


def draft_of(offer: Offer, posting: Posting) -> OfferDraft:
    """Return an offer as its form would send it, unchecked."""
    return OfferDraft.model_construct(**current(offer, posting))


def current(offer: Offer, posting: Posting) -> dict[str, Any]:
    """Return what an offer says, field by field, as its form names them."""
    said = {name: getattr(offer, name) for name in OF_EVERY_OFFER} | {"text": offer.plain}
    return said | {name: getattr(posting, name) for name in OF_A_POSTING}


def values_of(draft: OfferDraft) -> dict[str, Any]:
    """Return what a draft says, in the shape of `current`; a commune that has one postal code needs not be told it."""
    found = place_of(draft)
    postal_code = draft.postal_code or (
        found.postal_codes[0] if found and len(found.postal_codes) == 1 else ""
    )
    written = {"title": plain_title(draft.title), "text": plain_text(as_html(draft.text))}
    return (
        draft.model_dump() | written | {"pay_max": draft.pay_max or draft.pay_min, "postal_code": postal_code}
    )


def following(draft: OfferDraft) -> dict[str, Any]:
    """Return what follows from a draft: the commune that its place names, the labels that readers will see, its level."""
    found = place_of(draft)
    point = found.point if found else None
    return {
        "commune_code": found.code if found else "",
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "level": int(draft.level) if draft.level.isdigit() else None,
        "labels": codes_of(own_labels(draft, draft)),
        "rome": " ".join(BY_CODE[draft.family].rome) if draft.family in BY_CODE else "",
    }


def place_of(draft: OfferDraft) -> Commune | None:
    """Return the commune that a draft names, if only one can be meant."""
    return resolve(draft.commune, draft.departement, draft.postal_code or None) if draft.commune else None


def as_html(text: str) -> str:
    """Return typed text as the paragraphs that readers will see."""
    return safe_html("".join(f"<p>{_escaped(line)}</p>" for line in text.splitlines() if line.strip()), "")


def advertisement(employer_name: str, draft: OfferDraft, own_place: str = "") -> Advertisement:
    """Return the words of an offer that the duties of publishers are held against.

    `own_place`: the commune that the structure is recorded in, which nobody doubts.
    """
    is_unplaced = (
        draft.commune and draft.departement and draft.commune != own_place and place_of(draft) is None
    )
    return Advertisement(
        employer_name, draft.title, draft.text, f"{draft.apply_contact} {draft.pay_scale}".strip(),
        draft.contract_kind, unplaced=draft.commune if is_unplaced else "",
    )  # fmt: skip


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
