"""What separates two referentials, in French sentences. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from workforce.skills.referential import (
    TO_COMPLETE,
    TO_CONFIRM,
    CCPVersion,
    CompetenceVersion,
    Equivalence,
    EquivalenceStatus,
    Referential,
    TitleVersion,
)
from workforce.wording import date_fr

UNKNOWN = "inconnu"
TITLE_FIELDS = {
    "name": "le nom", "rncp": "le numéro RNCP", "reference": "la référence", "level": "le niveau", "nsf": "le code NSF",
    "starts_on": "la date de début", "ends_on": "la date de fin", "successor": "le titre qui lui succède",
    "generation": "le rang", "is_complete": "« entièrement décrit »", "note": "la note",
}  # fmt: skip
STATUS_WORDS = {EquivalenceStatus.OFFICIAL: "officielle", EquivalenceStatus.UNKNOWN: TO_CONFIRM}


@dataclass(frozen=True)
class Change:
    """One thing that a version says otherwise than the one before."""

    sentence: str
    ccps: frozenset[str] = frozenset()  # The blocs that it concerns.
    is_removal: bool = False


@dataclass(frozen=True)
class Removed:
    """The codes that a version no longer has."""

    titles: frozenset[str]
    ccps: frozenset[str]
    competences: frozenset[str]


def changes(before: Referential, after: Referential) -> tuple[Change, ...]:
    """Return everything that changes, title by title, then the equivalences."""
    return (*_titles(before, after), *_equivalences(before, after))


def removed(before: Referential, after: Referential) -> Removed:
    """Return the codes that go."""
    return Removed(
        frozenset(before.by_title.keys() - after.by_title.keys()),
        frozenset(before.by_ccp.keys() - after.by_ccp.keys()),
        frozenset(competences(before).keys() - competences(after).keys()),
    )


def competences(referential: Referential) -> dict[str, CompetenceVersion]:
    """Return every competence by its code."""
    return {one.code: one for ccp in referential.by_ccp.values() for one in ccp.competences}


def _titles(before: Referential, after: Referential) -> Iterator[Change]:
    for code, title in after.by_title.items():
        former = before.by_title.get(code)
        if former is None:
            yield Change(f"Nouveau titre : {title.name} ({code}).", _codes(title))
        else:
            yield from _title(former, title)
    for code in before.by_title.keys() - after.by_title.keys():
        former = before.by_title[code]
        yield Change(f"Titre retiré : {former.name} ({code}).", _codes(former), is_removal=True)


def _title(former: TitleVersion, title: TitleVersion) -> Iterator[Change]:
    for name, words in TITLE_FIELDS.items():
        old, new = getattr(former, name), getattr(title, name)
        if old != new:
            yield Change(
                f"{title.code} : {words} devient {_said(new)} (avant : {_said(old)}).", _codes(title)
            )
    mine = {ccp.code: ccp for ccp in title.ccps}
    theirs = {ccp.code: ccp for ccp in former.ccps}
    for code, ccp in mine.items():
        if code not in theirs:
            yield Change(f"Nouveau bloc : {code}, {ccp.name or TO_COMPLETE}.", frozenset({code}))
        else:
            yield from _bloc(theirs[code], ccp)
    for code in theirs.keys() - mine.keys():
        yield Change(f"Bloc retiré : {code}.", frozenset({code}), is_removal=True)


def _bloc(former: CCPVersion, ccp: CCPVersion) -> Iterator[Change]:
    here = frozenset({ccp.code})
    if former.name != ccp.name:
        yield Change(
            f"{ccp.code} : le libellé devient {_said(ccp.name)} (avant : {_said(former.name)}).", here
        )
    if former.number != ccp.number:
        yield Change(f"{ccp.code} : le numéro devient {ccp.number} (avant : {former.number}).", here)
    theirs = {one.code: one for one in former.competences}
    for one in ccp.competences:
        yield from _competence(theirs.get(one.code), one, here)
    for code in theirs.keys() - {one.code for one in ccp.competences}:
        yield Change(
            f"Compétence retirée de {ccp.code} : {theirs[code].name} ({code}).", here, is_removal=True
        )


def _competence(
    former: CompetenceVersion | None, one: CompetenceVersion, here: frozenset[str]
) -> Iterator[Change]:
    if former is None:
        yield Change(f"Nouvelle compétence : {one.name} ({one.code}).", here)
        return
    if former.name != one.name:
        yield Change(
            f"{one.code} : le libellé devient {_said(one.name)} (avant : {_said(former.name)}).", here
        )
    if former.number != one.number:
        yield Change(f"{one.code} : le numéro devient {one.number} (avant : {former.number}).", here)
    if former.words != one.words:
        yield Change(
            f"{one.code} : les mots qui la suggèrent changent ({len(one.words)}, avant : {len(former.words)})."
        )


def _equivalences(before: Referential, after: Referential) -> Iterator[Change]:
    old, new = _by_way(before), _by_way(after)
    for way, one in new.items():
        former, here = old.get(way), frozenset(way)
        if former is None:
            yield Change(
                f"Nouvelle équivalence : {_way(one)}, {STATUS_WORDS[one.status]}{_source(one)}.", here
            )
        elif (former.status, former.source) != (one.status, one.source):
            was = STATUS_WORDS[former.status]
            yield Change(
                f"Équivalence {_way(one)} : {STATUS_WORDS[one.status]}{_source(one)} (avant : {was}).", here
            )
    for way in old.keys() - new.keys():
        yield Change(f"Équivalence retirée : {_way(old[way])}.", frozenset(way), is_removal=True)


def _by_way(referential: Referential) -> Mapping[tuple[str, str], Equivalence]:
    return {(one.from_ccp, one.to_ccp): one for one in referential.equivalences}


def _way(one: Equivalence) -> str:
    return f"{one.from_ccp} → {one.to_ccp}"


def _source(one: Equivalence) -> str:
    return f" ({one.source})" if one.source else ""


def _codes(title: TitleVersion) -> frozenset[str]:
    return frozenset(ccp.code for ccp in title.ccps)


def _said(value: object) -> str:
    """Return a value as a sentence shows it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return date_fr(value)
    return f"« {value} »" if value not in (None, "") else UNKNOWN
