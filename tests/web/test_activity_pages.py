"""Exports of activities on screen: sent, described, chosen; what is pressed without a choice is refused in words."""

from io import BytesIO

from sqlmodel import select

from tests.web.cast import cast, part_is_in_whole, words
from workforce.experience import activities
from workforce.experience.models import ActivityFile, ActivityProposal
from workforce.skills.evidence.models import Evidence, EvidenceCompetence

CONTENT = "Date;Thématiques;Lieu;Bénéficiaire\n03/03/2026;Atelier mail;Mairie;Mme Durand\n04/04/2026;Atelier web;Mairie;x\n"


def sent(session, people) -> int:
    answer = people.owner.post(people.at("/activites"), data={"file": (BytesIO(CONTENT.encode()), "a.csv")})
    assert answer.status_code == 303
    return worked(session)


def worked(session) -> int:
    file_id = session.exec(select(ActivityFile.id)).one()
    activities.work(session, [file_id])
    return file_id


def described(session, people) -> None:
    file_id = sent(session, people)
    people.owner.post(
        f"/activites/{file_id}/colonnes", data={"header_line": "1", "done_on": "0", "what": "1", "place": "2"}
    )
    worked(session)


def test_from_a_file_to_evidence(session, moment):
    people = cast(session)
    file_id = sent(session, people)
    assert "colonnes à indiquer" in words(people.owner.get(people.at("/activites")))
    page = people.owner.get(f"/activites/{file_id}/colonnes")
    assert '<option value="1" selected>B : Thématiques</option>' in page.get_data(as_text=True)
    people.owner.post(
        f"/activites/{file_id}/colonnes", data={"header_line": "1", "done_on": "0", "what": "1"}
    )
    worked(session)
    page = words(people.owner.get(people.at("/activites")))
    assert "2 propositions attendent votre choix." in page
    assert "parce que vous écrivez « Atelier »" in page
    first, second = session.exec(select(ActivityProposal.id).order_by(ActivityProposal.id)).all()
    address = people.at("/activites/propositions")
    people.owner.post(address, data={"act": "accept", "proposal": [first], "with_competences": "1"})
    people.owner.post(address, data={"act": "aside", "proposal": [second]})
    assert session.exec(select(Evidence.what)).all() == ["Atelier mail."]
    assert session.exec(select(EvidenceCompetence.competence_code)).all() == ["MN-C4"]
    assert "Atelier web." in words(people.owner.get(people.at("/activites?etat=cote")))


def test_all_are_taken_in_one_press_without_competences_unless_asked(session, moment):
    people = cast(session)
    described(session, people)
    answer = people.owner.post(
        people.at("/activites/propositions"), data={"act": "accept-all"}, follow_redirects=True
    )
    assert "2 preuves ajoutées à votre carnet." in words(answer)
    assert not session.exec(select(EvidenceCompetence)).all()


def test_what_is_pressed_without_a_choice_and_a_file_that_is_none_are_said(session, moment):
    people = cast(session)
    described(session, people)
    answer = people.owner.post(people.at("/activites/propositions"), data={"act": "accept"})
    assert (answer.status_code, "Cochez au moins une proposition." in words(answer)) == (422, True)
    answer = people.owner.post(people.at("/activites"), data={})
    assert (answer.status_code, "Choisissez un fichier" in words(answer)) == (422, True)
    answer = people.owner.post(people.at("/activites"), data={"file": (BytesIO(b""), "a.csv")})
    assert answer.status_code == 422


def test_columns_that_cannot_be_are_said_field_by_field(session, moment):
    people = cast(session)
    file_id = sent(session, people)
    answer = people.owner.post(f"/activites/{file_id}/colonnes", data={"header_line": "1", "what": "99"})
    assert answer.status_code == 422
    assert 'id="field-done_on-error"' in answer.get_data(as_text=True)
    assert "Choisissez une colonne de la liste." in words(answer)


def test_the_part_is_that_of_the_page(session, moment):
    people = cast(session)
    described(session, people)
    whole = people.owner.get(people.at("/activites")).get_data(as_text=True)
    assert 'id="activities"' in whole
    assert part_is_in_whole(people.owner, people.at("/activites"), "activities")
