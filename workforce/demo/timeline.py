"""How careers in the scheme really ran: V1, V2, ruptures, gaps, prolongations, and one end for most.

The real waves (hires of 2021 and of 2022 to mid-2023, 24 months public and 18 private, renewed for 36) are
counted back from today's month, so that the exit wave always lies around today.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from workforce.contracts.calendar import add_months, end_after
from workforce.contracts.kinds import ContractKind, EndMotive, Sector

DAY = timedelta(days=1)
WAVES = (
    (-69, -58, -60),
    (-58, -40, -57),
    (-34, -2, -24),
)  # In months from today: first hires, last hires, most hires.
WAVE_WEIGHTS = (44, 40, 16)
FIRST_MONTHS = {Sector.PUBLIC: 24, Sector.PRIVATE: 18}
SECOND_MONTHS = 36
LATE_MONTHS = (12, 18, 24, 36)
FIXED_TERMS = {
    Sector.PUBLIC: ((ContractKind.CDD, ContractKind.CDP), (62, 38)),
    Sector.PRIVATE: ((ContractKind.CDD, ContractKind.PEC), (92, 8)),
}  # Kinds, and how common they are in %.
MOTIVES = {
    EndMotive.RESIGNATION: 52,
    EndMotive.MUTUAL_AGREEMENT: 16,
    EndMotive.DISMISSAL: 8,
    EndMotive.FUNDING_ENDED: 14,
    EndMotive.NOT_RENEWED: 10,
}  # In %.
LAST_MONTH = 20  # Months from today beyond which nobody is hired: the State's money stops.


@dataclass(frozen=True)
class Spell:
    """One contract of a person."""

    kind: ContractKind
    start: date | None
    end: date | None
    months: int | None
    renews: bool = False  # It renews the spell before it.
    subsidised: bool = True
    part_time: bool = False
    only_as_cdi: bool = False
    ended_on: date | None = None  # A rupture.
    motive: EndMotive | None = None
    former_end: date | None = None  # The end before a prolongation.

    @property
    def last_day(self) -> date | None:
        """Return the last day in the post, when it is known."""
        return self.ended_on or self.end

    def runs(self, day: date) -> bool:
        """Tell whether the contract runs on that day; an unknown start is not active."""
        return (
            self.start is not None and self.start <= day and (self.last_day is None or self.last_day >= day)
        )


@dataclass(frozen=True)
class Career:
    """The contracts of a person with one employer, oldest first, and the subsidies of their post."""

    spells: tuple[Spell, ...]
    subsidies: tuple[tuple[date, date], ...] = field(default=())

    @property
    def left_on(self) -> date | None:
        """Return the last day of the last contract, when it is known."""
        return self.spells[-1].last_day


def career(rng: Random, today: date, sector: Sector, not_before: date | None = None) -> Career:
    """Draw the contracts of a person hired in this sector, perhaps after somebody left the post."""
    wave = 2 if not_before else rng.choices((0, 1, 2), WAVE_WEIGHTS)[0]
    start = _start(rng, today, wave, not_before)
    months = _late_months(rng, start, today) if wave == 2 else _first_months(rng, sector)
    spells = [_signed(rng, sector, start, months, today)]
    while (following := _following(rng, today, sector, spells)) is not None:
        spells.append(following)
    return Career(tuple(_with_holes(rng, spells)), subsidies(rng, start, sector, today))


def subsidies(rng: Random, start: date, sector: Sector, today: date) -> tuple[tuple[date, date], ...]:
    """Return the initial convention and, where it came, its renewal: signed some weeks ahead."""
    signed = start - timedelta(days=rng.choice((14, 30, 45, 60)))
    first = (signed, end_after(signed, FIRST_MONTHS[sector]))
    renewed_on = first[1] + DAY
    if renewed_on > today or rng.random() < 0.12:
        return (first,)
    return (first, (renewed_on, min(end_after(renewed_on, SECOND_MONTHS), _money_stops(today))))


def _money_stops(today: date) -> date:
    return add_months(today.replace(day=1), LAST_MONTH) - DAY


def _start(rng: Random, today: date, wave: int, not_before: date | None) -> date:
    """Draw a first day: the first of a month more often than not, else a fortnight or a Monday."""
    month = add_months(today.replace(day=1), int(rng.triangular(*WAVES[wave])))
    day = month + timedelta(days=rng.choices((0, 14, rng.randrange(28)), (60, 15, 25))[0])
    if not_before is not None and day <= not_before:
        day = not_before + timedelta(days=rng.randrange(15, 120))
    day += timedelta(days=(7 - day.weekday()) % 7) if day.day not in {1, 15} else timedelta()
    return min(day, today - timedelta(days=10))


def _first_months(rng: Random, sector: Sector) -> int:
    return FIRST_MONTHS[sector] if rng.random() < 0.86 else rng.choice((12, 36, 24))


def _late_months(rng: Random, start: date, today: date) -> int:
    """Draw a length that the money left can pay."""
    return rng.choice(
        [m for m in LATE_MONTHS if end_after(start, m) <= _money_stops(today)] or LATE_MONTHS[:1]
    )


def _signed(
    rng: Random, sector: Sector, start: date, months: int, today: date, *, renews: bool = False
) -> Spell:
    """Write a fixed-term contract, sometimes prolonged by an avenant, sometimes broken early."""
    kind = rng.choices(*FIXED_TERMS[sector])[0]
    end = end_after(start, months)
    longer = end_after(start, months + rng.choice((1, 2, 3))) if rng.random() < 0.06 else None
    ended_on, motive = _termination(rng, start, longer or end, today)
    return Spell(
        kind,
        start,
        longer or end,
        months,
        renews=renews,
        part_time=rng.random() < 0.09,
        only_as_cdi=sector is Sector.PUBLIC and renews and months >= 36 and rng.random() < 0.12,
        ended_on=ended_on,
        motive=motive,
        former_end=end if longer else None,
    )


def _termination(rng: Random, start: date, end: date, today: date) -> tuple[date | None, EndMotive | None]:
    """Draw an early end, known already: in the past, or given notice of for the coming weeks."""
    if rng.random() > 0.09:
        return None, None
    day = start + timedelta(days=int((end - start).days * rng.uniform(0.25, 0.95)))
    if day > today + timedelta(days=45):
        return None, None
    return day, rng.choices(list(MOTIVES), list(MOTIVES.values()))[0]


def _following(rng: Random, today: date, sector: Sector, spells: list[Spell]) -> Spell | None:
    """Draw what came after the last contract, if it is over and something did."""
    last = spells[-1]
    if last.end is None or last.ended_on or last.end >= today - timedelta(days=5) or len(spells) > 2:
        return None
    if rng.random() < (0.10, 0.48)[min(len(spells) - 1, 1)]:  # Not renewed: seldom after V1, often after V2.
        return None
    gap = rng.randrange(20, 150) if rng.random() < 0.07 else 0
    start = last.end + DAY + timedelta(days=gap)
    if start > today:
        return None
    return _renewal(rng, today, sector, start, nth=len(spells))


def _renewal(rng: Random, today: date, sector: Sector, start: date, nth: int) -> Spell:
    """Write V2, V3, or the open-ended contract that few obtained."""
    if rng.random() < (0.0, 0.06, 0.30)[nth]:
        kind = ContractKind.TENURED if sector is Sector.PUBLIC and rng.random() < 0.4 else ContractKind.CDI
        return Spell(kind, start, None, None, renews=True, subsidised=False)
    months = rng.choices((36, 24, 12), (82, 8, 10))[0] if nth == 1 else rng.choice((6, 12, 12, 18))
    return _signed(rng, sector, start, months, today, renews=True)


def _with_holes(rng: Random, spells: list[Spell]) -> list[Spell]:
    """Forget a date here and there, as real files do."""
    dice = rng.random()
    if dice > 0.03 or spells[-1].ended_on:
        return spells
    last = spells[-1]
    start, end = (None, last.end) if dice < 0.01 else (last.start, None)
    return [
        *spells[:-1],
        Spell(last.kind, start, end, last.months, last.renews, last.subsidised, last.part_time),
    ]
