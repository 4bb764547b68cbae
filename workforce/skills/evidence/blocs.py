"""The competences that somebody gathers evidence for: those of the title they can still obtain. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workforce.skills.background import Background
from workforce.skills.closing import title_to_aim_for
from workforce.skills.referential import CCPVersion, CompetenceVersion, Referential

ENOUGH = 3  # Evidences of one competence: a bar is full, more are welcome.


@dataclass(frozen=True)
class BlocToShow:
    """A bloc of the title aimed for, and the bloc whose competences stand for its own while these are unknown."""

    ccp: CCPVersion
    model: CCPVersion


@dataclass(frozen=True)
class Covered:
    """How far evidence goes for one bloc."""

    bloc: BlocToShow
    competences: tuple[tuple[CompetenceVersion, int], ...]  # Each with its number of evidences.

    @property
    def with_some(self) -> int:
        """Return how many competences have evidence."""
        return sum(1 for _, count in self.competences if count)


def to_assess(titles: Referential, ccp: CCPVersion) -> CCPVersion | None:
    """Return the bloc whose competences stand for this one's: itself, else a like one whose wording is known."""
    if ccp.competences:
        return ccp
    like = (titles.by_ccp[one.from_ccp] for one in titles.equivalences if one.to_ccp == ccp.code)
    return next((one for one in like if one.competences), None)


def blocs_to_show(titles: Referential, background: Background, today: date) -> tuple[BlocToShow, ...]:
    """Return the blocs of the title aimed for whose competences are known, in their order."""
    title = title_to_aim_for(titles, background, today)
    models = ((ccp, to_assess(titles, ccp)) for ccp in title.ccps)
    return tuple(BlocToShow(ccp, model) for ccp, model in models if model)


def competences_of(blocs: Sequence[BlocToShow]) -> Iterator[CompetenceVersion]:
    """Go through the competences of these blocs."""
    for one in blocs:
        yield from one.model.competences


def covered(blocs: Sequence[BlocToShow], counts: Mapping[str, int]) -> tuple[Covered, ...]:
    """Return how far evidence goes, bloc by bloc. `counts`: competence → evidences."""
    return tuple(
        Covered(bloc, tuple((one, counts.get(one.code, 0)) for one in bloc.model.competences))
        for bloc in blocs
    )
