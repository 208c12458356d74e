"""A report as its container has it: what its fields are called, and how it becomes a document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.errors import NoText, TooLarge
from onrecord.intake import dates, fragment, html
from onrecord.intake.stream import MAX_BYTES
from onrecord.intake.text import decode
from onrecord.records import Document

# What fields are called, without case and marks, the surest first.
TEXT = (
    "text", "fulltext", "bodytext", "articletext", "maintext", "contenttext", "plaintext", "cleantext",
    "rawtext", "storytext", "newstext", "body", "articlebody", "content", "article", "story", "transcript",
)  # fmt: skip
HTML = (
    "html", "bodyhtml", "contenthtml", "articlehtml", "bodyxhtml", "contentencoded", "texthtml", "rawhtml",
    "pagehtml", "storyhtml",
)  # fmt: skip
SUMMARY = (
    "summary", "description", "abstract", "standfirst", "excerpt", "teaser", "snippet", "lead", "trailtext",
)  # fmt: skip
TITLE = (
    "title", "headline", "heading", "articletitle", "newstitle", "webtitle", "titletext", "articleheadline",
    "storytitle", "head",
)  # fmt: skip
URL = (
    "url", "link", "weburl", "articleurl", "articlelink", "newsurl", "canonicalurl", "permalink", "pageurl",
    "sourceurl", "externalurl", "href", "uri",
)  # fmt: skip
PUBLISHED = (
    "published", "publishedat", "publishdate", "publicationdate", "datepublished", "pubdate",
    "publisheddate", "dateofpublication", "publishedon", "publishedtime", "publishtime", "publicationtime",
    "webpublicationdate", "firstpublished", "articledate", "newsdate", "releasedate", "issued", "date",
    "datetime", "dategmt", "dcdate", "day", "timestamp", "time", "contentcreated", "firstcreated",
    "versioncreated", "created", "createdat", "datecreated",
)  # fmt: skip
OUTLET = (
    "outlet", "outletname", "publication", "publicationname", "publisher", "newspaper", "source",
    "sourcename", "newssource", "sources", "mediasource", "provider", "agency", "sitename", "site",
    "website", "medium", "media", "channel", "dcpublisher", "sourcedomain", "domain",
)  # fmt: skip
BYLINE = (
    "byline", "author", "authors", "authorname", "articleauthor", "reporter", "journalist", "writer",
    "writtenby", "by", "dccreator", "creator",
)  # fmt: skip
KEY = ("guid", "id", "uid", "uuid", "articleid", "storyid", "docid")
# Where the fields of a record stand one level deeper.
_WITHIN = frozenset({"article", "source", "fields", "document", "doc", "data", "attributes", "item"})
_VALUES = ("rendered", "text", "value", "name", "title", "outlet", "content", "url")
_NOTHING = frozenset({"", "nan", "none", "null", "n/a", "nil", "unknown", "-", "\\n"})
_MARKS = re.compile(r"[\W_]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://\S+", re.I)
# How texts end that go on elsewhere.
_GOES_ON = re.compile(
    r"(?:\[?(?:\.\.\.|…)\]?|\[\+\d+ chars\]|\b(?:read|see) (?:more|the (?:full|whole|rest)[\w ]{0,30})|"
    r"continue reading.{0,120})[\s.»›→>]*(?:The post .{1,300}\.)?$",
    re.I,
)
ONLY_SUMMARY = "only a summary of the report is there"
CUT_OFF = "the text is cut off by who supplied it"


@dataclass(frozen=True, slots=True)
class Item:
    """What a container says of one report. ``body`` is a text or, with ``is_html``, HTML.

    ``name`` is the container's and the number of the report in it, ``key`` what the container calls it by.
    It is ``whole`` unless ``body`` is a summary, or cut off.
    """

    name: str
    body: str = ""
    is_html: bool = False
    title: str | None = None
    url: str | None = None
    published: str | None = None
    outlet: str | None = None
    byline: str | None = None
    key: str | None = None
    whole: bool = True
    notes: tuple[str, ...] = ()


def from_fields(record: Mapping[str, Any], name: str) -> Item:
    """The report in a record of named fields, of JSON or a row of a table.

    Raises `NoText` where no field that is known holds a text.
    """
    fields = _flat(record)
    body, is_html, is_summary = _body(fields)
    if not body:
        raise NoText(_without_text(record))
    raw_date = _first(fields, PUBLISHED, _scalar)
    published = next((date for name in PUBLISHED if (date := dates.iso(fields.get(name)))), None)
    cut = goes_on(body)
    outlet, url = _first(fields, OUTLET, _names), _first(fields, URL, _address)
    notes = (
        *((ONLY_SUMMARY,) if is_summary else (CUT_OFF,) if cut else ()),
        *((f"its date was not understood: {raw_date[:60]}",) if raw_date and not published else ()),
    )
    return Item(
        name,
        body,
        is_html=is_html,
        title=_first(fields, TITLE, _words_of),
        url=url or _only_address(fields),
        published=published,
        outlet=outlet,
        byline=byline(_first(fields, BYLINE, _names)),
        key=_first(fields, KEY, _scalar),
        whole=not is_summary and not cut,
        notes=notes,
    )


def document(item: Item) -> Document:
    """The document of a report: its title, a blank line, its words as they are.

    Raises `NoText` where it has none, `TooLarge`, and `NotText` where they are no text.
    """
    if item.is_html and html.looks_like(item.body):
        return _page(item)
    words = fragment.text(item.body) if item.is_html else item.body
    words, damage = decode(_SURROGATE.sub("\ufffd", words).encode())
    if not words.strip():
        raise NoText("blank, expected the text of a report: check how it was saved")
    title = fragment.line(_SURROGATE.sub("\ufffd", item.title or "")) or None
    text = words if title is None or _begins_with(words, title) else f"{title}\n\n{words.lstrip()}"
    if len(text.encode()) > MAX_BYTES:
        raise TooLarge(f"more than {MAX_BYTES // 1_000_000} MB, expected one report: split it into reports")
    return Document(
        text=text,
        name=item.name,
        media="html" if item.is_html else "text",
        url=item.url,
        outlet=item.outlet,
        title=title,
        byline=item.byline,
        published=item.published,
        notes=(*item.notes, *damage),
    )


def _page(item: Item) -> Document:
    """The document of a whole page; what the container says of it goes before what the page says."""
    found = html.document(_SURROGATE.sub("\ufffd", item.body), url=item.url, name=item.name)
    told = {k: v for k in ("url", "outlet", "byline", "published") if (v := getattr(item, k)) is not None}
    return replace(found, **told, notes=item.notes + found.notes)


def goes_on(words: str) -> bool:
    """Whether a text ends as those do that go on elsewhere.

    >>> goes_on("He said […]"), goes_on("He said no. Read more »"), goes_on("He said no.")
    (True, True, False)
    """
    return _GOES_ON.search(fragment.line(words[-400:])) is not None


def byline(names: str | None) -> str | None:
    """The names of authors without the "By" before them."""
    return re.sub(r"(?i)^by:?\s+", "", names) or None if names else None


def known_as(column: str) -> str:
    """The name of a field without case and marks, as the tables here have it.

    >>> known_as("Article Body"), known_as("\\ufeffpublished_at")
    ('articlebody', 'publishedat')
    """
    return _MARKS.sub("", column).casefold()


def has_text(columns: Iterable[str]) -> bool:
    """Whether one of some columns is known to hold texts."""
    return any(known_as(column) in (*TEXT, *HTML) for column in columns)


# ---- fields -------------------------------------------------------------------------------------------


def _flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record by their plain names, and those of the object in it that holds the text."""
    within = [
        value
        for name, value in record.items()
        if known_as(name) in _WITHIN and isinstance(value, dict) and has_text(value)
    ]
    found: dict[str, Any] = {}
    for fields in (record, *within):
        for name, value in fields.items():
            if not any(value is one for one in within):
                found.setdefault(known_as(name), value)
    return found


