from datetime import date

import pytest
from pydantic import ValidationError

from workforce.contracts.deadlines import ContractFacts, deadlines
from workforce.contracts.kinds import ContractKind, Sector
from workforce.contracts.rules import (
    Anchor,
    Mark,
    Moment,
    RulesError,
    read_moment,
    read_rules,
    rule_named,
    shipped_rules,
)

RULE = """
[[rule]]
code = "end-documents"
version = 1
family = "end-documents"
valid_from = 2020-01-01
mark = "ok"
party = "employer"
kinds = ["cdd"]
sectors = ["private"]
conditions = []
due = "end"
label = "Documents"
explanation = "L’employeur remet les documents."
source = "Code du travail"
"""
NEXT_VERSION = (
    RULE.replace("version = 1", "version = 2")
    .replace("2020-01-01", "2026-07-01")
    .replace('due = "end"', 'due = "end + 8 days"')
)
CLOSED = RULE.replace("valid_from", "valid_until = 2026-06-30\nvalid_from")


def test_every_shipped_rule_has_a_source_and_french_words():
    rules = shipped_rules()
    assert len(rules) >= 15
    assert all(rule.source and rule.label and rule.explanation.endswith(".") for rule in rules)


def test_what_no_source_confirms_is_marked_indicative():
    unsure = {rule.code for rule in shipped_rules() if rule.mark is Mark.INDICATIVE}
    assert unsure == {
        "adviser-answer.public",  # The rule is sure; the day of the written offer is not known here.
        "employer-word.private-cdd",
        "employer-word.pec",
        "resignation-notice.public.under-6-months",
        "resignation-notice.public.6-months-to-2-years",
        "resignation-notice.public.2-years-or-more",
    }


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("end", Moment(Anchor.END)),
        ("end - 2 months", Moment(Anchor.END, months=-2)),
        ("end - 1 month", Moment(Anchor.END, months=-1)),
        ("offer + 8 days", Moment(Anchor.OFFER, days=8)),
    ],
)
def test_a_moment_is_read_as_it_is_written(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["", "start", "end - months", "end -2 months", "end - 2 weeks", "end + 1.5 months"]
)
def test_anything_else_is_no_moment(text):
    with pytest.raises(ValueError, match="not a moment"):
        read_moment(text)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('mark = "ok"', 'mark = "sure"'),
        ('due = "end"', 'due = "end - 2 weeks"'),
        ('source = "Code du travail"', ""),
        ('source = "Code du travail"', 'source = ""'),
        ("conditions = []", 'conditions = ["full-moon"]'),
        ('label = "Documents"', 'label = "Documents"\nlabbel = "Documents"'),
        ("valid_from", "valid_until = 2019-12-31\nvalid_from"),
        ('due = "end"', 'due = "end"\nwindow_from = "end"'),
        ('due = "end"', 'window_from = "end"\nwindow_until = "end"'),
        ('kinds = ["cdd"]', "kinds = []"),
    ],
)
def test_a_rule_that_is_not_whole_is_refused(part, instead):
    with pytest.raises(ValidationError):
        read_rules(RULE.replace(part, instead))


@pytest.mark.parametrize("text", [RULE + RULE, RULE + NEXT_VERSION])
def test_two_versions_of_a_rule_are_never_in_force_together(text):
    with pytest.raises(RulesError):
        read_rules(text)


@pytest.mark.parametrize(
    ("end", "due"), [(date(2026, 6, 30), date(2026, 6, 30)), (date(2026, 7, 1), date(2026, 7, 9))]
)
def test_the_version_in_force_on_the_last_day_decides(end, due):
    rules = read_rules(CLOSED + NEXT_VERSION)
    contract = ContractFacts(ContractKind.CDD, Sector.PRIVATE, date(2025, 1, 1), end)
    assert [decision.due_date for decision in deadlines(contract, rules=rules)] == [due]


def test_a_contract_that_ended_before_a_rule_existed_is_not_under_it():
    contract = ContractFacts(ContractKind.CDP, Sector.PUBLIC, date(2019, 1, 1), date(2020, 2, 28))
    assert not [d for d in deadlines(contract) if d.rule.startswith("employer-word")]


def test_a_rule_is_found_by_its_code_on_a_day():
    assert rule_named("ptp-file.private-cdd", date(2026, 1, 1)).version == 1
    assert rule_named("ptp-file.private-cdd", date(2018, 12, 31)) is None
