"""The dates that sources do not agree on, with every voice: somebody has to settle."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.contracts import post_reading, team
from workforce.contracts.conflicts import Conflict, conflicts_of
from workforce.contracts.followed import Filter, Scope
from workforce.contracts.post_reading import PostLine
from workforce.contracts.team import Member
from workforce.web import paging
from workforce.wording import count_fr

SIZE = 25  # People a page.
FIELDS = {"start_date": "Début du contrat", "end_date": "Fin du contrat"}


def view(session: Session, scope: Scope) -> dict[str, Any]:
    """Return what the template shows."""
    narrowed = Filter(is_conflicting=True)
    (total,) = team.count(session, scope, narrowed)
    page = paging.page(total, SIZE, "contrat")
    people = team.members(session, scope, narrowed, page.offset, SIZE) if total else []
    posts = post_reading.conflicting_posts(session, scope)
    found = conflicts_of(session, [one.contract_id for one in people if one.contract_id])
    return {
        "page": page,
        "people": [_person(one, found.get(one.contract_id or 0, [])) for one in people],
        "posts": [_post(one) for one in posts[:SIZE]],
        "posts_sentence": count_fr(
            len(posts), "poste que son contrat contredit", "postes que leurs contrats contredisent"
        ),
        "others": len(posts) - SIZE,
        "links": {"home": url_for("coordinator.home", network_id=scope.network_id)},
    }


def _person(member: Member, conflicts: list[Conflict]) -> dict[str, Any]:
    return {
        "name": member.name,
        "employer": member.employer or "",
        "href": url_for("contracts.dates", contract_id=member.contract_id),
        "dates": [{"label": FIELDS[one.field], "reasons": one.settlement.reasons} for one in conflicts],
    }


def _post(line: PostLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "employer": line.employer,
        "post": line.post,
        "sentence": line.conflict.sentence,
        "href": url_for("contracts.dates", contract_id=line.contract_id),
    }
