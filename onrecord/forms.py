"""Statements that their form alone tells, without the model: headlines with a colon or a dash,
transcripts, and quotation marks in a language that the model does not know.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from onrecord.dialogue import Turn, listed, turns
from onrecord.mend import tells
from onrecord.quotes import quotations
from onrecord.records import READABLE, Attribution, Segment, Span

Parts = list[tuple[int, int]]

# How often such a form is what it seems, on the cases in eval/: headlines and transcripts are
# nearly always right, bare quotation marks may be a title or irony.
SURE_FORM, SURE_QUOTED = 0.9, 0.3
# "head of the union": what follows goes on naming the speaker.
OF = frozenset({"of", "for", "at", "from", "in", "on", "and", "to", "who", "about", "after", "over"})
SPEAKER_WORDS, FEWEST_QUOTED = 7, 4

_COLON = re.compile(r"(?P<who>[^:“”\"«»]{2,60}?)(?P<mark>:)\s+(?P<what>\S.*\S)\s*", re.S)
_QUOTED_COLON = re.compile(r"(?P<what>[“\"‘'«].*[”\"’'»])(?P<mark>:)\s+(?P<who>[^:]{2,90}\S)\s*", re.S)
_DASH = re.compile(r"(?P<what>.*\S)\s(?P<mark>[–—-])\s(?P<who>[^–—:]{2,50}\S)\s*", re.S)
# What begins a turn within a paragraph: a label in capitals or of one who asks, a dash.
_PARAGRAPH = re.compile(
    r"\S(?:[^\r\n]++|(?:\r\n|[\r\n])(?!\s*[\r\n]|[—–-] |[QA][.:]|[^\W\d_a-z][\w.’'\- ]{0,44}:))*+"
)
_MARKED = re.compile(r"([^\W\d_][\w.’'\- ]{0,44}?)[:.][ \t\xa0]+(?=\S)")
_LEAD_IN = re.compile(r"[^:“”\"«»]{2,60}?:\s+(?P<what>[“\"‘«][^“”\"«»]*[”\"’»])", re.S)
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
    found += [a for s in segments if s.kind == "body" and (a := lead_in(text, s.span, taken))]
    found += spoken
    edges = [at for a in found for span in a.content for at in (span.start, span.end - 1)]
    edges += [line.start for line in questions]
    readable = [s.span for s in segments if s.kind in READABLE]
    return found, [(s.start, s.end) for s in readable if not any(s.start <= at < s.end for at in edges)]


def lead_in(text: str, span: Span, taken: Container[int]) -> Attribution | None:
    """A paragraph that is a name, a colon and one quotation: "Voss at the gate: “We will wait.”"."""
    m = _LEAD_IN.fullmatch(span.of(text))
    # "X told Y: “…”" has a cue: the model reads it.
    if m is None or span.start + m.start("what") in taken or tells(span.of(text)[: m.start("what")]):
        return None
    a = headline(text, Span(span.start, span.start + m.end("what")))
    return a if a and len(m["what"].split()) >= FEWEST_QUOTED else None


def headline(text: str, span: Span) -> Attribution | None:
    """What a title says of who says what: "Minister: no deal", "No deal – minister", "‘No deal’: Voss"."""
    line = span.of(text)
    for pattern in (_QUOTED_COLON, _COLON, _DASH):
        m = pattern.fullmatch(line)
        if m is None or _LATE_WORD.match(m["what"]):
            continue
        at = span.start + m.start("who")
        who = _speaker(m["who"], quoted=bool(_QUOTED.fullmatch(m["what"])))
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
    choices = [" ".join(first[: known + 1])] if verb_follows else [words, cut]
    return next((c for c in choices if c and _speaks(c, quoted=quoted)), "")


def _speaks(who: str, *, quoted: bool) -> bool:
    """Whether a few words before a colon or after a dash name somebody who speaks."""
    words = re.findall(r"[^\W\d_][\w’'.-]*", who)
    if not words or len(words) > SPEAKER_WORDS or _VERB_LIKE.search(who) or re.search(r"[?!;]", who):
        return False
    if words[-1].lower().removesuffix("’s") in listed("speakers", "nouns"):
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
