"""A question goes out, its link comes back: dates, intentions and what became of people, without signing in."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import func, select

from tests import given
from tests.flows.postman import deliver
from tests.web.cast import words
from tests.web.desks import browser
from workforce import clock
from workforce.accounts import actions as accounts
from workforce.accounts.models import Account
from workforce.accounts.policy import Grant
from workforce.alerts import silences
from workforce.alerts.models import Alert, Delivery, MailboxLetter
from workforce.contracts import actions as contracts
from workforce.contracts import history
from workforce.contracts.claims import ClaimSource
from workforce.contracts.models import Contract, DateClaim, Deadline, RenewalIntent
from workforce.contracts.questions.models import FollowUp, Inquiry, Question
from workforce.journal import Event
from workforce.simulation import settle_inside

END, LATER = date(2027, 6, 30), date(2027, 12, 31)
FILE = contracts.Voice(source=ClaimSource.TEAM_FILE, stated_on=date(2026, 1, 5))
LINK = re.compile(r"https?://[^/\s]+(/reponse/[\w.-]+)(\?reponse=\w+)?")


@pytest.fixture
def people(session, moment):
    """Awa, her employer's Inès, her coordinator Bruno: all have come in once."""
    network, employer = given.network(session), given.employer(session, name="Mairie de Brignoles")
    adviser = given.adviser(session, network.id, first_name="Awa", last_name="Diallo")
    given.account(session, "adviser", "awa@exemple.fr", "Awa Diallo", adviser_id=adviser.id, seen=True)
    given.account(session, "employer", "ines@exemple.fr", "Inès Faure", employer_id=employer.id, seen=True)
    given.account(session, "coordinator", "bruno@exemple.fr", "Bruno", network_id=network.id, seen=True)
    return adviser, employer


def signed(session, people, ends=END, **values) -> Contract:
    adviser, employer = people
    return given.contract(
        session, adviser, employer, starts=date(2025, 7, 1), ends=ends, voice=FILE, **values
    )


def on(day: date, hour: int = 9):
    return clock.frozen(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def play(session, day: date) -> None:
    """Let the workers do all that is due on a day, letters included."""
    with on(day):
        settle_inside(session)
        deliver(session)


def days(first: date, last: date):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def letters(session, kind, to="") -> list[MailboxLetter]:
    rows = session.exec(
        select(MailboxLetter)
        .join(Delivery, Delivery.id == MailboxLetter.delivery_id)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.kind == kind)
        .order_by(MailboxLetter.id)
    ).all()
    return [row for row in rows if to in row.recipient]


def link_in(letter: MailboxLetter) -> str:
    return LINK.search(letter.text)[1]


def count(session, model) -> int:
    return session.scalar(select(func.count()).select_from(model))


def the(session, contract) -> Contract:
    return session.get(Contract, contract.id, populate_existing=True)


CHECKED_ON = END - timedelta(days=135)


@pytest.fixture
def asked(session, people):
    """The contract whose end Awa is asked to confirm, and the link of her letter."""
    contract = signed(session, people)
    play(session, CHECKED_ON)
    (letter,) = letters(session, "date_check", "awa@")
    with on(CHECKED_ON):
        yield contract, link_in(letter)


def test_an_adviser_confirms_the_end_by_the_link_of_the_mail(session, asked):
    contract, link = asked
    visitor = browser(session)
    page = visitor.get(link)
    assert "Votre contrat se termine-t-il toujours le 30 juin 2027" in words(page)
    assert "Personne n’a encore confirmé cette date." in words(page)
    assert visitor.post(link, data={"answer": "confirmed"}).location == f"{link}/merci"
    assert "La fin de contrat du 30 juin 2027 est confirmée." in words(visitor.get(f"{link}/merci"))
    said = history.said_of(session, [contract.id])[contract.id, "end_date"]
    kept = said.settlement.retained
    assert (kept.source, kept.value, kept.stated_on) == ("adviser", END, CHECKED_ON)
    assert said.who(kept) == "Awa Diallo"


