"""The people of the adviser's pages: Awa, her coordinator, and Chloé, who is a stranger to both."""

import re
from dataclasses import dataclass
from datetime import date

from flask.testing import FlaskClient
from sqlmodel import Session

from tests import given
from tests.web.desks import browser
from workforce.accounts.models import Account
from workforce.advisers.models import Adviser
from workforce.offers.models import Match, Offer
from workforce.offers.search import indexing
from workforce.skills.actions import load_referential

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
TOKENS = re.compile(r'(name="csrf_token" value|hx-nonce|nonce)="[^"]*"')


@dataclass
class Cast:
    """Whose file it is, and the browsers that read it."""

    adviser: Adviser
    account: Account
    owner: FlaskClient
    coordinator: FlaskClient
    stranger: FlaskClient

    def at(self, page: str = "") -> str:
        """Return the address of a page of the file."""
        return f"/conseillers/{self.adviser.id}{page}"


def cast(session: Session, **values) -> Cast:
    load_referential(session)
    network, elsewhere = given.network(session), given.network(session, "Réseau de la Drôme")
    awa = given.adviser(session, network.id, first_name="Awa", last_name="Diallo", **values)
    chloe = given.adviser(session, elsewhere.id, first_name="Chloé", last_name="Petit")
    own = given.account(session, "adviser", name="Awa Diallo", adviser_id=awa.id)
    return Cast(
        awa,
        own,
        browser(session, own),
        browser(session, given.account(session, "coordinator", name="Bruno", network_id=network.id)),
        browser(session, given.account(session, "adviser", name="Chloé Petit", adviser_id=chloe.id)),
    )


def running(session: Session, who: Adviser, ends: date | None = date(2027, 4, 14), **values):
    """Return a contract that runs on the day of the tests."""
    return given.contract(session, who, starts=date(2025, 4, 15), ends=ends, **values)


def offer(session: Session, who: Adviser | None = None, score: int = 80, missing=(), **values) -> Offer:
    """Return a published offer; matched with an adviser where one is given."""
    values = {
        "title": "Médiatrice numérique", "employer_name": "Mairie d’Hyères", "departement": "83", "commune": "Hyères",
        "family": "mediation", "state": "published", "contract_kind": "CDD", "url": "https://exemple.fr/1",
    } | values  # fmt: skip
    row = Offer(**values)
    session.add(row)
    session.flush()
    if who:
        decision = {
            "fits": ["Le poste est dans votre commune, Hyères."],
            "missing": list(missing),
            "on_dates": None,
        }
        session.add(Match(adviser_id=who.id, offer_id=row.id, score=score, decision=decision))
        session.flush()
    indexing.catch_up(session)
    return row


def confirmed(client: FlaskClient, address: str, **data):
    """Check a change, then confirm exactly what was read; return the answer, or that of the check where it is refused."""
    read = client.post(address, data=data)
    found = re.search(r'name="checked" value="(\w+)"', read.get_data(as_text=True))
    if found is None:
        return read
    return client.post(address, data=data | {"checked": found[1], "step": "confirm"})


def words(response) -> str:
    """Return the text of a page: no tags, spaces told apart no more."""
    bare = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"[\s\u00a0\u202f]+", " ", bare).replace("&#39;", "'")


def bare(html: str) -> str:
    """Return HTML without what changes at every answer."""
    return re.sub(r"\s+", " ", TOKENS.sub(r"\1", html)).strip()


def part_is_in_whole(client: FlaskClient, address: str, block: str) -> bool:
    """Tell whether the block served alone is the one that the whole page holds."""
    whole = client.get(address).get_data(as_text=True)
    part = client.get(address, headers=PART | {"HX-Target": f"section#{block}"}).get_data(as_text=True)
    return "<html" not in part and f'id="{block}"' in part and bare(part) in bare(whole)
