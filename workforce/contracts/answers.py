"""All that employers answered about contracts that end, and what each answer sets off."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from workforce.accounts.models import Account
from workforce.contracts.intents import Intent
from workforce.contracts.kinds import Answer
from workforce.contracts.models import RenewalIntent

# Said before the answer is given: who is told, and what comes next.
SETS_OFF = {
    Answer.RENEW: "la personne et sa coordination sont prévenues ; il vous reste à enregistrer le contrat qui suit.",
    Answer.MAKE_PERMANENT: "la personne et sa coordination sont prévenues ; il vous reste à enregistrer le contrat "
    "sans date de fin.",
    Answer.END: "la personne et sa coordination sont prévenues, pour préparer la suite et la passation ; le poste, "
    "s’il est subventionné, sera à pourvoir.",
    Answer.UNKNOWN: "personne n’est prévenu ; nous vous reposerons la question avant la date.",
}
FOLLOWED_BY_A_CONTRACT = frozenset({Answer.RENEW, Answer.MAKE_PERMANENT})


def is_decided(said: Sequence[Intent]) -> bool:
    """Tell whether the latest of these answers settles the question."""
    return bool(said) and said[-1].answer is not Answer.UNKNOWN


def said_about(session: Session, contract_ids: Sequence[int]) -> dict[int, list[Intent]]:
    """Return every answer about each of these contracts, the first given first, in one query."""
    rows = session.exec(
        select(RenewalIntent.contract_id, RenewalIntent.answer, RenewalIntent.answered_at, Account.name)
        .outerjoin(Account, col(Account.id) == RenewalIntent.account_id)
        .where(col(RenewalIntent.contract_id).in_(contract_ids))
        .order_by(col(RenewalIntent.answered_at), col(RenewalIntent.id))
    )
    found: dict[int, list[Intent]] = defaultdict(list)
    for contract_id, answer, at, by in rows:
        found[contract_id].append(Intent(Answer(answer), at, by or ""))
    return dict(found)
