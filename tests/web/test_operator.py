"""The operators' desk: does it run, sources, moderation, deliveries, the local mailbox."""

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests import given
from tests.web import cast, desks
from tests.web.test_employer import OFFER
from workforce import backlog, clock, due, journal, pulse
from workforce.alerts.models import Alert, Channel, Delivery, MailboxLetter
from workforce.chores import Chore
from workforce.facts import OfferSubmitted
from workforce.journal import Event
from workforce.offers.models import Feed, FeedRefusal, ModerationNote, Offer
from workforce.offers.posting import actions as offers
from workforce.offers.posting.drafts import OfferDraft
from workforce.offers.sources import actions as sources
from workforce.settings import settings
from workforce.web import operator

URL = "https://recrutement.ville.fr/rss"


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def carol(session):
    return desks.browser(session, given.account(session, "operator", name="Carol"))


@pytest.fixture
def offer(session):
    employer = given.employer(session, name="Mairie d’Hyères")
    draft = OfferDraft.model_validate(OFFER)
    made = offers.save_draft(session, employer.id, draft)
    offers.submit(session, made.id)
    return made


def delivery(session, **values) -> Delivery:
    account = given.account(
        session, "adviser", email="awa.secret@exemple.fr", adviser_id=given.adviser(session).id
    )
    channel = session.exec(select(Channel).where(Channel.account_id == account.id)).one()
    alert = Alert(
        account_id=account.id,
        occasion="x",
        kind="contract_ends",
        subject={},
        title="Votre contrat se termine",
    )
    session.add(alert)
    session.flush()
    made = Delivery(alert_id=alert.id, channel_id=channel.id, **values)
    session.add(made)
    session.flush()
    return made


def letter(session, **values) -> MailboxLetter:
    values = {
        "recipient": "awa@exemple.fr",
        "title": "Votre lien",
        "text": "Ouvrez https://passerelle.fr/connexion",
        "html": "",
    } | values
    made = MailboxLetter(**values)
    session.add(made)
    session.flush()
    return made


def test_a_calm_house_says_so(session, carol):
    pulse.beat(session, "tick")
    page = carol.get("/exploitation").text
    assert "Tout fonctionne." in page
    assert "Rien à relire." in page


def test_silence_is_the_first_thing_said(session, carol):
    pulse.beat(session, "tick")
    with clock.frozen(clock.now() + timedelta(minutes=7)):
        page = carol.get("/exploitation").text
    assert "Plus aucun signe de vie : l’horloge (dernier signe il y a 7 min)." in page


def test_what_needs_somebody_is_counted_with_its_action(session, carol, offer):
    delivery(session, state="failed", reason="boîte pleine")
    session.add(Feed(url=URL, state="failing", last_error="Le site ne répond pas."))
    session.add(Chore(name="c", stuck_at=clock.now(), last_error="KeyError: 1"))
    session.flush()
    page = carol.get("/exploitation").text
    assert "Tout tourne ; 3 points demandent votre attention." in page
    for words in (
        "offre à relire",
        "source en échec",
        "envoi en échec",
        "travail bloqué",
        "Le site ne répond pas.",
    ):
        assert words in page


def test_a_stuck_row_is_shown_with_its_error_and_falls_due_again(session, carol):
    chore = Chore(name="c", tries=7, stuck_at=clock.now(), last_error="KeyError: 1")
    session.add(chore)
    session.flush()
    assert "KeyError: 1" in carol.get("/exploitation/travaux").text
    asked = {"table": "chore", "row": str(chore.id)}
    assert carol.post("/exploitation/travaux/reessayer", data=asked).status_code == 303
    session.refresh(chore)
    assert (chore.due_at, chore.stuck_at, chore.tries) == (clock.now(), None, 0)
    assert carol.post("/exploitation/travaux/reessayer", data=asked).status_code == 422


@pytest.mark.parametrize(
    "asked", [{}, {"table": "account", "row": "1"}, {"table": "chore", "row": "x"}, {"table": "chore"}]
)
def test_only_stuck_rows_of_tables_that_wait_are_revived(carol, asked):
    assert carol.post("/exploitation/travaux/reessayer", data=asked).status_code == 422


