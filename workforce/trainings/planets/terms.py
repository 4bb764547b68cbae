"""The words of the three planets, in code and on screen. Pure."""

from datetime import date, timedelta
from enum import StrEnum

BLOCS = (2, 3)  # What advisers miss most: nearly all hold the first bloc.
WISH_MONTHS = 6  # Then the person is asked whether they still look for the bloc.
LONGEST_MONTHS = 24  # No employer and no body speaks for longer.
ASKED_AHEAD = timedelta(days=14)  # Before a word ends, its author is asked whether it still stands.


class Attendance(StrEnum):
    """How somebody would follow a session."""

    ANY = "any"
    ON_SITE = "on_site"
    REMOTE = "remote"


class Reach(StrEnum):
    """How far somebody would go for a session."""

    DEPARTEMENT = "departement"
    NEIGHBOURS = "neighbours"
    ANYWHERE = "anywhere"


class PledgeKind(StrEnum):
    """Whose word it is."""

    WISH = "wish"
    WILL = "will"
    ABILITY = "ability"


ATTENDANCES = {
    Attendance.ANY: "Peu importe",
    Attendance.ON_SITE: "Sur place ou en partie",
    Attendance.REMOTE: "À distance seulement",
}
REACHES = {
    Reach.DEPARTEMENT: "Mon département",
    Reach.NEIGHBOURS: "Mon département ou à côté",
    Reach.ANYWHERE: "Toute la France",
}


def days_of(weeks: int) -> int:
    """Return the days between the first and the last of a session of so many weeks."""
    return weeks * 7 - 1


def latest_start(last_day: date, weeks: int) -> date:
    """Return the last day on which a session of so many whole weeks could start and end with a contract."""
    return last_day - timedelta(days=days_of(weeks))
