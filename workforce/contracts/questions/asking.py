"""Which question to ask about a contract today, to whom, why, and when to look again. Every number of days is here.

Nobody is asked what is known already, nor twice on the same occasion. After a silence of ours, only the tightest
question goes out; after a silence of theirs, the next person who can be reached is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workforce.contracts.kinds import Answer, Party
from workforce.contracts.ladder import FOLLOW_UPS, Ladder, milestone_date, milestone_reached
from workforce.contracts.questions.kinds import QuestionKind
from workforce.wording import date_fr

DATE_CHECKS: Ladder = (
    300,
    135,
)  # Days before the end at which its date is checked: between two steps of the ladders.
STILL_FRESH = timedelta(days=60)  # A word given so long before a check, or since, makes it pointless.
PATIENCE = timedelta(days=10)  # Left to somebody before the next person is asked.
DATE_ORDER = (Party.ADVISER, Party.EMPLOYER, Party.COORDINATOR)

RENEWAL_STEPS: Ladder = (45, 14)  # Days before the legal date at which the employer is asked.
RENEWAL_AGAIN = -7  # After the legal date: to an employer that did not know yet.
NO_LEGAL_DATE = timedelta(days=60)  # Before the end, where no rule says by when an employer must answer.
LATE_PATIENCE = timedelta(
    days=7
)  # Left to an employer that was first asked near the legal date, or after it.
UNDECIDED = (None, Answer.UNKNOWN)

LIVES = {
    QuestionKind.DATE_CHECK: timedelta(days=30),
    QuestionKind.RENEWAL_INTENT: timedelta(days=60),
    QuestionKind.AFTER_END: timedelta(days=60),
}
LONGEST_LIFE = max(LIVES.values())


@dataclass(frozen=True)
class Asked:
    """A question that was asked about this contract."""

    kind: QuestionKind
    audience: Party
    end: date
    step: int
    asked_on: date


@dataclass(frozen=True)
class Standing:
    """What the questions depend on: a contract, what was said of it, who can be reached."""

    contract_id: int
    start: date | None
    end: date | None  # Of the term; unknown for an open-ended contract.
    last_day: date | None  # The term, moved by a rupture.
    followed: bool  # The next contract with the same employer is known.
    engaged: bool  # Another contract of the same person runs beyond the last day.
    recorded_on: date
    confirmed_on: date | None = None  # The last day on which a person said this very end.
    notice_on: date | None = None  # By when the law wants the employer's word.
    intent: Answer | None = None  # About this very end.
    reachable: frozenset[Party] = frozenset()
    asked: tuple[Asked, ...] = ()

    @property
    def runs_to_term(self) -> bool:
        """Tell whether the term is the end that counts, and nothing is signed beyond it."""
        return self.end is not None and self.end == self.last_day and not self.followed

    @property
    def notice(self) -> date | None:
        """Return the day by which the employer's word is awaited, legal or not."""
        return self.notice_on or (self.end - NO_LEGAL_DATE if self.end else None)

    def asks(self, kind: QuestionKind) -> list[Asked]:
        """Return the questions of this kind already asked about the present end."""
        about = self.last_day if kind is QuestionKind.AFTER_END else self.end
        return [one for one in self.asked if one.kind is kind and one.end == about]


@dataclass(frozen=True)
class Ask:
    """A question to ask today, and why."""

    kind: QuestionKind
    audience: Party
    end: date
    step: int
    expires_on: date
    reasons: tuple[str, ...]


def questions(standing: Standing, today: date) -> tuple[Ask, ...]:
    """Return what to ask about a contract today, at most one question of each kind."""
    found = (_date_check(standing, today), _renewal(standing, today), _after_end(standing, today))
    return tuple(one for one in found if one)


def next_look(standing: Standing, today: date) -> date | None:
    """Return the first day after today on which something may have to be asked; None where nothing will."""
    return min((day for day in _turning_points(standing) if day > today), default=None)


def after_asking(standing: Standing, asks: Iterable[Ask], today: date) -> Standing:
    """Return a contract as it stands once these questions have been asked."""
    new = tuple(Asked(ask.kind, ask.audience, ask.end, ask.step, today) for ask in asks)
    return replace(standing, asked=(*standing.asked, *new))


