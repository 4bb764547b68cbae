"""The dates that sources do not agree on, with every voice: somebody has to settle."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.contracts import team
from workforce.contracts.conflicts import Conflict, conflicts_of
from workforce.contracts.followed import Filter, Scope
from workforce.contracts.team import Member
from workforce.web import paging

SIZE = 25  # People a page.
FIELDS = {"start_date": "Début du contrat", "end_date": "Fin du contrat"}


def view(session: Session, scope: Scope) -> dict[str, Any]:
    """Return what the template shows."""
    narrowed = Filter(is_conflicting=True)
    (total,) = team.count(session, scope, narrowed)
    page = paging.page(total, SIZE, "contrat")
    people = team.members(session, scope, narrowed, page.offset, SIZE) if total else []
    found = conflicts_of(session, [one.contract_id for one in people if one.contract_id])
    return {
        "page": page,
        "people": [_person(one, found.get(one.contract_id or 0, [])) for one in people],
        "links": {"home": url_for("coordinator.home", network_id=scope.network_id)},
    }


def _person(member: Member, conflicts: list[Conflict]) -> dict[str, Any]:
    return {
        "name": member.name,
        "employer": member.employer or "",
        "href": url_for("adviser.contract", adviser_id=member.adviser_id),
        "dates": [{"label": FIELDS[one.field], "reasons": one.settlement.reasons} for one in conflicts],
    }
