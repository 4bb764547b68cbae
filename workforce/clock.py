"""Time: the only module that asks what time it is. Instants are aware UTC; dates are Paris dates."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_frozen_at: list[datetime] = []


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _frozen_at[-1] if _frozen_at else datetime.now(UTC)


def today() -> date:
    """Return today's date in Paris."""
    return paris_date(now())


def paris_date(instant: datetime) -> date:
    """Return the date that a Paris calendar shows at this instant."""
    return instant.astimezone(PARIS).date()


def midnight(day: date) -> datetime:
    """Return the UTC instant at which this day begins in Paris."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def tomorrow_midnight() -> datetime:
    """Return the UTC instant at which tomorrow begins in Paris."""
    return midnight(today() + timedelta(days=1))


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Hold time still at this instant: the door through which tests and `simulate` play the clock."""
    _frozen_at.append(instant)
    try:
        yield
    finally:
        _frozen_at.pop()
