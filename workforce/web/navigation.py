"""Where each person's pages are: the links of the header, the home of each family."""

from typing import Any, NamedTuple

from flask import request, url_for

from workforce.accounts.policy import Actor, Grant


class Link(NamedTuple):
    """A link of the header."""

    label: str
    href: str
    icon: str
    current: bool


# Role → (label, endpoint, icon) of each page of its family.
FAMILIES = {
    "adviser": (
        ("Accueil", "adviser.home", "house"),
        ("Mon contrat", "adviser.contract", "calendar-days"),
        ("Mes compétences", "adviser.skills", "graduation-cap"),
        ("Formations", "adviser.trainings", "book-open"),
        ("Offres", "adviser.offers", "briefcase"),
    ),
    "coordinator": (
        ("Accueil", "coordinator.home", "house"),
        ("Équipe", "coordinator.team", "users"),
        ("Imports", "imports.listing", "upload"),
    ),
    "employer": (
        ("Accueil", "employer.home", "house"),
        ("Mes offres", "employer.offers", "briefcase"),
        ("Mes postes", "employer.posts", "building-2"),
    ),
    "trainer": (("Accueil", "trainer.home", "house"),),
    "operator": (
        ("Accueil", "operator.home", "house"),
        ("Sources", "operator.feeds", "rss"),
        ("Modération", "operator.moderation", "shield-check"),
        ("Envois", "operator.deliveries", "send"),
    ),
}


def links(actor: Actor) -> list[Link]:
    """Return the links of the header for this person: their families' pages, then their own alerts."""
    rows = [
        (label, url_for(endpoint, **arguments(grant)), icon)  # type: ignore[arg-type]
        for grant in actor.grants
        for label, endpoint, icon in FAMILIES[grant.role]
    ]
    rows.append(("Mes alertes", url_for("alerts.mine"), "bell"))
    return [Link(label, href, icon, href == request.path) for label, href, icon in dict.fromkeys(rows)]


def home(actor: Actor) -> str:
    """Return the address of this person's first page."""
    if not actor.grants:
        return url_for("alerts.mine")
    grant = actor.grants[0]
    return url_for(FAMILIES[grant.role][0][1], **arguments(grant))  # type: ignore[arg-type]


def arguments(grant: Grant) -> dict[str, int | None]:
    """Return what the addresses of a family name."""
    names = {
        "adviser": {"adviser_id": grant.adviser_id},
        "coordinator": {"network_id": grant.network_id},
        "employer": {"employer_id": grant.employer_id},
        "trainer": {"body_id": grant.body_id},
    }
    return names.get(grant.role, {})


ROLE_LABELS = {
    "adviser": "conseiller numérique",
    "coordinator": "coordination",
    "employer": "structure employeuse",
    "trainer": "organisme de formation",
    "operator": "exploitation",
}


def account(actor: Actor) -> dict[str, Any]:
    """Return what the account menu says."""
    roles = dict.fromkeys(ROLE_LABELS[grant.role] for grant in actor.grants)
    return {
        "name": actor.name,
        "role": ", ".join(roles),
        "sign_out_href": url_for("sign_in.leave"),
        "links": [
            ("Mes alertes", url_for("alerts.mine"), "bell"),
            ("Calendrier", url_for("calendars.mine"), "calendar-days"),
        ],
    }
