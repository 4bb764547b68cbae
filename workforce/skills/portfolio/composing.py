"""What a portfolio says: the evidence that a person chose, competence by competence, in their order. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workforce.skills.evidence.blocs import BlocToShow
from workforce.skills.referential import TO_CONFIRM
from workforce.wording import date_fr

OTHERS = "Autres expériences"


@dataclass(frozen=True)
class Chosen:
    """An evidence as a portfolio reads it."""

    id: int
    what: str
    done_on: date | None
    role: str
    partners: str
    result: str
    link: str
    competences: tuple[str, ...]
    files: tuple[str, ...]  # Their names.
    is_in_portfolio: bool
    is_doubted: bool  # It may name somebody who is helped, and the person has not answered.


@dataclass(frozen=True)
class Entry:
    """An evidence under a competence: what was done, then its details in words."""

    what: str
    date: str
    details: tuple[tuple[str, str], ...]
    link: str


@dataclass(frozen=True)
class Section:
    """A competence and what shows it."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Chapter:
    """A bloc and its competences."""

    name: str
    note: str
    sections: tuple[Section, ...]

    @property
    def shown(self) -> tuple[Section, ...]:
        """Return the competences that something shows."""
        return tuple(one for one in self.sections if one.entries)


@dataclass(frozen=True)
class Composed:
    """A whole portfolio."""

    person: str
    title: str
    introduction: str
    made_on: str
    chapters: tuple[Chapter, ...]
    left_out: int  # Evidences that stay out because they may name somebody.
    certificates: tuple[str, ...] = ()  # Each with its day, and whether it lasts.

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is shown."""
        return not any(one.shown for one in self.chapters)


def compose(
    person: str,
    title: str,
    introduction: str,
    blocs: Sequence[BlocToShow],
    evidence: Sequence[Chosen],
    today: date,
    certificates: Sequence[str] = (),
) -> Composed:
    """Return a portfolio. What may name somebody who is helped is never in it."""
    wanted = [one for one in evidence if one.is_in_portfolio]
    kept = [one for one in wanted if not one.is_doubted]
    chapters = (*(_chapter(bloc, kept) for bloc in blocs), *_others(blocs, kept))
    left_out = len(wanted) - len(kept)
    return Composed(person, title, introduction, date_fr(today), chapters, left_out, tuple(certificates))


def _chapter(bloc: BlocToShow, kept: Sequence[Chosen]) -> Chapter:
    sections = tuple(
        Section(one.name, tuple(map(_entry, (each for each in kept if one.code in each.competences))))
        for one in bloc.model.competences
    )
    is_other = bloc.model is not bloc.ccp
    note = f"Compétences du {bloc.model.short_name} : {TO_CONFIRM}." if is_other else ""
    name = f"CCP{bloc.ccp.number} · {bloc.ccp.name}" if bloc.ccp.name else bloc.ccp.short_name
    return Chapter(name, note, sections)


def _others(blocs: Sequence[BlocToShow], kept: Sequence[Chosen]) -> Iterator[Chapter]:
    """Give what shows no competence of these blocs: it is kept, at the end."""
    known = {one.code for bloc in blocs for one in bloc.model.competences}
    rest = [one for one in kept if not known & set(one.competences)]
    if rest:
        yield Chapter(OTHERS, "", (Section("", tuple(map(_entry, rest))),))


def _entry(one: Chosen) -> Entry:
    said = (
        ("Mon rôle", one.role),
        ("Avec", one.partners),
        ("Résultat", one.result),
        ("Documents", ", ".join(one.files)),
    )
    return Entry(
        one.what,
        date_fr(one.done_on) if one.done_on else "",
        tuple((label, words) for label, words in said if words),
        one.link,
    )


def as_plain(composed: Composed) -> Mapping[str, object]:
    """Return a portfolio as plain values, for the program that prints it; what shows nothing is left out."""
    return {
        "person": composed.person,
        "title": composed.title,
        "introduction": composed.introduction,
        "made_on": composed.made_on,
        "certificates": list(composed.certificates),
        "chapters": [
            {
                "name": chapter.name,
                "note": chapter.note,
                "sections": [
                    {
                        "name": section.name,
                        "entries": [
                            {
                                "what": e.what,
                                "date": e.date,
                                "details": [list(pair) for pair in e.details],
                                "link": e.link,
                            }
                            for e in section.entries
                        ],
                    }
                    for section in chapter.shown
                ],
            }
            for chapter in composed.chapters
            if chapter.shown
        ],
    }
