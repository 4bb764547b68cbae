"""The ledger as the person reads it: what was sent to them, when, on which channel, or why not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from workforce import clock
from workforce.alerts.messages import LetterKind
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.wording import date_fr

A_PAGE = 30  # Lines.
KIND_LABELS = {
    LetterKind.CONTRACT_ENDS: "Fin de votre contrat",
    LetterKind.CONTRACT_ENDS_EMPLOYER: "Fin d’un contrat dans votre structure",
    LetterKind.CONTRACT_ENDS_COORDINATOR: "Fin d’un contrat dans votre réseau",
    LetterKind.DEADLINE_NEAR: "Échéance proche",
    LetterKind.RENEWAL_ANSWERED: "Réponse d’un employeur",
    LetterKind.DATE_CHECK: "Une date à confirmer",
    LetterKind.RENEWAL_QUESTION: "Votre intention pour un contrat qui se termine",
    LetterKind.AFTER_END: "Ce que vous devenez après votre contrat",
    LetterKind.QUESTIONS_COORDINATOR: "Questions restées sans réponse dans votre réseau",
    LetterKind.DEADLINE_PASSED_SUMMARY: "Échéances passées",
    LetterKind.FUNDING_ENDS: "Fin de la subvention d’un poste",
    LetterKind.POST_FUNDED_AGAIN: "Poste financé de nouveau",
    LetterKind.SEARCH_NEWS: "Nouveautés d’une recherche",
    LetterKind.TRAINING_SUGGESTED: "Formation proposée",
    LetterKind.TRAINING_CONFLICT_GONE: "Formation compatible avec votre contrat",
    LetterKind.SESSION_CHANGED: "Changement d’une session",
    LetterKind.ENROLMENT_CLOSES: "Fin des inscriptions à une session",
    LetterKind.SESSION_NEAR: "Rappel de votre formation",
    LetterKind.RESULT_OWED: "Résultats attendus",
    LetterKind.ENROLMENT_NEWS: "Inscription à une session",
    LetterKind.ENROLMENT_ANSWERED: "Réponse à votre demande de place",
    LetterKind.SEAT_OFFERED: "Place qui se libère",
    LetterKind.RESULT_GIVEN: "Résultat d’un jury",
    LetterKind.RESULT_CONTESTED: "Résultat contesté",
    LetterKind.TRAINING_CONFLICT_MET: "Formation plus longue que votre contrat",
    LetterKind.PLANETS_ALIGNED: "Une session devient possible",
    LetterKind.PLANETS_INVITATION: "Invitation à dire si une formation vous intéresse",
    LetterKind.SESSION_AWAITED: "La session que vous attendez",
    LetterKind.PLEDGE_EXPIRING: "Ce que vous avez dit pour une formation",
    LetterKind.OFFER_MATCHED: "Offre qui vous correspond",
    LetterKind.OFFER_IN_REVIEW: "Offre en relecture",
    LetterKind.OFFER_TO_REVIEW: "Offre à relire",
    LetterKind.OFFER_PUBLISHED: "Offre publiée",
    LetterKind.OFFER_REFUSED: "Offre à corriger",
    LetterKind.FEED_FAILED: "Source en échec",
    LetterKind.SIGN_IN_LINK: "Lien de connexion",
    LetterKind.INVITATION: "Invitation",
    LetterKind.CHANNEL_TEST: "Essai d’un canal",
    LetterKind.IMPORT_DONE: "Import terminé",
    LetterKind.RENEWAL_ANSWERED: "Réponse de l’employeur sur la suite du contrat",
}
LEVELS = {"planned": "info", "sent": "calm", "failed": "urgent", "skipped": "plan"}
BEST_FIRST = ("sent", "planned", "failed", "skipped")
STATES = {"planned": "prévue", "sent": "envoyée", "failed": "non envoyée", "skipped": "écartée"}


@dataclass(frozen=True)
class LedgerLine:
    """One alert on one channel, in words."""

    title: str
    channel: str
    at: datetime
    state: str
    level: str
    sentence: str


@dataclass(frozen=True)
class ContractLetter:
    """A letter to the adviser about the end of a contract, and what became of it on the channel where it went best."""

    contract_id: int
    title: str
    milestone: int | None
    end: date | None
    state: str
    sentence: str
    sent_on: date | None


def ledger_of(session: Session, account_id: int, offset: int = 0, limit: int = A_PAGE) -> list[LedgerLine]:
    """Return what was sent to a person or will be, the latest first."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Alert.title, Alert.kind, Alert.planned_at, Channel.label, Delivery.state, Delivery.reason, Delivery.sent_at,
            Delivery.due_at,
        )
        .join(Delivery, Delivery.alert_id == Alert.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(Alert.account_id == account_id)
        .order_by(col(Alert.planned_at).desc(), col(Delivery.id).desc())
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [
        LedgerLine(
            title or KIND_LABELS[LetterKind(kind)], channel, sent_at or planned_at, STATES[state], LEVELS[state],
            say(state, reason, sent_at, due_at),
        )
        for title, kind, planned_at, channel, state, reason, sent_at, due_at in rows
    ]  # fmt: skip


def count_of(session: Session, account_id: int) -> int:
    """Count the lines of a person's ledger."""
    lines = select(func.count()).select_from(Delivery).join(Alert, col(Alert.id) == Delivery.alert_id)
    return session.scalar(lines.where(Alert.account_id == account_id)) or 0


def letters_about(session: Session, contract_ids: Collection[int]) -> list[ContractLetter]:
    """Return the letters to advisers about the end of these contracts, the first planned first."""
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Alert.id, Alert.contract_id, Alert.title, Alert.subject, Delivery.state, Delivery.reason, Delivery.sent_at,
            Delivery.due_at,
        )
        .join(Delivery, Delivery.alert_id == Alert.id)
        .where(col(Alert.contract_id).in_(contract_ids), Alert.kind == LetterKind.CONTRACT_ENDS)
        .order_by(Alert.planned_at, Alert.id)
    )  # fmt: skip
    best: dict[int, tuple[int, ContractLetter]] = {}
    for id_, contract_id, title, subject, state, reason, sent_at, due_at in rows:
        letter = ContractLetter(
            contract_id,
            title or KIND_LABELS[LetterKind.CONTRACT_ENDS],
            subject.get("milestone"),
            date.fromisoformat(subject["end"]) if subject.get("end") else None,
            state,
            say(state, reason, sent_at, due_at),
            clock.paris_date(sent_at) if sent_at else None,
        )
        rank = BEST_FIRST.index(state)
        if id_ not in best or rank < best[id_][0]:
            best[id_] = (rank, letter)
    return [letter for _, letter in best.values()]


def say(state: str, reason: str, sent_at: datetime | None, due_at: datetime | None) -> str:
    """Say what became of a delivery, and when: in words, with the reason."""
    if state == "sent" and sent_at:
        return f"Envoyée le {_at(sent_at)}."
    if state == "planned" and reason:
        again = f" Nouvel essai le {_at(due_at)}." if due_at else ""
        return f"Pas encore partie : {_sentence(reason)}{again}"
    if state == "planned":
        return f"Partira le {_at(due_at)}." if due_at and due_at > clock.now() else "Part dans un instant."
    verb = "N’est pas partie" if state == "failed" else "N’a pas été envoyée"
    return f"{verb} : {_sentence(reason)}" if reason else f"{verb}."


def _sentence(reason: str) -> str:
    return f"{reason.rstrip('. ')}."


def _at(moment: datetime) -> str:
    local = moment.astimezone(clock.PARIS)
    return f"{date_fr(local.date())} à {local.hour}\u00a0h\u00a0{local.minute:02}"
