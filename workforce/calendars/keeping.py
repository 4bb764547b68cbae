"""Keeping the events equal to the deadlines as they stand: set-based, whatever the number of people."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Interval,
    Select,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock, due
from workforce.accounts.models import Membership
from workforce.advisers.models import Adviser
from workforce.calendars.models import CalendarEvent, CalendarUpkeep
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract, Deadline, Post
from workforce.contracts.rules import rule_named
from workforce.contracts.vacancy import REFILL_MONTHS, REFILL_RULE
from workforce.facts import (
    AdvisersMerged,
    AdvisersParted,
    CalendarOpened,
    ContractProlonged,
    ContractSigned,
    ContractTerminated,
    PostFilled,
    PostHandedBack,
    PostVacated,
    RenewalAnswered,
)

Change = (
    ContractSigned
    | ContractProlonged
    | ContractTerminated
    | RenewalAnswered
    | AdvisersMerged
    | AdvisersParted
)
LOOK_BACK = timedelta(days=120)  # Older days are history: no calendar shows them, nothing is done about them.
END, END_LABEL, REFILL_LABEL = "contract-end", "Fin du contrat", "Poste à pourvoir"
# The tables as the queries below name them: columns, not the values of a row.
Events: Any = CalendarEvent
Upkeep: Any = CalendarUpkeep
Contracts: Any = Contract
Deadlines: Any = Deadline
Posts: Any = Post
Advisers: Any = Adviser
COLUMNS = ("uid", "contract_id", "post_id", "family", "party", "label", "due_date", "source", "indicative")
SAID = COLUMNS[1:]


def follow_contract(session: Session, fact: Change) -> None:
    """Have the events of an adviser brought to what a change of contract made of their deadlines."""
    _wait(session, "adviser_id", fact.adviser_id)


def follow_post(session: Session, fact: PostVacated | PostFilled | PostHandedBack) -> None:
    """Have the event of a post brought to how it stands."""
    _wait(session, "post_id", fact.post_id)


def _wait(session: Session, column: str, value: int) -> None:
    again = {"due_at": clock.now(), "leased_until": None}
    row = insert(CalendarUpkeep).values({column: value, **again})
    session.execute(row.on_conflict_do_update(index_elements=[column], set_=again))


def catch_up(session: Session, ids: Sequence[int]) -> int:
    """Bring the events of these advisers and posts to their deadlines; return how many changed."""
    mine = due.take(session, CalendarUpkeep, ids)
    rows = session.execute(select(Upkeep.adviser_id, Upkeep.post_id).where(Upkeep.id.in_(mine))).all()
    advisers = [adviser_id for adviser_id, _ in rows if adviser_id]
    changed = keep(session, advisers, [post_id for _, post_id in rows if post_id]) if rows else 0
    due.settle(session, CalendarUpkeep, mine)
    return changed


def fill(session: Session, fact: CalendarOpened) -> None:
    """Have the events of a calendar that was just asked for: nobody waits until midnight."""
    membership = session.get(Membership, fact.membership_id)
    if membership:
        followed = select(Contracts.adviser_id).join(Advisers, Advisers.id == Contracts.adviser_id)
        keep(session, followed.where(_bounds(membership)))


def _bounds(one: Membership) -> Any:
    bounds = (
        (Contracts.adviser_id, one.adviser_id),
        (Contracts.employer_id, one.employer_id),
        (Advisers.network_id, one.network_id),
    )
    return or_(false(), *(column == bound for column, bound in bounds if bound))


def keep_all(session: Session) -> None:
    """Bring every event to the deadlines as they stand: what came by no fact, and the days that pass."""
    keep(session, None)


def keep(
    session: Session, adviser_ids: Collection[int] | Select[Any] | None, post_ids: Collection[int] = ()
) -> int:
    """Bring the events of these advisers and posts (of all, for None) to their deadlines; return how many changed."""
    if adviser_ids is None:
        return _keep(session, true(), true(), true())
    theirs = Contracts.adviser_id.in_(adviser_ids)
    held = select(Contracts.post_id).where(theirs)
    ours = Posts.id.in_(union(held, select(Posts.id).where(Posts.id.in_(list(post_ids)))))
    about = select(Events.id).where(Events.contract_id.in_(select(Contracts.id).where(theirs)))
    around = select(Events.id).where(Events.post_id.in_(select(Posts.id).where(ours)))
    return _keep(session, theirs, ours, Events.id.in_(union(about, around)))


def _keep(session: Session, contracts: Any, posts: Any, events: Any) -> int:
    since = clock.today() - LOOK_BACK
    wanted = union_all(_deadlines(contracts, since), _ends(contracts, since), _refills(posts, since))
    return _write(session, wanted) + _cancel(session, wanted, events, since)


def _write(session: Session, wanted: CompoundSelect[Any]) -> int:
    """Add what is new; move what moved. Nothing is written where nothing changed."""
    now, rows = clock.now(), wanted.subquery("wanted")
    ordered = select(*(rows.c[name] for name in COLUMNS), literal(0), literal(now), literal(now)).order_by(
        rows.c.uid
    )
    said = insert(Events).from_select(
        [*COLUMNS, "sequence", "made_at", "changed_at"], ordered, include_defaults=False
    )
    moved = or_(Events.due_date != said.excluded.due_date, Events.cancelled_at.is_not(None))
    differs = [getattr(Events, name).is_distinct_from(said.excluded[name]) for name in SAID]
    changed = said.on_conflict_do_update(
        index_elements=["uid"],
        set_={name: said.excluded[name] for name in SAID}
        | {"sequence": Events.sequence + cast(moved, Integer), "changed_at": now, "cancelled_at": None},
        where=or_(moved, *differs),
    )
    return len(session.execute(changed.returning(Events.id)).all())


def _cancel(session: Session, wanted: CompoundSelect[Any], mine: Any, since: date) -> int:
    """Cancel what no longer holds."""
    rows, now = wanted.subquery("wanted"), clock.now()
    gone = Events.uid.not_in(
        select(rows.c.uid)
    )  # Never null; read once into a table, whatever the planner expects.
    off = update(Events).where(mine, Events.cancelled_at.is_(None), Events.due_date >= since, gone)
    changed = off.values(cancelled_at=now, changed_at=now, sequence=Events.sequence + 1).returning(Events.id)
    return len(session.execute(changed, execution_options={"synchronize_session": False}).all())


def _deadlines(about: Any, since: date) -> Select[Any]:
    """Return the deadlines that hang on these contracts: one event for each family of rules."""
    family = func.split_part(Deadlines.rule, ".", 1)
    return (
        select(
            func.concat("contract-", Contracts.id, "-", family).label("uid"),
            Contracts.id.label("contract_id"), _no_id().label("post_id"), family.label("family"),
            Deadlines.party.label("party"), Deadlines.label.label("label"), Deadlines.due_date.label("due_date"),
            Deadlines.source.label("source"), Deadlines.indicative.label("indicative"),
        )
        .join(Contracts, Contracts.id == Deadlines.contract_id)
        .where(
            about, Contracts.cancelled_at.is_(None),
            Deadlines.due_date >= since, Deadlines.rule != REFILL_RULE,
        )
    )  # fmt: skip


def _ends(about: Any, since: date) -> Select[Any]:
    """Return the last days of these contracts, where no other contract follows."""
    following = aliased(Contracts)
    followed = exists().where(following.renews_id == Contracts.id, following.cancelled_at.is_(None))
    last_day = func.least(Contracts.termination_date, Contracts.end_date)
    return select(
        func.concat("contract-", Contracts.id, "-", END), Contracts.id, _no_id(), literal(END),
        literal(Party.COORDINATOR), literal(END_LABEL), last_day, literal(""), literal(value=False),
    ).where(about, Contracts.cancelled_at.is_(None), last_day >= since, ~followed)  # fmt: skip


def _refills(ours: Any, since: date) -> Select[Any]:
    """Return the day by which each of these posts is filled again, where it stands empty since a known day."""
    rule = rule_named(REFILL_RULE, clock.today())
    due = cast(Posts.vacated_date + cast(literal(f"{REFILL_MONTHS} months"), Interval), Date)
    left = (
        select(Contracts.id)
        .where(Contracts.post_id == Posts.id, Contracts.cancelled_at.is_(None))
        .order_by(
            func.coalesce(Contracts.termination_date, Contracts.end_date).desc().nulls_last(),
            Contracts.id.desc(),
        )
        .limit(1)
        .scalar_subquery()
    )
    return select(
        func.concat("post-", Posts.id, "-refill"), left, Posts.id, literal(REFILL_RULE), literal(Party.EMPLOYER),
        literal(REFILL_LABEL), due, literal(rule.source if rule else ""), literal(value=False),
    ).where(ours, Posts.state == "vacant", Posts.vacated_date.is_not(None), due >= since)  # fmt: skip


def _no_id() -> Any:
    return cast(null(), Integer)
