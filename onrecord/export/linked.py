"""What the JSON-LD formats share: names for things, and a graph written a node at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from onrecord.export.words import dumps, encodable
from onrecord.ledger.entries import About, ActorRef
from onrecord.resolve.names import is_item

Node = dict[str, Any]

# What has no address on the web is named so; it stays the same in every ledger.
BASE = "urn:onrecord:"
_WIKIDATA = "http://www.wikidata.org/entity/"
# Characters that may not stand in an address, whatever a page has in it.
_SAFE = ":/?#@!$&'()*+,;=%~-._"
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def iri(kind: str, id: str) -> str:
    """The name of a thing of a ledger.

    >>> iri("statement", "0f3a")
    'urn:onrecord:statement:0f3a'
    """
    return f"{BASE}{kind}:{quote(encodable(id), safe='@-._~')}"


def actor(one: ActorRef) -> str:
    """The name of an actor: Wikidata's where it is known there."""
    return f"{_WIKIDATA}{one.id}" if is_item(one.id) else iri("actor", one.id)


def web(url: str | None) -> str | None:
    """An address as it may stand in a graph, None for what is no address of the web.

    >>> web("https://post.example/a b"), web("javascript:alert(1)")
    ('https://post.example/a%20b', None)
    """
    if url is None or not url.lower().startswith(("http://", "https://")):
        return None
    return quote(_LONE_PERCENT.sub("%25", encodable(url)), safe=_SAFE)


def software(about: About) -> str:
    """The name of the version that read a report."""
    return iri("software", about.version)


def date(value: str | None) -> Node | None:
    """A date of the text as a typed literal, None where it is no calendar date.

    >>> date("2026-01"), date("2026-01-29T10:30"), date("2026-W04")
    ({'@type': 'xsd:gYearMonth', '@value': '2026-01'}, {'@type': 'xsd:date', '@value': '2026-01-29'}, None)
    """
    digits = (value or "")[:10]
    types = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    parts = digits.split("-")
    if len(digits) not in types or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    whole = [len(part) for part in parts] == [4, 2, 2][: len(parts)]
    return {"@type": types[len(digits)], "@value": digits} if whole else None


def instant(clock: str) -> Node:
    """An instant of the clock as a typed literal."""
    return {"@type": "xsd:dateTime", "@value": clock}


def told(node: Mapping[str, Any]) -> Node:
    """A node without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [], {})}


def graph(context: Any, nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield a JSON-LD document of these nodes, a node a line."""
    yield f'{{"@context": {dumps(context)},\n"@graph": [\n'
    between = ""
    for node in nodes:
        yield f"{between}{dumps(told(node))}"
        between = ",\n"
    yield "\n]}\n"
