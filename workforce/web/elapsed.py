"""How long ago, or in how long, in words. Pure."""

from datetime import datetime

from workforce import clock
from workforce.wording import date_fr, in_days_fr


def ago(instant: datetime | None, now: datetime) -> str:
    """Return `il y a 12 min`, `dans 3 h`, `hier`, `le 3 mars 2027`; nothing for no instant."""
    if instant is None:
        return ""
    minutes = round((instant - now).total_seconds() / 60)
    words = "dans {}" if minutes > 0 else "il y a {}"
    if abs(minutes) < 1:
        return "à l’instant"
    if abs(minutes) < 60:
        return words.format(f"{abs(minutes)} min")
    if abs(minutes) < 24 * 60:
        return words.format(f"{round(abs(minutes) / 60)} h")
    day, today = clock.paris_date(instant), clock.paris_date(now)
    return in_days_fr(day, today) if abs((day - today).days) <= 30 else f"le {date_fr(day)}"
