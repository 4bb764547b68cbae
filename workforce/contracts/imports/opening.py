"""Opening a file where it can do no harm: in a process of its own, with little time and little memory."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import partial
from typing import Any

from workforce import apart
from workforce.contracts.imports import first_look
from workforce.contracts.imports.refusal import RefusedFile
from workforce.contracts.imports.sheet import Sheet

COST = apart.Cost(seconds=60, cpu_seconds=45, memory_bytes=1_000_000_000)
WORDS = {
    "time": "La lecture de ce fichier a pris trop de temps : enregistrez seulement la feuille utile, sans mise en forme.",
    "memory": "Ce fichier demande trop de mémoire : enregistrez seulement la feuille utile, sans mise en forme.",
    "broken": "Ce fichier est trop abîmé pour être lu : ouvrez-le et enregistrez-le de nouveau.",
}


def unpacked(value: dict[str, Any]) -> Any:
    """Return a day or an instant as it was before it travelled."""
    if value.keys() != {"day"}:
        return value
    text = str(value["day"])
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


READERS: apart.Readers[dict[str, Any]] = apart.Readers(
    "workforce.contracts.imports.reader", partial(json.loads, object_hook=unpacked), documents_each=20
)


def open_file(content: bytes, filename: str, cost: apart.Cost = COST) -> Sheet:
    """Return the cells of a file. Raises RefusedFile, in French, whatever the file tries."""
    first_look.check(content, filename)
    try:
        reply = READERS.ask(content, {"filename": filename}, cost)
    except apart.Unread as failure:
        raise RefusedFile(WORDS[failure.code]) from None
    if "refused" in reply:
        raise RefusedFile(reply["refused"])
    return Sheet(reply["name"], tuple(map(tuple, reply["rows"])), reply["from_1904"])
