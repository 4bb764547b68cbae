"""Where hubs call us (WebSub): they verify a subscription, then push what is new. For machines; the address is the key."""

from flask import Blueprint, Response, abort, request

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.sources import pushing, subscribing
from workforce.web.access import allow

pages = Blueprint("hubs", __name__)


@pages.get("/flux/<token>")
@allow(policy.anyone)
def verify(token: str) -> Response:
    """Repeat the hub's challenge, where we asked for what it offers."""
    if "hub.mode" not in request.args:
        abort(422)
    with transaction() as session:
        challenge = subscribing.verify(session, token, request.args)
    if challenge is None:
        abort(404)
    return Response(challenge, content_type="text/plain; charset=utf-8")


@pages.post("/flux/<token>")
@allow(policy.anyone)
def receive(token: str) -> Response:
    """Keep what the hub sends for the workers, and thank; it never learns whether its signature was right."""
    request.max_content_length = pushing.LARGEST_PUSH
    body = request.get_data(cache=False)
    with transaction() as session:
        signature = request.headers.get("X-Hub-Signature", "")
        is_wanted = pushing.receive(session, token, body, request.content_type or "", signature)
    if not is_wanted:
        abort(404)
    return Response(status=200)
