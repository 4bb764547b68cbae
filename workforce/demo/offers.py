"""Invented offers: some posted by employers, most as if read from feeds, which are never polled."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from random import Random
from types import SimpleNamespace
from typing import Any

from workforce.demo.people import plain
from workforce.demo.structures import Structure, structure
from workforce.demo.wanted import JOBS, REFUSED, Job
from workforce.demo.world import Host, World, at
from workforce.offers.models import Feed, FeedRefusal, ModerationNote, Offer
from workforce.offers.posting.reasons import CLOSINGS
from workforce.offers.understanding.precarity import labels_of
from workforce.offers.understanding.trades import BY_CODE
from workforce.territories.communes import resolve

FROM_EMPLOYERS = 0.2  # The share of published offers that an employer posted here.
FROM_AFAR = frozenset({"project", "coordination", "trainer"})  # Families where one may work at a distance.
REMOTE = (("", "none", "partial", "full"), (55, 10, 30, 5))
ON_THE_SPOT = (("", "none"), (75, 25))
UNPUBLISHED = (("draft", 3), ("in_review", 2), ("refused", 1), ("closed", 6))  # For a hundred published.
KINDS = (("CDD", "CDI", "CDP", "titulaire"), (46, 27, 15, 12))  # As the reader of offers names them.
SHAPES = ("emploi_territorial", "talentsoft", "wp_job_manager", "plain")
ASIDE = {  # Feeds shown in trouble: state, HTTP status, error in words.
    3: ("failing", 503, "Le site ne répond pas (503) : nouvel essai plus tard."),
    5: ("gone", 410, "Le site dit que ce flux n’existe plus (410)."),
}


@dataclass(frozen=True)
class Wanted:
    """An offer before it is a row."""

    job: Job
    title: str
    structure: Structure
    published_on: date
    closes_on: date
    starts_on: date | None
    kind: str
    months: int | None


def open_feeds(world: World) -> list[int]:
    """Write the feeds down, paused, at addresses that are reserved and answer nobody."""
    return [_open_feed(world, nth, region) for nth, region in enumerate(world.networks)]


def _open_feed(world: World, nth: int, region: str) -> int:
    state, status, error = ASIDE.get(nth, ("paused", 200, None))
    shape = SHAPES[nth % len(SHAPES)]
    feed = world.book.add(
        Feed,
        url=f"https://{plain(shape)}.example/{plain(region)}/rss",
        title=f"Flux de démonstration · {region}",
        state=state,
        status=status,
        last_error=error,
        polled_at=at(world.day(-2), 6 * 60),
        changed_at=at(world.day(-3), 6 * 60),
        counts={"new": 3, "updated": 1, "unchanged": 94, "refused": len(REFUSED)},
        created_at=at(world.day(-200)),
    )
    for title, reason in REFUSED:
        world.book.add(
            FeedRefusal, feed_id=feed, title=title, reason=reason, seen_at=at(world.day(-3), 6 * 60)
        )
    return feed


def post_offers(world: World, feeds: list[int]) -> None:
    """Draw the offers, as many as are left to draw, then those that are not out or no longer."""
    rng = world.rng("offers")
    published = sum(row["state"] == "published" for row in world.book.rows(Offer))
    for _ in range(world.size.offers - published):
        _post_one(world, rng, feeds)
    for state, for_a_hundred in UNPUBLISHED:
        for _ in range(max(1, world.size.offers * for_a_hundred // 100)):
            _hold_one(world, rng, state)


def _post_one(world: World, rng: Random, feeds: list[int]) -> None:
    code = rng.choice(world.size.departements)
    if rng.random() < FROM_EMPLOYERS:
        chosen = rng.choice(world.hosts[code])
        post(world, rng, draw(world, rng, chosen.structure), chosen)
    else:
        relay(world, rng, draw(world, rng, structure(rng, code)), rng.choice(feeds))


def _hold_one(world: World, rng: Random, state: str) -> None:
    chosen = rng.choice(world.hosts[rng.choice(world.size.departements)])
    offer = post(world, rng, draw(world, rng, chosen.structure), chosen, state)
    if state == "refused":
        words = "L’annonce ne dit pas le nom de l’employeur : complétez-la et renvoyez-la."
        world.book.add(
            ModerationNote, offer_id=offer, words=words, by_moderator=True, written_at=at(world.day(-4))
        )


def draw(world: World, rng: Random, wanted_by: Structure) -> Wanted:
    """Draw an offer of this employer."""
    job = rng.choices(JOBS, [job.weight for job in JOBS])[0]
    published_on = world.day(-rng.randrange(60))
    kind = rng.choices(*KINDS)[0]
    return Wanted(
        job,
        f"{rng.choice(job.titles)} H/F",
        wanted_by,
        published_on,
        closes_on=world.day(rng.randrange(6, 75)),
        starts_on=world.day(rng.randrange(15, 240)) if rng.random() < 0.7 else None,
        kind=kind,
        months=rng.choice((6, 12, 12, 18, 24, 36)) if kind in {"CDD", "CDP"} else None,
    )


def post(world: World, rng: Random, wanted: Wanted, by: Host, state: str = "published") -> int:
    """Write an offer that an employer posted."""
    values = _values(rng, wanted)
    if state in {"draft", "in_review", "refused"}:
        values["published_at"] = None
    if state == "closed":
        values |= {
            "closed_at": at(world.day(-rng.randrange(1, 30))),
            "closing_reason": rng.choice(list(CLOSINGS.values())),
        }
    return world.book.add(Offer, employer_id=by.id, state=state, **values)


def relay(world: World, rng: Random, wanted: Wanted, feed: int) -> int:
    """Write an offer as a feed would have brought it, with the words each guess came from."""
    number = len(world.book.rows(Offer)) + 1
    url = f"https://offres.example/{number}-{plain(wanted.title)}"
    place = wanted.structure.place
    said = [
        {"field": "trade", "value": wanted.job.family, "words": wanted.title},
        {"field": "departement", "value": place.departement, "words": place.commune},
    ]
    values = _values(rng, wanted)
    digest = hashlib.sha256(f"{url}{values['html']}".encode()).hexdigest()
    return world.book.add(
        Offer,
        feed_id=feed,
        identity=f"{url}#{number}",
        url=url,
        state="published",
        digest=digest,
        guesses=said,
        **values,
    )


def _values(rng: Random, wanted: Wanted) -> dict[str, Any]:
    """Return what an offer says, wherever it comes from."""
    html, words = _written(rng, wanted)
    public = wanted.structure.sector == "public"
    published_at = at(wanted.published_on, rng.randrange(7 * 60, 20 * 60))
    values = {
        "title": wanted.title,
        "employer_name": wanted.structure.name,
        "html": html,
        "plain": words,
        "family": wanted.job.family,
        "rome": " ".join(BY_CODE[wanted.job.family].rome),
        "departement": wanted.structure.place.departement,
        "commune": wanted.structure.place.commune,
        "contract_kind": wanted.kind,
        "length_months": wanted.months,
        "hours_per_week": rng.choices((35.0, 28.0, 24.0, 17.5), (84, 7, 5, 4))[0],
        "remote": rng.choices(*(REMOTE if wanted.job.family in FROM_AFAR else ON_THE_SPOT))[0],
        "open_to_contract_staff": rng.choices((True, None, False), (62, 26, 12))[0] if public else None,
        "starts_on": wanted.starts_on,
        "closes_on": wanted.closes_on,
        "published_at": published_at,
        "created_at": published_at - timedelta(hours=3),
        "changed_at": published_at,
        **_pay(rng, wanted.job),
    }
    return values | _understood(values)


def _understood(values: dict[str, Any]) -> dict[str, Any]:
    """Return what reading the offer would add: its commune on the map, and its labels."""
    terms = {
        name: values.get(name) for name in ("contract_kind", "length_months", "pay_min", "hours_per_week")
    }
    commune = resolve(values["commune"], values["departement"])
    point = commune.point if commune else None
    return {
        "commune_code": commune.code if commune else "",
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
        "labels": [
            label.code for label in labels_of(SimpleNamespace(**terms), values["title"], values["plain"])
        ],
    }


def _pay(rng: Random, job: Job) -> dict[str, Any]:
    """Draw a pay, for half of the offers: the others do not say, as real ones."""
    if rng.random() < 0.5:
        return {}
    low = round(rng.uniform(*job.pay), -1)
    return {
        "pay_min": int(low),
        "pay_max": int(low) + rng.choice((0, 100, 200, 350)),
        "pay_period": "month",
        "pay_gross": True,
    }


def _written(rng: Random, wanted: Wanted) -> tuple[str, str]:
    """Return the advert as HTML and as plain words."""
    where = f"{wanted.structure.name} ({wanted.structure.place.commune}) recrute : {wanted.title}."
    missions = rng.sample(wanted.job.missions, len(wanted.job.missions))
    asks = list(wanted.job.asks)
    html = (
        f"<p>{escape(where)}</p><p>Vos missions :</p>{_listed(missions)}<p>Votre profil :</p>{_listed(asks)}"
    )
    plain_words = f"{where}\n\nVos missions : {' ; '.join(missions)}.\n\nVotre profil : {' ; '.join(asks)}."
    return html, plain_words


def _listed(items: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