def test_the_backlog_counts_what_is_due_in_hand_and_stuck_in_one_query(session):
    now = clock.now()
    session.add_all([
        Chore(name="due", due_at=now - timedelta(hours=1)),
        Chore(name="later", due_at=now + timedelta(hours=1)),
        Chore(name="held", due_at=now, leased_until=now + timedelta(minutes=1)),
        Chore(name="stuck", stuck_at=now),
        Chore(name="done"),
    ])  # fmt: skip
    session.flush()
    with desks.queries(session) as said:
        counts = {one.name: one for one in backlog.backlog(session)}
    assert len(said) == 1
    found = counts["chore"]
    assert (found.due, found.in_hand, found.stuck, found.oldest) == (2, 1, 1, now - timedelta(hours=1))
    assert counts["feed"].due == 0


def test_a_source_added_by_its_address_is_due_at_once(session, carol):
    answer = carol.post("/exploitation/sources", data={"url": f" {URL} ", "keeps_all": "1"})
    feed = session.exec(select(Feed)).one()
    assert (answer.status_code, answer.location) == (303, f"/exploitation/sources/{feed.id}")
    assert (feed.url, feed.keeps_all, feed.due_at) == (URL, True, clock.now())
    assert due.lease(session, Feed, 10) == [feed.id]


@pytest.mark.parametrize("url", ["", "recrutement", "ftp://site.fr/rss"])
def test_an_address_that_cannot_be_a_source_is_refused_beside_its_field(session, carol, url):
    answer = carol.post("/exploitation/sources", data={"url": url})
    assert answer.status_code == 422
    assert 'id="field-url-error"' in answer.text
    assert session.exec(select(Feed)).all() == []


def test_a_source_is_followed_once(carol):
    carol.post("/exploitation/sources", data={"url": URL})
    answer = carol.post("/exploitation/sources", data={"url": URL})
    assert answer.status_code == 422
    assert "Cette source est déjà suivie." in answer.text


def test_known_sources_are_added_in_one_click(session, carol):
    path = "/exploitation/sources/proposees"
    carol.post(path, data={"code": "emploi-territorial", "departement": "83"})
    carol.post(path, data={"code": "talentsoft", "host": "https://emplois.metropole.fr/"})
    assert {(feed.url, feed.title) for feed in session.exec(select(Feed))} == {
        ("https://www.emploi-territorial.fr/rss?search-dept=083", "Emploi territorial — Var"),
        (
            "https://emplois.metropole.fr/handlers/offerRss.ashx?LCID=1036",
            "Site de recrutement Talentsoft — emplois.metropole.fr",
        ),
    }


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"code": "emploi-territorial", "departement": "999"}, "departement"),
        ({"code": "talentsoft", "host": ""}, "host"),
        ({"host": "site.fr"}, "code"),
    ],
)
def test_a_known_source_without_its_place_is_refused_beside_its_field(carol, asked, field):
    answer = carol.post("/exploitation/sources/proposees", data=asked)
    assert answer.status_code == 422
    assert f'id="field-{field}-error"' in answer.text


def test_every_departement_is_added_once_and_the_list_stays_light(session, carol):
    for _ in range(2):
        assert carol.post("/exploitation/sources/departements").status_code == 303
    assert len(session.exec(select(Feed)).all()) == 101
    with desks.queries(session) as said:
        page = carol.get("/exploitation/sources?page=2")
    assert "26 à 50 sur 101 sources" in page.text
    assert len(said) <= 15
    assert len(page.data) <= 60_000


def test_a_source_tells_what_it_brought_and_what_was_set_aside(session, carol):
    feed = Feed(
        url=URL,
        title="Ville",
        polled_at=clock.now(),
        etag='"1"',
        counts={"entries": 3, "new": 1, "refused": 2},
    )
    session.add(feed)
    session.flush()
    session.add(
        Offer(
            feed_id=feed.id,
            identity="1",
            title="Médiateur numérique",
            state="published",
            url="https://x.fr/1",
        )
    )
    session.add(FeedRefusal(feed_id=feed.id, title="Fraiseur", reason="Hors du métier : commande numérique."))
    session.flush()
    page = carol.get(f"/exploitation/sources/{feed.id}").text
    for words in ("Médiateur numérique", "1 nouvelle et 2 écartées", "Fraiseur", "Hors du métier", "ETag"):
        assert words in page


