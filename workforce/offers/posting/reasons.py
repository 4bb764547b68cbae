"""The short lists that people choose from: why an offer closes, what a reader finds wrong. Pure."""

CLOSINGS = {
    "filled_here": "Pourvue par une personne rencontrée ici",
    "filled_elsewhere": "Pourvue autrement",
    "cancelled": "Recrutement abandonné",
    "other": "Autre raison",
}
REPORTS = {
    "gone": "Le poste est déjà pourvu ou n’existe plus",
    "wrong": "Une information est fausse",
    "discrimination": "Un critère écarte des personnes",
    "fee": "On demande de l’argent pour postuler",
    "scam": "Cela ressemble à une arnaque",
    "other": "Autre chose",
}
