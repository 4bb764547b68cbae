"""Readers that an event loop asks: several at once, limits that hold, processes that are replaced and never left."""

import asyncio
from contextlib import asynccontextmanager

import psutil
import pytest

from tests.feeds.test_parsing import SLOW, URL, item, rss
from workforce.apart import Cost, Unread
from workforce.apart_in_loop import LoopReaders, _LoopReader
from workforce.feeds.parsing import MOST_TOGETHER, ParseLimits
from workforce.feeds.shapes import unpacked

QUESTION = {"url": URL, "charset": "", "max_entries": 1_000}
pytestmark = pytest.mark.usefixtures("own")
COST = Cost(seconds=30, cpu_seconds=20, memory_bytes=140_000_000)


@asynccontextmanager
async def lent(decode=unpacked, documents_each: int = 100):
    made = LoopReaders("workforce.feeds.reader", decode, documents_each=documents_each)
    try:
        yield made
    finally:
        made.close()
        await asyncio.sleep(0)


@pytest.fixture
def own():
    """What lists the processes that this test started."""
    mine = psutil.Process()
    before = {child.pid for child in mine.children()}
    yield lambda: [child for child in mine.children() if child.pid not in before]
    assert {child.pid for child in mine.children()} <= before, "a process was left"


def test_documents_are_read_at_once_by_as_many_processes_which_are_kept(own):
    async def once():
        async with lent() as readers:
            asked = [readers.ask(rss(item(f"n° {n}")), QUESTION, COST) for n in range(3)]
            titles = [answer.feed.entries[0].title for answer in await asyncio.gather(*asked)]
            assert titles == ["n° 0", "n° 1", "n° 2"]
            mine = {child.pid for child in own()}
            await readers.ask(rss(item()), QUESTION, COST)
            assert {child.pid for child in own()} == mine

    asyncio.run(once())


def test_a_document_of_a_megabyte_goes_through_and_comes_back():
    async def once():
        async with lent() as readers:
            long = "é" * 150_000
            document = rss(*(item(str(n), f"<description>{long}</description>") for n in range(4)))
            answer = await readers.ask(document, QUESTION, COST)
            assert [entry.summary_html for entry in answer.feed.entries] == [long] * 4

    asyncio.run(once())


@pytest.mark.parametrize("cost", [Cost(seconds=0.5), Cost(seconds=60, cpu_seconds=0)])
def test_one_that_takes_too_long_is_killed_and_the_next_is_read(cost):
    async def once():
        async with lent() as readers:
            with pytest.raises(Unread) as caught:
                await readers.ask(SLOW, QUESTION, cost)
            assert caught.value.code == "time"
            assert (await readers.ask(rss(item()), QUESTION, COST)).feed.count == 1

    asyncio.run(once())


def test_one_that_takes_too_much_memory_is_told_so():
    items = (item(f"Offre {n}", "<description>" + "x" * 900 + "</description>") for n in range(9_000))
    body = rss("<title>Encore</title>", *items)  # A second title has feedparser read the document.

    async def once():
        async with lent() as readers:
            with pytest.raises(Unread) as caught:
                await readers.ask(body, QUESTION, Cost(memory_bytes=60_000_000))
            assert caught.value.code in {"memory", "broken"}

    asyncio.run(once())


def test_a_process_that_was_killed_meanwhile_is_replaced(own):
    async def once():
        async with lent() as readers:
            await readers.ask(rss(item()), QUESTION, COST)
            (child,) = own()
            child.kill()
            await asyncio.sleep(0.2)  # Until it is gone; whoever started it is to notice.
            assert (await readers.ask(rss(item()), QUESTION, COST)).feed.count == 1

    asyncio.run(once())


def test_one_killed_while_it_reads_is_broken(own):
    async def once():
        async with lent() as readers:
            asking = asyncio.create_task(readers.ask(SLOW, QUESTION, COST))
            await asyncio.sleep(0.3)  # It has begun.
            own()[0].kill()
            with pytest.raises(Unread) as caught:
                await asking
            assert caught.value.code == "broken"

    asyncio.run(once())


def test_an_answer_that_is_none_is_broken():
    def junk(_reply):
        raise ValueError

    async def once():
        async with lent(junk) as readers:
            with pytest.raises(Unread) as caught:
                await readers.ask(rss(item()), QUESTION, COST)
            assert caught.value.code == "broken"

    asyncio.run(once())


def test_a_process_is_replaced_after_so_many_documents():
    async def once():
        async with lent(documents_each=2) as readers:
            for _ in range(2):
                await readers.ask(rss(item()), QUESTION, COST)
            assert readers._idle == []

    asyncio.run(once())


def test_whoever_stops_waiting_leaves_no_process():
    async def once():
        async with lent() as readers:
            asking = asyncio.create_task(readers.ask(SLOW, QUESTION, COST))
            await asyncio.sleep(0.2)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking

    asyncio.run(once())


@pytest.mark.parametrize(("length", "most"), [(MOST_TOGETHER + 1, 1), (1_000, 2)])
def test_long_documents_take_turns_short_ones_do_not_and_each_is_lent_what_it_may_need(
    monkeypatch, length, most
):
    under_way, seen, memory = [], [], []
    real = _LoopReader.ask

    async def asked(reader, document, question, seconds):
        under_way.append(1)
        seen.append(len(under_way))
        memory.append(question["memory_bytes"])
        await asyncio.sleep(0.1)
        under_way.pop()
        return await real(reader, document, question, seconds)

    monkeypatch.setattr(_LoopReader, "ask", asked)

    async def once():
        async with lent() as readers:
            document = rss(" " * length)
            await asyncio.gather(*(readers.ask(document, QUESTION, ParseLimits()) for _ in range(2)))
            assert memory == [ParseLimits().memory_for(len(document))] * 2

    asyncio.run(once())
    assert max(seen) == most
