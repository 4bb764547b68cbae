"""What headers say of time: how long an answer stays fresh, when to come back, what to ask with next time."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from workforce import clock

MAX_VALIDATOR = 1_000  # Characters of an ETag worth keeping.
MAX_WAIT = 30 * 86_400  # Seconds: no site is believed beyond 30 days.


def validator(value: str | None) -> str | None:
    """Return a validator that can be written in a header: some sites give strange ones."""
    if not value or len(value) > MAX_VALIDATOR or not re.fullmatch(r"[\x20-\x7e\xa0-\xff]+", value):
        return None
    return value


def fresh_seconds(cache_control: str, expires: str = "", date: str = "") -> int | None:
    """Return how long the answer stays fresh (RFC 9111, 4.2.1), None where it does not say.

    `no-cache` and `no-store` ask for no reuse without a question: nothing stays fresh, and we ask at our own rhythm.
    """
    if re.search(r"(?:^|[\s,])no-(?:cache|store)\b", cache_control, re.IGNORECASE):
        return 0
    found = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", cache_control, re.IGNORECASE)
    if found:
        return min(int(found[1]), MAX_WAIT)
    until, sent = _instant(expires), _instant(date)
    if until is None:
        return None
    return _bounded(until - (sent or clock.now()))


def wait_seconds(retry_after: str | None) -> int | None:
    """Return the seconds to wait, said as a number or as a date."""
    if not retry_after:
        return None
    if re.fullmatch(r"\s*\d{1,9}\s*", retry_after):
        return min(int(retry_after), MAX_WAIT)
    until = _instant(retry_after)
    return None if until is None else _bounded(until - clock.now())


def _bounded(wait: timedelta) -> int:
    return max(0, min(int(wait.total_seconds()), MAX_WAIT))


def _instant(value: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):  # The last for a year, or an hour, of twenty digits.
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
