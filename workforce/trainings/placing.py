"""Placing a session against a contract's end, a home and a working week."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workforce.territories.departements import departement, neighbours, normalise, region_of
from workforce.trainings.situation import ContractSituation, LearnerFacts, Mode, SessionFacts
from workforce.wording import count_fr, date_fr, hours_fr


class Fit(StrEnum):
    """How a session stands against the end of the contract; the order is that of preference."""

    ENDS_BEFORE = "ends_before"
    NO_END_DATE = "no_end_date"
    CONTRACT_ENDS_DURING = "contract_ends_during"
    ANY_TIME = "any_time"  # A VAE has no date of its own.
    AFTER_CONTRACT = "after_contract"
    TOO_LATE = "too_late"


class Travel(StrEnum):
    """How far a session is; the order is that of preference."""

    SAME_COMMUNE = "same_commune"
    REMOTE = "remote"
    SAME_DEPARTEMENT = "same_departement"
    NEIGHBOUR = "neighbour"
    SAME_REGION = "same_region"
    FAR = "far"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Placement:
    """A session against the contract's end, with the reasons and the warnings to read."""

    fit: Fit
    reasons: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def place(session: SessionFacts, learner: LearnerFacts, today: date) -> Placement:
    """Return how a session stands against the end of a person's contract, in words."""
    fit = fit_of(session, learner, today)
    if fit is Fit.TOO_LATE:
        return Placement(fit, (_too_late_sentence(session, learner, today),))
    contract = learner.contract
    if contract is None:
        return Placement(fit, ("Vous n’avez pas de contrat en cours : aucune date de fin à respecter.",))
    if contract.ends_on is None:
        return _place_without_end(contract)
    return _place_against(fit, session, contract.ends_on)


def fit_of(session: SessionFacts, learner: LearnerFacts, today: date) -> Fit:
    """Return how a session stands against the end of a person's contract, without a word."""
    if not session.takes_enrolments_on(today) or _is_out_of_post(session, learner):
        return Fit.TOO_LATE
    if learner.contract is None:
        return Fit.AFTER_CONTRACT
    end = learner.contract.ends_on
    if end is None:
        return Fit.NO_END_DATE
    if session.starts_on > end:
        return Fit.AFTER_CONTRACT
    return Fit.CONTRACT_ENDS_DURING if session.ends_on > end else Fit.ENDS_BEFORE


def latest_useful_start(session: SessionFacts, learner: LearnerFacts) -> date | None:
    """Return the last day on which a session this long could start and still end before the contract."""
    end = learner.contract.ends_on if learner.contract else None
    return end - timedelta(days=session.days) if end else None


IN_CONFLICT = frozenset({Fit.CONTRACT_ENDS_DURING, Fit.AFTER_CONTRACT, Fit.TOO_LATE})


def conflict_is_gone(before: Fit, after: Fit) -> bool:
    """Tell whether a session that met a conflict with the contract's end meets none any more."""
    return before in IN_CONFLICT and after in {Fit.ENDS_BEFORE, Fit.NO_END_DATE}


def travel(session: SessionFacts, learner: LearnerFacts) -> Travel:
    """Return how far a session is from a person."""
    if session.mode is Mode.REMOTE:
        return Travel.REMOTE
    if session.commune and session.commune == learner.commune:
        return Travel.SAME_COMMUNE
    here, there = normalise(learner.departement or ""), normalise(session.departement or "")
    return _between(here, there) if here and there else Travel.UNKNOWN


