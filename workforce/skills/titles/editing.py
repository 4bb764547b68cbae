"""Changing a referential's document from what an operator types: another document, checked elsewhere. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

Document = Mapping[str, Any]
LINE = re.compile(
    r"^(?:(?P<code>[A-Z0-9]+-C(?P<number>\d{1,3}))\s*:\s*)?(?P<name>[^|]+?)\s*(?:\|(?P<words>.*))?$"
)


@dataclass(frozen=True)
class BlocTyped:
    """A bloc as a form says it: its competences are lines, `REMN-C5 : Effectuer un diagnostic | enquête, besoins`."""

    number: int
    name: str
    lines: str
    code: str = ""  # Empty for a new one.


@dataclass(frozen=True)
class TitleTyped:
    """A title as a form says it."""

    code: str
    fields: Mapping[str, Any]  # Everything but the code and the blocs, as the document has it.
    blocs: Sequence[BlocTyped] = field(default=())


def with_title(document: Document, typed: TitleTyped) -> dict[str, Any]:
    """Return the document with this title as it was typed, in place of the one of its code or as a new one."""
    known = set(_codes(document))
    title = {
        "code": typed.code,
        **typed.fields,
        "ccps": [_bloc(typed.code, one, known) for one in typed.blocs],
    }
    titles = [title if one["code"] == typed.code else one for one in document["titles"]]
    if title not in titles:
        titles.append(title)
    codes = {ccp["code"] for one in titles for ccp in one["ccps"]}
    return {"titles": deepcopy(titles), "equivalences": _still(document["equivalences"], codes)}


def with_equivalences(document: Document, equivalences: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the document with these equivalences and no other."""
    return {"titles": deepcopy(document["titles"]), "equivalences": [dict(one) for one in equivalences]}


def lines_of(ccp: Mapping[str, Any]) -> str:
    """Return the competences of a bloc as a form shows them, a line each."""
    return "\n".join(
        f"{one['code']} : {one['name']}" + (f" | {', '.join(one['words'])}" if one.get("words") else "")
        for one in ccp["competences"]
    )


def next_generation(document: Document) -> int:
    """Return the rank of a title that comes after all others."""
    return max((int(one["generation"]) for one in document["titles"]), default=0) + 1


def _bloc(title: str, typed: BlocTyped, known: set[str]) -> dict[str, Any]:
    code = typed.code or f"{title}-CCP{typed.number}"
    return {
        "code": code,
        "number": typed.number,
        "name": typed.name or None,
        "competences": list(_competences(title, typed.lines, known)),
    }


def _competences(title: str, lines: str, known: set[str]) -> Iterator[dict[str, Any]]:
    """Give a competence a line; one without a code takes the next one of its title."""
    for line in (one.strip() for one in lines.splitlines()):
        found = LINE.match(line)
        if not found:
            continue
        code = found["code"] or _next_code(title, known)
        known.add(code)
        words = [word.strip() for word in (found["words"] or "").split(",")]
        number = int(code.rpartition("-C")[2])
        yield {
            "code": code,
            "number": number,
            "name": found["name"],
            "words": [word for word in words if word],
        }


def _next_code(title: str, known: Iterable[str]) -> str:
    start = f"{title}-C"
    numbers = [
        int(code[len(start) :]) for code in known if code.startswith(start) and code[len(start) :].isdigit()
    ]
    return f"{start}{max(numbers, default=0) + 1}"


def _codes(document: Document) -> Iterator[str]:
    for title in document["titles"]:
        for ccp in title["ccps"]:
            yield from (one["code"] for one in ccp["competences"])


def _still(equivalences: Iterable[Mapping[str, Any]], codes: set[str]) -> list[dict[str, Any]]:
    """Return the equivalences between blocs that still exist."""
    return [dict(one) for one in equivalences if {one["from_ccp"], one["to_ccp"]} <= codes]
