"""Web archives (WARC): each page that was answered with 200 becomes a report.

The format is plain enough to be read here, and has to be: after a broken record the libraries for it stop
(fastwarc 2.0, warcio 1.8), and take a record that is cut off for a whole one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count

from onrecord.errors import Damaged, NotText, TooLarge, Unreadable
from onrecord.intake import html
from onrecord.intake.stream import CHUNK, MAX_BYTES, Stream
from onrecord.intake.text import decode
from onrecord.records import Document

# The largest block of lines "Name: value" before a record or an answer.
MAX_HEADER = 65_536
# The line that begins a record, and the first name behind it.
MAX_TOGETHER = 64
PAGES = ("text/html", "application/xhtml+xml")

_VERSION = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n")
# Where a record begins behind one whose length was wrong.
_NEXT = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n(?=(?:WARC|Content)-)")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_SIZE = re.compile(rb"\s*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
CUT_OFF = "cut off, expected the whole record: fetch the archive again"
OTHER_LENGTH = "broken (of another length than it says), expected a WARC record: the next one is read"
Header = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Record:
    """``content`` has at most one byte more than the limit."""

    header: Header
    content: bytes


def is_warc(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a web archive."""
    return _VERSION.match(head) is not None


def pages(stream: Stream, place: str) -> Iterator[Document | Unreadable]:
    """Yield the pages of an archive; of a broken record the error that names it.

    ``place`` is the file; all its records are counted. Those that are no page that was found are passed over.
    """
    for number in count(1):
        name = f"{place}#{number}"
        try:
            record = _next(stream)
            if record is None:
                return
            if (page := _page(record, name)) is not None:
                yield page
        except Unreadable as error:
            yield type(error)(f"{name} is {error}")


# ---- records ------------------------------------------------------------------------------------------


def _next(stream: Stream) -> _Record | None:
    """The next record, None at the end. After an error the stream stands where the one behind begins."""
    while stream.peek(1).isspace():
        stream.read(1)
    # Here a break in the packing is told, if there is one.
    if not stream.peek(1) and not stream.read(1):
        return None
    if not _VERSION.match(stream.peek(40)):
        _to_next(stream)
        raise NotText("broken (no line with its version), expected a WARC record: the next one is read")
    header = _header(stream)
    length = header.get("content-length", "")
    if not re.fullmatch(r"\d{1,15}", length):
        _to_next(stream)
        raise NotText("broken (without its length), expected a WARC record: the next one is read")
    return _Record(header, _content(stream, int(length), wanted=header.get("warc-type") == "response"))


def _header(stream: Stream) -> Header:
    """The names, in small letters, and values of the lines up to a blank one."""
    stream.line(MAX_HEADER)
    lines: list[bytes] = []
    size = 0
    while (line := stream.line(MAX_HEADER)).strip() and size < MAX_HEADER:
        lines.append(line)
        size += len(line)
    return _values(b"".join(lines))


def _values(lines: bytes) -> Header:
    unfolded = re.sub(rb"\r?\n[ \t]+", b" ", lines)
    pairs = (line.partition(b":") for line in unfolded.splitlines())
    # The first of two that are alike counts.
    return {
        name.decode("latin-1").strip().lower(): value.decode("utf-8", "replace").strip()
        for name, colon, value in reversed(list(pairs))
        if colon
    }


def _content(stream: Stream, length: int, *, wanted: bool) -> bytes:
    """The content of a record, or as much of it as may be a report."""
    kept = bytearray()
    while length > 0:
        ahead = stream.peek(min(length, CHUNK) + MAX_TOGETHER)
        inside = _NEXT.search(ahead, 0, min(length, CHUNK) + MAX_TOGETHER)
        part = stream.read(min(length, CHUNK, inside.start() if inside else CHUNK))
        length -= len(part)
        if wanted and len(kept) <= MAX_BYTES + MAX_HEADER:
            kept += part
        if not part:
            raise NotText(CUT_OFF if inside is None else OTHER_LENGTH)
    if not re.match(rb"\r?\n|WARC/|\Z", stream.peek(5)):
        _to_next(stream)
        raise NotText(OTHER_LENGTH)
    return bytes(kept)


