import hashlib
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from workforce import tables
from workforce.clock import midnight
from workforce.contracts.claims import ClaimSource, settle
from workforce.contracts.claims import DateClaim as Claim
from workforce.contracts.kinds import ContractKind, Party
from workforce.contracts.ladder import ladder_for, milestone_due
from workforce.demo.copies import load_copies
from workforce.demo.load import AlreadyFilled, Pace, load
from workforce.demo.story import AWA, CHLOE, DAYS_LEFT, FAMILIES
from workforce.skills.closing import title_in_force
from workforce.skills.referential import shipped

pytestmark = pytest.mark.thorough

TODAY = date(2026, 11, 22)


def digest(connection):
    """What every table says, as one number a table."""
    return {
        table.name: hashlib.sha256(
            "\n".join(connection.scalars(text(f'SELECT t::text FROM "{table.name}" t ORDER BY 1'))).encode()
        ).hexdigest()
        for table in tables.metadata.sorted_tables
    }


def all_of(connection, query, **values):
    return connection.execute(text(query), values).all()


def one(connection, query, **values):
    return connection.scalar(text(query), values)


def test_the_same_seed_on_the_same_day_writes_the_same_rows(connection):
    digests = []
    for _ in range(2):
        with connection.begin_nested() as savepoint:
            load(connection, TODAY, seed=7, small=True)
            digests.append(digest(connection))
            savepoint.rollback()
    assert digests[0] == digests[1]


def test_another_seed_draws_other_people(connection):
    names = []
    for seed in (1, 2):
        with connection.begin_nested() as savepoint:
            load(connection, TODAY, seed=seed, small=True)
            names.append(all_of(connection, "SELECT first_name, last_name FROM adviser ORDER BY id"))
            savepoint.rollback()
    assert names[0][:2] == names[1][:2]
    assert names[0] != names[1]


def test_a_database_that_holds_somebody_is_refused_and_left_alone(small):
    before = digest(small)
    with pytest.raises(AlreadyFilled, match="base vide"):
        load(small, TODAY, small=True)
    assert digest(small) == before


def test_the_summary_counts_what_was_written(connection):
    summary = load(connection, TODAY, small=True)
    assert summary.counts["adviser"] == 60
    assert summary.counts == {
        table: one(connection, f'SELECT count(*) FROM "{table}"') for table in summary.counts
    }
    assert set(summary.people) == {"adviser", "coordinator", "employer", "trainer", "operator"}


def test_it_loads_through_a_session_and_numbers_go_on_afterwards(connection):
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        load(session, TODAY, small=True)
        network = tables.territories.Network(name="Un réseau de plus")
        session.add(network)
        session.flush()
        assert network.id == one(connection, "SELECT count(*) FROM network")


def test_each_family_of_people_has_a_named_account_with_its_role(small):
    for role, person in FAMILIES.items():
        roles = all_of(
            small,
            "SELECT m.role FROM membership m JOIN account a ON a.id = m.account_id WHERE a.email = :email",
            email=person.email,
        )
        assert [row.role for row in roles] == [role]


def test_awa_her_coordinator_and_her_employer_meet_and_chloe_is_a_stranger(small):
    hired = (
        "SELECT network_id, employer_id FROM adviser a JOIN contract ON adviser_id = a.id"
        " WHERE email = :email"
    )
    awa, chloe = (all_of(small, hired, email=person.email)[0] for person in (AWA, CHLOE))
    bounds = (
        "SELECT network_id, employer_id FROM membership JOIN account a ON account_id = a.id"
        " WHERE email = :email"
    )
    assert one(small, bounds, email=FAMILIES["coordinator"].email) == awa.network_id != chloe.network_id
    assert (
        all_of(small, bounds, email=FAMILIES["employer"].email)[0].employer_id
        == awa.employer_id
        != chloe.employer_id
    )


def test_awa_has_only_the_first_bloc_and_her_contract_ends_in_some_months(small):
    assert one(small, "SELECT max(end_date) FROM contract WHERE adviser_id = 1") == TODAY + timedelta(
        days=DAYS_LEFT
    )
    assert [row.ccp_code for row in all_of(small, "SELECT ccp_code FROM held_ccp WHERE adviser_id = 1")] == [
        "REMN-CCP1"
    ]


def test_awa_may_follow_a_session_before_her_contract_ends_and_one_that_it_ends_during(small):
    end = TODAY + timedelta(days=DAYS_LEFT)
    current = title_in_force(shipped(), TODAY).code
    near = all_of(
        small,
        "SELECT starts_on, ends_on FROM training_session WHERE departement = '83' AND starts_on > :today"
        " AND (:second = ANY(ccp_codes) OR :third = ANY(ccp_codes))"
        " AND withdrawn_at IS NULL AND seats_taken < seats",
        today=TODAY,
        second=f"{current}-CCP2",
        third=f"{current}-CCP3",
    )
    assert any(session.ends_on < end for session in near)
    assert any(session.starts_on < end < session.ends_on for session in near)


