"""Arranging a portfolio: what goes in, in which order, and the words before it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Field, Session, SQLModel

from workforce.database import rows_of
from workforce.refusals import Refused
from workforce.skills.evidence import public, reading
from workforce.skills.evidence.blocs import BlocToShow
from workforce.skills.evidence.models import Evidence
from workforce.skills.evidence.reading import EvidenceLine
from workforce.skills.families import shipped
from workforce.skills.gaps import CertificateHeld
from workforce.skills.models import Certificate
from workforce.skills.portability import portfolio_line
from workforce.skills.portfolio import composing, sharing
from workforce.skills.portfolio.composing import Chosen, Composed
from workforce.skills.portfolio.models import Portfolio

MOST = 200  # Evidences of a portfolio: what a jury can read, and then some.
LONGEST = 3000  # Characters of the introduction.
Notes: Any = Evidence
Portfolios: Any = Portfolio
Certified: Any = Certificate


class Arrangement(SQLModel):
    """A portfolio as its form says it: the ids in their order, those that go in, one that moves."""

    introduction: str = Field(default="", max_length=LONGEST)
    order: list[int] = []
    chosen: list[int] = []
    move: str = Field(default="", max_length=20)  # `12:up`, `12:down`


def introduction_of(session: Session, adviser_id: int) -> str:
    """Return the words before the evidence."""
    return session.scalar(select(Portfolios.introduction).where(Portfolios.adviser_id == adviser_id)) or ""


def arrange(session: Session, adviser_id: int, wanted: Arrangement) -> None:
    """Keep what goes in, in this order, and the introduction. Raises Refused."""
    if wrong := public.numbers_in({"introduction": wanted.introduction}):
        raise Refused(wrong)
    sharing.write(session, adviser_id, introduction=wanted.introduction.replace("\r\n", "\n"))
    _order(session, adviser_id, moved(wanted.order[:MOST], wanted.move), set(wanted.chosen))


def moved(order: Sequence[int], move: str) -> list[int]:
    """Return the ids once one of them has gone up or down by a place; unchanged for a move that means nothing."""
    found, (named, _, way) = list(dict.fromkeys(order)), move.partition(":")
    if not named.isdigit() or int(named) not in found or way not in ("up", "down"):
        return found
    here = found.index(int(named))
    there = min(max(here + (1 if way == "down" else -1), 0), len(found) - 1)
    found.insert(there, found.pop(here))
    return found


def composed(
    session: Session,
    adviser_id: int,
    name: str,
    title: str,
    blocs: Sequence[BlocToShow],
    today: Any,
    *,
    with_certificates: bool = True,
) -> Composed:
    """Return the portfolio of somebody, in three queries. Certificates are shown with the skills, evidence by itself."""
    lines = reading.for_portfolio(session, adviser_id, MOST)
    chosen = [as_chosen(one) for one in lines]
    introduction = introduction_of(session, adviser_id)
    certificates = _certificates(session, adviser_id) if with_certificates else []
    return composing.compose(name, title, introduction, blocs, chosen, today, certificates)


def _certificates(session: Session, adviser_id: int) -> list[str]:
    """Return the certificates of somebody as a portfolio says them."""
    rows = session.scalars(
        select(Certified).where(Certified.adviser_id == adviser_id).order_by(Certified.kind)
    )
    held = [(CertificateHeld(row.kind, row.obtained_on), row.score) for row in rows]
    return [portfolio_line(shipped(), one, score) for one, score in held]


def as_chosen(one: EvidenceLine) -> Chosen:
    """Return an evidence as a portfolio reads it."""
    files = tuple(each.name for each in one.files if each.state == "ready")
    return Chosen(
        one.id, one.what, one.done_on, one.role, one.partners, one.result, one.link, one.competences, files,
        one.is_in_portfolio, bool(one.doubts),
    )  # fmt: skip


def _order(session: Session, adviser_id: int, ids: Sequence[int], chosen: Collection[int]) -> None:
    """Write the place of each, and whether it goes in: one statement, of this person's evidence only."""
    rows = [
        {"id": one, "place": place, "is_in_portfolio": one in chosen}
        for place, one in enumerate(ids, 1)
        if 0 < one < 2**31
    ]
    if not rows:
        return
    sent = rows_of(Evidence, rows)
    session.execute(
        update(Notes)
        .where(Notes.id == sent.c.id, Notes.adviser_id == adviser_id)
        .values(place=sent.c.place, is_in_portfolio=sent.c.is_in_portfolio)
        .execution_options(synchronize_session=False)
    )
