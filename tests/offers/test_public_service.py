"""Choisir le service public: a whole list, read row by row; what it leaves out is closed, when it may be believed."""

import gzip
import io
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.feeds.conftest import http, site  # noqa: F401 - A fixture.
from tests.offers.public_service_files import HEADER, a_file, other, row
from workforce import clock, tables  # noqa: F401 - Every table of the house is known.
from workforce.offers.models import PAST, WITHDRAWN, Feed, FeedRefusal, Offer
from workforce.offers.sources import actions, polling
from workforce.offers.sources.contract_words import kind_of, months_of
from workforce.offers.sources.public_service import files, sorting, wholeness
from workforce.offers.sources.public_service.columns import WrongColumns, entry_of, layout_of
from workforce.offers.sources.public_service.models import SourceFile, SourceFilePart
from workforce.refusals import Refused
from workforce.settings import settings

pytestmark = pytest.mark.usefixtures("moment")


@pytest.fixture
def allowed(site, monkeypatch):  # noqa: F811
    monkeypatch.setattr(settings(), "feed_hosts_allowed", frozenset({site.place}))
    return site


@pytest.fixture
def source(session, allowed) -> Feed:
    return actions.add_source(session, "public_service", {"url": allowed.url("/offres.csv")})


def read(session, source: Feed, *, later: timedelta = timedelta(seconds=1)) -> Feed:
    with clock.frozen(clock.now() + later):
        actions.poll_now(session, source.id)
        claimed = polling.claim(session, source.id)
        polling.note(session, claimed, polling.read(claimed))
        session.flush()
    return session.get(Feed, source.id, populate_existing=True)


def states(session) -> dict[str, str]:
    session.expire_all()
    return dict(session.exec(select(Offer.identity, Offer.state)).all())


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_trades_rows_are_kept_with_what_their_columns_say(session, allowed, source, mark):
    allowed.says(http(200, a_file(row(), other("O083-2"), mark=mark), ETag='"a"'), "/offres.csv")
    feed = read(session, source)
    offer = session.exec(select(Offer)).one()
    assert (feed.state, feed.counts["entries"], feed.counts["new"], feed.counts["refused"]) == (
        "active",
        2,
        1,
        1,
    )
    assert (offer.identity, offer.title, offer.employer_name) == (
        "guid:O083-1", "Conseiller numérique", "Mairie de Toulon",
    )  # fmt: skip
    assert (offer.departement, offer.commune, offer.contract_kind, offer.length_months) == (
        "83",
        "Toulon",
        "CDD",
        36,
    )
    assert (offer.remote, offer.open_to_contract_staff, offer.closes_on) == (
        "partial",
        True,
        date(2026, 12, 20),
    )
    assert "Compétences attendues : Accueillir" in offer.plain
    words = {guess["field"]: guess["words"] for guess in offer.guesses}
    assert words["contract_months"] == "CDD de 3 ans"
    assert session.exec(select(FeedRefusal.title)).all() == ["Gestionnaire de paie"]


def test_the_file_is_asked_for_only_if_it_changed(session, allowed, source):
    allowed.says(
        http(200, a_file(row()), ETag='"a"', Last_Modified="Mon, 23 Nov 2026 06:00:00 GMT"), "/offres.csv"
    )
    read(session, source)
    allowed.says(http(304), "/offres.csv")
    feed = read(session, source)
    assert allowed.requests[1]["if-none-match"] == '"a"'
    assert allowed.requests[1]["if-modified-since"] == "Mon, 23 Nov 2026 06:00:00 GMT"
    assert (feed.state, feed.status, feed.counts["new"]) == ("active", 304, 1)
    assert feed.due_at > clock.now() + timedelta(hours=23)


def test_a_redirect_and_compression_are_followed(session, allowed, source):
    allowed.says(http(302, b"", Location="/ici.csv"), "/offres.csv")
    allowed.says(http(200, gzip.compress(a_file(row())), Content_Encoding="gzip"), "/ici.csv")
    assert read(session, source).counts["new"] == 1


def test_an_offer_that_the_next_file_leaves_out_is_closed_and_comes_back_with_it(session, allowed, source):
    both = a_file(row("A"), row("B"), other("C"), other("D"))
    allowed.says(http(200, both), "/offres.csv")
    read(session, source)
    allowed.says(http(200, a_file(row("A"), other("C"), other("D"))), "/offres.csv")
    feed = read(session, source)
    assert states(session) == {"guid:A": "published", "guid:B": "closed"}
    assert feed.counts["withdrawn"] == 1
    assert session.exec(select(Offer.closing_reason).where(Offer.identity == "guid:B")).one() == WITHDRAWN
    allowed.says(http(200, both), "/offres.csv")
    read(session, source)
    assert states(session) == {"guid:A": "published", "guid:B": "published"}


