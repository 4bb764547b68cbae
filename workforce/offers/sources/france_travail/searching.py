"""Asking the interface: one page after another, within what it allows, and one offer by its number."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from workforce.feeds.asking import Answer, Question, ask
from workforce.feeds.failures import refusal
from workforce.feeds.fetching import FetchLimits
from workforce.offers.sources.france_travail import access
from workforce.offers.sources.outcomes import Unreadable
from workforce.settings import settings

PAGE = 150  # Offers: the largest page that the interface gives.
LAST_FIRST = 1_000  # The furthest first offer that may be asked for; a longer list is asked for by period.
SHORTEST = timedelta(hours=1)  # A period that is not cut any more.
MOST_QUESTIONS = 200  # In one reading.
PATIENCE = 5  # Seconds: a shorter wait is waited for, a longer one is for the next reading.
LIMITS = FetchLimits(body_bytes=20_000_000)
MALFORMED = "La réponse de France Travail n’a pas la forme attendue : rien n’en a été gardé."
TOO_MANY = "Cette recherche est trop large : précisez des mots, un métier ou un département."
_RANGE = re.compile(r"(\d+)-(\d+)\s*/\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Period:
    """Offers created from `start` to `end`."""

    start: datetime
    end: datetime

    @property
    def asked(self) -> dict[str, str]:
        """Return the parameters that ask for it: the interface wants both or none."""
        return {"minCreationDate": _instant(self.start), "maxCreationDate": _instant(self.end)}

    def halves(self) -> "tuple[Period, Period]":
        """Return the more recent half, then the other; one second apart, which the interface tells."""
        middle = (self.start + (self.end - self.start) / 2).replace(microsecond=0)
        return Period(middle + timedelta(seconds=1), self.end), Period(self.start, middle)


class Asker:
    """Asks within one reading: counts its questions, and renews its token once."""

    def __init__(self) -> None:
        self._left, self._renewed = MOST_QUESTIONS, False

    def search(self, asked: Mapping[str, str], period: Period) -> Iterator[dict[str, Any]]:
        """Return every offer of a search, the most recent first. Raises Unreadable or FetchFailed."""
        first, total = 0, 1
        while first < total:
            offers, last, total = self._page({**asked, **period.asked, "sort": "1"}, first)
            if first == 0 and total > LAST_FIRST + PAGE and period.end - period.start > SHORTEST:
                for half in period.halves():
                    yield from self.search(asked, half)
                return
            if first > LAST_FIRST:
                raise Unreadable(TOO_MANY)
            yield from offers
            first = last + 1

    def still_published(self, number: str) -> bool:
        """Say whether the interface still shows the offer of this number."""
        answer = self._answer(f"offres/{quote(number, safe='')}")
        if answer.status in {204, 404, 410}:
            return False
        if answer.status != 200:
            raise refusal(answer.status, answer.retry_after)
        return True

    def _page(self, asked: Mapping[str, str], first: int) -> tuple[list[dict[str, Any]], int, int]:
        """Return the offers of a page, the rank of its last one, and how many there are in all."""
        span = f"{first}-{first + PAGE - 1}"
        answer = self._answer(f"offres/search?{urlencode({**asked, 'range': span})}")
        if answer.status == 204:
            return [], first, 0
        if answer.status == 400:
            raise Unreadable(f"France Travail n’accepte pas cette recherche. {_message(answer.body)}".strip())
        if answer.status not in {200, 206}:
            raise refusal(answer.status, answer.retry_after)
        offers = _results(answer.body)
        return offers, *_ranks(answer, first, len(offers))

    def _answer(self, path: str) -> Answer:
        answer = self._asked(path)
        if answer.status == 401 and not self._renewed:
            self._renewed = True
            access.forget_token()
            answer = self._asked(path)
        if answer.status == 429 and (answer.retry_after or 0) <= PATIENCE:
            time.sleep(answer.retry_after or 1)
            answer = self._asked(path)
        return answer

    def _asked(self, path: str) -> Answer:
        self._left -= 1
        if self._left < 0:
            raise Unreadable(TOO_MANY)
        headers = {"Authorization": f"Bearer {access.token()}", "Accept": "application/json"}
        access.wait_for_our_turn()
        question = Question(f"{settings().france_travail_url.rstrip('/')}/{path}", headers, is_secret=True)
        return ask(question, allowed_hosts=settings().feed_hosts_allowed, limits=LIMITS)


def _results(body: bytes) -> list[dict[str, Any]]:
    """Return the offers of an answer; one that is not what it should be is no answer."""
    try:
        offers = json.loads(body)["resultats"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Unreadable(MALFORMED) from None
    if not isinstance(offers, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"].strip() for one in offers
    ):
        raise Unreadable(MALFORMED)
    return offers


def _ranks(answer: Answer, first: int, count: int) -> tuple[int, int]:
    """Return the rank of the last offer and the total: « offres 0-149/353 »; a whole answer needs no such header."""
    found = _RANGE.search(answer.headers.get("content-range", ""))
    if found is None:
        if answer.status == 206:
            raise Unreadable(MALFORMED)
        return first + count - 1, first + count
    last, total = int(found[2]), int(found[3])
    if int(found[1]) != first or not count or last - first + 1 != count:
        raise Unreadable(MALFORMED)
    return last, total


def _message(body: bytes) -> str:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(said.get("message", ""))[:200] if isinstance(said, dict) else ""


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
