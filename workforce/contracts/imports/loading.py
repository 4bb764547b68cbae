"""Reading into a register what the rows of a file speak of: as many queries for one row as for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.claims import ClaimSource
from workforce.contracts.claims import DateClaim as Claim
from workforce.contracts.imports import aliases
from workforce.contracts.imports.entries import (
    AdviserEntry,
    ContractEntry,
    ConventionEntry,
    EmployerEntry,
    PostEntry,
)
from workforce.contracts.imports.la_coop import TeamMember
from workforce.contracts.imports.mediators import MediatorRow
from workforce.contracts.imports.posts import PostRow
from workforce.contracts.imports.register import Register
from workforce.contracts.kinds import ContractKind, Sector
from workforce.contracts.models import Contract, Convention, DateClaim, Post
from workforce.employers.models import Employer

EMPLOYER = ("id", "name", "sector", "kind", "siret", "external_id", "commune", "postal_code", "departement")
ADVISER = ("id", "first_name", "last_name", "email", "phone", "commune", "postal_code", "departement")
CONTRACT = (
    "id", "adviser_id", "employer_id", "post_id", "renews_id", "kind", "start_date", "end_date",
    "termination_date", "part_time",
)  # fmt: skip
POST = ("id", "external_id", "employer_id", "kind", "state", "vacated_date")
CONVENTION = ("id", "post_id", "kind", "end_date", "contract_end_date", "source", "stated_on")
CLAIM = ("contract_id", "field", "value", "source", "stated_on", "recorded_at")
Found = Sequence[Row[Any]]


def load_team(session: Session, network_id: int, rows: Sequence[TeamMember | MediatorRow]) -> Register:
    """Read the people, the employers and the contracts that rows of a team may speak of."""
    by_name = _among(Adviser.last_name, {r.last_name for r in rows}) & _among(
        Adviser.first_name, {r.first_name for r in rows}
    )
    by_email = _among(Adviser.email, {r.email for r in rows if r.email})
    others = aliases.of_people(
        session, network_id, {r.email for r in rows if r.email}, {r.last_name for r in rows}
    )
    by_alias = Adviser.id.in_({other.adviser_id for other in others})  # type: ignore[attr-defined]
    which = or_(by_email, by_name, by_alias)
    advisers = _read(session, Adviser, ADVISER, Adviser.network_id == network_id, which)
    contracts = _contracts(session, Contract.adviser_id.in_([row.id for row in advisers]))  # type: ignore[attr-defined]
    there = aliases.of_employers(
        session, {row.employer_name for row in rows}, {row.siret for row in rows if row.siret}
    )
    employers = _employers(
        session,
        Employer.siret.in_({row.siret for row in rows if row.siret}),  # type: ignore[union-attr]
        _among(Employer.name, {row.employer_name for row in rows}),
        Employer.id.in_({row.employer_id for row in contracts} | {one.employer_id for one in there}),  # type: ignore[attr-defined]
    )
    return aliases.introduce(_register(session, employers, advisers, contracts, {}), others, there)


def load_posts(session: Session, network_id: int, rows: Sequence[PostRow]) -> Register:
    """Read the employers, the posts and, in this network, the contracts that rows of posts may speak of."""
    posts = _read(session, Post, POST, Post.external_id.in_({row.post_ref for row in rows}))  # type: ignore[union-attr]
    here = Employer.departement.in_({row.territory for row in rows})  # type: ignore[attr-defined]
    references = {row.employer_ref for row in rows}
    there = aliases.of_employers(session, (), (), references)
    employers = _employers(
        session,
        Employer.external_id.in_(references),  # type: ignore[union-attr]
        _among(Employer.name, {row.employer_name for row in rows}) & here,
        Employer.id.in_({row.employer_id for row in posts} | {one.employer_id for one in there}),  # type: ignore[attr-defined]
    )
    mine = select(Adviser.id).where(Adviser.network_id == network_id)  # type: ignore[call-overload]
    at_them = Contract.employer_id.in_(list(employers)) & Contract.adviser_id.in_(mine)  # type: ignore[attr-defined]
    advisers_there = select(Contract.adviser_id).where(at_them)  # type: ignore[call-overload]
    contracts = _contracts(session, Contract.adviser_id.in_(advisers_there))  # type: ignore[attr-defined]
    elsewhere = {row.employer_id for row in contracts} - employers.keys()
    employers |= _employers(session, Employer.id.in_(elsewhere))  # type: ignore[attr-defined]
    people = _read(session, Adviser, ADVISER, Adviser.id.in_({row.adviser_id for row in contracts}))  # type: ignore[attr-defined]
    entries = {row.id: _post(row, employers) for row in posts}
    register = _register(session, employers, people, contracts, entries)
    for convention in _read(session, Convention, CONVENTION, Convention.post_id.in_(list(entries))):  # type: ignore[attr-defined]
        known = convention._asdict()
        register.add(ConventionEntry(post=entries[known.pop("post_id")], **known))
    return aliases.introduce(register, employers=there)


def _register(
    session: Session,
    employers: Mapping[int, EmployerEntry],
    advisers: Found,
    contracts: Found,
    posts: Mapping[int, PostEntry],
) -> Register:
    """Bring together what was read."""
    people = {row.id: AdviserEntry(**row._asdict()) for row in advisers}
    signed = {row.id: _contract(row, people, employers, posts) for row in contracts}
    for row in contracts:
        signed[row.id].renews = signed.get(row.renews_id)
    heard = (DateClaim.contract_id.in_(list(signed)), DateClaim.withdrawn_at.is_(None))  # type: ignore[attr-defined, union-attr]
    for row in _read(session, DateClaim, CLAIM, *heard):
        claim = Claim(row.value, ClaimSource(row.source), row.stated_on, row.recorded_at)
        signed[row.contract_id].said.setdefault(row.field, []).append(claim)
    return Register([*employers.values(), *people.values(), *posts.values(), *signed.values()])


def _contract(
    row: Row[Any],
    people: Mapping[int, AdviserEntry],
    employers: Mapping[int, EmployerEntry],
    posts: Mapping[int, PostEntry],
) -> ContractEntry:
    employer = employers[row.employer_id]
    post = posts.get(row.post_id)
    if post is None and row.post_id:  # A post that the file does not speak of is taken all the same.
        post = PostEntry(id=row.post_id, external_id="", employer=employer)
    return ContractEntry(
        id=row.id,
        adviser=people[row.adviser_id],
        employer=employer,
        kind=ContractKind(row.kind),
        start_date=row.start_date,
        end_date=row.end_date,
        terminated_on=row.termination_date,
        part_time=row.part_time,
        post=post,
    )


def _post(row: Row[Any], employers: Mapping[int, EmployerEntry]) -> PostEntry:
    known = row._asdict()
    return PostEntry(employer=employers[known.pop("employer_id")], **known)


def _employers(session: Session, *which: ColumnElement[bool]) -> dict[int, EmployerEntry]:
    rows = (row._asdict() for row in _read(session, Employer, EMPLOYER, or_(*which)))
    return {row["id"]: EmployerEntry(**{**row, "sector": Sector(row["sector"])}) for row in rows}


def _contracts(session: Session, which: ColumnElement[bool]) -> Found:
    """Read contracts, held until the end of the transaction so that nobody moves a date meanwhile."""
    wanted = _select(Contract, CONTRACT, which, Contract.cancelled_at.is_(None))  # type: ignore[union-attr]
    return session.execute(wanted.with_for_update()).all()


def _read(session: Session, model: Any, fields: Sequence[str], *which: Any) -> Found:
    return session.execute(_select(model, fields, *which)).all()


def _select(model: Any, fields: Sequence[str], *which: Any) -> Select[Any]:
    return select(*(getattr(model, name) for name in fields)).where(*which).order_by(model.id)


def _among(column: Any, words: Iterable[str]) -> ColumnElement[bool]:
    """Compare with many words, all in lower case as the database writes it, so that indexes serve."""
    wanted = func.unnest(literal(sorted(words), ARRAY(String))).column_valued("word")
    return func.lower(column).in_(select(func.lower(wanted)))
