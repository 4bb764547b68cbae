"""Letters: the title, the text and the HTML of a message, from the templates of its kind."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jinja2 import Environment, StrictUndefined, select_autoescape

from workforce.wording import FILTERS

TITLE_LENGTH = 120  # Characters: mail readers cut longer subjects.
PLAIN_SPACES = re.compile(r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")  # Not the firm spaces of numbers.
BLANK_LINES = re.compile(r"\n[ \t]*(\n[ \t]*)+")


class LetterKind(StrEnum):
    """Every kind of letter: a folder of `templates/messages/`, whose first lines name its variables."""

    CONTRACT_ENDS = "contract_ends"
    CONTRACT_ENDS_EMPLOYER = "contract_ends_employer"
    CONTRACT_ENDS_COORDINATOR = "contract_ends_coordinator"
    RENEWAL_ANSWERED = "renewal_answered"
    DEADLINE_NEAR = "deadline_near"
    DATE_CHECK = "date_check"
    RENEWAL_QUESTION = "renewal_question"
    AFTER_END = "after_end"
    QUESTIONS_COORDINATOR = "questions_coordinator"
    DEADLINE_PASSED_SUMMARY = "deadline_passed_summary"
    FUNDING_ENDS = "funding_ends"
    POST_FUNDED_AGAIN = "post_funded_again"
    POST_TO_REFILL = "post_to_refill"
    TRAINING_SUGGESTED = "training_suggested"
    TRAINING_CONFLICT_GONE = "training_conflict_gone"
    SESSION_CHANGED = "session_changed"
    ENROLMENT_CLOSES = "enrolment_closes"
    SESSION_NEAR = "session_near"
    RESULT_OWED = "result_owed"
    ENROLMENT_NEWS = "enrolment_news"
    ENROLMENT_ANSWERED = "enrolment_answered"
    SEAT_OFFERED = "seat_offered"
    RESULT_GIVEN = "result_given"
    RESULT_CONTESTED = "result_contested"
    TRAINING_CONFLICT_MET = "training_conflict_met"
    PLANETS_ALIGNED = "planets_aligned"
    PLANETS_INVITATION = "planets_invitation"
    SESSION_AWAITED = "session_awaited"
    PLEDGE_EXPIRING = "pledge_expiring"
    OFFER_MATCHED = "offer_matched"
    SEARCH_NEWS = "search_news"
    OFFER_TO_REVIEW = "offer_to_review"
    OFFER_IN_REVIEW = "offer_in_review"
    OFFER_PUBLISHED = "offer_published"
    OFFER_REFUSED = "offer_refused"
    OFFER_UNPUBLISHED = "offer_unpublished"
    OFFER_NOTE = "offer_note"
    OFFER_REPORTED = "offer_reported"
    OFFER_EXPIRING = "offer_expiring"
    OFFER_EXPIRED = "offer_expired"
    OFFER_CONTACTED = "offer_contacted"
    FEED_FAILED = "feed_failed"
    SIGN_IN_LINK = "sign_in_link"
    INVITATION = "invitation"
    CHANNEL_TEST = "channel_test"
    IMPORT_DONE = "import_done"


# Nobody can switch these off: they answer what somebody has just done.
LOCKED_KINDS = frozenset({LetterKind.SIGN_IN_LINK, LetterKind.INVITATION, LetterKind.CHANNEL_TEST})


@dataclass(frozen=True)
class Letter:
    """A message ready to go out: the text and the HTML say the same words."""

    title: str
    text: str
    html: str


def letter_environment(environment: Environment) -> Environment:
    """Return the product's environment as letters need it: strict on variables, faithful to blank lines."""
    letters = environment.overlay(
        trim_blocks=False,
        lstrip_blocks=False,
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default=False),
    )
    letters.filters = {**environment.filters, **FILTERS}
    return letters


def render_letter(environment: Environment, kind: LetterKind, context: Mapping[str, object]) -> Letter:
    """Return the letter of this kind; the environment comes from `letter_environment`."""
    title = one_line(_render(environment, kind, "title.txt", context))
    filled = {**context, "title": title}
    text = BLANK_LINES.sub("\n\n", _render(environment, kind, "text.txt", filled)).strip() + "\n"
    return Letter(title, text, _render(environment, kind, "html.html", filled).strip() + "\n")


def one_line(title: str) -> str:
    """Return a title as a header can carry it: one line, cut at a word when it is too long."""
    words = PLAIN_SPACES.sub(" ", title).strip()
    if len(words) <= TITLE_LENGTH:
        return words
    cut = words[:TITLE_LENGTH].rsplit(" ", 1)[0]
    return f"{cut[: TITLE_LENGTH - 1].rstrip(' ,;:')}…"


def _render(environment: Environment, kind: LetterKind, file: str, context: Mapping[str, object]) -> str:
    return environment.get_template(f"messages/{kind}/{file}").render(context)
