"""Searching the training sessions to come, by words, on an adviser's page of trainings."""

from datetime import date
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce.offers.search import sessions
from workforce.offers.search.asking import LONGEST, understood
from workforce.offers.search.sessions import SessionFound
from workforce.skills.titles.in_force import in_force
from workforce.trainings.listing import MODE_LABELS, short_names
from workforce.trainings.situation import Mode
from workforce.wording import count_fr, dates_fr


def view(session: Session, today: date) -> dict[str, Any]:
    """Return what was asked for, the sessions found in the order of their dates, and how many in a sentence."""
    words = request.args.get("mots", "").replace("\x00", "").strip()[:LONGEST]
    question = understood(words)
    found = sessions.find(session, question, in_force(session), today) if words else []
    more = "Les premières : " if len(found) == sessions.MOST_SHOWN else ""
    return {
        "words": words,
        "found": [_line(one) for one in found],
        "found_sentence": f"{more}{count_fr(len(found), 'session')}" if words else "",
        "synonyms": question.synonyms,
    }


def _line(one: SessionFound) -> dict[str, str]:
    row = one.session
    where = " ".join(
        part for part in (row.commune, f"({row.departement})" if row.departement else "") if part
    )
    return {
        "title": f"{short_names(row.ccp_codes)}, {one.body}",
        "href": url_for("trainings.show", session_id=row.id),
        "dates": dates_fr(row.starts_on, row.ends_on),
        "place": ", ".join(part for part in (where, MODE_LABELS[Mode(row.mode)]) if part),
    }
