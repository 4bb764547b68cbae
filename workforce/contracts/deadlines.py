"""Who must do what by when: the dates that hang on the end of a contract, each with its reasons.

Nothing here knows what day it is, and nothing is a right unless the rule's source was read: a decision
that rests on a plausible rule, or on a length that sources count differently, says that it is indicative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter

from workforce.contracts.calendar import Length, length_between
from workforce.contracts.kinds import OPEN_ENDED_KINDS, ContractKind, Party, Sector
from workforce.contracts.lengths import CountedLength, PastContract, counted_with_chain
from workforce.contracts.rules import Anchor, Condition, Count, Mark, Moment, Rule, shipped_rules
from workforce.wording import date_fr

TO_CHECK = "Indicatif, à vérifier auprès de votre employeur."


@dataclass(frozen=True)
class ContractFacts:
    """What the rules need to know of one contract."""

    kind: ContractKind
    sector: Sector
    start: date | None = None
    end: date | None = None  # The last day, included; unknown for an open-ended contract.
    terminated_on: date | None = None  # The last day after a rupture.
    hired_for_months: int | None = None
    cdi_only: bool = False  # It can only be renewed as a CDI.
    subsidised_post: bool = False
    followed: bool = False  # The next contract with this employer is already signed.
    renewal_offered_on: date | None = None


@dataclass(frozen=True)
class DeadlineDecision:
    """One thing to do, by whom, by when, and why."""

    rule: str
    version: int
    party: Party
    due_date: date
    window_start: date | None
    window_end: date | None
    label: str
    reasons: tuple[str, ...]
    source: str
    indicative: bool

    @property
    def reason(self) -> str:
        """Say the reasons in one paragraph."""
        return " ".join(self.reasons)


@dataclass(frozen=True)
class Advice:
    """Something worth knowing about this contract, that has no date."""

    rule: str
    version: int
    party: Party
    label: str
    reasons: tuple[str, ...]
    source: str
    indicative: bool


@dataclass(frozen=True)
class _Candidate:
    """A rule that may apply, with the counts of the length under which it does."""

    rule: Rule
    counts: tuple[CountedLength, ...]


def is_active(contract: ContractFacts, day: date) -> bool:
    """Tell whether the contract runs on that day; an unknown start is not active."""
    last_days = [last for last in (contract.end, contract.terminated_on) if last]
    return contract.start is not None and contract.start <= day and all(day <= last for last in last_days)


def departure_date(contract: ContractFacts) -> date | None:
    """Return the last day of the contract: its term, moved by a rupture; None when it is unknown."""
    term = None if contract.kind in OPEN_ENDED_KINDS else contract.end
    return min((day for day in (term, contract.terminated_on) if day), default=None)


def deadlines(
    contract: ContractFacts, chain: Sequence[PastContract] = (), rules: Iterable[Rule] | None = None
) -> list[DeadlineDecision]:
    """Return what must be done around the end of this contract, the first date first."""
    dated = [rule for rule in _rules_for(contract, rules) if rule.due]
    decisions = [_earliest(contract, family) for family in _families(contract, chain, dated)]
    return sorted(decisions, key=attrgetter("due_date", "rule"))


def advice(
    contract: ContractFacts, chain: Sequence[PastContract] = (), rules: Iterable[Rule] | None = None
) -> list[Advice]:
    """Return what is worth knowing and has no date; of several lengths, the longest one's rule."""
    undated = [rule for rule in _rules_for(contract, rules) if not rule.due]
    return [_advice(family) for family in _families(contract, chain, undated)]


def _rules_for(contract: ContractFacts, rules: Iterable[Rule] | None) -> list[Rule]:
    """Return the rules in force that are about this kind of contract, whatever its length."""
    about = (
        _shipped_about(contract.kind, contract.sector)
        if rules is None
        else _about(rules, contract.kind, contract.sector)
    )
    return [
        rule
        for rule in about
        if all(CONDITIONS[condition](contract) for condition in rule.conditions)
        and _is_in_force(rule, contract)
    ]


@cache
def _shipped_about(kind: ContractKind, sector: Sector) -> tuple[Rule, ...]:
    """Return the shipped rules about a kind of contract under a law: the same few for thousands of contracts."""
    return _about(shipped_rules(), kind, sector)


def _about(rules: Iterable[Rule], kind: ContractKind, sector: Sector) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if kind in rule.kinds and sector in rule.sectors)


def _is_in_force(rule: Rule, contract: ContractFacts) -> bool:
    """Tell whether a rule is in force on the day it hangs on; a dated rule needs that day."""
    day = _anchor_day(contract, rule.due.anchor if rule.due else Anchor.END)
    if day is None:
        return rule.due is None and rule.valid_until is None
    return rule.in_force(day)


def _anchor_day(contract: ContractFacts, anchor: Anchor) -> date | None:
    """Return the day that this anchor is, for this contract."""
    return departure_date(contract) if anchor is Anchor.END else contract.renewal_offered_on


def _families(
    contract: ContractFacts, chain: Sequence[PastContract], rules: Sequence[Rule]
) -> list[list[_Candidate]]:
    """Group the rules that may apply by what they are about."""
    candidates = [found for rule in rules if (found := _candidate(rule, contract, chain))]
    by_family = sorted(candidates, key=lambda candidate: candidate.rule.family)
    return [list(group) for _, group in groupby(by_family, key=lambda candidate: candidate.rule.family)]


