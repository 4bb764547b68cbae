"""Answering by the link alone: what it opens, for whom, and the existing actions that each answer goes through."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from pydantic import model_validator
from sqlmodel import Session, SQLModel, select

from workforce import clock, sealing
from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.contracts import actions, desk, intents
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import EndMotive, Party
from workforce.contracts.models import Contract
from workforce.contracts.questions import follow_ups
from workforce.contracts.questions.asking import LONGEST_LIFE
from workforce.contracts.questions.kinds import DateAnswer, QuestionKind
from workforce.contracts.questions.models import Question
from workforce.contracts.questions.people import accounts_of
from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.wording import date_fr

PURPOSE = (
    "answer"  # Of the sealed links: no other link of the house opens a question, nor this one anything else.
)
LARGEST_ID = 2**31 - 1
SOURCES = {
    Party.ADVISER: ClaimSource.ADVISER,
    Party.EMPLOYER: ClaimSource.EMPLOYER,
    Party.COORDINATOR: ClaimSource.COORDINATOR,
}


@dataclass(frozen=True)
class Opened:
    """What a good link opens: a question, the contract it is about, and who holds the link."""

    question: Question
    contract: Contract
    adviser: str
    employer: str
    account: Account

    @property
    def party(self) -> Party:
        """Return as what the holder of the link is asked."""
        return Party(self.question.audience)

    @property
    def last_day(self) -> date | None:
        """Return the last day of the contract as it stands, whatever was answered before."""
        return self.contract.termination_date or self.contract.end_date

    @property
    def is_moot(self) -> bool:
        """Tell whether the contract was broken, or has moved since otherwise than by this very question."""
        if self.question.kind == QuestionKind.AFTER_END:
            return False
        ends = (self.question.end_date, self.question.answer_date)
        return self.contract.termination_date is not None or self.contract.end_date not in ends


class DateDraft(SQLModel):
    """What somebody says of an end; the day and the motive where the answer asks for them."""

    answer: DateAnswer
    prolonged_to: date | None = None
    ended_on: date | None = None
    motive: EndMotive | None = None
    left_on: date | None = None

    @model_validator(mode="after")
    def say_when(self) -> Self:
        """Ask for the day that goes with the answer."""
        field = DAY_FIELDS.get(self.answer)
        if field and getattr(self, field) is None:
            raise Refused({field: "Indiquez le jour."})
        if self.answer is DateAnswer.ENDED and self.motive in (None, EndMotive.TERM):
            raise Refused({"motive": "Choisissez la raison."})
        return self

    @property
    def day(self) -> date | None:
        """Return the day that goes with the answer."""
        field = DAY_FIELDS.get(self.answer)
        return getattr(self, field) if field else None


DAY_FIELDS = {
    DateAnswer.PROLONGED: "prolonged_to",
    DateAnswer.ENDED: "ended_on",
    DateAnswer.LEFT: "left_on",
}


def token(question_id: int, account_id: int) -> str:
    """Return the signed token by which one account answers one question."""
    return sealing.sign(PURPOSE, [question_id, account_id])


def opened(session: Session, sealed: str) -> Opened | None:
    """Return what a link opens; None where it is not ours, too old, or no longer its holder's to answer."""
    named = _named(sealed)
    if named is None:
        return None
    columns: Any = (Question, Contract, Adviser, Employer.name, Account)
    row = session.execute(
        select(*columns)
        .join(Contract, Contract.id == Question.contract_id)
        .join(Adviser, Adviser.id == Contract.adviser_id)
        .join(Employer, Employer.id == Contract.employer_id)
        .join(Account, Account.id == named[1])
        .where(Question.id == named[0], Question.expires_on >= clock.today(), Contract.cancelled_at.is_(None))  # type: ignore[union-attr]
    ).first()
    if row is None or row[4].id not in accounts_of(session, [row[1].id])[row[1].id][Party(row[0].audience)]:
        return None
    return Opened(row[0], row[1], row[2].name, row[3], row[4])


