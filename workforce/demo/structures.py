"""Invented employers of every kind that hosts advisers, in real départements. None of them exists."""

from dataclasses import dataclass
from random import Random

from workforce.contracts.kinds import Sector
from workforce.demo.places import Place, made_up_commune, town


@dataclass(frozen=True)
class Kind:
    """A kind of host structure: its sector, how common it is, and how such a structure may be called."""

    name: str
    sector: Sector
    weight: int
    patterns: tuple[str, ...]


# {commune} is a commune that does not exist, which then is where the structure stands; {word} is drawn below.
KINDS = (
    Kind("Commune", Sector.PUBLIC, 26, ("Commune de {commune}",)),
    Kind("EPCI", Sector.PUBLIC, 15, ("Communauté de communes {word}", "Communauté d’agglomération {word}")),
    Kind("CCAS", Sector.PUBLIC, 9, ("CCAS de {commune}",)),
    Kind("Médiathèque", Sector.PUBLIC, 7, ("Médiathèque intercommunale {word}", "Médiathèque de {commune}")),
    Kind("Centre social", Sector.PRIVATE, 11, ("Centre social {word}", "Espace de vie sociale {word}")),
    Kind("MJC", Sector.PRIVATE, 6, ("MJC {word}",)),
    Kind("PIMMS", Sector.PRIVATE, 3, ("PIMMS {word}",)),
    Kind("Mission locale", Sector.PRIVATE, 4, ("Mission locale {word}",)),
    Kind("BIJ", Sector.PRIVATE, 2, ("Bureau information jeunesse {word}",)),
    Kind("Tiers-lieu", Sector.PRIVATE, 5, ("Tiers-lieu {word}",)),
    Kind("Fablab", Sector.PRIVATE, 2, ("Fablab {word}",)),
    Kind(
        "Association", Sector.PRIVATE, 12, ("Association {word}", "{word}, association d’entraide numérique")
    ),
    Kind("France services", Sector.PUBLIC, 5, ("Espace France services de {commune}",)),
)
WORDS = (
    "des Trois-Sorelles",
    "du Val-de-Lorvanne",
    "des Hauts-de-Brumère",
    "du Grand-Altier",
    "des Rives-de-Vernose",
    "du Pays-d’Orsanne",
    "des Monts-de-Tavelle",
    "de la Plaine-d’Ombrette",
    "du Causse-de-Sorelle",
    "des Cinq-Lavoirs-du-Haut",
    "de Lorvanne-et-Brumère",
    "du Bas-Altier",
    "des Collines-de-Clochère",
    "du Bocage-d’Orsanne",
    "de la Combe-Vernose",
    "du Littoral-d’Altière",
    "des Portes-de-Tavelle",
    "du Plateau-d’Ombrette",
    "des Bois-de-Mirandole",
    "du Cœur-de-Brumère",
    "des Sources-de-Lorvanne",
)
BRANDS = (
    "La Passerelle bleue",
    "Le Fil ouvert",
    "Le Grand Détour",
    "L’Étincelle",
    "Les Ateliers du Clic",
    "La Boussole",
    "Le Tremplin vert",
    "Les Mains agiles",
    "Le Pas de côté",
    "La Clé des champs",
    "L’Escale",
    "La Fabrique commune",
    "Le Bon Réseau",
    "L’Établi partagé",
    "Les Bricoleurs du pixel",
    "La Marelle",
    "Le Phare à tous",
    "L’Arbre à liens",
    "Le Comptoir des possibles",
    "La Ruche claire",
)
BRANDED = frozenset({"Centre social", "MJC", "Tiers-lieu", "Fablab", "Association"})
PLACELESS = "000"  # No register gives a number that begins so: these structures can be mistaken for nobody.


@dataclass(frozen=True)
class Structure:
    """An employer before it is a row."""

    name: str
    kind: str
    sector: Sector
    place: Place


def structure(rng: Random, departement: str) -> Structure:
    """Draw an employer of this département."""
    kind = rng.choices(KINDS, [kind.weight for kind in KINDS])[0]
    pattern = rng.choice(kind.patterns)
    place = made_up_commune(rng, departement) if "{commune}" in pattern else town(rng, departement)
    words = BRANDS if kind.name in BRANDED else WORDS
    return Structure(
        _contract(pattern.format(commune=place.commune, word=rng.choice(words))),
        kind.name,
        kind.sector,
        place,
    )


def _contract(name: str) -> str:
    """Write « d’Aubrelle » for « de Aubrelle », as French does before a vowel."""
    for vowel in "AEIOUÉ":
        name = name.replace(f" de {vowel}", f" d’{vowel}")
    return name


def siret(number: int) -> str:
    """Return the number of the n-th structure: well formed, and outside what the register ever gave."""
    siren = _with_check_digit(
        f"{PLACELESS}{number * 7919 % 100_000:05d}"
    )  # 7919 is prime: no two alike, none in a row.
    return _with_check_digit(f"{siren}0001")


def _with_check_digit(digits: str) -> str:
    """Add the digit that makes the Luhn sum a multiple of ten."""
    doubled = (int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return digits + str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)
