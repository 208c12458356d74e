"""Statements that their form alone tells, without the model: headlines with a colon or a dash,
transcripts, and quotation marks in a language that the model does not know.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from itertools import pairwise

from onrecord.dialogue import Turn, in_person, listed, turns
from onrecord.mend import tells
from onrecord.quotes import quotations
from onrecord.records import READABLE, Attribution, Segment, Span
from onrecord.sentences import sentences

Parts = list[tuple[int, int]]

# A presenter's sentence of fewer words tells nothing that others say.
FEWEST_PRESENTED = 4
_YOU = re.compile(r"(?i)\byou(?:rs?)?\b")

# How often such a form is what it seems, on the cases in eval/: headlines and transcripts are
# nearly always right, bare quotation marks may be a title or irony.
SURE_FORM, SURE_QUOTED = 0.9, 0.3
# "head of the union": what follows goes on naming the speaker.
OF = frozenset({"of", "for", "at", "from", "in", "on", "and", "to", "who", "about", "after", "over"})
SPEAKER_WORDS, FEWEST_QUOTED = 7, 4
# Letters of a name before a colon, with what stands by it.
LEAD = 60

_COLON = re.compile(r"(?P<who>[^:“”\"«»]{2,60}?)(?P<mark>:)\s+(?P<what>\S.*\S)\s*", re.S)
_QUOTED_COLON = re.compile(r"(?P<what>[“\"‘'«].*[”\"’'»])(?P<mark>:)\s+(?P<who>[^:]{2,90}\S)\s*", re.S)
_DASH = re.compile(r"(?P<what>.*\S)\s(?P<mark>[–—-])\s(?P<who>[^–—:]{2,50}\S)\s*", re.S)
# What begins a turn within a paragraph: a label in capitals or of one who asks, a dash.
_PARAGRAPH = re.compile(
    r"\S(?:[^\r\n]++|(?:\r\n|[\r\n])(?!\s*[\r\n]|[—–-] |[QA][.:]|[^\W\d_a-z][\w.’'\- ]{0,44}:))*+"
)
_MARKED = re.compile(r"([^\W\d_][\w.’'\- ]{0,44}?)[:.][ \t\xa0]+(?=\S)")
# "Voss at the gate:", "A long answer from the mayor, Ada Voss, when we asked:".
_LEAD = re.compile(r"(?P<who>[^:“”\"«»\r\n]{2,160}):(?:\s+|$)")
_FROM = re.compile(
    r"(?:[^.!?]{0,60}\b)?[Ff]rom (?P<who>[^.!?]{3,90}?)"
    r"(?:,? (?:when|after|as|asked|speaking|before|to|via|by|on|in|at|who|this|earlier|late|last)\b.{0,120})?"
)
_NAMED = re.compile(r"[^\W\d_a-z][\w’'-]+ [^\W\d_a-z][\w’'-]+$|, [^\W\d_a-z]|[^\W\d_a-z][\w’'-]+ of ")
# What stands by a name that is no verb: "Voss, before the cameras:".
_BESIDE = re.compile(
    r",? (?:before|in|on|at|after|to|outside|inside|speaking|leaving|with|via|by|from|during|late|about)\b"
)
_WHOLE = re.compile(r"[“\"‘«][^“”\"«»]*[”\"’»]")
_SENTENCES = re.compile(r"[“\"«][^“”\"«»]*[.!?…][”\"»](?=\s+[^\W\d_a-z])")
_RUNNING = re.compile(r"[“\"‘«][^“”\"«»]*[”\"’»]?")
_QUOTED = re.compile(r"[‘“\"'«„].*[’”\"'»“]", re.S)
_VERB_LIKE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|be|as|and|or|what|how|why|when|after|before)\b", re.I
)
_LATE_WORD = re.compile(
    r"(?:what|how|why|who|where|when|which|five|ten|the latest|a timeline|in pictures)\b(?!.*[.!]$)", re.I
)


def told(text: str, segments: Sequence[Segment]) -> tuple[list[Attribution], Parts]:
    """What headlines and transcripts say by their form, and what is left for the model to read.

    What is left are the paragraphs that a reporter wrote, less those already told, less the outlet's own
    questions in a transcript.
    """
    found = [a for s in segments if s.kind in ("title", "subhead") and (a := headline(text, s.span))]
    spoken, questions = transcript(text, segments)
    taken = {line.start for a in spoken for line in a.content}
    introduced = lead_ins(text, [s.span for s in segments if s.kind == "body"], taken)
    found += [*spoken, *introduced]
    edges = [at for a in found for span in a.content for at in (span.start, span.end - 1)]
    edges += [who.start for a in introduced for who in a.source]
    edges = sorted([*edges, *(line.start for line in questions)])
    readable = [(s.span.start, s.span.end) for s in segments if s.kind in READABLE]
    left = [(a, b) for a, b in readable if bisect_left(edges, a) == bisect_left(edges, b)]
    return found, sorted(left + _rests(text, introduced, readable) + _presented(text, questions))


def _presented(text: str, questions: Sequence[Span]) -> Parts:
    """What presenters tell between their questions: the sentences that neither ask nor speak to anybody."""
    found: Parts = []
    for line in questions:
        for s in sentences(text, line.start, line.end):
            said = s.of(text)
            if said.count(" ") + 1 >= FEWEST_PRESENTED and "?" not in said and not _YOU.search(said):
                goes_on = bool(found) and not text[found[-1][1] : s.start].strip()
                found[-1:] = [(found[-1][0], s.end)] if goes_on else [*found[-1:], (s.start, s.end)]
    return found


def without(segments: Sequence[Segment], parts: Parts) -> Parts:
    """The readable stretches of a text that are in none of these parts."""
    left = []
    for segment in (s.span for s in segments if s.kind in READABLE):
        at = segment.start
        for a, b in (p for p in parts if segment.start <= p[0] < segment.end):
            left.append((at, a))
            at = b
        left.append((at, segment.end))
    return [(a, b) for a, b in left if a < b]


def _rests(text: str, introduced: Sequence[Attribution], paragraphs: Parts) -> Parts:
    """What stands in the same paragraph below a quotation that is told."""
    starts = [a for a, _ in paragraphs]
    ends = [a.content[-1].end for a in introduced]
    rests = [(at, paragraphs[bisect_right(starts, at - 1) - 1][1]) for at in ends]
    return [(at + len(rest) - len(rest.lstrip()), end) for at, end in rests if (rest := text[at:end]).strip()]


def lead_ins(text: str, paragraphs: Sequence[Span], taken: Container[int]) -> list[Attribution]:
    """What is quoted below a name and a colon, in the same paragraph or the next ones.

    "Voss at the gate: “We will wait.”" is told by its form, "Voss told them: “…”" is the model's to read.
    """
    found: list[Attribution] = []
    for i, span in enumerate(paragraphs):
        m = _LEAD.match(text, span.start, span.end)
        who = None if m is None or m.end() in taken else _introduced(text, Span(m.start(), m.end("who")))
        if m is None or who is None:
            continue
        said = _quoted_after(text, m.end(), span.end)
        if m.end() >= span.end and _is_all(text, m, who):
            said = _quoted_below(text, paragraphs[i + 1 :])
        if said and sum(len(one.of(text).split()) for one in said) >= FEWEST_QUOTED:
            found.append(Attribution(said, (), (who,), SURE_FORM))
    return found


def _introduced(text: str, lead: Span) -> Span | None:
    """Of the words before a colon, those that name who speaks; None where nobody does, or a verb says so."""
    m = _FROM.fullmatch(text, lead.start, lead.end)
    if m is not None and (_speaks(m["who"], quoted=True) or _NAMED.search(m["who"])):
        return Span(*m.span("who"))
    words = lead.of(text)
    if len(words) > LEAD or tells(words):
        return None
    beside = _BESIDE.search(words)
    first = words[: beside.start()] if beside else ""
    who = first if first and _speaks(first, quoted=True) else _speaker(words, quoted=True)
    return Span(lead.start, lead.start + len(who)) if who else None


def _quoted_after(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The quotation that is the rest of a paragraph, or that ends a sentence of it."""
    whole = _WHOLE.fullmatch(text, start, end)
    m = whole or _SENTENCES.match(text, start, end)
    return (Span(start, m.end()),) if m else ()


