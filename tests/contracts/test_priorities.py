import re
from datetime import date, timedelta

from workforce.contracts.kinds import Answer
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


def test_every_reason_is_said_the_weightiest_first():
    worst = person(
        days=12, is_conflicting=True, has_account=False, start_is_known=False, word_due=date(2026, 11, 2)
    )
    assert judge(worst, TODAY).reasons == (
        "Son contrat se termine dans 12 jours.",
        "Son employeur devait répondre avant le 2 novembre 2026 : toujours rien de décidé.",
        "Aucune suite connue : ni nouveau contrat, ni formation demandée.",
        "Deux sources ne donnent pas la même date.",
        "Pas encore d’accès : aucune alerte ne lui parvient.",
        "Date de début inconnue : les échéances ne sont pas toutes calculées.",
    )


def test_reasons_speak_to_the_coordinator_about_somebody_else():
    every = [
        *judge(person(is_conflicting=True, has_account=False, start_is_known=False), TODAY).reasons,
        *judge(person(answer=Answer.END), TODAY).reasons,
        *judge(person(days=20, answer=Answer.RENEW, has_plan=True), TODAY).reasons,
    ]
    assert not [reason for reason in every if re.search(r"\b(vous|votre|vos)\b", reason, re.IGNORECASE)]


def test_an_employer_who_ends_it_comes_before_one_who_says_nothing():
    assert ranked(person(1), person(2, answer=Answer.END)) == [2, 1]
    assert "Son employeur répond : ne renouvelle pas." in judge(person(answer=Answer.END), TODAY).reasons


def test_an_employer_who_goes_on_is_believed_until_the_end_is_near_and_nothing_is_signed():
    far, near = (
        person(n, days=days, answer=Answer.RENEW, has_plan=True) for n, days in enumerate((31, 30), 1)
    )
    assert ranked(far, near) == [2]
    assert judge(near, TODAY).reasons[1] == (
        "Son employeur dit vouloir renouveler, mais aucun nouveau contrat n’est enregistré."
    )


def test_a_silence_is_a_reason_only_once_its_day_is_past():
    late, in_time = (person(word_due=TODAY + timedelta(days=days)) for days in (-1, 0))
    assert judge(late, TODAY).weight > judge(in_time, TODAY).weight
    assert len(judge(in_time, TODAY).reasons) == 2


def test_an_answer_given_late_is_no_silence():
    answered = person(answer=Answer.MAKE_PERMANENT, has_plan=True, word_due=TODAY - timedelta(days=5))
    assert judge(answered, TODAY).weight == 0
