"""Placing a session against a contract's end, a home and a working week."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from workforce.contracts.calendar import add_months
from workforce.territories import communes
from workforce.territories.departements import departement, neighbours, normalise, region_of
from workforce.trainings.situation import ContractSituation, LearnerFacts, Mode, SessionFacts
from workforce.trainings.working_days import first_of, working_days
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
    """How far a session is; the order is that of preference. Where a commune is not known, the département says less."""

    SAME_COMMUNE = "same_commune"
    REMOTE = "remote"
    CLOSE = "close"
    NEAR = "near"
    SAME_DEPARTEMENT = "same_departement"
    WITHIN_REACH = "within_reach"
    NEIGHBOUR = "neighbour"
    SAME_REGION = "same_region"
    DISTANT = "distant"
    FAR = "far"
    UNKNOWN = "unknown"


# Kilometres as the crow flies, from the middle of one commune to that of the other.
REACHES = ((20, Travel.CLOSE), (50, Travel.NEAR), (100, Travel.WITHIN_REACH), (200, Travel.DISTANT))
DAILY = 30  # Kilometres: people go so far for their work, whatever border they cross.
ROUNDED_TO = 5  # Kilometres, beyond the first ten: the middle of a commune is nobody's door.
MOBILITY_LABELS = {"commune": "votre commune", "departement": "votre département", "region": "votre région"}
EXAM_WITHIN = 6  # Months after leaving the training, at worst.


@dataclass(frozen=True)
class LatestStart:
    """The last days on which a session this long could start: to end, and to reach its jury, before the contract does."""

    to_end: date
    to_jury: date
    jury_is_known: bool  # False: the wait is the longest that the rules allow.


# Source: domain rule, « never encourage a refusal of renewal without saying that it may cost the ARE ».
REFUSAL = (
    "Si votre employeur vous propose un renouvellement, le refuser pour suivre cette formation peut vous priver de "
    "l’allocation chômage (ARE) : demandez d’abord à France Travail."
)


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


def latest_useful_start(session: SessionFacts, learner: LearnerFacts) -> LatestStart | None:
    """Return the last days on which a session this long could start, counted back from the end of the contract.

    Over weekends, the holidays of its place and the weeks when its body closes, by its hours and its weekly pace.
    """
    end = learner.contract.ends_on if learner.contract else None
    return _latest_start(session, end) if end else None


def latest_start_sentence(latest: LatestStart, today: date) -> str:
    """Say until when such a session could start and still be of use before the contract ends."""
    if latest.to_end <= today:
        return "Aucune session de cette durée ne peut plus commencer et finir avant la fin de votre contrat."
    start = f"une session de cette durée doit commencer au plus tard le {date_fr(latest.to_end)}"
    over = f"Pour finir avant la fin de votre contrat, {start}"
    if latest.to_jury <= today:
        return f"{over} ; le jury a lieu ensuite."
    wait = "" if latest.jury_is_known else f" (compté {EXAM_WITHIN} mois après la formation : indicatif)"
    return f"{over}, ou le {date_fr(latest.to_jury)} pour passer aussi le jury{wait}."


IN_CONFLICT = frozenset({Fit.CONTRACT_ENDS_DURING, Fit.AFTER_CONTRACT, Fit.TOO_LATE})
CLEAR = frozenset({Fit.ENDS_BEFORE, Fit.NO_END_DATE})


def conflict_is_gone(before: Fit, after: Fit) -> bool:
    """Tell whether a session that met a conflict with the contract's end meets none any more."""
    return before in IN_CONFLICT and after in CLEAR


def conflict_is_met(before: Fit, after: Fit) -> bool:
    """Tell whether a session that met no conflict with the contract's end meets one now."""
    return before in CLEAR and after in IN_CONFLICT


