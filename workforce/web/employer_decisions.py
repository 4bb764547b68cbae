"""The decisions of an employer as its pages say them: late ones first, each with its four answers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.contracts import answers, decisions
from workforce.contracts.answers import FOLLOWED_BY_A_CONTRACT, SETS_OFF
from workforce.contracts.decisions import Ending
from workforce.contracts.intents import Intent
from workforce.contracts.kinds import Answer
from workforce.web import paging
from workforce.web.pressing import level_of_end, level_of_task
from workforce.wording import count_fr, date_fr, in_days_fr

IN_FULL = 3  # Decisions written large; the others are a list.
SOON = timedelta(days=270)  # What is to be decided later is in the list only.
LISTED = 12  # Of the list, a page at a time.
CHOICES = (
    (Answer.RENEW, "Renouveler", "refresh-cw"),
    (Answer.MAKE_PERMANENT, "Pérenniser", "sprout"),
    (Answer.END, "Ne pas renouveler", "x"),
    (Answer.UNKNOWN, "Pas encore décidé", "circle-help"),
)
JUST_ANSWERED = "repondu"  # The contract answered a moment ago, kept in sight to confirm it.


def view(session: Session, employer_id: int) -> dict[str, Any]:
    """Return the decisions that the template shows."""
    found = decisions.endings(session, employer_id, clock.today())
    said = answers.said_about(session, [one.contract_id for one in found])
    just = request.args.get(JUST_ANSWERED, 0, int)
    large = _in_full(found, said, just)
    others = _undecided_first([one for one in found if one not in large], said)
    page = paging.page(len(others), LISTED, "contrat") if others else None
    shown = others[page.offset : page.offset + LISTED] if page else []
    return {
        "awaited": _awaited(found, said),
        "decisions_due": [_line(one, said.get(one.contract_id, []), just) for one in large],
        "other_endings": [_line(one, said.get(one.contract_id, []), just) for one in shown],
        "page": page,
        "choices": [(choice.value, label, icon) for choice, label, icon in CHOICES],
        "sets_off": [(label, SETS_OFF[choice]) for choice, label, _ in CHOICES],
    }


def _in_full(found: Sequence[Ending], said: Mapping[int, Sequence[Intent]], just: int) -> list[Ending]:
    """Return what is written large: the first to answer before long, and what was answered a moment ago."""
    soon = clock.today() + SOON
    awaited = [one for one in found if one.due_on and one.due_on <= soon and _is_open(one, said)][:IN_FULL]
    return [one for one in found if one in awaited or one.contract_id == just]


def _is_open(one: Ending, said: Mapping[int, Sequence[Intent]]) -> bool:
    return not answers.is_decided(said.get(one.contract_id, []))


def _undecided_first(others: Sequence[Ending], said: Mapping[int, Sequence[Intent]]) -> list[Ending]:
    return sorted(others, key=lambda one: (not _is_open(one, said), one.due_on is None))


def _awaited(found: Sequence[Ending], said: Mapping[int, Sequence[Intent]]) -> str:
    """Say how many answers are awaited, and how many of them are late."""
    awaited = [one for one in found if one.due_on and _is_open(one, said)]
    late = sum(1 for one in awaited if one.due_on and one.due_on < clock.today())
    if len(awaited) < 2:
        return ""
    words = count_fr(len(awaited), "réponse attendue", "réponses attendues")
    return f"{words}, dont {count_fr(late, 'dépassée')}." if late else f"{words}."


def _line(one: Ending, said: Sequence[Intent], just: int) -> dict[str, Any]:
    """Return a contract that ends as the page says it."""
    today = clock.today()
    known = said[-1] if said else None
    return {
        "id": one.contract_id,
        "person": one.person,
        "kind": one.kind,
        "ends": date_fr(one.ends_on),
        "ends_distance": in_days_fr(one.ends_on, today),
        "ends_iso": one.ends_on.isoformat(),
        "due": date_fr(one.due_on) if one.due_on else "",
        "due_iso": one.due_on.isoformat() if one.due_on else "",
        "distance": in_days_fr(one.due_on, today) if one.due_on else "",
        "is_late": one.due_on is not None and one.due_on < today,
        "is_decided": answers.is_decided(said),
        "level": _pressing(one, said),
        "reasons": one.reasons,
        "source": one.source,
        "action": url_for("employer.answer", contract_id=one.contract_id),
        "answer": known.sentence if known else "",
        "answered": known.answer.value if known else "",
        "sets_off": _what_follows(known, one.contract_id == just),
        "history": [past.sentence for past in reversed(said[:-1])],
        "renewal": _renewal(one, known),
    }


def _what_follows(known: Intent | None, is_fresh: bool) -> str:
    """Say, in the card just answered, what the answer has set off."""
    if known is None or not is_fresh:
        return ""
    return f"C’est noté : {SETS_OFF[known.answer]} Vous pouvez encore changer de réponse."


def _renewal(one: Ending, known: Intent | None) -> str:
    """Return the address of the form that records what follows, once the employer said there would be one."""
    if known is None or known.answer not in FOLLOWED_BY_A_CONTRACT:
        return ""
    return url_for("employer.renewal", contract_id=one.contract_id)


def _pressing(one: Ending, said: Sequence[Intent]) -> str:
    if answers.is_decided(said):
        return "calm"
    today = clock.today()
    return level_of_task(one.due_on, today) if one.due_on else level_of_end(one.ends_on, today)
