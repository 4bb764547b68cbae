"""How many of each planet it takes: a rule for everybody, others for a bloc, a département or both. The last word counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Field, Session, SQLModel, col, select

from workforce.accounts.models import Account
from workforce.refusals import Refused
from workforce.territories.departements import normalise
from workforce.trainings.planets import lights
from workforce.trainings.planets.deciding import Needed
from workforce.trainings.planets.models import Threshold
from workforce.trainings.planets.terms import BLOCS

Place = tuple[int | None, str]  # A bloc or all, a département or all.
HISTORY_SHOWN = 50


class ThresholdDraft(SQLModel):
    """Thresholds as an operator types them. No bloc, no département: the rule of every place that has none of its own."""

    bloc: int | None = None
    departement: str = Field(default="", max_length=3)
    learners: int = Field(ge=1, le=100)
    employers: int = Field(ge=0, le=50)
    bodies: int = Field(ge=1, le=20)


@dataclass(frozen=True)
class Said:
    """One line of the history: what an operator said, who and when."""

    row: Threshold
    by: str
    made_at: datetime


def in_force(session: Session) -> Mapping[Place, Needed]:
    """Return the rules in force by place, in one query; the general one is always there."""
    last = (
        select(Threshold)
        .order_by(col(Threshold.bloc), col(Threshold.departement), col(Threshold.id).desc())
        .ext(distinct_on(col(Threshold.bloc), col(Threshold.departement)))
    )
    rules = {
        (row.bloc, row.departement): Needed(row.learners, row.employers, row.bodies)
        for row in session.exec(last)
        if not row.is_lifted
    }
    return {(None, ""): Needed()} | rules


def needed(rules: Mapping[Place, Needed], departement: str, bloc: int) -> Needed:
    """Return the rule of one place: its own, else its département's, else its bloc's, else everybody's."""
    ways: tuple[Place, ...] = ((bloc, departement), (None, departement), (bloc, ""))
    return next((rules[way] for way in ways if way in rules), rules[None, ""])


def change(session: Session, draft: ThresholdDraft, account_id: int) -> None:
    """Add a rule; every light is worked out again. Raises Refused for a bloc or a département that is none."""
    _keep(
        session, draft.bloc, draft.departement, account_id, draft.model_dump(exclude={"bloc", "departement"})
    )


def lift(session: Session, bloc: int | None, departement: str, account_id: int) -> None:
    """Have a place follow the broader rule again. Raises Refused where it has no rule of its own, and for the general one."""
    former = in_force(session).get((bloc, departement)) if (bloc, departement) != (None, "") else None
    if former is None:
        raise Refused({"": "Ce seuil n’est plus en vigueur."})
    figures = {"learners": former.learners, "employers": former.employers, "bodies": former.bodies}
    _keep(session, bloc, departement, account_id, figures | {"is_lifted": True})


def history(session: Session) -> list[Said]:
    """Return what operators said, the latest first."""
    rows = session.exec(
        select(Threshold, Account.name)
        .outerjoin(Account, col(Account.id) == Threshold.account_id)
        .order_by(col(Threshold.id).desc())
        .limit(HISTORY_SHOWN)
    )
    return [Said(row, name or "", row.made_at) for row, name in rows]


def _keep(
    session: Session, bloc: int | None, departement: str, account_id: int, figures: dict[str, Any]
) -> None:
    if bloc is not None and bloc not in BLOCS:
        raise Refused({"bloc": "Choisissez un bloc de la liste."})
    if departement and normalise(departement) != departement:
        raise Refused({"departement": "Choisissez un département de la liste."})
    session.add(Threshold(bloc=bloc, departement=departement, account_id=account_id, **figures))
    session.flush()
    lights.look_at_all(session)
