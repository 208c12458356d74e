"""An Atom feed (RFC 4287) of statements, so that what is said can be subscribed to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from xml.etree import ElementTree as xml

# What no XML may hold (XML 1.0, 2.2).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "http://www.w3.org/2005/Atom"
# A feed must say when it changed, and one without entries has not yet.
NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: ``id`` are 32 hexadecimal digits, ``updated`` is a clock in UTC, ``words`` are plain text."""

    id: str
    title: str
    link: str
    updated: str
    words: str
    author: str
    terms: tuple[str, ...] = ()


def feed(id: str, title: str, subtitle: str, link: str, own: str, entries: Iterable[Entry]) -> bytes:
    """A feed: ``link`` leads to the page for people, ``own`` to the feed itself."""
    some = list(entries)
    root = xml.Element("feed", {"xmlns": _SPACE, "xml:lang": "en"})
    _put(root, "id", urn(id))
    _put(root, "title", title)
    _put(root, "subtitle", subtitle)
    _put(root, "updated", max((one.updated for one in some), default=NEVER))
    _link(root, own, "self", "application/atom+xml")
    _link(root, link, "alternate", "text/html")
    _put(root, "generator", "Onrecord")
    _put(xml.SubElement(root, "author"), "name", "Onrecord")
    for one in some:
        _entry(root, one)
    xml.indent(root, "")
    told: bytes = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return told + b"\n"


def _entry(root: xml.Element, one: Entry) -> None:
    made = xml.SubElement(root, "entry")
    _put(made, "id", urn(one.id))
    _put(made, "title", one.title)
    _put(made, "updated", one.updated)
    _put(xml.SubElement(made, "author"), "name", one.author)
    _link(made, one.link, "alternate", "text/html")
    for term in one.terms:
        xml.SubElement(made, "category", {"term": _kept(term)})
    _put(made, "content", one.words).set("type", "text")


def urn(id: str) -> str:
    """An id as a URN, which stays whatever the address of the ledger is.

    >>> urn("474d42e75f8649acc6a656e23efde81e")
    'urn:uuid:474d42e7-5f86-49ac-c6a6-56e23efde81e'
    """
    return UUID(id[:32]).urn


def _put(parent: xml.Element, name: str, words: str) -> xml.Element:
    made = xml.SubElement(parent, name)
    made.text = _kept(words)
    return made


def _link(parent: xml.Element, address: str, relation: str, kind: str) -> None:
    xml.SubElement(parent, "link", {"rel": relation, "type": kind, "href": address})


def _kept(words: str) -> str:
    """Words as XML can hold them."""
    return _FORBIDDEN.sub("\ufffd", words)
