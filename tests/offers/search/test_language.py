"""Words of French, and what is asked with them: whatever is typed, and however it is spelt."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some
from sqlalchemy import text

from workforce.offers.search.asking import understood
from workforce.offers.search.entries import vector
from workforce.offers.search.language import COMMON, lexeme_of, placed
from workforce.offers.search.synonyms import GROUPS, groups_in


@pytest.mark.parametrize(
    "forms",
    [
        "médiation mediation Médiations MÉDIATION", "employé employe employée employés employees",
        "numérique numériques NUMERIQUES", "conseiller conseillère conseillers conseillères",
        "médiateur médiatrice médiateurs mediatrices", "chargé chargée chargés", "formateur formatrice formateurs",
        "technicien technicienne techniciens", "lieu lieux", "travail travaux", "œuvre oeuvre oeuvres",
        "atelier ateliers", "compétence compétences", "salarié salariée salariés salaries",
    ],
)  # fmt: skip
def test_the_forms_of_a_word_are_one(forms):
    assert len({lexeme for lexeme, _ in placed(forms)}) == 1


@pytest.mark.parametrize(
    "pair",
    [("médiation", "médiathèque"), ("numérique", "numéro"), ("formateur", "format"), ("poste", "postal")],
)
def test_two_words_stay_two(pair):
    assert len({lexeme for word in pair for lexeme, _ in placed(word)}) == 2


@pytest.mark.parametrize(
    "title",
    ["Conseiller numérique", "Conseiller·ère numérique H/F", "Conseillère numérique", "Conseillers/ères numériques",
     "Conseiller(ère) numérique", "conseiller.e.s numériques", "CONSEILLER NUMERIQUE"],
)  # fmt: skip
def test_a_title_is_read_whatever_its_gender_and_how_it_is_spelt(title):
    words = list(placed(title))
    assert [lexeme for lexeme, _ in words[:2]] == ["conseil", "numer"]
    assert words[1][1] - words[0][1] == 1
    assert "digital_mediator" in dict(groups_in(words)) or "mediator" in dict(groups_in(words))


def test_common_words_are_not_looked_for_and_keep_their_place():
    assert list(placed("chargé de la mission")) == [("charg", 1), ("mission", 4)]
    assert {lexeme_of(word) for word in COMMON} == {""}


def test_accents_typed_as_two_characters_are_the_same_accents():
    assert list(placed("me\u0301diation")) == list(placed("médiation"))


def test_phrases_exclusions_and_words_are_told_apart():
    asked = understood('médiateur "espace public" -alternance -"temps partiel"', with_synonyms=False)
    assert asked.parts() == [
        "('espac' <1> 'public')", "('mediateur')", "!(('altern'))", "!(('temp' <1> 'partiel'))",
    ]  # fmt: skip


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert understood("tiers-lieu", with_synonyms=False).parts() == ["('ti' <1> 'lieu')"]


def test_guillemets_and_a_quote_left_open_make_phrases_too():
    assert understood("« espace public »", with_synonyms=False).parts() == ["('espac' <1> 'public')"]
    assert understood('"espace public', with_synonyms=False).parts() == ["('espac' <1> 'public')"]


def test_a_name_of_the_trade_brings_its_other_names_and_says_so():
    asked = understood("conseiller numérique toulon")
    (name, place) = asked.required
    assert name.groups
    assert asked.synonyms
    assert place.groups == ()
    assert understood("conseiller numérique", with_synonyms=False).synonyms == ()
    assert understood('"conseiller numérique"').synonyms == ()
    assert understood("numérique").synonyms == ()


def test_every_name_of_every_group_is_understood_as_that_group():
    for group in GROUPS:
        for name in group.names:
            assert group.code in dict(groups_in([(lexeme, at) for at, lexeme in enumerate(name, 1)])), name


@for_all(typed=some.text(max_size=300))
def test_nothing_typed_is_an_error_and_the_database_reads_all_of_it(engine, typed):
    asked = understood(typed)
    question, words = " & ".join(asked.parts()), asked.any_word()
    with engine.connect() as connection:
        said = text("SELECT CAST(:asked AS tsquery), CAST(:words AS tsquery), CAST(:said AS tsvector)")
        read = connection.execute(
            said, {"asked": question, "words": words, "said": vector(((placed(typed), "A"),))}
        ).one()
    assert (read[0] == "", read[1] == "") == (question == "", words == "")


@pytest.mark.parametrize(
    "typed",
    [
        "'",
        "\\",
        "a' | 'b",
        "!!!",
        "&|!()<->:*",
        "-",
        "- -",
        '""',
        "«»",
        "\x00",
        "\ud800",
        "x" * 5000,
        ":A",
        "d:83",
    ],
)
def test_what_postgresql_reads_as_signs_is_only_words(engine, typed):
    asked = understood(typed)
    with engine.connect() as connection:
        read = connection.scalar(
            text("SELECT numnode(CAST(:asked AS tsquery))"), {"asked": " & ".join(asked.parts())}
        )
    assert (read > 0) == bool(asked.parts()), "nothing that was understood is lost on its way"
