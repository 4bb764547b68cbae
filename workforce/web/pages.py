"""Every family of pages, in one list; a family may take several modules, that share its blueprint."""

from workforce.web import (
    employer,
    employer_offers,
    health,
    operator,
    operator_mail,
    operator_offers,
    operator_sources,
    sign_in,
    trainer,
)

MODULES = (
    sign_in,
    health,
    employer,
    employer_offers,
    trainer,
    operator,
    operator_sources,
    operator_offers,
    operator_mail,
)
ALL = tuple(dict.fromkeys(module.pages for module in MODULES))