def _candidate(rule: Rule, contract: ContractFacts, chain: Sequence[PastContract]) -> _Candidate | None:
    """Keep a rule if some count of the length is inside its bounds, or if no length is known."""
    if rule.length is None:
        return _Candidate(rule, ())
    counts = _counts(rule.length.counts, contract, chain)
    inside = tuple(counted for counted in counts if rule.length.hold(counted.length))
    return _Candidate(rule, inside) if inside or not counts else None


def _counts(what: Count, contract: ContractFacts, chain: Sequence[PastContract]) -> tuple[CountedLength, ...]:
    """Return every count of the length that a rule may rest on."""
    if what is Count.CHAIN and contract.start and contract.end:
        return counted_with_chain(contract.start, contract.end, chain)
    return _counts_of_hire(contract)


def _counts_of_hire(contract: ContractFacts) -> tuple[CountedLength, ...]:
    """Return the length the person was hired for and the one the dates give, as far as they are known."""
    counts = []
    if contract.hired_for_months is not None:
        counts.append(CountedLength(Length(contract.hired_for_months), "d’après la durée d’engagement"))
    if contract.start and contract.end:
        counts.append(CountedLength(length_between(contract.start, contract.end), "d’après les dates"))
    return tuple(counts)


def _earliest(contract: ContractFacts, family: Sequence[_Candidate]) -> DeadlineDecision:
    """Decide between the rules of a family: the one that falls first is the safe one."""
    chosen = family[0] if len(family) == 1 else min(family, key=lambda one: _due(contract, one.rule))
    rule = chosen.rule
    indicative = _is_indicative(family)
    return DeadlineDecision(
        rule=rule.code,
        version=rule.version,
        party=rule.party,
        due_date=_due(contract, rule),
        window_start=_window_start(contract, rule),
        window_end=_day(contract, rule.window_until),
        label=rule.label,
        reasons=(rule.explanation, *_anchor_reason(contract, rule), *_length_reasons(family, indicative)),
        source=rule.source,
        indicative=indicative,
    )


def _advice(family: Sequence[_Candidate]) -> Advice:
    """Say the rule of the longest length, and that it is indicative when the lengths disagree."""
    rule = family[-1].rule
    indicative = _is_indicative(family)
    reasons = (rule.explanation, *_length_reasons(family, indicative))
    return Advice(rule.code, rule.version, rule.party, rule.label, reasons, rule.source, indicative)


def _is_indicative(family: Sequence[_Candidate]) -> bool:
    """Tell whether a decision rests on an unconfirmed rule or on a length that can be counted otherwise."""
    return len(family) > 1 or any(_is_unsure(candidate) for candidate in family)


def _is_unsure(candidate: _Candidate) -> bool:
    """Tell whether a rule is unconfirmed, or bound to a length that nobody knows."""
    length_unknown = candidate.rule.length is not None and not candidate.counts
    return candidate.rule.mark is Mark.INDICATIVE or length_unknown


def _due(contract: ContractFacts, rule: Rule) -> date:
    """Return the day by which the rule must be followed."""
    due = _day(contract, rule.due)
    assert due is not None  # Only dated rules whose anchor is known come this far.
    return due


def _day(contract: ContractFacts, moment: Moment | None) -> date | None:
    """Return the day that a moment of a rule falls on."""
    anchor = _anchor_day(contract, moment.anchor) if moment else None
    return moment.from_day(anchor) if moment and anchor else None


def _window_start(contract: ContractFacts, rule: Rule) -> date | None:
    """Return the first day of the window, which cannot open before the contract begins."""
    opens = _day(contract, rule.window_from)
    if opens is None or contract.start is None:
        return opens
    return max(opens, contract.start)


def _anchor_reason(contract: ContractFacts, rule: Rule) -> tuple[str, ...]:
    """Say the day that the deadline is counted from."""
    last_day = departure_date(contract)
    if rule.due and rule.due.anchor is Anchor.OFFER and contract.renewal_offered_on:
        return (f"La proposition date du {date_fr(contract.renewal_offered_on)}.",)
    if last_day is None:
        return ()
    if last_day == contract.terminated_on and last_day != contract.end:
        return (f"Le contrat est rompu au {date_fr(last_day)}.",)
    return (f"Le contrat se termine le {date_fr(last_day)}.",)


def _length_reasons(family: Sequence[_Candidate], indicative: bool) -> tuple[str, ...]:
    """Say how the length was counted, and that another count exists."""
    counts = [counted for candidate in family for counted in candidate.counts]
    reasons = [_say_counts(counts, len(family) > 1)] if counts else []
    if not counts and any(candidate.rule.length for candidate in family):
        reasons.append("La durée n’est pas connue : la date la plus prudente est retenue.")
    return (*reasons, TO_CHECK) if indicative else tuple(reasons)


def _say_counts(counts: Sequence[CountedLength], disagree: bool) -> str:
    """Say each count of the length in one sentence."""
    said = ", ".join(f"{counted.length} {counted.way}" for counted in counts)
    if disagree:
        return f"La durée se compte de plusieurs façons ({said}) : la date la plus prudente est retenue."
    return f"Durée retenue : {said}."


def _runs_to_term(contract: ContractFacts) -> bool:
    """Tell whether no rupture stops the contract before its term."""
    if contract.terminated_on is None:
        return True
    return contract.end is not None and contract.terminated_on >= contract.end


CONDITIONS: dict[Condition, Callable[[ContractFacts], bool]] = {
    Condition.RUNS_TO_TERM: _runs_to_term,
    Condition.NOT_FOLLOWED: lambda contract: not contract.followed,
    Condition.CDI_ONLY: lambda contract: contract.cdi_only,
    Condition.NOT_CDI_ONLY: lambda contract: not contract.cdi_only,
    Condition.SUBSIDISED_POST: lambda contract: contract.subsidised_post,
}