def _body(fields: Mapping[str, Any]) -> tuple[str, bool, bool]:
    """The text of a report, whether it is HTML, and whether it is a summary; "" for none."""
    for names, is_summary in ((TEXT, False), (HTML, False), (SUMMARY, True)):
        body = next((words for name in names if (words := _paragraphs(fields.get(name)))), "")
        if body:
            return body, names is HTML or fragment.has_tags(body), is_summary
    return "", False, False


def _paragraphs(value: Any) -> str:
    """A text, or the texts of a list, with blank lines between."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_paragraphs, value)))
    words = _scalar(value, strings=True)
    return words or ""


def _first(fields: Mapping[str, Any], names: Sequence[str], read: Any) -> str | None:
    return next((words for name in names if (words := read(fields.get(name)))), None)


def _scalar(value: Any, *, strings: bool = False) -> str | None:
    """A text or number, or what an object has for one; None where it stands for nothing."""
    if isinstance(value, dict):
        value = next((value[name] for name in _VALUES if isinstance(value.get(name), str)), None)
    if isinstance(value, bool) or not isinstance(value, str if strings else str | int | float):
        return None
    words = str(value)
    return None if words.strip().lower() in _NOTHING else words


def _words_of(value: Any) -> str | None:
    words = _scalar(value, strings=True)
    return fragment.line(words) or None if words else None


def _names(value: Any) -> str | None:
    """The names in a value: a text, an object with a name, or a list of these."""
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(name for one in value[:50] if (name := _names(one)))) or None
    name = _words_of(value)
    return None if name is None or "://" in name or len(name) > 500 else name


def _address(value: Any) -> str | None:
    words = _scalar(value, strings=True)
    return words.strip() if words and _ADDRESS.fullmatch(words.strip()) else None


def _only_address(fields: Mapping[str, Any]) -> str | None:
    """The address that stands with the source of a report, if it has one source."""
    sources = fields.get("sources", fields.get("source"))
    if isinstance(sources, list) and len(sources) == 1:
        sources = sources[0]
    return _address(sources.get("url")) if isinstance(sources, dict) else _address(sources)


def _without_text(record: Mapping[str, Any]) -> str:
    found = ", ".join(str(name)[:30] for name in list(record)[:8]) or "nothing"
    return (
        f"without a text (found {found}), expected a field named text, body, content or article: rename one"
    )


def _begins_with(words: str, title: str) -> bool:
    """Whether a text begins with its title: as a line of its own, or with more words than by chance."""
    first = words.lstrip()[: 2 * len(title) + 200]
    letters, line = known_as(title), known_as(first.partition("\n")[0])
    return line == letters or (title.count(" ") >= 3 and bool(letters) and line.startswith(letters))