def _is_all(text: str, lead: re.Match[str], who: Span) -> bool:
    """Whether a lead-in has no verb beside those who are named: "The minister had a message:"."""
    after = text[who.end : lead.end("who")]
    return not after or _FROM.fullmatch(lead["who"]) is not None or _BESIDE.match(after) is not None


def _quoted_below(text: str, following: Sequence[Span]) -> tuple[Span, ...]:
    """The paragraphs in quotation marks that stand first."""
    found: list[Span] = []
    for paragraph in following:
        closed = bool(found) and text[found[-1].end - 1] in "”\"’'»"
        if closed or not _RUNNING.fullmatch(text, paragraph.start, paragraph.end):
            break
        found.append(paragraph)
    return tuple(found)


def headline(text: str, span: Span) -> Attribution | None:
    """What a title says of who says what: "Minister: no deal", "No deal – minister", "‘No deal’: Voss"."""
    line = span.of(text)
    for pattern in (_QUOTED_COLON, _COLON, _DASH):
        m = pattern.fullmatch(line)
        if m is None or _LATE_WORD.match(m["what"]):
            continue
        at = span.start + m.start("who")
        said = _QUOTED.fullmatch(m["what"]) or (m["mark"] == ":" and in_person(m["what"]))
        who = _speaker(m["who"], quoted=bool(said))
        if who:
            content = Span(span.start + m.start("what"), span.start + m.end("what"))
            return Attribution((content,), (), (Span(at, at + len(who)),), SURE_FORM)
    return None


