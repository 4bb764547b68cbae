"""Recording, prolonging, renewing and ending a contract: short forms, each on its own page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlmodel import Field, Session, SQLModel, select

from workforce.accounts import policy
from workforce.alerts import ledger
from workforce.contracts import actions, history
from workforce.contracts.actions import ContractDraft
from workforce.contracts.kinds import END_MOTIVE_LABELS, KIND_LABELS, EndMotive
from workforce.contracts.models import Contract
from workforce.contracts.outlook import ContractLine
from workforce.database import transaction
from workforce.employers import actions as employers
from workforce.employers.actions import EmployerDraft
from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.web import contract_file, forms, htmx
from workforce.web.access import allow
from workforce.web.person import person, voice
from workforce.web.places import LARGEST_ID

pages = Blueprint("contracts", __name__)
KINDS = [(kind.value, label[0].upper() + label[1:]) for kind, label in KIND_LABELS.items()]
MOTIVES = [
    (motive.value, label[0].upper() + label[1:])
    for motive, label in END_MOTIVE_LABELS.items()
    if motive is not EndMotive.TERM
]
SECTORS = [
    ("public", "Public : commune, département, CCAS…"),
    ("private", "Privé : association, entreprise…"),
]


class EndDraft(SQLModel):
    """The last day of a contract, as somebody says it."""

    end_date: date


class TerminationDraft(SQLModel):
    """A rupture."""

    termination_date: date
    motive: EndMotive


class RenewalDraft(ContractDraft):
    """The contract that follows, with the same employer."""

    start_date: date = Field()


@pages.get("/conseillers/<int:adviser_id>/contrat/structure")
@allow(policy.may_change_contract)
def choose_employer(adviser_id: int) -> Response:
    """Find the employer of the contract to record."""
    words = forms.clean(request.args.get("q", ""))[:80]
    with transaction() as session:
        who, found = person(session, adviser_id), employers.find(session, words)
        known = {one.employer_id: one.employer for one in history.contracts_of(session, adviser_id)}
    return htmx.page("contracts/employer.html", person=who, q=words, found=found, known=known)


@pages.get("/conseillers/<int:adviser_id>/contrat/nouveau")
@allow(policy.may_change_contract)
def new(adviser_id: int) -> Response:
    """Show the form of a contract."""
    with transaction() as session:
        return _record_page(session, adviser_id, {})


@pages.post("/conseillers/<int:adviser_id>/contrat/nouveau")
@allow(policy.may_change_contract)
def record(adviser_id: int) -> Response:
    """Record a contract."""
    return _change(
        adviser_id, lambda session: _sign(session, adviser_id), _record_page, "Le contrat est enregistré."
    )


@pages.get("/contrats/<int:contract_id>/fin")
@allow(policy.may_change_contract)
def prolong(contract_id: int) -> Response:
    """Show the form that moves, corrects or confirms an end."""
    with transaction() as session:
        return _prolong_page(session, contract_id, {})


@pages.post("/contrats/<int:contract_id>/fin")
@allow(policy.may_change_contract)
def set_end(contract_id: int) -> Response:
    """Move, correct or confirm the end of a contract."""
    return _change(contract_id, lambda session: _set_end(session, contract_id), _prolong_page,
                   "La date de fin est enregistrée, les échéances sont recalculées.")  # fmt: skip


@pages.get("/contrats/<int:contract_id>/renouvellement")
@allow(policy.may_change_contract)
def renewal(contract_id: int) -> Response:
    """Show the form of the contract that follows."""
    with transaction() as session:
        return _renewal_page(session, contract_id, {})


@pages.post("/contrats/<int:contract_id>/renouvellement")
@allow(policy.may_change_contract)
def renew(contract_id: int) -> Response:
    """Record the contract that follows."""
    return _change(contract_id, lambda session: _renew(session, contract_id), _renewal_page,
                   "Le nouveau contrat est enregistré.")  # fmt: skip


@pages.get("/contrats/<int:contract_id>/rupture")
@allow(policy.may_change_contract)
def rupture(contract_id: int) -> Response:
    """Show the form of a rupture."""
    with transaction() as session:
        return _rupture_page(session, contract_id, {})


@pages.post("/contrats/<int:contract_id>/rupture")
@allow(policy.may_change_contract)
def terminate(contract_id: int) -> Response:
    """End a contract early."""
    return _change(contract_id, lambda session: _terminate(session, contract_id), _rupture_page,
                   "La rupture est enregistrée, les échéances sont recalculées.")  # fmt: skip


Showing = Callable[[Session, int, dict[str, str]], Response]


def _change(thing_id: int, act: Callable[[Session], int], show: Showing, done: str) -> Response:
    """Do one action and go to the contracts of the adviser; a mistake shows the same form again."""
    try:
        with transaction() as session:
            adviser_id = act(session)
    except Refused as refused:
        with transaction() as session:
            return show(session, thing_id, refused.errors)
    flash(done, "success")
    return htmx.go_to("adviser.contract", adviser_id=adviser_id)


def _sign(session: Session, adviser_id: int) -> int:
    employer_id = _chosen() or employers.add(session, forms.read(EmployerDraft)).id
    draft = forms.read(ContractDraft, employer_id=employer_id, post_id=None)
    actions.sign(session, adviser_id, draft, voice(adviser_id))
    return adviser_id


def _set_end(session: Session, contract_id: int) -> int:
    adviser_id = _adviser_of(session, contract_id)
    settles = actions.settlement(session, contract_id, "end_date").conflicting
    actions.prolong(session, contract_id, forms.read(EndDraft).end_date, voice(adviser_id, settles))
    return adviser_id


def _renew(session: Session, contract_id: int) -> int:
    former = session.get_one(Contract, contract_id)
    draft = forms.read(RenewalDraft, employer_id=former.employer_id, post_id=former.post_id)
    actions.renew(session, contract_id, ContractDraft(**draft.model_dump()), voice(former.adviser_id))
    return former.adviser_id


def _terminate(session: Session, contract_id: int) -> int:
    draft = forms.read(TerminationDraft)
    actions.terminate(session, contract_id, draft.termination_date, draft.motive)
    return _adviser_of(session, contract_id)


def _record_page(session: Session, adviser_id: int, errors: dict[str, str]) -> Response:
    chosen = _chosen()
    employer = session.get(Employer, chosen) if chosen else None
    who = person(session, adviser_id)
    return _form("contracts/new.html", errors, person=who, employer=employer, kinds=KINDS, sectors=SECTORS)


def _prolong_page(session: Session, contract_id: int, errors: dict[str, str]) -> Response:
    return _form("contracts/end.html", errors, **_about(session, contract_id))


def _renewal_page(session: Session, contract_id: int, errors: dict[str, str]) -> Response:
    return _form("contracts/renewal.html", errors, kinds=KINDS, **_about(session, contract_id))


def _rupture_page(session: Session, contract_id: int, errors: dict[str, str]) -> Response:
    return _form("contracts/rupture.html", errors, motives=MOTIVES, **_about(session, contract_id))


def _form(template: str, errors: dict[str, str], **shown: Any) -> Response:
    """Show a form: what was typed is kept."""
    return htmx.page(template, 422 if errors else 200, errors=errors, typed=request.values, **shown)


def _about(session: Session, contract_id: int) -> dict[str, Any]:
    """Return what every form about a contract says of it."""
    adviser_id = _adviser_of(session, contract_id)
    line: ContractLine = contract_file.own(history.contracts_of(session, adviser_id), contract_id)
    waiting = ledger.waiting_about(session, contract_id)
    return {
        "person": person(session, adviser_id),
        "contract": line,
        "consequence": contract_file.consequence(line, waiting),
    }


def _chosen() -> int | None:
    """Return the employer chosen on the page before; None where it is to be added."""
    typed = request.values.get("employer_id", type=int)
    return typed if typed and 0 < typed <= LARGEST_ID else None


def _adviser_of(session: Session, contract_id: int) -> int:
    return session.exec(select(Contract.adviser_id).where(Contract.id == contract_id)).one()
