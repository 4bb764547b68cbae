"""The calamine door's own process: opens one file after another, and may be killed.

Run as `python -m workforce.contracts.imports.reader`; `opening` has `apart` start it, feed it and kill it.
"""

import json
from datetime import date
from typing import Any

from workforce import answering
from workforce.contracts.imports.file_door import open_sheet
from workforce.contracts.imports.refusal import RefusedFile


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:
    """Return the cells of a file, or why it is refused."""
    try:
        sheet = open_sheet(document, question["filename"])
    except RefusedFile as refusal:
        return {"refused": refusal.message}
    return {"name": sheet.name, "rows": sheet.rows, "from_1904": sheet.from_1904}


def encoded(reply: dict[str, Any]) -> bytes:
    """Return the answer as `opening` reads it."""
    return json.dumps(reply, default=plain).encode()


def plain(cell: object) -> object:
    """Return a cell that JSON does not hold: a day or an instant under its name, anything else as a text."""
    return {"day": cell.isoformat()} if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    answering.serve(answer, encoded)
