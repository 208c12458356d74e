"""Who stands between a speaker and the report, to whom it is said, and what carries it.

statements → paragraphs → sentences → what rules hear in them → whose it is → what goes on in the next
sentence
           → order
"""

from __future__ import annotations

import re
from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from onrecord.mend import words as _words
from onrecord.records import Attribution, Score, Segment, Span
from onrecord.resolve.credits import Credit, credits, own_outlets
from onrecord.resolve.hearing import (
    PRONOUNS,
    THROUGH,
    Heard,
    Sentence,
    behind,
    hidden,
    media,
    reporters,
    ruleset,
    told,
)
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.outlets import Naming, bare, naming, outlet_id
from onrecord.sentences import sentence_at, sentences

__all__ = ["Chain", "Credit", "chains", "credits"]

RELATIVE = frozenset({"who", "which", "that", "whom"})
# Outlets that one of them cites stand so near to each other.
BESIDE = 40
# How sure it is that a chain goes on from the sentence before, or that a sentence tells of the one beside it.
CARRIED, BESIDE_IT = 0.7, 0.8
# Who answers an outlet says it to the outlet.
ASKED = replace(THROUGH, kind="addressed", score=0.85)

_NEXT = re.compile(r";|\b(?:and|but|while|whereas|although)\b|[.!?]", re.IGNORECASE)
_ASKED = re.compile(r"(?:asked|questioned|pressed|quizzed) by (?:the )?", re.IGNORECASE)
_HERE = re.compile(r"(?:this|our) ", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")


@dataclass(frozen=True, slots=True)
class Chain:
    """Who stands between a speaker and the report (nearest the speaker first), to whom it is said, what
    carried it.

    The spans are the words that name them there; ``named`` are, for each relay, the words that name it in
    full:
    the same, or "Interfax" some sentences before, where the relay is "the agency".
    """

    relays: tuple[Span, ...] = ()
    addressees: tuple[Span, ...] = ()
    media: tuple[Span, ...] = ()
    reasons: tuple[tuple[str, Score], ...] = ()
    named: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What all paragraphs share: ``own`` are the ids of the outlets whose own copy it is.

    ``mentioned`` are the outlets that were named so far, in order of the text, and grow.
    """

    text: str
    known: Knowledge
    own: frozenset[str]
    mentioned: list[Span]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the statements that it announces, by their numbers, and the sentences that they
    stand in."""

    report: Report
    said: dict[int, Attribution]
    extents: dict[int, Span]
    sentences: tuple[Sentence, ...]
    is_title: bool

    @property
    def places(self) -> dict[int, int]:
        """The number of the sentence of each statement, in order of the text."""
        return {i: n for n, sentence in enumerate(self.sentences) for i in sentence.members}


def chains(
    text: str,
    segments: Sequence[Segment],
    found: Sequence[Attribution],
    known: Knowledge,
    *,
    outlet: str | None = None,
) -> list[Chain]:
    """Return who relays each statement, to whom it is said and what carries it: one chain each, in their
    order.

    ``outlet`` is where the report stands, if the caller knows it: what is told to it is told to the report.
    """
    own = own_outlets(text, segments, known, outlet)
    report = Report(text, known, own, sorted(c.words for c in credits(text, segments, known)))
    out = [Chain() for _ in found]
    # Titles come last: "Paper: …" is the paper that the text names.
    for paragraph in sorted(_paragraphs(report, segments, found), key=lambda p: p.is_title):
        heard, carried = _everything(paragraph)
        for i in paragraph.places:
            out[i] = _chain(paragraph, i, heard[i], carried=i in carried)
    return out


def core(a: Attribution) -> Span:
    """Where a statement is announced: its cue, else its source, else its words."""
    return (a.cue or a.source or a.content)[0]


# ---- paragraphs and sentences --------------------------------------------------------------------------


def _paragraphs(
    report: Report, segments: Sequence[Segment], found: Sequence[Attribution]
) -> Iterator[Paragraph]:
    """The segments in which statements are announced."""
    starts = [s.span.start for s in segments]
    members: dict[int, dict[int, Attribution]] = {}
    for i, a in enumerate(found):
        at = bisect_right(starts, core(a).start) - 1
        if at >= 0:
            members.setdefault(at, {})[i] = a
    for at, said in sorted(members.items()):
        segment = segments[at]
        extents = {i: _extent(a, segment.span) for i, a in said.items()}
        parts = tuple(_sentences(report.text, segment.span, said, extents))
        yield Paragraph(report, said, extents, parts, segment.kind == "title")


def _extent(a: Attribution, within: Span) -> Span:
    """From the first to the last of a statement's words in a paragraph."""
    spans = [s for s in (*a.content, *a.cue, *a.source) if s.overlaps(within)]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _sentences(
    text: str, span: Span, said: dict[int, Attribution], extents: dict[int, Span]
) -> Iterator[Sentence]:
    """The sentences of a paragraph in order, those as one that a statement runs over."""
    words = hidden(text, span, said.values())
    parts = sentences(text, span.start, span.end)
    reach = {i: sorted((_at(parts, e.start), _at(parts, e.end - 1))) for i, e in extents.items()}
    begins = sorted(reach, key=lambda i: reach[i])
    first, last, members = 0, 0, list[int]()
    for n in range(len(parts)):
        while begins and reach[begins[0]][0] <= n:
            members.append(begins.pop(0))
            last = max(last, reach[members[-1]][1])
        if n >= last:
            whole = Span(parts[first].start, parts[n].end)
            ordered = tuple(sorted(members, key=lambda i: core(said[i])))
            yield Sentence(words[whole.start - span.start : whole.end - span.start], whole, ordered)
            first, last, members = n + 1, n + 1, []


def _at(parts: Sequence[Span], offset: int) -> int:
    return max(sentence_at(parts, offset), 0)


# ---- what is heard, and of which statement -------------------------------------------------------------


def _everything(paragraph: Paragraph) -> tuple[dict[int, list[Heard]], set[int]]:
    """What is heard of each statement of a paragraph, and of which ones it is carried on from the one
    before."""
    heard: dict[int, list[Heard]] = {i: [] for i in paragraph.said}
    for sentence in paragraph.sentences:
        _listen(paragraph, sentence, heard)
    for before, sentence in pairwise(paragraph.sentences):
        if sentence.members and not before.members:
            _lead(paragraph, before, sentence, heard)
        elif before.members and not sentence.members:
            _follow(paragraph, before, sentence, heard)
    return heard, _carry(paragraph, heard)


def _listen(paragraph: Paragraph, sentence: Sentence, heard: dict[int, list[Heard]]) -> None:
    """Give each statement of a sentence what rules hear of it there."""
    if not sentence.members:
        return
    report = paragraph.report
    for i in sentence.members:
        heard[i] += told(sentence, report.text, paragraph.said[i], report.known)
    taken = [h.span for i in sentence.members for h in heard[i]]
    cues = [c for i in sentence.members for c in paragraph.said[i].cue]
    for h in (
        *media(sentence, report.known),
        *behind(sentence, report.known),
        *reporters(sentence, cues, report.known),
    ):
        if not any(h.span.overlaps(t) for t in taken):
            taken.append(h.span)
            for i in _owners(paragraph, sentence, h.at):
                heard[i].append(h)
    _asked(paragraph, sentence, heard)
    for i in sentence.members:
        heard[i] += _through(report, paragraph.said[i], heard[i])


def _asked(paragraph: Paragraph, sentence: Sentence, heard: dict[int, list[Heard]]) -> None:
    """Asked by the BBC whether …, he said …: he said it to the BBC."""
    report = paragraph.report
    for question, answer in pairwise(sentence.members):
        a = paragraph.said[question]
        asked = a.source and _ASKED.fullmatch(report.text, core(a).start, a.source[0].start)
        named = naming(report.text, a.source[0].start, a.source[0].end, report.known) if asked else None
        if named and named.sort == "outlet" and not heard[answer]:
            heard[answer].append(Heard(a.cue[0].start, named, "relay", ASKED))


def _owners(paragraph: Paragraph, sentence: Sentence, at: int) -> list[int]:
    """Of which statements of a sentence something is heard that stands here."""
    extents = {i: paragraph.extents[i] for i in sentence.members}
    around = [i for i, e in extents.items() if e.start <= at < e.end]
    if around:
        return [min(around, key=lambda i: len(extents[i]))]
    before = [i for i, e in extents.items() if e.end <= at]
    after = [i for i, e in extents.items() if e.start > at]
    if not before:
        return after
    last = max(before, key=lambda i: extents[i].end)
    between = sentence.words[extents[last].end - sentence.span.start : at - sentence.span.start]
    if after and _NEXT.search(between):
        return after[:1]
    return [i for i in before if i == last or _goes_on(paragraph, i, last)]


def _through(report: Report, a: Attribution, heard: Sequence[Heard]) -> Iterator[Heard]:
    """Who relays a statement by the attributions around it, and is not heard of otherwise.

    Whoever says that he himself had said something relays nobody.
    """
    himself = _words(report.text, a.source).lower() in PRONOUNS
    for span in a.through:
        if span.of(report.text).lower() in RELATIVE:
            continue
        named = naming(report.text, span.start, span.end, report.known)
        if named is None or named.sort not in ("outlet", "unnamed"):
            whole = Span(span.start, span.start + len(span.of(report.text).rstrip(" ,")))
            named = None if himself else Naming(whole, "people", whole.end)
        if named and not any(h.span.overlaps(named.span) for h in heard):
            yield Heard(named.span.start, named, "relay", THROUGH)


# ---- beyond the sentence -------------------------------------------------------------------------------


def _lead(paragraph: Paragraph, before: Sentence, sentence: Sentence, heard: dict[int, list[Heard]]) -> None:
    """What a sentence without a statement says of the next: "Her answer, via X. “No,” she said."."""
    first = sentence.members[0]
    if _relays(heard[first]) or any(rule.pattern.search(before.words) for rule in ruleset("reporter")):
        return
    leading = (h for h in behind(before, paragraph.report.known) if h.rule.leads and not h.rule.ties)
    heard[first] += [replace(h, rule=replace(h.rule, score=BESIDE_IT)) for h in _relays(leading)]


def _follow(
    paragraph: Paragraph, before: Sentence, sentence: Sentence, heard: dict[int, list[Heard]]
) -> None:
    """What a sentence says of the statements before it: "She was speaking to X."."""
    if not any(rule.pattern.search(sentence.words) for rule in ruleset("afterword")):
        return
    following = [
        replace(h, rule=replace(h.rule, score=BESIDE_IT))
        for h in _relays(behind(sentence, paragraph.report.known))
    ]
    for i in before.members:
        if not _relays(heard[i]):
            heard[i] += following


def _carry(paragraph: Paragraph, heard: dict[int, list[Heard]]) -> set[int]:
    """Give statements the relays of the one before, where the same speaker plainly goes on; return which."""
    carried: set[int] = set()
    for (last, before), (i, at) in pairwise(paragraph.places.items()):
        relays = _relays(heard[last])
        if not relays or heard[i] or at - before > 1 or not _goes_on(paragraph, last, i):
            continue
        # "He said in parliament on Tuesday": another occasion.
        if not any(rule.pattern.search(paragraph.sentences[at].words) for rule in ruleset("elsewhere")):
            heard[i] += relays
            carried.add(i)
    return carried


def _relays(heard: Iterable[Heard]) -> list[Heard]:
    return [h for h in heard if h.part == "relay"]


def _goes_on(paragraph: Paragraph, last: int, i: int) -> bool:
    """Whether a statement's source is the one before it, a pronoun, or part of its name."""
    before, now = (_words(paragraph.report.text, paragraph.said[n].source).lower() for n in (last, i))
    return bool(before) and bool(now) and (now in PRONOUNS or _names(now) <= _names(before))


def _names(words: str) -> set[str]:
    return {bare(word) for word in _WORD.findall(words)}


# ---- chains --------------------------------------------------------------------------------------------


def _chain(paragraph: Paragraph, i: int, heard: Sequence[Heard], *, carried: bool) -> Chain:
    """The chain of a statement from what is heard of it, without the report's own outlet and the speaker."""
    report, a = paragraph.report, paragraph.said[i]
    for h in heard:
        if h.naming.sort == "outlet":
            insort(report.mentioned, h.span)
    addressed = [h for h in heard if h.part == "addressed"]
    relays: list[Heard] = []
    speaker = _outlet(report, a.source[0]) if a.source else None
    # "Reuters reports …, according to the police": the police relay nothing.
    seen = {outlet_id(speaker.span.of(report.text), report.known)} if speaker else set()
    for h in in_order(report.text, a, _relays(heard)):
        name = outlet_id(_named(paragraph, h).of(report.text), report.known)
        here = h.naming.sort == "unnamed" and _HERE.match(h.span.of(report.text))
        if here or name in report.own:
            addressed += [h] if h.rule.kind == "addressed" and not carried else []
        elif name not in seen and (not speaker or h.naming.sort in ("outlet", "unnamed")):
            relays.append(h)
        seen.add(name)
    if speaker:
        insort(report.mentioned, speaker.span)
    carriers = sorted((h for h in heard if h.part == "medium"), key=lambda h: h.span)
    return Chain(
        relays=tuple(h.span for h in relays),
        addressees=tuple(h.span for h in addressed),
        media=tuple(h.span for h in carriers),
        reasons=tuple(_reasons(report.text, relays, addressed, carriers, carried=carried)),
        named=tuple(_named(paragraph, h) for h in relays),
    )


def _outlet(report: Report, span: Span) -> Naming | None:
    """The outlet that a source names, if it is all of the source."""
    named = naming(report.text, span.start, span.end, report.known)
    return named if named and named.sort == "outlet" and named.end >= span.end else None


def _named(paragraph: Paragraph, h: Heard) -> Span:
    """The words that name a relay in full: of "the agency", the outlet named last before it.

    In an agency's own copy, whoever tells "the agency" tells it. In a title, it is the first that the text
    names.
    """
    report = paragraph.report
    words = h.span.of(report.text).split()
    if h.naming.sort != "unnamed" or len(words) > 2 or (len(words) == 2 and words[0].lower() != "the"):
        return h.span
    at = bisect_right(report.mentioned, h.span)
    if h.rule.kind == "addressed":
        own = [s for s in report.mentioned[:at] if outlet_id(s.of(report.text), report.known) in report.own]
        if own:
            return own[0]
    if paragraph.is_title:
        return next(iter(report.mentioned[at:]), h.span)
    return report.mentioned[at - 1] if at and len(words) == 2 else h.span


def in_order(text: str, a: Attribution, relays: Iterable[Heard]) -> list[Heard]:
    """Relays, the nearest to the speaker first.

    Behind the statement each is farther than the one before it, ahead of it each is nearer ("According to
    A, X
    said, quoted by B, as reported by C": B, C, A); who is told stands nearest. "A, citing B" and "B, cited
    by A"
    are B, A wherever they stand.
    """
    groups: list[list[Heard]] = []
    last: Heard | None = None
    citing: Heard | None = None
    for h in sorted(relays, key=lambda h: h.span):
        near = last is not None and _is_beside(text, a, last, h)
        if last and near and h.rule.ties:
            group = next(g for g in groups if last in g)
            group.insert(group.index(last) + (h.rule.ties == "outer"), h)
        elif h.rule.ties == "inner":
            citing = h
        else:
            groups.append([citing, h] if citing and last is citing and near else [h])
        last = h
    first = min((*a.content, *a.cue, *a.source))
    ahead = [g for g in groups if g[-1].span < first]
    ordered = [*groups[len(ahead) :], *reversed(ahead)]
    return [h for g in sorted(ordered, key=lambda g: g[0].rule.kind != "addressed") for h in g]


def _is_beside(text: str, a: Attribution, first: Heard, second: Heard) -> bool:
    """Whether nothing of the statement stands between two relays, and little else."""
    between = Span(first.span.end, second.span.start)
    apart = any(s.overlaps(between) for s in (*a.content, *a.source))
    return len(between) <= BESIDE and not apart and ";" not in between.of(text)


def _reasons(
    text: str,
    relays: Sequence[Heard],
    addressed: Sequence[Heard],
    carriers: Sequence[Heard],
    *,
    carried: bool,
) -> Iterator[tuple[str, Score]]:
    where = "in the sentence before, which goes on" if carried else "beside the statement"
    for name, heard in (("channel", relays), ("addressee", addressed), ("media", carriers)):
        if heard:
            said = ", ".join(f"“{_quote(text, h)}”" for h in heard)
            score = CARRIED if carried else min(h.rule.score for h in heard)
            yield name, Score(score, f"{said} {where}")


def _quote(text: str, h: Heard) -> str:
    return " ".join(text[min(h.at, h.span.start) : h.span.end].split())
