"""Pairs labelled by hand: no two openings are taken for one, and most copies are found without a person."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from workforce.offers.same.resemblance import compare
from workforce.offers.same.traits import keys_of, traits

DATA = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))
PAIRS = DATA["pairs"]
SAME = [pair for pair in PAIRS if pair["same"]]
TWO = [pair for pair in PAIRS if not pair["same"]]


def side(said: dict, number: int) -> dict:
    """Return what a source says, as the columns of an offer."""
    day = lambda name: date.fromisoformat(said[name]) if name in said else None  # noqa: E731
    pay = said.get("pay", (None, None, ""))
    published = datetime.fromisoformat(said.get("published", "2026-11-20")).replace(tzinfo=UTC)
    return {
        "id": number, "feed_id": None if said.get("own") else said.get("feed", number),
        "employer_id": number if said.get("own") else None,
        "identity": said.get("identity", ""), "title": said["title"], "url": said.get("url", ""),
        "employer_name": said.get("employer", ""), "plain": text_of(said), "family": said["family"],
        "departement": said.get("departement", ""), "commune": said.get("commune", ""), "contract_kind": said.get("kind", ""),
        "length_months": said.get("months"), "hours_per_week": said.get("hours"), "pay_min": pay[0], "pay_max": pay[1],
        "pay_period": pay[2], "starts_on": day("starts"), "closes_on": day("closes"), "published_at": published, "guesses": [],
    }  # fmt: skip


def text_of(said: dict) -> str:
    words = (DATA["texts"][said["text"]] if "text" in said else "").split(" ")
    kept = " ".join(words[: round(len(words) * said.get("part", 1))])
    around = [DATA["around"][said[name]] if name in said else "" for name in ("lead", "tail")]
    return "\n".join(part for part in (around[0], kept, around[1], said.get("more", "")) if part)


def both(pair: dict):
    return traits(side(pair["one"], 1)), traits(side(pair["two"], 2))


def joined(pair: dict) -> bool:
    return compare(*both(pair)).is_sure


def test_there_are_enough_pairs_of_both_kinds():
    assert len(SAME) >= 30
    assert len(TWO) >= 30


@pytest.mark.parametrize("pair", TWO, ids=lambda pair: pair["why"])
def test_two_openings_are_never_joined_without_a_person(pair):
    found = compare(*both(pair))
    assert not found.is_sure, found


def test_most_copies_are_joined_without_a_person():
    missed = [(pair["why"], compare(*both(pair))) for pair in SAME if not joined(pair)]
    assert len(missed) <= len(SAME) // 10, missed


def test_what_is_not_joined_but_is_one_is_shown_to_a_person():
    left = [compare(*both(pair)) for pair in SAME if not joined(pair)]
    assert left
    assert all(found.is_proposed and found.doubts for found in left)


def test_what_a_source_or_a_number_tells_apart_asks_nobody():
    told = ("one source gives two entries", "two references of one", "half time", "twelve and", "two maisons")
    pairs = [pair for pair in TWO if pair["why"].startswith(told)]
    assert len(pairs) == len(told)
    assert not [pair["why"] for pair in pairs if compare(*both(pair)).is_proposed]


@pytest.mark.parametrize("pair", SAME, ids=lambda pair: pair["why"])
def test_two_copies_share_a_key(pair):
    one, two = both(pair)
    assert keys_of(one) & keys_of(two)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["why"])
def test_likeness_has_no_side(pair):
    one, two = both(pair)
    assert (compare(one, two).score, compare(one, two).is_sure) == (
        compare(two, one).score,
        compare(two, one).is_sure,
    )


def test_the_reasons_are_said():
    pair = next(one for one in SAME if one["why"].startswith("the town's own site"))
    assert compare(*both(pair)).reasons == (
        "même intitulé", "même employeur", "même commune", "100 % des mots", "même contrat",
    )  # fmt: skip
