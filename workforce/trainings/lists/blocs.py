"""From what a list writes of its blocs to codes of the referential: « CCP2 », « REMN-CCP2 », « CCP2 + CCP3 (MN) ». Pure."""

import re
from datetime import date

from workforce.contracts.imports.words import UnreadableCell, plain
from workforce.skills.referential import Referential, TitleVersion
from workforce.wording import list_fr

PARTS = re.compile(r"[+;,/&|]|\bet\b", re.IGNORECASE)
BLOC = re.compile(r"\b(?:ccp|bloc|bc) ?0?([1-9])\b")
NONE_SAID = "aucun bloc n’est écrit : CCP2, REMN-CCP2, ou CCP2 + CCP3."
UNKNOWN = "« {words} » n’est pas un bloc des titres connus : écrivez par exemple REMN-CCP2."
WHICH_TITLE = "« {words} » ne dit pas de quel titre : écrivez par exemple {example}."


class UntitledBloc(UnreadableCell):
    """A bloc that nothing says the title of."""


def read(words: str, title_words: str, starts_on: date | None, titles: Referential) -> list[str]:
    """Return the codes of the blocs that some words name. Raises UnreadableCell, in French, where one is not known.

    A bloc without its title is that of the only title that can be registered for on the first day.
    """
    everywhere = _titles_in(f"{title_words} {words}", titles)
    parts = [part for part in PARTS.split(words) if part.strip()]
    if not parts:
        raise UnreadableCell(NONE_SAID)
    found = [_code(part.strip(), everywhere, starts_on, titles) for part in parts]
    return list(dict.fromkeys(found))


def _code(part: str, everywhere: list[TitleVersion], starts_on: date | None, titles: Referential) -> str:
    if part.upper() in titles.by_ccp:
        return part.upper()
    number = BLOC.search(plain(part))
    if number is None:
        raise UnreadableCell(UNKNOWN.format(words=part))
    own = _titles_in(part, titles) or everywhere or _open_on(starts_on, titles)
    if len(own) != 1:
        codes = [code for code, ccp in titles.by_ccp.items() if ccp.number == int(number[1])]
        if not codes:
            raise UnreadableCell(UNKNOWN.format(words=part))
        raise UntitledBloc(WHICH_TITLE.format(words=part, example=list_fr(codes, "ou")))
    codes = [ccp.code for ccp in own[0].ccps if ccp.number == int(number[1])]
    if not codes:
        raise UnreadableCell(UNKNOWN.format(words=part))
    return codes[0]


def _titles_in(words: str, titles: Referential) -> list[TitleVersion]:
    """Return the titles whose code stands in some words."""
    said = set(plain(words).split())
    return [title for title in titles.titles if title.code.lower() in said]


def _open_on(day: date | None, titles: Referential) -> list[TitleVersion]:
    """Return the titles with blocs that can be registered for on a day."""
    if day is None:
        return []
    return [
        title
        for title in titles.titles
        if title.ccps
        and (title.starts_on is None or title.starts_on <= day)
        and (title.ends_on is None or day < title.ends_on)
    ]
