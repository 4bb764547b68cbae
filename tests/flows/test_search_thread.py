"""A search that is kept: its news are found, told once, in one letter, and stop when asked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.offers.search.shelf import put
from workforce import clock
from workforce.advisers.models import Adviser
from workforce.alerts import silences, told
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.alerts.told import ToldOffer
from workforce.facts import OfferMatched
from workforce.journal import record
from workforce.offers.models import Match, Offer
from workforce.offers.search import saving
from workforce.offers.search.models import SavedSearch
from workforce.offers.search.saving import SavedSearchDraft
from workforce.refusals import Refused
from workforce.simulation import settle_inside

EIGHT = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)  # In Paris, the morning after the tests' Monday.


@pytest.fixture
def awa(session, moment):
    who = given.adviser(session, email="awa@exemple.fr")
    return given.account(session, "adviser", "awa@exemple.fr", adviser_id=who.id, seen=True)


def keep(session, account, rhythm="daily", **asked):
    kept = saving.save(session, account.id, asked or {"mots": ["fablab"]})
    saving.change(session, kept.id, SavedSearchDraft(name="Mes fablabs", rhythm=rhythm))
    return kept


def appear(session, *titles, after=timedelta(hours=1), **values):
    """Have offers appear, an hour after the last thing that happened."""
    with clock.frozen(clock.now() + after):
        return put(session, *titles, published_at=clock.now(), **values)


def at(session, instant) -> list[str]:
    """Let the house work until this instant; return the titles of the letters that were sent then."""
    before = {row.id for row in session.exec(select(MailboxLetter)).all()}
    with clock.frozen(instant):
        settle_inside(session)
        deliver(session)
    letters = session.exec(select(MailboxLetter).order_by(MailboxLetter.id)).all()
    return [letter.title for letter in letters if letter.id not in before]


def letters(session):
    kinds = (
        select(MailboxLetter)
        .join(Delivery, Delivery.id == MailboxLetter.delivery_id)
        .join(Alert, Alert.id == Delivery.alert_id)
    )
    return session.exec(kinds.where(Alert.kind == "search_news").order_by(Alert.id)).all()


def test_the_news_of_a_search_come_in_one_letter_in_the_morning(session, awa):
    keep(session, awa)
    appear(session, "Fabmanager d’Hyères", "Facilitatrice de fablab", "Bibliothécaire")
    assert at(session, EIGHT - timedelta(minutes=1)) == []
    assert at(session, EIGHT + timedelta(minutes=1)) == ["2 nouvelles offres : Mes fablabs"]
    (letter,) = letters(session)
    assert "Fabmanager d’Hyères" in letter.text
    assert "Bibliothécaire" not in letter.text
    assert "Le prochain message sur cette recherche partira le 25 novembre 2026" in letter.text


def test_what_was_there_before_is_no_news_and_an_empty_letter_is_never_sent(session, awa):
    put(session, "Fabmanager")
    keep(session, awa)
    for day in range(3):
        assert at(session, EIGHT + timedelta(days=day)) == []
    assert session.exec(select(Alert).where(Alert.kind == "search_news")).all() == []


def test_an_offer_is_told_once_whatever_searches_find_it(session, awa):
    keep(session, awa)
    keep(session, awa, mots=["fabmanager"])
    appear(session, "Fabmanager", departement="83")
    assert len(at(session, EIGHT + timedelta(minutes=1))) == 1
    assert at(session, EIGHT + timedelta(days=1)) == []
    assert len(session.exec(select(ToldOffer)).all()) == 1


def test_an_offer_told_by_a_match_is_not_told_again_by_a_search_nor_the_reverse(session, awa):
    keep(session, awa)
    one, other = appear(session, "Fabmanager", "Animateur de fablab")
    decision = {"fits": ["C'est votre métier."], "missing": [], "on_dates": None}
    adviser_id = session.exec(select(Adviser.id)).one()
    session.add_all(
        [
            Match(adviser_id=adviser_id, offer_id=offer_id, score=80, decision=decision)
            for offer_id in (one, other)
        ]
    )
    record(session, OfferMatched(adviser_id, one))
    assert at(session, clock.now() + timedelta(hours=2)) == ["Une offre pour vous : Fabmanager"]
    assert at(session, EIGHT + timedelta(minutes=1)) == ["1 nouvelle offre : Mes fablabs"]
    (letter,) = letters(session)
    assert "Animateur de fablab" in letter.text
    assert "C'est votre métier." in letter.text
    record(session, OfferMatched(adviser_id, other))
    assert at(session, EIGHT + timedelta(hours=1)) == []


def test_a_match_letter_that_was_held_back_leaves_the_offer_to_the_search(session, awa):
    (offer_id,) = put(session, "Fabmanager")
    told.claim(session, awa.id, [offer_id])
    told.take_back(session, awa.id, [offer_id])
    assert told.claim(session, awa.id, [offer_id]) == {offer_id}
    assert told.claim(session, awa.id, [offer_id]) == set()


def test_an_offer_that_closes_before_the_letter_leaves_is_left_out(session, awa):
    keep(session, awa)
    one, other = appear(session, "Fabmanager", "Animateur de fablab")
    with clock.frozen(EIGHT + timedelta(minutes=1)):
        settle_inside(session)
        session.get(Offer, one).state = "closed"
        session.flush()
        deliver(session)
    (letter,) = letters(session)
    assert "Fabmanager" not in letter.text
    assert letter.title == "1 nouvelle offre : Mes fablabs"
    assert other


def test_a_letter_whose_offers_are_all_closed_does_not_leave(session, awa):
    keep(session, awa)
    (offer_id,) = appear(session, "Fabmanager")
    with clock.frozen(EIGHT + timedelta(minutes=1)):
        settle_inside(session)
        session.get(Offer, offer_id).state = "closed"
        session.flush()
        deliver(session)
    assert letters(session) == []
    assert session.exec(select(Delivery.reason)).all() == ["les offres ne sont plus en ligne"]


def test_a_search_told_at_once_looks_when_offers_come_and_not_more_than_every_ten_minutes(session, awa):
    kept = keep(session, awa, rhythm="at_once")
    assert kept.due_at is None
    appear(session, "Fabmanager")
    session.refresh(kept)
    assert kept.due_at is not None
    assert at(session, clock.now() + timedelta(hours=1, minutes=1)) == ["1 nouvelle offre : Mes fablabs"]
    session.refresh(kept)
    assert kept.due_at is None
    appear(session, "Animateur de fablab", after=timedelta(hours=1, minutes=2))
    session.refresh(kept)
    assert kept.due_at == kept.told_at + timedelta(minutes=10)


def test_a_weekly_search_waits_for_monday(session, awa):
    kept = keep(session, awa, rhythm="weekly")
    assert kept.due_at == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def test_a_search_without_rhythm_or_silenced_sends_nothing(session, awa):
    keep(session, awa, rhythm="none")
    appear(session, "Fabmanager")
    assert at(session, EIGHT + timedelta(days=8)) == []
    other = keep(session, awa, mots=["animateur"])
    silences.silence(session, awa.id, "searches")
    appear(session, "Animateur")
    assert at(session, EIGHT + timedelta(days=1)) == []
    assert other.rhythm == "daily"


def test_the_link_of_a_letter_stops_that_search_alone(session, awa):
    one, other = keep(session, awa), keep(session, awa, mots=["animateur"])
    assert saving.stop(session, saving.stop_token(one.id))
    session.refresh(one)
    assert (one.rhythm, one.due_at, other.rhythm) == ("none", None, "daily")
    assert not saving.stop(session, "inventé")


def test_the_same_search_is_kept_once_and_twenty_at_most(session, awa):
    first = saving.save(session, awa.id, {"departement": ["83", "26"]})
    assert saving.save(session, awa.id, {"departement": ["26", "83"], "tri": ["date"]}).id == first.id
    for number in range(saving.MOST_SEARCHES - 1):
        saving.save(session, awa.id, {"mots": [f"mot{number}"]})
    with pytest.raises(Refused, match="déjà 20 recherches"):
        saving.save(session, awa.id, {"mots": ["encore"]})


def test_a_card_says_how_many_offers_are_new_since_its_owner_looked(session, awa):
    kept = keep(session, awa)
    appear(session, "Fabmanager", "Animateur de fablab")
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert [card.news for card in saving.cards_of(session, awa.id)] == [2]
        saving.look(session, kept.id)
        assert [card.news for card in saving.cards_of(session, awa.id)] == [0]


def test_a_look_lost_on_its_way_is_taken_again_and_tells_once(session, awa):
    kept = keep(session, awa)
    appear(session, "Fabmanager")
    with clock.frozen(EIGHT + timedelta(minutes=1)):
        settle_inside(session)
        session.get(
            SavedSearch, kept.id
        ).due_at = clock.now()  # As if the worker had been killed before it was settled.
        session.get(SavedSearch, kept.id).told_at = EIGHT - timedelta(days=1)
        session.flush()
        settle_inside(session)
        deliver(session)
    assert len(letters(session)) == 1
