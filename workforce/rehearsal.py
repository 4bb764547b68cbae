"""Rehearsing a change of contract: the change itself and all the work that follows, played, looked at, then taken back.

What a screen announces before a change is confirmed is what the house itself would do: nothing is guessed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from workforce import clock, facts
from workforce.accounts.models import Account, Membership
from workforce.alerts import announcing, ledger, letters
from workforce.alerts.messages import LetterKind
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.alerts.silences import is_silenced
from workforce.contracts import history, post_list
from workforce.contracts.clocks import ClockCase
from workforce.contracts.consequences import Consequences, Course, DueDate, Letter, Picture, compare
from workforce.contracts.funding import FUNDING_STEPS
from workforce.contracts.kinds import PARTY_LABELS, Party
from workforce.contracts.ladder import Ladder, milestone_date
from workforce.contracts.models import Contract, Post
from workforce.contracts.outlook import ContractLine, Outlook, headline, outlook
from workforce.contracts.post_list import PostLine
from workforce.contracts.rules import warned_steps
from workforce.contracts.watched import Watched, watched
from workforce.journal import Event
from workforce.reactions import INSIDE
from workforce.trainings import listing as trainings
from workforce.trainings.listing import SuggestionLine
from workforce.trainings.models import TrainingPlan
from workforce.trainings.placing import IN_CONFLICT
from workforce.wording import date_fr, dates_fr

MOST_ROUNDS = 10  # The change, the steps it reaches, the trainings it moves, what is told of both.

FORGOTTEN = timedelta(days=180)

Act = Callable[[Session], object]


@dataclass(frozen=True)
class Rehearsed:
    """What a change brings, and whether it was kept."""

    consequences: Consequences
    is_kept: bool


def rehearse(
    session: Session,
    adviser_id: int,
    act: Act,
    keep: Callable[[Consequences], bool] = lambda _: False,
    of_whom: str = "",
) -> Rehearsed:
    """Do a change, see what follows, and take it back unless `keep` says so. The work that follows is never kept.

    `of_whom` is whose contract it is, in words; empty where the adviser reads.
    """
    before = _what_follows(session, adviser_id, of_whom)
    with session.begin_nested() as change:
        act(session)
        found = compare(before, _what_follows(session, adviser_id, of_whom), clock.today())
        is_kept = keep(found)
        if not is_kept:
            change.rollback()
    return Rehearsed(found, is_kept)


def _what_follows(session: Session, adviser_id: int, of_whom: str) -> Picture:
    """Do the work about this adviser that is due, look, and take the work back: the workers will do it."""
    session.flush()
    with session.begin_nested() as work:
        for _ in range(MOST_ROUNDS):  # A row that a worker holds just now stays due: it is not waited for.
            if not any(_do_due(session, model, which) for model, which in _about(adviser_id).items()):
                break
        session.expire_all()
        picture = _picture(session, adviser_id, of_whom)
        work.rollback()
    session.expire_all()
    return picture


def _about(adviser_id: int) -> dict[Any, ColumnElement[bool]]:
    """Return the tables that wait, and which of their rows are about one adviser."""
    contracts = select(Contract.id).where(Contract.adviser_id == adviser_id)
    payload: Any = Event.payload
    return {
        Event: or_(
            payload["adviser_id"].as_integer() == adviser_id,
            payload["contract_id"].as_integer().in_(contracts),
        )
        & col(Event.name).in_(TOLD_OF),
        Contract: col(Contract.adviser_id) == adviser_id,
        Post: col(Post.id).in_(select(Contract.post_id).where(Contract.adviser_id == adviser_id)),
        TrainingPlan: col(TrainingPlan.id) == adviser_id,
    }


# The facts whose reactions are part of the picture.
TOLD_OF = [
    fact.__name__
    for fact in (
        facts.ContractSigned, facts.ContractProlonged, facts.ContractStartMoved, facts.ContractTerminated,
        facts.ContractChangeUndone,
        facts.DeadlineReached, facts.FundingEndNeared, facts.PostFundedAgain, facts.LegalDateNeared,
        facts.TrainingConflictGone, facts.TrainingConflictMet, facts.TrainingSuggested,
    )
]  # fmt: skip


def _do_due(session: Session, model: Any, which: ColumnElement[bool]) -> bool:
    ids = list(session.scalars(select(model.id).where(which, model.due_at <= clock.now())))
    if ids:
        INSIDE[model](session, ids)
        session.flush()
    return bool(ids)


def _picture(session: Session, adviser_id: int, of_whom: str) -> Picture:
    today = clock.today()
    contracts = history.contracts_of(session, adviser_id)
    ids = [one.id for one in contracts]
    found = outlook(contracts, today)
    clocks = history.clocks_of(session, found.contract, followed=False) if found.contract else None
    return Picture(
        ending=_ending(found, of_whom),
        letters=_reachable(
            session, [*_waiting(session, adviser_id, ids, today), *_to_come(session, ids, today)]
        ),
        deadlines=tuple(
            DueDate(row.contract_id, row.label, row.due_date)
            for row in history.deadlines_of(session, [one.id for one in contracts if _matters(one, today)])
        ),
        courses=tuple(_courses(trainings.suggestions_of(session, adviser_id))),
        clocks=clocks.sentence if clocks else "",
        vacancies=_vacancies(session, contracts, today),
    )


def _matters(contract: ContractLine, today: date) -> bool:
    """Tell whether the deadlines of a contract still matter to somebody: it runs, or ended lately."""
    return contract.last_day is None or contract.last_day >= today - FORGOTTEN


def _ending(found: Outlook, of_whom: str) -> str:
    """Say how the contract ends, date included."""
    sentence = headline(found, of_whom)
    return (
        f"{sentence} {date_fr(found.last_day)}." if found.last_day and sentence.endswith(" le") else sentence
    )


def _reachable(session: Session, found: Sequence[Letter]) -> tuple[Letter, ...]:
    """Keep the letters of those who accepted their invitation and have a channel open: no other leaves."""
    channels = select(Channel.id).where(Channel.account_id == Account.id)
    live = channels.where(col(Channel.paused_at).is_(None), col(Channel.removed_at).is_(None))
    open_ones = select(Account.id).where(
        col(Account.id).in_({letter.account_id for letter in found}),
        col(Account.last_seen_at).is_not(None),
        col(Account.disabled_at).is_(None),
        live.exists() | ~channels.exists(),  # Who has no channel yet is given one: their mail.
    )
    people = set(session.exec(open_ones))
    return tuple(letter for letter in found if letter.account_id in people)


def _to_come(session: Session, ids: Sequence[int], today: date) -> Iterator[Letter]:
    """Return a letter for each step still to come and each person who will be told of it."""
    for one in watched(session, ids):
        for party in Party if one.is_leaving else ():
            assert one.end is not None
            for step, account_id in _told(session, one, party, one.ladder(party), one.end, today):
                yield _step(account_id, one.id, party, step, one.end, milestone_date(one.end, step))
        yield from _reminders(session, one, today)


def _reminders(session: Session, one: Watched, today: date) -> Iterator[Letter]:
    """Return the words still to come on legal deadlines, and on the money of the post."""
    for legal in one.dates:
        steps = warned_steps().get(legal.rule, ())
        for step, account_id in _told(session, one, legal.party, steps, legal.due_date, today):
            yield _reminder(
                account_id, one.id, legal.rule, step, legal.due_date, milestone_date(legal.due_date, step)
            )
    if one.clocks and one.clocks.case is ClockCase.CONVENTION_FIRST:
        day = one.clocks.funded_until
        for party in Party:
            for step, account_id in _told(session, one, party, FUNDING_STEPS, day, today):
                yield _money(account_id, one.id, party, step, day, milestone_date(day, step))


def _told(
    session: Session, one: Watched, party: Party, steps: Ladder, day: date, today: date
) -> Iterator[tuple[int, int]]:
    """Return the steps still to come before a day, with each person of this party."""
    ahead = [step for step in steps if milestone_date(day, step) > today]
    people = announcing.around(session, one.id, party) if ahead else []
    yield from product(ahead, people)


def _waiting(session: Session, adviser_id: int, ids: Sequence[int], today: date) -> Iterator[Letter]:
    """Return what waits to leave about these contracts, or to this adviser about a training."""
    own = select(Membership.account_id).where(Membership.adviser_id == adviser_id)
    to_adviser = col(Alert.account_id).in_(own) & col(Alert.kind).startswith("training_")
    waiting = select(Alert).where(
        or_(col(Alert.contract_id).in_(ids), to_adviser),
        col(Alert.id).in_(select(Delivery.alert_id).where(Delivery.state == "planned")),
    )
    for alert in session.exec(waiting):
        if not (letters.lost_reason(session, alert) or is_silenced(session, alert.account_id, alert.kind)):
            yield _letter(alert, today)


def _letter(alert: Alert, today: date) -> Letter:
    """Return an alert that waits: a step of a ladder, or another word."""
    said = alert.subject
    if alert.kind == LetterKind.DEADLINE_NEAR:
        due = date.fromisoformat(said["due"])
        return _reminder(alert.account_id, said["contract_id"], said["rule"], said["days"], due, today)
    if alert.kind == LetterKind.FUNDING_ENDS:
        party, day = Party(said["audience"]), date.fromisoformat(said["end"])
        return _money(alert.account_id, said["contract_id"], party, said["days"], day, today)
    if "milestone" not in said:
        title = ledger.KIND_LABELS.get(LetterKind(alert.kind), "Autre message")
        return Letter(alert.account_id, (alert.contract_id or 0, alert.occasion), today, None, title)
    end = date.fromisoformat(said["end"])
    party = Party(said["audience"])
    return _step(alert.account_id, said["contract_id"], party, said["milestone"], end, today)


def _step(account_id: int, contract_id: int, party: Party, days: int, end: date, on: date) -> Letter:
    who = PARTY_LABELS[party]
    title = f"{who[0].upper()}{who[1:]}, {days} jours avant la fin"
    return Letter(account_id, (contract_id, f"{party}:{days}"), on, end, title)


def _reminder(account_id: int, contract_id: int, rule: str, days: int, due: date, on: date) -> Letter:
    title = f"Rappel d’échéance, {days} jours avant"
    return Letter(account_id, (contract_id, f"{rule}:{days}"), on, due, title)


def _money(account_id: int, contract_id: int, party: Party, days: int, day: date, on: date) -> Letter:
    title = f"Fin de la subvention, {days} jours avant"
    return Letter(account_id, (contract_id, f"{party}:funding:{days}"), on, day, title)


def _vacancies(session: Session, contracts: Sequence[ContractLine], today: date) -> tuple[str, ...]:
    """Return the posts that these employers read as theirs to fill, where a contract was on a post."""
    employers = {one.employer_id for one in contracts if one.post_id}
    return tuple(
        _vacancy(one)
        for employer_id in sorted(employers)
        for one in post_list.vacancies(session, employer_id, today)
    )


def _vacancy(one: PostLine) -> str:
    if one.due_on is None:
        return "Poste vacant : la date du départ n’est pas connue."
    left = f"Poste quitté par {one.person}" if one.person else "Poste vacant"
    return f"{left}, à pourvoir avant le {date_fr(one.due_on)}."


def _courses(lines: Sequence[SuggestionLine]) -> list[Course]:
    return [
        Course(line.session.id, "+".join(line.ccp_codes), _title(line), line.fit in IN_CONFLICT)
        for line in lines
        if line.session
    ]


def _title(line: SuggestionLine) -> str:
    assert line.session is not None
    return f"Formation {line.ccps_fr}, {line.body}, {dates_fr(line.session.starts_on, line.session.ends_on)}"
