"""A coordinator's first page: what to act on, whom to call, what employers decide, when contracts end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.contracts import priorities, refills, team
from workforce.contracts.calendar import add_months
from workforce.contracts.followed import Filter, Scope
from workforce.contracts.priorities import LOOK_AHEAD, PersonFacts
from workforce.contracts.questions import follow_ups, unanswered
from workforce.contracts.refills import Refill
from workforce.contracts.team import Member
from workforce.web import coordinator_endings, coordinator_map
from workforce.web.access import place
from workforce.web.coordinator_lines import contact_of, scale_from, thin_of
from workforce.web.coordinator_team import answer_of
from workforce.web.frise import months_over
from workforce.web.pressing import level_of_end, level_of_task
from workforce.web.team_filters import Asked, filter_of, label_of
from workforce.wording import count_fr, date_fr, in_days_fr, list_fr, number_fr, plural_fr

CALLED_FIRST = 8
CALLED_AT_ONCE = 3  # Of them, those shown unfolded: a phone shows one person a screen.
WEIGHED = 400  # The nearest ends among which those to call are chosen.
NEAR_MONTHS = 3
ANSWERS_SHOWN = 3
REFILLS_SHOWN = 3
MOST_STATEMENTS = 5


@dataclass(frozen=True)
class _Statement:
    """A number that is counted by the very filters that its link asks for."""

    asked: Asked
    singular: str
    plural: str
    label: str
    level: str
    endpoint: str = "coordinator.team"
    is_said_of_none: bool = False  # A zero is news worth a line.


def view(session: Session, scope: Scope, asked: coordinator_endings.AskedEndings) -> dict[str, Any]:
    """Return what the template shows."""
    said = statements(scope.today)
    everybody, *numbers = team.count(session, scope, Filter(), *(filter_of(one.asked) for one in said))
    shown = [
        _said(one, number, scope)
        for one, number in zip(said, numbers, strict=True)
        if number or one.is_said_of_none
    ] + _unanswered(session, scope)
    near = team.members(session, scope, Filter(ends_before=_ahead(scope.today)), limit=WEIGHED)
    empty = refills.refills(session, scope)
    territories = coordinator_map.view(session, scope, _ahead(scope.today))
    codes = sorted(one["code"] for one in territories["departements"] + territories["other_departements"])
    return {
        "scope": _scope_words(scope, everybody),
        "statements_of_network": shown[:MOST_STATEMENTS] if everybody else [],
        "scale_months": months_over(scale_from(scope.today)),
        "called_at_once": CALLED_AT_ONCE,
        "people_to_call": _people_to_call(near, scope.today),
        "decisions": _decisions(near, scope),
        "refills": [_refill(one, scope.today) for one in empty[:REFILLS_SHOWN]],
        "refills_beyond": max(0, len(empty) - REFILLS_SHOWN),
        "after_end": follow_ups.shown(follow_ups.counts(session, scope)),
        **territories,
        **coordinator_endings.view(session, scope, asked, [code for code in codes if code]),
        "links": {
            "team": url_for("coordinator.team", network_id=scope.network_id),
            "import": url_for("imports.listing", network_id=scope.network_id),
            "here": url_for("coordinator.home", network_id=scope.network_id),
        },
    }


def statements(today: date) -> list[_Statement]:
    """Return what the page counts, each with the filters that lead to exactly those people."""
    horizon, ahead = end_of_month(add_months(today, NEAR_MONTHS)), _ahead(today)
    by = f"d’ici le {date_fr(horizon)}."
    return [
        _Statement({"avant": [horizon.isoformat()]}, f"contrat se termine {by}", f"contrats se terminent {by}",
                   "Voir lesquels", "plan", is_said_of_none=True),
        _Statement({"avant": [ahead.isoformat()], "suite": ["aucune"]},
                   "personne dont le contrat se termine d’ici six mois n’a aucune suite connue.",
                   "personnes dont le contrat se termine d’ici six mois n’ont aucune suite connue.",
                   "Les appeler", "urgent", is_said_of_none=True),
        _Statement({"reponse": ["en-retard"]}, "réponse d’employeur est en retard : le délai pour la donner est passé.",
                   "réponses d’employeurs sont en retard : le délai pour les donner est passé.", "Les relancer", "urgent"),
        _Statement({"dates": ["contradictoires"]}, "contrat a une date que deux sources contredisent.",
                   "contrats ont une date que deux sources contredisent.", "Trancher", "plan", "coordinator.conflicts"),
        _Statement({"dates": ["inconnues"]},
                   "personne n’a pas toutes les dates de son contrat : sans date, aucune alerte.",
                   "personnes n’ont pas toutes les dates de leur contrat : sans date, aucune alerte.",
                   "Compléter", "plan"),
    ]  # fmt: skip


def _unanswered(session: Session, scope: Scope) -> list[dict[str, Any]]:
    """Say how many questions nobody answered, where there are any."""
    number = unanswered.count(session, unanswered.of_scope(scope))
    sentence = f"{plural_fr(number, 'question n’a', 'questions n’ont')} reçu de réponse ni de la personne ni de sa structure."
    href = url_for("coordinator.questions", network_id=scope.network_id)
    shown = {
        "number": number_fr(number), "sentence": sentence, "label": "Répondre ou appeler", "href": href, "level": "plan",
    }  # fmt: skip
    return [shown] if number else []


def end_of_month(day: date) -> date:
    """Return the last day of the month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def _ahead(today: date) -> date:
    return today + timedelta(days=LOOK_AHEAD)


