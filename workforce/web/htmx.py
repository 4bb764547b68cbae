"""A page or a part of it: the only module that reads htmx's headers."""

from typing import Any

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from jinja2_fragments.flask import render_block


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Answer a whole page, or the one block of it that htmx will swap in. Block name = element id = hx-target."""
    block = _wanted_block(template)
    body = render_block(template, block, **context) if block else render_template(template, **context)
    response = make_response(body, status)
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


def go_to(endpoint: str, **values: Any) -> Response:
    """Answer a change: see the page that shows it."""
    return make_response(redirect(url_for(endpoint, **values), 303))


def see(address: str) -> Response:
    """Answer a change: see the page at this address of ours."""
    return make_response(redirect(address, 303))


def _wanted_block(template: str) -> str | None:
    if request.headers.get("HX-Request-Type") != "partial":
        return None
    name = request.headers.get("HX-Target", "").rpartition("#")[2]
    return name if name in current_app.jinja_env.get_template(template).blocks else None
