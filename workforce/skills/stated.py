"""What an export says of a person's certificates, noted where nobody said better."""

from collections.abc import Iterator

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from workforce import journal
from workforce.facts import SkillsAssessed, SkillsStated
from workforce.skills.models import Certificate

# Words of an export, in small letters → the certificate that they name.
LABELS = (("aidants connect", "aidants_connect"),)
TRAININGS = (("aidants connect", "aidants_connect_training"), ("pix", "pix"), ("cléa num", "clea_numerique"))


def certificates_in(labels: str, trainings: str) -> Iterator[str]:
    """Give the certificates that are surely named; a bloc is not: its title is not said."""
    for text, known in ((labels, LABELS), (trainings, TRAININGS)):
        yield from (code for words, code in known if words in text.lower())


def note_stated(session: Session, fact: SkillsStated) -> None:
    """Note the certificates that an export names; what the person said themself stays as it is."""
    rows = [
        {"adviser_id": fact.adviser_id, "kind": code} for code in certificates_in(fact.labels, fact.trainings)
    ]
    if not rows:
        return
    said = insert(Certificate).values(rows).on_conflict_do_nothing().returning(Certificate.kind)  # type: ignore[call-overload]
    if session.scalars(said).all():
        journal.record(session, SkillsAssessed(fact.adviser_id))
