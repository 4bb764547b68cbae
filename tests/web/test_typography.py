import re

import pytest

from tests.web import crowd, desks
from workforce.web.typography import held_together
from workforce.wording import FIRM_SPACE

LOOSE = re.compile(r"\S [:;?!»](?!\w)|« \S")
UNREAD = re.compile(r"<(textarea|script|style|pre|code)\b.*?</\1>|<[^>]*>", re.DOTALL)


@pytest.mark.parametrize(
    ("html", "held"),
    [
        ("<p>Quoi ? Oui ; non : si !</p>", "<p>Quoi~? Oui~; non~: si~!</p>"),
        ("<p>Dites « oui » enfin</p>", "<p>Dites «~oui~» enfin</p>"),
        ("<b>Métier</b> : formateur", "<b>Métier</b>~: formateur"),
        ('<a title="Quoi ?">Quoi ?</a>', '<a title="Quoi ?">Quoi~?</a>'),
        ("<textarea>Quoi ?</textarea>", "<textarea>Quoi ?</textarea>"),
        ("<script>a ? b : c</script>", "<script>a ? b : c</script>"),
        ("<p>a  : b</p>", "<p>a  : b</p>"),
        ("Quoi ?", "Quoi~?"),
        ("", ""),
    ],
)
def test_a_sign_stays_with_its_word_in_what_is_read_and_nowhere_else(html, held):
    assert held_together(html) == held.replace("~", FIRM_SPACE)


def test_what_is_held_is_held_once():
    once = held_together("<p>Dites « oui » : pourquoi ?</p>")
    assert held_together(once) == once


def first_read(world, rule):
    """Return the page of a route for the first role that it opens to."""
    for role in ("owner", "coordinator", "employer", "trainer", "operator"):
        answer = world.browsers[role].get(world.path(rule.rule))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            return None if "Content-Disposition" in answer.headers else answer.get_data().decode()
    return None


def test_no_page_of_the_house_lets_a_sign_begin_a_line(session, moment):
    world = crowd.gather(session)
    rules = [
        one
        for one in desks.application().url_map.iter_rules()
        if "GET" in one.methods and one.endpoint != "static"
    ]
    pages = {one.rule: page for one in rules if (page := first_read(world, one))}
    texts = {rule: UNREAD.sub("\x00", page) for rule, page in pages.items()}
    assert {rule: found[:3] for rule, text in texts.items() if (found := LOOSE.findall(text))} == {}
    assert len(texts) > 50
    assert sum(text.count(FIRM_SPACE) for text in texts.values()) > 200
