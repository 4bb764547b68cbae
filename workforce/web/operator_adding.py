"""Adding a source: a calm choice of doors, then the form of each."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session, SQLModel

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.models import Feed
from workforce.offers.sources import actions
from workforce.offers.sources import listing as feeds
from workforce.offers.sources.kinds import KINDS, FormField
from workforce.offers.sources.known import DEFAULT_SOURCES
from workforce.refusals import Refused
from workforce.territories.departements import departements
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.operator import pages
from workforce.wording import count_fr

BY_DEPARTEMENT = next(one for one in DEFAULT_SOURCES if one.per == "departement")
# Every door: endpoint, what it is called, what it is for, icon.
DOORS = (
    (
        "operator.new_site",
        "Je connais l’adresse d’un site",
        "D’une page, d’un site ou d’un flux : ses flux sont cherchés et essayés pour vous.",
        "search",
    ),
    (
        "operator.new_outlines",
        "Un fichier OPML",
        "La liste de flux d’un autre lecteur : vous choisissez après l’avoir vue.",
        "upload",
    ),
    ("operator.new_departement", "Emploi territorial par département", BY_DEPARTEMENT.about_fr, "map-pin"),
    (
        "operator.new_public_service",
        KINDS["public_service"].label_fr,
        KINDS["public_service"].about_fr,
        "layers",
    ),
    (
        "operator.new_france_travail",
        KINDS["france_travail"].label_fr,
        KINDS["france_travail"].about_fr,
        "briefcase",
    ),
)


class FeedDraft(SQLModel):
    """A feed as it is typed."""

    url: str = ""
    keeps_all: bool = False


class DefaultDraft(SQLModel):
    """A source that the product knows, and for where."""

    code: str = ""
    departement: str = ""
    host: str = ""


@pages.get("/exploitation/sources/ajouter")
@allow(policy.is_operator)
def choose_source() -> Response:
    """Show every way to add a source."""
    doors = [
        {"href": url_for(endpoint), "label": label, "about": about, "icon": icon}
        for endpoint, label, about, icon in DOORS
    ]
    return htmx.page("operator/source_doors.html", doors=doors)


@pages.get("/exploitation/sources/ajouter/site")
@allow(policy.is_operator)
def new_site() -> Response:
    """Show the form that looks for the feeds of a site, and the ways for who knows more."""
    return site_form()


@pages.post("/exploitation/sources")
@allow(policy.is_operator)
def add_feed() -> Response:
    """Add a feed by its very address."""
    return adding(
        lambda rows, draft: actions.add_feed(rows, draft.url, keeps_all=draft.keeps_all, account_id=me()),
        FeedDraft,
        site_form,
    )


@pages.post("/exploitation/sources/proposees")
@allow(policy.is_operator)
def add_default() -> Response:
    """Add a source that the product knows."""
    is_by_place = request.form.get("code") == BY_DEPARTEMENT.code
    return adding(
        lambda rows, draft: feeds.add_default(rows, draft.code, draft.departement or draft.host, me()),
        DefaultDraft,
        departement_form if is_by_place else site_form,
    )


@pages.get("/exploitation/sources/ajouter/departement")
@allow(policy.is_operator)
def new_departement() -> Response:
    """Show the form of the sources that exist by département."""
    return departement_form()


@pages.post("/exploitation/sources/departements")
@allow(policy.is_operator)
def add_departements() -> Response:
    """Add the sources that exist for every département."""
    with transaction() as session:
        added = feeds.add_every_departement(session, me())
    flash(
        f"{count_fr(added, 'source ajoutée', 'sources ajoutées')} : elles sont lues l’une après l’autre.",
        "success",
    )
    return htmx.go_to("operator.feeds")


@pages.get(
    "/exploitation/sources/ajouter/choisir-le-service-public",
    endpoint="new_public_service",
    defaults={"code": "public_service"},
)
@pages.get(
    "/exploitation/sources/ajouter/france-travail",
    endpoint="new_france_travail",
    defaults={"code": "france_travail"},
)
@allow(policy.is_operator)
def new_of_kind(code: str) -> Response:
    """Show the form of one kind of source."""
    return kind_form(code)


@pages.post(
    "/exploitation/sources/ajouter/choisir-le-service-public",
    endpoint="add_public_service",
    defaults={"code": "public_service"},
)
@pages.post(
    "/exploitation/sources/ajouter/france-travail",
    endpoint="add_france_travail",
    defaults={"code": "france_travail"},
)
@allow(policy.is_operator)
def add_of_kind(code: str) -> Response:
    """Add a source of this kind."""
    asked = {field.name: forms.clean(request.form.get(field.name, "")) for field in KINDS[code].fields}
    try:
        with transaction() as session:
            made = actions.add_source(session, code, asked, account_id=me())
    except Refused as refused:
        return kind_form(code, 422, refused.errors, asked)
    return added_one(made)


def adding(
    action: Callable[[Session, Any], Feed], draft: type[SQLModel], form: Callable[..., Response]
) -> Response:
    """Add what was typed, and show the new source; a mistake is shown beside its field."""
    try:
        typed = forms.read(draft)
        with transaction() as session:
            made = action(session, typed)
    except Refused as refused:
        return form(422, refused.errors, {name: request.form.get(name, "") for name in draft.model_fields})
    return added_one(made)


def added_one(made: Feed) -> Response:
    """Show the source that was just added."""
    flash("Source ajoutée : elle est lue dans un instant.", "success")
    return htmx.go_to("operator.feed", feed_id=made.id)


def site_form(
    status: int = 200, errors: dict[str, str] | None = None, values: dict[str, str] | None = None
) -> Response:
    """Answer the form of a site, with what was typed."""
    names = ("address", *FeedDraft.model_fields, *DefaultDraft.model_fields)
    return htmx.page(
        "operator/source_site.html",
        status,
        errors=errors or {},
        values=dict.fromkeys(names, "") | (values or {}),
        by_host=[(one.code, one.name) for one in DEFAULT_SOURCES if one.per == "host"],
    )


def departement_form(
    status: int = 200, errors: dict[str, str] | None = None, values: dict[str, str] | None = None
) -> Response:
    """Answer the form of the sources by département, with what was typed."""
    return htmx.page(
        "operator/source_departement.html",
        status,
        errors=errors or {},
        values={"departement": ""} | (values or {}),
        source=BY_DEPARTEMENT,
        departements=every_departement(),
    )


def kind_form(
    code: str, status: int = 200, errors: dict[str, str] | None = None, values: dict[str, str] | None = None
) -> Response:
    """Answer the form that a kind of source describes, with what was typed."""
    kind = KINDS[code]
    typed = {field.name: field.value for field in kind.fields} if values is None else values
    return htmx.page(
        "operator/source_kind.html",
        status,
        errors=errors or {},
        kind=kind,
        lacks=kind.lacks(),
        action=url_for(f"operator.add_{code}"),
        fields=[_shown(field, typed.get(field.name, "")) for field in kind.fields],
    )


def _shown(field: FormField, value: str) -> dict[str, Any]:
    """Return a field as `ui.field` takes it."""
    is_place = field.type == "departement"
    return {
        "name": field.name,
        "label": field.label_fr,
        "hint": field.hint_fr,
        "value": value,
        "type": "select" if is_place else field.type,
        "options": every_departement("Toute la France") if is_place else (),
        "required": field.is_required,
    }


def every_departement(first: str = "Choisissez…") -> list[tuple[str, str]]:
    """Return the choices of a list of départements."""
    return [("", first), *((one.code, one.label) for one in departements().values())]


def me() -> int:
    """Return who adds."""
    return actor().account_id
