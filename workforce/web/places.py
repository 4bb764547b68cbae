"""Where the thing named in an address belongs: what a rule of `policy` is held against."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from workforce.accounts.models import Membership
from workforce.accounts.policy import Place
from workforce.advisers.models import Adviser
from workforce.alerts.models import Channel, Delivery, MailboxLetter
from workforce.calendars.models import Subscription
from workforce.contracts.imports.models import Import
from workforce.contracts.models import Contract, ContractChange, Post
from workforce.duplicates.models import Duplicate, Merge
from workforce.employers.models import Employer
from workforce.experience.models import ActivityFile
from workforce.offers.models import JOINED, Feed, Offer
from workforce.offers.posting.models import OfferReport
from workforce.offers.same.models import OfferTwin
from workforce.offers.search.models import SavedSearch
from workforce.offers.sources.discovery.models import Discovery
from workforce.offers.sources.outlines.models import OutlineImport
from workforce.offers.syndication.models import OfferFeed
from workforce.skills.evidence.models import Attachment, Evidence
from workforce.skills.titles.models import ReferentialVersion
from workforce.territories.models import Network
from workforce.trainings.lists.models import SessionFeed, SessionFile
from workforce.trainings.sessions.models import Enrolment, SessionResult, TrainingBody, TrainingSession
from workforce.trainings.sessions.reading import counted_on

LARGEST_ID = 2**31 - 1


def place_of(session: Session, arguments: Mapping[str, Any]) -> Place | None:
    """Return the place of the one thing the address names; None where it does not exist."""
    named = [(name, value) for name, value in arguments.items() if name in PLACES]
    if not named:
        return Place()
    ((name, value),) = named
    return PLACES[name](session, value) if value <= LARGEST_ID else None


def adviser(session: Session, adviser_id: int) -> Place | None:
    """Return the network and département of an adviser."""
    row = session.exec(
        select(Adviser.network_id, Adviser.departement).where(Adviser.id == adviser_id)
    ).first()
    return Place(adviser_id=adviser_id, network_id=row[0], departement=row[1]) if row else None


def contract(session: Session, contract_id: int) -> Place | None:
    """Return the adviser and the employer that a contract binds."""
    row = session.exec(
        select(Adviser.id, Adviser.network_id, Adviser.departement, Contract.employer_id)
        .join(Contract, Contract.adviser_id == Adviser.id)  # type: ignore[arg-type]
        .where(Contract.id == contract_id, Contract.cancelled_at.is_(None))  # type: ignore[union-attr]
    ).first()
    return Place(*row) if row else None


def contract_change(session: Session, change_id: int) -> Place | None:
    """Return the adviser whose contract was changed; a contract that was undone is still theirs."""
    row = session.exec(
        select(Adviser.id, Adviser.network_id, Adviser.departement, Contract.employer_id)
        .join(Contract, Contract.adviser_id == Adviser.id)  # type: ignore[arg-type]
        .join(ContractChange, ContractChange.contract_id == Contract.id)  # type: ignore[arg-type]
        .where(ContractChange.id == change_id)
    ).first()
    return Place(*row) if row else None


def network(session: Session, network_id: int) -> Place | None:
    """Return a network."""
    found = session.get(Network, network_id)
    return Place(network_id=network_id, name=found.name) if found else None


def employer(session: Session, employer_id: int) -> Place | None:
    """Return an employer."""
    return Place(employer_id=employer_id) if session.get(Employer, employer_id) else None


def body(session: Session, body_id: int) -> Place | None:
    """Return a training body."""
    return Place(body_id=body_id) if session.get(TrainingBody, body_id) else None


def training_session(session: Session, session_id: int) -> Place | None:
    """Return the training body of a session. A session that is not withdrawn may be read by all who are signed in."""
    row = session.get(TrainingSession, session_id)
    if row is None or row.withdrawn_at is None:
        return Place(body_id=row.body_id, published=True) if row else None
    return Place(body_id=row.body_id, adviser_ids=counted_on(session, session_id))


def enrolment(session: Session, enrolment_id: int) -> Place | None:
    """Return whose enrolment it is, and the training body of its session."""
    row = session.exec(
        select(Adviser.id, Adviser.network_id, Adviser.departement, TrainingSession.body_id)
        .join(Enrolment, Enrolment.adviser_id == Adviser.id)  # type: ignore[arg-type]
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)  # type: ignore[arg-type]
        .where(Enrolment.id == enrolment_id)
    ).first()
    return Place(row[0], row[1], row[2], body_id=row[3]) if row else None


def session_result(session: Session, result_id: int) -> Place | None:
    """Return whose result it is, and the training body that gave it."""
    enrolment_id = session.exec(
        select(SessionResult.enrolment_id).where(SessionResult.id == result_id)
    ).first()
    return enrolment(session, enrolment_id) if enrolment_id else None


def offer(session: Session, offer_id: int) -> Place | None:
    """Return the employer of an offer, and whether everybody may read it."""
    row = session.exec(select(Offer.employer_id, Offer.state).where(Offer.id == offer_id)).first()
    return Place(employer_id=row[0], published=row[1] in ("published", JOINED, "closed")) if row else None


def post(session: Session, post_id: int) -> Place | None:
    """Return the employer of a post."""
    employer_id = session.exec(select(Post.employer_id).where(Post.id == post_id)).first()
    return Place(employer_id=employer_id) if employer_id else None


def imported(session: Session, import_id: int) -> Place | None:
    """Return the network that a file is imported into, and who sent it."""
    row = session.exec(select(Import.network_id, Import.account_id).where(Import.id == import_id)).first()
    return Place(network_id=row[0], account_id=row[1]) if row else None


def of_the_house(model: Any) -> Callable[[Session, int], Place | None]:
    """Return how to find a thing that belongs to nobody in particular: it exists, or not."""
    return lambda session, row_id: Place() if session.get(model, row_id) else None


def channel(session: Session, channel_id: int) -> Place | None:
    """Return whose channel it is; one that was removed is no more."""
    row = session.exec(
        select(Channel.account_id).where(Channel.id == channel_id, Channel.removed_at.is_(None))  # type: ignore[union-attr]
    ).first()
    return Place(account_id=row) if row else None


def subscription(session: Session, subscription_id: int) -> Place | None:
    """Return whose calendar it is; one that was revoked is no more."""
    row = session.exec(
        select(Membership.account_id)
        .join(Subscription, Subscription.membership_id == Membership.id)  # type: ignore[arg-type]
        .where(Subscription.id == subscription_id, Subscription.revoked_at.is_(None))  # type: ignore[union-attr]
    ).first()
    return Place(account_id=row) if row else None


def saved_search(session: Session, search_id: int) -> Place | None:
    """Return who keeps a search."""
    account_id = session.exec(select(SavedSearch.account_id).where(SavedSearch.id == search_id)).first()
    return Place(account_id=account_id) if account_id else None


def offer_feed(session: Session, offer_feed_id: int) -> Place | None:
    """Return whose feed of a list of offers it is; one that was revoked is no more."""
    row = session.exec(
        select(Membership.account_id)
        .join(OfferFeed, OfferFeed.membership_id == Membership.id)  # type: ignore[arg-type]
        .where(OfferFeed.id == offer_feed_id, OfferFeed.revoked_at.is_(None))  # type: ignore[union-attr]
    ).first()
    return Place(account_id=row) if row else None


def duplicate(session: Session, duplicate_id: int) -> Place | None:
    """Return the network of two people who may be one, with both départements; two employers are in no network."""
    row = session.get(Duplicate, duplicate_id)
    if row is None or row.kind != "adviser":
        return Place() if row else None
    both = select(Adviser.departement).where(col(Adviser.id).in_([row.first_id, row.second_id]))
    there = session.exec(both.order_by(col(Adviser.id))).all()
    first, other = (there[0], there[-1]) if there else (None, None)
    return Place(network_id=row.network_id, departement=first, other_departement=other)


def merge(session: Session, merge_id: int) -> Place | None:
    """Return the network of a merge of two people, with the département of each; a part of a merge is no thing apart."""
    row = session.get(Merge, merge_id)
    if row is None or row.kind != "adviser":
        return Place() if row and row.kind == "employer" else None
    kept = session.exec(select(Adviser.departement).where(Adviser.id == row.adviser_id)).one()
    return Place(network_id=row.network_id, departement=kept, other_departement=row.departement)


def evidence(session: Session, evidence_id: int) -> Place | None:
    """Return whose evidence it is."""
    row = session.exec(
        select(Adviser.id, Adviser.network_id, Adviser.departement)
        .join(Evidence, Evidence.adviser_id == Adviser.id)  # type: ignore[arg-type]
        .where(Evidence.id == evidence_id)
    ).first()
    return Place(*row) if row else None


def attachment(session: Session, attachment_id: int) -> Place | None:
    """Return whose evidence a file goes with."""
    evidence_id = session.exec(select(Attachment.evidence_id).where(Attachment.id == attachment_id)).first()
    return evidence(session, evidence_id) if evidence_id else None


def activity_file(session: Session, file_id: int) -> Place | None:
    """Return whose activities a file tells."""
    adviser_id = session.exec(select(ActivityFile.adviser_id).where(ActivityFile.id == file_id)).first()
    return adviser(session, adviser_id) if adviser_id else None


def session_file(session: Session, file_id: int) -> Place | None:
    """Return the training body whose sessions a file lists."""
    body_id = session.exec(select(SessionFile.body_id).where(SessionFile.id == file_id)).first()
    return Place(body_id=body_id) if body_id else None


def referential_version(session: Session, number: int) -> Place | None:
    """Return whether the referential ever had this version."""
    found = session.exec(select(ReferentialVersion.id).where(ReferentialVersion.number == number)).first()
    return Place() if found else None


PLACES: dict[str, Callable[[Session, int], Place | None]] = {
    "adviser_id": adviser,
    "contract_id": contract,
    "change_id": contract_change,
    "import_id": imported,
    "network_id": network,
    "employer_id": employer,
    "body_id": body,
    "session_id": training_session,
    "enrolment_id": enrolment,
    "result_id": session_result,
    "offer_id": offer,
    "post_id": post,
    "feed_id": of_the_house(Feed),
    "discovery_id": of_the_house(Discovery),
    "outlines_id": of_the_house(OutlineImport),
    "delivery_id": of_the_house(Delivery),
    "letter_id": of_the_house(MailboxLetter),
    "channel_id": channel,
    "subscription_id": subscription,
    "search_id": saved_search,
    "duplicate_id": duplicate,
    "merge_id": merge,
    "evidence_id": evidence,
    "attachment_id": attachment,
    "activity_file_id": activity_file,
    "session_file_id": session_file,
    "session_feed_id": of_the_house(SessionFeed),
    "version_number": referential_version,
    "twin_id": of_the_house(OfferTwin),
    "report_id": of_the_house(OfferReport),
    "offer_feed_id": offer_feed,
}
