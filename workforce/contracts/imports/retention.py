"""Files that nobody finished are forgotten: they speak of people, and serve nothing any more."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlmodel import Session

from workforce import clock
from workforce.contracts.imports.layout_models import ImportLayout
from workforce.contracts.imports.models import Import, ImportRow

KEPT = timedelta(days=30)
UNFINISHED = ("unmapped", "analysed")


def forget_unfinished(session: Session) -> None:
    """Abandon the files that have waited too long for somebody, with their rows."""
    old = select(Import.id).where(  # type: ignore[call-overload]
        Import.state.in_(UNFINISHED),  # type: ignore[attr-defined]
        Import.made_at < clock.now() - KEPT,
    )
    session.execute(delete(ImportRow).where(ImportRow.import_id.in_(old)))  # type: ignore[attr-defined]
    session.execute(delete(ImportLayout).where(ImportLayout.import_id.in_(old)))  # type: ignore[attr-defined]
    abandoned = update(Import).where(Import.id.in_(old))  # type: ignore[attr-defined]
    session.execute(abandoned.values(state="abandoned", content=b"", counts={}))
