"""A handover sheet starts from what is known, and two people may write at once without losing a word."""

from datetime import date

from hypothesis import given, strategies

from workforce.handovers.sections import CODES, Known, changed, merge, starting_texts, tidy

WAS = dict.fromkeys(CODES, "avant")


def having(**texts):
    return {**WAS, **texts}


def test_it_starts_from_what_is_known_and_from_nothing_that_nobody_said():
    known = Known(
        "Centre social du Port",
        "Hyères",
        date(2027, 1, 31),
        "50123",
        date(2027, 12, 31),
        "B. Petit",
        date(2027, 2, 1),
    )
    texts = starting_texts(known)
    assert set(texts) == set(CODES)
    assert texts["workshops"].startswith("À Centre social du Port, Hyères :")
    assert (
        texts["successor"]
        == "B. Petit, à partir du 1er février 2027.\nPoste n° 50123, financé jusqu’au 31 décembre 2027."
    )
    assert "Aidants Connect" in texts["accounts"]
    assert starting_texts(Known("Mairie d’Hyères", "Hyères", None))["workshops"].startswith(
        "À Mairie d’Hyères :"
    )
    assert starting_texts(Known("Mairie", "", None))["successor"] == "Pas encore connu."
    assert texts == {code: tidy(text) for code, text in texts.items()}


def test_different_parts_are_kept_together():
    merged = merge(WAS, having(partners="à lui"), having(workshops="à moi"))
    assert merged.clashes == ()
    assert merged.texts == having(partners="à lui", workshops="à moi")


def test_the_same_part_written_twice_is_for_a_person_to_settle():
    merged = merge(WAS, having(partners="à lui"), having(partners="à moi", other="à moi"))
    assert merged.clashes == ("partners",)
    assert merged.texts["other"] == "à moi"


def test_the_same_words_twice_are_no_clash():
    assert merge(WAS, having(partners="pareil"), having(partners="pareil")).clashes == ()


def test_a_part_that_was_emptied_meanwhile_and_changed_here_clashes():
    assert merge(WAS, having(partners=""), having(partners="à moi")).clashes == ("partners",)


def test_what_changed_is_named():
    assert changed(WAS, having(partners="x", other="")) == ["Partenaires", "Autres choses utiles"]


texts = strategies.fixed_dictionaries({code: strategies.sampled_from(["", "a", "b", "c"]) for code in CODES})


@given(before=texts, theirs=texts, mine=texts)
def test_nothing_that_anybody_typed_is_lost_without_being_said(before, theirs, mine):
    merged = merge(before, theirs, mine)
    for code in CODES:
        for typed in (theirs[code], mine[code]):
            assert typed in (before[code], merged.texts[code]) or code in merged.clashes


@given(before=texts, mine=texts)
def test_alone_one_keeps_what_one_typed(before, mine):
    assert merge(before, before, mine).texts == mine
