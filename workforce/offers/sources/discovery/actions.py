"""Looking for the feeds of a site, following those that are chosen, forgetting the rest."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from workforce import clock
from workforce.addresses import UnsafeUrl
from workforce.offers.models import Feed
from workforce.offers.sources.actions import new_feed
from workforce.offers.sources.claiming import host_of
from workforce.offers.sources.discovery.candidates import first_address
from workforce.offers.sources.discovery.models import Discovery, DiscoveryCandidate
from workforce.refusals import Refused

KEPT = timedelta(days=7)
CHOOSE = "Choisissez au moins un flux à suivre."
FOLLOWED = "Les flux choisis sont déjà suivis."


def look(session: Session, typed: str, account_id: int | None = None) -> Discovery:
    """Have the feeds of a site looked for, by workers. Raises Refused, on `address`, for what is no address."""
    if not typed.strip():
        raise Refused({"address": "Indiquez l’adresse d’un site, d’une page ou d’un flux."})
    try:
        url = first_address(typed)
    except UnsafeUrl as error:
        raise Refused({"address": f"Cette adresse n’est pas valable. {error}".strip()}) from error
    one = Discovery(
        address=typed.strip(), url=url, host=host_of(url), account_id=account_id, due_at=clock.now()
    )
    session.add(one)
    session.flush()
    return one


def follow(
    session: Session,
    discovery_id: int,
    candidate_ids: Sequence[int],
    *,
    keeps_all: bool = False,
    account_id: int | None = None,
) -> list[int]:
    """Follow the feeds that were chosen among those found, due now. Raises Refused, on `chosen`, where there is none."""
    mine = select(DiscoveryCandidate.url, DiscoveryCandidate.title).where(
        DiscoveryCandidate.discovery_id == discovery_id,
        DiscoveryCandidate.outcome == "feed",
        col(DiscoveryCandidate.id).in_(candidate_ids),
    )
    rows = [new_feed(url, title, account_id) | {"keeps_all": keeps_all} for url, title in session.exec(mine)]
    if not rows:
        raise Refused({"chosen": CHOOSE})
    added = session.scalars(insert(Feed).values(rows).on_conflict_do_nothing().returning(col(Feed.id))).all()
    if not added:
        raise Refused({"chosen": FOLLOWED})
    return list(added)


def forget_old(session: Session) -> None:
    """Forget what was found more than a week ago: sites change."""
    session.execute(delete(Discovery).where(col(Discovery.made_at) < clock.now() - KEPT))
