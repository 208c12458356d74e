"""A citation of a statement, to be copied: as text, as Markdown, and as a link to the very words."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from onrecord.asking.joined import Joined
from onrecord.asking.told import Told
from onrecord.ledger.entries import StatementEntry
from onrecord.quotes import MARKS
from onrecord.views.dates import day, when
from onrecord.views.wording import ACTS, joined

# A passage of more words is named by so many of its first and its last ones.
WHOLE, ENDS = 12, 5
_WORD = re.compile(r"\S+")
_EDGES = "".join(MARKS) + " ,;:–—"


def citations(one: StatementEntry, office: str | None, known: Joined) -> list[Told]:
    """Forms to copy, each with a ``label`` and its ``words``: text and Markdown, and the link where the
    report has an address on the web."""
    link = to_words(one.about.url, one.content)
    where = one.about.outlet or known.labels.get(one.report) or "a report"
    title = f"“{flat(one.about.title)}”" if one.about.title else ""
    source = ", ".join(filter(None, (where, title, day(one.about.published))))
    words = f"{_lead(one, office)}: {_said(one)}"
    named = f"[{_escaped(source)}]({link})" if link else _escaped(source)
    found = [
        {"label": "Text", "words": f"{words} ({source}{f', {link}' if link else ''})"},
        {"label": "Markdown", "words": f"> {_escaped(words)}\n>\n> — {named}"},
    ]
    return [*found, {"label": "Link to the words", "words": link}] if link else found


def to_words(url: str | None, content: str) -> str:
    """The address of a page with the passages to be shown there (a text fragment), "" where it is none of the
    web.

    >>> to_words("https://post.example/1#top", "“Not now,” … “or ever-after”")
    'https://post.example/1#top:~:text=Not%20now&text=or%20ever%2Dafter'
    """
    address = url or ""
    if re.search(r"[\x00-\x20\x7f\\]", address) or urlsplit(address).scheme not in ("http", "https"):
        return ""
    passages = (_passage(part) for part in content.split(" … "))
    found = "&".join(f"text={passage}" for passage in passages if passage)
    # Round brackets would end a link of Markdown.
    address = address.replace("(", "%28").replace(")", "%29")
    joint = ":~:" if "#" in address else "#:~:"
    return f"{address}{joint}{found}" if found else address


def _passage(words: str) -> str:
    """Words as they are looked for on a page: all of them, or the first and the last."""
    found = _WORD.findall(words.strip(_EDGES))
    if len(found) <= WHOLE:
        return _encoded(found)
    return f"{_encoded(found[:ENDS])},{_encoded(found[-ENDS:])}"


def _encoded(words: list[str]) -> str:
    # "-" would say that something stands before or after.
    return quote(" ".join(words), safe="").replace("-", "%2D")


def flat(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def _lead(one: StatementEntry, office: str | None) -> str:
    """Who does what with the words, and when: a denial is none without it."""
    names = [one.speaker.name if one.speaker else flat(one.source) or "Nobody named"]
    who = joined([*names, *(party.actor.name for party in one.others)])
    about = ", ".join(filter(None, (when(one.said), "" if one.kind == "direct" else "as reported")))
    told = f"{who}, {office}," if office and not one.others else who
    return f"{told} {ACTS[one.act][bool(one.others)]}{f' ({about})' if about else ''}"


def _said(one: StatementEntry) -> str:
    """The words, those of the speaker in quotation marks."""
    words = flat(one.content)
    return f"“{words.strip(_EDGES)}”" if one.kind == "direct" else words.strip(" ,;")


def _escaped(words: str) -> str:
    """Words that Markdown takes as they are."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", words)
