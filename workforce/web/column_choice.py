"""Choosing what the columns of a file hold: the form of every list that a person describes once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import Column, Layout, Rows
from workforce.contracts.imports.targets import Target


@dataclass(frozen=True)
class Choice:
    """A file whose columns are chosen: its first rows, and what may be in them."""

    preview: Rows
    header_line: int  # The line that looks like the titles.
    targets: Sequence[Target]
    proposed: Callable[[Rows, int], dict[str, int]]
    places: Mapping[str, int]  # As they are described already; empty where nobody did.

    def context(self, errors: Mapping[str, str]) -> dict[str, Any]:
        """Return what the form shows."""
        layout = self._layout(is_sent=bool(errors))
        found = columns.columns_under(self.preview, layout.header_line)
        return {
            "errors": {name.replace("header_line", "entete"): words for name, words in errors.items()},
            "header_line": layout.header_line,
            "header_lines": [
                (line, _title(self.preview, line)) for line in columns.header_lines(self.preview)
            ],
            "fields": [_field(target, layout, found) for target in self.targets],
            "columns": [(column.letter, column.title or "–", column.samples) for column in found],
        }

    def _layout(self, *, is_sent: bool) -> Layout:
        """Return what is shown: what was just sent, else what is described or what the titles asked for seem to say."""
        lines = columns.header_lines(self.preview)
        if is_sent and (sent := chosen(self.targets)).header_line in lines:
            return sent
        asked = number(request.args.get("entete", ""), 0)
        line = asked if asked in lines else self.header_line
        if self.places and line == self.header_line:
            return Layout(line, self.places)
        return Layout(line, self.proposed(self.preview, line))


def chosen(targets: Sequence[Target]) -> Layout:
    """Return the columns as the form was sent."""
    typed = ((target.code, request.form.get(target.code, "")) for target in targets)
    return Layout(
        number(request.form.get("header_line", ""), 0),
        {code: number(text, -1) for code, text in typed if text},
    )


def number(words: str, otherwise: int) -> int:
    """Return a small number as it was typed, else what stands for it."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else otherwise


def _title(rows: Rows, line: int) -> str:
    said = " · ".join(words for words in rows[line - 1] if words)
    return f"Ligne {line} : {said[:70]}{'…' if len(said) > 70 else ''}"


def _field(target: Target, layout: Layout, found: list[Column]) -> dict[str, Any]:
    options = [(one.place, f"{one.letter} : {one.title[:40] or '–'}") for one in found]
    return {
        "name": target.code,
        "label": target.label,
        "hint": target.hint,
        "required": target.required,
        "value": layout.places.get(target.code, ""),
        "options": [("", "Pas dans ce fichier"), *options],
    }
