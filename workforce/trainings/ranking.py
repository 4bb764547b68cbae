"""Ranking: which session, or which VAE, gives this person the missing blocs, in which order, and why."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import NamedTuple

from workforce.skills.background import Background
from workforce.skills.gaps import gap_to_ccp
from workforce.skills.referential import TO_CONFIRM, CCPVersion, EquivalenceStatus, Referential
from workforce.skills.standing import MissingCCPs, held_numbers
from workforce.trainings.funding import FundingRoute, fund, is_paid_by_scheme, vae_route
from workforce.trainings.gains import Gains, Prospect
from workforce.trainings.placing import (
    Fit,
    LatestStart,
    Travel,
    fit_of,
    is_beyond_mobility,
    latest_start_sentence,
    latest_useful_start,
    load_sentence,
    mobility_sentences,
    place,
    travel,
    travel_sentence,
)
from workforce.trainings.situation import LearnerFacts, SessionFacts
from workforce.wording import count_fr, date_fr, hours_fr

FITS = {fit: place for place, fit in enumerate(Fit)}
TRAVELS = {how_far: place for place, how_far in enumerate(Travel)}
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
    latest_useful_start: LatestStart | None = None
    rank: int = 0


@dataclass(frozen=True)
class _Proof:
    """A missing bloc, and the bloc whose competences evidence covers: itself, or a like one."""

    ccp: CCPVersion
    via: CCPVersion
    status: EquivalenceStatus


class _Preference(NamedTuple):
    """What puts one suggestion before another: the first line that differs decides, the last never ties."""

    is_out_of_reach: bool
    fit: int
    blocs_not_given: int
    is_another_title: bool
    blocs_already_held: int
    is_beyond_mobility: bool
    travel: int
    is_not_paid: bool
    is_heavy: bool
    starts_on: date
    code: str


class _Candidate(NamedTuple):
    """A way that is weighed; its words are written only if it is kept."""

    preference: _Preference
    fit: Fit
    decide: Callable[[], SuggestionDecision]


@dataclass(frozen=True)
class Few:
    """How many suggestions are kept: the best, and few of each fit, so that a person sees every way that is open."""

    in_all: int
    of_a_fit: int


def rank(
    person: LearnerFacts,
    sessions: Sequence[SessionFacts],
    today: date,
    referential: Referential,
    few: Few | None = None,
    followed: Collection[str] = (),
) -> tuple[SuggestionDecision, ...]:
    """Return the ways to obtain a missing bloc, best first, whatever the order of the sessions: all, or the best few.

    `followed`: codes of sessions that the person asked for, kept whatever their place.
    """
    return rank_knowing(Gains(referential, today), person, sessions, few, followed)


def rank_knowing(
    gains: Gains,
    person: LearnerFacts,
    sessions: Sequence[SessionFacts],
    few: Few | None = None,
    followed: Collection[str] = (),
) -> tuple[SuggestionDecision, ...]:
    """Return the same, from gains that may have been worked out for somebody else."""
    held = gains.held(person.background)
    missing = gains.missing(held)
    if missing.holds_a_title:
        return ()
    weighed = [*_weigh_all(gains, held, person, sessions)]
    proofs = _proofs(gains.referential, missing, person, gains.today) if person.competences else ()
    weighed += [_weigh_vae(proof, missing) for proof in proofs]
    ordered = sorted(weighed, key=lambda one: one.preference)
    kept = _best(ordered, few, followed) if few else ordered
    return tuple(replace(one.decide(), rank=number) for number, one in enumerate(kept, 1))


def _best(ordered: Iterable[_Candidate], few: Few, followed: Collection[str]) -> Iterator[_Candidate]:
    seen: Counter[Fit] = Counter()
    left = few.in_all
    for one in ordered:
        seen[one.fit] += 1
        is_among_them = left > 0 and seen[one.fit] <= few.of_a_fit
        left -= is_among_them
        if is_among_them or one.preference.code in followed:
            yield one


def _weigh_all(
    gains: Gains, held: Background, person: LearnerFacts, sessions: Sequence[SessionFacts]
) -> Iterator[_Candidate]:
    """Weigh the sessions that give a missing bloc. What hangs on the blocs alone is worked out once for all of them."""
    missing = gains.missing(held)
    for session in sessions:
        found = gains.prospect(held, session.ccps)
        if found and gains.may_finish(held, found.title, session):
            fit, how_far = fit_of(session, person, gains.today), travel(session, person)
            yield _Candidate(
                _prefer(session, person, found, missing, fit, how_far),
                fit,
                partial(_decide, gains, held, session, person, how_far),
            )


def _decide(
    gains: Gains, held: Background, session: SessionFacts, person: LearnerFacts, how_far: Travel
) -> SuggestionDecision:
    today, brought = gains.today, gains.gain(held, session)
    assert brought, "a session is weighed because it brings something"
    placement, funding = place(session, person, today), fund(session, person, today)
    latest = latest_useful_start(session, person) if placement.fit is not Fit.TOO_LATE else None
    details = (travel_sentence(session, person), *_detail_sentences(session))
    return SuggestionDecision(
        way=Way.TRAINING,
        session_code=session.code,
        ccps=tuple(ccp.code for ccp in brought.gives),
        fit=placement.fit,
        is_takeable=_is_takeable(session, placement.fit),
        reasons=(brought.sentence, *placement.reasons, *details, *_latest_sentences(latest, today)),
        warnings=(*placement.warnings, *brought.warnings, *_warnings(session, person), *funding.remarks),
        funding=funding.routes if placement.fit is not Fit.TOO_LATE else (),
        travel=how_far,
        hours_per_week=session.hours_per_week,
        seats_left=session.seats_left,
        jury_on=session.jury_on,
        latest_useful_start=latest,
    )


def _prefer(
    session: SessionFacts,
    person: LearnerFacts,
    found: Prospect,
    missing: MissingCCPs,
    fit: Fit,
    how_far: Travel,
) -> _Preference:
    return _Preference(
        is_out_of_reach=not _is_takeable(session, fit),
        fit=FITS[fit],
        blocs_not_given=len(missing.standings) - len(found.gives),
        is_another_title=found.title != missing.title,
        blocs_already_held=len(found.already),
        is_beyond_mobility=is_beyond_mobility(session, person),
        travel=TRAVELS[how_far],
        is_not_paid=fit is Fit.TOO_LATE or not is_paid_by_scheme(session, person),
        is_heavy=is_heavy(session),
        starts_on=session.starts_on,
        code=session.code,
    )


def _is_takeable(session: SessionFacts, fit: Fit) -> bool:
    return fit is not Fit.TOO_LATE and session.seats_left != 0


def _detail_sentences(session: SessionFacts) -> Iterator[str]:
    if load := load_sentence(session):
        yield load
    if session.seats_left:
        yield f"Il reste {count_fr(session.seats_left, 'place')}."
    if session.jury_on:
        yield f"Le jury est prévu le {date_fr(session.jury_on)}."


def _latest_sentences(latest: LatestStart | None, today: date) -> Iterator[str]:
    if latest:
        yield latest_start_sentence(latest, today)


def _warnings(session: SessionFacts, person: LearnerFacts) -> Iterator[str]:
    yield from mobility_sentences(session, person)
    if session.seats_left == 0:
        yield "La session est complète : demandez la liste d’attente."
    if is_heavy(session) and person.is_in_post_on(session.starts_on) and session.hours_per_week:
        hours = hours_fr(session.hours_per_week)
        yield f"Avec {hours} de formation par semaine, votre employeur doit vous libérer de votre poste."


def is_heavy(session: SessionFacts) -> bool:
    """Tell whether a session leaves no room for a post beside it."""
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


def _weigh_vae(proof: _Proof, missing: MissingCCPs) -> _Candidate:
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
    fit, rest = FITS[Fit.ANY_TIME], len(missing.standings) - 1
    preference = _Preference(False, fit, rest, False, 0, False, 0, True, False, date.min, ccp.code)
    return _Candidate(preference, Fit.ANY_TIME, lambda: decision)
