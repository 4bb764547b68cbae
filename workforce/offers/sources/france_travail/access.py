"""The token that the interface gives for our keys, and our turn to speak: shared by all workers through one row."""

import json
import time
from datetime import timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from workforce import clock, sealing
from workforce.database import transaction
from workforce.feeds.asking import Question, ask
from workforce.feeds.failures import refusal
from workforce.offers.sources.france_travail.models import ApiAccess
from workforce.offers.sources.outcomes import Unreadable
from workforce.settings import settings

NAME = "france_travail"
SCOPES = "o2dsoffre api_offresdemploiv2"
BETWEEN = 0.105  # Seconds between two questions, all workers together: the interface allows ten a second.
MARGIN = timedelta(seconds=60)  # A token is not used in its last minute.
NO_KEYS = (
    "Les clés de France Travail manquent : l’hébergeur de la plateforme les renseigne dans FRANCE_TRAVAIL_CLIENT_ID "
    "et FRANCE_TRAVAIL_CLIENT_SECRET (francetravail.io, « Mes applications »)."
)
WRONG_KEYS = (
    "France Travail refuse nos clés : vérifiez FRANCE_TRAVAIL_CLIENT_ID et FRANCE_TRAVAIL_CLIENT_SECRET."
)
BAD_TOKEN = "France Travail a donné un jeton d’accès illisible."  # noqa: S105 - A sentence, no password.
_TURN = text(
    "UPDATE api_access SET free_at = greatest(free_at, clock_timestamp()) + make_interval(secs => :gap) WHERE name = :name "
    "RETURNING extract(epoch FROM free_at - clock_timestamp()) - :gap"
)


def has_keys() -> bool:
    """Say whether somebody gave us keys."""
    return bool(settings().france_travail_client_id and settings().france_travail_client_secret)


def wait_for_our_turn() -> None:
    """Take the next free slot and wait for it."""
    with transaction() as session:
        _row(session)
        seconds = float(session.execute(_TURN, {"name": NAME, "gap": BETWEEN}).scalar_one())
    time.sleep(max(0.0, seconds))


def token() -> str:
    """Return a token that is still good, asking for one if need be. Raises Unreadable or FetchFailed."""
    with transaction() as session:
        row = session.get(ApiAccess, NAME)
    if row is None or row.token_until is None or row.token_until <= clock.now() + MARGIN:
        return _new_token()
    try:
        return sealing.unseal(row.sealed_token)
    except InvalidToken:  # The secret of the house has changed.
        return _new_token()


def forget_token() -> None:
    """Forget a token that the interface does not want any more."""
    with transaction() as session:
        session.execute(update(ApiAccess).where(col(ApiAccess.name) == NAME).values(token_until=None))


def _new_token() -> str:
    if not has_keys():
        raise Unreadable(NO_KEYS)
    wait_for_our_turn()
    form = {
        "grant_type": "client_credentials",
        "client_id": settings().france_travail_client_id,
        "client_secret": settings().france_travail_client_secret,
        "scope": SCOPES,
    }
    question = Question(
        settings().france_travail_token_url, {"Accept": "application/json"}, form, is_secret=True
    )
    answer = ask(question, allowed_hosts=settings().feed_hosts_allowed)
    if answer.status in {400, 401, 403}:
        raise Unreadable(WRONG_KEYS)
    if answer.status != 200:
        raise refusal(answer.status, answer.retry_after)
    return _kept(answer.body)


def _kept(body: bytes) -> str:
    """Read the token, and keep it sealed until it runs out."""
    try:
        said = json.loads(body)
        found, seconds = str(said["access_token"]), int(said.get("expires_in", 0))
    except (ValueError, TypeError, KeyError):
        raise Unreadable(BAD_TOKEN) from None
    until = clock.now() + timedelta(seconds=max(0, min(seconds, 86_400)))
    with transaction() as session:
        _row(session)
        values = {"sealed_token": sealing.seal(found), "token_until": until}
        session.execute(update(ApiAccess).where(col(ApiAccess.name) == NAME).values(values))
    return found


def _row(session: Session) -> None:
    session.execute(insert(ApiAccess).values(name=NAME).on_conflict_do_nothing())
