"""What happened, and who is told: the reactions of the last room of the house."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import Session, select

from workforce import clock
from workforce.accounts.models import Account, Membership
from workforce.alerts import told
from workforce.alerts.contract_letters import END_MOVED, RENEWED
from workforce.alerts.date_letters import DATE_MOVED, MONEY_MOVED
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.alerts.planet_announcing import awaited_occasion
from workforce.alerts.planning import NOT_ACCEPTED, announce
from workforce.contracts import audiences
from workforce.contracts.kinds import Answer, Party
from workforce.contracts.models import Contract
from workforce.due import settle
from workforce.facts import (
    AccountInvited,
    ContractChangeUndone,
    DeadlineReached,
    FeedFailed,
    ImportApplied,
    InvitationAccepted,
    OfferMatched,
    RenewalAnswered,
    SignInRequested,
    TrainingConflictGone,
    TrainingConflictMet,
    TrainingSuggested,
)  # fmt: skip

OFFERS_A_DAY = 3  # Letters; the others are read in the application.
TAKEN_BACK = (END_MOVED, RENEWED, DATE_MOVED, MONEY_MOVED)  # Why a change of contract sets a letter aside.
TOO_MANY_OFFERS = f"plus de {OFFERS_A_DAY} offres ce jour-là : celle-ci se lit dans l’application"


def announce_sign_in(session: Session, fact: SignInRequested) -> None:
    """Mail the link that was asked for."""
    announce(session, [fact.account_id], "sign_in_link", f"sign-in:{fact.link_id}", {"link_id": fact.link_id})


def announce_invitation(session: Session, fact: AccountInvited) -> None:
    """Invite a person, once."""
    announce(session, [fact.account_id], "invitation", "invitation", {"invited_by": fact.invited_by})


def resume_after_invitation(session: Session, fact: InvitationAccepted) -> None:
    """Send what waited for a person to accept their invitation, if it still stands at delivery."""
    waiting = update(Delivery).where(
        Delivery.channel_id.in_(select(Channel.id).where(Channel.account_id == fact.account_id)),  # type: ignore[attr-defined]
        Delivery.state == "skipped",  # type: ignore[arg-type]
        Delivery.reason == NOT_ACCEPTED,  # type: ignore[arg-type]
    )
    session.execute(waiting.values(state="planned", reason="", due_at=clock.now()))


def resume_after_undo(session: Session, fact: ContractChangeUndone) -> None:
    """Send what a change had taken back, now that it is undone; what still does not stand is set aside again at delivery."""
    former = select(Contract.renews_id).where(Contract.id == fact.contract_id)
    about = select(Alert.id).where(
        or_(Alert.contract_id == fact.contract_id, Alert.contract_id.in_(former))  # type: ignore[arg-type, union-attr]
    )
    again = update(Delivery).where(
        Delivery.alert_id.in_(about),  # type: ignore[attr-defined]
        Delivery.state == "skipped",  # type: ignore[arg-type]
        Delivery.reason.in_(TAKEN_BACK),  # type: ignore[attr-defined]
    )
    session.execute(again.values(state="planned", reason="", due_at=clock.now()))


def announce_deadline(session: Session, fact: DeadlineReached) -> None:
    """Tell the adviser, the employer or the coordinator that a contract ends."""
    kind = {"adviser": "contract_ends", "employer": "contract_ends_employer"}.get(
        fact.audience, "contract_ends_coordinator"
    )
    subject = {
        "contract_id": fact.contract_id,
        "end": fact.end.isoformat(),
        "milestone": fact.milestone,
        "audience": fact.audience,
    }
    occasion = f"contract:{fact.contract_id}:{fact.end}:{fact.audience}:{fact.milestone}"
    announce(
        session, around(session, fact.contract_id, fact.audience), kind, occasion, subject, fact.contract_id
    )


def announce_answer(session: Session, fact: RenewalAnswered) -> None:
    """Tell the adviser and the coordinator what the employer intends; not that it has not decided yet."""
    contract = session.get_one(Contract, fact.contract_id)
    if fact.answer == Answer.UNKNOWN or contract.end_date is None:
        return
    for audience in (Party.ADVISER, Party.COORDINATOR):
        subject = {
            "contract_id": contract.id,
            "end": contract.end_date.isoformat(),
            "answer": fact.answer,
            "audience": audience,
        }
        occasion = f"renewal:{contract.id}:{contract.end_date}:{fact.answer}:{audience}:{clock.today()}"
        announce(
            session,
            around(session, contract.id, audience),
            "renewal_answered",
            occasion,
            subject,
            contract.id,
        )


def announce_training(session: Session, fact: TrainingSuggested) -> None:
    """Tell an adviser which session brings the missing bloc, unless they waited for it and know."""
    if _knows(session, fact.adviser_id, awaited_occasion(fact.session_id)):
        return
    _about_training(
        session, fact, "training_suggested", f"training:{fact.session_id}:{fact.ccp_code}:{fact.fit}"
    )


def announce_conflict_gone(session: Session, fact: TrainingConflictGone) -> None:
    """Tell an adviser that a training now ends before the contract: « c'est bon »."""
    occasion = f"conflict-gone:{fact.session_id}:{fact.ccp_code}:{clock.today()}"
    _about_training(session, fact, "training_conflict_gone", occasion)


