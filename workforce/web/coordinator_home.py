"""A coordinator's first page: what to act on, whom to call, when contracts end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.contracts import priorities, team
from workforce.contracts.calendar import add_months
from workforce.contracts.priorities import LOOK_AHEAD, PersonFacts
from workforce.contracts.questions import follow_ups, unanswered
from workforce.contracts.team import Filter, Member, Scope
from workforce.offers.territory import open_offers
from workforce.territories.departements import departement
from workforce.territories.models import Network
from workforce.trainings.territory import sessions_to_come
from workforce.web.coordinator_lines import scale_from, thin_of
from workforce.web.frise import months_over
from workforce.web.frise_layout import SHORT_MONTHS
from workforce.web.pressing import level_of_end
from workforce.wording import count_fr, date_fr, in_days_fr, list_fr, number_fr, plural_fr

CALLED_FIRST = 8
WEIGHED = 400  # The nearest ends among which those to call are chosen.
MONTHS = 12
NEAR_MONTHS = 3
DEPARTEMENTS_SHOWN = 15


def view(session: Session, scope: Scope, renewals: int) -> dict[str, Any]:
    """Return what the template shows."""
    horizon = end_of_month(add_months(scope.today, NEAR_MONTHS))
    ahead = scope.today + timedelta(days=LOOK_AHEAD)
    everybody, near, alone, conflicting, unknown = team.count(
        session,
        scope,
        Filter(),
        Filter(ends_before=horizon),
        Filter(ends_before=ahead, is_without_plan=True),
        Filter(is_conflicting=True),
        Filter(is_unknown=True),
    )
    months = team.endings_by_month(session, scope, end_of_month(add_months(scope.today, MONTHS - 1)))
    scale = scale_from(scope.today)
    counts = {"near": near, "alone": alone, "conflicting": conflicting, "unknown": unknown}
    counts["asked"] = unanswered.count(session, unanswered.of_scope(scope))
    return {
        "scope": _scope_words(session, scope, everybody),
        "statements_of_network": list(_statements(scope, counts, horizon, ahead)) if everybody else [],
        "scale_months": months_over(scale),
        "people_to_call": _people_to_call(session, scope, ahead),
        "endings_by_month": _by_month(months, scope.today),
        "renewals": renewals,
        "leaving": leaving_words(sum(months.values()), renewals),
        "departements": _departements(session, scope, ahead) if everybody else [],
        "after_end": follow_ups.shown(follow_ups.counts(session, scope)),
        "links": {
            "team": url_for("coordinator.team", network_id=scope.network_id),
            "import": url_for("imports.listing", network_id=scope.network_id),
            "here": url_for("coordinator.home", network_id=scope.network_id),
        },
    }


def end_of_month(day: date) -> date:
    """Return the last day of the month."""
    return add_months(day.replace(day=1), 1) - timedelta(days=1)


def leaving_words(endings: int, renewals: int) -> str:
    """Say how many people leave in a year, at a rate of renewal."""
    leaving = endings - endings * renewals // 100
    if not leaving:
        return "Personne ne partirait d’ici douze mois."
    verb = "partirait" if leaving < 2 else "partiraient"
    return (
        f"{count_fr(leaving, 'personne')} {verb} d’ici douze mois, sur {count_fr(endings, 'fin')} de contrat."
    )


def _scope_words(session: Session, scope: Scope, everybody: int) -> str:
    network = session.get_one(Network, scope.network_id)
    where = network.name
    if scope.departements is not None:
        where = list_fr([label_of(code) for code in sorted(scope.departements)])
    return f"{where}, {count_fr(everybody, 'conseiller')}"


def label_of(code: str) -> str:
    """Return a département as a screen says it."""
    found = departement(code) if code else None
    return found.label if found else code or "département inconnu"


def _statements(
    scope: Scope, counts: Mapping[str, int], horizon: date, ahead: date
) -> Iterator[dict[str, Any]]:
    def towards(**narrowed: Any) -> str:
        return url_for("coordinator.team", network_id=scope.network_id, **narrowed)

    near, alone = counts["near"], counts["alone"]
    ends = f"{plural_fr(near, 'contrat se termine', 'contrats se terminent')} d’ici le {date_fr(horizon)}."
    yield _statement(near, ends, "Voir lesquels", towards(avant=horizon.isoformat()), "plan")
    people = plural_fr(alone, "personne dont le contrat se termine", "personnes dont le contrat se termine")
    without = f"{people} d’ici six mois {plural_fr(alone, 'n’a', 'n’ont')} aucune suite connue."
    yield _statement(
        alone, without, "Les appeler", towards(avant=ahead.isoformat(), suite="aucune"), "urgent"
    )
    if counts["conflicting"]:
        said = plural_fr(counts["conflicting"], "contrat a une date", "contrats ont une date")
        href = url_for("coordinator.conflicts", network_id=scope.network_id)
        yield _statement(
            counts["conflicting"], f"{said} que deux sources contredisent.", "Trancher", href, "plan"
        )
    if counts["unknown"]:
        said = plural_fr(counts["unknown"], "personne n’a", "personnes n’ont")
        sentence = f"{said} pas toutes les dates de leur contrat : sans date, aucune alerte."
        if counts["unknown"] == 1:
            sentence = sentence.replace("leur contrat", "son contrat")
        yield _statement(counts["unknown"], sentence, "Compléter", towards(dates="inconnues"), "plan")
    if counts["asked"]:
        said = plural_fr(counts["asked"], "question n’a", "questions n’ont")
        href = url_for("coordinator.questions", network_id=scope.network_id)
        sentence = f"{said} reçu de réponse ni de la personne ni de sa structure."
        yield _statement(counts["asked"], sentence, "Répondre ou appeler", href, "plan")


def _statement(number: int, sentence: str, label: str, href: str, level: str) -> dict[str, Any]:
    if not number:
        return {"number": "0", "sentence": sentence, "label": "", "href": "", "level": "calm"}
    return {"number": number_fr(number), "sentence": sentence, "label": label, "href": href, "level": level}


def _people_to_call(session: Session, scope: Scope, ahead: date) -> list[dict[str, Any]]:
    near = team.members(session, scope, Filter(ends_before=ahead), limit=WEIGHED)
    by_id = {one.adviser_id: one for one in near}
    ranked = priorities.rank(map(_facts, near), scope.today, CALLED_FIRST)
    return [_to_call(by_id[one.adviser_id], one.reasons, scope.today) for one in ranked]


def _facts(member: Member) -> PersonFacts:
    assert member.last_day is not None
    return PersonFacts(
        member.adviser_id,
        member.last_day,
        member.has_plan,
        member.is_conflicting,
        member.has_account,
        start_is_known=member.start is not None,
    )


def _to_call(member: Member, reasons: Sequence[str], today: date) -> dict[str, Any]:
    assert member.last_day is not None
    return {
        "name": member.name,
        "href": url_for("adviser.home", adviser_id=member.adviser_id),
        "employer": member.employer or "",
        "reasons": reasons,
        "thin": thin_of(member, today),
        "date": date_fr(member.last_day),
        "iso": member.last_day.isoformat(),
        "distance": in_days_fr(member.last_day, today),
        "level": level_of_end(member.last_day, today),
        "label": "Voir son contrat",
        "action_href": url_for("adviser.contract", adviser_id=member.adviser_id),
    }


def _by_month(counts: Mapping[date, int], today: date) -> list[tuple[str, int, str]]:
    """Return twelve months, the empty ones too; nothing where no end is known."""
    if not counts:
        return []
    months = (add_months(today.replace(day=1), n) for n in range(MONTHS))
    return [(f"{SHORT_MONTHS[first.month - 1]} {first:%y}", counts.get(first, 0), "") for first in months]


def _departements(session: Session, scope: Scope, ahead: date) -> list[dict[str, Any]]:
    """Return the départements where most contracts end."""
    ends = team.endings_by_departement(session, scope, ahead)
    offers, sessions = open_offers(session), sessions_to_come(session, scope.today)
    codes = sorted(ends, key=lambda code: (-ends[code][0], code))[:DEPARTEMENTS_SHOWN]
    return [
        {
            "name": label_of(code),
            "href": url_for("coordinator.team", network_id=scope.network_id, departement=code or "-"),
            "endings": ends[code][0],
            "without_lead": ends[code][1],
            "offers": offers.get(code, 0),
            "sessions": sessions.get(code, 0),
        }
        for code in codes
    ]
