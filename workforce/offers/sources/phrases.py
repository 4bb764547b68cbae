"""The trade's phrases and the stop-list, as a person reads them. Pure.

They are kept as patterns; here each is written out in its shortest forms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from workforce.offers.understanding.trades import FAMILIES, LOOKALIKES, OTHER_TRADES

MOST_FORMS = 6  # Of one pattern.
_TOKEN = re.compile(
    r"(?P<look>\(\?<?[!=])|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<bar>\|)|(?P<set>\[[^\]]*\])"
    r"|(?P<any>\\w[+*]?)|(?P<edge>\\[bBW][+*]?|[\^$])|(?P<escaped>\\.)|(?P<letter>.)",
    re.DOTALL,
)
_REPEAT = re.compile(r"\?|\*|\+|\{(\d+)(?:,\d*)?\}")


@dataclass(frozen=True)
class Group:
    """Phrases that belong together."""

    label: str
    phrases: tuple[str, ...]


def kept_by_default() -> tuple[Group, ...]:
    """Return the phrases of each family of jobs: an offer that has one in its title is kept."""
    return tuple(
        Group(family.label_fr, tuple(_written(pattern.pattern for pattern in family.phrases)))
        for family in FAMILIES
    )


def left_out_by_default() -> tuple[Group, ...]:
    """Return what only looks like the trade, and the titles that name another."""
    return (
        Group("Ne comptent pas", tuple(_written(pattern.pattern for pattern in LOOKALIKES))),
        Group("Intitulés d’un autre métier", tuple(_written([OTHER_TRADES.pattern], most=60))),
    )


def forms(pattern: str) -> Iterator[str]:
    """Yield what a pattern matches, each part as short as it may be, each alternative once."""
    yield from _alternatives(pattern, 0)[0]


def _written(patterns: Iterator[str] | list[str], most: int = MOST_FORMS) -> Iterator[str]:
    seen: dict[str, None] = {}
    for pattern in patterns:
        for form in islice(forms(pattern), most):
            seen.setdefault(re.sub(r"\s+", " ", form).strip(" -"))
    return (form for form in seen if form)


def _alternatives(pattern: str, place: int) -> tuple[list[str], int]:
    """Read up to the end of a group: its alternatives, and the place after it."""
    found: list[str] = []
    parts: list[list[str]] = []
    while place < len(pattern):
        token = _TOKEN.match(pattern, place)
        assert token is not None
        if token.lastgroup in ("bar", "close"):
            found += _joined(parts)
            parts, place = [], token.end()
            if token.lastgroup == "close":
                return found, place
            continue
        forms_here, place = _part(pattern, token)
        repeat = _REPEAT.match(pattern, place)
        if repeat:
            place = repeat.end()
            forms_here = forms_here if repeat[0] == "+" or (repeat[1] or "0") != "0" else [""]
        parts.append(forms_here)
    return found + _joined(parts), place


def _part(pattern: str, token: re.Match[str]) -> tuple[list[str], int]:
    kind, text = token.lastgroup, token[0]
    if kind in ("open", "look"):
        inside, place = _alternatives(pattern, token.end())
        return (inside if kind == "open" else [""]), place
    if kind == "set":
        return [" " if " " in text else text[1]], token.end()
    plain = {"any": "…" if text.endswith("+") else "", "edge": "", "escaped": text[1:]}
    return [plain.get(kind or "", text)], token.end()


def _joined(parts: list[list[str]]) -> list[str]:
    return ["".join(one) for one in islice(product(*parts), 60)]
