"""Reads one OPML file after another in a process of its own, which may be killed: which feeds does it list?

Run as `python -m workforce.feeds.outline_reader`; `outlines` has `apart` start it, feed it and kill it. It
declares no entity and opens nothing that a document names; nesting costs a list, not the stack.
"""

import re
from typing import Any
from xml.parsers import expat

from workforce import answering
from workforce.feeds.repairs import narrowed, repaired

MAX_LINES = 20_000
MAX_TEXT = 300  # Characters.
NO_OUTLINE = "Ce fichier n’est pas un fichier OPML : exportez-le de nouveau depuis votre lecteur de flux."
ENTITIES = (
    "Ce fichier déclare des entités XML, ce qu’aucun export OPML ne fait : par sécurité, il est refusé."
)
ENCODING = "Ce fichier annonce un encodage que rien ne sait lire : enregistrez-le en UTF-8."
_BARE = re.compile(rb"&(?!#?\w{1,20};)")
_BEFORE_ROOT = re.compile(rb"^[^<]*")


class Refused(ValueError):
    """The file is no OPML; the text says what is wrong, in French."""


class _Outlines:
    """Collects the outlines that name a feed, with the headings above each."""

    def __init__(self) -> None:
        self.title, self.lines = "", list[dict[str, Any]]()
        self.count = 0
        self._headings: list[str] = []
        self._path: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=None)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words
        self._parser.EntityDeclHandler = _refuse_entities

    def read(self, document: bytes) -> None:
        self._parser.Parse(document, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        lowered = name.lower()
        if not self._path and lowered != "opml":
            raise Refused(NO_OUTLINE)
        self._path.append(lowered)
        if lowered == "outline":
            self._outline({key.lower(): value.strip() for key, value in attributes.items()})

    def _outline(self, said: dict[str, str]) -> None:
        name = (said.get("title") or said.get("text") or "")[:MAX_TEXT]
        if "xmlurl" in said or said.get("type", "").lower() in {"rss", "atom"}:
            self.count += 1
            if len(self.lines) < MAX_LINES:
                self.lines.append(
                    {
                        "number": self._parser.CurrentLineNumber,
                        "url": said.get("xmlurl", "")[:4_000],
                        "title": name,
                        "headings": [one for one in self._headings if one] or _categories(said),
                    }
                )
        self._headings.append(name)

    def _end(self, name: str) -> None:
        self._path.pop()
        if name.lower() == "outline":
            self._headings.pop()

    def _words(self, words: str) -> None:
        if self._path == ["opml", "head", "title"]:
            self.title = (self.title + words)[:MAX_TEXT]


def _categories(said: dict[str, str]) -> list[str]:
    """Return the headings that OPML 2.0 writes in one attribute: « /Emploi/Var,/Numérique »."""
    first = said.get("category", "").partition(",")[0]
    return [part.strip()[:MAX_TEXT] for part in first.split("/") if part.strip()]


def _refuse_entities(*_: object) -> None:
    raise Refused(ENTITIES)


def read(document: bytes) -> dict[str, Any]:
    """Read an OPML file; one that is badly written in a usual way is mended and read again."""
    document = _BEFORE_ROOT.sub(b"", narrowed(document).removeprefix(b"\xef\xbb\xbf"), count=1)
    for mend in (bytes, _mended):
        found = _Outlines()
        try:
            found.read(mend(document))
        except Refused:
            raise
        except (
            expat.ExpatError,
            LookupError,
            ValueError,
        ) as error:  # The last two: a name that is no encoding.
            failure = error
        else:
            return {"title": found.title.strip(), "lines": found.lines, "count": found.count}
    raise Refused(_where(document, failure))


def _mended(document: bytes) -> bytes:
    """Write the bare « & » of addresses as XML wants, read what is not UTF-8 as Windows does, drop what XML forbids."""
    try:
        document.decode("utf-8")
    except UnicodeDecodeError:
        if b"encoding" not in document[:200]:
            document = document.decode("windows-1252", "replace").encode()
    return repaired(_BARE.sub(b"&amp;", document))[0]


def _where(document: bytes, error: Exception) -> str:
    if b"<opml" not in document[:5_000].lower():
        return NO_OUTLINE
    if not isinstance(error, expat.ExpatError):
        return ENCODING
    return f"Ligne {error.lineno} : le fichier OPML est abîmé ou coupé à cet endroit."


def answer(question: dict[str, Any], document: bytes) -> dict[str, Any]:  # noqa: ARG001 - Every reader is asked so.
    """Read the file and return what to send back."""
    try:
        return {"outlines": read(document)}
    except Refused as error:
        return {"refused": str(error)}


if __name__ == "__main__":
    answering.serve(answer)