def test_nothing_is_done_by_reading(session, asked):
    _, link = asked
    claims = count(session, DateClaim)
    visitor = browser(session)
    for _ in range(3):
        assert visitor.get(link).status_code == 200
        assert visitor.head(link).status_code == 200
        visitor.get(f"{link}/merci")
    assert count(session, DateClaim) == claims
    assert session.exec(select(Question.answer)).all() == [None] * count(session, Question)


def test_a_prolongation_moves_the_end_its_deadlines_and_its_questions(session, asked):
    contract, link = asked
    before = session.exec(select(Deadline.due_date).where(Deadline.party == "employer")).all()
    browser(session).post(link, data={"answer": "prolonged", "prolonged_to": "31/12/2027"})
    assert the(session, contract).end_date == date(2027, 12, 31)
    assert session.exec(select(Deadline.due_date).where(Deadline.party == "employer")).all() != before
    settle_inside(session)
    inquiry = session.exec(select(Inquiry).where(Inquiry.contract_id == contract.id)).one()
    session.refresh(inquiry)
    assert clock.paris_date(inquiry.due_at) == date(2027, 3, 6)  # 300 days before the new end.


@pytest.mark.parametrize(
    ("data", "motive"),
    [
        ({"answer": "ended", "ended_on": "2027-01-31", "motive": "dismissal"}, "dismissal"),
        ({"answer": "left", "left_on": "31/01/2027"}, "resignation"),
    ],
)
def test_an_early_end_is_a_termination(session, asked, data, motive):
    contract, link = asked
    assert browser(session).post(link, data=data).status_code == 303
    contract = the(session, contract)
    assert (contract.termination_date, contract.termination_motive) == (date(2027, 1, 31), motive)


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({}, "answer", "Ce champ est à remplir."),
        ({"answer": "maybe"}, "answer", "Choisissez une des réponses proposées."),
        ({"answer": "prolonged"}, "prolonged_to", "Indiquez le jour."),
        ({"answer": "prolonged", "prolonged_to": "30/06/2027"}, "prolonged_to", "doit venir après celle que nous connaissons"),
        ({"answer": "prolonged", "prolonged_to": "01/03/2027"}, "prolonged_to", "doit venir après"),
        ({"answer": "prolonged", "prolonged_to": "31/12/2055"}, "prolonged_to", "plus de dix ans"),
        ({"answer": "prolonged", "prolonged_to": "demain"}, "prolonged_to", "Ce n’est pas une date"),
        ({"answer": "ended", "motive": "dismissal"}, "ended_on", "Indiquez le jour."),
        ({"answer": "ended", "ended_on": "31/01/2027"}, "motive", "Choisissez la raison."),
        ({"answer": "ended", "ended_on": "31/01/2027", "motive": "term"}, "motive", "Choisissez la raison."),
        ({"answer": "ended", "ended_on": "01/04/2027", "motive": "dismissal"}, "ended_on", "n’est pas encore passé"),
        ({"answer": "ended", "ended_on": "01/04/2020", "motive": "dismissal"}, "ended_on", "précéder le début"),
        ({"answer": "left", "left_on": "01/04/2027"}, "left_on", "n’est pas encore passé"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_on_its_field_and_nothing_is_lost(session, asked, data, field, sentence):
    contract, link = asked
    claims = count(session, DateClaim)
    answer = browser(session).post(link, data=data)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert f'href="#field-{field}"' in answer.text
    if (typed := data.get(field)) and "/" in typed:
        assert f'value="{typed}"' in answer.text
    kept = the(session, contract)
    assert (kept.end_date, kept.termination_date, count(session, DateClaim)) == (END, None, claims)


def test_the_same_answer_again_changes_nothing_and_another_one_replaces_it(session, asked):
    contract, link = asked
    visitor = browser(session)
    visitor.post(link, data={"answer": "confirmed"})
    once = count(session, DateClaim), count(session, Event)
    assert visitor.post(link, data={"answer": "confirmed"}).status_code == 303
    assert (count(session, DateClaim), count(session, Event)) == once
    for day in ("31/12/2027", "30/11/2027", "30/11/2027"):
        data = {"answer": "prolonged", "prolonged_to": day}
        answer = visitor.post(link, data=data)
    assert the(session, contract).end_date == date(
        2027, 12, 31
    )  # A later end only: an earlier one is a correction.
    assert answer.status_code == 422


def test_a_departure_said_twice_is_noted_once_and_cannot_be_taken_back_by_the_link(session, asked):
    contract, link = asked
    visitor = browser(session)
    for _ in range(2):
        assert visitor.post(link, data={"answer": "left", "left_on": "31/01/2027"}).status_code == 303
    names = session.exec(select(Event.name).where(Event.name == "ContractTerminated")).all()
    assert len(names) == 1
    assert "Le départ est noté au 31 janvier 2027." in words(visitor.get(link))
    answer = visitor.post(link, data={"answer": "confirmed"})
    assert answer.status_code == 422
    assert the(session, contract).termination_date == date(2027, 1, 31)


def test_silence_goes_from_the_adviser_to_the_employer_to_the_coordinator(session, people):
    signed(session, people, ends=LATER)
    first = LATER - timedelta(days=300)
    for day in days(first, first + timedelta(days=40)):
        play(session, day)
    told = session.exec(
        select(MailboxLetter.recipient, MailboxLetter.arrived_at)
        .join(Delivery, Delivery.id == MailboxLetter.delivery_id)
        .join(Alert, Alert.id == Delivery.alert_id)
        .where(Alert.kind.in_(("date_check", "questions_coordinator")))
        .order_by(MailboxLetter.id)
    ).all()
    assert [recipient for recipient, _ in told] == ["awa@exemple.fr", "ines@exemple.fr", "bruno@exemple.fr"]
    assert told[0][1].date() == first
    assert told[1][1].date() == first + timedelta(days=10)
    assert told[2][1].weekday() == 0
    (letter,) = letters(session, "questions_coordinator")
    assert "La structure employeuse n’a pas répondu à la question posée le 16 mars 2027." in letter.text


def test_nobody_else_is_asked_once_somebody_has_answered(session, people):
    signed(session, people, ends=LATER)
    first = LATER - timedelta(days=300)
    play(session, first)
    play(session, first + timedelta(days=10))
    with on(first + timedelta(days=11)):
        link = link_in(letters(session, "date_check", "ines@")[0])
        assert browser(session).post(link, data={"answer": "confirmed"}).status_code == 303
    for day in days(first + timedelta(days=12), first + timedelta(days=40)):
        play(session, day)
    assert letters(session, "questions_coordinator") == []


def test_a_coordinator_reads_one_letter_for_the_whole_day_each_line_with_its_link(session, moment):
    network = given.network(session)
    given.account(session, "coordinator", "bruno@exemple.fr", network_id=network.id, seen=True)
    given.account(
        session, "coordinator", "ailleurs@exemple.fr", network_id=network.id, departement="06", seen=True
    )
    for _ in range(14):
        given.contract(
            session, given.adviser(session, network.id), starts=date(2025, 7, 1), ends=END, voice=FILE
        )
    for day in days(CHECKED_ON, CHECKED_ON + timedelta(days=20)):
        play(session, day)
    (letter,) = letters(session, "questions_coordinator")
    assert letter.recipient == "bruno@exemple.fr"
    assert "14 questions attendent une réponse" in letter.title
    assert len(set(LINK.findall(letter.text))) == 12
    assert "Il y en a 2 de plus" in letter.text


def test_after_a_long_outage_only_the_tightest_question_goes_out(session, people):
    signed(session, people)
    play(session, END - timedelta(days=40))  # Nobody worked since the contract was signed.
    assert [letter.recipient for letter in letters(session, "date_check")] == ["awa@exemple.fr"]
    asked = session.exec(select(Question.kind, Question.audience, Question.step).order_by(Question.id)).all()
    assert asked == [("date_check", "adviser", 135), ("renewal_intent", "employer", 14)]


def test_looking_again_and_again_asks_once(session, people):
    signed(session, people)
    for _ in range(3):
        session.execute(Inquiry.__table__.update().values(due_at=clock.now()))
        play(session, CHECKED_ON)
    assert len(letters(session, "date_check")) == 1


def test_a_question_whose_date_has_moved_before_it_left_is_not_sent(session, people):
    contract = signed(session, people)
    with on(CHECKED_ON):
        settle_inside(session)
        contracts.prolong(session, contract.id, date(2028, 6, 30), given.TOLD)
        settle_inside(session)
        deliver(session)
    assert letters(session, "date_check") == []
    assert "la date de fin du contrat a changé" in session.exec(select(Delivery.reason)).all()


def confirm(session, contract) -> None:
    """Let the date be beyond doubt, so that only the intention is asked."""
    voice = given.TOLD.model_copy(update={"stated_on": date(2027, 2, 1)})
    contracts.claim(session, contract, "end_date", END, voice)


def notice_of(session, contract) -> date:
    rule = Deadline.rule.startswith("employer-word")
    return session.exec(select(Deadline.due_date).where(Deadline.contract_id == contract.id, rule)).one()


def test_an_employer_answers_from_its_mail_and_adviser_and_coordinator_are_told(session, people):
    contract = signed(session, people)
    confirm(session, contract)
    notice = notice_of(session, contract)
    day = notice - timedelta(days=45)
    play(session, day - timedelta(days=10))  # The letters about the end have left.
    play(session, day)
    (letter,) = letters(session, "renewal_question")
    assert letter.recipient == "ines@exemple.fr"
    links = {choice.removeprefix("?reponse="): path for path, choice in LINK.findall(letter.text) if choice}
    assert set(links) == {"renew", "make_permanent", "end", "unknown"}
    with on(day):
        visitor = browser(session)
        page = visitor.get(f"{links['renew']}?reponse=renew")
        assert re.search(r'value="renew"[^>]*checked', page.text)
        assert count(session, RenewalIntent) == 0
        assert visitor.post(links["renew"], data={"answer": "renew"}).status_code == 303
    play(session, day)
    assert {letter.recipient for letter in letters(session, "renewal_answered")} == {
        "awa@exemple.fr",
        "bruno@exemple.fr",
    }
    for later in days(day + timedelta(days=1), notice + timedelta(days=10)):
        play(session, later)
    assert len(letters(session, "renewal_question")) == 1
    assert letters(session, "questions_coordinator") == []


def test_an_employer_that_does_not_know_yet_is_asked_again_before_and_after_and_the_coordinator_hears(
    session, people
):
    contract = signed(session, people)
    confirm(session, contract)
    notice = notice_of(session, contract)
    asked_on = []
    for day in days(notice - timedelta(days=50), notice + timedelta(days=10)):
        seen = len(letters(session, "renewal_question"))
        play(session, day)
        for letter in letters(session, "renewal_question")[seen:]:
            asked_on.append((day - notice).days)
            with on(day):
                browser(session).post(link_in(letter), data={"answer": "unknown"})
    assert asked_on == [-45, -14, 7]
    (letter,) = letters(session, "questions_coordinator")
    assert "elle ne savait pas encore" in letter.text
    assert letter.arrived_at.date() == notice


def test_a_coordinator_notes_what_a_silent_employer_says_on_the_phone(session, people):
    contract = signed(session, people)
    confirm(session, contract)
    notice = notice_of(session, contract)
    play(session, notice - timedelta(days=45))
    play(session, notice)
    (letter,) = letters(session, "questions_coordinator")
    with on(notice):
        browser(session).post(link_in(letter), data={"answer": "end"})
        session.expire_all()
        assert session.exec(select(RenewalIntent.answer)).one() == "end"


def test_an_intention_is_asked_anew_when_the_end_has_moved(session, people):
    contract = signed(session, people)
    day = notice_of(session, contract) - timedelta(days=45)
    play(session, day - timedelta(days=10))
    play(session, day)
    with on(day):
        browser(session).post(link_in(letters(session, "renewal_question")[0]), data={"answer": "renew"})
        contracts.prolong(session, contract.id, date(2027, 12, 31), given.TOLD)
        settle_inside(session)
    day = notice_of(session, contract) - timedelta(days=45)
    play(session, day - timedelta(days=10))
    play(session, day)
    assert len(letters(session, "renewal_question")) == 2


def test_the_letter_about_the_end_carries_the_open_question_instead_of_a_second_letter(session, people):
    contract = signed(session, people, ends=date(2027, 1, 31))
    play(session, date(2026, 12, 2))
    assert contract.id
    assert letters(session, "renewal_question") == []
    (letter,) = letters(session, "contract_ends_employer")
    with on(date(2026, 12, 2)):
        assert "Que prévoyez-vous" in words(browser(session).get(link_in(letter)))


LAST = date(2026, 10, 24)


def test_somebody_says_what_became_of_them_and_may_change_it(session, people):
    contract = signed(session, people, ends=LAST)
    play(session, LAST + timedelta(days=30))
    (letter,) = letters(session, "after_end")
    assert letter.title == "Que devenez-vous depuis la fin de votre contrat, le 24 octobre 2026 ?"
    path, choice = next(one for one in LINK.findall(letter.text) if one[1].endswith("training"))
    with on(LAST + timedelta(days=30)):
        visitor = browser(session)
        assert re.search(r'value="training"[^>]*checked', visitor.get(path + choice).text)
        assert count(session, FollowUp) == 0
        for answer in ("training", "training", "same_trade"):
            assert visitor.post(path, data={"answer": answer}).status_code == 303
        assert session.exec(select(FollowUp.next_step).order_by(FollowUp.id)).all() == [
            "training",
            "same_trade",
        ]
        assert "« Je travaille dans le même métier »" in words(visitor.get(f"{path}/merci"))
        names = session.exec(select(Event.name).where(Event.name == "FollowUpGiven")).all()
    assert len(names) == 2
    assert contract.id
    for day in days(LAST + timedelta(days=31), LAST + timedelta(days=200)):
        play(session, day)
    assert len(letters(session, "after_end")) == 2  # And once more after six months.


def test_nobody_who_has_signed_again_is_asked_what_became_of_them(session, people):
    signed(session, people, ends=LAST)
    adviser, _ = people
    given.contract(session, adviser, starts=LAST + timedelta(days=20), ends=date(2028, 12, 31))
    for day in days(LAST + timedelta(days=29), LAST + timedelta(days=35)):
        play(session, day)
    assert letters(session, "after_end") == []


def test_whoever_has_switched_that_question_off_is_left_in_peace(session, people):
    signed(session, people, ends=LAST)
    account = session.exec(select(Account).where(Account.email == "awa@exemple.fr")).one()
    silences.silence(session, account.id, "after_end")
    play(session, LAST + timedelta(days=30))
    assert letters(session, "after_end") == []
    assert "vous avez coupé ces messages" in session.exec(select(Delivery.reason)).all()


def test_somebody_without_an_account_is_not_asked_but_is_once_they_come_in(session, moment):
    adviser = given.adviser(session)
    given.contract(session, adviser, starts=date(2024, 1, 1), ends=LAST)
    play(session, LAST + timedelta(days=30))
    assert count(session, Question) == 0
    with on(LAST + timedelta(days=33)):
        account = accounts.invite(
            session, adviser.email, adviser.name, Grant("adviser", adviser_id=adviser.id)
        )
        settle_inside(session)
        accounts.accept(session, accounts.invitation_token(account.id))
    play(session, LAST + timedelta(days=33))
    assert len(letters(session, "after_end")) == 1
