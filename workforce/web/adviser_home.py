"""An adviser's home: when it ends, the next thing to do, and what comes after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from workforce import clock
from workforce.alerts import ledger
from workforce.contracts import history
from workforce.contracts.claims import SOURCE_LABELS, ClaimSource
from workforce.contracts.history import Said
from workforce.contracts.kinds import Party
from workforce.contracts.models import Deadline
from workforce.contracts.outlook import Case, ContractLine, Outlook, headline, outlook
from workforce.handovers import reading as handovers
from workforce.handovers.reading import Open
from workforce.offers import listing as offers
from workforce.skills import file as skills
from workforce.skills.file import SkillsFile
from workforce.skills.referential import Referential, ccps_fr
from workforce.skills.standing import MissingCCPs, missing_ccps
from workforce.skills.titles.in_force import in_force
from workforce.trainings import listing as trainings
from workforce.trainings.listing import FIT_LEVELS, SuggestionLine
from workforce.trainings.retro_plan import StepKind
from workforce.web.adviser_frise import EMPLOYER_WORD, frise_of
from workforce.web.person import Person
from workforce.web.pressing import level_of_end, level_of_task
from workforce.wording import date_fr, dates_fr, in_days_fr, list_fr

MOST_TASKS = 6
SHOWN_OFFERS = 3
SOON = 45  # Days: a dated task this near comes before anything undated.
TASK_STEPS = frozenset({StepKind.EMPLOYER_AGREEMENT, StepKind.FUNDING_FILE, StepKind.ENROLMENT})
OVER = frozenset({Case.ENDED, Case.ENDED_EARLY})


@dataclass(frozen=True)
class Task:
    """Something to do by a day, and whose rule says so."""

    title: str
    on: date
    href: str
    source: str = ""  # Empty: not a rule that must be called indicative.
    is_mine: bool = True  # False: somebody else must act.


@dataclass(frozen=True)
class _Read:
    """Everything that the page is made of."""

    person: Person
    today: date
    contracts: list[ContractLine]
    found: Outlook
    said: Said | None
    deadlines: list[Deadline]
    suggestions: list[SuggestionLine]
    matches: list[offers.OfferLine]
    skills: SkillsFile | None
    letters: list[ledger.ContractLetter]
    handovers: list[Open]
    titles: Referential


def view(session: Session, who: Person) -> dict[str, Any]:
    """Return what the template shows."""
    read = _read(session, who)
    tasks = sorted(_tasks(read), key=lambda task: task.on)[:MOST_TASKS]
    return {
        "person": who,
        "headline": headline_of(read.found, read.said, who, read.today),
        "next_step": _next_step(read, tasks),
        "time_bar_of_contract": frise_of(
            read.contracts,
            read.found,
            read.deadlines,
            read.suggestions,
            read.letters,
            read.today,
            is_owner=who.is_owner,
        ),
        "tasks": [task_words(task, read.today) for task in tasks],
        "offers_for_you": [_offer(line) for line in read.matches],
        "next_training": _training(read),
        "no_training": _why_none(read),
        "links": links_of(read.found, who),
    }


def headline_of(found: Outlook, said: Said | None, who: Person, today: date) -> dict[str, str]:
    """Say when it ends, how far that is, and who says so."""
    day = found.last_day
    is_over = found.case in OVER
    return {
        "text": headline(found, who.of_whom),
        "date": date_fr(day) if day else "",
        "iso": day.isoformat() if day else "",
        "distance": in_days_fr(day, today) if day else "",
        "level": "" if day is None else "overdue" if is_over else level_of_end(day, today),
        "word": "terminé" if is_over else "",
        "source": _source(found, said, who),
    }


def links_of(found: Outlook, who: Person) -> dict[str, str]:
    """Return the addresses of the adviser's other pages."""
    names = ("contract", "skills", "offers", "trainings")
    links = {name: url_for(f"adviser.{name}", adviser_id=who.id) for name in names}
    contract = found.contract
    may_correct = contract is not None and not contract.is_open_ended and not contract.terminated_on
    links["correct"] = (
        url_for("contracts.prolong", contract_id=contract.id)
        if contract and may_correct
        else links["contract"]
    )
    links["record"] = url_for("contracts.choose_employer", adviser_id=who.id)
    return links


