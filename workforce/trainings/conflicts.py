"""What is new in somebody's suggestions, and what became of those they knew: a session, a conflict met or gone. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workforce.facts import Fact, TrainingConflictGone, TrainingConflictMet, TrainingSuggested
from workforce.trainings.placing import Fit, conflict_is_gone, conflict_is_met
from workforce.trainings.ranking import SuggestionDecision

Key = tuple[str, str]  # A session, and the blocs that it brings.


@dataclass(frozen=True)
class Former:
    """A session that was suggested before, and how it stood."""

    session_code: str
    ccp_code: str
    fit: Fit
    is_takeable: bool


def leading(known: Sequence[Former]) -> frozenset[Key]:
    """Return what the person was told of: of each bloc, the first session that could be taken."""
    told: set[str] = set()
    found: set[Key] = set()
    for one in known:
        ccps = set(one.ccp_code.split("+"))
        if one.is_takeable and not told & ccps:
            told |= ccps
            found.add((one.session_code, one.ccp_code))
    return frozenset(found)


def news(
    adviser_id: int,
    before: Sequence[Former],
    decisions: Sequence[SuggestionDecision],
    fits: Mapping[str, Fit],
    followed: Collection[str],
) -> Iterator[Fact]:
    """Give the facts to tell. `before`: in their order. `fits`: how each session still open stands against the contract.

    A conflict is told of the sessions that the person was told of, or asked for: once each way, whatever moved.
    """
    now = [_as_former(one) for one in decisions if one.session_code]
    known = {(one.session_code, one.ccp_code): one for one in before}
    told_before, told_now = leading(before), leading(now)
    for key in sorted(told_now - known.keys()):
        yield TrainingSuggested(
            adviser_id, int(key[0]), key[1], next(one.fit for one in now if _key(one) == key)
        )
    for one in before:
        fit = fits.get(one.session_code)
        if fit is not None and (_key(one) in told_before | told_now or one.session_code in followed):
            yield from _moved(adviser_id, one, fit)


def _moved(adviser_id: int, former: Former, fit: Fit) -> Iterator[Fact]:
    said = adviser_id, int(former.session_code), former.ccp_code
    if conflict_is_gone(former.fit, fit):
        yield TrainingConflictGone(*said)
    elif conflict_is_met(former.fit, fit):
        yield TrainingConflictMet(*said)


def _as_former(one: SuggestionDecision) -> Former:
    return Former(one.session_code or "", "+".join(one.ccps), one.fit, one.is_takeable)


def _key(one: Former) -> Key:
    return one.session_code, one.ccp_code
