"""Builders that state only what a test is about: a session gives MN's CCP2 and CCP3, remote, until April."""

from dataclasses import replace
from datetime import date

from workforce.contracts.kinds import ContractKind
from workforce.skills.background import Background, Enrolment, Holding
from workforce.skills.gaps import CompetenceFacts, Level
from workforce.skills.referential import shipped
from workforce.trainings.situation import ContractSituation, LearnerFacts, Mode, SessionFacts

TODAY = date(2026, 11, 22)
BOTH = ("MN-CCP2", "MN-CCP3")


def background(*codes, enrolled_on=None):
    enrolments = (Enrolment("REMN", enrolled_on),) if enrolled_on else ()
    return Background(tuple(Holding(code) for code in codes), enrolments)


def contract(kind="CDD", ends=date(2027, 8, 31), *, public=False, starts=None):
    return ContractSituation(ContractKind(kind.lower()), public, ends, starts)


def learner(*codes, contract=None, enrolled_on=None, evidence=(), departement="83", commune=None, months=30):
    known = background(*(codes or ("MN-CCP1",)), enrolled_on=enrolled_on)
    return LearnerFacts(known, contract, departement, commune, covered(*evidence), months)


def covered(*ccps):
    """Return the facts of a person who can do every competence of these blocs, and has evidence of each."""
    found = [competence for code in ccps for competence in shipped().by_ccp[code].competences]
    return {one.code: CompetenceFacts(Level.YES, 1) for one in found}


def session(code="S1", ccps=BOTH, starts=date(2027, 1, 11), ends=date(2027, 4, 30), **facts):
    usual = SessionFacts(code, tuple(ccps), "GRETA du Var", starts, ends, mode=Mode.REMOTE, hours_per_week=7)
    return replace(usual, **facts)


def on_site(code, departement, **facts):
    return session(code, mode=Mode.ON_SITE, departement=departement, **facts)