def announce_conflict_met(session: Session, fact: TrainingConflictMet) -> None:
    """Tell an adviser that the contract now ends before a training does."""
    occasion = f"conflict-met:{fact.session_id}:{fact.ccp_code}:{clock.today()}"
    _about_training(session, fact, "training_conflict_met", occasion)


def announce_match(session: Session, fact: OfferMatched) -> None:
    """Tell an adviser of an offer that fits, once for all its copies; beyond a few a day, only the ledger knows."""
    accounts = _accounts(session, Membership.adviser_id == fact.adviser_id)
    subject = {"adviser_id": fact.adviser_id, "offer_id": fact.offer_id}
    for account_id in accounts:
        if not told.claim(session, account_id, [fact.offer_id]):
            continue
        fresh = announce(session, [account_id], "offer_matched", f"offer:{fact.offer_id}", subject)
        if fresh and _told_today(session, account_id) > OFFERS_A_DAY:
            _hold_back(session, fresh, TOO_MANY_OFFERS)
            told.take_back(session, account_id, [fact.offer_id])


def announce_feed_failure(session: Session, fact: FeedFailed) -> None:
    """Tell the operators that a source fails."""
    subject = {"feed_id": fact.feed_id, "error": fact.error}
    operators = _accounts(session, Membership.role == "operator")
    announce(session, operators, "feed_failed", f"feed-failed:{fact.feed_id}:{clock.today()}", subject)


def announce_import(session: Session, fact: ImportApplied) -> None:
    """Tell whoever imported a file what became of it."""
    if fact.account_id:
        announce(
            session,
            [fact.account_id],
            "import_done",
            f"import:{fact.import_id}",
            {"import_id": fact.import_id},
        )


def _knows(session: Session, adviser_id: int, occasion: str) -> bool:
    """Tell whether an adviser was told of something on this occasion."""
    mine = select(Membership.account_id).where(Membership.adviser_id == adviser_id)
    told_of = select(Alert.id).where(Alert.account_id.in_(mine), Alert.occasion == occasion)  # type: ignore[attr-defined]
    return session.exec(told_of).first() is not None


def _about_training(
    session: Session,
    fact: TrainingSuggested | TrainingConflictGone | TrainingConflictMet,
    kind: str,
    occasion: str,
) -> None:
    subject = {"adviser_id": fact.adviser_id, "session_id": fact.session_id, "ccp_code": fact.ccp_code}
    announce(session, _accounts(session, Membership.adviser_id == fact.adviser_id), kind, occasion, subject)


def around(session: Session, contract_id: int, audience: str) -> list[int]:
    """Return the accounts of one audience of a contract: adviser, employer or coordinator."""
    party = Party(audience)
    return sorted(audiences.around(session, [contract_id], [party])[contract_id][party])


def _accounts(session: Session, which: ColumnElement[bool] | bool) -> list[int]:
    open_ones = select(Membership.account_id).join(Account, Account.id == Membership.account_id)  # type: ignore[arg-type]
    return list(session.exec(open_ones.where(which, Account.disabled_at.is_(None)).distinct()))  # type: ignore[union-attr]


def _told_today(session: Session, account_id: int) -> int:
    since = clock.midnight(clock.today())
    told = select(func.count()).where(
        Alert.account_id == account_id, Alert.kind == "offer_matched", Alert.planned_at >= since
    )
    return session.scalar(told) or 0


def _hold_back(session: Session, alerts: Sequence[int], reason: str) -> None:
    held = session.exec(select(Delivery).where(Delivery.alert_id.in_(alerts))).all()  # type: ignore[attr-defined]
    settle(session, Delivery, [delivery.id for delivery in held])
    for delivery in held:
        delivery.state, delivery.reason = "skipped", reason
