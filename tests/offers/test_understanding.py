import tomllib
from functools import lru_cache
from pathlib import Path

import pytest

from tests.feeds.conftest import an_entry
from tests.offers import labelled
from workforce.french_dates import _FOLDING, folded
from workforce.offers.understanding import conditions, durations, levels, precarity, terms
from workforce.offers.understanding.guesses import Phrase
from workforce.offers.understanding.normalise import SourceShape, normalise
from workforce.offers.understanding.synonyms import synonyms, synonyms_of
from workforce.offers.understanding.texts import plain_text
from workforce.offers.understanding.trades import FAMILIES, by_title, classify, epicene, without_lookalikes

# Precision and recall that each field keeps on both parts: measured, then set a little below what was measured.
FLOORS = {
    "trade": (0.95, 0.95), "rome": (0.95, 0.95), "employer": (0.85, 0.85), "commune": (0.97, 0.95),
    "commune_code": (0.97, 0.95), "departement": (0.97, 0.95), "postal_code": (0.97, 0.95), "contract_kind": (0.97, 0.97),
    "contract_months": (0.97, 0.95), "pay": (0.97, 0.95), "weekly_hours": (0.95, 0.95), "part_time": (0.95, 0.9),
    "remote": (0.95, 0.95), "closes_on": (0.93, 0.93), "starts_on": (0.95, 0.95), "open_to_contract_staff": (0.95, 0.95),
    "level": (0.95, 0.95), "labels": (0.97, 0.97),
}  # fmt: skip
MODULES = (terms, conditions, durations, levels, precarity)


@pytest.fixture(scope="module", params=list(labelled.PARTS))
def part(request) -> str:
    return request.param


def understand(entry, near):
    return normalise(entry, None, near)


def test_there_are_enough_offers_of_enough_shapes_and_a_third_of_them_is_held_out():
    tuned, held_out = (labelled.offers(part) for part in labelled.PARTS)

    assert len(tuned) + len(held_out) >= 300
    assert len(held_out) >= 100
    assert len({one.entry.title for one in (*tuned, *held_out)}) > 200
    assert all(count >= 30 for count in labelled.shapes((*tuned, *held_out)).values())
    assert all(
        any(one.kept for one in part) and any(not one.kept for one in part) for part in (tuned, held_out)
    )


def test_every_field_is_read_as_well_as_was_measured(part):
    found = labelled.scores(labelled.offers(part), understand)

    assert set(found) == set(FLOORS)
    low = {
        name: (round(score.precision, 3), round(score.recall, 3))
        for name, score in found.items()
        if score.precision < FLOORS[name][0] or score.recall < FLOORS[name][1]
    }
    assert low == {}
    assert all(score.to_find >= 8 for score in found.values())


def test_every_family_of_trades_is_in_both_parts(part):
    assert {one.expected["trade"] for one in labelled.offers(part) if one.kept} == {
        one.code for one in FAMILIES
    }


def texts() -> set[str]:
    """Return the folded texts of both parts and of the single difficulties, whole and by sentence."""
    rows = tomllib.loads(Path(__file__).with_name("adverts.toml").read_text(encoding="utf-8"))["advert"]
    offers = [one for part in labelled.PARTS for one in labelled.offers(part)]
    written = [one.entry.title for one in offers] + [row["title"] for row in rows]
    written += [plain_text(one.entry.content_html + one.entry.summary_html) for one in offers]
    written += [plain_text(row.get("html", "")) for row in rows]
    return {
        folded(piece) for text in written for line in text.split("\n") for piece in (text, *line.split(". "))
    }


@lru_cache(maxsize=1)
def whole_texts() -> tuple[str, ...]:
    """Every text of several lines, as it is and with its lines cut in the middle of what they say."""
    lined = sorted(text for text in texts() if "\n" in text)
    cut = [text.replace("\n", " ").replace(" ", "\n", 40).replace("\n", " ", 7) for text in lined]
    return (
        *lined,
        *cut,
        *(text.replace(". ", "\n") for text in lined),
        *(text.replace(" ", "\n") for text in lined),
    )


