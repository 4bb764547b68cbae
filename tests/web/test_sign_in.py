"""The door: a mailed link opens once, not for long, and only by pressing a button."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import func, select

from tests import given
from tests.web import desks
from workforce import clock, sealing
from workforce.accounts import actions
from workforce.accounts.models import Account, BrowserSession, SignInLink
from workforce.accounts.policy import Grant
from workforce.facts import SignInRequested
from workforce.journal import Event


@pytest.fixture(autouse=True)
def still_clock(moment):
    return moment


@pytest.fixture
def account(session) -> Account:
    return given.account(session, "operator", "odile@exemple.fr", seen=True)


@pytest.fixture
def visitor(session):
    return desks.browser(session)


def a_link(session, account) -> str:
    return f"/connexion/lien/{actions.make_link(session, account.email)}"


def is_in(browser) -> bool:
    return browser.get("/mes-alertes").status_code == 200


def open_sessions(session) -> int:
    return session.scalar(select(func.count()).select_from(BrowserSession))


def asked(session) -> int:
    return session.scalar(
        select(func.count()).select_from(Event).where(Event.name == SignInRequested.__name__)
    )


def test_asking_for_a_link_says_the_same_to_those_who_are_known_and_to_those_who_are_not(
    session, account, visitor
):
    answers = [
        visitor.post("/connexion", data={"email": email}) for email in (account.email, "inconnu@exemple.fr")
    ]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/connexion/envoyee")}
    assert session.scalar(select(func.count()).select_from(SignInLink)) == 1


def test_an_address_typed_with_capitals_or_spaces_is_the_same_address(session, account, visitor):
    visitor.post("/connexion", data={"email": " Odile@Exemple.FR "})
    assert session.exec(select(SignInLink.account_id)).all() == [account.id]


def test_an_incomplete_address_is_refused_beside_its_field_and_kept(visitor):
    answer = visitor.post("/connexion", data={"email": "odile@"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="odile@"' in answer.text


def test_looking_at_a_link_changes_nothing_and_pressing_its_button_signs_in(session, account, visitor):
    link = a_link(session, account)
    for _ in range(3):
        assert visitor.get(link).status_code == 200
        assert visitor.head(link).status_code == 200
    assert (open_sessions(session), is_in(visitor)) == (0, False)
    answer = visitor.post(link)
    assert (answer.status_code, answer.location) == (303, "/accueil")
    assert is_in(visitor)


def test_a_link_opens_once(session, account, visitor):
    link = a_link(session, account)
    assert visitor.post(link).status_code == 303
    other = desks.browser(session)
    assert [other.get(link).status_code, other.post(link).status_code] == [410, 410]
    assert not is_in(other)


def test_a_link_no_longer_opens_after_half_an_hour(session, account, visitor):
    link = a_link(session, account)
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        assert visitor.get(link).status_code == 200
    with clock.frozen(clock.now() + timedelta(minutes=30, seconds=1)):
        assert [visitor.get(link).status_code, visitor.post(link).status_code] == [410, 410]
    assert open_sessions(session) == 0


def test_a_link_that_was_touched_does_not_open(session, account, visitor):
    token = actions.make_link(session, account.email)
    signature = token.rpartition(".")[2]
    touched = [
        token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB"),
        "x" + token,
        sealing.sign("sign-in", 999_999),
        sealing.sign("invitation", account.id),
        f"{sealing.sign('sign-in', 1).partition('.')[0]}2.x.{signature}",
        "x",
    ]
    answers = [
        visitor.open(f"/connexion/lien/{one}", method=method) for one in touched for method in ("GET", "POST")
    ]
    assert {answer.status_code for answer in answers} == {410}
    assert open_sessions(session) == 0


def test_a_disabled_account_neither_asks_nor_enters_nor_stays(session, account, visitor):
    link, inside = a_link(session, account), desks.browser(session, account)
    account.disabled_at = clock.now()
    session.flush()
    visitor.post("/connexion", data={"email": account.email})
    assert asked(session) == 0
    assert actions.make_link(session, account.email) is None
    visitor.post(link)
    assert [is_in(visitor), is_in(inside)] == [False, False]


def test_signing_out_closes_the_session_itself_and_not_only_the_cookie(session, account):
    browser = desks.browser(session, account)
    stolen = browser.get_cookie("passerelle").value
    assert browser.post("/deconnexion").location == "/connexion"
    assert open_sessions(session) == 0
    thief = desks.application().test_client()
    thief.set_cookie("passerelle", stolen)
    assert not is_in(thief)


def test_signing_out_here_leaves_the_other_browser_signed_in(session, account):
    here, there = desks.browser(session, account), desks.browser(session, account)
    here.post("/deconnexion")
    assert is_in(there)


def test_a_session_nobody_used_for_a_month_is_closed(session, account):
    browser = desks.browser(session, account)
    with clock.frozen(clock.now() + timedelta(days=31)):
        assert not is_in(browser)


def test_signing_in_leaves_nothing_of_the_session_before(session, account, visitor):
    with visitor.session_transaction() as kept:
        kept["browser"] = "chosen by somebody else"
        kept["something"] = "left by somebody else"
    visitor.post(a_link(session, account))
    with visitor.session_transaction() as kept:
        assert kept["browser"] != "chosen by somebody else"
        assert "something" not in kept


@pytest.mark.parametrize("email", ["odile@exemple.fr", "inconnu@exemple.fr"])
def test_the_sixth_link_asked_in_an_hour_for_one_address_is_refused(session, account, visitor, email):
    answers = [visitor.post("/connexion", data={"email": email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Réessayez dans une heure" in answers[-1].text
    assert visitor.post("/connexion", data={"email": "autre@exemple.fr"}).status_code == 303
    with clock.frozen(clock.now() + timedelta(hours=1, seconds=1)):
        assert visitor.post("/connexion", data={"email": email}).status_code == 303


def test_one_client_cannot_ask_for_links_without_end(visitor):
    answers = [visitor.post("/connexion", data={"email": f"a{n}@exemple.fr"}).status_code for n in range(31)]
    assert answers == [303] * 30 + [429]


def test_a_refused_request_sends_no_letter(session, account, visitor):
    for _ in range(9):
        visitor.post("/connexion", data={"email": account.email})
    assert asked(session) == 5


@pytest.fixture
def invited(session) -> str:
    somebody = actions.invite(session, "nadia@exemple.fr", "Nadia", Grant("operator"))
    session.flush()
    return f"/invitation/{actions.invitation_token(somebody.id)}"


def test_an_invitation_opens_once_and_only_by_its_button(session, invited, visitor):
    assert visitor.get(invited).status_code == 200
    assert open_sessions(session) == 0
    assert visitor.post(invited).status_code == 303
    assert is_in(visitor)
    other = desks.browser(session)
    assert [other.get(invited).status_code, other.post(invited).status_code] == [410, 410]
    assert not is_in(other)


def test_an_invitation_is_over_once_its_person_came_in_by_another_way(session, invited, visitor):
    other = desks.browser(session)
    other.post(f"/connexion/lien/{actions.make_link(session, 'nadia@exemple.fr')}")
    assert visitor.post(invited).status_code == 410


def test_an_invitation_no_longer_opens_after_a_month(invited, visitor):
    with clock.frozen(clock.now() + timedelta(days=30, seconds=1)):
        assert [visitor.get(invited).status_code, visitor.post(invited).status_code] == [410, 410]


def come_in(session, account, target: str) -> str:
    """Ask for a link on the way to a page, use the link; return where it leads."""
    browser = desks.browser(session)
    browser.post("/connexion", data={"email": account.email, "next": target})
    return browser.post(a_link(session, account)).location


def test_signing_in_leads_to_the_page_that_was_asked_for(session, account, visitor):
    sent = visitor.get("/exploitation/envois?etat=failed")
    form = visitor.get(sent.location)
    assert 'name="next" value="/exploitation/envois?etat=failed"' in form.text
    assert come_in(session, account, "/exploitation/envois?etat=failed") == "/exploitation/envois?etat=failed"


def test_a_form_sent_without_being_signed_in_is_not_sent_again_afterwards(visitor):
    assert visitor.post("/mes-alertes/canaux").location == "/connexion"


@pytest.mark.parametrize(
    "target",
    [
        "https://ailleurs.exemple/", "//ailleurs.exemple/", "/\\ailleurs.exemple/", "\\\\ailleurs.exemple", "///ailleurs.exemple",
        "http:ailleurs.exemple", "javascript:alert(1)", "ailleurs.exemple", "/\t/ailleurs.exemple", "/\n/ailleurs.exemple",
        "\t//ailleurs.exemple", " //ailleurs.exemple", "/%09/ailleurs.exemple", "/..//ailleurs.exemple", "/connexion",
        "/\r\nX-Oops: 1", "//[::1", "http://[",
    ],
)  # fmt: skip
def test_signing_in_never_leads_elsewhere(session, account, target):
    location = come_in(session, account, target)
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc) == ("", "")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\", "/\t", "/\n"))
    assert "\n" not in location
