"""The phrases by which a source keeps or leaves out offers: typed, tried on its last document, then applied."""

from flask import Response, flash, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.database import transaction
from workforce.offers.models import Feed
from workforce.offers.sources import phrases, rules
from workforce.offers.sources.rules import Rules, Tried
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import allow
from workforce.web.forms import clean
from workforce.web.operator import pages
from workforce.wording import count_fr

SHOWN = 24  # Items of a trial that would not change; those that would are all shown.


@pages.get("/exploitation/sources/<int:feed_id>/regles", endpoint="rules")
@allow(policy.is_operator)
def show_rules(feed_id: int) -> Response:
    """Show the phrases of a source, the trade's own, and what they do."""
    with transaction() as session:
        now = rules.rules_of(session.get_one(Feed, feed_id))
        return _page(session, feed_id, "\n".join(now.keep), "\n".join(now.drop), now)


@pages.post("/exploitation/sources/<int:feed_id>/regles")
@allow(policy.is_operator)
def change_rules(feed_id: int) -> Response:
    """Try phrases on the last document, or apply them."""
    keep, drop = clean(request.form.get("keep", "")), clean(request.form.get("drop", ""))
    try:
        typed = rules.read(keep, drop)
    except Refused as refused:
        with transaction() as session:
            return _page(session, feed_id, keep, drop, None, refused.errors)
    if request.form.get("step") == "preview":
        with transaction() as session:
            return _page(session, feed_id, keep, drop, typed)
    with transaction() as session:
        rules.apply(session, feed_id, typed)
    flash("C’est enregistré : la source est relue dans un instant avec ces expressions.", "success")
    return htmx.go_to("operator.feed", feed_id=feed_id)


def _page(
    session: Session,
    feed_id: int,
    keep: str,
    drop: str,
    asked: Rules | None,
    errors: dict[str, str] | None = None,
) -> Response:
    feed = session.get_one(Feed, feed_id)
    tried = rules.tried(session, feed, asked) if asked is not None else []
    shown = max(SHOWN, sum(one.changes for one in tried))
    return htmx.page(
        "operator/rules.html",
        422 if errors else 200,
        source_name=feed.name,
        back=url_for("operator.feed", feed_id=feed_id),
        action=url_for("operator.change_rules", feed_id=feed_id),
        keep=keep,
        drop=drop,
        keeps_all=feed.keeps_all,
        is_news=asked is not None and asked != rules.rules_of(feed),
        tried=tried[:shown],
        left=len(tried[shown:]),
        summary=_summary(tried),
        kept_by_default=phrases.kept_by_default(),
        left_out_by_default=phrases.left_out_by_default(),
        errors=errors or {},
    )


def _summary(tried: list[Tried]) -> str:
    """Say in one sentence what the phrases do."""
    if not tried:
        return "Rien à essayer : la source n’a pas encore été lue."
    kept = sum(one.is_kept for one in tried)
    more = sum(one.changes and one.is_kept for one in tried)
    less = sum(one.changes and not one.is_kept for one in tried)
    changes = [
        count_fr(more, "offre de plus", "offres de plus") if more else "",
        count_fr(less, "offre de moins", "offres de moins") if less else "",
    ]
    said = ", ".join(one for one in changes if one) or "sans rien changer"
    items = count_fr(len(tried), "élément lu", "éléments lus")
    return f"{count_fr(kept, 'offre gardée', 'offres gardées')} sur {items} : {said}."