def test_an_offer_that_comes_back_after_its_date_stays_closed_and_says_so(session, allowed, source):
    both = a_file(row("A"), row("B"), other("C"), other("D"))
    for body in (both, a_file(row("A"), other("C"), other("D"))):
        allowed.says(http(200, body), "/offres.csv")
        read(session, source)
    allowed.says(http(200, both), "/offres.csv")
    read(session, source, later=timedelta(days=40))
    assert session.exec(select(Offer.state, Offer.closing_reason).where(Offer.identity == "guid:B")).one() == (
        "closed", PAST,
    )  # fmt: skip


def test_an_offer_whose_title_left_the_trade_is_still_published_by_its_source(session, allowed, source):
    allowed.says(http(200, a_file(row("A"), other("C"))), "/offres.csv")
    read(session, source)
    allowed.says(http(200, a_file(other("A"), other("C"))), "/offres.csv")
    read(session, source)
    assert states(session) == {"guid:A": "published"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (a_file(), "ne contient aucune offre"),
        (a_file(row("A"), other("C"), other("D"), other("E"))[:-150] + b"\r\n", "coupé avant la fin"),
        (a_file(row("A")), "contre 5 la fois précédente"),
    ],
)
def test_a_list_that_cannot_be_believed_closes_nothing_and_says_why(session, allowed, source, body, why):
    allowed.says(http(200, a_file(row("A"), row("B"), other("C"), other("D"), other("E"))), "/offres.csv")
    read(session, source)
    allowed.says(http(200, body), "/offres.csv")
    feed = read(session, source)
    assert states(session) == {"guid:A": "published", "guid:B": "published"}
    assert why in feed.memory["warning"]
    assert feed.memory["rows"] == 5


def test_a_download_that_is_cut_keeps_everything(session, allowed, source):
    whole = a_file(row("A"), row("B"))
    allowed.says(http(200, whole), "/offres.csv")
    read(session, source)
    allowed.says(http(200, whole[:-30], Content_Length=str(len(whole))), "/offres.csv")
    feed = read(session, source)
    assert (feed.state, feed.last_error) == ("failing", "La réponse du site a été coupée avant la fin.")
    assert set(states(session).values()) == {"published"}


@pytest.mark.parametrize(
    ("rows", "told", "whole"),
    [
        (100, {}, True), (0, {}, False), (100, {"is_cut": True}, False), (70, {"last_rows": 100}, True),
        (69, {"last_rows": 100}, False), (69, {"last_rows": 100, "doubted_rows": 70}, True),
        (30, {"last_rows": 100, "doubted_rows": 70}, False), (900, {"last_rows": 100}, True),
    ],
)  # fmt: skip
def test_a_list_is_believed_unless_it_is_empty_cut_or_suddenly_short(rows, told, whole):
    judged = wholeness.judged(rows, **({"is_cut": False} | told))
    assert judged.is_whole is whole
    assert bool(judged.reason_fr) is not whole


def test_a_missing_column_is_named_with_what_it_may_have_become(session, allowed, source):
    header = tuple("Reference offre" if name == "Référence" else name for name in HEADER if name != "Métier")
    allowed.says(http(200, a_file(row(), header=header)), "/offres.csv")
    feed = read(session, source)
    assert feed.last_error == (
        "Des colonnes manquent dans le fichier : « Référence », « Métier ». "
        "« Référence » est peut-être devenue « Reference offre »."
    )


