"""What a sentence says of who relays a statement, to whom it is said and what carries it.

The rules are data, in `rules/channel.toml`, where the fields are explained. They meet sentences in which
what is
said is □ and who says it is ▪.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from onrecord.records import Attribution, Span
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.outlets import Naming, bare, lexicon, naming, naming_all
from onrecord.resources import rules

Part = Literal["relay", "addressed", "medium"]
Kind = Literal["relay", "reporter", "addressed", "medium", "afterword", "elsewhere"]

SAID, SPEAKER = "□", "▪"
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i"})
# Who is the subject of a verb is named in so many characters before it.
BEFORE = 120
# A platform that stands so near behind a post is where the post is.
POSTED = 40

_CLAUSE = re.compile(
    r"[,;:()—–“”\"□▪?!]|\b(?:and|but|while|as|that|which|because|when|if|though|although)\s", re.I
)
_WHEN = re.compile(
    r"(?:\s*\b(?:on|in|at|late|early|earlier|later|last|this|also|then|now|however|today|yesterday|meanwhile"
    r"|separately|subsequently|first|\w+day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\d+|week|month"
    r"|year|night|morning|afternoon|evening)\b)*\s*",
    re.I,
)
_CLOSED = re.compile(_WHEN.pattern + r"(?:$|[.,;!?)\]”\"□])", re.I)
_WHERE = re.compile(
    r"\s(?:in|at|on|from|by|about|after|during|before|over|outside|inside|near|via|through|with|to)\s", re.I
)
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being) (?:\w+ )?"
    r"(?:told|asked|urged|ordered|advised|warned|informed|assured|reminded)$",
    re.I,
)
# Papers that are cited and say nothing themselves.
RECORDS = frozenset({"papers", "documents", "records", "filings", "figures", "data", "files", "law"})
_PLATFORM = re.compile(r"\w+(?: \w+)?")
_POST = re.compile(r"(?:posts?|messages?|videos?)$", re.I)


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `rules/channel.toml`, where the fields are explained."""

    kind: Kind
    pattern: re.Pattern[str]
    score: float = 0.9
    takes: Literal["named", "outlet", "name", "people"] = "people"
    ties: Literal["", "inner", "outer"] = ""
    leads: bool = False
    verb: bool = False
    before: bool = False
    closed: bool = False
    platform: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Words that tell of somebody or of a medium: where they begin, whom they name, and by which rule."""

    at: int
    naming: Naming
    part: Part
    rule: Rule

    @property
    def span(self) -> Span:
        return self.naming.span


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or more where a statement runs over them; ``words`` are as rules meet them.

    ``members`` are the numbers of the statements that stand in it, in order of the text.
    """

    words: str
    span: Span
    members: tuple[int, ...] = ()


# Who is heard of by an attribution around a statement, and by the subject of "were told".
THROUGH, TOLD = Rule("relay", re.compile("")), Rule("addressed", re.compile(""))


@cache
def ruleset(kind: Kind) -> tuple[Rule, ...]:
    """The rules of one kind, those first that tie one outlet to another."""
    fields = set(Rule.__dataclass_fields__) - {"kind", "pattern"}
    found = (
        Rule(kind, re.compile(r["pattern"], re.I), **{k: r[k] for k in fields & set(r)})
        for r in rules("channel")[kind]
    )
    return tuple(sorted(found, key=lambda rule: not rule.ties))


def hidden(text: str, span: Span, said: Iterable[Attribution]) -> str:
    """A stretch of text with □ for what is said and ▪ for who says it, character by character."""
    words = list(span.of(text))
    for a in said:
        speakers = tuple(_speaker(text, s) for s in a.source)
        for mark, spans in ((SPEAKER, speakers), (SAID, a.content)):
            for s in spans:
                first, last = max(s.start, span.start) - span.start, min(s.end, span.end) - span.start
                words[first:last] = mark * max(0, last - first)
    return "".join(words)


def _speaker(text: str, source: Span) -> Span:
    """Of a source, what is not heard by rules: "a memo" of "a memo seen by Reuters"."""
    m = _pattern("of_source").search(text, source.start, source.end)
    return Span(source.start, m.start()) if m else source


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rules("channel")[name], re.IGNORECASE)


def behind(sentence: Sentence, known: Knowledge) -> Iterator[Heard]:
    """Who is named behind words such as "quoted by" and "in an interview with"."""
    for rule in (*(r for r in ruleset("addressed") if not r.verb), *ruleset("relay")):
        for m in rule.pattern.finditer(sentence.words):
            for named in naming_all(sentence.words, m.end(), len(sentence.words), known):
                heard = _heard(sentence, m.start(), named, rule)
                if rule.kind == "addressed":
                    yield from _listener(sentence, heard)
                elif _takes(rule, named, sentence.words, known):
                    yield heard


def reporters(sentence: Sentence, cues: Sequence[Span], known: Knowledge) -> Iterator[Heard]:
    """Who is the subject of a clause such as "DPA reports" that announces no statement of its own."""
    for rule in ruleset("reporter"):
        for m in rule.pattern.finditer(sentence.words):
            verb = Span(sentence.span.start + m.start(), sentence.span.start + m.end())
            if any(verb.overlaps(c) for c in cues) or (
                rule.closed and not _CLOSED.match(sentence.words, m.end())
            ):
                continue
            named = subject(sentence.words, m.start(), known)
            if named and _takes(rule, named, sentence.words, known):
                yield _heard(sentence, named.span.start, named, rule)


