"""What every answer carries, whoever asks: the policy of scripts, the secure headers, the cookie, the token of forms."""

import re

import pytest

from tests import given
from tests.web import desks
from workforce import settings
from workforce.app import create_app
from workforce.web import hubs

NONCE = re.compile(r"script-src 'nonce-([\w-]{20,})'")
POLICY = {
    "default-src": "'none'",
    "script-src": "'nonce-…'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# A page, a redirection, a mistake, nothing there, a wrong verb, machines, a file.
ANSWERS = [
    ("GET", "/connexion", 200),
    ("GET", "/", 303),
    ("POST", "/connexion", 422),
    ("GET", "/rien", 404),
    ("DELETE", "/connexion", 405),
    ("GET", "/conseillers/1", 303),
    ("GET", "/healthz", 200),
    ("GET", "/metrics", 200),
    ("GET", "/static/mark.svg", 200),
    ("GET", "/static/absent.css", 404),
]


@pytest.fixture
def visitor(session):
    return desks.browser(session)


@pytest.fixture
def operator(session):
    return desks.browser(session, given.account(session, "operator"))


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_carries_the_policy_and_the_secure_headers(visitor, method, path, status):
    with visitor.open(path, method=method) as answer:
        assert answer.status_code == status
        said = dict(
            part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";")
        )
        assert said | {"script-src": "'nonce-…'"} == POLICY
        assert NONCE.search(answer.headers["Content-Security-Policy"])
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [one for one in ANSWERS if not one[1].startswith("/static")]
)
def test_no_cache_keeps_a_private_answer(visitor, method, path, status):
    with visitor.open(path, method=method) as answer:
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_nonce_changes_with_every_answer_and_is_that_of_every_script(visitor):
    seen = set()
    for _ in range(5):
        answer = visitor.get("/connexion")
        nonce = NONCE.search(answer.headers["Content-Security-Policy"])[1]
        scripts = re.findall(r"<script\b([^>]*)>", answer.text)
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        seen.add(nonce)
    assert len(seen) == 5


def test_no_page_carries_a_style_or_a_script_that_the_policy_would_refuse(operator):
    for path in (
        "/exploitation",
        "/exploitation/sources",
        "/exploitation/envois",
        "/exploitation/moderation",
        "/mes-alertes",
    ):
        page = operator.get(path).text
        assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=", page), path


def test_a_letter_is_shown_in_a_box_without_scripts_or_requests(session, operator):
    from workforce.alerts.models import MailboxLetter  # noqa: PLC0415 - Only here.

    html = '<html><head><style>p{color:red}</style></head><body><p style="margin:0">x</p><script>alert(1)</script></body></html>'
    session.add(letter := MailboxLetter(recipient="a@exemple.fr", title="x", text="x", html=html))
    session.flush()
    policy = operator.get(f"/exploitation/courrier/{letter.id}/html").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe-inline" not in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "frame-ancestors 'self'" in policy


def cookie_of(answer) -> str:
    return next(
        value for name, value in answer.headers if name == "Set-Cookie" and value.startswith("passerelle=")
    )


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(visitor):
    cookie = cookie_of(visitor.post("/connexion", data={"email": "a@exemple.fr"}))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # This address is http://, on one machine.


@pytest.fixture
def over_https(monkeypatch):
    given_settings = settings.settings().model_copy(update={"public_url": "https://passerelle.exemple.fr"})
    monkeypatch.setattr("workforce.app.settings", lambda: given_settings)
    app = create_app()
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


def test_over_https_the_cookie_never_travels_in_clear_and_browsers_are_told_so(session, over_https):
    answer = over_https.post("/connexion", data={"email": "a@exemple.fr"})
    assert "Secure" in cookie_of(answer)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_in_clear_no_browser_is_told_to_come_back_over_https(visitor):
    assert "Strict-Transport-Security" not in visitor.get("/connexion").headers


@pytest.fixture
def careful(session):
    """A signed-in operator, where forms must carry their token."""
    app = create_app()
    signed_in = desks.browser(session, given.account(session, "operator")).get_cookie("passerelle").value
    client = app.test_client()
    client.set_cookie("passerelle", signed_in)
    return client


def token_in(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


CHANNEL = {"url": "ntfys://ntfy.exemple.fr/alertes-de-test", "label": "Mon téléphone"}


@pytest.mark.parametrize("token", [None, "", "x"])
def test_a_form_without_its_token_is_refused_with_a_page_in_french(careful, token):
    answer = careful.post(
        "/mes-alertes/canaux", data=CHANNEL | ({} if token is None else {"csrf_token": token})
    )
    assert answer.status_code == 400
    assert "Rien n’a été" in answer.text
    assert "CSRF" not in answer.text
    assert '<html lang="fr"' in answer.text
    assert CHANNEL["label"] not in careful.get("/mes-alertes").text


def test_a_form_with_its_token_is_taken(careful):
    token = token_in(careful.get("/mes-alertes").text)
    assert careful.post("/mes-alertes/canaux", data=CHANNEL | {"csrf_token": token}).status_code == 303
    assert CHANNEL["label"] in careful.get("/mes-alertes").text


def test_the_token_of_another_browser_is_worth_nothing(careful):
    token = token_in(careful.application.test_client().get("/connexion").text)
    assert careful.post("/mes-alertes/canaux", data=CHANNEL | {"csrf_token": token}).status_code == 400


def test_no_form_of_the_house_is_excused_from_its_token():
    protect = create_app().extensions["csrf"]
    machines = {hubs.pages}  # A hub signs what it sends with the secret of its subscription.
    assert (protect._exempt_views, protect._exempt_blueprints) == (set(), machines)


@pytest.mark.parametrize(("path", "status"), [("/rien", 404), ("/connexion/lien/x", 410)])
def test_an_error_is_a_whole_page_that_says_what_to_do(visitor, path, status):
    answer = visitor.get(path)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert '<html lang="fr"' in answer.text


def test_a_body_too_large_is_refused_before_it_is_read(operator):
    answer = operator.post("/mes-alertes/canaux", data={"label": "x" * 13_000_000})
    assert answer.status_code == 413
    assert "<h1>" in answer.text
