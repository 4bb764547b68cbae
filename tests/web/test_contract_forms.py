import re
from datetime import date

import pytest
from sqlmodel import select

from tests import given
from tests.web.cast import PART, bare, cast, confirmed, running, words
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.contracts import actions as contracts
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import ContractKind
from workforce.contracts.models import Contract, Convention, DateClaim, Milestone, Post
from workforce.employers.models import Employer
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.trainings.models import Suggestion

NEW = {
    "name": "Mairie de Brignoles", "postal_code": "83170", "sector": "public", "kind": "cdd", "start_date": "01/12/2026",
    "length_months": "18",
}  # fmt: skip


def only(session, who) -> Contract:
    return session.exec(select(Contract).where(Contract.adviser_id == who.id)).one()


def test_an_adviser_records_a_contract_with_a_new_employer(session, moment):
    people = cast(session)
    answer = confirmed(people.owner, people.at("/contrat/nouveau"), **NEW)
    row = only(session, people.adviser)
    assert (answer.status_code, answer.location) == (303, people.at("/contrat"))
    assert (row.start_date, row.end_date) == (date(2026, 12, 1), date(2028, 5, 31))
    assert session.get(Employer, row.employer_id).departement == "83"
    assert (
        session.exec(select(DateClaim.source).where(DateClaim.field == "end_date")).one()
        == ClaimSource.ADVISER
    )


def test_a_coordinator_speaks_with_their_own_voice(session, moment):
    people, at = cast(session), given.employer(session)
    confirmed(
        people.coordinator,
        people.at("/contrat/nouveau"),
        employer_id=at.id,
        kind="cdd",
        end_date="2027-06-30",
    )
    assert only(session, people.adviser).employer_id == at.id
    assert (
        session.exec(select(DateClaim.source).where(DateClaim.field == "end_date")).one()
        == ClaimSource.COORDINATOR
    )


