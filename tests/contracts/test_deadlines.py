from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workforce.contracts.deadlines import (
    TO_CHECK,
    ContractFacts,
    advice,
    deadlines,
    departure_date,
    is_active,
)
from workforce.contracts.kinds import ContractKind, EndMotive, Party, Sector
from workforce.contracts.lengths import PastContract

PUBLIC, PRIVATE = Sector.PUBLIC, Sector.PRIVATE
CDD, CDI, CDP, PEC, TENURED = ContractKind
EMPLOYER_WORD = "employer-word"


def public_cdd(start, end, **more):
    return ContractFacts(CDD, PUBLIC, start, end, **more)


def private_cdd(start, end, **more):
    return ContractFacts(CDD, PRIVATE, start, end, **more)


def found(contract, family, chain=()):
    return next((d for d in deadlines(contract, chain) if d.rule.startswith(family)), None)


def due(contract, family, chain=()):
    decision = found(contract, family, chain)
    return decision and decision.due_date


@pytest.mark.parametrize(
    ("start", "end", "notice"),
    [
        # Less than six months: eight days.
        (date(2026, 3, 1), date(2026, 5, 31), date(2026, 5, 23)),
        (date(2026, 3, 1), date(2026, 8, 30), date(2026, 8, 22)),
        (date(2026, 12, 20), date(2027, 1, 5), date(2026, 12, 28)),
        # Six months to less than two years: one month.
        (date(2026, 3, 1), date(2026, 8, 31), date(2026, 7, 31)),
        (date(2025, 3, 1), date(2026, 8, 31), date(2026, 7, 31)),
        (date(2025, 9, 1), date(2026, 3, 31), date(2026, 2, 28)),
        (date(2027, 9, 1), date(2028, 3, 31), date(2028, 2, 29)),
        (date(2025, 4, 15), date(2026, 10, 14), date(2026, 9, 14)),
        (date(2025, 3, 1), date(2027, 2, 27), date(2027, 1, 27)),
        # Two years or more: two months.
        (date(2025, 3, 1), date(2027, 2, 28), date(2026, 12, 28)),
        (date(2024, 7, 1), date(2026, 6, 30), date(2026, 4, 30)),
        (date(2023, 5, 1), date(2026, 4, 30), date(2026, 2, 28)),
        (date(2023, 9, 1), date(2026, 8, 31), date(2026, 6, 30)),
    ],
)
def test_a_public_employer_speaks_by_the_length_of_the_cdd(start, end, notice):
    decision = found(public_cdd(start, end), EMPLOYER_WORD)
    assert (decision.due_date, decision.party, decision.indicative) == (notice, Party.EMPLOYER, False)


@pytest.mark.parametrize(
    ("start", "end", "notice"),
    [
        (date(2026, 3, 1), date(2026, 5, 31), date(2026, 2, 28)),
        (date(2023, 9, 1), date(2026, 8, 31), date(2026, 5, 31)),
        (date(2025, 1, 15), date(2027, 1, 14), date(2026, 10, 14)),
    ],
)
def test_a_contract_that_can_only_become_a_cdi_is_answered_three_months_ahead(start, end, notice):
    decision = found(public_cdd(start, end, cdi_only=True), EMPLOYER_WORD)
    assert (decision.due_date, decision.indicative) == (notice, False)
    assert "entretien" in decision.reason


@pytest.mark.parametrize(
    ("hired_for", "end", "notice"),
    [
        (24, date(2027, 2, 28), date(2026, 12, 28)),
        (36, date(2028, 2, 29), date(2027, 12, 29)),
        (37, date(2028, 3, 31), date(2027, 12, 31)),
        (48, date(2029, 2, 28), date(2028, 11, 28)),
    ],
)
def test_a_contrat_de_projet_is_answered_by_the_length_of_the_hire(hired_for, end, notice):
    decision = found(
        ContractFacts(CDP, PUBLIC, date(2025, 3, 1), end, hired_for_months=hired_for), EMPLOYER_WORD
    )
    assert (decision.due_date, decision.indicative) == (notice, False)


def test_a_contrat_de_projet_prolonged_beyond_three_years_keeps_the_earlier_date():
    contract = ContractFacts(CDP, PUBLIC, date(2024, 1, 1), date(2027, 12, 31), hired_for_months=24)
    decision = found(contract, EMPLOYER_WORD)
    assert (decision.due_date, decision.indicative) == (date(2027, 9, 30), True)


