"""Ids that are hashes of what they name, so that ledgers made apart agree without talking.

A report's is the SHA-256 of its text, all others are 128 bits of one: two of a thousand million things share
one by chance once in 10²⁰ ledgers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from onrecord.records import Actor, Span

LENGTH = 32
_LONGEST = 400

# What addresses say of the way a reader came, not of the page.
_OF_THE_WAY = re.compile(r"utm_\w+|[a-z]{0,2}clid|mc_[ce]id|_ga|igshid|ref_src|cmpid|ocid|smid|xtor", re.I)
_KNOWN = re.compile(r"Q[1-9]\d*|[A-Z]{3}")


def report(text: str) -> str:
    """The id of a report: the SHA-256 of its text, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def made(kind: str, *parts: Any) -> str:
    """The id of anything else: of its kind and of what tells it from others of that kind.

    ``parts`` are values that JSON can hold.

    >>> made("failure", "a.txt", "empty")
    'd6e4889b56055aa82ed0f74eccf8165f'
    """
    told = json.dumps([kind, *parts], separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:LENGTH]


def statement(report: str, content: Iterable[Span], source: Iterable[Span], *, nth: int = 0) -> str:
    """The id of a statement: of its report, and where its content and source stand. ``nth`` counts those
    before it that have the same."""
    return made("statement", report, _ends(content), _ends(source), nth)


def event(report: str, type: str, trigger: Iterable[Span], *, nth: int = 0) -> str:
    """The id of an event: of its report and type, and where it is mentioned first."""
    return made("event", report, type, _ends(trigger)[:1], nth)


def paper(report: str, mentions: Iterable[Span], *, nth: int = 0) -> str:
    """The id of a paper: of its report, and where it is mentioned first."""
    return made("paper", report, _ends(mentions)[:1], nth)


def actor(one: Actor, report: str) -> str:
    """The id of an actor in a ledger: its own, or that and the report where it is known by no name.

    >>> from onrecord.records import Score
    >>> actor(Actor("officials", "officials", "group", Score(1, "")), "9f86d0")
    'officials@9f86d0'
    """
    return one.id if named(one) else f"{one.id}@{report}"


def named(one: Actor) -> bool:
    """Whether an id means the same actor in every report: groups, texts and "the ministry" are of one."""
    if _KNOWN.fullmatch(one.id) or one.type in ("country", "outlet"):
        return True
    return one.type in ("person", "organisation") and not one.name[:1].islower()


def page(url: str | None) -> str | None:
    """What tells one page from another in its address, None for no address.

    >>> page("https://www.Courier.example/talks/?utm_source=feed&id=7#live")
    'courier.example/talks?id=7'
    """
    if not url or not url.strip():
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # an address that is none is told apart by all of it
        return url.strip()
    asked = [
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _OF_THE_WAY.fullmatch(k)
    ]
    host = parts.netloc.lower().removeprefix("www.")
    page = host + parts.path.rstrip("/") + (f"?{urlencode(sorted(asked))}" if asked else "")
    # PostgreSQL finds nothing again by more than 2,700 bytes.
    return page if len(page) <= _LONGEST else page[:_LONGEST] + made("page", page)


def _ends(spans: Iterable[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
