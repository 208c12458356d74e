"""What the model gets wrong by its nature, mended by rules whose words are in `rules/speech.toml`.

It was trained on papers in which no speech stands within speech, refusals to speak count as speech, and few
quotations run over paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from onrecord.quotes import MARKS, Quotation, chains, quotations
from onrecord.records import Attribution, Span
from onrecord.resources import rules

Parts = Sequence[tuple[int, int]]
Chains = Sequence[Sequence[Quotation]]

# A quotation alone, without a cue or a source, needs so many words to be more than a title or a term.
FEWEST_QUOTED = 4
# Of the words of an outer content, so many must be the inner statement's for it to be a relay.
RELAYED = 0.6
# A name between a closing mark and its cue has no more words than this.
LONGEST_NAME = 10
# How sure it is that a quotation that nobody was found for is a statement: little.
UNCLAIMED = 0.3
PRONOUNS = frozenset({"this"})
EMPTY = frozenset({"it", "that"})

_WORD = re.compile(r"\w+")
_SENTENCE_BEFORE = re.compile(r"(?:^|(?<=[.!?] ))(?P<said>[^.!?]+(?:\.\w[^.!?]*)*)[.!?]\s*\S*\s*$")


def mended(text: str, found: Sequence[Attribution], parts: Parts) -> list[Attribution]:
    """The statements of the model, each mended where a rule knows better; silence is left out."""
    steps: tuple[Callable[[str, Attribution], Attribution], ...] = (
        named_last,
        as_saying,
        answered,
        infinitive,
        told_to_them,
        of_one_piece,
        said_this,
    )
    out = []
    for a in found:
        for step in steps:
            a = step(text, a)
        if a.content and not silent(text, a) and not unspoken(text, a):
            out.append(a)
    joined = chains(text, parts)
    pieces = [piece for a in out for piece in taken_apart(text, a, parts, joined)]
    return running_on(text, [a for a in pieces if not stray(text, a)], joined)


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one kind of rule, compiled once."""
    return tuple(re.compile(rule["pattern"], re.IGNORECASE) for rule in rules("speech")[name])


def words(text: str, spans: Sequence[Span]) -> str:
    return " ".join(" ".join(s.of(text) for s in spans).split())


def unspoken(text: str, a: Attribution) -> bool:
    """Whether nobody speaks: the outlet's own passive, a deed, the label of an article, "nobody"."""
    cue, source = words(text, a.cue), words(text, a.source)
    marked = text[a.content[0].start] in MARKS
    own = not a.source and any(p.search(cue) for p in patterns("own_voice"))
    deed = not marked and any(p.search(cue) for p in patterns("deed"))
    return own or deed or any(p.search(source) for p in (*patterns("label"), *patterns("nobody")))


def silent(text: str, a: Attribution) -> bool:
    """Whether the cue says that nothing was said: "declined to comment", "did not say whether …"."""
    if not a.cue or a.content[0] < a.cue[0]:
        return False
    said = words(text, sorted((*a.cue, *a.content)))
    unnamed = () if a.source else patterns("participle")
    return any(p.match(said) for p in (*patterns("silence"), *unnamed))


def stray(text: str, a: Attribution) -> bool:
    """Whether nobody and nothing announces the words, and they are no quotation of some length."""
    said = words(text, a.content)
    marked = any(
        q.start - 1 <= a.content[0].start and q.end + 1 >= a.content[-1].end for q in _around(text, a)
    )
    return not (a.cue or a.source) and not (marked and len(said.split()) >= FEWEST_QUOTED)


def _around(text: str, a: Attribution) -> list[Quotation]:
    begin = text.rfind("\n", 0, a.content[0].start) + 1
    end = text.find("\n", a.content[-1].end)
    return quotations(text, [(begin, len(text) if end < 0 else end)])


