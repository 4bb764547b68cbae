"""The offers that searches are measured on are indexed as the product would index them."""

from sqlalchemy import text

from bench import ground
from bench.adverts import adverts
from bench.searching_ground import entry
from workforce import clock
from workforce.offers.search.entries import entry_of

LEXEMES = text("SELECT tsvector_to_array(CAST(:words AS tsvector))")


def test_an_entry_of_the_bench_holds_the_words_and_marks_that_the_product_writes(session):
    for one in adverts(1, 30, 1000, ground.NOW):
        day = clock.paris_date(one.published_at)
        ours, theirs = entry(one), entry_of(one, day, day)
        words = [set(session.scalar(LEXEMES, {"words": row["words"]})) for row in (ours, theirs)]
        assert words[0] == words[1]
        assert all(ours[name] == value for name, value in theirs.items() if name != "words")