@pytest.mark.parametrize(
    ("chain", "notice", "indicative"),
    [
        # Alone, twelve months: one month ahead.
        ([], date(2026, 11, 30), False),
        # Eighteen months before, without interruption: thirty in all, and sources differ.
        ([PastContract(date(2024, 7, 1), date(2025, 12, 31))], date(2026, 10, 31), True),
        # Six months before: eighteen in all, the same rule whatever the count.
        ([PastContract(date(2025, 7, 1), date(2025, 12, 31))], date(2026, 11, 30), False),
        # An interruption of exactly four months still counts.
        ([PastContract(date(2024, 3, 1), date(2025, 8, 31))], date(2026, 10, 31), True),
        # One day more does not.
        ([PastContract(date(2024, 3, 1), date(2025, 8, 30))], date(2026, 11, 30), False),
        # A resignation breaks the chain.
        (
            [PastContract(date(2024, 7, 1), date(2025, 12, 31), EndMotive.RESIGNATION)],
            date(2026, 11, 30),
            False,
        ),
        # What came before a resignation counts no more.
        (
            [
                PastContract(date(2023, 1, 1), date(2025, 6, 30), EndMotive.RESIGNATION),
                PastContract(date(2025, 9, 1), date(2025, 12, 31)),
            ],
            date(2026, 11, 30),
            False,
        ),
        # Twenty-one months of work, twenty-four with the interruption: the cautious date.
        ([PastContract(date(2025, 1, 1), date(2025, 9, 30))], date(2026, 10, 31), True),
        # A former contract without dates cannot be counted.
        (
            [PastContract(None, date(2025, 12, 31)), PastContract(date(2023, 1, 1), None)],
            date(2026, 11, 30),
            False,
        ),
    ],
)
def test_former_contracts_lengthen_the_count_unless_the_chain_is_broken(chain, notice, indicative):
    decision = found(public_cdd(date(2026, 1, 1), date(2026, 12, 31)), EMPLOYER_WORD, chain)
    assert (decision.due_date, decision.indicative) == (notice, indicative)


def test_a_count_that_sources_dispute_says_every_length_and_that_it_must_be_checked():
    chain = [PastContract(date(2024, 7, 1), date(2025, 12, 31))]
    reason = found(public_cdd(date(2026, 1, 1), date(2026, 12, 31)), EMPLOYER_WORD, chain).reason
    assert "12 mois pour ce contrat seul" in reason
    assert "30 mois avec les contrats précédents" in reason
    assert reason.endswith(TO_CHECK)


def test_a_day_covered_by_two_contracts_is_counted_once():
    twins = [
        PastContract(date(2025, 7, 1), date(2025, 12, 31)),
        PastContract(date(2025, 7, 2), date(2025, 12, 31)),
    ]
    decision = found(public_cdd(date(2026, 1, 1), date(2027, 5, 31)), EMPLOYER_WORD, twins)
    assert (decision.due_date, decision.indicative) == (date(2027, 4, 30), False)


def test_an_unknown_start_keeps_the_earliest_date_and_says_so():
    decision = found(public_cdd(None, date(2026, 8, 31)), EMPLOYER_WORD)
    assert (decision.due_date, decision.indicative) == (date(2026, 6, 30), True)
    assert "La durée n’est pas connue" in decision.reason


def test_an_unknown_start_is_made_up_for_by_the_length_of_the_hire():
    decision = found(public_cdd(None, date(2026, 8, 31), hired_for_months=18), EMPLOYER_WORD)
    assert (decision.due_date, decision.indicative) == (date(2026, 7, 31), False)


@pytest.mark.parametrize("kind", [CDD, PEC])
def test_the_law_sets_no_answer_date_to_a_private_law_employer(kind):
    contract = ContractFacts(kind, PRIVATE, date(2025, 3, 1), date(2026, 8, 31))
    assert found(contract, EMPLOYER_WORD) is None
    told = next(a for a in advice(contract) if a.rule.startswith(EMPLOYER_WORD))
    assert told.indicative
    assert TO_CHECK in told.reasons


