"""The rows of a compared file: corrected in place, set aside, or taken away to be corrected elsewhere."""

from collections.abc import Callable

from flask import Response, request
from sqlmodel import Session

from workforce.accounts import policy
from workforce.contracts.imports import correcting, listing
from workforce.contracts.imports.refused_rows import refused_rows as refused_rows_of
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.spreadsheets import FORMATS
from workforce.web import htmx, import_lines
from workforce.web.access import allow
from workforce.web.forms import clean
from workforce.web.imports import pages, showing


@pages.post("/imports/<int:import_id>/lignes/<int:number>")
@allow(policy.may_see_import)
def correct(import_id: int, number: int) -> Response:
    """Read a row again, as it was corrected."""
    typed = _typed(import_id)
    return _then(
        import_id, number, lambda session: correcting.correct(session, import_id, number, typed), typed
    )


@pages.post("/imports/<int:import_id>/lignes/<int:number>/ignorer")
@allow(policy.may_see_import)
def set_aside(import_id: int, number: int) -> Response:
    """Leave a row out of the import."""
    return _then(import_id, number, lambda session: correcting.set_aside(session, import_id, number))


@pages.post("/imports/<int:import_id>/lignes/<int:number>/reprendre")
@allow(policy.may_see_import)
def take_back(import_id: int, number: int) -> Response:
    """Bring back a row that was left out."""
    return _then(import_id, number, lambda session: correcting.take_back(session, import_id, number))


@pages.get("/imports/<int:import_id>/lignes-refusees")
@allow(policy.may_see_import)
def refused_rows(import_id: int) -> Response:
    """Give the refused rows as a file, to correct and send again."""
    form = request.args.get("format", "")
    with transaction() as session:
        made, name = refused_rows_of(session, import_id, form if form in FORMATS else "csv")
    response = Response(made.content, mimetype=made.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _typed(import_id: int) -> dict[str, str]:
    """Return the cells of the form, under the names that the reader knows."""
    with transaction() as session:
        columns = import_lines.columns_of(listing.one(session, import_id))
    sent = {name: request.form.get(f"c{at}") for at, (_, name) in enumerate(columns)}
    return {name: clean(text) for name, text in sent.items() if text is not None}


def _then(
    import_id: int, number: int, act: Callable[[Session], None], typed: dict[str, str] | None = None
) -> Response:
    """Do it, then go back to where the person was; a mistake comes back beside its cell."""
    try:
        with transaction() as session:
            act(session)
    except Refused as refused:
        return showing(import_id, refused.errors, 422, typed)
    where = {name: request.args[name] for name in ("voir", "page") if request.args.get(name)}
    return htmx.go_to("imports.show", import_id=import_id, ligne=number, **where)
