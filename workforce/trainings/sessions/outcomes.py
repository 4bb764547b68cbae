"""What a jury can decide of a bloc, and what follows for the person. Pure."""

from collections.abc import Mapping
from enum import StrEnum

MOST_SITTINGS = 3  # Exam sessions open to one candidate, within a year of the first.


class Outcome(StrEnum):
    """The result of one person for one bloc."""

    PASSED = "passed"
    PARTLY = "partly"
    NOT_PASSED = "not_passed"
    ABSENT = "absent"


LABELS: Mapping[Outcome, str] = {
    Outcome.PASSED: "obtenu",
    Outcome.PARTLY: "obtenu en partie",
    Outcome.NOT_PASSED: "non obtenu",
    Outcome.ABSENT: "absent ou absente au jury",
}
RESIT = (
    f"Vous pouvez vous représenter : jusqu’à {MOST_SITTINGS} sessions d’examen en un an. "
    "Demandez les prochaines dates de jury à l’organisme."
)


def may_sit_again(outcome: str) -> bool:
    """Say whether the person is told about sitting the exam again."""
    return outcome != Outcome.PASSED
