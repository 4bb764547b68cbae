"""Every family of pages, in one list."""

from workforce.web import adviser, alerts, contracts, health, offers, sign_in, skills, trainings

ALL = (
    sign_in.pages,
    health.pages,
    adviser.pages,
    contracts.pages,
    skills.pages,
    trainings.pages,
    offers.pages,
    alerts.pages,
)
