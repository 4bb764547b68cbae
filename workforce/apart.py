"""Hostile bytes are read in a process of its own, which may be killed: no document can hang or fill the caller.

Two ends of one pipe. The asker lends a document to a reader and waits for plain values; readers are kept warm, lent
one at a time, and replaced when they die, linger or have read a lot. This works from any thread and in any
process: what a fork copies is never used. The reader is a module run as a program, which answers (`answering`). How values
travel is for the two ends to agree on: this only carries bytes.
"""

import atexit
import contextlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Lock, Timer
from typing import Any, BinaryIO, Generic

from typing_extensions import TypeVar  # The standard one takes a default from Python 3.13 on.

from workforce.answering import LACKING_MEMORY, LENGTH, LENGTHS, Question

Reply = TypeVar("Reply", default=dict[str, Any])

ROOT = (
    Path(__file__).resolve().parents[1]
)  # Where `workforce` is found, so that the reader is this very code.
PIPE_BYTES = 1_048_576  # Most documents go through at once, where the platform lets pipes be as large.
MAX_ANSWER = 100_000_000  # Bytes.
_PROCESSOR_SPENT = getattr(signal, "SIGXCPU", 0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one document may cost."""

    seconds: float = 30.0  # On the wall clock.
    cpu_seconds: int = 20
    memory_bytes: int = 600_000_000  # Address space of the reader, its code included.

    def memory_for(self, _length: int) -> int:
        """Return the bytes of memory that reading a document of this length may take."""
        return self.memory_bytes

    def is_alone(self, _length: int) -> bool:
        """Say whether documents of this length are read one at a time, so that their needs do not add up."""
        return False


@dataclass(eq=False)
class Unread(Exception):
    """A document that could not be read within its limits: too much "time", too much "memory", or "broken"."""

    code: str

    def __str__(self) -> str:
        """Return the code, which is the message."""
        return self.code


class Readers(Generic[Reply]):
    """The processes that run one module, those of this very process only."""

    def __init__(
        self, module: str, decode: Callable[[bytes], Reply] = json.loads, *, documents_each: int = 200
    ) -> None:
        """Name the module to run; `decode` reads its answers, and raises ValueError for what is none."""
        self.module, self._decode = module, decode
        self.documents_each = documents_each  # Then a reader is replaced: memory that it keeps is given back.
        self._idle: dict[int, LifoQueue[Reader]] = {}
        self._turn = Lock()
        _all.append(self)

    def ask(self, document: bytes | BinaryIO, question: Question, cost: Cost) -> Reply:
        """Have a document read, bytes or an open file. Raises Unread for one that cannot be, within its cost."""
        length = len(document) if isinstance(document, bytes) else document.seek(0, io.SEEK_END)
        with self._turn if cost.is_alone(length) else contextlib.nullcontext():
            return self._asked(document, question, cost, cost.memory_for(length))

    def _asked(self, document: bytes | BinaryIO, question: Question, cost: Cost, memory_bytes: int) -> Reply:
        limits = {"memory_bytes": memory_bytes, "cpu_seconds": cost.cpu_seconds}
        reader = self._borrow()
        try:
            reply = self._understood(reader.ask(document, {**question, **limits}, cost.seconds))
        except BaseException:
            reader.end()
            raise
        if reader.is_over or reader.documents >= self.documents_each:
            reader.end()
        else:
            self.idle().put(reader)
        return reply

    def idle(self) -> "LifoQueue[Reader]":
        """Return the idle readers of this very process."""
        return self._idle.setdefault(os.getpid(), LifoQueue())

    def close(self) -> None:
        """End every idle reader of this process."""
        while True:
            try:
                self.idle().get_nowait().end()
            except Empty:
                return

    def forget(self) -> None:
        """Let go of the readers that a fork copied: they belong to the other process."""
        for queue in self._idle.values():
            while not queue.empty():
                queue.get_nowait().disown()
        self._idle.clear()
        self._turn = Lock()

    def _understood(self, reply: bytes) -> Reply:
        """Return what the answer says; a reader that was taken over could send anything."""
        try:
            return self._decode(reply)
        except ValueError:
            raise Unread("broken") from None

    def _borrow(self) -> "Reader":
        while True:
            try:
                reader = self.idle().get_nowait()
            except Empty:
                return Reader(self.module)
            if reader.alive:
                return reader
            reader.end()


class Reader:
    """A process that reads documents, one at a time."""

    def __init__(self, module: str, channel: socket.socket | None = None) -> None:
        """Start the process; it speaks through a channel that the asker has the other end of, else through pipes."""
        self.documents = 0
        self.is_over = False  # It said that it would read no more.
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdin=channel.fileno() if channel else subprocess.PIPE,
            stdout=channel.fileno() if channel else subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pipesize=PIPE_BYTES,
            cwd=ROOT,
            env={} if os.name == "posix" else None,  # What it reads is hostile: it gets no secret of ours.
        )

    def ask(self, document: bytes | BinaryIO, question: Question, seconds: float) -> bytes:
        """Have the document read within these seconds; past them the process is killed. Raises Unread."""
        self.documents += 1
        alarm = Timer(seconds, self._kill_late)
        alarm.daemon = True
        alarm.start()
        try:
            return self._exchange(document, json.dumps(question).encode())
        except (OSError, EOFError, ValueError):
            raise Unread(self.why_it_ended()) from None
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
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()

    def disown(self) -> None:
        """Let go of a process that another one started: it is not ours to wait for."""
        self.forget()
        self._process.returncode = 0  # Else Python warns of a child that nobody waited for.

    @property
    def alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process.poll() is None

    def _exchange(self, document: bytes | BinaryIO, question: bytes) -> bytes:
        questions, answers = self._pipes()
        if isinstance(document, bytes):
            questions.write(LENGTHS.pack(len(question), len(document)) + question)
            questions.write(document)
        else:
            length = document.seek(0, io.SEEK_END)
            document.seek(0)
            questions.write(LENGTHS.pack(len(question), length) + question)
            shutil.copyfileobj(document, questions)
        questions.flush()
        is_answer, self.is_over, length = LENGTH.unpack(_exactly(answers, LENGTH.size))
        if length > MAX_ANSWER:
            raise EOFError
        reply = _exactly(answers, length)
        return reply_of(reply, is_answer=is_answer)

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None
        assert answers is not None
        return questions, answers  # type: ignore[return-value]

    def _kill_late(self) -> None:
        self._late = True
        self._process.kill()

    def why_it_ended(self) -> str:
        """Say what stopped the process: our patience, its use of the processor, or itself."""
        if self._late:
            return "time"
        code = None
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(timeout=5)
        if code == -_PROCESSOR_SPENT:
            return "time"
        return "memory" if code == -signal.SIGABRT else "broken"  # Native code aborts where memory lacks.


def reply_of(reply: bytes, *, is_answer: bool) -> bytes:
    """Return an answer. Raises Unread for the word that there is none."""
    if not is_answer:
        raise Unread("memory" if reply == LACKING_MEMORY else "broken")
    return reply


def _exactly(pipe: BinaryIO, length: int) -> bytes:
    read = pipe.read(length)
    if len(read) < length:
        raise EOFError
    return read


_all: list[Readers[Any]] = []


def close() -> None:
    """End every idle reader of this process."""
    for readers in _all:
        readers.close()


def forget() -> None:
    """Let go of all that a fork copied."""
    for readers in _all:
        readers.forget()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=forget)
