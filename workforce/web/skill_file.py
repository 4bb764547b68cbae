"""The page of an adviser's skills: three blocs as cards, positioning, certificates, and what they open."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from workforce import clock
from workforce.contracts.imports import mentions
from workforce.contracts.imports.mentions import Said
from workforce.skills import families, file
from workforce.skills.evidence.actions import LONGEST
from workforce.skills.evidence.blocs import ENOUGH, to_assess
from workforce.skills.file import SkillsFile
from workforce.skills.gaps import (
    CCPGap,
    Level,
    gap_to_ccp,
    gap_to_family,
)
from workforce.skills.referential import TO_COMPLETE, TO_CONFIRM, CCPVersion, Referential
from workforce.skills.standing import CCPStanding, MissingCCPs, Standing, held_numbers, missing_ccps
from workforce.skills.titles.in_force import in_force
from workforce.web import skill_certificates
from workforce.web.person import Person
from workforce.wording import count_fr, date_fr, list_fr

LEVELS = [(Level.YES, "Oui"), (Level.PARTLY, "En partie"), (Level.NO, "Non")]
NEAREST = 4  # Kinds of job shown here: their own page has them all.
HERE = [("yes", "Possible dans ma structure"), ("no", "Impossible dans ma structure"), ("", "Je ne sais pas")]
STANDING_WORDS = {
    Standing.HELD: ("obtenu", "calm", "circle-check"),
    Standing.EQUIVALENT: ("obtenu par équivalence", "calm", "circle-check"),
    Standing.TO_CONFIRM: (TO_CONFIRM, "plan", "circle-help"),
    Standing.MISSING: ("à obtenir", "training", "puzzle"),
}


def view(session: Session, who: Person, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the template shows; what a refused form held takes the place of what is known."""
    today, mine, titles = clock.today(), file.file_of(session, who.id), in_force(session)
    missing = missing_ccps(titles, mine.background, today)
    return {
        "person": who,
        "title": missing.title,
        "summary": _summary(missing, mine),
        "reasons": missing.reasons if mine.held else (),
        "blocs": [_bloc(titles, one, mine, typed or {}) for one in missing.standings],
        "held": [_held(titles, code, day, mine.sources.get(code, "")) for code, day in mine.held.items()],
        "bloc_choices": _bloc_choices(titles, mine),
        **skill_certificates.view(session, who, mine, typed or {}),
        "stated": _stated(mentions.said_of(session, who.id)),
        "families": _families(titles, mine, today),
        "levels": LEVELS,
        "here": HERE,
        "longest": LONGEST,
        "typed": typed or {},
    }


def _stated(said: Said | None) -> str:
    """Say what the scheme's own export says of a person's labels and trainings."""
    if said is None or not (said.labels or said.trainings):
        return ""
    parts = [
        f"{name} : {', '.join(words)}"
        for name, words in (("formations", said.trainings), ("labelisations", said.labels))
        if words
    ]
    source = f"Mon inclusion numérique indiquait, au {date_fr(said.stated_on)}"
    return f"{source}, {' ; '.join(parts)}. Notez les blocs que vous avez obtenus et retirez ce qui est faux."


def _summary(missing: MissingCCPs, mine: SkillsFile) -> str:
    """Say in one sentence where the person stands."""
    if missing.holds_a_title:
        return "Vous avez un titre entier : aucun bloc ne vous manque."
    if not mine.held:
        return "Dites quels blocs vous avez déjà obtenus : le reste de la page s’y ajuste."
    lacking = [f"le CCP{ccp.number}" for ccp in missing.missing]
    doubtful = (
        f" {list_fr([f'Le CCP{ccp.number}' for ccp in missing.to_confirm])} : {TO_CONFIRM}."
        if missing.to_confirm
        else ""
    )
    return (
        f"Il vous manque {list_fr(lacking)}.{doubtful}"
        if lacking
        else f"Aucun bloc ne vous manque pour sûr.{doubtful}"
    )


def _bloc(
    titles: Referential, one: CCPStanding, mine: SkillsFile, typed: Mapping[str, str]
) -> dict[str, Any]:
    """Return a bloc as a card: how it stands, how its competences do."""
    words, level, icon = STANDING_WORDS[one.standing]
    model = to_assess(titles, one.ccp)
    gap = gap_to_ccp(model, mine.competences) if model else None
    return {
        "code": one.ccp.code,
        "number": one.ccp.number,
        "title": one.ccp.title,
        "name": one.ccp.name or TO_COMPLETE,
        "standing": words,
        "level": level,
        "icon": icon,
        "via": _via(one),
        "model": model.short_name if model and model is not one.ccp else "",
        "bars": _bars(gap) if gap else None,
        "gaps": _gaps(gap),
        "proved": _proved(gap) if gap else "",
        "competences": [_competence(code, name, mine, typed) for code, name in _named(model)],
    }


