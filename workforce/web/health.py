"""Is it alive? For machines: the health check and the metrics."""

from flask import Blueprint, Response, jsonify
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from workforce import clock, pulse
from workforce.accounts import policy
from workforce.alerts.models import Delivery
from workforce.backlog import backlog
from workforce.database import transaction
from workforce.pulse import Pulse
from workforce.web.access import allow

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@allow(policy.anyone)
def healthz() -> tuple[Response, int]:
    """Say whether the web answers and reaches its database, and which parts of the workers are silent."""
    try:
        with transaction() as session:
            session.execute(text("SELECT 1"))
            late = sorted(pulse.silent(session))
    except OperationalError:
        return jsonify(status="down", database="unreachable"), 503
    return jsonify(status="ok", database="ok", silent=late), 200


@pages.get("/metrics")
@allow(policy.anyone)
def metrics() -> Response:
    """Return counts for Prometheus: no personal data."""
    registry = CollectorRegistry()
    with transaction() as session:
        fill(session, registry)
    return Response(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")


def fill(session: Session, registry: CollectorRegistry) -> None:
    """Read the gauges from the database, so that every web process says the same."""
    waiting = Gauge("passerelle_rows_due", "Rows that are due now", ["table"], registry=registry)
    stuck = Gauge("passerelle_rows_stuck", "Rows that wait for a person", ["table"], registry=registry)
    for table in backlog(session):
        waiting.labels(table.name).set(table.due)
        stuck.labels(table.name).set(table.stuck)
    sent = Gauge("passerelle_deliveries", "Deliveries by state", ["state"], registry=registry)
    for state, count in session.exec(select(Delivery.state, func.count()).group_by(Delivery.state)):
        sent.labels(state).set(count)
    silence = Gauge(
        "passerelle_pulse_age_seconds", "Seconds since the last beat", ["part"], registry=registry
    )
    for one in session.exec(select(Pulse)):
        silence.labels(one.name).set((clock.now() - one.beat_at).total_seconds())
