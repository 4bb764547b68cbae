"""A list of offers as a file: exactly those that are seen, in their order, for whoever may see them."""

import csv
import io

import pytest
from sqlmodel import select

from tests.web.cast import cast, offer, running
from workforce.advisers.models import FileRead
from workforce.offers.search import finding


@pytest.fixture
def people(session, moment):
    people = cast(session, commune="Hyères")
    running(session, people.adviser)
    return people


def rows(answer) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))


def test_the_file_says_what_the_list_says_in_its_order_and_all_its_pages(session, people):
    for number in range(14):
        offer(session, title=f"Fabmanager {number}", contract_kind="CDI")
    offer(session, title="Fabmanager ailleurs", contract_kind="CDD")
    page = people.coordinator.get("/offres?mots=fabmanager&contrat=CDI&page=2").get_data(as_text=True)
    assert 'href="/offres.csv?mots=fabmanager&amp;contrat=CDI"' in page
    header, *found = rows(people.coordinator.get("/offres.csv?mots=fabmanager&contrat=CDI"))
    assert header == ["Offre", "Employeur", "Lieu", "Contrat", "Se ferme le", "Adresse"]
    assert [row[0] for row in found] == [f"Fabmanager {number}" for number in reversed(range(14))]
    assert all("CDI" in row[3] and "/offres/" in row[5] for row in found)
    assert found[12][0] in page
    assert found[0][0] not in page


def test_a_formula_in_a_title_stays_a_text(session, people):
    offer(session, title="=cmd|calc fabmanager")
    (_, row) = rows(people.coordinator.get("/offres.csv?mots=fabmanager"))
    assert not row[0].startswith("=")


def test_a_file_takes_no_more_than_a_list_counts(session, people, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 2)
    for number in range(4):
        offer(session, title=f"Fabmanager {number}")
    assert len(rows(people.coordinator.get("/offres.csv?mots=fabmanager"))) == 1 + 2


def test_an_adviser_exports_their_own_list_and_others_who_do_are_noted(session, people):
    offer(session, title="Fabmanager")
    answer = people.owner.get("/offres.csv?mots=fabmanager")
    assert answer.status_code == 303
    assert answer.location == people.at("/offres.csv?mots=fabmanager")
    assert rows(people.owner.get(answer.location))[1][0] == "Fabmanager"
    assert "n’a pas choisi de montrer" in people.coordinator.get(people.at("/offres.csv")).get_data(
        as_text=True
    )
    people.owner.post(people.at("/partage"), data={"shown": "1"})
    before = len(session.exec(select(FileRead)).all())
    assert rows(people.coordinator.get(people.at("/offres.csv?mots=fabmanager")))[1][0] == "Fabmanager"
    assert len(session.exec(select(FileRead)).all()) == before + 1
    assert people.stranger.get(people.at("/offres.csv")).status_code == 404
