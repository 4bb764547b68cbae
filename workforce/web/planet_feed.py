"""The board as a feed: one entry a place where somebody waits, agrees or can open; a new one each time it is lit."""

from collections.abc import Sequence
from html import escape

from flask import url_for

from workforce import clock
from workforce.offers.syndication.lines import FeedLine
from workforce.small_counts import few
from workforce.territories.departements import departement
from workforce.trainings.planets.board import BoardLine
from workforce.trainings.planets.deciding import missing_sentence
from workforce.web.syndication import absolute

TITLE = "Sessions possibles : où les trois planètes se rejoignent"


def lines(found: Sequence[BoardLine]) -> list[FeedLine]:
    """Return the entries of these places, in their order; those where nobody is are left out."""
    counts = ((one, one.state.counts) for one in found)
    return [_line(one) for one, here in counts if here.learners or here.employers or here.bodies]


def _line(one: BoardLine) -> FeedLine:
    known = departement(one.departement)
    place = known.label if known else one.departement
    address = absolute(url_for("planets.door", departement=one.departement, bloc=one.bloc))
    changed_at = one.changed_at or clock.midnight(clock.today())
    return FeedLine(
        identity=f"{address}#{one.round}",
        title=f"CCP{one.bloc}, {place} : {'les trois planètes sont réunies' if one.state.is_lit else 'pas encore'}",
        link=address,
        employer="",
        published_at=changed_at,
        changed_at=changed_at,
        html=_words(one),
    )


def _words(one: BoardLine) -> str:
    state = one.state
    facts = (
        missing_sentence(state, one.next_door),
        f"Apprenants : {few(state.counts.learners)} sur {state.needed.learners}.",
        f"Employeurs : {state.counts.employers} sur {state.needed.employers}.",
        f"Organismes : {state.counts.bodies} sur {state.needed.bodies}.",
    )
    return "".join(f"<p>{escape(words)}</p>" for words in facts)
