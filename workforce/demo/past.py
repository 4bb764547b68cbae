"""What has already happened, so that nothing old is announced: deadlines, steps reached, alerts sent."""

from collections.abc import Collection, Iterator
from dataclasses import fields
from datetime import date, timedelta
from random import Random
from typing import Any

from workforce.accounts.models import Membership
from workforce.alerts.models import Alert, Delivery
from workforce.contracts.deadlines import ContractFacts, DeadlineDecision, deadlines
from workforce.contracts.kinds import EndMotive, Party
from workforce.contracts.ladder import ladder_for, milestone_date
from workforce.contracts.lengths import PastContract
from workforce.contracts.models import Deadline, Milestone
from workforce.demo.timeline import Spell
from workforce.demo.world import Hired, World, at
from workforce.wording import date_fr

KINDS = {
    Party.ADVISER: "contract_ends",
    Party.EMPLOYER: "contract_ends_employer",
    Party.COORDINATOR: "contract_ends_coordinator",
}  # Of the alerts that a step of a ladder sets off.
FRESH = 10  # Steps reached since yesterday and left to announce: a day's handful.
TOLD_SINCE = {
    Party.ADVISER: 400,
    Party.EMPLOYER: 120,
    Party.COORDINATOR: 45,
}  # Days of ledger kept, by party.
OUTCOMES = (("sent", "failed", "skipped"), (94, 2, 4))
FAILURES = (
    "La boîte du destinataire est pleine.",
    "Le serveur de messagerie du destinataire n’a pas répondu après plusieurs essais.",
    "L’adresse n’existe pas ou plus.",
)
SKIPS = (
    "Canal mis en pause par le destinataire.",
    "Un palier plus proche était déjà passé.",
    "La date de fin a changé entre-temps.",
)
SAID = [field.name for field in fields(DeadlineDecision) if field.name in Deadline.model_fields]

Step = tuple[Hired, Party, date, int]  # Whose contract, who is told, its last day, days before it.


def compute_deadlines(world: World) -> None:
    """Compute what hangs on each contract that still runs, as the product itself does."""
    for one in _running(world):
        for decision in deadlines(_facts(one), _chain(one)):
            world.book.add(Deadline, contract_id=one.contract_ids[-1], **_said(decision))


def _running(world: World) -> Iterator[Hired]:
    """Go through those whose last contract runs and has a known last day."""
    return (one for one in world.hired if (day := one.career.left_on) and day >= world.today)


def _facts(one: Hired) -> ContractFacts:
    spell = one.career.spells[-1]
    return ContractFacts(
        kind=spell.kind,
        sector=one.host.structure.sector,
        start=spell.start,
        end=spell.end,
        terminated_on=spell.ended_on,
        hired_for_months=spell.months,
        cdi_only=spell.only_as_cdi,
        subsidised_post=spell.subsidised,
    )


def _chain(one: Hired) -> list[PastContract]:
    former = one.career.spells[:-1]
    return [PastContract(spell.start, spell.last_day, spell.motive or EndMotive.TERM) for spell in former]


def _said(decision: DeadlineDecision) -> dict[str, Any]:
    """Return a decision as the table keeps it: the fields that both have."""
    said = {name: getattr(decision, name) for name in SAID}
    return {**said, "reasons": list(decision.reasons)}


def reach_steps(world: World, left_to_tell: Collection[int] = ()) -> None:
    """Record the steps reached and what was sent; leave a day's handful and these advisers to the watch."""
    rng, listeners = world.rng("ledger"), _listeners(world)
    fresh = 0
    for one in _running(world):
        for party in Party:
            steps = _reached(world, one, party)
            if steps and (one.id in left_to_tell or (fresh < FRESH and _is_news(world, steps[-1]))):
                fresh += 1
                steps.pop()
            for step in steps:
                _record(world, rng, step, listeners)


def _is_news(world: World, step: Step) -> bool:
    """Tell whether a step was reached today or yesterday."""
    return milestone_date(step[2], step[3]) >= world.day(-1)


def _reached(world: World, one: Hired, party: Party) -> list[Step]:
    """Return the steps of this party's ladder that are passed, the tightest last."""
    spell: Spell = one.career.spells[-1]
    last_day = spell.last_day
    assert last_day is not None  # Only those who run to a known day are asked about.
    length = (last_day - spell.start).days if spell.start else None
    left = (last_day - world.today).days
    return [
        (one, party, last_day, days) for days in ladder_for(party, spell.kind, length) if 0 <= left <= days
    ]


def _record(world: World, rng: Random, step: Step, listeners: dict[tuple[str, Any], list[int]]) -> None:
    one, party, end, days = step
    reached_on = milestone_date(end, days)
    contract = one.contract_ids[-1]
    world.book.add(
        Milestone, contract_id=contract, audience=party, end_date=end, days=days, reached_on=reached_on
    )
    if reached_on >= world.day(-TOLD_SINCE[party]):
        for account in _who(one, party, listeners):
            tell(world, rng, account, step)


def _listeners(world: World) -> dict[tuple[str, Any], list[int]]:
    """Return the accounts by what they answer for: an adviser, an employer, a network or a part of it."""
    found: dict[tuple[str, Any], list[int]] = {}
    for row in world.book.rows(Membership):
        about = {
            "adviser": row["adviser_id"],
            "employer": row["employer_id"],
            "coordinator": (row["network_id"], row["departement"]),
        }.get(row["role"])
        found.setdefault((row["role"], about), []).append(row["account_id"])
    return found


def _who(one: Hired, party: Party, listeners: dict[tuple[str, Any], list[int]]) -> list[int]:
    """Return the accounts that hear of this contract for a party."""
    whole, bounded = (one.network_id, None), (one.network_id, one.home.departement)
    asked: dict[Party, list[Any]] = {
        Party.ADVISER: [one.id],
        Party.EMPLOYER: [one.host.id],
        Party.COORDINATOR: [whole, bounded],
    }
    return [account for about in asked[party] for account in listeners.get((party, about), ())]


def tell(world: World, rng: Random, account: int, step: Step, outcome: str | None = None) -> None:
    """Write an alert of the past down, and what became of it."""
    one, party, end, days = step
    planned = at(milestone_date(end, days), 6 * 60 + rng.randrange(30))
    contract, state = one.contract_ids[-1], outcome or rng.choices(*OUTCOMES)[0]
    alert = world.book.add(
        Alert,
        account_id=account,
        occasion=f"contract:{contract}:{end}:{party}:{days}",
        kind=KINDS[party],
        contract_id=contract,
        subject={"contract_id": contract, "milestone": days, "end": end.isoformat()},
        title=_title(one, party, end),
        planned_at=planned,
        read_at=planned + timedelta(hours=rng.randrange(1, 60))
        if state == "sent" and rng.random() < 0.6
        else None,
    )
    reasons = {"sent": ("",), "failed": FAILURES, "skipped": SKIPS}[state]
    world.book.add(
        Delivery,
        alert_id=alert,
        channel_id=account,
        state=state,
        reason=rng.choice(reasons),
        tries=7 if state == "failed" else 0,
        sent_at=planned + timedelta(seconds=rng.randrange(5, 240)) if state == "sent" else None,
    )


def _title(one: Hired, party: Party, end: date) -> str:
    if party is Party.ADVISER:
        return f"Votre contrat se termine le {date_fr(end)}"
    return f"Le contrat de {one.person.name} se termine le {date_fr(end)}"
