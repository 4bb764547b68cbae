"""The code of the national list of trades (ROME) that an offer states itself: surer than that of its family. Pure."""

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, Phrase, quoted

# « Code ROME : K1206 », « ROME 4.0 : G1202 », « fiche ROME K1801 »: the word stands before, lest a reference be taken for one.
_ROME = Phrase(r"\brome(?: ?v?[34](?:\.0)?)?[ :(/-]{1,4}(?P<code>[a-n]\d{4})\b", "rome")


def guess_rome(advert: Advert) -> Guess | None:
    """Return the ROME code that an offer gives, with the words around it."""
    for words in (advert.title, advert.text):
        if found := _ROME.search(folded(words)):
            return Guess("rome", found["code"].upper(), quoted(words, found))
    return None
