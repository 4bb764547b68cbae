"""Somebody looks for a bloc, an employer agrees, a body can: the light, the letters, the session, and those told first."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.trainings.planets import pledged
from tests.web.desks import browser
from workforce import clock
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.trainings.planets import inviting, pledges, thresholds
from workforce.trainings.planets.inviting import Inviter
from workforce.trainings.planets.models import BlocWish, BodyAbility, EmployerWill
from workforce.trainings.planets.terms import Attendance, PledgeKind, Reach
from workforce.trainings.planets.thresholds import ThresholdDraft
from workforce.trainings.sessions import actions as sessions
from workforce.trainings.sessions.drafts import SessionDraft

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def world(session):
    """Everybody who is told of a light in the Var."""
    pledged.referential(session)
    operator = given.account(session, "operator", "olga@exemple.fr", seen=True)
    thresholds.change(session, ThresholdDraft(learners=1, employers=1, bodies=1), operator.id)
    awa = pledged.learner(session)
    skills.hold(session, awa.id, "MN-CCP1", date(2025, 12, 1))
    boss, body = pledged.employer(session), pledged.body(session, "83")
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=awa.id, seen=True)
    given.account(session, "employer", "boss@exemple.fr", employer_id=boss.id, seen=True)
    given.account(session, "trainer", "greta@exemple.fr", body_id=body.id, seen=True)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=awa.network_id, seen=True)
    given.account(
        session, "coordinator", "brest@exemple.fr", network_id=awa.network_id, departement="29", seen=True
    )
    return awa, boss, body


def letters(session, kind) -> dict[str, MailboxLetter]:
    rows = session.exec(
        select(MailboxLetter)
        .join(Delivery, Delivery.id == MailboxLetter.delivery_id)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.kind == kind)
    ).all()
    assert len({row.recipient for row in rows}) == len(rows), "nobody is told twice"
    return {row.recipient: row for row in rows}


def open_session(session, body, **values):
    draft = {
        "ccp_codes": ["MN-CCP2"], "starts_on": date(2027, 2, 1), "ends_on": date(2027, 4, 9), "departement": "83",
        "mode": "on_site", "hours": 175, "hours_per_week": 14, "seats": 12,
    }  # fmt: skip
    return sessions.post_session(session, body.id, SessionDraft(**draft | values))


def test_a_light_is_told_to_all_around_it_once(session, world):
    for _ in range(2):
        settle_inside(session)
        deliver(session)
    told = letters(session, "planets_aligned")
    assert set(told) == {f"{name}@exemple.fr" for name in ("awa", "boss", "greta", "bruno")}
    assert told["awa@exemple.fr"].title == "Une session du CCP2 devient possible dans le Var"
    assert "/sessions/nouvelle" in told["greta@exemple.fr"].text
    assert (
        "moins de 5 personnes à former, 1 employeur d’accord, 1 organisme prêt"
        in told["boss@exemple.fr"].text
    )
    assert not any("Diallo" in letter.text for letter in told.values())


def test_a_light_that_went_out_before_delivery_is_not_told(session, world):
    settle_inside(session)
    pledges.withdraw(session, PledgeKind.ABILITY, world[2].id, 2)
    settle_inside(session)
    deliver(session)
    assert letters(session, "planets_aligned") == {}
    assert "les trois planètes ne sont plus réunies" in session.exec(select(Delivery.reason)).all()


def test_those_who_wait_are_told_of_a_session_first_and_not_twice(session, world):
    settle_inside(session)
    row = open_session(session, world[2])
    settle_inside(session)
    deliver(session)
    told = letters(session, "session_awaited")
    assert (
        told["awa@exemple.fr"].title == "Vous l’attendiez : une session MN-CCP2 commence le 1er février 2027"
    )
    assert f"/sessions/{row.id}" in told["awa@exemple.fr"].text
    assert letters(session, "training_suggested") == {}


@pytest.mark.parametrize(
    ("reach", "attendance", "where", "is_told"),
    [
        (Reach.NEIGHBOURS, Attendance.ANY, {"departement": "06"}, True),
        (Reach.DEPARTEMENT, Attendance.ANY, {"departement": "06"}, False),
        (Reach.NEIGHBOURS, Attendance.ANY, {"departement": "29"}, False),
        (Reach.ANYWHERE, Attendance.ANY, {"departement": "29"}, True),
        (Reach.DEPARTEMENT, Attendance.ANY, {"departement": "", "mode": "remote"}, True),
        (Reach.ANYWHERE, Attendance.ON_SITE, {"departement": "", "mode": "remote"}, False),
        (Reach.ANYWHERE, Attendance.REMOTE, {"departement": "83"}, False),
        (Reach.DEPARTEMENT, Attendance.ANY, {"departement": "83", "ccp_codes": ["MN-CCP3"]}, False),
    ],
)
def test_a_session_is_told_to_whoever_would_follow_it(session, reach, attendance, where, is_told):
    pledged.referential(session)
    who = pledged.learner(session, reach=reach, attendance=attendance, ends=TODAY + timedelta(days=20))
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=who.id, seen=True)
    open_session(session, given.body(session), **where)
    settle_inside(session)
    deliver(session)
    assert (set(letters(session, "session_awaited")) == {"awa@exemple.fr"}) is is_told


@pytest.mark.parametrize(
    ("kind", "role", "email", "words"),
    [
        (BlocWish, "adviser", "awa@exemple.fr", "Cherchez-vous toujours le CCP2"),
        (EmployerWill, "employer", "boss@exemple.fr", "toujours libérer des personnes"),
        (BodyAbility, "trainer", "greta@exemple.fr", "toujours ouvrir le CCP2"),
    ],
)
def test_a_word_is_asked_again_before_it_ends_and_one_click_renews_it(
    session, world, kind, role, email, words
):
    row = session.exec(select(kind)).one()
    day = row.expires_on
    with clock.frozen(clock.now() + (day - TODAY) - timedelta(days=10)):
        for _ in range(2):
            pledges.ask_again(session)
            settle_inside(session)
            deliver(session)
        letter = letters(session, "pledge_expiring")[email]
        assert words in letter.title
        address = re.search(r"http\S+(/toujours-d-accord/\S+)", letter.text)[1]
        client = browser(session)
        assert "Est-ce toujours vrai" in client.get(address).text
        session.expire_all()
        assert session.get_one(kind, row.id).expires_on == day
        for _ in range(2):
            assert client.post(address).status_code == 303
        session.expire_all()
        renewed = session.get_one(kind, row.id).expires_on
        assert renewed > day
        assert "C’est noté" in client.get(address).text
        pledges.ask_again(session)
        settle_inside(session)
        deliver(session)
    assert session.get_one(kind, row.id).expires_on == renewed


def link_of(session, audience, email) -> str:
    operator = given.account(session, "operator", name="Olga")
    inviting.invite(session, Inviter(operator.id, "L’équipe"), "83", 3, audience, with_neighbours=False)
    settle_inside(session)
    deliver(session)
    letter = letters(session, "planets_invitation")[email]
    return re.search(r"http\S+(/ca-m-interesse/\S+)", letter.text)[1]


@pytest.mark.parametrize(
    ("audience", "email", "kind", "data"),
    [
        ("learners", "awa@exemple.fr", BlocWish, {"attendance": "any", "reach": "departement"}),
        ("employers", "boss@exemple.fr", EmployerWill, {"people": "2", "hours_per_week": "7", "expires_on": "30/06/2027"}),
        (
            "bodies", "greta@exemple.fr", BodyAbility,
            {"mode": "on_site", "departements": "83, 6", "least_people": "8", "opens_from": "01/01/2027",
             "expires_on": "30/06/2027"},
        ),
    ],
)  # fmt: skip
def test_an_invitation_is_answered_by_its_link_alone(session, world, audience, email, kind, data):
    given.contract(session, at=world[1], ends=date(2027, 3, 31))
    address, client = link_of(session, audience, email), browser(session)
    page = client.get(address)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert session.exec(select(kind).where(kind.bloc == 3)).all() == []  # Reading says nothing.
    for _ in range(2):
        assert client.post(address, data=data).status_code == 303
    session.expire_all()
    assert session.exec(select(kind).where(kind.bloc == 3)).one()
    assert "C’est noté" in client.get(address).text


def test_a_mistake_in_the_answer_is_tied_to_its_field_and_loses_nothing(session, world):
    given.contract(session, at=world[1], ends=date(2027, 3, 31))
    address = link_of(session, "employers", "boss@exemple.fr")
    answer = browser(session).post(
        address, data={"people": "deux", "hours_per_week": "7", "expires_on": "01/01/2020"}
    )
    assert answer.status_code == 422
    assert 'href="#field-people"' in answer.text
    assert 'value="deux"' in answer.text


@pytest.mark.parametrize("page", ["/ca-m-interesse/x", "/toujours-d-accord/x"])
def test_a_link_that_is_not_ours_opens_nothing(session, page):
    client = browser(session)
    assert client.get(page).status_code == 410
    assert client.post(page).status_code == 410