def task_words(task: Task, today: date) -> dict[str, str]:
    """Return a task as a list shows it."""
    return {
        "title": task.title,
        "href": task.href,
        "date": date_fr(task.on),
        "iso": task.on.isoformat(),
        "distance": in_days_fr(task.on, today),
        "level": level_of_task(task.on, today),
        "indicative": task.source,
    }


def deadline_title(row: Deadline, today: date) -> str:
    """Return what a deadline asks for, with the day it opens where that is still to come."""
    opens = row.window_start
    return (
        f"{row.label}, à partir du {date_fr(opens)}" if opens and today < opens < row.due_date else row.label
    )


def _read(session: Session, who: Person) -> _Read:
    today = clock.today()
    contracts = history.contracts_of(session, who.id)
    found = outlook(contracts, today)
    ids = [one.id for one in contracts]
    counted = [found.contract.id] if found.contract else []
    said = history.said_of(session, counted)
    return _Read(
        person=who,
        today=today,
        contracts=contracts,
        found=found,
        said=said.get((counted[0], "end_date")) if counted else None,
        deadlines=history.deadlines_of(session, ids) if ids else [],
        suggestions=trainings.suggestions_of(session, who.id) if who.sees_skills else [],
        matches=offers.matches_of(session, who.id, limit=SHOWN_OFFERS) if who.sees_skills else [],
        skills=skills.file_of(session, who.id) if who.sees_skills else None,
        letters=ledger.letters_about(session, counted) if counted else [],
        handovers=handovers.open_of_contracts(session, ids, today) if ids else [],
        titles=in_force(session),
    )


def _source(found: Outlook, said: Said | None, who: Person) -> str:
    if found.case is Case.RENEWED and found.current and found.current.last_day:
        return f"Il suit l’actuel, qui se termine le {date_fr(found.current.last_day)}."
    if said is None or said.settlement.retained is None or found.last_day is None:
        return ""
    if said.settlement.conflicting:
        return "Deux sources ne disent pas la même date."
    claim = said.settlement.retained
    day, name = date_fr(claim.stated_on), said.who(claim)
    if who.is_owner and (claim.source is ClaimSource.ADVISER or name == who.name):
        return f"Date donnée par vous le {day}."
    source = f"choix, {name}" if name and claim.source is ClaimSource.SETTLED else SOURCE_LABELS[claim.source]
    return f"Source : {source}, le {day}."


def _tasks(read: _Read) -> Iterator[Task]:
    current = {one.id for one in (read.found.contract, read.found.current) if one}
    href = url_for("adviser.contract", adviser_id=read.person.id, _anchor="deadlines")
    for row in read.deadlines:
        is_for_me = row.party == Party.ADVISER or row.rule.startswith(EMPLOYER_WORD)
        if row.contract_id in current and is_for_me and row.due_date >= read.today:
            source = row.source if row.indicative else ""
            yield Task(
                deadline_title(row, read.today), row.due_date, href, source, row.party == Party.ADVISER
            )
    yield from _handover_tasks(read)
    yield from _training_tasks(read)


def _handover_tasks(read: _Read) -> Iterator[Task]:
    """Return the sheets to pass on before leaving."""
    for one in read.handovers:
        verb = "Relire" if one.is_written else "Compléter"
        if one.last_day >= read.today:
            href = url_for("handovers.show", contract_id=one.contract_id)
            yield Task(f"{verb} la fiche de passation", one.last_day, href, is_mine=not one.is_written)


def _training_tasks(read: _Read) -> Iterator[Task]:
    chosen = [one for one in read.suggestions if one.session and one.is_takeable]
    wanted = [one for one in chosen if one.is_interesting] or chosen[:1]
    for one in wanted:
        href = url_for("adviser.trainings", adviser_id=read.person.id)
        for step in one.plan():
            if step["kind"] in TASK_STEPS:
                yield Task(f"{step['label']}, formation {one.ccps_fr}", step["on"], href)


