import time
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.feeds.conftest import an_entry, document
from workforce.feeds.parsing import parse
from workforce.offers.understanding.normalise import NormalisedOffer, SourceShape, clean_title, normalise

ADVERTS = [
    (row["title"], row.get("html", ""), row["expected"])
    for row in tomllib.loads(Path(__file__).with_name("adverts.toml").read_text(encoding="utf-8"))["advert"]
]
NAMES = [f"{number} {title}" for number, (title, _, _) in enumerate(ADVERTS)]
FIELDS = (
    "trade", "contract_kind", "contract_months", "weekly_hours", "part_time", "remote", "departement",
    "commune", "postal_code", "employer", "closes_on", "starts_on", "open_to_contract_staff",
)  # fmt: skip


def understood(offer: NormalisedOffer) -> dict[str, object]:
    values = {name: getattr(offer, name) for name in FIELDS}
    values |= {name: values[name].isoformat() for name in ("closes_on", "starts_on") if values[name]}
    if offer.weekly_hours is not None:
        values["weekly_hours"] = str(offer.weekly_hours)
    if offer.pay:
        kind = {True: " gross", False: " net", None: ""}[offer.pay.gross]
        values["pay"] = f"{offer.pay.low}-{offer.pay.high} {offer.pay.period}{kind}"
    if not offer.kept:
        values["kept"] = False
    return {name: value for name, value in values.items() if value is not None}


def test_there_are_enough_adverts_to_learn_from():
    assert len(ADVERTS) >= 60


@pytest.mark.parametrize(("title", "html", "expected"), ADVERTS, ids=NAMES)
def test_an_advert_is_understood_and_nothing_is_invented(title, html, expected):
    assert understood(normalise(an_entry(title, html))) == expected


@pytest.mark.parametrize(("title", "html"), [(title, html) for title, html, _ in ADVERTS])
def test_every_guess_shows_the_words_it_came_from(title, html):
    offer = normalise(an_entry(title, html))

    said = " ".join(f"{title} {offer.text}".replace("’", "'").split())
    for guess in offer.guesses:
        assert guess.words
        quote = guess.words.partition(" : ")[2] or guess.words
        assert quote.split()[0] in said, guess
    assert offer.reason_fr


def test_an_offer_of_a_departement_feed_is_understood_from_its_blocks():
    entries = parse(document("emploi_territorial.xml"), "https://www.emploi-territorial.fr/rss").entries
    offer, other = (normalise(entry) for entry in entries)

    assert (offer.title, offer.kept, offer.trade) == ("CONSEILLER NUMÉRIQUE", True, "mediation")
    assert offer.link == "https://www.emploi-territorial.fr/offre/o079260901000111-conseiller-numerique"
    assert (offer.employer, offer.commune, offer.departement) == ("COMMUNE DE NIORT", "Niort", "79")
    assert offer.region == "Nouvelle-Aquitaine"
    assert offer.closes_on == date(2026, 10, 1)
    assert offer.words_for("closes_on") == "du 01/09/2026 au 01/10/2026"
    assert offer.words_for("departement") == "Niort"
    assert offer.rome == ("G1202",)
    assert 140973 in offer.appellations
    assert (other.kept, other.reason_fr) == (
        False,
        "L'intitulé « AGENT DES ESPACES VERTS » nomme un autre métier.",
    )


@pytest.mark.parametrize(("guid", "departement"), [
    (":O085260814000428", "85"), (":O02A260814000428", "2A"), (":O971260814000428", "971"),
    (":O001260814000428", "01"),
    (":O999260814000428", None), ("O085260814000428", None),
])  # fmt: skip
def test_the_departement_is_read_in_the_name_of_the_item(guid, departement):
    offer = normalise(an_entry(guid=f"https://www.emploi-territorial.fr/{guid}"))

    assert offer.departement == departement


def test_a_talentsoft_offer_loses_its_number_and_keeps_it_aside():
    offer = normalise(parse(document("talentsoft.xml"), "https://recrutement.metropole.example/").entries[0])

    assert (offer.title, offer.reference) == ("Médiatrice / Médiateur numérique", "2026-15918")
    assert (offer.contract_kind, offer.contract_months) == ("CDP", 24)
    assert (offer.commune, offer.postal_code) == ("Rennes", "35000")


def test_an_offer_of_a_job_site_is_understood_from_its_own_fields():
    offer = normalise(parse(document("wp_job_manager.xml"), "https://emploi.tiers-lieux.example/").entries[0])

    assert (offer.title, offer.trade) == ("Fabmanager – animation du fablab", "fablab")
    assert (offer.employer, offer.commune, offer.departement) == (
        "La Fabrique du coin",
        "Saint-Étienne",
        "42",
    )
    assert offer.pay.monthly == (Decimal(2050), Decimal(2050))
    assert offer.link == "https://emploi.tiers-lieux.example/emploi/fabmanager/"
    assert '<a href="https://emploi.tiers-lieux.example/le-lieu" rel="nofollow noopener">' in offer.html
    assert "alert" not in offer.html + offer.text


