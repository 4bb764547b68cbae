"""French words as the search sees them: without accents, gender or number, each at its place in the text. Pure.

A text and a question go through the same door, so that « Médiatrices numériques » is found by « mediateur numerique ».
Words lose their accents first, then their feminine and plural, then go through the Snowball stemmer for French.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import Stemmer

from workforce.french_dates import folded

LONGEST = 40  # Characters of a word: beyond, it is an address or noise.
LAST_PLACE = 16_383  # PostgreSQL knows no later position in a document.
Placed = tuple[str, int]  # A lexeme, and its place in the text, from 1.

_STEMMER = Stemmer.Stemmer("french")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
# « conseiller·ère », « médiateur(trice) », « chargé.e.s », « conseiller/ère »: the masculine stands for both.
_INCLUSIVE = re.compile(
    r"(?<=\w)[·•.(/‐-](?:e|ere|re|rice|trice|ateur|atrice|euse|ne|ienne|ice|se|fe)(?:s|[·•.(/‐-]s)?\)?(?!\w)"
)
_WORD = re.compile(r"[^\W_]+")
_FEMININE = (
    (re.compile(r"(?<=.{2})trice$"), "teur"),
    (re.compile(r"(?<=.{3})euse$"), "eur"),
    (re.compile(r"(?<=.{2})ienne$"), "ien"),
    (re.compile(r"(?<=.{2})ere$"), "er"),
    (re.compile(r"(?<=.{2})ee$"), "e"),
)
_IRREGULAR = {"travaux": "travail", "cheffe": "chef"}
COMMON = frozenset({
    "a", "ai", "au", "aux", "avec", "c", "ce", "ces", "cet", "cette", "d", "dans", "de", "des", "du", "elle",
    "elles", "en", "entre", "es", "est", "et", "eu", "il", "ils", "je", "j", "l", "la", "le", "les", "leur",
    "leurs", "lui", "m", "ma", "mais", "me", "mes", "meme", "mon", "n", "ne", "nos", "notre", "nous", "on", "ont",
    "ou", "par", "pas", "plus", "pour", "qu", "que", "qui", "s", "sa", "se", "ses", "son", "sont", "sous", "sur",
    "t", "ta", "te", "tes", "toi", "ton", "tout", "tu", "un", "une", "vos", "votre", "vous", "y", "h", "f",
})  # fmt: skip
# Too common to look for; each still takes its place, so that phrases keep their distances.


def placed(text: str) -> Iterator[Placed]:
    """Return the lexemes of a text, each with its place; common words are left out, their places are not filled."""
    for place, word in enumerate(_words(text), start=1):
        lexeme = lexeme_of(word)
        if lexeme:
            yield lexeme, min(place, LAST_PLACE)


def length(text: str) -> int:
    """Return how many places a text takes."""
    return len(_words(text))


@lru_cache(maxsize=200_000)  # A language has few words: nearly all are known after some thousand offers.
def lexeme_of(word: str) -> str:
    """Return what a folded word is looked for by; empty for one that is too common, or is no word."""
    if word in COMMON or len(word) > LONGEST or (len(word) == 1 and not word.isdigit()):
        return ""
    return str(_STEMMER.stemWord(_masculine(_IRREGULAR.get(word, word))))


def _words(text: str) -> list[str]:
    plain = folded(unicodedata.normalize("NFC", text).translate(_LIGATURES))
    return _WORD.findall(_INCLUSIVE.sub("", plain))


def _masculine(word: str) -> str:
    """Return the masculine singular, near enough: the text and the question are changed alike."""
    is_plural = len(word) > 3 and word.endswith(("s", "eux", "eaux")) and not word.endswith("ss")
    bare = word[:-1] if is_plural else word
    for pattern, ending in _FEMININE:
        bare, changed = pattern.subn(ending, bare)
        if changed:
            break
    return bare
