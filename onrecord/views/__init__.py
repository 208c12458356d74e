"""What a reading looks like from outside: JSON, a page, brat's files; `terminal` for people at one.

`FORMATS` holds those that are text. Each takes reports and yields pieces of text, a line end to be put
after each: json and brat one a report (a line, an .ann file), html the head of one page, an article a
report, and its foot. ``explain`` adds the reasons of what was resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from onrecord.records import Report
from onrecord.views import brat, html, json


class Format(Protocol):
    """Reports to pieces of text."""

    def __call__(self, reports: Iterable[Report], *, explain: bool = False) -> Iterator[str]: ...


FORMATS: dict[str, Format] = {"json": json.lines, "html": html.pieces, "brat": brat.files}
