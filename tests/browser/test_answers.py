"""The pages that a mailed link opens, in a real browser: sound, and answered by the keyboard alone."""

import pytest
from sqlmodel import col, select

from tests.browser.keyboard import Hands
from tests.browser.test_pages import AXE, axe, overflow
from workforce import clock
from workforce.accounts.models import Account
from workforce.contracts.kinds import Party
from workforce.contracts.models import Contract
from workforce.contracts.questions import answering
from workforce.contracts.questions.asking import LIVES
from workforce.contracts.questions.kinds import QuestionKind
from workforce.contracts.questions.models import Question
from workforce.database import transaction

ASKED = [
    (QuestionKind.DATE_CHECK, Party.ADVISER),
    (QuestionKind.DATE_CHECK, Party.COORDINATOR),
    (QuestionKind.RENEWAL_INTENT, Party.EMPLOYER),
    (QuestionKind.AFTER_END, Party.ADVISER),
]


def address(product, kind: QuestionKind, audience: Party, step: int = 1, answer: str | None = None) -> str:
    """Return the link of a question about Awa's contract."""
    with transaction() as session:
        contract = session.exec(
            select(Contract).where(Contract.adviser_id == 1).order_by(col(Contract.id).desc())
        ).first()
        account = session.exec(select(Account).where(Account.email == product.people[audience])).one()
        about = {
            "contract_id": contract.id,
            "kind": kind,
            "audience": audience,
            "end_date": contract.end_date,
            "step": step,
        }
        found = session.exec(select(Question).filter_by(**about)).first()
        asked = found or Question(
            **about,
            reasons=["Personne n’a encore confirmé cette date."],
            expires_on=clock.today() + LIVES[kind],
        )
        asked.answer = answer
        session.add(asked)
        session.flush()
        return f"/reponse/{answering.token(asked.id, account.id)}"


@pytest.mark.parametrize(("kind", "audience"), ASKED, ids=[f"{kind}-{audience}" for kind, audience in ASKED])
@pytest.mark.parametrize("part", ["", "/merci"])
def test_a_page_that_a_link_opens_is_sound(product, open_as, kind, audience, part):
    answers = {QuestionKind.DATE_CHECK: "confirmed", QuestionKind.RENEWAL_INTENT: "renew"}
    link = address(product, kind, audience, answer=answers.get(kind, "training") if part else None)
    page = open_as("anonymous", link + part, bypass_csp=True, viewport={"width": 1440, "height": 900})
    for summary in page.locator("details.disclosure > summary").all():
        summary.click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = [f"light: {one}" for one in axe(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in axe(page, "color-contrast", "link-in-text-block")]
    found += overflow(page, 1440) + overflow(page, 768) + overflow(page, 320)
    found += [f"320 px, dark: {one}" for one in axe(page)]
    assert not found, "\n".join(found)


def test_an_adviser_answers_by_the_keyboard_alone_and_corrects_a_mistake(product, open_as):
    link = address(product, QuestionKind.DATE_CHECK, Party.ADVISER, step=2)
    hands = Hands(open_as("anonymous", link, viewport={"width": 1280, "height": 900}))
    hands.press("Non, il est prolongé")
    hands.press("Enregistrer la prolongation")
    hands.hears("Un point est à corriger")
    hands.focus_is_on("[data-error-summary]")
    hands.press("Oui, cette date est juste")
    hands.hears("Merci, c’est enregistré.")


@pytest.mark.parametrize("kind", [QuestionKind.DATE_CHECK, QuestionKind.RENEWAL_INTENT])
def test_a_link_is_answered_without_any_script(product, open_as, kind):
    audience = Party.ADVISER if kind is QuestionKind.DATE_CHECK else Party.EMPLOYER
    page = open_as("anonymous", address(product, kind, audience, step=3), java_script_enabled=False)
    if kind is QuestionKind.RENEWAL_INTENT:
        page.get_by_label("Pas encore décidé").check()
        page.get_by_role("button", name="Enregistrer cette réponse").click()
    else:
        page.get_by_role("button", name="Oui, cette date est juste").click()
    assert page.get_by_role("heading", name="Merci, c’est enregistré.").is_visible()
