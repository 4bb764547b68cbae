"""Who moved an offer and how, in words: for its employer, the moderators have no name."""

from collections.abc import Sequence

from workforce.offers.posting.reading import Step
from workforce.offers.posting.states import MOVES, Act, Side
from workforce.wording import moment_fr

WORDS = {
    Act.EDIT: "Modifiée",
    Act.SUBMIT: "Envoyée en relecture",
    Act.TAKE_BACK: "Reprise pour être corrigée",
    Act.PUBLISH: "Publiée",
    Act.REFUSE: "Rendue pour être corrigée",
    Act.UNPUBLISH: "Remise en relecture",
    Act.AMEND: "Dates changées en ligne",
    Act.REVISE: "Changée, puis envoyée en relecture",
    Act.EXTEND: "Prolongée de 30 jours",
    Act.CLOSE: "Close",
    Act.EXPIRE: "Close à sa date limite",
    Act.EXPLAIN: "Raison de la fin donnée",
    Act.REOPEN: "Rouverte pour 30 jours",
}
FIELDS = {
    "title": "intitulé", "text": "texte", "family": "métier", "contract_kind": "contrat", "length_months": "durée",
    "departement": "département", "commune": "commune", "postal_code": "code postal", "pay_min": "salaire minimum",
    "pay_max": "salaire maximum", "pay_period": "période du salaire", "pay_scale": "grille", "hours_per_week": "heures",
    "remote": "télétravail", "level": "diplôme", "open_to_contract_staff": "ouverture aux contractuels",
    "starts_on": "prise de poste", "closes_on": "date limite", "funded_until": "fin du financement", "post_id": "poste",
    "apply_how": "façon de postuler", "apply_url": "adresse où postuler", "apply_contact": "contact",
}  # fmt: skip


def steps(rows: Sequence[Step], *, for_employer: bool) -> list[dict[str, str]]:
    """Return the history of an offer as its pages say it."""
    return [
        {
            "words": WORDS[Act(row.act)],
            "why": _why(row),
            "when": moment_fr(row.made_at),
            "who": _who(row, for_employer),
        }
        for row in rows
    ]


def field_words(names: str) -> str:
    """Return the French names of fields that code names with commas between."""
    return ", ".join(FIELDS.get(name, name) for name in names.split(", "))


def _why(row: Step) -> str:
    return field_words(row.words) if row.act in (Act.AMEND, Act.REVISE) else row.words


def _who(row: Step, for_employer: bool) -> str:
    side = MOVES[Act(row.act)].side
    if side is Side.HOUSE:
        return ""
    return "la modération" if for_employer and side is Side.MODERATOR else row.author
