import pytest

from workforce.offers.understanding.asked import NAMES, asked_in


def read(text: str) -> dict[str, bool]:
    return {one.code: one.is_asked for one in asked_in("Médiateur numérique", text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Profil : titulaire du CCP1 et du CCP 2.", {"CCP1": True, "CCP2": True}),
        ("CCP n°3 apprécié.", {"CCP3": True}),
        ("Le titre professionnel « médiateur numérique » est demandé.", {"title": True}),
        ("Titulaire du TP REMN, vous accompagnez les usagers.", {"title": True}),
        ("Titre professionnel Conseiller·ère médiateur·rice numérique", {"title": True}),
        ("RNCP 34137 exigé", {"title": True}),
        ("Habilitation ou formation Aidants Connect appréciée", {"aidants_connect": True}),
        ("Certification PIX souhaitée", {"pix": True}),
        ("CléA numérique serait un plus", {"clea_numerique": True}),
        ("Permis B indispensable", {"driving_licence": True}),
        ("Permis B", {"driving_licence": True}),
    ],
)
def test_what_is_named_and_asked_for_is_read(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vous accompagnez les habitants vers la certification Pix.", "pix"),
        ("Préparer les usagers à CléA numérique.", "clea_numerique"),
        ("Vous réaliserez des démarches avec Aidants Connect.", "aidants_connect"),
        ("La formation Aidants Connect sera assurée.", "aidants_connect"),
        ("Permis B non exigé.", "driving_licence"),
        ("Possibilité de passer le titre professionnel de médiateur numérique.", "title"),
    ],
)
def test_work_to_do_or_what_is_given_is_mentioned_and_not_asked(text, code):
    assert read(text) == {code: False}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Un clearing bancaire",
        "Pixel art",
        "Emploi non permanent, sans aidant",
        "Titre professionnel de maçon",
    ],
)
def test_what_only_looks_like_it_is_not_read(text):
    assert read(text) == {}


def test_the_sentence_that_asks_wins_over_one_that_mentions():
    (one,) = asked_in("", "Accompagner vers Pix. Un score Pix est exigé.")
    assert one.is_asked
    assert "Un score Pix est exigé" in one.quote


def test_words_are_quoted_as_they_are_written():
    (one,) = asked_in("", "Profil recherché :\nTitulaire du CCP1 ; à l’aise à l’oral")
    assert one.quote == "Titulaire du CCP1 ; à l’aise à l’oral"


def test_a_long_text_is_read_in_no_time_whatever_it_holds():
    for words in ("titre professionnel ", "aidants connec ", "tp ", "permis de ", "ccp n "):
        asked_in("", words * 20_000)
    assert set(NAMES) >= {"CCP1", "CCP2", "CCP3"}
