"""A whole list sent as a file for a source: larger than any other request, and kept for a worker to read."""

from typing import Any

from flask import Response, flash, request
from flask import session as browser
from sqlmodel import Session
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.models import Feed
from workforce.offers.sources.kinds import KINDS
from workforce.offers.sources.public_service import files
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import actor, allow
from workforce.web.operator import pages
from workforce.web.operator_sources import showing

CHOOSE = "Choisissez un fichier CSV."
NO_FILE = "Cette source se lit à son adresse, pas dans un fichier."
ROOM = 1024 * 1024  # Bytes of a form around its file.
TOO_BIG_PAGES = {"send_source_file": "operator.feed", "send_outlines": "operator.new_outlines"}


@pages.url_value_preprocessor
def accept_a_large_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let whoever is signed in send a whole list; every other request stays small."""
    if endpoint == "operator.send_source_file" and browser.get("browser"):
        request.max_content_length = files.LARGEST + ROOM


@pages.post("/exploitation/sources/<int:feed_id>/fichier")
@allow(policy.is_operator)
def send_source_file(feed_id: int) -> Response:
    """Keep a file that a worker will read for this source."""
    try:
        with transaction() as session:
            _send(session, feed_id, request.files.get("file"))
    except Refused as refused:
        return showing(feed_id, 422, refused.errors)
    flash("Fichier reçu : il est lu dans un instant.", "success")
    return htmx.go_to("operator.feed", feed_id=feed_id)


@pages.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response | RequestEntityTooLarge:
    """Bring back to the form somebody whose file is too big to be read at all; the form asks who they are."""
    page = TOO_BIG_PAGES.get((request.endpoint or "").rpartition(".")[2])
    return htmx.go_to(page, refus="trop-lourd", **(request.view_args or {})) if page else error


def _send(session: Session, feed_id: int, sent: FileStorage | None) -> None:
    if not KINDS[session.get_one(Feed, feed_id).kind].takes_file:
        raise Refused({"": NO_FILE})
    if sent is None or not sent.filename:
        raise Refused({"file": CHOOSE})
    files.send(session, feed_id, actor().account_id, sent.filename, sent.stream)  # type: ignore[arg-type]
