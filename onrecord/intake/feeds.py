"""Feeds: RSS 0.9 to 2.0 and Atom. Each item becomes a report. (JSON Feed: `lines`.)

The items are cut out of the bytes of a feed and parsed one by one: a feed of any size fits into memory, a
broken item spoils no other, and no declaration of entities ever comes before the parser.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

from onrecord.errors import Damaged, NoReports, NotText, TooLarge, Unreadable
from onrecord.intake import dates, fragment
from onrecord.intake.item import CUT_OFF, ONLY_SUMMARY, Item, byline, goes_on
from onrecord.intake.stream import CHUNK, HEAD, MAX_BYTES, Stream
from onrecord.intake.text import decode

# A summary is a paragraph or two: from so many letters on, a description is taken for the report.
WHOLE = 1_200
# What is carried as the full text and has fewer letters is a summary after all.
SHORT = 250
# So many bytes before the first item are looked at for the name of the feed.
MAX_HEAD = 500_000

_ELEMENT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
_BEGIN = re.compile(rb"<((?:[\w.-]+:)?(?:item|entry))(?=[\s>])", re.I)
_BEGIN_OR_COMMENT = re.compile(rb"<!--|" + _BEGIN.pattern, re.I)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.I)
_XMLNS = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"'<>]*)[\"']")
_PART = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_REFERENCE = re.compile(r"&(?:(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
_STRAY = re.compile(r"<(?![A-Za-z_/!?])")
_VOID = re.compile(r"<(br|hr|img|wbr|input)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)/?>", re.I)
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_OF_XML = frozenset({"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"})
_MAIL = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^()]+)\))?")
# What the namespaces are called here. Feeds use the first ones without declaring them, too.
_SPACES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/2005/Atom": "atom",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss": "media",
    "http://purl.org/atom/ns#": "atom",
}
_FULL = ("content:encoded", "content", "fulltext", "full-text", "body")
_BRIEF = ("description", "summary", "media:description", "itunes:summary")
_DATES = (
    "pubdate", "published", "issued", "dcterms:issued", "dc:date", "dcterms:created", "created", "date",
    "updated", "modified", "dcterms:modified",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a feed says of itself. ``base`` is the address that its links start from."""

    title: str | None = None
    base: str = ""
    spaces: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None