def test_a_topic_of_a_forum_is_understood():
    offer = normalise(parse(document("discourse.xml"), "https://forum.example/latest.rss").entries[0])

    assert (offer.trade, offer.contract_kind, offer.contract_months) == ("trainer", "CDD", 12)


@pytest.mark.parametrize(
    ("written", "title", "reference"),
    [
        ("2025-15918 - Intitulé H/F", "Intitulé", "2025-15918"),
        ("REF_2024 - Animateur", "Animateur", "REF_2024"),
        ("Chef de projet 2026 - phase 2", "Chef de projet 2026 - phase 2", None),
        ("2026 - Médiateur numérique", "2026 - Médiateur numérique", None),
        ("Conseiller numérique (F/H)", "Conseiller numérique", None),
        ("Conseiller numérique - H/F - Niort", "Conseiller numérique - Niort", None),
        ("Conseiller <b>numérique</b> &amp; social", "Conseiller numérique & social", None),
        ("Conseiller numérique <script>alert(1)</script>", "Conseiller numérique", None),
        ("\u202eeuqirémun\u202c Conseiller", "euqirémun Conseiller", None),
        ("Poste à < 2 ans", "Poste à < 2 ans", None),
    ],
)
def test_a_title_is_cleaned(written, title, reference):
    assert clean_title(written) == (title, reference)


def test_a_title_and_a_text_have_limits():
    offer = normalise(an_entry("Conseiller numérique " * 40, "<p>" + "mot " * 20_000 + "</p>"))

    assert len(offer.title) <= 200
    assert offer.title.endswith("…")
    assert len(offer.text) <= 20_000
    assert len(offer.html) <= 60_000


def test_an_offer_without_a_title_says_so():
    assert normalise(an_entry("", "<p>Médiation numérique</p>")).title == "Offre sans intitulé"


def test_a_source_may_keep_everything_or_know_its_employer_and_departement():
    source = SourceShape(employer="Ville d'Aubusson", departement="23", keep_all=True)

    offer = normalise(an_entry("Jardinier"), source)

    assert (offer.kept, offer.employer, offer.departement, offer.trade) == (
        True,
        "Ville d'Aubusson",
        "23",
        None,
    )
    assert offer.words_for("employer") == "L'employeur de la source"


def test_the_phrases_of_a_source_decide_before_the_trade():
    source = SourceShape(keep=("Écrivain public",), drop=("Bénévolat",))

    assert normalise(an_entry("ECRIVAIN PUBLIC"), source).reason_fr == "La source garde « Écrivain public »."
    dropped = normalise(an_entry("Médiateur numérique", "<p>benevolat</p>"), source)
    assert (dropped.kept, dropped.reason_fr) == (False, "La source écarte « Bénévolat ».")


def test_a_bare_digital_word_is_not_enough_and_the_reason_says_so():
    offer = normalise(an_entry("Délégué numérique"))

    assert (offer.kept, offer.trade) == (False, None)
    assert "« numérique » seul ne suffit pas" in offer.reason_fr


@pytest.mark.parametrize(
    "words",
    [
        "Aa ",
        "A",
        "Aa-",
        "1 ",
        "1.111 ",
        "cdd un ",
        "salaire 1 € ",
        "date limite 1 ",
        "evolutif , ",
        "79000 Aa-",
        "Aa (",
    ],
)
def test_a_text_made_to_be_slow_is_not(words):
    hostile = words * (20_000 // len(words))
    started = time.process_time()

    normalise(an_entry(hostile, f"<p>{hostile}</p>"))

    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("title", "html", "rome", "said"),
    [
        (
            "Coordinateur de conseillers numériques",
            "<p>Code ROME : K1206. Poste à Niort.</p>",
            ("K1206",),
            "ROME : K1206",
        ),
        ("Agent France services (ROME K1205)", "<p>Accueil.</p>", ("K1205",), "ROME K1205"),
        ("Agent France services", "<p>Fiche ROME 4.0 : k1204</p>", ("K1204",), "ROME 4.0 : k1204"),
        ("Agent France services", "<p>Fiche rome v4 : k1204</p>", ("K1204",), "rome v4 : k1204"),
        ("Agent France services", "<p>Réf. K1204, à Rome 01230</p>", ("K1204", "K1205"), None),
    ],
)
def test_a_code_that_an_offer_states_is_surer_than_its_family_s(title, html, rome, said):
    offer = normalise(an_entry(title, html))

    assert offer.rome == rome
    assert offer.words_for("rome") == said
