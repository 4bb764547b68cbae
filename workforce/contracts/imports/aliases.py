"""What merged records were known by: a file that still says it speaks of the record that was kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlmodel import Session

from workforce.advisers.aliases import AdviserAlias
from workforce.advisers.models import Adviser
from workforce.contracts.imports.register import Register
from workforce.employers.aliases import EmployerAlias

People: Any = AdviserAlias
Employers: Any = EmployerAlias
Found = Sequence[Row[Any]]


def of_people(
    session: Session, network_id: int, emails: Collection[str], last_names: Collection[str]
) -> Found:
    """Return the other names of people of a network that a file may say."""
    return session.execute(
        select(People.adviser_id, People.first_name, People.last_name, People.email)
        .join(Adviser, Adviser.id == People.adviser_id)
        .where(
            Adviser.network_id == network_id,  # type: ignore[arg-type]
            or_(
                func.lower(People.email).in_({one.lower() for one in emails}),
                func.lower(People.last_name).in_({one.lower() for one in last_names}),
            ),
        )
        .order_by(People.id)
    ).all()


def of_employers(
    session: Session, names: Collection[str], sirets: Collection[str], references: Collection[str] = ()
) -> Found:
    """Return the other names and numbers of employers that a file may say."""
    columns = (Employers.employer_id, Employers.name, Employers.siret, Employers.external_id)
    said = or_(
        func.lower(Employers.name).in_({one.lower() for one in names}),
        Employers.siret.in_(set(sirets)),
        Employers.external_id.in_(set(references)),
    )
    return session.execute(select(*columns).where(said).order_by(Employers.id)).all()


def introduce(register: Register, people: Found = (), employers: Found = ()) -> Register:
    """Have a register find people and employers by their other names too."""
    known = {one.id: one for one in register.advisers}
    for person in people:
        if person.adviser_id in known:
            register.also_person(known[person.adviser_id], person.email, person.first_name, person.last_name)
    there = {one.id: one for one in register.employers}
    for one in employers:
        if one.employer_id in there:
            register.also_employer(there[one.employer_id], one.name, one.siret, one.external_id)
    return register
