"""Adding a source: the choice of doors, each form, each mistake beside its field, what was found, what is followed."""

import pytest
from sqlmodel import select

from tests import given
from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.flows.test_offer_thread import feed_of
from tests.offers.public_service_files import a_file, row
from tests.web import desks
from workforce.offers.models import Feed
from workforce.offers.sources import actions as sources
from workforce.offers.sources.discovery import looking
from workforce.offers.sources.discovery.models import Discovery
from workforce.offers.sources.known import PUBLIC_SERVICE
from workforce.offers.sources.outlines.models import OutlineImport, OutlineLine
from workforce.offers.sources.public_service import files
from workforce.offers.sources.public_service.models import SourceFile
from workforce.reactions import INSIDE
from workforce.settings import settings

pytestmark = pytest.mark.usefixtures("moment")
HERE = "/exploitation/sources"
OPML = b"""<opml version="2.0"><head><title>Mes flux</title></head><body><outline text="Emploi">
<outline text="A" xmlUrl="https://a.fr/rss"/><outline text="B" xmlUrl="pas une adresse"/></outline></body></opml>"""


@pytest.fixture
def carol(session):
    return desks.browser(session, given.account(session, "operator", name="Carol"))


@pytest.fixture
def allowed(site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    return site


@pytest.fixture
def keys(monkeypatch):
    monkeypatch.setattr(settings(), "france_travail_client_id", "PAR_x")
    monkeypatch.setattr(settings(), "france_travail_client_secret", "x")


def look(session) -> None:
    one = session.exec(select(Discovery)).one()
    while step := looking.claim(session, one.id):
        looking.note(session, step, looking.speak(step))
    session.expire_all()


def test_the_choice_leads_to_a_form_for_each_door(carol):
    page = carol.get(f"{HERE}/ajouter").text
    for door in ("site", "opml", "departement", "choisir-le-service-public", "france-travail"):
        assert f'href="{HERE}/ajouter/{door}"' in page
        form = carol.get(f"{HERE}/ajouter/{door}")
        assert form.status_code == 200
        assert '<form method="post"' in form.text
        assert form.headers["Vary"].startswith("HX-Request")
    assert f'href="{HERE}/ajouter"' in carol.get(HERE).text


@pytest.mark.parametrize("address", ["", "emploi", "ftp://ville.fr", "http://[x"])
def test_a_site_that_is_no_address_is_refused_beside_its_field_with_what_was_typed(session, carol, address):
    answer = carol.post(f"{HERE}/recherches", data={"address": address})
    assert answer.status_code == 422
    assert 'id="field-address-error"' in answer.text
    assert f'value="{address}"' in answer.text
    assert session.exec(select(Discovery)).all() == []


def test_the_feeds_of_a_site_are_looked_for_by_workers_then_chosen(session, carol, allowed):
    page = '<title>Ville</title><link rel="alternate" type="application/rss+xml" href="/emplois.xml">'
    allowed.says(http(200, page.encode()), "/")
    allowed.says(
        http(200, feed_of("Médiateur numérique (H/F)", "Opérateur sur commande numérique")), "/emplois.xml"
    )
    answer = carol.post(f"{HERE}/recherches", data={"address": allowed.url("/")})
    one = session.exec(select(Discovery)).one()
    assert answer.location == f"{HERE}/recherches/{one.id}"
    assert allowed.asked == []  # Nothing is asked by the request itself.
    waiting = carol.get(answer.location).text
    assert "Recherche en cours" in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    look(session)
    with desks.queries(session) as said:
        found = carol.get(answer.location)
    for words in (
        "1 flux trouvé.",
        "Offres du Var",
        "1 du métier",
        "sur 2 éléments",
        "la page l’annonce",
        "Médiateur numérique",
    ):
        assert words in found.text
    assert "hx-trigger" not in found.text
    assert (len(said) <= 15, len(found.data) <= 60_000) == (True, True)
    part = carol.get(answer.location, headers={"HX-Request-Type": "partial", "HX-Target": "discovery"}).text
    assert part.strip() in found.text

    mistake = carol.post(answer.location, data={"keeps_all": "1"})
    assert mistake.status_code == 422
    assert 'id="field-chosen-error"' in mistake.text
    (candidate,) = (
        line.split('value="')[1].split('"')[0] for line in found.text.splitlines() if 'name="chosen"' in line
    )
    done = carol.post(answer.location, data={"chosen": candidate, "keeps_all": "1"})
    feed = session.exec(select(Feed)).one()
    assert done.location == f"{HERE}/{feed.id}"
    assert (feed.url, feed.keeps_all) == (allowed.url("/emplois.xml"), True)
    assert "déjà suivi" in carol.get(answer.location).text


def test_a_site_without_feeds_says_so_and_what_to_do(session, carol, allowed):
    allowed.says(http(200, b"<html><p>Bonjour</p></html>"), "/")
    page = carol.post(f"{HERE}/recherches", data={"address": allowed.url("/")}).location
    look(session)
    text = carol.get(page).text
    assert "Aucun flux trouvé sur ce site." in text
    assert "Le flux n&#39;existe pas à cette adresse (404)." in text


def test_a_site_that_cannot_be_asked_is_said_in_words(session, carol, site):  # noqa: F811
    page = carol.post(f"{HERE}/recherches", data={"address": site.url("/")}).location
    look(session)
    assert "réseau privé" in carol.get(page).text


def send(carol, path: str, content: bytes, name: str):
    """Send a file as a browser does, its body in memory: the test client would leave a large one open."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return carol.post(
        path, data=head + content + b"\r\n--edge--\r\n", content_type="multipart/form-data; boundary=edge"
    )


def test_an_opml_file_is_looked_at_then_followed(session, carol):
    answer = send(carol, f"{HERE}/opml", OPML, "flux.opml")
    one = session.exec(select(OutlineImport)).one()
    assert answer.location == f"{HERE}/opml/{one.id}"
    assert "Lecture en cours" in carol.get(answer.location).text
    INSIDE[OutlineImport](session, [one.id])
    session.expire_all()
    page = carol.get(answer.location).text
    for words in ("nouveau flux.", "ligne refusée.", "Mes flux", "Emploi", "Suivre 1 nouveau flux"):
        assert words in page
    assert session.exec(select(Feed)).all() == []
    assert carol.post(f"{answer.location}/suivre").status_code == 303
    assert session.exec(select(Feed.url)).all() == ["https://a.fr/rss"]
    again = carol.post(f"{answer.location}/suivre")
    assert (again.status_code, "attend plus votre accord" in again.text) == (422, True)
    assert carol.post(f"{answer.location}/abandon").status_code == 422


def test_an_opml_file_is_abandoned(session, carol):
    page = send(carol, f"{HERE}/opml", OPML, "flux.opml").location
    INSIDE[OutlineImport](session, [session.exec(select(OutlineImport.id)).one()])
    assert carol.post(f"{page}/abandon").location == HERE
    assert session.exec(select(OutlineLine)).all() == []
    assert "Fichier abandonné" in carol.get(page).text


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "Ce fichier est vide."), (b"a;b", "n’est pas un fichier OPML")]
)
def test_a_file_that_is_no_opml_is_refused_beside_its_field(carol, content, said):
    answer = send(carol, f"{HERE}/opml", content, "x.opml")
    assert (answer.status_code, 'id="field-file-error"' in answer.text, said in answer.text) == (
        422,
        True,
        True,
    )
    assert carol.post(f"{HERE}/opml").status_code == 422


def test_thousands_of_lines_are_shown_a_page_at_a_time(session, carol):
    many = "".join(f'<outline text="Flux {n}" xmlUrl="https://a.fr/{n}"/>' for n in range(2_000))
    page = send(carol, f"{HERE}/opml", f"<opml><body>{many}</body></opml>".encode(), "flux.opml").location
    INSIDE[OutlineImport](session, [session.exec(select(OutlineImport.id)).one()])
    session.expire_all()
    with desks.queries(session) as said:
        answer = carol.get(f"{page}?page=2")
    assert "51 à 100 sur 2" in answer.text
    assert (len(answer.data) <= 60_000, len(said) <= 15) == (True, True)


def test_the_feeds_leave_as_opml(session, carol):
    sources.add_feed(session, "https://a.fr/rss", title="A & B")
    answer = carol.get("/exploitation/sources.opml")
    assert answer.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert 'text="A &amp; B"' in answer.text


def test_choisir_le_service_public_is_added_with_its_address(session, carol):
    path = f"{HERE}/ajouter/choisir-le-service-public"
    assert f'value="{PUBLIC_SERVICE.url}"' in carol.get(path).text
    assert 'id="field-url-error"' in carol.post(path, data={"url": ""}).text
    answer = carol.post(path, data={"url": PUBLIC_SERVICE.url})
    feed = session.exec(select(Feed)).one()
    assert (answer.status_code, feed.kind, feed.url) == (303, "public_service", PUBLIC_SERVICE.url)
    page = carol.get(answer.location).text
    for words in (
        "une offre que le fichier ne contient plus est fermée",
        "Licence Ouverte",
        "Envoyer le fichier",
    ):
        assert words in page
    assert carol.post(path, data={"url": PUBLIC_SERVICE.url}).status_code == 422


def test_the_file_of_a_source_may_be_sent_by_hand(session, carol):
    source = sources.add_source(session, "public_service", {"url": PUBLIC_SERVICE.url})
    path = f"{HERE}/{source.id}/fichier"
    answer = send(carol, path, a_file(row()), "offres.csv")
    assert (answer.status_code, answer.location) == (303, f"{HERE}/{source.id}")
    assert session.exec(select(SourceFile.filename)).one() == "offres.csv"
    mistake = send(carol, path, b"%PDF", "x.pdf")
    assert (mistake.status_code, 'id="field-file-error"' in mistake.text) == (422, True)
    assert carol.post(path).status_code == 422
    plain = sources.add_feed(session, "https://a.fr/rss")
    assert send(carol, f"{HERE}/{plain.id}/fichier", a_file(row()), "offres.csv").status_code == 422


def test_only_that_form_takes_a_large_file_and_says_its_limit(session, carol, monkeypatch):
    source = sources.add_source(session, "public_service", {"url": PUBLIC_SERVICE.url})
    large = a_file(row()) + b";" * 14_000_000
    assert send(carol, f"{HERE}/{source.id}/fichier", large, "offres.csv").location == f"{HERE}/{source.id}"
    monkeypatch.setattr(files, "LARGEST", 1_000_000)
    refused = send(carol, f"{HERE}/{source.id}/fichier", large, "offres.csv").location
    assert refused == f"{HERE}/{source.id}?refus=trop-lourd"
    assert 'id="field-file-error"' in carol.get(refused).text
    refused = send(carol, f"{HERE}/opml", large, "flux.opml").location
    assert refused == f"{HERE}/ajouter/opml?refus=trop-lourd"
    assert "dépasse 5 Mo" in carol.get(refused).text
    stranger = desks.browser(session)
    assert send(stranger, f"{HERE}/{source.id}/fichier", large, "offres.csv").status_code == 303


def test_france_travail_without_keys_says_what_to_do_and_with_them_is_added(session, carol):
    assert "FRANCE_TRAVAIL_CLIENT_ID" in carol.get(f"{HERE}/ajouter/france-travail").text


@pytest.mark.usefixtures("keys")
def test_a_search_of_france_travail_is_added_and_its_mistakes_are_beside_their_fields(session, carol):
    path = f"{HERE}/ajouter/france-travail"
    assert "FRANCE_TRAVAIL_CLIENT_ID" not in carol.get(path).text
    mistake = carol.post(path, data={"words": "médiation", "rome": "G12", "departement": "83"})
    assert mistake.status_code == 422
    assert 'id="field-rome-error"' in mistake.text
    assert 'value="médiation"' in mistake.text
    answer = carol.post(path, data={"words": "médiation", "rome": "g1202", "departement": "83"})
    feed = session.exec(select(Feed)).one()
    assert answer.location == f"{HERE}/{feed.id}"
    assert (feed.title, feed.asked) == (
        "France Travail — médiation, G1202, Var", {"words": "médiation", "rome": "G1202", "departement": "83"},
    )  # fmt: skip
    assert "demandée à France Travail avant d’être fermée" in carol.get(answer.location).text