def _ask(kind: QuestionKind, audience: Party, end: date, step: int, today: date, *reasons: str) -> Ask:
    expires_on = today + LIVES[kind]
    if kind is QuestionKind.RENEWAL_INTENT:
        expires_on = min(expires_on, end)  # Afterwards there is nothing left to intend.
    return Ask(kind, audience, end, step, expires_on, reasons)


def _date_check(one: Standing, today: date) -> Ask | None:
    """Ask whether an end is still right: its adviser, then its employer, then its coordinator."""
    if one.end is None or not one.runs_to_term or one.end < today:
        return None
    step = milestone_reached(one.end, today, _checks(one))
    if step is None or _is_fresh(one, step):
        return None
    before = [ask for ask in one.asks(QuestionKind.DATE_CHECK) if ask.step == step]
    audience = _next_in_turn(one, before)
    if audience is None or today < _turn_comes(one, before, audience):
        return None
    return _ask(QuestionKind.DATE_CHECK, audience, one.end, step, today, *_why_check(one, before))


def _checks(one: Standing) -> Ladder:
    """Leave out the checks that come before the contract begins."""
    return tuple(s for s in DATE_CHECKS if not (one.start and one.end) or s <= (one.end - one.start).days)


def _is_fresh(one: Standing, step: int) -> bool:
    assert one.end is not None
    return bool(one.confirmed_on and one.confirmed_on >= milestone_date(one.end, step) - STILL_FRESH)


def _next_in_turn(one: Standing, before: list[Asked]) -> Party | None:
    """Return whom to ask next: the first who can be reached, after those who were asked already."""
    furthest = max((DATE_ORDER.index(ask.audience) for ask in before), default=-1)
    return next((party for party in DATE_ORDER[furthest + 1 :] if party in one.reachable), None)


def _turn_comes(one: Standing, before: list[Asked], audience: Party) -> date:
    """Return the day from which somebody may be asked; a coordinator hears of many, so from a Monday on."""
    if audience is not Party.COORDINATOR:
        return max(ask.asked_on for ask in before) + PATIENCE if before else date.min
    since = max((ask.asked_on for ask in before), default=one.recorded_on)
    return _monday(since + PATIENCE)


def _monday(day: date) -> date:
    """Return this day if it is a Monday, else the next one."""
    return day + timedelta(days=-day.weekday() % 7)


def _why_check(one: Standing, before: list[Asked]) -> tuple[str, ...]:
    known = "Personne n’a encore confirmé cette date."
    if one.confirmed_on:
        known = f"Cette date a été confirmée pour la dernière fois le {date_fr(one.confirmed_on)}."
    return (known, *(f"{SILENT[ask.audience]} le {date_fr(ask.asked_on)}." for ask in before))


SILENT = {
    Party.ADVISER: "Le conseiller numérique n’a pas répondu à la question posée",
    Party.EMPLOYER: "La structure employeuse n’a pas répondu à la question posée",
    Party.COORDINATOR: "La coordination n’a pas répondu à la question posée",
}


def _renewal(one: Standing, today: date) -> Ask | None:
    """Ask an employer what it intends before the legal date; tell its coordinator of its silence."""
    if one.end is None or not one.runs_to_term or one.end < today or one.intent not in UNDECIDED:
        return None
    asks = one.asks(QuestionKind.RENEWAL_INTENT)
    return _renewal_escalated(one, asks, today) or _renewal_asked(one, asks, today)


def _renewal_asked(one: Standing, asks: list[Asked], today: date) -> Ask | None:
    if one.end is None or Party.EMPLOYER not in one.reachable:
        return None
    step = _tightest(_due(one), today, _employer_steps(one, asks, today))
    if step is None or any(ask.step <= step for ask in asks if ask.audience is Party.EMPLOYER):
        return None
    return _ask(QuestionKind.RENEWAL_INTENT, Party.EMPLOYER, one.end, step, today, *_why_renewal(one))


