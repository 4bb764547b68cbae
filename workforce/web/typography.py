"""French spacing: the space before « : », « ; », « ? », « ! » and inside « guillemets » never ends a line.

Done once, on the text of a page that leaves: what templates, sentences and people write needs not think of it. What a
person will send back, or a program reads, is left as it is: attributes, fields, scripts.
"""

from collections.abc import Iterator

from flask import Flask, Response

from workforce.wording import FIRM_SPACE

BEFORE = (" :", " ;", " ?", " !", " »")  # The space that a sign has before it…
AFTER = "« "  # …and the one that an opening sign has after it.
NO_PROSE = ("<textarea", "<script", "<style", "<pre", "<code")  # Elements whose text is not read as prose.


def held_together(html: str) -> str:
    """Return a page whose French signs stay with their words: as long as it was, not one word changed."""
    kept, done = [], 0
    for place in sorted(_places(html)):
        if _is_prose(html, place):
            kept += [html[done:place], FIRM_SPACE]
            done = place + 1
    return "".join([*kept, html[done:]])


def hold_pages_together(app: Flask) -> None:
    """See to the spacing of every page that the house answers; a file that is sent keeps its own."""

    @app.after_request
    def hold(response: Response) -> Response:
        is_page = response.mimetype == "text/html" and "Content-Disposition" not in response.headers
        if is_page and not response.is_streamed:
            response.set_data(held_together(response.get_data(as_text=True)))
        return response


def _places(html: str) -> Iterator[int]:
    """Give where the spaces are that such a sign has beside it."""
    for sign in (*BEFORE, AFTER):
        found = html.find(sign)
        while found != -1:
            yield found + sign.index(" ")
            found = html.find(sign, found + 1)


def _is_prose(html: str, place: int) -> bool:
    """Tell whether a space stands between two words of a text, and not inside a tag or in what is no prose."""
    opened = html.rfind("<", 0, place)
    if html.rfind(">", 0, place) < opened or html.startswith(NO_PROSE, opened):
        return False
    return not html[place - 1].isspace() and not html[place + 1].isspace()