def _via(one: CCPStanding) -> str:
    return f"par votre bloc {one.via}" if one.via else ""


def _named(model: CCPVersion | None) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in model.competences] if model else []


def _bars(gap: CCPGap) -> dict[str, Any]:
    """Count the answers of a bloc: a bar, and the same in words."""
    levels = [one.facts.level for one in gap.competences]
    counts = [(levels.count(level), words.lower()) for level, words in LEVELS]
    said = [f"{count} {words}" for count, words in counts if count]
    silent = levels.count(None)
    if silent:
        said.append(f"{silent} sans réponse")
    return {
        "value": 2 * levels.count(Level.YES) + levels.count(Level.PARTLY),
        "maximum": 2 * len(levels),
        "words": f"{count_fr(len(levels), 'compétence')} : {', '.join(said)}.",
    }


def _proved(gap: CCPGap) -> str:
    """Say how many competences of a bloc have evidence, and whether that opens a VAE."""
    some = sum(1 for one in gap.competences if one.facts.evidence_count)
    if gap.is_covered:
        return "Vous savez faire ces compétences et chacune a une preuve : une VAE de ce bloc est possible."
    if not some:
        return "Aucune n’a de preuve."
    return (
        f"{count_fr(some, 'compétence')} sur {len(gap.competences)} {'a' if some == 1 else 'ont'} une preuve."
    )


def _gaps(gap: CCPGap | None) -> list[str]:
    """Say what separates the person from a bloc."""
    if gap is None:
        return [f"Les compétences de ce bloc ne sont pas encore connues : {TO_COMPLETE}."]
    blocked = gap.impossible_here
    named = [
        f"Impossible à pratiquer dans votre structure : {one.name[0].lower()}{one.name[1:]}."
        for one in blocked
    ]
    doing = [one.competence.name for one in gap.competences if one.facts.level in (Level.NO, Level.PARTLY)]
    learn = [f"À apprendre ou à consolider : {name[0].lower()}{name[1:]}." for name in doing]
    return [*learn, *named]


def _competence(code: str, name: str, mine: SkillsFile, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return one competence with its answers: those just typed, else those known."""
    row = mine.assessments.get(code)
    here = "" if row is None or row.possible_here is None else "yes" if row.possible_here else "no"
    return {
        "code": code,
        "name": name,
        "level": typed.get(f"level-{code}", row.level if row else ""),
        "comment": typed.get(f"comment-{code}", row.comment if row else ""),
        "here": typed.get(f"here-{code}", here),
        "told": _told(mine, code),
        "value": min(mine.evidence_counts.get(code, 0), ENOUGH),
        "maximum": ENOUGH,
    }


def _told(mine: SkillsFile, code: str) -> str:
    """Say a competence in a few words: the answer, the evidence, whether it can be practised where the person is."""
    row, count = mine.assessments.get(code), mine.evidence_counts.get(code, 0)
    answer = dict(LEVELS)[Level(row.level)].lower() if row else "sans réponse"
    here = {True: ", possible ici", False: ", impossible ici", None: ""}[row.possible_here if row else None]
    return f"{answer}{here}, {count_fr(count, 'preuve') if count else 'aucune preuve'}"


def _held(titles: Referential, code: str, day: date | None, source: str) -> dict[str, str]:
    found = titles.by_ccp.get(code)
    return {
        "code": code,
        "label": f"{found.short_name}, {found.name or TO_COMPLETE}" if found else code,
        "date": ", ".join(
            word for word in (f"obtenu le {date_fr(day)}" if day else "date non précisée", source) if word
        ),
    }


def _bloc_choices(titles: Referential, mine: SkillsFile) -> list[tuple[str, str]]:
    blocs = sorted(
        titles.by_ccp.values(), key=lambda ccp: (titles.by_title[ccp.title].generation, ccp.number)
    )
    return [
        (ccp.code, f"{ccp.short_name} : {ccp.name or TO_COMPLETE}")
        for ccp in blocs
        if ccp.code not in mine.held
    ]


def _families(titles: Referential, mine: SkillsFile, today: date) -> list[dict[str, Any]]:
    """Return the few kinds of next job that are nearest, with what each still asks for."""
    catalogue, numbers = families.shipped(), held_numbers(titles, mine.background, today)
    gaps = [
        gap_to_family(catalogue, one, numbers, mine.certificates_held(), today) for one in catalogue.families
    ]
    gaps.sort(key=lambda gap: len(gap.missing_ccp_numbers) + len(gap.missing_certificates))
    return [
        {
            "code": gap.family.code,
            "label": gap.family.label,
            "is_closed": gap.is_closed and bool(gap.family.ccp_numbers),
            "reasons": gap.reasons or ("Vous avez ce que ce métier demande.",),
        }
        for gap in gaps[:NEAREST]
    ]
