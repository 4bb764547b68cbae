"""What an offer says of its place, its contract and its trade, in words. Pure."""

from workforce.offers.understanding.trades import BY_CODE
from workforce.territories.departements import departement

KINDS = {
    "CDI": "CDI", "CDD": "CDD", "CDP": "contrat de projet", "PEC": "contrat aidé (PEC)", "titulaire": "titulaire",
    "apprentissage": "alternance", "stage": "stage", "interim": "intérim", "service_civique": "service civique",
    "vacation": "vacation",
}  # fmt: skip


def place_fr(commune: str, code: str, remote: str) -> str:
    """Say where an offer is."""
    if remote == "full":
        return "à distance"
    where = f"{commune} ({code})" if commune and code else commune or departement_fr(code)
    return f"{where}, en partie à distance" if remote == "partial" else where


def contract_fr(kind: str, months: int | None) -> str:
    """Say which contract an offer is for."""
    words = KINDS.get(kind, kind) or "contrat non précisé"
    return f"{words} de {months} mois" if months and kind not in ("CDI", "titulaire") else words


def departement_fr(code: str) -> str:
    """Return `Var (83)`."""
    found = departement(code) if code else None
    return found.label if found else "lieu non précisé"


def trade_fr(code: str) -> str:
    """Return the words of a family of trades."""
    return BY_CODE[code].label_fr if code in BY_CODE else "métier non précisé"
