"""Versions of the referential: compared, refused where they take from people, kept one after the other, gone by everywhere."""

import json
from datetime import date

import pytest
from sqlmodel import select

from tests import given
from workforce.facts import ReferentialChanged
from workforce.journal import Event
from workforce.refusals import Refused
from workforce.skills import actions as skills
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.file import file_of
from workforce.skills.models import CCP, Competence
from workforce.skills.referential import ReferentialError
from workforce.skills.standing import missing_ccps
from workforce.skills.titles import comparing, document, editing, versions
from workforce.skills.titles.editing import BlocTyped, TitleTyped
from workforce.skills.titles.in_force import in_force

TODAY = date(2026, 11, 23)


def changed(**titles):
    """Return what is shipped, with some values of some titles changed."""
    mine = document.shipped_document()
    for title in mine["titles"]:
        title.update(titles.get(title["code"], {}))
    return mine


def with_mn_described():
    """Return what is shipped with the second bloc of the MN described."""
    mine = document.shipped_document()
    bloc = mine["titles"][2]["ccps"][1]
    bloc["name"] = "Contribuer à un projet de médiation"
    bloc["competences"] = [{"code": "MN-C6", "number": 6, "name": "Monter un projet", "words": ["projet"]}]
    return mine


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "Ce fichier n’est pas du JSON lisible (ligne 1)."),
        ("[" * 100_000, "Ce fichier n’est pas du JSON lisible"),
        ("[]", "Fichier : ce doit être un objet."),
        ('{"titles": []}', "Titles : cette liste est trop courte."),
        (
            '{"titles": [{"code": "mn"}]}',
            "Titre mn, code : un code s’écrit en capitales, chiffres et tirets.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(text, words):
    with pytest.raises(ReferentialError) as refused:
        document.read(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda d: d["titles"][1].update(ends_on="13/07/2025"),
            "Titre REMN, ends_on : une date s’écrit 2025-07-13.",
        ),
        (lambda d: d["titles"][1].update(colour="red"), "Titre REMN, colour : ce nom n’est pas connu."),
        (
            lambda d: d["titles"][1]["ccps"][1].pop("number"),
            "Titre REMN, bloc REMN-CCP2, number : cette valeur manque.",
        ),
        (
            lambda d: d["titles"][1]["ccps"][1]["competences"][0].update(name=""),
            "Titre REMN, bloc REMN-CCP2, compétence REMN-C5, name : ce texte est vide ou trop court.",
        ),
        (lambda d: d["equivalences"][0].update(status="official"), "est dite officielle sans source"),
        (lambda d: d["titles"][1].update(successor="XX"), "a pour successeur un titre inconnu : XX"),
    ],
)
def test_each_fault_is_named_with_its_place(change, words):
    mine = document.shipped_document()
    change(mine)
    with pytest.raises(ReferentialError) as refused:
        document.checked(mine)
    assert words in str(refused.value)


def test_the_file_that_goes_out_comes_back_the_same():
    mine = document.shipped_document()
    assert document.read(document.written(mine))[0] == mine


def test_what_comes_with_the_product_is_the_first_version_and_is_not_kept_twice(session, moment):
    versions.settle(session)
    before = versions.number_of_last(session)
    versions.settle(session)
    assert versions.number_of_last(session) == before >= 1


def test_a_version_changes_what_everybody_is_told_and_says_so_once(session, moment):
    awa = given.adviser(session)
    skills.hold(session, awa.id, "REMN-CCP1", date(2022, 11, 1))
    mine = changed()
    mine["equivalences"][0].update(status="official", source="Arrêté du 1er octobre 2026")
    told = versions.preview(session, mine)
    assert [one.sentence for one in told.changes] == [
        "Équivalence REMN-CCP1 → MN-CCP1 : officielle (Arrêté du 1er octobre 2026) (avant : équivalence à confirmer)."
    ]
    assert (told.affected.holders, told.affected.other_gaps) == (1, 1)
    assert missing_ccps(in_force(session), file_of(session, awa.id).background, TODAY).to_confirm
    number = versions.save(session, mine, told.based_on, "screen", "Arrêté", None)
    assert number == told.based_on + 1
    after = missing_ccps(in_force(session), file_of(session, awa.id).background, TODAY)
    assert (after.to_confirm, [ccp.number for ccp in after.missing]) == ((), [2, 3])
    assert session.exec(select(Event.name)).all().count(ReferentialChanged.__name__) == 1


def test_a_new_bloc_and_its_competences_can_be_held_and_proved_at_once(session, moment):
    awa = given.adviser(session)
    versions.save(session, with_mn_described(), versions.number_of_last(session), "file", "", None)
    assert session.get(Competence, "MN-C6").name == "Monter un projet"
    evidence.note(session, awa.id, EvidenceDraft(what="Un projet", competences=["MN-C6"]))
    skills.hold(session, awa.id, "MN-CCP2", None)


