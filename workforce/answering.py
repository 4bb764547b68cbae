"""The process that reads hostile bytes: it answers one question after another, until whoever asks goes away.

The other end of `apart`: a module that is run as a program calls `serve`. It opens no file and no connection.
"""

import contextlib
import io
import json
import signal
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from workforce import garbage

Question = dict[str, Any]

LENGTHS = struct.Struct("!II")  # Before a question: its bytes, and those of the document that follows it.
LENGTH = struct.Struct(
    "!??I"
)  # Before an answer: whether it is one, else what broke; if it is the last; its bytes.
SWOLLEN = 25_000_000  # Bytes that reading has left a reader with; then it ends, and the next document has all its room.
LACKING_MEMORY = b"memory"


def as_json(reply: dict[str, Any]) -> bytes:
    """Write an answer for an asker that did not ask for anything else."""
    return json.dumps(reply).encode()


class Part(io.RawIOBase):
    """The document of one question, read as it comes through the pipe that brings the next ones too."""

    def __init__(self, source: BinaryIO, length: int) -> None:
        self._source, self._left = source, length

    def readable(self) -> bool:
        """Say that it may be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what fits, and never past the end of the document."""
        piece = self._source.read(min(len(buffer), self._left))
        buffer[: len(piece)] = piece
        self._left -= len(piece)
        return len(piece)

    def readall(self) -> bytes:
        """Read what is left of the document, in one piece."""
        left, self._left = self._left, 0
        return self._source.read(left)

    def finish(self) -> None:
        """Leave the pipe at the next question, whatever was read of this one."""
        while self._left and (piece := self._source.read(min(self._left, io.DEFAULT_BUFFER_SIZE))):
            self._left -= len(piece)


def serve_streams(answer: Callable[[Question, BinaryIO], Any]) -> None:
    """Answer as `serve` does, about documents that are too large to be held in memory."""
    _serve(lambda question, part: answer(question, io.BufferedReader(part)), as_json)


def serve(answer: Callable[[Question, bytes], Any], encode: Callable[[Any], bytes] = as_json) -> None:
    """Answer until the asker goes away; `encode` writes what `decode` reads at the other end."""
    _serve(lambda question, part: answer(question, part.read()), encode)


def _serve(answer: Callable[[Question, Part], Any], encode: Callable[[Any], bytes]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the asker's business; its end closes our input.
    garbage.look_seldom()
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    at_first = _memory()
    while head := questions.read(LENGTHS.size):
        question_length, document_length = LENGTHS.unpack(head)
        question = json.loads(questions.read(question_length))
        limit(question["memory_bytes"], question["cpu_seconds"])
        part = Part(questions, document_length)
        is_answer, reply = _attempt(lambda: encode(answer(question, part)))  # noqa: B023 - Called at once.
        part.finish()
        is_over = _memory() - at_first > SWOLLEN
        answers.write(LENGTH.pack(is_answer, is_over, len(reply)) + reply)
        answers.flush()
        if is_over:
            return


def _attempt(reading: Callable[[], bytes]) -> tuple[bool, bytes]:
    """Return what to send back, whatever happened, and whether it is an answer."""
    try:
        return True, reading()
    except MemoryError:
        return False, LACKING_MEMORY
    except BaseException as error:  # noqa: BLE001 - Native readers raise what no class of ours foresees.
        return False, type(error).__name__.encode()


def _memory() -> int:
    """Return the bytes that this process holds: the address space that its limit counts, where the system tells."""
    with contextlib.suppress(OSError):
        status = Path("/proc/self/status").read_text()
        return int(status.partition("VmSize:")[2].split(maxsplit=1)[0]) * 1024
    try:
        import resource  # noqa: PLC0415 - Unix only.
    except ImportError:
        return 0
    return resource.getrusage(
        resource.RUSAGE_SELF
    ).ru_maxrss  # Bytes on macOS, which has no /proc: the most it held.


def limit(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound what this process may take, where the platform knows how."""
    try:
        import resource  # noqa: PLC0415 - Unix only.
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: int(time.process_time()) + cpu_seconds + 1,
        resource.RLIMIT_CORE: 0,
    }
    for kind, soft in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # A platform that refuses one keeps the others.
            resource.setrlimit(kind, (soft, resource.getrlimit(kind)[1]))
