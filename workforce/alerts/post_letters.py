"""What the letters about a post to fill again are written from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.alerts.links import link
from workforce.contracts import post_list
from workforce.contracts.kinds import Party
from workforce.contracts.ladder import milestone_date, next_milestone
from workforce.contracts.models import Post
from workforce.contracts.rules import rule_named
from workforce.contracts.vacancy import REFILL_RULE, REFILL_STEPS, VACANT, refill_by
from workforce.employers.models import Employer

Subject = Mapping[str, Any]


def post_to_refill(session: Session, subject: Subject) -> dict[str, Any]:
    """Tell an employer, or a coordinator, by when a post is filled again."""
    post = session.get_one(Post, subject["post_id"])
    line = post_list.post_line(session, post.id)
    due, today, party = date.fromisoformat(subject["refill_by"]), clock.today(), Party(subject["audience"])
    rule, step = rule_named(REFILL_RULE, today), next_milestone(due, today, REFILL_STEPS[party])
    return {
        "today": today,
        "employer": session.get_one(Employer, post.employer_id).name,
        "number": line.number,
        "person": line.person,
        "vacated_on": date.fromisoformat(subject["vacated_on"]),
        "refill_by": due,
        "source": rule.source if rule else "",
        "is_own": party is Party.EMPLOYER,
        "posts_url": link("employer.posts", post.employer_id)
        if party is Party.EMPLOYER
        else link("alerts.mine"),
        "next_date": milestone_date(due, step) if step is not None else None,
    }


def lost_reason(session: Session, subject: Subject) -> str:
    """Say why a planned word about a post to fill has lost its reason."""
    post = session.get(Post, subject["post_id"])
    if post is None or post.state != VACANT or post.vacated_date is None:
        return "le poste n’est plus vacant"
    if refill_by(post.vacated_date) != date.fromisoformat(subject["refill_by"]):
        return "la date du départ a changé"
    return ""
