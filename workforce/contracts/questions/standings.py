"""Reading what the questions depend on, for any number of contracts, in as many queries as for one."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from workforce import clock
from workforce.contracts import intents
from workforce.contracts.claims import ClaimSource
from workforce.contracts.decisions import WORD
from workforce.contracts.intents import Intent
from workforce.contracts.kinds import Answer, Party
from workforce.contracts.models import Contract, DateClaim, Deadline
from workforce.contracts.questions.asking import Asked, Standing
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.models import Question
from workforce.contracts.questions.people import accounts_of

Claims: Any = DateClaim
Contracts: Any = Contract
Deadlines: Any = Deadline
Questions: Any = Question
PERSONS = (ClaimSource.SETTLED, ClaimSource.EMPLOYER, ClaimSource.ADVISER, ClaimSource.COORDINATOR)
NEVER = date(9999, 12, 31)  # Stands for a last day that is none, or not known.


def standings(session: Session, contract_ids: Sequence[int]) -> list[Standing]:
    """Return what is known of these contracts; nothing of those that were recorded by mistake."""
    rows = session.execute(_contracts().where(Contracts.id.in_(contract_ids))).all()
    confirmed, notices = _confirmed(session, contract_ids), _notices(session, contract_ids)
    said, asked = intents.latest(session, contract_ids), _asked(session, contract_ids)
    people = accounts_of(session, contract_ids)
    return [
        Standing(
            contract_id=contract_id,
            start=start,
            end=end,
            last_day=last_day,
            followed=followed,
            engaged=engaged,
            recorded_on=clock.paris_date(created_at),
            confirmed_on=confirmed.get(contract_id),
            notice_on=notices.get(contract_id),
            intent=_about(said.get(contract_id), end),
            reachable=frozenset(people[contract_id]),
            asked=tuple(asked[contract_id]),
        )
        for contract_id, start, end, last_day, followed, engaged, created_at in rows
    ]


def _about(intent: Intent | None, end: date | None) -> Answer | None:
    return intent.answer if intent and intent.is_about(end) else None


def _contracts() -> Any:
    following, other = aliased(Contracts), aliased(Contracts)
    last_day = func.coalesce(Contracts.termination_date, Contracts.end_date)
    followed = exists().where(following.renews_id == Contracts.id, following.cancelled_at.is_(None))
    engaged = exists().where(
        other.adviser_id == Contracts.adviser_id, other.id != Contracts.id, other.cancelled_at.is_(None),
        func.coalesce(other.termination_date, other.end_date, NEVER) > last_day,
    )  # fmt: skip
    return select(
        Contracts.id, Contracts.start_date, Contracts.end_date, last_day, followed, engaged, Contracts.created_at
    ).where(Contracts.cancelled_at.is_(None))  # fmt: skip


def _confirmed(session: Session, contract_ids: Collection[int]) -> dict[int, date]:
    """Return the last day on which a person, not a file, said the end that is kept."""
    kept = and_(Contracts.id == Claims.contract_id, Contracts.end_date == Claims.value)
    rows = session.execute(
        select(Claims.contract_id, func.max(Claims.stated_on))
        .join(Contracts, kept)
        .where(Claims.contract_id.in_(contract_ids), Claims.field == "end_date", Claims.source.in_(PERSONS))
        .group_by(Claims.contract_id)
    )
    return dict(rows.all())


def _notices(session: Session, contract_ids: Collection[int]) -> dict[int, date]:
    rows = session.execute(
        select(Deadlines.contract_id, func.min(Deadlines.due_date))
        .where(
            Deadlines.contract_id.in_(contract_ids),
            Deadlines.party == Party.EMPLOYER,
            Deadlines.rule.startswith(WORD),
        )
        .group_by(Deadlines.contract_id)
    )
    return dict(rows.all())


def _asked(session: Session, contract_ids: Collection[int]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = defaultdict(list)
    rows = session.scalars(
        select(Questions).where(Questions.contract_id.in_(contract_ids)).order_by(Questions.id)
    )
    for row in rows:
        asked_on = clock.paris_date(row.asked_at)
        one = Asked(QuestionKind(row.kind), Party(row.audience), row.end_date, row.step, asked_on)
        found[row.contract_id].append(one)
    return found
