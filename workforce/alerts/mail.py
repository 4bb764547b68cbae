"""The door to our own mail server: plain SMTP, one connection kept a thread."""

import smtplib
import ssl
import threading
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from workforce import clock, sealing
from workforce.alerts.outcomes import Envelope, Outcome
from workforce.settings import settings

TIMEOUT = 20  # Seconds.
SCHEMES = ("smtp", "smtps")  # Plain then STARTTLS where offered; TLS from the start.
_kept = threading.local()


def speaks(url: str) -> bool:
    """Say whether this door opens such an address."""
    return urlsplit(url).scheme in SCHEMES


def post(envelope: Envelope) -> Outcome:
    """Hand a letter to the mail server. The same letter always carries the same Message-ID."""
    message = compose(envelope)
    try:
        _connection().send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        return _refusal(next(iter(refused.recipients.values())))
    except smtplib.SMTPResponseException as refused:
        hang_up()
        return _refusal((refused.smtp_code, refused.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        hang_up()
        return Outcome(sent=False, words=f"Le serveur de courriel ne répond pas ({type(error).__name__}).")
    return Outcome(sent=True)


def compose(envelope: Envelope) -> EmailMessage:
    """Write the letter as a mail: plain text, and the same words in HTML."""
    message = EmailMessage()
    message["From"] = settings().mail_sender
    message["To"] = envelope.email
    message["Subject"] = " ".join(envelope.letter.title.split())
    message["Date"] = formatdate(clock.now().timestamp())
    message["Message-ID"] = message_id(envelope.delivery_id)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope.letter.text)
    message.add_alternative(envelope.letter.html, subtype="html")
    return message


def message_id(delivery_id: int) -> str:
    """Return the identity of a delivery's mail: stable, so that a mail sent again is known to be the same."""
    domain = parseaddr(settings().mail_sender)[1].rpartition("@")[2] or make_msgid().rpartition("@")[
        2
    ].rstrip(">")
    return f"<{sealing.digest(f'delivery:{delivery_id}')}@{domain}>"


def hang_up() -> None:
    """Close the connection kept by this thread, if any."""
    connection = _kept.__dict__.pop("connection", None)
    if connection is not None:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()


def _connection() -> smtplib.SMTP:
    connection: smtplib.SMTP | None = getattr(_kept, "connection", None)
    if connection is not None:
        with suppress(OSError, smtplib.SMTPException):
            if connection.noop()[0] == 250:
                return connection
        hang_up()
    _kept.connection = _open()
    return _kept.connection  # type: ignore[no-any-return]


def _open() -> smtplib.SMTP:
    parts = urlsplit(settings().mail_url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
    if parts.username:
        connection.login(unquote(parts.username), unquote(parts.password or ""))
    return connection


def _refusal(answer: tuple[int, bytes | str]) -> Outcome:
    code, said = answer
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    final = 500 <= code < 600
    return Outcome(sent=False, words=f"Le serveur de courriel a répondu {code} : {words}", final=final)
