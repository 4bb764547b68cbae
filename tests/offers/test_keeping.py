from sqlmodel import select

from tests import given
from tests.feeds.conftest import an_entry
from workforce.feeds.entries import ParsedFeed
from workforce.offers.actions import OfferDraft, save_draft
from workforce.offers.models import Feed, Offer
from workforce.offers.sources.keeping import keep

TEXT = """<p>Ville de Niort (79000). CDD de 12 mois renouvelable, temps partiel 28 h par semaine, 1 650 € brut mensuel.</p>
<p>Bac+2 exigé. Candidatures avant le 15 janvier 2027.</p>"""


def kept(session, title="Médiateur numérique", html=TEXT) -> Offer:
    feed = Feed(url="https://flux.example/rss", host="flux.example:443")
    session.add(feed)
    session.flush()
    keep(session, feed, ParsedFeed("Flux", "rss20", None, None, (an_entry(title, html),)))
    return session.exec(select(Offer).where(Offer.feed_id == feed.id)).one_or_none()


def test_what_is_understood_of_an_entry_is_kept_with_its_words(session, moment):
    offer = kept(session)

    assert (offer.commune, offer.commune_code, offer.postal_code, offer.departement) == (
        "Niort",
        "79191",
        "79000",
        "79",
    )
    assert (round(offer.latitude, 1), round(offer.longitude, 1)) == (46.3, -0.5)
    assert (offer.level, offer.part_time, offer.hours_per_week) == (5, True, 28)
    assert set(offer.labels) == {"short", "part_time", "pay_stated", "renewable"}
    assert any(one["field"] == "label" and "renouvelable" in one["words"] for one in offer.guesses)


def test_an_entry_of_another_trade_leaves_a_reason_and_no_offer(session, moment):
    assert kept(session, "Jardinier", "<p>CDI</p>") is None


def test_an_employers_draft_gets_its_commune_and_its_labels(session, moment):
    employer = given.employer(session)
    draft = OfferDraft(
        title="Conseiller numérique", text="CDD d’un an, renouvelable sous réserve de financement de l’État.", family="mediation",
        contract_kind="CDD", length_months=12, departement="83", commune="Hyeres",
    )  # fmt: skip
    offer = save_draft(session, employer.id, draft)

    assert (offer.commune_code, offer.latitude is not None) == ("83069", True)
    assert set(offer.labels) == {"short", "pay_unstated", "renewable", "subject_to_funding"}
