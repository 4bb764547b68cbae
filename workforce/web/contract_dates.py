"""Settling the dates of a contract that sources contradict, and what is true of its post: every voice, one click."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from flask import Response, flash
from sqlmodel import Session, SQLModel

from workforce import clock
from workforce.accounts import policy
from workforce.contracts import history, post_reading, settling
from workforce.contracts.claims import ClaimSource, DateClaim
from workforce.contracts.followed import Scope
from workforce.contracts.history import Said
from workforce.contracts.models import Contract, Convention
from workforce.contracts.models import DateClaim as StatedDate
from workforce.contracts.outlook import ContractLine
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import contract_file, forms, htmx, two_steps
from workforce.web.access import actor, allow
from workforce.web.contracts import Asked, pages
from workforce.web.person import Person, person
from workforce.wording import age_fr, date_fr

QUESTIONS = {"start_date": "Quel est le premier jour ?", "end_date": "Quel est le dernier jour ?"}
NO_DATE = "Aucune date de fin"


class Choice(SQLModel):
    """One of the dates that were said, another one, or what is true of the post."""

    field: Literal["start_date", "end_date", "state"]
    start_date: date | None = None
    end_date: date | None = None
    has_none: bool = False  # « Aucune date de fin » is a word too.
    state: str = ""


@pages.get("/contrats/<int:contract_id>/dates")
@allow(policy.may_change_contract)
def dates(contract_id: int) -> Response:
    """Show every voice about the dates that are contradicted."""
    with transaction() as session:
        return _page(session, contract_id, Asked(), {})


@pages.post("/contrats/<int:contract_id>/dates")
@allow(policy.may_change_contract)
def settle(contract_id: int) -> Response:
    """Keep one of the voices, or another date, once its consequences were read."""
    try:
        with transaction() as session:
            who, choice = _person(session, contract_id), forms.read(Choice)
            checked = two_steps.try_out(session, who, lambda rows: _settle(rows, contract_id, choice))
            if checked:
                return _page(session, contract_id, Asked(checked=checked), forms.typed(Choice))
    except Refused as refused:
        with transaction() as session:
            return _page(session, contract_id, Asked(refused.errors), forms.typed(Choice))
    flash(
        "Votre choix est noté : la question est close, sauf si une source dit encore autre chose.", "success"
    )
    return htmx.go_to("adviser.contract", adviser_id=who.id)


def _settle(session: Session, contract_id: int, choice: Choice) -> None:
    account_id = actor().account_id
    if choice.field == "state":
        settling.settle_post(session, contract_id, choice.state, account_id)
        return
    value = None if choice.has_none else getattr(choice, choice.field)
    if value is None and not choice.has_none:
        raise Refused({choice.field: "Ce champ est à remplir."})
    settling.settle_date(session, contract_id, choice.field, value, account_id)


def _page(session: Session, contract_id: int, asked: Asked, typed: Mapping[str, Any]) -> Response:
    who = _person(session, contract_id)
    line = contract_file.own(history.contracts_of(session, who.id), contract_id)
    scope = Scope(0, clock.today())
    return htmx.page(
        "contracts/settle.html",
        422 if asked.errors else 200,
        person=who,
        contract=line,
        questions=_questions(session, line, who),
        post=post_reading.conflict_of(session, scope, contract_id),
        chosen={name: value for name, value in typed.items() if value},
        errors=asked.errors,
        checked=asked.checked,
    )


def _person(session: Session, contract_id: int) -> Person:
    return person(session, session.get_one(Contract, contract_id).adviser_id)


def _questions(session: Session, line: ContractLine, who: Person) -> list[dict[str, Any]]:
    """Return each date that sources contradict, with who says what; the date kept for now comes first."""
    said = history.said_of(session, [line.id])
    unheard = settling.post_word(session, session.get_one(Contract, line.id))
    if unheard and line.terminated_on is None:
        said[line.id, "end_date"] = _with_post_word(said.get((line.id, "end_date")), unheard)
    return [
        {"field": field, "title": title, "options": _options(found, who)}
        for field, title in QUESTIONS.items()
        if (found := said.get((line.id, field))) and found.settlement.conflicting
    ]


def _with_post_word(said: Said | None, unheard: Convention) -> Said:
    """Add what the export of posts says of the end to what was said of it."""
    word = StatedDate(  # type: ignore[call-arg]
        value=unheard.contract_end_date,
        source=ClaimSource.POSTS_FILE,
        stated_on=unheard.stated_on or clock.today(),
    )
    rows = (*(said.rows if said else ()), word)
    return Said(
        rows, history.settle([one for one in rows if one.withdrawn_at is None]), said.names if said else {}
    )


def _options(said: Said, who: Person) -> list[dict[str, Any]]:
    """Return one option a date, with everybody who says it."""
    settlement = said.settlement
    voices: dict[date | None, list[DateClaim]] = {}
    for claim in (settlement.retained, *settlement.disagreeing):
        if claim:
            voices.setdefault(claim.value, []).append(claim)
    kept = settlement.retained.value if settlement.retained else None
    return [
        {
            "iso": value.isoformat() if value else "",
            "date": date_fr(value) if value else NO_DATE,
            "is_kept": value == kept,
            "voices": [_voice(said, claim, who) for claim in claims],
        }
        for value, claims in voices.items()
    ]


def _voice(said: Said, claim: DateClaim, who: Person) -> str:
    """Say who says a date and how old the word is."""
    age = age_fr(claim.stated_on, clock.today())
    return f"Dit par : {contract_file.whose(said, claim, who)}, {age} ({date_fr(claim.stated_on)})"
