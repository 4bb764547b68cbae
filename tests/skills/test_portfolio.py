"""The portfolio: composed by competence, arranged by its owner, drawn as a tagged PDF whose words are only words."""

from datetime import date
from io import BytesIO

import pypdf
import pytest

from tests import given
from workforce.refusals import Refused
from workforce.skills.background import Background
from workforce.skills.evidence import actions as evidence
from workforce.skills.evidence import attaching, reading
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.evidence.blocs import blocs_to_show
from workforce.skills.portfolio import actions, printing
from workforce.skills.portfolio.actions import Arrangement, moved
from workforce.skills.referential import shipped

TODAY = date(2026, 11, 23)


def note(session, who, what, *codes, **values) -> int:
    return evidence.note(session, who.id, EvidenceDraft(what=what, competences=list(codes), **values))


def composed(session, who):
    blocs = blocs_to_show(shipped(), Background(), TODAY)
    return actions.composed(session, who.id, "Awa Diallo", "Titre visé : Médiateur numérique", blocs, TODAY)


def told(found) -> dict[str, list[str]]:
    """Return competence → what shows it."""
    return {
        section.name: [one.what for one in section.entries]
        for chapter in found.chapters
        for section in chapter.shown
    }


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("2:up", [2, 1, 3]),
        ("2:down", [1, 3, 2]),
        ("1:up", [1, 2, 3]),
        ("3:down", [1, 2, 3]),
        ("9:up", [1, 2, 3]),
        ("x", [1, 2, 3]),
    ],
)
def test_one_moves_by_a_place_and_never_out_of_the_list(move, order):
    assert moved([1, 2, 3, 2], move) == order


def test_evidence_stands_under_each_competence_in_the_order_of_the_person(session, moment):
    awa = given.adviser(session)
    first, second = note(session, awa, "Premier", "MN-C4", "MN-C1"), note(session, awa, "Deux", "MN-C4")
    out = note(session, awa, "Dehors", "MN-C4")
    lone = note(session, awa, "Sans compétence")
    actions.arrange(
        session,
        awa.id,
        Arrangement(introduction="Bonjour", order=[second, first, out, lone], chosen=[first, second, lone]),
    )
    found = composed(session, awa)
    assert found.introduction == "Bonjour"
    assert told(found) == {
        "Accueillir les personnes et présenter les missions de la médiation numérique": ["Premier"],
        "Préparer et animer des accompagnements aux usages numériques dans différents lieux et environnements": [
            "Deux",
            "Premier",
        ],
        "": ["Sans compétence"],
    }


def test_what_may_name_somebody_who_is_helped_stays_out(session, moment):
    awa = given.adviser(session)
    one = note(session, awa, "Démarche de Mme Durand", "MN-C4")
    assert (composed(session, awa).is_empty, composed(session, awa).left_out) == (True, 1)
    evidence.allow_words(session, one)
    assert not composed(session, awa).is_empty


def test_somebody_elses_evidence_cannot_be_arranged(session, moment):
    awa, other = given.adviser(session), given.adviser(session)
    theirs = note(session, other, "À un autre")
    actions.arrange(session, awa.id, Arrangement(order=[theirs], chosen=[]))
    assert reading.one(session, theirs).is_in_portfolio


def test_an_introduction_holds_no_social_security_number(session, moment):
    with pytest.raises(Refused):
        actions.arrange(
            session, given.adviser(session).id, Arrangement(introduction="N° 1 84 12 76 451 089 46")
        )


def test_the_pdf_is_tagged_in_french_and_shows_words_as_words(session, moment):
    awa = given.adviser(session)
    hostile = '#set text(red) #read("/etc/passwd") $x$ \\ *gras* <étiquette> @cite'
    one = note(session, awa, hostile, "MN-C4", link="https://exemple.fr/a?b=1", done_on=date(2026, 3, 14))
    attaching.attach(session, one, "bilan.pdf", b"%PDF-1.7")
    found = pypdf.PdfReader(BytesIO(printing.pdf_of(composed(session, awa))))
    catalog = found.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "fr"
    assert "/StructTreeRoot" in catalog
    assert "pdfuaid" in found.xmp_metadata.stream.get_data().decode()
    words = " ".join(page.extract_text() for page in found.pages)
    for part in (
        "#set text(red)",
        '#read("/etc/passwd")',
        "$x$",
        "*gras*",
        "<étiquette>",
        "@cite",
        "14 mars 2026",
        "bilan.pdf",
    ):
        assert part in words
    assert found.metadata.title == "Dossier professionnel, Awa Diallo"


def test_a_program_that_cannot_draw_says_what_to_do(session, moment, monkeypatch):
    monkeypatch.setattr(printing, "COST", printing.apart.Cost(memory_bytes=50_000_000))
    with pytest.raises(Refused, match="Imprimez cette page"):
        printing.pdf_of(composed(session, given.adviser(session)))
