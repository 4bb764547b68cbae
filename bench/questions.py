"""Two hundred searches of the kinds that people make: broad and rare words, phrases, exclusions, filters, nothing at all."""

import random

from bench.adverts import KINDS, SAID, TITLES, vocabulary
from workforce.offers.search import addressing
from workforce.offers.search.asked_search import Order, Search
from workforce.territories.departements import departements

COUNT = 200
ORDERS = (Order.NEWEST, Order.NEWEST, Order.NEAREST, Order.CLOSING)


def questions(count: int = COUNT, seed: int = 3) -> list[Search]:
    """Return so many searches, the same each time."""
    chance = random.Random(seed)
    return [
        addressing.search_of(addressing.kept(_asked(chance)), chance.choice(ORDERS)) for _ in range(count)
    ]


def _asked(chance: random.Random) -> dict[str, list[str]]:
    words = chance.choices((_none, _broad, _rare, _trade, _phrase, _excluded), (15, 20, 20, 25, 10, 10))[0](
        chance
    )
    asked = {"mots": [words]} if words else {}
    return asked | _filters(chance)


def _filters(chance: random.Random) -> dict[str, list[str]]:
    several = {
        "departement": chance.sample(list(departements()), chance.choice((1, 1, 2, 4))),
        "contrat": [kind for kind in chance.sample(KINDS, 2) if kind],
        "metier": [chance.choice(TITLES)[0]],
        "teletravail": ["partial", "full"],
        "duree": [chance.choice(("12", "17", "18"))],
        "depuis": [chance.choice(("7", "30"))],
        "ferme": ["30"],
        "temps": ["full"],
        "salaire": ["said"],
        "autour": [chance.choice(("Toulouse", "Lyon", "Saint-Denis (93)", "69003", "Besançon"))],
    }
    return {name: several[name] for name in chance.sample(list(several), chance.choice((0, 1, 1, 2, 2, 3)))}


def _none(_: random.Random) -> str:
    return ""


def _broad(chance: random.Random) -> str:
    return " ".join(chance.sample(SAID[:20], chance.choice((1, 1, 2, 3))))


def _rare(chance: random.Random) -> str:
    return chance.choice(vocabulary()[200:])


def _trade(chance: random.Random) -> str:
    return chance.choice(("médiateur numérique", "conseiller numérique", "fablab", "EPN", "formateur bureautique",
                          "médiathèque", "France services", "bibliothécaire jeunesse"))  # fmt: skip


def _phrase(chance: random.Random) -> str:
    return f'"{" ".join(chance.sample(SAID[:12], 2))}"'


def _excluded(chance: random.Random) -> str:
    return f"{chance.choice(SAID)} -{chance.choice(SAID)}"
