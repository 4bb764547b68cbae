"""Whom and what a row speaks of, in a few short words: two rows that share one must be judged together. Pure.

`a:` an address, `n:` a name, `r:` a person of the scheme, `p:` a post, `e:` an employer: of those that share an
employer, the first is enough.
"""

from __future__ import annotations

from collections.abc import Mapping

from workforce.contracts.imports import la_coop, mediators
from workforce.contracts.imports.la_coop import TeamMember
from workforce.contracts.imports.mediators import MediatorRow
from workforce.contracts.imports.posts import PostRow

EMPLOYER = "e:"


def of_member(row: TeamMember) -> list[str]:
    """Return the keys of a row of a team."""
    employer = [f"e:{row.siret}"] if row.siret else []
    named = f"e:{row.employer_name.casefold()}|{row.postcode or ''}"
    return [*of_person(row.email or "", row.first_name, row.last_name), *employer, named]


def of_person(email: str, first_name: str, last_name: str) -> list[str]:
    """Return the keys of somebody."""
    address = [address_key(email)] if email else []
    return [*address, f"n:{last_name.casefold()}|{first_name.casefold()}"]


def address_key(email: str) -> str:
    """Return the key of an address."""
    return f"a:{email.casefold()}"


def of_member_cells(cells: Mapping[str, str]) -> list[str]:
    """Return the keys of the person whom a row names, although it cannot be read."""
    names = (la_coop.EMAIL, la_coop.FIRST_NAME, la_coop.LAST_NAME)
    return of_person(*(" ".join(cells.get(name, "").split()) for name in names))


def of_mediator(row: MediatorRow) -> list[str]:
    """Return the keys of a row of people beside any contract."""
    employer = [f"e:{row.siret}"] if row.siret else []
    named = f"e:{row.employer_name.casefold()}|{row.postcode or ''}"
    return [f"r:{row.ref}", *of_person("", row.first_name, row.last_name), *employer, named]


def of_mediator_cells(cells: Mapping[str, str]) -> list[str]:
    """Return the keys of the person whom such a row names, although it cannot be read."""
    return of_person(
        "", *(" ".join(cells.get(name, "").split()) for name in (mediators.FIRST_NAME, mediators.LAST_NAME))
    )


def of_post(row: PostRow) -> list[str]:
    """Return the keys of a row of posts."""
    return [f"p:{row.post_ref}", f"e:{row.employer_ref}"]
