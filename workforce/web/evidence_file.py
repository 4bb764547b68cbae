"""What the pages of evidence show: the notebook with its coverage, and one evidence with what its words suggest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.skills.evidence import blocs, coverage, file_kinds, reading
from workforce.skills.evidence.actions import KEPT_DAYS, LONGEST, TEXTS, EvidenceDraft
from workforce.skills.evidence.attaching import MOST_FILES
from workforce.skills.evidence.blocs import ENOUGH, BlocToShow, Covered
from workforce.skills.evidence.reading import NONE, Asked, EvidenceLine
from workforce.skills.evidence.suggesting import Suggestion, suggest
from workforce.skills.file import background_of
from workforce.skills.portfolio import sharing
from workforce.skills.referential import CompetenceVersion
from workforce.skills.titles import comparing
from workforce.skills.titles.in_force import in_force
from workforce.web import forms, paging
from workforce.web.person import Person, person
from workforce.wording import count_fr, date_fr, number_fr, plural_fr

SIZE = 20  # Evidences a page.
FILE_HINT = f"Une photo, un PDF ou un document bureautique : {file_kinds.LARGEST // 1024**2} Mo au plus. Rien sur le public."


@dataclass(frozen=True)
class Known:
    """What somebody gathers evidence for, and the names of all competences."""

    shown: tuple[BlocToShow, ...]
    names: Mapping[str, CompetenceVersion]

    @property
    def competences(self) -> list[CompetenceVersion]:
        """Return the competences that evidence is suggested for."""
        return list(blocs.competences_of(self.shown))


def known(session: Session, adviser_id: int) -> Known:
    """Read what somebody gathers evidence for: two queries."""
    titles = in_force(session)
    shown = blocs.blocs_to_show(titles, background_of(session, adviser_id), clock.today())
    return Known(shown, comparing.competences(titles))


def view(session: Session, who: Person, errors: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the notebook shows; a refused form comes back as it was typed."""
    facts, asked = known(session, who.id), _asked()
    page = paging.page(reading.count_of(session, who.id, asked), SIZE, "preuve", **_in_address(asked))
    lines = reading.page_of(session, who.id, asked, page.offset, SIZE)
    covered = blocs.covered(facts.shown, coverage.counts(session, [who.id]).get(who.id, {}))
    return {
        "person": who,
        "summary": _summary(covered, bool(lines)),
        "coverage": [_bloc(one, who) for one in covered],
        "noted": _named(session, who, facts, "notee") if who.is_owner else None,
        "removed": _named(session, who, facts, "retiree") if who.is_owner else None,
        "kept_days": KEPT_DAYS,
        "lines": [_line(one, facts, who) for one in lines],
        "page": page,
        "asked": {"mots": asked.words, "competence": asked.competence},
        "filters": _filters(asked, facts, who),
        "choices": _choices(facts),
        "is_shown": sharing.is_shown(session, who.id),
        "errors": errors or {},
        "typed": _typed(errors),
        "today": clock.today().isoformat(),
        **_form(facts),
    }


