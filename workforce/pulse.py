"""Signs of life: who beats, and since when. Silence is an alarm."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, select

from workforce import clock
from workforce.database import moment

SILENCE = timedelta(minutes=2)


class Pulse(SQLModel, table=True):
    """The last beat of a part that must never stop: the tick, each worker."""

    name: str = Field(primary_key=True)
    beat_at: datetime = moment(clock.now)


def beat(session: Session, name: str) -> None:
    """Note that this part is alive."""
    values = {"name": name, "beat_at": clock.now()}
    session.execute(insert(Pulse).values(values).on_conflict_do_update(index_elements=["name"], set_=values))


def silent(session: Session) -> dict[str, datetime]:
    """Return the parts that have not been heard for too long, with their last beat."""
    late = select(Pulse).where(Pulse.beat_at < clock.now() - SILENCE)
    return {pulse.name: pulse.beat_at for pulse in session.exec(late)}


def beats(session: Session) -> dict[str, datetime]:
    """Return the last beat of every part."""
    return {pulse.name: pulse.beat_at for pulse in session.exec(select(Pulse).order_by(Pulse.name))}
