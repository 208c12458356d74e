"""Onrecord reads the news and keeps the record: who said what, in which words.

>>> import onrecord                                     # doctest: +SKIP
>>> report = onrecord.read("report.txt")                # doctest: +SKIP
>>> report.statements[0]                                # doctest: +SKIP
<s1 direct: Ada Brandt [said] '“We will wait,”'>
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from onrecord.errors import OnrecordError, Skipped, Unreadable
from onrecord.intake import Source
from onrecord.pipeline import Reader
from onrecord.records import Document, Passage, Report, Segment, Span, Statement
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.ledger import Ledger

try:
    __version__ = version("onrecord")
except PackageNotFoundError:  # a checkout that is not installed
    __version__ = "0"


def read(source: Source, settings: Settings | None = None) -> Report:
    """Read one report: a path, a URL, or a `Document` made by the caller.

    Raises `Unreadable`, in one line, where it cannot be read. The model is loaded once a process.
    """
    reader = Reader(settings)
    if isinstance(source, Document):
        return reader.read(source)
    found = next(one for one in reader.read_all(source) if not isinstance(one, Skipped))
    if isinstance(found, Unreadable):
        raise found
    return found


def read_all(source: Source, settings: Settings | None = None) -> Iterator[Report | Unreadable]:
    """Read every report of a folder, a pattern or a list; errors come in place of reports, in order."""
    return Reader(settings).read_all(source)


__all__ = [
    "Document",
    "Ledger",
    "OnrecordError",
    "Passage",
    "Reader",
    "Report",
    "Segment",
    "Settings",
    "Skipped",
    "Span",
    "Statement",
    "Unreadable",
    "__version__",
    "read",
    "read_all",
]


def __getattr__(name: str) -> object:
    """`onrecord.Ledger`, loaded when it is asked for: reading a report needs no database."""
    if name == "Ledger":
        from onrecord.ledger import Ledger

        return Ledger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
