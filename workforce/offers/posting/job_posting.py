"""An employer's own offer as schema.org's JobPosting, for search engines: only what the offer states. Pure.

Required and recommended properties are those of schema.org/JobPosting and of Google's « Job posting » structured data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from workforce.wording import PARIS, hours_fr

FULL_TIME = 35  # Hours a week: the legal length of work in France.
UNITS = {"hour": "HOUR", "month": "MONTH", "year": "YEAR"}
LASTING = ("CDI", "titulaire")
LAST_MINUTE = time(23, 59, 59)  # One may apply until the end of the closing date, in Paris.
TRAINING = ("apprentissage",)


@dataclass(frozen=True)
class PublicJob:
    """What a published offer says, as plain values. Amounts in gross euros per `pay_period`; dates are Paris dates."""

    number: int
    address: str
    title: str
    html: str
    employer: str
    posted_on: date
    closes_on: date
    commune: str
    postal_code: str
    departement: str  # Its name.
    contract_kind: str
    pay_min: int | None
    pay_max: int | None
    pay_period: str
    hours_per_week: float | None
    remote: str
    starts_on: date | None
    level: str  # In words; empty where none is asked for.
    rome: tuple[str, ...]


def job_posting(job: PublicJob) -> dict[str, Any]:
    """Return the JSON-LD of a published offer."""
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": job.title,
        "description": job.html,
        "url": job.address,
        "identifier": {"@type": "PropertyValue", "name": job.employer, "value": f"offre-{job.number}"},
        "datePosted": job.posted_on.isoformat(),
        "validThrough": _last_instant(job.closes_on).isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": job.employer},
        **dict(_stated(job)),
    }


def _stated(job: PublicJob) -> Iterator[tuple[str, Any]]:
    """Return what is said only where the offer states it: never a guess, never a default."""
    if kinds := _employment_types(job):
        yield "employmentType", kinds
    if job.pay_min and job.pay_period in UNITS:
        yield "baseSalary", _pay(job)
    if job.starts_on:
        yield "jobStartDate", job.starts_on.isoformat()
    if job.hours_per_week:
        yield "workHours", f"{hours_fr(job.hours_per_week)} par semaine"
    if job.level:
        yield "educationRequirements", job.level
    if job.rome:
        yield "occupationalCategory", list(job.rome)
    yield from _where(job)


def _where(job: PublicJob) -> Iterator[tuple[str, Any]]:
    if job.remote == "full":
        yield "jobLocationType", "TELECOMMUTE"
        yield "applicantLocationRequirements", {"@type": "Country", "name": "France"}
    if job.remote != "full" or job.commune:
        yield "jobLocation", {"@type": "Place", "address": {"@type": "PostalAddress", **dict(_address(job))}}


def _address(job: PublicJob) -> Iterator[tuple[str, str]]:
    if job.commune:
        yield "addressLocality", job.commune
    if job.postal_code:
        yield "postalCode", job.postal_code
    yield "addressRegion", job.departement
    yield "addressCountry", "FR"


def _employment_types(job: PublicJob) -> list[str]:
    if job.contract_kind in TRAINING:
        return ["OTHER"]
    kinds = [] if job.contract_kind in LASTING else ["TEMPORARY"]
    if job.hours_per_week:
        kinds.append("FULL_TIME" if job.hours_per_week >= FULL_TIME else "PART_TIME")
    return kinds


def _pay(job: PublicJob) -> dict[str, Any]:
    unit = {"@type": "QuantitativeValue", "unitText": UNITS[job.pay_period]}
    is_range = job.pay_max and job.pay_max != job.pay_min
    amount = {"minValue": job.pay_min, "maxValue": job.pay_max} if is_range else {"value": job.pay_min}
    return {"@type": "MonetaryAmount", "currency": "EUR", "value": unit | amount}


def _last_instant(day: date) -> datetime:
    return datetime.combine(day, LAST_MINUTE, PARIS)
