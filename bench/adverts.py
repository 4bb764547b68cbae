"""Offers by the million, made up: words as frequent as French has them, titles and places as the trade has them."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from workforce.territories.departements import departements

TITLES = (
    (
        "mediation", 30,
        ("Médiateur numérique H/F", "Conseiller·ère numérique", "Animateur multimédia (H/F)",
         "Conseiller numérique France services", "Animatrice d'espace public numérique"),
    ),
    ("front_desk", 14, ("Agent France services", "Conseillère France services H/F", "Chargé d'accueil social")),
    ("library", 14, ("Médiathécaire", "Bibliothécaire jeunesse", "Responsable de médiathèque")),
    ("trainer", 12, ("Formateur bureautique H/F", "Formatrice aux outils numériques", "Formateur informatique")),
    ("project", 8, ("Chargé de mission inclusion numérique", "Chargée de projet numérique")),
    ("insertion", 8, ("Conseiller en insertion professionnelle", "Accompagnateur socioprofessionnel")),
    ("fablab", 6, ("Fabmanager", "Facilitateur de tiers-lieu", "Animateur fablab")),
    ("coordination", 4, ("Coordinateur de conseillers numériques", "Animatrice de réseau")),
    ("support", 4, ("Technicien support", "Technicienne informatique de proximité")),
)  # fmt: skip
TITLE_WEIGHTS = tuple(weight for _, weight, _ in TITLES)
MOST_SAID = """
accompagnement numérique public ateliers médiation usages missions équipe projet partenaires accueil informatique
poste territoire commune formation autonomie démarches ligne services habitants animer conseiller emploi contrat
temps expérience outils internet seniors inclusion collectivité développer participer suivi relationnel permis
diplôme candidature rémunération statutaire télétravail matériel
"""
SAID = tuple(MOST_SAID.split())
EMPLOYERS = (
    "Mairie de {}", "Communauté de communes de {}", "CCAS de {}", "Centre social de {}", "Association {}",
    "Médiathèque de {}",
)  # fmt: skip
PARTS = "ba ca de fi go la men mi na pa que ra ri sa ta ti tion ver vi zo"
SYLLABLES = tuple(PARTS.split())
KINDS, KIND_WEIGHTS = ("CDD", "CDI", "CDP", "titulaire", "PEC", ""), (38, 26, 10, 12, 4, 10)
VOCABULARY = 30_000
TEXTS = 20_000  # Different ones: offers are many, but their writers copy each other.
DAYS = 420  # Over which the offers were published.


@dataclass(frozen=True)
class Advert:
    """An offer of the bench, with the names of the table's columns."""

    id: int
    title: str
    employer_name: str
    plain: str
    family: str
    departement: str
    commune: str
    contract_kind: str
    length_months: int | None
    pay_min: int | None
    hours_per_week: float | None
    remote: str
    open_to_contract_staff: bool | None
    closes_on: date | None
    published_at: datetime
    latitude: float
    longitude: float
    part_time: bool | None = None
    labels: tuple[str, ...] = ()


def vocabulary() -> list[str]:
    """Return words, the most said first: those of the trade, then a long tail."""
    made = ("".join(parts) for parts in itertools.product(SYLLABLES, repeat=4))
    tail = list(itertools.islice(made, 0, None, 5))
    random.Random(7).shuffle(tail)
    return [*SAID, *tail[: VOCABULARY - len(SAID)]]


@lru_cache(maxsize=1)
def texts() -> Sequence[str]:
    """Return the texts that offers have, the same each time."""
    chance, words = random.Random(11), vocabulary()
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(words))))
    return [
        " ".join(chance.choices(words, cum_weights=weights, k=chance.randrange(60, 190)))
        for _ in range(TEXTS)
    ]


def adverts(first: int, last: int, count: int, now: datetime) -> Iterator[Advert]:
    """Return the offers of these numbers, both included, of so many: the oldest have the smallest."""
    chance, words = random.Random(first), vocabulary()
    codes = list(departements())
    towns = {
        code: [f"{name.capitalize()}ville" for name in words[500 + 40 * at : 540 + 40 * at]]
        for at, code in enumerate(codes)
    }
    for number in range(first, last + 1):
        age = timedelta(days=DAYS) * (1 - number / count) + timedelta(seconds=chance.randrange(40_000))
        yield _one(chance, number, (codes, towns), now - age)


def _one(
    chance: random.Random,
    number: int,
    places: tuple[Sequence[str], dict[str, list[str]]],
    published: datetime,
) -> Advert:
    family, _, titles = chance.choices(TITLES, TITLE_WEIGHTS)[0]
    code = places[0][int(len(places[0]) * chance.random() ** 1.6)]
    town, kind = chance.choice(places[1][code]), chance.choices(KINDS, KIND_WEIGHTS)[0]
    is_dated = chance.random() < 0.7
    return Advert(
        id=number,
        title=f"{chance.choice(titles)} {town if chance.random() < 0.2 else ''}".strip(),
        employer_name=chance.choice(EMPLOYERS).format(town),
        plain=chance.choice(texts()),
        family=family,
        departement=code,
        commune=town,
        contract_kind=kind,
        length_months=chance.choice((6, 12, 12, 18, 24, 36)) if kind in ("CDD", "CDP", "PEC") else None,
        pay_min=chance.randrange(1800, 3000) if chance.random() < 0.4 else None,
        hours_per_week=chance.choice((None, 35.0, 35.0, 28.0, 17.5)),
        remote=chance.choices(("", "none", "partial", "full"), (60, 15, 22, 3))[0],
        open_to_contract_staff=chance.choice((None, True, True, False)),
        closes_on=(published + timedelta(days=chance.randrange(20, 600))).date() if is_dated else None,
        published_at=published,
        latitude=round(chance.uniform(43, 50), 4),
        longitude=round(chance.uniform(-1, 7), 4),
    )
