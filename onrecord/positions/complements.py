"""What a cue takes: an infinitive, a clause, a question, somebody to do something, a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from onrecord.positions.inflection import closed, word_list
from onrecord.positions.modality import QUOTES, Clause
from onrecord.positions.utterance import Utterance

# So many characters of a content tell what kind it is.
HEAD = 160

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_OBJECT_TO = re.compile(r"(?:[\w’'“”\"&,.-]+ ){1,9}?(?:(?:not|never) )?to [a-z]")
# “A raffle with uniforms”: a name of several words that somebody is given, at the end of a content.
_NAMED = re.compile(
    r"(?!(?:him|her|it|them)sel(?:f|ves)\b)(?!.{1,40}\bas (?:having|being)\b)[^“\"‘]{0,90}[“\"‘]"
    r"(?:(?:an?|another)(?: \w[\w’'-]*){1,8}|(?:\w[\w’'-]* ){1,3}(?:by|with|without|on|in|for|of)"
    r"(?: \w[\w’'-]*){1,4})[.,]?[”\"’][.,]?$"
)
_TOLD_FUTURE = re.compile(r"(?:[\w’'-]+ ){1,6}?that\b.{1,80}?\b(?:will|would)\b")
# "That the text be signed", "that he resign": a verb in base form after a subject of the third person.
_SUBJUNCTIVE = re.compile(
    r"(?:that )?(?:[\w’'-]+ ){1,6}?(?:not )?be\b(?! (?:a|an|the)\b)"
    r"|(?:that )?(?:he|she|it) (?!\w+(?:ed|s|n['’]t|as|ad|ll)\b|(?:can|will|would|could|may|might|did|must)\b"
    r"|[a-z]*(?:ew|aw|ot|old|ould|ught|ood|eft|ost|ent|ept|ay|aid|on|ran|ook|ave|ut)\b)[a-z]{3,}\b"
)


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return [m[0].lower() for m in _WORD.finditer(text)]


def takes(u: Utterance, after: Sequence[str], content: str, first: Clause | None) -> frozenset[str]:
    """Return what follows a verb, by the words after it in the cue and by the content, whose main clause is
    ``first``. The names are those of `takes` in rules/acts.toml.
    """
    head = words(content[:HEAD])
    return frozenset(
        [*_by_words(after, head), *_by_wording(content), *_by_kind(u, after, head, content, first)]
    )


def _by_words(after: Sequence[str], head: Sequence[str]) -> Iterator[str]:
    """By the last word of the cue and the first of the content."""
    ends = {*after[-1:], *head[:1]}
    yield from ends & closed("cue", "preposition")
    if ends & closed("cue", "asking"):
        yield "wh"
    if head and head[0].endswith("ing"):
        yield "ing"
    if _is_refused(after, head):
        yield "not_to"


def _by_wording(content: str) -> Iterator[str]:
    if content.rstrip(QUOTES + " ").endswith("?"):
        yield "question"
    if _TOLD_FUTURE.match(content):
        yield "told_future"
    if _NAMED.match(content):
        yield "named"


def _by_kind(
    u: Utterance, after: Sequence[str], head: Sequence[str], content: str, first: Clause | None
) -> Iterator[str]:
    """An infinitive, a clause, a quotation, or else a thing."""
    quoted = u.kind == "direct" and content[:1] in tuple(QUOTES)
    if _is_infinitive(after, head):
        yield from ("to", "quote") if quoted else ("to",)
        return
    clausal = "that" in (*after[-1:], *head[:1]) or _is_clause(head, first)
    if not clausal and not quoted and _OBJECT_TO.match(content):
        yield "object_to"
    if quoted:
        yield "quote"
    elif clausal:
        yield from ("that", *_mood(content, first))
    elif not closed("cue", "asking") & {*after[-1:], *head[:1]}:
        yield "noun"


def _is_infinitive(after: Sequence[str], head: Sequence[str]) -> bool:
    return "to" in (*after[-1:], *head[:1]) or _is_refused(after, head)


def _is_refused(after: Sequence[str], head: Sequence[str]) -> bool:
    """Whether it is an infinitive under a negation: "not to sign", "to never sign"."""
    return (
        list(after[-2:]) == ["not", "to"]
        or (list(head[1:2]) == ["to"] and head[0] in ("not", "never"))
        or (list(head[:2]) == ["to", "never"])
    )


def _is_clause(head: Sequence[str], first: Clause | None) -> bool:
    return first is not None and first.modal is not None and list(head[:1]) not in (["to"], ["for"], ["of"])


def _mood(content: str, first: Clause | None) -> Iterator[str]:
    """Whether a clause is what should be, what will be, or what is."""
    modal = first.modal if first else None
    bare = _SUBJUNCTIVE.match(content.lower()) or (modal is None and _urges(content))
    if bare or modal in ("should", "must"):
        yield "subjunctive"
        return
    if modal in ("will", "would"):
        yield "that_future"
    if modal not in ("could", "can", "may", "might") or not (first and first.passive):
        yield "that_fact"


def _urges(content: str) -> bool:
    """Whether a clause without an auxiliary has a verb in base form: "that the two men meet"."""
    head = words(content[:HEAD])[1:9]
    return any(word in _actions() and head[n - 1] != "to" for n, word in enumerate(head) if n)


@cache
def _actions() -> frozenset[str]:
    return frozenset(word for word in word_list("actions") if " " not in word)
