"""Reading training suggestions, and one session, as a page shows them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from workforce.trainings.models import Suggestion, TrainingPlan
from workforce.trainings.placing import Fit
from workforce.trainings.sessions.models import Interest, TrainingBody, TrainingSession
from workforce.trainings.situation import Mode

MODE_LABELS = {Mode.ON_SITE: "sur place", Mode.HYBRID: "en partie à distance", Mode.REMOTE: "à distance"}
FIT_LABELS = {
    Fit.ENDS_BEFORE: "se termine avant votre contrat",
    Fit.NO_END_DATE: "sans contrainte de date",
    Fit.CONTRACT_ENDS_DURING: "votre contrat se termine pendant",
    Fit.ANY_TIME: "à tout moment",
    Fit.AFTER_CONTRACT: "après votre contrat",
    Fit.TOO_LATE: "trop tard",
}
FIT_LEVELS = {
    Fit.ENDS_BEFORE: "calm",
    Fit.NO_END_DATE: "calm",
    Fit.CONTRACT_ENDS_DURING: "plan",
    Fit.ANY_TIME: "info",
    Fit.AFTER_CONTRACT: "plan",
    Fit.TOO_LATE: "overdue",
}


@dataclass(frozen=True)
class SuggestionLine:
    """One suggestion, its session (none for a VAE) and the body that gives it."""

    place: int
    ccp_codes: tuple[str, ...]
    fit: Fit
    decision: dict[str, Any]
    session: TrainingSession | None
    body: str
    is_interesting: bool  # The adviser said so.

    @property
    def ccps_fr(self) -> str:
        """Name the blocs that it brings: `CCP2 et CCP3`."""
        return short_names(self.ccp_codes)

    @property
    def is_takeable(self) -> bool:
        """Tell whether one can still take it."""
        return bool(self.decision["is_takeable"])

    def plan(self) -> list[dict[str, Any]]:
        """Return the steps of the retro-plan, their dates as dates."""
        return [step | {"on": date.fromisoformat(step["on"])} for step in self.decision["plan"]]


def suggestions_of(session: Session, adviser_id: int) -> list[SuggestionLine]:
    """Return what is suggested to an adviser, the first to look at first."""
    rows = session.exec(
        select(Suggestion, TrainingSession, TrainingBody.name, Interest.id)
        .outerjoin(TrainingSession, col(TrainingSession.id) == Suggestion.session_id)
        .outerjoin(TrainingBody, col(TrainingBody.id) == TrainingSession.body_id)
        .outerjoin(
            Interest,
            (col(Interest.session_id) == Suggestion.session_id)
            & (col(Interest.adviser_id) == Suggestion.adviser_id),
        )
        .where(Suggestion.adviser_id == adviser_id)
        .order_by(col(Suggestion.place))
    )
    return [
        SuggestionLine(
            row.place,
            tuple(row.ccp_code.split("+")),
            Fit(row.fit),
            row.decision,
            found,
            body or "",
            interest is not None,
        )
        for row, found, body, interest in rows
        if found is None or found.withdrawn_at is None
    ]


def is_pending(session: Session, adviser_id: int) -> bool:
    """Tell whether an adviser's suggestions are about to be worked out again."""
    due_at = session.exec(select(TrainingPlan.due_at).where(TrainingPlan.id == adviser_id)).first()
    return due_at is not None


def body_of(session: Session, session_id: int) -> tuple[TrainingSession, str]:
    """Return a session and the name of the body that gives it."""
    return session.exec(
        select(TrainingSession, TrainingBody.name)
        .join(TrainingBody, col(TrainingBody.id) == TrainingSession.body_id)
        .where(TrainingSession.id == session_id)
    ).one()


def is_interested(session: Session, adviser_id: int, session_id: int) -> bool:
    """Tell whether an adviser said that this session interests them."""
    mine = select(Interest.id).where(Interest.adviser_id == adviser_id, Interest.session_id == session_id)
    return session.exec(mine).first() is not None


def short_names(ccp_codes: tuple[str, ...] | list[str]) -> str:
    """Name blocs in a few words: `CCP2 et CCP3 (REMN)`."""
    numbers = [code.rpartition("-")[2] for code in ccp_codes]
    titles = sorted({code.rpartition("-")[0] for code in ccp_codes})
    return f"{' et '.join(numbers)} ({', '.join(titles)})"
