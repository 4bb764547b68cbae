"""« Emplois »: the offers that employers post here, for anybody, search engines and readers of feeds; no login, no person."""

from typing import Any

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.posting import expiry, public
from workforce.offers.posting.job_posting import job_posting
from workforce.offers.posting.public import A_PAGE, PublicFilters, PublicLine, PublicOffer
from workforce.offers.posting.reasons import REPORTS
from workforce.offers.shown import badges, card
from workforce.offers.syndication.lines import WINDOW, FeedKind, FeedLine
from workforce.offers.understanding.trades import BY_CODE
from workforce.offers.words import contract_fr, departement_fr, place_fr, trade_fr
from workforce.territories.departements import departement
from workforce.web import htmx
from workforce.web.access import allow
from workforce.web.announced import announced
from workforce.web.offer_lines import closing_words
from workforce.web.syndication import absolute, feed_response
from workforce.wording import date_fr, number_fr

pages = Blueprint("public_offers", __name__)
LARGEST_ID = 2**31 - 1
ALL_LABEL = "Les offres d’emploi des structures"
ROBOTS = "User-agent: *\nAllow: /emplois\nAllow: /static/\nAllow: /sitemap.xml\nDisallow: /\n\nSitemap: {0}\n"


@pages.get("/emplois")
@allow(policy.anyone)
def listing() -> Response:
    """List the published own offers, the latest first."""
    with transaction() as session:
        return htmx.page("public/offers.html", **_list_view(session))


@pages.get("/emplois.<kind>")
@allow(policy.anyone)
def feed(kind: str) -> Response:
    """Answer the same list as RSS or Atom."""
    if kind not in tuple(FeedKind):
        abort(404)
    with transaction() as session:
        filters = asked()
        title, lines = title_of(session, filters), public.lines(session, filters, limit=WINDOW)
    page = url_for("public_offers.listing", **given(filters))
    return feed_response(kind, title, [feed_line(line) for line in lines], page=page)


@pages.get("/emplois/<int:offer_id>")
@allow(policy.anyone)
def show(offer_id: int) -> Response:
    """Show one own offer: 404 where it is not out, 410 once it is closed."""
    with transaction() as session:
        found = public.one(session, offer_id) if offer_id <= LARGEST_ID else None
        if found is None:
            abort(404)
        return page_of(found)


@pages.get("/sitemap.xml")
@allow(policy.anyone)
def sitemap() -> Response:
    """Answer the addresses of every published own offer."""
    with transaction() as session:
        rows = public.addresses(session)
    pages_of_offers = [
        (absolute(url_for("public_offers.show", offer_id=offer_id)), changed_at.isoformat(timespec="seconds"))
        for offer_id, changed_at in rows
    ]
    body = render_template(
        "public/sitemap.xml", home=absolute(url_for("public_offers.listing")), offers=pages_of_offers
    )
    return _plain(body, "application/xml; charset=utf-8")


@pages.get("/robots.txt")
@allow(policy.anyone)
def robots() -> Response:
    """Tell robots that the public offers are theirs to read, and nothing else."""
    return _plain(ROBOTS.format(absolute(url_for("public_offers.sitemap"))), "text/plain; charset=utf-8")


def page_of(found: PublicOffer, status: int = 200, **more: Any) -> Response:
    """Answer the page of an own offer that is out; of one that was, a page that says so."""
    offer = found.offer
    if not found.is_open:
        near = url_for("public_offers.listing", departement=offer.departement)
        return htmx.page(
            "public/closed.html",
            410,
            title=offer.title,
            near=near,
            employer=offer.employer_name,
            is_past=expiry.asks_why(offer, found.posting),
        )
    address = absolute(url_for("public_offers.show", offer_id=offer.id))
    context = {"errors": {}, "typed": {}} | more
    return htmx.page(
        "public/offer.html", status, offer_id=offer.id, address=address,
        shown=announced(offer, found.posting, offer.employer_name, offer.html),
        closes=closing_words(offer.closes_on, clock.today()),
        published=date_fr(clock.paris_date(offer.published_at)) if offer.published_at else "",
        job=job_posting(public.job_of(found, address)), is_known=g.get("actor") is not None,
        reasons=[("", "Choisissez…"), *REPORTS.items()],
        more_of=url_for("public_offers.listing", structure=offer.employer_id), **context,
    )  # fmt: skip


