"""Lists of sessions at an address: written by key; only a whole list withdraws, a failure or an empty one never does."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.trainings.test_session_lists import FIRST, SECOND, changed, csv, facts, sessions
from workers import schedule
from workforce import clock
from workforce.facts import EnrolmentMoved, SessionChanged
from workforce.refusals import Refused
from workforce.settings import settings
from workforce.trainings.lists import feeds
from workforce.trainings.lists.models import SessionFeed
from workforce.trainings.sessions.models import Enrolment, TrainingBody

JSON = {
    "reference": "S1", "ccp_codes": ["MN-CCP2", "MN-CCP3"], "starts_on": "2027-01-11", "ends_on": "2027-03-26",
    "commune": "Toulon", "departement": "83", "hours": 175, "hours_per_week": 14, "seats": 12, "mode": "on_site",
    "for_people_in_post": True,
}  # fmt: skip


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def allowed(site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    return site


@pytest.fixture
def feed(session, allowed) -> SessionFeed:
    return feeds.follow(session, given.body(session, "GRETA du Var").id, None, allowed.url("/sessions"))


def read(session, feed: SessionFeed, after: timedelta = timedelta(days=1)) -> SessionFeed:
    with clock.frozen(clock.now() + after):
        claimed = feeds.claim(session, feed.id)
        feeds.note(session, claimed, feeds.speak(claimed))
    session.expire_all()
    return session.get_one(SessionFeed, feed.id)


def says(allowed, *lines: str, **headers: str) -> None:
    allowed.says(http(200, csv(*lines), **headers), "/sessions")


def withdrawn(session) -> list[str]:
    return [row.list_key for row in sessions(session) if row.withdrawn_at]


def test_a_list_announces_its_sessions_and_is_asked_for_again(session, allowed, feed):
    says(allowed, FIRST, changed(SECOND, Blocs="Bureautique"), ETag='"a"')
    feed = read(session, feed)
    assert [row.list_key for row in sessions(session)] == ["ref:s1"]
    assert (feed.counts, feed.etag, feed.error) == ({"new": 1, "aside": 1}, '"a"', "")
    assert feed.notes == [
        "Ligne 3 : Blocs : « Bureautique » n’est pas un bloc des titres connus : écrivez par exemple REMN-CCP2."
    ]
    assert feed.due_at == clock.now() + timedelta(days=1) + feeds.EVERY
    allowed.says(http(304), "/sessions")
    assert read(session, feed, timedelta(days=2)).counts == {"new": 1, "aside": 1}
    assert allowed.requests[-1]["if-none-match"] == '"a"'


def test_a_json_list_is_read_by_its_names(session, allowed, feed):
    allowed.says(http(200, json.dumps({"sessions": [JSON]}).encode()), "/sessions")
    assert read(session, feed).error == ""
    (row,) = sessions(session)
    assert (row.ccp_codes, row.starts_on, row.commune, row.seats, row.for_people_in_post) == (
        ["MN-CCP2", "MN-CCP3"], date(2027, 1, 11), "Toulon", 12, True,
    )  # fmt: skip


def test_the_same_list_again_writes_nothing(session, allowed, feed):
    says(allowed, FIRST)
    read(session, feed)
    says(allowed, FIRST, "")
    assert read(session, feed, timedelta(days=2)).counts == {"same": 1}
    assert len(sessions(session)) == 1


def test_a_session_that_moves_is_changed_and_told(session, allowed, feed):
    says(allowed, FIRST)
    read(session, feed)
    says(allowed, changed(FIRST, **{"Date de début": "18/01/2027"}))
    assert read(session, feed, timedelta(days=2)).counts == {"changed": 1}
    assert facts(session, SessionChanged) == 1


def test_a_session_that_left_a_whole_list_is_withdrawn_and_its_people_are_told(session, allowed, feed):
    says(allowed, FIRST, SECOND)
    read(session, feed)
    second = sessions(session)[1]
    who = given.adviser(session)
    session.add(Enrolment(adviser_id=who.id, session_id=second.id, state="asked", employer_word="agreed"))
    session.flush()
    says(allowed, FIRST)
    assert read(session, feed, timedelta(days=2)).counts == {"same": 1, "gone": 1}
    assert withdrawn(session) == ["ref:s2"]
    assert sessions(session)[1].withdrawal_reason == "La session n’est plus dans la liste de l’organisme."
    assert session.exec(select(Enrolment.state)).one() == "withdrawn"
    assert (facts(session, SessionChanged), facts(session, EnrolmentMoved)) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(404), "Le flux n'existe pas à cette adresse (404)."),
        (http(503), "Le site est momentanément indisponible (503)."),
        (http(200, b""), "Ce fichier est vide."),
        (http(200, b"[]"), "Ce fichier est vide."),
        (http(200, csv()), "Ce fichier n’a aucune ligne sous ses titres."),
        (http(200, b"<html><p>En travaux</p></html>"), "Ce fichier est une page web"),
        (http(200, b'[{"a": 1'), "Ce document JSON est abîmé"),
        (http(200, b'{"message": "non"}'), "Ce document JSON ne contient pas une liste"),
        (http(200, b"Nom;Prix\nA;1\nB;2\n"), "Colonnes introuvables dans cette liste : « Blocs »"),
    ],
)
def test_a_failure_or_an_empty_list_withdraws_nothing(session, allowed, feed, answer, words):
    says(allowed, FIRST, SECOND)
    read(session, feed)
    allowed.says(answer, "/sessions")
    feed = read(session, feed, timedelta(days=2))
    assert words in feed.error
    assert withdrawn(session) == []
    assert feed.due_at == clock.now() + timedelta(days=2) + feeds.SOONEST
    says(allowed, FIRST, SECOND, "")
    feed = read(session, feed, timedelta(days=3))
    assert (feed.error, feed.failing_since) == ("", None)


def test_a_list_that_shrinks_at_once_is_believed_the_second_time(session, allowed, feed):
    says(allowed, *(changed(FIRST, Référence=f"S{one}") for one in range(5)))
    read(session, feed)
    says(allowed, changed(FIRST, Référence="S0"), ETag='"b"')
    feed = read(session, feed, timedelta(days=2))
    assert withdrawn(session) == []
    assert feed.notes == [
        "Rien n’est retiré pour le moment : la liste est passée de 5 sessions à 1 session d’un coup."
    ]
    assert feed.etag is None
    read(session, feed, timedelta(days=3))
    assert sorted(withdrawn(session)) == ["ref:s1", "ref:s2", "ref:s3", "ref:s4"]


def test_a_row_that_cannot_be_read_nor_named_withdraws_nothing(session, allowed, feed):
    first, second = (changed(one, Référence="") for one in (FIRST, SECOND))
    says(allowed, first, second)
    read(session, feed)
    says(allowed, first, changed(second, **{"Date de début": "bientôt"}))
    feed = read(session, feed, timedelta(days=2))
    assert withdrawn(session) == []
    assert feed.notes[0].startswith("Rien n’est retiré : une ligne mise de côté n’a pas de référence")


def test_what_was_typed_by_hand_or_has_begun_is_never_withdrawn(session, allowed, feed):
    given.training_session(session, session.get_one(TrainingBody, feed.body_id), commune="Hyères")
    says(allowed, FIRST, SECOND)
    read(session, feed)
    says(allowed, SECOND)
    read(session, feed, timedelta(days=70))  # The first has begun.
    assert withdrawn(session) == []


def test_an_address_is_followed_once_and_must_be_one(session, feed):
    with pytest.raises(Refused, match="déjà lue"):
        feeds.follow(session, feed.body_id, None, f" {feed.address} ")
    with pytest.raises(Refused) as refused:
        feeds.follow(session, feed.body_id, None, "ftp://exemple.fr/liste.csv")
    assert "address" in refused.value.errors


def test_a_private_address_is_not_asked(session):
    feed = feeds.follow(session, given.body(session).id, None, "http://127.0.0.1:9/sessions.csv")
    assert "réseau privé" in read(session, feed).error


def test_a_list_that_nobody_wants_any_more_is_not_written(session, allowed, feed):
    says(allowed, FIRST)
    claimed = feeds.claim(session, feed.id)
    outcome = feeds.speak(claimed)
    feeds.stop(session, feed.id)
    feeds.note(session, claimed, outcome)
    assert sessions(session) == []


def test_reading_again_reads_what_has_not_changed(session, allowed, feed):
    says(allowed, FIRST, ETag='"a"')
    read(session, feed)
    feeds.read_again(session, feed.id)
    assert read(session, feed).counts == {"same": 1}
    assert "if-none-match" not in allowed.requests[-1]


def test_lists_are_among_what_workers_look_at():
    assert SessionFeed in {work.model for work in schedule.WORK}
