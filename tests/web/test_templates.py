"""The frame, the macros, the pages that need no data: what the markup promises to a keyboard and a reader."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workforce.web.frise import ContractSpan, FriseFacts, Moment, Scale, TrainingSpan, draw, draw_thin

HOUSE = Path(__file__).parents[2]
TEMPLATES = HOUSE / "templates"
STANDALONE = TEMPLATES / "portfolio" / "standalone.html"  # A file one keeps: it brings its own style.
PAGES = sorted(
    path for path in TEMPLATES.rglob("*.html") if "messages" not in path.parts and path != STANDALONE
)
ICONS = {
    line.partition("#")[0].strip()
    for line in (HOUSE / "workforce/web/static/icons.txt").read_text(encoding="utf-8").splitlines()
}


def flashed(*, with_categories: bool) -> list[object]:
    return [("success", "C’est noté.")] if with_categories else ["C’est noté."]


def pages_environment() -> Environment:
    """An environment like the application's, with its doors replaced by plain words."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        asset=lambda name: f"/static/{name}",
        url_for=lambda endpoint, **values: f"/{endpoint}/{'/'.join(map(str, values.values()))}",
        csrf_token=lambda: "csrf-of-test",
        csp_nonce=lambda: "nonce-of-test",
        get_flashed_messages=flashed,
        product="Passerelle",
        local_mailbox=False,
    )
    environment.globals["ui"] = environment.get_template("ui.html", globals=environment.globals).module
    return environment


ENVIRONMENT = pages_environment()
UI = ENVIRONMENT.globals["ui"]


