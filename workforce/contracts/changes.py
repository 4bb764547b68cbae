"""What was done to a contract, in words, and for how long it can be undone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from workforce.contracts.kinds import END_MOTIVE_LABELS, EndMotive
from workforce.wording import date_fr

UNDONE_WITHIN = timedelta(days=7)
State = Mapping[str, str | None]  # Field → its value, as JSON keeps it.
FIELDS = ("start_date", "end_date", "termination_date", "termination_motive")


class Act(StrEnum):
    """What a person did."""

    SIGNED = "signed"
    RENEWED = "renewed"
    PROLONGED = "prolonged"
    CONFIRMED = "confirmed"  # The same date, said again.
    SETTLED = "settled"  # One of several dates, chosen.
    TERMINATED = "terminated"
    POST_SETTLED = "post_settled"  # The state of the post, chosen against what a file says.


BEGINNINGS = frozenset({Act.SIGNED, Act.RENEWED})  # Undone, the contract is no more.


@dataclass(frozen=True)
class Since:
    """What has happened since a change."""

    made_at: datetime
    now: datetime
    is_undone: bool = False
    is_last: bool = True  # No other change of the same thing came after, that still stands.
    is_as_left: bool = True  # Nothing else, an import for instance, moved what it changed.
    followed_from: date | None = None  # The first day of a contract signed since, to follow this one.
    is_followed: bool = False
    is_spoken_of: bool = False  # A file, or the employer, has since spoken of a contract recorded by hand.


def why_not_undone(act: Act, since: Since) -> str:
    """Return why a change can no longer be undone, in a sentence; empty while it can."""
    return next((words for holds, words in _reasons(act, since) if holds), "")


def _reasons(act: Act, since: Since) -> Iterator[tuple[bool, str]]:
    """Give each reason, the plainest first, and whether it holds."""
    first = f" du {date_fr(since.followed_from)}" if since.followed_from else ""
    correct = "enregistrez plutôt une correction."
    yield since.is_undone, "Cette modification est déjà annulée."
    too_late = since.now - since.made_at > UNDONE_WITHIN
    yield too_late, f"Plus de {UNDONE_WITHIN.days} jours ont passé : {correct}"
    yield (
        since.is_followed,
        f"Un contrat qui suit celui-ci a été enregistré depuis : annulez d’abord le renouvellement{first}.",
    )
    yield not since.is_last, "Une autre modification a été faite depuis : annulez d’abord la plus récente."
    yield not since.is_as_left, f"Ces dates ont encore changé depuis, par un import : {correct}"
    spoken_of = act in BEGINNINGS and since.is_spoken_of
    yield spoken_of, f"Un fichier importé ou la structure a parlé de ce contrat depuis : {correct}"


def sentence(act: Act, before: State, after: State) -> str:
    """Say what was done: `Fin : 14 avril 2027 → 30 juin 2027`."""
    match act:
        case Act.SIGNED:
            return f"Contrat enregistré, {_span(after)}"
        case Act.RENEWED:
            return f"Renouvellement enregistré, {_span(after)}"
        case Act.TERMINATED:
            motive = END_MOTIVE_LABELS[EndMotive(after["termination_motive"] or "")]
            return f"Rupture au {_day(after.get('termination_date'))} ({motive})"
        case Act.POST_SETTLED:
            return f"Poste : {POST_STATES[before['state'] or '']} → {POST_STATES[after['state'] or '']}"
    moved = [
        _moved(label, before.get(name), after.get(name)) for name, label in LABELS.items() if name in after
    ]
    verb = "Date confirmée" if act is Act.CONFIRMED else "Date choisie"
    return " ; ".join(filter(None, moved)) or f"{verb} : {_day(after.get('end_date'))}"


LABELS = {"start_date": "Début", "end_date": "Fin"}
POST_STATES = {"occupied": "occupé", "vacant": "vacant", "handed_back": "rendu"}


def _moved(label: str, old: str | None, new: str | None) -> str:
    return f"{label} : {_day(old)} → {_day(new)}" if old != new else ""


def _span(after: State) -> str:
    return f"du {_day(after.get('start_date'))} au {_day(after.get('end_date'))}"


def _day(value: str | None) -> str:
    return date_fr(date.fromisoformat(value)) if value else "date inconnue"
