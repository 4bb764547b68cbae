"""A comparison and a merge, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.accounts.policy import Actor, Place
from workforce.contracts.claims import SOURCE_LABELS, ClaimSource
from workforce.contracts.kinds import KIND_LABELS, SECTOR_LABELS, ContractKind, Sector
from workforce.duplicates import aftermath, choosing, resolving
from workforce.duplicates.aftermath import Aftermath
from workforce.duplicates.choosing import FIRST, SECOND, Field
from workforce.duplicates.comparing import Comparison, Side, Spoken
from workforce.duplicates.merging import UNDONE_WITHIN
from workforce.duplicates.models import Merge
from workforce.duplicates.moving import Row
from workforce.duplicates.resemblance import confidence
from workforce.territories.departements import departement
from workforce.web.duplicate_lists import WORDS, level, sentence
from workforce.wording import count_fr, date_fr, list_fr

LETTERS = {FIRST: "A", SECOND: "B"}
NOT_KNOWN = "non renseigné"


def comparison(found: Comparison) -> dict[str, Any]:
    """Return what the page of a comparison shows."""
    pair = found.pair
    choices = {one.field.name for one in found.choices}
    return {
        "network_id": pair.network_id,
        "noun": WORDS[pair.kind][0],
        "title": " / ".join(dict.fromkeys(name_of(side.row) for side in found.sides)),
        "confidence": {"word": confidence(pair.score), "level": level(pair.score)},
        "reasons": [sentence(reason) for reason in pair.reasons],
        "doubts": pair.doubts,
        "sides": [_side(letter, side, found) for letter, side in zip("AB", found.sides, strict=True)],
        "fields": [_field(one.field, one.side, found) for one in found.choices],
        "same": [
            (field.label, said(field, _known(field, found)))
            for field in choosing.FIELDS[pair.kind]
            if field.name not in choices
        ],
        "accounts": _accounts(found),
        "consequences": list(_consequences(found)),
        "overlaps": found.overlapping,
        "seen": found.seen,
        "actions": {
            "merge": url_for("duplicates.merge", duplicate_id=pair.id),
            "refuse": url_for("duplicates.refuse", duplicate_id=pair.id),
        },
    }


def merge(session: Session, made: Merge, reader: Actor) -> dict[str, Any]:
    """Return what the page of a merge shows."""
    known = aftermath.read(session, made, shows_skills=made.network_id in networks(reader))
    return {
        "noun": WORDS[made.kind][0],
        "kept_name": name_of(known.kept),
        "when": date_fr(clock.paris_date(made.merged_at)),
        "who": known.who,
        "undone": date_fr(clock.paris_date(made.undone_at)) if made.undone_at else "",
        "until": date_fr(clock.paris_date(made.merged_at + UNDONE_WITHIN)),
        "why_not": known.why_not,
        "united": [count_fr(rows, words) for words, rows in known.united],
        "changed": [(field.label, said(field, row)) for field, row in known.replaced],
        "made_one": count_fr(known.contracts_made_one, "contrat") if known.contracts_made_one else "",
        "to_settle": count_fr(known.to_settle, "date") if known.to_settle else "",
        "overlapping": len(known.overlapping),
        "former": name_of(known.former) if known.former else "",
        "file": _file(made, known, reader),
    }


def networks(reader: Actor) -> set[int]:
    """Return the networks that the reader coordinates: operators do not see what people show to their coordinators."""
    return {grant.network_id for grant in reader.of("coordinator") if grant.network_id}


def name_of(row: Row) -> str:
    """Return the name of a person or of a structure."""
    return str(row["name"]) if "name" in row else f"{row['first_name']} {row['last_name']}"


def said(field: Field, row: Row) -> str:
    """Return what a record says of a field, in words."""
    if not field.is_known(row):
        return NOT_KNOWN
    if field.name == "place":
        known = departement(row["departement"] or "")
        town = " ".join(word for word in (row["postal_code"], row["commune"]) if word)
        return ", ".join(word for word in (town, known.label if known else "") if word)
    if field.name == "sector":
        return SECTOR_LABELS[Sector(row["sector"])]
    return str(field.of(row)[0])


def _side(letter: str, side: Side, found: Comparison) -> dict[str, Any]:
    return {
        "letter": letter,
        "name": name_of(side.row),
        "number": side.row["id"],
        "made": f"créée le {date_fr(_day(side.row['created_at']))}",
        "account": _signs_in(side, found),
        "counts": [count_fr(rows, words) for words, rows in side.counts],
        "contracts": [_contract(one) for one in side.contracts],
        "more": side.contracts_in_all - len(side.contracts),
        "hides": side.hides,
    }


def _signs_in(side: Side, found: Comparison) -> str:
    if found.pair.kind == "employer":
        return "quelqu’un s’y connecte" if side.standing.has_account else "personne ne s’y connecte"
    seen = [one.last_seen_at for one in side.holders if one.last_seen_at]
    if seen:
        return f"compte utilisé le {date_fr(_day(max(seen)))}"
    return "invitation pas encore acceptée" if side.holders else "pas de compte"


def _contract(one: Spoken) -> dict[str, str]:
    start = date_fr(one.start) if one.start else "date inconnue"
    end = f"au {date_fr(one.last_day)}" if one.last_day else "sans fin connue"
    source = SOURCE_LABELS[ClaimSource(one.said_by)] if one.said_by else ""
    return {
        "name": one.name,
        "words": sentence(f"{KIND_LABELS[ContractKind(one.kind)]}, du {start} {end}"),
        "source": f"Fin selon : {source}, au {date_fr(one.said_on)}" if source and one.said_on else "",
    }


def _field(field: Field, side: str, found: Comparison) -> dict[str, Any]:
    typed = request.form.get(field.name, "")
    return {
        "name": field.name,
        "label": field.label,
        "value": typed if typed in LETTERS else side,
        "options": [
            (name, letter, said(field, one.row))
            for (name, letter), one in zip(LETTERS.items(), found.sides, strict=True)
        ],
    }


def _known(field: Field, found: Comparison) -> Row:
    first, second = (side.row for side in found.sides)
    return first if field.is_known(first) else second


def _accounts(found: Comparison) -> dict[str, Any]:
    """Return the accounts to choose from, where more than one opens the two files."""
    if found.pair.kind != "adviser" or len(found.holders) < 2:
        return {"options": [], "value": ""}
    usual = resolving.account_to_keep(found.holders)
    options = [(str(one.account_id), f"{one.email}, {_last_seen(one.last_seen_at)}") for one in found.holders]
    return {"options": options, "value": request.form.get("opens") or str(usual.account_id if usual else "")}


def _last_seen(instant: datetime | None) -> str:
    return f"utilisé le {date_fr(_day(instant))}" if instant else "invitation pas encore acceptée"


def _consequences(found: Comparison) -> list[str]:
    """Say what confirming does, before it is done."""
    total: dict[str, int] = {}
    for side in found.sides:
        for words, rows in side.counts:
            total[words] = total.get(words, 0) + rows
    kept = LETTERS[found.kept]
    sentences = [_united(total, kept)]
    if found.to_unite:
        known = count_fr(found.to_unite, "contrat")
        sentences.append(
            f"{known} que les deux fiches connaissent n’en feront qu’un chacun : si leurs dates diffèrent, vous pourrez trancher."
            if found.to_unite > 1
            else "Le contrat que les deux fiches connaissent n’en fera qu’un : si ses dates diffèrent, vous pourrez trancher."
        )
    if len(found.holders) > 1:
        sentences.append("Un seul compte continuera d’ouvrir la fiche ; l’autre garde ses autres accès.")
    sentences.append(
        "Les échéances, les formations et les offres proposées sont recalculées. Personne n’est prévenu."
    )
    sentences.append("Les noms, adresses et numéros écartés restent reconnus par les prochains imports.")
    return sentences


def _united(total: dict[str, int], kept: str) -> str:
    if not total:
        return f"La fiche {kept} reste ; l’adresse de l’autre y mène."
    things = list_fr([count_fr(rows, words) for words, rows in total.items()])
    verb = "seront réunis" if sum(total.values()) > 1 else "sera repris"
    return f"{things} {verb} sur la fiche {kept} ; l’adresse de l’autre fiche y mène."


def _file(made: Merge, known: Aftermath, reader: Actor) -> str:
    """Return the address of the person's contracts, for who may open it."""
    place = Place(network_id=made.network_id, departement=known.kept.get("departement"))
    if made.kind != "adviser" or not policy.coordinates(reader, place):
        return ""
    return url_for("adviser.contract", adviser_id=made.kept_id)


def _day(instant: datetime | str) -> Any:
    return clock.paris_date(datetime.fromisoformat(instant) if isinstance(instant, str) else instant)
