"""What a file says of a contract's dates, weighed against what was said before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from workforce.contracts.claims import SOURCE_LABELS, ClaimSource, DateClaim, Settlement, settle
from workforce.contracts.imports import la_coop
from workforce.contracts.imports.entries import ContractEntry
from workforce.contracts.imports.register import Change, Doubt, Fault, Occasion
from workforce.contracts.impossible import impossible_dates
from workforce.contracts.kinds import KIND_LABELS, OPEN_ENDED_KINDS, ContractKind
from workforce.wording import date_fr

FILES = frozenset({ClaimSource.TEAM_FILE, ClaimSource.POSTS_FILE, ClaimSource.SPREADSHEET})
NAMES = {"start_date": "début de contrat", "end_date": "fin de contrat"}


@dataclass(frozen=True)
class Word:
    """What a file says of one date, what is kept of it, and the sentence about it."""

    field: str
    claim: DateClaim | None  # To record; None where it is known already.
    retained: date | None
    sentence: str = ""


@dataclass(frozen=True)
class Hearing:
    """Everything a row would change in a contract."""

    contract: ContractEntry
    kind: ContractKind
    words: tuple[Word, ...]
    sentences: tuple[str, ...]

    @property
    def moves(self) -> bool:
        """Tell whether the contract itself changes."""
        kept = {word.field: word.retained for word in self.words}
        return self.kind != self.contract.kind or any(
            getattr(self.contract, name) != day for name, day in kept.items()
        )

    @property
    def is_news(self) -> bool:
        """Tell whether something is said that was never said by such a file."""
        known = {
            (name, claim.value, claim.source) for name, said in self.contract.said.items() for claim in said
        }
        fresh = ((word.field, word.claim.value, word.claim.source) for word in self.words if word.claim)
        return self.moves or any(one not in known for one in fresh)


def hear(
    contract: ContractEntry,
    kind: ContractKind | None,
    start: date | None,
    end: date | None,
    occasion: Occasion,
) -> Hearing:
    """Weigh what a row says of a contract."""
    if contract.terminated_on:
        return Hearing(contract, contract.kind, (), _after_termination(contract, end))
    kept, kind_sentence = _weigh_kind(contract, kind, occasion)
    words = [_weigh(contract, kept, "start_date", start, occasion)] if start else []
    if kept in OPEN_ENDED_KINDS:
        words += [_no_end(contract, occasion)] if kind in OPEN_ENDED_KINDS else []
    elif end:
        words.append(_weigh(contract, kept, "end_date", end, occasion))
    sentences = (kind_sentence, *(word.sentence for word in words))
    return Hearing(contract, kept, tuple(words), tuple(filter(None, sentences)))


def refusals(hearing: Hearing, others: Sequence[ContractEntry]) -> tuple[str, ...]:
    """Return why the contract cannot be changed so, beside the same person's other contracts."""
    if not hearing.moves:
        return ()
    kept = {word.field: word.retained for word in hearing.words}
    now = hearing.contract.dates()
    asked = replace(
        now, kind=hearing.kind, start=kept.get("start_date", now.start), end=kept.get("end_date", now.end)
    )
    beside = [one.dates() for one in others if one is not hearing.contract]
    return tuple(Fault(one.sentence, la_coop.column_of(one.field)) for one in impossible_dates(asked, beside))


def keep(hearing: Hearing) -> None:
    """Change the contract, and keep what was said."""
    contract = hearing.contract
    contract.change("kind", hearing.kind)
    for word in hearing.words:
        if word.claim:
            said(contract, word.field, word.claim)
        former = getattr(contract, word.field)
        if contract.change(word.field, word.retained) and word.field == "end_date":
            contract.former_end = former


def said(contract: ContractEntry, field: str, claim: DateClaim) -> None:
    """Keep a claim: each word of a source once, at the latest day it was said."""
    others = [one for one in contract.said.get(field, []) if not _same_word(one, claim)]
    contract.said[field] = [*others, claim]
    contract.new_claims.append((field, claim))


def _weigh_kind(
    contract: ContractEntry, kind: ContractKind | None, occasion: Occasion
) -> tuple[ContractKind, str]:
    """Return which kind is kept: a file corrects older files, never a person."""
    if kind is None or kind == contract.kind:
        return contract.kind, ""
    claims = [claim for said_ in contract.said.values() for claim in said_]
    before, after = KIND_LABELS[contract.kind], KIND_LABELS[kind]
    if claims and all(claim.source in FILES and claim.stated_on <= occasion.stated_on for claim in claims):
        return kind, Change("type de contrat", before, after)
    return contract.kind, Doubt(f"type de contrat : le fichier dit « {after} », « {before} » est gardé")


def _weigh(contract: ContractEntry, kind: ContractKind, field: str, value: date, occasion: Occasion) -> Word:
    claims = _heard(contract, kind, field)
    new = DateClaim(value, occasion.source, occasion.stated_on, occasion.recorded_at)
    known = next((one for one in claims if _same_word(one, new)), None)
    is_known = known is not None and known.stated_on >= new.stated_on
    if not is_known:
        claims = [*(one for one in claims if one is not known), new]
    settlement = settle(claims)
    assert settlement.retained is not None
    sentence = _say(NAMES[field], getattr(contract, field), value, settlement)
    return Word(field, None if is_known else new, settlement.retained.value, sentence)


def _no_end(contract: ContractEntry, occasion: Occasion) -> Word:
    """Hear that a contract has no end; its kind says it, so nothing is weighed."""
    new = DateClaim(None, occasion.source, occasion.stated_on, occasion.recorded_at)
    is_known = any(
        _same_word(one, new) and one.stated_on >= new.stated_on for one in contract.said.get("end_date", [])
    )
    return Word("end_date", None if is_known else new, None)


def _heard(contract: ContractEntry, kind: ContractKind, field: str) -> list[DateClaim]:
    """Return what was said of a date. A fixed term has its dates: an empty word about it is no word.

    A date that nobody is known to have said gives way to any file.
    """
    claims = [
        one
        for one in contract.said.get(field, [])
        if one.value or (field == "end_date" and kind in OPEN_ENDED_KINDS)
    ]
    current = getattr(contract, field)
    if not claims and current:
        return [DateClaim(current, ClaimSource.SPREADSHEET, date.min, datetime.min.replace(tzinfo=UTC))]
    return claims


def _same_word(one: DateClaim, other: DateClaim) -> bool:
    return (one.value, one.source) == (other.value, other.source)


def _say(name: str, current: date | None, value: date, settlement: Settlement) -> str:
    """Say what the file changes, or why it does not."""
    retained = settlement.retained
    assert retained is not None
    assert retained.value is not None
    if retained.value != current:
        return Change(name, date_fr(current) if current else "inconnue", date_fr(retained.value))
    if value == retained.value:
        return ""
    source = f"{SOURCE_LABELS[retained.source]}, au {date_fr(retained.stated_on)}"
    kept = f"{name} : le fichier dit {date_fr(value)} ; date gardée : {date_fr(retained.value)} ({source})"
    disagrees = any(one.value == value for one in settlement.disagreeing)
    return Doubt(f"{kept} ; contradiction à trancher" if disagrees else kept)


def _after_termination(contract: ContractEntry, end: date | None) -> tuple[str, ...]:
    assert contract.terminated_on is not None
    if end is None or end in (contract.end_date, contract.terminated_on):
        return ()
    return (Doubt(f"contrat rompu le {date_fr(contract.terminated_on)} : ses dates sont gardées"),)
