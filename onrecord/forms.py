"""Statements that their form alone tells, without the model: headlines with a colon or a dash,
transcripts, and quotation marks in a language that the model does not know.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from onrecord.mend import tells
from onrecord.quotes import quotations
from onrecord.records import READABLE, Attribution, Segment, Span
from onrecord.resources import rules

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
_LABEL = re.compile(r"(?:(?P<who>[^\W\d_][\w.’'\- ]{0,44}?):|(?P<letter>[QA])\.)[ \t\xa0]+(?=\S)")
_DASHED = re.compile(r"[—–-] \S")
_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
_LEAD_IN = re.compile(r"[^:“”\"«»]{2,60}?:\s+(?P<what>[“\"‘«][^“”\"«»]*[”\"’»])", re.S)
_QUOTED = re.compile(r"[‘“\"'«„].*[’”\"'»“]", re.S)
_VERB_LIKE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|be|as|and|or|what|how|why|when|after|before)\b", re.I
)
_LATE_WORD = re.compile(
    r"(?:what|how|why|who|where|when|which|five|ten|the latest|a timeline|in pictures)\b(?!.*[.!]$)", re.I
)


@cache
def _words(section: str, key: str) -> frozenset[str]:
    value = rules("forms")[section][key]
    return frozenset(value.split() if isinstance(value, str) else value)


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
    words = span.of(text)
    for pattern in (_QUOTED_COLON, _COLON, _DASH):
        m = pattern.fullmatch(words)
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
        (" ".join(first[:n]) for n, w in enumerate(first) if n and w in _words("speakers", "then")), ""
    )
    nouns = [w.lower() in _words("speakers", "nouns") for w in first]
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
    if words[-1].lower().removesuffix("’s") in _words("speakers", "nouns"):
        return True
    name = all(w[0].isupper() for w in words) and len(words) <= 4
    titled = any(w.lower() in _words("speakers", "nouns") for w in words[:-1])
    return name and (quoted or titled)


@dataclass(frozen=True, slots=True)
class Turn:
    """One label of a transcript and the lines up to the next label, its own first."""

    label: str
    who: Span
    lines: tuple[Span, ...]


def transcript(text: str, segments: Sequence[Segment]) -> tuple[list[Attribution], list[Span]]:
    """The answers of a transcript, and the lines of the outlet's own questions.

    A turn is a label in capitals, a colon, and the words up to the next label.
    """
    found = turns(text, segments)
    asking = _words("questioners", "labels") | _askers(text, found)
    answers = [_answer(turn) for turn in found if turn.label not in asking]
    questions = [line for turn in found if turn.label in asking for line in turn.lines]
    return answers or dialogue(text, segments), questions


def dialogue(text: str, segments: Sequence[Segment]) -> list[Attribution]:
    """The answers of a dialogue in dashes, by somebody whom it does not name: lines after a question."""
    lines = [line for line in _lines(text, segments) if _DASHED.match(text, line.start, line.end)]
    pairs = [
        (a, b) for a, b in pairwise(lines) if text[a.end - 1] == "?" and not text[a.end : b.start].strip()
    ]
    return [Attribution((Span(b.start + 2, b.end),), (), (), SURE_FORM, "direct") for _, b in pairs]


def turns(text: str, segments: Sequence[Segment]) -> list[Turn]:
    """Who has the word, in order. After the last turn's first line, the outlet may speak again."""
    found: list[Turn] = []
    waiting: list[Span] = []
    for line in _lines(text, segments):
        m = _LABEL.match(text, line.start, line.end)
        label = _label(m) if m else ""
        if m is None or not label.isupper() or label in _words("not_speakers", "labels"):
            waiting.append(line)
            continue
        if found:
            found[-1] = replace(found[-1], lines=(*found[-1].lines, *waiting))
        waiting = []
        found.append(Turn(label, Span(*m.span("who" if m["who"] else "letter")), (Span(m.end(), line.end),)))
    # "A." alone is a list's first letter: with "Q." it is an answer.
    return found if any(t.label != "A" for t in found) else []


def _label(m: re.Match[str]) -> str:
    return " ".join((m["who"] or m["letter"]).split()).rstrip(".")


def _askers(text: str, found: Sequence[Turn]) -> set[str]:
    """Of several labels, those whose turns mostly end in a question mark: the outlet's own."""
    asked = Counter(t.label for t in found if t.lines[-1].of(text).rstrip("”\"’' )").endswith("?"))
    turned = Counter(t.label for t in found)
    return {
        label
        for label, n in turned.items()
        if len(turned) > 1
        and 2 * asked[label] >= n
        and (n > 1 or (label == found[0].label and not _titled(label)))
    }


def _titled(label: str) -> bool:
    """Whether a label has the title of a person or an office in it: THE COURT, MR. ORBE."""
    titles = _words("speakers", "nouns") | _words("speakers", "titles")
    return any(word.strip(".").lower() in titles for word in label.split())


def _answer(turn: Turn) -> Attribution:
    source = () if turn.label in _words("answers", "labels") else (turn.who,)
    return Attribution(turn.lines, (), source, SURE_FORM, "direct")


def _lines(text: str, segments: Sequence[Segment]) -> list[Span]:
    """The lines that may be turns of a transcript, without the blanks at their ends.

    A question in bold looks like a headline: titles count where they are marked as questions.
    """
    bodies = [s.span for s in segments if s.kind in ("body", "subhead") or _is_question(text, s)]
    return [Span(*m.span()) for b in bodies for m in _LINE.finditer(text, b.start, b.end)]


def _is_question(text: str, segment: Segment) -> bool:
    m = _LABEL.match(text, segment.span.start, segment.span.end)
    return m is not None and segment.kind == "title" and _label(m) in _words("questioners", "labels")


def quoted(text: str, segments: Sequence[Segment]) -> list[Attribution]:
    """What stands in quotation marks, with nobody named: all that can be said without the language."""
    readable = [s.span for s in segments if s.kind in READABLE]
    found = []
    for q in quotations(text, [(s.start, s.end) for s in readable]):
        if q.closed and len(text[q.start : q.end].split()) >= FEWEST_QUOTED:
            found.append(Attribution((Span(q.start - 1, q.end + 1),), (), (), SURE_QUOTED))
    return found
