"""What people say for a session to become possible, the thresholds, the lights, and who was invited."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import String
from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import instant, key, moment, one_of
from workforce.due import Due, waiting
from workforce.trainings.planets.deciding import Planet
from workforce.trainings.planets.terms import BLOCS, Attendance, Reach
from workforce.trainings.situation import Mode


def of_a_bloc() -> CheckConstraint:
    """Declare that the bloc is one that has a board."""
    return CheckConstraint(f"bloc IN ({', '.join(map(str, BLOCS))})", name="bloc")


class Pledge(SQLModel):
    """What the three words have in common: a bloc, and how long the word stands."""

    bloc: int
    made_at: datetime = moment(clock.now)
    expires_on: date = Field(index=True)  # Last day.
    withdrawn_at: datetime | None = instant()
    asked_for: date | None = None  # The end about which it was asked whether the word still stands.


class BlocWish(Pledge, table=True):
    """An adviser looks for a bloc: « je cherche le CCP2 »."""

    __tablename__ = "bloc_wish"
    __table_args__ = (
        of_a_bloc(),
        one_of("attendance", tuple(Attendance)),
        one_of("reach", tuple(Reach)),
        UniqueConstraint("adviser_id", "bloc"),
    )

    id: int = key()
    adviser_id: int = Field(foreign_key="adviser.id", ondelete="CASCADE")
    attendance: str = Attendance.ANY
    reach: str = Reach.NEIGHBOURS


class EmployerWill(Pledge, table=True):
    """An employer agrees to free people for a bloc: « je libère deux personnes »."""

    __tablename__ = "employer_will"
    __table_args__ = (
        of_a_bloc(),
        CheckConstraint("people > 0", name="people"),
        UniqueConstraint("employer_id", "bloc"),
    )

    id: int = key()
    employer_id: int = Field(foreign_key="employer.id", ondelete="CASCADE")
    people: int
    hours_per_week: int


class BodyAbility(Pledge, table=True):
    """A training body can open a bloc: where, from how many people on, when, how."""

    __tablename__ = "body_ability"
    __table_args__ = (
        of_a_bloc(),
        one_of("mode", tuple(Mode)),
        CheckConstraint("least_people > 0", name="least_people"),
        UniqueConstraint("body_id", "bloc"),
    )

    id: int = key()
    body_id: int = Field(foreign_key="training_body.id", ondelete="CASCADE")
    departements: list[str] = Field(sa_type=ARRAY(String))  # Empty: at a distance, hence everywhere.
    mode: str
    least_people: int
    opens_from: date  # Up to `expires_on`.


class Threshold(SQLModel, table=True):
    """How many of each it takes, as an operator said it. Rows are added, never changed: the last of a place counts."""

    __tablename__ = "planet_threshold"
    __table_args__ = (
        CheckConstraint("learners > 0 AND employers >= 0 AND bodies > 0", name="least"),
        Index("ix_planet_threshold_place", "bloc", "departement", "id"),
    )

    id: int = key()
    bloc: int | None = None  # Empty: every bloc.
    departement: str = ""  # Empty: every département.
    learners: int
    employers: int
    bodies: int
    is_lifted: bool = False  # From then on this place follows the broader rule again.
    made_at: datetime = moment(clock.now)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL", index=True)


class PlanetLight(Due, table=True):
    """Whether the three planets meet for a bloc in a département, as last worked out; due when that may have changed."""

    __tablename__ = "planet_light"
    __table_args__ = (of_a_bloc(), UniqueConstraint("departement", "bloc"), *waiting("planet_light"))

    id: int = key()
    departement: str
    bloc: int
    is_lit: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    round: int = Field(
        default=0, sa_column_kwargs={"server_default": text("0")}
    )  # How many times it was lit.
    changed_at: datetime | None = instant()  # When it was last lit, or went out.


class PlanetInvitation(Due, table=True):
    """Somebody invites those who lack for a bloc; due until those it concerns are told."""

    __tablename__ = "planet_invitation"
    __table_args__ = (
        of_a_bloc(),
        one_of("audience", tuple(Planet)),
        Index("ix_planet_invitation_place", "departement", "bloc"),
        *waiting("planet_invitation"),
    )

    id: int = key()
    departement: str
    bloc: int
    audience: str
    departements: list[str] = Field(sa_type=ARRAY(String))  # Where those invited are.
    network_id: int | None = Field(default=None, foreign_key="network.id", ondelete="CASCADE", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", ondelete="SET NULL", index=True)
    inviter: str  # Who invites, in words.
    made_at: datetime = moment(clock.now)
    done_at: datetime | None = instant()
    invited: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})


class PlanetInvitee(SQLModel, table=True):
    """Somebody was invited: not again before a while."""

    __tablename__ = "planet_invitee"
    __table_args__ = (Index("ix_planet_invitee_account", "account_id", "invited_at"),)

    invitation_id: int = Field(foreign_key="planet_invitation.id", ondelete="CASCADE", primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True)
    invited_at: datetime = moment(clock.now)