def _next_step(read: _Read, tasks: Sequence[Task]) -> dict[str, str] | None:
    """Choose the one thing to do: what makes the rest right first, then what is near, then what opens more."""
    urgent = _about_dates(read)
    if urgent:
        return urgent
    mine = [task for task in tasks if task.is_mine]
    near = next((task for task in mine if (task.on - read.today).days <= SOON), None)
    if near is None and read.person.is_owner and read.skills is not None and read.skills.is_empty:
        href = url_for("adviser.skills", adviser_id=read.person.id)
        return _step("Dites quels blocs vous avez : nous cherchons la formation qui donne ceux qui manquent.",
                     "Dire mes compétences", href)  # fmt: skip
    first = near or next(iter(mine), None)
    if first:
        return _step(
            f"{first.title}.", "Voir comment", first.href, f"Avant le {date_fr(first.on)}.", first.source
        )
    return None


def _about_dates(read: _Read) -> dict[str, str] | None:
    """Return what must be done before anything else can be right: a contract, an end, one voice."""
    found, links = read.found, links_of(read.found, read.person)
    if found.case is Case.NONE:
        return _step("Enregistrez le contrat en cours : les échéances se calculent aussitôt.", "Saisir le contrat",
                     links["record"])  # fmt: skip
    if found.case is Case.END_UNKNOWN:
        return _step("Indiquez la date de fin du contrat : sans elle, aucune échéance ne peut être calculée.",
                     "Donner la date de fin", links["correct"])  # fmt: skip
    if read.said and read.said.settlement.conflicting and found.case in (Case.RUNNING, Case.RENEWED):
        return _step("Deux sources ne donnent pas la même date de fin. Choisissez la bonne.", "Choisir la date",
                     links["contract"])  # fmt: skip
    return None


def _step(sentence: str, label: str, href: str, deadline: str = "", indicative: str = "") -> dict[str, str]:
    return {
        "sentence": sentence,
        "label": label,
        "href": href,
        "deadline": deadline,
        "indicative": indicative,
    }


def _offer(line: offers.OfferLine) -> dict[str, Any]:
    return {
        "title": line.title,
        "href": url_for("offers.show", offer_id=line.id),
        "employer": line.employer,
        "place": line.place,
        "why": line.fits[0] if line.fits else "Elle est dans la zone que vous avez choisie.",
        "missing": line.missing[0]["what"] if line.missing else "",
        "is_open": line.is_open,
    }


def _missing(read: _Read) -> MissingCCPs | None:
    return missing_ccps(read.titles, read.skills.background, read.today) if read.skills else None


def _training(read: _Read) -> dict[str, str] | None:
    first = next((one for one in read.suggestions if one.session and one.is_takeable), None)
    missing = _missing(read)
    if first is None or first.session is None or missing is None:
        return None
    reasons = first.decision["reasons"]
    return {
        "missing": f"Il vous manque {ccps_fr(missing.missing)}" if missing.missing else first.ccps_fr,
        "title": f"{first.ccps_fr}, {first.body}",
        "href": url_for("trainings.show", session_id=first.session.id),
        "body": first.body,
        "dates": dates_fr(first.session.starts_on, first.session.ends_on),
        "why": reasons[0],
        "fit": next(iter([*reasons[1:2], *first.decision["warnings"]]), ""),
        "level": FIT_LEVELS[first.fit],
        "funding": list_fr([route["label"] for route in first.decision["funding"]], "ou")
        or "à voir avec l’organisme",
    }


def _why_none(read: _Read) -> str:
    """Say why no training is shown: everything is held, nothing is known, or nothing fits."""
    if read.skills is None:
        return ""
    missing = _missing(read)
    if missing and missing.holds_a_title:
        return missing.reasons[0]
    return "Aucune session ouverte ne donne les blocs qui vous manquent." if read.skills.held else ""