@pytest.mark.parametrize("hold", ["held", "assessed", "proved"])
def test_nothing_that_people_hold_can_be_taken_out(session, moment, hold):
    awa = given.adviser(session)
    versions.save(session, with_mn_described(), versions.number_of_last(session), "file", "", None)
    if hold == "held":
        skills.hold(session, awa.id, "MN-CCP2", None)
    elif hold == "assessed":
        skills.assess(session, awa.id, {"MN-C6": skills.AssessmentDraft(level="yes")})
    else:
        evidence.note(session, awa.id, EvidenceDraft(what="Un projet", competences=["MN-C6"]))
    mine = document.shipped_document()
    mine["titles"][2]["ccps"].pop(1)
    mine["equivalences"].pop(1)
    with pytest.raises(Refused) as refused:
        versions.preview(session, mine)
    assert "ne peut pas être retiré" in refused.value.errors[""]


def test_what_nobody_holds_leaves_the_tables(session, moment):
    versions.save(session, with_mn_described(), versions.number_of_last(session), "file", "", None)
    mine = document.shipped_document()
    mine["titles"][2]["ccps"].pop(1)
    mine["equivalences"].pop(1)
    versions.save(session, mine, versions.number_of_last(session), "file", "", None)
    session.expire_all()
    assert session.get(CCP, "MN-CCP2") is None
    assert session.get(Competence, "MN-C6") is None


def test_two_operators_at_once_the_second_reads_again(session, moment):
    based_on = versions.number_of_last(session)
    versions.save(session, changed(CMN={"note": "Un"}), based_on, "screen", "", None)
    with pytest.raises(Refused, match="entre-temps"):
        versions.save(session, changed(CMN={"note": "Deux"}), based_on, "screen", "", None)


def test_a_former_version_can_be_taken_again_and_history_stays(session, moment):
    first = versions.number_of_last(session)
    versions.save(session, changed(CMN={"note": "Un"}), first, "screen", "Essai", None)
    versions.save(session, versions.document_of(session, first), first + 1, "former", "", None)
    assert [one.number for one in versions.listing(session)][:3] == [first + 2, first + 1, first]
    assert versions.document_in_force(session) == versions.document_of(session, first)
    assert "la note devient « Un »" in versions.changes_of(session, first + 1)[0].sentence


def test_an_operators_version_is_not_replaced_when_the_house_starts_again(session, moment):
    versions.save(session, changed(CMN={"note": "Un"}), versions.number_of_last(session), "screen", "", None)
    skills.load_referential(session)
    assert in_force(session).by_title["CMN"].note == "Un"


def test_every_kind_of_change_is_told():
    before, after = document.shipped_document(), document.shipped_document()
    after["titles"][0].update(ends_on="2019-07-13", rncp="RNCP1")
    after["titles"][1]["ccps"][0]["competences"][0].update(name="Autrement", words=["un mot"])
    after["titles"][1]["ccps"][2]["competences"].pop()
    after["titles"][2]["ccps"].append({"code": "MN-CCP4", "number": 4, "name": None, "competences": []})
    after["titles"].append(
        {**json.loads(json.dumps(after["titles"][0])), "code": "XX", "generation": 9, "successor": None}
    )
    told = comparing.changes(document.checked(before)[1], document.checked(after)[1])
    words = " ".join(one.sentence for one in told)
    for part in (
        "CMN : la date de fin devient 13 juillet 2019 (avant : inconnu)",
        "CMN : le numéro RNCP devient « RNCP1 »",
        "REMN-C1 : le libellé devient « Autrement »", "les mots qui la suggèrent changent (1, avant",
        "Compétence retirée de REMN-CCP3",
        "Nouveau bloc : MN-CCP4, libellé à compléter", "Nouveau titre : Conseiller médiateur numérique (XX)",
    ):  # fmt: skip
        assert part in words
    assert sum(one.is_removal for one in told) == 1


def test_lines_typed_keep_their_codes_and_new_ones_get_the_next():
    mine = document.shipped_document()
    title = mine["titles"][1]
    fields = {name: value for name, value in title.items() if name not in ("code", "ccps")}
    blocs = [
        BlocTyped(ccp["number"], ccp["name"], editing.lines_of(ccp), ccp["code"]) for ccp in title["ccps"]
    ]
    assert editing.with_title(mine, TitleTyped("REMN", fields, blocs)) == mine
    longer = BlocTyped(
        3, "Gérer", f"{blocs[2].lines}\n\nAssurer l’accueil | accueil*, guichet\n", "REMN-CCP3"
    )
    after = editing.with_title(mine, TitleTyped("REMN", fields, [*blocs[:2], longer]))
    assert after["titles"][1]["ccps"][2]["competences"][-1] == {
        "code": "REMN-C12", "number": 12, "name": "Assurer l’accueil", "words": ["accueil*", "guichet"],
    }  # fmt: skip
