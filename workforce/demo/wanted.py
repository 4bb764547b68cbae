"""The words of invented offers: what each family of jobs is called, does and asks for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """A family of next jobs, and how such offers are worded."""

    family: str  # Its code among the families of trades.
    weight: int  # How many offers in 100.
    titles: tuple[str, ...]
    missions: tuple[str, ...]
    asks: tuple[str, ...]
    pay: tuple[int, int]  # Euros a month before tax, lowest and highest of these fictions.


JOBS = (
    Job(
        "mediation",
        26,
        (
            "Médiateur numérique",
            "Conseiller numérique",
            "Animateur d’espace public numérique",
            "Médiatrice ou médiateur numérique itinérant",
        ),
        (
            "animer des ateliers collectifs d’initiation au numérique",
            "accompagner individuellement les habitants dans leurs démarches en ligne",
            "tenir des permanences dans les communes du territoire",
            "construire un programme d’ateliers avec les partenaires",
        ),
        (
            "CCP1 du titre professionnel apprécié",
            "Goût pour l’accompagnement de tous les publics",
            "Permis B souhaité",
        ),
        (1850, 2250),
    ),
    Job(
        "fablab",
        8,
        ("Responsable de fablab", "Facilitateur de fablab", "Coordinateur de tiers-lieu"),
        (
            "faire vivre l’atelier de fabrication et son parc de machines",
            "accueillir les projets des habitants et des associations",
            "tenir le budget et rechercher des financements",
        ),
        (
            "Expérience de la gestion d’un espace (CCP3)",
            "Conduite de projets collaboratifs",
            "Aisance avec l’impression 3D et la découpe",
        ),
        (1950, 2500),
    ),
    Job(
        "library",
        16,
        (
            "Agent de médiathèque chargé du numérique",
            "Bibliothécaire, référent numérique",
            "Assistant de conservation, espace multimédia",
        ),
        (
            "accueillir le public et animer l’espace multimédia",
            "proposer des ateliers numériques pour tous les âges",
            "participer aux acquisitions et à la valorisation des collections",
        ),
        ("Culture numérique solide", "Sens de l’accueil", "Travail un samedi sur deux"),
        (1820, 2200),
    ),
    Job(
        "trainer",
        12,
        (
            "Formateur aux compétences numériques de base",
            "Formatrice ou formateur bureautique et usages numériques",
        ),
        (
            "concevoir et animer des formations aux savoirs numériques de base",
            "préparer les stagiaires à la certification",
            "évaluer les acquis et rendre compte aux financeurs",
        ),
        ("CCP1 du titre professionnel ou équivalent", "Première expérience de face-à-face pédagogique"),
        (1950, 2450),
    ),
    Job(
        "project",
        14,
        (
            "Chargé de mission inclusion numérique",
            "Chargé de projet inclusion numérique",
            "Chef de projet territoire inclusif",
        ),
        (
            "établir le diagnostic des besoins numériques du territoire",
            "animer le réseau des acteurs de l’inclusion numérique",
            "monter les dossiers de financement et suivre leur exécution",
        ),
        (
            "CCP2 du titre professionnel ou expérience équivalente",
            "Conduite de projet et animation de partenariats",
        ),
        (2150, 2750),
    ),
    Job(
        "coordination",
        6,
        (
            "Coordinateur d’un réseau de conseillers numériques",
            "Responsable d’un espace de médiation numérique",
        ),
        (
            "coordonner une équipe de médiateurs",
            "outiller et former le réseau",
            "représenter la structure auprès des partenaires",
        ),
        ("CCP2 et CCP3 du titre professionnel", "Expérience d’encadrement appréciée"),
        (2250, 2850),
    ),
    Job(
        "front_desk",
        12,
        ("Agent d’accueil France services", "Conseiller France services"),
        (
            "accueillir et orienter les usagers",
            "accompagner les démarches en ligne auprès des opérateurs",
            "tenir les permanences itinérantes",
        ),
        ("Habilitation ou formation Aidants Connect appréciée", "Discrétion et patience"),
        (1820, 2050),
    ),
    Job(
        "insertion",
        3,
        ("Conseiller en insertion professionnelle",),
        (
            "accompagner un portefeuille de demandeurs d’emploi",
            "repérer les freins, dont l’accès au numérique",
            "prospecter les employeurs",
        ),
        ("Titre de conseiller en insertion professionnelle demandé",),
        (1950, 2350),
    ),
    Job(
        "support",
        3,
        ("Technicien support et maintenance informatique",),
        (
            "entretenir le parc d’ordinateurs et de tablettes",
            "dépanner les agents et les usagers",
            "préparer le matériel reconditionné",
        ),
        ("Maintenance de premier niveau (CCP3)", "Permis B"),
        (1900, 2300),
    ),
)
REFUSED = (  # What a feed brings that is not the trade: kept apart with the reason.
    ("Opérateur sur commande numérique H/F", "Mot de la liste d’exclusion : « commande numérique »."),
    (
        "Technicien en impression numérique grand format H/F",
        "Mot de la liste d’exclusion : « impression numérique ».",
    ),
    ("Chargé de marketing numérique H/F", "Aucun des mots du métier dans l’annonce."),
    ("Régisseur de cinéma numérique H/F", "Aucun des mots du métier dans l’annonce."),
)
