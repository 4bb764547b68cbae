"""Signing in by mailed link: GET shows, POST acts."""

import re

from flask import Blueprint, Response, flash, g, request, session, url_for
from pydantic import BaseModel, EmailStr, Field

from workforce.accounts import actions, policy
from workforce.accounts.actions import TooManyAttempts
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import forms, htmx, navigation
from workforce.web.access import actor, allow

pages = Blueprint("sign_in", __name__)
LOCAL = re.compile(r"/(?![/\\])[!-~]*")  # One slash, then nothing that browsers drop or turn round.


class SignInDraft(BaseModel):
    """The address that a link is asked for."""

    email: EmailStr = Field(max_length=254)


@pages.get("/")
@allow(policy.anyone)
def door() -> Response:
    """Lead to the first page of whoever comes."""
    return htmx.go_to("sign_in.home" if g.actor else "sign_in.ask")


@pages.get("/connexion")
@allow(policy.anyone)
def ask() -> Response:
    """Show the form that asks for a link."""
    return htmx.page("sign_in/ask.html", errors={}, email="", next=_local(request.args.get("next", "")))


@pages.post("/connexion")
@allow(policy.anyone)
def send() -> Response:
    """Have a link mailed; the answer is the same whether the address is known or not."""
    target = _local(request.form.get("next", ""))
    try:
        draft = forms.read(SignInDraft)
        with transaction() as rows:
            actions.request_link(rows, draft.email, request.remote_addr or "")
    except Refused:
        errors = {"email": "Cette adresse ne semble pas complète : écrivez par exemple prenom.nom@mairie.fr."}
        return htmx.page(
            "sign_in/ask.html", 422, errors=errors, email=request.form.get("email", ""), next=target
        )
    except TooManyAttempts:
        errors = {"email": "Trop de demandes pour le moment. Réessayez dans une heure."}
        return htmx.page(
            "sign_in/ask.html", 429, errors=errors, email=request.form.get("email", ""), next=target
        )
    session["next"] = target
    return htmx.go_to("sign_in.sent")


@pages.get("/connexion/envoyee")
@allow(policy.anyone)
def sent() -> Response:
    """Say that the link is on its way."""
    return htmx.page("sign_in/sent.html")


@pages.get("/connexion/lien/<token>")
@allow(policy.anyone)
def show(token: str) -> Response:
    """Show the button that signs in: mail scanners follow links, they do not press buttons."""
    with transaction() as rows:
        good = actions.link_is_good(rows, token)
    return htmx.page("sign_in/confirm.html", token=token) if good else htmx.page("sign_in/expired.html", 410)


@pages.post("/connexion/lien/<token>")
@allow(policy.anyone)
def enter(token: str) -> Response:
    """Use the link, once."""
    with transaction() as rows:
        browser = actions.sign_in(rows, token)
    return _come_in(browser)


@pages.get("/invitation/<token>")
@allow(policy.anyone)
def invited(token: str) -> Response:
    """Show what an invitation opens, and the button that accepts it."""
    with transaction() as rows:
        good = actions.invitation_is_good(rows, token)
    return htmx.page("sign_in/invited.html", token=token) if good else htmx.page("sign_in/expired.html", 410)


@pages.post("/invitation/<token>")
@allow(policy.anyone)
def accept(token: str) -> Response:
    """Accept an invitation, once."""
    with transaction() as rows:
        browser = actions.accept(rows, token)
    return _come_in(browser)


@pages.post("/deconnexion")
@allow(policy.signed_in)
def leave() -> Response:
    """Sign out of this browser."""
    with transaction() as rows:
        actions.sign_out(rows, session["browser"])
    session.clear()
    flash("Vous êtes déconnecté·e.")
    return htmx.go_to("sign_in.ask")


@pages.get("/accueil")
@allow(policy.signed_in)
def home() -> Response:
    """Send each person to the home page of their family."""
    return _see(navigation.home(actor()))


def _come_in(browser: str | None) -> Response:
    if browser is None:
        return htmx.page("sign_in/expired.html", 410)
    target = session.get("next")
    session.clear()
    session.permanent = True
    session["browser"] = browser
    return _see(target) if target else htmx.go_to("sign_in.home")


def _see(address: str) -> Response:
    return Response(status=303, headers={"Location": address})


def _local(address: str) -> str:
    """Keep an address of ours; drop anything that would lead elsewhere, or that a browser might read otherwise."""
    is_ours = LOCAL.fullmatch(address) and not address.startswith(url_for("sign_in.ask"))
    return address if is_ours else ""