def media(sentence: Sentence, known: Knowledge) -> Iterator[Heard]:
    """What is named as carrying the words: "in a letter", "on Telegram". "A post on X" is X alone."""
    found: list[tuple[int, Span, Rule]] = []
    for rule in ruleset("medium"):
        for m in rule.pattern.finditer(sentence.words):
            span = _platform(sentence.words, m.end(), known) if rule.platform else Span(*m.span("medium"))
            if span:
                found.append((m.start(), span, rule))
    platforms = [at for at, _, rule in found if rule.platform]
    for at, span, rule in found:
        posted = any(0 <= p - span.end <= POSTED for p in platforms)
        if rule.platform or not (posted and _POST.search(span.of(sentence.words))):
            yield _heard(sentence, at, Naming(span, "other", span.end), rule, "medium")


def told(sentence: Sentence, text: str, a: Attribution, known: Knowledge) -> list[Heard]:
    """Whom a statement's own cue is addressed to: "told reporters", "Fishermen were told"."""
    base, words = sentence.span.start, sentence.words
    order = a.content[0].of(text).lower().startswith("to ")
    out: list[Heard] = []
    for rule in (r for r in ruleset("addressed") if r.verb):
        for cue in a.cue:
            first, last = max(0, cue.start - base), max(0, cue.end - base)
            m = rule.pattern.search(words, first, last + len(" to "))
            if m is None or m.start() >= last:
                continue
            for named in naming_all(words, m.end(), len(words), known):
                heard = _heard(sentence, m.start(), named, rule)
                if not rule.before or any(c.start >= heard.naming.end for c in a.content):
                    out += _listener(sentence, heard, order=order)
    passive = [c for c in a.cue if _PASSIVE.search(words, max(0, c.start - base), max(0, c.end - base))]
    named_ = subject(words, passive[0].start - base, known) if passive and not out else None
    return [_heard(sentence, passive[0].start - base, named_, TOLD, "addressed")] if named_ else out


def _heard(sentence: Sentence, at: int, named: Naming, rule: Rule, part: Part = "relay") -> Heard:
    """What is heard at a place of a sentence, as a place in the text."""
    by = sentence.span.start
    moved = Naming(Span(named.span.start + by, named.span.end + by), named.sort, named.end + by)
    return Heard(at + by, moved, part, rule)


def _listener(sentence: Sentence, heard: Heard, *, order: bool = False) -> Iterator[Heard]:
    """Whoever is spoken to: an outlet relays it, a station without a name carries it, others listen."""
    base = sentence.span.start
    span = Span(heard.span.start - base, heard.span.end - base)
    words = span.of(sentence.words).split()
    if bare(words[0]) in lexicon("nobody") or (len(words) == 1 and bare(words[0]) in lexicon("days")):
        return
    if heard.naming.sort == "unnamed" and words[-1] in lexicon("broadcast"):
        yield replace(heard, part="medium")
    elif order or not _told_an_outlet(heard.naming.sort, words):
        where = _WHERE.search(sentence.words, span.start, span.end)
        shorter = Span(heard.span.start, base + where.start()) if where else heard.span
        yield replace(heard, part="addressed", naming=replace(heard.naming, span=shorter))
    else:
        yield heard


def _told_an_outlet(sort: str, words: Sequence[str]) -> bool:
    """Whether what is told to them is told to an outlet: "Interfax", "the agency", "a local newspaper"."""
    if sort != "unnamed":
        return sort == "outlet"
    back = len(words) > 2 or words[0].lower() == "the" or words[-1] in lexicon("plain")
    return back and words[-1] in lexicon("back")


def _takes(rule: Rule, named: Naming, words: str, known: Knowledge) -> bool:
    """Whether a rule takes whom the words name."""
    if named.sort == "outlet":
        return True
    if named.sort == "unnamed":
        return rule.takes != "named"
    if named.sort == "name" and rule.takes == "name":
        name = named.span.of(words)
        return not (known.medium(name) or known.territories(name) or known.spots(name) or known.named(name))
    if bare(named.span.of(words).split()[-1]) in RECORDS:
        return False
    return rule.takes == "people" and named.sort in ("people", "name")


def subject(words: str, verb: int, known: Knowledge) -> Naming | None:
    """Whom the words between the beginning of a clause and its verb name; no pronoun."""
    begin = max(0, verb - BEFORE)
    marks = [m.end() for m in _CLAUSE.finditer(words, begin, verb)]
    if begin and not marks:
        return None
    first = max(marks, default=0)
    when = _WHEN.match(words, first, verb)
    named = naming(words, when.end() if when else first, verb, known)
    if named is None or bare(named.span.of(words)) in PRONOUNS:
        return None
    rest = _WHEN.match(words, named.end, verb)
    return named if rest and rest.end() == verb else None


def _platform(words: str, at: int, known: Knowledge) -> Span | None:
    """The platform that is named here: one word or two, in capitals, or "social media"."""
    m = _PLATFORM.match(words, at)
    for name in (m[0], m[0].split(" ")[0]) if m else ():
        large = all(word[0].isupper() for word in name.split(" ")) or name.lower() == "social media"
        hyphened = words[at + len(name) : at + len(name) + 1] == "-"
        if large and known.medium(name) and not hyphened:
            return Span(at, at + len(name))
    return None
