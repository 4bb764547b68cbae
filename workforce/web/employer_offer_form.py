"""Writing an offer: the form, its live preview, what is typed kept at every step."""

from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.contracts import post_list
from workforce.contracts.post_list import PostLine
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.offers.models import Offer
from workforce.offers.posting import actions, sketches
from workforce.offers.posting.drafts import OfferDraft, unfinished
from workforce.offers.posting.duties import findings
from workforce.offers.posting.models import OfferSketch, Posting
from workforce.offers.posting.reading import posting_of
from workforce.offers.posting.records import advertisement, as_html, current
from workforce.offers.posting.states import Act, OfferState
from workforce.offers.posting.terms import APPLY_WAYS, LEVELS
from workforce.offers.shown import CONTRACT_LABELS, REMOTE_LABELS
from workforce.offers.understanding.trades import FAMILIES
from workforce.refusals import Refused
from workforce.territories.departements import departements
from workforce.web import forms, htmx
from workforce.web.access import actor, allow
from workforce.web.announced import announced
from workforce.web.employer import links, pages
from workforce.wording import moment_fr

WRITABLE = (OfferState.DRAFT, OfferState.REFUSED, OfferState.PUBLISHED)
CHOOSE = ("", "Choisissez…")
CHOICES = {
    "families": [CHOOSE, *((family.code, family.label_fr) for family in FAMILIES)],
    "contracts": [
        CHOOSE,
        *((code, label[:1].upper() + label[1:]) for code, label in CONTRACT_LABELS.items()),
    ],
    "departements": [CHOOSE, *((one.code, one.label) for one in departements().values())],
    "periods": [("month", "par mois"), ("year", "par an"), ("hour", "par heure")],
    "remotes": [(code, label[:1].upper() + label[1:]) for code, label in REMOTE_LABELS.items()],
    "openings": [
        ("", "Non précisé"),
        ("1", "Oui, aussi aux contractuels"),
        ("0", "Non, réservé aux fonctionnaires"),
    ],
    "levels": [
        ("", "Non précisé"),
        *((code, label[:1].upper() + label[1:]) for code, label in LEVELS.items()),
    ],
    "ways": list(APPLY_WAYS.items()),
}
BLANK = dict.fromkeys(OfferDraft.model_fields, "") | {
    "pay_period": "month",
    "remote": "none",
    "apply_how": "relay",
}
SAID = {
    Act.AMEND: "C’est changé : les lecteurs le voient déjà.",
    Act.REVISE: "Vos changements partent en relecture. L’offre n’est plus visible jusqu’à la décision.",
    None: "Rien n’avait changé.",
}


@pages.get("/structures/<int:employer_id>/offres/nouvelle")
@allow(policy.answers_for_employer)
def new_offer(employer_id: int) -> Response:
    """Show the form of a new offer: what was being typed, else the employer's own place already chosen."""
    with transaction() as session:
        return _page(session, employer_id, None)


@pages.post("/structures/<int:employer_id>/offres/nouvelle")
@allow(policy.answers_for_employer)
def create_offer(employer_id: int) -> Response:
    """Preview, keep or submit a new offer."""
    return take(employer_id, None)


@pages.get("/offres/<int:offer_id>/modifier")
@allow(policy.answers_for_employer)
def edit_offer(offer_id: int) -> Response:
    """Show the form of a draft, of an offer to correct, or of a published one."""
    with transaction() as session:
        offer = session.get_one(Offer, offer_id)
        if offer.employer_id and offer.state in WRITABLE:
            return _page(session, offer.employer_id, offer)
    flash("Cette offre ne se modifie pas : elle est en relecture ou close.", "warning")
    return htmx.go_to("employer.offer", offer_id=offer_id)


@pages.post("/offres/<int:offer_id>/modifier")
@allow(policy.answers_for_employer)
def change_offer(offer_id: int) -> Response:
    """Preview, keep or submit a changed offer."""
    with transaction() as session:
        employer_id = session.get_one(Offer, offer_id).employer_id
    return take(employer_id or 0, offer_id)


def take(employer_id: int, offer_id: int | None) -> Response:
    """Do what the pressed button says with the typed offer; whatever it is, what is typed is kept first."""
    step, typed = request.form.get("step", "save"), forms.typed(OfferDraft)
    with transaction() as session:
        if step == "discard":
            sketches.forget(session, actor().account_id, employer_id, offer_id)
        else:
            sketches.keep(session, actor().account_id, employer_id, offer_id, typed)
    if step == "discard" or step.startswith("step-"):
        return htmx.see(_address(employer_id, offer_id) + (f"#{step}" if step != "discard" else ""))
    if step == "live":
        return _answer(employer_id, offer_id, typed)
    try:
        draft = forms.read(OfferDraft)
        if step != "preview":
            return _keep(employer_id, offer_id, draft, is_submitted=step == "submit")
    except Refused as refused:
        errors = _every_mistake(employer_id, refused.errors, is_submitted=step == "submit")
        return _answer(employer_id, offer_id, typed, 422, errors=errors)
    return _answer(employer_id, offer_id, typed, is_previewed=True)


def values_of(offer: Offer, posting: Posting) -> dict[str, Any]:
    """Return an offer as its form shows it."""
    said = {name: "" if value is None else value for name, value in current(offer, posting).items()}
    return said | {"open_to_contract_staff": {None: "", True: "1", False: "0"}[offer.open_to_contract_staff]}


