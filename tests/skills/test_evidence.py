"""Evidence: noted in a moment, refused where it must be, counted for gaps and VAE, erased with its files."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from workforce import clock
from workforce.facts import SkillsAssessed
from workforce.journal import Event
from workforce.refusals import Refused
from workforce.skills import actions as skills
from workforce.skills.actions import AssessmentDraft
from workforce.skills.evidence import actions, attaching, coverage, reading
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.evidence.models import Attachment, Evidence, EvidenceCompetence
from workforce.skills.evidence.reading import NONE, Asked
from workforce.skills.file import file_of
from workforce.skills.gaps import Level, gap_to_ccp
from workforce.skills.referential import shipped
from workforce.trainings import suggesting
from workforce.trainings.learners import learners
from workforce.trainings.models import Suggestion, TrainingPlan

PDF = b"%PDF-1.7 %\xe2\xe3"


def note(session, who, what="Atelier smartphone", *codes, **values) -> int:
    return actions.note(session, who.id, EvidenceDraft(what=what, competences=list(codes), **values))


def test_one_field_is_enough_and_the_house_is_told(session, moment):
    awa = given.adviser(session)
    note(session, awa, "Atelier smartphone")
    row = session.exec(select(Evidence)).one()
    assert (row.what, row.done_on, row.role, row.searched.strip()) == (
        "Atelier smartphone",
        None,
        "",
        "atelier smartphone",
    )
    assert SkillsAssessed.__name__ in session.exec(select(Event.name)).all()


@pytest.mark.parametrize("field", ["what", "role", "partners", "result"])
def test_a_social_security_number_is_refused_wherever_it_stands(field):
    typed = {"what": "Aide à une démarche", field: "Dossier de la personne 1 84 12 76 451 089 46"}
    with pytest.raises(Refused) as refused:
        EvidenceDraft.model_validate(typed)
    assert list(refused.value.errors) == [field]
    assert "numéro de sécurité sociale" in refused.value.errors[field]


def test_a_day_to_come_is_no_evidence(moment):
    with pytest.raises(Refused) as refused:
        EvidenceDraft(what="Atelier", done_on=date(2026, 12, 1))
    assert refused.value.errors == {
        "done_on": "Cette date est à venir : une preuve parle de ce qui a eu lieu."
    }


def test_a_name_is_doubted_until_the_person_answers_and_again_when_the_words_change(session, moment):
    awa = given.adviser(session)
    one = note(session, awa, "Démarche avec Mme Durand")
    assert [doubt.words for doubt in reading.one(session, one).doubts] == ["Mme Durand"]
    actions.allow_words(session, one)
    assert reading.one(session, one).doubts == ()
    actions.change(session, one, EvidenceDraft(what="Démarche avec Mme Durand et M. Petit"))
    assert len(reading.one(session, one).doubts) == 2


def test_a_partner_may_be_named(session, moment):
    one = note(session, given.adviser(session), partners="Mme Durand, directrice, 04 94 00 00 00")
    assert reading.one(session, one).doubts == ()


def test_competences_are_the_persons_word_and_can_be_taken_back(session, moment):
    awa = given.adviser(session)
    one = note(session, awa, "Atelier", "REMN-C4", "REMN-C7")
    assert coverage.counts(session, [awa.id]) == {awa.id: {"REMN-C4": 1, "REMN-C7": 1}}
    actions.confirm(session, one, ["REMN-C4"])
    assert coverage.counts(session, [awa.id]) == {awa.id: {"REMN-C4": 1}}
    with pytest.raises(Refused):
        actions.confirm(session, one, ["REMN-C99"])


def test_what_is_taken_away_counts_no_more_comes_back_and_is_erased_after_a_week(session, moment):
    awa = given.adviser(session)
    one = note(session, awa, "Atelier", "REMN-C4")
    attaching.attach(session, one, "bilan.pdf", PDF)
    actions.remove(session, one)
    assert coverage.counts(session, [awa.id]) == {}
    actions.put_back(session, one)
    assert coverage.counts(session, [awa.id]) == {awa.id: {"REMN-C4": 1}}
    actions.remove(session, one)
    actions.erase_removed(session)
    assert session.exec(select(Evidence)).all()
    with clock.frozen(moment + timedelta(days=8)):
        actions.erase_removed(session)
    assert not session.exec(select(Evidence)).all()
    assert not session.exec(select(EvidenceCompetence)).all()
    assert not session.exec(select(Attachment)).all()


def test_a_search_knows_no_accent_and_narrows_by_competence(session, moment):
    awa, other = given.adviser(session), given.adviser(session)
    first = note(session, awa, "Dépannage des ordinateurs", "REMN-C10")
    second = note(session, awa, "Affiche 100 % lisible")
    note(session, other, "Dépannage chez un autre")

    def ids(**asked):
        return [one.id for one in reading.page_of(session, awa.id, Asked(**asked), 0, 10)]

    assert ids(words="depannage ordinateurs") == [first]
    assert ids(words="100 %") == [second]
    assert ids(words="imprimante") == []
    assert ids(competence="REMN-C10") == [first]
    assert ids(competence=NONE) == [second]
    assert reading.count_of(session, awa.id, Asked()) == 2


def test_evidence_and_answers_together_cover_a_bloc_and_open_a_vae(session, moment):
    awa = given.adviser(session)
    given.contract(session, awa, starts=date(2025, 4, 15), ends=date(2027, 4, 14))
    ccp = shipped().by_ccp["REMN-CCP2"]
    codes = [one.code for one in ccp.competences]
    skills.hold(session, awa.id, "MN-CCP1", date(2025, 10, 1))
    skills.assess(session, awa.id, {code: AssessmentDraft(level=Level.YES) for code in codes})
    assert not gap_to_ccp(ccp, file_of(session, awa.id).competences).is_covered
    note(session, awa, "Un an de développement de l’espace", *codes)
    assert gap_to_ccp(ccp, file_of(session, awa.id).competences).is_covered
    assert learners(session, [awa.id], clock.today())[awa.id].competences["REMN-C5"].evidence_count == 1
    session.add(TrainingPlan(id=awa.id, due_at=clock.now()))
    session.flush()
    suggesting.suggest(session, [awa.id])
    ways = {(row.ccp_code, row.session_id) for row in session.exec(select(Suggestion))}
    assert ("MN-CCP2", None) in ways


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bilan.pdf", b"", "vide"),
        ("bilan.exe", b"MZ\x90\x00", "Ce genre de fichier n’est pas accepté"),
        ("page.html", b"<html>", "Ce genre de fichier n’est pas accepté"),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Ce genre de fichier n’est pas accepté"),
        ("bilan.pdf", b"<html><script>alert(1)</script>", "n’est pas ce que dit son nom"),
        ("photo.jpg", b"\x89PNG\r\n\x1a\n0000", "n’est pas ce que dit son nom"),
        ("photo.png", b"MZ\x90\x00", "n’est pas ce que dit son nom"),
        ("sans", b"%PDF-1.7", "Ce genre de fichier n’est pas accepté"),
        ("gros.pdf", PDF + b"0" * (8 * 1024 * 1024), "dépasse 8 Mo"),
    ],
)
def test_a_file_is_judged_by_its_content_and_its_size(session, moment, name, content, words):
    one = note(session, given.adviser(session))
    with pytest.raises(Refused) as refused:
        attaching.attach(session, one, name, content)
    assert words in refused.value.errors["file"]


def test_files_have_quotas_for_an_evidence_and_for_a_person(session, moment, monkeypatch):
    one = note(session, given.adviser(session))
    for number in range(attaching.MOST_FILES):
        attaching.attach(session, one, f"{number}.pdf", PDF)
    with pytest.raises(Refused, match="6 fichiers"):
        attaching.attach(session, one, "7.pdf", PDF)
    attaching.detach(session, session.exec(select(Attachment.id)).first())
    monkeypatch.setattr(attaching, "MOST_BYTES", 5 * len(PDF))
    with pytest.raises(Refused, match="Vos fichiers atteindraient"):
        attaching.attach(session, one, "7.pdf", PDF)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\Documents\\bilan.pdf", "bilan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("bi\r\nlan\x00.pdf", "bilan.pdf"),
        ("é" * 300 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_a_files_name_keeps_what_a_screen_can_show(given_name, kept):
    assert attaching.tidy(given_name) == kept
