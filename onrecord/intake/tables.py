"""Tables with a report in each row: CSV, TSV and whatever else spreadsheets write.

The first row names the columns, which are known by their usual names (`item`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.errors import Damaged, NoReports, NotText, TooLarge, Unreadable
from onrecord.intake.item import (
    BYLINE,
    OUTLET,
    PUBLISHED,
    TITLE,
    URL,
    Item,
    from_fields,
    has_text,
    known_as,
)
from onrecord.intake.stream import HEAD, MAX_BYTES, Stream
from onrecord.intake.text import decode_one, guess

_DELIMITERS = ",;\t|"
_KNOWN = frozenset((*TITLE, *URL, *PUBLISHED, *OUTLET, *BYLINE, "id", "summary", "description"))
_OPENED = re.compile(rb'(?:^|\t)"', re.M)
_WHOLE = re.compile(rb'(?:^|\t)"(?:[^"]|"")*"(?=\t|\r?\n|\r?\Z)', re.M)
# Between the cells of a row while its encoding is told from all of them.
_UNIT = "\x1f"


def is_table(head: bytes) -> bool:
    """Whether a file begins with the names of columns, one of texts and another one that is known.

    >>> is_table(b"id;date;text\\n1;2026-03-09;No deal"), is_table(b"Text, body and soul")
    (True, False)
    """
    first, _ = _first_row(head)
    columns = [known_as(cell) for cell in first]
    return has_text(columns) and any(column in _KNOWN for column in columns)


def items(stream: Stream, place: str) -> Iterator[Item | Unreadable]:
    """Yield the reports of a table; of a broken row the error that names it.

    ``place`` is the file or address; rows are counted as a spreadsheet does, the names of the columns being
    row 1. Raises `NoReports` where no column is known to hold texts, or no row follows.
    """
    guessed = guess(stream.peek(HEAD))
    rows = _rows(_with_ends(stream))
    columns = _columns(next(rows, None), place)
    number = 1
    for number, row in enumerate(rows, start=2):
        name = f"{place}#{number}"
        try:
            if isinstance(row, Unreadable):
                raise row
            if any(cell.strip() for cell in row):
                yield _item(columns, row, name, guessed)
        except Unreadable as error:
            yield type(error)(f"{name} is {error}")
    if number == 1:
        raise NoReports(f"{place} is a table without rows, expected reports: check how it was exported")


def _columns(first: list[str] | Unreadable | None, place: str) -> list[str]:
    columns = _decoded(first, None)[0] if isinstance(first, list) else []
    if not has_text(columns):
        found = ", ".join(f"“{column[:30]}”" for column in columns[:8]) or "nothing"
        raise NoReports(
            f"{place} is a table without a column of texts (found {found}), expected one that is named text, "
            "body, content or article: name it in the first row"
        )
    return columns


def _item(columns: Sequence[str], row: Sequence[str], name: str, guessed: str | None) -> Item:
    if any(cell.strip() for cell in row[len(columns) :]):
        raise NotText(
            f"a row of {len(row)} cells, expected {len(columns)} as in the first row: put its text in quotes"
        )
    cells, notes = _decoded(row, guessed)
    fields: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if cell.strip() and not fields.get(column):
            fields[column] = cell
    found = from_fields(fields or dict.fromkeys(columns, ""), name)
    return replace(found, notes=found.notes + notes)


def _decoded(row: Sequence[str], guessed: str | None) -> tuple[list[str], tuple[str, ...]]:
    """The cells in their encoding, which is told from the row as a whole."""
    words, notes = decode_one(_UNIT.join(cell.replace(_UNIT, " ") for cell in row).encode("latin-1"), guessed)
    return words.split(_UNIT), notes


# ---- rows ---------------------------------------------------------------------------------------------


def _with_ends(stream: Stream) -> Stream:
    """The stream with lines that end in line feeds, where all its lines end in carriage returns."""
    head = stream.peek(HEAD)
    if b"\n" in head or b"\r" not in head:
        return stream
    return Stream(piece.replace(b"\r", b"\n") for piece in iter(stream.chunk, b""))


class _Lines(Iterator[str]):
    """The lines of a stream, byte for byte as Latin-1: quotes and delimiters are the same in all encodings.

    Unlike a generator it goes on after an error.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def __next__(self) -> str:
        line = self._stream.line(MAX_BYTES + 2)
        if not line:
            raise StopIteration
        if len(line) < MAX_BYTES + 2:
            return line.decode("latin-1")
        while line and not line.endswith(b"\n"):
            line = self._stream.line(MAX_BYTES + 2)
        raise _too_large()


def _rows(stream: Stream) -> Iterator[list[str] | Unreadable]:
    """The rows, each as a list of cells in Latin-1, or the error where one is broken."""
    # The limit is the process's: it is raised, never lowered, so nobody else's reading ends for it.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    head = stream.peek(HEAD)
    _, delimiter = _first_row(head)
    if stream.peek(4).lower().startswith(b"sep="):
        stream.line(HEAD)
    reader = csv.reader(
        _Lines(stream),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if _is_quoted(head, delimiter) else csv.QUOTE_NONE,
        skipinitialspace=delimiter != "\t",
        # Else what stands behind a closing quote is joined to it, and the marks of quotations are lost.
        strict=True,
    )
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield (
                _too_large()
                if "limit" in str(error)
                else NotText(f"broken ({error}), expected a row of cells")
            )
        except (Damaged, TooLarge) as error:
            yield error
        else:
            if row is None:
                return
            yield row


def _is_quoted(head: bytes, delimiter: str) -> bool:
    """Whether quotes around cells are none of their words. In files with tabs they often are."""
    if delimiter != "\t":
        return True
    opened, whole = len(_OPENED.findall(head)), len(_WHOLE.findall(head))
    # The last cell may go on beyond these bytes.
    return opened <= whole + (len(head) == HEAD)


def _too_large() -> TooLarge:
    return TooLarge(
        f"more than {MAX_BYTES // 1_000_000} MB, expected a row with one report: "
        "look for a quote that is not closed"
    )


def _first_row(head: bytes) -> tuple[list[str], str]:
    """The names of the columns and what stands between them: what makes the most of them known ones."""
    lines = head.decode("latin-1").splitlines()
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return next(csv.reader(lines[1:2], delimiter=lines[0][4]), []), lines[0][4]
    found = [(next(_cells(lines, one), []), one) for one in _DELIMITERS]
    return max(found, key=lambda row: (has_text(row[0]), len(row[0])))


def _cells(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines[:20], delimiter=delimiter, skipinitialspace=True)
    except csv.Error:
        return
