"""A real file comes in; contracts, deadlines, alerts follow; the letter reaches a mailbox."""

from datetime import UTC, date, datetime
from io import BytesIO

from openpyxl import Workbook
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from workforce import clock
from workforce.accounts import actions as accounts
from workforce.accounts.policy import Grant
from workforce.advisers.models import Adviser
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.contracts import actions as contracts
from workforce.contracts.imports import actions as imports
from workforce.contracts.models import Contract, Convention, Deadline, Post
from workforce.simulation import settle_inside

HEADER = (
    "Prénom", "Nom", "Rôle", "Type de contrat", "Date de début de contrat", "Date de fin de contrat", "Adresse email",
    "Numéro de téléphone", "Structure employeuse - Nom", "Structure employeuse - Adresse",
    "Structure employeuse - Commune", "Structure employeuse - Code postal", "Structure employeuse - Code Insee", "Statut",
)  # fmt: skip


def team_file(*rows) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Export de l’équipe", "23/11/2026"])
    sheet.append(["Filtres", "Tous"])
    sheet.append([])
    sheet.append(HEADER)
    for row in rows:
        sheet.append(row)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


AWA = ("Awa", "Diallo", "Conseiller numérique", "CDD", "01/06/2025", "31/01/2027", "awa@exemple.fr", "-", "Mairie de Brignoles",
       "1 place Caramy", "Brignoles", "83170", "83023", "Actif")  # fmt: skip


def bring_in(session, content=None):
    network = given.network(session)
    one = imports.upload(session, network.id, None, "equipe.xlsx", content or team_file(AWA))
    settle_inside(session)
    imports.confirm(session, one.id)
    settle_inside(session)
    return network


def invite_and_accept(session, email="awa@exemple.fr"):
    adviser = session.exec(select(Adviser).where(Adviser.email == email)).one()
    account = accounts.invite(session, email, adviser.name, Grant("adviser", adviser_id=adviser.id))
    settle_inside(session)
    accounts.accept(session, accounts.invitation_token(account.id))
    settle_inside(session)
    return account


def letters(session, kind):
    return session.exec(
        select(MailboxLetter)
        .join(Delivery, Delivery.id == MailboxLetter.delivery_id)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.kind == kind)
        .order_by(MailboxLetter.id)
    ).all()


def test_a_contract_from_the_team_file_ends_in_the_mailbox_of_its_adviser(session, moment):
    bring_in(session)
    contract = session.exec(select(Contract)).one()
    assert (contract.start_date, contract.end_date) == (date(2025, 6, 1), date(2027, 1, 31))
    assert session.exec(select(Deadline).where(Deadline.contract_id == contract.id)).all()

    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):  # The step of 60 days has come.
        invite_and_accept(session)
        settle_inside(session)
        deliver(session)
    (letter,) = letters(session, "contract_ends")
    assert letter.recipient == "awa@exemple.fr"
    assert letter.title.startswith("Votre contrat se termine le 31 janvier 2027")
    assert "Corriger la date" in letter.text
    assert "Pourquoi ce message ?" in letter.text


def test_nobody_is_told_anything_before_accepting_an_invitation(session, moment):
    bring_in(session)
    adviser = session.exec(select(Adviser)).one()
    account = accounts.invite(session, adviser.email, adviser.name, Grant("adviser", adviser_id=adviser.id))
    settle_inside(session)
    contract = session.exec(select(Contract)).one()
    contract.due_at = clock.now()
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        settle_inside(session)
        deliver(session)
        assert not letters(session, "contract_ends")
        (invitation,) = letters(session, "invitation")
        assert "/invitation/" in invitation.text
        accounts.accept(session, accounts.invitation_token(account.id))
        settle_inside(session)
        deliver(session)
    assert len(letters(session, "contract_ends")) == 1


def test_moving_the_end_takes_back_what_was_planned_and_tells_anew(session, moment):
    bring_in(session)
    invite_and_accept(session)
    contract = session.exec(select(Contract)).one()
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        settle_inside(session)
        contracts.prolong(session, contract.id, date(2027, 2, 10), given.TOLD)
        settle_inside(session)
        deliver(session)
    told = letters(session, "contract_ends")
    assert [letter.title[:45] for letter in told] == ["Votre contrat se termine le 10 février 2027 :"]
    skipped = session.exec(select(Delivery.reason).where(Delivery.state == "skipped")).all()
    assert "la date de fin du contrat a changé" in skipped


def test_after_an_outage_only_the_tightest_step_is_told(session, moment):
    bring_in(session)
    invite_and_accept(session)
    with clock.frozen(
        datetime(2027, 1, 20, 9, tzinfo=UTC)
    ):  # Two months without any worker: 60, 30 and 15 went by.
        settle_inside(session)
        deliver(session)
    assert len(letters(session, "contract_ends")) == 1


def test_the_same_file_again_changes_nothing_and_tells_nothing(session, moment):
    bring_in(session)
    invite_and_accept(session)
    deliver(session)
    before = (
        session.exec(select(MailboxLetter.id)).all(),
        session.exec(select(Contract.id, Contract.end_date)).all(),
    )
    bring_in(session)
    deliver(session)
    assert (
        session.exec(select(MailboxLetter.id)).all(),
        session.exec(select(Contract.id, Contract.end_date)).all(),
    ) == before


def test_the_coordinator_and_the_employer_are_told_in_their_own_words(session, moment):
    network = given.network(session)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=network.id, seen=True)
    given.account(
        session, "coordinator", "ailleurs@exemple.fr", network_id=network.id, departement="06", seen=True
    )
    bring_in(session)
    contract = session.exec(select(Contract)).one()
    given.account(session, "employer", "mairie@exemple.fr", employer_id=contract.employer_id, seen=True)
    contract.due_at = clock.now()
    with clock.frozen(datetime(2026, 12, 2, 9, tzinfo=UTC)):
        settle_inside(session)
        deliver(session)
    told = {letter.recipient: letter.title for letter in session.exec(select(MailboxLetter))}
    assert told["bruno@exemple.fr"].startswith("Le contrat de Awa Diallo se termine le 31 janvier 2027")
    assert "votre réponse avant le 31 décembre" in told["mairie@exemple.fr"]
    assert "ailleurs@exemple.fr" not in told


def test_the_letters_say_which_of_the_two_clocks_stops_first(session, moment):
    network = given.network(session)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=network.id, seen=True)
    adviser, employer = given.adviser(session), given.employer(session)
    given.account(session, "adviser", "awa@exemple.fr", adviser_id=adviser.id, seen=True)
    given.account(session, "employer", "mairie@exemple.fr", employer_id=employer.id, seen=True)
    session.add(post := Post(employer_id=employer.id))
    session.flush()
    session.add(Convention(post_id=post.id, kind="initial", end_date=date(2026, 12, 31), source="posts_file"))
    given.contract(
        session, adviser, employer, starts=date(2025, 6, 1), ends=date(2027, 1, 31), post_id=post.id
    )
    settle_inside(session)
    deliver(session)
    told = {letter.recipient: letter.text for letter in session.exec(select(MailboxLetter))}
    assert told.keys() == {"bruno@exemple.fr", "awa@exemple.fr", "mairie@exemple.fr"}
    for text in told.values():
        assert "La subvention du poste s’arrête le 31 décembre 2026" in text
