"""Whose file a page shows, and who reads it: what a coordinator sees is what the person agreed to show."""

from dataclasses import dataclass

from sqlmodel import Session, select

from workforce import clock
from workforce.advisers import reading
from workforce.advisers.models import Adviser, What
from workforce.advisers.naming import of_name
from workforce.contracts.actions import Voice
from workforce.contracts.claims import ClaimSource
from workforce.web.access import actor


@dataclass(frozen=True)
class Person:
    """An adviser, seen by a reader."""

    id: int
    name: str
    is_owner: bool  # The reader is the adviser.
    shows_skills: bool
    departement: str = ""

    @property
    def sees_skills(self) -> bool:
        """Tell whether the reader may see blocs, competences, and what follows from them."""
        return self.is_owner or self.shows_skills

    @property
    def of_whom(self) -> str:
        """Return `d’Awa Diallo` to a coordinator; nothing to the person themself."""
        return "" if self.is_owner else of_name(self.name)


def person(session: Session, adviser_id: int) -> Person:
    """Return the adviser of a page, as the reader of this request sees them."""
    row = session.exec(
        select(Adviser.first_name, Adviser.last_name, Adviser.shows_skills, Adviser.departement).where(
            Adviser.id == adviser_id
        )
    ).one()
    first, last, shows, departement = row
    return Person(adviser_id, f"{first} {last}", actor().adviser_id == adviser_id, shows, departement)


def note_reading(session: Session, who: Person, what: What) -> None:
    """Note that the reader of this request, where it is not the adviser, was shown a part of the file."""
    if not who.is_owner:
        reading.note(session, [who.id], actor().account_id, what)


def voice(adviser_id: int, settles: bool = False) -> Voice:
    """Return the voice of this request's reader about a date; `settles`: they chose between several voices."""
    who = actor()
    own = ClaimSource.ADVISER if who.adviser_id == adviser_id else ClaimSource.COORDINATOR
    source = ClaimSource.SETTLED if settles else own
    return Voice(source=source, stated_on=clock.today(), account_id=who.account_id)