@pytest.mark.parametrize(
    ("end", "file_before", "opens", "training_starts_by"),
    [
        (date(2026, 8, 31), date(2026, 8, 30), date(2026, 5, 3), date(2027, 2, 28)),
        (date(2026, 6, 30), date(2026, 6, 29), date(2026, 3, 2), date(2026, 12, 30)),
        (date(2027, 4, 14), date(2027, 4, 13), date(2026, 12, 15), date(2027, 10, 14)),
    ],
)
def test_a_transitions_pro_file_is_in_before_the_end_of_a_private_cdd(
    end, file_before, opens, training_starts_by
):
    decision = found(private_cdd(date(2025, 1, 1), end), "ptp-file")
    assert (decision.due_date, decision.window_start, decision.window_end) == (
        file_before,
        opens,
        training_starts_by,
    )
    assert (decision.party, decision.indicative) == (Party.ADVISER, False)


def test_the_transitions_pro_window_does_not_open_before_the_contract():
    assert found(private_cdd(date(2026, 6, 1), date(2026, 8, 31)), "ptp-file").window_start == date(
        2026, 6, 1
    )


@pytest.mark.parametrize("sector", list(Sector))
@pytest.mark.parametrize("kind", list(ContractKind))
def test_a_transitions_pro_file_is_proposed_for_a_private_cdd_only(kind, sector):
    contract = ContractFacts(
        kind, sector, date(2025, 1, 1), date(2026, 8, 31), terminated_on=date(2026, 8, 31)
    )
    assert (found(contract, "ptp-file") is not None) == (kind is CDD and sector is PRIVATE)


@pytest.mark.parametrize(
    ("end", "last_day"),
    [
        (date(2026, 8, 31), date(2027, 8, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 4, 14), date(2028, 4, 14)),
    ],
)
def test_registration_with_france_travail_is_open_for_twelve_months(end, last_day):
    decision = found(private_cdd(date(2026, 1, 1), end), "france-travail")
    assert (decision.window_start, decision.due_date, decision.window_end) == (end, last_day, last_day)


@pytest.mark.parametrize(
    ("end", "refilled_by"),
    [(date(2026, 8, 31), date(2027, 2, 28)), (date(2026, 10, 15), date(2027, 4, 15))],
)
def test_a_subsidised_post_is_refilled_within_six_months(end, refilled_by):
    decision = found(private_cdd(date(2025, 1, 1), end, subsidised_post=True), "post-refill")
    assert (decision.due_date, decision.party) == (refilled_by, Party.EMPLOYER)
    assert decision.window_start == end + timedelta(days=1)


def test_a_post_without_subsidy_has_no_refill_date():
    assert found(private_cdd(date(2025, 1, 1), date(2026, 8, 31)), "post-refill") is None


@pytest.mark.parametrize(
    ("family", "party"), [("end-documents", Party.EMPLOYER), ("tools-export", Party.ADVISER)]
)
def test_the_last_day_brings_documents_and_the_export_of_ones_own_data(family, party):
    decision = found(public_cdd(date(2025, 1, 1), date(2026, 8, 31)), family)
    assert (decision.due_date, decision.party) == (date(2026, 8, 31), party)


def test_an_offered_renewal_is_answered_within_eight_days():
    contract = public_cdd(date(2025, 3, 1), date(2026, 8, 31), renewal_offered_on=date(2026, 7, 1))
    decision = found(contract, "adviser-answer")
    assert (decision.due_date, decision.window_start, decision.party) == (
        date(2026, 7, 9),
        date(2026, 7, 1),
        Party.ADVISER,
    )
    assert "1er juillet 2026" in decision.reason


def test_no_answer_is_expected_before_an_offer_nor_from_a_private_contract():
    offered = private_cdd(date(2025, 3, 1), date(2026, 8, 31), renewal_offered_on=date(2026, 7, 1))
    assert due(public_cdd(date(2025, 3, 1), date(2026, 8, 31)), "adviser-answer") is None
    assert due(offered, "adviser-answer") is None


