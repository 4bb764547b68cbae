from sqlmodel import select

from tests import given
from tests.feeds.conftest import an_entry
from workforce import clock, journal
from workforce.facts import OfferPublished
from workforce.feeds.entries import ParsedFeed
from workforce.journal import A_CROWD, Event
from workforce.offers.models import Feed, Offer
from workforce.offers.posting.actions import save_draft
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.sources.bringing import Source, bring, digest_of, row_of
from workforce.offers.understanding.normalise import SourceShape, normalise

TEXT = """<p>Ville de Niort (79000). CDD de 12 mois renouvelable, temps partiel 28 h par semaine, 1 650 € brut mensuel.</p>
<p>Bac+2 exigé. Candidatures avant le 15 janvier 2027.</p>"""


def kept(session, title: str, html: str) -> Offer:
    """Understand an entry, write its row, and read it back."""
    feed = Feed(url="https://flux.example/rss", host="flux.example:443")
    session.add(feed)
    session.flush()
    entry = an_entry(title, html)
    session.add(Offer(**row_of(feed.id, entry, normalise(entry))))
    session.flush()
    session.expire_all()
    return session.exec(select(Offer).where(Offer.feed_id == feed.id)).one()


def test_what_is_understood_of_an_entry_is_kept_with_its_words(session, moment):
    offer = kept(session, "Médiateur numérique", TEXT)

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


def test_an_employers_draft_gets_its_commune_and_its_labels(session, moment):
    employer = given.employer(session)
    draft = OfferDraft(
        title="Conseiller numérique", text="CDD d’un an, renouvelable sous réserve de financement de l’État.", family="mediation",
        contract_kind="CDD", length_months=12, departement="83", commune="Hyeres",
    )  # fmt: skip
    offer = save_draft(session, employer.id, draft)

    assert (offer.commune_code, offer.latitude is not None) == ("83069", True)
    assert set(offer.labels) == {"short", "pay_unstated", "renewable", "subject_to_funding"}


def test_what_postgresql_cannot_hold_is_taken_out_of_a_row_and_nothing_else_is(session, moment):
    clean = kept(session, "Médiateur numérique", TEXT)
    entry = an_entry("Médiateur\ud800 numérique\x00", TEXT.replace("Niort", "Nio\x00rt"))
    shape = SourceShape(keep_all=True)

    [row] = bring(
        ParsedFeed("", "rss20", None, None, (entry,)), Source(clean.feed_id, shape), clock.today()
    ).offers
    session.add(Offer(**row | {"identity": "another"}))
    session.flush()

    assert row["title"] == "Médiateur numérique"
    assert (row["commune"], row["plain"]) == ("Niort", clean.plain)
    assert digest_of(entry) != digest_of(an_entry("Médiateur numérique", TEXT))


def test_many_facts_are_recorded_as_a_few_are(session, moment):
    journal.record_all(session, [OfferPublished(number) for number in range(A_CROWD - 1)])
    few = session.exec(select(Event).order_by(Event.id)).all()
    journal.record_all(session, [OfferPublished(number) for number in range(A_CROWD)])
    many = [
        event
        for event in session.exec(select(Event).order_by(Event.id)).all()
        if event.id not in {one.id for one in few}
    ]

    assert (len(few), len(many)) == (A_CROWD - 1, A_CROWD)
    left_out = {"id", "payload"}
    assert {event.model_dump_json(exclude=left_out) for event in (*few, *many)} == {
        few[0].model_dump_json(exclude=left_out)
    }
    assert [event.payload["offer_id"] for event in many] == list(range(A_CROWD))
