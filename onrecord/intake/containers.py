"""What holds several reports: known by its first bytes, or by its name where they could be a text's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from onrecord.errors import NoReports, Unreadable
from onrecord.intake import feeds, html, lines, opml, tables, warc
from onrecord.intake.item import Item, document
from onrecord.intake.stream import HEAD, Stream, plain
from onrecord.intake.text import refuse
from onrecord.records import Document

TABLES = frozenset({".csv", ".tsv", ".tab"})
# Files of these names are containers, or of no use here.
SUFFIXES = TABLES | {
    *(".atom", ".json", ".jsonfeed", ".jsonl", ".jsonlines", ".ndjson", ".opml", ".rdf", ".rss", ".warc"),
    ".xml",
}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that a list of feeds has."""

    url: str


# What a page that does not say whose it is goes by.
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")
Found = Item | Document | Feed | Unreadable


def opened(stream: Stream, place: str, *, suffix: str = "", kind: str = "") -> Iterator[Found] | None:
    """What is in a container; None where the bytes are those of one text or page.

    ``suffix`` is that of its name, ``kind`` its media type, if known. Nothing is taken from the stream
    before the first thing is asked for. Raises `NoReports` where it should be a container by its name.
    """
    if warc.is_warc(stream.peek(HEAD)):
        return warc.pages(stream, place)
    head = plain(Stream([stream.peek(HEAD)])).peek(HEAD)
    if (read := _reader(head, suffix, kind)) is not None:
        return read(plain(stream), place)
    if suffix in SUFFIXES and head.strip() and not html.looks_like(head.decode("latin-1")):
        refuse(head)
        raise NoReports(
            f"{place} is no list, table or feed of reports that is known, expected RSS, Atom, OPML, JSON, "
            "CSV or WARC: save what it holds as one of these"
        )
    return None


def _reader(head: bytes, suffix: str, kind: str) -> Callable[[Stream, str], Iterator[Found]] | None:
    if feeds.is_feed(head):
        return feeds.items
    if opml.is_opml(head):
        return _feeds
    if lines.is_json(head):
        return lines.items
    named = suffix in TABLES or kind in ("text/csv", "text/tab-separated-values")
    if (named and _may_be_table(head)) or tables.is_table(head):
        return tables.items
    return None


def _may_be_table(head: bytes) -> bool:
    refuse(head)
    return bool(head.strip()) and not html.looks_like(head.decode("latin-1"))


def _feeds(stream: Stream, place: str) -> Iterator[Found]:
    return map(Feed, opml.feeds(stream, place))


def followed(item: Item, page_at: Callable[[str], Document]) -> Document:
    """The report that an item of a feed is about: its own text if it is whole, else the page it leads to.

    ``page_at`` gives the page at an address. What the page does not say of itself, the feed does.
    """
    if item.whole or item.url is None:
        return document(replace(item, name=item.url or item.name))
    page = page_at(item.url)
    told = {k: getattr(page, k) or getattr(item, k) for k in ("published", "byline", "outlet")}
    if item.outlet is not None and _DOMAIN.fullmatch(page.outlet or ""):
        told["outlet"] = item.outlet
    return replace(page, **told)
