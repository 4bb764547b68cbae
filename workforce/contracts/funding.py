"""The clock of the money: what is told of the end of a post's subsidy, apart from the end of the contract.

Of the four cases of the two clocks, two are told when the contract's end comes near (the contract ends first, or
both end together). The other two have words of their own: the money stops while the contract runs, and the post
is funded again while nothing is signed with the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workforce.contracts.clocks import ClockCase, ClockDecision
from workforce.contracts.ladder import Ladder, milestone_date, milestone_reached, next_milestone

FUNDING_STEPS: Ladder = (180, 90, 30)  # Days before the subsidy stops.
NEWS_WITHIN = 365  # Days before the contract's end within which a post funded anew is news for its holder.


class FundingNews(StrEnum):
    """What is told of the money; it names the audience of a milestone."""

    STOPS = "funding"
    GRANTED_AGAIN = "funded_again"


@dataclass(frozen=True)
class FundingStep:
    """One word on the money of a post: said once for this day, so many days before it."""

    news: FundingNews
    funded_until: date
    days: int


def funding_step(decision: ClockDecision | None, today: date) -> FundingStep | None:
    """Return what is to say of the money today, the tightest step only."""
    if decision is None:
        return None
    if decision.case is ClockCase.CONVENTION_FIRST:
        step = milestone_reached(decision.funded_until, today, FUNDING_STEPS)
        return FundingStep(FundingNews.STOPS, decision.funded_until, step) if step is not None else None
    is_news = _news_day(decision) <= today <= decision.first_date
    if decision.case is ClockCase.POST_RENEWED and is_news:
        return FundingStep(FundingNews.GRANTED_AGAIN, decision.funded_until, 0)
    return None


def next_funding_day(decision: ClockDecision | None, today: date) -> date | None:
    """Return the first day to come on which there will be something to say of the money."""
    if decision is None:
        return None
    if decision.case is ClockCase.CONVENTION_FIRST:
        step = next_milestone(decision.funded_until, today, FUNDING_STEPS)
        return milestone_date(decision.funded_until, step) if step is not None else None
    if decision.case is ClockCase.POST_RENEWED and _news_day(decision) > today:
        return _news_day(decision)
    return None


def _news_day(decision: ClockDecision) -> date:
    return decision.first_date - timedelta(days=NEWS_WITHIN)
