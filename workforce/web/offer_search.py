"""The list of offers, searched: one field, filters that the address carries, and why each offer is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers import listing
from workforce.offers.listing import A_PAGE
from workforce.offers.search import addressing, finding, nearness
from workforce.offers.search.addressing import ADDRESS_OF, LEANS_ON, Asked
from workforce.offers.search.asked_search import MOST, Order, Search
from workforce.offers.search.finding import Found
from workforce.trainings import listing as trainings
from workforce.web import htmx, offer_filters
from workforce.web.access import actor, allow
from workforce.web.offer_lines import offer_words
from workforce.web.person import Person
from workforce.wording import count_fr, number_fr

pages = Blueprint("offer_search", __name__)
MOBILITIES = [
    ("commune", "Dans ma commune"),
    ("departement", "Dans mon département"),
    ("region", "Dans ma région"),
    ("national", "Partout en France"),
]


@dataclass(frozen=True)
class Reading:
    """Who reads a list of offers, and where it is."""

    asked: Asked
    here: str  # The address of the list without anything asked.
    person: Person | None  # The adviser whose matches it goes by.

    @property
    def order(self) -> Order:
        """Return the order of the list: the one asked for, else the one that suits it."""
        return addressing.order_of(self.asked, has_fit=self.person is not None)

    def search(self) -> Search:
        """Return what is looked for."""
        adviser_id = self.person.id if self.person else None
        unordered = {name: said for name, said in self.asked.items() if name != "tri"}
        return addressing.search_of(unordered, self.order, adviser_id)

    def address(self, asked: Mapping[str, Sequence[str]], page: int = 1) -> str:
        """Return the address of this list with other filters, or further on."""
        named: Any = dict(asked) | ({"page": page} if page > 1 else {})
        endpoint, values = request.endpoint or "", request.view_args or {}
        return url_for(endpoint, **values, **named)


@pages.get("/offres")
@allow(policy.signed_in)
def everywhere() -> Response:
    """Search all the published offers; an adviser does it on their own page, where each says why."""
    mine = actor().adviser_id
    if mine:
        named: Any = request.args.to_dict(flat=False)
        return htmx.see(url_for("adviser.offers", adviser_id=mine, **named))
    with transaction() as session:
        shown = view(session, None)
    return htmx.page("offers/list.html", 422 if shown["errors"] else 200, **shown)


def page(session: Session, who: Person, errors: dict[str, str]) -> Response:
    """Answer the list of offers of an adviser's file."""
    mobility, remote_ok = listing.search_of(session, who.id)
    shown = view(session, who)
    shown |= {
        "errors": shown["errors"] | errors,
        "mobility": mobility,
        "remote_ok": remote_ok,
        "mobilities": MOBILITIES,
        "is_pending": listing.is_pending(session, who.id),
    }
    return htmx.page("offers/list.html", 422 if shown["errors"] else 200, **shown)


