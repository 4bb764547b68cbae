"""The certificates of a page of skills: what becomes of each at departure, and the form that adds or changes one."""

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.contracts import history
from workforce.contracts.outlook import outlook
from workforce.skills import families
from workforce.skills.file import SkillsFile
from workforce.skills.models import Certificate
from workforce.skills.portability import export_sentence, portability
from workforce.web.person import Person


def view(session: Session, who: Person, mine: SkillsFile, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what the card of certificates shows."""
    return {
        "certificates": _lines(mine, who),
        "export": _export(session, who, mine),
        "certificate_form": _form(mine, typed),
    }


def _lines(mine: SkillsFile, who: Person) -> list[dict[str, Any]]:
    catalogue, held, today = families.shipped(), mine.certificates_held(), clock.today()
    told = [portability(catalogue, one, held, today) for one in held]
    return [
        {
            "kind": row.kind,
            "name": one.certificate.name,
            "fate": one.fate,
            "level": one.level,
            "obtained": one.obtained,
            "score": row.score,
            "sentence": one.sentence,
            "change": url_for(
                "adviser.skills", adviser_id=who.id, certification=row.kind, _anchor="certificate-form"
            ),
        }
        for row, one in zip(mine.certificates, told, strict=True)
    ]


def _export(session: Session, who: Person, mine: SkillsFile) -> str:
    """Say what closes at departure, and by when to export; nothing to a person who has left."""
    found = outlook(history.contracts_of(session, who.id), clock.today())
    if found.last_day is not None and found.last_day < clock.today():
        return ""
    return export_sentence(families.shipped(), mine.certificates_held(), found.last_day)


def _form(mine: SkillsFile, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return the form: what was just typed, else the certificate that is to be changed, else an empty one."""
    held = {one.kind: one for one in mine.certificates}
    asked = typed.get("kind", request.args.get("certification", ""))
    changed = held.get(asked)
    values = typed if "kind" in typed else _values(changed)
    names = {one.code: one.name for one in families.shipped().certificates}
    return {
        "changed": names[changed.kind] if changed else "",
        "kind": asked,
        "certified_on": values.get("certified_on", ""),
        "score": values.get("score", ""),
        "is_open": changed is not None,
        "choices": [(code, name) for code, name in names.items() if code not in held],
    }


def _values(row: Certificate | None) -> dict[str, str]:
    if row is None:
        return {}
    return {
        "certified_on": row.obtained_on.isoformat() if row.obtained_on else "",
        "score": "" if row.score is None else str(row.score),
    }
