"""What an adviser decides of their own file: what is shown, and where they would go."""

from typing import Literal

from sqlmodel import Session, SQLModel

from workforce import journal
from workforce.advisers.models import Adviser
from workforce.facts import SearchChanged


class SearchDraft(SQLModel):
    """How far a person would go for the next job."""

    mobility: Literal["commune", "departement", "region", "national"]
    remote_ok: bool = False


def change_search(session: Session, adviser_id: int, draft: SearchDraft) -> None:
    """Note how far an adviser would go; offers are matched again."""
    session.get_one(Adviser, adviser_id).sqlmodel_update(draft.model_dump())
    session.flush()
    journal.record(session, SearchChanged(adviser_id))


def show_skills(session: Session, adviser_id: int, shown: bool) -> None:
    """Open an adviser's skills to their coordinators, or close them again."""
    session.get_one(Adviser, adviser_id).shows_skills = shown
    session.flush()
