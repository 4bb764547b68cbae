"""Are these two offers one opening? Points for each sign, each said in French, and what forbids to join them alone. Pure.

The bar is high: two openings taken for one hide a job from everybody. What contradicts blocks, whatever the points; a person
may still say that the two are one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from workforce.offers.same import keys
from workforce.offers.same.traits import Traits
from workforce.offers.understanding.pay import Pay

PROPOSED_FROM, JOINED_FROM = 45, 75  # Points.
SAME_TEXT, NEAR_TEXT, OTHER_TEXT = 0.85, 0.7, 0.5  # Of the runs of words of the shorter text.
FAR_APART = 60  # Days between two publications.
LATE, LATER = 3, 15  # Days between two closing dates, and between two starts.
# Kinds of contract that two sources may give for one opening.
COMPATIBLE = (frozenset({"CDD", "CDP", "PEC", "titulaire", "vacation"}), frozenset({"CDI", "titulaire"}))


@dataclass(frozen=True)
class Sign:
    """Something that speaks for likeness, or against it.

    `blocks`: the two are never joined without a person. `settles`: they are two, and nobody is asked unless a number or an
    address names them both.
    """

    points: int
    words: str
    blocks: bool = False
    settles: bool = False


@dataclass(frozen=True)
class Resemblance:
    """How alike two offers are, why, what speaks against it, and whether that is enough."""

    score: int  # 0 to 100.
    reasons: tuple[str, ...]
    doubts: tuple[str, ...]
    is_sure: bool  # They are joined by themselves.
    is_blocked: bool  # Something contradicts.
    is_proposed: bool  # A person should look at the two.


def compare(one: Traits, other: Traits) -> Resemblance:
    """Compare two offers."""
    if one.is_own and other.is_own:
        return Resemblance(0, (), (), is_sure=False, is_blocked=True, is_proposed=False)
    shared = _share(one, other)
    named = list(_names(one, other))
    about = [
        *_titles(one, other), *_employers(one, other), *_places(one, other), *_texts(shared, bool(named)),
        *_dates(one, other, bool(named)), *_terms(one, other), *_sources(one, other),
    ]  # fmt: skip
    signs = [*named, *about]
    score = min(100, max(0, sum(sign.points for sign in signs)))
    is_blocked = any(sign.blocks or sign.settles for sign in signs)
    is_open = bool(named) or not any(sign.settles for sign in signs)
    is_sure = score >= JOINED_FROM and not is_blocked and _is_enough(one, other, shared, bool(named))
    reasons = tuple(sign.words for sign in signs if sign.points > 0)
    doubts = tuple(sign.words for sign in signs if sign.points <= 0)
    return Resemblance(
        score, reasons, doubts, is_sure, is_blocked, is_sure or (is_open and score >= PROPOSED_FROM)
    )


def _is_enough(one: Traits, other: Traits, shared: float | None, is_named: bool) -> bool:
    """Ask for one thing that only twins share: a number, an address, the text; else title, employer, town and date."""
    if is_named:
        return True
    if one.title != other.title:
        return shared is not None and shared >= SAME_TEXT and bool(one.town and one.town == other.town)
    if shared is not None and shared >= NEAR_TEXT:
        return True
    dated = one.closes_on is not None and one.closes_on == other.closes_on
    return dated and _same_employer(one, other) and bool(one.town) and one.town == other.town


def _share(one: Traits, other: Traits) -> float | None:
    """Return how much of the shorter text is in the other; nothing where one has no text to speak of."""
    if not one.runs or not other.runs:
        return None
    return len(one.runs & other.runs) / min(len(one.runs), len(other.runs))


def _names(one: Traits, other: Traits) -> Iterator[Sign]:
    if one.address and one.address == other.address and keys.names_one_offer(one.address):
        yield Sign(50, "même adresse d’annonce")
    if one.references & other.references:
        yield Sign(50, f"même référence ({min(one.references & other.references)})")


def _titles(one: Traits, other: Traits) -> Iterator[Sign]:
    if one.title == other.title:
        yield Sign(25, "même intitulé")
    elif one.title and other.title and (one.title <= other.title or other.title <= one.title):
        yield Sign(15, "intitulés proches")
    else:
        yield Sign(-25, "intitulés différents", blocks=True)


def _employers(one: Traits, other: Traits) -> Iterator[Sign]:
    if not one.employer or not other.employer:
        return
    kinds = {keys.employer_kind(one.employer_name), keys.employer_kind(other.employer_name)} - {""}
    if len(kinds) > 1:
        yield Sign(-30, "employeurs différents", blocks=True)
    elif _same_employer(one, other):
        yield Sign(20, "même employeur")
    elif one.employer <= other.employer or other.employer <= one.employer:
        yield Sign(12, "noms d’employeur proches")
    else:
        yield Sign(-30, "employeurs différents", blocks=True)


def _same_employer(one: Traits, other: Traits) -> bool:
    if not one.employer or not other.employer:
        return False
    shortened = {keys.initials(one.employer_name)} == set(other.employer) or {
        keys.initials(other.employer_name)
    } == set(one.employer)
    return one.employer == other.employer or shortened


def _places(one: Traits, other: Traits) -> Iterator[Sign]:
    if one.departement and other.departement and one.departement != other.departement:
        yield Sign(-60, "départements différents", settles=True)
    elif one.town and other.town and one.town != other.town:
        yield Sign(-30, "communes différentes", settles=True)
    elif one.town and one.town == other.town:
        yield Sign(15, "même commune")
    elif one.departement and one.departement == other.departement:
        yield Sign(5, "même département")


def _texts(shared: float | None, is_named: bool) -> Iterator[Sign]:
    if shared is None:
        return
    words = f"{round(shared * 100)} % des mots"
    if shared >= SAME_TEXT:
        yield Sign(35, words)
    elif shared >= NEAR_TEXT:
        yield Sign(25, words)
    elif shared >= OTHER_TEXT:
        yield Sign(10, words)
    else:
        yield Sign(0 if is_named else -10, f"seulement {words}", blocks=not is_named)


def _dates(one: Traits, other: Traits, is_named: bool) -> Iterator[Sign]:
    if one.closes_on and other.closes_on:
        days = abs((one.closes_on - other.closes_on).days)
        if days:
            yield Sign(
                -5 if days <= LATE else -15, "dates limites différentes", blocks=days > LATE and not is_named
            )
        else:
            yield Sign(15, "même date limite")
    if one.starts_on and other.starts_on and abs((one.starts_on - other.starts_on).days) > LATER:
        yield Sign(-10, "débuts différents", blocks=not is_named)
    if one.published_on and other.published_on:
        days = abs((one.published_on - other.published_on).days)
        if days > FAR_APART and not is_named:
            yield Sign(-15, f"publiées à {days} jours d’écart", settles=True)


def _terms(one: Traits, other: Traits) -> Iterator[Sign]:
    kinds = frozenset({one.contract_kind, other.contract_kind}) - {""}
    if len(kinds) > 1 and not any(kinds <= together for together in COMPATIBLE):
        yield Sign(-25, "contrats différents", settles=True)
    elif one.contract_kind and one.contract_kind == other.contract_kind:
        yield Sign(5, "même contrat")
    if one.length_months and other.length_months and one.length_months != other.length_months:
        yield Sign(-20, "durées différentes", settles=True)
    if one.hours_per_week and other.hours_per_week and abs(one.hours_per_week - other.hours_per_week) > 1:
        yield Sign(-20, "temps de travail différents", settles=True)
    if one.pay and other.pay and _apart(one.pay, other.pay):
        yield Sign(-10, "salaires différents", blocks=True)


def _apart(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Tell whether two pays have nothing in common, by month, within a tenth."""
    (low, high), (lowest, highest) = (
        Pay(Decimal(pay[0]), Decimal(pay[1]), pay[2], None).monthly for pay in (one, other)
    )
    return high * Decimal("1.1") < lowest or highest * Decimal("1.1") < low


def _sources(one: Traits, other: Traits) -> Iterator[Sign]:
    if one.feed_id is not None and one.feed_id == other.feed_id:
        yield Sign(-20, "la même source les donne à part", settles=True)
    if _numbered_apart(one, other):
        yield Sign(-40, "références différentes", settles=True)


def _numbered_apart(one: Traits, other: Traits) -> bool:
    """Tell whether one numbering gives two numbers; plain figures are of any numbering, and prove nothing."""
    if one.references & other.references:
        return False
    return any(
        keys.shape(mine) == keys.shape(theirs) != "9"
        for mine, theirs in product(one.references, other.references)
    )