def _speaker(words: str, *, quoted: bool) -> str:
    """Of the words beside a colon or a dash, those that name a speaker: all, or what stands before "on …"."""
    first = words.split(" ")
    cut = next(
        (" ".join(first[:n]) for n, w in enumerate(first) if n and w in listed("speakers", "then")), ""
    )
    nouns = [w.lower() in listed("speakers", "nouns") for w in first]
    known = nouns.index(True) if True in nouns else -1
    while known >= 0 and known + 1 < len(nouns) and nouns[known + 1]:
        known += 1
    verb_follows = quoted and 0 <= known < len(first) - 1 and first[known + 1] not in OF
    if verb_follows and "who" not in first:
        choices = [" ".join(first[: known + 1])]
    else:
        # "Minister to farmers: “Count again”"
        choices = [cut, words] if "to" in first else [words, cut]
    return next((c for c in choices if c and _speaks(c, quoted=quoted)), "")


def _speaks(who: str, *, quoted: bool) -> bool:
    """Whether a few words before a colon or after a dash name somebody who speaks."""
    words = re.findall(r"[^\W\d_][\w’'.-]*", who)
    if not words or len(words) > SPEAKER_WORDS or _VERB_LIKE.search(who) or re.search(r"[?!;]", who):
        return False
    if words[-1].lower().removesuffix("’s") in listed("speakers", "nouns"):
        return True
    # "Mayor of Brest", "the biologist who made farmers furious"
    if quoted and any(
        a.lower() in listed("speakers", "nouns") and b in ("of", "for", "who") for a, b in pairwise(words)
    ):
        return True
    name = all(w[0].isupper() for w in words) and len(words) <= 4
    titled = any(w.lower() in listed("speakers", "nouns") for w in words[:-1])
    return name and (quoted or titled)


def transcript(text: str, segments: Sequence[Segment]) -> tuple[list[Attribution], list[Span]]:
    """The answers of an interview or a transcript, and the lines of the outlet's own questions."""
    found = turns(text, _lines(text, segments))
    answers = [_answer(turn) for turn in found if not turn.asks]
    return answers, [line for turn in found if turn.asks for line in turn.lines]


def _answer(turn: Turn) -> Attribution:
    named = turn.who is not None and turn.label not in listed("answers", "labels")
    source = (turn.who,) if named and turn.who else ()
    return Attribution(turn.lines, (), source, SURE_FORM, "direct")


def _lines(text: str, segments: Sequence[Segment]) -> list[Span]:
    """The paragraphs that may be turns of a conversation, without the blanks at their ends.

    A question in bold looks like a headline: titles count where they are marked as questions.
    """
    bodies = [s.span for s in segments if s.kind == "body" or _is_question(text, s)]
    found = (m for b in bodies for m in _PARAGRAPH.finditer(text, b.start, b.end))
    return [Span(m.start(), m.start() + len(m[0].rstrip())) for m in found]


def _is_question(text: str, segment: Segment) -> bool:
    if segment.kind == "subhead":
        return text[segment.span.end - 1] == "?"
    m = _MARKED.match(text, segment.span.start, segment.span.end)
    return m is not None and segment.kind == "title" and m[1].upper() in listed("questioners", "labels")


def quoted(text: str, segments: Sequence[Segment]) -> list[Attribution]:
    """What stands in quotation marks, with nobody named: all that can be said without the language."""
    readable = [s.span for s in segments if s.kind in READABLE]
    found = []
    for q in quotations(text, [(s.start, s.end) for s in readable]):
        if q.closed and len(text[q.start : q.end].split()) >= FEWEST_QUOTED:
            found.append(Attribution((Span(q.start - 1, q.end + 1),), (), (), SURE_QUOTED))
    return found
