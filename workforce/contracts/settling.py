"""Settling what sources contradict: one date kept among several, or what is true of a post."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from workforce import clock, journal
from workforce.contracts import actions, desk, standing, undoing
from workforce.contracts.actions import Voice
from workforce.contracts.changes import Act
from workforce.contracts.claims import ClaimSource
from workforce.contracts.models import Contract, ContractChange, Convention, DateClaim, Post
from workforce.facts import ContractProlonged, ContractStartMoved, Fact
from workforce.refusals import Refused
from workforce.wording import date_fr

NAMES = {"start_date": "start", "end_date": "end"}  # Column → its name among the dates to weigh.


def settle_date(
    session: Session, contract_id: int, field: str, value: date | None, account_id: int | None
) -> None:
    """Keep one date of a contract among all that was said. The choice silences what was said until now."""
    contract = desk.contract(session, contract_id)
    _refuse(session, contract, field, value)
    before, former = undoing.state_of(contract), getattr(contract, field)
    said = [_word_of_post(session, contract)] if field == "end_date" else []
    choice = Voice(source=ClaimSource.SETTLED, stated_on=clock.today(), account_id=account_id)
    said.append(actions.claim(session, contract, field, value, choice))
    if value != former:
        setattr(contract, field, value)
        desk.changed(session, contract)
        journal.record(session, _moved(contract, field, former, value))
    undoing.keep(session, contract, Act.SETTLED, before, [word for word in said if word], account_id)


def settle_post(session: Session, contract_id: int, state: str, account_id: int | None) -> None:
    """Say what is true of the post of a contract, against what a file says of it."""
    contract = desk.contract(session, contract_id)
    post = session.get(Post, contract.post_id, with_for_update=True) if contract.post_id else None
    if post is None or state not in ("occupied", "vacant"):
        raise Refused({"state": "Choisissez une des réponses proposées."})
    before = undoing.state_of_post(post)
    post.state = state
    post.vacated_date = None if state == "occupied" else contract.termination_date or contract.end_date
    session.flush()
    change = ContractChange(
        contract_id=contract.id, act=Act.POST_SETTLED, before=before, after=undoing.state_of_post(post), said=[],
        account_id=account_id,
    )  # fmt: skip
    session.add(change)
    session.flush()


def post_word(session: Session, contract: Contract) -> Convention | None:
    """Return what the export of posts says of the end of this contract, where it was never weighed."""
    if contract.post_id is None:
        return None
    weighed = select(col(DateClaim.value)).where(
        DateClaim.contract_id == contract.id, DateClaim.source == ClaimSource.POSTS_FILE
    )
    said = select(Convention).where(
        Convention.post_id == contract.post_id,
        col(Convention.contract_end_date).is_not(None),
        col(Convention.contract_end_date).not_in(weighed),
    )
    return session.exec(said.order_by(col(Convention.stated_on).desc().nulls_last())).first()


def _refuse(session: Session, contract: Contract, field: str, value: date | None) -> None:
    if contract.termination_date:
        broken = date_fr(contract.termination_date)
        raise Refused({field: f"Ce contrat a été rompu le {broken} : sa rupture fait foi."})
    following = standing.following(session, contract.id)
    if field == "end_date" and value and following and following.start_date and value >= following.start_date:
        begins = date_fr(following.start_date)
        raise Refused({field: f"Le contrat suivant commence le {begins} : celui-ci se termine avant."})
    dates: Any = {NAMES[field]: value}
    standing.refuse_change(session, contract, replace(standing.dates_of(contract), **dates), field)


def _word_of_post(session: Session, contract: Contract) -> undoing.Word | None:
    """Weigh what the export of posts says with the rest, so that the choice answers it too."""
    said = post_word(session, contract)
    if said is None:
        return None
    voice = Voice(source=ClaimSource.POSTS_FILE, stated_on=said.stated_on or clock.today())
    return actions.claim(session, contract, "end_date", said.contract_end_date, voice)


def _moved(contract: Contract, field: str, former: date | None, value: date | None) -> Fact:
    if field == "start_date":
        return ContractStartMoved(contract.id, contract.adviser_id, former, value)
    return ContractProlonged(contract.id, contract.adviser_id, former, value)
