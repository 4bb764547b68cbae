"""Odile keeps the offers: copies to decide on, what was understood and corrected, history, a source's phrases."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from tests import given
from tests.offers.readings import ADVERT, DATED, entry, offer, read, source
from tests.web.cast import cast, words
from tests.web.desks import browser, queries
from workforce import clock
from workforce.offers.models import Feed, Offer
from workforce.offers.same.models import OfferTwin

pytestmark = pytest.mark.usefixtures("moment")
LONG = (
    ADVERT
    + "<p>"
    + "Vous tenez des permanences dans les centres sociaux et les mairies de quartier. " * 3
    + "</p>"
)


@pytest.fixture
def odile(session):
    return browser(session, given.account(session, "operator", name="Odile"))


@pytest.fixture
def awa(session):
    return cast(session).owner


@pytest.fixture
def feed(session) -> Feed:
    made = source(session)
    read(session, made, entry(html=LONG + DATED))
    return made


@pytest.fixture
def copy(session, feed) -> Offer:
    read(
        session,
        source(session, 2),
        entry(2, html=LONG + DATED, link="https://ailleurs.exemple.fr/offre/2026-12"),
    )
    return offer(session, 2)


@pytest.fixture
def doubtful(session, feed) -> OfferTwin:
    read(session, source(session, 2), entry(2, html=LONG + DATED.replace("15 décembre", "30 décembre")))
    return session.exec(select(OfferTwin)).one()


def file(session, number: int = 1) -> str:
    return f"/exploitation/offres/{offer(session, number).id}"


# Copies.


def test_a_copy_says_also_on_and_its_own_address_leads_to_the_one_that_is_shown(session, copy, awa):
    shown = offer(session)
    answer = awa.get(f"/offres/{copy.id}")
    assert (answer.status_code, answer.location) == (303, f"/offres/{shown.id}")
    page = awa.get(answer.location)
    assert "Aussi sur : Source 2" in words(page)
    assert 'href="https://ailleurs.exemple.fr/offre/2026-12"' in page.text
    assert "Suivre et corriger" not in words(page)


def test_a_doubtful_pair_is_shown_with_what_speaks_for_it_and_against(session, doubtful, odile):
    page = words(odile.get("/exploitation/offres-en-double"))
    assert "Même intitulé, même employeur, même commune" in page
    assert "Mais : dates limites différentes" in page
    assert "jusqu’au 15 décembre 2026" in page
    assert "jusqu’au 30 décembre 2026" in page
    assert "Doublons (1)" in page


def test_a_pair_is_joined_then_shown_as_decided_and_taken_apart_again(session, doubtful, odile):
    answer = odile.post(f"/exploitation/offres-en-double/{doubtful.id}/reunion")
    assert answer.location == "/exploitation/offres-en-double"
    session.expire_all()
    assert sorted(session.exec(select(Offer.state)).all()) == ["joined", "published"]
    assert "Réunies par Odile" in words(odile.get(answer.location))
    page = odile.get(file(session))
    assert "c’est elle que voient les lecteurs" in words(page)
    hidden = session.exec(select(Offer).where(Offer.state == "joined")).one()
    assert odile.post(f"/exploitation/offres/{hidden.id}/separation").status_code == 303
    session.expire_all()
    assert session.exec(select(Offer.state)).all() == ["published", "published"]
    assert "Deux offres différentes par Odile" in words(odile.get("/exploitation/offres-en-double"))


def test_a_pair_that_somebody_decided_meanwhile_says_so(session, doubtful, odile):
    assert odile.post(f"/exploitation/offres-en-double/{doubtful.id}/refus").status_code == 303
    answer = odile.post(f"/exploitation/offres-en-double/{doubtful.id}/reunion")
    assert answer.status_code == 422
    assert "Quelqu’un a déjà décidé de ces deux offres" in words(answer)
    assert odile.post(f"/exploitation/offres-en-double/{doubtful.id}/reprise").status_code == 303
    assert "1 paire à comparer" in words(odile.get("/exploitation/offres-en-double"))


def test_an_offer_alone_cannot_be_taken_out(session, feed, odile):
    answer = odile.post(f"{file(session)}/separation")
    assert answer.status_code == 422
    assert "n’est réunie à aucune autre" in words(answer)


def test_the_list_sends_as_many_queries_for_many_pairs_as_for_one(session, feed, odile):
    def said() -> int:
        with queries(session) as found:
            odile.get("/exploitation/offres-en-double")
        return len(found)

    ids = [offer(session).id]
    for number in range(3, 11):
        row = Offer(title="Médiateur", identity=f"guid:{number}", feed_id=feed.id, state="published")
        session.add(row)
        session.flush()
        ids.append(row.id)
    session.add(OfferTwin(first_id=ids[0], second_id=ids[1], score=60))
    session.flush()
    alone = said()
    session.add_all(OfferTwin(first_id=ids[0], second_id=other, score=60) for other in ids[2:])
    session.flush()
    assert said() == alone <= 15


# Fields.


def test_each_field_says_its_value_and_the_very_words_it_came_from(session, feed, odile):
    page = words(odile.get(file(session)))
    assert "Date limite 15 décembre 2026" in page
    assert re.search("Date limite 15 décembre 2026 « [^»]*15 décembre 2026", page)
    assert "Télétravail non précisé" in page


def test_a_field_is_corrected_says_who_and_survives(session, feed, odile, awa):
    form = odile.get(f"{file(session)}/champs/closes_on")
    assert 'value="2026-12-15"' in form.text
    answer = odile.post(f"{file(session)}/champs/closes_on", data={"closes_on": "20/12/2026"})
    assert answer.location == file(session)
    read(session, feed, entry(html=LONG + DATED.replace("15 décembre", "28 décembre")))
    page = words(odile.get(file(session)))
    assert "Date limite 20 décembre 2026" in page
    assert "La source dit maintenant : 28 décembre 2026." in page
    assert "Corrigé par Odile le 23 novembre 2026" in page
    assert "jusqu’au 20 décembre 2026" in words(awa.get(f"/offres/{offer(session).id}"))
    odile.post(f"{file(session)}/champs/closes_on/garder")
    page = words(odile.get(file(session)))
    assert "La source dit maintenant" not in page
    assert "la source dit : 28 décembre 2026" in page
    odile.post(f"{file(session)}/champs/closes_on/source")
    page = words(odile.get(file(session)))
    assert "Date limite 28 décembre 2026" in page
    assert "Date limite : « 20 décembre 2026 », corrigé par odile" in page.lower().replace(
        "date limite : «", "Date limite : «"
    )


def test_a_mistake_keeps_what_was_typed_beside_its_field(session, feed, odile):
    answer = odile.post(f"{file(session)}/champs/pay", data={"pay_min": "deux mille", "pay_period": "month"})
    assert answer.status_code == 422
    assert "Écrivez un nombre entier, en chiffres." in words(answer)
    assert 'value="deux mille"' in answer.text
    assert re.search(r'aria-describedby="[^"]*field-pay_min-error"', answer.text)
    assert offer(session).pay_min == 1900


@pytest.mark.parametrize("name", ["text", "inconnu", "title"])
def test_what_is_no_understood_field_is_not_found(session, feed, odile, name):
    assert odile.get(f"{file(session)}/champs/{name}").status_code == 404
    assert odile.post(f"{file(session)}/champs/{name}").status_code == 404


def test_a_correction_that_is_no_longer_in_force_says_so(session, feed, odile):
    answer = odile.post(f"{file(session)}/champs/commune/source")
    assert answer.status_code == 422
    assert "n’est plus en vigueur" in words(answer)


def test_an_employers_own_offer_is_read_only(session, odile):
    row = Offer(employer_id=given.employer(session).id, title="Médiateur numérique", state="published")
    session.add(row)
    session.flush()
    page = words(odile.get(f"/exploitation/offres/{row.id}"))
    assert "c’est à lui de la modifier" in page
    assert "Corriger" not in page


# History.


def test_readers_are_told_what_matters_and_the_operator_all_of_it(session, feed, odile, awa):
    with clock.frozen(clock.now() + timedelta(days=1)):
        later = LONG.replace("mairies annexes", "maisons de quartier") + DATED.replace(
            "15 décembre", "30 décembre"
        )
        read(session, feed, entry(html=later))
        page = words(awa.get(f"/offres/{offer(session).id}"))
        assert "Modifiée le 24 novembre 2026 : date limite repoussée au 30 décembre 2026." in page
        file_page = words(odile.get(file(session)))
        assert "Lecture du 24 novembre 2026" in file_page
        assert "Date limite : 30 décembre 2026 (avant : 15 décembre 2026)" in file_page
        assert "Texte retiré : « Vous animez des ateliers dans les mairies annexes" in file_page
        assert "Texte ajouté : « Vous animez des ateliers dans les maisons de quartier" in file_page


def test_an_old_offer_without_date_says_its_age(session, feed, awa):
    one = offer(session)
    one.closes_on, one.published_at = None, clock.now() - timedelta(days=130)
    one.left_at = clock.now() - timedelta(days=30)
    session.flush()
    assert "Publiée il y a 4 mois, sans date limite" in words(awa.get(f"/offres/{one.id}"))


def test_the_file_of_an_offer_stays_within_its_queries(session, copy, odile):
    with queries(session) as found:
        odile.get(file(session))
    assert len(found) <= 15


# A source's phrases.


def test_phrases_are_tried_then_applied(session, feed, odile):
    address = f"/exploitation/sources/{feed.id}/regles"
    page = words(odile.get(address))
    assert "Ce que font les règles en vigueur" in page
    assert "Médiation numérique :" in page
    assert "commande numerique" in page
    tried = odile.post(address, data={"drop": "mairies annexes", "step": "preview"})
    assert tried.status_code == 200
    assert "0 offre gardée sur 1 élément lu : 1 offre de moins." in words(tried)
    assert "mairies annexes</textarea>" in tried.text
    assert session.get_one(Feed, feed.id).drop_phrases == []
    assert (
        odile.post(address, data={"drop": "mairies annexes", "step": "save"}).location
        == f"/exploitation/sources/{feed.id}"
    )
    session.expire_all()
    assert session.get_one(Feed, feed.id).drop_phrases == ["mairies annexes"]
    assert "et 1 expression à vous" in words(odile.get(f"/exploitation/sources/{feed.id}"))


def test_a_mistake_in_phrases_is_said_and_loses_nothing(session, feed, odile):
    answer = odile.post(
        f"/exploitation/sources/{feed.id}/regles", data={"keep": "ab\nmédiation", "step": "save"}
    )
    assert answer.status_code == 422
    assert "« ab » est trop court" in words(answer)
    assert "ab\nmédiation</textarea>" in answer.text
    assert session.get_one(Feed, feed.id).keep_phrases == []