def test_a_paused_source_waits_and_starts_again(session, carol):
    feed = sources.add_feed(session, URL)
    carol.post(f"/exploitation/sources/{feed.id}/pause")
    session.refresh(feed)
    assert (feed.state, feed.due_at) == ("paused", None)
    assert "en pause" in carol.get("/exploitation/sources?etat=paused").text
    carol.post(f"/exploitation/sources/{feed.id}/reessayer")
    session.refresh(feed)
    assert (feed.state, feed.due_at) == ("active", clock.now())


def test_an_offer_is_published_by_a_moderator(session, carol, offer):
    assert offer.title in carol.get("/exploitation/moderation").text
    assert "Publier l’offre" in carol.get(f"/exploitation/moderation/{offer.id}").text
    assert carol.post(f"/exploitation/moderation/{offer.id}/publier").status_code == 303
    session.refresh(offer)
    assert offer.state == "published"
    assert carol.post(f"/exploitation/moderation/{offer.id}/publier").status_code == 422
    assert (
        carol.post(
            f"/exploitation/moderation/{offer.id}/refuser", data={"reason": "Trop tard pour le dire."}
        ).status_code
        == 422
    )


def test_everything_that_a_source_brought_and_was_left_out_can_be_read(session, carol):
    feed = sources.add_feed(session, URL)
    feed.counts = {"new": 0, "refused": 125}
    for n in range(120):
        session.add(FeedRefusal(feed_id=feed.id, title=f"Fraiseur {n:03}", reason="Hors du métier."))
    session.flush()
    here, seen, asked = f"/exploitation/sources/{feed.id}", [], 0
    while here:
        page = carol.get(here).text
        seen += re.findall(r"Fraiseur \d{3}", page)
        following = re.search(r'href="([^"]+)#refused" rel="next"', page)
        here, asked = following[1] if following else "", asked + 1
    assert (seen, asked) == ([f"Fraiseur {n:03}" for n in range(120)], 3)
    assert "Et 5 de plus, sans le détail." in page


def test_a_refusal_needs_a_reason_and_reaches_the_thread(session, carol, offer):
    path = f"/exploitation/moderation/{offer.id}"
    empty = carol.post(f"{path}/refuser", data={"reason": "non"})
    assert empty.status_code == 422
    assert 'id="field-reason-error"' in empty.text
    assert carol.post(f"{path}/refuser", data={"reason": "Précisez le lieu de travail."}).status_code == 303
    session.refresh(offer)
    assert offer.state == "refused"
    assert session.exec(select(Event.payload).where(Event.name == "OfferRefused")).all() == [
        {"offer_id": offer.id, "reason": "Précisez le lieu de travail.", "round": 1}
    ]
    page = carol.get(path).text
    assert "Précisez le lieu de travail." in page
    assert "La modération" in page


def test_a_moderator_may_ask_without_deciding(session, carol, offer):
    carol.post(
        f"/exploitation/moderation/{offer.id}/message", data={"words": "Le poste est-il à temps plein ?"}
    )
    session.refresh(offer)
    assert offer.state == "in_review"
    assert session.exec(select(ModerationNote.words)).all() == ["Le poste est-il à temps plein ?"]


def test_the_ledger_shows_no_message_and_no_whole_address(session, carol):
    delivery(session, state="failed", reason="Le serveur a répondu 550")
    page = carol.get("/exploitation/envois").text
    assert "a…@exemple.fr" in page
    assert "Le serveur a répondu 550" in page
    assert "awa.secret" not in page
    assert "Votre contrat se termine" not in page


def test_the_ledger_is_filtered_by_state(session, carol):
    delivery(session, state="sent", sent_at=clock.now())
    assert "Aucun envoi ici." in carol.get("/exploitation/envois?etat=failed").text
    assert "a…@exemple.fr" in carol.get("/exploitation/envois?etat=sent").text
    assert "a…@exemple.fr" in carol.get("/exploitation/envois?etat=whatever").text