def infinitive(text: str, a: Attribution) -> Attribution:
    """What was refused, offered or promised begins with its "to": "refused | to sign the protocol"."""
    if not a.cue or len(a.content) != 1 or text[a.cue[-1].end : a.content[0].start].strip():
        return a
    for pattern in patterns("infinitive"):
        m = pattern.search(a.cue[-1].of(text))
        if m and m.start("rest") > 0:
            begin = a.cue[-1].start
            at = begin + m.start("rest")
            cue = Span(begin, begin + len(text[begin:at].rstrip()))
            return replace(a, cue=(*a.cue[:-1], cue), content=(Span(at, a.content[0].end),))
    return a


def as_saying(text: str, a: Attribution) -> Attribution:
    """A quoted B as saying that …: B is the source."""
    if not a.cue or len(a.content) != 1:
        return a
    content = a.content[0]
    m = next((m for p in patterns("as_saying") if (m := p.match(content.of(text)))), None)
    if m is None:
        return a

    def at(name: str) -> Span:
        return Span(content.start + m.start(name), content.start + m.end(name))

    return replace(a, content=(at("what"),), cue=(*a.cue, at("saying")), source=(at("who"),))


def answered(text: str, a: Attribution) -> Attribution:
    """Whoever asked did not say what stands in marks on another line and holds no question."""
    if not a.cue or text[a.content[0].start] not in MARKS or "?" in words(text, a.content):
        return a
    asked = any(p.search(words(text, a.cue)) for p in patterns("asking"))
    apart = "\n" in text[a.cue[-1].end : a.content[0].start]
    return replace(a, cue=(), source=(), confidence=a.confidence / 2) if asked and apart else a


def told_to_them(text: str, a: Attribution) -> Attribution:
    """Who "was told" does not speak: the source of such a cue is nobody, unless it is named by "by"."""
    if not a.source or not a.cue or a.source[0] > a.cue[0]:
        return a
    return replace(a, source=()) if _is_passive(text, a) else a


def _is_passive(text: str, a: Attribution) -> bool:
    return any(p.search(words(text, a.cue)) for p in patterns("passive"))


def of_one_piece(text: str, a: Attribution) -> Attribution:
    """The content without a subject that is told something, and without the "it" of "it was said"."""
    if len(a.content) < 2 or not a.cue:
        return a
    kept = [s for s in a.content if s.of(text).lower() not in EMPTY]
    if not a.source and _is_passive(text, a) and not text[kept[0].end : a.cue[0].start].strip():
        kept = kept[1:]
    return replace(a, content=tuple(kept) or a.content)


def said_this(text: str, a: Attribution) -> Attribution:
    """X said this on Monday: what was said is the sentence before, in the same paragraph."""
    if words(text, a.content).lower() not in PRONOUNS or not a.cue:
        return a
    first = min(*a.content, *a.cue, *a.source).start
    line = text[text.rfind("\n", 0, first) + 1 : first]
    m = _SENTENCE_BEFORE.search(line)
    if m is None:
        return replace(a, content=())
    start = first - len(line) + m.start("said")
    return replace(a, content=(Span(start, start + len(m["said"])),))


def named_last(text: str, a: Attribution) -> Attribution:
    """“…,” X said: a name between the closing mark and the cue is the source, and no part of the words."""
    if a.source or not a.cue or len(a.content) != 1:
        return a
    content, cue = a.content[0], a.cue[0]
    if text[content.end : cue.start].strip():
        return a
    closed = [
        q.end + 1 for q in _around(text, a) if q.closed and content.start <= q.start and q.end < content.end
    ]
    tail = text[closed[-1] : content.end] if closed else ""
    if not tail.strip() or len(tail.split()) > LONGEST_NAME or not text[content.start : closed[-1]].strip():
        return a
    start = content.end - len(tail.lstrip())
    return replace(a, content=(Span(content.start, closed[-1]),), source=(Span(start, content.end),))