def travel(session: SessionFacts, learner: LearnerFacts) -> Travel:
    """Return how far a session is from a person."""
    if session.mode is Mode.REMOTE:
        return Travel.REMOTE
    if _is_in_own_commune(session, learner):
        return Travel.SAME_COMMUNE
    km = kilometres(session.commune, learner.commune)
    if km is not None:
        return next((reach for most, reach in REACHES if km <= most), Travel.FAR)
    here, there = normalise(learner.departement or ""), normalise(session.departement or "")
    return _between(here, there) if here and there else Travel.UNKNOWN


@lru_cache(maxsize=262_144)
def kilometres(one: str | None, other: str | None) -> float | None:
    """Return the distance between two communes, by their INSEE codes; nothing where one of them is not known."""
    here, there = (communes.commune(code) if code else None for code in (one, other))
    if here is None or there is None or here.point is None or there.point is None:
        return None
    return communes.distance_km(here.point, there.point)


def is_beyond_mobility(session: SessionFacts, learner: LearnerFacts) -> bool:
    """Tell whether a session is out of the area that a person gave, and too far for every day."""
    if learner.mobility not in MOBILITY_LABELS or session.mode is Mode.REMOTE:
        return False
    km = kilometres(session.commune, learner.commune)
    if _is_in_own_commune(session, learner) or (km is not None and km <= DAILY):
        return False
    here, there = normalise(learner.departement or ""), normalise(session.departement or "")
    if not here or not there:
        return False
    if learner.mobility == "region":
        return region_of(here) != region_of(there)
    return here != there or (learner.mobility == "commune" and km is not None)


def travel_sentence(session: SessionFacts, learner: LearnerFacts) -> str:
    """Say where a session is, and how far."""
    if session.mode is Mode.REMOTE:
        return "Elle se suit à distance, sans déplacement."
    found = departement(session.departement or "")
    where = session.place or (found.label if found else "lieu à préciser")
    partly = " Une partie se suit à distance." if session.mode is Mode.HYBRID else ""
    return f"Lieu : {where}, {_distance_words(session, learner)}.{partly}"


def mobility_sentences(session: SessionFacts, learner: LearnerFacts) -> Iterator[str]:
    """Say that a session is out of the area that a person gave."""
    if is_beyond_mobility(session, learner):
        area = MOBILITY_LABELS[learner.mobility or ""]
        yield f"C’est plus loin que la zone que vous avez choisie pour vos recherches : {area}."


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
        return Placement(fit, (reason,), (REFUSAL,))
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


def _is_in_own_commune(session: SessionFacts, learner: LearnerFacts) -> bool:
    return session.commune is not None and session.commune == learner.commune


def _distance_words(session: SessionFacts, learner: LearnerFacts) -> str:
    how_far = travel(session, learner)
    km = kilometres(session.commune, learner.commune)
    if how_far is Travel.SAME_COMMUNE:
        return "dans votre commune"
    if km is not None:
        rounded = round(km) if km < 10 else round(km / ROUNDED_TO) * ROUNDED_TO
        return f"à environ {max(rounded, 1)}\u00a0km de votre commune, à vol d’oiseau"
    return {
        Travel.SAME_DEPARTEMENT: "dans votre département",
        Travel.NEIGHBOUR: "dans un département voisin",
        Travel.SAME_REGION: "dans votre région, mais pas à côté",
        Travel.FAR: "loin de chez vous, dans une autre région",
    }.get(how_far, "distance inconnue")


@lru_cache(maxsize=65_536)
def _latest_start(session: SessionFacts, end: date) -> LatestStart:
    place, closing = session.departement, session.closing
    days = max(session.taught_days, working_days(session.starts_on, session.ends_on, place, closing), 1)
    wait = session.jury_on - session.ends_on if session.jury_on else None
    leave = end - wait if wait is not None else add_months(end, -EXAM_WITHIN)
    to_end, to_jury = (first_of(days, last, place, closing) for last in (end, leave))
    return LatestStart(to_end, to_jury, session.jury_on is not None)


def _between(here: str, there: str) -> Travel:
    if here == there:
        return Travel.SAME_DEPARTEMENT
    if there in neighbours(here):
        return Travel.NEIGHBOUR
    return Travel.SAME_REGION if region_of(here) == region_of(there) else Travel.FAR
