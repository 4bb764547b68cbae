"""Undoing the compression of an answer, a piece at a time, never past a limit. Pure."""

import zlib
from typing import BinaryIO

# What old servers also write where nothing is compressed.
_UNCOMPRESSED = frozenset({"", "identity", "none", "utf-8", "utf8", "binary", "8bit"})


class TooBig(Exception):
    """The document passes a limit, before or after decompression."""


class BrokenEncoding(Exception):
    """The document cannot be decompressed; the text says why, in French."""


class Decoder:
    """Collects a body: counts what comes in, decompresses it, counts what comes out.

    A bomb costs one step of output, not its full size.
    """

    STEP = 65_536  # Bytes decompressed at a time.

    def __init__(self, encoding: str, compressed_limit: int, body_limit: int) -> None:
        self.encoding = encoding.strip().lower()
        self.compressed_limit, self.body_limit = compressed_limit, body_limit
        self.received = 0
        self._body = bytearray()
        self._engine = self._new_engine()

    def feed(self, piece: bytes) -> None:
        """Take a piece as it came from the network."""
        self.received += len(piece)
        if self.received > self.compressed_limit:
            raise TooBig
        try:
            self._take(piece)
        except zlib.error:
            raise BrokenEncoding("(compression abîmée)") from None

    @property
    def held(self) -> int:
        """Return how many bytes of body are held."""
        return len(self._body)

    def finish(self) -> bytes:
        """Return the whole body, or say that it stopped too early."""
        while self._engine is not None and (late := self._engine.decompress(b"", self.STEP)):
            self._keep(late)
        if self._engine is not None and self.received and not self._engine.eof:
            raise BrokenEncoding("(compression interrompue avant la fin)")
        return bytes(self._body)

    def _new_engine(self) -> "zlib._Decompress | None":
        if self.encoding in _UNCOMPRESSED:
            return None
        if self.encoding in {"gzip", "x-gzip"}:
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        if self.encoding == "deflate":
            return zlib.decompressobj()
        raise BrokenEncoding(f"({self.encoding[:40]})")

    def _take(self, piece: bytes) -> None:
        if self._engine is None:
            self._keep(piece)
            return
        if self.encoding == "deflate" and self.received == len(piece):
            piece = self._open_deflate(piece)
        while piece and not self._engine.eof:
            self._keep(self._engine.decompress(piece, self.STEP))
            piece = self._engine.unconsumed_tail or self._next_member()

    def _next_member(self) -> bytes:
        """Return what follows a finished gzip member, if it is another member; padding is ignored."""
        rest = self._engine.unused_data if self._engine and self._engine.eof else b""
        if self.encoding == "deflate" or not rest.startswith(b"\x1f\x8b"):
            return b""
        self._engine = self._new_engine()
        return rest

    def _open_deflate(self, piece: bytes) -> bytes:
        """Accept deflate without its zlib header: some servers send it so."""
        try:
            zlib.decompressobj().decompress(piece, 1)
        except zlib.error:
            self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
        return piece

    def _keep(self, decoded: bytes) -> None:
        if len(self._body) + len(decoded) > self.body_limit:
            raise TooBig
        self._body += decoded


class Spilling(Decoder):
    """The same, written to a file as it comes: a large document is never whole in memory."""

    def __init__(self, encoding: str, compressed_limit: int, body_limit: int, into: BinaryIO) -> None:
        super().__init__(encoding, compressed_limit, body_limit)
        self._into, self._written = into, 0

    def _keep(self, decoded: bytes) -> None:
        self._written += len(decoded)
        if self._written > self.body_limit:
            raise TooBig
        self._into.write(decoded)
