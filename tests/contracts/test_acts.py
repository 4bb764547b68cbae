"""What may be done to a contract, and what is refused: on which field, with which sentence."""

from datetime import date

import pytest
from sqlmodel import select

from tests import given
from workforce.contracts import actions, undoing
from workforce.contracts.actions import ContractDraft
from workforce.contracts.kinds import ContractKind, EndMotive
from workforce.contracts.models import Contract, ContractChange
from workforce.refusals import Refused

D = date
START, END = D(2025, 6, 1), D(2027, 1, 31)


class Hand:
    """Does what a person does to the contracts of one adviser; the last one made is the one at hand."""

    def __init__(self, session, sector="public"):
        self.session, self.adviser = session, given.adviser(session)
        self.at = given.employer(session, sector)
        self.contract = None

    def sign(self, starts=START, ends=END, kind="cdd", elsewhere=False, **values):
        at = given.employer(self.session) if elsewhere else self.at
        draft = ContractDraft(employer_id=at.id, kind=kind, start_date=starts, end_date=ends, **values)
        self.contract = actions.sign(self.session, self.adviser.id, draft, given.TOLD)
        return self.contract

    def prolong(self, end, of=None):
        actions.prolong(self.session, (of or self.contract).id, end, given.TOLD)

    def renew(self, starts, ends=None, kind="cdd", of=None, **values):
        draft = ContractDraft(employer_id=self.at.id, kind=kind, start_date=starts, end_date=ends, **values)
        self.contract = actions.renew(self.session, (of or self.contract).id, draft, given.TOLD)
        return self.contract

    def end(self, day, motive=EndMotive.RESIGNATION, of=None):
        actions.terminate(self.session, (of or self.contract).id, day, motive)

    def undo_all(self):
        for change in self.session.exec(select(ContractChange).order_by(ContractChange.id.desc())).all():
            undoing.undo(self.session, change.id, None)


def after(first, *acts):
    """Return what signs a first contract, then does these acts."""

    def play(hand):
        hand.sign(**first)
        for act in acts:
            act(hand)

    return play


CDI = {"ends": None, "kind": "cdi"}
UNKNOWN = {"ends": None}
PART = {"part_time": True}
SECOND = {"starts": D(2027, 2, 1), "ends": D(2027, 7, 31), "elsewhere": True}

ALLOWED = {
    "a longer end": after({}, lambda h: h.prolong(D(2027, 6, 30))),
    "a shorter end": after({}, lambda h: h.prolong(D(2026, 12, 1))),
    "an end that nobody knew": after(UNKNOWN, lambda h: h.prolong(END)),
    "an end, the start unknown": after({"starts": None}, lambda h: h.prolong(D(2027, 6, 30))),
    "an end the day before the next contract": after(
        {},
        lambda h: h.renew(D(2027, 3, 1), D(2027, 8, 31)),
        lambda h: h.prolong(D(2027, 2, 28), of=first_of(h)),
    ),
    "a renewal the day after": after({}, lambda h: h.renew(D(2027, 2, 1), D(2027, 7, 31))),
    "a renewal after a gap of four months": after({}, lambda h: h.renew(D(2027, 6, 1), D(2027, 7, 31))),
    "a renewal of a renewal": after(
        {},
        lambda h: h.renew(D(2027, 2, 1), D(2027, 7, 31)),
        lambda h: h.renew(D(2027, 8, 1), D(2027, 12, 31)),
    ),
    "a CDI after a CDD": after({}, lambda h: h.renew(D(2027, 2, 1), kind="cdi")),
    "a contrat de projet after a CDD": after(
        {}, lambda h: h.renew(D(2027, 2, 1), length_months=36, kind="cdp")
    ),
    "a renewal of an end unknown": after(UNKNOWN, lambda h: h.renew(D(2027, 2, 1), D(2027, 7, 31))),
    "a renewal whose end is unknown": after({}, lambda h: h.renew(D(2027, 2, 1))),
    "a renewal after a rupture": after(
        {}, lambda h: h.end(D(2026, 12, 31)), lambda h: h.renew(D(2027, 1, 1), D(2027, 7, 31))
    ),
    "a rupture on the first day": after({}, lambda h: h.end(START)),
    "a rupture on the last day": after({}, lambda h: h.end(END)),
    "a rupture of a CDI": after(CDI, lambda h: h.end(D(2027, 5, 31), EndMotive.DISMISSAL)),
    "a rupture, both dates unknown": after({"starts": None, "ends": None}, lambda h: h.end(D(2026, 12, 31))),
    "a second part-time contract": after(PART, lambda h: h.sign(**PART, elsewhere=True)),
    "a part-time contract beside a full one": after({}, lambda h: h.sign(**PART, elsewhere=True)),
    "a contract after a rupture": after(
        {}, lambda h: h.end(D(2026, 11, 30)), lambda h: h.sign(D(2026, 12, 1), D(2027, 5, 31), elsewhere=True)
    ),
    "two contracts whose starts are unknown": after(
        {"starts": None}, lambda h: h.sign(starts=None, elsewhere=True)
    ),
    "a contract of which nothing is known": after({"starts": None, "ends": None}),
    "a length that a few days contradict": after({"ends": D(2027, 2, 5), "length_months": 20}),
}


