"""May a file be believed when it no longer lists an offer? Pure.

A full list closes what it leaves out; a list that was cut, or is suddenly far shorter, closes nothing.
"""

from dataclasses import dataclass

SHRUNK = 0.7  # Under this share of the last list, something probably went wrong over there.
ALIKE = 0.1  # Two short lists in a row that differ by less than this are believed.

CUT = "Le fichier est coupé avant la fin : ses offres sont lues, aucune n’est fermée."
EMPTY = "Le fichier ne contient aucune offre : aucune n’est fermée."
SHORT = (
    "Le fichier compte {rows} offres, contre {last} la fois précédente : aucune n’est fermée tant que "
    "le prochain fichier ne le confirme pas."
)


@dataclass(frozen=True, slots=True)
class Wholeness:
    """Whether a list may close what it leaves out, and if not, why, in French."""

    is_whole: bool
    reason_fr: str = ""


def judged(rows: int, *, is_cut: bool, last_rows: int = 0, doubted_rows: int = 0) -> Wholeness:
    """Judge a list of `rows` offers after one that had `last_rows`; `doubted_rows` is one not believed in between."""
    if not rows:
        return Wholeness(False, EMPTY)
    if is_cut:
        return Wholeness(False, CUT)
    confirmed = doubted_rows and abs(rows - doubted_rows) <= ALIKE * doubted_rows
    if rows < SHRUNK * last_rows and not confirmed:
        return Wholeness(False, SHORT.format(rows=rows, last=last_rows))
    return Wholeness(True)
