"""The money of a post and the legal dates, from a row to a mailbox."""

from datetime import UTC, date, datetime

from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.flows.test_contract_thread import letters
from workforce import clock
from workforce.alerts.models import Delivery
from workforce.contracts import actions as contracts
from workforce.contracts import undoing
from workforce.contracts.imports import actions as imports
from workforce.contracts.models import ContractChange, Convention, Post
from workforce.simulation import settle_inside
from workforce.skills import actions as skills
from workforce.skills.actions import CertificateDraft

POSTS = (
    "ID Poste,ID Structure TP,Structure,Département,Statut,Coordinateur,Convention,Fin de convention,Fin de contrat,"
    "Bonification,Total conventionné,Total versé\n"
)


def settled(session):
    settle_inside(session)
    deliver(session)


def around(session, employer):
    """An adviser, her employer and her coordinator, who all come in."""
    who = given.adviser(session)
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=who.id, seen=True)
    given.account(session, "employer", "mairie@exemple.fr", employer_id=employer.id, seen=True)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=who.network_id, seen=True)
    return who


def funded(session, who, employer, *, until, ends, **values):
    contract = given.contract(session, who, employer, starts=date(2025, 9, 1), ends=ends, **values)
    post = Post(employer_id=employer.id, external_id="P1")
    session.add(post)
    session.flush()
    session.add(Convention(post_id=post.id, kind="initial", end_date=until))
    contract.post_id = post.id
    session.flush()
    return contract


def test_money_that_stops_first_is_told_to_all_three_and_not_as_the_end_of_the_contract(session, moment):
    employer = given.employer(session)
    who = around(session, employer)
    funded(session, who, employer, until=date(2027, 5, 31), ends=date(2028, 8, 31))
    settled(session)
    assert letters(session, "funding_ends") == []
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        settled(session)
        settled(session)
    told = letters(session, "funding_ends")
    assert {one.recipient for one in told} == {"awa@exemple.fr", "mairie@exemple.fr", "bruno@exemple.fr"}
    assert {one.title for one in told} >= {
        "La subvention du poste que vous occupez s’arrête le 31 mai 2027, dans 180 jours"
    }
    assert all("458 jours avant la fin du contrat" in one.text for one in told)
    assert letters(session, "contract_ends") == []


def test_a_file_that_funds_a_post_again_tells_that_nothing_is_signed(session, moment):
    employer = given.employer(session, external_id="S1", name="Mairie de Brignoles")
    who = around(session, employer)
    funded(session, who, employer, until=date(2027, 8, 31), ends=date(2027, 8, 31))
    settled(session)
    row = "P1,S1,Mairie de Brignoles,83,Occupé,Non,Renouvellement,31/08/2030,31/08/2027,Non,42500,0\n"
    one = imports.upload(session, who.network_id, None, "postes.csv", (POSTS + row).encode())
    settled(session)
    imports.confirm(session, one.id)
    settled(session)
    assert session.exec(select(Convention.end_date).where(Convention.kind == "renewal")).all() == [
        date(2030, 8, 31)
    ]
    told = letters(session, "post_funded_again")
    assert {letter.recipient for letter in told} >= {"awa@exemple.fr", "bruno@exemple.fr"}
    assert "aucun renouvellement n’est signé" in told[0].text


def test_what_is_signed_in_the_meantime_takes_the_word_back(session, moment):
    employer = given.employer(session)
    who = around(session, employer)
    contract = funded(session, who, employer, until=date(2027, 8, 31), ends=date(2027, 8, 31))
    session.add(Convention(post_id=contract.post_id, kind="renewal", end_date=date(2030, 8, 31)))
    session.flush()
    settle_inside(session)
    draft = contracts.ContractDraft(
        employer_id=employer.id, kind="cdd", start_date=date(2027, 9, 1), length_months=36
    )
    contracts.renew(session, contract.id, draft, given.TOLD)
    settled(session)
    assert letters(session, "post_funded_again") == []
    skipped = session.exec(select(Delivery.reason).where(Delivery.state == "skipped")).all()
    assert "les dates du poste ou du contrat ont changé" in skipped


def test_dates_already_passed_at_an_import_make_one_letter_for_the_employer(session, moment):
    employer = given.employer(session)
    around(session, employer)
    for name in ("Awa", "Paul"):
        other = given.adviser(session, first_name=name, last_name="Petit")
        given.contract(session, other, employer, starts=date(2025, 6, 1), ends=date(2026, 12, 10))
    settled(session)
    assert letters(session, "deadline_passed_summary") == []  # It waits for those learnt just after.
    with clock.frozen(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        settled(session)
        settled(session)
    (letter,) = letters(session, "deadline_passed_summary")
    assert letter.recipient == "mairie@exemple.fr"
    assert letter.title == "2 échéances dépassées au 23 novembre 2026"
    assert "Awa Petit : Réponse de l’employeur sur le renouvellement, le 10 novembre 2026" in letter.text


def test_a_legal_date_reaches_the_mailbox_of_who_must_act_and_of_nobody_else(session, moment):
    employer = given.employer(session, "private")
    who = around(session, employer)
    given.contract(session, who, employer, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    settled(session)
    with clock.frozen(datetime(2026, 12, 31, 9, tzinfo=UTC)):
        settled(session)
    told = [one for one in letters(session, "deadline_near") if "Transitions Pro" in one.title]
    assert [one.recipient for one in told] == ["awa@exemple.fr", "awa@exemple.fr"]  # At 120 days, then at 30.
    assert "avant le 30 janvier 2027" in told[-1].title
    assert "Source : Code du travail" in told[-1].text


def test_a_reminder_that_a_mistake_took_back_leaves_once_it_is_undone(session, moment):
    employer = given.employer(session, "private")
    who = around(session, employer)
    contract = given.contract(session, who, employer, starts=date(2025, 6, 1), ends=date(2027, 1, 31))
    settle_inside(session)  # The reminder of 120 days is planned, and not yet sent.
    contracts.prolong(session, contract.id, date(2027, 10, 31), given.TOLD)
    settled(session)
    assert about_training_leave(session) == []
    change = session.exec(select(ContractChange.id).order_by(ContractChange.id.desc())).first()
    undoing.undo(session, change, None)
    settled(session)
    settled(session)
    assert [one.recipient for one in about_training_leave(session)] == ["awa@exemple.fr"]


def about_training_leave(session):
    return [one for one in letters(session, "deadline_near") if "Transitions Pro" in one.title]


def test_ten_days_before_leaving_one_is_told_what_closes_by_the_name_of_ones_own_certificates(
    session, moment
):
    employer = given.employer(session)
    leaving, keeping = around(session, employer), given.adviser(session)
    given.account(session, "adviser", "chloe@exemple.fr", adviser_id=keeping.id, seen=True)
    skills.certify(session, leaving.id, CertificateDraft(kind="aidants_connect"))
    skills.certify(session, keeping.id, CertificateDraft(kind="clea_numerique"))
    for who in (leaving, keeping):
        given.contract(session, who, employer, starts=date(2025, 9, 1), ends=date(2027, 4, 14))
    settled(session)
    with clock.frozen(datetime(2027, 4, 5, 9, tzinfo=UTC)):
        settled(session)
    told = {
        one.recipient: one.text for one in letters(session, "deadline_near") if "Récupération" in one.title
    }
    assert set(told) == {"awa@exemple.fr", "chloe@exemple.fr"}
    closes = "s’arrête à votre départ : « Aidants Connect : habilitation »."
    assert closes in told["awa@exemple.fr"]
    assert closes not in told["chloe@exemple.fr"]