def test_columns_are_found_whatever_their_order_and_accents_and_optional_ones_may_lack():
    layout = layout_of([name.upper() for name in reversed(HEADER) if name != "Télétravail"])
    assert layout.row(["x"] * 18)["reference"] == "x"
    assert "« Télétravail »" in layout.warnings[0]
    with pytest.raises(WrongColumns, match="séparées par des points-virgules"):
        layout_of(["Référence,Intitulé du poste"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Le fichier est vide."),
        (b"PK\x03\x04\x00\x00;\x00", "n’est pas un tableau CSV"),
        (b"<!doctype html><p>Maintenance</p>", "n’a pas les colonnes attendues"),
        (a_file(row()) + b'A;B;"' + b"x" * 200_000, "un guillemet n’est peut-être pas refermé"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words_and_loses_nothing(session, allowed, source, body, said):
    allowed.says(http(200, a_file(row("A"))), "/offres.csv")
    read(session, source)
    allowed.says(http(200, body or b" "), "/offres.csv")
    feed = read(session, source)
    assert feed.state == "failing"
    assert said in feed.last_error
    assert states(session) == {"guid:A": "published"}


def sort(document: bytes, *known: str):
    return sorting.sort(io.BytesIO(document), keeps_all=False, known=frozenset(known))


def test_every_row_is_kept_or_refused_with_a_reason():
    cut = a_file(row("A")).rstrip() + b"\r\nMairie;B\r\n"
    said = sort(
        cut + a_file(row("A"), row("", "Sans référence"), row("C"))[len(a_file()) :], "guid:C", "guid:Z"
    )
    assert [one["reference"] for one in said["kept"]] == ["A", "C"]
    assert said["seen"] == ["guid:C"]
    assert [reason for _, reason in said["dropped"]] == [
        "La ligne a 2 colonnes au lieu de 19.",
        "La même référence figure déjà plus haut dans le fichier.",
        "La ligne n’a pas de référence : elle ne peut pas être suivie.",
    ]
    assert (said["rows"], said["dropped_rows"], said["is_cut"]) == (5, 3, False)


def test_a_list_longer_than_what_is_read_is_told_row_by_row_and_closes_nothing(monkeypatch):
    monkeypatch.setattr(sorting, "MAX_KEPT", 1)
    said = sort(a_file(row("A"), row("B", "Médiatrice numérique")))
    assert said["dropped"] == [("Médiatrice numérique", sorting.BEYOND)]
    assert not said["is_cut"]
    monkeypatch.setattr(sorting, "MAX_ROWS", 2)
    assert sort(a_file(row("A"), row("B"), row("C")))["is_cut"]


@pytest.mark.parametrize(
    ("words", "kind", "months"),
    [
        ("CDD de 3 ans", "CDD", 36), ("CDD d'1 an", "CDD", 12), ("CDI", "CDI", None), ("Contrat de projet", "CDP", None),
        ("Contrat à durée indéterminée", "CDI", None), ("Contrat à durée déterminée - 6 Mois", "CDD", 6),
        ("Contrat d'apprentissage", "apprentissage", None), ("Mission intérimaire - 18 mois", "interim", 18), ("", None, None),
        ("Sans objet", None, None), ("36", None, 36), ("240 mois", None, None),
    ],
)  # fmt: skip
def test_the_words_of_a_contract_column(words, kind, months):
    assert (kind_of(words), months_of(words)) == (kind, months)


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_a_date_that_programs_write_for_none_is_not_said(day):
    told = {"reference": "A", "title": "Conseiller numérique", "closes": day, "published": day}
    entry = entry_of(told, "https://x.example/{reference}")
    assert (entry.stated, entry.published_at) == ((), None)


def test_a_file_that_somebody_sends_is_read_then_forgotten(session, source):
    files.send(session, source.id, None, "offres.csv", io.BytesIO(a_file(row("A"), other("B"))))
    feed = session.get(Feed, source.id, populate_existing=True)
    assert feed.due_at == clock.now()
    feed = read(session, source)
    assert (feed.state, feed.counts["new"]) == ("active", 1)
    assert session.exec(select(SourceFile)).all() == []
    assert session.exec(select(SourceFilePart)).all() == []


def test_a_file_that_cannot_be_read_is_forgotten_too_and_said(session, source):
    files.send(session, source.id, None, "autre.csv", io.BytesIO(b"a;b;c\n1;2;3\n"))
    feed = read(session, source)
    assert "Des colonnes manquent" in feed.last_error
    assert session.exec(select(SourceFile)).all() == []


def test_a_large_file_is_kept_in_pieces_and_comes_back_whole(session, source, monkeypatch):
    monkeypatch.setattr(files, "PART_BYTES", 1_000)
    content = a_file(*(row(f"A{n}") for n in range(20)))
    files.send(session, source.id, None, "offres.csv", io.BytesIO(content))
    assert len(session.exec(select(SourceFilePart.id)).all()) > 3
    files.copy(session.exec(select(SourceFile.id)).one(), back := io.BytesIO())
    assert back.getvalue() == content


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04;\x00\x00", b"%PDF-1.7", b"une, virgule"])
def test_what_is_surely_no_table_is_refused_at_once(session, source, content):
    with pytest.raises(Refused, match="tableau CSV"):
        files.send(session, source.id, None, "x.csv", io.BytesIO(content))
