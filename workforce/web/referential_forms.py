"""The forms of the referential: a title with its blocs, and the equivalences, between the screen and the document."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from flask import request

from workforce.refusals import Refused
from workforce.skills.referential import Referential
from workforce.skills.titles import editing
from workforce.skills.titles.editing import BlocTyped, TitleTyped
from workforce.skills.titles.versions import Document
from workforce.web.forms import clean, french_date

TEXTS = ("name", "rncp", "reference", "nsf", "note")
NUMBERS = ("generation", "level")
DATES = ("starts_on", "ends_on")
MOST_BLOCS = 21
WHOLE = "Écrivez un nombre entier, en chiffres."


def values_of(whole: Document, code: str) -> dict[str, Any]:
    """Return what the form of a title holds; a new one has one empty bloc."""
    found = next((one for one in whole["titles"] if one["code"] == code), None)
    if found is None:
        empty: dict[str, Any] = dict.fromkeys((*TEXTS, *NUMBERS, *DATES, "successor", "code"), "")
        return {
            **empty,
            "generation": editing.next_generation(whole),
            "is_complete": False,
            "blocs": [_empty()],
        }
    blocs = [
        {
            "code": ccp["code"],
            "number": ccp["number"],
            "name": ccp["name"] or "",
            "lines": editing.lines_of(ccp),
            "drop": False,
        }
        for ccp in found["ccps"]
    ]
    plain = {
        name: found[name] if found[name] is not None else ""
        for name in (*TEXTS, *NUMBERS, *DATES, "successor")
    }
    return {**plain, "code": code, "is_complete": found["is_complete"], "blocs": [*blocs, _empty()]}


def typed() -> dict[str, Any]:
    """Return the form as it was typed."""
    plain = {name: request.form.get(name, "") for name in ("code", *TEXTS, *NUMBERS, *DATES, "successor")}
    return {**plain, "is_complete": request.form.get("is_complete") == "1", "blocs": list(_blocs())}


def with_title_typed(whole: Document) -> dict[str, Any]:
    """Return the document with the title of the form. Raises Refused for what is no number, or a code taken."""
    values = typed()
    code = clean(values["code"]).upper()
    if not request.form.get("former") and any(one["code"] == code for one in whole["titles"]):
        raise Refused({"code": f"Le code {code} est déjà celui d’un titre : choisissez-en un autre."})
    errors = {name: WHOLE for name in NUMBERS if not _is_number(values[name], may_be_empty=name == "level")}
    kept = [
        one
        for one in values["blocs"]
        if not one["drop"] and (one["code"] or one["number"] or one["name"] or one["lines"])
    ]
    errors |= {f"bloc-{one['at']}-number": WHOLE for one in kept if not _is_number(one["number"])}
    if errors:
        raise Refused(errors)
    fields: dict[str, Any] = {name: clean(values[name]) for name in ("name", "reference", "note")}
    fields |= {name: clean(values[name]) or None for name in ("rncp", "nsf", "successor")}
    fields |= {name: int(values[name]) if values[name].strip() else None for name in NUMBERS}
    fields |= {name: french_date(clean(values[name])) or None for name in DATES}
    blocs = [BlocTyped(int(one["number"]), clean(one["name"]), one["lines"], one["code"]) for one in kept]
    return editing.with_title(
        whole, TitleTyped(code, {**fields, "is_complete": values["is_complete"]}, blocs)
    )


def equivalences_shown(titles: Referential) -> list[dict[str, Any]]:
    """Return the rows of the form of equivalences: those known, as just typed where they were, and an empty one."""
    if request.method == "POST" and "eq-0-from" in request.form:
        return list(_equivalences())
    known = [
        {
            "at": at,
            "from": one.from_ccp,
            "to": one.to_ccp,
            "status": str(one.status),
            "source": one.source or "",
            "drop": False,
        }
        for at, one in enumerate(titles.equivalences)
    ]
    return [
        *known,
        {"at": len(known), "from": "", "to": "", "status": "unknown", "source": "", "drop": False},
    ]


def with_equivalences_typed(whole: Document) -> dict[str, Any]:
    """Return the document with the equivalences of the form."""
    rows = [one for one in _equivalences() if not one["drop"] and (one["from"] or one["to"])]
    return editing.with_equivalences(
        whole,
        (
            {
                "from_ccp": one["from"],
                "to_ccp": one["to"],
                "status": one["status"],
                "source": clean(one["source"]) or None,
            }
            for one in rows
        ),
    )


def _blocs() -> Iterator[dict[str, Any]]:
    for at in count():
        if at >= MOST_BLOCS or f"bloc-{at}-number" not in request.form:
            return
        one = {
            name: request.form.get(f"bloc-{at}-{name}", "") for name in ("code", "number", "name", "lines")
        }
        yield {**one, "at": at, "drop": request.form.get(f"bloc-{at}-drop") == "1"}


def _equivalences() -> Iterator[dict[str, Any]]:
    for at in count():
        if at >= 400 or f"eq-{at}-from" not in request.form:
            return
        one = {name: request.form.get(f"eq-{at}-{name}", "") for name in ("from", "to", "status", "source")}
        yield {**one, "at": at, "drop": request.form.get(f"eq-{at}-drop") == "1"}


def _empty() -> dict[str, Any]:
    return {"code": "", "number": "", "name": "", "lines": "", "drop": False}


def _is_number(words: str, *, may_be_empty: bool = False) -> bool:
    plain = words.strip()
    return may_be_empty if not plain else plain.isascii() and plain.isdigit() and len(plain) < 4
