"""The kinds of next job: what each asks for and how one stands, the offers that fit, the sessions that fill the gap."""

from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce import clock
from workforce.offers import listing as offers
from workforce.offers.listing import FamilyOffers
from workforce.skills import families, file
from workforce.skills.families import JobFamily
from workforce.skills.needs import Have, Need, family_needs, lacking
from workforce.skills.standing import held_numbers
from workforce.skills.titles.in_force import in_force
from workforce.trainings import listing as trainings
from workforce.web.need_words import need_words
from workforce.web.offer_lines import offer_words
from workforce.web.person import Person
from workforce.wording import count_fr, list_fr

SHOWN_OFFERS = 4
NONE = FamilyOffers(0, 0, 0)


def every(session: Session, who: Person) -> dict[str, Any]:
    """Return what the page of all kinds of job shows, the nearest first."""
    needs, counts = needs_of(session, who), offers.matches_by_family(session, who.id)
    ordered = sorted(
        families.shipped().families,
        key=lambda one: (len(lacking(needs[one.code])), -counts.get(one.code, NONE).total),
    )
    ready = [one for one in ordered if _is_ready(needs[one.code])]
    return {
        "heading": _heading(len(ready)),
        "jobs": [_line(one, needs[one.code], counts.get(one.code, NONE), who) for one in ordered],
    }


def one(session: Session, who: Person, family: JobFamily) -> dict[str, Any]:
    """Return what the page of one kind of job shows."""
    needs = needs_of(session, who)[family.code]
    suggestions = trainings.suggestions_of(session, who.id)
    counts = offers.matches_by_family(session, who.id).get(family.code, NONE)
    lines = offers.matches_of(session, who.id, SHOWN_OFFERS, family.code) if counts.total else []
    return {
        "family": family,
        "summary": _summary(needs),
        "needs": [need_words(one, suggestions) for one in needs],
        "romes": [
            _rome(sheet.code, [one.label or one.code for one in sheet.appellations]) for sheet in family.romes
        ],
        "offers": [offer_words(one, suggestions) for one in lines],
        "offers_sentence": _offers_sentence(counts),
        "access_sentence": _access_sentence(counts),
        "offers_href": url_for("adviser.offers", adviser_id=who.id, metier=family.code),
    }


def needs_of(session: Session, who: Person) -> dict[str, tuple[Need, ...]]:
    """Return what each kind of job asks for, held against what the person has."""
    mine, today, catalogue = file.file_of(session, who.id), clock.today(), families.shipped()
    numbers = held_numbers(in_force(session), mine.background, today)
    certificates = mine.certificates_held()
    return {
        one.code: family_needs(catalogue, one, numbers, certificates, today) for one in catalogue.families
    }


def _is_ready(needs: tuple[Need, ...]) -> bool:
    """Tell whether a job asks for something, and the person has all of it."""
    return bool(needs) and all(one.have is Have.HELD for one in needs)


def _heading(ready: int) -> str:
    if not ready:
        return "Vers quels métiers, et ce qui manque pour chacun"
    asked = "ce qu’ils demandent" if ready > 1 else "ce qu’il demande"
    return f"{count_fr(ready, 'métier')} : vous avez {asked}"


def _line(family: JobFamily, needs: tuple[Need, ...], counts: FamilyOffers, who: Person) -> dict[str, Any]:
    return {
        "label": family.label,
        "href": url_for("gaps.job", adviser_id=who.id, family_code=family.code),
        "is_ready": _is_ready(needs),
        "asks_nothing": not needs,
        "fits": [one.spoken for one in needs if one.have is Have.HELD],
        "missing": [one.spoken for one in needs if one.have is Have.MISSING],
        "doubtful": [one.spoken for one in needs if one.have in (Have.TO_CONFIRM, Have.PARTLY)],
        "unknown": [one.what for one in needs if one.have is Have.UNKNOWN],
        "note": family.note,
        "offers": _offers_sentence(counts),
    }


def _summary(needs: tuple[Need, ...]) -> str:
    """Say in one sentence how far the job is."""
    left = [one.spoken for one in needs if one.have is Have.MISSING]
    doubtful = [one.spoken for one in needs if one.have in (Have.TO_CONFIRM, Have.PARTLY)]
    if left:
        return f"Il vous manque {list_fr(left)}."
    if doubtful:
        return f"Reste à confirmer : {list_fr(doubtful)}."
    asks = any(one.have is Have.HELD for one in needs)
    return "Vous avez ce que ce métier demande." if asks else "Ce métier ne demande aucun bloc du titre."


def _rome(code: str, names: list[str]) -> dict[str, str]:
    every = f"appellations {list_fr(names)}" if names else "toutes les appellations"
    return {"code": code, "names": every if len(names) != 1 else f"appellation {names[0]}"}


def _offers_sentence(counts: FamilyOffers) -> str:
    if not counts.total:
        return "Aucune offre de ce métier dans la zone que vous avez choisie pour l’instant."
    return f"{count_fr(counts.total, 'offre')} dans la zone que vous avez choisie"


def _access_sentence(counts: FamilyOffers) -> str:
    """Say how many of the offers are open to contract staff, as far as they say it."""
    said = [
        (counts.are_open, "ouverte aux contractuels", "ouvertes aux contractuels"),
        (counts.are_closed, "réservée aux fonctionnaires", "réservées aux fonctionnaires"),
        (counts.are_silent, "ne le dit pas", "ne le disent pas"),
    ]
    parts = [f"{number} {single if number == 1 else many}" for number, single, many in said if number]
    return f"Ouvert aux contractuels ? {list_fr(parts)}." if parts else ""
