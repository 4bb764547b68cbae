from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import cast, offer, part_is_in_whole, running, words
from workforce.advisers.models import Adviser
from workforce.journal import Event
from workforce.offers.corrections import actions as corrections
from workforce.offers.models import Feed, JobSearch
from workforce.offers.posting import actions as posting
from workforce.offers.posting.drafts import OfferDraft
from workforce.skills import actions as skills
from workforce.trainings import planning, suggesting
from workforce.trainings.models import TrainingPlan

LACKS_CCP2 = [{"what": "Le CCP2 est demandé pour ce métier.", "ccp": "CCP2", "certificate": None}]


@pytest.fixture
def people(session, moment):
    people = cast(session, commune="Hyères")
    running(session, people.adviser)
    return people


def listing(people, query="") -> str:
    return words(people.owner.get(people.at(f"/offres{query}")))


def test_offers_come_best_first_each_with_why_and_what_is_missing(session, people):
    offer(session, people.adviser, 60, title="La moins bonne")
    offer(session, people.adviser, 90, title="La meilleure", missing=LACKS_CCP2)
    page = listing(people)
    assert page.index("La meilleure") < page.index("La moins bonne")
    assert "Le poste est dans votre commune, Hyères." in page
    assert "Ce qui manque : Le CCP2 est demandé pour ce métier." in page


def test_a_missing_bloc_names_the_session_that_brings_it(session, people):
    skills.hold(session, people.adviser.id, "MN-CCP1", date(2026, 1, 15))
    found = given.training_session(session, given.body(session, "GRETA du Var"), ccp_codes=["MN-CCP2"])
    planning.plan_all(session)
    suggesting.suggest(session, session.exec(select(TrainingPlan.id)).all())
    offer(session, people.adviser, missing=LACKS_CCP2)
    page = people.owner.get(people.at("/offres"))
    assert "La session GRETA du Var, à partir du 11 janvier 2027, l’apporte" in words(page)
    assert f"/sessions/{found.id}" in page.get_data(as_text=True)


def test_what_is_closed_or_fits_somebody_else_is_not_listed(session, people):
    offer(session, people.adviser, title="Close", state="closed")
    offer(session, title="À d’autres")
    assert "0 offre" in listing(people)


def test_filters_are_removable_tags_of_the_address(session, people):
    offer(session, people.adviser, title="Ici", departement="83")
    offer(session, people.adviser, title="Ailleurs", departement="06", commune="Nice")
    page = people.owner.get(people.at("/offres?departement=83&mots=mairie"))
    assert "Ici" in words(page)
    assert "Ailleurs" not in words(page)
    assert f'href="{people.at("/offres?mots=mairie")}"' in page.get_data(as_text=True)
    assert "Retirer le filtre Var (83)" in words(page)


def test_words_are_looked_for_in_the_text_whatever_their_case(session, people):
    offer(session, people.adviser, title="Une", plain="Animer un FabLab à 100%")
    offer(session, people.adviser, title="Deux", plain="Accueillir à 1000")
    assert "1 offre" in listing(people, "?mots=fablab")
    assert "1 offre" in listing(people, "?mots=100%25")
    assert "Aucune offre ne passe ces filtres." in listing(people, "?mots=absent")


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99", "?page=x", "?departement=zz", "?metier=zz&mots=%00"]
)
def test_an_address_that_makes_no_sense_still_answers(session, people, query):
    offer(session, people.adviser)
    assert people.owner.get(people.at(f"/offres{query}")).status_code == 200


def test_a_long_list_is_cut_in_pages(session, people):
    for rank in range(23):
        offer(session, people.adviser, score=90 - rank, title=f"Offre n° {rank}.")
    first, second = listing(people), listing(people, "?page=2")
    assert "Offres 1 à 12 sur 23" in first
    assert "Offre n° 12." not in first
    assert "Offres 13 à 23 sur 23" in second
    assert "Offre n° 12." in second


