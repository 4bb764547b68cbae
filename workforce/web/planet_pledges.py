"""The forms of the three planets: the wish of an adviser, the will of an employer, the ability of a body."""

from typing import Any

from flask import Response, flash, url_for

from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.trainings.planets import pledges
from workforce.trainings.planets.pledges import AbilityDraft, WillDraft, WishDraft
from workforce.trainings.planets.terms import PledgeKind
from workforce.web import forms, htmx, planets
from workforce.web.access import allow
from workforce.web.planet_words import done, withdrawn
from workforce.web.planets import pages

FOLLOWS = "Vous serez prévenu quand une session devient possible."
TAKEN_BACK = "C’est noté : vous n’êtes plus compté."


@pages.post("/conseillers/<int:adviser_id>/souhaits")
@allow(policy.owns_file)
def say_wish(adviser_id: int) -> Response:
    """Note that an adviser looks for a bloc, or no longer does."""
    back = url_for("adviser.trainings", adviser_id=adviser_id, _anchor="wishes")
    with transaction() as session:
        if withdrawn(PledgeKind.WISH, session, adviser_id):
            return done(TAKEN_BACK, back)
    try:
        draft = forms.read(WishDraft)
    except Refused as refused:
        flash(next(iter(refused.errors.values())), "error")
        return htmx.see(back)
    with transaction() as session:
        pledges.wish(session, adviser_id, draft)
    return done(f"C’est noté : vous cherchez le CCP{draft.bloc}. {FOLLOWS}", back)


@pages.post("/structures/<int:employer_id>/planetes")
@allow(policy.answers_for_employer)
def say_will(employer_id: int) -> Response:
    """Note that an employer frees people for a bloc, or no longer does."""
    back = url_for("planets.employer", employer_id=employer_id)
    try:
        with transaction() as session:
            if withdrawn(PledgeKind.WILL, session, employer_id):
                return done(TAKEN_BACK, back)
            pledges.will(session, employer_id, forms.read(WillDraft))
    except Refused as refused:
        return planets.again(planets.of_employer, employer_id, refused.errors, typed=forms.typed(WillDraft))
    return done("C’est noté : les organismes voient un employeur d’accord de plus.", back)


@pages.post("/organismes/<int:body_id>/planetes")
@allow(policy.answers_for_body)
def say_ability(body_id: int) -> Response:
    """Note that a body can open a bloc, or no longer can."""
    back = url_for("planets.body", body_id=body_id)
    try:
        with transaction() as session:
            if withdrawn(PledgeKind.ABILITY, session, body_id):
                return done(TAKEN_BACK, back)
            pledges.ability(session, body_id, forms.read(AbilityDraft))
    except Refused as refused:
        return planets.again(planets.of_body, body_id, refused.errors, typed=typed_ability())
    return done("C’est noté : vous êtes compté parmi les organismes prêts à ouvrir.", back)


def typed_ability() -> dict[str, Any]:
    """Return the form of an ability as it was typed, its départements as one text."""
    typed = forms.typed(AbilityDraft)
    return typed | {"departements": " ".join(typed["departements"])}
