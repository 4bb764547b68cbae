"""The list of duplicates in words, and how many wait, for the link of the header."""

from __future__ import annotations

from typing import Any

from flask import g, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.accounts.policy import Actor
from workforce.database import transaction
from workforce.duplicates import listing
from workforce.duplicates.listing import Line, MergeLine, Scope
from workforce.duplicates.resemblance import LIKELY_FROM, NEARLY_SURE_FROM, confidence
from workforce.offers.same import listing as twins
from workforce.web import paging
from workforce.web.elapsed import ago
from workforce.wording import date_fr, list_fr, number_fr

SIZE = 20  # Pairs a page.
WORDS = {
    "adviser": ("personne", "La même personne, deux fois ?"),
    "employer": ("structure", "La même structure, deux fois ?"),
}


def view(session: Session, scope: Scope, **arguments: Any) -> dict[str, Any]:
    """Return what the template shows."""
    page = paging.page(listing.count(session, scope), SIZE, "doublon", **arguments)
    return {
        "noun": WORDS[scope.kind][0],
        "question": WORDS[scope.kind][1],
        "page": page,
        "pairs": [_pair(one) for one in listing.proposed(session, scope, page.offset, SIZE)],
        "merges": [_merge(one) for one in listing.merges(session, scope)],
        "refused": [_refused(one) for one in listing.refused(session, scope)],
    }


def tabs(session: Session, current: str) -> list[tuple[str, str, bool]]:
    """Return the operators' lists, with how many wait in each: structures, people, offers."""
    waiting = listing.counts(session, [Scope("employer"), Scope("adviser")])
    kinds = (("Structures", "structures", "employer"), ("Personnes", "personnes", "adviser"))
    offers = (f"Offres ({number_fr(twins.count(session))})", url_for("operator.twins"), current == "offer")
    return [
        *(
            (f"{label} ({number_fr(n)})", url_for("duplicates.everywhere", genre=name), kind == current)
            for (label, name, kind), n in zip(kinds, waiting, strict=True)
        ),
        offers,
    ]


def waiting(actor: Actor) -> dict[str, int]:
    """Return how many pairs wait behind each address of this person's lists: once a request."""
    if "duplicates_waiting" not in g:
        g.duplicates_waiting = _waiting(actor)
    return dict(g.duplicates_waiting)


def _waiting(actor: Actor) -> dict[str, int]:
    scopes: list[tuple[str, str, int | None]] = [
        (url_for("duplicates.network", network_id=network_id), "adviser", network_id)
        for network_id in sorted({grant.network_id or 0 for grant in actor.of("coordinator")})
    ]
    if "operator" in actor.roles():
        here = url_for("duplicates.everywhere")
        scopes += [(here, "employer", None), (here, "adviser", None)]
    if not scopes:
        return {}
    asked = [
        Scope(kind, network, policy.departements_followed(actor, network) if network else None)
        for _, kind, network in scopes
    ]
    with transaction() as session:
        found = listing.counts(session, asked)
        pairs_of_offers = twins.count(session) if "operator" in actor.roles() else 0
    total: dict[str, int] = {url_for("duplicates.everywhere"): pairs_of_offers}
    for (address, _, _), n in zip(scopes, found, strict=True):
        total[address] = total.get(address, 0) + n
    return total


def level(score: int) -> str:
    """Return the colour of a confidence."""
    return "urgent" if score >= NEARLY_SURE_FROM else "plan" if score >= LIKELY_FROM else "info"


def sentence(words: str) -> str:
    """Return words with a capital, the others left as they are: a SIRET stays one."""
    return f"{words[:1].upper()}{words[1:]}"


def _pair(one: Line) -> dict[str, Any]:
    return {
        "names": (one.first_name, one.second_name),
        "places": (one.first_place, one.second_place),
        "word": confidence(one.score),
        "level": level(one.score),
        "reasons": sentence(list_fr(one.reasons)),
        "href": url_for("duplicates.compare", duplicate_id=one.id),
    }


def _merge(one: MergeLine) -> dict[str, Any]:
    day = one.undone_at or one.merged_at
    return {
        "name": one.name,
        "words": "Fusion défaite" if one.undone_at else "Fiches réunies",
        "when": date_fr(clock.paris_date(day)),
        "who": one.who,
        "href": url_for("duplicates.merged", merge_id=one.id),
    }


def _refused(one: Line) -> dict[str, Any]:
    return {
        "names": (one.first_name, one.second_name),
        "when": ago(one.decided_at, clock.now()),
        "who": one.who,
        "action": url_for("duplicates.reopen", duplicate_id=one.id),
    }
