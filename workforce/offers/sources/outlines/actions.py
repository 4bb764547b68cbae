"""OPML files: sent, read by a worker, previewed, followed in one statement or abandoned."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, delete, exists, func, literal, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Session, col, select

from workforce import clock, due
from workforce.addresses import UnsafeUrl, endpoint
from workforce.database import insert_rows
from workforce.feeds.outlines import NotOutlines, Outline, read_outlines
from workforce.offers.models import Feed
from workforce.offers.sources.claiming import host_of
from workforce.offers.sources.outlines.models import OutlineImport, OutlineLine
from workforce.refusals import Refused

LARGEST = 5 * 1024 * 1024  # Bytes.
KEPT = timedelta(days=30)
EMPTY = "Ce fichier est vide."
NOT_XML = "Ce fichier n’est pas un fichier OPML (.opml ou .xml)."
TOO_BIG = f"Ce fichier dépasse {LARGEST // 1024**2} Mo."
NO_FEED = "Ce fichier OPML ne contient aucun flux."
NO_ADDRESS = "La ligne ne donne pas d’adresse de flux."
SETTLED = "Ce fichier n’attend plus votre accord."


def send(session: Session, account_id: int | None, filename: str, content: bytes) -> OutlineImport:
    """Keep a file that a worker will read. Raises Refused, on `file`, for what is surely no OPML."""
    errors = {
        EMPTY: not content.strip(),
        TOO_BIG: len(content) > LARGEST,
        NOT_XML: b"<" not in content[:1_000],
    }
    if said := next((words for words, is_so in errors.items() if is_so), ""):
        raise Refused({"file": said})
    one = OutlineImport(account_id=account_id, filename=filename[-200:], content=content, due_at=clock.now())
    session.add(one)
    session.flush()
    return one


def work(session: Session, ids: Sequence[int]) -> int:
    """Read the files that were sent."""
    mine = due.take(session, OutlineImport, ids)
    for import_id in mine:
        read(session, session.get_one(OutlineImport, import_id, populate_existing=True))
    session.flush()
    due.settle(session, OutlineImport, mine)
    return len(mine)


def read(session: Session, one: OutlineImport) -> None:
    """Read a file into lines, each with what would become of it."""
    try:
        found = read_outlines(one.content)
        one.state, one.title, one.count = "read", found.title[:200], found.count
        one.refusal = "" if found.lines else NO_FEED
    except NotOutlines as error:
        one.refusal = str(error)
    one.content = b""
    if one.refusal:
        one.state = "refused"
        return
    session.flush()
    session.execute(insert_rows(OutlineLine, _rows(one.id, found.lines)))
    followed = exists().where(col(Feed.url) == col(OutlineLine.url))
    known = update(OutlineLine).where(
        col(OutlineLine.import_id) == one.id, col(OutlineLine.outcome) == "new", followed
    )
    session.execute(known.values(outcome="known"), execution_options={"synchronize_session": False})


def _rows(import_id: int, lines: Sequence[Outline]) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    return [_row(import_id, line, seen) for line in lines]


def _row(import_id: int, line: Outline, seen: Counter[str]) -> dict[str, Any]:
    """Judge one line: its address, and whether it stands higher in the file."""
    outcome, reason, url, host = "new", "", line.url.strip(), ""
    try:
        place = endpoint(url)
        url, host = place.private_url, host_of(place.url)
    except UnsafeUrl as error:
        outcome, reason = "refused", str(error) if url else NO_ADDRESS
    seen[url] += 1
    if outcome == "new" and seen[url] > 1:
        outcome = "repeated"
    headings = " › ".join(one for one in line.headings if one)
    return {
        "import_id": import_id, "number": line.number, "url": url[:2_000], "host": host, "title": line.title[:200],
        "headings": headings[:300], "outcome": outcome, "reason": reason,
    }  # fmt: skip


def follow(session: Session, import_id: int, account_id: int | None) -> int:
    """Follow every new feed of a file, in one statement; return how many. Raises Refused where it is settled."""
    one = _held(session, import_id)
    now = clock.now()
    line = OutlineLine
    constants = {
        "state": "active", "kind": "feed", "keeps_all": False, "interval_seconds": 3600, "claimed": False, "tries": 0,
    }  # fmt: skip
    rows = select(  # type: ignore[call-overload]
        col(line.url), col(line.host), col(line.title), literal(now).label("due_at"), literal(now).label("created_at"),
        literal(account_id, Integer).label("added_by"), literal({}, JSONB).label("counts"),
        *(literal(value).label(name) for name, value in constants.items()),
    ).where(col(line.import_id) == import_id, col(line.outcome) == "new")  # fmt: skip
    names = ["url", "host", "title", "due_at", "created_at", "added_by", "counts", *constants]
    added = insert(Feed).from_select(names, rows, include_defaults=False).on_conflict_do_nothing()
    one.added = len(session.execute(added.returning(col(Feed.id))).all())
    one.state = "followed"
    return one.added


def abandon(session: Session, import_id: int) -> None:
    """Forget a file: nothing of it was followed. Raises Refused where it is settled."""
    _held(session, import_id).state = "abandoned"
    session.execute(delete(OutlineLine).where(col(OutlineLine.import_id) == import_id))


def run_file(session: Session, filename: str, content: bytes, *, write: bool = False) -> OutlineImport:
    """Read a file and, if told to, follow its feeds, in this transaction: for the command line."""
    one = send(session, None, filename, content)
    read(session, one)
    one.due_at = None
    session.flush()
    if one.state == "refused":
        raise Refused({"file": one.refusal})
    if write:
        follow(session, one.id, None)
    return one


def counts(session: Session, import_id: int) -> dict[str, int]:
    """Count the lines of a file by what becomes of them."""
    mine = select(OutlineLine.outcome, func.count()).where(OutlineLine.import_id == import_id)
    rows: Any = session.execute(mine.group_by(OutlineLine.outcome))
    found: dict[str, int] = dict(rows.all())
    return found


def forget_old(session: Session) -> None:
    """Forget the files of last month, with their lines: the sources they brought stay."""
    session.execute(delete(OutlineImport).where(col(OutlineImport.made_at) < clock.now() - KEPT))


def _held(session: Session, import_id: int) -> OutlineImport:
    held = select(OutlineImport).where(OutlineImport.id == import_id).with_for_update()
    one = session.exec(held, execution_options={"populate_existing": True}).one()
    if one.state != "read":
        raise Refused({"": SETTLED})
    return one
