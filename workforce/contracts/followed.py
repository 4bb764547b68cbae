"""The people that a coordinator follows, each with the contract whose end counts: the query behind lists and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from workforce.accounts.models import Membership
from workforce.advisers.models import Adviser
from workforce.contracts.conflicts import conflicting_contracts
from workforce.contracts.decisions import WORD
from workforce.contracts.kinds import OPEN_ENDED_KINDS, Answer, Party
from workforce.contracts.models import Contract, Deadline, RenewalIntent
from workforce.contracts.priorities import LOOK_AHEAD
from workforce.employers.models import Employer

# The tables as the queries below name them: columns, not the values of a row.
People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer
Intents: Any = RenewalIntent
Deadlines: Any = Deadline
OPEN_ENDED = tuple(str(kind) for kind in OPEN_ENDED_KINDS)
GOING_ON = (str(Answer.RENEW), str(Answer.MAKE_PERMANENT))
DECIDED = (*GOING_ON, str(Answer.END))
AWAITED, LATE = "awaited", "late"  # Beside the answers themselves: none yet, in time or not.
SORTS = ("end", "name", "employer", "departement")
# PostgreSQL without its extensions: letters and what they read as without their accents.
ACCENTED = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿÀÂÄÁÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜÝŸ’-"
BARE = "aaaaaaceeeeiiiinooooouuuuyyaaaaaaceeeeiiiinooooouuuuyy' "
JOINED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}


@dataclass(frozen=True)
class Scope:
    """What one coordinator follows: a network, or some of its départements. And the day it is looked at."""

    network_id: int
    today: date
    departements: frozenset[str] | None = None
    with_a_plan: Select[Any] | None = None  # The ids of people who have something in view, beside a contract.
    lacking: Mapping[int, Select[Any]] = field(
        default_factory=dict
    )  # Bloc → ids of those who show they lack it.
    among: Select[Any] | Sequence[int] | None = None  # Ids of people: nobody else is even looked at.


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to, and its order. Several values of one field widen; several fields narrow."""

    words: tuple[str, ...] = ()  # Each is found in the name of the person or of the employer.
    departements: tuple[str, ...] = ()  # "": not known.
    ends_from: date | None = None
    ends_before: date | None = None  # Last day included; without `ends_from`, only ends still to come.
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()  # running, ending, ended, none
    answers: tuple[str, ...] = ()  # Those of the employer, AWAITED and LATE.
    missing: tuple[int, ...] = ()  # Blocs, by number.
    is_unknown: bool = False
    is_conflicting: bool = False
    is_without_plan: bool = False
    is_without_account: bool = False
    sort: str = "end"


@dataclass(frozen=True)
class Parts:
    """The pieces that the filters and the order are made of."""

    counted: Subquery
    has_plan: ColumnElement[bool]
    has_account: ColumnElement[bool]
    word_due: Any  # The day by which the employer's word is awaited.


def counting(scope: Scope) -> Subquery:
    """Return each adviser's contract that counts: the last begun of those not over, else the last ended."""
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date).label("last_day")
    is_over = func.coalesce(last_day < scope.today, False)
    begun = case((is_over, last_day), else_=Contracts.start_date)
    return (
        select(
            Contracts.id, Contracts.adviser_id, Contracts.employer_id, Contracts.kind, Contracts.start_date,
            last_day, is_over.label("is_over"),
        )
        .join(People, People.id == Contracts.adviser_id)
        .where(*bounds(scope), Contracts.cancelled_at.is_(None))
        .ext(distinct_on(Contracts.adviser_id))
        .order_by(Contracts.adviser_id, is_over, begun.desc().nulls_last(), Contracts.id.desc())
        .subquery("counting")
    )  # fmt: skip


def team(scope: Scope) -> tuple[Select[Any], Parts]:
    """Return the query of the people followed, without columns yet, and the pieces it is made of."""
    counted = counting(scope)
    planned = People.id.in_(scope.with_a_plan) if scope.with_a_plan is not None else false()
    invited = select(col(Membership.id)).where(col(Membership.adviser_id) == People.id).exists()
    parts = Parts(counted, or_(planned, _answer(counted).in_(GOING_ON)), invited, word_due(counted))
    query = (
        select()
        .select_from(People)
        .outerjoin(counted, counted.c.adviser_id == People.id)
        .outerjoin(Employers, Employers.id == counted.c.employer_id)
        .where(*bounds(scope))
    )
    return query, parts


def bounds(scope: Scope) -> list[ColumnElement[bool]]:
    """Return what makes a person one of those followed."""
    found: list[Any] = [People.network_id == scope.network_id]
    if scope.departements is not None:
        found.append(People.departement.in_(sorted(scope.departements)))
    if scope.among is not None:
        found.append(People.id.in_(scope.among))
    return found


