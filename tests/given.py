"""Builders: each states only what its test is about."""

from datetime import date
from itertools import count

from sqlmodel import Session, select

from workforce import clock
from workforce.accounts import actions as accounts
from workforce.accounts.models import Account
from workforce.accounts.policy import Grant
from workforce.advisers.models import Adviser
from workforce.alerts.planning import ensure_mail
from workforce.contracts import actions as contracts
from workforce.contracts.actions import ContractDraft, Voice
from workforce.contracts.claims import ClaimSource
from workforce.contracts.kinds import ContractKind
from workforce.contracts.models import Contract
from workforce.employers.models import Employer
from workforce.territories.models import Network
from workforce.trainings.sessions.models import TrainingBody, TrainingSession

_number = count(1)
TOLD = Voice(source=ClaimSource.COORDINATOR, stated_on=date(2026, 11, 1))


def network(session: Session, name: str = "Réseau du Var") -> Network:
    found = session.exec(select(Network).where(Network.name == name)).first()
    return found or _added(session, Network(name=name))


def employer(session: Session, sector: str = "public", **values) -> Employer:
    values = {"name": f"Mairie n° {next(_number)}", "departement": "83", "postal_code": "83000"} | values
    return _added(session, Employer(sector=sector, **values))


def adviser(session: Session, network_id: int | None = None, **values) -> Adviser:
    n = next(_number)
    values = {
        "first_name": "Awa",
        "last_name": f"Diallo{n}",
        "email": f"awa{n}@exemple.fr",
        "departement": "83",
    } | values
    return _added(session, Adviser(network_id=network_id or network(session).id, **values))


def account(
    session: Session, role: str, email: str = "", name: str = "Quelqu’un", *, seen: bool = False, **bounds
) -> Account:
    made = accounts.open_account(
        session, email or f"{role}{next(_number)}@exemple.fr", name, Grant(role, **bounds)
    )
    ensure_mail(session, made.id)
    made.last_seen_at = clock.now() if seen else made.last_seen_at
    return made


def contract(
    session: Session,
    who: Adviser | None = None,
    at: Employer | None = None,
    *,
    kind: ContractKind = ContractKind.CDD,
    starts: date | None = date(2025, 3, 1),
    ends: date | None = date(2026, 8, 31),
    voice: Voice = TOLD,
    **values,
) -> Contract:
    draft = ContractDraft(
        employer_id=(at or employer(session)).id, kind=kind, start_date=starts, end_date=ends, **values
    )
    return contracts.sign(session, (who or adviser(session)).id, draft, voice)


def body(session: Session, name: str = "") -> TrainingBody:
    return _added(session, TrainingBody(name=name or f"Organisme n° {next(_number)}"))


def training_session(session: Session, at: TrainingBody | None = None, **values) -> TrainingSession:
    values = {
        "ccp_codes": ["REMN-CCP2"], "starts_on": date(2027, 1, 11), "ends_on": date(2027, 3, 26), "departement": "83",
        "hours": 175, "hours_per_week": 14, "seats": 12,
    } | values  # fmt: skip
    return _added(session, TrainingSession(body_id=(at or body(session)).id, **values))


def _added(session: Session, row):
    session.add(row)
    session.flush()
    return row
