"""A source polled again and again: whatever it does to its window, no offer is doubled and no two become one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workforce.feeds.entries import RawEntry
from workforce.feeds.identity import identify, recognise

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
TITLES = (
    "Médiateur numérique",
    "Conseiller numérique",
    "Animateur",
    "Formatrice",
    "Coordinateur",
    "Facilitateur",
)
EMPLOYERS = ("MJC", "CCAS", "Mairie")


@dataclass(frozen=True)
class Job:
    """An offer as its employer knows it."""

    number: int
    title: str
    employer: str
    text: str = "Un texte"


class Source:
    """What we remember of a source, as the table of offers does: each identity with its other names."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def poll(self, entries: Sequence[RawEntry]) -> list[str]:
        accepted, refused = identify(entries)
        assert not refused
        found = recognise(accepted, self.names)
        for entry in accepted:
            name = found[entry.identity]
            for alias in entry.aliases:
                self.names.setdefault(alias, name)
            self.names[name] = name
        assert len(set(found.values())) == len(accepted)
        return [found[entry.identity] for entry in accepted]


def published(job: Job) -> datetime:
    return START + timedelta(days=job.number)


def base(job: Job, day: int) -> RawEntry:
    return RawEntry(
        title=job.title,
        summary_html=job.text,
        published_at=published(job),
        extras={"job_listing_company": job.employer},
    )


def with_register_number(job: Job, day: int) -> RawEntry:
    """Write as emploi-territorial does: the address follows the title, the guid lasts."""
    return replace(
        base(job, day),
        guid=f"https://www.emploi.example/:O0832608140{job.number:05}",
        link=f"https://www.emploi.example/offre/o{job.number:05}-{hash(job.title) % 997}?mtm_campaign=rss",
    )


def without_guid(job: Job, day: int) -> RawEntry:
    """Write as Talentsoft does: an address with a number, tracked otherwise every day."""
    return replace(
        base(job, day), link=f"https://rh.example/offre-{job.number}.aspx?LCID=1036&utm_source=d{day}"
    )


def with_daily_guid(job: Job, day: int) -> RawEntry:
    return replace(
        base(job, day), guid=f"{day:016x}-{job.number:04x}", link=f"https://rh.example/offres/{job.number}"
    )


def with_reused_guid(job: Job, day: int) -> RawEntry:
    """Write as a site does that numbers its ten places: another job gets the guid of one that is over."""
    return replace(
        base(job, day), guid=f"place-{job.number % 3}", link=f"https://rh.example/offres/{job.number}"
    )


def with_one_link(job: Job, day: int) -> RawEntry:
    """Write as an old site does: neither guid nor an address of its own."""
    return replace(base(job, day), link="https://vieux.example/offres")


def with_one_guid_and_one_link(job: Job, day: int) -> RawEntry:
    return replace(base(job, day), guid="https://vieux.example/", link="https://vieux.example/offres")


def that_goes_over_to_https(job: Job, day: int) -> RawEntry:
    scheme, end = ("http", "") if day % 2 else ("https", "/")
    return replace(base(job, day), link=f"{scheme}://rh.example/offres/{job.number}{end}")


def with_permalink_guid(job: Job, day: int) -> RawEntry:
    address = f"{'http' if day % 2 else 'https'}://mjc.example/?post_type=job_listing&p={job.number}"
    return replace(base(job, day), guid=address, link=f"https://mjc.example/emploi/n{job.number}/")


MANNERS = [
    with_register_number, without_guid, with_daily_guid, with_reused_guid, with_one_link, with_one_guid_and_one_link,
    that_goes_over_to_https,
    with_permalink_guid,
]  # fmt: skip
NO_GUID_NOR_LINK = {
    with_one_link,
    with_one_guid_and_one_link,
}  # There, the words are all that names an offer.

jobs = st.lists(st.tuples(st.sampled_from(TITLES), st.sampled_from(EMPLOYERS)), min_size=2, max_size=9)
windows = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 6), st.randoms(use_true_random=False), st.sets(st.integers(0, 8), max_size=3)),
    min_size=2,
    max_size=6,
)  # fmt: skip


@pytest.mark.parametrize("manner", MANNERS, ids=lambda manner: manner.__name__)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_window_that_slides_shuffles_and_is_edited_never_doubles_nor_merges(manner, data):
    known = [
        Job(number, title, employer) for number, (title, employer) in enumerate(data.draw(jobs), start=1)
    ]
    source, of_job, start = Source(), {}, 0
    for day, (slide, size, chance, edited) in enumerate(data.draw(windows)):
        start = min(start + slide, len(known) - 1)
        for number in (one for one in edited if one < len(known)):
            title = known[number].title if manner in NO_GUID_NOR_LINK else f"{known[number].title} H/F"
            known[number] = replace(known[number], title=title, text=f"Corrigé le {day}")
        window = _apart(known[start : start + size], manner)
        chance.shuffle(window)
        for job, name in zip(window, source.poll([manner(job, day) for job in window]), strict=True):
            assert of_job.setdefault(job.number, name) == name, "an offer was doubled"
    assert len(set(of_job.values())) == len(of_job), "two offers became one"


def _apart(window: list[Job], manner) -> list[Job]:
    """Leave out of the window jobs that nothing could tell apart: a place whose guid two of them share at once."""
    if manner is not with_reused_guid:
        return list(window)
    return list({job.number % 3: job for job in window}.values())


def test_guids_that_only_count_the_entries_name_none_of_them():
    source = Source()

    def ranked(*titles: str) -> list[RawEntry]:
        return [
            RawEntry(guid=str(rank), title=title, link="https://rh.example/offres", published_at=START)
            for rank, title in enumerate(titles, start=1)
        ]

    first = source.poll(ranked("Un", "Deux", "Trois"))
    second = source.poll(ranked("Zéro", "Un", "Deux"))

    assert second[1:] == first[:2]
    assert second[0] not in first


def test_the_same_guid_in_two_sources_is_two_offers():
    entry = RawEntry(guid="offre-2026-0012", title="Médiateur", link="https://a.example/1")
    (accepted,), _ = identify([entry])

    assert recognise([accepted], {}) == {
        accepted.identity: accepted.identity
    }  # Each source knows its own only.


def test_an_offer_that_was_alone_under_the_link_of_all_is_known_again_among_others():
    source = Source()
    link = "https://vieux.example/offres"
    alone = RawEntry(title="Médiateur", link=link, published_at=START)
    other = RawEntry(title="Conseiller", link=link, published_at=START)

    (first,) = source.poll([alone])
    both = source.poll([other, alone])
    (last,) = source.poll([other])

    assert both[1] == first
    assert both[0] == last != first
