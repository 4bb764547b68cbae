"""Who is told of the legal deadlines, and of the money of a post."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.alerts.announcing import around
from workforce.alerts.planning import announce
from workforce.contracts.kinds import Party
from workforce.facts import FundingEndNeared, LegalDateNeared, LegalDatePassed, PostFundedAgain

GATHERING = timedelta(minutes=20)  # How long deadlines learnt too late wait for one another.


def announce_legal_date(session: Session, fact: LegalDateNeared) -> None:
    """Tell whoever must act that a legal deadline comes."""
    subject = {
        "contract_id": fact.contract_id, "rule": fact.rule, "due": fact.due_date.isoformat(), "audience": fact.party,
        "days": fact.days,
    }  # fmt: skip
    occasion = f"deadline:{fact.contract_id}:{fact.rule}:{fact.due_date}:{fact.days}"
    people = around(session, fact.contract_id, fact.party)
    announce(session, people, "deadline_near", occasion, subject, fact.contract_id)


def announce_passed(session: Session, fact: LegalDatePassed) -> None:
    """Gather what had already passed: one letter a person for all they learn within a while, as after an import."""
    begins = _slot(clock.now())
    subject = {"since": begins.isoformat(), "until": (begins + GATHERING).isoformat(), "audience": fact.party}
    people = around(session, fact.contract_id, fact.party)
    occasion = f"passed:{fact.party}:{begins.isoformat()}"
    announce(session, people, "deadline_passed_summary", occasion, subject, at=begins + GATHERING)


def announce_funding_end(session: Session, fact: FundingEndNeared) -> None:
    """Tell everybody around a post that its money stops before the contract does."""
    occasion = f"funding:{fact.contract_id}:{fact.funded_until}:{fact.milestone}"
    _around_a_post(
        session, "funding_ends", fact.contract_id, occasion,
        {"end": fact.funded_until.isoformat(), "days": fact.milestone},
    )  # fmt: skip


def announce_funded_again(session: Session, fact: PostFundedAgain) -> None:
    """Tell everybody around a post that it is funded again, while nothing is signed with its holder."""
    occasion = f"funded-again:{fact.contract_id}:{fact.funded_until}"
    _around_a_post(
        session, "post_funded_again", fact.contract_id, occasion, {"end": fact.funded_until.isoformat()}
    )


def _around_a_post(
    session: Session, kind: str, contract_id: int, occasion: str, about: Mapping[str, Any]
) -> None:
    for audience in Party:
        subject = {"contract_id": contract_id, "audience": str(audience), **about}
        people = around(session, contract_id, audience)
        announce(session, people, kind, f"{occasion}:{audience}", subject, contract_id)


def _slot(now: datetime) -> datetime:
    """Return the beginning of the stretch of time that this instant falls in."""
    return now - timedelta(seconds=now.timestamp() % GATHERING.total_seconds())
