import json
from pathlib import Path

import pytest

from workforce.territories.departements import departements
from workforce.territories.whereabouts import inside_fr

OFFICIAL = Path(__file__).parents[2] / "node_modules/@etalab/decoupage-administratif/data/departements.json"
ARTICLES = {1: "l’", 2: "le ", 3: "la ", 4: "les ", 5: "l’"}


@pytest.mark.parametrize(
    ("code", "words"),
    [("01", "dans l’Ain"), ("69", "dans le Rhône"), ("13", "dans les Bouches-du-Rhône"), ("75", "à Paris"),
     ("2A", "en Corse-du-Sud"), ("974", "à La Réunion"), ("26", "dans la Drôme"), ("99", "99")],
)  # fmt: skip
def test_one_says_in_a_departement_as_french_does(code, words):
    assert inside_fr(code) == words


def test_articles_are_those_of_the_official_list():
    said = {row["code"]: row["typeLiaison"] for row in json.loads(OFFICIAL.read_text("utf-8"))}
    wrong = [
        code
        for code, one in departements().items()
        if inside_fr(code).startswith("dans ")
        and inside_fr(code) != f"dans {ARTICLES.get(said[code], '?')}{one.name}"
    ]
    assert not wrong
