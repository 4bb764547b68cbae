"""Which records are worth comparing: those that share a key, found by the database in one statement.

A key shared by too many tells nothing (`marie` in a large network): it is left out, so that the work grows with the records.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    and_,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session

from workforce.advisers.models import Adviser
from workforce.contracts.models import Contract
from workforce.database import rows_of
from workforce.duplicates.keys import PARTICLES
from workforce.duplicates.models import Duplicate
from workforce.employers.models import Employer

MOST_SHARING = 24  # Records behind one key.
People: Any = Adviser
Contracts: Any = Contract
Employers: Any = Employer
Pairs: Any = Duplicate
_LETTERS = [
    (chr(code), unicodedata.normalize("NFD", chr(code))[0].lower())
    for code in range(0xC0, 0x180)
    if unicodedata.normalize("NFD", chr(code))[0].isascii()
]
ACCENTED, BARE = "".join(a for a, _ in _LETTERS), "".join(b for _, b in _LETTERS)
PARTICLE = rf"\m({'|'.join(sorted(PARTICLES))})\M"
STRUCTURE_NOISE = (
    r"\m(mairie|commune|communale?|municipale?|ville|association|asso|et|en|a|au|aux|sur|sous"
    rf"|{'|'.join(sorted(PARTICLES))})\M"
)


def pairs_of_people(session: Session, network_id: int) -> list[tuple[int, int]]:
    """Return the people of a network to compare two by two."""
    return _pairs(session, "adviser", _keys_of_people(network_id))


def pairs_of_structures(session: Session) -> list[tuple[int, int]]:
    """Return the employers to compare two by two."""
    return _pairs(session, "employer", _keys_of_structures())


def plain(column: Any) -> ColumnElement[str]:
    """Return a text in small letters without accents, as `keys.plain` writes it."""
    bare = func.translate(func.lower(column), ACCENTED, BARE)
    spelt = func.replace(func.replace(bare, "œ", "oe"), "æ", "ae")
    return func.btrim(func.regexp_replace(spelt, "[^a-z0-9]+", " ", "g"))


def _pairs(session: Session, kind: str, keyed: Subquery) -> list[tuple[int, int]]:
    shared = select(
        keyed.c.id, keyed.c.key, func.count().over(partition_by=keyed.c.key).label("sharing")
    ).cte("shared")
    one, other = shared.alias("one"), shared.alias("other")
    query = (
        select(one.c.id, other.c.id)
        .join(other, and_(other.c.key == one.c.key, one.c.id < other.c.id))
        .where(one.c.sharing <= MOST_SHARING, other.c.sharing <= MOST_SHARING, ~_settled(kind, one, other))
        .distinct()
        .order_by(one.c.id, other.c.id)
    )
    return [(first, second) for first, second in session.execute(query)]


def _settled(kind: str, one: Any, other: Any) -> ColumnElement[bool]:
    """Leave out the pairs that somebody decided on: they are never proposed again."""
    same_pair = and_(Pairs.first_id == one.c.id, Pairs.second_id == other.c.id)
    return exists().where(Pairs.kind == kind, Pairs.state != "proposed", same_pair)


def people_near(session: Session, network_id: int, rows: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return, for rows that name people, the people of a network to compare each with."""
    there = _keys_of_people(network_id)
    shared = select(
        there.c.id, there.c.key, func.count().over(partition_by=there.c.key).label("sharing")
    ).cte("there")
    asked = union_all(*_name_keys(_spelt(rows_of(Adviser, rows), "asked"))).subquery("asked_keys")
    pairs = select(asked.c.id, shared.c.id).join(shared, shared.c.key == asked.c.key)
    found = session.execute(
        pairs.where(shared.c.sharing <= MOST_SHARING).distinct().order_by(asked.c.id, shared.c.id)
    )
    return [(row, adviser) for row, adviser in found]


def _keys_of_people(network_id: int) -> Subquery:
    here = select(People.id, People.first_name, People.last_name, People.email, People.phone)
    known = _spelt(here.where(People.network_id == network_id).subquery("here"), "known")
    given = func.split_part(known.c.first, " ", 1)
    return union_all(
        *_name_keys(known),
        _work_key(known, given, "b", Contracts.start_date),
        _work_key(known, given, "w", func.coalesce(Contracts.termination_date, Contracts.end_date)),
    ).subquery("keyed")