def test_the_same_new_employer_is_not_added_twice(session, moment):
    people = cast(session)
    known = given.employer(session, name="Mairie de brignoles", postal_code="83170")
    confirmed(people.owner, people.at("/contrat/nouveau"), **NEW)
    assert only(session, people.adviser).employer_id == known.id


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"kind": "stage"}, "Choisissez une des réponses proposées."),
        ({"start_date": "demain"}, "Ce n’est pas une date"),
        ({"end_date": "01/11/2026"}, "précède le début"),
        ({"postal_code": "00000"}, "Ce code postal n’existe pas"),
        ({"name": ""}, "Indiquez le nom de la structure."),
        ({"kind": ""}, "Choisissez le type de contrat."),
        ({"sector": "private", "kind": "cdp"}, "Un contrat de projet n’existe que chez un employeur public."),
        ({"kind": "cdi", "end_date": "01/06/2027"}, "n’a pas de date de fin"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_typed_is_lost(session, moment, mistake, sentence):
    people = cast(session)
    answer = people.owner.post(people.at("/contrat/nouveau"), data=NEW | {"length_months": ""} | mistake)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    typed = (NEW | mistake)["postal_code"]
    assert f'value="{typed}"' in answer.get_data(as_text=True)
    assert not session.exec(select(Contract)).all()
    assert not session.exec(select(Employer)).all()


def test_an_employer_that_does_not_exist_is_refused(session, moment):
    people = cast(session)
    for bogus in ("999999", "99999999999999"):
        answer = people.owner.post(people.at("/contrat/nouveau"), data={"employer_id": bogus, "kind": "cdd"})
        assert answer.status_code == 422


def test_a_post_cannot_be_slipped_into_the_form(session, moment):
    people, at = cast(session), given.employer(session)
    session.add(post := Post(employer_id=at.id))
    session.flush()
    confirmed(people.owner, people.at("/contrat/nouveau"), employer_id=at.id, kind="cdd", post_id=post.id)
    assert only(session, people.adviser).post_id is None


def test_employers_are_found_by_words_and_postal_code(session, moment):
    people = cast(session)
    given.employer(session, name="Commune d’Hyères", postal_code="83400")
    given.employer(session, name="CCAS d’Hyères", postal_code="83400")
    found = words(people.owner.get(people.at("/contrat/structure?q=hyères+83400+ccas")))
    assert "1 structure trouvée" in found
    assert "CCAS d’Hyères" in found
    assert "Commune d’Hyères" not in found


def test_signs_of_a_pattern_are_looked_for_as_they_are(session, moment):
    people = cast(session)
    given.employer(session, name="Maison 100% numérique")
    given.employer(session, name="Maison 1000 numérique")
    assert "1 structure trouvée" in words(people.owner.get(people.at("/contrat/structure?q=100%25")))


def test_moving_an_end_keeps_the_former_one_and_says_who_moved_it(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    answer = confirmed(people.owner, f"/contrats/{row.id}/fin", end_date="30/06/2027")
    assert answer.status_code == 303
    session.refresh(row)
    assert row.end_date == date(2027, 6, 30)
    page = words(people.owner.get(people.at("/contrat")))
    assert "30 juin 2027 (source : vous, le 23 novembre 2026)" in page
    assert "14 avril 2027 : coordinateur, le 1er novembre 2026" in page


@pytest.mark.parametrize(
    ("end", "sentence"),
    [("", "Indiquez le dernier jour."), ("31/12/2020", "précède le début"), ("bientôt", "pas une date")],
)
def test_an_impossible_end_is_refused_with_a_sentence(session, moment, end, sentence):
    people = cast(session)
    row = running(session, people.adviser)
    answer = people.owner.post(f"/contrats/{row.id}/fin", data={"end_date": end})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Rien n’a été enregistré." in words(answer)


def test_nothing_is_kept_before_it_is_confirmed_and_what_was_typed_stays(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    read = people.owner.post(f"/contrats/{row.id}/fin", data={"end_date": "30/06/2027"})
    session.refresh(row)
    assert (read.status_code, row.end_date) == (200, date(2027, 4, 14))
    assert 'value="30/06/2027"' in read.get_data(as_text=True)
    assert "Aujourd’hui : Votre contrat se termine le 14 avril 2027." in words(read)
    assert "Ensuite : Votre contrat se termine le 30 juin 2027." in words(read)
    assert "Réponse de l’employeur sur le renouvellement : 14 février 2027 → 30 avril 2027" in words(read)


def test_a_confirmation_of_other_words_than_those_read_is_asked_again(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    address = f"/contrats/{row.id}/fin"
    read = people.owner.post(address, data={"end_date": "30/06/2027"}).get_data(as_text=True)
    seal = re.search(r'name="checked" value="(\w+)"', read)[1]
    sent = {"end_date": "31/07/2027", "checked": seal, "step": "confirm"}
    again = people.owner.post(address, data=sent)
    session.refresh(row)
    assert (again.status_code, row.end_date) == (200, date(2027, 4, 14))
    assert "n’est plus ce que vous aviez lu" in words(again)
    assert "Votre contrat se termine le 31 juillet 2027." in words(again)


def test_a_confirmation_is_asked_again_when_the_contract_moved_meanwhile(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    address = f"/contrats/{row.id}/fin"
    read = people.owner.post(address, data={"end_date": "30/06/2027"}).get_data(as_text=True)
    seal = re.search(r'name="checked" value="(\w+)"', read)[1]
    confirmed(people.coordinator, address, end_date="31/05/2027")
    sent = {"end_date": "30/06/2027", "checked": seal, "step": "confirm"}
    assert "n’est plus ce que vous aviez lu" in words(people.owner.post(address, data=sent))


def test_the_consequences_come_in_place_as_the_whole_page_holds_them(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    address, data = f"/contrats/{row.id}/fin", {"end_date": "30/06/2027"}
    whole = bare(people.owner.post(address, data=data).get_data(as_text=True))
    part = people.owner.post(address, data=data, headers=PART | {"HX-Target": "div#change"})
    html = part.get_data(as_text=True)
    assert "<html" not in html
    assert 'id="consequences"' in html
    assert bare(html) in whole


def test_a_coordinator_reads_nothing_of_trainings_that_the_person_keeps(session, moment):
    people = cast(session, shows_skills=False)
    row = running(session, people.adviser)
    skills.hold(session, people.adviser.id, "MN-CCP1", date(2026, 1, 15))
    course = given.training_session(session, ccp_codes=["MN-CCP2"])
    settle_inside(session)
    assert session.exec(select(Suggestion).where(Suggestion.session_id == course.id)).all()
    sent = {"end_date": "15/02/2027"}
    own = words(people.owner.post(f"/contrats/{row.id}/fin", data=sent))
    other = words(people.coordinator.post(f"/contrats/{row.id}/fin", data=sent))
    assert "un conflit apparaît" in own
    assert "Formation CCP2" not in other
    assert "Ensuite : Le contrat d’Awa Diallo se termine le 15 février 2027." in other


def test_whoever_moves_a_date_answers_what_was_said_until_then(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    confirmed(people.owner, f"/contrats/{row.id}/fin", end_date="30/06/2027")
    assert not contracts.settlement(session, row.id, "end_date").conflicting
    assert "la même date" not in words(people.owner.get(people.at("/contrat")))


def test_a_renewal_is_a_new_contract_linked_to_the_former(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    data = {"kind": "cdd", "start_date": "15/04/2027", "length_months": "36"}
    assert confirmed(people.owner, f"/contrats/{row.id}/renouvellement", **data).status_code == 303
    following = session.exec(select(Contract).where(Contract.renews_id == row.id)).one()
    assert (following.end_date, following.employer_id) == (date(2030, 4, 14), row.employer_id)
    assert "Renouvelle le contrat du 15 avril 2025" in words(people.owner.get(people.at("/contrat")))


def test_a_renewal_that_begins_before_the_end_is_refused(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    answer = people.owner.post(
        f"/contrats/{row.id}/renouvellement", data={"kind": "cdd", "start_date": "01/04/2027"}
    )
    assert answer.status_code == 422
    assert "Le nouveau contrat commence après la fin du précédent (14 avril 2027)." in words(answer)


def test_a_rupture_asks_for_a_day_inside_the_contract_and_a_reason(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    wrong = people.owner.post(
        f"/contrats/{row.id}/rupture", data={"termination_date": "01/01/2030", "motive": "resignation"}
    )
    assert wrong.status_code == 422
    assert "La rupture ne peut pas suivre la fin prévue du contrat." in words(wrong)
    assert (
        people.owner.post(f"/contrats/{row.id}/rupture", data={"termination_date": "31/01/2027"}).status_code
        == 422
    )
    right = {"termination_date": "31/01/2027", "motive": "funding_ended"}
    assert confirmed(people.owner, f"/contrats/{row.id}/rupture", **right).status_code == 303
    assert "Rompu le 31 janvier 2027 (fin de subventionnement)" in words(
        people.owner.get(people.at("/contrat"))
    )


def test_deadlines_say_who_acts_why_and_from_which_source(session, moment):
    people = cast(session)
    running(session, people.adviser)
    page = words(people.owner.get(people.at("/contrat")))
    assert "Réponse de l’employeur sur le renouvellement" in page
    assert "à votre employeur de jouer" in page
    assert "Décret n° 88-145" in page
    assert "Durée retenue" in page
    assert "prime de précarité" not in page


def test_a_rule_that_is_not_confirmed_is_called_indicative(session, moment):
    people = cast(session)
    running(session, people.adviser)
    page = words(people.owner.get(people.at("/contrat"))).split("Préavis de démission")[1]
    assert "Indicatif, à vérifier auprès de votre employeur." in page[:400]


def test_the_two_clocks_are_compared_where_the_post_is_known(session, moment):
    people, at = cast(session), given.employer(session)
    session.add(post := Post(employer_id=at.id))
    session.flush()
    session.add(Convention(post_id=post.id, end_date=date(2027, 2, 27)))
    running(session, people.adviser, at=at, post_id=post.id)
    page = words(people.owner.get(people.at("/contrat")))
    assert "La subvention du poste s’arrête le 27 février 2027, 46 jours avant la fin du contrat" in page


def test_the_ladder_tells_what_left_what_failed_and_what_is_to_come(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    channel = session.exec(select(Channel).where(Channel.account_id == people.account.id)).one()
    for days, state, reason in ((365, "sent", ""), (270, "failed", "boîte pleine")):
        session.add(
            Milestone(
                contract_id=row.id,
                audience="adviser",
                end_date=row.end_date,
                days=days,
                reached_on=date(2026, 7, 1),
            )
        )
        subject = {"milestone": days, "end": "2027-04-14"}
        alert = Alert(
            account_id=people.account.id,
            occasion=str(days),
            kind="contract_ends",
            subject=subject,
            contract_id=row.id,
        )
        session.add(alert)
        session.flush()
        session.add(
            Delivery(alert_id=alert.id, channel_id=channel.id, state=state, reason=reason, sent_at=moment)
        )
    session.flush()
    page = words(people.owner.get(people.at("/contrat"))).split("Les alertes que vous recevez")[1]
    assert "365 jours avant : 14 avril 2026 Envoyée le 23 novembre 2026" in page
    assert "270 jours avant : 18 juillet 2026 N’est pas partie : boîte pleine." in page
    assert "180 jours avant : 16 octobre 2026 Pas encore envoyée." in page
    assert "90 jours avant : 14 janvier 2027 À venir." in page


def test_a_cdi_offers_nothing_to_prolong_or_renew(session, moment):
    people = cast(session)
    running(session, people.adviser, ends=None, kind=ContractKind.CDI)
    page = words(people.owner.get(people.at("/contrat")))
    assert "Déclarer une rupture" in page
    assert "Renouveler" not in page
    assert "Aucune échéance à calculer." in page


def test_a_renewal_is_proposed_for_the_next_day_with_the_same_hours(session, moment):
    people = cast(session)
    row = running(session, people.adviser, part_time=True)
    page = people.owner.get(f"/contrats/{row.id}/renouvellement").get_data(as_text=True)
    assert 'value="2027-04-15"' in page
    assert re.search(r'name="part_time"[^>]* checked', page)
    full = people.owner.post(
        f"/contrats/{row.id}/renouvellement", data={"start_date": "15/04/2027", "kind": "x"}
    )
    assert not re.search(r'name="part_time"[^>]* checked', full.get_data(as_text=True))


EVERYTHING = {
    "contrat/nouveau": NEW | {"end_date": "31/12/2020", "part_time": "1", "renewable_only_as_cdi": "1"},
    "renouvellement": {
        "kind": "cdp", "start_date": "01/01/2020", "length_months": "24", "end_date": "31/12/2030", "part_time": "1",
        "renewable_only_as_cdi": "1",
    },
    "rupture": {"termination_date": "01/01/2030", "motive": "dismissal"},
    "fin": {"end_date": "01/01/1970"},
}  # fmt: skip


@pytest.mark.parametrize("form", EVERYTHING)
def test_a_form_that_is_refused_keeps_everything_that_was_typed(session, moment, form):
    people = cast(session)
    row = running(session, people.adviser)
    address = people.at(f"/{form}") if "/" in form else f"/contrats/{row.id}/{form}"
    answer = people.owner.post(address, data=EVERYTHING[form])
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    kept = {
        name
        for name, value in EVERYTHING[form].items()
        if re.search(rf'name="{name}" value="{value}"[^>]* checked', page)
        or re.search(rf'<input type="\w+" value="{value}" id="field-{name}"', page)
        or (value == "1" and re.search(rf'name="{name}"[^>]* checked', page))
    }
    assert kept == set(EVERYTHING[form])
    (field,) = re.findall(r'href="#field-(\w+)"', page)
    assert f'id="field-{field}"' in page  # The summary leads to a field of this very form.


def test_empty_fields_are_told_apart_at_the_top_of_the_form(session, moment):
    people = cast(session)
    row = running(session, people.adviser)
    page = words(people.owner.post(f"/contrats/{row.id}/rupture", data={}))
    assert "2 points sont à corriger" in page
    assert page.count("Indiquez le dernier jour travaillé.") == page.count("Choisissez la raison.") == 2