@pytest.mark.parametrize(
    ("family", "moved_to"),
    [
        ("ptp-file", date(2026, 4, 14)),
        ("end-documents", date(2026, 4, 15)),
        ("tools-export", date(2026, 4, 15)),
        ("france-travail", date(2027, 4, 15)),
        ("post-refill", date(2026, 10, 15)),
    ],
)
def test_a_rupture_moves_what_hangs_on_the_departure(family, moved_to):
    contract = private_cdd(
        date(2025, 3, 1), date(2026, 8, 31), terminated_on=date(2026, 4, 15), subsidised_post=True
    )
    assert due(contract, family) == moved_to


def test_a_contract_broken_early_has_no_renewal_to_answer():
    contract = public_cdd(date(2025, 3, 1), date(2026, 8, 31), terminated_on=date(2026, 4, 15))
    assert found(contract, EMPLOYER_WORD) is None
    assert "rompu au 15 avril 2026" in found(contract, "end-documents").reason


def test_a_contract_broken_on_its_last_day_ran_to_its_term():
    contract = public_cdd(date(2025, 3, 1), date(2026, 8, 31), terminated_on=date(2026, 8, 31))
    assert due(contract, EMPLOYER_WORD) == date(2026, 7, 31)


def test_a_signed_renewal_leaves_only_the_documents_of_the_former_contract():
    contract = public_cdd(date(2025, 3, 1), date(2026, 8, 31), subsidised_post=True, followed=True)
    assert [d.rule for d in deadlines(contract)] == ["end-documents"]


@pytest.mark.parametrize("kind", [CDI, TENURED])
def test_an_open_ended_contract_has_no_deadline_even_with_a_stray_end(kind):
    assert (
        deadlines(ContractFacts(kind, PUBLIC, date(2025, 3, 1), date(2026, 8, 31), subsidised_post=True))
        == []
    )


@pytest.mark.parametrize("kind", list(ContractKind))
def test_an_unknown_end_has_no_deadline(kind):
    assert deadlines(ContractFacts(kind, PRIVATE, date(2025, 3, 1), None, subsidised_post=True)) == []


def test_a_broken_cdi_has_the_deadlines_of_a_departure():
    contract = ContractFacts(CDI, PRIVATE, date(2025, 3, 1), None, date(2026, 4, 15), subsidised_post=True)
    assert [(d.rule, d.due_date) for d in deadlines(contract)] == [
        ("end-documents", date(2026, 4, 15)),
        ("tools-export", date(2026, 4, 15)),
        ("post-refill", date(2026, 10, 15)),
        ("france-travail-registration", date(2027, 4, 15)),
    ]


def test_every_decision_carries_its_source_and_a_reason():
    for decision in deadlines(public_cdd(date(2025, 3, 1), date(2026, 8, 31), subsidised_post=True)):
        assert decision.source
        assert "31 août 2026" in decision.reason


# Dangerous advice, never to be given.


def everything_said(contract):
    said = [d.label + d.reason for d in deadlines(contract)]
    return " ".join(said + [a.label + " ".join(a.reasons) for a in advice(contract)])


@pytest.mark.parametrize("kind", [CDD, CDP, CDI, TENURED])
@pytest.mark.parametrize("months", [5, 12, 13, 24, 48])
def test_a_public_agent_never_hears_of_the_ten_per_cent_nor_of_transitions_pro(kind, months):
    end = date(2026, 8, 31)
    contract = ContractFacts(
        kind, PUBLIC, end - timedelta(days=30 * months), end, renewal_offered_on=date(2026, 7, 1)
    )
    said = everything_said(contract)
    assert "10 %" not in said
    assert "prime" not in said.lower().replace("exprime", "")
    assert "Transitions Pro" not in said


def test_a_private_cdd_hears_of_its_indemnity_and_of_what_takes_it_away():
    said = everything_said(private_cdd(date(2025, 3, 1), date(2026, 8, 31)))
    assert "10 %" in said
    assert "n’est pas due quand un CDI suit" in said


@pytest.mark.parametrize("sector", list(Sector))
@pytest.mark.parametrize("kind", list(ContractKind))
def test_whoever_hears_of_a_refusal_hears_what_it_may_cost(kind, sector):
    contract = ContractFacts(
        kind, sector, date(2025, 3, 1), date(2026, 8, 31), renewal_offered_on=date(2026, 7, 1)
    )
    texts = [d.reason for d in deadlines(contract)] + [" ".join(a.reasons) for a in advice(contract)]
    for text in texts:
        assert "refus" not in text or "ARE" in text
    assert ("refus" in " ".join(texts)) == (kind in {CDD, CDP} and (sector is PUBLIC or kind is CDD))


