"""Words as HTML: what is safe to put on a page, and the small parts that its lists and tables share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Literal

from onrecord.records import Passage, Score
from onrecord.views.marks import shown
from onrecord.views.wording import reason

EntryKind = Literal["statement", "event", "paper"]

# Before the numbers of events and of papers, so that neither is taken for a statement's.
SIGNS: dict[EntryKind, str] = {"statement": "", "event": "◆", "paper": "§"}
# What an entry is called in the address of its place on the page: "r1-3", "r1-e2", "r1-p1".
PREFIXES: dict[EntryKind, str] = {"statement": "", "event": "e", "paper": "p"}


def safe(words: str | None) -> str:
    """Words of anybody's, as they can stand on a page and in an attribute."""
    return escape(shown(words or ""))


def flat(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def flat_around(words: str) -> str:
    """Words on one line, with a blank at each end that has any."""
    blank = words.isspace()
    before, after = words[:1].isspace(), words[-1:].isspace() and not blank
    return f"{' ' * before}{flat(words)}{' ' * after}"


def spoken(passage: Passage) -> str:
    """The words of a passage on one line."""
    return safe(flat(passage.words))


def anchor(key: str, kind: EntryKind, number: int) -> str:
    """Where an entry of a report is listed: "r1-e2"."""
    return f"{key}-{PREFIXES[kind]}{number}"


def link(key: str, kind: EntryKind, n: int, place: str = "") -> str:
    """The number of a statement, event or paper as a link to its entry; ``place`` is the id of the link."""
    where = f' id="{place}"' if place else ""
    label = f"{kind} {n}"
    return f'<a class="n"{where} href="#{anchor(key, kind, n)}" aria-label="{label}">{SIGNS[kind]}{n}</a>'


def why(reasons: Iterable[tuple[str, Score]]) -> str:
    """Reasons line by line, each after what it is the reason of; "" where there are none."""
    lines = "".join(
        f"<dt>{safe(what)}</dt><dd>{safe(reason(score))}</dd>" for what, score in dict.fromkeys(reasons)
    )
    return f'\n<dl class="why">{lines}</dl>' if lines else ""
