"""What a person would rather not be told: by subject, until a day or until they change their mind."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from workforce import clock, sealing
from workforce.accounts.models import Account
from workforce.alerts.messages import LetterKind
from workforce.alerts.models import Silence
from workforce.contracts.calendar import add_months
from workforce.refusals import Refused

SILENCED = "vous avez coupé ces messages"
NOT_NOW = "trainings-not-now"  # What the link of a letter is signed for.
LINK_AGE = 366 * 24 * 3600  # Seconds.
TRAININGS = "trainings"


@dataclass(frozen=True)
class Subject:
    """Letters that are switched together; `months` is how long a silence lasts, none meaning until changed."""

    code: str
    label: str
    kinds: tuple[LetterKind, ...]
    months: int | None = None


# « Pas maintenant » silences trainings for six months, never the alerts about a contract.
SUBJECTS = (
    Subject("offers", "Les offres qui vous conviennent", (LetterKind.OFFER_MATCHED,)),
    Subject("searches", "Les nouveautés de vos recherches", (LetterKind.SEARCH_NEWS,)),
    Subject(
        TRAININGS,
        "Les formations qui donnent vos blocs manquants",
        (
            LetterKind.TRAINING_SUGGESTED,
            LetterKind.TRAINING_CONFLICT_GONE,
            LetterKind.TRAINING_CONFLICT_MET,
            LetterKind.ENROLMENT_CLOSES,
            LetterKind.PLANETS_ALIGNED,
            LetterKind.PLANETS_INVITATION,
            LetterKind.SESSION_AWAITED,
            LetterKind.PLEDGE_EXPIRING,
        ),
        months=6,
    ),
    Subject(
        "sessions",
        "Les rappels de vos formations et de leurs jurys",
        (LetterKind.SESSION_NEAR, LetterKind.RESULT_OWED),
    ),
    Subject("after_end", "Ce que vous devenez après un contrat", (LetterKind.AFTER_END,)),
)
LOCKED = ("La fin d’un contrat et les réponses qu’elle attend", "Vos liens de connexion et vos invitations")
_OF_KIND = {kind: subject.code for subject in SUBJECTS for kind in subject.kinds}


def silences_of(session: Session, account_id: int) -> dict[str, date | None]:
    """Return the subjects that a person has silenced, each with its last day (none: until changed)."""
    rows = session.exec(select(Silence).where(Silence.account_id == account_id))
    return {row.subject: row.until for row in rows if row.until is None or row.until >= clock.today()}


def not_now_token(account_id: int) -> str:
    """Return what a letter's link carries: it silences trainings for one person, or lets them be heard again, nothing else."""
    return sealing.sign(NOT_NOW, account_id)


def by_token(session: Session, token: str) -> int | None:
    """Return the open account that a letter's link speaks of; None for a link that is worn out or made up."""
    account_id = sealing.unsign(NOT_NOW, token, LINK_AGE)
    found = session.get(Account, account_id) if isinstance(account_id, int) else None
    return found.id if found and not found.disabled_at else None


def is_silenced(session: Session, account_id: int, kind: str) -> bool:
    """Say whether a person would rather not have this kind of letter."""
    subject = _OF_KIND.get(LetterKind(kind))
    return subject is not None and subject in silences_of(session, account_id)


def silence(session: Session, account_id: int, code: str) -> None:
    """Stop the letters of a subject. Raises Refused for a subject that cannot be switched off."""
    subject = next((one for one in SUBJECTS if one.code == code), None)
    if subject is None:
        raise Refused({"": "Ces messages ne se coupent pas."})
    until = add_months(clock.today(), subject.months) if subject.months else None
    said = insert(Silence).values(account_id=account_id, subject=code, until=until)
    session.execute(
        said.on_conflict_do_update(
            index_elements=["account_id", "subject"], set_={"until": said.excluded.until}
        )
    )


def hear_again(session: Session, account_id: int, code: str) -> None:
    """Let the letters of a subject come again."""
    session.execute(
        delete(Silence).where(col(Silence.account_id) == account_id, col(Silence.subject) == code)
    )
