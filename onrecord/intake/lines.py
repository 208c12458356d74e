"""JSON: an object on each line (JSON lines, NDJSON), a list of objects, JSON Feed, ninjs.

Fields are known by their usual names (`item`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from onrecord.errors import Damaged, NoReports, NoText, TooLarge, Unreadable
from onrecord.intake import fragment, ninjs
from onrecord.intake.item import Item, from_fields
from onrecord.intake.stream import HEAD, MAX_BYTES, Stream
from onrecord.intake.text import guess
from onrecord.intake.values import LISTS, parsed, records

_STARTS = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[\{\]])")
_HAS_RECORDS = re.compile(rb'"(?:%b)"\s*:\s*\[' % "|".join(LISTS).encode(), re.I)
_JSON_FEED = "jsonfeed.org/version"


def is_json(head: bytes) -> bool:
    """Whether the first bytes of a file are those of JSON.

    >>> is_json(b'{"text": "No deal"}'), is_json(b'[{"a": 1}]'), is_json(b"[No deal] he said")
    (True, True, False)
    """
    return _STARTS.match(head) is not None


def items(stream: Stream, place: str) -> Iterator[Item | Unreadable]:
    """Yield the reports of a JSON file; of a broken one the error that names it.

    ``place`` is the file or address; lines are counted where each has a report, else the reports are.
    Raises `NoReports` where there is none.
    """
    number, guessed = 0, guess(stream.peek(HEAD))
    for number, around, found in _numbered(stream):
        name = f"{place}#{number}"
        try:
            if isinstance(found, Unreadable):
                raise found
            yield _item(found, around, name, guessed)
        except Unreadable as error:
            yield type(error)(f"{name} is {error}")
    if number == 0:
        raise NoReports(
            f"{place} is JSON without reports, expected objects with a text: check how it was made"
        )


def _numbered(stream: Stream) -> Iterator[tuple[int, Mapping[str, Any], bytes | Unreadable]]:
    if is_lines(stream.peek(HEAD)):
        yield from ((number, {}, found) for number, found in _lines(stream))
    else:
        yield from ((number, *found) for number, found in enumerate(records(stream), start=1))


def is_lines(head: bytes) -> bool:
    """Whether the first bytes of a JSON file are those of one with an object on each line.

    >>> is_lines(b'{"text": "No"}\\n{"text": "Yes"}\\n'), is_lines(b'{\\n "text": "No"\\n}\\n')
    (True, False)
    """
    first, *others = head.lstrip().split(b"\n", 1)
    try:
        found = json.loads(first)
    except (ValueError, RecursionError):
        # Too long a line to be seen whole, or a broken one.
        whole_lines = bool(others) and re.search(rb"^\{\s*\"", others[0], re.M) is not None
        return first.startswith(b"{") and (whole_lines or (not others and not _HAS_RECORDS.search(first)))
    return isinstance(found, dict) and not _HAS_RECORDS.search(first)


def _lines(stream: Stream) -> Iterator[tuple[int, bytes | Unreadable]]:
    """The lines that are not blank, with their numbers."""
    number, rest_of_line = 0, False
    while True:
        try:
            line = stream.line(MAX_BYTES + 2)
        except Damaged as error:
            number += 1
            yield number, error
            continue
        if not line:
            return
        whole = line.endswith(b"\n") or len(line) < MAX_BYTES + 2
        number += not rest_of_line
        if not whole and not rest_of_line:
            yield number, TooLarge(f"more than {MAX_BYTES // 1_000_000} MB, expected one report: split it")
        elif not rest_of_line and line.strip():
            yield number, line
        rest_of_line = not whole


def _item(data: bytes, around: Mapping[str, Any], name: str, guessed: str | None) -> Item:
    record, notes = parsed(data, guessed)
    if not isinstance(record, dict):
        kind = "a list" if isinstance(record, list) else "a single value"
        raise NoText(f"{kind}, expected an object with a text: check how it was made")
    found = ninjs.item(record, name) if ninjs.is_ninjs(record) else from_fields(record, name)
    if _JSON_FEED in str(around.get("version")) and found.outlet is None:
        found = replace(found, outlet=fragment.line(str(around.get("title") or "")) or None)
    return replace(found, notes=found.notes + notes)
