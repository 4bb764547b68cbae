"""Opening a handover sheet, and saving it without ever losing what somebody wrote."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, Session, SQLModel

from workforce import clock, discretion
from workforce.alerts.contract_letters import HANDOVER_OPENS
from workforce.facts import DeadlineReached
from workforce.handovers import reading, sections
from workforce.handovers.models import Handover, HandoverVersion
from workforce.handovers.sections import CODES
from workforce.refusals import Refused

OPENS_BEFORE = HANDOVER_OPENS
LONGEST = 4000  # Characters of one part.
NUMBER_REFUSED = (
    "Ce texte semble contenir un numéro de sécurité sociale : retirez-le. "
    "Les données des personnes accompagnées ne se notent pas ici."
)
Handovers: Any = Handover
Versions: Any = HandoverVersion


class HandoverDraft(SQLModel):
    """A sheet as a person types it, and the version that they were reading."""

    workshops: str = Field(default="", max_length=LONGEST)
    partners: str = Field(default="", max_length=LONGEST)
    equipment: str = Field(default="", max_length=LONGEST)
    accounts: str = Field(default="", max_length=LONGEST)
    successor: str = Field(default="", max_length=LONGEST)
    other: str = Field(default="", max_length=LONGEST)
    based_on: int = 0

    def texts(self) -> dict[str, str]:
        """Return each part, with the line ends of no browser in particular."""
        return {code: sections.tidy(getattr(self, code)) for code in CODES}


@dataclass(frozen=True)
class Saved:
    """What became of a text: saved, or set aside because somebody had changed the same parts meanwhile."""

    number: int  # Of what the sheet says now.
    clashes: tuple[str, ...] = ()
    mixed: bool = False  # Somebody had changed other parts: both are kept together.


def open_near_the_end(session: Session, fact: DeadlineReached) -> None:
    """Open the sheet of a contract that ends within a month."""
    if 0 <= fact.milestone <= OPENS_BEFORE:
        _opened(session, fact.contract_id)


def save(session: Session, contract_id: int, draft: HandoverDraft, account_id: int) -> Saved:
    """Save a sheet: the parts that I changed, beside those that others changed meanwhile. Raises Refused."""
    mine = draft.texts()
    errors = {code: NUMBER_REFUSED for code in CODES if discretion.holds_social_security_number(mine[code])}
    if errors:
        raise Refused(errors)
    handover_id = _opened(session, contract_id)
    before = _version(session, handover_id, draft.based_on) or _version(session, handover_id, 1)
    current = _latest(session, handover_id)
    merged = sections.merge(before.sections if before else {}, current.sections, mine)
    if merged.clashes:
        _write(session, handover_id, mine, account_id, is_aside=True)
        return Saved(current.number, merged.clashes)
    if merged.texts == current.sections:
        return Saved(current.number)
    number = _write(session, handover_id, merged.texts, account_id)
    return Saved(number, mixed=merged.texts != mine)


def _opened(session: Session, contract_id: int) -> int:
    """Return the sheet of a contract, locked; opened with what is known if need be."""
    fresh = insert(Handover).values(contract_id=contract_id, opened_at=clock.now())
    is_new = session.execute(fresh.on_conflict_do_nothing().returning(Handovers.id)).first()
    handover_id = session.execute(
        select(Handovers.id).where(Handovers.contract_id == contract_id).with_for_update()
    ).scalar_one()
    if is_new:
        _write(session, handover_id, sections.starting_texts(reading.known(session, contract_id)), None)
    return int(handover_id)


def _version(session: Session, handover_id: int, number: int) -> HandoverVersion | None:
    mine = select(Versions).where(Versions.handover_id == handover_id, Versions.number == number)
    return session.execute(mine).scalar()


def _latest(session: Session, handover_id: int) -> HandoverVersion:
    kept = select(Versions).where(Versions.handover_id == handover_id, Versions.is_aside.is_(False))
    found: HandoverVersion = session.execute(kept.order_by(Versions.number.desc()).limit(1)).scalar_one()
    return found


def _write(
    session: Session,
    handover_id: int,
    texts: dict[str, str],
    account_id: int | None,
    *,
    is_aside: bool = False,
) -> int:
    """Add a version, unless the very same text was just set aside; return its number."""
    last = session.execute(
        select(Versions).where(Versions.handover_id == handover_id).order_by(Versions.number.desc()).limit(1)
    ).scalar()
    if last and is_aside and (last.is_aside, last.sections, last.account_id) == (True, texts, account_id):
        return int(last.number)
    number = last.number + 1 if last else 1
    session.add(
        HandoverVersion(
            handover_id=handover_id, number=number, sections=texts, account_id=account_id, is_aside=is_aside
        )
    )
    session.flush()
    return number
