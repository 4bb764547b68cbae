"""What the time bar has to show: facts become numbered marks, each of which is also a line of text. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workforce.wording import date_fr, dates_fr, in_days_fr

PAST_SHOWN = timedelta(days=730)  # Older contracts are cut on the left.
AFTER_END = timedelta(days=120)  # Enough of what follows the end to see it begin.
MARGIN = timedelta(days=30)
ROOM_FOR_NUMBER = 0.1  # Share of the width kept free after the last mark, for its number.
AHEAD_WITHOUT_END = timedelta(days=365)  # For a contract that has no end.
NUMBER_ORDER = ("former", "contract", "window", "answer", "training", "jury", "end", "france_travail")


@dataclass(frozen=True)
class ContractSpan:
    """A contract on the bar. An unknown start, or no end (CDI), leaves that side open."""

    label: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Moment:
    """Something on one day: the employer's answer, an alert that was sent."""

    label: str
    day: date
    href: str = ""


@dataclass(frozen=True)
class Window:
    """Days between which something can be done."""

    label: str
    start: date
    end: date
    href: str = ""


@dataclass(frozen=True)
class TrainingSpan:
    """A training that could fit, and its jury if the date is known."""

    label: str
    start: date
    end: date
    jury: date | None = None
    href: str = ""


@dataclass(frozen=True)
class FriseFacts:
    """Everything one time bar shows."""

    today: date
    contracts: tuple[ContractSpan, ...] = ()
    notice: Moment | None = None
    windows: tuple[Window, ...] = ()
    trainings: tuple[TrainingSpan, ...] = ()
    france_travail: Window | None = None
    alerts: tuple[Moment, ...] = ()

    @property
    def end(self) -> date | None:
        """The last day of the last contract; none if a contract has no end, or there is no contract."""
        ends = [contract.end for contract in known(self.contracts)]
        return None if None in ends else max((end for end in ends if end), default=None)


@dataclass(frozen=True)
class Mark:
    """One thing drawn: its kind is its shape and colour, its number ties it to its line of text."""

    kind: str
    label: str
    start: date | None
    end: date | None
    text: str  # The dates in words.
    note: str = ""  # What the shape means, in words.
    href: str = ""
    number: int = 0
    lane: int = 0  # Marks of one lane are drawn on one line.

    @property
    def day(self) -> date:
        """A known day of the mark, to put it in order."""
        day = self.start or self.end
        if day is None:
            raise ValueError("A mark without any date cannot be drawn.")
        return day


@dataclass(frozen=True)
class Scale:
    """The days that the bar's width stands for."""

    begin: date
    end: date

    def percent(self, day: date) -> float:
        """Place a day on the width, in percent; days outside stand on the nearest edge."""
        share = (day - self.begin).days / (self.end - self.begin).days
        return round(min(max(share, 0.0), 1.0) * 100, 2)


def known(contracts: tuple[ContractSpan, ...]) -> list[ContractSpan]:
    """Leave out the contracts of which no date is known: there is no place for them on a bar."""
    return [contract for contract in contracts if contract.start or contract.end]


def marks_of(facts: FriseFacts) -> tuple[Mark, ...]:
    """List what is drawn, in the order of the days, numbered from 1. Today and the alerts carry no number."""
    found = [*_contracts(facts), *_end(facts), *_notice(facts), *_windows(facts), *_trainings(facts)]
    found.sort(key=lambda mark: (mark.day, NUMBER_ORDER.index(mark.kind.partition("-")[0])))
    return tuple(replace(mark, number=number) for number, mark in enumerate(found, 1))


def scale_of(facts: FriseFacts) -> Scale:
    """Choose the days to show: the contracts, what can be done, and the beginning of what follows."""
    starts = [contract.start or contract.end for contract in known(facts.contracts)]
    begin = min([start for start in starts if start] + [facts.today - MARGIN])
    end = facts.end + AFTER_END if facts.end else facts.today + AHEAD_WITHOUT_END
    others = [window.end for window in facts.windows]
    others += [training.jury or training.end for training in facts.trainings]
    begin = max(begin, facts.today - PAST_SHOWN)
    others = [day + max(MARGIN, (day - begin) * ROOM_FOR_NUMBER) for day in others]
    return Scale(begin, max([end, facts.today + MARGIN, *others]))


def _contracts(facts: FriseFacts) -> Iterator[Mark]:
    shown = (one for one in known(facts.contracts) if not one.end or one.end >= facts.today - PAST_SHOWN)
    for contract in shown:
        is_over = contract.end is not None and contract.end < facts.today
        text = _span(contract.start, contract.end)
        yield Mark("former" if is_over else "contract", contract.label, contract.start, contract.end, text)


def _end(facts: FriseFacts) -> Iterator[Mark]:
    if facts.end is None:
        return
    yield Mark("end", "Fin du contrat", facts.end, facts.end, _day(facts.end, facts.today))
    if facts.france_travail:
        yield _window("france_travail", facts.france_travail)


def _notice(facts: FriseFacts) -> Iterator[Mark]:
    if facts.notice:
        day = facts.notice.day
        yield Mark("answer", facts.notice.label, day, day, _day(day, facts.today), href=facts.notice.href)


def _windows(facts: FriseFacts) -> Iterator[Mark]:
    for lane, window in enumerate(facts.windows):
        yield replace(_window("window", window), lane=lane)


def _window(kind: str, window: Window) -> Mark:
    text = _span(window.start, window.end)
    return Mark(kind, window.label, window.start, window.end, text, href=window.href)


def _trainings(facts: FriseFacts) -> Iterator[Mark]:
    for lane, training in enumerate(facts.trainings, len(facts.windows)):
        kind, note = fit(training, facts.end)
        text = _span(training.start, training.end)
        yield Mark(
            kind, training.label, training.start, training.end, text, note, href=training.href, lane=lane
        )
        if training.jury:
            label = f"Jury : {training.label}"
            yield Mark(
                "jury", label, training.jury, training.jury, _day(training.jury, facts.today), lane=lane
            )


def fit(training: TrainingSpan, contract_end: date | None) -> tuple[str, str]:
    """Say how a training stands to the end of the contract: the mark's kind, and the reason in words."""
    if contract_end is None or training.end <= contract_end:
        return "training-within", "Se termine avant la fin du contrat." if contract_end else ""
    if training.start <= contract_end:
        return "training-across", "Le contrat se termine pendant la formation : vous pouvez la finir."
    return "training-after", "Commence après la fin du contrat."


def _day(day: date, today: date) -> str:
    return f"{date_fr(day)}, {in_days_fr(day, today)}"


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return dates_fr(start, end)
    return (
        f"depuis le {date_fr(start)}, sans date de fin" if start else f"jusqu’au {date_fr(end or date.max)}"
    )
