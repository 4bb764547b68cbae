"""People: who is invited, and how somebody signs in without any mail."""

from typing import Any

import click

from workforce.accounts import actions
from workforce.accounts.models import ROLES
from workforce.alerts.links import link
from workforce.commands import inviting
from workforce.commands.frame import command, session
from workforce.refusals import Refused


@click.group("people")
def group() -> None:
    """Gather the commands of this module."""


@group.group("users")
def users() -> None:
    """Les comptes."""


@command(
    users,
    "invite",
    click.argument("email"),
    click.option("--name", required=True, help="Prénom et nom."),
    click.option("--role", required=True, type=click.Choice(ROLES)),
    click.option("--network", help="Le nom du réseau (coordinator)."),
    click.option("--departement", help="Limite la coordination à un département."),
    click.option("--adviser", type=int, help="Le numéro du conseiller (adviser)."),
    click.option("--employer", type=int, help="Le numéro de la structure (employer)."),
    click.option("--body", help="Le nom de l’organisme de formation (trainer)."),
)
def invite(**asked: Any) -> Any:
    """Invite une personne, et lui écrit."""
    with session() as rows:
        return inviting.invite(rows, **asked)


@command(group, "sign-in-link", click.argument("email"))
def sign_in_link(email: str) -> Any:
    """Donne un lien de connexion, à usage unique, sans envoyer de courriel."""
    with session() as rows:
        token = actions.make_link(rows, email)
    if token is None:
        raise Refused({"email": f"Aucun compte ouvert pour {email}."})
    return {"lien": link("sign_in.show", token)}
