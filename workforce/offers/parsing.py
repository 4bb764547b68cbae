"""From bytes to entries, through a reader that can be killed: no document can hang or fill the caller.

Readers are kept warm, lent one at a time, and replaced when they die, linger or have read a lot. This works
from any thread and in any process: what a fork copies is never used.
"""

import atexit
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Timer
from typing import Any, BinaryIO

from workforce.offers.entries import ParsedFeed
from workforce.offers.identity import identify
from workforce.offers.recognition import why_not_a_feed
from workforce.offers.shapes import LENGTH, LENGTHS, NotAFeed, RawFeed, unpacked

__all__ = ["NotAFeed", "ParseFailed", "ParseLimits", "close", "parse"]

ROOT = (
    Path(__file__).resolve().parents[2]
)  # Where `workforce` is found, so that the reader is this very code.
DOCUMENTS_EACH = 200  # After which a reader is replaced: memory that feedparser keeps is given back.
_PROCESSOR_SPENT = getattr(signal, "SIGXCPU", 0)
MAX_ANSWER = 100_000_000  # Bytes.

WORDS = {
    "time": "La lecture du document a pris trop de temps : il a été écarté.",
    "memory": "La lecture du document demandait trop de mémoire : il a été écarté.",
    "broken": "Le document est trop abîmé pour être lu.",
}


@dataclass(eq=False)
class ParseFailed(Exception):
    """A document that could not be read within its limits: a code for the program, words for the person."""

    code: str
    words_fr: str

    def __str__(self) -> str:
        """Return the words, which are the message."""
        return self.words_fr


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """What reading one document may cost."""

    seconds: float = 30.0  # On the wall clock.
    cpu_seconds: int = 20
    memory_bytes: int = 600_000_000  # Address space of the reader, its code included.
    entries: int = 1_000


def parse(
    document: bytes, url: str = "", content_type: str = "", limits: ParseLimits | None = None
) -> ParsedFeed:
    """Read a document; raise `NotAFeed` or `ParseFailed` with words for the owner of the source."""
    if not document.strip():
        raise NotAFeed(why_not_a_feed(document))
    limits = limits or ParseLimits()
    raw = _read(document, _question(url, content_type, limits), limits.seconds)
    entries, refused = identify(raw.entries, url)
    return ParsedFeed(
        raw.title, raw.kind, raw.hub, raw.ttl, entries, refused, _warnings(raw), raw.well_formed
    )


def close() -> None:
    """End every idle reader of this process."""
    while True:
        try:
            _pool().get_nowait().end()
        except Empty:
            return


def _warnings(raw: RawFeed) -> tuple[str, ...]:
    if raw.count <= len(raw.entries):
        return raw.warnings
    left = f"Le flux contient {raw.count} entrées : seules les {len(raw.entries)} premières ont été lues."
    return (*raw.warnings, left)


def _question(url: str, content_type: str, limits: ParseLimits) -> dict[str, Any]:
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    return {
        "url": url,
        "charset": charset[1] if charset else "",
        "max_entries": limits.entries,
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": limits.cpu_seconds,
    }


def _read(document: bytes, question: dict[str, Any], seconds: float) -> RawFeed:
    reader = _borrow()
    try:
        reply = reader.ask(document, question, seconds)
    except BaseException:
        reader.end()
        raise
    _give_back(reader, reply)
    if "not_a_feed" in reply:
        raise NotAFeed(reply["not_a_feed"])
    if "broken" in reply:
        code = "memory" if reply["broken"] == "memory" else "broken"
        raise ParseFailed(code, WORDS[code])
    return unpacked(reply["feed"])


class _Reader:
    """A process that reads documents, one at a time."""

    def __init__(self) -> None:
        self.documents = 0
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", "workforce.offers.reader"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={} if os.name == "posix" else None,  # What it reads is hostile: it gets no secret of ours.
        )

    def ask(self, document: bytes, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Have the document read within these seconds; past them the process is killed."""
        self.documents += 1
        alarm = Timer(seconds, self._kill_late)
        alarm.daemon = True
        alarm.start()
        try:
            return self._exchange(document, json.dumps(question).encode())
        except (OSError, EOFError, ValueError):
            code = "time" if self._late or self._process_was_limited() else "broken"
            raise ParseFailed(code, WORDS[code]) from None
        finally:
            alarm.cancel()

    def end(self) -> None:
        """Kill the process and let go of everything."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self.forget()
        self._process.wait()

    def forget(self) -> None:
        """Let go of the pipes."""
        for pipe in self._pipes():
            with contextlib.suppress(OSError):
                pipe.close()

    def disown(self) -> None:
        """Let go of a process that another one started: it is not ours to wait for."""
        self.forget()
        self._process.returncode = 0  # Else Python warns of a child that nobody waited for.

    @property
    def alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process.poll() is None

    def _exchange(self, document: bytes, question: bytes) -> dict[str, Any]:
        questions, answers = self._pipes()
        questions.write(LENGTHS.pack(len(question), len(document)) + question)
        questions.write(document)
        questions.flush()
        (length,) = LENGTH.unpack(_exactly(answers, LENGTH.size))
        if length > MAX_ANSWER:
            raise EOFError
        reply: dict[str, Any] = json.loads(_exactly(answers, length))
        return reply

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None
        assert answers is not None
        return questions, answers  # type: ignore[return-value]

    def _kill_late(self) -> None:
        self._late = True
        self._process.kill()

    def _process_was_limited(self) -> bool:
        """Say whether the system stopped it for its use of the processor."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(timeout=5) == -_PROCESSOR_SPENT
        return False


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    read = pipe.read(length)
    if len(read) < length:
        raise EOFError
    return read


_pools: dict[int, LifoQueue[_Reader]] = {}


def _pool() -> LifoQueue[_Reader]:
    """Return the idle readers of this very process."""
    return _pools.setdefault(os.getpid(), LifoQueue())


def _borrow() -> _Reader:
    while True:
        try:
            reader = _pool().get_nowait()
        except Empty:
            return _Reader()
        if reader.alive:
            return reader
        reader.end()


def _give_back(reader: _Reader, reply: dict[str, Any]) -> None:
    if "broken" in reply or reader.documents >= DOCUMENTS_EACH:
        reader.end()
    else:
        _pool().put(reader)


def _forget() -> None:
    """Let go of the readers that a fork copied: they belong to the other process."""
    for pool in _pools.values():
        while not pool.empty():
            pool.get_nowait().disown()
    _pools.clear()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
