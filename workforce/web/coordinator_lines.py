"""A person as a line of a coordinator's list: a thin time bar on a scale that all lines share."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import quote

from workforce.contracts.kinds import KIND_LABELS
from workforce.contracts.team import Member
from workforce.web.frise import ContractSpan, FriseFacts, Scale, ThinFrise, draw_thin

BEHIND, AHEAD = timedelta(days=183), timedelta(days=548)  # Six months before today, eighteen after.


def scale_from(today: date) -> Scale:
    """Return the days that every thin bar of a list stands for."""
    return Scale(today - BEHIND, today + AHEAD)


def thin_of(member: Member, today: date) -> ThinFrise:
    """Draw the contract that counts."""
    label = KIND_LABELS[member.kind] if member.kind else ""
    spans = (ContractSpan(label, member.start, member.last_day),) if member.contract_id else ()
    return draw_thin(FriseFacts(today, spans), scale_from(today))


def contact_of(member: Member) -> list[tuple[str, str, str]]:
    """Return how to reach somebody: words, address, icon."""
    called = re.sub(r"[^0-9+]", "", member.phone)
    found = [(member.phone, f"tel:{called}", "phone")] if called else []
    return [*found, ("Écrire", f"mailto:{quote(member.email, safe='@+')}", "mail")] if member.email else found
