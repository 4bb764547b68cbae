"""Whether a list may be believed when it no longer names a session. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from workforce.trainings.lists.rows import Reading
from workforce.wording import count_fr

FEWER = 2  # A list that lost more than half of its sessions at once is believed when it says so twice.
UNNAMED = (
    "Rien n’est retiré : une ligne mise de côté n’a pas de référence, et peut être une session déjà annoncée."
)
SHRUNK = "Rien n’est retiré pour le moment : la liste est passée de {before} à {after} d’un coup."


@dataclass(frozen=True)
class Judged:
    """Whether what a list leaves out is gone, else why it is not believed."""

    is_whole: bool
    reason: str = ""
    is_doubted: bool = False  # It may be believed the next time, if it says the same.


def judged(readings: Sequence[Reading], before: int, doubted_rows: int) -> Judged:
    """Judge a list by its rows, how many sessions it held, and the length of the last one that was doubted (0: none)."""
    if any(one.errors and one.key == one.natural_key for one in readings):
        return Judged(is_whole=False, reason=UNNAMED)
    rows = len(readings)
    if rows * FEWER < before and rows != doubted_rows:
        words = SHRUNK.format(before=count_fr(before, "session"), after=count_fr(rows, "session"))
        return Judged(is_whole=False, reason=words, is_doubted=True)
    return Judged(is_whole=True)
