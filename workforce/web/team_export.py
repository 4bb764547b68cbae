"""The team list as a file: the filters, the order and the people that are seen, all pages, and only what they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response, flash, request
from sqlmodel import Session

from workforce.advisers import reading
from workforce.advisers.models import What
from workforce.contracts import team
from workforce.contracts.followed import Scope, plain
from workforce.contracts.imports import la_coop
from workforce.contracts.kinds import KIND_LABELS
from workforce.contracts.team import Member
from workforce.skills.shown import blocs_shown
from workforce.spreadsheets import FORMATS
from workforce.territories.models import Network
from workforce.trainings.listing import short_names
from workforce.web import htmx, team_filters
from workforce.web.access import actor
from workforce.web.coordinator_team import answer_of
from workforce.web.team_filters import label_of
from workforce.wording import number_fr

MOST_ROWS = 20_000  # As many as an import takes: beyond, a workbook would not fit in memory.
ROLE = "Conseiller"
# The first columns bear the names of La Coop's file, so that the file can be corrected and imported again.
COLUMNS = (
    la_coop.LAST_NAME, la_coop.FIRST_NAME, la_coop.ROLE, la_coop.EMPLOYER, la_coop.SIRET, la_coop.KIND, la_coop.START,
    la_coop.END, la_coop.EMAIL, la_coop.PHONE, "Département", "Réponse de l’employeur", "Réponse attendue avant le",
    "Dates contradictoires", "Suite connue", "Accès ouvert", "Blocs montrés",
)  # fmt: skip


def answer(session: Session, scope: Scope, form: str) -> Response:
    """Send the list as a file, and note for each person that it was read; too long a list must be narrowed first."""
    asked = team_filters.asked_of(request.args)
    narrowed = team_filters.filter_of(asked)
    (total,) = team.count(session, scope, narrowed)
    if total > MOST_ROWS:
        flash(
            f"Cette liste a {number_fr(total)} lignes : un export en prend {number_fr(MOST_ROWS)} au plus. Ajoutez un filtre.",
            "error",
        )
        named: Any = asked
        return htmx.go_to("coordinator.team", network_id=scope.network_id, **named)
    people = team.members(session, scope, narrowed, limit=None)
    reading.note(session, [one.adviser_id for one in people], actor().account_id, What.EXPORT)
    file = FORMATS[form](COLUMNS, rows(session, people, scope.today))
    response = Response(file.content, mimetype=file.media_type)
    name = file_name(session.get_one(Network, scope.network_id).name, scope.today, is_narrowed=bool(asked))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{file.ending}"'
    return response


def rows(session: Session, people: Sequence[Member], today: date) -> list[tuple[Any, ...]]:
    """Return a row a person."""
    blocs = blocs_shown(session, [one.adviser_id for one in people])
    return [_row(one, blocs, today) for one in people]


def _row(one: Member, blocs: Mapping[int, Sequence[str]], today: date) -> tuple[Any, ...]:
    said, held = answer_of(one, today), blocs.get(one.adviser_id, ())
    is_awaited = said is not None and "attendue" in said[0]
    return (
        one.last_name, one.first_name, ROLE, one.employer, one.siret, KIND_LABELS[one.kind] if one.kind else None,
        one.start, one.last_day, one.email or None, one.phone or None, label_of(one.departement),
        said[0].removeprefix("employeur : ") if said else None, one.word_due if is_awaited else None,
        one.is_conflicting, one.has_plan, one.has_account, short_names(list(held)) if held else None,
    )  # fmt: skip


def file_name(network: str, today: date, *, is_narrowed: bool) -> str:
    """Return `equipe-reseau-du-var-2026-11-22`: plain letters, whatever the network is called."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in plain(network))
    part = "-filtree" if is_narrowed else ""
    return f"equipe-{'-'.join(letters.split())[:60]}-{today.isoformat()}{part}"
