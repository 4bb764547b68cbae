"""The team list: each line is a person, with a thin time bar on a scale that all lines share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce.contracts import long_lists, team
from workforce.contracts.followed import Scope
from workforce.contracts.intents import Intent
from workforce.contracts.kinds import KIND_LABELS, Answer
from workforce.contracts.team import Member
from workforce.skills.shown import blocs_shown
from workforce.territories.models import Network
from workforce.trainings.listing import short_names
from workforce.web import paging, team_filters
from workforce.web.coordinator_lines import contact_of, scale_from, thin_of
from workforce.web.frise import months_over
from workforce.web.pressing import level_of_end
from workforce.web.team_filters import Asked, label_of
from workforce.wording import date_fr, in_days_fr

SIZE = 30  # Lines a page: more would weigh too much on a phone.
ANSWERED = {  # Answer → what the employer does, and its level.
    Answer.RENEW: ("renouvelle", "calm"),
    Answer.MAKE_PERMANENT: ("pérennise", "calm"),
    Answer.END: ("ne renouvelle pas", "urgent"),
    Answer.UNKNOWN: ("ne sait pas encore", "plan"),
}


def view(session: Session, scope: Scope) -> dict[str, Any]:
    """Return what the template shows."""
    asked = team_filters.asked_of(request.args)
    narrowed = team_filters.filter_of(asked)
    (total,) = team.count(session, scope, narrowed)
    page = paging.page(total, SIZE, "conseiller", **asked)
    lines = long_lists.page(session, scope, narrowed, page.offset, SIZE, total) if total else []
    blocs = blocs_shown(session, [line.adviser_id for line in lines])
    codes = team.departements(session, scope)
    return {
        "network": session.get_one(Network, scope.network_id).name,
        "people": [_line(line, blocs, scope.today, asked) for line in lines],
        "scale_months": months_over(scale_from(scope.today)),
        "page": page,
        "asked": asked,
        "tags": team_filters.tags_of(asked, scope.network_id),
        "choices": team_filters.choices(codes, asked),
        "links": _links(scope, asked),
    }


def _links(scope: Scope, asked: Asked) -> dict[str, str]:
    narrowed: Any = asked
    return {
        "here": url_for("coordinator.team", network_id=scope.network_id),
        "import": url_for("imports.listing", network_id=scope.network_id),
        "csv": url_for("coordinator.team_csv", network_id=scope.network_id, **narrowed),
        "xlsx": url_for("coordinator.team_xlsx", network_id=scope.network_id, **narrowed),
    }


def _line(member: Member, blocs: Mapping[int, Sequence[str]], today: date, asked: Asked) -> dict[str, Any]:
    held, narrowed = blocs.get(member.adviser_id, ()), {**asked}
    return {
        "name": member.name,
        "href": url_for("adviser.contract", adviser_id=member.adviser_id),
        "employer": member.employer or "",
        "place": label_of(member.departement),
        "kind": KIND_LABELS[member.kind] if member.kind else "",
        "end": end_of(member, today),
        "words": why_no_end(member),
        "answer": answer_of(member, today),
        "is_conflicting": member.is_conflicting,
        "thin": thin_of(member, today) if member.contract_id else None,
        "blocs": short_names(list(held)) if held else "",
        "contact": contact_of(member),
        "access": "open" if member.has_account else "none" if member.email else "no_address",
        "invite": url_for("coordinator.invite", adviser_id=member.adviser_id, **narrowed),  # type: ignore[arg-type]
    }


def end_of(member: Member, today: date) -> dict[str, str] | None:
    """Return the end of the contract that counts, as a list says it."""
    day = member.last_day
    if day is None:
        return None
    level = "info" if day < today else level_of_end(day, today)
    return {
        "date": date_fr(day),
        "distance": in_days_fr(day, today),
        "iso": day.isoformat(),
        "level": level,
        "word": "terminé" if day < today else "",
    }


def answer_of(member: Member, today: date) -> tuple[str, str] | None:
    """Say what the employer answered, or by when the answer is awaited; None where nothing is."""
    if member.last_day is None or member.last_day < today:
        return None
    said, due = member.intent, member.word_due
    if due and not _is_decided(said):
        doubt = "ne sait pas encore, " if said else ""
        if due < today:
            return f"employeur : {doubt}réponse attendue depuis le {date_fr(due)}", "overdue"
        return f"employeur : {doubt}réponse attendue avant le {date_fr(due)}", "info"
    if said is None:
        return None
    words, level = ANSWERED[said.answer]
    return f"employeur : {words}", level


def _is_decided(said: Intent | None) -> bool:
    return said is not None and said.answer is not Answer.UNKNOWN


def why_no_end(member: Member) -> str:
    """Say why there is no end to show."""
    if member.contract_id is None:
        return "Aucun contrat connu"
    return "Sans date de fin" if member.is_open_ended else "Date de fin inconnue"
