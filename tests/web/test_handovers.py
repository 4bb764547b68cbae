"""The handover sheet: opened a month before the end, written by two, read by three, printed, never overwritten."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests import given
from tests.flows.postman import deliver
from tests.web import desks
from tests.web.cast import words
from workforce import clock
from workforce.alerts.models import MailboxLetter
from workforce.contracts import intents
from workforce.contracts.models import Post
from workforce.handovers.models import Handover, HandoverVersion
from workforce.handovers.sections import CODES
from workforce.simulation import settle_inside


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def contract(session):
    awa = given.adviser(session, first_name="Awa", last_name="Diallo")
    hyeres = given.employer(session, name="Mairie d’Hyères", commune="Hyères")
    return given.contract(session, awa, hyeres, starts=date(2025, 6, 1), ends=date(2027, 1, 31))


@pytest.fixture
def awa(session, contract):
    account = given.account(
        session, "adviser", "awa@exemple.fr", "Awa Diallo", adviser_id=contract.adviser_id, seen=True
    )
    return desks.browser(session, account)


@pytest.fixture
def alice(session, contract):
    account = given.account(
        session, "employer", "alice@exemple.fr", "Alice", employer_id=contract.employer_id, seen=True
    )
    return desks.browser(session, account)


def sheet(contract, page="") -> str:
    return f"/contrats/{contract.id}/passation{page}"


def form(client, contract) -> dict[str, str]:
    """Return what the form holds, as a browser would send it back."""
    page = client.get(sheet(contract, "/modifier")).text
    texts = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', page)
    return dict(texts) | {"based_on": re.search(r'name="based_on" value="(\d+)"', page)[1]}


def save(client, contract, typed, **changes):
    return client.post(sheet(contract, "/modifier"), data=typed | changes)


def versions(session) -> list[HandoverVersion]:
    return list(session.exec(select(HandoverVersion).order_by(HandoverVersion.number)))


def at_thirty_days(session):
    with clock.frozen(datetime(2027, 1, 2, 9, tzinfo=UTC)):
        settle_inside(session)
        deliver(session)


def test_the_sheet_opens_a_month_before_the_end_with_what_is_known(session, contract, awa, alice):
    post = Post(employer_id=contract.employer_id, external_id="50123")
    session.add(post)
    session.flush()
    contract.post_id = post.id
    intents.answer_intent(session, contract.id, "end", None)
    settle_inside(session)
    assert session.exec(select(Handover)).all() == []
    assert "La fiche n’est pas encore ouverte." in awa.get(sheet(contract)).text
    at_thirty_days(session)
    page = words(alice.get(sheet(contract)))
    assert "Passation d’Awa Diallo" in page
    assert "À Mairie d’Hyères :" in page
    assert "Poste n° 50123." in page
    assert "ne pas renouveler" in page


def test_it_is_a_step_of_both_homes_and_a_line_of_both_letters(session, contract):
    people = {
        "awa@exemple.fr": given.account(
            session, "adviser", "awa@exemple.fr", adviser_id=contract.adviser_id, seen=True
        ),
        "alice@exemple.fr": given.account(
            session, "employer", "alice@exemple.fr", employer_id=contract.employer_id, seen=True
        ),
    }
    at_thirty_days(session)
    with clock.frozen(datetime(2027, 1, 2, 10, tzinfo=UTC)):
        awa, alice = (desks.browser(session, account) for account in people.values())
        assert "Compléter la fiche de passation" in awa.get(f"/conseillers/{contract.adviser_id}").text
        home = words(alice.get(f"/structures/{contract.employer_id}"))
        assert "Fiche de passation de A. Diallo" in home
        assert "pas encore complétée" in home
        save(awa, contract, form(awa, contract), partners="La médiathèque")
        assert "Relire la fiche de passation" in awa.get(f"/conseillers/{contract.adviser_id}").text
    kept = session.exec(select(MailboxLetter).where(MailboxLetter.text.contains(sheet(contract)))).all()
    assert sorted(letter.recipient for letter in kept) == sorted(people)


def test_an_earlier_letter_says_nothing_of_a_sheet_that_is_not_open(session, contract, awa):
    settle_inside(session)
    deliver(session)
    letter = session.exec(select(MailboxLetter).where(MailboxLetter.recipient == "awa@exemple.fr")).one()
    assert "passation" not in letter.text


def test_a_contract_page_near_its_end_leads_to_the_sheet(session, contract, awa):
    assert sheet(contract) in awa.get(f"/conseillers/{contract.adviser_id}/contrat").text


def test_the_adviser_may_begin_before_and_the_sheet_is_opened_once(session, contract, awa):
    typed = form(awa, contract)
    assert typed["based_on"] == "0"
    sent = save(awa, contract, typed, workshops="Mardi 14 h, salle du bas")
    assert (sent.status_code, sent.location) == (303, sheet(contract))
    at_thirty_days(session)
    assert [one.number for one in versions(session)] == [1, 2]
    assert "Mardi 14 h, salle du bas" in awa.get(sheet(contract)).text


def test_saving_what_has_not_changed_adds_no_version(session, contract, awa):
    typed = form(awa, contract)
    for _ in range(2):
        assert (
            save(
                awa, contract, typed | {code: typed[code].replace("\n", "\r\n") for code in CODES}
            ).status_code
            == 303
        )
    assert len(versions(session)) == 1


def test_two_who_write_different_parts_are_both_kept(session, contract, awa, alice):
    hers, his = form(awa, contract), form(alice, contract)
    save(awa, contract, hers, workshops="Mardi 14 h")
    sent = alice.post(
        sheet(contract, "/modifier"), data=his | {"equipment": "Six portables"}, follow_redirects=True
    )
    assert "elles sont gardées aussi" in sent.text
    page = words(awa.get(sheet(contract)))
    assert "Mardi 14 h" in page
    assert "Six portables" in page


def test_two_who_write_the_same_part_are_told_and_neither_text_is_lost(session, contract, awa, alice):
    hers, his = form(awa, contract), form(alice, contract)
    save(awa, contract, hers, partners="La médiathèque")
    sent = save(alice, contract, his, partners="Le CCAS", other="Clé chez le gardien")
    page = words(sent)
    assert sent.status_code == 422
    assert "Awa Diallo a enregistré « Partenaires » le 23 novembre 2026" in page
    assert "Les deux textes sont gardés" in page
    assert 'id="field-partners-error"' in sent.text
    assert "Le CCAS</textarea>" in sent.text
    assert "Clé chez le gardien</textarea>" in sent.text
    assert "L’autre texte de « Partenaires » La médiathèque" in page
    assert [(one.number, one.is_aside, one.sections["partners"]) for one in versions(session)][1:] == [
        (2, False, "La médiathèque"), (3, True, "Le CCAS"),
    ]  # fmt: skip
    assert "La médiathèque" in words(awa.get(sheet(contract)))


def test_after_a_clash_saving_again_chooses_knowingly(session, contract, awa, alice):
    hers, his = form(awa, contract), form(alice, contract)
    save(awa, contract, hers, partners="La médiathèque")
    clash = save(alice, contract, his, partners="Le CCAS").text
    again = dict(re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', clash))
    again["based_on"] = re.search(r'name="based_on" value="(\d+)"', clash)[1]
    sent = save(alice, contract, again, partners="La médiathèque et le CCAS")
    assert sent.status_code == 303
    page = words(awa.get(sheet(contract)))
    assert "La médiathèque et le CCAS" in page
    assert "mise de côté" in page
    assert "Version 4" in page


def test_the_same_clash_sent_twice_is_set_aside_once(session, contract, awa, alice):
    hers, his = form(awa, contract), form(alice, contract)
    save(awa, contract, hers, partners="La médiathèque")
    for _ in range(2):
        save(alice, contract, his, partners="Le CCAS")
    assert [one.is_aside for one in versions(session)] == [False, False, True]


def test_a_former_version_is_read_as_it_was(session, contract, awa):
    save(awa, contract, form(awa, contract), partners="La médiathèque")
    save(awa, contract, form(awa, contract), partners="Le CCAS")
    page = words(awa.get(sheet(contract) + "?version=2"))
    assert "La médiathèque" in page
    assert "ce n’est pas ce que dit la fiche aujourd’hui" in page
    assert awa.get(sheet(contract) + "?version=9").status_code == 404
    assert awa.get(sheet(contract) + "?version=99999999999").status_code == 404


def test_a_social_security_number_is_refused_and_nothing_typed_is_lost(session, contract, awa):
    typed = form(awa, contract)
    sent = save(awa, contract, typed, partners="Mme D., 2 85 05 78 006 084 36", other="À garder")
    assert sent.status_code == 422
    assert 'id="field-partners-error"' in sent.text
    assert "semble contenir un numéro de sécurité sociale" in sent.text
    assert "À garder</textarea>" in sent.text
    assert versions(session) == []


def test_a_name_of_the_public_is_kept_and_doubted_before_those_who_can_remove_it(
    session, contract, awa, alice
):
    save(awa, contract, form(awa, contract), workshops="Mme Durand vient le mardi, 06 12 34 56 78")
    page = words(alice.get(sheet(contract)))
    assert "Dans « Ateliers et permanences », nous lisons « Mme Durand »" in page
    assert "nous lisons « 06 12 34 56 78 »" in page


def test_a_part_too_long_is_said_and_kept(session, contract, awa):
    sent = save(awa, contract, form(awa, contract), other="x" * 4001)
    assert sent.status_code == 422
    assert "4000 caractères au plus" in sent.text
    assert "x" * 4001 in sent.text


@pytest.mark.parametrize("based_on", ["", "99", "-1", "abc"])
def test_a_made_up_version_overwrites_nothing(session, contract, awa, alice, based_on):
    save(awa, contract, form(awa, contract), partners="La médiathèque")
    save(alice, contract, form(alice, contract) | {"based_on": based_on}, partners="Le CCAS")
    assert "La médiathèque" in words(awa.get(sheet(contract)))


def test_the_coordinator_reads_and_strangers_learn_nothing(session, contract, awa):
    save(awa, contract, form(awa, contract), partners="La médiathèque")
    bruno = desks.browser(
        session, given.account(session, "coordinator", network_id=given.network(session).id)
    )
    page = bruno.get(sheet(contract))
    assert "La médiathèque" in page.text
    assert "Compléter la fiche" not in page.text
    assert bruno.get(sheet(contract, "/modifier")).status_code == 404
    chloe = desks.browser(session, given.account(session, "adviser", adviser_id=given.adviser(session).id))
    elsewhere = desks.browser(
        session, given.account(session, "employer", employer_id=given.employer(session).id)
    )
    for stranger in (chloe, elsewhere):
        assert stranger.get(sheet(contract)).status_code == 404
        assert stranger.get(sheet(contract, "/modifier")).status_code == 404
        assert save(stranger, contract, {"partners": "x"}).status_code == 404


def test_the_pages_take_few_queries(session, contract, awa):
    for n in range(10):
        save(awa, contract, form(awa, contract), partners=f"Partenaire {n}")
    for page in ("", "/modifier"):
        with desks.queries(session) as said:
            assert awa.get(sheet(contract, page)).status_code == 200
        assert len(said) <= 10
