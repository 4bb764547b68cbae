"""Every family of pages, in one list; a family may take several modules, that share its blueprint."""

from workforce.web import (
    adviser,
    alerts,
    contracts,
    coordinator,
    duplicates,
    employer,
    employer_offers,
    health,
    imports,
    offers,
    operator,
    operator_mail,
    operator_offers,
    operator_sources,
    sign_in,
    skills,
    trainer,
    trainings,
)

MODULES = (
    sign_in,
    health,
    adviser,
    contracts,
    skills,
    trainings,
    offers,
    alerts,
    coordinator,
    imports,
    duplicates,
    employer,
    employer_offers,
    trainer,
    operator,
    operator_sources,
    operator_offers,
    operator_mail,
)
ALL = tuple(dict.fromkeys(module.pages for module in MODULES))
