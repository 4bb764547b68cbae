"""OPML in and out: whatever the file, each line is followed, known, or refused with a reason."""

import re
from datetime import timedelta

import listparser
import pytest
from sqlmodel import select

from tests.web import desks
from workforce import apart, clock, tables  # noqa: F401 - Every table of the house is known.
from workforce.feeds import outlines
from workforce.feeds.outlines import NotOutlines, read_outlines
from workforce.offers.models import Feed
from workforce.offers.sources import actions as sources
from workforce.offers.sources.outlines import actions, listing
from workforce.offers.sources.outlines.models import OutlineImport, OutlineLine
from workforce.reactions import INSIDE
from workforce.refusals import Refused

pytestmark = pytest.mark.usefixtures("moment")
HEAD = '<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><head><title>Mes flux</title></head><body>'
END = "</body></opml>"


def opml(*outlines: str) -> bytes:
    return f"{HEAD}{''.join(outlines)}{END}".encode()


def feed(url: str, title: str = "Un flux", inside: str = "", **more: str) -> str:
    named = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<outline type="rss" text="{title}" xmlUrl="{url}"{named}>{inside}</outline>'


def sent(session, content: bytes) -> OutlineImport:
    one = actions.send(session, None, "flux.opml", content)
    INSIDE[OutlineImport](session, [one.id])
    return session.get(OutlineImport, one.id, populate_existing=True)


def outcomes(session) -> dict[str, tuple[str, str]]:
    session.expire_all()
    return {line.url: (line.outcome, line.reason) for line in session.exec(select(OutlineLine))}