def test_results_served_alone_are_those_of_the_page(session, people):
    for _ in range(22):
        offer(session, people.adviser, missing=LACKS_CCP2)
    assert part_is_in_whole(people.owner, people.at("/offres?departement=83"), "results")
    assert part_is_in_whole(people.owner, people.at("/offres?mots=absent"), "results")


def test_going_farther_has_the_offers_searched_again(session, people):
    answer = people.owner.post(people.at("/mobilite"), data={"mobility": "national", "remote_ok": "1"})
    assert answer.status_code == 303
    row = session.get(Adviser, people.adviser.id)
    session.refresh(row)
    assert (row.mobility, row.remote_ok) == ("national", True)
    assert session.exec(select(Event.name)).all()[-1] == "SearchChanged"


def test_a_wish_of_no_list_is_refused(session, people):
    answer = people.owner.post(people.at("/mobilite"), data={"mobility": "lune"})
    assert answer.status_code == 422
    assert "Choisissez une des réponses proposées." in words(answer)


def test_a_search_under_way_is_said(session, people, moment):
    session.add(JobSearch(id=people.adviser.id, due_at=moment))
    session.flush()
    assert "Vos offres sont recherchées à nouveau" in listing(people)


def test_an_offer_says_why_it_fits_its_reader_and_where_each_guess_comes_from(session, people):
    session.add(feed := Feed(url="https://exemple.fr/rss", title="Emploi territorial"))
    session.flush()
    guesses = [{"field": "remote", "value": "partial", "words": "télétravail possible deux jours"}]
    row = offer(session, feed_id=feed.id, identity="1", guesses=guesses, html="<p>Venez</p>", pay_min=2000, pay_max=2200,
                pay_period="month", closes_on=date(2026, 12, 13))  # fmt: skip
    page = people.owner.get(f"/offres/{row.id}")
    assert "Le poste est dans votre commune, Hyères." in words(page)
    assert "Télétravail : « télétravail possible deux jours »" in words(page)
    assert "de 2 000 € à 2 200 €, sans dire si c’est brut ou net par mois" in words(page)
    assert "Source : Emploi territorial" in words(page)
    assert 'href="https://exemple.fr/1"' in page.get_data(as_text=True)
    assert "<p>Venez</p>" in page.get_data(as_text=True)


def test_an_offer_out_of_reach_says_so(session, people):
    row = offer(session, departement="75", commune="Paris")
    assert "hors de la zone que vous avez choisie" in words(people.owner.get(f"/offres/{row.id}"))


def test_a_closed_offer_says_since_when_and_no_longer_where_to_apply(session, people, moment):
    row = offer(session, state="closed", closed_at=moment, closing_reason="Recrutement abandonné")
    page = words(people.owner.get(f"/offres/{row.id}"))
    assert "Cette offre est close depuis le 23 novembre 2026 : recrutement abandonné." in page
    assert "Lire et candidater" not in page


def test_other_readers_are_not_told_of_a_match(session, people):
    assert "Pour vous" not in words(people.coordinator.get(f"/offres/{offer(session).id}"))


def test_an_address_that_is_not_of_the_web_is_no_link(session, people):
    row = offer(session, url="javascript:alert(1)")
    assert "javascript:" not in people.owner.get(f"/offres/{row.id}").get_data(as_text=True)


def test_an_offer_says_what_to_weigh_with_its_own_words(session, people):
    text = "CDD de 6 mois renouvelable. Poste financé par l’État jusqu’au 31 décembre 2027. Traitement indiciaire."
    guesses = [{"field": "contract_months", "value": "6", "words": "CDD de 6 mois"}]
    row = offer(
        session, people.adviser, plain=text, length_months=6, part_time=True, level=5, guesses=guesses
    )
    page = people.owner.get(f"/offres/{row.id}")

    assert "Les points à peser" in words(page)
    assert "un an ou moins « CDD de 6 mois »" in words(page)
    assert "financé par l’État jusqu’au 31 décembre 2027" in words(page)
    assert "salaire selon une grille, sans montant" in words(page)
    assert "temps partiel" in words(page)
    assert "niveau 5 (bac + 2)" in words(page)


