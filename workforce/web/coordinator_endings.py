"""The curve of endings, with the rate of renewal as a slider, and the blocs that leave with the people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlmodel import Session
from werkzeug.datastructures import MultiDict

from workforce.contracts import team
from workforce.contracts.calendar import add_months
from workforce.contracts.curve import MONTHS, Month, curve
from workforce.contracts.followed import Scope
from workforce.territories.departements import departements
from workforce.trainings.losses import Holder, Loss, losses
from workforce.web.frise_layout import SHORT_MONTHS
from workforce.web.team_filters import label_of
from workforce.wording import count_fr, date_fr, list_fr, month_fr, number_fr, plural_fr

STEP = 5  # Per cent.
LOSSES_SHOWN = 6
NAMED = 3  # Holders named in one line.


@dataclass(frozen=True)
class AskedEndings:
    """What the address says of the curve."""

    rate: int = 0
    departement: str = ""


def asked_of(arguments: MultiDict[str, str]) -> AskedEndings:
    """Keep, of an address, what means something."""
    rate = arguments.get("renouvellement", 0, int)
    place = arguments.get("departement", "")
    return AskedEndings(min(max(rate, 0), 100), place if place in departements() else "")


def view(session: Session, scope: Scope, asked: AskedEndings, codes: Sequence[str]) -> dict[str, Any]:
    """Return what the template shows of the curve and of what is about to be lost, in these départements."""
    until = add_months(scope.today.replace(day=1), MONTHS) - timedelta(days=1)
    place = asked.departement if asked.departement in codes else ""
    here = replace(scope, departements=frozenset({place})) if place else scope
    months = curve(team.endings_by_month(session, here, until), scope.today, asked.rate)
    going = losses(session, here, until)
    return {
        "endings_by_month": [_month(one, scope, place) for one in months]
        if any(one.endings for one in months)
        else [],
        "tallest": max(one.endings for one in months),
        "renewals": asked.rate,
        "step": STEP,
        "leaving": leaving_words(
            sum(one.departures for one in months), total := sum(one.endings for one in months)
        ),
        "leaving_forms": {number: leaving_words(number, total) for number in (0, 1, 2)},
        "place": place,
        "place_label": label_of(place) if place else "",
        "place_choices": [("", "Tout le réseau"), *((code, label_of(code)) for code in codes)],
        "losses": [_loss(one) for one in going[:LOSSES_SHOWN]],
        "losses_beyond": max(0, len(going) - LOSSES_SHOWN),
    }


def leaving_words(leaving: int, endings: int) -> str:
    """Say how many people leave in a year, of how many contracts that end."""
    if not leaving:
        return "Personne ne partirait d’ici douze mois."
    verb = plural_fr(leaving, "partirait", "partiraient")
    return (
        f"{count_fr(leaving, 'personne')} {verb} d’ici douze mois, sur {count_fr(endings, 'fin')} de contrat."
    )


def _month(one: Month, scope: Scope, place: str) -> dict[str, Any]:
    last = add_months(one.first, 1) - timedelta(days=1)
    window: dict[str, Any] = {"apres": max(one.first, scope.today).isoformat(), "avant": last.isoformat()}
    if place:
        window["departement"] = place
    return {
        "label": f"{SHORT_MONTHS[one.first.month - 1]} {one.first:%y}",
        "name": month_fr(one.first),
        "endings": one.endings,
        "departures": one.departures,
        "href": url_for("coordinator.team", network_id=scope.network_id, **window) if one.endings else "",
    }


def _loss(one: Loss) -> dict[str, str]:
    last = "le seul titulaire connu" if len(one.holders) == 1 else "le dernier des titulaires connus"
    return {
        "sentence": f"{label_of(one.departement)} : en {month_fr(one.on)}, {last} du CCP{one.bloc} s’en va.",
        "holders": f"{_leaving(one.holders)}.",
    }


def _leaving(holders: Sequence[Holder]) -> str:
    said = [f"{one.name} ({date_fr(one.last_day)})" for one in holders[:NAMED] if one.last_day]
    others = len(holders) - NAMED
    return list_fr([*said, f"{number_fr(others)} {plural_fr(others, 'autre')}"] if others > 0 else said)