def view(session: Session, who: Person | None) -> dict[str, Any]:
    """Return what a list of offers shows."""
    asked = addressing.asked_of(request.args.getlist)
    reading = Reading(asked, url_for(request.endpoint or "", **(request.view_args or {})), who)
    search, number = reading.search(), _page_asked()
    found = finding.find(session, search, A_PAGE, (number - 1) * A_PAGE)
    if found.total and not found.ids:  # Farther than the last page: the last one is shown.
        number = -(-found.total // A_PAGE)
        found = finding.find(session, search, A_PAGE, (number - 1) * A_PAGE)
    profile = listing.profile_of(session, who.id) if who else None
    lines = listing.lines_of(session, found.ids, who.id if who else None, profile)
    suggestions = (
        trainings.suggestions_of(session, who.id) if who and any(one.missing for one in lines) else []
    )
    months = profile.contract_months if profile else None
    return {
        "title": _title(reading, search.order),
        "person": who,
        "here": reading.here,
        "asked": asked,
        "errors": _mistakes(),
        "around": request.args.get("autour", "").strip(),
        "sentence": sentence_of(found, search.order),
        "only_fits": search.order == Order.FIT,
        "is_more": found.is_more,
        "gave_up": found.gave_up,
        "counted": number_fr(found.total),
        "synonyms": () if "exact" in asked else search.question.synonyms,
        "only_my_words": reading.address(asked | {"exact": ["1"]}),
        "tags": [(words, reading.address(left)) for words, left in addressing.tags_of(asked)],
        "offers": [offer_words(one, suggestions) for one in lines],
        "ways_out": _ways_out(reading, found),
        "filters": offer_filters.fields(
            asked, found, months, by_default=search.order, has_fit=who is not None
        ),
        "pagination": _pagination(reading, found, number),
        "feed_href": _feed_href(reading),
        "csv_href": _csv_href(reading),
        "share_href": _share_href(reading),
        "kept": [(name, value) for name, values in asked.items() for value in values],
    }


def _mistakes() -> dict[str, str]:
    """Say what an address asks for that cannot be looked for: a commune that is none, or several."""
    wrong = nearness.mistake(request.args.get("autour", "").replace("\x00", ""))
    return {"autour": wrong} if wrong else {}


def _title(reading: Reading, order: Order) -> str:
    """Return the one sentence of the page. What is asked for may go beyond what fits, and each line then says so."""
    if reading.person is None:
        return "Toutes les offres publiées, en une recherche"
    fitting = "Des offres qui vous correspondent, et pourquoi"
    return fitting if order == Order.FIT else "Toutes les offres, et ce que chacune est pour vous"


def sentence_of(found: Found, order: Order) -> str:
    """Say how many offers there are."""
    if found.gave_up:
        return "Recherche interrompue"
    fitting = " qui vous correspond" if order == Order.FIT else ""
    if found.is_more and found.total:
        return f"Plus de {number_fr(found.total)} offres{fitting and f'{fitting}ent'}"
    many = f"{fitting}ent" if fitting and found.total > 1 else fitting
    return f"{count_fr(found.total, 'offre')}{many}"


def _ways_out(reading: Reading, found: Found) -> list[tuple[str, str]]:
    """Say, where nothing is found, what each filter keeps away, and the address that goes without it."""
    ways = []
    for name, number in found.without.items():
        key = "mots" if name == "words" else ADDRESS_OF[name]
        said = " ou ".join(addressing.tag_of(reading.asked, key, value) for value in reading.asked[key])
        left = {
            one: values
            for one, values in reading.asked.items()
            if LEANS_ON.get(one, one) != key and one != key
        }
        ways.append((f"Sans {said} : {count_fr(number, 'offre')}", reading.address(left)))
    return ways


def _feed_href(reading: Reading) -> str:
    """Return where this list becomes a feed: its owner's, or that of all the offers; nobody opens one for another."""
    named: Any = reading.asked
    if reading.person is None:
        return url_for("offer_feeds.everywhere", **named)
    return (
        url_for("offer_feeds.mine", adviser_id=reading.person.id, **named) if reading.person.is_owner else ""
    )


def _share_href(reading: Reading) -> str:
    """Return the address at which anybody signed in reads the same search; that of the page itself where it is this one."""
    named: Any = reading.asked
    return url_for("offer_search.everywhere", **named) if reading.person else ""


def _csv_href(reading: Reading) -> str:
    named: Any = reading.asked
    if reading.person:
        return url_for("offer_export.matches", adviser_id=reading.person.id, **named)
    return url_for("offer_export.everywhere", **named)


def _page_asked() -> int:
    number = request.args.get("page", 1, type=int)
    return number if 1 <= number <= MOST // A_PAGE else 1


def _pagination(reading: Reading, found: Found, number: int) -> dict[str, str] | None:
    if found.total <= A_PAGE:
        return None
    last = min(number * A_PAGE, found.total)
    more = "plus de " if found.is_more else ""
    return {
        "sentence": f"Offres {number_fr((number - 1) * A_PAGE + 1)} à {number_fr(last)} sur {more}{number_fr(found.total)}",
        "previous": reading.address(reading.asked, number - 1) if number > 1 else "",
        "following": reading.address(reading.asked, number + 1) if last < found.total else "",
    }
