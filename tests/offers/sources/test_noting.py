"""What a poll leaves behind: when to ask again, what was refused, an outage told once, a site left in peace."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import given  # noqa: F401 - Every table that a row may point to is known.
from workforce import clock
from workforce.feeds.entries import ParsedEntry, ParsedFeed, RefusedEntry
from workforce.feeds.fields import MALFORMED
from workforce.feeds.repairs import REPLACED
from workforce.journal import Event
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.sources import actions, bringing, claiming, listing, noting, polling, rhythm
from workforce.offers.sources.bringing import Source, bring, marks_of_dropped, shape_of
from workforce.offers.sources.keeping import keep
from workforce.offers.sources.outcomes import Answer, Reading

HOUR = timedelta(hours=1)
DOWN = Reading(error="Le site est en panne (500).", status=500)
FINE = Reading(status=304)


def even() -> float:
    """Stand for chance: no jitter."""
    return 0.5


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def source(session):
    return actions.add_feed(session, "https://emploi.exemple.fr/rss")


def entry(n=1, title="Médiateur numérique", **more) -> ParsedEntry:
    return ParsedEntry(
        f"guid:{n}", (), f"{title} n° {n}", f"https://emploi.exemple.fr/{n}", "<p>Toulon (83).</p>", **more
    )


def document(*entries, refused=(), **more) -> ParsedFeed:
    return ParsedFeed("Offres", "rss20", None, more.pop("ttl", None), entries, refused, **more)


def reading_of(claimed, parsed, status=None) -> Reading:
    return Reading(brought=bring(parsed, claimed.source, clock.today()), status=status)


def noted(session, feed, reading) -> Feed:
    """Poll a source that is due, and note this reading of it."""
    session.get(Feed, feed.id, populate_existing=True).due_at = clock.now()
    session.flush()
    claimed = polling.claim(session, feed.id)
    if isinstance(reading, ParsedFeed):
        reading = reading_of(claimed, reading, 200)
    noting.note_all(session, [(claimed, reading)], even)
    claiming.release_sites(session, [claimed.host], claimed.holder)
    return session.get(Feed, feed.id, populate_existing=True)


def told(session) -> int:
    return len(session.exec(select(Event).where(Event.name == "FeedFailed")).all())


def test_a_failure_is_waited_out_and_an_outage_told_once_whoever_retries(session, source):
    waits = []
    for _ in range(5):
        feed = noted(session, source, DOWN)
        waits.append(feed.due_at - clock.now())
    assert waits == [rhythm.backoff(tries) for tries in (1, 2, 3, 4, 5)]
    assert told(session) == 1
    actions.poll_now(session, source.id)
    for _ in range(4):
        noted(session, source, DOWN)
    assert told(session) == 1
    assert feed.failing_since == clock.now()


def test_the_end_of_an_outage_is_seen_and_the_next_one_told_again(session, source):
    for _ in range(3):
        noted(session, source, DOWN)
    feed = noted(session, source, FINE)
    assert (feed.state, feed.last_error, feed.tries) == ("active", None, 0)
    assert (feed.failing_since, feed.told_at, feed.recovered_at) == (None, None, clock.now())
    for _ in range(3):
        noted(session, source, DOWN)
    assert told(session) == 2


def test_a_failure_that_was_not_told_leaves_no_outage_behind(session, source):
    noted(session, source, DOWN)
    assert noted(session, source, FINE).recovered_at is None


def test_a_feed_that_is_gone_is_told_at_once_and_read_no_more(session, source):
    feed = noted(session, source, Reading(error="Supprimé (410).", status=410, is_gone=True))
    assert (feed.state, feed.due_at, told(session)) == ("gone", None, 1)


def test_a_site_that_throttles_is_left_in_peace_whole(session, source):
    other = actions.add_feed(session, "https://emploi.exemple.fr/autre")
    feed = noted(session, source, Reading(error="Attendez (429).", status=429, retry_after=7200))
    assert feed.due_at >= clock.now() + 2 * HOUR
    assert claiming.lease(session, 100) == []
    assert polling.claim(session, other.id) is None
    assert session.get(Feed, other.id, populate_existing=True).due_at == feed.due_at
    with clock.frozen(feed.due_at + timedelta(seconds=1)):
        assert set(claiming.lease(session, 100)) == {source.id, other.id}


def test_an_overloaded_site_that_names_an_instant_keeps_only_that_source_waiting(session, source):
    other = actions.add_feed(session, "https://emploi.exemple.fr/autre")
    feed = noted(session, source, Reading(error="Indisponible (503).", status=503, retry_after=7200))
    assert feed.due_at >= clock.now() + 2 * HOUR
    assert claiming.lease(session, 100) == [other.id]


def test_the_site_is_asked_no_earlier_than_it_wishes(session, source):
    feed = noted(session, source, replace(FINE, answer=Answer(max_age=6 * 3600)))
    assert feed.due_at >= clock.now() + 6 * HOUR
    assert feed.asked_seconds == 6 * 3600
    feed = noted(session, source, document(entry(), ttl=240))
    assert feed.due_at >= clock.now() + 4 * HOUR
    assert noted(session, source, FINE).due_at >= clock.now() + 4 * HOUR, (
        "what its document asked is remembered"
    )


def test_a_source_paused_while_it_was_read_stays_paused_and_keeps_what_it_brought(session, source):
    claimed = polling.claim(session, source.id)
    actions.pause(session, source.id)
    session.flush()
    polling.note(session, claimed, reading_of(claimed, document(entry()), 200))
    feed = session.get(Feed, source.id, populate_existing=True)
    assert (feed.state, feed.due_at) == ("paused", None)
    assert len(session.exec(select(Offer)).all()) == 1


def test_a_site_that_moved_is_followed_unless_that_is_another_source(session, source):
    actions.add_feed(session, "https://autre.exemple.fr/rss")
    moved = replace(FINE, answer=Answer(permanent_url="https://autre.exemple.fr/rss"))
    assert noted(session, source, moved).url == "https://emploi.exemple.fr/rss"
    moved = replace(FINE, answer=Answer(permanent_url="https://nouveau.exemple.fr/rss"))
    feed = noted(session, source, moved)
    assert (feed.url, feed.host) == ("https://nouveau.exemple.fr/rss", "nouveau.exemple.fr:443")


def test_what_was_refused_stays_shown_while_it_stays_in_the_document(session, source):
    crane, cook = entry(2, "Grutier"), entry(3, "Cuisinier")
    empty = RefusedEntry("x", "", "L'entrée est vide.")
    feed = noted(session, source, document(entry(), crane, cook, refused=(empty,)))
    assert feed.counts == {"entries": 4, "new": 1, "updated": 0, "unchanged": 0, "refused": 3}
    first = {row.title: row.id for row in session.exec(select(FeedRefusal))}
    feed = noted(session, source, document(entry(), crane, refused=(empty,)))
    assert feed.counts == {"entries": 3, "new": 0, "updated": 0, "unchanged": 1, "refused": 2}
    rows = session.exec(select(FeedRefusal).execution_options(populate_existing=True)).all()
    assert {row.title: row.id for row in rows} == {name: first[name] for name in ("Grutier n° 2", "")}


def test_an_entry_that_says_something_else_is_understood_again_and_no_other(session, source):
    feed = noted(session, source, document(entry(1), entry(2)))
    changed = entry(2, "Médiatrice numérique")
    claimed = claiming.Claimed(feed.id, "", "", "", None, None, None, 1, source_of(feed))
    brought = reading_of(claimed, document(entry(1), changed)).brought
    assert [row["title"] for row in brought.offers] == ["Médiatrice numérique n° 2"]
    feed = noted(session, source, document(entry(1), changed))
    assert (feed.counts["updated"], feed.counts["unchanged"]) == (1, 1)


def source_of(feed):
    shape = shape_of(feed.keeps_all, feed.keep_phrases, feed.drop_phrases)
    return Source(feed.id, shape, feed.seen or b"")


def test_another_way_to_sort_a_source_makes_every_entry_new_again(session, source):
    feed = noted(session, source, document(entry(1), entry(2, "Grutier")))
    known = source_of(feed)
    same = bring(document(entry(1), entry(2, "Grutier")), known, clock.today())
    assert (same.unchanged, same.set_aside, len(same.offers)) == (1, 1, 0)
    assert len(marks_of_dropped(same)) == 1
    sorted_otherwise = replace(known, shape=replace(known.shape, keep_all=True))
    assert len(bring(document(entry(1), entry(2, "Grutier")), sorted_otherwise, clock.today()).offers) == 2


def test_many_sources_are_noted_together_as_they_would_be_alone(session):
    made = [actions.add_feed(session, f"https://s{n}.exemple.fr/rss", keeps_all=True) for n in range(3)]
    claims = claiming.claim_all(session, [feed.id for feed in made], "h")
    readings = [reading_of(one, document(entry(1), entry(2)), 200) for one in claims]
    noting.note_all(session, [*zip(claims, [*readings[:2], DOWN], strict=True)], even)
    states = [session.get(Feed, feed.id, populate_existing=True) for feed in made]
    assert [feed.state for feed in states] == ["active", "active", "failing"]
    by_source = [len(session.exec(select(Offer).where(Offer.feed_id == feed.id)).all()) for feed in made]
    assert by_source == [2, 2, 0], "one identity in two sources is two offers"


def test_entries_of_another_kind_of_source_are_kept_in_one_call(session, source):
    assert keep(session, source, document(entry(1), entry(2)))
    assert not keep(session, source, document(entry(1), entry(2)))
    assert source.counts["unchanged"] == 2


def test_what_postgresql_cannot_hold_is_taken_out_and_the_rest_kept(session, source):
    odd = ParsedEntry(
        "guid:\x00\ud800", (), "Médiateur numérique", "https://emploi.exemple.fr/1", "<p>Toulon</p>"
    )
    noted(session, source, document(odd))
    assert session.exec(select(Offer.identity)).one() == "guid:?"


def test_what_was_wrong_with_a_document_that_could_be_read_is_kept_until_it_is_well(session, source):
    cut = document(entry(), warnings=(MALFORMED, REPLACED, MALFORMED))
    assert noted(session, source, cut).memory == {"warning": f"{MALFORMED} {REPLACED}"}
    assert noted(session, source, FINE).memory["warning"]  # The same document still.
    assert noted(session, source, DOWN).memory["warning"]
    assert noted(session, source, document(entry())).memory == {}


def test_what_a_reader_remembers_is_not_taken_for_a_warning(session, source):
    source.memory = {"rows": 5, "warning": "Une colonne manque."}
    session.flush()
    assert noted(session, source, document(entry())).memory == {"rows": 5}


def test_what_postgresql_cannot_hold_in_an_entry_that_is_left_out_costs_nothing(session, source):
    odd = replace(entry(2, "Grutier"), identity="guid:\x00\ud800")
    feed = noted(session, source, document(entry(1), odd))
    assert (feed.counts["new"], feed.counts["refused"], feed.last_error) == (1, 1, None)


def test_an_entry_that_breaks_us_costs_itself_and_no_other(session, source, monkeypatch):
    noted(session, source, document(entry(1), entry(2)))
    real = bringing.normalise

    def broken(one, shape, today):
        if "n° 2" in one.title:
            raise KeyError("a fault of ours")
        return real(one, shape, today)

    with monkeypatch.context() as faulty:
        faulty.setattr(bringing, "normalise", broken)
        feed = noted(session, source, document(entry(2, "Médiatrice numérique"), entry(3)))
    refusal = session.exec(select(FeedRefusal)).one()
    assert (refusal.title, refusal.reason) == ("Médiatrice numérique n° 2", bringing.NOT_UNDERSTOOD)
    assert (feed.counts["new"], feed.last_error) == (1, None)
    assert set(session.exec(select(Offer.state))) == {"published"}, "what it was before stays open"
    feed = noted(session, source, document(entry(2, "Médiatrice numérique"), entry(3)))
    assert feed.counts["updated"] == 1, "it is judged again though it has not changed"
    assert session.exec(select(FeedRefusal)).all() == []


def test_signs_that_turn_words_around_are_taken_off_all_that_is_shown(session, source):
    turned = "\u202eEmmaüs\u2066"
    told = {"job_listing_company": turned, "job_listing_location": f"Toulon (83){turned}"}
    parsed = document(
        entry(1, extras=told, categories=(("", f"CDD{turned}"),)), entry(2, f"Grutier{turned}"),
        refused=(RefusedEntry("x", turned, "L'entrée est vide."),),
    )  # fmt: skip
    feed = noted(session, source, replace(parsed, title=f"<b>Offres</b>{turned}"))
    (offer,) = session.exec(select(Offer)).all()
    assert (feed.title, offer.employer_name) == ("Offres Emmaüs", "Emmaüs")
    shown = [offer.model_dump_json(), feed.title]
    shown += [f"{one.title} {one.words}" for one in session.exec(select(FeedRefusal))]
    assert not any(sign in words for sign in turned if not sign.isprintable() for words in shown)


def test_every_entry_that_was_left_out_has_a_reason_that_can_be_read(session, source):
    noted(session, source, document(*(entry(n, "Grutier") for n in range(1_000))))
    assert listing.count_refused(session, source.id) == 1_000
    last = listing.refused_items(session, source.id, limit=50, offset=950)
    assert (len(last), last[-1][0], bool(last[-1][1])) == (50, "Grutier n° 999", True)


@pytest.mark.parametrize(
    "reading",
    [
        DOWN,
        Reading(error="Supprimé (410).", status=410, is_gone=True),
        Reading(error="Pas un flux.", status=200),
    ],
)
def test_a_source_that_fails_closes_none_of_its_offers(session, source, reading):
    noted(session, source, document(entry(1), entry(2)))
    for _ in range(4):
        noted(session, source, reading)
    rows = session.exec(select(Offer.state, Offer.left_at).execution_options(populate_existing=True)).all()
    assert rows == [("published", None)] * 2


def test_a_new_document_brings_its_own_validators_and_an_unchanged_one_keeps_what_was_known(session, source):
    first = Answer(etag='"a"', last_modified="Mon, 23 Nov 2026 08:00:00 GMT")
    noted(session, source, Reading(first, status=200))
    feed = noted(session, source, FINE)
    assert (feed.etag, feed.last_modified) == (first.etag, first.last_modified)
    feed = noted(session, source, Reading(Answer(), status=200))
    assert (feed.etag, feed.last_modified) == (None, None), (
        "else the next 304 would speak of another document"
    )
