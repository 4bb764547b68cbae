"""How many learners, employers and bodies it takes: read and changed by operators, with who said what and when."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.territories.departements import departement, departements
from workforce.trainings.planets import thresholds
from workforce.trainings.planets.deciding import Needed
from workforce.trainings.planets.terms import BLOCS
from workforce.trainings.planets.thresholds import Place, Said, ThresholdDraft
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.planets import pages
from workforce.wording import count_fr, moment_fr

KEPT = "Le seuil est enregistré : les lumières sont recalculées dans un instant."


@pages.get("/exploitation/planetes/seuils", endpoint="thresholds")
@allow(policy.is_operator)
def show_thresholds() -> Response:
    """Show the rules in force, and what operators said before."""
    with transaction() as session:
        return _page(session)


@pages.post("/exploitation/planetes/seuils")
@allow(policy.is_operator)
def change_thresholds() -> Response:
    """Add a rule, or have a place follow the broader one again."""
    try:
        with transaction() as session:
            if request.form.get("step") == "lift":
                bloc = request.form.get("bloc", "")
                where = request.form.get("departement", "")
                thresholds.lift(session, int(bloc) if bloc.isdecimal() else None, where, actor().account_id)
            else:
                thresholds.change(session, forms.read(ThresholdDraft), actor().account_id)
    except Refused as refused:
        with transaction() as session:
            return _page(session, 422, refused.errors, forms.typed(ThresholdDraft))
    flash(KEPT, "success")
    return htmx.go_to("planets.thresholds")


def _page(
    session: Session,
    status: int = 200,
    errors: dict[str, str] | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    rules = thresholds.in_force(session)
    general = rules[None, ""]
    first = {"bloc": "", "departement": ""} | _figures(general)
    return htmx.page(
        "planets/thresholds.html",
        status,
        errors=errors or {},
        typed=typed or first,
        rules=[_rule(where, rules[where]) for where in sorted(rules, key=lambda one: (one[1], one[0] or 0))],
        history=[_said(one) for one in thresholds.history(session)],
        blocs=[("", "Les deux blocs"), *((str(one), f"CCP{one}") for one in BLOCS)],
        departements=[("", "Tous"), *((one.code, one.label) for one in departements().values())],
        back=url_for("planets.everywhere"),
        today=clock.today(),
    )


def _figures(needed: Needed) -> dict[str, Any]:
    return {"learners": needed.learners, "employers": needed.employers, "bodies": needed.bodies}


def _rule(where: Place, needed: Needed) -> dict[str, Any]:
    bloc, code = where
    return {
        "place": _where(bloc, code), "bloc": bloc or "", "departement": code, "is_general": where == (None, ""),
        **_figures(needed),
    }  # fmt: skip


def _said(one: Said) -> str:
    row, who = one.row, one.by or "un compte effacé"
    where = _where(row.bloc, row.departement)
    if row.is_lifted:
        return f"{moment_fr(one.made_at)}, {who} : {where}, retour à la règle plus large."
    figures = (row.learners, "apprenant"), (row.employers, "employeur"), (row.bodies, "organisme")
    told = ", ".join(count_fr(*one) for one in figures)
    return f"{moment_fr(one.made_at)}, {who} : {where}, {told}."


def _where(bloc: int | None, code: str) -> str:
    found = departement(code) if code else None
    where = found.label if found else "tous les départements"
    return f"{f'CCP{bloc}' if bloc else 'Les deux blocs'}, {where}"