def phrases(value: object) -> list[Phrase]:
    if isinstance(value, Phrase):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [phrase for one in inside for phrase in phrases(one)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_key_words_of_a_pattern_never_hide_what_it_would_find(module):
    known = phrases(dict(vars(module)))

    hidden = [
        found[0]
        for phrase in known
        for text in texts()
        if (found := phrase.pattern.search(text)) and phrase.begins_in(found[0]) is None
    ]

    assert known
    assert hidden == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_what_is_remembered_of_lines_changes_nothing_of_what_a_text_says(module):
    def told(matches):
        return [found.span() for found in matches]

    differ = [
        (phrase.pattern.pattern, text)
        for phrase in phrases(dict(vars(module)))
        for text in whole_texts()
        if told(phrase.finditer(text)) != told(phrase.pattern.finditer(text))
    ]

    assert differ == []


def test_folding_is_the_same_however_it_is_done():
    for code in range(0x3000):
        text = f"é{chr(code)}x"
        assert folded(text) == text.translate(_FOLDING)


@pytest.mark.parametrize("group", synonyms(), ids=lambda group: group.code)
def test_every_name_of_the_hidden_market_is_kept_for_its_family(group):
    kept = {phrase: classify(phrase[0].upper() + phrase[1:]).family for phrase in group.phrases}

    assert {phrase: family.code if family else None for phrase, family in kept.items()} == dict.fromkeys(
        group.phrases, group.family
    )


def test_a_search_is_widened_by_the_names_of_the_same_work():
    assert "cyber-base" in synonyms_of("Espace public numerique")
    assert "médiateur numérique" in synonyms_of("  CONSEILLER NUMÉRIQUE ")
    assert "conseiller numérique" not in synonyms_of("conseiller numérique")
    assert synonyms_of("numérique") == ()


def test_the_keys_of_a_family_never_hide_a_title():
    titles = {epicene(one.entry.title) for part in labelled.PARTS for one in labelled.offers(part)}

    hidden = [
        (title, family.code)
        for title in map(without_lookalikes, titles)
        for family in FAMILIES
        if any(phrase.search(title) for phrase in family.phrases)
        and not any(key in title for key in family.keys)
    ]

    assert hidden == []


@pytest.mark.parametrize(
    ("title", "html", "kept"),
    [
        ("Jardinier", "<p>La médiation numérique et la médiation numérique.</p>", True),
        ("Jardinier", "<p>M&eacute;diation num&eacute;rique. MÉDIATION NUMÉRIQUE.</p>", True),
        ("Jardinier", "<p>Une fois la médiation numérique.</p>", False),
        ("Agent", "<p>M&eacute;tier : M&eacute;diateur num&eacute;rique</p>", True),
        ("Agent", "<div><b>Métier(s) : </b> Bibliothécaire</div>", True),
        ("Agent", "<p>Le métier de bibliothécaire vous attire ?</p>", False),
        ("Développeur", "<p>Inclusion numérique, inclusion numérique.</p>", False),
        ("Conseiller numérique cherche poste", "", False),
    ],
)
def test_an_entry_is_read_only_as_far_as_its_trade_needs(title, html, kept):
    offer = normalise(an_entry(title, html))

    assert offer.kept is kept
    assert bool(offer.html) is (kept and bool(html))
    assert offer.reason_fr


def test_a_source_with_rules_of_its_own_is_read_whole():
    assert normalise(an_entry("Jardinier", "<p>CDI</p>"), SourceShape(keep_all=True)).contract_kind == "CDI"
    assert normalise(an_entry("Jardinier", "<p>Au jardin</p>"), SourceShape(keep=("jardin",))).kept


def test_what_is_understood_of_a_place_stands_on_the_map():
    offer = normalise(an_entry("Médiateur numérique", "<p>Lieu : Niort</p>"))

    assert (offer.commune, offer.commune_code, offer.departement, offer.region) == (
        "Niort",
        "79191",
        "79",
        "Nouvelle-Aquitaine",
    )
    assert offer.point == pytest.approx((46.33, -0.47), abs=0.01)


@pytest.mark.parametrize(
    "words",
    [
        "Lieu : Saint-Denis",
        "Poste basé à Valence",
        "Lieu : Montréal, Canada",
        "Réunion à Sens",
        "Partenaires : Orange",
    ],
)
def test_a_name_that_could_be_elsewhere_gives_no_commune(words):
    offer = normalise(an_entry("Médiateur numérique", f"<p>{words}</p>"))

    assert (offer.commune_code, offer.departement, offer.point) == (None, None, None)


def test_a_second_clue_settles_a_name_borne_twice():
    guid = "https://www.emploi-territorial.fr/:O974260901000001"
    offer = normalise(an_entry("Médiateur numérique", "<p>Lieu de travail : Saint Denis</p>", guid=guid))

    assert (offer.commune, offer.commune_code) == ("Saint-Denis", "97411")


def test_titles_are_settled_once():
    assert by_title("Conseiller numérique") is by_title("Conseiller numérique")
