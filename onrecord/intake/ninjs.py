"""ninjs, the JSON of the IPTC in which agencies deliver: versions 1 to 3, one report an object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.errors import NoText, Skipped
from onrecord.intake import dates, fragment
from onrecord.intake.item import Item, byline

_TEXTS = frozenset({"text", ""})
_BODY = re.compile(r"body_?(?P<kind>text|x?html\d?)?")
_DATES = ("contentcreated", "firstcreated", "versioncreated")
# Of an object of news, beside what every object may have.
_MARKS = frozenset(
    {"pubstatus", "versioncreated", "firstcreated", "contentcreated", "bodies", "headlines", "body_text",
     "body_xhtml", "body_html", "located", "infosources", "infosource", "usageterms", "copyrightholder"}
)  # fmt: skip
_NOTED = {"ednote": "note of the editors", "embargoed": "embargoed until"}


def is_ninjs(record: Mapping[str, Any]) -> bool:
    """Whether an object is one of ninjs."""
    marks = _MARKS & record.keys()
    return "ninjs" in str(record.get("$standard") or record.get("standard")).lower() or (
        "uri" in record and len(marks) > 1
    )


def item(record: Mapping[str, Any], name: str) -> Item:
    """The report that an object of ninjs is.

    Raises `Skipped` where it is a picture, a recording or was withdrawn, `NoText` where it has no text.
    """
    kind = str(record.get("type") or "")
    body, is_html = _body(record)
    if kind.lower() not in _TEXTS and not body:
        raise Skipped(f"of type {kind}, no text: it is passed over")
    if record.get("pubstatus") in ("canceled", "cancelled", "withheld"):
        raise Skipped(f"{record['pubstatus']} by who supplied it: it is passed over")
    if not body:
        raise NoText("without a text, expected body_text, body_xhtml or bodies: check how it was exported")
    return Item(
        name,
        body,
        is_html=is_html,
        title=_line(record.get("headline")) or _best(record.get("headlines")) or _line(record.get("title")),
        url=_url(record),
        published=next((date for name in _DATES if (date := dates.iso(record.get(name)))), None),
        outlet=_outlet(record),
        byline=byline(
            _line(record.get("byline")) or _best(record.get("bylines")) or _names(record.get("by"))
        ),
        key=str(record["uri"]) if "uri" in record else None,
        notes=tuple(_notes(record)),
    )


def _body(record: Mapping[str, Any]) -> tuple[str, bool]:
    """The text and whether it is HTML, "" for none. HTML first: it is sure where paragraphs end."""
    found = [(body, "html" in kind) for body, kind in _bodies(record) if body.strip()]
    body, is_html = max(found, key=lambda one: one[1], default=("", False))
    return body, is_html or fragment.has_tags(body)


def _bodies(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        kind = _BODY.fullmatch(name)
        if kind and isinstance(value, str):
            yield value, kind["kind"] or ""
    for one in _objects(record.get("bodies")):
        value = one.get("value")
        if isinstance(value, str):
            yield value, str(one.get("contenttype") or one.get("contentType") or "").lower()


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _line(value: Any) -> str | None:
    return fragment.line(value) or None if isinstance(value, str) else None


def _best(values: Any) -> str | None:
    """The value of several of different roles: the main one, else the first."""
    found = sorted(_objects(values), key=lambda one: one.get("role") not in (None, "main", "default"))
    return next((words for one in found if (words := _line(one.get("value")))), None)


def _names(values: Any) -> str | None:
    if isinstance(values, str):
        return _line(values)
    names = (_line(one.get("name") or one.get("value")) for one in _objects(values))
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _outlet(record: Mapping[str, Any]) -> str | None:
    """Who supplied it: its provider by the name it is known by, else who holds the rights."""
    for key in ("provider", "infosources", "infosource", "source", "organisation", "copyrightholder"):
        value = record.get(key)
        if name := _names([value] if isinstance(value, dict) else value):
            return name
    return None


def _url(record: Mapping[str, Any]) -> str | None:
    """Its address on the web. A `uri` is one only where it leads to a page."""
    links = [one.get("href") or one.get("url") for one in _objects(record.get("links"))]
    found = (record.get("url"), record.get("link"), *links, record.get("uri"))
    return next((v for v in found if isinstance(v, str) and re.match(r"https?://\S+$", v)), None)


def _notes(record: Mapping[str, Any]) -> Iterator[str]:
    for name, called in _NOTED.items():
        if words := _line(record.get(name)):
            yield f"{called}: {words[:200]}"
