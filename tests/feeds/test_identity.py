from dataclasses import replace
from datetime import UTC, datetime

import pytest

from workforce.feeds.entries import RawEntry
from workforce.feeds.identity import ALIKE, REPEATED, identify, recognise, strip_tracking

LINK = "https://site.example/offres"


def names(*raw: RawEntry) -> list[str]:
    accepted, _ = identify(raw)
    return [entry.identity for entry in accepted]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://x.example/o?mtm_campaign=rss", "https://x.example/o"),
        ("https://x.example/o?id=3&utm_source=rss&UTM_Medium=feed", "https://x.example/o?id=3"),
        ("https://x.example/o?fbclid=1&gclid=2&id=4#texte", "https://x.example/o?id=4#texte"),
        ("https://x.example/o?id=5#xtor=RSS-1", "https://x.example/o?id=5"),
        ("HTTPS://x.example/o?utm=1&source=2", "https://x.example/o?utm=1&source=2"),
        ("https://x.example/o?a=1&a=2&b=%20", "https://x.example/o?a=1&a=2&b=%20"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("/relatif", ""),
        ("https:///rien", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_what_follows_readers_around_is_taken_off_an_address(written, kept):
    assert strip_tracking(written) == kept


def test_a_guid_of_its_own_names_an_entry():
    assert names(RawEntry(guid="a", link=LINK), RawEntry(guid="b", link=LINK)) == ["guid:a", "guid:b"]


def test_a_guid_that_is_an_address_loses_its_tracking():
    entry = RawEntry(guid="https://x.example/?p=1&utm_source=rss", title="Un")

    assert names(entry) == ["guid:https://x.example/?p=1"]


def test_a_guid_shared_by_different_entries_names_none_of_them():
    shared = [RawEntry(guid="site", title=str(n), link=f"{LINK}/{n}") for n in range(2)]

    assert names(*shared) == [f"link:{LINK}/0", f"link:{LINK}/1"]


def test_without_a_guid_the_link_names_an_entry_even_when_its_title_is_edited():
    first = names(RawEntry(title="Conseiler", link=f"{LINK}?id=1&utm_source=a"))
    second = names(RawEntry(title="Conseiller", link=f"{LINK}?id=1&utm_source=b"))

    assert first == second == [f"link:{LINK}?id=1"]


def test_a_link_shared_by_all_items_names_none_of_them():
    assert len(set(names(RawEntry(title="Un", link=LINK), RawEntry(title="Deux", link=LINK)))) == 2


def test_without_guid_nor_link_the_words_the_employer_and_the_date_name_an_entry():
    def an_offer(employer: str, day: int) -> RawEntry:
        published_at = datetime(2026, 9, day, tzinfo=UTC)
        return RawEntry(
            title="Médiateur", extras={"job_listing_company": employer}, published_at=published_at
        )

    found = names(an_offer("MJC", 1), an_offer("CCAS", 1), an_offer("MJC", 2))

    assert len(set(found)) == 3
    assert found == names(an_offer("MJC", 1), an_offer("CCAS", 1), an_offer("MJC", 2))


def test_a_repeated_entry_is_refused_with_its_reason():
    accepted, refused = identify([RawEntry(guid="a", title="Un"), RawEntry(guid="a", title="Un")])

    assert len(accepted) == 1
    assert refused[0].reason_fr == "La même entrée figure déjà plus haut dans ce flux."


def test_two_entries_that_nothing_tells_apart_but_their_texts_are_not_said_to_be_the_same():
    one = RawEntry(title="Médiateur", link="https://vieux.example/offres", summary_html="À Toulon")
    accepted, refused = identify([one, replace(one, summary_html="À Nice"), one])

    assert [entry.summary_html for entry in accepted] == ["À Toulon"]
    assert [entry.reason_fr for entry in refused] == [ALIKE, REPEATED]


def test_an_entry_without_any_words_is_refused_with_its_reason():
    _, refused = identify([RawEntry(guid="a")])

    assert "ni titre, ni texte, ni lien" in refused[0].reason_fr


def test_a_very_long_guid_stays_short():
    (name,) = names(RawEntry(guid="x" * 5_000, title="Un"))

    assert len(name) < 100


def seen(*raw: RawEntry) -> dict[str, str]:
    accepted, _ = identify(raw)
    return {name: entry.identity for entry in accepted for name in (entry.identity, *entry.aliases)}


MONDAY, TUESDAY = "2026-09-07T00:00:00-42", "2026-09-08T00:00:00-42"


def test_a_guid_that_changes_every_day_does_not_make_a_new_offer():
    known = seen(RawEntry(guid=MONDAY, title="Médiateur", link=f"{LINK}/1"))
    today, _ = identify([RawEntry(guid=TUESDAY, title="Médiateur", link=f"{LINK}/1?utm_source=rss")])

    assert recognise(today, known) == {f"guid:{TUESDAY}": f"guid:{MONDAY}"}


def test_a_guid_that_changes_every_day_survives_a_title_that_is_edited_the_same_day():
    day = datetime(2026, 9, 1, tzinfo=UTC)
    known = seen(RawEntry(guid=MONDAY, title="Mediateur", link=f"{LINK}/1", published_at=day))
    today, _ = identify([RawEntry(guid=TUESDAY, title="Médiateur", link=f"{LINK}/1", published_at=day)])

    assert recognise(today, known) == {f"guid:{TUESDAY}": f"guid:{MONDAY}"}


@pytest.mark.parametrize(
    ("guid", "link", "named"),
    [
        ("1", f"{LINK}/12", f"link:{LINK}/12"), ("offre-7", f"{LINK}/12", f"link:{LINK}/12"), ("offre-7", LINK, "guid:offre-7"),
        ("78872", f"{LINK}/12", "guid:78872"), ("O085260814000428", LINK, "guid:O085260814000428"),
        ("https://site.example/", f"{LINK}/12", f"link:{LINK}/12"), ("http://x.example/?p=1", LINK,
        "guid:https://x.example/?p=1"),
        ("http://x.example/p/", LINK, "guid:https://x.example/p"), ("", "http://X.example:80/o/1/?id=2",
        "link:https://x.example/o/1?id=2"),
    ],
)  # fmt: skip
def test_what_lasts_longest_names_an_entry(guid, link, named):
    assert names(RawEntry(guid=guid, title="Un", link=link)) == [named]


def test_an_entry_that_its_document_shows_to_be_wrong_is_refused_with_that_reason():
    _, refused = identify([RawEntry(title="Un", flaw_fr="Elle est coupée.")])

    assert [one.reason_fr for one in refused] == ["Elle est coupée."]


def test_another_offer_under_the_same_link_is_another_offer():
    known = seen(RawEntry(guid="monday", title="Médiateur", link=LINK))
    today, _ = identify([RawEntry(guid="tuesday", title="Bibliothécaire", link=LINK)])

    assert recognise(today, known) == {"guid:tuesday": "guid:tuesday"}


def test_an_offer_that_is_still_there_is_not_taken_for_its_twin():
    old = RawEntry(guid="a", title="Médiateur", link=f"{LINK}/1")
    twin = RawEntry(guid="b", title="Médiateur", link=f"{LINK}/1")
    today, _ = identify([twin, old])

    assert recognise(today, seen(old)) == {"guid:b": "guid:b", "guid:a": "guid:a"}