def one(
    session: Session,
    evidence_id: int,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return what the page of one evidence shows."""
    found = reading.one(session, evidence_id)
    who = person(session, found.adviser_id)
    facts = known(session, who.id)
    values: dict[str, Any] = {name: getattr(found, name) for name in TEXTS}
    values |= {
        "done_on": found.done_on.isoformat() if found.done_on else "",
        "competences": list(found.competences),
    }
    if typed and "what" in typed:
        values = forms.typed(EvidenceDraft)
    return {
        "person": who,
        "line": _line(found, facts, who),
        "values": values,
        "errors": errors or {},
        **_form(facts, found),
    }


def _form(facts: Known, found: EvidenceLine | None = None) -> dict[str, Any]:
    said = {one.competence.code: one.reason for one in _suggested(found, facts)} if found else {}
    others = (
        [code for code in found.competences if code not in {one.code for one in facts.competences}]
        if found
        else []
    )
    return {
        "longest": LONGEST,
        "file_hint": FILE_HINT,
        "accepted": file_kinds.ACCEPTED,
        "most_files": MOST_FILES,
        "groups": [*(_group(bloc, said) for bloc in facts.shown), *_others(others, facts)],
    }


def _group(bloc: BlocToShow, said: Mapping[str, str]) -> tuple[str, list[tuple[str, str]]]:
    options = [
        (one.code, f"{one.name}, {said[one.code]}" if one.code in said else one.name)
        for one in bloc.model.competences
    ]
    return f"CCP{bloc.ccp.number}", options


def _others(codes: Sequence[str], facts: Known) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the competences of another title that an evidence was already said to show."""
    return (
        [("Autre titre", [(code, facts.names[code].name) for code in codes if code in facts.names])]
        if codes
        else []
    )


def _asked() -> Asked:
    words = forms.clean(request.args.get("mots", ""))[:200]
    return Asked(words, forms.clean(request.args.get("competence", ""))[:40])


def _in_address(asked: Asked) -> dict[str, str]:
    return {"mots": asked.words, "competence": asked.competence}


def _filters(asked: Asked, facts: Known, who: Person) -> list[tuple[str, str]]:
    """Return the filters in force, each with the address without it."""
    named = facts.names.get(asked.competence)
    words = "Sans compétence" if asked.competence == NONE else named.name if named else asked.competence
    found = []
    if asked.words:
        without = url_for("evidence.notebook", adviser_id=who.id, competence=asked.competence or None)
        found.append((f"« {asked.words} »", without))
    if asked.competence:
        found.append((words, url_for("evidence.notebook", adviser_id=who.id, mots=asked.words or None)))
    return found


def _choices(facts: Known) -> list[tuple[str, str]]:
    named = [
        (one.code, f"CCP{bloc.ccp.number} : {one.name}")
        for bloc in facts.shown
        for one in bloc.model.competences
    ]
    return [("", "Toutes"), (NONE, "Sans compétence pour l’instant"), *named]


def _named(session: Session, who: Person, facts: Known, name: str) -> dict[str, Any] | None:
    """Return the evidence that the address says was just noted, or taken away; nothing where it is somebody else's."""
    asked = request.args.get(name, 0, int)
    lines = reading.few(session, who.id, [asked]) if 0 < asked < 2**31 else []
    wanted = name == "retiree"
    return next((_line(one, facts, who) for one in lines if (one.removed_at is not None) == wanted), None)


def _typed(errors: Mapping[str, str] | None) -> dict[str, Any]:
    if errors and request.method == "POST":
        return forms.typed(EvidenceDraft)
    return dict.fromkeys(EvidenceDraft.model_fields, "") | {
        "competences": [],
        "done_on": clock.today().isoformat(),
    }


def _summary(covered: Sequence[Covered], has_some: bool) -> str:
    """Say in one sentence how far evidence goes."""
    total = sum(len(one.competences) for one in covered)
    some = sum(one.with_some for one in covered)
    if not total:
        return "Notez ce que vous faites : vos preuves resteront à vous."
    if not some and has_some:
        return "Vos preuves n’ont pas encore de compétence : confirmez celles qu’elles montrent."
    if not some:
        return "Aucune compétence n’a encore de preuve : notez ce que vous avez fait cette semaine."
    have = plural_fr(some, "a une preuve", "ont une preuve")
    return f"{number_fr(some)} {plural_fr(some, 'compétence', 'compétences')} sur {number_fr(total)} {have}."


def _bloc(one: Covered, who: Person) -> dict[str, Any]:
    ccp, model = one.bloc.ccp, one.bloc.model
    return {
        "title": f"CCP{ccp.number} du titre {ccp.title}",
        "model": "" if model is ccp else model.short_name,
        "value": one.with_some,
        "maximum": len(one.competences),
        "words": f"{count_fr(one.with_some, 'compétence prouvée', 'compétences prouvées')} sur {len(one.competences)}"
        if one.with_some
        else f"Aucune des {len(one.competences)} compétences n’a de preuve",
        "competences": [
            {
                "name": competence.name,
                "value": min(count, ENOUGH),
                "maximum": ENOUGH,
                "words": count_fr(count, "preuve") if count else "aucune preuve",
                "href": url_for(
                    "evidence.notebook", adviser_id=who.id, competence=competence.code, _anchor="evidence"
                ),
            }
            for competence, count in one.competences
        ],
    }


def _line(one: EvidenceLine, facts: Known, who: Person) -> dict[str, Any]:
    suggested = [] if one.competences else _suggested(one, facts)
    return {
        "id": one.id,
        "what": one.what,
        "date": date_fr(one.done_on) if one.done_on else "",
        "iso": one.done_on.isoformat() if one.done_on else "",
        "details": [
            (label, value)
            for label, value in (("Mon rôle", one.role), ("Avec", one.partners), ("Résultat", one.result))
            if value
        ],
        "link": one.link,
        "is_imported": one.origin == "import",
        "competences": [facts.names[code].name if code in facts.names else code for code in one.competences],
        "suggested": [(each.competence.code, each.competence.name, each.reason) for each in suggested],
        "doubts": [f"Nous lisons « {doubt.words} » : {doubt.advice}." for doubt in one.doubts]
        if who.is_owner
        else [],
        "files": [_file(each) for each in one.files],
        "href": url_for("evidence.show", evidence_id=one.id),
    }


def _suggested(one: EvidenceLine, facts: Known) -> tuple[Suggestion, ...]:
    return suggest(f"{one.what} {one.role} {one.partners} {one.result}", facts.competences)


def _file(one: reading.FileLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "size": f"{number_fr(max(1, round(one.size / 1024)))} Ko",
        "state": one.state,
        "refusal": one.refusal,
        "href": url_for("evidence.attachment", attachment_id=one.id),
    }
