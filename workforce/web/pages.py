"""Every family of pages, in one list; a family may take several modules, that share its blueprint."""

from workforce.web import (
    adviser,
    alerts,
    contracts,
    coordinator,
    employer,
    employer_offers,
    health,
    import_rows,
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
    import_rows,
    employer,
    employer_offers,
    trainer,
    operator,
    operator_sources,
    operator_offers,
    operator_mail,
)
ALL = tuple(dict.fromkeys(module.pages for module in MODULES))
