"""Beside each contract: who confirmed its end and when, and what became of the person afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from workforce.contracts.claims import SOURCE_LABELS, ClaimSource
from workforce.contracts.history import Said
from workforce.contracts.outlook import ContractLine
from workforce.contracts.questions import follow_ups
from workforce.contracts.questions.asking import STILL_FRESH
from workforce.contracts.questions.follow_ups import Told
from workforce.contracts.questions.kinds import COUNTED_AS, NEXT_STEP_LABELS
from workforce.contracts.questions.standings import PERSONS
from workforce.web.person import Person
from workforce.wording import date_fr, moment_fr

NEAR = timedelta(days=365)  # An end beyond this is not worth a confirmation yet.
OPTIONS = [(step.value, label) for step, label in NEXT_STEP_LABELS.items()]


def truths(
    session: Session,
    who: Person,
    contracts: Sequence[ContractLine],
    said: Mapping[tuple[int, str], Said],
    today: date,
) -> dict[int, dict[str, Any]]:
    """Return, for each contract, who confirmed its end, and what is said of what followed."""
    told = follow_ups.latest(session, [one.id for one in contracts])
    return {
        one.id: _confirmation(one, said.get((one.id, "end_date")), who, today)
        | _followed(told.get(one.id), who, _is_last(one, contracts, today))
        for one in contracts
    }


def _confirmation(one: ContractLine, said: Said | None, who: Person, today: date) -> dict[str, Any]:
    if one.end is None or one.terminated_on or one.is_over(today):
        return {"confirmed": "", "may_confirm": False}
    words = [row for row in said.rows if row.value == one.end and row.source in PERSONS] if said else []
    if said is None or not words:
        return {
            "confirmed": "Personne n’a encore confirmé cette date.",
            "may_confirm": one.end - today < NEAR,
        }
    last = words[-1]
    name = said.names.get(last.account_id or 0, "")
    by = _by(ClaimSource(last.source), name, who)
    fresh = last.stated_on > today - STILL_FRESH
    return {
        "confirmed": f"Confirmée le {date_fr(last.stated_on)} par {by}.",
        "may_confirm": not fresh and one.end - today < NEAR,
    }


def _by(source: ClaimSource, name: str, who: Person) -> str:
    if who.is_owner and source is ClaimSource.ADVISER:
        return "vous"
    label = SOURCE_LABELS[source]
    return f"{name} ({label})" if name else label


def _is_last(one: ContractLine, contracts: Sequence[ContractLine], today: date) -> bool:
    """Tell whether this contract is over and no other is known beyond its last day."""
    beyond = (other for other in contracts if other.id != one.id)
    return one.is_over(today) and not any(
        (other.last_day or date.max) > (one.last_day or date.max) for other in beyond
    )


def _followed(told: Told | None, who: Person, is_last: bool) -> dict[str, Any]:
    sentence = ""
    if told and (who.is_owner or told.is_shown):
        sentence = f"{COUNTED_AS[told.next_step]}, dit le {moment_fr(told.answered_at)}."
    return {
        "follow_up": sentence,
        "asks": OPTIONS if who.is_owner and is_last else None,
        "answer": told.next_step.value if told else "",
        "is_shown": bool(told and told.is_shown),
    }
