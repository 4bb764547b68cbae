"""A change of contract in two steps, without a script: what follows is shown, then the person confirms exactly that."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import request
from sqlmodel import Session

from workforce import sealing
from workforce.contracts.consequences import Consequences
from workforce.rehearsal import Rehearsed, rehearse
from workforce.web.forms import clean
from workforce.web.person import Person

NOT_TYPED = {"csrf_token", "checked", "step"}


@dataclass(frozen=True)
class Checked:
    """What a change would bring, to be read before it is confirmed."""

    consequences: Consequences
    seal: str  # Sent back with the confirmation: the same words typed, the same consequences.
    is_news: bool  # The person confirmed, but what they had read no longer holds.


def try_out(session: Session, who: Person, act: Callable[[Session], object]) -> Checked | None:
    """Do the change where the person confirms what they have read; else say what it would bring. None: it is done.

    A form that only says « yes » asks for `step=at-once`: it is done where nothing that people would notice changes.
    """
    step = request.form.get("step")
    confirms = step == "confirm"

    def keeps(found: Consequences) -> bool:
        return (confirms and request.form.get("checked") == seal(found)) or (
            step == "at-once" and found.is_nothing
        )

    tried = rehearse(session, who.id, act, keeps, who.of_whom)
    return None if tried.is_kept else _to_read(tried, who, is_news=confirms)


def seal(consequences: Consequences) -> str:
    """Return what stands for a form as it was typed and for what follows from it."""
    typed = sorted(
        (name, clean(value)) for name, value in request.form.items(multi=True) if name not in NOT_TYPED
    )
    return sealing.digest(json.dumps([request.path, typed, repr(consequences)]))


def _to_read(tried: Rehearsed, who: Person, *, is_news: bool) -> Checked:
    """Leave out what the person of the file keeps to themself."""
    found = tried.consequences
    shown = found if who.sees_skills else replace(found, courses=())
    return Checked(shown, seal(found), is_news)
