"""Entries as joining compares them."""

from __future__ import annotations

from dataclasses import replace

from onrecord.joining.kept import KeptStatement
from onrecord.joining.made import kept_statement
from onrecord.ledger.entries import StatementEntry


def compared(one: StatementEntry) -> KeptStatement:
    """A statement as joining compares it."""
    return replace(kept_statement(one), heading=in_title(one))


def in_title(one: StatementEntry) -> bool:
    """Whether a statement stands in the headline of its report, as far as its words tell."""
    title = _flat(one.about.title or "")
    return bool(title) and one.number <= 3 and all(_flat(part) in title for part in one.content.split(" … "))


def _flat(words: str) -> str:
    return " ".join(words.split()).strip(" “”‘’\"'«»„.,:;–—-").casefold()
