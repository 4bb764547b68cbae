"""Answering by the link of a letter, without signing in: « ça m’intéresse », « c’est toujours vrai ». GET shows, POST acts."""

from typing import Any

from flask import Blueprint, Response, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.territories.whereabouts import inside_fr
from workforce.trainings.planets import answering, pledges
from workforce.trainings.planets.answering import Invited, Standing
from workforce.trainings.planets.pledges import AbilityDraft, WillDraft, WishDraft
from workforce.trainings.planets.terms import ATTENDANCES, REACHES, PledgeKind
from workforce.web import forms, htmx, planet_words
from workforce.web.access import allow
from workforce.web.answers import kept_secret
from workforce.web.planet_pledges import typed_ability
from workforce.wording import date_fr

pages = Blueprint("planet_links", __name__)
WHOSE = {
    PledgeKind.WISH: "vous cherchez le CCP{}",
    PledgeKind.WILL: "vous libérez des personnes pour le CCP{}",
    PledgeKind.ABILITY: "vous pouvez ouvrir le CCP{}",
}


@pages.get("/ca-m-interesse/<token>")
@allow(policy.anyone)
def interest(token: str) -> Response:
    """Show what the invitation asks; nothing is said until a button is pressed."""
    with transaction() as session:
        return kept_secret(_interest_page(answering.invited(session, token), token))


@pages.post("/ca-m-interesse/<token>")
@allow(policy.anyone)
def tell(token: str) -> Response:
    """Note the word of whoever holds the link; the same one again changes nothing."""
    with transaction() as session:
        found = answering.invited(session, token)
    try:
        with transaction() as session:
            if found:
                _say(session, found)
    except Refused as refused:
        return kept_secret(_interest_page(found, token, refused.errors))
    return kept_secret(htmx.go_to("planet_links.interest", token=token) if found else _gone())


@pages.get("/toujours-d-accord/<token>")
@allow(policy.anyone)
def standing(token: str) -> Response:
    """Show the word that ends; nothing is done until a button is pressed."""
    with transaction() as session:
        found = answering.standing(session, token)
        return kept_secret(_standing_page(found, token) if found else _gone())


@pages.post("/toujours-d-accord/<token>")
@allow(policy.anyone)
def renew(token: str) -> Response:
    """Have the word stand six months more, once."""
    with transaction() as session:
        found = answering.standing(session, token)
        if found:
            pledges.renew(session, found.kind, found.row.id, found.told_for)
    return kept_secret(htmx.go_to("planet_links.standing", token=token) if found else _gone())


def _say(session: Session, found: Invited) -> None:
    if found.kind is PledgeKind.WISH:
        pledges.wish(session, found.owner_id, forms.read(WishDraft, bloc=found.invitation.bloc))
    elif found.kind is PledgeKind.WILL:
        pledges.will(session, found.owner_id, forms.read(WillDraft, bloc=found.invitation.bloc))
    else:
        pledges.ability(session, found.owner_id, forms.read(AbilityDraft, bloc=found.invitation.bloc))


def _interest_page(found: Invited | None, token: str, errors: dict[str, str] | None = None) -> Response:
    if found is None:
        return _gone()
    return htmx.page(
        "planets/interest.html",
        422 if errors else 200,
        token=token,
        kind=found.kind.value,
        bloc=found.invitation.bloc,
        place=inside_fr(found.invitation.departement),
        inviter=found.invitation.inviter.rstrip(","),
        said=_said(found.kind, found.said) if found.said and not errors else "",
        errors=errors or {},
        typed=_typed(found, bool(errors)),
        modes=planet_words.MODES,
        choices={
            "attendance": [(one.value, label) for one, label in ATTENDANCES.items()],
            "reach": [(one.value, label) for one, label in REACHES.items()],
        },
        space=_space(found.kind, found.owner_id),
    )


def _typed(found: Invited, is_sent: bool) -> dict[str, Any]:
    """Return what was typed, else what suits most: for a body, the département that is asked about."""
    drafts: dict[PledgeKind, Any] = {PledgeKind.WISH: WishDraft, PledgeKind.WILL: WillDraft}
    if is_sent:
        return typed_ability() if found.kind is PledgeKind.ABILITY else forms.typed(drafts[found.kind])
    first: dict[PledgeKind, dict[str, Any]] = {
        PledgeKind.WISH: {"attendance": "any", "reach": "neighbours"},
        PledgeKind.WILL: planet_words.EMPTY_WILL,
        PledgeKind.ABILITY: planet_words.EMPTY_ABILITY | {"departements": found.invitation.departement},
    }
    return first[found.kind]


def _standing_page(found: Standing, token: str) -> Response:
    return htmx.page(
        "planets/standing.html",
        token=token,
        words=WHOSE[found.kind].format(found.row.bloc),
        until=date_fr(found.row.expires_on),
        is_renewed=found.is_renewed,
        space=_space(found.kind, found.owner_id),
    )


def _said(kind: PledgeKind, row: Any) -> str:
    return f"C’est noté : {WHOSE[kind].format(row.bloc)}, jusqu’au {date_fr(row.expires_on)}."


def _space(kind: PledgeKind, owner_id: int) -> str:
    """Return the page of the application where the same thing is seen or changed, once signed in."""
    if kind is PledgeKind.WISH:
        return url_for("adviser.trainings", adviser_id=owner_id)
    if kind is PledgeKind.WILL:
        return url_for("planets.employer", employer_id=owner_id)
    return url_for("planets.body", body_id=owner_id)


def _gone() -> Response:
    return htmx.page("answers/gone.html", 410)
