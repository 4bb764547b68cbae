from dataclasses import replace
from datetime import date

import pytest

from workforce.contracts.post_conflicts import PostFacts, post_conflict

TODAY = date(2026, 11, 23)
RUNNING = PostFacts("occupied", date(2026, 10, 1), date(2025, 6, 1), date(2027, 1, 31), False, False)
OVER = replace(RUNNING, last_day=date(2026, 8, 31))
CDI = replace(RUNNING, last_day=None, is_open_ended=True)

CONTRADICTORY = {
    "vacant while the contract runs": (
        replace(RUNNING, state="vacant"),
        "Le poste est dit vacant au 1er octobre 2026, mais le contrat court jusqu’au 31 janvier 2027.", "occupied"),
    "handed back under a CDI": (
        replace(CDI, state="handed_back"), "Le poste est dit rendu au 1er octobre 2026, mais le contrat court sans date de fin.",
        "occupied"),
    "vacant, the end unknown": (
        replace(RUNNING, state="vacant", last_day=None), "mais le contrat court jusqu’à une date inconnue.", "occupied"),
    "vacant, said nobody knows when": (
        replace(RUNNING, state="vacant", stated_on=None), "Le poste est dit vacant, mais le contrat court", "occupied"),
    "occupied after the end": (
        OVER, "Le poste est dit occupé au 1er octobre 2026, mais le contrat s’est terminé le 31 août 2026.", "vacant"),
    "another end in the export": (
        replace(RUNNING, post_end=date(2026, 12, 31)),
        "L’export des postes du 1er octobre 2026 donne une fin de contrat au 31 décembre 2026 ; ici, il se termine le",
        ""),
    "an end in the export for a CDI": (
        replace(CDI, post_end=date(2026, 12, 31)), "ici, il n’a pas de date de fin.", ""),
}  # fmt: skip
AGREEING = {
    "occupied while the contract runs": RUNNING,
    "vacant after the end": replace(OVER, state="vacant"),
    "vacant before the contract began": replace(RUNNING, state="vacant", start=date(2026, 10, 15)),
    "occupied when it was said, before the end": replace(OVER, stated_on=date(2026, 8, 31)),
    "occupied by somebody else since": replace(OVER, is_followed=True),
    "vacant before a contract to come": replace(RUNNING, state="vacant", start=date(2026, 12, 1)),
    "vacant, the start unknown": replace(RUNNING, state="vacant", start=None),
    "the same end": replace(RUNNING, post_end=date(2027, 1, 31)),
}


@pytest.mark.parametrize("name", CONTRADICTORY)
def test_what_cannot_both_be_true_is_said_with_the_way_out(name):
    facts, sentence, agreeing = CONTRADICTORY[name]
    conflict = post_conflict(facts, TODAY)
    assert sentence in conflict.sentence
    assert conflict.agreeing_state == agreeing


@pytest.mark.parametrize("name", AGREEING)
def test_what_may_both_be_true_each_on_its_day_is_no_contradiction(name):
    assert post_conflict(AGREEING[name], TODAY) is None
