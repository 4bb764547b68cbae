"""New offers held against all the others, beside the same work among ten times fewer: the cost must not grow with them."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import count

from sqlalchemy import Engine, text

from bench import ground
from bench.figures import Amount, Line, side_by_side, timed
from workforce import database
from workforce.database import transaction
from workforce.demo.book import copy, count_on
from workforce.offers.same import comparing
from workforce.territories.departements import departements

MANY, MANY_WHEN_SMALL = 100_000, 2_000
BATCH = 250  # Offers in a message, as the tick sends them.
FEEDS = 40
COPIED = 0.1  # Of the offers, those that another source gives too.
TITLES = (
    ("Conseiller numérique", "mediation"), ("Médiateur numérique", "mediation"), ("Animateur multimédia", "mediation"),
    ("Agent France services", "front_desk"), ("Bibliothécaire", "library"), ("Formateur bureautique", "trainer"),
    ("Chargé de mission inclusion numérique", "project"), ("Responsable de fablab", "fablab"),
)  # fmt: skip
WORDS = [
    f"{start}{end}"
    for start in ("anim", "accompagn", "form", "accueil", "prépar", "organis", "termin", "construi", "propos")
    for end in ("er", "ation", "ement", "ant", "é", "és", "eur", "ons")
]  # fmt: skip
COLUMNS = (
    "id", "feed_id", "identity", "state", "title", "url", "aliases", "employer_name", "html", "plain", "family", "rome",
    "departement", "commune", "contract_kind", "pay_period", "remote", "guesses", "digest", "closing_reason",
    "published_at", "closes_on", "created_at", "changed_at", "closed_by", "commune_code", "postal_code", "labels",
)  # fmt: skip
_numbers = count(1)


def measure(*, small: bool) -> list[Line]:
    """Fill a large store and one ten times smaller, compare everything once, then the same news in both."""
    many = MANY_WHEN_SMALL if small else MANY
    with ExitStack() as stack:
        large = stack.enter_context(ground.empty("bench_same"))
        few = stack.enter_context(ground.empty("bench_same_few"))
        first = [_filled(engine, size) for engine, size in ((large, many), (few, many // 10))]
        line = side_by_side(
            f"{BATCH} new offers compared among {many}",
            lambda: _news(large),
            lambda: _news(few),
            Amount(BATCH, "per s"),
            against=f"the same work among {many // 10}",
        )
        line = Line(**{**vars(line), "note": f"{many} compared for the first time in {first[0]:.0f} s"})
        return [line]


def _filled(engine: Engine, size: int) -> float:
    """Write so many offers down and compare them all; return the seconds of the comparison."""
    rng = random.Random(size)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO feed (id, url, host, title, kind, keeps_all, state, interval_seconds, counts,"
                " created_at)"
                " SELECT n, 'https://' || n || '.example/rss', n || '.example:443', '', 'feed', false, 'active', 3600,"
                " '{}', now()"
                f" FROM generate_series(1, {FEEDS}) n"
            )
        )
        ids = _write(connection, rng, size)
    return _compared(engine, ids)


def _news(engine: Engine) -> float:
    with engine.begin() as connection:
        ids = _write(connection, random.Random(next(_numbers)), BATCH)
    return _compared(engine, ids)


def _write(connection, rng: random.Random, size: int) -> list[int]:
    start = (connection.scalar(text("SELECT max(id) FROM offer")) or 0) + 1
    rows = list(_offers(rng, start, size))
    copy(connection, "offer", list(COLUMNS), rows)
    count_on(connection, "offer")
    connection.execute(text("ANALYZE offer"))
    return [row[0] for row in rows]


def _offers(rng: random.Random, start: int, size: int) -> Iterator[list]:
    places = [one.code for one in departements().values()]
    last: list = []
    for number in range(start, start + size):
        if last and rng.random() < COPIED:
            feed = last[1] % FEEDS + 1
            yield [number, feed, f"guid:{number}", *last[3:5], f"https://relay.example/{number}", *last[6:]]
            continue
        title, family = rng.choice(TITLES)
        where, town = rng.choice(places), f"Commune {rng.randrange(300)}"
        plain = " ".join(rng.choices(WORDS, k=120))
        published = ground.NOW - timedelta(days=rng.randrange(40))
        last = [
            number, rng.randrange(FEEDS) + 1, f"guid:{number}", "published", title, f"https://site.example/{number}", [],
            f"Ville de {town} {where}", "", plain, family, "", where, town, rng.choice(("CDD", "CDI", "")), "", "", "[]", "", "",
            published, ground.TODAY + timedelta(days=rng.randrange(5, 60)), ground.NOW, ground.NOW, "",
            "", "", [],
        ]  # fmt: skip
        yield last


def _compared(engine: Engine, ids: list[int]) -> float:
    database.use(engine)
    with transaction() as session:
        comparing.look_again(session, ids)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE offer_comparison, offer_key, offer_twin"))
    with timed() as watch:
        for start in range(0, len(ids), BATCH):
            with transaction() as session:
                comparing.work(session, ids[start : start + BATCH])
    return watch.seconds
