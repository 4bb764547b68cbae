"""create_app(): where all parts of the web meet."""

import base64
import hashlib
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException

import workforce.tables  # noqa: F401 - Every table that waits is counted, those of other processes too.
from workforce import clock, sealing, wording
from workforce.settings import settings
from workforce.web import access, duplicate_lists, navigation, pages
from workforce.web.typography import hold_pages_together

HOUSE = Path(__file__).parent
TEMPLATES = HOUSE.parent / "templates"
LARGEST_BODY = 12 * 1024 * 1024  # Bytes; an import's file and a little more.
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def create_app() -> Flask:
    """Return the web application."""
    app = Flask("workforce.app", static_folder=str(HOUSE / "web" / "static"), template_folder=str(TEMPLATES))
    secure = settings().public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=hashlib.sha256(f"cookies {sealing.secret()}".encode()).hexdigest(),
        SESSION_COOKIE_NAME="passerelle",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    forms = CSRFProtect(app)
    dress(app)
    for blueprint in pages.ALL:
        app.register_blueprint(blueprint)
    for blueprint in pages.FOR_MACHINES:
        forms.exempt(blueprint)
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(CSRFError, explain)
    app.register_error_handler(500, explain)
    app.after_request(put_headers)
    hold_pages_together(app)
    access.guard(app)
    return app


def dress(app: Flask) -> None:
    """Give templates what every one of them may use."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        asset=asset,
        csp_nonce=nonce,
        csrf_token=generate_csrf,
        product_name=settings().product_name,
        today=clock.today,
    )
    environment.globals["ui"] = environment.get_template("ui.html", globals=environment.globals).module
    environment.filters.update(wording.FILTERS)
    app.context_processor(about_reader)


def about_reader() -> dict[str, Any]:
    """Return what the layout says of whoever is reading."""
    actor = g.get("actor")
    theme = request.cookies.get("theme", "")
    return {
        "nav": navigation.links(actor, duplicate_lists.waiting(actor)) if actor else [],
        "account": navigation.account(actor) if actor else None,
        "home_href": navigation.home(actor) if actor else url_for("sign_in.ask"),
        "theme": theme if theme in ("light", "dark") else "",
    }


def nonce() -> str:
    """Return the word that this answer's own scripts carry, and no other."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


_fingerprints: dict[str, str] = {}


def asset(name: str) -> str:
    """Return the address of a static file, with a fingerprint so that browsers may keep it."""
    if name not in _fingerprints:
        path = HOUSE / "web" / "static" / name
        content = path.read_bytes() if path.is_file() else b""
        _fingerprints[name] = base64.urlsafe_b64encode(hashlib.sha256(content).digest())[:10].decode()
    return url_for("static", filename=name, v=_fingerprints[name])


def explain(error: Exception) -> tuple[str, int]:
    """Answer an error with a page that says what happened, what was kept and what to do."""
    code = error.code if isinstance(error, HTTPException) and error.code else 500
    shown = code if code in (403, 404, 405, 413, 422, 429, 500) else 400 if code < 500 else 500
    name = "csrf" if isinstance(error, CSRFError) else str(shown)
    return render_template([f"errors/{name}.html", f"errors/{404 if shown < 500 else 500}.html"]), code


def put_headers(response: Response) -> Response:
    """Add the secure headers; private pages are never kept by a shared cache."""
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if settings().public_url.startswith("https://"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response
