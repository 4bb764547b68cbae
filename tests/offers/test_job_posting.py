"""JSON-LD of an own offer, held against schema.org's own vocabulary and against what search engines document."""

import json
import re
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyld import jsonld

from workforce.offers.posting.job_posting import PublicJob, job_posting

# The vocabulary as schema.org publishes it, in the types that npm's schema-dts is generated from it.
VOCABULARY = Path(__file__).parents[2] / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"
INTERFACE = re.compile(
    r"^(?:export )?interface (\w+?)(?:Base|Leaf) extends (.+?) \{$(.*?)^\}$", re.MULTILINE | re.DOTALL
)
UNION = re.compile(r"^export type (\w+) = (.+);$", re.MULTILINE)
PROPERTY = re.compile(r'^\s+"(\w+)"\?: SchemaValue<(.+?), "\w+">;', re.MULTILINE)
# What Google's « Job posting » structured data requires, and the words that it knows.
REQUIRED = {"title", "description", "datePosted", "hiringOrganization"}
EMPLOYMENT = {"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"}
UNITS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}

JOB = PublicJob(
    number=12, address="https://passerelle.example/emplois/12", title="Médiatrice ou médiateur numérique",
    html="<p>Vous animez des ateliers.</p>", employer="Mairie d’Hyères", posted_on=date(2026, 11, 18),
    closes_on=date(2027, 1, 31), commune="Hyères", postal_code="83400", departement="Var", contract_kind="CDD",
    pay_min=1900, pay_max=2100, pay_period="month", hours_per_week=35.0, remote="none", starts_on=date(2027, 3, 1),
    level="niveau 5 (bac + 2)", rome=("G1202",),
)  # fmt: skip
SILENT = replace(
    JOB, commune="", postal_code="", contract_kind="CDI", pay_min=None, pay_max=None, hours_per_week=None, starts_on=None,
    level="", rome=(),
)  # fmt: skip
JOBS = {
    "full": JOB, "silent": SILENT, "remote": replace(JOB, remote="full"), "nowhere": replace(SILENT, remote="full"),
    "part": replace(JOB, hours_per_week=17.5, pay_max=1900, pay_period="hour"),
    "apprentice": replace(JOB, contract_kind="apprentissage"),
    "year": replace(JOB, pay_period="year", contract_kind="titulaire"), "partly": replace(JOB, remote="partial"),
}  # fmt: skip
each_job = pytest.mark.parametrize("job", list(JOBS.values()), ids=list(JOBS))


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, tuple[set[str], dict[str, set[str]]]]:
    """Return each type of schema.org: where it takes properties from, and its own with what they may hold."""
    found: dict[str, tuple[set[str], dict[str, set[str]]]] = {}
    for name, parents, body in INTERFACE.findall(VOCABULARY.read_text("utf-8")):
        own = {key: {part.strip() for part in types.split("|")} for key, types in PROPERTY.findall(body)}
        above = {re.sub("(?:Base|Leaf)$", "", one.strip()) for one in parents.split(",")} - {name}
        known = found.get(name, (set(), {}))
        found[name] = (known[0] | above, known[1] | own)
    return found


@lru_cache(maxsize=1)
def narrower() -> dict[str, set[str]]:
    """Return the types that each type of schema.org is made of."""
    unions = UNION.findall(VOCABULARY.read_text("utf-8"))
    return {name: {part.strip().removesuffix("Leaf") for part in parts.split("|")} for name, parts in unions}


def properties(kind: str) -> dict[str, set[str]]:
    parents, own = vocabulary().get(kind, (set(), {}))
    return {key: types for parent in parents for key, types in properties(parent).items()} | own


def is_a(kind: str, wanted: str) -> bool:
    return kind == wanted or any(is_a(kind, one) for one in narrower().get(wanted, set()) - {wanted})


def holds(types: set[str], value: Any) -> bool:
    """Say whether a value is of one of these types of schema.org."""
    if isinstance(value, dict):
        return any(is_a(value["@type"], one) for one in types) and not faults(value)
    if isinstance(value, bool):
        return "Boolean" in types
    if isinstance(value, int | float):
        return "Number" in types
    return isinstance(value, str) and any(HELD[name](value) for name in types & HELD.keys())


def is_date(value: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) and bool(date.fromisoformat(value))


def is_instant(value: str) -> bool:
    return "T" in value and datetime.fromisoformat(value).tzinfo is not None


