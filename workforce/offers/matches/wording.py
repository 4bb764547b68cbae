"""French words for what this room speaks of: kinds of contract, lengths. Pure."""

_KINDS = {
    "CDI": "un CDI",
    "CDD": "un CDD",
    "CDP": "un contrat de projet",
    "PEC": "un contrat aidé (PEC)",
    "titulaire": "un poste de fonctionnaire titulaire",
    "apprentissage": "une alternance",
    "stage": "un stage",
    "service_civique": "un service civique",
    "vacation": "une vacation",
    "interim": "une mission d'intérim",
}


def months_fr(months: int) -> str:
    """Write a length in months."""
    return f"{months} mois"


def kind_fr(kind: str) -> str:
    """Write a kind of contract with its article."""
    return _KINDS.get(kind, kind)
