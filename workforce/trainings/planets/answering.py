"""What the sealed links of letters open: saying « ça m’intéresse », or that a word still stands. The link is the key."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from workforce import sealing
from workforce.accounts.models import Account, Membership
from workforce.trainings.planets import around
from workforce.trainings.planets.deciding import Planet
from workforce.trainings.planets.models import PlanetInvitation, PlanetInvitee
from workforce.trainings.planets.pledges import pledges_of
from workforce.trainings.planets.terms import PledgeKind

INVITATION, STANDING = (
    "planet-invitation",
    "planet-standing",
)  # Purposes: no other link of the house opens these.
LINK_LIFE = 60 * 24 * 3600  # Seconds.
KINDS = {
    Planet.LEARNERS: PledgeKind.WISH,
    Planet.EMPLOYERS: PledgeKind.WILL,
    Planet.BODIES: PledgeKind.ABILITY,
}
ROLES = {PledgeKind.WISH: "adviser", PledgeKind.WILL: "employer", PledgeKind.ABILITY: "trainer"}
OWNERS: dict[PledgeKind, Any] = {
    PledgeKind.WISH: Membership.adviser_id,
    PledgeKind.WILL: Membership.employer_id,
    PledgeKind.ABILITY: Membership.body_id,
}


@dataclass(frozen=True)
class Invited:
    """What the link of an invitation opens: the invitation, whose word is awaited, and what they said if they did."""

    invitation: PlanetInvitation
    kind: PledgeKind
    owner_id: int
    said: Any | None


@dataclass(frozen=True)
class Standing:
    """What the link about a word opens: the word, and the end it was sent about."""

    kind: PledgeKind
    row: Any
    owner_id: int
    told_for: date

    @property
    def is_renewed(self) -> bool:
        """Tell whether the word was already said again since the letter."""
        return bool(self.row.expires_on > self.told_for)


def invitation_token(invitation_id: int, account_id: int) -> str:
    """Return the signed token by which one account answers one invitation."""
    return sealing.sign(INVITATION, [invitation_id, account_id])


def standing_token(kind: str, pledge_id: int, account_id: int, told_for: date) -> str:
    """Return the signed token by which one account says that one word still stands, about one end."""
    return sealing.sign(STANDING, [kind, pledge_id, account_id, told_for.isoformat()])


def invited(session: Session, token: str) -> Invited | None:
    """Return what an invitation's link opens; None where it is not ours, too old, or no longer its holder's."""
    named = sealing.unsign(INVITATION, token, LINK_LIFE)
    if not isinstance(named, list):
        return None
    invitation_id, account_id = named
    row = session.get(PlanetInvitation, invitation_id)
    if row is None or session.get(PlanetInvitee, (invitation_id, account_id)) is None:
        return None
    kind = KINDS[Planet(row.audience)]
    owner_id = _spoken_for(session, account_id, kind)
    if owner_id is None:
        return None
    mine = pledges_of(session, kind, owner_id)
    return Invited(row, kind, owner_id, next((one for one in mine if one.bloc == row.bloc), None))


def standing(session: Session, token: str) -> Standing | None:
    """Return what a word's link opens; None where it is not ours, too old, taken back, or no longer its holder's."""
    named = sealing.unsign(STANDING, token, LINK_LIFE)
    if not isinstance(named, list):
        return None
    kind, pledge_id, account_id, day = PledgeKind(named[0]), *named[1:]
    found = around.owner_of(session, kind, pledge_id)
    if found is None or account_id not in around.authors(session, kind, found[1]):
        return None
    return Standing(kind, found[0], found[1], date.fromisoformat(day))


def _spoken_for(session: Session, account_id: int, kind: PledgeKind) -> int | None:
    """Return the file, the employer or the body that an open account speaks for."""
    by = OWNERS[kind]
    return session.exec(
        select(by)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(
            Membership.account_id == account_id, Membership.role == ROLES[kind],
            col(Account.disabled_at).is_(None), col(by).is_not(None),
        )
        .order_by(col(Membership.id))
    ).first()  # fmt: skip