def test_a_failed_delivery_is_planned_again_and_nothing_else_is(session, carol):
    failed = delivery(session, state="failed", reason="550", tries=7, stuck_at=clock.now())
    assert carol.post(f"/exploitation/envois/{failed.id}/reessayer").status_code == 303
    session.refresh(failed)
    assert (failed.state, failed.reason, failed.due_at, failed.stuck_at) == ("planned", "", clock.now(), None)
    failed.state = "sent"
    due.settle(session, Delivery, [failed.id])
    session.flush()
    assert carol.post(f"/exploitation/envois/{failed.id}/reessayer").status_code == 422
    session.refresh(failed)
    assert (failed.state, failed.due_at) == ("sent", None)


def test_a_stuck_delivery_revived_from_the_works_is_planned_again(session, carol):
    failed = delivery(session, state="failed", reason="550", tries=7, stuck_at=clock.now(), last_error="550")
    carol.post("/exploitation/travaux/reessayer", data={"table": "delivery", "row": failed.id})
    session.refresh(failed)
    assert (failed.state, failed.due_at) == ("planned", clock.now())


def test_the_local_mailbox_warns_and_shows_letters(session, carol):
    kept = letter(session)
    page = carol.get("/exploitation/courrier").text
    assert "Les liens de connexion" in page
    assert f"/exploitation/courrier/{kept.id}" in page
    one = carol.get(f"/exploitation/courrier/{kept.id}").text
    assert 'href="https://passerelle.fr/connexion"' in one
    assert "<iframe" in one


def test_a_letter_is_shut_in_a_sandbox_without_script(session, carol):
    head, body = "<style>p{color:red}</style>", '<p style="margin:0">x</p><script>alert(1)</script>'
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    answer = carol.get(f"/exploitation/courrier/{letter(session, html=html).id}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert re.search(r"(^|; )sandbox( |$)", policy)
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "unsafe-inline" not in policy
    assert policy.count("'sha256-") == 2
    assert '<base target="_blank">' in answer.text


def test_with_a_mail_server_no_letter_is_shown(carol, monkeypatch):
    monkeypatch.setattr(settings(), "mail_url", "smtp://mail.exemple.fr")
    page = carol.get("/exploitation/courrier").text
    assert "Le courrier part vraiment" in page
    assert "Les liens de connexion" not in page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/travaux",
        "/sources",
        "/sources/{feed}",
        "/moderation",
        "/moderation/{offer}",
        "/envois",
        "/courrier",
    ],
)
def test_a_busy_house_takes_few_queries_a_page_and_little_weight(session, carol, offer, path):
    feed = sources.add_feed(session, URL)
    for n in range(60):
        session.add(Chore(name=f"c{n}", stuck_at=clock.now(), last_error="KeyError"))
        session.add(FeedRefusal(feed_id=feed.id, title=f"Fraiseur {n}", reason="Hors du métier."))
        letter(session, title=f"Lettre {n}")
    journal.record(session, OfferSubmitted(offer.id))
    session.flush()
    with desks.queries(session) as said:
        page = carol.get(f"/exploitation{path}".format(feed=feed.id, offer=offer.id))
    assert page.status_code == 200
    assert len(said) <= 15
    assert len(page.data) <= 60_000


def test_the_web_knows_every_table_that_waits_those_of_the_workers_too():
    asked = "from workforce import app, backlog; print(*backlog.waiting_tables())"
    house = Path(__file__).parents[2]
    said = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True,
        text=True,
        check=True,
        cwd=house,
    )
    assert (
        set(said.stdout.split()) == set(backlog.waiting_tables()) >= {"chore", "event", "import", "delivery"}
    )


def test_each_table_that_waits_has_its_words():
    assert set(operator.WORK_LABELS) == set(backlog.waiting_tables())


def test_the_first_page_names_only_the_work_that_waits(session, carol):
    page = cast.words(carol.get("/exploitation"))
    assert "Rien n’attend." in page
    session.add(Chore(name="sweep", due_at=clock.now()))
    session.flush()
    page = cast.words(carol.get("/exploitation"))
    assert "Tâches de chaque jour 1 en attente" in page
    assert "Imports à lire" not in page
    assert "Imports à lire" in cast.words(carol.get("/exploitation/travaux"))