HELD = {
    "Text": bool, "Date": is_date, "DateTime": is_instant,
    "URL": lambda value: urlsplit(value).scheme in ("http", "https"),
}  # fmt: skip


def faults(node: dict[str, Any]) -> list[str]:
    """Return the properties of a node that schema.org does not know, or that hold something else than it says."""
    known = properties(node["@type"])
    return [
        name
        for name, value in node.items()
        if not name.startswith("@")
        and (
            name not in known
            or not all(holds(known[name], one) for one in (value if isinstance(value, list) else [value]))
        )
    ]


def test_the_vocabulary_is_read():
    assert {"title", "baseSalary", "validThrough", "description", "identifier"} <= properties(
        "JobPosting"
    ).keys()
    assert properties("JobPosting")["datePosted"] == {"Date", "DateTime"}
    assert is_a("Country", "AdministrativeArea")
    assert not is_a("Country", "Organization")


@pytest.mark.parametrize(
    ("name", "value"),
    [("datePosted", "bientôt"), ("baseSalary", "1900 €"), ("salary", 1900), ("jobLocation", "Hyères"),
     ("hiringOrganization", {"@type": "Place", "name": "x"}), ("url", "javascript:alert(1)")],
)  # fmt: skip
def test_the_check_finds_what_is_wrong(name, value):
    assert faults(job_posting(JOB) | {name: value}) == [name]


@each_job
def test_every_property_and_every_value_is_of_the_vocabulary(job):
    assert faults(job_posting(job)) == []


@each_job
def test_what_search_engines_require_is_there(job):
    said = job_posting(job)
    assert said.keys() >= REQUIRED
    assert "jobLocation" in said or said["jobLocationType"] == "TELECOMMUTE"
    assert "<p>" in said["description"]
    assert said["hiringOrganization"]["name"] == said["identifier"]["name"]
    if "jobLocationType" in said:
        assert said["applicantLocationRequirements"] == {"@type": "Country", "name": "France"}
    assert set(said.get("employmentType", [])) <= EMPLOYMENT
    if pay := said.get("baseSalary"):
        assert pay["currency"] == "EUR"
        assert pay["value"]["unitText"] in UNITS
        assert {"value"} <= pay["value"].keys() or {"minValue", "maxValue"} <= pay["value"].keys()


@each_job
def test_a_json_ld_processor_understands_all_of_it(job):
    said = job_posting(job)
    known = {"@context": {"@vocab": "https://schema.org/"}}

    def load(address: str, _options: Any) -> dict[str, Any]:
        assert address == "https://schema.org"
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": known,
        }

    (expanded,) = jsonld.expand(json.loads(json.dumps(said)), {"documentLoader": load})
    assert expanded["@type"] == ["https://schema.org/JobPosting"]
    names = {key.removeprefix("https://schema.org/") for key in expanded} - {"@type"}
    assert names == set(said) - {"@context", "@type"}


def test_one_may_apply_until_the_end_of_the_closing_date():
    assert job_posting(JOB)["validThrough"] == "2027-01-31T23:59:59+01:00"
    assert (
        job_posting(replace(JOB, closes_on=date(2027, 7, 31)))["validThrough"] == "2027-07-31T23:59:59+02:00"
    )


def test_what_an_offer_does_not_state_is_not_said():
    assert (
        job_posting(SILENT)
        .keys()
        .isdisjoint(
            {
                "baseSalary",
                "employmentType",
                "workHours",
                "jobStartDate",
                "educationRequirements",
                "occupationalCategory",
            }
        )
    )


def test_pay_is_said_as_it_is_stated():
    assert job_posting(JOB)["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "MONTH", "minValue": 1900, "maxValue": 2100,
    }  # fmt: skip
    assert job_posting(JOBS["part"])["baseSalary"]["value"] == {
        "@type": "QuantitativeValue", "unitText": "HOUR", "value": 1900,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "hours", "said"),
    [("CDI", 35.0, ["FULL_TIME"]), ("CDI", 28.0, ["PART_TIME"]), ("CDD", 35.0, ["TEMPORARY", "FULL_TIME"]),
     ("CDD", None, ["TEMPORARY"]),
     ("titulaire", 39.0, ["FULL_TIME"]), ("apprentissage", 35.0, ["OTHER"]), ("CDI", None, None)],
)  # fmt: skip
def test_the_kind_of_employment(kind, hours, said):
    assert job_posting(replace(JOB, contract_kind=kind, hours_per_week=hours)).get("employmentType") == said
