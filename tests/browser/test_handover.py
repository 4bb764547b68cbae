"""A handover sheet and a calendar, without a script; the sheet under axe, on a phone, in the dark, and on paper."""

import re

from tests.browser.test_pages import AXE, axe, overflow

PAGES_OF_PDF = re.compile(rb"/Type\s*/Page(?!s)")


def contract_of_awa(product) -> int:
    return product.number("SELECT max(id) FROM contract WHERE adviser_id = 1")


def test_a_sheet_is_written_without_a_script_then_read_and_printed_on_one_page(product, open_as):
    path = f"/contrats/{contract_of_awa(product)}/passation"
    plain = open_as("adviser", f"{path}/modifier", java_script_enabled=False)
    plain.get_by_label("Ateliers et permanences").fill("Mardi 14 h, salle du bas\nJeudi 10 h, médiathèque")
    plain.get_by_role("button", name="Enregistrer la fiche").click()
    assert plain.get_by_text("La fiche est enregistrée.").is_visible()

    page = open_as("employer", path, bypass_csp=True, viewport={"width": 1440, "height": 900})
    assert page.get_by_text("Jeudi 10 h, médiathèque").is_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = axe(page) + overflow(page, 320)
    page.emulate_media(color_scheme="dark")
    assert found + axe(page, "color-contrast") == []

    page.emulate_media(media="print", color_scheme="light")
    assert page.get_by_text("Jeudi 10 h, médiathèque").is_visible()
    assert not page.locator("#versions").is_visible()
    assert not page.get_by_role("link", name="Compléter la fiche").is_visible()
    assert len(PAGES_OF_PDF.findall(page.pdf(format="A4"))) == 1


def test_a_clash_shows_both_texts_and_takes_the_focus(product, open_as):
    path = f"/contrats/{contract_of_awa(product)}/passation/modifier"
    hers, his = open_as("adviser", path), open_as("employer", path, bypass_csp=True)
    for page, words in ((hers, "La médiathèque"), (his, "Le centre social")):
        page.get_by_label("Partenaires").fill(words)
        page.get_by_role("button", name="Enregistrer la fiche").click()
        page.wait_for_load_state()
    assert his.get_by_text("Les deux textes sont gardés").is_visible()
    assert his.get_by_text("La médiathèque").is_visible()
    assert his.locator("#field-partners").input_value() == "Le centre social"
    assert his.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    his.evaluate(AXE.read_text(encoding="utf-8"))
    assert axe(his) + overflow(his, 320) == []


def test_a_calendar_is_opened_without_a_script_and_its_address_answers(open_as):
    page = open_as("coordinator", "/calendriers", java_script_enabled=False)
    page.get_by_label("Son nom").fill("Agenda du bureau")
    page.get_by_role("button", name="Créer l’adresse").click()
    address = page.get_by_label("Adresse à copier dans votre agenda").input_value()
    answer = page.request.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    page.reload()
    assert page.get_by_label("Adresse à copier dans votre agenda").count() == 0