def is_feed(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a feed.

    >>> is_feed(b'<?xml version="1.0"?><rss version="2.0">'), is_feed(b"<html><body><item>")
    (True, False)
    """
    return root(head) in ("rss", "feed", "rdf")


def root(head: bytes) -> str:
    """The name of the first element of XML, in small letters; "" where none is near."""
    if not head.lstrip().startswith(b"<"):
        return ""
    found = _ELEMENT.search(_COMMENT.sub(b"", head[:8192]))
    return found[1].decode("ascii", "replace").lower() if found else ""


def items(stream: Stream, place: str) -> Iterator[Item | Unreadable]:
    """Yield the items of a feed; of a broken one the error that names it.

    ``place`` is the file or address of the feed. Raises `NoReports` where it has no items.
    """
    about, number = _about(_head(stream), place), 0
    for number, found in enumerate(_cut(stream), start=1):
        name = f"{place}#{number}"
        try:
            if isinstance(found, Unreadable):
                raise found
            yield _item(_element(found, about), about, name)
        except Unreadable as error:
            yield type(error)(f"{name} is {error}")
    if number == 0:
        raise NoReports(f"{place} is a feed without items, expected reports: read it again later")


# ---- cutting ------------------------------------------------------------------------------------------


def _head(stream: Stream) -> bytes:
    """What stands before the first item; it stays in the stream."""
    size = HEAD
    while True:
        head = stream.peek(size)
        if found := _BEGIN.search(head):
            return head[: found.start()]
        if len(head) < size or size > MAX_HEAD:
            return head
        size *= 2


def _cut(stream: Stream) -> Iterator[bytes | Unreadable]:
    """The bytes of each item, or the error where one is broken."""
    ahead, ended = b"", False
    while not ended:
        try:
            piece = stream.chunk()
        except Damaged as error:
            yield error
            ahead = b""
            continue
        ended = not piece
        ahead += piece
        ahead = yield from _whole(ahead, ended=ended)


def _whole(ahead: bytes, *, ended: bool) -> Generator[bytes | Unreadable, None, bytes]:
    """The items that end in some bytes; returns what is left of these."""
    while (begin := _BEGIN_OR_COMMENT.search(ahead)) is not None:
        end = _end_of(ahead, begin)
        if end > 0:
            if begin[1]:
                yield ahead[begin.start() : end]
            ahead = ahead[end:]
        elif ended or len(ahead) - begin.start() > 2 * MAX_BYTES:
            if begin[1]:
                yield _unended(ended=ended)
            # What seemed to be in it may be items: a CDATA section that nobody closed.
            ahead = ahead[begin.end() :]
        else:
            return ahead[begin.start() :]
    return ahead[-CHUNK // 64 :]


def _end_of(ahead: bytes, begin: re.Match[bytes]) -> int:
    """Where an item or comment ends, 0 where it does not. The next item ends one that is not closed."""
    if not begin[1]:
        return ahead.find(b"-->", begin.end()) + 3 if b"-->" in ahead[begin.end() :] else 0
    tag = re.escape(begin[1])
    marks = re.compile(
        rb"(?P<cdata><!\[CDATA\[)|(?P<comment><!--)|(?P<end></%b\s*>)|<%b[\s>]" % (tag, tag), re.I
    )
    at = begin.end()
    while (mark := marks.search(ahead, at)) is not None:
        if mark.lastgroup in ("cdata", "comment"):
            closing = b"]]>" if mark.lastgroup == "cdata" else b"-->"
            at = ahead.find(closing, mark.end()) + len(closing)
            if at < len(closing):
                return 0
        else:
            return mark.end() if mark.lastgroup else mark.start()
    return 0


def _unended(*, ended: bool) -> Unreadable:
    if ended:
        return NotText("cut off, expected the end of the item: fetch the feed again")
    return TooLarge(f"more than {2 * MAX_BYTES // 1_000_000} MB, expected one report: check how it was made")


# ---- parsing ------------------------------------------------------------------------------------------


def _about(head: bytes, place: str) -> About:
    declared = _DECLARED.search(head)
    encoding = declared[1].decode() if declared else None
    try:
        words = decode(head, declared=encoding)[0] if head.strip() else ""
    except NotText:
        words = ""
    own = re.sub(r"(?is)<(image|textinput|author)\b.*?</\1\s*>", "", words)
    title = re.search(r"(?is)<title\b[^>]*>(.*?)</title\s*>", own)
    link = re.search(r"(?is)<link\b[^>]*>\s*(https?://[^\s<]+)", own)
    return About(
        title=fragment.line(_PART.sub(lambda m: m[0][9:-3], title[1])) or None if title else None,
        base=place if "://" in place else link[1] if link else "",
        spaces=dict(_XMLNS.findall(words)),
        encoding=encoding,
    )


def _element(data: bytes, about: About) -> Any:
    """The element of one item, whatever is wrong with it."""
    from lxml import etree

    words, _ = decode(data.translate(None, _CONTROLS), declared=about.encoding)
    words = _UNWRITABLE.sub("", words)
    words = "".join(part if part.startswith("<![CDATA[") else _mended(part) for part in _PART.split(words))
    spaces = {name: uri for uri, name in reversed(_SPACES.items())} | about.spaces
    declared = " ".join(f'xmlns:{name}="{escape(uri)}"' for name, uri in spaces.items() if uri)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
    )
    root = etree.fromstring(f"<x {declared}>{words}</x>".encode(), parser)
    if root is None or not len(root):
        raise NotText("broken, expected an item of a feed: check how it was made")
    return root[0]


def _mended(words: str) -> str:
    """XML in which every "&" and "<" is one of XML's."""
    return _REFERENCE.sub(_reference, _VOID.sub(r"<\1\2/>", _STRAY.sub("&lt;", words)))


def _reference(found: re.Match[str]) -> str:
    """A reference to a character in a form that needs no declaration."""
    meant = unescape(found[0])
    if found[0] in _OF_XML:
        return found[0]
    if found[0] == "&" or meant == found[0]:
        return f"&amp;{found[0][1:]}"
    return "".join(f"&#{ord(letter)};" for letter in _UNWRITABLE.sub("", meant))


def _named(element: Any) -> str:
    """The name of an element as the tables here have it: "pubdate", "dc:creator"."""
    from lxml import etree

    if not isinstance(element.tag, str):
        return ""
    if ":" in element.tag and not element.tag.startswith("{"):
        # A prefix that nobody declared.
        return element.tag.lower()
    name = etree.QName(element)
    space = _SPACES.get(name.namespace or "", element.prefix or "") if name.namespace else ""
    return name.localname.lower() if space in ("", "atom") else f"{space}:{name.localname.lower()}"


# ---- items --------------------------------------------------------------------------------------------


def _item(element: Any, about: About, name: str) -> Item:
    parts: dict[str, list[Any]] = {}
    for child in element:
        parts.setdefault(_named(child), []).append(child)
    url = _link(parts, about.base)
    body, whole, cut = _body(parts)
    published, doubt = _published(parts)
    return Item(
        name,
        body=body if not fragment.is_plain(body) else unescape(body),
        is_html=not fragment.is_plain(body),
        title=fragment.line(_inner(parts["title"][0])) or None if "title" in parts else None,
        url=url,
        published=published,
        outlet=_source(parts) or about.title,
        byline=_byline(parts),
        key=_text(parts, "guid", "id") or _about_of(element) or url,
        whole=whole and not cut,
        notes=(*((CUT_OFF,) if cut else () if whole else (ONLY_SUMMARY,)), *doubt),
    )


def _inner(element: Any) -> str:
    """The words of an element, its tags among them if it has any."""
    from lxml import etree

    if not len(element):
        return element.text or ""
    if element.get("type") == "xhtml" and len(element) == 1:
        element = element[0]
    tail = "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return escape(element.text or "", quote=False) + tail


def _text(parts: dict[str, list[Any]], *names: str) -> str | None:
    """The words of the first element of some names that has any, on one line."""
    found = (fragment.line(_inner(element)) for name in names for element in parts.get(name, ()))
    return next(filter(None, found), None)


def _body(parts: dict[str, list[Any]]) -> tuple[str, bool, bool]:
    """The longest text of an item, whether it is the whole report, and whether it is one cut off."""
    full = max(
        (_inner(e) for name in _FULL for e in parts.get(name, ()) if _is_words(e)), key=len, default=""
    )
    brief = max((_inner(e) for name in _BRIEF for e in parts.get(name, ())), key=len, default="")
    body, least = (full, SHORT) if len(full) >= len(brief) else (brief, WHOLE)
    letters = len(fragment.line(body))
    return body, letters >= least, goes_on(body) and letters >= SHORT


def _is_words(element: Any) -> bool:
    kind = (element.get("type") or "text").lower()
    return not element.get("src") and (
        kind in ("text", "html", "xhtml") or kind.startswith("text/") or "xml" in kind
    )


def _link(parts: dict[str, list[Any]], base: str) -> str | None:
    """The address of an item's page."""
    links = parts.get("link", [])
    hrefs = [
        e.get("href") for e in links if e.get("href") and (e.get("rel") or "alternate").lower() == "alternate"
    ]
    guids = [e.text for e in parts.get("guid", []) if (e.get("isPermaLink") or "true").lower() == "true"]
    written = [e.text for e in (*parts.get("feedburner:origlink", []), *links)]
    for link in (*written, *hrefs, *guids, *(e.text for e in parts.get("id", []))):
        if link and (found := _joined(base, link.strip())):
            return found
    return None


def _joined(base: str, link: str) -> str | None:
    try:
        found = urljoin(base, link) if base and not re.match(r"[\w+.-]+:", link) and "/" in link else link
    except ValueError:
        return None
    return found if re.match(r"https?://[^\s/]", found, re.I) else None


def _published(parts: dict[str, list[Any]]) -> tuple[str | None, tuple[str, ...]]:
    """The date of an item, and a note where there is one that was not understood."""
    written = [words for name in _DATES if (words := _text(parts, name))]
    published = next((date for words in written if (date := dates.iso(words))), None)
    return published, (
        f"its date was not understood: {written[0][:60]}",
    ) if written and not published else ()


def _source(parts: dict[str, list[Any]]) -> str | None:
    """The outlet that a collection of other outlets' items names."""
    for element in parts.get("source", ()):
        titles = [child for child in element if _named(child) == "title"]
        if words := fragment.line(_inner(titles[0] if titles else element)):
            return words
    return _text(parts, "dc:publisher")


def _byline(parts: dict[str, list[Any]]) -> str | None:
    names = [_author(element) for name in ("dc:creator", "author") for element in parts.get(name, ())]
    return byline(", ".join(dict.fromkeys(filter(None, names))))


def _author(element: Any) -> str | None:
    """The name of an author: of Atom's element for it, or of an address of mail with the name behind."""
    inner = next((child for child in element if _named(child) == "name"), element)
    words = fragment.line(_inner(inner))
    mail = _MAIL.fullmatch(words)
    return mail["name"] if mail else words or None


def _about_of(element: Any) -> str | None:
    return next((value for name, value in element.attrib.items() if name.endswith("about")), None)
