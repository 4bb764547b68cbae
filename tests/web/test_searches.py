"""« Mes recherches » and the list they come from: kept in one tap, changed on the card, stopped by a link."""

import pytest
from sqlmodel import select

from tests.web.cast import cast, offer, part_is_in_whole, running, words
from tests.web.desks import browser, queries
from workforce.offers.search import saving
from workforce.offers.search.models import SavedSearch


@pytest.fixture
def people(session, moment):
    people = cast(session, commune="Hyères")
    running(session, people.adviser)
    return people


def kept(session) -> SavedSearch:
    session.expire_all()
    return session.exec(select(SavedSearch)).one()


def test_everybody_who_is_signed_in_searches_all_that_is_published(session, people):
    offer(session, title="Fabmanager", departement="26")
    page = words(people.coordinator.get("/offres?mots=fabmanager"))
    assert "1 offre" in page
    assert "Fabmanager" in page
    assert "Pour vous" not in page


def test_an_adviser_searches_on_their_own_page_where_each_offer_says_why(session, people):
    offer(session, title="Fabmanager", departement="26", commune="Valence")
    answer = people.owner.get("/offres?mots=fabmanager&contrat=CDD")
    assert answer.status_code == 303
    assert answer.location == people.at("/offres?mots=fabmanager&contrat=CDD")
    page = words(people.owner.get(answer.location))
    assert "Le poste est à Valence (Drôme), hors de la zone que vous avez choisie" in page


def test_the_other_names_looked_for_are_said_with_a_way_to_only_my_words(session, people):
    offer(session, title="Animatrice multimédia")
    page = people.coordinator.get("/offres?mots=conseiller+numérique")
    assert "Animatrice multimédia" in words(page)
    assert "Cherché aussi : médiateur numérique, " in words(page)
    exact = people.coordinator.get("/offres?mots=conseiller+numérique&exact=1")
    assert "Animatrice multimédia" not in words(exact)
    assert "Retirer le filtre seulement mes mots" in words(exact)


def test_where_nothing_passes_each_filter_says_what_would_come_without_it(session, people):
    offer(session, title="Fabmanager", departement="26", contract_kind="CDI")
    page = people.coordinator.get("/offres?mots=fabmanager&departement=83&contrat=CDI")
    assert "Aucune offre ne passe ces filtres." in words(page)
    assert "Sans Var (83) : 1 offre" in words(page)
    assert 'href="/offres?mots=fabmanager&amp;contrat=CDI"' in page.get_data(as_text=True)


def test_the_filters_in_force_are_ticked_and_counted(session, people):
    offer(session, contract_kind="CDI")
    offer(session, contract_kind="CDD")
    page = people.coordinator.get("/offres?contrat=CDI").get_data(as_text=True)
    assert 'value="CDI" checked' in page
    assert "CDI (1)" in page
    assert "CDD (1)" in page


def test_what_an_advert_says_is_counted_like_any_other_choice(session, people):
    offer(session, labels=["renewable", "pay_unstated"])
    offer(session, labels=["renewable"])
    page = words(people.coordinator.get("/offres?signe=pay_unstated"))
    assert "1 offre" in page
    assert "renouvelable (2)" in page
    assert "salaire non indiqué (1)" in page
    assert "sous réserve de financement" not in page


@pytest.mark.parametrize(
    "typed", ["%00", "%27%22%3A%26|!()", "a" * 3000, "%F0%9F%A6%84", "%ED%A0%80", "- - -", "%22"]
)
def test_whatever_is_typed_is_answered(session, people, typed):
    assert people.coordinator.get(f"/offres?mots={typed}&page=99999999999999").status_code == 200


def test_results_are_a_part_of_the_page(session, people):
    offer(session, title="Fabmanager")
    assert part_is_in_whole(people.coordinator, "/offres?mots=fabmanager&contrat=CDD", "results")


def test_a_list_takes_few_queries_and_little_weight(session, people):
    for number in range(15):
        offer(
            session,
            people.adviser if number % 2 else None,
            title=f"Fabmanager {number}",
            departement=("83", "26")[number % 2],
        )
    for reader, page in ((people.owner, people.at("/offres")), (people.coordinator, "/offres")):
        with queries(session) as said:
            answer = reader.get(f"{page}?mots=fabmanager&departement=83&departement=26&contrat=CDD&tri=date")
        assert len(said) <= 15, said
        assert len(answer.data) <= 60_000


def test_a_search_is_kept_in_one_tap(session, people):
    answer = people.owner.post(
        "/recherches", data={"mots": "fablab", "departement": ["83", "26"], "tri": "date", "csrf_token": "x"}
    )
    assert answer.status_code == 303
    assert (kept(session).name, kept(session).rhythm) == ("Fablab, Var (83), Drôme (26)", "daily")
    assert kept(session).asked == {"mots": ["fablab"], "departement": ["83", "26"]}
    page = words(people.owner.get("/recherches"))
    assert "rien de nouveau" in page
    assert "Prochaine fois : 24 novembre 2026 à 8 h 00" in page.replace("\xa0", " ")


