"""The step « Colonnes »: what each column of an unknown spreadsheet holds, proposed, corrected, remembered."""

from typing import Any

from flask import Response, flash, request, url_for

from workforce import clock
from workforce.accounts import policy
from workforce.contracts.imports import columns, layouts, listing
from workforce.contracts.imports.columns import Column, Layout
from workforce.contracts.imports.layouts import Described
from workforce.contracts.imports.listing import ImportLine
from workforce.contracts.imports.targets import GROUPS, TARGETS, Target
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.imports import pages, steps
from workforce.wording import date_fr

LONGEST_TITLE = 70  # Characters of a row of titles, in the list of rows.
NONE = "–"
NEEDED = {"first_name", "last_name", "full_name", "employer"}  # The names, in one way or the other.
ALWAYS = ("employer", "kind", "start_date", "end_date")


@pages.get("/imports/<int:import_id>/colonnes")
@allow(policy.may_see_import)
def mapping(import_id: int) -> Response:
    """Show the columns of a file, and what they seem to hold."""
    return _page(import_id, {}, 200)


@pages.post("/imports/<int:import_id>/colonnes")
@allow(policy.may_see_import)
def describe(import_id: int) -> Response:
    """Have the file read by the columns that a person chose."""
    try:
        with transaction() as session:
            layouts.describe(session, import_id, _chosen(), actor().account_id)
    except Refused as refused:
        return _page(import_id, refused.errors, 422)
    return htmx.go_to("imports.show", import_id=import_id)


def _chosen() -> Layout:
    """Return the columns chosen in the form; a number that is none is no column of the file."""
    chosen = ((target.code, request.form.get(target.code, "")) for target in TARGETS)
    places = {code: _number(text, -1) for code, text in chosen if text}
    return Layout(_number(request.form.get("header_line", ""), 0), places)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _page(import_id: int, errors: dict[str, str], status: int) -> Response:
    """Answer the step, or the file itself where there is nothing to choose (any more)."""
    with transaction() as session:
        one, known = listing.one(session, import_id), layouts.described(session, import_id)
    if known is None or one.state not in layouts.CHANGEABLE:
        for sentence in errors.values():
            flash(sentence, "error")
        return htmx.go_to("imports.show", import_id=import_id)
    errors = {name.replace("header_line", "entete"): sentence for name, sentence in errors.items()}
    return htmx.page("imports/mapping.html", status, errors=errors, **_shown(one, known, errors))


def _shown(one: ImportLine, known: Described, errors: dict[str, str]) -> dict[str, Any]:
    layout = _layout(known, is_sent=bool(errors))
    found = columns.columns_under(known.preview, layout.header_line)
    fields = {target.code: _field(target, layout, found) for target in TARGETS}
    seen = _likely(layout) | errors.keys()
    return {
        "filename": one.filename,
        "sheet_name": known.sheet_name,
        "steps": steps(2),
        "since": date_fr(clock.paris_date(known.remembered_at)) if known.remembered_at else "",
        "is_described": bool(known.layout.places),
        "header_line": layout.header_line,
        "header_lines": [(line, _row_title(known, line)) for line in columns.header_lines(known.preview)],
        "columns": [(one.letter, one.title or NONE, one.samples) for one in found],
        "groups": [(group, [fields[code] for code in codes if code in seen]) for group, codes in GROUPS],
        "others": [field for code, field in fields.items() if code not in seen],
        "links": {
            "here": url_for("imports.describe", import_id=one.id),
            "file": url_for("imports.show", import_id=one.id),
            "list": url_for("imports.listing", network_id=one.network_id),
            "abandon": url_for("imports.abandon", import_id=one.id),
        },
    }


def _likely(layout: Layout) -> set[str]:
    """Return what is asked about at once: what was found, and what hardly any list goes without."""
    names = {"full_name"} if "full_name" in layout.places else {"first_name", "last_name"}
    return {*layout.places, *names, *ALWAYS}


def _layout(known: Described, *, is_sent: bool) -> Layout:
    """Return what is shown: what was just sent, else what was decided, else what is proposed under a row of titles."""
    if is_sent:
        sent = _chosen()
        is_there = sent.header_line in columns.header_lines(known.preview)
        return sent if is_there else Layout(known.layout.header_line, sent.places)
    asked = _number(request.args.get("entete", ""), 0)
    line = asked if asked in columns.header_lines(known.preview) else known.layout.header_line
    if known.layout.places and line == known.layout.header_line:
        return known.layout
    return Layout(line, columns.proposed(known.preview, line))


def _row_title(known: Described, line: int) -> str:
    """Return a row as it is recognised: its number and its first cells."""
    said = " · ".join(text for text in known.preview[line - 1] if text)
    cut = f"{said[:LONGEST_TITLE]}…" if len(said) > LONGEST_TITLE else said
    return f"Ligne {line} : {cut}"


def _field(target: Target, layout: Layout, found: list[Column]) -> dict[str, Any]:
    return {
        "name": target.code,
        "label": target.label,
        "hint": target.hint,
        "required": target.code in NEEDED,
        "value": layout.places.get(target.code, ""),
        "options": [("", "Pas dans ce fichier"), *((one.place, _column_label(one)) for one in found)],
    }


def _column_label(column: Column) -> str:
    """Return a column as its letter, its title and a first value tell it."""
    example = f" (ex. {column.samples[0][:25]})" if column.samples else ""
    return f"{column.letter} : {column.title[:40] or NONE}{example}"
