"""The door to every channel: apprise, our own mail server, the local mailbox."""

import re
import socket
from urllib.parse import quote, urlsplit

import apprise

from workforce.addresses import is_public
from workforce.alerts import mail, sending
from workforce.alerts.outcomes import Envelope, Outcome
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.settings import settings

ADDRESS = re.compile(r"[a-z]+://\S+")
# What a person may add by themself: services of their own, never a request that they would shape.
KINDS = {
    "mailto": "Courriel", "mailtos": "Courriel", "signal": "Signal", "signals": "Signal", "tgram": "Telegram",
    "matrix": "Matrix (Tchap)", "matrixs": "Matrix (Tchap)", "mmost": "Mattermost", "mmosts": "Mattermost",
    "ntfy": "ntfy", "ntfys": "ntfy", "ovhsms": "SMS", "smsapi": "SMS", "sinch": "SMS", "twilio": "SMS", "vonage": "SMS",
    "msteams": "Teams", "rocket": "Rocket.Chat", "rockets": "Rocket.Chat", "gotify": "Gotify", "gotifys": "Gotify",
}  # fmt: skip


def send(envelope: Envelope) -> Outcome:
    """Speak on one channel. Never raises for what the outside does."""
    if envelope.url:
        return _refuse_private(envelope.url) or notify(envelope.url, envelope)
    if sending.has_local_mailbox():
        with transaction() as session:
            sending.keep_in_mailbox(session, envelope)
        return Outcome(sent=True)
    if mail.speaks(settings().mail_url):
        return mail.post(envelope)
    return notify(_addressed(settings().mail_url, envelope.email), envelope)


def notify(url: str, envelope: Envelope) -> Outcome:
    """Speak through apprise; what it says when it fails becomes the words of the ledger."""
    caller = apprise.Apprise()
    if not caller.add(url):
        return Outcome(sent=False, words="L’adresse de ce canal n’est pas valable.", final=True)
    is_mail = urlsplit(url).scheme in ("mailto", "mailtos")
    with apprise.LogCapture(level=apprise.logging.WARNING) as said:  # type: ignore[no-untyped-call]
        sent = caller.notify(
            title=envelope.letter.title,
            body=envelope.letter.html if is_mail else envelope.letter.text,
            body_format=apprise.NotifyFormat.HTML if is_mail else apprise.NotifyFormat.TEXT,
        )
        words = said.getvalue()
    return Outcome(sent=True) if sent else Outcome(sent=False, words=in_words(words))


def in_words(log: str) -> str:
    """Return apprise's log as a sentence, without anything that looks like an address or a secret."""
    last = [line.split(" - ", 2)[-1] for line in log.strip().splitlines()][-1:] or ["sans explication"]
    words = ADDRESS.sub("(adresse)", last[0])[:300]
    return f"Le service n’a pas pris le message : {words}"


def read_channel(url: str) -> tuple[str, str]:
    """Return the kind and label of a channel that a person adds. Raises Refused with a sentence."""
    scheme = urlsplit(url.strip()).scheme.lower()
    if scheme not in KINDS:
        known = ", ".join(sorted(set(KINDS.values())))
        raise Refused({"url": f"Ce service n’est pas proposé. Services possibles : {known}."})
    if not apprise.Apprise().add(url):
        raise Refused({"url": "L’adresse est incomplète : vérifiez-la dans la notice du service."})
    return scheme, KINDS[scheme]


def _refuse_private(url: str) -> Outcome | None:
    """Refuse a host that is inside the house's own network."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if "." not in host and host != "localhost":
        return None  # A token or a name of the service's own, not a host.
    if f"{host}:{parts.port or 0}" in settings().channel_hosts_allowed:
        return None
    try:
        found = {
            str(info[4][0]) for info in socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
        }
    except OSError:
        return None  # Nobody by that name: apprise will say so.
    if all(is_public(address) for address in found):
        return None
    return Outcome(
        sent=False, words="Cette adresse mène à un réseau privé : elle n’est pas permise.", final=True
    )


def _addressed(url: str, email: str) -> str:
    """Return an apprise mail URL that writes to this person."""
    return f"{url}{'&' if '?' in url else '?'}to={quote(email)}"
