"""What an adviser says of their skills: blocs, positioning, certificates, and who sees them."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, flash, request
from pydantic import ValidationError
from sqlmodel import Field, Session, SQLModel

from workforce.accounts import policy
from workforce.advisers import actions as advisers
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.skills import actions
from workforce.skills.actions import AssessmentDraft, CertificateDraft
from workforce.skills.evidence import public
from workforce.skills.evidence.blocs import to_assess
from workforce.skills.titles.in_force import in_force
from workforce.web import forms, htmx, skill_file
from workforce.web.access import allow
from workforce.web.person import person

pages = Blueprint("skills", __name__)
HERE = {"yes": True, "no": False}


class CertificationDraft(SQLModel):
    """A certification as the form names its fields: beside the blocs', a date needs a name of its own."""

    kind: str
    certified_on: date | None = None
    score: int | None = Field(default=None, ge=0, le=1024)


class HoldingDraft(SQLModel):
    """A bloc that somebody holds."""

    ccp_code: str
    obtained_on: date | None = None


@pages.post("/conseillers/<int:adviser_id>/blocs")
@allow(policy.owns_file)
def hold(adviser_id: int) -> Response:
    """Note a bloc as held."""

    def act(session: Session) -> None:
        draft = forms.read(HoldingDraft)
        actions.hold(session, adviser_id, draft.ccp_code, draft.obtained_on)

    return _change(adviser_id, act, "Le bloc est noté : formations et offres sont recalculées.", "held")


@pages.post("/conseillers/<int:adviser_id>/blocs/retrait")
@allow(policy.owns_file)
def let_go(adviser_id: int) -> Response:
    """Take back a bloc noted by mistake."""
    code = forms.clean(request.form.get("ccp_code", ""))
    return _change(
        adviser_id, lambda session: actions.let_go(session, adviser_id, code), "Le bloc est retiré.", "held"
    )


@pages.post("/conseillers/<int:adviser_id>/positionnement")
@allow(policy.owns_file)
def assess(adviser_id: int) -> Response:
    """Note the positioning on the competences of one bloc."""
    where = f"bloc-{request.form.get('bloc', '')}"
    return _change(
        adviser_id,
        lambda session: actions.assess(session, adviser_id, _answers(session)),
        "Vos réponses sont notées.",
        where,
    )


@pages.post("/conseillers/<int:adviser_id>/certificats")
@allow(policy.owns_file)
def certify(adviser_id: int) -> Response:
    """Note a certification."""
    return _change(
        adviser_id,
        lambda session: _certify(session, adviser_id),
        "La certification est notée.",
        "certificates",
    )


@pages.post("/conseillers/<int:adviser_id>/certificats/retrait")
@allow(policy.owns_file)
def uncertify(adviser_id: int) -> Response:
    """Take back a certification noted by mistake."""
    kind = forms.clean(request.form.get("kind", ""))
    done = "La certification est retirée."
    return _change(
        adviser_id, lambda session: actions.uncertify(session, adviser_id, kind), done, "certificates"
    )


@pages.post("/conseillers/<int:adviser_id>/partage")
@allow(policy.owns_file)
def share(adviser_id: int) -> Response:
    """Show the skills to the coordinators, or no longer."""
    shown = request.form.get("shown") == "1"
    words = (
        "Votre coordination voit vos compétences."
        if shown
        else "Votre coordination ne voit plus vos compétences."
    )
    return _change(
        adviser_id, lambda session: advisers.show_skills(session, adviser_id, shown), words, "sharing"
    )


def _change(adviser_id: int, act: Callable[[Session], None], done: str, where: str) -> Response:
    """Do one action and come back to where it was asked; a mistake shows the page again, nothing lost."""
    try:
        with transaction() as session:
            act(session)
    except Refused as refused:
        with transaction() as session:
            shown = skill_file.view(session, person(session, adviser_id), request.form)
        return htmx.page("adviser/skills.html", 422, errors=refused.errors, **shown)
    flash(done, "success")
    return htmx.go_to("adviser.skills", adviser_id=adviser_id, _anchor=where)


def _certify(session: Session, adviser_id: int) -> None:
    draft = forms.read(CertificationDraft)
    certificate = CertificateDraft(kind=draft.kind, obtained_on=draft.certified_on, score=draft.score)
    try:
        actions.certify(session, adviser_id, certificate)
    except Refused as refused:
        names = {"obtained_on": "certified_on"}
        raise Refused({names.get(name, name): words for name, words in refused.errors.items()}) from refused


def _answers(session: Session) -> dict[str, AssessmentDraft]:
    """Read the answers of one bloc: a competence without a level is not answered. Raises Refused."""
    titles = in_force(session)
    ccp = titles.by_ccp.get(request.form.get("bloc", ""))
    model = to_assess(titles, ccp) if ccp else None
    if model is None:
        raise Refused({"": "Ce bloc n’a pas de compétences connues."})
    codes = [one.code for one in model.competences if request.form.get(f"level-{one.code}")]
    errors = {
        field: words
        for one in model.competences
        if (field := f"level-{one.code}") and (words := _unsaid(one.code))
    }
    answers = {code: draft for code in codes if (draft := _answer(code, errors))}
    if errors:
        raise Refused(errors)
    return answers


def _unsaid(code: str) -> str:
    """Refuse words without the answer that they go with."""
    has_words = request.form.get(f"comment-{code}", "").strip() or request.form.get(f"here-{code}")
    return (
        "Dites d’abord si vous savez le faire." if has_words and not request.form.get(f"level-{code}") else ""
    )


def _answer(code: str, errors: dict[str, str]) -> AssessmentDraft | None:
    comment = forms.clean(request.form.get(f"comment-{code}", ""))
    if wrong := public.numbers_in({f"comment-{code}": comment}):
        errors.update(wrong)
        return None
    try:
        return AssessmentDraft.model_validate(
            {
                "level": request.form[f"level-{code}"],
                "comment": comment,
                "possible_here": HERE.get(request.form.get(f"here-{code}", "")),
            }
        )
    except ValidationError as error:
        errors.update({f"{one['loc'][0]}-{code}": forms.sentence(one) for one in error.errors()})
        return None