def narrowing(scope: Scope, narrowed: Filter, parts: Parts) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter."""
    counted = parts.counted.c
    asked: list[tuple[Any, Callable[[], Any]]] = [
        (narrowed.departements, lambda: People.departement.in_(narrowed.departements)),
        (narrowed.ends_from, lambda: counted.last_day >= narrowed.ends_from),
        (narrowed.ends_before, lambda: _ends_by(scope, narrowed, counted)),
        (narrowed.kinds, lambda: counted.kind.in_(narrowed.kinds)),
        (narrowed.states, lambda: or_(*(_states(scope, counted)[one] for one in narrowed.states))),
        (narrowed.answers, lambda: or_(*_answered(scope, narrowed, parts))),
        (narrowed.missing, lambda: or_(*(_lacks(scope, number) for number in narrowed.missing))),
        (narrowed.is_unknown or narrowed.is_conflicting, lambda: or_(*_doubts(narrowed, parts))),
        (narrowed.is_without_plan, lambda: ~parts.has_plan),
        (narrowed.is_without_account, lambda: ~parts.has_account),
    ]
    return [condition() for is_asked, condition in asked if is_asked] + [
        _spelled().contains(plain(word), autoescape=True) for word in narrowed.words
    ]


def order(sort: str, parts: Parts) -> list[Any]:
    """Return what a list is sorted by."""
    counted, name = parts.counted.c, by_person("name")
    if sort == "employer":
        return [func.lower(Employers.name).nulls_last(), *name]
    if sort != "end":
        return by_person(sort)
    # Ends to come first, then what is not known, what has no end, what is over.
    family = case(
        (counted.is_over, 3),
        (counted.last_day.is_not(None), 0),
        (counted.kind.in_(OPEN_ENDED), 2),
        else_=1,
    )
    return [family, counted.last_day, *name]


def by_person(sort: str) -> list[Any]:
    """Return what a list is sorted by where no contract decides."""
    name = [func.lower(People.last_name), func.lower(People.first_name), People.id]
    return [People.departement, *name] if sort == "departement" else name


def plain(text: str) -> str:
    """Return a text as the search compares it: small letters without accents."""
    bare = text.translate(str.maketrans(ACCENTED, BARE))
    for joined, letters in JOINED.items():
        bare = bare.replace(joined, letters)
    return bare.lower().strip()


def _spelled() -> Any:
    """Return the same of names, said to the database."""
    named: Any = func.concat_ws(" ", People.first_name, People.last_name, Employers.name)
    for joined, letters in JOINED.items():
        named = func.replace(named, joined, letters)
    return func.lower(func.translate(named, ACCENTED, BARE))


def _ends_by(scope: Scope, narrowed: Filter, counted: Any) -> Any:
    by = counted.last_day <= narrowed.ends_before
    return by if narrowed.ends_from else and_(by, counted.last_day >= scope.today)


def _states(scope: Scope, counted: Any) -> dict[str, Any]:
    soon = scope.today + timedelta(days=LOOK_AHEAD)
    return {
        "running": and_(counted.id.is_not(None), ~counted.is_over),
        "ending": counted.last_day.between(scope.today, soon),
        "ended": counted.is_over,
        "none": counted.id.is_(None),
    }


def _answered(scope: Scope, narrowed: Filter, parts: Parts) -> Iterator[Any]:
    """Say which answers are asked for: what was said, or what is still awaited, in time or late."""
    counted, answer = parts.counted, _answer(parts.counted)
    said = [one for one in narrowed.answers if one not in (AWAITED, LATE)]
    if said:
        yield and_(counted.c.last_day >= scope.today, answer.in_(said))
    silent = and_(counted.c.last_day >= scope.today, answer.not_in(DECIDED))
    if AWAITED in narrowed.answers:
        yield and_(silent, parts.word_due >= scope.today)
    if LATE in narrowed.answers:
        yield and_(silent, parts.word_due < scope.today)


def _answer(counted: Subquery) -> Any:
    """Return the employer's last answer about the contract that counts; "" where none was given."""
    mine = select(Intents.answer).where(Intents.contract_id == counted.c.id)
    last = mine.order_by(Intents.answered_at.desc(), Intents.id.desc()).limit(1)
    return func.coalesce(last.scalar_subquery(), "")


def word_due(counted: Subquery) -> Any:
    """Return the day by which the employer's answer is awaited."""
    return (
        select(func.min(Deadlines.due_date))
        .where(
            Deadlines.contract_id == counted.c.id,
            Deadlines.party == Party.EMPLOYER,
            Deadlines.rule.startswith(WORD),
        )
        .scalar_subquery()
    )


def _lacks(scope: Scope, number: int) -> Any:
    people = scope.lacking.get(number)
    return false() if people is None else People.id.in_(people)


def _doubts(narrowed: Filter, parts: Parts) -> Iterator[Any]:
    counted = parts.counted.c
    if narrowed.is_conflicting:
        yield counted.id.in_(conflicting_contracts())
    if narrowed.is_unknown:
        yield counted.id.is_(None)
        yield and_(counted.kind.not_in(OPEN_ENDED), counted.last_day.is_(None))
        yield counted.start_date.is_(None)
