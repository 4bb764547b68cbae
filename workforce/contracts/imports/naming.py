"""One cell that holds a whole name: which part is the first name, which the last. Pure."""

from __future__ import annotations

import re

from workforce.contracts.imports.cells import plain

CIVILITY = re.compile(r"^(m|mr|mme|mlle|monsieur|madame|mademoiselle)\.?\s+", re.IGNORECASE)
Names = tuple[str, str]  # First name, last name.


def names_in(text: str, title: str) -> Names:
    """Split a whole name: « DIALLO, Awa », « Awa DIALLO », else in the order that the title of the column says."""
    text = CIVILITY.sub("", text.strip())
    last, comma, first = text.partition(",")
    if comma:
        return first.strip(), last.strip()
    words = text.split()
    return _by_capitals(words) or _in_order(words, title)


def _by_capitals(words: list[str]) -> Names | None:
    """Take the words in capitals for the last name, where some are and some are not."""
    loud = [word for word in words if len(word) > 1 and word.isupper()]
    quiet = [word for word in words if word not in loud]
    return (" ".join(quiet), " ".join(loud)) if loud and quiet else None


def _in_order(words: list[str], title: str) -> Names:
    """Take one word for the first name: the last of them where the title says the last name first."""
    said = plain(title)
    last_name_first = said.startswith("nom") and "prenom" in said
    if len(words) < 2:
        return "", " ".join(words)
    return (words[-1], " ".join(words[:-1])) if last_name_first else (words[0], " ".join(words[1:]))