def doubts(employer: Employer, draft: OfferDraft) -> list[dict[str, Any]]:
    """Return what the words of an offer seem to break, as the pages say it."""
    return [
        {"sentence": one.sentence, "source": one.source, "blocks": one.blocks}
        for one in findings(advertisement(employer.name, draft, employer.commune))
    ]


def _every_mistake(employer_id: int, errors: dict[str, str], *, is_submitted: bool) -> dict[str, str]:
    """Return what was refused with all else that would be, in the order of the form: nobody corrects it in three rounds."""
    draft = unfinished(forms.filled(OfferDraft))
    with transaction() as session:
        name = session.get_one(Employer, employer_id).name
    found = draft.faults() | (actions.faults_of(draft, name) if is_submitted else {}) | errors
    return {field: found[field] for field in ("", *OfferDraft.model_fields) if field in found}


def _keep(employer_id: int, offer_id: int | None, draft: OfferDraft, *, is_submitted: bool) -> Response:
    """Keep the draft, or change what is published; say what became of it."""
    me, seen = actor().account_id, request.form.get("revision", type=int)
    with transaction() as session:
        _refuse_a_strange_post(session, employer_id, draft)
        if offer_id and session.get_one(Offer, offer_id).state == OfferState.PUBLISHED:
            words, kept = SAID[actions.change_published(session, offer_id, draft, me, seen)], offer_id
        else:
            kept = actions.save_draft(session, employer_id, draft, me, offer_id, seen).id
            words = "Brouillon enregistré."
            if is_submitted:
                actions.submit(session, kept, me)
                words = "Votre offre part en relecture."
    flash(words, "success")
    return htmx.go_to("employer.offer", offer_id=kept)


def _page(session: Session, employer_id: int, offer: Offer | None) -> Response:
    """Answer the form as it was left: what this person was typing, else the offer, else a blank one."""
    offer_id = offer.id if offer else None
    sketch = sketches.kept(session, actor().account_id, employer_id, offer_id)
    if sketch and offer and sketch.saved_at <= offer.changed_at:
        sketch = None  # Somebody has changed the offer since.
    employer = session.get_one(Employer, employer_id)
    place = {
        "departement": employer.departement,
        "commune": employer.commune,
        "postal_code": employer.postal_code,
    }
    values = values_of(offer, posting_of(session, offer.id)) if offer else place
    draft = unfinished(_readable(values | sketch.typed if sketch else values))
    return form(session, employer, offer, sketch.typed if sketch else values, draft, found=_found(sketch))


def _answer(
    employer_id: int, offer_id: int | None, typed: dict[str, Any], status: int = 200, **more: Any
) -> Response:
    """Answer the form that was sent, with the preview of what can be read of it."""
    with transaction() as session:
        employer = session.get_one(Employer, employer_id)
        offer = session.get_one(Offer, offer_id) if offer_id else None
        return form(session, employer, offer, typed, unfinished(forms.filled(OfferDraft)), status, **more)


def form(
    session: Session,
    employer: Employer,
    offer: Offer | None,
    values: dict[str, Any],
    draft: OfferDraft,
    status: int = 200,
    **more: Any,
) -> Response:
    """Answer the form of an offer, beside its preview."""
    context = {"errors": {}, "found": "", "is_previewed": False} | more
    return htmx.page(
        "employer/offer_form.html", status, values=BLANK | values, choices=CHOICES | {"posts": _posts(session, employer.id)},
        action=_address(employer.id, offer.id if offer else None), back=_back(employer.id, offer),
        is_published=offer is not None and offer.state == OfferState.PUBLISHED,
        revision=posting_of(session, offer.id).revision if offer else 0,
        shown=announced(draft, draft, employer.name, as_html(draft.text)),
        doubts=doubts(employer, draft) if draft.title or draft.text else [], **context,
    )  # fmt: skip


def _readable(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != ""}


def _found(sketch: OfferSketch | None) -> str:
    return moment_fr(sketch.saved_at) if sketch else ""


def _posts(session: Session, employer_id: int) -> list[tuple[str, str]]:
    """Return the posts that an offer may be about."""
    rows = [one for one in post_list.posts_of(session, employer_id) if one.state != "handed_back"]
    return [("", "Aucun, ou pas un poste subventionné"), *((str(one.id), _post_words(one)) for one in rows)]


def _post_words(one: PostLine) -> str:
    number = f"Poste {one.number}" if one.number else f"Poste {one.id}"
    state = "vacant" if one.state == "vacant" else "occupé"
    return f"{number}, {state}{f' ({one.person})' if one.person else ''}"


def _refuse_a_strange_post(session: Session, employer_id: int, draft: OfferDraft) -> None:
    if draft.post_id and str(draft.post_id) not in dict(_posts(session, employer_id)):
        raise Refused({"post_id": "Choisissez un poste de votre structure."})


def _address(employer_id: int, offer_id: int | None) -> str:
    if offer_id:
        return url_for("employer.edit_offer", offer_id=offer_id)
    return url_for("employer.new_offer", employer_id=employer_id)


def _back(employer_id: int, offer: Offer | None) -> str:
    return url_for("employer.offer", offer_id=offer.id) if offer else links(employer_id)["offers"]
