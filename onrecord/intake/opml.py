"""OPML: lists of feeds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from onrecord.errors import NoReports
from onrecord.intake.feeds import root
from onrecord.intake.stream import Stream
from onrecord.intake.text import decode

# No list of feeds is longer, and it is looked at as a whole.
MAX_BYTES = 20_000_000

_OUTLINE = re.compile(r"<outline\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)", re.I)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_FEED = re.compile(r"feed:(?://)?", re.I)


def is_opml(head: bytes) -> bool:
    """Whether the first bytes of a file are those of OPML."""
    return root(head) == "opml"


def feeds(stream: Stream, place: str) -> Iterator[str]:
    """Yield the addresses of the feeds in a list, each once. Raises `NoReports` where it has none."""
    words, _ = decode(stream.peek(MAX_BYTES))
    outlines = (_told(found[1]) for found in _OUTLINE.finditer(_COMMENT.sub("", words)))
    addresses = dict.fromkeys(address for told in outlines if (address := _address(told)))
    if not addresses:
        raise NoReports(f"{place} is OPML without feeds, expected outlines with an xmlUrl: export it again")
    yield from addresses
    # Where it is packed and broken, that is told.
    stream.read(MAX_BYTES)


def _told(attributes: str) -> dict[str, str]:
    return {name.lower(): unescape(one or other) for name, one, other in _ATTRIBUTE.findall(attributes)}


def _address(outline: dict[str, str]) -> str | None:
    """The address of the feed that an outline is for; "feed:" before it is a habit of old readers."""
    found = outline.get("xmlurl") or (
        outline.get("url") if outline.get("type", "").lower() == "rss" else None
    )
    if not found:
        return None
    plain = _FEED.sub("", found.strip(), count=1)
    return plain if "://" in plain else f"http://{plain}"
