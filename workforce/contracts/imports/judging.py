"""Judging rows of a file as they would be written, beside what is known and the rest of the file; none is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.accounts.models import Membership
from workforce.accounts.policy import Grant
from workforce.contracts.imports import la_coop, neighbours, row_keys
from workforce.contracts.imports.kinds_of_file import KINDS, thaw
from workforce.contracts.imports.models import Import, ImportRow
from workforce.contracts.imports.register import Change, Doubt, Fault, Finding, Occasion, Register, refused
from workforce.contracts.imports.rows import FileKind
from workforce.database import rows_of

Typed = Mapping[int, Any]  # Line → what was read of it.


def judge(session: Session, one: Import, rows: Mapping[int, dict[str, Any]]) -> dict[int, Finding]:
    """Return what each of these rows would bring, after the rows of the file that speak of the same before them."""
    if not rows:
        return {}
    kind = FileKind(one.kind)
    typed = {number: thaw(kind, data) for number, data in sorted(rows.items())}
    keys = {key for row in typed.values() for key in KINDS[kind].keys(row)}
    former = neighbours.before(session, one.id, keys, max(typed))
    around = {number: thaw(kind, data) for number, data in former.items() if number not in typed}
    together = dict(sorted({**around, **typed}.items()))
    register = KINDS[kind].load(session, one.network_id, list(together.values()))
    findings = note_all(kind, register, together, occasion_of(session, one, register, list(typed.values())))
    return {number: finding for number, finding in findings.items() if number in typed}


def note_all(kind: FileKind, register: Register, rows: Typed, occasion: Occasion) -> dict[int, Finding]:
    """Write rows into the register, in the order of the file; one that says again what another said is refused."""
    first: dict[Any, int] = {}
    findings = {}
    for number, row in rows.items():
        identity = KINDS[kind].identity(row)
        line = first.setdefault(identity, number) if identity else number
        findings[number] = (
            KINDS[kind].note(register, row, occasion) if line == number else _repeated(number, line)
        )
    return findings


def _repeated(number: int, line: int) -> Finding:
    sentence = f"Ligne {number}, colonne « {la_coop.LAST_NAME} » : {la_coop.repeats(line)}"
    return refused(sentence, at=la_coop.LAST_NAME)


def occasion_of(session: Session, one: Import, register: Register, rows: Sequence[Any]) -> Occasion:
    """Return what these rows must know of the file and of its sender."""
    addresses = {
        row_keys.address_key(person.email): person.email for person in register.advisers if person.email
    }
    said = neighbours.known(session, one.id, addresses) if addresses else set()
    references = {row.employer_ref for row in rows if hasattr(row, "employer_ref")}
    return Occasion(
        source=KINDS[FileKind(one.kind)].source,
        stated_on=one.stated_on,
        recorded_at=clock.now(),
        departements=bounds(session, one),
        emails=frozenset(addresses[key].casefold() for key in said),
        occupied=neighbours.occupied(session, one.id, references) if references else {},
    )


def bounds(session: Session, one: Import) -> frozenset[str] | None:
    """Return the départements that the sender may write in; None for all, as for the operator."""
    if one.account_id is None:
        return None
    held = session.execute(
        select(Membership.role, Membership.network_id, Membership.departement).where(  # type: ignore[call-overload]
            Membership.account_id == one.account_id
        )
    )
    actor = policy.Actor(one.account_id, "", "", tuple(Grant(*row) for row in held))
    return policy.departements_followed(actor, one.network_id)


def keep(session: Session, import_id: int, findings: Mapping[int, Finding]) -> None:
    """Keep on each row what was found of it: one statement."""
    if not findings:
        return
    rows = [{"number": number, **told(finding)} for number, finding in findings.items()]
    sent = rows_of(ImportRow, rows)
    values = {name: sent.c[name] for name in rows[0] if name != "number"}
    noted = update(ImportRow).where(ImportRow.import_id == import_id, ImportRow.number == sent.c.number)  # type: ignore[arg-type]
    session.connection().execute(noted.values(**values))


def told(finding: Finding) -> dict[str, Any]:
    """Return a finding as a row keeps it."""
    text = " ; ".join(sentence.rstrip(".") for sentence in finding.sentences)
    text = f"{text[:1].upper()}{text[1:]}." if text else ""
    is_refused = finding.outcome == "refused"
    return {
        "outcome": finding.outcome,
        "errors": list(map(str, finding.sentences)) if is_refused else [],
        "faults": {one.column: bare(one) for one in finding.sentences if isinstance(one, Fault)},
        "detail": "" if is_refused else text,
        "said": [] if is_refused else [_parts(sentence) for sentence in finding.sentences],
        "doubtful": not is_refused and any(isinstance(sentence, Doubt) for sentence in finding.sentences),
    }


def bare(sentence: str) -> str:
    """Return what is wrong in a cell without its line and column, to stand beside it."""
    place, _, rest = sentence.partition("» : ")
    text = rest if rest and place.startswith("Ligne ") else sentence
    return f"{text[:1].upper()}{text[1:]}"


def _parts(sentence: str) -> list[str]:
    return list(sentence.parts) if isinstance(sentence, Change) else [str(sentence)]
