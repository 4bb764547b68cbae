"""Long lists, a page at a time: the page is in the address."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from workforce.wording import number_fr

FURTHEST = 10_000  # Pages: beyond, nobody reads and the database would count for nothing.


@dataclass(frozen=True)
class Page:
    """Where we are in a list, and the addresses around."""

    offset: int
    sentence: str
    previous: str
    following: str
    position: str = ""  # "page 2 sur 6"; empty where there is one page only.


def page(total: int, size: int, noun: str, endpoint: str = "", /, **arguments: Any) -> Page:
    """Return the page of the list that the address asks for; `noun` names what is listed, feminine or not.

    `endpoint` shows the list where this request does not: after a mistake, the address is that of the form.
    """
    last = max(1, -(-total // size))
    number = min(max(request.args.get("page", 1, int), 1), last, FURTHEST)
    first, final = (number - 1) * size + 1, min(number * size, total)
    plural = f"{noun}s" if total > 1 else noun
    sentence = (
        f"{number_fr(first)} à {number_fr(final)} sur {number_fr(total)} {plural}"
        if total > size
        else f"{number_fr(total)} {plural}"
    )
    return Page(
        (number - 1) * size,
        sentence,
        _address(endpoint, number - 1, arguments) if number > 1 else "",
        _address(endpoint, number + 1, arguments) if number < last else "",
        f"page {number_fr(number)} sur {number_fr(last)}" if last > 1 else "",
    )


def _address(endpoint: str, number: int, arguments: dict[str, Any]) -> str:
    named = {name: value for name, value in arguments.items() if value}
    return url_for(
        endpoint or request.endpoint or "",
        **(request.view_args or {}),
        **named,
        page=number if number > 1 else None,
    )
