"""What the columns of a list of sessions hold: found by their titles, described by the body. Pure."""

from collections.abc import Mapping

from workforce.contracts.imports import columns
from workforce.contracts.imports.columns import Rows
from workforce.contracts.imports.targets import Target

TARGETS = (
    Target(
        "reference", "Référence", "", "reference|ref|identifiant|id|numero|code session|code", "postal|insee|rncp",
        hint="Le numéro que vous donnez à la session : avec lui, une date qui change est reconnue.",
    ),
    Target("ccp_codes", "Blocs", "", "blocs|bloc|ccp|ccp codes|blocs de competences", required=True),
    Target(
        "title", "Titre professionnel", "", "titre|titre professionnel|sigle|certification", "poste|bloc",
        hint="CMN, REMN ou MN. Sans lui, « CCP2 » est celui du titre en vigueur le premier jour.",
    ),
    Target(
        "starts_on", "Premier jour", "", "premier jour|date de debut|debut|date debut|starts on|du|entree|demarrage",
        "fin|fermeture|inscription|jury", required=True,
    ),
    Target(
        "ends_on", "Dernier jour", "", "dernier jour|date de fin|fin|date fin|ends on|au|sortie|date de sortie",
        "debut|fermeture|inscription|inscriptions|jury", required=True,
    ),
    Target("jury_on", "Jury", "", "jury|date du jury|date de jury|date jury|jury on|examen|date d examen|certification le"),
    Target(
        "enrol_by", "Dernier jour pour s’inscrire", "",
        "inscription avant|inscriptions jusqu au|date limite|date limite d inscription|limite d inscription|enrol by",
        "lien|adresse",
    ),
    Target("mode", "Sur place ou à distance", "", "modalite|modalites|mode|format|forme|presentiel distanciel"),
    Target(
        "commune", "Commune", "", "commune|ville|lieu|lieu de formation|localite", "code|insee|postal",
        hint="Le code postal devant le nom aide : 83000 Toulon.",
    ),
    Target("departement", "Département", "", "departement|dept|dep|dpt|code departement|numero departement"),
    Target(
        "hours", "Durée en heures", "", "heures|duree en heures|nombre d heures|volume horaire|duree heures|duree|hours",
        "semaine|hebdomadaire|hebdo", required=True,
    ),
    Target(
        "hours_per_week", "Heures par semaine", "",
        "heures par semaine|heures semaine|h semaine|rythme|rythme hebdomadaire|hours per week", required=True,
    ),
    Target("seats", "Places", "", "places|nombre de places|capacite|effectif|seats", "prises|restantes", required=True),
    Target("price", "Prix en euros", "", "prix|tarif|cout|prix en euros|tarif en euros|price|montant"),
    Target(
        "paid_by_scheme", "Payée par le dispositif", "", "payee par le dispositif|dispositif|paid by scheme",
        hint="Oui ou non.",
    ),
    Target(
        "for_people_in_post", "Pensée pour des personnes en poste", "",
        "pour des personnes en poste|en poste|personnes en poste|for people in post", hint="Oui ou non.",
    ),
    Target("audience", "Pour qui", "", "public|pour qui|public vise|publics|audience", "prix"),
    Target("funding", "Qui peut payer", "", "financement|financements|qui peut payer|financeurs|funding"),
    Target("address", "Page d’inscription", "", "lien|url|site|page d inscription|adresse web|address", "postale"),
)  # fmt: skip
LABELS: Mapping[str, str] = {target.code: target.label for target in TARGETS}


def proposed(rows: Rows, header_line: int) -> dict[str, int]:
    """Return the place that each thing seems to be at, by the titles of the columns."""
    return columns.by_title(columns.columns_under(rows, header_line), TARGETS)


def header_of(rows: Rows) -> int:
    """Return the line of the row that looks most like a header."""
    return columns.header_of(rows, TARGETS)


def lacking(places: Mapping[str, int]) -> list[str]:
    """Return the labels of the columns that no list can do without, and that this one has not."""
    return [target.label for target in TARGETS if target.required and target.code not in places]