def first_of(hand):
    return hand.session.get(Contract, hand.contract.renews_id)


REFUSED = {
    "a prolongation of a CDI": (
        after(CDI, lambda h: h.prolong(END)), "end_date", "Un contrat sans date de fin ne se prolonge pas."),
    "a prolongation after a rupture": (
        after({}, lambda h: h.end(D(2026, 12, 31)), lambda h: h.prolong(D(2027, 6, 30))),
        "end_date", "Ce contrat a été rompu : il ne se prolonge pas."),
    "an end before the start": (
        after({}, lambda h: h.prolong(D(2025, 5, 31))), "end_date", "précède le début (1er juin 2025)"),
    "an end in another century": (
        after(UNKNOWN | {"starts": None}, lambda h: h.prolong(D(2207, 1, 31))), "end_date", "L’année 2207 n’est pas plausible"),
    "eleven years": (after({}, lambda h: h.prolong(D(2036, 6, 30))), "end_date", "plus de dix ans"),
    "an end inside the next contract": (
        after({}, lambda h: h.renew(D(2027, 2, 1), D(2027, 7, 31)), lambda h: h.prolong(D(2027, 2, 1), of=first_of(h))),
        "end_date", "Le contrat suivant commence le 1er février 2027 : celui-ci se termine avant."),
    "an end inside a part-time renewal": (
        after(PART, lambda h: h.renew(D(2027, 2, 1), D(2027, 7, 31), **PART), lambda h: h.prolong(D(2027, 2, 1), of=first_of(h))),
        "end_date", "Le contrat suivant commence le 1er février 2027"),
    "an end inside another contract": (
        after(SECOND, Hand.sign, lambda h: h.prolong(D(2027, 3, 1))),
        "end_date", "chevauchent un autre contrat à temps plein de la même personne : du 1er février 2027 au 31 juillet 2027"),
    "a renewal of a CDI": (
        after(CDI, lambda h: h.renew(D(2027, 2, 1))), "", "Un contrat sans date de fin ne se renouvelle pas"),
    "a second renewal": (
        after({}, lambda h: h.renew(D(2027, 2, 1), D(2027, 7, 31)), lambda h: h.renew(D(2027, 2, 1), of=first_of(h))),
        "", "Ce contrat est déjà renouvelé, à partir du 1er février 2027. Renouvelez plutôt le suivant."),
    "a renewal on the last day": (
        after({}, lambda h: h.renew(END)), "start_date", "après la fin du précédent (31 janvier 2027)"),
    "a renewal before a rupture's day": (
        after({}, lambda h: h.end(D(2026, 12, 31)), lambda h: h.renew(D(2026, 12, 31))),
        "start_date", "après la fin du précédent (31 décembre 2026)"),
    "a part-time renewal inside the former": (
        after(PART, lambda h: h.renew(D(2026, 12, 1), **PART)), "start_date", "après la fin du précédent"),
    "a renewal older than the former": (
        after(UNKNOWN, lambda h: h.renew(D(2025, 1, 1))), "start_date", "Le précédent a commencé le 1er juin 2025"),
    "a renewal after five months": (
        after({}, lambda h: h.renew(D(2027, 6, 2))), "start_date", "Plus de quatre mois séparent ce contrat du précédent"),
    "a renewal that begins nobody knows when": (
        after({}, lambda h: h.renew(None)), "start_date", "Dites quand commence le nouveau contrat."),
    "a renewal that ends before it begins": (
        after({}, lambda h: h.renew(D(2027, 2, 1), D(2027, 1, 1))), "end_date", "précède le début"),
    "a CDI with an end": (after({"kind": "cdi"}), "end_date", "Un contrat « CDI » n’a pas de date de fin"),
    "a CDI with a length": (
        after({"kind": "cdi", "ends": None, "length_months": 18}), "length_months", "Un contrat « CDI » n’a pas de durée"),
    "a tenured agent with an end": (after({"kind": "tenured"}), "end_date", "n’a pas de date de fin"),
    "a length that the dates contradict": (
        after({"length_months": 36}), "end_date",
        "36 mois à partir du 1er juin 2025 mènent au 31 mai 2028, pas au 31 janvier 2027"),
    "a rupture before the start": (
        after({}, lambda h: h.end(D(2025, 5, 31))), "termination_date", "La rupture ne peut pas précéder le début du contrat."),
    "a rupture after the end": (
        after({}, lambda h: h.end(D(2027, 2, 1))), "termination_date", "La rupture ne peut pas suivre la fin prévue du contrat."),
    "a second rupture": (
        after({}, lambda h: h.end(D(2026, 12, 1)), lambda h: h.end(D(2026, 12, 2))),
        "termination_date", "La rupture de ce contrat est déjà enregistrée."),
    "a rupture of a CDI in another century": (
        after(CDI, lambda h: h.end(D(2216, 1, 1))), "termination_date", "L’année 2216 n’est pas plausible"),
    "a rupture by the term": (
        after({}, lambda h: h.end(D(2026, 12, 1), EndMotive.TERM)), "motive", "Choisissez une des raisons proposées."),
    "a second full-time contract": (
        after({}, lambda h: h.sign(D(2027, 1, 31), D(2027, 12, 31), elsewhere=True)),
        "start_date", "Ces dates chevauchent un autre contrat à temps plein"),
    "a full-time contract during a CDI": (
        after(CDI, lambda h: h.sign(D(2030, 1, 1), D(2030, 12, 31), elsewhere=True)),
        "start_date", "du 1er juin 2025, sans date de fin"),
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_happens_to_real_contracts_is_recorded_and_undone(session, moment, name):
    hand = Hand(session)
    ALLOWED[name](hand)
    hand.undo_all()


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_on_its_field(session, moment, name):
    play, field, sentence = REFUSED[name]
    with pytest.raises(Refused) as refused:
        play(Hand(session))
    assert list(refused.value.errors) == [field]
    assert sentence in refused.value.errors[field]


def test_a_contrat_de_projet_is_for_public_employers(session, moment):
    with pytest.raises(Refused) as refused:
        Hand(session, "private").sign(kind="cdp")
    assert refused.value.errors == {"kind": "Un contrat de projet n’existe que chez un employeur public."}


def test_a_renewal_that_was_undone_may_be_made_again(session, moment):
    hand = Hand(session)
    first = hand.sign()
    hand.renew(D(2027, 2, 1), D(2027, 7, 31))
    last = session.exec(select(ContractChange.id).order_by(ContractChange.id.desc())).first()
    undoing.undo(session, last, None)
    again = hand.renew(D(2027, 2, 1), D(2027, 12, 31), of=first)
    assert (again.renews_id, ContractKind(again.kind)) == (first.id, ContractKind.CDD)
