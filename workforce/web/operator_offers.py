"""The operators' moderation: reading the offers that employers submit, and what readers say of them."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, request
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.offers.models import Offer
from workforce.offers.posting import actions, reading, words
from workforce.offers.posting.models import Posting
from workforce.offers.posting.reasons import REPORTS
from workforce.offers.posting.records import current, draft_of
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.announced import announced
from workforce.web.elapsed import ago
from workforce.web.employer import STATES
from workforce.web.employer_offer_form import doubts
from workforce.web.offer_history import FIELDS, steps
from workforce.web.operator import pages, review_line
from workforce.wording import date_fr

QUEUE = 100


@pages.get("/exploitation/moderation")
@allow(policy.is_operator)
def moderation() -> Response:
    """List the offers that wait to be read, the longest waiting first, and those that readers doubt."""
    now = clock.now()
    with transaction() as session:
        to_review = [review_line(one, now) for one in reading.offers_to_review(session, QUEUE)]
        reported = [review_line(one, now) for one in reading.offers_reported(session, QUEUE)]
        total = reading.count_to_review(session)
    return htmx.page("operator/moderation.html", to_review=to_review, reported=reported, total=total)


@pages.get("/exploitation/moderation/<int:offer_id>")
@allow(policy.is_operator)
def review(offer_id: int) -> Response:
    """Show an offer, what its words may break, its thread, and the decisions."""
    with transaction() as session:
        return htmx.page("operator/review.html", errors={}, **file_of(session, offer_id))


@pages.post("/exploitation/moderation/<int:offer_id>/publier")
@allow(policy.is_operator)
def publish(offer_id: int) -> Response:
    """Publish an offer, as it was read."""
    done = "L’offre est publiée : l’employeur est prévenu."
    return decide(offer_id, lambda rows, me: actions.publish(rows, offer_id, me, _seen()), done)


@pages.post("/exploitation/moderation/<int:offer_id>/refuser")
@allow(policy.is_operator)
def refuse(offer_id: int) -> Response:
    """Give an offer back, with a reason."""
    reason, done = request.form.get("reason", ""), "L’offre est rendue à l’employeur avec votre message."
    return decide(offer_id, lambda rows, me: actions.refuse(rows, offer_id, reason, me, _seen()), done)


@pages.post("/exploitation/moderation/<int:offer_id>/retirer")
@allow(policy.is_operator)
def unpublish(offer_id: int) -> Response:
    """Take a published offer off, to read it again."""
    reason, done = (
        request.form.get("reason", ""),
        "L’offre est remise en relecture : l’employeur est prévenu.",
    )
    return decide(offer_id, lambda rows, me: actions.unpublish(rows, offer_id, reason, me), done, stay=True)


@pages.post("/exploitation/signalements/<int:report_id>/classer")
@allow(policy.is_operator)
def dismiss_report(report_id: int) -> Response:
    """Note that a report was read, and that the offer stays."""
    with transaction() as session:
        offer_id = words.dismiss(session, report_id, actor().account_id)
    flash("Signalement classé : l’offre reste en ligne.", "success")
    return htmx.go_to("operator.review", offer_id=offer_id)


@pages.post("/exploitation/moderation/<int:offer_id>/message")
@allow(policy.is_operator)
def write_to_employer(offer_id: int) -> Response:
    """Write to the employer without deciding."""
    said, done = request.form.get("words", ""), "Message envoyé à l’employeur."
    return decide(
        offer_id, lambda rows, me: actions.write_note(rows, offer_id, said, me, by_moderator=True), done, stay=True
    )  # fmt: skip


def decide(
    offer_id: int, action: Callable[[Session, int], object], done: str, *, stay: bool = False
) -> Response:
    """Do one thing to an offer; a mistake is shown on its page, with what was typed."""
    me = actor().account_id
    try:
        with transaction() as session:
            action(session, me)
    except Refused as refused:
        with transaction() as session:
            return htmx.page("operator/review.html", 422, errors=refused.errors, **file_of(session, offer_id))
    flash(done, "success")
    return htmx.go_to("operator.review", offer_id=offer_id) if stay else htmx.go_to("operator.moderation")


def file_of(session: Session, offer_id: int) -> dict[str, Any]:
    """Read an offer as its moderator needs it."""
    offer, posting = session.get_one(Offer, offer_id), reading.posting_of(session, offer_id)
    return {
        "offer": offer,
        "shown": announced(offer, posting, offer.employer_name, offer.html),
        "state": STATES[offer.state],
        "thread": reading.thread(session, offer_id),
        "history": steps(reading.history(session, offer_id), for_employer=False),
        "doubts": doubts(session.get_one(Employer, offer.employer_id), draft_of(offer, posting)),
        "changes": changes(offer, posting),
        "reports": [_report(one) for one in reading.reports(session, offer_id)],
        "revision": posting.revision,
        "reason": request.form.get("reason", ""),
        "words": request.form.get("words", ""),
    }


def changes(offer: Offer, posting: Posting) -> list[tuple[str, str, str]]:
    """Return what was changed since a moderator last published the offer: field, before, now. Nothing while it is out."""
    if not posting.approved or posting.approved_revision == posting.revision:
        return []
    now: Mapping[str, Any] = current(offer, posting)
    return [
        (FIELDS.get(name, name), _plain(before), _plain(now.get(name)))
        for name, before in posting.approved.items()
        if _plain(before) != _plain(now.get(name))
    ]


def _plain(value: Any) -> str:
    """Return a value as it is compared and shown: the same whether it comes from the row or from what was kept of it."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "oui", False: "non"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def _report(one: reading.Report) -> dict[str, Any]:
    made = f"{date_fr(clock.paris_date(one.made_at))}, {ago(one.made_at, clock.now())}"
    return {"id": one.id, "reason": REPORTS[one.reason], "words": one.words, "made": made}


def _seen() -> int | None:
    """Return the revision that the moderator had under the eyes."""
    return request.form.get("revision", type=int)
