"""What came of reading a source, as plain values. Pure."""

from dataclasses import dataclass

from workforce.offers.sources.bringing import Brought


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site said beside the document: what to ask next time, and when."""

    etag: str | None = None
    last_modified: str | None = None
    max_age: int | None = None  # Seconds.
    retry_after: int | None = None  # Seconds.
    permanent_url: str | None = None
    final_url: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the world answered: a document, nothing new, or why not."""

    answer: Answer = Answer()
    brought: Brought | None = None
    digest: str | None = None
    error: str = ""
    status: int | None = None
    retry_after: int | None = None  # Seconds, of a failure.
    is_gone: bool = False
