"""Signing, prolonging, renewing and ending contracts; what is said of their dates is kept."""

from dataclasses import replace
from datetime import date
from typing import Self

from pydantic import model_validator
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel, select

from workforce import clock, journal
from workforce.contracts import claims, desk, history, standing, undoing
from workforce.contracts.calendar import end_after
from workforce.contracts.changes import Act
from workforce.contracts.claims import ClaimSource
from workforce.contracts.impossible import ContractDates, refused_length, refused_renewal
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind, EndMotive
from workforce.contracts.models import Contract, DateClaim
from workforce.contracts.undoing import Word
from workforce.facts import ContractProlonged, ContractSigned, ContractTerminated
from workforce.refusals import Refused
from workforce.wording import date_fr


class ContractDraft(SQLModel):
    """A contract as a person types it; the end is computed from the length where it is not given."""

    employer_id: int
    kind: ContractKind
    start_date: date | None = None
    end_date: date | None = None
    length_months: int | None = Field(default=None, ge=1, le=120)
    part_time: bool = False
    renewable_only_as_cdi: bool = False
    post_id: int | None = None

    @model_validator(mode="after")
    def compute_end(self) -> Self:
        """End of an n-month contract from day s: s + n months - 1 day."""
        if (
            self.end_date is None
            and self.length_months
            and self.start_date
            and self.kind not in OPEN_ENDED_KINDS
        ):
            self.end_date = end_after(self.start_date, self.length_months)
        return self


class Voice(SQLModel):
    """Who says a date: a source, the day it was said, and the account where it is a person."""

    source: ClaimSource
    stated_on: date
    account_id: int | None = None


def sign(
    session: Session, adviser_id: int, draft: ContractDraft, voice: Voice, renews_id: int | None = None
) -> Contract:
    """Record a contract. Raises Refused where its dates are impossible or overlap another full-time contract."""
    length = refused_length(_asked(draft), draft.length_months)
    if length:
        raise Refused({length.field: length.sentence})
    standing.refuse_impossible(session, adviser_id, draft.employer_id, _asked(draft))
    contract = Contract(
        adviser_id=adviser_id,
        renews_id=renews_id,
        hired_for_months=draft.length_months,
        due_at=clock.now(),
        **draft.model_dump(exclude={"length_months"}),
    )
    session.add(contract)
    session.flush()
    said = [claim(session, contract, "start_date", draft.start_date, voice)] if draft.start_date else []
    if draft.end_date or draft.kind in OPEN_ENDED_KINDS:  # A fixed term left empty is no word on its end.
        said.append(claim(session, contract, "end_date", draft.end_date, voice))
    act = Act.RENEWED if renews_id else Act.SIGNED
    undoing.keep(session, contract, act, {}, said, voice.account_id)
    desk.refresh_employer(session, adviser_id, contract.employer_id)
    journal.record(session, ContractSigned(contract.id, adviser_id, renews_id))
    return contract


def renew(session: Session, contract_id: int, draft: ContractDraft, voice: Voice) -> Contract:
    """Record the contract that follows this one: a new contract, linked to the former."""
    former = desk.contract(session, contract_id)
    following = standing.following(session, contract_id)
    refusal = refused_renewal(
        standing.dates_of(former), draft.start_date, standing.dates_of(following) if following else None
    )
    if refusal:
        raise Refused({refusal.field: refusal.sentence})
    return sign(session, former.adviser_id, draft, voice, renews_id=former.id)


