"""What the three say: said in one act, changed by saying it again, taken back, and asked again before it ends."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import field_validator, model_validator
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, col, select

from workforce import clock, journal
from workforce.advisers.models import Adviser
from workforce.contracts.calendar import add_months
from workforce.employers.models import Employer
from workforce.facts import PledgeExpiring
from workforce.refusals import Refused
from workforce.territories.departements import departements, normalise
from workforce.trainings.planets import lights
from workforce.trainings.planets.models import BlocWish, BodyAbility, EmployerWill
from workforce.trainings.planets.terms import (
    ASKED_AHEAD,
    BLOCS,
    LONGEST_MONTHS,
    WISH_MONTHS,
    Attendance,
    PledgeKind,
    Reach,
)
from workforce.trainings.situation import Mode

CODES = re.compile(r"[\s,;]+")
MODELS: Mapping[PledgeKind, Any] = {
    PledgeKind.WISH: BlocWish,
    PledgeKind.WILL: EmployerWill,
    PledgeKind.ABILITY: BodyAbility,
}
OWNERS = {PledgeKind.WISH: "adviser_id", PledgeKind.WILL: "employer_id", PledgeKind.ABILITY: "body_id"}


class WishDraft(SQLModel):
    """A bloc that an adviser looks for, and how they would follow a session."""

    bloc: int
    attendance: Attendance = Attendance.ANY
    reach: Reach = Reach.NEIGHBOURS

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse a bloc that has no board."""
        _check_bloc(self.bloc)
        return self


class WillDraft(SQLModel):
    """People whom an employer would free for a bloc. Last day included."""

    bloc: int
    people: int = Field(ge=1, le=500)
    hours_per_week: int = Field(ge=1, le=48)
    expires_on: date

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse a bloc that has no board."""
        _check_bloc(self.bloc)
        return self


class AbilityDraft(SQLModel):
    """Where, when and how a body can open a bloc, and for how many people at least."""

    bloc: int
    departements: list[str] = []
    mode: Mode
    least_people: int = Field(ge=1, le=200)
    opens_from: date
    expires_on: date

    @field_validator("departements", mode="before")
    @classmethod
    def read_codes(cls, typed: list[str]) -> list[str]:
        """Read codes written one after the other, in any usual way: « 83, 6 »."""
        codes = [code for words in typed for code in CODES.split(words) if code]
        unknown = [code for code in codes if normalise(code) is None]
        if unknown:
            raise Refused({"departements": f"« {unknown[0]} » n’est pas le code d’un département."})
        return [str(normalise(code)) for code in codes]

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse dates in the wrong order, a place without a département."""
        if self.expires_on < self.opens_from:
            raise Refused({"expires_on": "La période se termine après avoir commencé."})
        if self.mode is not Mode.REMOTE and not self.departements:
            raise Refused({"departements": "Dites dans quels départements, ou choisissez « à distance »."})
        _check_bloc(self.bloc)
        return self


def wish(session: Session, adviser_id: int, draft: WishDraft) -> None:
    """Note that an adviser looks for a bloc, for the next six months."""
    until = add_months(clock.today(), WISH_MONTHS)
    _say(session, PledgeKind.WISH, adviser_id, draft.model_dump() | {"expires_on": until})


def will(session: Session, employer_id: int, draft: WillDraft) -> None:
    """Note that an employer would free people. Raises Refused for a date that is past or too far."""
    _check_end(draft.expires_on)
    _say(session, PledgeKind.WILL, employer_id, draft.model_dump())


def ability(session: Session, body_id: int, draft: AbilityDraft) -> None:
    """Note that a body can open a bloc. Raises Refused for a date that is past or too far."""
    _check_end(draft.expires_on)
    places = [] if draft.mode is Mode.REMOTE else sorted(set(draft.departements))
    _say(session, PledgeKind.ABILITY, body_id, draft.model_dump() | {"departements": places})


