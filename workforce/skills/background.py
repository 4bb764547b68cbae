"""What a person brings: blocs and titles obtained, and paths enrolled in, whatever the generation."""

from dataclasses import dataclass
from datetime import date

from workforce.skills.referential import Referential, TitleVersion


@dataclass(frozen=True)
class Holding:
    """A bloc, or a whole title, that a person has obtained. The date may be unknown: then it counts."""

    code: str
    obtained_on: date | None = None


@dataclass(frozen=True)
class Enrolment:
    """A path towards a title that a person enrolled in on a day."""

    title: str
    enrolled_on: date


@dataclass(frozen=True)
class Background:
    """What a person brings from any generation of the title."""

    holdings: tuple[Holding, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()


def held_codes(background: Background, today: date) -> frozenset[str]:
    """Return the codes of what a person holds on a day."""
    return frozenset(
        one.code for one in background.holdings if one.obtained_on is None or one.obtained_on <= today
    )


def holds_a_bloc(title: TitleVersion, background: Background, today: date) -> bool:
    """Tell whether a person holds this title, or at least one of its blocs."""
    held = held_codes(background, today)
    return title.code in held or any(ccp.code in held for ccp in title.ccps)


def unknown_holdings(referential: Referential, background: Background) -> tuple[str, ...]:
    """Return the codes held that the referential does not know: shown, never counted."""
    known = referential.by_ccp.keys() | referential.by_title.keys()
    return tuple(one.code for one in background.holdings if one.code not in known)
