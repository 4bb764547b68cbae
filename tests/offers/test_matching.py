from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from workforce.offers.matches.deciding import OPEN_TO_ALL, WEIGHTS, match
from workforce.offers.matches.seeking import Missing, OfferFacts, SeekerProfile
from workforce.offers.understanding.pay import Pay

TODAY = date(2026, 9, 1)
NIORT = SeekerProfile(
    departement="79", commune="Niort", ccps=frozenset({"CCP1"}), contract_ends_on=date(2027, 4, 14)
)
MEDIATION = OfferFacts("Médiateur numérique", departement="79", commune="Niort", trade="mediation")


def decided(profile: SeekerProfile = NIORT, offer: OfferFacts = MEDIATION, **facts: object):
    return match(profile, replace(offer, **facts), TODAY)


def said(decision) -> str:
    missing = " ".join(part.what for part in decision.missing)
    return " ".join([*decision.fits, missing, decision.on_dates or "", decision.excluded_fr or ""])


def test_the_points_make_a_hundred():
    assert sum(WEIGHTS.values()) == 100


def test_a_perfect_offer_has_the_full_score_and_every_reason():
    profile = replace(NIORT, contract_kinds=frozenset({"CDI"}), lowest_monthly_pay=Decimal(1900))
    pay = Pay(Decimal(2000), Decimal(2100), "month", gross=True)

    decision = decided(profile, contract_kind="CDI", pay=pay, starts_on=date(2027, 4, 15))

    assert (decision.matched, decision.score, decision.missing, decision.excluded_fr) == (True, 100, (), None)
    assert decision.fits == (
        "Le poste est dans votre commune, Niort.",
        "C'est votre métier : la médiation numérique.",
        "Vous avez ce que le métier demande : CCP1.",
        "Le contrat est un CDI, comme vous le souhaitez.",
        "Le poste n'a pas de date de fin.",
        "Le salaire annoncé va jusqu'à 2\u202f100\u00a0€ bruts par mois.",
    )
    assert decision.on_dates == "Le poste commence le 15 avril 2027, le lendemain de la fin de votre contrat."


def test_an_offer_that_says_nothing_is_neither_praised_nor_blamed():
    decision = match(SeekerProfile(), OfferFacts("Offre"), TODAY)

    assert (decision.matched, decision.score, decision.fits, decision.missing) == (True, 50, (), ())


@pytest.mark.parametrize(
    ("mobility", "departement", "matched"),
    [
        ("departement", "79", True), ("departement", "86", False), ("commune", "86", False),
        ("region", "86", True),        ("region", "85", False), ("national", "2A", True),
        ("departement", None, True),
    ],
)  # fmt: skip
def test_an_offer_out_of_reach_is_no_match_and_the_reason_is_said(mobility, departement, matched):
    decision = decided(replace(NIORT, mobility=mobility), departement=departement, commune=None)

    assert decision.matched is matched
    assert bool(decision.excluded_fr) is not matched


def test_the_reason_names_the_place_and_the_zone():
    decision = decided(departement="2A", commune="Ajaccio")

    assert decision.excluded_fr == (
        "Le poste est à Ajaccio (Corse-du-Sud), hors de la zone que vous avez choisie (Deux-Sèvres)."
    )
    assert decision.score == 0


def test_a_departement_that_one_accepts_is_within_reach():
    decision = decided(
        replace(NIORT, other_departements=frozenset({"17"})), departement="17", commune="La Rochelle"
    )

    assert decision.matched
    assert "un département où vous acceptez d'aller" in said(decision)


def test_work_done_wholly_at_home_has_no_distance_for_those_who_want_it():
    far = {"departement": "2A", "commune": "Ajaccio", "remote": "full"}

    assert decided(replace(NIORT, wants_remote=True), **far).matched
    assert not decided(NIORT, **far).matched


def test_another_commune_of_the_departement_is_near_but_not_for_those_who_stay_in_theirs():
    assert "dans votre département" in said(decided(commune="Parthenay"))
    assert "hors de votre commune" in said(decided(replace(NIORT, mobility="commune"), commune="Parthenay"))


def test_the_nearer_the_better():
    profile = replace(NIORT, mobility="national")
    places = [("79", "Niort"), ("79", "Parthenay"), ("86", "Poitiers"), ("2A", "Ajaccio")]

    scores = [decided(profile, departement=code, commune=town).score for code, town in places]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_a_missing_bloc_is_named_so_that_a_training_can_be_proposed():
    decision = decided(trade="fablab")

    assert decision.missing == (
        Missing("Le CCP2 est demandé pour ce métier.", ccp="CCP2"),
        Missing("Le CCP3 est demandé pour ce métier.", ccp="CCP3"),
    )
    assert decision.score < decided(replace(NIORT, ccps=frozenset({"CCP2", "CCP3"})), trade="fablab").score


