"""What became of a person after a contract, said on their own page."""

from flask import Blueprint, Response, flash, request

from workforce.accounts import policy
from workforce.contracts.models import Contract
from workforce.contracts.questions import follow_ups
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import htmx
from workforce.web.access import actor, allow

pages = Blueprint("follow_ups", __name__)


@pages.post("/contrats/<int:contract_id>/suite")
@allow(policy.owns_file)
def tell(contract_id: int) -> Response:
    """Say, or change, what became of oneself after a contract."""
    answer, is_shown = request.form.get("answer", ""), request.form.get("shown") == "1"
    with transaction() as session:
        adviser_id = session.get_one(Contract, contract_id).adviser_id
    try:
        with transaction() as session:
            follow_ups.tell(session, contract_id, answer, is_shown, actor().account_id)
        flash("C’est noté. Vous pouvez changer cette réponse à tout moment.", "success")
    except Refused as refused:
        flash(" ".join(refused.errors.values()), "error")
    return htmx.go_to("adviser.contract", adviser_id=adviser_id)
