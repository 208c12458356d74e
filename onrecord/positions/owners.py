"""Whose act a clause tells of, by its subject: the speaker’s own, that of its side, or another’s."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from onrecord.positions.inflection import closed, word_list
from onrecord.resolve.knowledge import knowledge

Owner = Literal["self", "body", "ours", "they", "other"]

_PLURAL = re.compile(r"[a-rt-z]s$")
# A possessive among so many words at the beginning is of the subject: "4,000 of its members".
OF_SUBJECT = 4


def owner(subject: Sequence[str], source: str, opening: str, *, quoted: bool) -> Owner:
    """Return whose act it is.

    "self" is the speaker ("we", "he" of an indirect statement, the words of the source), "ours" something of
    the speaker's ("her decision"), "body" a name or an institution that may be the speaker's side, "they"
    another that is spoken of or to, "other" anything else. ``opening`` is what stands before the clause.
    """
    low = [word.lower() for word in subject]
    if not low or low[0] in closed("words", "none"):
        return "other"
    return (
        _of_pronoun(low, opening, quoted=quoted)
        or _of_possessive(low, quoted=quoted)
        or _of_name(subject, source)
        or _of_institution(low, quoted=quoted)
    )


def _of_pronoun(low: Sequence[str], opening: str, *, quoted: bool) -> Owner | None:
    if low[0] in closed("pronouns", "first") or list(low[-2:]) == ["and", "we"]:
        return "self"
    if low[0] in closed("pronouns", "third"):
        return "they" if quoted or _names_somebody(opening) else "self"
    if low[0] in closed("pronouns", "whole"):
        return "they" if low[0] == "you" else "other"
    return None


def _of_possessive(low: Sequence[str], *, quoted: bool) -> Owner | None:
    """Of "our boats", "her ministry", "my father", "his rival"."""
    near = set(low[:OF_SUBJECT])
    body = not word_list("bodies").isdisjoint(low)
    if "our" in near and body:
        return "self"
    if low[0] in closed("pronouns", "ours") or (not quoted and near & closed("pronouns", "theirs")):
        if not word_list("rivals").isdisjoint(low):
            return "other"
        return "self" if body else "ours"
    return None


def _of_name(subject: Sequence[str], source: str) -> Owner | None:
    names = [w for w in subject if w[:1].isupper() and w.lower() not in ("the", "a", "an")]
    if not names:
        return None
    if _is_head(subject, names[0]) and any(len(name) > 2 and name in source for name in names):
        return "self"
    if (same := _same_country(names, source)) is not None:
        return "self" if same else "other"
    if not word_list("bystanders").isdisjoint(source.lower().split()):
        return "other"
    return "body" if len(names) > 1 or names[0] != subject[0] or _is_name(names[0]) else None


def _of_institution(low: Sequence[str], *, quoted: bool) -> Owner:
    alone = low[0] == "the" or len(low) == 1
    return "body" if alone and not quoted and low[-1] in word_list("bodies") else "other"


def _names_somebody(opening: str) -> bool:
    """Whether a clause before the main one names somebody whom its pronoun may mean."""
    return any(word[:1].isupper() for word in opening.split()[1:])


def _is_head(subject: Sequence[str], name: str) -> bool:
    """Whether a name is what the subject is of."""
    return closed("words", "links").isdisjoint(w.lower() for w in subject[: subject.index(name)])


def _same_country(names: Sequence[str], source: str) -> bool | None:
    """Whether the source speaks for the country that is named: "Norwegian officials", "Oslo"; None where
    either names no country."""
    mine, named = _countries(source.split()), _countries(names)
    return not mine.isdisjoint(named) if mine and named else None


def _countries(words: Iterable[str]) -> frozenset[str]:
    return frozenset(id for word in words if word[:1].isupper() for id in _country(word.strip(",.’'")))


@cache
def _country(word: str) -> tuple[str, ...]:
    return tuple(territory.id for territory in knowledge().territories(word))


def _is_name(word: str) -> bool:
    """Whether a capitalised word at the beginning names one: "Athens", not "Workers"."""
    return not _PLURAL.search(word) or bool(_country(word))
