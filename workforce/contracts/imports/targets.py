"""What a column of somebody's own spreadsheet may hold, and the titles that people give to such columns. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from workforce.contracts.imports import la_coop


@dataclass(frozen=True)
class Target:
    """Something that a column may hold, and the titles that people give to such a column."""

    code: str
    label: str
    column: str  # Its name in the export that the house knows best.
    titles: str  # Without accents, separated by |, the surest first.
    unlike: str = ""  # Words of a title that is about something else.
    required: bool = False  # Whatever else there is; a name may be in one column or in two.
    hint: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """Return the titles, one by one."""
        return tuple(self.titles.split("|"))


FULL_NAME, MONTHS = "Prénom et nom", "Durée en mois"
OTHER_PEOPLE = "structure|employeur|employeuse|commune|ville|collectivite|poste|tuteur|referent|responsable"
TARGETS = (
    Target("first_name", "Prénom", la_coop.FIRST_NAME, "prenom|prenoms|prenom usuel", f"nom|{OTHER_PEOPLE}"),
    Target(
        "last_name", "Nom", la_coop.LAST_NAME, "nom|nom de famille|nom usuel|nom d usage|nom conseiller",
        f"prenom|{OTHER_PEOPLE}",
    ),
    Target(
        "full_name", "Prénom et nom dans une seule colonne", FULL_NAME,
        "prenom nom|nom prenom|nom et prenom|prenom et nom|nom complet|conseiller numerique|conseillere numerique"
        "|conseiller|agent|cnfs|identite|personne|salarie",
        OTHER_PEOPLE,
    ),
    Target(
        "email", "Adresse électronique", la_coop.EMAIL,
        "adresse email|email|e mail|mail|courriel|adresse mail|adresse electronique|adresse e mail|mel",
    ),
    Target("phone", "Téléphone", la_coop.PHONE, "telephone|numero de telephone|tel|portable|mobile|tel portable"),
    Target(
        "role", "Rôle", la_coop.ROLE,
        "role|fonction|profil", "date",
        hint="Sans cette colonne, toutes ces personnes sont conseillères.",
    ),
    Target(
        "employer", "Structure employeuse", la_coop.EMPLOYER,
        "structure employeuse nom|structure employeuse|structure|nom structure|nom de la structure|employeur"
        "|nom employeur|structure d accueil|collectivite|organisme",
        "adresse|siret|code|commune|cp|mail|telephone|type", required=True,
    ),
    Target("siret", "SIRET", la_coop.SIRET, "siret|siret structure|structure employeuse siret|n siret|numero siret"),
    Target(
        "street", "Adresse de la structure", la_coop.STREET,
        "structure employeuse adresse|adresse structure|adresse|adresse postale|rue", "mail|email|electronique",
    ),
    Target("postcode", "Code postal", la_coop.POSTCODE, "structure employeuse code postal|code postal|cp|postal"),
    Target("city", "Commune", la_coop.CITY, "structure employeuse commune|commune|ville|localite|lieu", "code|insee"),
    Target(
        "insee", "Code INSEE de la commune", la_coop.COMMUNE,
        "structure employeuse code insee|code insee|insee|code commune",
    ),
    Target(
        "departement", "Département", la_coop.TERRITORY,
        "departement|dept|dep|dpt|code departement|numero departement|territoire",
    ),
    Target(
        "kind", "Type de contrat", la_coop.KIND,
        "type de contrat|type contrat|nature du contrat|nature de contrat|contrat|statut du contrat|cdd cdi|statut",
        "date|debut|fin|duree|structure|numero",
    ),
    Target(
        "start_date", "Date de début du contrat", la_coop.START,
        "date de debut de contrat|date de debut|debut de contrat|debut contrat|debut du contrat|date debut"
        "|date debut contrat|debut|date d embauche|embauche|date d entree|entree"
        "|prise de poste|date de prise de poste|arrivee|depuis|du",
        "convention|formation|naissance|fin",
    ),
    Target(
        "end_date", "Date de fin du contrat", la_coop.END,
        "date de fin de contrat|date de fin|fin de contrat|fin contrat|fin du contrat|date fin|date fin contrat|fin"
        "|echeance|terme|date de sortie|sortie|fin prevue|depart|jusqu au|au",
        "convention|formation|naissance|debut|motif",
    ),
    Target(
        "months", "Durée du contrat", MONTHS, "duree du contrat|duree contrat|duree|duree en mois|nombre de mois|mois",
        "formation|hebdo|travail", hint="Sert à calculer la fin quand elle manque.",
    ),
)  # fmt: skip
BY_CODE = {target.code: target for target in TARGETS}
GROUPS = (
    ("La personne", ("first_name", "last_name", "full_name", "email", "phone", "role")),
    ("La structure", ("employer", "siret", "street", "postcode", "city", "insee", "departement")),
    ("Le contrat", ("kind", "start_date", "end_date", "months")),
)