def test_a_list_of_what_fits_says_that_a_kept_search_looks_further(session, people):
    offer(session, people.adviser)
    further = "Enregistrée, elle porte sur toutes les offres"
    assert further in words(people.owner.get(people.at("/offres?departement=83")))
    assert further not in words(people.owner.get(people.at("/offres?departement=83&tri=date")))
    assert further not in words(people.coordinator.get("/offres?departement=83"))


def test_one_search_too_many_is_refused_with_a_sentence(session, people):
    for number in range(saving.MOST_SEARCHES):
        saving.save(session, people.account.id, {"mots": [f"mot{number}"]})
    answer = people.owner.post("/recherches", data={"mots": "encore"})
    assert answer.status_code == 422
    assert "Vous avez déjà 20 recherches : supprimez-en une d’abord." in words(answer)


def test_a_card_changes_its_name_and_its_rhythm(session, people):
    search = saving.save(session, people.account.id, {"mots": ["fablab"]})
    answer = people.owner.post(f"/recherches/{search.id}", data={"name": "Mes fablabs", "rhythm": "weekly"})
    assert answer.status_code == 303
    assert (kept(session).name, kept(session).rhythm) == ("Mes fablabs", "weekly")


def test_a_mistake_in_a_card_is_said_there_and_loses_nothing(session, people):
    search = saving.save(session, people.account.id, {"mots": ["fablab"]})
    answer = people.owner.post(f"/recherches/{search.id}", data={"name": "", "rhythm": "weekly"})
    assert answer.status_code == 422
    assert "Ce champ est à remplir." in words(answer)
    page = answer.get_data(as_text=True)
    assert 'value="weekly" checked' in page
    assert 'href="#field-name"' in page
    assert 'id="field-name"' in page
    lune = people.owner.post(f"/recherches/{search.id}", data={"name": "Mes fablabs", "rhythm": "lune"})
    assert "Choisissez une des réponses proposées." in words(lune)
    assert 'value="Mes fablabs"' in lune.get_data(as_text=True)
    assert kept(session).rhythm == "daily"


def test_opening_a_search_shows_its_results_and_nothing_is_new_any_more(session, people):
    search = saving.save(session, people.account.id, {"mots": ["fablab"], "departement": ["83"]})
    answer = people.owner.post(f"/recherches/{search.id}/lecture")
    assert answer.location == "/offres?mots=fablab&departement=83&tri=date"
    assert people.owner.get(answer.location).location == people.at(
        "/offres?mots=fablab&departement=83&tri=date"
    )


def test_a_search_is_let_go(session, people):
    search = saving.save(session, people.account.id, {"mots": ["fablab"]})
    answer = people.owner.post(f"/recherches/{search.id}/retrait")
    assert answer.status_code == 303
    assert "Vous n’avez pas encore de recherche enregistrée." in words(people.owner.get("/recherches"))


def test_a_stranger_reaches_no_search_of_another(session, people):
    search = saving.save(session, people.account.id, {"mots": ["fablab"]})
    for way in ("", "/lecture", "/retrait"):
        assert (
            people.stranger.post(
                f"/recherches/{search.id}{way}", data={"name": "x", "rhythm": "none"}
            ).status_code
            == 404
        )
        assert people.coordinator.post(f"/recherches/{search.id}{way}").status_code == 404
    assert kept(session).rhythm == "daily"


def test_the_link_of_a_letter_asks_then_stops_without_login(session, people):
    search = saving.save(session, people.account.id, {"mots": ["fablab"]})
    nobody, page = browser(session), f"/recherches/arret/{saving.stop_token(search.id)}"
    assert "Ne plus recevoir les nouveautés de « Fablab » ?" in words(nobody.get(page))
    assert kept(session).rhythm == "daily"
    assert nobody.post(page).status_code == 303
    assert kept(session).rhythm == "none"
    assert "C’est noté" in words(nobody.get(page))
    assert nobody.get("/recherches/arret/x").status_code == 410


def test_offers_around_a_commune_are_found_and_a_mistake_is_said_beside_its_field(session, people):
    offer(session, title="Fabmanager", latitude=43.1364, longitude=5.9334)
    offer(session, title="Bibliothécaire", latitude=48.8566, longitude=2.3522)
    page = words(people.coordinator.get("/offres?autour=toulon&rayon=10"))
    assert "1 offre" in page
    assert "à moins de 10 km, autour de Toulon (83)" in page
    wrong = people.coordinator.get("/offres?autour=Saint-Denis&rayon=50&mots=fabmanager")
    assert wrong.status_code == 422
    text = wrong.get_data(as_text=True)
    assert "Plusieurs communes sont possibles" in words(wrong)
    assert 'value="Saint-Denis"' in text
    assert 'aria-describedby="field-autour-hint field-autour-error"' in text
    assert "Fabmanager" in words(wrong)
    empty = words(people.coordinator.get("/offres?autour=Brest+29&rayon=10"))
    assert "Sans à moins de 10 km, autour de Brest (29) : 2 offres" in empty
