"""What is refused and what is doubted in a text about one's work: numbers, phones and names are made up."""

import pytest
from hypothesis import given, strategies

from workforce.discretion import doubts, holds_social_security_number


@pytest.mark.parametrize(
    "text",
    [
        "185057800608436", "1 85 05 78 006 084 36", "1.85.05.78.006.084", "185057800608", "2 99 12 2A 123 456",
        "2-99-12-2B-123-456-78", "son numéro : 1\u00a085\u00a005\u00a078\u00a0006\u00a0084\u00a036, je crois", "285207800608412",
    ],
)  # fmt: skip
def test_what_looks_like_a_social_security_number_is_found(text):
    assert holds_social_security_number(text) == (text != "185057800608")  # The twelve digits of nothing.


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78", "SIRET 130 025 265 00013", "21830069500015", "le 15/05/2026 à 14 h 30", "du 01/02/2026 au 28/02/2026",
        "badge 1850578006084361234", "9 85 05 78 006 084 36", "1 85 19 78 006 084 36", "FR76 3000 6000 0112 3456 7890 189",
        "12 ateliers, 8 personnes, 3 heures", "https://exemple.fr/p/4012345678", "",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(text):
    assert not holds_social_security_number(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Atelier du mardi avec Mme Durand", "Mme Durand"),
        ("Monsieur Jean Petit vient le jeudi", "Monsieur Jean Petit"),
        ("M. O’Neil", "M. O’Neil"),
        ("Mme\u00a0Élise", "Mme\u00a0Élise"),
        ("rappeler le 06 12 34 56 78", "06 12 34 56 78"),
        ("0612345678", "0612345678"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("wifi, mot de passe : abeille", "un mot de passe"),
    ],
)
def test_a_name_a_phone_or_a_password_is_doubted(text, words):
    assert [one.words for one in doubts(text)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Mairie de Toulon", "madame la maire", "Les mots de passe se changent au départ", "poste n° 0123", "M. et Mme",
        "référence 20260612345678", "12 ateliers à Hyères", "Mme la directrice",
    ],
)  # fmt: skip
def test_ordinary_words_raise_no_doubt(text):
    assert doubts(text) == []


def test_a_doubt_is_told_once_and_few_at_a_time():
    assert len(doubts("Mme Durand, Mme Durand")) == 1
    assert len(doubts(" ".join(f"Mme Nom{letter}" for letter in "abcdefghij"))) == 5


@given(strategies.text())
def test_any_text_is_read(text):
    assert isinstance(holds_social_security_number(text), bool)
    assert len(doubts(text)) <= 5


@pytest.mark.parametrize(
    "text", ["1" * 4000, "1 " * 2000, "M. " * 1300, "0 " * 2000, "+33 " * 1000, "Mme A" + "a" * 4000]
)
def test_a_hostile_text_is_read_quickly(text):
    assert len(doubts(text)) <= 5
    assert holds_social_security_number(text) is False
