"""What is handed to a channel, and what came of it."""

from dataclasses import dataclass
from datetime import datetime

from workforce.alerts.messages import Letter


@dataclass(frozen=True)
class Envelope:
    """A letter and where it goes. `url` is empty for the account's own mail."""

    delivery_id: int
    email: str
    url: str
    letter: Letter


@dataclass(frozen=True)
class Outcome:
    """What came of speaking: sent, or why not; `final` when no other try could do better."""

    sent: bool
    words: str = ""
    final: bool = False
    retry_at: datetime | None = None