def test_nested_headings_and_categories_are_kept():
    inside = '<outline text="Emploi"><outline text="Var">' + feed("https://a.fr/rss") + "</outline></outline>"
    found = read_outlines(opml(inside, feed("https://b.fr/rss", category="/Médias/Presse,/Autre")))
    assert [(one.url, one.headings) for one in found.lines] == [
        ("https://a.fr/rss", ("Emploi", "Var")), ("https://b.fr/rss", ("Médias", "Presse")),
    ]  # fmt: skip
    assert found.title == "Mes flux"


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf<opml version="1.0"><body><outline xmlUrl="https://a.fr/?x=1&y=2"/></body></opml>',
        '<?xml version="1.0"?><opml><body><outline text="É" xmlUrl="https://a.fr/?x=1&y=2"/></body></opml>'.encode(
            "latin-1"
        ),
        b'<?xml version="1.0" encoding="klingon"?><opml><body><outline xmlUrl="https://a.fr/?x=1&amp;y=2"/></body></opml>',
        '<opml><body><OUTLINE text="é" XMLURL="https://a.fr/?x=1&amp;y=2"/></body></opml>'.encode("utf-16"),
        b'\r\n <opml><body><outline text="\x01a" xmlUrl="https://a.fr/?x=1&amp;y=2"/></body></opml>',
    ],
)
def test_a_file_that_is_badly_written_in_a_usual_way_is_read(content):
    assert [one.url for one in read_outlines(content).lines] == ["https://a.fr/?x=1&y=2"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body></body></html>", "n’est pas un fichier OPML"),
        (b"PK\x03\x04 <", "n’est pas un fichier OPML"),
        (opml(feed("https://a.fr"))[:-30], "abîmé ou coupé"),
        (b'<!DOCTYPE a [<!ENTITY a "b">]><opml><body>&a;</body></opml>', "entités XML"),
        (
            b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body>&a;</body></opml>',
            "entités XML",
        ),
        (b"<opml><body>" + b'<outline text="a">' * 200_000, "abîmé ou coupé"),
        (b"<?xml version='1.0' encoding='shift_jis'?><opml><body/></opml>", "UTF-8"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words(content, said):
    with pytest.raises(NotOutlines, match=said):
        read_outlines(content)


def test_a_file_that_breaks_its_reader_is_not_said_to_be_heavy(monkeypatch):
    for code, said in (
        ("broken", outlines.BROKEN),
        ("time", outlines.TOO_HEAVY),
        ("memory", outlines.TOO_HEAVY),
    ):
        with monkeypatch.context() as reader:
            reader.setattr(
                outlines.READERS, "ask", lambda *_given, code=code: (_ for _ in ()).throw(apart.Unread(code))
            )
            with pytest.raises(NotOutlines, match=re.escape(said)):
                read_outlines(opml())


def test_a_file_nested_very_deep_is_read():
    deep = '<outline text="a">' * 100_000 + feed("https://a.fr/rss") + "</outline>" * 100_000
    assert [one.url for one in read_outlines(opml(deep)).lines] == ["https://a.fr/rss"]


def test_each_line_is_judged_before_anything_is_followed(session):
    sources.add_feed(session, "https://connu.fr/rss")
    one = sent(
        session,
        opml(
            feed("https://a.fr/rss"), feed("https://connu.fr/rss"), feed("https://a.fr/rss"), feed("ftp://b.fr/rss"), feed(""),
            '<outline text="Une note"/>',
        ),
    )  # fmt: skip
    assert (one.state, one.content, one.due_at) == ("read", b"", None)
    assert actions.counts(session, one.id) == {"new": 1, "known": 1, "repeated": 1, "refused": 2}
    reasons = {line.url: line.reason for line in listing.lines(session, one.id, 0, 2)}
    assert reasons == {
        "ftp://b.fr/rss": "L'adresse d'un flux commence par https:// ou http://.",
        "": actions.NO_ADDRESS,
    }
    assert session.exec(select(Feed.url)).all() == ["https://connu.fr/rss"]


def test_the_new_feeds_are_followed_in_one_statement_and_only_once(session):
    one = sent(session, opml(*(feed(f"https://a.fr/{n}", f"Flux {n}") for n in range(3_000))))
    with desks.queries(session) as said:
        assert actions.follow(session, one.id, None) == 3_000
    assert len([statement for statement in said if "INSERT INTO feed" in statement]) == 1
    assert len(said) <= 4
    row = session.exec(select(Feed).where(Feed.url == "https://a.fr/7")).one()
    assert (row.title, row.host, row.state, row.kind, row.due_at) == (
        "Flux 7",
        "a.fr:443",
        "active",
        "feed",
        clock.now(),
    )
    with pytest.raises(Refused, match="attend plus"):
        actions.follow(session, one.id, None)


def test_a_source_added_in_the_meantime_is_no_trouble(session):
    one = sent(session, opml(feed("https://a.fr/rss"), feed("https://b.fr/rss")))
    sources.add_feed(session, "https://a.fr/rss")
    assert actions.follow(session, one.id, None) == 1


def test_a_file_that_is_abandoned_follows_nothing(session):
    one = sent(session, opml(feed("https://a.fr/rss")))
    actions.abandon(session, one.id)
    assert session.exec(select(Feed)).all() == []
    assert outcomes(session) == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [(b" ", actions.EMPTY), (b"url;titre", actions.NOT_XML), (b"<" * (actions.LARGEST + 1), actions.TOO_BIG)],
)
def test_what_is_surely_no_opml_is_refused_at_once(session, content, said):
    with pytest.raises(Refused) as refused:
        actions.send(session, None, "x.opml", content)
    assert refused.value.errors == {"file": said}


def test_a_file_without_feeds_or_unreadable_is_refused_in_words_and_its_content_forgotten(session):
    for content, said in ((opml('<outline text="a"/>'), actions.NO_FEED), (b"<html></html>", "OPML")):
        one = sent(session, content)
        assert (one.state, one.content) == ("refused", b"")
        assert said in one.refusal


def test_our_file_is_read_back_by_another_library_and_by_us(session):
    sources.add_feed(session, "https://a.fr/rss?x=1&y=2", title="Offres « du Var » & <autres>\x0b")
    sources.add_feed(session, "https://nom:secret@b.fr/rss", title="Un flux à mot de passe")
    sources.add_source(session, "public_service", {"url": "https://data.exemple.fr/offres.csv"})
    written = "".join(listing.as_outlines(session))
    theirs = listparser.parse(written)
    assert not theirs.bozo
    assert [(one.url, one.title) for one in theirs.feeds] == [
        ("https://a.fr/rss?x=1&y=2", "Offres « du Var » & <autres>"), ("https://b.fr/rss", "Un flux à mot de passe"),
    ]  # fmt: skip
    ours = read_outlines(written.encode())
    assert [one.url for one in ours.lines] == [one.url for one in theirs.feeds]
    assert 'version="2.0"' in written


def test_files_are_forgotten_after_a_month_and_their_sources_stay(session):
    one = sent(session, opml(feed("https://a.fr/rss")))
    actions.follow(session, one.id, None)
    with clock.frozen(clock.now() + timedelta(days=31)):
        actions.forget_old(session)
    assert session.exec(select(OutlineImport)).all() == []
    assert session.exec(select(Feed.url)).all() == ["https://a.fr/rss"]
