"""Descriptions taken apart: "her Danish counterpart", "a spokesman for the port"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onrecord.records import Span
from onrecord.resolve.cast import Cast, Figure
from onrecord.resolve.knowledge import Noun
from onrecord.resolve.roles import head_noun, person_noun
from onrecord.resolve.words import lexicon, words

OWNER = re.compile(
    r"^(?P<owner>his|her|its|their|(?:the\s+)?(?:(?!of\b|for\b|from\b|in\b|at\b|to\b|with\b|who\b)[^\s’',]+\s+){0,5}?"
    r"[^\s’',]+(?:[’']s|(?<=s)[’']))\s+(?=\S)",
    re.I,
)
BARE = re.compile(r"^(?:the|both|two|three|all|these|those|this|that|same|his|her|its|their|an?)\s+", re.I)
_AGED = re.compile(r"\b(?P<age>\d{2})[- ]year[- ]old\b|,\s*(?P<after>\d{2})\b")
_INDEFINITE = re.compile(
    r"^(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|some|many|most|other|another|few|dozens"
    r"|hundreds|\d+)\b",
    re.I,
)
_COMPLEMENT = re.compile(r"\s(?:for|of|from|with|at|in|to|on|inside|near)\s+(?=\S)")
_LEAD_ENDS = re.compile(r"\s(?:for|of|from|with|at|in|to|on|who|which|that|he|she|it|close|inside|near)\s|,")
_LEADS_ON = frozenset(["but", "and", "yet", "so", "however", "meanwhile", "later", "still", "then"])
_DEFINITE = re.compile(r"(?:the|this|that|same)\s", re.I)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A description. ``noun`` is what heads it, where it is one for people, ``head`` the noun's base form.

    ``owner`` is whose it is ("his …"), ``of`` whom or what it belongs to ("… for the port").
    """

    words: str
    span: Span
    noun: Noun | None
    head: str
    definite: bool
    plural: bool
    country: str | None
    owner: Figure | None
    of: Figure | None
    age: int | None


def taken_apart(
    span: Span, cast: Cast, titles: Sequence[Span], owned_by: Callable[[Span, str], Figure | None]
) -> Phrase:
    """The description at a place; ``owned_by`` tells whom a possessive at a place means."""
    phrase = " ".join(span.of(cast.text).split())
    owned = OWNER.match(phrase)
    core = phrase[owned.end() :] if owned else phrase
    noun = head_noun(core)
    headline = any(t.start <= span.start < t.end for t in titles)
    definite = owned is not None or bool(_DEFINITE.match(phrase)) or headline
    aged = _AGED.search(core)
    return Phrase(
        phrase,
        span,
        noun,
        noun.word if noun else _head_word(core),
        definite and not _INDEFINITE.match(core),
        noun.plural if noun else _is_plural(core),
        _country(span, cast),
        owned_by(span, owned["owner"]) if owned else None,
        _complement(span, cast, core),
        int(aged["age"] or aged["after"]) if aged else None,
    )


def leading_description(text: str, sentence: Span) -> Span | None:
    """The description with which a sentence begins: "But | the union chief | was …"; or None."""
    found = words(text, sentence)[:8]
    at = 1 if found and found[0].key in _LEADS_ON else 0
    if at >= len(found) or found[at].key != "the":
        return None
    for i in range(at + 1, min(at + 5, len(found) - 1)):
        word = found[i]
        heads = person_noun(word.text)
        if heads is not None and not heads.plural and not word.owns:
            follows = (
                person_noun(found[i + 1].text) or found[i + 1].capital or found[i + 1].key in ("of", "for")
            )
            return None if follows else Span(found[at].span.start, word.span.end)
    return None


def _head_word(core: str) -> str:
    found = re.findall(r"[^\W\d_][\w-]*", _LEAD_ENDS.split(core)[0])
    return found[-1].lower() if found else ""


def _is_plural(core: str) -> bool:
    lead = _LEAD_ENDS.split(BARE.sub("", core))[0].split()
    return bool(lead) and lead[-1].endswith("s") and not lead[-1].endswith(("ss", "us"))


def _country(span: Span, cast: Cast) -> str | None:
    """The country that a description names, by a name or an adjective."""
    for name, figure, _ in cast.named_at(span):
        if figure.country and (name.id or figure.entry):
            return figure.country
    for word in words(cast.text, span):
        names = word.capital and word.key not in lexicon("names", "openers")
        senses = cast.known.territories(word.text) if names else ()
        if senses:
            return senses[0].id
    return None


def _complement(span: Span, cast: Cast, core: str) -> Figure | None:
    """The figure that is named after "of", "for", "from" …"""
    m = _COMPLEMENT.search(core)
    if m is None:
        return None
    said = span.of(cast.text)
    at = span.start + said.find(
        core[m.start() :].split()[0], len(said) - len(core) if len(said) > len(core) else 0
    )
    return next((figure for name, figure, _ in cast.named_at(span) if name.span.start > at), None)
