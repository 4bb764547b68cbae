"""The rows of an import as its page shows them: which, what changes in each, and the one that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce.contracts.imports import listing
from workforce.contracts.imports.as_written import shown
from workforce.contracts.imports.listing import DOUBTFUL, Absent, ImportLine, RowLine
from workforce.contracts.imports.refused_rows import default_columns
from workforce.web import paging
from workforce.web.paging import Page
from workforce.wording import count_fr, date_fr, number_fr

ROWS = 50  # Rows a page.
OUTCOMES = {  # Outcome → (word for one, for several, what it means).
    "refused": ("refusée", "refusées", "Ces lignes ne seront pas écrites ; les autres, si."),
    "new": ("nouvelle", "nouvelles", "Une personne, un contrat ou un poste que Passerelle ne connaît pas."),
    "changed": ("changée", "changées", "Connue, avec au moins une différence."),
    "unchanged": ("inchangée", "inchangées", "Déjà connue, à l’identique."),
    "ignored": ("ignorée", "ignorées", "Laissées de côté par une personne : elles ne seront pas écrites."),
}
DONE = {"applied": {"refused": "Ces lignes n’ont pas été écrites ; les autres, si."}}
ABSENT = "absentes"  # Asked for as an outcome is: the people whom the file does not name.
MEANINGS = {
    DOUBTFUL: "Le fichier et Passerelle ne disent pas la même chose, ou il a fallu supposer.",
    ABSENT: "En poste au jour du fichier, qui ne les nomme pas. Rien n’est effacé ; si c’est un extrait, c’est normal.",
}
DONE_WORDS = {
    "refused": "Ligne {} : toujours refusée.",
    "new": "Ligne {} : elle est maintenant nouvelle.",
    "changed": "Ligne {} : elle est maintenant changée.",
    "unchanged": "Ligne {} : elle est maintenant inchangée.",
    "ignored": "Ligne {} : laissée de côté.",
}


@dataclass(frozen=True)
class Shown:
    """The rows that a page shows, and what stands around them."""

    which: str
    page: Page
    rows: list[RowLine]
    context: dict[str, Any]


def read(session: Session, one: ImportLine) -> Shown:
    """Read the rows that the address asks for."""
    doubtful = listing.count_rows(session, one.id, DOUBTFUL) if one.state in ("analysed", "applied") else 0
    totals = {**one.counts, DOUBTFUL: doubtful, ABSENT: one.absent}
    which = _which(totals)
    page = paging.page(totals.get(which, 0), ROWS, "personne" if which == ABSENT else "ligne", voir=which)
    absent = listing.absent_people(session, one.id, page.offset, ROWS) if which == ABSENT else []
    rows = [] if which == ABSENT else listing.rows_of(session, one.id, which, page.offset, ROWS)
    changes = listing.changes_of(session, one.id) if one.counts.get("changed") else []
    context = {
        "showing": which,
        "page": page,
        "absent": [_absent(person) for person in absent],
        "rows": [_row(one, which, row) for row in rows],
        "tabs": [_tab(one, name, number, which) for name, number in _tabs(totals)],
        "meaning": DONE.get(one.state, {}).get(which) or MEANINGS.get(which) or OUTCOMES[which][2],
        "changes": ", ".join(f"{name} ({number_fr(number)})" for name, number in changes),
        "absentees": _absentees(one),
        "settled": _settled(session, one),
    }
    return Shown(which, page, rows, context)


def opened(
    one: ImportLine, shown_rows: Shown, errors: Mapping[str, str], typed: Mapping[str, str]
) -> dict[str, Any]:
    """Return the form of the row that is open; nothing where none is."""
    number = (request.view_args or {}).get("number") or request.args.get("ouvrir", 0, int)
    row = next((row for row in shown_rows.rows if row.number == number), None)
    if row is None or one.state != "analysed" or row.outcome == "ignored":
        return {}
    faults = row.faults if not errors else {name: text for name, text in errors.items() if name}
    fields = [
        {
            "name": f"c{at}", "label": title, "value": typed.get(name, shown(row.cells.get(name))),
            "error": faults.get(name, ""),
        }
        for at, (title, name) in enumerate(columns_of(one))
        if not name.startswith("#")
    ]  # fmt: skip
    wrong = [field for field in fields if field["error"]]
    return {
        "number": row.number,
        "errors": {
            next((f["name"] for f in fields if f["error"] == text), ""): text for text in errors.values()
        },
        "reasons": row.errors if not faults and row.outcome == "refused" else [],
        "first": wrong or fields,
        "others": [field for field in fields if not field["error"]] if wrong else [],
        "action": _to("imports.correct", one, row, shown_rows.which),
        "close": f"{_here(one, shown_rows.which)}#ligne-{row.number}",
    }


def columns_of(one: ImportLine) -> list[list[str]]:
    """Return the columns of a file, and after them those that it lacks and that a row may need."""
    expected = default_columns(one.kind)
    there = {name for _, name in one.columns}
    return [*one.columns, *(column for column in expected if column[1] not in there)]


def _which(totals: Mapping[str, int]) -> str:
    """Return which rows are shown: those asked for, else the first kind there is, refusals first."""
    asked = request.args.get("voir", "")
    return asked if totals.get(asked) else next((name for name in OUTCOMES if totals.get(name)), "new")


def _tabs(totals: Mapping[str, int]) -> list[tuple[str, int]]:
    names = ("refused", DOUBTFUL, "new", "changed", "unchanged", "ignored", ABSENT)
    return [(name, totals[name]) for name in names if totals.get(name)]


def _tab(one: ImportLine, name: str, number: int, current: str) -> tuple[str, str, bool]:
    words = {DOUBTFUL: "à vérifier", ABSENT: "absentes du fichier"}
    label = words.get(name) or OUTCOMES[name][1]
    address = url_for("imports.show", import_id=one.id, voir=name)
    return f"{label[0].upper()}{label[1:]} ({number_fr(number)})", address, name == current


def _row(one: ImportLine, which: str, row: RowLine) -> dict[str, Any]:
    may = one.state == "analysed"
    aside = row.outcome == "ignored"
    open_at = url_for(
        "imports.show", import_id=one.id, voir=which, page=request.args.get("page"), ouvrir=row.number
    )
    return {
        "number": row.number,
        "who": row.who.strip(),
        "errors": row.errors,
        "said": [_said(parts) for parts in row.said]
        or ([{"text": row.detail.rstrip(".")}] if row.detail and not row.errors else []),
        "edited": row.edited,
        "open": f"{open_at}#ligne-{row.number}" if may and not aside else "",
        "open_word": "Corriger" if row.outcome == "refused" else "Modifier",
        "aside": _to("imports.set_aside", one, row, which) if may and not aside else "",
        "back": _to("imports.take_back", one, row, which) if may and aside else "",
    }


def _said(parts: list[str]) -> dict[str, str]:
    """Return a field with what it was and what it becomes, or a sentence."""
    first = f"{parts[0][:1].upper()}{parts[0][1:]}"
    return (
        {"name": first, "before": parts[1], "after": parts[2]}
        if len(parts) == 3
        else {"text": first.rstrip(".")}
    )


def _to(endpoint: str, one: ImportLine, row: RowLine, which: str) -> str:
    page = request.args.get("page")
    return url_for(endpoint, import_id=one.id, number=row.number, voir=which, page=page)


def _here(one: ImportLine, which: str) -> str:
    return url_for("imports.show", import_id=one.id, voir=which, page=request.args.get("page"))


def _settled(session: Session, one: ImportLine) -> str:
    """Say what became of the row that was just corrected or set aside."""
    number = request.args.get("ligne", 0, int)
    outcome = listing.outcome_of(session, one.id, number) if number and one.state == "analysed" else ""
    return DONE_WORDS[outcome].format(number) if outcome in DONE_WORDS else ""


def _absentees(one: ImportLine) -> str:
    if not one.absent:
        return ""
    verb = "n’est pas" if one.absent == 1 else "ne sont pas"
    return f"{count_fr(one.absent, 'personne')} de votre équipe {verb} dans ce fichier."


def _absent(person: Absent) -> dict[str, str]:
    return {
        "name": f"{person.first_name} {person.last_name}",
        "href": url_for("adviser.home", adviser_id=person.id),
        "employer": person.employer or "–",
        "end": date_fr(person.end) if person.end else "date de fin inconnue",
    }
