"""The notebook on screen: noted in one field, explained, undone, kept from others, files sent to be saved only."""

from io import BytesIO

import pytest
from sqlmodel import select

from tests.web import desks
from tests.web.cast import cast, part_is_in_whole, words
from workforce.advisers.models import FileRead, What
from workforce.skills.evidence import actions, attaching
from workforce.skills.evidence.actions import EvidenceDraft
from workforce.skills.evidence.models import Attachment, Evidence, EvidenceCompetence
from workforce.skills.portfolio import sharing
from workforce.skills.portfolio.models import Portfolio


def noted(session, people, what="Atelier avec le centre social", *codes) -> int:
    return actions.note(session, people.adviser.id, EvidenceDraft(what=what, competences=list(codes)))


def test_one_field_is_enough_then_its_words_suggest_what_the_person_confirms(session, moment):
    people = cast(session)
    answer = people.owner.post(
        people.at("/preuves"), data={"what": "Atelier avec le CCAS"}, follow_redirects=True
    )
    page = words(answer)
    assert "Vous venez de noter" in page
    assert "différents lieux et environnements, parce que vous écrivez « Atelier »" in page
    assert not session.exec(select(EvidenceCompetence)).all()
    one = session.exec(select(Evidence.id)).one()
    people.owner.post(f"/preuves/{one}/competences", data={"competences": ["MN-C4"]})
    page = words(people.owner.get(people.at("/preuves")))
    assert "1 compétence sur 12 a une preuve." in page
    assert "1 compétence prouvée sur 5" in page
    assert "1 compétence sur 5 a une preuve." in words(people.owner.get(people.at("/competences")))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "what", "Ce champ est à remplir."),
        ({"what": "ok"}, "what", "C’est trop court"),
        ({"what": "Atelier", "done_on": "demain"}, "done_on", "Ce n’est pas une date"),
        ({"what": "Atelier", "done_on": "01/01/2030"}, "done_on", "Cette date est à venir"),
        ({"what": "Atelier", "link": "javascript:alert(1)"}, "link", "Ce n’est pas une adresse web"),
        ({"what": "Atelier", "role": "N° 1 84 12 76 451 089 46"}, "role", "numéro de sécurité sociale"),
    ],
)
def test_a_mistake_is_said_on_its_field_and_loses_nothing_typed(session, moment, typed, field, sentence):
    people = cast(session)
    sent = typed | {"result": "Trois personnes autonomes", "file": (BytesIO(b"%PDF-1.7"), "bilan.pdf")}
    answer = people.owner.post(people.at("/preuves"), data=sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in html
    assert sentence in words(answer)
    assert "Trois personnes autonomes" in html
    assert "Choisissez de nouveau votre fichier" in html
    assert not session.exec(select(Evidence)).all()


def test_a_refused_file_keeps_the_words_typed_and_notes_nothing(session, moment):
    people = cast(session)
    sent = {"what": "Atelier gardé", "file": (BytesIO(b"MZ"), "virus.exe")}
    answer = people.owner.post(people.at("/preuves"), data=sent)
    assert (answer.status_code, session.exec(select(Evidence)).all()) == (422, [])
    assert "Atelier gardé" in answer.get_data(as_text=True)
    assert "Ce genre de fichier n’est pas accepté" in words(answer)


def test_a_name_is_doubted_on_the_page_and_the_person_overrules(session, moment):
    people = cast(session)
    one = noted(session, people, "Démarche avec Mme Durand")
    assert "Nous lisons « Mme Durand »" in words(people.owner.get(people.at("/preuves")))
    people.owner.post(f"/preuves/{one}/sans-public")
    assert "Nous lisons" not in words(people.owner.get(people.at("/preuves")))


def test_what_is_taken_away_can_be_given_back_at_once(session, moment):
    people = cast(session)
    one = noted(session, people)
    page = people.owner.post(f"/preuves/{one}/retrait", follow_redirects=True)
    assert "est retirée de votre carnet" in words(page)
    assert f'action="/preuves/{one}/retour"' in page.get_data(as_text=True)
    people.owner.post(f"/preuves/{one}/retour")
    assert session.exec(select(Evidence.removed_at)).one() is None


def test_the_address_of_somebody_elses_evidence_shows_nothing_of_it(session, moment):
    people, other = cast(session), cast(session)
    one = noted(session, other, "Secret d’une autre")
    page = words(people.owner.get(people.at(f"/preuves?notee={one}&retiree={one}")))
    assert "Secret" not in page


def test_a_refused_change_comes_back_as_it_was_typed(session, moment):
    people = cast(session)
    one = noted(session, people, "Atelier", "MN-C4")
    sent = {"what": "x", "partners": "Le CCAS", "competences": ["MN-C1"]}
    answer = people.owner.post(f"/preuves/{one}", data=sent)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Le CCAS" in html
    assert 'value="MN-C1" checked' in html
    assert 'value="MN-C4" checked' not in html
    assert session.exec(select(EvidenceCompetence.competence_code)).all() == ["MN-C4"]


def test_a_coordinator_reads_nothing_before_the_person_opens_it_then_each_reading_is_noted(session, moment):
    people = cast(session)
    one = noted(session, people, "Atelier à montrer")
    attaching.attach(session, one, "bilan.pdf", b"%PDF-1.7")
    file_id = session.exec(select(Attachment.id)).one()
    for page in ("/preuves", "/dossier"):
        told = words(people.coordinator.get(people.at(page)))
        assert "n’a pas choisi de montrer" in told
        assert "Atelier à montrer" not in told
    for page in (f"/fichiers/{file_id}", people.at("/dossier.pdf"), people.at("/dossier.html")):
        assert people.coordinator.get(page).status_code == 404
    assert not session.exec(select(FileRead)).all()
    people.owner.post(people.at("/preuves/partage"), data={"shown": "1"})
    assert "Atelier à montrer" in words(people.coordinator.get(people.at("/preuves")))
    assert people.coordinator.get(f"/fichiers/{file_id}").status_code == 200
    assert session.exec(select(FileRead.what)).all() == [What.EVIDENCE]
    assert "preuves et dossier professionnel" in words(people.owner.get(people.at("/donnees")))
    people.owner.post(people.at("/preuves/partage"), data={"shown": "0"})
    assert people.coordinator.get(f"/fichiers/{file_id}").status_code == 404
    assert people.stranger.get(people.at("/preuves")).status_code == 404


def test_a_file_is_sent_to_be_saved_and_nothing_in_it_runs(session, moment):
    people = cast(session)
    attaching.attach(session, noted(session, people), "bilan d’été.pdf", b"%PDF-1.7")
    sent = people.owner.get(f"/fichiers/{session.exec(select(Attachment.id)).one()}")
    assert sent.headers["Content-Disposition"].startswith("attachment;")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent.headers["Content-Type"] == "application/pdf"
    assert "no-store" in sent.headers["Cache-Control"]


def test_a_file_too_big_to_be_read_brings_back_to_the_form(session, moment, monkeypatch):
    people = cast(session)
    monkeypatch.setitem(desks.application().config, "MAX_CONTENT_LENGTH", 1000)
    sent = {"what": "Atelier", "file": (BytesIO(b"0" * 2000), "gros.pdf")}
    answer = people.owner.post(people.at("/preuves"), data=sent, follow_redirects=True)
    assert "Ce fichier dépasse 8 Mo" in words(answer)


def test_a_page_of_evidence_asks_a_constant_number_of_questions(session, moment):
    people = cast(session)
    counted = []
    for _ in range(2):
        for number in range(6):
            attaching.attach(
                session, noted(session, people, f"Atelier {number}", "MN-C4"), "b.pdf", b"%PDF-1.7"
            )
        session.expire_all()
        with desks.queries(session) as asked:
            assert people.owner.get(people.at("/preuves")).status_code == 200
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 15


def test_the_list_alone_is_the_list_of_the_page(session, moment):
    people = cast(session)
    noted(session, people)
    assert part_is_in_whole(people.owner, people.at("/preuves"), "evidence")


def test_a_dossier_is_arranged_without_a_script_and_read_in_three_forms(session, moment):
    people = cast(session)
    first, second = (
        noted(session, people, "Le premier", "MN-C4"),
        noted(session, people, "Le second", "MN-C4"),
    )
    sent = {
        "introduction": "Bonjour",
        "order": [first, second],
        "chosen": [first, second],
        "move": f"{second}:up",
    }
    answer = people.owner.post(people.at("/dossier/composer"), data=sent)
    assert (
        answer.location.endswith(f"/dossier/composer?bouge={second}:up#arrange")
        or "bouge=" in answer.location
    )
    page = words(people.owner.get(people.at("/dossier")))
    assert page.index("Le second") < page.index("Le premier")
    assert "Bonjour" in page
    alone = people.owner.get(people.at("/dossier.html"))
    assert alone.headers["Content-Disposition"].startswith("attachment")
    assert "Le second" in alone.get_data(as_text=True)
    assert "<script" not in alone.get_data(as_text=True)
    drawn = people.owner.get(people.at("/dossier.pdf"))
    assert drawn.get_data().startswith(b"%PDF-")
    assert drawn.headers["Content-Disposition"] == "attachment; filename=dossier-professionnel-awa-diallo.pdf"
    people.owner.post(people.at("/dossier/composer"), data=sent | {"chosen": [first], "move": ""})
    assert "Le second" not in words(people.owner.get(people.at("/dossier")))


def test_a_refused_introduction_loses_neither_words_nor_order(session, moment):
    people = cast(session)
    one = noted(session, people)
    sent = {"introduction": "N° 1 84 12 76 451 089 46", "order": [one], "chosen": []}
    answer = people.owner.post(people.at("/dossier/composer"), data=sent)
    assert answer.status_code == 422
    assert "1 84 12 76" in answer.get_data(as_text=True)
    assert "checked" not in answer.get_data(as_text=True).partition("chosen")[2][:60]
    assert not session.exec(select(Portfolio)).all()


def test_showing_skills_does_not_show_evidence(session, moment):
    people = cast(session, shows_skills=True)
    noted(session, people, "Mes mots à moi")
    assert not sharing.is_shown(session, people.adviser.id)
    assert "Mes mots à moi" not in words(people.coordinator.get(people.at("/preuves")))
    assert "Mes mots à moi" not in words(people.coordinator.get(people.at("/competences")))
