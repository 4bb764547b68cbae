"""How pressing a date is: the word, colour and icon that a screen gives it. Pure."""

from datetime import date, datetime

from workforce import clock
from workforce.wording import date_fr, in_days_fr

URGENT, TO_PLAN = 15, 60  # Days left.


def level(day: date, today: date) -> str:
    """Return calm, plan, urgent or overdue."""
    left = (day - today).days
    if left < 0:
        return "overdue"
    return "urgent" if left <= URGENT else "plan" if left <= TO_PLAN else "calm"


def ago(instant: datetime | None, now: datetime) -> str:
    """Return how long ago, or in how long, in words: `il y a 12 min`, `dans 3 h`, `hier`, `le 3 mars 2027`."""
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
