"""Bytes that are read once, from the front, so that no file is too large to be read.

What is packed is unpacked, UTF-16 and UTF-32 become UTF-8: the reader of a container sees plain bytes.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from onrecord.errors import Damaged

# Of one report.
MAX_BYTES = 5_000_000
CHUNK = 65_536
# So much of a file tells what it is.
HEAD = 65_536
PACKED = b"\x1f\x8b\x08"
# Unpacked at a time: at a break, what was in it is lost.
BITE = 2_048
# Where a member is cut off, the next one is taken for more of it for a while: so far it is looked back.
PAST = 8_192

_MEMBER = re.compile(re.escape(PACKED) + b"[\x00-\x1f]", re.S)
# The longer marks of byte order first: that of UTF-32 begins with that of UTF-16.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Stream:
    """Reads pieces of bytes as one, and can look ahead as far as asked for.

    At a break in the pieces (`Damaged`) what cannot be read whole before it is dropped, the error is raised
    once, and what stands behind it follows.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._ahead = bytearray()
        self._broken: Damaged | None = None

    def peek(self, size: int) -> bytes:
        """The next bytes, which stay: fewer than ``size`` at the end and before a break."""
        while len(self._ahead) < size and self._more():
            pass
        return bytes(self._ahead[:size])

    def read(self, size: int) -> bytes:
        """The next bytes, fewer than ``size`` at the end alone. Raises `Damaged` once at each break."""
        found = self.peek(size)
        if len(found) < size:
            self._end()
        return self._taken(len(found))

    def chunk(self) -> bytes:
        """The bytes that are at hand, or the next ones; empty at the end."""
        if not self._ahead and not self._more():
            self._end()
        return self._taken(CHUNK)

    def line(self, limit: int) -> bytes:
        """The next line with its end, or ``limit`` bytes of it; empty at the end."""
        searched = 0
        while (end := self._ahead.find(b"\n", searched, limit)) < 0 and len(self._ahead) < limit:
            searched = len(self._ahead)
            if not self._more():
                self._end()
                break
        return self._taken(end + 1 if end >= 0 else limit)

    def _more(self) -> bool:
        """Whether another piece came. A break is kept until it is come to."""
        if self._broken is not None:
            return False
        try:
            piece = next(self._pieces, b"")
        except Damaged as error:
            self._broken = error
            return False
        self._ahead += piece
        return bool(piece)

    def _end(self) -> None:
        """Raise the break, if this is one and not the end."""
        if self._broken is not None:
            error, self._broken = self._broken, None
            self._ahead.clear()
            raise error

    def _taken(self, size: int) -> bytes:
        found = bytes(self._ahead[:size])
        del self._ahead[:size]
        return found


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file."""
    while piece := file.read(CHUNK):
        yield piece


def unpacked(stream: Stream) -> Stream:
    """What is in a stream, if it is packed with gzip, even twice; else the stream."""
    for _ in range(2):
        if stream.peek(3) == PACKED:
            stream = Stream(_Unpacked(stream))
    return stream


class _Unpacked(Iterator[bytes]):
    """The contents of all members of a gzip file. Behind a break it goes on with the next member."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._begin(b"")

    def _begin(self, packed: bytes) -> None:
        """Begin a member; ``packed`` is what is there of it."""
        self._member = zlib.decompressobj(wbits=31)
        self._packed = packed
        self._past = b""

    def __next__(self) -> bytes:
        while packed := self._packed or self._stream.chunk():
            if found := self._unpacked(packed):
                return found
        if self._past:
            self._to_next_member(self._past)
            raise Damaged("cut off where it is packed (gzip), expected its end: fetch it again")
        raise StopIteration

    def _unpacked(self, packed: bytes) -> bytes:
        bite, rest = packed[:BITE], packed[BITE:]
        try:
            found = self._member.decompress(bite, CHUNK)
        except zlib.error:
            self._to_next_member(self._past + packed)
            raise Damaged(
                "damaged where it is packed (gzip), expected whole members: fetch it again"
            ) from None
        if self._member.eof:
            self._begin((self._member.unused_data + rest).lstrip(b"\0"))
        else:
            left = self._member.unconsumed_tail
            self._past = (self._past + bite[: len(bite) - len(left)])[-PAST:]
            self._packed = left + rest
        return found

    def _to_next_member(self, packed: bytes) -> None:
        """Pass over what cannot be unpacked, to the next place where a member may begin."""
        packed = packed[1:]
        while (found := _MEMBER.search(packed)) is None:
            more = self._stream.chunk()
            if not more:
                break
            packed = packed[-3:] + more
        self._begin(packed[found.start() :] if found else b"")


def plain(stream: Stream) -> Stream:
    """The stream in UTF-8 without a mark of byte order where it begins with one, else as it is."""
    start = stream.peek(4)
    if start.startswith(codecs.BOM_UTF8):
        stream.read(len(codecs.BOM_UTF8))
        return stream
    for mark, encoding in _WIDE:
        if start.startswith(mark):
            stream.read(len(mark))
            return Stream(_narrow(stream, encoding))
    guessed = _unmarked(stream.peek(2000))
    return Stream(_narrow(stream, guessed)) if guessed else stream


def _unmarked(start: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a text in Latin letters is 0."""
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = start[first::2]
        if len(zeros) > 1 and zeros.count(0) > 0.8 * len(zeros) and not start[1 - first :: 2].count(0):
            return encoding
    return None


def _narrow(stream: Stream, encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while piece := stream.chunk():
        if found := decoder.decode(piece):
            yield found.encode("utf-8", "replace")
    if rest := decoder.decode(b"", final=True):
        yield rest.encode("utf-8", "replace")
