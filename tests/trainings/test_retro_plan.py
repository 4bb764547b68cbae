from datetime import date

from training_builders import TODAY, contract, learner, session

from workforce.trainings.retro_plan import StepKind, next_step, retro_plan

SPRING = session(
    starts=date(2027, 3, 1), ends=date(2027, 6, 30), enrol_by=date(2027, 2, 12), jury_on=date(2027, 7, 8)
)  # fmt: skip


def lines(person, of=SPRING, today=TODAY):
    return [(step.on, step.label) for step in retro_plan(person, of, today)]


def test_a_private_cdd_reads_every_step_in_order():
    assert lines(learner(contract=contract(ends=date(2027, 8, 31)))) == [
        (date(2026, 12, 31), "Envoyer le dossier à Transitions Pro, dernier jour"),
        (date(2027, 1, 13), "Demander l’accord de votre employeur"),
        (date(2027, 2, 12), "Vous inscrire auprès de GRETA du Var"),
        (date(2027, 3, 1), "Début de la formation"),
        (date(2027, 6, 30), "Fin de la formation"),
        (date(2027, 7, 8), "Jury"),
        (date(2027, 8, 31), "Fin de votre contrat"),
    ]


def test_a_public_agent_reads_nothing_of_transitions_pro():
    plan = retro_plan(learner(contract=contract(public=True)), SPRING, TODAY)
    assert StepKind.FUNDING_FILE not in {step.kind for step in plan}


def test_the_contract_end_falls_where_it_falls():
    kinds = [
        step.kind for step in retro_plan(learner(contract=contract(ends=date(2027, 4, 14))), SPRING, TODAY)
    ]
    assert kinds[-4:] == [StepKind.START, StepKind.CONTRACT_END, StepKind.END, StepKind.JURY]


def test_when_the_contract_end_moves_the_plan_is_counted_again():
    near = lines(learner(contract=contract(ends=date(2026, 12, 20))))
    assert near[0] == (date(2026, 12, 19), "Envoyer le dossier à Transitions Pro, dernier jour")
    assert (date(2026, 12, 31), "Envoyer le dossier à Transitions Pro, dernier jour") in lines(
        learner(contract=contract(ends=date(2027, 8, 31)))
    )


def test_a_job_seeker_asks_no_employer():
    kinds = {step.kind for step in retro_plan(learner(contract=None), SPRING, TODAY)}
    assert kinds == {StepKind.ENROLMENT, StepKind.START, StepKind.END, StepKind.JURY}


def test_an_unknown_jury_is_within_six_months_and_an_unknown_last_day_is_advice():
    plan = retro_plan(learner(contract=None), session(), TODAY)
    assert (plan[-1].on, plan[-1].label) == (date(2027, 10, 30), "Jury, au plus tard")
    assert (plan[0].on, plan[0].is_advice) == (date(2026, 12, 24), True)  # Not the Sunday after Christmas.
    assert not retro_plan(learner(contract=None), SPRING, TODAY)[0].is_advice


def test_what_is_late_comes_first_until_the_session_starts():
    person = learner(contract=contract(public=True))
    late = retro_plan(person, SPRING, date(2027, 1, 20))
    assert [step.kind for step in late if step.is_late] == [StepKind.EMPLOYER_AGREEMENT]
    first = next_step(late, date(2027, 1, 20))
    assert first is not None
    assert first.kind is StepKind.EMPLOYER_AGREEMENT
    running = retro_plan(person, SPRING, date(2027, 3, 2))
    assert not any(step.is_late for step in running)


def test_the_next_step_is_the_first_to_come_and_nothing_once_all_is_done():
    plan = retro_plan(learner(contract=None), SPRING, TODAY)
    step = next_step(plan, date(2027, 3, 2))
    assert step is not None
    assert step.kind is StepKind.END
    assert next_step(plan, date(2027, 12, 1)) is None
