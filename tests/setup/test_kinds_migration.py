"""The migration that gives work and study one code changes own offers and kept searches, and nothing else."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests import given
from tests.conftest import connected
from workforce import installing
from workforce.database import transaction
from workforce.offers.models import Offer
from workforce.offers.posting.models import OfferSketch, Posting
from workforce.offers.search import saving
from workforce.offers.search.models import OfferIndexing
from workforce.offers.syndication import actions as feeds
from workforce.offers.syndication.actions import FeedDraft

SAID = {
    "offers": "SELECT coalesce(identity, '') || ' ' || contract_kind FROM offer ORDER BY id",
    "approved": "SELECT approved ->> 'contract_kind' FROM posting",
    "typed": "SELECT typed ->> 'contract_kind' FROM offer_sketch",
    "searches": "SELECT asked::text FROM saved_search",
    "feeds": "SELECT filters::text FROM offer_feed",
}
ASKED = {"mots": ["alternance"], "contrat": ["alternance", "CDI"]}


def test_it_goes_down_and_up_again_on_a_filled_database(own_database):
    with transaction() as session:
        employer = given.employer(session)
        account = given.account(session, "employer", employer_id=employer.id)
        kind = {"contract_kind": "apprentissage"}
        own = Offer(employer_id=employer.id, title="Médiateur", state="published", identity="own", **kind)
        session.add_all([own, Offer(title="Médiateur", state="published", identity="fed", **kind)])
        session.flush()
        session.add(Posting(id=own.id, approved={"title": "Médiateur", **kind}))
        session.add(OfferSketch(account_id=account.id, employer_id=employer.id, page="new", typed=kind))
        saving.save(session, account.id, {"mots": ["fablab"]}).asked = ASKED
        feeds.subscribe(session, account.id, None, FeedDraft(name="Mes offres"), ASKED)
    with connected(own_database) as connection:
        configuration = installing.configuration(connection)
        scripts = ScriptDirectory.from_config(configuration).walk_revisions()
        mine = next(one for one in scripts if one.path.endswith("one_word_for_work_and_study.py"))

        def said(name: str) -> list[str]:
            return list(connection.scalars(text(SAID[name])))

        command.downgrade(configuration, str(mine.down_revision))
        assert said("offers") == ["own alternance", "fed apprentissage"]
        assert said("approved") == said("typed") == ["alternance"]
        connection.execute(text("DELETE FROM offer_indexing"))
        command.upgrade(configuration, "head")
        assert said("offers") == ["own apprentissage", "fed apprentissage"]
        assert said("approved") == said("typed") == ["apprentissage"]
        for name in ("searches", "feeds"):
            assert said(name) == ['{"mots": ["alternance"], "contrat": ["CDI", "apprentissage"]}']
        assert connection.scalar(text(f"SELECT count(*) FROM {OfferIndexing.__tablename__}")) == 1
        connection.rollback()
