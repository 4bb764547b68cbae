"""Recording, prolonging, renewing and ending a contract: short forms, each on its own page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlmodel import Field, Session, SQLModel, select

from workforce.accounts import policy
from workforce.contracts import actions, history
from workforce.contracts.actions import ContractDraft
from workforce.contracts.calendar import DAY
from workforce.contracts.kinds import END_MOTIVE_LABELS, KIND_LABELS, EndMotive
from workforce.contracts.models import Contract
from workforce.contracts.outlook import ContractLine
from workforce.database import transaction
from workforce.employers import actions as employers
from workforce.employers.actions import EmployerDraft
from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.web import contract_file, forms, htmx, two_steps
from workforce.web.access import actor, allow
from workforce.web.person import person, voice
from workforce.web.places import LARGEST_ID
from workforce.web.two_steps import Checked

pages = Blueprint("contracts", __name__)
KINDS = [(kind.value, label[0].upper() + label[1:]) for kind, label in KIND_LABELS.items()]
MOTIVES = [
    (motive.value, label[0].upper() + label[1:])
    for motive, label in END_MOTIVE_LABELS.items()
    if motive is not EndMotive.TERM
]
MISSING = {
    "termination_date": "Indiquez le dernier jour travaillé.",
    "motive": "Choisissez la raison.",
    "end_date": "Indiquez le dernier jour.",
    "start_date": "Indiquez le premier jour.",
    "kind": "Choisissez le type de contrat.",
    "name": "Indiquez le nom de la structure.",
    "postal_code": "Indiquez le code postal.",
    "sector": "Choisissez le secteur.",
}
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
        return _record_page(session, adviser_id, Asked())


@pages.post("/conseillers/<int:adviser_id>/contrat/nouveau")
@allow(policy.may_change_contract)
def record(adviser_id: int) -> Response:
    """Record a contract."""
    return _change(adviser_id, adviser_id, lambda session: _sign(session, adviser_id), _record_page)


@pages.get("/contrats/<int:contract_id>/fin")
@allow(policy.may_change_contract)
def prolong(contract_id: int) -> Response:
    """Show the form that moves, corrects or confirms an end."""
    with transaction() as session:
        return _prolong_page(session, contract_id, Asked())


@pages.post("/contrats/<int:contract_id>/fin")
@allow(policy.may_change_contract)
def set_end(contract_id: int) -> Response:
    """Move, correct or confirm the end of a contract."""
    return _change_of(contract_id, _set_end, _prolong_page)


@pages.get("/contrats/<int:contract_id>/renouvellement")
@allow(policy.may_change_contract)
def renewal(contract_id: int) -> Response:
    """Show the form of the contract that follows."""
    with transaction() as session:
        return _renewal_page(session, contract_id, Asked())


@pages.post("/contrats/<int:contract_id>/renouvellement")
@allow(policy.may_change_contract)
def renew(contract_id: int) -> Response:
    """Record the contract that follows."""
    return _change_of(contract_id, _renew, _renewal_page)


@pages.get("/contrats/<int:contract_id>/rupture")
@allow(policy.may_change_contract)
def termination(contract_id: int) -> Response:
    """Show the form that ends a contract early."""
    with transaction() as session:
        return _termination_page(session, contract_id, Asked())


@pages.post("/contrats/<int:contract_id>/rupture")
@allow(policy.may_change_contract)
def terminate(contract_id: int) -> Response:
    """End a contract early."""
    return _change_of(contract_id, _terminate, _termination_page)


@dataclass(frozen=True)
class Asked:
    """A form sent back to the person: what is wrong with it, or what it would bring."""

    errors: Mapping[str, str] = field(default_factory=dict)
    checked: Checked | None = None


Showing = Callable[[Session, int, Asked], Response]


def _change(thing_id: int, adviser_id: int, act: Callable[[Session], object], show: Showing) -> Response:
    """Say what a change would bring, or do it once confirmed; a mistake shows the same form again."""
    try:
        with transaction() as session:
            checked = two_steps.try_out(session, person(session, adviser_id), act)
            if checked:
                return show(session, thing_id, Asked(checked=checked))
    except Refused as refused:
        with transaction() as session:
            return show(session, thing_id, Asked(refused.errors))
    flash(DONE[show], "success")
    return htmx.go_to("adviser.contract", adviser_id=adviser_id)


def _change_of(contract_id: int, act: Callable[[Session, Contract], object], show: Showing) -> Response:
    """Change a contract that is known, in the same two steps."""
    with transaction() as session:
        contract = session.get_one(Contract, contract_id)
    return _change(contract_id, contract.adviser_id, lambda rows: act(rows, contract), show)


def _sign(session: Session, adviser_id: int) -> None:
    employer_id = _chosen() or employers.add(session, forms.read(EmployerDraft)).id
    draft = forms.read(ContractDraft, employer_id=employer_id, post_id=None)
    actions.sign(session, adviser_id, draft, voice(adviser_id))


def _set_end(session: Session, contract: Contract) -> None:
    end = forms.read(EndDraft).end_date
    # Whoever moves a date has read the former ones: their word answers what was said until now.
    answers = actions.is_disputed(session, contract.id, "end_date", end)
    actions.prolong(session, contract.id, end, voice(contract.adviser_id, answers))


def _renew(session: Session, former: Contract) -> None:
    draft = forms.read(RenewalDraft, employer_id=former.employer_id, post_id=former.post_id)
    actions.renew(session, former.id, ContractDraft(**draft.model_dump()), voice(former.adviser_id))


def _terminate(session: Session, contract: Contract) -> None:
    draft = forms.read(TerminationDraft)
    actions.terminate(session, contract.id, draft.termination_date, draft.motive, actor().account_id)


def _record_page(session: Session, adviser_id: int, asked: Asked) -> Response:
    chosen = _chosen()
    employer = session.get(Employer, chosen) if chosen else None
    who = person(session, adviser_id)
    return _form("contracts/new.html", asked, person=who, employer=employer, kinds=KINDS, sectors=SECTORS)


def _prolong_page(session: Session, contract_id: int, asked: Asked) -> Response:
    return _form("contracts/end.html", asked, **_about(session, contract_id))


def _renewal_page(session: Session, contract_id: int, asked: Asked) -> Response:
    about = _about(session, contract_id)
    defaults = _usual_renewal(about["contract"])
    return _form("contracts/renewal.html", asked, kinds=KINDS, defaults=defaults, **about)


def _usual_renewal(former: ContractLine) -> dict[str, str]:
    """Return what the contract that follows is most often: the next day, the same hours."""
    known = {"start_date": (former.last_day + DAY).isoformat()} if former.last_day else {}
    return known | ({"part_time": "1"} if former.part_time else {})


def _termination_page(session: Session, contract_id: int, asked: Asked) -> Response:
    return _form("contracts/termination.html", asked, motives=MOTIVES, **_about(session, contract_id))


# Form → what is said once the change is made.
DONE: dict[Showing, str] = {
    _record_page: "Le contrat est enregistré.",
    _prolong_page: "La date de fin est enregistrée, les échéances sont recalculées.",
    _renewal_page: "Le nouveau contrat est enregistré.",
    _termination_page: "La rupture est enregistrée, les échéances sont recalculées.",
}


def _form(template: str, asked: Asked, **shown: Any) -> Response:
    """Show a form: what was typed is kept."""
    status = 422 if asked.errors else 200
    typed = request.form if request.method == "POST" else {**shown.pop("defaults", {}), **request.args}
    errors = {name: _named(name, sentence) for name, sentence in asked.errors.items()}
    return htmx.page(template, status, errors=errors, checked=asked.checked, typed=typed, **shown)


def _named(name: str, sentence: str) -> str:
    """Say which field is empty: at the top of the form, sentences stand without their fields."""
    return MISSING.get(name, sentence) if sentence == forms.SENTENCES["missing"] else sentence


def _about(session: Session, contract_id: int) -> dict[str, Any]:
    """Return what every form about a contract says of it."""
    adviser_id = _adviser_of(session, contract_id)
    line: ContractLine = contract_file.own(history.contracts_of(session, adviser_id), contract_id)
    return {"person": person(session, adviser_id), "contract": line}


def _chosen() -> int | None:
    """Return the employer chosen on the page before; None where it is to be added."""
    typed = request.values.get("employer_id", type=int)
    return typed if typed and 0 < typed <= LARGEST_ID else None


def _adviser_of(session: Session, contract_id: int) -> int:
    return session.exec(select(Contract.adviser_id).where(Contract.id == contract_id)).one()
