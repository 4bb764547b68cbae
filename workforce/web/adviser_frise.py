"""The time bar of an adviser: contracts, deadlines, trainings and letters become what the bar shows. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import url_for

from workforce.alerts.ledger import ContractLetter
from workforce.contracts.kinds import KIND_LABELS, Party
from workforce.contracts.models import Deadline
from workforce.contracts.outlook import ContractLine, Outlook
from workforce.trainings.listing import SuggestionLine
from workforce.web.frise import ContractSpan, Frise, FriseFacts, Moment, TrainingSpan, Window, draw

MOST_TRAININGS = 3
FRANCE_TRAVAIL = "france-travail-registration"
EMPLOYER_WORD = "employer-word"


def frise_of(
    contracts: Sequence[ContractLine],
    found: Outlook,
    deadlines: Sequence[Deadline],
    suggestions: Sequence[SuggestionLine],
    letters: Iterable[ContractLetter],
    today: date,
    *,
    is_owner: bool = True,
) -> Frise | None:
    """Draw the time bar of an adviser; None where no date is known. Letters lead to their page for the adviser alone."""
    spans = tuple(
        ContractSpan(KIND_LABELS[one.kind], one.start, one.last_day)
        for one in contracts
        if one.start or one.last_day
    )
    if not spans or found.contract is None:
        return None
    counted = [row for row in deadlines if row.contract_id == found.contract.id]
    return draw(
        FriseFacts(
            today=today,
            contracts=spans,
            notice=_notice(counted),
            windows=tuple(_windows(counted)),
            trainings=tuple(_trainings(suggestions)),
            france_travail=_france_travail(counted),
            alerts=tuple(
                Moment(one.title, one.sent_on, url_for("alerts.mine") if is_owner else "")
                for one in letters
                if one.sent_on
            ),
        )
    )


def _notice(deadlines: Sequence[Deadline]) -> Moment | None:
    word = next((row for row in deadlines if row.rule.startswith(EMPLOYER_WORD)), None)
    return Moment("Réponse de l’employeur", word.due_date) if word else None


def _windows(deadlines: Sequence[Deadline]) -> Iterable[Window]:
    for row in deadlines:
        is_mine = row.party == Party.ADVISER and row.rule != FRANCE_TRAVAIL
        if is_mine and row.window_start and row.window_end:
            yield Window(row.label.partition(" (")[0], row.window_start, row.window_end)


def _france_travail(deadlines: Sequence[Deadline]) -> Window | None:
    row = next((row for row in deadlines if row.rule == FRANCE_TRAVAIL), None)
    return (
        Window("Inscription à France Travail", row.window_start, row.window_end or row.due_date)
        if (row and row.window_start)
        else None
    )


def _trainings(suggestions: Sequence[SuggestionLine]) -> Iterable[TrainingSpan]:
    for one in [one for one in suggestions if one.session and one.is_takeable][:MOST_TRAININGS]:
        assert one.session is not None
        href = url_for("trainings.show", session_id=one.session.id)
        yield TrainingSpan(
            f"Formation {one.ccps_fr}", one.session.starts_on, one.session.ends_on, one.session.jury_on, href
        )
