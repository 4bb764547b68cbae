"""The page of one bloc: each competence shown, partly shown or not yet, the evidence that counts, and what is left to do."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce import clock
from workforce.skills import file
from workforce.skills.closing import may_finish
from workforce.skills.evidence import reading
from workforce.skills.evidence.blocs import to_assess
from workforce.skills.evidence.reading import EvidenceLine
from workforce.skills.file import SkillsFile
from workforce.skills.gaps import CompetenceGap, Level, Shown, gap_to_ccp
from workforce.skills.portfolio import sharing
from workforce.skills.portfolio.actions import MOST
from workforce.skills.referential import TO_COMPLETE, TO_CONFIRM, CCPVersion, Referential
from workforce.skills.standing import CCPStanding, Standing, standings
from workforce.skills.titles.in_force import in_force
from workforce.trainings import listing
from workforce.trainings.filling import Filling, fill
from workforce.trainings.listing import FIT_LABELS, FIT_LEVELS, SuggestionLine
from workforce.web.person import Person
from workforce.web.skill_file import STANDING_WORDS
from workforce.wording import count_fr, date_fr, dates_fr

BADGES = {
    Shown.SHOWN: ("montrée", "calm", "circle-check"),
    Shown.PARTLY: ("en partie", "plan", "hourglass"),
    Shown.NOT_YET: ("pas encore", "training", "puzzle"),
}
ANSWERS = {
    Level.YES: "Vous savez le faire.",
    Level.PARTLY: "Vous savez le faire en partie.",
    Level.NO: "Vous avez dit ne pas savoir le faire.",
    None: "Vous n’avez pas encore dit si vous savez le faire.",
}
BEST = 4  # Sessions named here: the page of trainings has them all.
TOLD = 3  # Evidences named under a competence: the notebook has them all.


def view(session: Session, who: Person, ccp: CCPVersion) -> dict[str, Any]:
    """Return what the page of a bloc shows."""
    titles, mine = in_force(session), file.file_of(session, who.id)
    model = to_assess(titles, ccp)
    gap = gap_to_ccp(model or ccp, mine.competences)
    stands = _standing(titles, ccp, mine)
    notes = _evidence(session, who)
    is_held = stands.standing in (Standing.HELD, Standing.EQUIVALENT)
    return {
        "heading": _heading(ccp, gap.competences, is_held),
        "bloc": ccp.label,
        "short": ccp.short_name,
        "standing": STANDING_WORDS[stands.standing],
        "model": model.short_name if model and model is not ccp else "",
        "competences": [_competence(one, who, notes) for one in gap.competences],
        "unknown": "" if model else f"Les compétences de ce bloc ne sont pas encore connues : {TO_COMPLETE}.",
        "is_held": is_held,
        "ways": [] if is_held else _ways(listing.suggestions_of(session, who.id), ccp),
        "vae": "" if is_held else _vae(gap.competences, is_other=bool(model and model is not ccp)),
        "closed": "" if is_held else _closed(titles, ccp, mine),
    }


def _standing(titles: Referential, ccp: CCPVersion, mine: SkillsFile) -> CCPStanding:
    every = standings(titles, titles.by_title[ccp.title], mine.background, clock.today())
    return next(one for one in every if one.ccp.code == ccp.code)


def _evidence(session: Session, who: Person) -> list[EvidenceLine]:
    """Return the evidence that this reader may see: showing one's skills does not show one's evidence."""
    may_read = who.is_owner or sharing.is_shown(session, who.id)
    return reading.for_portfolio(session, who.id, MOST) if may_read else []


def _heading(ccp: CCPVersion, competences: tuple[CompetenceGap, ...], is_held: bool) -> str:
    if is_held:
        return f"Le {ccp.short_name} est obtenu"
    left = sum(one.shown is not Shown.SHOWN for one in competences)
    if not competences:
        return f"Le {ccp.short_name} : compétences à compléter"
    if not left:
        return f"Vos preuves couvrent le {ccp.short_name}"
    return f"{ccp.short_name} : il reste {count_fr(left, 'compétence')} à montrer sur {len(competences)}"


def _competence(one: CompetenceGap, who: Person, notes: list[EvidenceLine]) -> dict[str, Any]:
    code = one.competence.code
    counting = [note for note in notes if code in note.competences]
    words, level, icon = BADGES[one.shown]
    return {
        "code": code,
        "name": one.competence.name,
        "badge": {"words": words, "level": level, "icon": icon},
        "answer": ANSWERS[one.facts.level],
        "count": one.facts.evidence_count,
        "counted": count_fr(one.facts.evidence_count, "preuve"),
        "evidence": [_note(note, who.is_owner) for note in counting[:TOLD]],
        "is_impossible": one.facts.is_possible_here is False,
        "left": list(_left(one)),
        "notebook": url_for("evidence.notebook", adviser_id=who.id, competence=code),
    }


def _note(one: EvidenceLine, is_owner: bool) -> dict[str, str]:
    return {
        "what": one.what if len(one.what) <= 140 else f"{one.what[:140].rsplit(' ', 1)[0]}…",
        "date": date_fr(one.done_on) if one.done_on else "sans date",
        "href": url_for("evidence.show", evidence_id=one.id) if is_owner else "",
    }


def _left(one: CompetenceGap) -> Iterator[str]:
    """Say what is left to do for a competence."""
    facts = one.facts
    if facts.level is None:
        yield "Dire si vous savez le faire."
    if facts.level in (Level.NO, Level.PARTLY):
        yield "L’apprendre ou la consolider : une session du bloc l’enseigne."
    if facts.evidence_count == 0 and facts.is_possible_here is not False:
        yield "Noter une preuve : une action datée, votre rôle, le résultat."
    if facts.evidence_count == 0 and facts.is_possible_here is False:
        yield "La pratiquer ailleurs : votre coordination connaît des structures proches qui le permettent."


def _ways(lines: list[SuggestionLine], ccp: CCPVersion) -> list[dict[str, str]]:
    """Return the few sessions that give the bloc, best first; where there is none, say so."""
    giving = [one for one in lines if one.session and one.is_takeable and ccp.code in one.ccp_codes]
    if not giving:
        same_number = fill(ccp.number, lines)
        return [_filled(same_number)]
    return [
        {
            "href": url_for("trainings.show", session_id=one.session.id),
            "title": f"{one.ccps_fr}, {one.body}",
            "sentence": dates_fr(one.session.starts_on, one.session.ends_on),
            "fit": FIT_LABELS[one.fit],
            "level": FIT_LEVELS[one.fit],
        }
        for one in giving[:BEST]
        if one.session
    ]


def _filled(one: Filling) -> dict[str, str]:
    href = url_for("trainings.show", session_id=one.session_id) if one.session_id else ""
    return {
        "href": href,
        "title": "Voir la session" if href else "",
        "sentence": one.sentence,
        "fit": "",
        "level": "",
    }


def _vae(competences: tuple[CompetenceGap, ...], is_other: bool) -> str:
    """Say how far a VAE is, by the evidence."""
    if not competences:
        return ""
    doubt = f" Les compétences sont celles d’un autre titre : {TO_CONFIRM}." if is_other else ""
    left = sum(not one.is_covered for one in competences)
    if not left:
        return f"Vous savez faire ces compétences et chacune a une preuve : une VAE de ce bloc est possible.{doubt}"
    return (
        f"Par la VAE : {count_fr(left, 'compétence')} à montrer encore avant de constituer le dossier.{doubt}"
    )


def _closed(titles: Referential, ccp: CCPVersion, mine: SkillsFile) -> str:
    """Say that the title can no longer be finished, where it is so."""
    title, today = titles.by_title[ccp.title], clock.today()
    if may_finish(titles, title, mine.background, today, today):
        return ""
    rest = f"la suite passe par les blocs du titre en vigueur ou par une VAE ({TO_CONFIRM})"
    return f"Le titre {title.code} ne peut plus être terminé : {rest}."
