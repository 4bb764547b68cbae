"""The team list: filters and order live in the address, in French; each line is a thin time bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce.contracts import team
from workforce.contracts.kinds import KIND_LABELS, ContractKind
from workforce.contracts.team import Filter, Member, Scope
from workforce.skills.shown import blocs_shown
from workforce.trainings.listing import short_names
from workforce.web import paging
from workforce.web.coordinator_home import label_of
from workforce.web.coordinator_lines import scale_from, thin_of
from workforce.web.frise import months_over
from workforce.web.pressing import level_of_end
from workforce.wording import date_fr, in_days_fr

SIZE = 50  # Lines a page.
SORTS = {"fin": "end", "nom": "name", "structure": "employer", "departement": "departement"}
SORT_LABELS = {"fin": "fin de contrat", "nom": "nom", "structure": "structure", "departement": "département"}
STATES = {"en-cours": "running", "termines": "ended"}
NO_DEPARTEMENT = "-"


def view(session: Session, scope: Scope) -> dict[str, Any]:
    """Return what the template shows."""
    asked = asked_of(request.args)
    narrowed = filter_of(asked)
    (total,) = team.count(session, scope, narrowed)
    page = paging.page(total, SIZE, "conseiller", **asked)
    lines = team.members(session, scope, narrowed, page.offset, SIZE) if total else []
    blocs = blocs_shown(session, [line.adviser_id for line in lines])
    codes = team.departements(session, scope)
    return {
        "people": [_line(line, blocs, scope.today, asked) for line in lines],
        "scale_months": months_over(scale_from(scope.today)),
        "page": page,
        "asked": asked,
        "tags": tags_of(asked, scope.network_id),
        "choices": _choices(codes),
        "links": {
            "here": url_for("coordinator.team", network_id=scope.network_id),
            "import": url_for("imports.listing", network_id=scope.network_id),
        },
    }


@dataclass(frozen=True)
class _Name:
    """A name of the address: what it may say, and the words of its tag."""

    is_known: Callable[[str], bool]
    tag: Callable[[str], str]


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value) is not None
    except ValueError:
        return False


NAMES: dict[str, _Name] = {
    "departement": _Name(lambda v: v == NO_DEPARTEMENT or 1 < len(v) < 4, lambda v: label_of(v.strip("-"))),
    "avant": _Name(_is_date, lambda v: f"fin d’ici le {date_fr(date.fromisoformat(v))}"),
    "type": _Name(lambda v: v in set(ContractKind), lambda v: KIND_LABELS[ContractKind(v)]),
    "etat": _Name(
        lambda v: v in STATES, lambda v: {"en-cours": "contrat en cours", "termines": "contrat terminé"}[v]
    ),
    "dates": _Name(
        lambda v: v in ("inconnues", "contradictoires"),
        lambda v: f"dates {v}",
    ),
    "suite": _Name(lambda v: v == "aucune", lambda _: "aucune suite connue"),
    "tri": _Name(lambda v: v in SORTS and v != "fin", lambda v: f"tri par {SORT_LABELS[v]}"),
}


def asked_of(arguments: Mapping[str, str]) -> dict[str, str]:
    """Keep, of an address, the filters that mean something."""
    given = {name: arguments.get(name, "").strip() for name in NAMES}
    return {name: value for name, value in given.items() if value and NAMES[name].is_known(value)}


def filter_of(asked: Mapping[str, str]) -> Filter:
    """Turn the filters of an address into those of the room."""
    narrowed = Filter(
        ends_before=date.fromisoformat(asked["avant"]) if "avant" in asked else None,
        kind=asked.get("type", ""),
        state=STATES.get(asked.get("etat", ""), ""),
        is_unknown=asked.get("dates") == "inconnues",
        is_conflicting=asked.get("dates") == "contradictoires",
        is_without_plan=asked.get("suite") == "aucune",
        sort=SORTS[asked.get("tri", "fin")],
    )
    if "departement" not in asked:
        return narrowed
    return replace(
        narrowed, departement="" if asked["departement"] == NO_DEPARTEMENT else asked["departement"]
    )


def tags_of(asked: Mapping[str, str], network_id: int) -> list[tuple[str, str]]:
    """Return each filter in force, with the address that goes without it."""

    def without(name: str) -> str:
        others = {key: value for key, value in asked.items() if key != name}
        return url_for("coordinator.team", network_id=network_id, **others)  # type: ignore[arg-type]

    return [(NAMES[name].tag(value), without(name)) for name, value in asked.items()]


def _choices(codes: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    return {
        "departement": [("", "Tous"), *((code or NO_DEPARTEMENT, label_of(code)) for code in codes)],
        "type": [("", "Tous"), *((str(kind), label) for kind, label in KIND_LABELS.items())],
        "etat": [("", "Tous"), ("en-cours", "En cours ou à venir"), ("termines", "Terminés")],
        "dates": [("", "Toutes"), ("inconnues", "Inconnues"), ("contradictoires", "Contradictoires")],
        "suite": [("", "Toutes"), ("aucune", "Aucune connue")],
        "tri": list(SORT_LABELS.items()),
    }


def _line(
    member: Member, blocs: Mapping[int, Sequence[str]], today: date, asked: Mapping[str, str]
) -> dict[str, Any]:
    held = blocs.get(member.adviser_id, ())
    return {
        "name": member.name,
        "href": url_for("adviser.contract", adviser_id=member.adviser_id),
        "employer": member.employer or "",
        "place": label_of(member.departement),
        "kind": KIND_LABELS[member.kind] if member.kind else "",
        "end": _end(member, today),
        "words": _words(member),
        "is_conflicting": member.is_conflicting,
        "thin": thin_of(member, today) if member.contract_id else None,
        "blocs": short_names(list(held)) if held else "",
        "access": "open" if member.has_account else "none" if member.email else "no_address",
        "invite": url_for("coordinator.invite", adviser_id=member.adviser_id, **asked),  # type: ignore[arg-type]
    }


def _end(member: Member, today: date) -> dict[str, str] | None:
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


def _words(member: Member) -> str:
    """Say why there is no end to show."""
    if member.contract_id is None:
        return "Aucun contrat connu"
    return "Sans date de fin" if member.is_open_ended else "Date de fin inconnue"
