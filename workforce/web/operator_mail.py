"""The operators' ledger of what was sent, and the local mailbox where mail does not leave."""

from base64 import b64encode
from hashlib import sha256
from html import unescape
from re import DOTALL, findall

from flask import Response, flash, make_response, request, url_for

from workforce import clock
from workforce.accounts import policy
from workforce.alerts import outgoing
from workforce.alerts.models import MailboxLetter
from workforce.alerts.outgoing import STATE_LABELS, Sending
from workforce.alerts.sending import has_local_mailbox
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import htmx, paging
from workforce.web.access import allow
from workforce.web.elapsed import ago
from workforce.web.operator import pages
from workforce.wording import number_fr

PER_PAGE = 40
# A letter is shown in a frame of its own, cut off from everything: no script, no request, links in a new tab.
LETTER_POLICY = (
    "default-src 'none'; img-src data:; style-src {styles}; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


@pages.get("/exploitation/envois")
@allow(policy.is_operator)
def deliveries() -> Response:
    """Show the ledger: to whom, by which channel, with what success; never a word of a message."""
    return _ledger(200, {})


@pages.post("/exploitation/envois/<int:delivery_id>/reessayer")
@allow(policy.is_operator)
def retry_delivery(delivery_id: int) -> Response:
    """Send a failed delivery again."""
    try:
        with transaction() as session:
            outgoing.retry(session, delivery_id)
    except Refused as refused:
        return _ledger(422, refused.errors)
    flash("L’envoi repart dans un instant.", "success")
    return htmx.go_to("operator.deliveries")


@pages.get("/exploitation/courrier")
@allow(policy.is_operator)
def mailbox() -> Response:
    """List the letters of the local mailbox, or say how mail leaves."""
    if not has_local_mailbox():
        return htmx.page("operator/mailbox.html", is_local=False, letters=[], page=None)
    now = clock.now()
    with transaction() as session:
        page = paging.page(outgoing.count_kept(session), PER_PAGE, "lettre")
        kept = outgoing.letters_kept(session, limit=PER_PAGE, offset=page.offset)
    letters = [
        (one.title, one.recipient, ago(one.arrived_at, now), url_for("operator.letter", letter_id=one.id))
        for one in kept
    ]
    return htmx.page("operator/mailbox.html", is_local=True, letters=letters, page=page)


@pages.get("/exploitation/courrier/<int:letter_id>")
@allow(policy.is_operator)
def letter(letter_id: int) -> Response:
    """Show one letter: its text, and its HTML in a frame."""
    with transaction() as session:
        return htmx.page("operator/letter.html", letter=session.get_one(MailboxLetter, letter_id))


@pages.get("/exploitation/courrier/<int:letter_id>/html")
@allow(policy.is_operator)
def letter_html(letter_id: int) -> Response:
    """Answer the HTML of a letter alone, shut in a sandbox."""
    with transaction() as session:
        body = session.get_one(MailboxLetter, letter_id).html
    response = make_response(body.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = LETTER_POLICY.format(styles=styles_of(body))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def styles_of(body: str) -> str:
    """Return what the policy must name to let a letter's own styles in, and no other."""
    blocks = findall(r"<style[^>]*>(.*?)</style>", body, DOTALL)
    attributes = [unescape(value) for value in findall(r"\sstyle=\"([^\"]*)\"", body)]
    digests = {b64encode(sha256(style.encode()).digest()).decode() for style in [*blocks, *attributes]}
    named = " ".join(f"'sha256-{digest}'" for digest in sorted(digests))
    return f"'unsafe-hashes' {named}" if attributes else named or "'none'"


def _ledger(status: int, errors: dict[str, str]) -> Response:
    state = request.args.get("etat", "")
    state = state if state in STATE_LABELS else ""
    with transaction() as session:
        counts = outgoing.count_by_state(session)
        page = paging.page(counts[state] if state else sum(counts.values()), PER_PAGE, "envoi", etat=state)
        found = outgoing.sendings(session, state, limit=PER_PAGE, offset=page.offset)
    tabs = [("", f"Tous ({number_fr(sum(counts.values()))})")]
    tabs += [
        (key, f"{label.capitalize()} ({number_fr(counts[key])})") for key, (label, _) in STATE_LABELS.items()
    ]
    return htmx.page(
        "operator/deliveries.html",
        status,
        errors=errors,
        sendings=[_line(one) for one in found],
        tabs=[(label, url_for("operator.deliveries", etat=key or None), key == state) for key, label in tabs],
        page=page,
    )


def _line(one: Sending) -> dict[str, object]:
    now = clock.now()
    when = ago(one.sent_at or one.due_at or one.planned_at, now)
    return {
        "id": one.id,
        "kind": KIND_LABELS.get(one.kind, one.kind),
        "recipient": one.recipient,
        "channel": one.channel,
        "state": one.label,
        "level": one.level,
        "reason": one.reason,
        "when": when,
        "tries": one.tries,
        "retry": url_for("operator.retry_delivery", delivery_id=one.id) if one.state == "failed" else "",
    }


KIND_LABELS = {
    "contract_ends": "Fin de contrat, au conseiller",
    "contract_ends_employer": "Fin de contrat, à l’employeur",
    "contract_ends_coordinator": "Fin de contrat, à la coordination",
    "renewal_answered": "Intention de l’employeur",
    "deadline_near": "Échéance proche",
    "post_to_refill": "Poste à repourvoir",
    "deadline_passed_summary": "Échéances passées",
    "funding_ends": "Fin de la subvention d’un poste",
    "post_funded_again": "Poste financé de nouveau",
    "training_suggested": "Formation proposée",
    "training_conflict_gone": "Formation redevenue possible",
    "training_conflict_met": "Formation plus longue que le contrat",
    "offer_matched": "Offre qui correspond",
    "search_news": "Nouveautés d’une recherche",
    "offer_in_review": "Offre en relecture",
    "offer_to_review": "Offre à relire",
    "offer_published": "Offre publiée",
    "offer_refused": "Offre à corriger",
    "feed_failed": "Source en échec",
    "sign_in_link": "Lien de connexion",
    "invitation": "Invitation",
    "channel_test": "Essai d’un canal",
    "import_done": "Import terminé",
}
