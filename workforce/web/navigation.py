"""Where each person's pages are: the links of the header, the home of each family."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from flask import request, url_for
from sqlmodel import col, select

from workforce.accounts.policy import Actor, Grant
from workforce.database import transaction
from workforce.territories.models import Network


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
        ("Mes preuves", "evidence.notebook", "notebook-pen"),
        ("Formations", "adviser.trainings", "book-open"),
        ("Offres", "adviser.offers", "briefcase"),
    ),
    "coordinator": (
        ("Accueil", "coordinator.home", "house"),
        ("Équipe", "coordinator.team", "users"),
        ("Expérience", "coordinator.experience", "sprout"),
        ("Offres", "offer_search.everywhere", "briefcase"),
        ("Sessions possibles", "planets.network", "compass"),
        ("Imports", "imports.listing", "upload"),
        ("Doublons", "duplicates.network", "copy"),
    ),
    "employer": (
        ("Accueil", "employer.home", "house"),
        ("Mes offres", "employer.offers", "briefcase"),
        ("Mes postes", "employer.posts", "building-2"),
        ("Sessions possibles", "planets.employer", "compass"),
    ),
    "trainer": (
        ("Accueil", "trainer.home", "house"),
        ("Sessions possibles", "planets.body", "compass"),
    ),
    "operator": (
        ("Accueil", "operator.home", "house"),
        ("Sources", "operator.feeds", "rss"),
        ("Modération", "operator.moderation", "shield-check"),
        ("Référentiel", "operator.referential", "graduation-cap"),
        ("Sessions possibles", "planets.everywhere", "compass"),
        ("Doublons", "duplicates.everywhere", "copy"),
        ("Organismes", "operator_bodies.listing", "school"),
        ("Envois", "operator.deliveries", "send"),
    ),
}


def links(actor: Actor, waiting: Mapping[str, int] = MappingProxyType({})) -> list[Link]:
    """Return the links of the header for this person: their families' pages, then their own alerts.

    `waiting`: address → how many things wait for them there.
    """
    names = _network_names(actor)
    rows = [row for grant in actor.grants for row in _family(grant, names)]
    rows.append(("Mes alertes", url_for("alerts.mine"), "bell"))
    return [
        Link(f"{label} ({waiting[href]})" if waiting.get(href) else label, href, icon, href == request.path)
        for label, href, icon in dict.fromkeys(rows)
    ]


def _family(grant: Grant, names: dict[int | None, str]) -> list[tuple[str, str, str]]:
    """Return a family's pages. Where there are several networks, each has its name, and the one that is open its pages."""
    pages = [
        (label, url_for(endpoint, **arguments(grant)), icon)  # type: ignore[arg-type]
        for label, endpoint, icon in FAMILIES[grant.role]
    ]
    if grant.role != "coordinator" or not names:
        return pages
    named = [(names[grant.network_id], *pages[0][1:])]
    here = (request.view_args or {}).get("network_id")
    is_open = grant.network_id == (here if here in names else next(iter(names)))
    return [*named, *pages[1:]] if is_open else named


def _network_names(actor: Actor) -> dict[int | None, str]:
    """Return the names of the networks of somebody who coordinates several; nothing where one menu is enough."""
    ids = list(dict.fromkeys(grant.network_id for grant in actor.of("coordinator")))
    if len(ids) < 2:
        return {}
    with transaction() as session:
        rows = session.exec(select(Network.id, Network.name).where(col(Network.id).in_(ids)))
        names: dict[int | None, str] = dict(rows.all())
    return {one: names[one] for one in ids if one in names}


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
    mine = actor.adviser_id
    own = [("Mes données", url_for("adviser.data", adviser_id=mine), "eye")] if mine else []
    return {
        "name": actor.name,
        "role": ", ".join(roles),
        "sign_out_href": url_for("sign_in.leave"),
        "links": [
            *own,
            ("Mes alertes", url_for("alerts.mine"), "bell"),
            ("Mes recherches", url_for("searches.mine"), "search"),
            ("Calendrier", url_for("calendars.mine"), "calendar-days"),
        ],
    }
