"""Where a person stands on the way to a title: blocs held, missing, or to be confirmed, on a given day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workforce.skills.background import Background, held_codes, holds_a_bloc, unknown_holdings
from workforce.skills.closing import closes_on, finish_by, may_finish, title_to_aim_for
from workforce.skills.referential import (
    TO_CONFIRM,
    CCPVersion,
    EquivalenceStatus,
    Referential,
    TitleVersion,
    ccps_fr,
)
from workforce.wording import date_fr


class Standing(StrEnum):
    """How a bloc of a title stands for a person."""

    HELD = "held"
    EQUIVALENT = "equivalent"
    TO_CONFIRM = "to_confirm"
    MISSING = "missing"


@dataclass(frozen=True)
class CCPStanding:
    """One bloc of the title aimed for, and the bloc of another generation that may stand for it."""

    ccp: CCPVersion
    standing: Standing
    via: str | None = None


@dataclass(frozen=True)
class HeldNumbers:
    """The numbers of the blocs that a person holds, whatever their generation."""

    sure: frozenset[int] = frozenset()
    to_confirm: frozenset[int] = frozenset()


@dataclass(frozen=True)
class MissingCCPs:
    """What separates a person from a title: CCP2 and CCP3 are told apart, with reasons in French."""

    title: TitleVersion
    standings: tuple[CCPStanding, ...]
    holds_a_title: bool
    reasons: tuple[str, ...]

    @property
    def missing(self) -> tuple[CCPVersion, ...]:
        """Return the blocs to obtain, in their order."""
        if self.holds_a_title:
            return ()
        return tuple(one.ccp for one in self.standings if one.standing is Standing.MISSING)

    @property
    def to_confirm(self) -> tuple[CCPVersion, ...]:
        """Return the blocs that a bloc of another generation may stand for, once confirmed."""
        if self.holds_a_title:
            return ()
        return tuple(one.ccp for one in self.standings if one.standing is Standing.TO_CONFIRM)

    @property
    def misses_ccp2(self) -> bool:
        """Tell whether CCP2 is missing."""
        return any(ccp.number == 2 for ccp in self.missing)

    @property
    def misses_ccp3(self) -> bool:
        """Tell whether CCP3 is missing."""
        return any(ccp.number == 3 for ccp in self.missing)


def held_numbers(referential: Referential, background: Background, today: date) -> HeldNumbers:
    """Return the numbers of the blocs held for sure in some title, and those that a title may stand for."""
    held = held_codes(background, today)
    whole = [title for title in referential.titles if title.code in held]
    owned = {ccp.number for ccp in referential.by_ccp.values() if ccp.code in held}
    sure = owned | {ccp.number for title in whole if title.is_complete for ccp in title.ccps}
    every = {ccp.number for ccp in referential.by_ccp.values()}
    return HeldNumbers(frozenset(sure), frozenset(every - sure) if whole else frozenset())


def standings(
    referential: Referential, title: TitleVersion, background: Background, today: date
) -> tuple[CCPStanding, ...]:
    """Return how each bloc of a title stands for a person."""
    held = held_codes(background, today)
    if title.code in held:
        held |= {ccp.code for ccp in title.ccps}
    reached = _reached_by_equivalence(referential, held)
    return tuple(_standing(ccp, held, reached) for ccp in title.ccps)


def missing_ccps(referential: Referential, background: Background, today: date) -> MissingCCPs:
    """Return what a person still misses on a day, for the title that can still be obtained, and why."""
    title = title_to_aim_for(referential, background, today)
    found = standings(referential, title, background, today)
    whole = tuple(_whole_titles(referential, background, today))
    closed = _closed_titles(referential, background, today)
    unknown = _unknown_sentences(referential, background)
    reasons = (*unknown, *_reasons(referential, title, found, whole, closed))
    return MissingCCPs(title, found, bool(whole), reasons)


def _standing(ccp: CCPVersion, held: frozenset[str], reached: Mapping[str, tuple[str, bool]]) -> CCPStanding:
    if ccp.code in held:
        return CCPStanding(ccp, Standing.HELD)
    if ccp.code not in reached:
        return CCPStanding(ccp, Standing.MISSING)
    via, is_official = reached[ccp.code]
    return CCPStanding(ccp, Standing.EQUIVALENT if is_official else Standing.TO_CONFIRM, via)


def _reached_by_equivalence(referential: Referential, held: frozenset[str]) -> Mapping[str, tuple[str, bool]]:
    """Follow equivalences from the blocs held; a way made of official ones only is official."""
    reached = {code: (code, True) for code in sorted(held)}
    ways = sorted(
        referential.equivalences, key=lambda one: (one.status is not EquivalenceStatus.OFFICIAL, one.from_ccp)
    )
    for _ in ways:  # The longest way follows each equivalence once.
        for way in ways:
            if way.from_ccp in reached:
                via, so_far = reached[way.from_ccp]
                is_official = so_far and way.status is EquivalenceStatus.OFFICIAL
                if way.to_ccp not in reached or (is_official and not reached[way.to_ccp][1]):
                    reached[way.to_ccp] = (via, is_official)
    return {code: way for code, way in reached.items() if code not in held}


def _whole_titles(referential: Referential, background: Background, today: date) -> Iterator[TitleVersion]:
    held = held_codes(background, today)
    for title in referential.titles:
        has_every_bloc = title.is_complete and all(ccp.code in held for ccp in title.ccps)
        if title.code in held or has_every_bloc:
            yield title


def _closed_titles(referential: Referential, background: Background, today: date) -> Sequence[TitleVersion]:
    return [
        one
        for one in referential.titles
        if holds_a_bloc(one, background, today) and not may_finish(referential, one, background, today, today)
    ]


def _reasons(
    referential: Referential,
    title: TitleVersion,
    found: Sequence[CCPStanding],
    whole: Sequence[TitleVersion],
    closed: Sequence[TitleVersion],
) -> Iterator[str]:
    if whole:
        yield f"Vous avez le titre {whole[-1].name} en entier : aucun bloc ne vous manque."
        return
    for former in closed:
        yield _closed_sentence(referential, former, title)
    yield from _final_date(referential, title, found)
    for one in found:
        if one.standing is Standing.TO_CONFIRM:
            yield f"Votre bloc {one.via} pourrait valoir le {one.ccp.short_name} : {TO_CONFIRM}."
    missing = [one.ccp for one in found if one.standing is Standing.MISSING]
    if missing:
        yield f"Pour le titre {title.name}, il vous manque {ccps_fr(missing)}."


def _unknown_sentences(referential: Referential, background: Background) -> Iterator[str]:
    for code in unknown_holdings(referential, background):
        yield f"Le bloc {code} n’est pas encore décrit dans le référentiel : {TO_CONFIRM}."


def _closed_sentence(referential: Referential, closed: TitleVersion, instead: TitleVersion) -> str:
    closing = closes_on(referential, closed)
    since = f" depuis le {date_fr(closing)}" if closing else ""
    return (
        f"Le titre {closed.code} est remplacé{since} : seule une personne inscrite avant son remplacement "
        "pouvait le terminer, dans l’année qui suit. "
        f"La suite passe par les blocs du titre {instead.name} ou par une VAE ({TO_CONFIRM})."
    )


def _final_date(referential: Referential, title: TitleVersion, found: Sequence[CCPStanding]) -> Iterator[str]:
    closing, last_day = closes_on(referential, title), finish_by(referential, title)
    if closing and last_day and any(one.standing is Standing.MISSING for one in found):
        yield (
            f"Le titre {title.code} peut être terminé au plus tard le {date_fr(last_day)}, "
            f"par une personne inscrite avant le {date_fr(closing)}."
        )