def _named(sealed: str) -> tuple[int, int] | None:
    """Return the question and the account that a link of ours names."""
    match sealing.unsign(PURPOSE, sealed, int(LONGEST_LIFE.total_seconds())):
        case [int(question_id), int(account_id)] if max(question_id, account_id) <= LARGEST_ID:
            return question_id, account_id
    return None


def open_to(session: Session, contract_id: int, kind: QuestionKind, audience: Party, end: date) -> int | None:
    """Return the latest question of this kind that this party can still answer about this end."""
    asked = select(Question.id).where(
        Question.contract_id == contract_id, Question.kind == kind, Question.audience == audience,
        Question.end_date == end, Question.expires_on >= clock.today(),
    )  # fmt: skip
    return session.exec(asked.order_by(Question.id.desc())).first()  # type: ignore[attr-defined]


def answer_date(session: Session, asked: Opened, draft: DateDraft) -> None:
    """Act on what is said of an end. The same answer again changes nothing. Raises Refused."""
    contract = desk.contract(session, asked.contract.id)
    if draft.day and asked.question.answer == draft.answer and draft.day == asked.last_day:
        return
    _refuse_moot(asked)
    _act(session, contract, draft, _voice(asked))
    _note(session, asked, draft.answer, draft.day)


def answer_renewal(session: Session, asked: Opened, answer: str) -> None:
    """Note what an employer intends, by the action that its own page uses. Raises Refused."""
    _refuse_moot(asked)
    intents.answer_intent(session, asked.contract.id, answer, asked.account.id)
    _note(session, asked, answer)


def answer_after_end(session: Session, asked: Opened, answer: str, is_shown: bool) -> None:
    """Note what became of somebody after a contract. Raises Refused."""
    follow_ups.tell(session, asked.contract.id, answer, is_shown, asked.account.id)
    _note(session, asked, answer)


def _act(session: Session, contract: Contract, draft: DateDraft, voice: Voice) -> None:
    day = draft.day
    if day is None:
        actions.claim(session, contract, "end_date", contract.end_date, voice)
    elif draft.answer is DateAnswer.PROLONGED:
        _prolong(session, contract, day, voice)
    else:
        left = draft.answer is DateAnswer.LEFT
        motive = EndMotive.RESIGNATION if left or draft.motive is None else draft.motive
        _terminate(session, contract, day, motive, DAY_FIELDS[draft.answer])


def _prolong(session: Session, contract: Contract, day: date, voice: Voice) -> None:
    if contract.end_date and day <= contract.end_date:
        known = date_fr(contract.end_date)
        raise Refused(
            {"prolonged_to": f"La nouvelle fin doit venir après celle que nous connaissons ({known})."}
        )
    try:
        actions.prolong(session, contract.id, day, voice)
    except Refused as refused:
        raise Refused({"prolonged_to": " ".join(refused.errors.values())}) from refused


def _terminate(session: Session, contract: Contract, day: date, motive: EndMotive, field: str) -> None:
    if day > clock.today():
        raise Refused({field: "Ce jour n’est pas encore passé : indiquez le dernier jour travaillé."})
    try:
        actions.terminate(session, contract.id, day, motive)
    except Refused as refused:
        raise Refused({field: " ".join(refused.errors.values())}) from refused


def _voice(asked: Opened) -> Voice:
    return Voice(source=SOURCES[asked.party], stated_on=clock.today(), account_id=asked.account.id)


def _refuse_moot(asked: Opened) -> None:
    if asked.is_moot:
        raise Refused({"": "La date de ce contrat a changé depuis : la question ne se pose plus."})


def _note(session: Session, asked: Opened, answer: str, day: date | None = None) -> None:
    question = asked.question
    question.answer, question.answer_date = answer, day
    question.answered_at, question.account_id = clock.now(), asked.account.id
    session.add(question)
    session.flush()