def asked() -> PublicFilters:
    """Read the filters from the address: what makes no sense there is left out."""
    code = request.args.get("departement", "")
    trade = request.args.get("metier", "")
    employer_id = request.args.get("structure", 0, type=int)
    return PublicFilters(
        departement=code if departement(code) else "",
        trade=trade if trade in BY_CODE else "",
        employer_id=employer_id if 0 < employer_id <= LARGEST_ID else 0,
    )


def given(filters: PublicFilters) -> dict[str, Any]:
    """Return the filters in force, as addresses name them."""
    named = {"departement": filters.departement, "metier": filters.trade, "structure": filters.employer_id}
    return {name: value for name, value in named.items() if value}


def title_of(session: Session, filters: PublicFilters) -> str:
    """Return the name of a list: what its feed is called."""
    employer = public.employer_name(session, filters.employer_id) if filters.employer_id else ""
    if employer is None:
        abort(404)
    parts = [
        f"de {employer}" if employer else "",
        trade_fr(filters.trade) if filters.trade else "",
        departement_fr(filters.departement) if filters.departement else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Offres d’emploi : {said}" if said else ALL_LABEL


def feed_line(line: PublicLine) -> FeedLine:
    """Return an own offer as a feed says it."""
    address = absolute(url_for("public_offers.show", offer_id=line.id))
    return FeedLine(
        identity=address,
        title=line.title,
        link=address,
        employer=line.employer_name,
        published_at=line.published_at,
        changed_at=line.changed_at,
        place=place_fr(line.commune, line.departement, line.remote),
        trade=trade_fr(line.family),
        contract=contract_fr(line.contract_kind, line.length_months),
        pay=card(line).pay,
        closes_on=line.closes_on,
        html=line.html,
    )


def _list_view(session: Session) -> dict[str, Any]:
    filters = asked()
    total = public.count(session, filters)
    page = min(max(request.args.get("page", 1, type=int), 1), max(1, -(-total // A_PAGE)))
    lines = public.lines(session, filters, (page - 1) * A_PAGE)
    places, trades = public.choices(session)
    return {
        "title": title_of(session, filters),
        "count": total,
        "offers": [_line(line) for line in lines],
        "filters": filters,
        "places": [("", "Tous les départements"), *((code, departement_fr(code)) for code in places)],
        "trades": [("", "Tous les métiers"), *((code, trade_fr(code)) for code in trades)],
        "feeds": {
            kind.value: url_for("public_offers.feed", kind=kind.value, **given(filters)) for kind in FeedKind
        },
        "pagination": _pagination(filters, total, page),
    }


def _line(line: PublicLine) -> dict[str, Any]:
    shown = card(line)
    return {
        "title": line.title,
        "href": url_for("public_offers.show", offer_id=line.id),
        "employer": line.employer_name,
        "employer_href": url_for("public_offers.listing", structure=line.employer_id),
        "place": place_fr(line.commune, line.departement, line.remote),
        "contract": shown.contract,
        "labels": badges(line.labels),
        "closes": closing_words(line.closes_on, clock.today()),
    }


def _pagination(filters: PublicFilters, total: int, page: int) -> dict[str, str] | None:
    if total <= A_PAGE:
        return None
    first, last = (page - 1) * A_PAGE + 1, min(page * A_PAGE, total)
    return {
        "sentence": f"Offres {first} à {last} sur {number_fr(total)}",
        "previous": url_for("public_offers.listing", **given(filters), page=page - 1) if page > 1 else "",
        "following": url_for("public_offers.listing", **given(filters), page=page + 1)
        if last < total
        else "",
    }


def _plain(body: str, kind: str) -> Response:
    response = make_response(body)
    response.content_type = kind
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
