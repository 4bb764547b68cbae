"""Reads a JSON list of sessions to rows of cells, in a process of its own, which may be killed.

Run as `python -m workforce.trainings.lists.json_reader`; `documents` has `apart` start it, feed it and kill it.
"""

import json
from typing import Any

from workforce import answering

MOST_ROWS, MOST_COLUMNS, LONGEST = 5000, 100, 2000  # The last in characters of a cell.
BROKEN = "Ce document JSON est abîmé : il ne peut pas être lu."
NO_LIST = "Ce document JSON ne contient pas une liste de sessions : il faut une liste d’objets."
TOO_BIG = "Cette liste est trop grande pour des sessions."


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:  # noqa: ARG001 - Readers are asked alike.
    """Return the names of the objects as a first row, then one row an object; or why the document is refused."""
    try:
        found = _objects(json.loads(document))
    except (ValueError, RecursionError):
        return {"refused": BROKEN}
    if found is None:
        return {"refused": NO_LIST}
    names = list(dict.fromkeys(name for one in found for name in one))
    if len(found) > MOST_ROWS or len(names) > MOST_COLUMNS:
        return {"refused": TOO_BIG}
    return {"rows": [names, *([_cell(one.get(name)) for name in names] for one in found)]}


def _objects(said: Any) -> list[dict[str, Any]] | None:
    """Return the list of objects that a document is, or the only one that it holds."""
    lists = [said] if isinstance(said, list) else _lists_in(said)
    if len(lists) != 1 or not all(isinstance(one, dict) for one in lists[0]):
        return None
    return lists[0]


def _lists_in(said: Any) -> list[Any]:
    return [one for one in said.values() if isinstance(one, list)] if isinstance(said, dict) else []


def _cell(value: Any) -> Any:
    """Return a value as a cell: several of them are parted by « + », as people write blocs."""
    if isinstance(value, list):
        return " + ".join(str(one) for one in value if not isinstance(one, dict | list))[:LONGEST]
    if isinstance(value, dict):
        return None
    return value[:LONGEST] if isinstance(value, str) else value


if __name__ == "__main__":
    answering.serve(answer)