def test_offers_near_awa_start_about_when_her_contract_ends(small):
    end = TODAY + timedelta(days=DAYS_LEFT)
    starts = all_of(
        small,
        "SELECT starts_on FROM offer WHERE departement = '83' AND state = 'published' AND starts_on > :day",
        day=end,
    )
    assert len(starts) >= 2


def test_a_renewal_follows_the_contract_it_renews_with_the_same_person_and_employer(small):
    pairs = all_of(
        small,
        "SELECT n.start_date, f.end_date,"
        " n.adviser_id = f.adviser_id AND n.employer_id = f.employer_id AS same"
        " FROM contract n JOIN contract f ON f.id = n.renews_id",
    )
    assert len(pairs) > 20
    assert all(pair.same for pair in pairs)
    assert all(pair.start_date > pair.end_date for pair in pairs if pair.start_date)


def test_nobody_has_two_contracts_on_one_day(small):
    overlaps = one(
        small,
        "SELECT count(*) FROM contract a JOIN contract b ON a.adviser_id = b.adviser_id AND a.id < b.id"
        " AND b.start_date <= coalesce(a.termination_date, a.end_date)",
    )
    assert overlaps == 0


def test_open_ended_contracts_have_no_end_and_projects_are_public(small):
    kinds = all_of(
        small, "SELECT c.kind, c.end_date, e.sector FROM contract c JOIN employer e ON e.id = c.employer_id"
    )
    assert {row.end_date for row in kinds if row.kind in {ContractKind.CDI, ContractKind.TENURED}} <= {None}
    assert {row.sector for row in kinds if row.kind == ContractKind.CDP} == {"public"}


def test_the_end_kept_is_the_one_that_the_sources_settle_on(small):
    said = {}
    for row in all_of(small, "SELECT * FROM date_claim WHERE field = 'end_date'"):
        claim = Claim(row.value, ClaimSource(row.source), row.stated_on, row.recorded_at)
        said.setdefault(row.contract_id, []).append(claim)
    kept = {row.id: row.end_date for row in all_of(small, "SELECT id, end_date FROM contract")}
    settlements = {contract: settle(claims) for contract, claims in said.items()}
    assert all(settlement.retained.value == kept[contract] for contract, settlement in settlements.items())
    assert any(settlement.conflicting for settlement in settlements.values())


def test_the_first_look_finds_a_handful_to_announce_and_awa_among_them(small):
    rows = all_of(
        small,
        "SELECT *, coalesce(termination_date, end_date) AS last_day FROM contract WHERE due_at IS NOT NULL",
    )
    told = Counter()
    for row in rows:
        for party in Party:
            length = (row.last_day - row.start_date).days if row.start_date else None
            known = all_of(
                small,
                "SELECT days FROM milestone WHERE contract_id = :id"
                " AND audience = :party AND end_date = :end",
                id=row.id,
                party=party,
                end=row.last_day,
            )
            ladder = ladder_for(party, ContractKind(row.kind), length)
            told[row.adviser_id] += (
                milestone_due(row.last_day, TODAY, ladder, {step.days for step in known}) is not None
            )
    assert told[1] >= 2
    assert sum(told.values()) <= 15


def test_every_contract_that_runs_to_a_known_day_is_watched_and_has_its_deadlines(small):
    running = "coalesce(termination_date, end_date) >= :today"
    assert one(small, f"SELECT count(*) FROM contract WHERE {running} AND due_at IS NULL", today=TODAY) == 0
    assert (
        one(small, f"SELECT count(*) FROM contract WHERE NOT {running} AND due_at IS NOT NULL", today=TODAY)
        == 0
    )
    bare = f"SELECT count(*) FROM contract WHERE {running} AND id NOT IN (SELECT contract_id FROM deadline)"
    assert one(small, bare, today=TODAY) == 0


def test_the_ledger_holds_every_outcome_and_nothing_waits_to_be_sent(small):
    states = Counter(row.state for row in all_of(small, "SELECT state FROM delivery"))
    assert states["sent"] > states["failed"] > 0
    assert states["planned"] == 0
    assert (
        one(
            small,
            "SELECT count(*) FROM delivery WHERE due_at IS NOT NULL"
            " OR (state = 'sent') <> (sent_at IS NOT NULL)",
        )
        == 0
    )
    assert (
        one(small, "SELECT count(*) FROM alert WHERE planned_at > :today", today=TODAY + timedelta(days=1))
        == 0
    )


