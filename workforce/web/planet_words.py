"""What the three say, in one act each, and taking it back: an adviser's wish, an employer's will, a body's ability."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.settings import settings
from workforce.skills.background import Background
from workforce.skills.standing import MissingCCPs
from workforce.skills.titles.in_force import in_force
from workforce.territories.departements import departements
from workforce.trainings.planets import board, pledges
from workforce.trainings.planets.deciding import sought_sentence
from workforce.trainings.planets.terms import (
    ATTENDANCES,
    BLOCS,
    REACHES,
    Attendance,
    PledgeKind,
    Reach,
    latest_start,
)
from workforce.web import htmx
from workforce.web.person import Person
from workforce.wording import FIRM_SPACE, count_fr, date_fr, hours_fr, in_days_fr, list_fr

MODES = [
    ("on_site", "Sur place"),
    ("hybrid", "En partie à distance"),
    ("remote", "À distance, partout en France"),
]
BLOC_CHOICES = [(str(one), f"CCP{one}") for one in BLOCS]
ENDS = "pour se terminer avant votre contrat"
OUTLASTS = (
    "ne se terminerait plus avant votre contrat : votre souhait ne fait plus avancer le seuil. Vous restez prévenu, et "
    "une session commencée pendant le contrat peut se finir après"
)
EMPTY_WILL = {"bloc": str(BLOCS[0]), "people": 1, "hours_per_week": "", "expires_on": ""}
EMPTY_ABILITY = {
    "bloc": str(BLOCS[0]), "mode": "on_site", "departements": "", "least_people": "", "opens_from": "", "expires_on": "",
}  # fmt: skip


def of_adviser(
    session: Session, who: Person, background: Background, missing: MissingCCPs, last_day: date | None
) -> dict[str, Any]:
    """Return the blocs that an adviser lacks, what they say of each, and how many look for it around them."""
    if not who.is_owner:
        return {"wishes": [], "wish_start": "", "wish_choices": {}}
    today, departement = clock.today(), who.departement
    known = in_force(session).by_ccp
    held = {known[one.code].number for one in background.holdings if one.code in known}
    said = {one.bloc: one for one in pledges.pledges_of(session, PledgeKind.WISH, who.id)}
    lacking = [bloc for bloc in BLOCS if bloc not in held and not missing.holds_a_title]
    is_placed = departement in departements()
    states = (
        board.states(session, [(departement, bloc) for bloc in lacking], today)
        if lacking and is_placed
        else {}
    )
    return {
        "wishes": [
            {
                "bloc": bloc,
                "sought": sought_sentence(states[departement, bloc], bloc, departement) if states else "",
                "is_lit": bool(states) and states[departement, bloc].is_lit,
                "said": _wish(said[bloc]) if bloc in said else None,
            }
            for bloc in lacking
        ],
        "wish_start": _latest_start(last_day) if any(bloc in said for bloc in lacking) else "",
        "wish_choices": {
            "attendance": [(one.value, label) for one, label in ATTENDANCES.items()],
            "reach": [(one.value, label) for one, label in REACHES.items()],
        },
    }


def of_employer(employer_id: int, said: Sequence[Any]) -> dict[str, Any]:
    """Return what an employer says, and the form to say it."""
    today = clock.today()
    return {
        "home": url_for("employer.home", employer_id=employer_id),
        "form": "will",
        "say_action": url_for("planets.say_will", employer_id=employer_id),
        "typed": EMPTY_WILL,
        "said": [
            {
                "bloc": one.bloc,
                "words": f"Vous libérez {count_fr(one.people, 'personne')} pour le CCP{one.bloc}, "
                f"{hours_fr(one.hours_per_week)} par semaine",
                "until": _until(one, today),
                "is_over": one.expires_on < today,
            }
            for one in said
        ],
    }


def of_body(body_id: int, said: Sequence[Any]) -> dict[str, Any]:
    """Return what a body says, and the form to say it."""
    today = clock.today()
    return {
        "home": url_for("trainer.home", body_id=body_id),
        "form": "ability",
        "say_action": url_for("planets.say_ability", body_id=body_id),
        "typed": EMPTY_ABILITY,
        "said": [
            {
                "bloc": one.bloc,
                "words": f"Vous pouvez ouvrir le CCP{one.bloc} "
                f"à partir de {count_fr(one.least_people, 'personne')}, {_where(one)}",
                "until": f"Entre le {date_fr(one.opens_from)} et le {date_fr(one.expires_on)}. {_until(one, today)}",
                "is_over": one.expires_on < today,
            }
            for one in said
        ],
    }  # fmt: skip


def withdrawn(kind: PledgeKind, session: Session, owner_id: int) -> bool:
    """Take a word back where the button says so; tell whether it did."""
    if request.form.get("step") != "withdraw" or request.form.get("bloc", "") not in map(str, BLOCS):
        return False
    pledges.withdraw(session, kind, owner_id, int(request.form["bloc"]))
    return True


def done(words: str, back: str) -> Response:
    """Say what was noted, and go back to the page."""
    flash(words, "success")
    return htmx.see(back)


def _wish(one: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "how": f"{ATTENDANCES[Attendance(one.attendance)]} ; {REACHES[Reach(one.reach)].lower()}",
        "until": _until(one, today),
        "is_over": one.expires_on < today,
    }


def _until(one: Any, today: Any) -> str:
    """Say how long a word counts, or that it counts no more."""
    if one.expires_on < today:
        return f"Cela ne compte plus depuis le {date_fr(one.expires_on)} : redites-le si c’est toujours vrai."
    return f"Cela compte jusqu’au {date_fr(one.expires_on)}, {in_days_fr(one.expires_on, today)}."


def _where(one: Any) -> str:
    known = departements()
    named = list_fr([known[code].label for code in one.departements])
    return f"ici{FIRM_SPACE}: {named}" if named else "à distance, partout en France"


def _latest_start(last_day: date | None) -> str:
    """Say by when a session of the usual length must start to end before the contract."""
    today, weeks = clock.today(), settings().usual_session_weeks
    if last_day is None:
        return ""
    latest = latest_start(last_day, weeks)
    length = f"Une session de {count_fr(weeks, 'semaine')}"
    return f"{length} {OUTLASTS if latest < today else f'doit commencer le {date_fr(latest)} au plus tard {ENDS}'}."