def _said(one: _Statement, number: int, scope: Scope) -> dict[str, Any]:
    narrowed: Any = one.asked if one.endpoint == "coordinator.team" else {}
    href = url_for(one.endpoint, network_id=scope.network_id, **narrowed)
    sentence = one.plural if number > 1 else one.singular
    if not number:
        return {"number": "0", "sentence": sentence, "label": "", "href": "", "level": "calm"}
    return {
        "number": number_fr(number),
        "sentence": sentence,
        "label": one.label,
        "href": href,
        "level": one.level,
    }


def _scope_words(scope: Scope, everybody: int) -> str:
    where = place().name
    if scope.departements is not None:
        where = f"{where}, {list_fr([label_of(code) for code in sorted(scope.departements)])}"
    return f"{where}, {count_fr(everybody, 'conseiller')}"


def _people_to_call(near: Sequence[Member], today: date) -> list[dict[str, Any]]:
    by_id = {one.adviser_id: one for one in near}
    ranked = priorities.rank(map(_facts, near), today, CALLED_FIRST)
    return [_to_call(by_id[one.adviser_id], one.reasons, today) for one in ranked]


def _facts(member: Member) -> PersonFacts:
    assert member.last_day is not None
    return PersonFacts(
        member.adviser_id,
        member.last_day,
        member.has_plan,
        member.is_conflicting,
        member.has_account,
        start_is_known=member.start is not None,
        answer=member.intent.answer if member.intent else None,
        word_due=member.word_due,
    )


def _to_call(member: Member, reasons: Sequence[str], today: date) -> dict[str, Any]:
    assert member.last_day is not None
    return {
        "name": member.name,
        "href": url_for("adviser.home", adviser_id=member.adviser_id),
        "employer": member.employer or "",
        "contact": contact_of(member),
        "reasons": reasons,
        "thin": thin_of(member, today),
        "date": date_fr(member.last_day),
        "iso": member.last_day.isoformat(),
        "distance": in_days_fr(member.last_day, today),
        "level": level_of_end(member.last_day, today),
        "label": "Voir son contrat",
        "action_href": url_for("adviser.contract", adviser_id=member.adviser_id),
    }


def _decisions(near: Sequence[Member], scope: Scope) -> dict[str, Any]:
    """Return the latest answers of employers, then those whose day comes first."""
    told = [(one.intent.answered_at, one) for one in near if one.intent]
    told.sort(key=lambda pair: pair[0], reverse=True)
    owed = [one for one in near if one.word_due and one.intent is None]
    owed.sort(key=lambda one: one.word_due or scope.today)

    def towards(*answers: str) -> str:
        return url_for("coordinator.team", network_id=scope.network_id, reponse=answers)

    return {
        "given": [_decision(one, scope.today) for _, one in told[:ANSWERS_SHOWN]],
        "owed": [_decision(one, scope.today) for one in owed[:ANSWERS_SHOWN]],
        "all_given": towards("renouvelle", "perennise", "arrete", "indecise"),
        "all_owed": towards("attendue", "en-retard"),
    }


def _decision(member: Member, today: date) -> dict[str, Any]:
    words, level = answer_of(member, today) or ("", "")
    return {
        "name": member.name,
        "href": url_for("adviser.contract", adviser_id=member.adviser_id),
        "employer": member.employer or "",
        "words": words.removeprefix("employeur : "),
        "level": level,
        "on": date_fr(member.intent.answered_at.date()) if member.intent else "",
    }


def _refill(one: Refill, today: date) -> dict[str, Any]:
    left = f"Poste quitté par {one.left_by}." if one.left_by else "Poste déclaré vacant."
    due = one.due_on
    return {
        "employer": one.employer,
        "sentence": left,
        "date": date_fr(due) if due else "",
        "iso": due.isoformat() if due else "",
        "distance": in_days_fr(due, today) if due else "",
        "level": level_of_task(due, today) if due else "",
        "is_too_late": one.is_too_late(today),
    }
