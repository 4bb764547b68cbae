"""What a change of contract brings: two pictures of what surrounds a person, without it and with it, compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from workforce.wording import count_fr, date_fr

Words = tuple[str, ...]
Occasion = tuple[int, str]  # Contract, and what is told of it: `adviser:90`, ninety days before the end.


@dataclass(frozen=True)
class Letter:
    """A letter still to leave, to one person: on a day to come, or as soon as a worker takes it."""

    account_id: int
    occasion: Occasion
    on: date
    end: date | None = None  # The end that it tells of.
    title: str = ""

    @property
    def key(self) -> tuple[int, Occasion]:
        """Return who is told of what, whatever the day."""
        return self.account_id, self.occasion


@dataclass(frozen=True)
class DueDate:
    """A legal deadline of a contract."""

    contract_id: int
    label: str
    on: date


@dataclass(frozen=True)
class Course:
    """A session suggested to the person, and whether the contract's end stands in its way."""

    session_id: int
    ccp_code: str
    title: str
    meets_conflict: bool


@dataclass(frozen=True)
class Picture:
    """What hangs on a person's contracts at one moment."""

    ending: str = ""  # The sentence that opens their home page, whole.
    letters: tuple[Letter, ...] = ()
    deadlines: tuple[DueDate, ...] = ()
    courses: tuple[Course, ...] = ()
    clocks: str = ""  # Convention and contract compared, in a sentence.
    vacancies: Words = ()  # The posts that the employer reads as its own to fill.


@dataclass(frozen=True)
class Alerts:
    """How many alerts a change takes back, moves, plans and sends at once."""

    cancelled: int = 0
    rescheduled: int = 0
    planned: int = 0
    at_once: int = 0

    @property
    def sentence(self) -> str:
        """Say the counts, in one sentence."""
        said = [words for number, words in self._said() if number]
        return f"{', '.join(said)}." if said else "Aucune alerte ne change."

    def _said(self) -> Iterator[tuple[int, str]]:
        yield self.cancelled, _will(self.cancelled, "annulée")
        yield self.rescheduled, _will(self.rescheduled, "reprogrammée")
        yield self.planned, _will(self.planned, "programmée")
        verb = "partira" if self.at_once < 2 else "partiront"
        yield self.at_once, f"{count_fr(self.at_once, 'alerte')} {verb} tout de suite"


@dataclass(frozen=True)
class Consequences:
    """What changes, in sentences; an empty group is a thing that does not change."""

    before: str
    after: str
    alerts: Alerts = field(default_factory=Alerts)
    letters: Words = ()
    deadlines: Words = ()
    courses: Words = ()
    clocks: str = ""
    vacancies: Words = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing that people would notice changes."""
        return self == Consequences(self.before, self.before)


def compare(before: Picture, after: Picture, today: date) -> Consequences:
    """Return what the second picture changes in the first."""
    return Consequences(
        before.ending,
        after.ending,
        alerts=_alerts(before, after, today),
        letters=tuple(_letter_words(before, after, today)),
        deadlines=tuple(_deadline_words(before.deadlines, after.deadlines, today)),
        courses=tuple(_course_words(before.courses, after.courses)),
        clocks=after.clocks if after.clocks != before.clocks else "",
        vacancies=tuple(_vacancy_words(before.vacancies, after.vacancies)),
    )


def _alerts(before: Picture, after: Picture, today: date) -> Alerts:
    """Count letters: a step told to three people makes three."""
    former, latter = _keyed(before.letters), _keyed(after.letters)
    news = [key for key in latter if former.get(key) != latter[key]]
    later = [key for key in news if latter[key].on > today]
    moved = [key for key in later if key in former]
    return Alerts(
        cancelled=len(former.keys() - latter.keys()),
        rescheduled=len(moved),
        planned=len(later) - len(moved),
        at_once=len(news) - len(later),
    )


def _keyed(letters: Iterable[Letter]) -> dict[tuple[int, Occasion], Letter]:
    return {letter.key: letter for letter in letters}


def _letter_words(before: Picture, after: Picture, today: date) -> Iterator[str]:
    """Say what each letter becomes, once for all the people who are told the same: the nearest first."""
    former = {letter.occasion: letter for letter in before.letters}
    latter = {letter.occasion: letter for letter in after.letters}
    changed = [
        (shown.on, shown.title, _fate(former.get(one), latter.get(one), today))
        for one in former.keys() | latter.keys()
        if (shown := latter.get(one) or former[one]) and _differ(former.get(one), latter.get(one))
    ]
    yield from (f"{title} : {fate}" for _, title, fate in sorted(changed))


def _differ(old: Letter | None, new: Letter | None) -> bool:
    return old is None or new is None or (old.on, old.end) != (new.on, new.end)


def _fate(old: Letter | None, new: Letter | None, today: date) -> str:
    return "part tout de suite" if new and new.on <= today else _moved(old, new)


def _deadline_words(before: Sequence[DueDate], after: Sequence[DueDate], today: date) -> Iterator[str]:
    """Say each deadline that moves, comes or goes, by its name."""
    former = {(one.contract_id, one.label): one for one in before}
    latter = {(one.contract_id, one.label): one for one in after}
    changed = [key for key in former.keys() | latter.keys() if former.get(key) != latter.get(key)]
    for key in sorted(changed, key=lambda key: _when(latter.get(key), former.get(key), key[1])):
        old, new = former.get(key), latter.get(key)
        passed = " (date déjà passée)" if new and new.on < today else ""
        yield f"{key[1]} : {_moved(old, new)}{passed}"


def _when(new: DueDate | None, old: DueDate | None, label: str) -> tuple[bool, date, str]:
    """Order deadlines: those that remain by their new date, then those that go."""
    shown = new or old
    assert shown is not None
    return new is None, shown.on, label


def _course_words(before: Sequence[Course], after: Sequence[Course]) -> Iterator[str]:
    """Say which suggested sessions begin or cease to meet the end of the contract."""
    former = {(one.session_id, one.ccp_code): one for one in before}
    latter = {(one.session_id, one.ccp_code): one for one in after}
    for key in sorted(former.keys() & latter.keys()):
        if former[key].meets_conflict and not latter[key].meets_conflict:
            yield f"{latter[key].title} : elle se terminerait avant la fin du contrat, le conflit disparaît."
        elif latter[key].meets_conflict and not former[key].meets_conflict:
            yield f"{latter[key].title} : le contrat se terminerait avant elle, un conflit apparaît."
    gone, new = len(former.keys() - latter.keys()), len(latter.keys() - former.keys())
    if gone:
        yield f"{count_fr(gone, 'formation proposée laisserait', 'formations proposées laisseraient')} la place."
    if new:
        yield f"{count_fr(new, 'autre serait proposée', 'autres seraient proposées')}."


def _vacancy_words(before: Words, after: Words) -> Iterator[str]:
    """Say which posts the employer would no longer be asked to fill, then those it would."""
    for words in sorted(set(before) - set(after)):
        yield f"La structure ne lirait plus : « {words} »"
    for words in sorted(set(after) - set(before)):
        yield f"La structure lirait : « {words} »"


def _moved(old: Letter | DueDate | None, new: Letter | DueDate | None) -> str:
    if old and new:
        return f"{date_fr(old.on)} → {date_fr(new.on)}"
    if new:
        return f"le {date_fr(new.on)} (s’ajoute)"
    return f"sans objet (était le {date_fr(old.on)})" if old else ""


def _will(number: int, word: str) -> str:
    verb, ending = ("sera", "") if number < 2 else ("seront", "s")
    return f"{count_fr(number, 'alerte')} {verb} {word}{ending}"
