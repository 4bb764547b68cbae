"""The deadline rules as data: read from the package, checked whole, chosen by the day they are in force."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Any, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from workforce.contracts.calendar import Length, add_months
from workforce.contracts.kinds import ContractKind, Party, Sector

MOMENT = re.compile(r"^(?P<anchor>end|offer)(?: (?P<sign>[+-]) (?P<number>\d+) (?P<unit>month|day)s?)?$")


class RulesError(Exception):
    """The rules that ship with the package contradict each other."""


class Mark(StrEnum):
    """How sure a rule is."""

    OK = "ok"
    INDICATIVE = "indicatif"


class Anchor(StrEnum):
    """The day that a moment is counted from."""

    END = "end"
    OFFER = "offer"


class Count(StrEnum):
    """What the length of a contract counts."""

    CHAIN = "chain"
    HIRED = "hired"


class Condition(StrEnum):
    """What else must be true of a contract for a rule to apply to it."""

    RUNS_TO_TERM = "runs-to-term"
    NOT_FOLLOWED = "not-followed"
    CDI_ONLY = "cdi-only"
    NOT_CDI_ONLY = "not-cdi-only"
    SUBSIDISED_POST = "subsidised-post"


class Moment(NamedTuple):
    """A day counted from an anchor, in months then in days."""

    anchor: Anchor
    months: int = 0
    days: int = 0

    def from_day(self, day: date) -> date:
        """Return the day that this moment falls on, counted from the anchor's day."""
        return add_months(day, self.months) + timedelta(days=self.days)


def read_moment(text: Any) -> Moment:
    """Read « end - 2 months » as a moment."""
    found = MOMENT.match(str(text))
    if found is None:
        raise ValueError(f"not a moment: {text!r}")
    number = int(f"{found['sign'] or '+'}{found['number'] or 0}")
    by_month = found["unit"] == "month"
    return Moment(Anchor(found["anchor"]), number if by_month else 0, 0 if by_month else number)


MomentText = Annotated[Moment, BeforeValidator(read_moment)]


class LengthBounds(BaseModel):
    """The lengths, in months, that a rule is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts: Count
    at_least: int | None = None
    below: int | None = None
    at_most: int | None = None
    above: int | None = None

    def hold(self, length: Length) -> bool:
        """Tell whether this length is inside the bounds."""
        return (
            (self.at_least is None or length >= Length(self.at_least))
            and (self.below is None or length < Length(self.below))
            and (self.at_most is None or length <= Length(self.at_most))
            and (self.above is None or length > Length(self.above))
        )


class Rule(BaseModel):
    """One dated version of one rule, with where it was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")
    version: int = Field(ge=1)
    family: str
    valid_from: date
    valid_until: date | None = None
    mark: Mark
    party: Party
    kinds: frozenset[ContractKind] = Field(min_length=1)
    sectors: frozenset[Sector] = Field(min_length=1)
    conditions: frozenset[Condition]
    length: LengthBounds | None = None
    due: MomentText | None = None
    window_from: MomentText | None = None
    window_until: MomentText | None = None
    warned: tuple[int, ...] = ()  # Days before the deadline at which its party is reminded.
    label: str = Field(min_length=1)
    explanation: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        """Refuse a validity that ends before it begins, a half window, and a window without a deadline."""
        if self.valid_until and self.valid_until < self.valid_from:
            raise ValueError("the rule ends before it begins")
        if (self.window_from is None) != (self.window_until is None):
            raise ValueError("a window needs both ends")
        if self.window_from and not self.due:
            raise ValueError("a window needs a deadline")
        if self.warned and not self.due:
            raise ValueError("a reminder needs a deadline")
        if list(self.warned) != sorted(set(self.warned), reverse=True) or min(self.warned, default=0) < 0:
            raise ValueError("reminders go down to the deadline")
        return self

    def in_force(self, day: date) -> bool:
        """Tell whether this version was the one in force on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class _RulesFile(BaseModel):
    """The whole file of rules."""

    model_config = ConfigDict(extra="forbid")

    rule: tuple[Rule, ...] = Field(min_length=1)


def read_rules(text: str) -> tuple[Rule, ...]:
    """Read and check a file of rules; raise what is wrong with it."""
    rules = _RulesFile.model_validate(tomllib.loads(text)).rule
    _refuse_overlaps(rules)
    return rules


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that ship with the package, read once."""
    return read_rules(_text())


def _text() -> str:
    return files("workforce.contracts").joinpath("rules.toml").read_text("utf-8")


@cache
def warned_steps() -> dict[str, tuple[int, ...]]:
    """Return, by rule, the days before its deadline at which its party is reminded; the newest version says."""
    ordered = sorted(shipped_rules(), key=lambda rule: (rule.code, rule.version))
    return {rule.code: rule.warned for rule in ordered if rule.warned}


@cache
def rules_digest() -> str:
    """Return what changes when any word of the rules does."""
    return sha256(_text().encode()).hexdigest()


def rule_named(code: str, on_day: date) -> Rule | None:
    """Return the version of a rule in force on a day, to show its source beside an old decision."""
    return next((r for r in shipped_rules() if r.code == code and r.in_force(on_day)), None)


def _refuse_overlaps(rules: Iterable[Rule]) -> None:
    """Refuse two versions of one rule in force on the same day, or in the wrong order."""
    ordered = sorted(rules, key=lambda rule: (rule.code, rule.version))
    for older, newer in pairwise(ordered):
        if older.code != newer.code:
            continue
        if older.version == newer.version:
            raise RulesError(f"{newer.code} has version {newer.version} twice")
        if older.valid_until is None or older.valid_until >= newer.valid_from:
            raise RulesError(f"{newer.code}: version {newer.version} begins before the former one ends")