class Tags(HTMLParser):
    """The tags of a page, in order, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]

    def values(self, attribute: str) -> list[str]:
        return [str(attributes[attribute]) for _, attributes in self.found if attribute in attributes]


def frame(**context: object) -> str:
    return ENVIRONMENT.get_template("errors/404.html").render(**context)


def assert_whole(html: str) -> None:
    """Every id is used once, and everything pointed at is there."""
    tags = Tags(html)
    ids = tags.values("id")
    assert len(ids) == len(set(ids))
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for names in tags.values(attribute):
            assert set(names.split()) <= set(ids), f"{attribute}={names}"


NAVIGATION = [(f"Page {n}", f"/page/{n}", "house", n == 1) for n in range(6)]
ACCOUNT = SimpleNamespace(
    name="Awa Diallo",
    role="Conseillère",
    sign_out_href="/sortie",
    links=[("Mes alertes", "/alertes", "bell")],
)


def test_the_frame_speaks_french_and_lets_one_skip_to_the_content():
    tags = Tags(frame())
    assert tags.named("html")[0]["lang"] == "fr"
    assert {"class": "skip-link", "href": "#main"} in tags.named("a")
    assert tags.named("main")[0]["id"] == "main"


def test_the_frame_follows_the_system_unless_a_theme_was_chosen():
    assert "data-theme" not in Tags(frame()).named("html")[0]
    assert Tags(frame(theme="dark")).named("html")[0]["data-theme"] == "dark"
    assert "data-theme" not in Tags(frame(theme='"><script>')).named("html")[0]


def test_the_frame_says_which_page_is_open_in_both_navigations():
    tags = Tags(frame(nav=NAVIGATION, account=ACCOUNT))
    current = [link["href"] for link in tags.named("a") if link.get("aria-current") == "page"]
    assert current == ["/page/1", "/page/1"]
    for _, href, _, _ in NAVIGATION:
        assert sum(link.get("href") == href for link in tags.named("a")) == 2


def test_signing_out_is_a_form_with_its_token():
    html = frame(nav=NAVIGATION, account=ACCOUNT)
    assert {"method": "post", "action": "/sortie"} in Tags(html).named("form")
    assert 'value="csrf-of-test"' in html


def test_every_script_carries_the_nonce_and_none_is_inline():
    scripts = Tags(frame()).named("script")
    assert len(scripts) >= 2
    assert all(script["nonce"] == "nonce-of-test" and script["src"] for script in scripts)


def test_what_was_just_done_is_announced():
    html = frame()
    assert re.search(r'id="flash"[^>]*aria-live="polite"', html)
    assert "C’est noté." in html
    assert re.search(r'id="announcer"[^>]*aria-live="polite"', html)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_nothing_in_a_template_breaks_the_content_policy(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+=", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_icon_named_in_a_template_is_in_the_list(path):
    text = path.read_text(encoding="utf-8")
    named = re.findall(r'\bicon\("([\w-]+)"\)', text) + re.findall(r'icon_name="([\w-]+)"', text)
    assert set(named) <= ICONS


def test_the_icons_that_macros_choose_are_in_the_list():
    html = "".join(
        UI.urgency(level) + UI.notice("…", level) for level in ("calm", "plan", "urgent", "overdue", "info")
    )
    assert set(re.findall(r"icons\.svg#([\w-]+)", html)) <= ICONS


@pytest.mark.parametrize("code", ["400", "403", "404", "405", "413", "422", "429", "500", "csrf"])
def test_an_error_page_says_what_happened_what_was_kept_and_what_to_do(code):
    html = ENVIRONMENT.get_template(f"errors/{code}.html").render()
    assert_whole(html)
    body = html[html.index('<article class="error-page">') :]
    assert re.search(r"<h1>[^<]{20,}</h1>", body)
    assert re.search(r'<p class="lead">[^<]{15,}</p>\s*<p>[^<]{30,}</p>', body)


def test_asking_for_a_link_ties_the_mistake_to_its_field():
    page = ENVIRONMENT.get_template("sign_in/ask.html")
    html = page.render(email="awa.mairie", errors={"email": "Cette adresse n’est pas complète."}, next="")
    assert_whole(html)
    (field,) = (one for one in Tags(html).named("input") if one.get("name") == "email")
    assert field["aria-invalid"] == "true"
    assert field["value"] == "awa.mairie"
    assert 'href="#field-email"' in html
    assert html.count("Cette adresse n’est pas complète.") == 2


def test_following_a_mailed_link_changes_nothing_until_the_button_is_pressed():
    html = ENVIRONMENT.get_template("sign_in/confirm.html").render(token="jeton")
    assert [form["method"] for form in Tags(html).named("form")] == ["post"]
    assert 'action="/sign_in.enter/jeton"' in html


@pytest.mark.parametrize("name", ["sent", "expired"])
def test_the_other_pages_of_signing_in_stand_alone(name):
    html = ENVIRONMENT.get_template(f"sign_in/{name}.html").render()
    assert_whole(html)
    assert "/sign_in.ask/" in html


def test_urgency_is_told_by_an_icon_and_a_word():
    for level, word in {
        "calm": "calme",
        "plan": "à prévoir",
        "urgent": "urgent",
        "overdue": "dépassé",
    }.items():
        html = str(UI.urgency(level))
        assert "<use" in html
        assert word in html


@pytest.mark.parametrize("kind", ["text", "textarea", "select", "radio", "checkboxes", "checkbox", "file"])
def test_a_field_is_tied_to_its_label_its_hint_and_its_error(kind):
    html = str(
        UI.field("kind", "Nature", error="Choisissez.", hint="Une seule", type=kind, options=[("a", "A")])
    )
    assert_whole(html)
    tags = Tags(html)
    described = set(" ".join(tags.values("aria-describedby")).split())
    assert described == {"field-kind-hint", "field-kind-error"}
    assert "true" in tags.values("aria-invalid")
    assert "field-kind" in tags.values("id")


def test_a_field_without_a_mistake_says_nothing_of_mistakes():
    html = str(UI.field("kind", "Nature"))
    assert "aria-invalid" not in html
    assert "aria-describedby" not in html


def test_what_a_person_typed_is_never_read_as_markup():
    html = str(UI.field("note", "Note", '"><b>x', type="textarea")) + str(UI.field("nom", "Nom", '"><b>x'))
    assert "<b>" not in html


def test_choices_already_made_are_shown_again():
    picked = [
        str(UI.field("k", "K", "b", type=kind, options=[("a", "A"), ("b", "B")]))
        for kind in ("select", "radio")
    ]
    assert "selected" in picked[0].partition("B")[0]
    assert [one["value"] for one in Tags(picked[1]).named("input") if "checked" in one] == ["b"]
    several = UI.field("k", "K", ["a", "b"], type="checkboxes", options=[("a", "A"), ("b", "B"), ("c", "C")])
    assert [one["value"] for one in Tags(str(several)).named("input") if "checked" in one] == ["a", "b"]


def test_the_summary_of_mistakes_links_to_each_field_and_counts_them():
    html = str(UI.error_summary({"nom": "Écrivez votre nom.", "": "Les dates se contredisent."}))
    assert "2 points sont à corriger" in html
    assert Tags(html).named("a") == [{"href": "#field-nom"}]
    assert UI.error_summary({}).strip() == ""


def test_a_destructive_act_says_what_goes_and_can_ask_for_the_name():
    html = str(
        UI.confirm("Effacer", "/effacer", "Vos preuves seront effacées.", "Tout effacer", "Awa Diallo")
    )
    assert "Vos preuves seront effacées." in html
    assert "Awa Diallo" in html
    assert "confirmation" in Tags(html).values("name")
    assert Tags(html).named("form")[0]["method"] == "post"


def test_the_time_bar_says_in_words_each_mark_that_it_draws():
    end = date(2027, 4, 14)
    facts = FriseFacts(
        today=date(2026, 11, 22),
        contracts=(ContractSpan("CDD, commune", date(2025, 10, 15), end),),
        notice=Moment("Réponse de l’employeur", date(2027, 3, 14), "/contrat"),
        trainings=(TrainingSpan("CCP2", date(2027, 3, 1), date(2027, 5, 28), date(2027, 6, 10)),),
        alerts=(Moment("À 180 jours", date(2026, 10, 16), "/alertes/1"),),
    )
    frise = draw(facts)
    html = str(UI.frise(frise, "frise"))
    assert_whole(html)
    drawings, _, words = html.partition("<ol")
    for drawing in drawings.split("</figcaption>")[1].split('<svg class="frise-drawing')[1:]:
        numbers = re.findall(r'class="disc-number"[^>]*>(\d+)<', drawing)
        assert sorted(map(int, numbers)) == [mark.number for mark in frise.marks]
    assert [int(n) for n in re.findall(r'class="mark-sign" aria-hidden="true">(\d+)<', words)] == [
        mark.number for mark in frise.marks
    ]
    for mark in frise.marks:
        assert mark.label in words
        assert mark.text in words
    assert 'href="/alertes/1"' in words
    assert "url(#hatch-frise-phone)" in html


def test_no_keyboard_stops_inside_the_drawing():
    facts = FriseFacts(date(2026, 11, 22), alerts=(Moment("À 180 jours", date(2026, 10, 16), "/alertes/1"),))
    drawings = str(UI.frise(draw(facts), "frise")).partition("<ol")[0]
    links = Tags(drawings).named("a")
    assert links
    assert all(link["tabindex"] == "-1" for link in links)


def test_a_thin_bar_is_one_image_with_one_sentence():
    facts = FriseFacts(date(2026, 11, 22), (ContractSpan("CDD", date(2025, 10, 15), date(2027, 4, 14)),))
    html = str(UI.thin(draw_thin(facts, Scale(date(2026, 6, 1), date(2027, 12, 31)))))
    (image,) = Tags(html).named("svg")
    assert image["role"] == "img"
    assert image["aria-label"] == "Le contrat se termine le 14 avril 2027, dans 143 jours."
    assert len(html) < 1000
