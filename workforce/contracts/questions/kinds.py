"""The words of the questions: what is asked, what can be answered."""

from enum import StrEnum


class QuestionKind(StrEnum):
    """What is asked about a contract."""

    DATE_CHECK = "date_check"
    RENEWAL_INTENT = "renewal_intent"
    AFTER_END = "after_end"


class DateAnswer(StrEnum):
    """What is said of an end that may be out of date."""

    CONFIRMED = "confirmed"
    PROLONGED = "prolonged"
    ENDED = "ended"
    LEFT = "left"


class NextStep(StrEnum):
    """What became of somebody after a contract."""

    SAME_TRADE = "same_trade"
    OTHER_TRADE = "other_trade"
    TRAINING = "training"
    SEARCHING = "searching"


NEXT_STEP_LABELS = {
    NextStep.SAME_TRADE: "Je travaille dans le même métier",
    NextStep.OTHER_TRADE: "Je travaille dans un autre métier",
    NextStep.TRAINING: "Je suis en formation",
    NextStep.SEARCHING: "Je cherche un emploi",
}
COUNTED_AS = {
    NextStep.SAME_TRADE: "Même métier",
    NextStep.OTHER_TRADE: "Autre métier",
    NextStep.TRAINING: "En formation",
    NextStep.SEARCHING: "En recherche d’emploi",
}
