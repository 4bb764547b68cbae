import time

import pytest

from workforce.offers.understanding.texts import MAX_HTML, plain_text, plain_title, safe_html, web_address


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)><circle/></svg>",
        "<a href='javascript:alert(1)'>x</a>", "<a href='java\nscript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<p onclick='alert(1)' style='position:fixed'>x</p>", "<iframe src='https://mal.example'></iframe>",
        "<form action='https://mal.example'><input name=p></form>",
        "<math><mtext><style><img src=x onerror=alert(1)>",
        "<meta http-equiv=refresh content=0>", "<a href='//user@mal' style=x onmouseover=y>x</a>",
        "<!-- <script> -->",
        "<object data=x></object>", "<base href='https://mal.example/'>", "<style>body{display:none}</style>",
    ],
)  # fmt: skip
def test_nothing_that_acts_is_left(markup):
    cleaned = safe_html(markup, "https://site.example/").lower()

    for trap in ("script", "onerror", "onload", "onclick", "onmouseover", "style", "iframe", "javascript",
    "data:", "<img",
                 "<svg", "<form", "<meta", "<base", "<object", "<!--"):  # fmt: skip
        assert trap not in cleaned


def test_a_link_leads_to_the_web_and_gives_it_no_credit():
    assert safe_html("<a href='/offres/1' title='x'>Lire</a>", "https://site.example/flux") == (
        '<a href="https://site.example/offres/1" rel="nofollow noopener">Lire</a>'
    )
    assert safe_html("<a href='mailto:a@b.example'>Écrire</a>") == '<a rel="nofollow noopener">Écrire</a>'


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.example", "", "ftp://x.example/", "http://[", "/seul"]
)
def test_only_addresses_of_the_web_are_kept(link):
    assert web_address(link) == ""


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://emploi-territorial.fr@mal.example/o", "https://mal.example/o"), ("https://a:b@x.example:8443/o?c=1#d",
        "https://x.example:8443/o?c=1#d"),
        ("https://\u0430pple.example/", "https://xn--pple-43d.example/"), ("https://médiathèque.example/été",
        "https://xn--mdiathque-53af.example/été"),
        ("https://x.example:port/", ""), ("https://a b.example/", ""), ("https://[2A01::5]/", "https://[2A01::5]/"),
    ],
)  # fmt: skip
def test_an_address_shows_the_site_that_it_leads_to(link, shown):
    assert web_address(link) == shown


@pytest.mark.parametrize(
    "sign",
    ["\ud800", "&#x202E;", "&#8238;", "&rlm;", "&shy;", "&#x2066;", "\u061c", "&#xE0041;", "\x9b"],
)
def test_a_sign_that_hides_in_a_reference_is_removed(sign):
    assert safe_html(f"<p>Of{sign}fre</p>") == "<p>Offre</p>"
    assert plain_text(f"<p>Of{sign}fre</p>") == "Offre"
    assert plain_title(f"Of{sign}fre") == "Offre"


def test_the_structure_of_a_text_survives():
    markup = "<h2>Missions</h2><ul><li>Accueillir</li><li>Animer&nbsp;&amp; former</li></ul>Ligne<br>suivante"

    assert plain_text(markup) == "Missions\nAccueillir\nAnimer & former\nLigne\nsuivante"


def test_signs_that_turn_the_text_around_are_removed():
    assert plain_text("<p>Con\u200bseil\u202eler\u2066 num\ufefférique</p>") == "Conseiller numérique"


@pytest.mark.parametrize(
    "markup", ["<div>" * 30_000, "<a " * 60_000, "&" * 100_000, "<p>" + "A" * 300_000, "<" * 100_000]
)
def test_a_hostile_text_is_cut_and_costs_little(markup):
    started = time.process_time()

    assert len(safe_html(markup)) <= MAX_HTML
    assert len(plain_text(markup)) <= 20_000
    assert time.process_time() - started < 3
