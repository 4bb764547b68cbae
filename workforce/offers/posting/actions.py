"""Writing an offer, having it read, moderating it. Closing and prolonging are in `expiry`."""

from datetime import date, timedelta

from pydantic_core import to_jsonable_python
from sqlmodel import Session, select

from workforce import clock, journal
from workforce.employers.models import Employer
from workforce.facts import OfferPublished, OfferRefused, OfferSubmitted, OfferUnpublished, OfferWritten
from workforce.offers.models import ModerationNote, Offer
from workforce.offers.posting import sketches
from workforce.offers.posting.drafts import OF_A_POSTING, OF_EVERY_OFFER, OfferDraft
from workforce.offers.posting.duties import blocking
from workforce.offers.posting.models import OfferReport, Posting
from workforce.offers.posting.records import (
    advertisement,
    as_html,
    current,
    draft_of,
    following,
    found,
    move,
    values_of,
)
from workforce.offers.posting.states import Act, OfferState, act_of_change
from workforce.refusals import Refused

LIFE = timedelta(days=60)  # Of an offer that names no closing date.
FARTHEST = timedelta(days=184)  # Six months: beyond, a closing date is a mistake.
LONGEST_NOTE = 2000  # Characters.
TOO_FAR = (
    "La date limite est à plus de six mois : choisissez-en une plus proche, vous pourrez prolonger l’offre."
)
WRITTEN_MEANWHILE = (
    "Quelqu’un d’autre a modifié cette offre entre-temps. Votre saisie est conservée : enregistrez de nouveau pour"
    " qu’elle remplace la sienne."
)
READ_AGAIN = "Cette offre a changé depuis que vous l’avez ouverte : relisez-la avant de décider. Votre texte est conservé."


def save_draft(
    session: Session,
    employer_id: int,
    draft: OfferDraft,
    account_id: int | None = None,
    offer_id: int | None = None,
    seen: int | None = None,
) -> Offer:
    """Keep an offer that only its employer sees. Raises Refused for one that is read, published or closed.

    `seen`: the revision that the form was filled from; two colleagues at once do not undo each other unknowingly.
    """
    offer, posting = found(session, offer_id) if offer_id else _new(session, employer_id, account_id)
    _refuse_unseen(posting, seen)
    move(session, offer, Act.EDIT, account_id, is_told=False)
    _write(session, offer, posting, draft)
    _forget_sketch(session, employer_id, offer_id, account_id)
    return offer


def change_published(
    session: Session, offer_id: int, draft: OfferDraft, account_id: int | None = None, seen: int | None = None
) -> Act | None:
    """Change a published offer: at once, or back to the moderators first. Return which; None where nothing changed."""
    offer, posting = found(session, offer_id)
    _refuse_unseen(posting, seen)
    changed = {name for name, value in values_of(draft).items() if value != current(offer, posting).get(name)}
    if not changed:
        return None
    act = act_of_change(frozenset(changed))
    name = offer.employer_name if act is Act.REVISE else None
    _refuse(faults_of(draft, name, standing=offer.closes_on))
    move(session, offer, act, account_id, ", ".join(sorted(changed)))
    _write(session, offer, posting, draft)
    if act is Act.REVISE:
        _enter_queue(session, offer, posting)
    else:
        posting.approved_revision = posting.revision
        offer.closes_on = offer.closes_on or clock.today() + LIFE  # What is out always has its last day.
    _forget_sketch(session, offer.employer_id, offer_id, account_id)
    return act


def submit(session: Session, offer_id: int, account_id: int | None = None) -> None:
    """Ask for an offer to be published: a moderator reads it first. Raises Refused for what may not be published."""
    offer, posting = found(session, offer_id)
    draft = draft_of(offer, posting)
    _refuse(faults_of(draft, offer.employer_name))
    move(session, offer, Act.SUBMIT, account_id)
    _enter_queue(session, offer, posting)


def faults_of(draft: OfferDraft, employer_name: str | None, standing: date | None = None) -> dict[str, str]:
    """Return all that keeps an offer from readers: field → sentence. `employer_name`: none where its words are not judged.

    `standing`: its closing date now, which may be as far as it was prolonged.
    """
    found = {} if employer_name is None else blocking(advertisement(employer_name, draft))
    if draft.closes_on and draft.closes_on < clock.today():
        found["closes_on"] = "La date limite de candidature est déjà passée."
    elif draft.closes_on and draft.closes_on != standing and draft.closes_on > clock.today() + FARTHEST:
        found["closes_on"] = TOO_FAR
    return found


def take_back(session: Session, offer_id: int, account_id: int | None = None) -> None:
    """Take an offer out of the queue, to correct it."""
    move(session, found(session, offer_id)[0], Act.TAKE_BACK, account_id)


def publish(session: Session, offer_id: int, account_id: int | None = None, seen: int | None = None) -> None:
    """Let everybody see an offer. `seen`: the revision that the moderator read."""
    offer, posting = found(session, offer_id)
    _refuse_unread(posting, seen)
    if offer.closes_on and offer.closes_on < clock.today():
        raise Refused(
            {"": "La date limite est passée pendant la relecture : rendez l’offre pour qu’elle soit changée."}
        )
    move(session, offer, Act.PUBLISH, account_id)
    offer.published_at = offer.published_at or clock.now()
    offer.closes_on = offer.closes_on or clock.today() + LIFE
    posting.approved, posting.approved_revision = (
        to_jsonable_python(current(offer, posting)),
        posting.revision,
    )
    _settle_reports(session, offer_id, account_id)
    journal.record(session, OfferPublished(offer.id, posting.round))


