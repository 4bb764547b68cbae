"""What the columns of an export of activities hold: found by their titles, described by the person. Pure.

A column that nobody names is not read: what an export says of the public never comes in.
"""

from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import Rows
from workforce.contracts.imports.targets import Target

TARGETS = (
    Target(
        "done_on", "Date", "",
        "date|date de l accompagnement|date de l activite|date de l atelier|date accompagnement|date activite|jour|le",
        "naissance|creation|fin|modification|maj", required=True,
    ),
    Target(
        "what", "Ce qui a été fait", "",
        "intitule|titre|nom de l atelier|titre de l atelier|activite|atelier|objet|thematiques|thematique|theme|themes"
        "|sujet|description",
        "date|type|lieu|duree|nombre|autonomie", required=True,
        hint="Le titre de l’atelier, ou sa thématique.",
    ),
    Target(
        "kind", "Forme", "", "type d accompagnement|type d activite|type|nature|forme|modalite", "lieu|public|contrat",
        hint="Individuel, collectif, démarche…",
    ),
    Target(
        "place", "Lieu", "", "lieu|lieu de l activite|lieu d activite|lieu d accompagnement|tiers lieu|commune|ville",
        "type|code",
    ),
)  # fmt: skip


def proposed(rows: Rows, header_line: int) -> dict[str, int]:
    """Return the place that each thing seems to be at, by the titles of the columns."""
    return columns.by_title(columns.columns_under(rows, header_line), TARGETS)
