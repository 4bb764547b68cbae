"""Every family of pages, in one list."""

from workforce.web import health, sign_in

ALL = (
    sign_in.pages,
    health.pages,
)
