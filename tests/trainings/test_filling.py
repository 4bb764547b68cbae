from dataclasses import dataclass
from datetime import date

import pytest

from workforce.trainings.filling import NOTHING, fill, numbers_of
from workforce.trainings.placing import Fit


@dataclass
class Row:
    id: int = 1
    starts_on: date = date(2027, 1, 11)
    ends_on: date = date(2027, 3, 26)
    jury_on: date | None = None


@dataclass
class Line:
    ccp_codes: tuple[str, ...] = ("MN-CCP2",)
    fit: Fit = Fit.ENDS_BEFORE
    is_takeable: bool = True
    session: Row | None = None
    body: str = "GRETA du Var"


def given(**values) -> Line:
    return Line(session=Row(**values))


def test_a_session_that_gives_the_bloc_says_when_and_where_it_stands_against_the_contract():
    found = fill(2, [given()])
    assert found.session_id == 1
    assert found.sentence == (
        "La session GRETA du Var, du 11 janvier au 26 mars 2027, l’apporte. Elle se termine avant votre contrat."
    )


@pytest.mark.parametrize(
    ("starts", "jury", "words"),
    [
        (date(2027, 4, 15), None, "Elle est à temps : le poste commence le 15 avril 2027."),
        (date(2027, 4, 15), date(2027, 5, 3), "le jury vient après : dites-le à l’employeur."),
        (date(2027, 3, 26), None, "Elle finit après le début du poste (26 mars 2027)"),
        (date(2027, 2, 1), None, "parlez-en à l’employeur dès la candidature."),
    ],
)
def test_a_session_is_set_against_the_start_of_the_job(starts, jury, words):
    assert words in fill(2, [given(jury_on=jury)], starts).sentence


def test_a_session_done_before_the_job_starts_wins_over_one_that_comes_first():
    late = given(id=1, ends_on=date(2027, 6, 30))
    in_time = given(id=2, ends_on=date(2027, 2, 12))
    assert fill(2, [late, in_time], date(2027, 3, 1)).session_id == 2
    assert fill(2, [late, in_time]).session_id == 1


def test_a_contract_that_ends_during_it_is_a_right():
    line = Line(fit=Fit.CONTRACT_ENDS_DURING, session=Row())
    assert "vous avez le droit de la finir" in fill(2, [line]).sentence


def test_without_a_session_evidence_may_open_a_vae():
    assert "une VAE est possible" in fill(2, [Line(fit=Fit.ANY_TIME)]).sentence


@pytest.mark.parametrize(
    "lines", [[], [Line(ccp_codes=("MN-CCP3",), session=Row())], [Line(is_takeable=False, session=Row())]]
)
def test_nothing_that_brings_it_is_said(lines):
    found = fill(2, lines)
    assert (found.sentence, found.session_id) == (NOTHING, None)


def test_a_bloc_counts_by_its_number():
    assert numbers_of(("REMN-CCP2", "MN-CCP3", "MN")) == {2, 3}
