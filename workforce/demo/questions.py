"""Questions already asked and answered, so that only a handful is left to ask; what became of those who left."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from workforce.contracts.claims import ClaimSource
from workforce.contracts.decisions import WORD
from workforce.contracts.kinds import Answer, Party
from workforce.contracts.ladder import FOLLOW_UPS, milestone_date, milestone_reached
from workforce.contracts.models import DateClaim, Deadline, RenewalIntent
from workforce.contracts.questions.asking import DATE_CHECKS, LIVES, RENEWAL_STEPS
from workforce.contracts.questions.kinds import DateAnswer, NextStep, QuestionKind
from workforce.contracts.questions.models import FollowUp, Question
from workforce.demo.world import Hired, World, at

CONFIRMED = 0.9  # The share of ends confirmed when they were checked: the others are asked now.
INTENDED = 0.8  # The share of employers that answered in time.
FOLLOWED = 0.55  # The share of people who said what became of them.
SHOWN = 0.4  # Of these, the share who let their coordination read it by name.
INTENTS = {Answer.RENEW: 34, Answer.MAKE_PERMANENT: 9, Answer.END: 42, Answer.UNKNOWN: 15}  # In %.
NEXT_STEPS = {
    NextStep.SAME_TRADE: 31,
    NextStep.OTHER_TRADE: 27,
    NextStep.TRAINING: 14,
    NextStep.SEARCHING: 28,
}  # In %.


def ask_in_the_past(world: World, left_to_ask: int) -> None:
    """Write down what was asked until yesterday and what was answered; leave one adviser to be asked today."""
    rng, notices = world.rng("questions"), dict(_notices(world))
    for one in world.hired:
        last_day = one.career.left_on
        if last_day is None:
            continue
        if last_day < world.today:
            _follow_up(world, rng, one, last_day)
        elif one.id != left_to_ask and not one.career.spells[-1].ended_on:
            _confirm(world, rng, one, last_day)
            _intend(world, rng, one, last_day, notices.get(one.contract_ids[-1]))


def _notices(world: World) -> Iterator[tuple[int, date]]:
    for row in world.book.rows(Deadline):
        if row["party"] == Party.EMPLOYER and row["rule"].startswith(WORD):
            yield row["contract_id"], row["due_date"]


def _confirm(world: World, rng: Random, one: Hired, end: date) -> None:
    """Let the latest check of an end that is passed have been answered, by the adviser where they have an account."""
    step = milestone_reached(end, world.today, DATE_CHECKS)
    if step is None or rng.random() > CONFIRMED:
        return
    account, asked_on = world.accounts.get(one.person.email), milestone_date(end, step)
    said_on = min(asked_on + timedelta(days=rng.randrange(1, 9)), world.day(-1))
    source = ClaimSource.ADVISER if account else ClaimSource.COORDINATOR
    world.book.add(
        DateClaim, contract_id=one.contract_ids[-1], field="end_date", value=end, source=source, stated_on=said_on,
        account_id=account, recorded_at=at(said_on),
    )  # fmt: skip
    if account:
        answered = (DateAnswer.CONFIRMED, said_on, account)
        _asked(world, one, QuestionKind.DATE_CHECK, Party.ADVISER, (end, step, asked_on), answered)


def _intend(world: World, rng: Random, one: Hired, end: date, notice: date | None) -> None:
    """Let an employer that has an account have said what it intends, once it was asked."""
    if notice is None or one.host.id not in world.hosts_with_account or rng.random() > INTENDED:
        return
    asked_on = milestone_date(notice, RENEWAL_STEPS[0])
    if asked_on >= world.today:
        return
    account = world.hosts_with_account[one.host.id]
    said_on = min(asked_on + timedelta(days=rng.randrange(1, 20)), world.day(-1))
    answer = rng.choices(list(INTENTS), list(INTENTS.values()))[0]
    world.book.add(
        RenewalIntent, contract_id=one.contract_ids[-1], answer=answer, end_date=end, account_id=account,
        answered_at=at(said_on),
    )  # fmt: skip
    about = (end, RENEWAL_STEPS[0], asked_on)
    _asked(world, one, QuestionKind.RENEWAL_INTENT, Party.EMPLOYER, about, (answer, said_on, account))


def _follow_up(world: World, rng: Random, one: Hired, last_day: date) -> None:
    """Let somebody who left have said what became of them, thirty days later or six months later."""
    step = milestone_reached(last_day, world.today, FOLLOW_UPS)
    account = world.accounts.get(one.person.email)
    if step is None or account is None or rng.random() > FOLLOWED:
        return
    asked_on = milestone_date(last_day, step)
    said_on = min(asked_on + timedelta(days=rng.randrange(1, 12)), world.day(-1))
    answer = rng.choices(list(NEXT_STEPS), list(NEXT_STEPS.values()))[0]
    world.book.add(
        FollowUp, contract_id=one.contract_ids[-1], next_step=answer, is_shown=rng.random() < SHOWN,
        answered_at=at(said_on), account_id=account,
    )  # fmt: skip
    about = (last_day, step, asked_on)
    _asked(world, one, QuestionKind.AFTER_END, Party.ADVISER, about, (answer, said_on, account))


def _asked(
    world: World,
    one: Hired,
    kind: QuestionKind,
    audience: Party,
    about: tuple[date, int, date],
    answered: tuple[str, date, int],
) -> None:
    (end, step, asked_on), (answer, said_on, account) = about, answered
    world.book.add(
        Question, contract_id=one.contract_ids[-1], kind=kind, audience=audience, end_date=end, step=step, reasons=[],
        asked_at=at(asked_on, 1), expires_on=asked_on + LIVES[kind], answer=answer, answered_at=at(said_on),
        account_id=account,
    )  # fmt: skip
