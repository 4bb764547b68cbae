"""Ranking: which session, or which VAE, gives this person the missing blocs, in which order, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import islice

from workforce.skills.gaps import gap_to_ccp
from workforce.skills.referential import TO_CONFIRM, CCPVersion, EquivalenceStatus, Referential
from workforce.skills.standing import MissingCCPs, held_numbers, missing_ccps
from workforce.trainings.funding import FundingRoute, fund, vae_route
from workforce.trainings.gains import Gain, gain_of
from workforce.trainings.placing import (
    Fit,
    Placement,
    Travel,
    latest_useful_start,
    load_sentence,
    place,
    travel,
    travel_sentence,
)
from workforce.trainings.situation import LearnerFacts, SessionFacts
from workforce.wording import count_fr, date_fr, hours_fr

PAID_BY_SCHEME = frozenset({"scheme", "scheme_after_2026"})
HEAVY_WEEK = 28  # Hours: from this on, a post and a training leave each other no room.


class Way(StrEnum):
    """How a bloc is obtained."""

    TRAINING = "training"
    VAE = "vae"


@dataclass(frozen=True)
class SuggestionDecision:
    """One suggestion. `rank` starts at 1; a suggestion that cannot be taken is kept, last, to say why."""

    way: Way
    session_code: str | None
    ccps: tuple[str, ...]  # The missing blocs that it gives.
    fit: Fit
    is_takeable: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    funding: tuple[FundingRoute, ...]
    travel: Travel = Travel.UNKNOWN
    hours_per_week: float | None = None
    seats_left: int | None = None
    jury_on: date | None = None
    latest_useful_start: date | None = None
    rank: int = 0


@dataclass(frozen=True)
class _Proof:
    """A missing bloc, and the bloc whose competences evidence covers: itself, or a like one."""

    ccp: CCPVersion
    via: CCPVersion
    status: EquivalenceStatus


@dataclass(frozen=True, order=True)
class _Preference:
    """What puts one suggestion before another: the first line that differs decides, the last never ties."""

    is_out_of_reach: bool
    fit: int
    blocs_not_given: int
    is_another_title: bool
    blocs_already_held: int
    travel: int
    is_not_paid: bool
    is_heavy: bool
    starts_on: date
    code: str


def rank(
    person: LearnerFacts, sessions: Sequence[SessionFacts], today: date, referential: Referential
) -> tuple[SuggestionDecision, ...]:
    """Return every way to obtain a missing bloc, best first, whatever the order of the sessions."""
    missing = missing_ccps(referential, person.background, today)
    if missing.holds_a_title:
        return ()
    gains = (gain_of(referential, person.background, session, today) for session in sessions)
    weighed = [_weigh(gain, missing, person, today) for gain in gains if gain]
    weighed += [_weigh_vae(proof, missing) for proof in _proofs(referential, missing, person, today)]
    ordered = sorted(weighed, key=lambda one: one[0])
    return tuple(replace(decision, rank=number) for number, (_, decision) in enumerate(ordered, 1))


def _weigh(
    gain: Gain, missing: MissingCCPs, person: LearnerFacts, today: date
) -> tuple[_Preference, SuggestionDecision]:
    placement = place(gain.session, person, today)
    decision = _decide(gain, placement, person, today)
    return _prefer(gain, missing, decision), decision


def _decide(gain: Gain, placement: Placement, person: LearnerFacts, today: date) -> SuggestionDecision:
    session, how_far = gain.session, travel(gain.session, person)
    funding = fund(session, person, today)
    is_takeable = placement.fit is not Fit.TOO_LATE and session.seats_left != 0
    details = (travel_sentence(session, how_far), *_detail_sentences(session))
    return SuggestionDecision(
        way=Way.TRAINING,
        session_code=session.code,
        ccps=tuple(ccp.code for ccp in gain.gives),
        fit=placement.fit,
        is_takeable=is_takeable,
        reasons=(gain.sentence, *placement.reasons, *details),
        warnings=(*placement.warnings, *gain.warnings, *_warnings(session, person), *funding.remarks),
        funding=funding.routes if placement.fit is not Fit.TOO_LATE else (),
        travel=how_far,
        hours_per_week=session.hours_per_week,
        seats_left=session.seats_left,
        jury_on=session.jury_on,
        latest_useful_start=latest_useful_start(session, person),
    )


def _prefer(gain: Gain, missing: MissingCCPs, decision: SuggestionDecision) -> _Preference:
    return _Preference(
        is_out_of_reach=not decision.is_takeable,
        fit=list(Fit).index(decision.fit),
        blocs_not_given=len(missing.standings) - len(gain.gives),
        is_another_title=gain.title != missing.title,
        blocs_already_held=len(gain.already),
        travel=list(Travel).index(decision.travel),
        is_not_paid=PAID_BY_SCHEME.isdisjoint(route.code for route in decision.funding),
        is_heavy=_is_heavy(gain.session),
        starts_on=gain.session.starts_on,
        code=gain.session.code,
    )


def _detail_sentences(session: SessionFacts) -> Iterator[str]:
    if load := load_sentence(session):
        yield load
    if session.seats_left:
        yield f"Il reste {count_fr(session.seats_left, 'place')}."
    if session.jury_on:
        yield f"Le jury est prévu le {date_fr(session.jury_on)}."


def _warnings(session: SessionFacts, person: LearnerFacts) -> Iterator[str]:
    if session.seats_left == 0:
        yield "La session est complète : demandez la liste d’attente."
    if _is_heavy(session) and person.is_in_post_on(session.starts_on) and session.hours_per_week:
        hours = hours_fr(session.hours_per_week)
        yield f"Avec {hours} de formation par semaine, votre employeur doit vous libérer de votre poste."


def _is_heavy(session: SessionFacts) -> bool:
    return session.hours_per_week is not None and session.hours_per_week >= HEAVY_WEEK


def _proofs(
    referential: Referential, missing: MissingCCPs, person: LearnerFacts, today: date
) -> Iterator[_Proof]:
    """Go through the missing blocs that evidence covers, in their own words or in those of a like bloc."""
    held = held_numbers(referential, person.background, today).sure
    for ccp in (one for one in missing.missing if one.number not in held):
        ways = [one for one in referential.equivalences if one.to_ccp == ccp.code]
        like = [_Proof(ccp, referential.by_ccp[one.from_ccp], one.status) for one in ways]
        candidates = [_Proof(ccp, ccp, EquivalenceStatus.OFFICIAL), *like]
        covered = (one for one in candidates if gap_to_ccp(one.via, person.competences).is_covered)
        yield from islice(covered, 1)


def _weigh_vae(proof: _Proof, missing: MissingCCPs) -> tuple[_Preference, SuggestionDecision]:
    ccp, via = proof.ccp, proof.via
    proved = f"vous savez faire ses {len(via.competences)} compétences, preuves à l’appui"
    doubt = f"Vos preuves portent sur le {via.short_name} : {TO_CONFIRM} pour le {ccp.short_name}."
    decision = SuggestionDecision(
        way=Way.VAE,
        session_code=None,
        ccps=(ccp.code,),
        fit=Fit.ANY_TIME,
        is_takeable=True,
        reasons=(f"Il vous manque le {ccp.short_name}, et {proved} : une VAE est possible.",),
        warnings=(doubt,) if proof.status is EquivalenceStatus.UNKNOWN else (),
        funding=(vae_route(),),
    )
    fit, rest = list(Fit).index(Fit.ANY_TIME), len(missing.standings) - 1
    return _Preference(False, fit, rest, False, 0, 0, True, False, date.min, ccp.code), decision
