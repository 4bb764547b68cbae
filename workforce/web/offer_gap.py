"""What one offer asks for and how the adviser who reads it stands: asked for, held, missing, not known."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.offers.matches.deciding import match
from workforce.offers.matches.offer_gap import Person, Wanted, gap_to_offer
from workforce.offers.matches.seekers import facts_of, seeker
from workforce.offers.models import Offer
from workforce.offers.understanding.asked import asked_in
from workforce.skills import families, file
from workforce.skills.evidence.blocs import blocs_to_show, competences_of
from workforce.skills.standing import held_numbers, missing_ccps
from workforce.skills.titles.in_force import in_force
from workforce.trainings import listing as trainings
from workforce.web.need_words import need_words
from workforce.web.offer_lines import missing_words

NOTHING: dict[str, Any] = {"decision": None, "missing": [], "needs": []}


def view(
    session: Session, adviser_id: int | None, offer: Offer, guesses: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what an offer is to the adviser who reads it; nothing to anybody else. `guesses`: those nobody corrected."""
    if adviser_id is None:
        return NOTHING
    today, titles, mine = clock.today(), in_force(session), file.file_of(session, adviser_id)
    profile = seeker(session, adviser_id, mine, today)
    if profile is None:
        return NOTHING
    decision = match(profile, facts_of(offer), today)
    suggestions = trainings.suggestions_of(session, adviser_id)
    whole = missing_ccps(titles, mine.background, today)
    person = Person(
        held_numbers(titles, mine.background, today),
        whole.title.level if whole.holds_a_title else None,
        mine.certificates_held(),
        mine.competences,
        profile.is_titulaire,
    )
    competences = tuple(competences_of(blocs_to_show(titles, mine.background, today)))
    needs = gap_to_offer(families.shipped(), _wanted(offer, guesses), person, competences, today)
    others = [one for one in decision.missing if not (one.ccp or one.certificate)]
    return {
        "decision": decision,
        "missing": [missing_words(one.what, None, []) for one in others],
        "needs": [need_words(one, suggestions, offer.starts_on) for one in needs],
    }


def _wanted(offer: Offer, guesses: Sequence[Mapping[str, Any]]) -> Wanted:
    said = {one["field"]: one["words"] for one in guesses}
    known = {one.code: one for one in families.shipped().families}
    return Wanted(
        asked=asked_in(offer.title, offer.plain),
        family=known.get(offer.family),
        text=offer.plain,
        level=(offer.level, said.get("level", "")) if offer.level else None,
        open_to_contract_staff=offer.open_to_contract_staff,
        open_words=said.get("open_to_contract_staff", ""),
    )
