"""The life of an offer: the whole table of who may move it from where to where."""

import pytest

from workforce.offers.models import JOINED, OFFER_STATES
from workforce.offers.posting.states import AMENDED_AT_ONCE, MOVES, Act, OfferState, Side, act_of_change, may

TABLE = {
    "draft": {"edit": "draft", "submit": "in_review", "close": "closed"},
    "in_review": {"take_back": "draft", "publish": "published", "refuse": "refused", "close": "closed"},
    "refused": {"edit": "draft", "close": "closed"},
    "published": {
        "unpublish": "in_review", "amend": "published", "revise": "in_review", "extend": "published",
        "close": "closed", "expire": "closed",
    },
    "closed": {"explain": "closed", "reopen": "published"},
}  # fmt: skip


@pytest.mark.parametrize("state", list(OfferState))
def test_what_can_be_done_where_and_what_it_leads_to(state):
    possible = {act.value: MOVES[act].target.value for act in Act if may(act, state)}
    assert possible == TABLE[state]


def test_the_states_are_those_of_the_database():
    copies = {JOINED}  # Of offers that a source brings: an employer's own is never hidden behind another.
    assert {state.value for state in OfferState} == set(OFFER_STATES) - copies == set(TABLE)


def test_only_moderators_let_an_offer_out_or_give_it_back():
    by_moderators = {act for act, move in MOVES.items() if move.side is Side.MODERATOR}
    assert by_moderators == {Act.PUBLISH, Act.REFUSE, Act.UNPUBLISH}
    to_readers = {act for act, move in MOVES.items() if move.target is OfferState.PUBLISHED}
    assert to_readers - by_moderators == {Act.AMEND, Act.EXTEND, Act.REOPEN}


@pytest.mark.parametrize("fields", [{"closes_on"}, {"starts_on"}, {"closes_on", "starts_on"}])
def test_dates_change_at_once(fields):
    assert act_of_change(frozenset(fields)) is Act.AMEND


@pytest.mark.parametrize(
    "field", ["title", "text", "pay_min", "apply_url", "apply_contact", "contract_kind", "remote"]
)
def test_anything_else_is_read_again(field):
    assert act_of_change(frozenset({field})) is Act.REVISE
    assert act_of_change(AMENDED_AT_ONCE | {field}) is Act.REVISE
