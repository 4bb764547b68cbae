"""Readers of hostile bytes, asked from an event loop: the processes are those of `apart`, and no thread waits for them."""

import asyncio
import json
import socket
from collections.abc import Callable
from contextlib import nullcontext
from typing import Generic

from workforce.answering import LENGTH, LENGTHS, Question
from workforce.apart import MAX_ANSWER, Cost, Reader, Reply, Unread, reply_of

ENDING = 5.0  # Seconds that a process has to end, once its pipes say that it does.
LOOK = 0.02  # Seconds between two looks at a process that ends.


class LoopReaders(Generic[Reply]):
    """The processes that run one module for one event loop."""

    def __init__(self, module: str, decode: Callable[[bytes], Reply], *, documents_each: int) -> None:
        """Name the module to run; `decode` reads its answers, and raises ValueError for what is none."""
        self.module, self._decode, self.documents_each = module, decode, documents_each
        self._idle: list[_LoopReader] = []
        self._turn = asyncio.Lock()

    async def ask(self, document: bytes, question: Question, cost: Cost) -> Reply:
        """Have a document read. Raises Unread for one that cannot be, within its cost."""
        async with self._turn if cost.is_alone(len(document)) else nullcontext():
            return await self._asked(document, question, cost)

    async def _asked(self, document: bytes, question: Question, cost: Cost) -> Reply:
        limits = {"memory_bytes": cost.memory_for(len(document)), "cpu_seconds": cost.cpu_seconds}
        reader = await self._borrow()
        try:
            reply = self._decode(await reader.ask(document, {**question, **limits}, cost.seconds))
        except ValueError:
            reader.end()
            raise Unread("broken") from None
        except BaseException:
            reader.end()
            raise
        if reader.process.is_over or reader.process.documents >= self.documents_each:
            reader.end()
        else:
            self._idle.append(reader)
        return reply

    def close(self) -> None:
        """End every idle process."""
        while self._idle:
            self._idle.pop().end()

    async def _borrow(self) -> "_LoopReader":
        while self._idle:
            reader = self._idle.pop()
            if reader.process.alive:
                return reader
            reader.end()
        return await _LoopReader.started(self.module)


class _LoopReader:
    """A process that reads documents, one at a time, and our end of the channel to it.

    A pair of sockets, not two pipes: event loops close pipes twice, and the second time another thread may have that number.
    """

    def __init__(
        self, process: Reader, questions: asyncio.StreamWriter, answers: asyncio.StreamReader
    ) -> None:
        self.process, self._questions, self._answers = process, questions, answers

    @classmethod
    async def started(cls, module: str) -> "_LoopReader":
        """Start a process, and have the loop watch the channel."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = Reader(module, theirs)
        try:
            answers, questions = await asyncio.open_connection(sock=ours)
        except BaseException:
            process.end()
            ours.close()
            raise
        return cls(process, questions, answers)

    async def ask(self, document: bytes, question: Question, seconds: float) -> bytes:
        """Have the document read within these seconds; past them the process is killed. Raises Unread."""
        self.process.documents += 1
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange(document, json.dumps(question).encode())
        except TimeoutError:
            raise Unread("time") from None
        except (OSError, EOFError):
            raise Unread(await self._why_it_ended()) from None

    def end(self) -> None:
        """Kill the process and let go of everything."""
        self.process.end()
        self._questions.transport.abort()

    async def _exchange(self, document: bytes, question: bytes) -> bytes:
        self._questions.write(LENGTHS.pack(len(question), len(document)) + question)
        self._questions.write(document)
        await self._questions.drain()
        is_answer, self.process.is_over, length = LENGTH.unpack(await self._answers.readexactly(LENGTH.size))
        if length > MAX_ANSWER:
            raise EOFError
        return reply_of(await self._answers.readexactly(length), is_answer=is_answer)

    async def _why_it_ended(self) -> str:
        for _ in range(int(ENDING / LOOK)):
            if not self.process.alive:
                break
            await asyncio.sleep(LOOK)
        return self.process.why_it_ended()
