"""What a row fills in, and what it says otherwise than the house, of a person or of an employer. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from workforce.contracts.imports.entries import AdviserEntry, EmployerEntry
from workforce.contracts.imports.la_coop import TeamMember
from workforce.contracts.imports.register import Change, Doubt

NAMES = {
    "email": "adresse électronique",
    "phone": "téléphone",
    "commune": "commune",
    "postal_code": "code postal",
    "departement": "département",
    "siret": "SIRET",
    "external_id": "numéro",
}
PLACE = ("commune", "postal_code")  # One of them says the département.


def filled(one: AdviserEntry | EmployerEntry, names: Iterable[str], whose: str = "") -> list[Change]:
    """Say which empty fields a row fills, of somebody or of an employer that the house knew already."""
    said = [name for name in names if one.id]
    if any(name in said for name in PLACE):
        said = [name for name in said if name != "departement"]
    return [Change(" ".join(filter(None, (NAMES[name], whose))), "vide", getattr(one, name)) for name in said]


def differences(adviser: AdviserEntry, member: TeamMember) -> list[Doubt]:
    """Say where a row names somebody otherwise than the house does: what a person may have corrected is kept."""
    known = f"{adviser.first_name} {adviser.last_name}"
    written = f"{member.first_name} {member.last_name}"
    said = []
    if known.casefold() != written.casefold():
        said.append(Doubt(f"nom : le fichier dit « {written} », « {known} » est gardé"))
    email = (member.email or "").casefold()
    if email and adviser.email and adviser.email.casefold() != email:
        said.append(
            Doubt(f"adresse électronique : le fichier dit « {member.email} », « {adviser.email} » est gardée")
        )
    return said
