"""What would bring a missing bloc: the session that gives it in time for a job, or a VAE. Pure.

"In time" is said against two days: the one on which a job starts, where it is known, and the end of the contract.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from workforce.trainings.placing import Fit
from workforce.wording import date_fr, dates_fr

NOTHING = (
    "Aucune session ouverte ne l’apporte pour l’instant : vous serez prévenu dès qu’une session convient."
)
CONTRACT = {
    Fit.ENDS_BEFORE: "Elle se termine avant votre contrat.",
    Fit.CONTRACT_ENDS_DURING: "Votre contrat se termine pendant : vous avez le droit de la finir et de passer l’examen.",
    Fit.AFTER_CONTRACT: "Elle commence après la fin de votre contrat.",
}


class Given(Protocol):
    """A session, as its row has it."""

    id: int
    starts_on: date
    ends_on: date
    jury_on: date | None


class Suggested(Protocol):
    """A suggestion, as it is read for a page."""

    @property
    def ccp_codes(self) -> tuple[str, ...]: ...  # noqa: D102 - A field.
    @property
    def fit(self) -> Fit: ...  # noqa: D102 - A field.
    @property
    def is_takeable(self) -> bool: ...  # noqa: D102 - A field.
    @property
    def session(self) -> Given | None: ...  # noqa: D102 - A field.
    @property
    def body(self) -> str: ...  # noqa: D102 - A field.


@dataclass(frozen=True)
class Filling:
    """What would bring a bloc, in words. `session_id` is none for a VAE, or where nothing does."""

    sentence: str
    session_id: int | None = None


def fill(number: int, suggestions: Sequence[Suggested], job_starts_on: date | None = None) -> Filling:
    """Return what brings the bloc of this number: a session done before a job starts, else the first one, else a VAE."""
    ways = [one for one in suggestions if one.is_takeable and number in numbers_of(one.ccp_codes)]
    sessions = [(one, one.session) for one in ways if one.session]
    in_time = [pair for pair in sessions if job_starts_on is None or _done(pair[1]) < job_starts_on]
    for way, session in in_time[:1] or sessions[:1]:
        parts = (_session(way, session), _against(session, job_starts_on), CONTRACT.get(way.fit, ""))
        return Filling(" ".join(part for part in parts if part), session.id)
    if ways:
        return Filling("Vos preuves couvrent ce bloc : une VAE est possible, à tout moment.")
    return Filling(NOTHING)


def numbers_of(ccp_codes: Iterable[str]) -> frozenset[int]:
    """Return the numbers of blocs, whatever their generation: `MN-CCP2` is 2."""
    ends = (code.rpartition("CCP")[2] for code in ccp_codes)
    return frozenset(int(end) for end in ends if end.isdigit())


def _session(way: Suggested, session: Given) -> str:
    return f"La session {way.body}, {dates_fr(session.starts_on, session.ends_on)}, l’apporte."


def _against(session: Given, job_starts_on: date | None) -> str:
    """Set a session against the day on which a job starts."""
    if job_starts_on is None:
        return ""
    day = date_fr(job_starts_on)
    if _done(session) < job_starts_on:
        return f"Elle est à temps : le poste commence le {day}."
    if session.ends_on < job_starts_on:
        return f"Elle finit avant le début du poste ({day}), le jury vient après : dites-le à l’employeur."
    return f"Elle finit après le début du poste ({day}) : parlez-en à l’employeur dès la candidature."


def _done(session: Given) -> date:
    return session.jury_on or session.ends_on
