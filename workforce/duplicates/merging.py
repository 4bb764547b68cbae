"""Merging two records when a person says so, and parting them again: one transaction, and the facts that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from workforce import clock, journal
from workforce.accounts.models import Membership
from workforce.advisers.aliases import AdviserAlias
from workforce.contracts.imports.applying import ONE_AT_A_TIME
from workforce.contracts.models import Contract
from workforce.duplicates import choosing, finding, moving, pairs, resolving, same_contracts, uniting
from workforce.duplicates.choosing import FIRST, SECOND, Standing
from workforce.duplicates.models import Duplicate, Merge
from workforce.duplicates.moving import Moves, Row
from workforce.employers.aliases import EmployerAlias
from workforce.facts import AdvisersMerged, AdvisersParted, EmployersMerged, EmployersParted
from workforce.refusals import Refused

UNDONE_WITHIN = timedelta(days=90)
CHANGED = (
    "Une des deux fiches a changé depuis que vous les comparez : relisez-les, puis confirmez de nouveau."
)
Members: Any = Membership
Merges: Any = Merge
Contracts: Any = Contract
Sides = Mapping[str, str]  # Field → first or second.


def merge(
    session: Session, duplicate_id: int, sides: Sides, seen: str, account_id: int, *, opens: int | None = None
) -> Merge:
    """Merge a pair, keeping the chosen values. Raises Refused where it is settled, or not what the person has seen.

    `opens`: the account that goes on opening an adviser's file, where both had one.
    """
    pair = pairs.held(session, duplicate_id)
    _alone(session)
    rows = pairs.rows(session, pair)
    if pairs.digest(session, pair, rows) != seen:
        raise Refused({"": CHANGED})
    standings = pairs.standings(session, pair, rows)
    kept, former = rows if choosing.kept_side(standings) == FIRST else rows[::-1]
    made = _made(session, pair, kept, former, account_id)
    values = choosing.values(pair.kind, rows, _sides(pair.kind, rows, standings, sides))
    moves = _unite(session, made, former, values | _own_choices(pair.kind, rows, kept, standings))
    if pair.kind == "adviser":
        _leave_one_account(session, made.kept_id, opens, moves)
    touched = same_contracts.tidy(session, made, moves)
    aliases = _remember_names(session, made, former)
    refused = pairs.settle_merged(session, pair, made, account_id)
    made.record = {**made.record, **moves.as_row(), "aliases": aliases, "refused": refused}
    session.flush()
    _afterwards(session, made, touched)
    journal.record(session, _merged(made))
    return made


def undo(session: Session, merge_id: int, account_id: int) -> Merge:
    """Part what was merged. Raises Refused where it is too late, or where a later merge must be undone first."""
    found = select(Merge).where(Merges.id == merge_id).with_for_update()
    made: Merge = session.execute(found, execution_options={"populate_existing": True}).scalar_one()
    _alone(session)
    reason = why_not(session, made)
    if reason:
        raise Refused({"": reason})
    moved = list(made.record["moved"].get(f"contract.{made.kind}_id", []))
    _forget_names(session, made)
    pairs.settle_parted(session, made, account_id)
    touched = [*_part_contracts(session, made), *moved, *_contracts_of(session, made)]
    uniting.part(session, made)
    made.undone_at = clock.now()
    session.flush()
    _afterwards(session, made, touched)
    journal.record(session, *_parted(made))
    return made


def why_not(session: Session, made: Merge) -> str:
    """Return why a merge cannot be undone, in words; nothing where it can."""
    if made.undone_at:
        return "Cette fusion est déjà défaite."
    if not made.record or made.merged_at + UNDONE_WITHIN < clock.now():
        return "Une fusion se défait pendant 90 jours : ce délai est passé."
    kept = Merges.adviser_id if made.kind == "adviser" else Merges.employer_id
    later = select(Merges.id).where(Merges.kind == made.kind, kept == made.kept_id, Merges.id > made.id)
    if session.scalar(later.where(Merges.undone_at.is_(None)).limit(1)):
        return "Cette fiche a été réunie avec une autre depuis : défaites d’abord la fusion la plus récente."
    return ""


def forget_old(session: Session) -> None:
    """Empty what is kept of merges that can no longer be undone: it names people."""
    old = update(Merge).where(Merges.merged_at < clock.now() - UNDONE_WITHIN, Merges.record != {})
    session.execute(old.values(record={}))


def _alone(session: Session) -> None:
    """Wait for imports being written: one could write a contract to the record that goes."""
    session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def _made(session: Session, pair: Duplicate, kept: Row, former: Row, account_id: int) -> Merge:
    made = Merge(
        kind=pair.kind, former_id=former["id"], departement=former["departement"], network_id=pair.network_id,
        duplicate_id=pair.id, account_id=account_id, **{f"{pair.kind}_id": kept["id"]},
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _sides(kind: str, rows: tuple[Row, Row], standings: tuple[Standing, Standing], asked: Sides) -> Sides:
    """Return the side of each field: the one asked for where there was a choice, else the usual one."""
    sides = {field.name: choosing.preferred(field, rows, standings) for field in choosing.FIELDS[kind]}
    chosen = {
        field.name: asked[field.name]
        for field in choosing.FIELDS[kind]
        if asked.get(field.name) in (FIRST, SECOND) and choosing.differ(field, *rows)
    }
    return {**sides, **chosen}


def _own_choices(
    kind: str, rows: tuple[Row, Row], kept: Row, standings: tuple[Standing, Standing]
) -> dict[str, Any]:
    if kind != "adviser":
        return {}
    mine, theirs = (0, 1) if kept is rows[0] else (1, 0)
    return resolving.own_choices(
        rows[mine], rows[theirs], standings[mine].has_account, standings[theirs].has_account
    )


def _unite(session: Session, made: Merge, former: Row, values: Mapping[str, Any]) -> Moves:
    session.flush()
    return uniting.unite(session, made, former, values)


def _leave_one_account(session: Session, adviser_id: int, opens: int | None, moves: Moves) -> None:
    """Leave the file to one account; the others keep whatever else they open."""
    holders = pairs.holders(session, [adviser_id])[adviser_id]
    chosen = next((one for one in holders if one.account_id == opens), None)
    stays = chosen or resolving.account_to_keep(holders)
    for one in holders:
        if stays and one.account_id != stays.account_id:
            (row,) = moving.rows(session, Members.__table__, Members.id == one.membership_id)
            moving.set_aside(session, Members.__table__, row, moves)


def _remember_names(session: Session, made: Merge, former: Row) -> list[int]:
    """Keep what the record was known by: the next import that says it finds the one that is kept."""
    if made.kind == "adviser":
        names = {name: former[name] for name in ("first_name", "last_name", "email")}
        model: Any = AdviserAlias
    else:
        names = {
            name: former[name] for name in ("name", "siret", "external_id", "postal_code", "departement")
        }
        model = EmployerAlias
    added = insert(model).values({**names, f"{made.kind}_id": made.kept_id}).returning(model.id)
    return list(session.scalars(added))


def _forget_names(session: Session, made: Merge) -> None:
    model: Any = AdviserAlias if made.kind == "adviser" else EmployerAlias
    table = model.__table__
    session.execute(table.delete().where(table.c.id.in_(made.record["aliases"])))


def _part_contracts(session: Session, made: Merge) -> list[int]:
    """Part the contracts that the merge had made one, the last first."""
    parts = select(Merge).where(Merges.part_of_id == made.id, Merges.undone_at.is_(None))
    found = session.scalars(parts.order_by(Merges.id.desc())).all()
    for one in found:
        uniting.part(session, one)
        one.undone_at = clock.now()
        session.flush()
    return [contract for one in found for contract in (one.former_id, one.kept_id)]


def _contracts_of(session: Session, made: Merge) -> list[int]:
    column = Contracts.adviser_id if made.kind == "adviser" else Contracts.employer_id
    return list(session.scalars(select(Contracts.id).where(column == made.kept_id)))


def _afterwards(session: Session, made: Merge, touched: list[int]) -> None:
    """Recompute what hangs on the contracts, and compare again those who are left."""
    same_contracts.look_again(session, touched)
    finding.look_again(session, made.network_id)
    session.expire_all()  # Rows were moved under the session.


def _merged(made: Merge) -> AdvisersMerged | EmployersMerged:
    if made.kind == "adviser":
        return AdvisersMerged(made.kept_id, made.former_id, made.id)
    return EmployersMerged(made.kept_id, made.former_id, made.id)


def _parted(made: Merge) -> list[AdvisersParted] | list[EmployersParted]:
    both = ((made.kept_id, made.former_id), (made.former_id, made.kept_id))
    if made.kind == "adviser":
        return [AdvisersParted(one, other, made.id) for one, other in both]
    return [EmployersParted(one, other, made.id) for one, other in both]
