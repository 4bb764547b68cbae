"""What an employer may say of a post beside what any offer says: how to apply, and which level is asked for. Pure."""

APPLY_WAYS = {
    "relay": "Par un message envoyé d’ici, par une personne qui y a un espace : votre adresse n’est pas montrée",
    "url": "Sur une page de votre site",
    "contact": "En écrivant au contact que vous indiquez",
}
LEVELS = {
    "none": "aucun diplôme exigé",
    "3": "niveau 3 (CAP, BEP)",
    "4": "niveau 4 (baccalauréat)",
    "5": "niveau 5 (bac + 2)",
    "6": "niveau 6 (licence, bac + 3)",
    "7": "niveau 7 (master, bac + 5)",
}
