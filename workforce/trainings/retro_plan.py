"""The retro-plan: what to do and by when, counted back from a session and from the end of the contract."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from workforce.trainings.funding import months_later, ptp_file_before, ptp_is_open
from workforce.trainings.placing import EXAM_WITHIN
from workforce.trainings.situation import ContractSituation, LearnerFacts, SessionFacts
from workforce.trainings.working_days import worked_before

AGREEMENT_AHEAD = timedelta(days=30)  # Advice: time for the employer to answer before one enrols.
ENROLMENT_AHEAD = timedelta(days=15)  # Advice, when the training body gives no last day.
YOU, EMPLOYER, BODY = "vous", "votre employeur", "l’organisme"


class StepKind(StrEnum):
    """The steps of a plan; on one day they come in this order."""

    EMPLOYER_AGREEMENT = "employer_agreement"
    FUNDING_FILE = "funding_file"
    ENROLMENT = "enrolment"
    START = "start"
    END = "end"
    CONTRACT_END = "contract_end"
    JURY = "jury"


@dataclass(frozen=True)
class Step:
    """One dated step, and who acts. `is_advice`: a good moment rather than a rule. `is_indicative`: a worst case.

    `is_late`: its day has passed.
    """

    on: date
    label: str
    kind: StepKind
    whose: str = YOU
    is_advice: bool = False
    is_indicative: bool = False
    is_late: bool = False


def retro_plan(learner: LearnerFacts, session: SessionFacts, today: date) -> tuple[Step, ...]:
    """Return the steps towards a session in the order of their dates; none is late once the session runs."""
    steps = (*_before_start(learner, session, today), *_from_start(session), *_contract_end(learner.contract))
    dated = (_told_late(step, session, today) for step in steps)
    return tuple(sorted(dated, key=lambda step: (step.on, list(StepKind).index(step.kind))))


def next_step(plan: tuple[Step, ...], today: date) -> Step | None:
    """Return the first thing to do: what is late comes first."""
    late = (step for step in plan if step.is_late)
    return next(late, None) or next((step for step in plan if step.on >= today), None)


def _before_start(learner: LearnerFacts, session: SessionFacts, today: date) -> Iterator[Step]:
    advised = worked_before(session.starts_on - ENROLMENT_AHEAD, session.departement, session.closing)
    enrol_by = session.enrol_by or advised
    label = "Vous inscrire auprès de " + session.body
    yield Step(enrol_by, label, StepKind.ENROLMENT, is_advice=session.enrol_by is None)
    if learner.is_in_post_on(session.starts_on):
        asked = worked_before(enrol_by - AGREEMENT_AHEAD, learner.departement)
        yield Step(asked, "Demander l’accord de votre employeur", StepKind.EMPLOYER_AGREEMENT, is_advice=True)
    if learner.contract and ptp_is_open(session, learner, today):
        file_by = ptp_file_before(session, learner.contract)
        yield Step(file_by, "Envoyer le dossier à Transitions Pro, dernier jour", StepKind.FUNDING_FILE)


def _from_start(session: SessionFacts) -> Iterator[Step]:
    yield Step(session.starts_on, "Début de la formation", StepKind.START)
    yield Step(session.ends_on, "Fin de la formation", StepKind.END)
    if session.jury_on:
        yield Step(session.jury_on, "Jury", StepKind.JURY)
    else:
        at_worst = months_later(session.ends_on, EXAM_WITHIN)
        yield Step(at_worst, "Jury, au plus tard", StepKind.JURY, BODY, is_indicative=True)


def _contract_end(contract: ContractSituation | None) -> Iterator[Step]:
    if contract and contract.ends_on:
        yield Step(contract.ends_on, "Fin de votre contrat", StepKind.CONTRACT_END, EMPLOYER)


def _told_late(step: Step, session: SessionFacts, today: date) -> Step:
    is_task = step.kind in {StepKind.EMPLOYER_AGREEMENT, StepKind.FUNDING_FILE, StepKind.ENROLMENT}
    is_late = is_task and step.on < today < session.starts_on
    return replace(step, is_late=is_late)
