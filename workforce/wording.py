"""French as a reader expects it: dates, days left, money, counts and lists."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
THIN_SPACE = "\u202f"  # Between thousands: a line never breaks there.
FIRM_SPACE = "\u00a0"  # Before a unit: a line never breaks there.
PARIS = ZoneInfo("Europe/Paris")
CENT = Decimal("0.01")


def date_fr(day: date, *, weekday: bool = False, year: bool = True) -> str:
    """Return `14 avril 2027`, `1er mai`, `mercredi 14 avril 2027`."""
    number = "1er" if day.day == 1 else str(day.day)
    words = [WEEKDAYS[day.weekday()]] if weekday else []
    words += [number, MONTHS[day.month - 1]]
    return " ".join([*words, str(day.year)] if year else words)


def moment_fr(instant: datetime) -> str:
    """Return `14 avril 2027 à 9 h 05`, as a Paris clock shows it."""
    there = instant.astimezone(PARIS)
    return f"{date_fr(there.date())} à {there.hour}{FIRM_SPACE}h{FIRM_SPACE}{there.minute:02}"


def date_beside(day: date, other: date) -> str:
    """Return the date without its year when the reader has just read that year in the other date."""
    return date_fr(day, year=day.year != other.year)


def month_fr(day: date) -> str:
    """Return `avril 2027`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def of_month_fr(day: date) -> str:
    """Return `d’avril 2027` or `de mai 2027`."""
    month = month_fr(day)
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def dates_fr(first: date, last: date) -> str:
    """Return `du 1er au 5 mai 2027`, saying month and year once when they are the same."""
    if first == last:
        return f"le {date_fr(first)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"du {date_fr(first).split()[0]} au {date_fr(last)}"
    return f"du {date_beside(first, last)} au {date_fr(last)}"


def in_days_fr(day: date, today: date) -> str:
    """Return `dans 143 jours`, `demain`, `aujourd’hui`, `hier` or `il y a 3 jours`."""
    days = (day - today).days
    near = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    if days in near:
        return near[days]
    return f"dans {count_fr(days, 'jour')}" if days > 0 else f"il y a {count_fr(-days, 'jour')}"


def age_fr(day: date, today: date) -> str:
    """Return how old a word is: `aujourd’hui`, `il y a 12 jours`, `il y a 3 mois`, `il y a 2 ans`."""
    days = (today - day).days
    if days < 60:
        return in_days_fr(day, today)
    months = days // 30
    return (
        f"il y a {count_fr(months, 'mois', 'mois')}"
        if months < 24
        else f"il y a {count_fr(days // 365, 'an')}"
    )


def number_fr(number: float | Decimal, decimals: int | None = None) -> str:
    """Return `1 850` or `1 850,50`, with as many decimals as asked, else at most two and no useless zero."""
    exact = Decimal(str(number)).quantize(
        CENT if decimals is None else Decimal(1).scaleb(-decimals), ROUND_HALF_UP
    )
    text = f"{exact:,f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-0", "0") if Decimal(exact) == 0 else text.replace(",", THIN_SPACE).replace(".", ",")


def money_fr(amount: float | Decimal) -> str:
    """Return `1 850 €` or `1 850,50 €`: cents are said when there are some."""
    cents = Decimal(str(amount)).quantize(CENT, ROUND_HALF_UP) % 1 != 0
    return f"{number_fr(amount, 2 if cents else 0)}{FIRM_SPACE}€"


def plural_fr(count: float, singular: str, plural: str | None = None) -> str:
    """Return the word that this count asks for: French is singular below two."""
    return singular if abs(count) < 2 else plural or f"{singular}s"


def count_fr(count: float, singular: str, plural: str | None = None) -> str:
    """Return `0 contrat`, `1 contrat`, `1 200 contrats`."""
    return f"{number_fr(count)} {plural_fr(count, singular, plural)}"


def hours_fr(hours: float) -> str:
    """Return `7 h` or `3,5 h`."""
    return f"{number_fr(hours)}{FIRM_SPACE}h"


def list_fr(words: Sequence[str], last: str = "et") -> str:
    """Return `a, b et c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


FILTERS: MappingProxyType[str, Callable[..., str]] = MappingProxyType(
    {
        function.__name__: function
        for function in (
            date_fr,
            moment_fr,
            date_beside,
            month_fr,
            of_month_fr,
            dates_fr,
            in_days_fr,
            age_fr,
            number_fr,
            money_fr,
            plural_fr,
            count_fr,
            hours_fr,
            list_fr,
        )
    }
)
