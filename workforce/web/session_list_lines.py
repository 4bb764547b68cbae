"""The rows of a list of sessions in words: which session, what changes, why it is set aside."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce.skills.referential import Referential
from workforce.skills.titles.in_force import in_force
from workforce.territories.departements import departement
from workforce.trainings.lists import comparing
from workforce.trainings.lists.columns import LABELS
from workforce.trainings.lists.comparing import ASIDE, CHANGED, NEW, SAME, Compared
from workforce.trainings.lists.models import SessionFeed
from workforce.trainings.situation import Mode
from workforce.wording import date_fr, dates_fr, list_fr, moment_fr, money_fr, number_fr, plural_fr

OUTCOMES = {  # Outcome → (word for one, for several, level).
    ASIDE: ("mise de côté", "mises de côté", "urgent"),
    NEW: ("nouvelle", "nouvelles", "calm"),
    CHANGED: ("changée", "changées", "plan"),
    SAME: ("déjà annoncée", "déjà annoncées", "info"),
}
MODES = {Mode.ON_SITE: "sur place", Mode.HYBRID: "en partie à distance", Mode.REMOTE: "à distance"}
MORE_LABELS = {
    "price_cents": LABELS["price"], "closed_from": "Fermeture annuelle, premier jour",
    "closed_until": "Fermeture annuelle, dernier jour",
}  # fmt: skip


def counted(counts: Mapping[str, int]) -> str:
    """Say the counts in one line: « 12 nouvelles, 3 changées »."""
    said = [(counts.get(outcome, 0), words) for outcome, words in OUTCOMES.items()]
    return list_fr([f"{number_fr(n)} {plural_fr(n, words[0], words[1])}" for n, words in said if n])


def feed(row: SessionFeed) -> dict[str, Any]:
    """Return a list that is read at an address as the page shows it."""
    word, level = ("à lire", "info") if row.read_at is None else ("lue", "calm")
    if row.error or row.stuck_at:
        word, level = "en échec", "overdue"
    gone = row.counts.get("gone", 0)
    said = f"{number_fr(gone)} {plural_fr(gone, 'retirée', 'retirées')}" if gone else ""
    return {
        "address": row.address,
        "state": word,
        "level": level,
        "read": f"Lue le {moment_fr(row.read_at)}" if row.read_at else "",
        "told": ", ".join(part for part in (counted(row.counts), said) if part),
        "error": row.error,
        "notes": row.notes,
        "again": url_for("session_lists.read_again", session_feed_id=row.id),
        "stop": url_for("session_lists.stop", session_feed_id=row.id),
    }


def in_order(found: Sequence[Compared]) -> list[Compared]:
    """Return the rows set aside first, then what would be written, in the order of the file."""
    ranks = list(OUTCOMES)
    return sorted(found, key=lambda one: (ranks.index(one.outcome), one.reading.line))


def told(found: Sequence[Compared]) -> dict[str, Any]:
    """Return the counts of a comparison as tiles, and what writing it would do."""
    counts = comparing.counted(found)
    writable = counts.get(NEW, 0) + counts.get(CHANGED, 0)
    tiles = [
        {
            "number": number_fr(counts.get(outcome, 0)),
            "sentence": f"{plural_fr(counts.get(outcome, 0), f'ligne {words[0]}', f'lignes {words[1]}')}.",
            "level": words[2] if outcome == ASIDE and counts.get(outcome) else "",
        }
        for outcome, words in OUTCOMES.items()
    ]
    go = f"Écrire {number_fr(writable)} {plural_fr(writable, 'session')}" if writable else ""
    return {"tiles": tiles, "go": go}


def lines(session: Session, found: Sequence[Compared]) -> list[dict[str, Any]]:
    """Return rows as the page shows them."""
    titles = in_force(session)
    return [_line(one, titles) for one in found]


def _line(one: Compared, titles: Referential) -> dict[str, Any]:
    word, _, level = OUTCOMES[one.outcome]
    return {
        "number": one.reading.line,
        "outcome": word,
        "level": level,
        "title": _title(one, titles),
        "href": url_for("trainer.edit_session", session_id=one.session_id) if one.session_id else "",
        "reasons": [_reason(code, words) for code, words in one.reasons.items()],
        "changes": [
            f"{MORE_LABELS.get(name) or LABELS.get(name, name)} : "
            f"{_said(name, before, titles)} → {_said(name, after, titles)}"
            for name, before, after in one.changes
        ],
    }


def _title(one: Compared, titles: Referential) -> str:
    """Return which session a row is, as far as it could be read."""
    if one.draft is None:
        said = [_said(name, one.reading.fields[name], titles) for name in ("ccp_codes", "starts_on", "commune")
                if one.reading.fields.get(name)]  # fmt: skip
        return ", ".join(said)
    draft = one.draft
    place = draft.commune or (
        MODES[draft.mode] if draft.mode is Mode.REMOTE else _departement(draft.departement)
    )
    return (
        f"{_said('ccp_codes', draft.ccp_codes, titles)}, {dates_fr(draft.starts_on, draft.ends_on)}, {place}"
    )


def _reason(code: str, words: str) -> str:
    label = LABELS.get(code, "")
    return f"{label} : {words}" if label else f"{words[:1].upper()}{words[1:]}"


def _said(name: str, value: Any, titles: Referential) -> str:
    """Return a value as a person reads it."""
    if name in ("starts_on", "ends_on", "jury_on", "enrol_by", "closed_from", "closed_until") and value:
        return date_fr(date.fromisoformat(str(value)))
    if name == "ccp_codes":
        return list_fr([titles.by_ccp[code].short_name for code in value if code in titles.by_ccp])
    if name == "price_cents" and value is not None:
        return money_fr(value / 100)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return _word(name, value)


def _word(name: str, value: Any) -> str:
    if name == "mode":
        return MODES[Mode(value)]
    if name == "departement" and value:
        return _departement(value)
    return str(value) if value not in (None, "") else "rien"


def _departement(code: str) -> str:
    found = departement(code)
    return found.label if found else code