def _employer_steps(one: Standing, asks: list[Asked], today: date) -> Ladder:
    """Return the steps that still make sense: past the legal date, only to ask again an employer that did not know."""
    steps = () if asks and today >= _due(one) else RENEWAL_STEPS
    return (*steps, RENEWAL_AGAIN) if one.intent is Answer.UNKNOWN else steps


def _tightest(due: date, today: date, steps: Ladder) -> int | None:
    """Return the tightest of these steps that is passed, counted to a date that may be passed itself."""
    return min((step for step in steps if milestone_date(due, step) <= today), default=None)


def _renewal_escalated(one: Standing, asks: list[Asked], today: date) -> Ask | None:
    if one.end is None or Party.COORDINATOR not in one.reachable:
        return None
    if any(ask.audience is Party.COORDINATOR for ask in asks) or today < _escalated_on(one, asks):
        return None
    return _ask(QuestionKind.RENEWAL_INTENT, Party.COORDINATOR, one.end, 0, today, *_why_escalated(one, asks))


def _escalated_on(one: Standing, asks: list[Asked]) -> date:
    """Return when a coordinator hears of it: at the legal date, or in time to call an employer that nobody can write to."""
    if asks:
        return max(_due(one), min(ask.asked_on for ask in asks) + LATE_PATIENCE)
    if Party.EMPLOYER in one.reachable:
        return date.max
    return _monday(max(milestone_date(_due(one), RENEWAL_STEPS[0]), one.recorded_on + PATIENCE))


def _due(one: Standing) -> date:
    assert one.notice is not None  # Only contracts with an end are asked about.
    return one.notice


def _why_renewal(one: Standing) -> tuple[str, ...]:
    if one.notice_on:
        return (f"La réponse de l’employeur est attendue avant le {date_fr(one.notice_on)}.",)
    return ("Aucun délai légal n’est connu : répondre tôt laisse à chacun le temps de s’organiser.",)


def _why_escalated(one: Standing, asks: list[Asked]) -> tuple[str, ...]:
    if one.intent is Answer.UNKNOWN:
        return (*_why_renewal(one), "La structure employeuse a répondu qu’elle ne savait pas encore.")
    said = [f"{SILENT[ask.audience]} le {date_fr(ask.asked_on)}." for ask in asks[-1:]]
    return (
        *_why_renewal(one),
        *(said or ["Personne de la structure employeuse n’a de compte : appelez-la."]),
    )


def _after_end(one: Standing, today: date) -> Ask | None:
    """Ask somebody what became of them, thirty days and six months after their last day."""
    if one.last_day is None or one.last_day >= today or one.engaged or Party.ADVISER not in one.reachable:
        return None
    step = milestone_reached(one.last_day, today, FOLLOW_UPS)
    if step is None or any(ask.step <= step for ask in one.asks(QuestionKind.AFTER_END)):
        return None
    why = f"Votre contrat s’est terminé le {date_fr(one.last_day)} et aucun autre n’est connu."
    return _ask(QuestionKind.AFTER_END, Party.ADVISER, one.last_day, step, today, why)


def _turning_points(one: Standing) -> Iterator[date]:
    """Go through the days on which a decision above may change."""
    if one.last_day and not one.engaged:
        yield from (milestone_date(one.last_day, step) for step in FOLLOW_UPS)
    if one.end is None or not one.runs_to_term:
        return
    yield from (milestone_date(one.end, step) for step in DATE_CHECKS)
    yield from (milestone_date(_due(one), step) for step in (*RENEWAL_STEPS, 0, RENEWAL_AGAIN))
    yield from _turns(one)


def _turns(one: Standing) -> Iterator[date]:
    """Go through the days on which somebody's silence has lasted long enough."""
    for ask in (ask for ask in one.asked if ask.end == one.end):
        yield from (ask.asked_on + PATIENCE, _monday(ask.asked_on + PATIENCE), ask.asked_on + LATE_PATIENCE)
    assert one.end is not None
    starts = [milestone_date(one.end, step) for step in DATE_CHECKS]
    for day in (*starts, milestone_date(_due(one), RENEWAL_STEPS[0]), one.recorded_on + PATIENCE):
        yield _monday(day)