def test_a_list_of_offers_shows_their_labels(session, people):
    offer(session, people.adviser, labels=["pay_stated", "short", "subject_to_funding"])
    page = listing(people)

    assert "un an ou moins" in page
    assert "sous réserve de financement" in page
    assert "salaire indiqué" not in page


def test_an_own_offer_says_to_an_adviser_what_its_preview_and_its_public_page_say(session, people):
    known = {
        "title": "Médiateur numérique H/F", "text": "Vous accompagnez les habitants dans leurs démarches, chaque jour.",
        "family": "mediation", "contract_kind": "CDD", "departement": "83", "length_months": 12,
        "pay_scale": "la grille des animateurs", "funded_until": date(2027, 12, 31),
    }  # fmt: skip
    own = posting.save_draft(session, given.employer(session).id, OfferDraft.model_validate(known))
    posting.submit(session, own.id)
    posting.publish(session, own.id)
    page, public = words(people.owner.get(f"/offres/{own.id}")), words(people.owner.get(f"/emplois/{own.id}"))
    for said in ("financé jusqu’au 31 décembre 2027", "salaire selon une grille, sans montant", "un an ou moins",
                 "selon la grille des animateurs"):  # fmt: skip
        assert said in page, said
        assert said in public, said
    assert "salaire non indiqué" not in page + public


def test_what_a_person_corrected_no_longer_rests_on_the_words_it_was_guessed_from(session, people):
    guesses = [
        {"field": "contract_months", "value": "6", "words": "période d’essai de 6 mois"},
        {"field": "remote", "value": "partial", "words": "télétravail possible"},
    ]
    feed = Feed(url="https://exemple.fr/rss")
    session.add(feed)
    session.flush()
    row = offer(session, people.adviser, feed_id=feed.id, length_months=6, remote="partial", guesses=guesses)
    page = words(people.owner.get(f"/offres/{row.id}"))
    assert "un an ou moins « période d’essai de 6 mois »" in page
    assert "Corrigé par une personne" not in page
    corrections.correct(session, row.id, "length", {"length_months": "12"}, None)
    session.flush()
    page = words(people.owner.get(f"/offres/{row.id}"))
    assert "période d’essai" not in page
    assert "un an ou moins « 12 mois »" in page
    assert "Télétravail : « télétravail possible »" in page
    assert "Corrigé par une personne : Durée." in page


def test_where_communes_come_from_is_said_where_one_is_shown(session, people):
    said = "Communes : Insee, La Poste et geo.api.gouv.fr, Licence Ouverte."
    assert said in words(people.owner.get(f"/offres/{offer(session, commune_code='83069').id}"))
    assert said not in words(people.owner.get(f"/offres/{offer(session).id}"))


def test_an_offer_says_its_code_of_the_national_list(session, people):
    row = offer(session, rome="K1204 K1205", guesses=[])
    assert "Code ROME K1204 ou K1205" in words(people.owner.get(f"/offres/{row.id}"))


def test_a_search_has_an_address_that_names_nobody(session, people):
    offer(session, people.adviser)
    page = people.owner.get(people.at("/offres?departement=83&contrat=CDD")).get_data(as_text=True)
    assert 'href="/offres?departement=83&amp;contrat=CDD"' in page
    assert "1 offre" in words(people.coordinator.get("/offres?departement=83&contrat=CDD"))


def test_a_length_like_that_of_one_s_own_contract_is_proposed_and_narrows(session, people):
    offer(session, people.adviser, title="Aussi longue", length_months=24)
    offer(session, people.adviser, title="Plus courte", length_months=18)
    offer(session, people.adviser, title="Sans fin", contract_kind="CDI")
    page = people.owner.get(people.at("/offres"))
    assert '<option value="24">24 mois au moins : autant que mon contrat</option>' in page.get_data(
        as_text=True
    )
    found = listing(people, "?duree=24")
    assert "2 offres" in found
    assert "Plus courte" not in found