def prolong(session: Session, contract_id: int, end: date, voice: Voice) -> None:
    """Move the end of the same contract, by an avenant or a correction; the former date stays as history."""
    contract = desk.contract(session, contract_id)
    if contract.kind in OPEN_ENDED_KINDS:
        raise Refused({"end_date": "Un contrat sans date de fin ne se prolonge pas."})
    if contract.termination_date:
        raise Refused({"end_date": "Ce contrat a été rompu : il ne se prolonge pas."})
    following = standing.following(session, contract_id)
    if following and following.start_date and end >= following.start_date:
        begins = date_fr(following.start_date)
        raise Refused({"end_date": f"Le contrat suivant commence le {begins} : celui-ci se termine avant."})
    standing.refuse_change(session, contract, replace(standing.dates_of(contract), end=end), "end_date")
    former, before = contract.end_date, undoing.state_of(contract)
    said = claim(session, contract, "end_date", end, voice)
    if end != former:
        contract.end_date = end
        desk.changed(session, contract)
        journal.record(session, ContractProlonged(contract.id, contract.adviser_id, former, end))
    act = Act.PROLONGED if end != former else Act.CONFIRMED
    settled = voice.source is ClaimSource.SETTLED
    undoing.keep(session, contract, Act.SETTLED if settled else act, before, [said], voice.account_id)


def terminate(
    session: Session, contract_id: int, ended_on: date, motive: EndMotive, account_id: int | None = None
) -> None:
    """End a contract early."""
    contract = desk.contract(session, contract_id)
    if motive is EndMotive.TERM:
        raise Refused({"motive": "Choisissez une des raisons proposées."})
    if contract.termination_date:
        raise Refused({"termination_date": "La rupture de ce contrat est déjà enregistrée."})
    if contract.start_date and ended_on < contract.start_date:
        raise Refused({"termination_date": "La rupture ne peut pas précéder le début du contrat."})
    if contract.end_date and ended_on > contract.end_date:
        raise Refused({"termination_date": "La rupture ne peut pas suivre la fin prévue du contrat."})
    asked = replace(standing.dates_of(contract), terminated_on=ended_on)
    standing.refuse_change(session, contract, asked, "termination_date")
    before = undoing.state_of(contract)
    contract.termination_date = ended_on
    contract.termination_motive = motive
    desk.changed(session, contract)
    undoing.keep(session, contract, Act.TERMINATED, before, [], account_id)
    journal.record(session, ContractTerminated(contract.id, contract.adviser_id, ended_on))


def claim(session: Session, contract: Contract, field: str, value: date | None, voice: Voice) -> Word:
    """Keep what was said of a date: each word once, at the latest day it was said. Return what it was before."""
    known = undoing.known_word(session, contract.id, field, value, voice.source)
    said = insert(DateClaim).values(
        contract_id=contract.id, field=field, value=value, recorded_at=clock.now(), **voice.model_dump()
    )
    again = said.on_conflict_do_update(
        constraint="uq_date_claim_contract_id_field_value_source",
        set_={
            "stated_on": said.excluded.stated_on,
            "recorded_at": said.excluded.recorded_at,
            "account_id": said.excluded.account_id,
            "withdrawn_at": None,
        },
        # Said again on the same day counts too: it answers what was said in between.
        where=(DateClaim.stated_on <= said.excluded.stated_on) | DateClaim.withdrawn_at.is_not(None),  # type: ignore[union-attr]
    )
    word_id = session.scalar(again.returning(DateClaim.id))  # type: ignore[call-overload]
    return known or Word(id=word_id)  # type: ignore[arg-type]


def settlement(session: Session, contract_id: int, field: str) -> claims.Settlement:
    """Return which date is kept among all that was said of it, and which voices disagree."""
    said = select(DateClaim).where(
        DateClaim.contract_id == contract_id,
        DateClaim.field == field,
        DateClaim.withdrawn_at.is_(None),  # type: ignore[union-attr]
    )
    return history.settle(session.exec(said).all())


def is_disputed(session: Session, contract_id: int, field: str, value: date | None) -> bool:
    """Tell whether somebody, or a file, said another date than this one."""
    settled = settlement(session, contract_id, field)
    words = (settled.retained, *settled.disagreeing)
    return any(word is not None and word.value != value for word in words)


def _asked(draft: ContractDraft) -> ContractDates:
    return ContractDates(draft.start_date, draft.end_date, None, draft.kind, full_time=not draft.part_time)