def _to_next(stream: Stream) -> None:
    """Pass over what is no record, up to a break in the packing at most: a record begins behind it."""
    with suppress(Damaged):
        while (ahead := stream.peek(CHUNK)) and (found := _NEXT.search(ahead)) is None:
            # The last bytes may be the first of the line that is looked for.
            stream.read(max(len(ahead) - MAX_TOGETHER, 1))
        stream.read(found.start() if ahead and found else 1)


# ---- answers ------------------------------------------------------------------------------------------


def _page(record: _Record, name: str) -> Document | None:
    """The page or text that a server answered with, None where it answered with anything else."""
    if record.header.get("warc-type", "").lower() != "response":
        return None
    url = record.header.get("warc-target-uri", "").strip("<>")
    start, blank, body = _split(record.content)
    status = _STATUS.match(start)
    answered = _values(start)
    kind = answered.get("content-type", "").partition(";")[0].strip().lower()
    if status is None or status[1] != b"200" or kind not in (*PAGES, "text/plain") or _is_for_machines(url):
        return None
    if not blank or len(record.content) > MAX_BYTES + MAX_HEADER:
        raise TooLarge(f"more than {MAX_BYTES // 1_000_000} MB, expected one report: save the page by itself")
    data = _decoded(body, answered)
    charset = _CHARSET.search(answered.get("content-type", ""))
    found = _document(data, kind, url, name, charset[1] if charset else None)
    return replace(found, notes=(*_notes(record.header), *found.notes))


def _is_for_machines(url: str) -> bool:
    return re.search(r"/(?:robots|ads|security|humans|llms)\.txt$|^dns:", url) is not None


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"\r?\n\r?\n", content[:MAX_HEADER])
    return (content[: found.start()], b"\n\n", content[found.end() :]) if found else (content, b"", b"")


def _document(data: bytes, kind: str, url: str, name: str, charset: str | None) -> Document:
    if kind in PAGES:
        return html.document(data, url=url or None, name=name, charset=charset)
    text, notes = decode(data, declared=charset)
    if html.looks_like(text):
        return html.document(text, url=url or None, name=name)
    if not text.strip():
        raise NotText("blank, expected the text of a report: save the page by itself")
    return Document(text=text, name=name, url=url or None, notes=notes)


def _notes(header: Header) -> Iterator[str]:
    if date := header.get("warc-date"):
        yield f"archived {date}"
    if why := header.get("warc-truncated"):
        yield f"the archive holds its beginning only ({why})"


def _decoded(body: bytes, answered: Header) -> bytes:
    """The bytes of a page as they were before they were packed for the way.

    Archives often hold the page unpacked under a header that still says how it came: then it is left so.
    """
    if "chunked" in answered.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for coding in reversed(answered.get("content-encoding", "").lower().replace(",", " ").split()):
        body = _unpacked(body, coding)
    return body


def _unchunked(body: bytes) -> bytes:
    parts, at = [], 0
    while (size := _SIZE.match(body, at)) is not None:
        length = int(size[1], 16)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length
        if length == 0:
            break
    return b"".join(parts) if parts else body


def _unpacked(body: bytes, coding: str) -> bytes:
    if coding in ("identity", ""):
        return body
    for unpack in _CODINGS.get(coding, ()):
        try:
            found = unpack(body)
        except (zlib.error, ValueError):
            continue
        if len(found) > MAX_BYTES:
            raise TooLarge(
                f"more than {MAX_BYTES // 1_000_000} MB unpacked, expected one report: save the page"
            )
        return found
    if body.lstrip()[:1] == b"<":
        return body
    raise NotText(f"packed with {coding}, which cannot be unpacked here: save the page by itself")


def _inflated(wbits: int) -> Callable[[bytes], bytes]:
    return lambda body: zlib.decompressobj(wbits=wbits).decompress(body, MAX_BYTES + 1)


def _brotli(body: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]

    unpacker, found = brotli.Decompressor(), bytearray()
    try:
        found += unpacker.process(body, output_buffer_limit=CHUNK)
        while not unpacker.can_accept_more_data() and len(found) <= MAX_BYTES:
            found += unpacker.process(b"", output_buffer_limit=CHUNK)
    except brotli.error as error:
        raise ValueError from error
    return bytes(found)


# Who says "deflate" may mean it with a header of zlib or without.
_CODINGS: dict[str, tuple[Callable[[bytes], bytes], ...]] = {
    "gzip": (_inflated(31),),
    "x-gzip": (_inflated(31),),
    "deflate": (_inflated(15), _inflated(-15)),
    "br": (_brotli,),
}
