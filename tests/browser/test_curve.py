"""The slider of renewals: what the script shows while it moves is what the server answers."""

import re

from playwright.sync_api import expect


def figures(page):
    return page.locator("#endings-table tbody tr").all_inner_texts()


def test_the_slider_moves_the_curve_as_the_server_would(open_as):
    page = open_as("coordinator", "/accueil", viewport={"width": 1280, "height": 900})
    before = figures(page)
    slider = page.get_by_label(re.compile("des contrats sont renouvelés"))
    slider.focus()
    for _ in range(9):  # Steps of five per cent.
        page.keyboard.press("ArrowRight")
    live, said = figures(page), page.locator("#leaving").inner_text()
    assert live != before
    expect(page.locator("[data-rate]")).to_have_text("45")
    heights = page.locator("[data-upright]").evaluate_all(
        "all => all.map((one) => Number(one.getAttribute('height')))"
    )
    page.goto(re.sub(r"\?.*", "", page.url) + "?renouvellement=45")
    assert (figures(page), page.locator("#leaving").inner_text()) == (live, said)
    served = page.locator("[data-upright]").evaluate_all(
        "all => all.map((one) => Number(one.getAttribute('height')))"
    )
    assert served == heights


def test_without_a_script_the_form_asks_the_server(open_as):
    page = open_as(
        "coordinator", "/accueil", java_script_enabled=False, viewport={"width": 320, "height": 900}
    )
    page.goto(page.url + "?renouvellement=100")
    assert page.locator("#leaving").inner_text() == "Personne ne partirait d’ici douze mois."
    page.get_by_label("Territoire").select_option(index=1)
    page.get_by_role("button", name="Recalculer").click()
    assert re.search(r"departement=\w+&renouvellement=100#endings$", page.url)


def test_a_departement_of_the_map_is_reached_and_opened_by_the_keyboard(open_as):
    page = open_as("coordinator", "/accueil", viewport={"width": 1280, "height": 900})
    shape = page.locator("#territories .map a").first
    number = re.search(r": (\d+) fin", shape.get_attribute("aria-label") or "")
    assert number
    shape.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("equipe"))
    assert page.locator("#team-title").inner_text().strip().endswith(("conseiller", "conseillers"))
    assert number[1] in page.locator("#team-title").inner_text()
