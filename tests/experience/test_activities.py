"""Exports of activities: read by described columns only, proposed by month, accepted once, never doubled."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from tests import given
from workforce.contracts.imports.columns import Layout
from workforce.experience import activities, activity_columns, activity_rows, proposals
from workforce.experience.activity_rows import Activity
from workforce.experience.models import ActivityFile, ActivityProposal
from workforce.refusals import Refused
from workforce.skills.evidence.models import Evidence, EvidenceCompetence
from workforce.skills.referential import shipped

HEAD = "Date;Thématiques;Type;Lieu;Bénéficiaire"
ROWS = (
    "03/03/2026;Boîte mail;Atelier collectif;Médiathèque de Toulon;Mme Durand",
    "10/03/2026;Boîte mail;Atelier collectif;Médiathèque de Toulon;M. Petit",
    "17/03/2026;boite mail;atelier collectif;médiathèque de toulon;",
    "02/04/2026;Boîte mail;Atelier collectif;Médiathèque de Toulon;",
    "05/03/2026;Démarches en ligne;Individuel;Mairie;Mme Durand",
)
PLACES = {"done_on": 0, "what": 1, "kind": 2, "place": 3}


def csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join((head, *rows)).encode()


def sent(session, who, content: bytes, name: str = "activites.csv") -> ActivityFile:
    file_id = activities.upload(session, who.id, name, content)
    activities.work(session, [file_id])
    return session.get_one(ActivityFile, file_id)


def read(session, who, content: bytes, name: str = "activites.csv") -> ActivityFile:
    one = sent(session, who, content, name)
    if one.state == "unmapped":
        activities.describe(session, one.id, Layout(1, PLACES))
        activities.work(session, [one.id])
        session.refresh(one)
    return one


def waiting(session, who):
    return [
        (activity_rows.sentence(one.proposal), one.proposal.count)
        for one in proposals.waiting(session, who.id, "waiting", 0, 50)
    ]


def test_what_is_alike_in_a_month_is_one_proposal_and_nothing_of_the_public_comes_in(session, moment):
    awa = given.adviser(session)
    one = read(session, awa, csv(*ROWS))
    assert waiting(session, awa) == [
        ("Boîte mail (atelier collectif), Médiathèque de Toulon.", 1),
        ("Boîte mail (atelier collectif), 3 fois au mois de mars 2026, Médiathèque de Toulon.", 3),
        ("Démarches en ligne (individuel), Mairie.", 1),
    ]
    assert (one.state, one.content, one.preview) == ("read", b"", [])
    kept = " ".join(str(row.model_dump()) for row in session.exec(select(ActivityProposal)))
    assert "Durand" not in kept
    assert one.counts == {"rows": 5, "new": 3, "known": 0}


def test_columns_are_proposed_by_their_titles_then_remembered(session, moment):
    awa = given.adviser(session)
    first = sent(session, awa, csv(*ROWS))
    assert first.state == "unmapped"
    assert activity_columns.proposed(first.preview, first.header_line) == PLACES
    read(session, awa, csv(*ROWS))
    colleague = given.adviser(session, awa.network_id)
    assert sent(session, colleague, csv(*ROWS)).state == "read"
    stranger = given.adviser(session, given.network(session, "Ailleurs").id)
    assert sent(session, stranger, csv(*ROWS)).state == "unmapped"


def test_the_same_file_twice_adds_nothing_and_a_longer_month_grows(session, moment):
    awa = given.adviser(session)
    read(session, awa, csv(*ROWS[:2]))
    again = read(session, awa, csv(*ROWS[:2]))
    assert again.counts == {"rows": 2, "new": 0, "known": 1}
    read(session, awa, csv(*ROWS[:3]))
    assert [count for _, count in waiting(session, awa)] == [3]


def test_what_was_decided_is_not_proposed_again(session, moment):
    awa = given.adviser(session)
    read(session, awa, csv(*ROWS))
    first, second, third = proposals.waiting(session, awa.id, "waiting", 0, 9)
    assert proposals.accept(session, awa.id, [first.id, second.id]) == 2
    assert proposals.accept(session, awa.id, [first.id, second.id]) == 0
    assert proposals.set_aside(session, awa.id, [third.id]) == 1
    read(session, awa, csv(*ROWS))
    assert waiting(session, awa) == []
    assert proposals.counts(session, awa.id) == {"accepted": 2, "set_aside": 1}
    assert proposals.accept(session, awa.id, [third.id]) == 1
    assert len(session.exec(select(Evidence)).all()) == 3


def test_all_are_taken_at_once_with_the_competences_that_their_words_suggest(session, moment):
    awa = given.adviser(session)
    read(session, awa, csv(*ROWS))
    competences = [one for ccp in shipped().by_title["REMN"].ccps for one in ccp.competences]
    assert proposals.accept(session, awa.id, None, competences) == 3
    rows = session.exec(select(Evidence).order_by(Evidence.done_on)).all()
    assert [(row.origin, row.done_on) for row in rows] == [
        ("import", date(2026, 3, 5)),
        ("import", date(2026, 3, 17)),
        ("import", date(2026, 4, 2)),
    ]
    assert set(session.exec(select(EvidenceCompetence.competence_code))) == {"REMN-C4"}
    linked = session.exec(select(ActivityProposal.evidence_id)).all()
    assert sorted(linked) == sorted(row.id for row in rows)


def test_somebody_elses_proposals_cannot_be_taken(session, moment):
    awa, other = given.adviser(session), given.adviser(session)
    read(session, other, csv(*ROWS))
    ids = [one.id for one in proposals.waiting(session, other.id, "waiting", 0, 9)]
    assert proposals.accept(session, awa.id, ids) == 0
    assert proposals.set_aside(session, awa.id, ids) == 0


def test_a_full_notebook_takes_no_more_and_loses_nothing(session, moment, monkeypatch):
    awa = given.adviser(session)
    read(session, awa, csv(*ROWS))
    monkeypatch.setattr(proposals, "MOST", 2)
    with pytest.raises(Refused, match="choisissez-en moins"):
        proposals.accept(session, awa.id, None)
    assert len(waiting(session, awa)) == 3


def test_rows_that_say_nothing_are_counted_with_their_reason(session, moment):
    rows = (
        ";Boîte mail;;;", "hier;Boîte mail;;;", "01/12/2026;Boîte mail;;;", "03/03/2026;;;Mairie;",
        "03/03/2026;Dossier 1 84 12 76 451 089 46;;;", ROWS[0],
    )  # fmt: skip
    one = read(session, given.adviser(session), csv(*rows))
    assert one.counts == {
        "rows": 1,
        "new": 1,
        "known": 0,
        "no_date": 2,
        "to_come": 1,
        "no_words": 1,
        "number": 1,
    }
    assert activity_rows.left_out_words(one.counts) == [
        "2 lignes sans date lisible",
        "1 ligne sans rien qui dise ce qui a été fait",
        "1 ligne à une date à venir",
        "1 ligne avec ce qui semble un numéro de sécurité sociale",
    ]


def test_a_workbook_with_lines_above_its_titles_is_read(session, moment):
    book = openpyxl.Workbook()
    for row in (
        ["Export du 20/11/2026"],
        [],
        ["Date", "Titre de l’atelier", "Lieu"],
        [date(2026, 3, 3), "Smartphone", "Mairie"],
    ):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    awa = given.adviser(session)
    one = sent(session, awa, content.getvalue(), "activites.xlsx")
    assert (one.state, one.header_line) == ("unmapped", 3)
    activities.describe(session, one.id, Layout(3, activity_columns.proposed(one.preview, 3)))
    activities.work(session, [one.id])
    assert waiting(session, awa) == [("Smartphone, Mairie.", 1)]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(b"bonjour", "a.csv", "n’est pas un tableau"), (b"PK\x03\x04abcd", "a.xlsx", "abîmé")],
)
def test_what_is_no_table_is_refused_in_words(session, moment, content, name, words):
    one = sent(session, given.adviser(session), content, name)
    assert one.state == "refused"
    assert words in one.refusal


def test_a_choice_of_columns_is_checked_field_by_field(session, moment):
    one = sent(session, given.adviser(session), csv(*ROWS))
    with pytest.raises(Refused) as refused:
        activities.describe(session, one.id, Layout(1, {"what": 77}))
    assert refused.value.errors.keys() == {"what", "done_on"}
    with pytest.raises(Refused) as refused:
        activities.describe(session, one.id, Layout(1, {"done_on": 0, "what": 0}))
    assert "sert déjà" in refused.value.errors["what"]


def test_the_same_key_whatever_the_accents_and_another_for_another_month():
    day = date(2026, 3, 3)
    alike = activity_rows.proposals(
        [Activity(day, "Boîte mail", "", ""), Activity(day, "BOITE  MAIL", "", "")]
    )
    assert [one.count for one in alike] == [2]
    apart = activity_rows.proposals(
        [Activity(day, "Boîte mail", "", ""), Activity(date(2026, 4, 3), "Boîte mail", "", "")]
    )
    assert len({one.key for one in apart}) == 2