def withdraw(session: Session, kind: PledgeKind, owner_id: int, bloc: int) -> None:
    """Take a word back; taking it back twice changes nothing."""
    model = MODELS[kind]
    gone = (
        update(model)
        .where(_owner(kind) == owner_id, model.bloc == bloc, model.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
        .returning(model.id)
    )
    for pledge_id in session.scalars(gone).all():
        lights.look_again(session, _spots(session, kind, session.get_one(model, pledge_id)))


def renew(session: Session, kind: PledgeKind, pledge_id: int, told_for: date) -> bool:
    """Have a word stand for six months more than the end it was asked about; say whether it did. Once only."""
    model = MODELS[kind]
    until = add_months(max(told_for, clock.today()), WISH_MONTHS)
    again = (
        update(model)
        .where(model.id == pledge_id, model.withdrawn_at.is_(None), model.expires_on == told_for)
        .values(expires_on=until)
        .returning(model.id)
    )
    if not session.scalars(again).all():
        return False
    lights.look_again(session, _spots(session, kind, session.get_one(model, pledge_id)))
    return True


def ask_again(session: Session) -> None:
    """Ask the authors of words that end soon whether they still stand, once for each end."""
    soon = clock.today() + ASKED_AHEAD
    for kind, model in MODELS.items():
        near = (
            update(model)
            .where(
                model.withdrawn_at.is_(None), model.expires_on.between(clock.today(), soon),
                model.asked_for.is_distinct_from(model.expires_on),
            )
            .values(asked_for=model.expires_on)
            .returning(model.id, model.expires_on)
        )  # fmt: skip
        rows = session.execute(near).all()
        journal.record_all(session, [PledgeExpiring(kind, row_id, day) for row_id, day in rows])


def pledges_of(session: Session, kind: PledgeKind, owner_id: int) -> list[Any]:
    """Return what one said, bloc by bloc, and did not take back; what has ended is there too, to be seen."""
    model = MODELS[kind]
    mine = select(model).where(_owner(kind) == owner_id, model.withdrawn_at.is_(None))
    return list(session.exec(mine.order_by(model.bloc)))


def _say(session: Session, kind: PledgeKind, owner_id: int, said: Mapping[str, Any]) -> None:
    """Write a word, or write it again in the place of the former; the lights it counts for, and counted for, follow."""
    model, owner = MODELS[kind], OWNERS[kind]
    former = session.exec(select(model).where(_owner(kind) == owner_id, model.bloc == said["bloc"])).first()
    spots = _spots(session, kind, former) if former else []
    fresh = {**said, "made_at": clock.now(), "withdrawn_at": None, "asked_for": None}
    statement = insert(model).values({owner: owner_id, **fresh})
    row = session.scalars(
        statement.on_conflict_do_update(index_elements=[owner, "bloc"], set_=fresh).returning(model),
        execution_options={"populate_existing": True},
    ).one()
    lights.look_again(session, [*spots, *_spots(session, kind, row)])


def _spots(session: Session, kind: PledgeKind, row: Any) -> list[tuple[str, int]]:
    """Return the lights that a word counts for."""
    if kind is PledgeKind.ABILITY:
        places = list(departements()) if row.mode == Mode.REMOTE else list(row.departements)
    elif kind is PledgeKind.WISH:
        places = [session.exec(select(Adviser.departement).where(Adviser.id == row.adviser_id)).one()]
    else:
        places = [session.exec(select(Employer.departement).where(Employer.id == row.employer_id)).one()]
    return [(place, row.bloc) for place in places]


def _owner(kind: PledgeKind) -> Any:
    return col(getattr(MODELS[kind], OWNERS[kind]))


def _check_bloc(bloc: int) -> None:
    if bloc not in BLOCS:
        raise Refused({"bloc": "Choisissez un bloc de la liste."})


def _check_end(day: date) -> None:
    if day < clock.today():
        raise Refused({"expires_on": "Cette date est passée."})
    if day > add_months(clock.today(), LONGEST_MONTHS):
        raise Refused({"expires_on": f"Choisissez une date dans les {LONGEST_MONTHS} mois."})
