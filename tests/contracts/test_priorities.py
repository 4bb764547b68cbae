from datetime import date, timedelta

from workforce.contracts.priorities import LOOK_AHEAD, PersonFacts, judge, rank

TODAY = date(2026, 11, 23)


def person(number=1, days=40, **facts):
    known = {"has_plan": False, "is_conflicting": False, "has_account": True} | facts
    return PersonFacts(number, TODAY + timedelta(days=days), **known)


def ranked(*people, most=10):
    return [one.adviser_id for one in rank(people, TODAY, most)]


def test_the_nearest_end_comes_first():
    assert ranked(person(1, days=90), person(2, days=20), person(3, days=60)) == [2, 3, 1]


def test_what_makes_it_worse_may_outrun_a_few_weeks():
    assert ranked(person(1, days=40), person(2, days=60, has_account=False)) == [2, 1]


def test_somebody_with_a_plan_is_not_to_call_unless_the_date_is_doubtful():
    assert ranked(person(1, has_plan=True), person(2, has_plan=True, is_conflicting=True)) == [2]


def test_nobody_is_called_for_an_end_that_is_past_or_far():
    assert ranked(person(1, days=-1), person(2, days=LOOK_AHEAD + 1)) == []
    assert ranked(person(3, days=0), person(4, days=LOOK_AHEAD)) == [3, 4]


def test_no_more_are_called_than_asked():
    assert ranked(*(person(n, days=n) for n in range(1, 6)), most=2) == [1, 2]


def test_every_reason_is_said():
    worst = person(days=12, is_conflicting=True, has_account=False, start_is_known=False)
    assert judge(worst, TODAY).reasons == (
        "Fin du contrat dans moins d’un mois.",
        "Aucune suite connue : ni nouveau contrat, ni formation demandée.",
        "Deux sources ne donnent pas la même date.",
        "Pas encore d’accès : aucune alerte ne lui parvient.",
        "Date de début inconnue : les échéances ne sont pas toutes calculées.",
    )
