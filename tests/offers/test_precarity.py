from dataclasses import dataclass

import pytest

from workforce.offers.shown import badges, card
from workforce.offers.understanding.precarity import CODES, LEVELS, WORDS, is_at_least_as_long, labels_of


@dataclass
class Draft:
    title: str = "Conseiller numérique"
    text: str = ""
    contract_kind: str = "CDD"
    length_months: int | None = 24
    departement: str = "83"
    commune: str = "Hyères"
    pay_min: int | None = 1900
    pay_max: int | None = 1900
    pay_period: str = "month"
    hours_per_week: float | None = 35
    remote: str = "none"
    open_to_contract_staff: bool | None = None


def codes(draft: Draft) -> set[str]:
    return {one.code for one in labels_of(draft, draft.title, draft.text)}


@pytest.mark.parametrize(
    ("words", "code", "quote"),
    [
        ("CDD de 24 mois renouvelable une fois.", "renewable", "renouvelable"),
        ("Prolongation possible.", "renewable", "Prolongation possible"),
        ("Un CDI est envisagé : perspective de CDI.", "cdi_possible", "perspective de CDI"),
        ("CDI possible à l'issue.", "cdi_possible", "CDI possible"),
        ("CDD évolutif vers un CDI.", "cdi_possible", "évolutif vers un CDI"),
        ("Poste subventionné par l'État jusqu'au 31 décembre 2027.", "funded_until", "31 décembre 2027"),
        ("Financement assuré jusqu'en décembre 2026.", "funded_until", "jusqu'en décembre 2026"),
        ("Budget voté jusqu'à fin 2027.", "funded_until", "fin 2027"),
        ("Poste créé sous réserve de l'obtention de la subvention.", "subject_to_funding", "sous réserve"),
        ("Reconductible selon financements.", "subject_to_funding", "selon financements"),
    ],
)
def test_a_label_is_read_in_the_words_and_quotes_them(words, code, quote):
    found = {one.code: one for one in labels_of(Draft(), "", words)}

    assert quote in found[code].quote
    assert found[code].words_fr == WORDS[code]


@pytest.mark.parametrize(
    "words",
    [
        "CDD non renouvelable.",
        "Vous animez des ateliers sur les énergies renouvelables.",
        "Poste non transformable en CDI.",
        "Sans possibilité de CDI : pas de perspective.",
        "Les candidatures sont reçues jusqu'au 31 décembre 2027.",
        "Sous réserve d'un casier judiciaire vierge.",
        "Vous aidez à la recherche de financements.",
    ],
)
def test_words_that_only_look_like_a_label_give_none(words):
    assert codes(Draft(text=words)) == {"pay_stated"}


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (Draft(), {"pay_stated"}),
        (Draft(length_months=12), {"pay_stated", "short"}),
        (Draft(length_months=None), {"pay_stated", "length_unstated"}),
        (Draft(contract_kind="CDI", length_months=None), {"pay_stated"}),
        (Draft(hours_per_week=28), {"pay_stated", "part_time"}),
        (Draft(pay_min=None), {"pay_unstated"}),
        (Draft(pay_min=None, text="Traitement indiciaire et RIFSEEP."), {"pay_scale"}),
        (
            Draft(contract_kind="CDI", length_months=None, text="CDI possible en perspective de CDI"),
            {"pay_stated"},
        ),
    ],
)
def test_the_terms_of_a_draft_give_its_labels(draft, expected):
    assert codes(draft) == expected


def test_a_draft_without_words_is_quoted_in_its_own_terms():
    quotes = {one.code: one.quote for one in labels_of(Draft(length_months=6, hours_per_week=17.5), "", "")}

    assert quotes["short"] == "6 mois"
    assert "17" in quotes["part_time"]


def test_a_list_leaves_out_the_label_that_worries_nobody():
    assert [words for words, _ in badges(["pay_stated", "short", "renewable"])] == [
        "un an ou moins",
        "renouvelable",
    ]
    assert set(CODES) == set(WORDS) == set(LEVELS)


def test_a_card_says_who_may_apply_besides():
    shown = card(Draft(open_to_contract_staff=False)).labels

    assert ("civil_servants_only", "réservé aux fonctionnaires") in [
        (one.code, one.words_fr) for one in shown
    ]


@pytest.mark.parametrize(
    ("draft", "months", "is_long"),
    [
        (Draft(length_months=24), 24, True),
        (Draft(length_months=18), 24, False),
        (Draft(length_months=None), 24, False),
        (Draft(contract_kind="CDI", length_months=None), 24, True),
        (Draft(length_months=24), None, False),
    ],
)
def test_an_offer_lasts_at_least_as_long_as_a_contract_or_not(draft, months, is_long):
    assert is_at_least_as_long(draft, months) is is_long