def _spelt(people: FromClause, name: str) -> CTE:
    """Return people with their names, mailboxes and telephones as they compare."""
    one = people.c
    last = plain(one.last_name)
    box = func.regexp_replace(func.split_part(func.lower(one.email), "@", 1), r"\+.*|[^a-z0-9]", "", "g")
    return select(
        one.id, plain(one.first_name).label("first"), last.label("last"), box.label("box"),
        func.btrim(func.regexp_replace(last, PARTICLE, "", "g")).label("bare_last"),
        func.right(func.regexp_replace(one.phone, r"\D", "", "g"), 9).label("phone"),
    ).cte(name)  # fmt: skip


def _name_keys(known: CTE) -> list[Select[Any]]:
    whole = [func.replace(known.c.first, " ", ""), func.replace(known.c.last, " ", "")]
    given = func.split_part(known.c.first, " ", 1)
    return [
        _key(known, "n", func.least(*whole) + "|" + func.greatest(*whole)),
        _key(known, "f", given + "|" + func.split_part(known.c.bare_last, " ", 1)),
        _key(known, "l", given + "|" + func.regexp_replace(known.c.bare_last, "^.* ", "")),
        _key(known, "i", given + "|" + func.left(known.c.bare_last, 4)),
        _key(known, "s", _skeleton(known.c.first) + "|" + _skeleton(known.c.last)),
        _key(known, "e", known.c.box, func.length(known.c.box) >= 5),
        _key(known, "p", known.c.phone, func.length(known.c.phone) == 9),
    ]


def _keys_of_structures() -> Subquery:
    words = func.btrim(func.regexp_replace(plain(Employers.name), STRUCTURE_NOISE, "", "g"))
    words = func.regexp_replace(words, " +", " ", "g")
    known = select(
        Employers.id, words.label("words"), Employers.departement, Employers.postal_code, Employers.siret,
        Employers.external_id, plain(Employers.commune).label("commune"),
    ).cte("known")  # fmt: skip
    here = known.c.departement + "|" + known.c.words
    first, last = func.split_part(known.c.words, " ", 1), func.regexp_replace(known.c.words, "^.* ", "")
    town = known.c.departement + "|" + known.c.commune
    has_code, has_town = known.c.postal_code != "", known.c.commune != ""
    return union_all(
        _key(known, "n", here, known.c.words != ""),
        _key(known, "f", known.c.postal_code + "|" + first, has_code),
        _key(known, "l", known.c.postal_code + "|" + last, has_code),
        _key(known, "F", town + "|" + first, has_town),
        _key(known, "L", town + "|" + last, has_town),
        _key(known, "s", func.left(known.c.siret, 9), known.c.siret.is_not(None)),
        _key(known, "x", known.c.external_id, known.c.external_id.is_not(None)),
    ).subquery("keyed")


def _key(known: CTE, mark: str, value: ColumnElement[str], *which: ColumnElement[bool]) -> Select[Any]:
    """Give one kind of key to each record that has it, once."""
    return (
        select(known.c.id, (literal(mark) + ":" + value).label("key")).where(value != "", *which).distinct()
    )


def _work_key(known: CTE, given: ColumnElement[str], mark: str, day: Any) -> Select[Any]:
    """Give a key for a first name, an employer and a date of a contract."""
    key = func.concat_ws("|", mark, given, Contracts.employer_id, day)
    at_work = known.join(Contracts, Contracts.adviser_id == known.c.id)
    return (
        select(known.c.id, key.label("key"))
        .select_from(at_work)
        .where(day.is_not(None), Contracts.cancelled_at.is_(None), given != "")
        .distinct()
    )


def _skeleton(words: ColumnElement[str]) -> ColumnElement[str]:
    """Return the consonants, doubled ones once: slips of the keyboard often leave them as they are."""
    consonants = func.regexp_replace(words, "[aeiouyh ]", "", "g")
    return func.regexp_replace(consonants, r"(.)\1+", r"\1", "g")