def test_no_feed_is_polled_and_no_address_can_be_reached(small):
    assert one(small, "SELECT count(*) FROM feed WHERE due_at IS NOT NULL OR state = 'active'") == 0
    addresses = [
        *small.scalars(
            text(
                "SELECT url FROM feed UNION SELECT url FROM offer WHERE url <> ''"
                " UNION SELECT address FROM training_session"
            )
        )
    ]
    assert addresses
    assert all(address.split("/")[2].endswith((".example", ".invalid")) for address in addresses)
    mails = small.scalars(text("SELECT email FROM account UNION SELECT email FROM adviser")).all()
    assert all(mail.endswith("@demo.passerelle.example") for mail in mails)


def test_no_employer_carries_a_number_that_the_register_gives(small):
    assert one(small, "SELECT count(*) FROM employer WHERE siret !~ '^000[0-9]{11}$'") == 0


def test_suggestions_come_at_once_around_awa_and_later_elsewhere(connection):
    load(connection, TODAY, small=True, pace=Pace(at_once=12))
    at_once = all_of(
        connection,
        "SELECT id FROM training_plan WHERE due_at < :tomorrow",
        tomorrow=midnight(TODAY + timedelta(days=1)),
    )
    assert {row.id for row in at_once} >= {1, 2}
    assert len(at_once) == 12
    assert one(connection, "SELECT count(DISTINCT due_at) FROM job_search") == 60 - 12 + 1


def test_without_a_pace_limit_everybody_comes_at_once(connection):
    load(connection, TODAY, small=True, pace=Pace(at_once=None))
    assert one(connection, "SELECT count(DISTINCT due_at) FROM job_search") == 1


def test_copies_multiply_people_and_contracts_and_keep_chains_whole(small):
    before = one(small, "SELECT count(*) FROM contract")
    added = load_copies(small, advisers=300)
    assert added == {"adviser": 240, "contract": before * 4}
    assert one(small, "SELECT count(*) FROM contract") == before * 5
    strays = (
        "SELECT count(*) FROM contract n JOIN contract f ON f.id = n.renews_id"
        " WHERE f.adviser_id <> n.adviser_id"
    )
    assert one(small, strays) == 0


@pytest.mark.slow
def test_the_whole_network_covers_france_its_exits_come_together_and_most_hold_the_first_bloc_only(
    connection,
):
    load(connection, TODAY)
    assert one(connection, "SELECT count(*) FROM adviser") == 4000
    assert one(connection, "SELECT count(DISTINCT departement) FROM adviser") == 101
    assert one(connection, "SELECT count(*) FROM network") == 18
    assert one(connection, "SELECT count(DISTINCT kind) FROM employer WHERE kind <> ''") == 13
    ends = connection.scalars(
        text(
            "SELECT coalesce(termination_date, end_date) FROM contract"
            " WHERE coalesce(termination_date, end_date) >= :today"
        ),
        {"today": TODAY},
    ).all()
    soon = sum(end <= TODAY + timedelta(days=365) for end in ends) / len(ends)
    assert 0.6 < soon < 0.9
    held = {}
    for row in all_of(connection, "SELECT adviser_id, right(ccp_code, 4) AS bloc FROM held_ccp"):
        held.setdefault(row.adviser_id, set()).add(row.bloc)
    kinds = Counter(tuple(sorted(blocs)) for blocs in held.values())
    assert kinds[("CCP1",)] / 4000 > 0.6
    assert kinds[("CCP1", "CCP2")] > kinds[("CCP1", "CCP3")] > 0
    codes = Counter(row.ccp_code for row in all_of(connection, "SELECT ccp_code FROM held_ccp"))
    assert 0 < codes["MN-CCP1"] < codes["REMN-CCP1"] / 4


def test_a_few_offers_are_joined_doubtful_corrected_and_changed(small):
    twins = all_of(
        small,
        "SELECT twin.state, one.state, other.state FROM offer_twin twin JOIN offer one ON one.id = first_id"
        " JOIN offer other ON other.id = second_id ORDER BY twin.id",
    )
    assert twins == [("joined", "published", "joined"), ("proposed", "published", "published")]
    assert one(small, "SELECT shown_as_id FROM offer WHERE state = 'joined'") == one(
        small, "SELECT min(first_id) FROM offer_twin"
    )
    assert one(small, "SELECT count(*) FROM offer_edit") == 1
    assert one(small, "SELECT count(*) FROM offer_correction WHERE said <> said_then") == 1
