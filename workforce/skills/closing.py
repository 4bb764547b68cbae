"""Which title can still be obtained: titles are replaced, and leave one year to those already enrolled."""

from datetime import date

from workforce.skills.background import Background, holds_a_bloc
from workforce.skills.referential import Referential, TitleVersion


def closes_on(referential: Referential, title: TitleVersion) -> date | None:
    """Return the day a title closed: its own end or, when that is unknown, the start of its successor."""
    if title.ends_on or not title.successor:
        return title.ends_on
    return referential.by_title[title.successor].starts_on


def finish_by(referential: Referential, title: TitleVersion) -> date | None:
    """Return the last day on which a title already closed can still be obtained: one year after its end."""
    closing = closes_on(referential, title)
    return _a_year_after(closing) if closing else None


def may_finish(
    referential: Referential, title: TitleVersion, background: Background, done_on: date, today: date
) -> bool:
    """Tell whether a person who enrols today, or already has, can obtain this title's blocs by a day."""
    if title.starts_on and today < title.starts_on:
        return False
    closing = closes_on(referential, title)
    if closing is None or done_on < closing:
        return True
    enrols_in_time = today < closing or _enrolled_before(background, title, closing)
    return enrols_in_time and holds_a_bloc(title, background, today) and done_on <= _a_year_after(closing)


def title_in_force(referential: Referential, today: date) -> TitleVersion:
    """Return the title that one can enrol for today: the latest that has begun."""
    begun = [one for one in referential.titles if one.starts_on and one.starts_on <= today]
    return max(begun or referential.titles, key=lambda one: one.generation)


def title_to_aim_for(referential: Referential, background: Background, today: date) -> TitleVersion:
    """Return the title begun, when it can still be finished, else the title in force."""
    begun = [one for one in referential.titles if holds_a_bloc(one, background, today)]
    can_finish = [one for one in begun if may_finish(referential, one, background, today, today)]
    return max(can_finish, key=lambda one: one.generation, default=title_in_force(referential, today))


def _a_year_after(day: date) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def _enrolled_before(background: Background, title: TitleVersion, closing: date) -> bool:
    return any(one.title == title.code and one.enrolled_on < closing for one in background.enrolments)
