import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import cast, offer, running
from tests.web.desks import browser, queries
from workforce.alerts.models import Channel

pytestmark = pytest.mark.thorough

FILE_PAGES = ("", "/contrat", "/competences", "/formations", "/offres")
FORM_PAGES = ("fin", "renouvellement", "rupture")
OWNER_ONLY = (
    "/blocs", "/blocs/retrait", "/positionnement", "/certificats", "/certificats/retrait", "/partage", "/mobilite",
)  # fmt: skip


@pytest.mark.parametrize("page", FILE_PAGES)
def test_a_file_opens_to_its_owner_and_their_coordinator_and_does_not_exist_for_strangers(
    session, moment, page
):
    people = cast(session)
    running(session, people.adviser)
    assert people.owner.get(people.at(page)).status_code == 200
    assert people.coordinator.get(people.at(page)).status_code == 200
    assert people.stranger.get(people.at(page)).status_code == 404


@pytest.mark.parametrize("page", FILE_PAGES)
def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(session, moment, page):
    answer = browser(session).get(cast(session).at(page))
    assert answer.status_code == 303
    assert answer.location.startswith("/connexion")


@pytest.mark.parametrize("page", FORM_PAGES)
def test_contract_forms_open_to_the_same_people(session, moment, page):
    people = cast(session)
    address = f"/contrats/{running(session, people.adviser).id}/{page}"
    assert people.owner.get(address).status_code == 200
    assert people.coordinator.get(address).status_code == 200
    assert people.stranger.get(address).status_code == 404
    assert people.stranger.post(address).status_code == 404
    assert browser(session).post(address).status_code == 303


@pytest.mark.parametrize("page", OWNER_ONLY)
def test_only_the_owner_speaks_of_their_skills_and_wishes(session, moment, page):
    people = cast(session)
    assert people.coordinator.post(people.at(page)).status_code == 404
    assert people.stranger.post(people.at(page)).status_code == 404
    assert browser(session).post(people.at(page)).status_code == 303


def test_a_session_is_read_by_whoever_is_signed_in_until_it_is_withdrawn(session, moment):
    people, found = cast(session), given.training_session(session)
    assert people.stranger.get(f"/sessions/{found.id}").status_code == 200
    assert people.coordinator.get(f"/sessions/{found.id}").status_code == 200
    assert browser(session).get(f"/sessions/{found.id}").status_code == 303
    found.withdrawn_at = moment
    session.flush()
    assert people.stranger.get(f"/sessions/{found.id}").status_code == 404


def test_only_an_adviser_tells_a_training_body_of_their_interest(session, moment):
    people, found = cast(session), given.training_session(session)
    assert people.owner.post(f"/sessions/{found.id}/interet").status_code == 303
    assert people.coordinator.post(f"/sessions/{found.id}/interet").status_code == 404


def test_an_offer_that_is_not_out_yet_is_for_its_employer_and_the_operators(session, moment):
    people, draft = cast(session), offer(session, state="draft")
    operator = browser(session, given.account(session, "operator"))
    assert people.owner.get(f"/offres/{draft.id}").status_code == 404
    assert operator.get(f"/offres/{draft.id}").status_code == 200
    assert people.coordinator.get(f"/offres/{offer(session).id}").status_code == 200


def test_a_channel_is_its_owner_s_alone(session, moment):
    people = cast(session)
    own = session.exec(select(Channel).where(Channel.account_id == people.account.id)).one()
    for act in ("essai", "pause", "reprise", "retrait"):
        assert people.stranger.post(f"/mes-alertes/canaux/{own.id}/{act}").status_code == 404
        assert browser(session).post(f"/mes-alertes/canaux/{own.id}/{act}").status_code == 303


def test_what_does_not_exist_says_404(session, moment):
    people = cast(session)
    for address in (
        "/conseillers/999999",
        "/conseillers/99999999999",
        "/contrats/999999/fin",
        "/offres/999999",
    ):
        assert people.owner.get(address).status_code == 404


def test_a_cancelled_contract_can_no_longer_be_changed(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    row.cancelled_at = moment
    session.flush()
    assert people.owner.get(f"/contrats/{row.id}/fin").status_code == 404


@pytest.mark.parametrize("page", [*FILE_PAGES, "alerts", "session", "offer", "form"])
def test_a_page_asks_the_database_a_constant_few_things(session, moment, page):
    people = cast(session)
    contract, found = running(session, people.adviser), given.training_session(session)
    rows = [offer(session, people.adviser) for _ in range(12)]
    address = {
        "alerts": "/mes-alertes", "session": f"/sessions/{found.id}", "offer": f"/offres/{rows[0].id}",
        "form": f"/contrats/{contract.id}/fin",
    }.get(page) or people.at(page)  # fmt: skip
    with queries(session) as asked:
        assert people.owner.get(address).status_code == 200
    assert len(asked) <= 15, "\n".join(asked)