def refuse(
    session: Session, offer_id: int, reason: str, account_id: int | None, seen: int | None = None
) -> None:
    """Give an offer back to its employer, with a reason."""
    words = _reason(reason, "Dites à l’employeur ce qui est à corriger : une phrase au moins.")
    offer, posting = found(session, offer_id)
    _refuse_unread(posting, seen)
    move(session, offer, Act.REFUSE, account_id, words)
    session.add(ModerationNote(offer_id=offer.id, account_id=account_id, words=words, by_moderator=True))
    _settle_reports(session, offer_id, account_id)
    journal.record(session, OfferRefused(offer.id, words, posting.round))


def unpublish(session: Session, offer_id: int, reason: str, account_id: int | None) -> None:
    """Take a published offer off every list, back to the queue, and tell its employer why."""
    words = _reason(reason, "Dites à l’employeur pourquoi son offre est retirée : une phrase au moins.")
    offer, posting = found(session, offer_id)
    move(session, offer, Act.UNPUBLISH, account_id, words)
    posting.submitted_at, posting.approved_revision, posting.round = clock.now(), None, posting.round + 1
    session.add(ModerationNote(offer_id=offer.id, account_id=account_id, words=words, by_moderator=True))
    journal.record(session, OfferUnpublished(offer.id, words, posting.round))


def write_note(
    session: Session, offer_id: int, words: str, account_id: int | None, *, by_moderator: bool = False
) -> None:
    """Add a word to the thread between an employer and the moderators; the other side gets it by letter, once."""
    if not words.strip():
        raise Refused({"words": "Écrivez votre message avant de l’envoyer."})
    if len(words) > LONGEST_NOTE:
        raise Refused({"words": f"C’est trop long : {LONGEST_NOTE} caractères au plus."})
    note = ModerationNote(
        offer_id=offer_id, account_id=account_id, words=words.strip(), by_moderator=by_moderator
    )
    session.add(note)
    session.flush()
    journal.record(session, OfferWritten(note.id, offer_id, by_moderator))


def start_from(session: Session, offer_id: int, account_id: int | None) -> int:
    """Make a draft of the same words as an offer, without its dates. Return its id."""
    offer, posting = found(session, offer_id)
    assert offer.employer_id is not None
    copy = draft_of(offer, posting).model_copy(
        update={"closes_on": None, "starts_on": None, "funded_until": None, "post_id": None}
    )
    return save_draft(session, offer.employer_id, copy, account_id).id


def delete(session: Session, offer_id: int) -> None:
    """Delete a draft that nobody else has read. Raises Refused for any other offer: it is closed, and its thread kept."""
    offer, posting = found(session, offer_id)
    if offer.state != OfferState.DRAFT or posting.submitted_at:
        raise Refused(
            {
                "": "Cette offre a déjà été envoyée en relecture : elle ne s’efface plus, mais elle peut être close."
            }
        )
    sketches.forget_offer(session, offer_id)
    session.delete(offer)
    session.flush()


def _new(session: Session, employer_id: int, account_id: int | None) -> tuple[Offer, Posting]:
    offer = Offer(employer_id=employer_id, title="", created_by=account_id)
    session.add(offer)
    session.flush()
    session.add(posting := Posting(id=offer.id))
    return offer, posting


def _write(session: Session, offer: Offer, posting: Posting, draft: OfferDraft) -> None:
    assert offer.employer_id is not None
    values = values_of(draft)
    if values != current(offer, posting):
        posting.revision += 1
    if draft.closes_on != offer.closes_on:
        posting.warned_for = None
    words = {"html": as_html(draft.text), "plain": values["text"], "pay_gross": True}
    name = session.get_one(Employer, offer.employer_id).name
    own = {field: values[field] for field in OF_EVERY_OFFER}
    offer.sqlmodel_update(own | words | following(draft) | {"employer_name": name})
    posting.sqlmodel_update({name: values[name] for name in OF_A_POSTING})
    session.add_all([offer, posting])
    session.flush()


def _enter_queue(session: Session, offer: Offer, posting: Posting) -> None:
    posting.submitted_at, posting.round = clock.now(), posting.round + 1
    session.add(posting)
    journal.record(session, OfferSubmitted(offer.id, posting.round))


def _forget_sketch(
    session: Session, employer_id: int | None, offer_id: int | None, account_id: int | None
) -> None:
    if account_id and employer_id:
        sketches.forget(session, account_id, employer_id, offer_id)


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise Refused(faults)


def _refuse_unseen(posting: Posting, seen: int | None) -> None:
    if seen is not None and seen != posting.revision:
        raise Refused({"": WRITTEN_MEANWHILE})


def _refuse_unread(posting: Posting, seen: int | None) -> None:
    if seen is not None and seen != posting.revision:
        raise Refused({"": READ_AGAIN})


def _reason(words: str, ask: str) -> str:
    if not 10 <= len(words.strip()) <= LONGEST_NOTE:
        raise Refused(
            {
                "reason": ask
                if len(words) < LONGEST_NOTE
                else f"C’est trop long : {LONGEST_NOTE} caractères au plus."
            }
        )
    return words.strip()


def _settle_reports(session: Session, offer_id: int, account_id: int | None) -> None:
    """Note that what readers reported was judged, by whoever decided of the offer."""
    reports = select(OfferReport).where(OfferReport.offer_id == offer_id, OfferReport.settled_at.is_(None))  # type: ignore[union-attr]
    for report in session.exec(reports):
        report.settled_at, report.settled_by = clock.now(), account_id
