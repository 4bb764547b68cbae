"""Developers read English: the French of the trade stays out of identifiers, but for what the glossary keeps in French."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("workforce", "workers") for path in (ROOT / folder).rglob("*.py"))
GLOSSARY, KEPT = (
    (ROOT / "docs/glossary.md").read_text(encoding="utf-8").split("## Kept in French in the code")
)
ROW = re.compile(r"^\| (?P<french>[^|]+) \| (?P<code>[^|]+) \|", re.MULTILINE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

# Words of the French column that are English too, or that bind the others: they prove nothing.
SHARED = {
    "agent", "code", "competence", "convention", "date", "distance", "experience", "import",
    "impossible", "invitation", "journal", "jury",
    "message", "occasion", "place", "planning", "postal", "public", "reaction", "region", "retro", "role", "session", "source",
    "structure", "suggestion",
    "dans", "de", "faire", "fin", "ici", "la", "ligne", "pas", "une", "un", "d", "a",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a text in small letters without accents, as an identifier would spell it."""
    return "".join(
        one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one)
    )


def words_of(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def kept_in_french() -> set[str]:
    """Return what the glossary lets stand in French: a code name that is the French word itself, and its last section."""
    names = [code for row in ROW.finditer(GLOSSARY) for code in re.findall(r"`([^`]+)`", row["code"])]
    names += re.findall(r"`([^`]+)`", KEPT)
    return {word for name in names for word in words_of(plain(name) if name.isupper() else name)}


def french_words() -> set[str]:
    """Return the words that no identifier may hold, with their plurals."""
    said = {word for row in ROW.finditer(GLOSSARY) for word in re.findall("[a-z]{4,}", plain(row["french"]))}
    alone = said - SHARED - kept_in_french()
    return alone | {f"{word}s" for word in alone}


def identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return every name that a module gives: functions, classes, arguments, variables, fields, imported aliases."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case (
                ast.arg(arg=name)
                | ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
            ):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def french_in(source: str) -> list[str]:
    return [
        f"{line}: {name}"
        for line, name in identifiers(ast.parse(source))
        if words_of(name) & FRENCH or not name.isascii()
    ]


FRENCH = french_words()


def test_the_glossary_is_read():
    assert {"contrat", "echeance", "conseiller", "offre", "formation", "rupture", "metier"} <= FRENCH
    assert not {"vae", "ccp", "cpf", "remn", "departement", "bloc", "commune"} & FRENCH


@pytest.mark.parametrize(
    "line",
    ["contrat = 1", "def offres(): ...", "class DateDuContrat: ...", "def f(metier): ...", "self.employeuse_id = 1",
     "import x as rupture", "échéance = 1", "with f() as conseillers: ...", "TITRES: int = 1"],
)  # fmt: skip
def test_a_french_word_in_a_name_is_found(line):
    assert french_in(line)


@pytest.mark.parametrize(
    "line",
    ["ccp_codes = 1", "def date_fr(day): ...", "class VAE: ...", "x = 'contrat'", "url_for('a', etat=1)"],
)
def test_what_is_english_kept_or_only_said_is_left_alone(line):
    assert french_in(line) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_are_english(path):
    assert french_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_modules_are_named_in_english(path):
    assert not words_of(path.relative_to(ROOT).as_posix()) & FRENCH
