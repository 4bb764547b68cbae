"""The phrases by which a source keeps or leaves out offers."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.flows.test_offer_thread import feed_of, poll
from tests.offers.readings import entry, offer, read, source
from workforce import clock
from workforce.offers.models import FeedRefusal, Offer
from workforce.offers.sources import actions, phrases, rules
from workforce.offers.sources.rules import Rules
from workforce.offers.understanding.normalise import SourceShape, ruled
from workforce.offers.understanding.trades import FAMILIES, LOOKALIKES
from workforce.refusals import Refused
from workforce.settings import settings

pytestmark = pytest.mark.usefixtures("moment")
MACHINIST, CLERK = "Opérateur sur commande numérique", "Agent d’accueil polyvalent"


def refused(keep: str = "", drop: str = "") -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        rules.read(keep, drop)
    return caught.value.errors


def test_phrases_are_typed_one_a_line_each_once():
    typed = rules.read(" Agent  d’accueil \n\n« espace public »\nagent d'accueil\n", "stage")
    assert typed == Rules(("Agent d’accueil", "espace public"), ("stage",))


def test_mistakes_are_said_beside_their_list():
    assert refused(keep="ab")["keep"].startswith("« ab » est trop court")
    assert refused(drop="x" * 90)["drop"].endswith("80 caractères au plus.")
    assert refused(drop="\n".join(f"phrase {n}" for n in range(50)))["drop"].startswith("C’est trop")
    assert "choisissez l’un des deux" in refused("Médiation", "mediation")["drop"]


def test_a_phrase_counts_as_whole_words_whatever_accents_and_hyphens():
    shape = SourceShape(keep=("tiers lieu",), drop=("art",))
    assert ruled("Animateur de tiers-lieu", "", shape) == (True, "La source garde « tiers lieu ».")
    assert ruled("Chargé de départ", "", shape) is None
    assert ruled("Médiateur d'art", "", shape) == (False, "La source écarte « art ».")


def test_what_rules_would_do_is_tried_on_the_last_document(session):
    feed = source(session)
    read(session, feed, entry(1), entry(2, title=MACHINIST), entry(3, title=CLERK))
    found = {one.title: one for one in rules.tried(session, feed, Rules(("accueil",), ("mairies annexes",)))}
    assert {title: (one.was_kept, one.is_kept) for title, one in found.items()} == {
        "Médiateur numérique": (True, False), MACHINIST: (False, False), CLERK: (False, False),
    }  # fmt: skip
    assert found["Médiateur numérique"].reason == "La source écarte « mairies annexes »."
    found = {one.title: one for one in rules.tried(session, feed, Rules(("accueil",), ()))}
    assert (found[CLERK].is_kept, found[CLERK].reason) == (True, "La source garde « accueil ».")
    assert not found["Médiateur numérique"].changes


def test_what_was_left_out_by_a_phrase_is_judged_by_its_trade_without_it(session):
    feed = source(session, drop_phrases=["mairies annexes"])
    read(session, feed, entry(1), entry(2, title=MACHINIST))
    found = {one.title: one.is_kept for one in rules.tried(session, feed, Rules())}
    assert found == {"Médiateur numérique": True, MACHINIST: False}


def test_the_trial_says_what_the_next_reading_does(session):
    feed = source(session)
    items = [
        entry(1),
        entry(2, title=MACHINIST),
        entry(3, title=CLERK),
        entry(4, title="Animateur fablab", html="<p>Lorient</p>"),
    ]
    read(session, feed, *items)
    wanted = Rules(("accueil polyvalent",), ("fablab", "ateliers"))
    tried = {one.title: one.is_kept for one in rules.tried(session, feed, wanted)}
    rules.apply(session, feed.id, wanted)
    read(session, feed, *items)
    kept = set(session.exec(select(Offer.title).where(Offer.state == "published")).all())
    assert {title: title in kept for title in tried} == tried


def test_an_offer_that_rules_leave_out_is_withdrawn_and_comes_back_with_them(session):
    feed = source(session)
    read(session, feed, entry())
    rules.apply(session, feed.id, Rules(drop=("mairies annexes",)))
    read(session, feed, entry())
    one = offer(session)
    assert (one.state, one.closed_by) == ("closed", "rules")
    assert session.exec(select(FeedRefusal.reason)).all() == ["La source écarte « mairies annexes »."]
    rules.apply(session, feed.id, Rules())
    read(session, feed, entry())
    assert offer(session).state == "published"


def test_new_rules_judge_a_document_that_has_not_changed(session, site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    site.says(http(200, feed_of("Médiateur numérique", CLERK), ETag='"a"'))
    feed = poll(session, actions.add_feed(session, site.url()))
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        rules.apply(session, feed.id, Rules(("accueil",), ()))
        session.flush()
        assert feed.due_at == clock.now()
        feed = poll(session, feed)
    assert "if-none-match" not in site.requests[1]
    assert set(session.exec(select(Offer.title)).all()) == {"Médiateur numérique", CLERK}


def test_a_paused_source_waits_for_its_new_rules(session):
    feed = source(session)
    actions.pause(session, feed.id)
    rules.apply(session, feed.id, Rules(("accueil",), ()))
    session.expire_all()
    assert feed.due_at is None
    assert feed.keep_phrases == ["accueil"]


def test_the_trades_phrases_and_the_stop_list_can_be_read():
    kept = {group.label: group.phrases for group in phrases.kept_by_default()}
    assert set(kept) == {family.label_fr for family in FAMILIES}
    assert {"conseiller numerique", "mediateur numerique", "espace de mediation numerique"} <= set(
        kept["Médiation numérique"]
    )
    left, others = phrases.left_out_by_default()
    assert {"commande numerique", "impression numerique"} <= set(left.phrases)
    assert "developpeur" in others.phrases
    assert not [
        one
        for group in (*phrases.kept_by_default(), left, others)
        for one in group.phrases
        if set(one) & set("()|?[]\\{}")
    ]


def test_each_form_that_is_shown_is_one_that_the_pattern_knows():
    for family in FAMILIES:
        for pattern in family.phrases:
            shown = [form for form in phrases.forms(pattern.pattern) if "…" not in form]
            assert all(pattern.search(form.strip()) for form in shown), (pattern.pattern, shown)
    assert LOOKALIKES[0].search("commande numerique")


def test_reading_a_source_now_judges_again_what_has_not_changed(session):
    feed = source(session)
    feed.etag, feed.body_digest, feed.seen = '"a"', "x", b"marks"
    session.flush()
    actions.read_again(session, feed.id)
    assert (feed.etag, feed.body_digest, feed.seen, feed.due_at) == (
        None,
        None,
        actions.UNLIKE_ANY,
        clock.now(),
    )