def test_a_useful_certificate_is_named():
    assert (
        Missing("Il est utile d'avoir la formation Aidants Connect.", certificate="aidants_connect")
        in decided(trade="front_desk").missing
    )
    holder = replace(NIORT, certificates=frozenset({"aidants_connect"}))
    assert "CCP1 et la formation Aidants Connect" in said(decided(holder, trade="front_desk"))


def test_what_the_employer_asks_for_counts_before_what_the_trade_does():
    decision = decided(trade="fablab", ccps=frozenset({"CCP1"}), certificates=frozenset({"pix"}))

    assert [part.certificate for part in decision.missing] == ["pix"]


def test_a_trade_that_one_did_not_choose_is_no_match():
    decision = decided(replace(NIORT, trades=frozenset({"mediation"})), trade="support")

    assert (
        decision.excluded_fr == "Le métier « Technicien support » n'est pas parmi ceux que vous avez choisis."
    )


def test_a_kind_of_contract_that_one_does_not_want_is_said_and_not_hidden():
    decision = decided(replace(NIORT, contract_kinds=frozenset({"CDI", "CDP"})), contract_kind="CDD")

    assert decision.matched
    assert "Le contrat est un CDD ; vous cherchez un CDI ou un contrat de projet." in said(decision)


@pytest.mark.parametrize(
    ("months", "words"),
    [(18, "dure au moins autant"), (24, "dure au moins autant"), (6, "est plus court que le vôtre")],
)
def test_the_length_of_the_contract_is_set_against_mine(months, words):
    decision = decided(replace(NIORT, contract_months=18), contract_kind="CDD", contract_months=months)

    assert f"{words}" in said(decision)
    assert f"{months} mois, contre 18 mois pour votre contrat" in said(decision)


def test_pay_under_the_minimum_is_said_with_both_amounts():
    profile = replace(NIORT, lowest_monthly_pay=Decimal(2000))

    decision = decided(profile, pay=Pay(Decimal(20_000), Decimal(22_800), "year", gross=True))

    assert "(1\u202f900\u00a0€ bruts par mois) est sous votre minimum (2\u202f000\u00a0€)" in said(decision)


def test_pay_that_is_not_said_to_be_gross_is_shown_and_not_judged():
    profile = replace(NIORT, lowest_monthly_pay=Decimal(2000))

    decision = decided(profile, pay=Pay(Decimal(1500), Decimal(1500), "month", gross=False))

    assert "sans dire que c'est en brut" in said(decision)
    assert decision.missing == ()


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (date(2027, 4, 15), "le lendemain de la fin de votre contrat."),
        (date(2027, 4, 16), "1 jour après la fin de votre contrat (14 avril 2027)."),
        (date(2027, 5, 1), "16 jours après la fin de votre contrat (14 avril 2027)."),
        (date(2027, 4, 14), "peu avant la fin de votre contrat (14 avril 2027) : préavis à prévoir."),
        (date(2026, 10, 1), "avant la fin de votre contrat (14 avril 2027) : préavis à prévoir."),
        (None, "ne donne pas de date de début."),
    ],
)
def test_the_start_is_set_against_the_end_of_the_contract(start, words):
    assert words in (decided(starts_on=start).on_dates or "")


def test_a_notice_is_never_presented_as_sure():
    assert "indicatif, à vérifier auprès de votre employeur" in (
        decided(starts_on=date(2026, 10, 1)).on_dates or ""
    )


def test_without_a_contract_the_day_one_is_free_counts():
    free = SeekerProfile(departement="79", available_on=date(2026, 10, 1))

    assert "vous serez disponible" in (decided(free, starts_on=date(2026, 10, 1)).on_dates or "")
    assert "avant votre disponibilité (1er octobre 2026)" in (
        decided(free, starts_on=date(2026, 9, 15)).on_dates or ""
    )
    assert "Le poste commence le 1er octobre 2026." in said(
        decided(SeekerProfile(), starts_on=date(2026, 10, 1))
    )


def test_a_closed_offer_is_no_match_from_the_day_after():
    assert decided(closes_on=TODAY).matched
    assert (
        decided(closes_on=date(2026, 8, 31)).excluded_fr
        == "Les candidatures sont closes depuis le 31 août 2026."
    )


def test_a_civil_servants_post_is_to_be_checked_by_whoever_is_not_one():
    told = decided(NIORT, contract_kind="titulaire", open_to_contract_staff=None)
    assert OPEN_TO_ALL in [missing.what for missing in told.missing]
    assert told.score < decided(NIORT, contract_kind="titulaire", open_to_contract_staff=True).score


def test_a_post_for_titulaires_is_no_match_for_others():
    assert (
        decided(open_to_contract_staff=False).excluded_fr
        == "Le poste est réservé aux fonctionnaires titulaires."
    )
    assert decided(replace(NIORT, is_titulaire=True), open_to_contract_staff=False).matched
    assert decided(open_to_contract_staff=None).matched


def test_a_commune_is_recognised_however_its_name_is_written():
    home = replace(NIORT, commune="SAINT MAIXENT L'ECOLE")

    assert "dans votre commune" in said(decided(home, commune="Saint-Maixent-l'École"))