@pytest.mark.parametrize(("months", "notice"), [(4, "huit jours"), (12, "d’un mois"), (30, "deux mois")])
def test_a_public_resignation_notice_is_only_ever_indicative(months, notice):
    end = date(2026, 8, 31)
    told = [
        a
        for a in advice(public_cdd(end - timedelta(days=31 * months), end))
        if a.label == "Préavis de démission"
    ]
    assert [(a.indicative, notice in a.reasons[0]) for a in told] == [(True, True)]
    assert TO_CHECK in told[0].reasons


def test_two_counts_of_the_length_keep_the_longer_resignation_notice():
    chain = [PastContract(date(2024, 7, 1), date(2025, 12, 31))]
    told = advice(public_cdd(date(2026, 1, 1), date(2026, 12, 31)), chain)
    assert [a.rule for a in told] == ["resignation-notice.public.2-years-or-more"]


# Active on a day.


@pytest.mark.parametrize(
    ("start", "end", "terminated_on", "active"),
    [
        (date(2026, 5, 1), None, None, True),
        (date(2026, 5, 2), None, None, False),
        (date(2026, 1, 1), date(2026, 5, 1), None, True),
        (date(2026, 1, 1), date(2026, 4, 30), None, False),
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 5, 1), True),
        (date(2026, 1, 1), date(2026, 12, 31), date(2026, 4, 30), False),
        (None, date(2026, 12, 31), None, False),
    ],
)
def test_a_contract_is_active_from_its_first_to_its_last_day(start, end, terminated_on, active):
    assert is_active(ContractFacts(CDD, PUBLIC, start, end, terminated_on), date(2026, 5, 1)) is active


# What holds for any contract.

ends = st.dates(date(2020, 6, 1), date(2035, 12, 31))


@st.composite
def contracts(draw):
    end = draw(ends)
    start = draw(st.none() | st.dates(end - timedelta(days=2000), end))
    return ContractFacts(
        draw(st.sampled_from(ContractKind)),
        draw(st.sampled_from(Sector)),
        start,
        end,
        draw(st.none() | st.dates(start or end - timedelta(days=500), end)),
        draw(st.none() | st.integers(1, 72)),
        cdi_only=draw(st.booleans()),
        subsidised_post=draw(st.booleans()),
    )


@st.composite
def chains(draw):
    starts = draw(st.lists(st.dates(date(2018, 1, 1), date(2034, 12, 31)), max_size=4))
    lengths = st.integers(0, 1200).map(lambda days: timedelta(days=days))
    return [PastContract(start, start + draw(lengths), draw(st.sampled_from(EndMotive))) for start in starts]


@given(contract=contracts(), chain=chains())
def test_what_comes_before_the_end_never_falls_after_it(contract, chain):
    last_day = departure_date(contract)
    for decision in deadlines(contract, chain):
        if decision.rule.startswith((EMPLOYER_WORD, "ptp-file")):
            assert decision.due_date < last_day
        if decision.rule.startswith(("end-documents", "tools-export")):
            assert decision.due_date == last_day


@given(contract=contracts(), chain=chains(), later=st.integers(1, 900))
def test_under_one_rule_a_later_end_never_brings_an_earlier_deadline(contract, chain, later):
    assume(contract.terminated_on is None)
    moved = ContractFacts(**{**vars(contract), "end": contract.end + timedelta(days=later)})
    before = {d.rule: d.due_date for d in deadlines(contract, chain)}
    after = {d.rule: d.due_date for d in deadlines(moved, chain)}
    assert all(before[rule] <= after[rule] for rule in before.keys() & after.keys())


@given(contract=contracts(), chain=chains())
def test_former_contracts_never_give_the_employer_more_time(contract, chain):
    alone, chained = found(contract, EMPLOYER_WORD), found(contract, EMPLOYER_WORD, chain)
    assert (alone is None) == (chained is None)
    assert alone is None or chained.due_date <= alone.due_date


@given(contract=contracts(), chain=chains())
def test_a_family_of_rules_decides_once(contract, chain):
    families = [d.rule.split(".")[0] for d in deadlines(contract, chain)]
    assert len(families) == len(set(families))
