"""Files of Choisir le service public, as small or as large as a test wants."""

HEADER = (
    "Organisme de rattachement", "Référence", "Intitulé du poste", "Métier", "Localisation du poste", "Lieu d'affectation",
    "Date de première publication", "Catégorie", "Versant", "Statut du poste", "Nature de l'emploi", "Nature de contrat",
    "Durée du contrat", "Télétravail", "Temps plein", "Niveau d'études", "Spécialisation", "Compétences attendues",
    "Date de fin de publication par défaut",
)  # fmt: skip
ROW = {
    "Organisme de rattachement": "Mairie de Toulon",
    "Référence": "O083-1",
    "Intitulé du poste": "Conseiller numérique H/F",
    "Métier": "Animatrice / Animateur numérique",
    "Localisation du poste": "Europe, France, Provence-Alpes-Côte d'Azur, Var (83)",
    "Lieu d'affectation": "12 rue d'Alger 83000 Toulon",
    "Date de première publication": "20/11/2026",
    "Catégorie": "Catégorie B",
    "Versant": "Fonction publique Territoriale",
    "Statut du poste": "Vacant",
    "Nature de l'emploi": "Emploi ouvert aux titulaires et aux contractuels",
    "Nature de contrat": "CDD de 3 ans",
    "Télétravail": "Oui",
    "Temps plein": "Oui",
    "Niveau d'études": "Niveau 5 Bac+2",
    "Compétences attendues": "Accueillir ; animer des ateliers numériques",
    "Date de fin de publication par défaut": "20/12/2026",
}


def row(reference: str = "O083-1", title: str = "", **values: str) -> dict[str, str]:
    told = {"Référence": reference} | ({"Intitulé du poste": title} if title else {})
    return ROW | told | {name.replace("_", " "): value for name, value in values.items()}


def other(reference: str) -> dict[str, str]:
    """A row of another trade."""
    return row(reference, "Gestionnaire de paie", Métier="Gestionnaire de paie")


def a_file(*rows: dict[str, str], header: tuple[str, ...] = HEADER, mark: bytes = b"") -> bytes:
    lines = [header, *([one.get(name, "") for name in header] for one in rows)]
    return mark + "\r\n".join(";".join(map(_cell, line)) for line in lines).encode() + b"\r\n"


def _cell(text: str) -> str:
    return f'"{text}"' if ";" in text or "\n" in text else text
