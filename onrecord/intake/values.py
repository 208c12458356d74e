"""The records of a JSON file of any size, one at a time, without the file being held.

A record is an element of the list that the file is, or of the list of records in the object that it is
({"items": […]}); else the file itself. Values may follow one another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from onrecord.errors import Damaged, NotText, TooLarge, Unreadable
from onrecord.intake.item import has_text
from onrecord.intake.stream import MAX_BYTES, Stream
from onrecord.intake.text import decode_one

# In which member of an object a list of records stands, and how deep.
LISTS = (
    *("items", "articles", "docs", "documents", "results", "records", "entries", "stories", "news", "posts"),
    *("reports", "hits", "data", "value", "rows"),
)
DEEPEST = 3

_OUTSIDE = re.compile(rb'["\[\]{}]')
# A line that ends within a string is none in JSON: where marks of structure follow, the string had no end.
_INSIDE = re.compile(rb'["\\]|\n(?=\s*["{}\[\],])')
_OF_RECORDS = re.compile(rb'"(?:%b)"\s*:\s*\[$' % "|".join(LISTS).encode(), re.I)
Record = tuple[dict[str, Any], "bytes | Unreadable"]


def parsed(data: bytes, guessed: str | None = None) -> tuple[Any, tuple[str, ...]]:
    """The value of some bytes of JSON, and notes on their encoding. Raises `NotText` where they are none."""
    words, notes = decode_one(data, guessed)
    try:
        return json.loads(words, strict=False), notes
    except (ValueError, RecursionError) as error:
        why = str(error).partition(":")[0].lower()
        raise NotText(f"no JSON ({why}), expected an object: check how it was made") from None


def records(stream: Stream) -> Iterator[Record]:
    """Yield each record, with what stands around its list before it; the error where one is broken."""
    records = _Records()
    pieces = _pieces(stream)
    while True:
        try:
            found = next(pieces, None)
        except Damaged as error:
            yield {}, error
            return
        if found is None:
            yield from records.end()
            return
        yield from records.take(*found)


def _pieces(stream: Stream) -> Iterator[tuple[bytes, bytes]]:
    """The bytes up to each bracket that is in no string, and the bracket."""
    inside, at = False, 0
    while data := stream.chunk():
        begun = 0
        while (found := (_INSIDE if inside else _OUTSIDE).search(data, at)) is not None:
            mark, at = found[0], found.end()
            if mark == b"\\":
                at += 1
            elif mark in b'"\n':
                inside = not inside
            else:
                yield data[begun:at], mark
                begun = at
        yield data[begun:], b""
        # The backslash may be the last of these bytes: then the first of the next ones is escaped.
        at = max(at - len(data), 0)


class _Records:
    """Puts the pieces together. ``level`` is how deep the list of records is, 0 where we are in none."""

    def __init__(self) -> None:
        self.around = bytearray()
        self.one = bytearray()
        self.depth = self.level = 0
        self.found = False
        self.shell: dict[str, Any] = {}

    def take(self, piece: bytes, mark: bytes) -> Iterator[Record]:
        self.depth += (mark in (b"[", b"{")) - (mark in (b"]", b"}"))
        if not self.level:
            yield from self._around(piece, mark)
        elif self.depth < self.level:
            yield from self._record(piece[:-1])
            self._add(self.around, b"]")
            self.level = 0
            yield from self._after()
        else:
            self._add(self.one, piece)
            if self.depth == self.level and mark in (b"]", b"}"):
                yield from self._record(b"")

    def end(self) -> Iterator[Record]:
        """What is left when there is no more."""
        if self.depth > 0 or self.one.strip() or self.around.strip():
            yield {}, NotText("cut off or no JSON, expected its end: fetch it again")

    def _around(self, piece: bytes, mark: bytes) -> Iterator[Record]:
        self._add(self.around, piece)
        if mark == b"[" and self._begins_records():
            self.level, self.found = self.depth, True
        yield from self._after(mark)

    def _after(self, mark: bytes = b"]") -> Iterator[Record]:
        """The value itself where it is at its end and no list, or has a text of its own."""
        if self.depth > 0 or mark not in (b"]", b"}"):
            return
        whole, found = bytes(self.around), self.found
        self.around.clear()
        self.depth, self.found = 0, False
        if not found:
            yield {}, _checked(whole)
        elif has_text(_begun(whole)):
            yield {}, whole

    def _begins_records(self) -> bool:
        if self.depth > 1 and (self.depth > DEEPEST or not _OF_RECORDS.search(self.around[-80:])):
            return False
        self.shell = _begun(bytes(self.around))
        # A report with a list of other things in it is a report.
        return not has_text(self.shell)

    def _record(self, rest: bytes) -> Iterator[Record]:
        self._add(self.one, rest)
        data = bytes(self.one).strip(b" \t\r\n,")
        self.one.clear()
        if data:
            yield self.shell, _checked(data)

    @staticmethod
    def _add(to: bytearray, piece: bytes) -> None:
        # One byte more than the limit is enough to tell that it was passed.
        to += piece[: max(MAX_BYTES + 1 - len(to), 0)]


def _checked(data: bytes) -> bytes | Unreadable:
    if len(data) > MAX_BYTES:
        return TooLarge(f"more than {MAX_BYTES // 1_000_000} MB, expected one report: split it into reports")
    return data


def _begun(around: bytes) -> dict[str, Any]:
    """What the first bytes of an object say, its brackets closed; empty where they are none of one."""
    ends: list[bytes] = []
    for _, mark in _pieces(Stream([around])):
        if mark in (b"[", b"{"):
            ends.append(b"]" if mark == b"[" else b"}")
        elif mark and ends:
            ends.pop()
    try:
        found, _ = parsed(around + b"".join(reversed(ends)))
    except Unreadable:
        return {}
    return found if isinstance(found, dict) else {}
