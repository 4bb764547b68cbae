from datetime import date, timedelta
from random import Random

import pytest
from stdnum.fr import siret as register

from workforce.contracts.calendar import end_after
from workforce.contracts.kinds import OPEN_ENDED_KINDS, Sector
from workforce.demo import places, structures, timeline
from workforce.demo.people import MAIL_DOMAIN, Crowd, plain
from workforce.demo.trainings import BODIES
from workforce.territories.departements import code_from_postal, departements

TODAY = date(2026, 11, 22)
REAL_BODIES = ("afpa", "simplon", "adea", "popschool", "la fabrik", "histya")


def careers(count=600, sector=Sector.PUBLIC, today=TODAY):
    rng = Random(3)
    return [timeline.career(rng, today, sector) for _ in range(count)]


def test_every_departement_has_towns_whose_postal_codes_are_its_own():
    assert set(departements()) == set(places.areas())
    for code, area in places.areas().items():
        assert len(area.towns) >= 3
        assert {code_from_postal(town.postal_code) for town in area.towns} == {code}


def test_people_are_shared_out_to_the_last_one_and_small_departements_count_more_a_head():
    counts = places.shares(4000, tuple(places.areas()))
    assert sum(counts.values()) == 4000
    assert counts["59"] > counts["75"] > counts["23"] > 1
    assert counts["48"] / places.areas()["48"].thousands > counts["59"] / places.areas()["59"].thousands


def test_a_public_body_bears_the_name_of_no_real_commune():
    rng, real = Random(1), {town.commune for area in places.areas().values() for town in area.towns}
    drawn = [structures.structure(rng, "83") for _ in range(400)]
    assert {one.kind for one in drawn} == {kind.name for kind in structures.KINDS}
    accountable = [one for one in drawn if one.kind in {"Commune", "CCAS", "France services"}]
    assert not {one.place.commune for one in accountable} & real


def test_a_name_elides_before_a_vowel():
    names = {structures.structure(Random(seed), "83").name for seed in range(300)}
    assert any("d’Aubrelle" in name for name in names)
    assert not any(" de Au" in name for name in names)


def test_numbers_of_structures_are_well_formed_and_differ():
    numbers = [structures.siret(number) for number in range(3000)]
    assert len(set(numbers)) == 3000
    assert all(register.is_valid(number) for number in numbers)


def test_no_training_body_is_a_real_one():
    assert not [body for body in BODIES for real in REAL_BODIES if real in body.lower()]
    assert all("démonstration" in body for body in BODIES if "GRETA" in body)


def test_no_two_people_share_an_address():
    crowd = Crowd(Random(1))
    addresses = [crowd.somebody().email for _ in range(20_000)]
    assert len(set(addresses)) == 20_000
    assert all(address.endswith(f"@{MAIL_DOMAIN}") for address in addresses)


def test_an_address_holds_plain_letters_only():
    assert plain("Gwenaëlle Da Silva") == "gwenaelle-da-silva"


@pytest.mark.parametrize(("sector", "months"), [(Sector.PUBLIC, 24), (Sector.PRIVATE, 18)])
def test_the_first_contract_mostly_lasts_what_its_subsidy_does(sector, months):
    firsts = [career.spells[0] for career in careers(sector=sector)]
    assert sum(spell.months == months for spell in firsts) > len(firsts) * 0.6


def test_contracts_follow_one_another_and_end_after_they_begin():
    for career in careers():
        known = [spell for spell in career.spells if spell.start]
        assert all(spell.end is None or spell.end >= spell.start for spell in known)
        assert all(spell.ended_on is None or spell.start <= spell.ended_on <= spell.end for spell in known)
        for former, spell in zip(career.spells, career.spells[1:], strict=False):
            assert spell.renews
            assert spell.start is None or former.end < spell.start <= TODAY


def test_an_open_ended_contract_has_no_end_and_is_the_last():
    for career in careers():
        ended = [spell.kind in OPEN_ENDED_KINDS for spell in career.spells]
        assert not any(ended[:-1])
        assert career.spells[-1].end is None or not ended[-1]


def test_a_rupture_has_a_motive_and_nobody_is_told_of_one_far_ahead():
    spells = [spell for career in careers() for spell in career.spells]
    assert any(spell.motive for spell in spells)
    assert all((spell.ended_on is None) == (spell.motive is None) for spell in spells)
    assert all(spell.ended_on <= TODAY + timedelta(days=45) for spell in spells if spell.ended_on)


def test_some_careers_have_a_gap_a_prolongation_or_a_hole():
    drawn = careers(2000)
    spells = [spell for career in drawn for spell in career.spells]
    pairs = [pair for career in drawn for pair in zip(career.spells, career.spells[1:], strict=False)]
    assert any((after.start - before.end).days > 20 for before, after in pairs if after.start)
    assert all(
        spell.former_end == end_after(spell.start, spell.months) for spell in spells if spell.former_end
    )
    assert any(spell.start is None for spell in spells)
    assert any(spell.end is None and spell.kind not in OPEN_ENDED_KINDS for spell in spells)


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2028, 2, 29), date(2031, 6, 1)])
def test_the_exit_wave_lies_around_today_whenever_that_is(today):
    running = [
        career.left_on for career in careers(today=today) if career.left_on and career.spells[-1].runs(today)
    ]
    soon = sum(left_on <= today + timedelta(days=365) for left_on in running)
    assert 0.55 < soon / len(running) < 0.95


def test_a_renewed_subsidy_follows_the_first():
    for career in careers():
        assert all(end > start for start, end in career.subsidies)
        for (_, end), (start, _) in zip(career.subsidies, career.subsidies[1:], strict=False):
            assert start == end + timedelta(days=1)
