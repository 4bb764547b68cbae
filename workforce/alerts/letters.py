"""Writing a letter from the rows as they stand at the moment of delivery."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sqlmodel import Session

from workforce.accounts.models import Account
from workforce.alerts import (
    contract_letters,
    coordinator_questions,
    date_letters,
    job_letters,
    offer_letters,
    planet_letters,
    post_letters,
    question_letters,
    search_letters,
    service_letters,
    session_letters,
)  # fmt: skip
from workforce.alerts.links import link
from workforce.alerts.messages import Letter, LetterKind, letter_environment, render_letter
from workforce.alerts.models import Alert
from workforce.settings import settings

TEMPLATES = Path(__file__).parents[2] / "templates"
Subject = Mapping[str, Any]

WRITERS: dict[LetterKind, Callable[[Session, Subject], dict[str, Any]]] = {
    LetterKind.CONTRACT_ENDS: contract_letters.to_adviser,
    LetterKind.CONTRACT_ENDS_EMPLOYER: contract_letters.to_employer,
    LetterKind.CONTRACT_ENDS_COORDINATOR: contract_letters.to_coordinator,
    LetterKind.RENEWAL_ANSWERED: contract_letters.renewal_answered,
    LetterKind.DEADLINE_NEAR: date_letters.deadline_near,
    LetterKind.DEADLINE_PASSED_SUMMARY: date_letters.deadlines_passed,
    LetterKind.FUNDING_ENDS: date_letters.funding_ends,
    LetterKind.POST_FUNDED_AGAIN: date_letters.funded_again,
    LetterKind.DATE_CHECK: question_letters.date_check,
    LetterKind.RENEWAL_QUESTION: question_letters.renewal,
    LetterKind.AFTER_END: question_letters.after_end,
    LetterKind.QUESTIONS_COORDINATOR: coordinator_questions.to_coordinator,
    LetterKind.POST_TO_REFILL: post_letters.post_to_refill,
    LetterKind.TRAINING_SUGGESTED: job_letters.training_suggested,
    LetterKind.TRAINING_CONFLICT_GONE: job_letters.conflict,
    LetterKind.TRAINING_CONFLICT_MET: job_letters.conflict,
    LetterKind.SESSION_CHANGED: session_letters.changed,
    LetterKind.ENROLMENT_CLOSES: session_letters.near,
    LetterKind.SESSION_NEAR: session_letters.near,
    LetterKind.RESULT_OWED: session_letters.owed,
    LetterKind.ENROLMENT_NEWS: session_letters.news,
    LetterKind.ENROLMENT_ANSWERED: session_letters.answered,
    LetterKind.SEAT_OFFERED: session_letters.offered,
    LetterKind.RESULT_GIVEN: session_letters.result,
    LetterKind.RESULT_CONTESTED: session_letters.contested,
    LetterKind.PLANETS_ALIGNED: planet_letters.aligned,
    LetterKind.PLANETS_INVITATION: planet_letters.invitation,
    LetterKind.SESSION_AWAITED: planet_letters.awaited,
    LetterKind.PLEDGE_EXPIRING: planet_letters.expiring,
    LetterKind.OFFER_MATCHED: job_letters.offer_matched,
    LetterKind.SEARCH_NEWS: search_letters.news,
    LetterKind.OFFER_TO_REVIEW: job_letters.offer_to_review,
    LetterKind.OFFER_IN_REVIEW: job_letters.offer_in_review,
    LetterKind.OFFER_PUBLISHED: job_letters.offer_published,
    LetterKind.OFFER_REFUSED: job_letters.offer_refused,
    LetterKind.OFFER_UNPUBLISHED: offer_letters.unpublished,
    LetterKind.OFFER_NOTE: offer_letters.noted,
    LetterKind.OFFER_REPORTED: offer_letters.reported,
    LetterKind.OFFER_EXPIRING: offer_letters.expiring,
    LetterKind.OFFER_EXPIRED: offer_letters.expired,
    LetterKind.OFFER_CONTACTED: offer_letters.contacted,
    LetterKind.FEED_FAILED: service_letters.feed_failed,
    LetterKind.IMPORT_DONE: service_letters.import_done,
    LetterKind.SIGN_IN_LINK: service_letters.sign_in,
    LetterKind.INVITATION: service_letters.invitation,
    LetterKind.CHANNEL_TEST: service_letters.channel_test,
}
# Kind → why an alert planned a while ago has lost its reason; empty while it stands.
LOST: dict[LetterKind, Callable[[Session, Subject], str]] = {
    LetterKind.CONTRACT_ENDS: contract_letters.lost_reason,
    LetterKind.CONTRACT_ENDS_EMPLOYER: contract_letters.lost_reason,
    LetterKind.CONTRACT_ENDS_COORDINATOR: contract_letters.lost_reason,
    LetterKind.RENEWAL_ANSWERED: contract_letters.answer_lost,
    LetterKind.DEADLINE_NEAR: date_letters.deadline_lost,
    LetterKind.DEADLINE_PASSED_SUMMARY: date_letters.passed_lost,
    LetterKind.FUNDING_ENDS: date_letters.funding_lost,
    LetterKind.POST_FUNDED_AGAIN: date_letters.funding_lost,
    LetterKind.DATE_CHECK: question_letters.lost_reason,
    LetterKind.RENEWAL_QUESTION: question_letters.lost_reason,
    LetterKind.AFTER_END: question_letters.lost_reason,
    LetterKind.QUESTIONS_COORDINATOR: coordinator_questions.lost_reason,
    LetterKind.POST_TO_REFILL: post_letters.lost_reason,
    LetterKind.TRAINING_SUGGESTED: job_letters.session_lost,
    LetterKind.TRAINING_CONFLICT_GONE: job_letters.conflict_back,
    LetterKind.TRAINING_CONFLICT_MET: job_letters.conflict_over,
    LetterKind.SESSION_CHANGED: session_letters.change_lost,
    LetterKind.ENROLMENT_CLOSES: session_letters.near_lost,
    LetterKind.SESSION_NEAR: session_letters.near_lost,
    LetterKind.RESULT_OWED: session_letters.owed_lost,
    LetterKind.ENROLMENT_NEWS: session_letters.moved_since,
    LetterKind.ENROLMENT_ANSWERED: session_letters.moved_since,
    LetterKind.SEAT_OFFERED: session_letters.moved_since,
    LetterKind.RESULT_GIVEN: session_letters.result_lost,
    LetterKind.RESULT_CONTESTED: session_letters.result_lost,
    LetterKind.PLANETS_ALIGNED: planet_letters.aligned_lost,
    LetterKind.PLANETS_INVITATION: planet_letters.invitation_lost,
    LetterKind.SESSION_AWAITED: planet_letters.awaited_lost,
    LetterKind.PLEDGE_EXPIRING: planet_letters.expiring_lost,
    LetterKind.OFFER_MATCHED: job_letters.offer_lost,
    LetterKind.SEARCH_NEWS: search_letters.news_lost,
    LetterKind.OFFER_NOTE: offer_letters.note_lost,
    LetterKind.OFFER_REPORTED: offer_letters.reported_lost,
    LetterKind.OFFER_EXPIRING: offer_letters.expiring_lost,
    LetterKind.OFFER_EXPIRED: offer_letters.expired_lost,
    LetterKind.OFFER_CONTACTED: offer_letters.contact_lost,
    LetterKind.SIGN_IN_LINK: service_letters.link_lost,
}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment that letters are rendered in."""
    return letter_environment(Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True))


def write(session: Session, alert: Alert, account: Account) -> Letter:
    """Write the letter of an alert as things stand now."""
    kind = LetterKind(alert.kind)
    around = {
        "name": account.name.split(" ")[0],
        "product": settings().product_name,
        "next_date": None,
        "settings_url": link("alerts.mine"),
    }
    return render_letter(environment(), kind, around | WRITERS[kind](session, _about(alert)))


def lost_reason(session: Session, alert: Alert) -> str:
    """Return why an alert has lost its reason since it was planned; empty while it stands."""
    ask = LOST.get(LetterKind(alert.kind))
    return ask(session, _about(alert)) if ask else ""


def _about(alert: Alert) -> Subject:
    return {**alert.subject, "account_id": alert.account_id, "planned_at": alert.planned_at}
