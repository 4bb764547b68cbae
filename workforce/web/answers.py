"""Answering by the link alone, without signing in: GET shows, POST acts. The link is the key."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlmodel import Session

from workforce.accounts import policy
from workforce.advisers.naming import of_name
from workforce.contracts.kinds import ANSWER_LABELS, END_MOTIVE_LABELS, EndMotive, Party
from workforce.contracts.questions import answering, follow_ups
from workforce.contracts.questions.answering import DateDraft, Opened
from workforce.contracts.questions.kinds import NEXT_STEP_LABELS, DateAnswer, QuestionKind
from workforce.database import transaction
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import allow
from workforce.wording import date_fr

pages = Blueprint("answers", __name__)
TEMPLATES = {
    QuestionKind.DATE_CHECK: "answers/date.html",
    QuestionKind.RENEWAL_INTENT: "answers/renewal.html",
    QuestionKind.AFTER_END: "answers/after_end.html",
}
CHOICES = {
    QuestionKind.DATE_CHECK: [
        (motive.value, label[0].upper() + label[1:])
        for motive, label in END_MOTIVE_LABELS.items()
        if motive is not EndMotive.TERM
    ],
    QuestionKind.RENEWAL_INTENT: [(key.value, label.capitalize()) for key, label in ANSWER_LABELS.items()],
    QuestionKind.AFTER_END: [(key.value, label) for key, label in NEXT_STEP_LABELS.items()],
}
FOLLOWS = {
    QuestionKind.DATE_CHECK: "Les échéances, les alertes, les formations et les offres suivent cette réponse.",
    QuestionKind.RENEWAL_INTENT: "La personne et son réseau en sont prévenus ; si rien n’est décidé, la question reviendra.",
    QuestionKind.AFTER_END: "Votre réponse aide celles et ceux dont le contrat se termine.",
}
DATE_SENTENCES = {
    DateAnswer.CONFIRMED: "La fin de contrat du {end} est confirmée.",
    DateAnswer.PROLONGED: "Le contrat se termine maintenant le {day}.",
    DateAnswer.ENDED: "Le contrat s’est terminé le {day}.",
    DateAnswer.LEFT: "Le départ est noté au {day}.",
}


@pages.get("/reponse/<token>")
@allow(policy.anyone)
def show(token: str) -> Response:
    """Show the question; nothing is done until a button is pressed."""
    with transaction() as session:
        return kept_secret(_page(session, token, {}))


@pages.post("/reponse/<token>")
@allow(policy.anyone)
def answer(token: str) -> Response:
    """Take the answer; the same one again changes nothing."""
    try:
        with transaction() as session:
            is_good = _act(session, answering.opened(session, token))
    except Refused as refused:
        with transaction() as session:
            return kept_secret(_page(session, token, refused.errors))
    return kept_secret(htmx.go_to("answers.thanks", token=token) if is_good else _gone())


@pages.get("/reponse/<token>/merci")
@allow(policy.anyone)
def thanks(token: str) -> Response:
    """Say what is recorded, and how to change it."""
    with transaction() as session:
        asked = answering.opened(session, token)
        if asked is None or asked.question.answer is None:
            return kept_secret(_page(session, token, {}))
        return kept_secret(_thanks_page(asked, token))


def _act(session: Session, asked: Opened | None) -> bool:
    """Act on the answer of a good link; say whether the link is good."""
    if asked is None:
        return False
    if asked.question.kind == QuestionKind.DATE_CHECK:
        answering.answer_date(session, asked, forms.read(DateDraft))
    elif asked.question.kind == QuestionKind.RENEWAL_INTENT:
        answering.answer_renewal(session, asked, request.form.get("answer", ""))
    else:
        shown = request.form.get("shown") == "1"
        answering.answer_after_end(session, asked, request.form.get("answer", ""), shown)
    return True


def _page(session: Session, token: str, errors: dict[str, str]) -> Response:
    asked = answering.opened(session, token)
    if asked is None:
        return _gone()
    if asked.is_moot and asked.question.answer and not errors:
        return _thanks_page(asked, token)
    status = 422 if errors else 200
    if asked.is_moot:
        return htmx.page("answers/moot.html", status, **_about(asked, token))
    kind = QuestionKind(asked.question.kind)
    shown = _about(asked, token) | {
        "choices": CHOICES[kind],
        "errors": errors,
        "typed": _typed(session, asked),
    }
    return htmx.page(TEMPLATES[kind], status, **shown)


def _thanks_page(asked: Opened, token: str) -> Response:
    return htmx.page("answers/thanks.html", **_about(asked, token))


def _gone() -> Response:
    return htmx.page("answers/gone.html", 410)


def _typed(session: Session, asked: Opened) -> dict[str, str]:
    """Return what was typed, else what the mail's link ticks, else what was answered before."""
    if request.method == "POST":
        return request.form.to_dict()
    known = follow_ups.latest(session, [asked.contract.id]).get(asked.contract.id)
    shown = "1" if known and known.is_shown else ""
    return {"answer": request.args.get("reponse") or asked.question.answer or "", "shown": shown}


def _about(asked: Opened, token: str) -> dict[str, Any]:
    """Return what every page says of the question."""
    return {
        "token": token,
        "whose": of_name(asked.adviser),
        "employer": asked.employer,
        "is_own": asked.party is Party.ADVISER,
        "audience": asked.party.value,
        "end_date": asked.question.end_date,
        "reasons": asked.question.reasons,
        "expires_on": asked.question.expires_on,
        "recorded": _recorded(asked),
        "follows": FOLLOWS[QuestionKind(asked.question.kind)],
        "space": _space(asked),
        "is_moot": asked.is_moot,
    }


def _space(asked: Opened) -> str:
    """Return the page of the application where the same thing is seen or corrected, once signed in."""
    if asked.party is Party.EMPLOYER:
        return url_for("employer.home", employer_id=asked.contract.employer_id)
    return url_for("adviser.contract", adviser_id=asked.contract.adviser_id)


def _recorded(asked: Opened) -> str:
    """Say what was answered by this question's links; empty where nothing was."""
    question = asked.question
    if question.answer is None:
        return ""
    if question.kind == QuestionKind.DATE_CHECK:
        day = date_fr(question.answer_date) if question.answer_date else ""
        return DATE_SENTENCES[DateAnswer(question.answer)].format(end=date_fr(question.end_date), day=day)
    return f"« {dict(CHOICES[QuestionKind(question.kind)])[question.answer]} »."


def kept_secret(response: Response) -> Response:
    """Keep the address, which is a key, from other sites and from search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