def running_on(text: str, found: list[Attribution], joined: Chains) -> list[Attribution]:
    """Give each quotation that goes on over paragraphs, its marks opened anew, to whoever began it."""
    out = list(found)
    for chain in joined:
        places = [Span(q.start - 1, q.end + q.closed) for q in chain]
        owners = [
            i for i, a in enumerate(out) if a.cue and any(s.overlaps(p) for s in a.content for p in places)
        ]
        owners = owners or _last_before(text, out, places[0].start)
        if not owners:
            out = [a for a in out if not _inside(a, places)]
            out.append(Attribution(tuple(places), (), (), UNCLAIMED))
        if len(owners) != 1:
            continue
        whole = out[owners[0]]
        free = [p for p in places if not any(s.overlaps(p) for s in whole.content)]
        kept = [a for i, a in enumerate(out) if i == owners[0] or not _inside(a, free)]
        mine = kept.index(whole)
        kept[mine] = replace(whole, content=tuple(sorted((*whole.content, *free))))
        out = kept
    return sorted(out, key=lambda a: (a.content[0], a.cue))


def _last_before(text: str, found: Sequence[Attribution], at: int) -> list[int]:
    """“A,” X said. “B …: whoever said the words in marks before it in the same paragraph."""
    begin = text.rfind("\n", 0, at)
    said = [i for i, a in enumerate(found) if a.cue and begin < a.content[0].start < a.cue[-1].end <= at]
    return [i for i in said[-1:] if text[found[i].content[-1].end - 1] in MARKS]


def taken_apart(text: str, a: Attribution, parts: Parts, joined: Chains) -> list[Attribution]:
    """A statement's words in the paragraph of its cue, and those elsewhere of another quotation.

    A quotation in a paragraph after words that are told is of the same source, without a cue. One in a
    paragraph before is of somebody whom the text names there, or does not.
    """

    def part(span: Span) -> int:
        return bisect_right(parts, (span.start, len(text)))

    def runs_on(span: Span, into: int) -> bool:
        reaching = (c for c in joined if any(part(Span(q.start, q.end)) == into for q in c))
        return any(q.start <= span.end <= q.end + 1 for c in reaching for q in c[:-1])

    home = part(a.cue[0]) if a.cue else part(a.content[0])
    here = tuple(s for s in a.content if part(s) == home)
    before = tuple(s for s in a.content if part(s) < home and not runs_on(s, home))
    after = tuple(s for s in a.content if part(s) > home and here and text[here[0].start] not in MARKS)
    if not here or not (before or after):
        return [a]
    kept = replace(a, content=tuple(s for s in a.content if s not in (*before, *after)))
    apart = [replace(a, content=(s,), cue=(), source=(), confidence=a.confidence / 2) for s in before]
    return [*apart, kept, *([replace(a, content=after, cue=())] if after else [])]


def _inside(a: Attribution, places: Sequence[Span]) -> bool:
    return not a.cue and all(any(s.overlaps(p) for p in places) for s in a.content)


def tells(phrase: str) -> bool:
    """Whether a few words have a verb of saying in them."""
    return any(p.search(phrase) for p in patterns("saying"))


def relays(text: str, a: Attribution) -> bool:
    """Whether the content may hold somebody else's statement: it has a verb of saying in it."""
    return bool(a.cue) and tells(words(text, a.content))


def _was_said(cue: str) -> bool:
    """Whether a cue reports speech that was, not speech that would, should or will be."""
    return tells(cue) and not any(p.search(cue) for p in patterns("unsaid"))


def spoken_first(text: str, outer: Attribution, again: Sequence[Attribution]) -> Attribution | None:
    """Of the statements within an outer content, the one that it is all about, or None."""

    def count(spans: Sequence[Span]) -> int:
        return sum(len(_WORD.findall(s.of(text))) for s in spans)

    for a in again:
        inside = all(any(o.start <= s.start and s.end <= o.end for o in outer.content) for s in a.content)
        if not inside or not a.source or not _was_said(words(text, a.cue)):
            continue
        ahead = text[outer.content[0].start : min(a.source[0], a.content[0]).start]
        if (
            count((*a.content, *a.cue, *a.source)) >= RELAYED * count(outer.content)
            and len(ahead.split()) <= 1
        ):
            return replace(a, confidence=min(a.confidence, outer.confidence))
    return None
