"""A row of the export of people against what the house knows. Pure."""

from __future__ import annotations

from workforce.contracts.imports import sectors
from workforce.contracts.imports.entries import AdviserEntry, EmployerEntry, MentionEntry
from workforce.contracts.imports.mediators import MediatorRow
from workforce.contracts.imports.register import Finding, Occasion, Register, refused
from workforce.contracts.imports.team_rows import outside_sentence
from workforce.wording import date_fr

NOT_FOLLOWED = "Cette personne n’est ni conseillère ni médiatrice numérique : elle est laissée de côté."
LATER = "un fichier du {} est plus récent : ce que celui-ci en dit n’est pas repris"
SAID = {"roles": "rôles", "labels": "labelisations", "trainings": "formations"}


def note(register: Register, row: MediatorRow, occasion: Occasion) -> Finding:
    """Write a row into the register, unless it is refused, and say what it brings."""
    if not row.is_followed:
        return Finding("unchanged", (NOT_FOLLOWED,))
    mention = register.mentions.get(row.ref)
    known_employer = register.employer_by_siret(row.siret, row.employer_name, row.postcode or "")
    guess = sectors.guess(row.employer_name)
    employer = known_employer or EmployerEntry(name=row.employer_name, sector=guess.sector, kind=guess.kind)
    known = mention.adviser if mention else _known(register, row, employer)
    if outside := _outside(row, known, occasion):
        return outside
    adviser = known or AdviserEntry(first_name=row.first_name, last_name=row.last_name)
    sentences = [] if known else ["nouvelle personne, sans contrat dans ce fichier"]
    sentences += [] if known_employer else [f"nouvelle structure « {employer.name} », {guess.sentence}"]
    is_changed = _settle(register, row, adviser, employer)
    if mention and mention.stated_on and mention.stated_on > occasion.stated_on:
        sentences += [LATER.format(date_fr(mention.stated_on))] if _differs(row, mention) else []
    else:
        said = _mention(register, row, mention, adviser, employer, occasion)
        is_changed = is_changed or bool(said)
        sentences += said
    return Finding("new" if known is None else "changed" if is_changed else "unchanged", tuple(sentences))


def _known(register: Register, row: MediatorRow, employer: EmployerEntry) -> AdviserEntry | None:
    """Return the person by name at this employer, else the only one of that name in the same département."""
    found = register.adviser("", row.first_name, row.last_name, employer, ())
    return found or register.only_namesake(row.first_name, row.last_name, row.territory or "")


def _outside(row: MediatorRow, known: AdviserEntry | None, occasion: Occasion) -> Finding | None:
    """Refuse a row about a territory that is not the sender's."""
    territories = [row.territory or "", *([known.departement] if known and known.departement else [])]
    elsewhere = next((one for one in territories if not occasion.covers(one)), None)
    return None if elsewhere is None else refused(outside_sentence(elsewhere))


def _settle(register: Register, row: MediatorRow, adviser: AdviserEntry, employer: EmployerEntry) -> bool:
    """Register the person and the employer, empty fields filled; tell whether a known one changed."""
    place = {"commune": row.city, "postal_code": row.postcode, "departement": row.territory}
    employer.complete(siret=row.siret, **place)
    adviser.complete(**place)
    register.settle(employer)
    register.settle(adviser)
    return any(one.id and one.changes for one in (adviser, employer))


def _mention(
    register: Register,
    row: MediatorRow,
    known: MentionEntry | None,
    adviser: AdviserEntry,
    employer: EmployerEntry,
    occasion: Occasion,
) -> list[str]:
    """Keep what the file says of a person; say what is new in it."""
    mention = known or MentionEntry(ref=row.ref, adviser=adviser, employer=employer)
    said = []
    for name, label in SAID.items():
        before, after = getattr(mention, name), getattr(row, name)
        if mention.change(name, after):
            since = f"{', '.join(before)} → " if before else ""
            said.append(f"{label} : {since}{', '.join(after) or 'aucune'}")
    former = mention.employer
    if mention.change("employer", employer) and former:
        said.append(f"structure : « {former.name} » → « {employer.name} »")
    mention.stated_on = occasion.stated_on
    if known is None:
        register.add(mention)
    return said


def _differs(row: MediatorRow, known: MentionEntry) -> bool:
    return any(getattr(row, name) != getattr(known, name) for name in SAID)
