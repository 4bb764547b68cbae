"""Who may pay for a session: routes open to this person's real status, each with its source."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

from workforce.contracts.kinds import ContractKind
from workforce.trainings.situation import ContractSituation, LearnerFacts, SessionFacts
from workforce.wording import date_fr, money_fr

INDICATIVE = "Indicatif, à vérifier auprès de votre employeur."
INDICATIVE_OUT_OF_POST = "Indicatif, à vérifier auprès de France Travail."


@dataclass(frozen=True)
class FundingRoute:
    """One way to pay, said to the person it is open to; indicative when it is not a confirmed right."""

    code: str
    label: str
    sentence: str
    is_indicative: bool
    source: str
    file_before: date | None = None  # The last day to send the file.


@dataclass(frozen=True)
class FundingDecision:
    """The routes open to a person for a session, and why one that they could expect is shut."""

    routes: tuple[FundingRoute, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class FundingRules:
    """The dated, sourced rules of funding."""

    checked_on: date
    parameters: Mapping[str, int]
    routes: Mapping[str, FundingRoute]


@lru_cache(maxsize=1)
def rules() -> FundingRules:
    """Return the funding rules that come with the product."""
    data = json.loads(resources.files(__package__).joinpath("funding_routes.json").read_text("utf-8"))
    words = data["parameters"] | {"cpf_share": money_fr(data["parameters"]["cpf_share"])}
    routes = {row["code"]: _route(row, words) for row in data["routes"]}
    return FundingRules(date.fromisoformat(data["checked_on"]), data["parameters"], routes)


def fund(session: SessionFacts, learner: LearnerFacts, today: date) -> FundingDecision:
    """Return the routes that this person may use for this session."""
    codes = tuple(_codes(session, learner))
    routes = [rules().routes[code] for code in codes]
    contract = learner.contract
    if contract is None or not _may_ask_for_leave(contract):
        return FundingDecision(tuple(routes))
    refusal = _ptp_refusal(session, contract, learner.salaried_months, today)
    if refusal:
        return FundingDecision(tuple(routes), (refusal,))
    return FundingDecision((*routes, _ptp(session, contract)))


def is_paid_by_scheme(session: SessionFacts, learner: LearnerFacts) -> bool:
    """Tell whether the scheme pays this session for this person: one in post when it starts."""
    return session.is_paid_by_scheme and learner.is_in_post_on(session.starts_on)


def vae_route() -> FundingRoute:
    """Return the route of somebody whose evidence covers a bloc."""
    return rules().routes["vae"]


def leave_notice(session: SessionFacts) -> timedelta:
    """Return how long before its start a training leave is asked for (PTP)."""
    limit = months_later(session.starts_on, rules().parameters["short_training_months"])
    is_short = session.ends_on < limit or session.is_part_time
    return timedelta(days=rules().parameters["short_leave_notice_days" if is_short else "leave_notice_days"])


def ptp_file_before(session: SessionFacts, contract: ContractSituation) -> date:
    """Return the last day to ask for a PTP: before the contract ends and, in post, ahead of the leave."""
    asked = session.starts_on - leave_notice(session)
    if contract.ends_on is None:
        return asked
    eve = contract.ends_on - timedelta(days=1)
    return min(asked, eve) if session.starts_on <= contract.ends_on else eve


def ptp_is_open(session: SessionFacts, learner: LearnerFacts, today: date) -> bool:
    """Tell whether this person may use a PTP for this session."""
    return any(route.code == "ptp" for route in fund(session, learner, today).routes)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    first_after = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = (first_after - timedelta(days=1)).day
    return date(day.year + years, month + 1, min(day.day, last))


def _route(row: Mapping[str, Any], words: Mapping[str, object]) -> FundingRoute:
    """Read a route; one that is not a confirmed right says so in its own words."""
    asked = INDICATIVE_OUT_OF_POST if row["code"] == "job_seeker" else INDICATIVE
    sentence = row["sentence"].format(**words)
    return FundingRoute(**{**row, "sentence": f"{sentence} {asked}" if row["is_indicative"] else sentence})


def _codes(session: SessionFacts, learner: LearnerFacts) -> Iterator[str]:
    contract = learner.contract
    if contract is None or not contract.is_in_force_on(session.starts_on):
        yield from ("cpf_job_seeker", "job_seeker")
        return
    if is_paid_by_scheme(session, learner):
        is_known = session.starts_on.year <= rules().parameters["scheme_last_year"]
        yield "scheme" if is_known else "scheme_after_2026"
    yield _cpf(contract)
    yield "public_training" if contract.is_public else "opco"


def _cpf(contract: ContractSituation) -> str:
    if contract.is_under_public_law:
        return "cpf_public"
    return "cpf_subsidised" if contract.is_public else "cpf_private"


def _may_ask_for_leave(contract: ContractSituation) -> bool:
    """Tell whether the law opens a PTP: private employers' CDD and CDI only, never a public agent."""
    return not contract.is_public and contract.kind in {ContractKind.CDD, ContractKind.CDI}


def _ptp(session: SessionFacts, contract: ContractSituation) -> FundingRoute:
    route, last_day = rules().routes["ptp"], ptp_file_before(session, contract)
    sentence = f"{route.sentence} Dossier à envoyer au plus tard le {date_fr(last_day)}."
    return FundingRoute(route.code, route.label, sentence, route.is_indicative, route.source, last_day)


def _ptp_refusal(
    session: SessionFacts, contract: ContractSituation, salaried_months: int | None, today: date
) -> str | None:
    why = _why_no_ptp(session, contract, salaried_months, today)
    return f"{rules().routes['ptp'].label} : {why}." if why else None


def _why_no_ptp(
    session: SessionFacts, contract: ContractSituation, salaried_months: int | None, today: date
) -> str | None:
    needed = rules().parameters["salaried_months_needed"]
    if salaried_months is not None and salaried_months < needed:
        return f"il faut {needed} mois de salariat en 5 ans, vous en avez {salaried_months}"
    if contract.end_is_unknown:
        return "indiquez la fin de votre contrat pour en connaître le délai"
    months = rules().parameters["start_after_contract_months"]
    if contract.ends_on and session.starts_on > months_later(contract.ends_on, months):
        return f"la formation doit commencer dans les {months} mois qui suivent votre contrat"
    last_day = ptp_file_before(session, contract)
    return f"le dossier était à envoyer au plus tard le {date_fr(last_day)}" if today > last_day else None
