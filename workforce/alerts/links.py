"""The addresses that letters lead to. The web serves them; a test holds each against its routes."""

from datetime import date

from workforce.accounts.actions import invitation_token, link_token
from workforce.alerts import silences
from workforce.contracts.questions import answering
from workforce.offers.posting import expiry
from workforce.settings import settings
from workforce.trainings.planets import answering as planets

PATHS = {
    "answers.show": "/reponse/{0}",
    "adviser.home": "/conseillers/{0}",
    "adviser.contract": "/conseillers/{0}/contrat",
    "adviser.skills": "/conseillers/{0}/competences",
    "adviser.trainings": "/conseillers/{0}/formations",
    "adviser.offers": "/conseillers/{0}/offres",
    "alerts.mine": "/mes-alertes",
    "not_now.show": "/pas-maintenant/{0}",
    "coordinator.questions": "/reseaux/{0}/questions",
    "employer.home": "/structures/{0}",
    "employer.posts": "/structures/{0}/postes",
    "employer.offer": "/offres/{0}/suivi",
    "offer_ends.show": "/offre-a-terme/{0}",
    "handovers.show": "/contrats/{0}/passation",
    "imports.show": "/imports/{0}",
    "offers.show": "/offres/{0}",
    "operator.feed": "/exploitation/sources/{0}",
    "operator.review": "/exploitation/moderation/{0}",
    "searches.mine": "/recherches",
    "searches.stopping": "/recherches/arret/{0}",
    "sign_in.ask": "/connexion",
    "sign_in.invited": "/invitation/{0}",
    "sign_in.show": "/connexion/lien/{0}",
    "trainings.show": "/sessions/{0}",
    "trainer_people.listing": "/sessions/{0}/inscriptions",
    "trainer.new_session": "/organismes/{0}/sessions/nouvelle",
    "planets.network": "/reseaux/{0}/planetes",
    "planets.employer": "/structures/{0}/planetes",
    "planet_links.interest": "/ca-m-interesse/{0}",
    "planet_links.standing": "/toujours-d-accord/{0}",
}


def link(page: str, *names: object) -> str:
    """Return the whole address of a page."""
    return settings().public_url.rstrip("/") + PATHS[page].format(*names)


def question_link(question_id: int, account_id: int, answer: str = "") -> str:
    """Return the address by which one account answers one question; with an answer, it comes already ticked."""
    address = link("answers.show", answering.token(question_id, account_id))
    return f"{address}?reponse={answer}" if answer else address


def offer_end_link(offer_id: int, account_id: int, closes_on: date) -> str:
    """Return the address by which one account decides of one offer that comes to its end."""
    return link("offer_ends.show", expiry.token(offer_id, account_id, closes_on))


def not_now_link(account_id: int) -> str:
    """Return the address by which one account puts trainings off for six months, without signing in."""
    return link("not_now.show", silences.not_now_token(account_id))


def invited_link(invitation_id: int, account_id: int) -> str:
    """Return the address by which one account says that a bloc interests it."""
    return link("planet_links.interest", planets.invitation_token(invitation_id, account_id))


def standing_link(kind: str, pledge_id: int, account_id: int, told_for: date) -> str:
    """Return the address by which one account says that its word still stands."""
    return link("planet_links.standing", planets.standing_token(kind, pledge_id, account_id, told_for))


def sign_in_link(link_id: int) -> str:
    """Return the address that signs in, once."""
    return link("sign_in.show", link_token(link_id))


def invitation_link(account_id: int) -> str:
    """Return the address that accepts an invitation, once."""
    return link("sign_in.invited", invitation_token(account_id))