def travel_sentence(session: SessionFacts, how_far: Travel) -> str:
    """Say where a session is, and how far."""
    found = departement(session.departement or "")
    where = session.place or (found.label if found else "lieu à préciser")
    distance = {
        Travel.SAME_COMMUNE: "dans votre commune",
        Travel.REMOTE: "à distance, sans déplacement",
        Travel.SAME_DEPARTEMENT: "dans votre département",
        Travel.NEIGHBOUR: "dans un département voisin",
        Travel.SAME_REGION: "dans votre région, mais pas à côté",
        Travel.FAR: "loin de chez vous, dans une autre région",
        Travel.UNKNOWN: "distance inconnue",
    }[how_far]
    if how_far is Travel.REMOTE:
        return "Elle se suit à distance, sans déplacement."
    partly = " Une partie se suit à distance." if session.mode is Mode.HYBRID else ""
    return f"Lieu : {where}, {distance}.{partly}"


def load_sentence(session: SessionFacts) -> str | None:
    """Say how much time a session takes, when it is known."""
    weeks = -(-(session.days + 1) // 7)  # Begun weeks count.
    if session.hours_per_week is not None:
        return (
            f"Elle prend {hours_fr(session.hours_per_week)} par semaine pendant {count_fr(weeks, 'semaine')}."
        )
    if session.hours is not None:
        return f"Elle dure {hours_fr(session.hours)} sur {count_fr(weeks, 'semaine')}."
    return None


def _place_without_end(contract: ContractSituation) -> Placement:
    if contract.end_is_unknown:
        warning = (
            "La date de fin de votre contrat n’est pas connue : indiquez-la pour vérifier cette session."
        )
        return Placement(Fit.NO_END_DATE, (), (warning,))
    return Placement(Fit.NO_END_DATE, ("Votre contrat n’a pas de date de fin.",))


def _place_against(fit: Fit, session: SessionFacts, end: date) -> Placement:
    if fit is Fit.AFTER_CONTRACT:
        reason = (
            f"Elle commence le {date_fr(session.starts_on)}, après la fin de votre contrat ({date_fr(end)})."
        )
        return Placement(fit, (reason,))
    if fit is Fit.CONTRACT_ENDS_DURING:
        return Placement(fit, (), (_right_to_finish(session, end),))
    reason = f"Elle se termine le {date_fr(session.ends_on)}, avant la fin de votre contrat ({date_fr(end)})."
    return Placement(fit, (reason,), _late_jury(session, end))


def _is_out_of_post(session: SessionFacts, learner: LearnerFacts) -> bool:
    return session.is_for_people_in_post and not learner.is_in_post_on(session.starts_on)


def _too_late_sentence(session: SessionFacts, learner: LearnerFacts, today: date) -> str:
    is_closed = not session.takes_enrolments_on(today)
    return _closed_sentence(session, today) if is_closed else _out_of_post_sentence(learner.contract)


def _right_to_finish(session: SessionFacts, end: date) -> str:
    return (
        f"Votre contrat se termine le {date_fr(end)}, pendant la formation "
        f"(fin le {date_fr(session.ends_on)}) : "
        "vous avez le droit de la finir et de passer l’examen."
    )


def _late_jury(session: SessionFacts, end: date) -> tuple[str, ...]:
    if session.jury_on is None or session.jury_on <= end:
        return ()
    right = "vous avez le droit de vous y présenter"
    return (f"Le jury se tient le {date_fr(session.jury_on)}, après la fin de votre contrat : {right}.",)


def _closed_sentence(session: SessionFacts, today: date) -> str:
    if session.starts_on <= today:
        return f"Cette session a commencé le {date_fr(session.starts_on)}."
    return f"Les inscriptions étaient ouvertes jusqu’au {date_fr(session.enrol_by or session.starts_on)}."


def _out_of_post_sentence(contract: ContractSituation | None) -> str:
    rule = "Cette session est réservée aux personnes en poste à son démarrage"
    ended = contract.ends_on if contract else None
    return f"{rule} ; votre contrat se termine le {date_fr(ended)}." if ended else f"{rule}."


def _between(here: str, there: str) -> Travel:
    if here == there:
        return Travel.SAME_DEPARTEMENT
    if there in neighbours(here):
        return Travel.NEIGHBOUR
    return Travel.SAME_REGION if region_of(here) == region_of(there) else Travel.FAR
