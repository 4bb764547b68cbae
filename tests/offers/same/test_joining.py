"""Copies of one offer in several sources: joined once, shown once, told once, parted by a person for good."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from tests import given
from tests.web.cast import cast, running
from workforce import clock, journal
from workforce.alerts.models import Alert, Delivery
from workforce.facts import OfferPublished
from workforce.offers.matches import keeping as matches
from workforce.offers.models import JobSearch, Match, Offer
from workforce.offers.posting import expiry
from workforce.offers.same import comparing, deciding
from workforce.offers.same.models import OfferComparison, OfferKey, OfferTwin
from workforce.offers.sources import actions as sources
from workforce.refusals import Refused
from workforce.simulation import settle_inside

pytestmark = pytest.mark.usefixtures("moment")

TEXT = """La Ville de Toulon recrute pour sa direction de la proximité un conseiller numérique. Au sein d'une équipe de cinq
personnes, vous animez des ateliers d'initiation dans les mairies annexes, vous accompagnez individuellement les habitants dans
leurs démarches en ligne, vous orientez vers les travailleurs sociaux les situations qui le demandent et vous tenez à jour le
calendrier des permanences. Le permis B est demandé pour les déplacements entre les sites."""


@pytest.fixture
def operator(session):
    return given.account(session, "operator", seen=True)


@pytest.fixture
def feeds(session):
    return [
        sources.add_feed(session, f"https://source{n}.exemple.fr/rss", title=f"Source {n}") for n in (1, 2, 3)
    ]


def offer(session, feed=None, **values) -> Offer:
    number = len(session.exec(select(Offer.id)).all()) + 1
    values = {
        "title": "Conseiller numérique",
        "employer_name": "Ville de Toulon", "departement": "83",
        "commune": "Toulon", "family": "mediation",
        "contract_kind": "CDD", "state": "published", "plain": TEXT, "html": TEXT,
        "identity": f"guid:{number}", "url": f"https://source.exemple.fr/{number}",
        "published_at": clock.now() - timedelta(days=2),
    } | values  # fmt: skip
    row = Offer(feed_id=feed.id if feed else None, **values)
    session.add(row)
    session.flush()
    journal.record(session, OfferPublished(row.id))
    return row


def own(session, **values) -> Offer:
    return offer(session, employer_id=given.employer(session, name="Ville de Toulon").id, url="", **values)


def settled(session) -> None:
    session.flush()
    settle_inside(session)
    session.expire_all()


def shown(session) -> list[int]:
    return sorted(session.exec(select(Offer.id).where(Offer.state == "published")).all())


def pairs(session) -> list[tuple]:
    rows = session.exec(select(OfferTwin).order_by(OfferTwin.first_id, OfferTwin.second_id)).all()
    return [(one.first_id, one.second_id, one.state) for one in rows]


def awa(session):
    people = cast(session, commune="Toulon")
    people.account.last_seen_at = clock.now()
    running(session, people.adviser)
    settled(session)
    return people


def told(session, people) -> list[str]:
    mine = select(Alert).where(Alert.kind == "offer_matched", Alert.account_id == people.account.id)
    return [one.occasion for one in session.exec(mine).all()]


# Joined.


def test_a_copy_in_another_source_is_joined_and_says_why(session, feeds):
    one, copy = offer(session, feeds[0]), offer(session, feeds[1], title="Conseillère numérique H/F")
    settled(session)
    assert shown(session) == [one.id]
    assert (copy.state, copy.shown_as_id) == ("joined", one.id)
    twin = session.exec(select(OfferTwin)).one()
    assert (twin.state, twin.account_id) == ("joined", None)
    assert twin.reasons == [
        "même intitulé",
        "même employeur",
        "même commune",
        "100 % des mots",
        "même contrat",
    ]


def test_two_openings_of_one_source_stay_two_and_nobody_is_asked(session, feeds):
    one, other = offer(session, feeds[0]), offer(session, feeds[0])
    settled(session)
    assert shown(session) == [one.id, other.id]
    assert pairs(session) == []


def test_two_openings_and_two_copies_make_two_offers(session, feeds):
    rows = [
        offer(session, feed, plain=f"{TEXT} Référence : 2026-{n}") for feed in feeds[:2] for n in (101, 102)
    ]
    settled(session)
    assert [row.shown_as_id for row in rows] == [None, None, rows[0].id, rows[1].id]


def test_a_doubtful_pair_waits_for_a_person(session, feeds):
    one = offer(session, feeds[0], closes_on=date(2026, 12, 1))
    other = offer(session, feeds[1], closes_on=date(2026, 12, 31))
    settled(session)
    assert shown(session) == [one.id, other.id]
    twin = session.exec(select(OfferTwin)).one()
    assert (twin.state, twin.doubts) == ("proposed", ["dates limites différentes"])


def test_what_its_employer_posted_here_wins_over_a_copy(session, feeds):
    copy = offer(session, feeds[0], starts_on=date(2027, 1, 4), length_months=24, hours_per_week=35)
    settled(session)
    mine = own(session)
    settled(session)
    assert shown(session) == [mine.id]
    assert copy.shown_as_id == mine.id


def test_of_two_copies_the_richest_is_shown_then_the_oldest(session, feeds):
    poor, rich = offer(session, feeds[0]), offer(session, feeds[1], hours_per_week=35, length_months=24)
    old = offer(
        session, feeds[2], hours_per_week=35, length_months=24, published_at=clock.now() - timedelta(days=9)
    )
    settled(session)
    assert shown(session) == [old.id]
    assert {poor.shown_as_id, rich.shown_as_id} == {old.id}


def test_a_third_copy_joins_the_two_others(session, feeds):
    first = offer(session, feeds[0])
    offer(session, feeds[1])
    settled(session)
    third = offer(session, feeds[2])
    settled(session)
    assert shown(session) == [first.id]
    assert third.shown_as_id == first.id


def test_a_copy_that_contradicts_one_of_two_joined_offers_is_asked_about(session, feeds):
    offer(session, feeds[0], plain=f"{TEXT} Référence : 2026-101")
    offer(session, feeds[1])
    settled(session)
    third = offer(session, feeds[2], plain=f"{TEXT} Référence : 2026-102")
    settled(session)
    assert third.shown_as_id is None
    doubts = session.exec(select(OfferTwin.doubts).where(OfferTwin.state == "proposed")).all()
    assert doubts == [[comparing.OTHERS]]


def test_an_edit_that_contradicts_parts_what_was_joined_by_itself(session, feeds):
    one, copy = offer(session, feeds[0]), offer(session, feeds[1])
    settled(session)
    copy.commune = "Hyères"
    session.flush()
    comparing.look_again(session, [copy.id])
    settled(session)
    assert shown(session) == [one.id, copy.id]
    assert pairs(session) == []


# Decided by a person.


def test_a_person_joins_a_doubtful_pair(session, feeds, operator):
    one = offer(session, feeds[0], closes_on=date(2026, 12, 1))
    other = offer(session, feeds[1], closes_on=date(2026, 12, 31))
    settled(session)
    deciding.join(session, session.exec(select(OfferTwin.id)).one(), operator.id)
    comparing.look_again(session, [one.id, other.id])
    settled(session)
    assert len(shown(session)) == 1
    assert pairs(session) == [(one.id, other.id, "joined")]


def test_what_was_set_apart_is_never_joined_again_by_itself(session, feeds, operator):
    one, copy = offer(session, feeds[0]), offer(session, feeds[1])
    settled(session)
    deciding.separate(session, copy.id, operator.id)
    comparing.look_again(session, [one.id, copy.id])
    settled(session)
    assert shown(session) == [one.id, copy.id]
    assert pairs(session) == [(one.id, copy.id, "apart")]
    third = offer(session, feeds[2])
    settled(session)
    assert len(shown(session)) == 2
    assert third.shown_as_id in (one.id, copy.id)


def test_the_one_that_is_shown_may_be_the_one_taken_out(session, feeds, operator):
    one, second, third = (offer(session, feed) for feed in feeds)
    settled(session)
    deciding.separate(session, one.id, operator.id)
    settled(session)
    assert shown(session) == [one.id, second.id]
    assert third.shown_as_id == second.id


def test_setting_apart_can_be_taken_back_then_joined(session, feeds, operator):
    one, copy = offer(session, feeds[0]), offer(session, feeds[1])
    settled(session)
    deciding.separate(session, copy.id, operator.id)
    twin = session.exec(select(OfferTwin)).one()
    deciding.reopen(session, twin.id)
    with pytest.raises(Refused):
        deciding.reopen(session, twin.id)
    deciding.join(session, twin.id, operator.id)
    settled(session)
    assert shown(session) == [one.id]


def test_a_person_is_told_when_others_of_the_two_were_set_apart(session, feeds, operator):
    one, copy = offer(session, feeds[0]), offer(session, feeds[1])
    settled(session)
    deciding.separate(session, copy.id, operator.id)
    third = offer(session, feeds[2], title="Conseiller numérique itinérant", commune="")
    session.add(twin := OfferTwin(first_id=one.id, second_id=third.id, score=60))
    session.add(other := OfferTwin(first_id=copy.id, second_id=third.id, score=60))
    session.flush()
    deciding.join(session, twin.id, operator.id)
    with pytest.raises(Refused) as refused:
        deciding.join(session, other.id, operator.id)
    assert refused.value.errors == {"": deciding.SET_APART}


def test_an_offer_that_is_alone_cannot_be_taken_out(session, feeds, operator):
    one = offer(session, feeds[0])
    with pytest.raises(Refused) as refused:
        deciding.separate(session, one.id, operator.id)
    assert refused.value.errors == {"": deciding.ALONE}


# Told once.


def test_a_joined_offer_is_matched_and_told_once(session, feeds):
    people = awa(session)
    offer(session, feeds[0])
    offer(session, feeds[1])
    settled(session)
    assert len(session.exec(select(Match).where(Match.adviser_id == people.adviser.id)).all()) == 1
    assert len(told(session, people)) == 1


def test_a_copy_that_comes_after_the_alert_is_not_told_even_where_it_is_shown_instead(session, feeds):
    people = awa(session)
    copy = offer(session, feeds[0])
    settled(session)
    assert told(session, people) == [f"offer:{copy.id}"]
    mine = own(session)
    settled(session)
    assert shown(session) == [mine.id]
    assert told(session, people) == [f"offer:{copy.id}"]
    assert [
        one.offer_id for one in session.exec(select(Match).where(Match.adviser_id == people.adviser.id))
    ] == [mine.id]


def test_a_planned_word_speaks_of_the_offer_that_is_shown_when_it_leaves(session, feeds):
    from workforce.alerts.job_letters import offer_lost, offer_matched  # noqa: PLC0415

    people = awa(session)
    copy = offer(session, feeds[0])
    settled(session)
    mine = own(session, title="Conseiller numérique de proximité")
    session.add(twin := OfferTwin(first_id=copy.id, second_id=mine.id, score=60))
    session.flush()
    deciding.join(session, twin.id, given.account(session, "operator").id)
    settled(session)
    subject = {"adviser_id": people.adviser.id, "offer_id": copy.id}
    assert offer_lost(session, subject) == ""
    assert offer_matched(session, subject)["offer"]["title"] == "Conseiller numérique de proximité"
    assert session.exec(select(Delivery.state)).all()


def test_an_offer_not_compared_yet_is_left_out_of_searches(session, feeds):
    people = awa(session)
    one = offer(session, feeds[0])
    comparing.look_again(session, [one.id])
    session.merge(JobSearch(id=people.adviser.id, due_at=clock.now()))
    session.flush()
    assert matches.match_searches(session, [people.adviser.id]) == 0
    settled(session)
    assert len(told(session, people)) == 1


# When the one that is shown closes.


def test_a_copy_still_open_takes_the_place_of_one_whose_date_has_passed(session, feeds):
    one = offer(
        session,
        feeds[0],
        closes_on=date(2026, 12, 1),
        hours_per_week=35,
        plain=f"{TEXT} Référence : 2026-101",
    )
    copy = offer(session, feeds[1], closes_on=date(2026, 12, 3), plain=f"{TEXT} Référence : 2026-101")
    settled(session)
    assert shown(session) == [one.id]
    with clock.frozen(clock.now() + timedelta(days=9)):
        expiry.close_past(session)
        settled(session)
        assert (one.state, one.closed_by, one.shown_as_id) == ("closed", "date", copy.id)
        assert shown(session) == [copy.id]
        session.refresh(one)
        with clock.frozen(clock.now() + timedelta(days=9)):
            expiry.close_past(session)
            settled(session)
            assert shown(session) == []


def test_an_employer_who_closes_its_offer_closes_the_copies(session, feeds):
    copy = offer(session, feeds[0])
    mine = own(session)
    settled(session)
    expiry.close(session, mine.id, "filled_here")
    settled(session)
    assert (copy.state, copy.closed_by, copy.closing_reason) == ("closed", "twin", mine.closing_reason)


def test_an_offer_that_opens_again_is_not_shown_beside_its_copy(session, feeds):
    one, copy = offer(session, feeds[0], hours_per_week=35), offer(session, feeds[1])
    settled(session)
    one.state, one.closed_by = "closed", "date"
    session.flush()
    from workforce.offers.life.stating import tell_closed  # noqa: PLC0415

    tell_closed(session, [one.id])
    settled(session)
    assert shown(session) == [copy.id]
    one.state = "published"
    session.flush()
    journal.record(session, OfferPublished(one.id))
    settled(session)
    assert shown(session) == [one.id]


# The work itself.


def test_a_comparison_sends_as_many_queries_for_many_offers_as_for_few(session, feeds):
    def said(rows) -> int:
        comparing.look_again(session, [row.id for row in rows])
        found = []
        connection = session.connection()
        note = lambda _c, _cursor, statement, *_rest: found.append(statement)  # noqa: E731
        event.listen(connection, "before_cursor_execute", note)
        comparing.work(session, [row.id for row in rows])
        event.remove(connection, "before_cursor_execute", note)
        return len(found)

    towns = ("Toulon", "Hyères", "Fréjus", "Draguignan", "Lorgues", "Cogolin", "Brignoles", "Le Luc")
    rows = [
        offer(session, feed, commune=town, employer_name=f"Ville de {town}")
        for town in towns
        for feed in feeds[:2]
    ]
    few = said(rows[:2])
    assert said(rows[2:]) == few
    assert len(shown(session)) == len(towns)


def test_a_key_that_many_share_compares_nobody(session, feeds):
    rows = [
        offer(
            session,
            feeds[n % 2],
            plain="",
            employer_name="",
            title="Médiateur numérique",
            commune="Paris",
            departement="75",
        )
        for n in range(comparing.MOST_SHARING + 2)
    ]
    comparing.look_again(session, [row.id for row in rows])
    comparing.work(session, [row.id for row in rows])
    assert comparing._pairs(session, [row.id for row in rows]) == []
    assert len(shown(session)) == len(rows)


def test_what_has_closed_leaves_its_keys(session, feeds):
    one = offer(session, feeds[0])
    settled(session)
    assert session.exec(select(OfferKey)).first()
    one.state = "closed"
    session.flush()
    comparing.forget_closed(session)
    assert session.exec(select(OfferKey)).first() is None


def test_a_comparison_that_is_killed_is_due_again(session, feeds):
    one = offer(session, feeds[0])
    comparing.look_again(session, [one.id])
    with session.begin_nested() as point:
        comparing.work(session, [one.id])
        point.rollback()
    session.expire_all()
    assert session.get_one(OfferComparison, one.id).due_at is not None
    comparing.work(session, [one.id])
    assert session.execute(text("SELECT due_at FROM offer_comparison")).scalar() is None
