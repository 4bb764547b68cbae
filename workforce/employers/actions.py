"""Finding and adding employers."""

from typing import Literal

from sqlalchemy import func, or_
from sqlmodel import Field, Session, SQLModel, col, select

from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.territories.departements import code_from_postal

SHOWN = 12  # Employers listed for one search.


class EmployerDraft(SQLModel):
    """An employer as a person types it."""

    name: str = Field(min_length=3, max_length=150)
    sector: Literal["public", "private"]
    postal_code: str = Field(min_length=5, max_length=5)


def find(session: Session, words: str) -> list[Employer]:
    """Return the employers whose name holds every word typed; five digits are a postal code."""
    typed = words.lower().split()
    if not typed:
        return []
    tests = [
        or_(func.lower(col(Employer.name)).contains(word, autoescape=True), col(Employer.postal_code) == word)
        for word in typed[:6]
    ]
    return list(
        session.exec(
            select(Employer)
            .where(*tests)
            .order_by(func.lower(col(Employer.name)), col(Employer.id))
            .limit(SHOWN)
        )
    )


def add(session: Session, draft: EmployerDraft) -> Employer:
    """Return the employer of this name and place, added if nobody had. Raises Refused for a postal code that is none."""
    departement = code_from_postal(draft.postal_code)
    if departement is None:
        raise Refused({"postal_code": "Ce code postal n’existe pas : cinq chiffres, par exemple 83000."})
    same = select(Employer).where(
        func.lower(col(Employer.name)) == draft.name.lower(), Employer.postal_code == draft.postal_code
    )
    found = session.exec(same.order_by(col(Employer.id))).first()
    if found:
        return found
    employer = Employer(**draft.model_dump(), departement=departement)
    session.add(employer)
    session.flush()
    return employer
