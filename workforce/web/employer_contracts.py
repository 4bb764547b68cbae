"""What an employer records of a contract once it has answered: the contract that follows."""

from dataclasses import replace
from datetime import date

from flask import Response, flash, request, url_for
from sqlmodel import Field, Session

from workforce import clock
from workforce.accounts import policy
from workforce.advisers.models import Adviser
from workforce.contracts import actions, answers, undoing
from workforce.contracts.actions import ContractDraft, Voice
from workforce.contracts.calendar import DAY
from workforce.contracts.claims import ClaimSource
from workforce.contracts.decisions import initialled
from workforce.contracts.kinds import KIND_LABELS, Answer, ContractKind
from workforce.contracts.models import Contract
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import employer_recorded, forms, htmx, two_steps
from workforce.web.access import actor, allow
from workforce.web.employer import pages
from workforce.web.person import Person, person
from workforce.web.two_steps import Checked
from workforce.wording import date_fr

RECORDED = "Le contrat qui suit est enregistré. La personne et sa coordination le lisent dès maintenant."
KINDS = [(kind.value, label[0].upper() + label[1:]) for kind, label in KIND_LABELS.items()]


class FollowingDraft(ContractDraft):
    """The contract that follows, with the same employer."""

    start_date: date = Field()


@pages.get("/contrats/<int:contract_id>/contrat-suivant")
@allow(policy.answers_for_employer)
def renewal(contract_id: int) -> Response:
    """Show the form of the contract that follows."""
    with transaction() as session:
        return _form(session, contract_id, {})


@pages.post("/contrats/<int:contract_id>/contrat-suivant")
@allow(policy.answers_for_employer)
def renew(contract_id: int) -> Response:
    """Record the contract that follows."""
    with transaction() as session:
        former = session.get_one(Contract, contract_id)
    try:
        with transaction() as session:
            checked = two_steps.try_out(session, _whose(session, former), lambda rows: _renew(rows, former))
            if checked:
                return _form(session, contract_id, {}, checked)
    except Refused as refused:
        with transaction() as session:
            return _form(session, contract_id, refused.errors)
    flash(RECORDED, "success")
    return htmx.go_to("employer.home", employer_id=former.employer_id)


@pages.post("/contrats/<int:contract_id>/contrat-suivant/annulation")
@allow(policy.answers_for_employer)
def take_back(contract_id: int) -> Response:
    """Take back the following contract that this reader recorded."""
    with transaction() as session:
        employer_id = session.get_one(Contract, contract_id).employer_id
    try:
        with transaction() as session:
            _take_back(session, contract_id)
        flash("L’enregistrement est annulé : le contrat est de nouveau comme avant.", "success")
    except Refused as refused:
        flash(str(refused), "error")
    return htmx.go_to("employer.home", employer_id=employer_id)


def _take_back(session: Session, contract_id: int) -> None:
    change = employer_recorded.change_of(session, contract_id)
    if change is None:
        raise Refused({"": "Vous n’avez pas enregistré de contrat qui suive celui-ci, ou c’est déjà annulé."})
    undoing.undo(session, change.id, actor().account_id)


def _whose(session: Session, former: Contract) -> Person:
    """Return the person as their employer reads them: what they can do is theirs to show."""
    return replace(person(session, former.adviser_id), shows_skills=False)


def _renew(session: Session, former: Contract) -> None:
    draft = forms.read(FollowingDraft, employer_id=former.employer_id, post_id=former.post_id)
    actions.renew(session, former.id, ContractDraft(**draft.model_dump()), voice())


def voice() -> Voice:
    """Return the voice of the employer who signs in."""
    return Voice(source=ClaimSource.EMPLOYER, stated_on=clock.today(), account_id=actor().account_id)


def _expected(former: Contract) -> dict[str, str]:
    """Return what the form starts from: the day after the contract that ends."""
    return {"start_date": (former.end_date + DAY).isoformat()} if former.end_date else {}


def _form(
    session: Session, contract_id: int, errors: dict[str, str], checked: Checked | None = None
) -> Response:
    former = session.get_one(Contract, contract_id)
    adviser = session.get_one(Adviser, former.adviser_id)
    said = answers.said_about(session, [contract_id]).get(contract_id, [])
    is_permanent = bool(said) and said[-1].answer is Answer.MAKE_PERMANENT
    return htmx.page(
        "employer/renewal.html",
        422 if errors else 200,
        errors=errors,
        checked=checked,
        typed=request.form or _expected(former),
        person=initialled(adviser.first_name, adviser.last_name),
        kinds=KINDS,
        kind=str(ContractKind.CDI) if is_permanent else former.kind,
        ends=date_fr(former.end_date) if former.end_date else "",
        action=url_for("employer.renew", contract_id=contract_id),
        back=url_for("employer.home", employer_id=former.employer_id),
    )
