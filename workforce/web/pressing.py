"""How urgent a date is: the level that colour, icon and word follow. Pure."""

from datetime import date

URGENT_WITHIN = 30  # Days, for something to do.
PLAN_WITHIN = 90
END_URGENT_WITHIN = 60  # Days, for the end of a contract.
END_PLAN_WITHIN = 270


def level_of_task(day: date, today: date) -> str:
    """Return the level of something to do by a day."""
    return _level((day - today).days, URGENT_WITHIN, PLAN_WITHIN)


def level_of_end(day: date, today: date) -> str:
    """Return the level of a contract that ends on a day."""
    return _level((day - today).days, END_URGENT_WITHIN, END_PLAN_WITHIN)


def _level(days: int, urgent: int, plan: int) -> str:
    if days < 0:
        return "overdue"
    if days <= urgent:
        return "urgent"
    return "plan" if days <= plan else "calm"
