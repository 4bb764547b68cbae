"""Gains: which missing blocs a session gives to a person, and whether the person may still obtain them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workforce.skills.background import Background, Holding, held_codes
from workforce.skills.closing import closes_on, finish_by, may_finish
from workforce.skills.referential import TO_CONFIRM, CCPVersion, Referential, TitleVersion, ccps_fr
from workforce.skills.standing import (
    CCPStanding,
    MissingCCPs,
    Standing,
    held_numbers,
    missing_ccps,
    standings,
)
from workforce.trainings.situation import SessionFacts
from workforce.wording import date_fr

FIRST = 1  # CCP1 comes first: CCP2 and CCP3 ask for it.


@dataclass(frozen=True)
class Prospect:
    """Of some blocs of a title, those that a person misses and those already held."""

    title: TitleVersion
    gives: tuple[CCPVersion, ...]
    already: tuple[CCPVersion, ...]


@dataclass(frozen=True)
class Gain:
    """What a session brings to a person."""

    session: SessionFacts
    title: TitleVersion
    gives: tuple[CCPVersion, ...]
    already: tuple[CCPVersion, ...]
    warnings: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say which missing blocs the session gives."""
        both = "elle donne les deux" if len(self.gives) == 2 else "elle les donne"
        gives = "elle le donne" if len(self.gives) == 1 else both
        return f"Il vous manque {ccps_fr(self.gives)} du titre {self.title.code} : {gives}."


class Gains:
    """What sessions bring, worked out once for each set of blocs held: few, whatever the number of people."""

    def __init__(self, referential: Referential, today: date) -> None:
        """Start with nothing worked out."""
        self.referential, self.today = referential, today
        self._missing: dict[Background, MissingCCPs] = {}
        self._prospects: dict[tuple[Background, tuple[str, ...]], Prospect | None] = {}
        self._gains: dict[tuple[Background, str], Gain | None] = {}

    def held(self, background: Background) -> Background:
        """Return what counts of what a person brings: the day when a bloc was obtained, once past, changes nothing."""
        codes = sorted(held_codes(background, self.today))
        return Background(tuple(Holding(code) for code in codes), background.enrolments)

    def missing(self, held: Background) -> MissingCCPs:
        """Return what is missing on the way to a title."""
        if held not in self._missing:
            self._missing[held] = missing_ccps(self.referential, held, self.today)
        return self._missing[held]

    def prospect(self, held: Background, ccps: tuple[str, ...]) -> Prospect | None:
        """Return what blocs would bring, whenever taught."""
        key = held, ccps
        if key not in self._prospects:
            self._prospects[key] = prospect(self.referential, held, ccps, self.today)
        return self._prospects[key]

    def gain(self, held: Background, session: SessionFacts) -> Gain | None:
        """Return what a session brings, with its words."""
        key = held, session.code
        if key not in self._gains:
            self._gains[key] = gain_of(self.referential, held, session, self.today)
        return self._gains[key]

    def may_finish(self, held: Background, title: TitleVersion, session: SessionFacts) -> bool:
        """Tell whether a person who enrols today can obtain the blocs of a title by a session."""
        return may_finish(self.referential, title, held, session.done_on, self.today)


def prospect(
    referential: Referential, background: Background, ccps: Sequence[str], today: date
) -> Prospect | None:
    """Return what blocs would bring to a person, whenever taught; nothing if they are held, or CCP1 is lacking."""
    title = _title_of(referential, ccps)
    if title is None:
        return None
    numbers = held_numbers(referential, background, today).sure
    found = [one for one in standings(referential, title, background, today) if one.ccp.code in ccps]
    gives = tuple(one.ccp for one in found if _is_lacking(one, numbers))
    if not gives or FIRST not in numbers | {ccp.number for ccp in gives}:
        return None
    return Prospect(title, gives, tuple(one.ccp for one in found if one.ccp not in gives))


def gain_of(
    referential: Referential, background: Background, session: SessionFacts, today: date
) -> Gain | None:
    """Return what a session brings, or nothing: blocs held, CCP1 lacking, or a title that has closed."""
    found = prospect(referential, background, session.ccps, today)
    if found is None or not may_finish(referential, found.title, background, session.done_on, today):
        return None
    doubts = _first_to_confirm(referential, background, found.title, today)
    warnings = (*doubts, *_warnings(referential, found.title, session, found.already))
    return Gain(session, found.title, found.gives, found.already, warnings)


def _title_of(referential: Referential, ccps: Sequence[str]) -> TitleVersion | None:
    """Return the one title of these blocs; a bloc that the referential does not know gives none."""
    if not ccps or any(code not in referential.by_ccp for code in ccps):
        return None
    titles = {referential.by_ccp[code].title for code in ccps}
    return referential.by_title[titles.pop()] if len(titles) == 1 else None


def _is_lacking(one: CCPStanding, numbers: frozenset[int]) -> bool:
    return one.standing is Standing.MISSING and one.ccp.number not in numbers


def _first_to_confirm(
    referential: Referential, background: Background, title: TitleVersion, today: date
) -> Iterator[str]:
    for one in standings(referential, title, background, today):
        if one.ccp.number == FIRST and one.standing is Standing.TO_CONFIRM:
            yield f"Votre bloc {one.via} pourrait valoir le {one.ccp.short_name} : {TO_CONFIRM}."


def _warnings(
    referential: Referential, title: TitleVersion, session: SessionFacts, already: Sequence[CCPVersion]
) -> Iterator[str]:
    if already:
        yield f"Elle comprend aussi {ccps_fr(already)}, que vous avez déjà : demandez une dispense."
    closing, last_day = closes_on(referential, title), finish_by(referential, title)
    if closing and last_day and session.done_on >= closing:
        yield f"Le titre {title.code} est remplacé : dernier jour pour l’obtenir, le {date_fr(last_day)}."
        if session.jury_on is None:
            yield "La date du jury n’est pas connue : demandez-la avant de vous inscrire."
