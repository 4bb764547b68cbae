"""Letters about contracts that end, from due rows to a mail server, beside smtplib sending the same letters."""

import os
from email.message import EmailMessage

from sqlalchemy import text
from sqlmodel import select

from bench import ground, outside, peers
from bench.figures import Amount, Line, side_by_side, timed
from workforce.database import transaction

LETTERS, LETTERS_WHEN_SMALL = 200, 10
# Running contracts of advisers who came in, with no step told and no contract after them: their letters still stand.
PEOPLE = """
    SELECT DISTINCT ON (account.id) account.id, contract.id, contract.end_date
    FROM contract JOIN membership ON membership.adviser_id = contract.adviser_id
    JOIN account ON account.id = membership.account_id
    WHERE contract.end_date > :today AND contract.termination_date IS NULL AND contract.cancelled_at IS NULL
      AND account.last_seen_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM contract AS next WHERE next.renews_id = contract.id)
    ORDER BY account.id, contract.id LIMIT :letters
"""


def measure(*, small: bool) -> list[Line]:
    """Send the same letters again and again, ours written anew each time."""
    letters = LETTERS_WHEN_SMALL if small else LETTERS
    with outside.mail_server() as url, ground.filled("bench_letters", small=small) as engine:
        os.environ["MAIL_URL"] = url  # Before the settings are read.
        ground.quieten(engine)
        count = _plan(letters)
        messages = _written()
        from bench.events import working  # noqa: PLC0415

        with working():
            line = side_by_side(
                f"{count} letters about an end, by mail",
                lambda: _delivered(count),
                lambda: _mailed(url, messages),
                Amount(count, "per s"),
                against="smtplib, one kept connection, the same letters ready made",
                note="ours checks that each letter still stands, writes it from the rows, and notes it in the ledger",
            )
    return [line]


def _plan(letters: int) -> int:
    """Plan one letter to each of so many people, due now, and nothing else."""
    from workforce.alerts.planning import announce  # noqa: PLC0415 - After the environment is set.

    with transaction() as session:
        session.execute(text("TRUNCATE milestone"))
        session.execute(text("TRUNCATE delivery CASCADE"))
        rows = session.execute(text(PEOPLE), {"today": ground.TODAY, "letters": letters}).all()
        for account_id, contract_id, end in rows:
            subject = {
                "contract_id": contract_id,
                "end": end.isoformat(),
                "milestone": 30,
                "audience": "adviser",
            }
            announce(session, [account_id], "contract_ends", f"bench:{contract_id}", subject, contract_id)
    return len(rows)


def _written() -> list[EmailMessage]:
    """Return the letters as mails, without sending them: the peer's work starts there."""
    from workforce.alerts import mail, sending  # noqa: PLC0415 - After the environment is set.
    from workforce.alerts.models import Delivery  # noqa: PLC0415

    with transaction() as session:
        ids = session.exec(select(Delivery.id).order_by(Delivery.id)).all()
        found = [mail.compose(envelope) for one in ids if (envelope := sending.claim_letter(session, one))]
        assert len(found) == len(ids), "letters without a reason"
    _plan_again(later=True)
    return found


def _delivered(count: int) -> float:
    with timed() as watch:
        _plan_again()
        outside.wait_until(ground.nothing_due("delivery"))
    with transaction() as session:
        sent = session.scalar(text("SELECT count(*) FROM delivery WHERE state = 'sent'"))
    assert sent == count, f"{sent} letters sent"
    return watch.seconds


def _mailed(url: str, messages: list[EmailMessage]) -> float:
    with timed() as watch:
        peers.mail(url, messages)
    return watch.seconds


def _plan_again(*, later: bool = False) -> None:
    planned = (
        "UPDATE delivery SET state = 'planned', sent_at = NULL, leased_until = NULL, claimed = false, tries = 0, "
        "due_at = :at"
    )
    with transaction() as session:
        session.execute(text(planned), {"at": None if later else ground.NOW})
