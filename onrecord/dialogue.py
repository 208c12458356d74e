"""Who has the word in an interview or a transcript: by labels, by dashes, or by questions that stand alone.

A line is a paragraph: "VOSS: We will wait.", "— When will it open?", "Will you sign?". Labels in capitals are
believed, others where the lines as a whole are a conversation: people in one ask, and say "I" and "you".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from onrecord.records import Span
from onrecord.resources import rules

# Labels in lower case count from so many turns on, questions without labels from so many answers on.
FEWEST_TURNS, FEWEST_ANSWERS = 3, 2
# No question that lacks its mark is longer than this many words.
PROMPT = 30

_LABEL = re.compile(
    r"[*_]{0,3}(?P<who>[^\W\d_][\w.’'&\- ]{0,44}?)(?:, [^:.!?]{2,60}?)?(?: ?\([^()]{1,40}\))?"
    r"[ \xa0]?:[*_]{0,3}(?:\s+|$)"
    r"|[*_]{0,3}(?P<letter>[QA])(?:\d{0,2}[.:)]|\d{1,2}| [–—-]|$)[*_]{0,3}(?:\s+|$)"
    r"|\(\((?P<marked>[^\W\d_][\w.’' -]{0,40})\)\)[ \t\xa0]*"
    r"|[*_]{0,3}(?P<name>[^\W\d_][\w.’'\-]*(?: [^\W\d_][\w.’'\-]*){0,3}) [–—][ \xa0]"
)
_DASHED = re.compile(r"[—–-] \S")
_BOLD = re.compile(r"(\*\*|__)[^*_].*\1", re.S)
_ASIDE = re.compile(r"[(\[][^()\[\]]{1,80}[)\]]\.?")
_QUOTED = re.compile(r"[“\"„«][^“”\"„«»]*[”\"“»]?")
_SPEAKER = re.compile(
    r"(?<![\w./@])(?:I|[Ww]e|[Mm]y|[Oo]ur|us|[Mm]e|[Mm]ine|[Oo]urs|[Mm]yself|[Oo]urselves)\b"
)
_SPOKEN_TO = re.compile(r"\b[Yy]ou(?:rs?|rself)?\b")
_ASKS = re.compile(r"\?[*_]{0,3}[)\]’']?$")
_REPORTED = re.compile(
    r"[“\"][^“”\"]+[”\"].{0,60}\b(?:said|says|told|added|adds)\b|\b(?:said|says) [^“\"]{0,60}[“\"]"
)
_NAME = re.compile(r"[^\W\d_a-z][\w’'-]+")
_VERB = re.compile(r"\b(?:IS|ARE|WAS|HAS|HAVE|WILL|NOT|BY THE|OF THE)\b")
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "al", "bin", "ibn", "la", "le", "du", "of", "the", "and", "for"}
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one says before another has the word.

    ``label`` is the label in capitals, empty where none is written; ``who`` its words. ``asks`` is whether
    the outlet itself speaks.
    """

    label: str
    who: Span | None
    lines: tuple[Span, ...]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and its label, if it has one; ``said`` is what follows it, ``sure`` whether it is one alone."""

    span: Span
    words: str
    label: str = ""
    who: Span | None = None
    said: Span | None = None
    sure: bool = False


def turns(text: str, lines: Sequence[Span]) -> list[Turn]:
    """Return the turns of a conversation in order; none where the lines are not one.

    >>> text = "Will you sign?"
    >>> turns(text, [Span(0, 14)])
    []
    """
    return labelled(text, lines) or dashed(text, lines) or unlabelled(text, lines)


@cache
def listed(section: str, key: str) -> frozenset[str]:
    """A list of words in `rules/forms.toml`."""
    value = rules("forms")[section][key]
    return frozenset(value.split() if isinstance(value, str) else value)


# ---- what a line is -----------------------------------------------------------------------------------


def in_person(said: str) -> bool:
    """Whether one speaks of oneself: "I" or "we", outside of quotation marks that are within the words."""
    return _SPEAKER.search(_bare(said)) is not None


def _addresses(said: str) -> bool:
    """Whether one speaks to another and not of oneself."""
    return _SPOKEN_TO.search(_bare(said)) is not None and not in_person(said)


def _bare(said: str) -> str:
    whole = _QUOTED.fullmatch(said)
    return said if whole else _QUOTED.sub("", said)


def _is_question(said: str) -> bool:
    return _ASKS.search(said) is not None and not said.startswith(("“", '"', "„", "«"))


def _is_prompt(said: str) -> bool:
    """Whether this goes on with an interview without asking: "You threatened to leave."."""
    return said.count(" ") < PROMPT and _addresses(said) and not said.startswith(("“", '"'))


# ---- labels -------------------------------------------------------------------------------------------


def labelled(text: str, lines: Iterable[Span]) -> list[Turn]:
    """The turns that labels begin. After the last label only what is said in person goes on with it."""
    read = [line for span in lines if not _ASIDE.fullmatch((line := _line(text, span)).words)]
    if not any(line.label for line in read):
        return []
    accepted = _accepted(read)
    found = _split(text, read, accepted)
    # "A." alone is a list's first letter: with "Q." it is an answer.
    if all(turn.label == "A" for turn in found):
        return []
    asking = _asking(text, found)
    return _answered([replace(turn, asks=turn.asks or turn.label in asking) for turn in found], text)


def _line(text: str, span: Span) -> _Line:
    said = span.of(text)
    m = _LABEL.match(said)
    if m is None:
        return _Line(span, said)
    group = m.lastgroup or "who"
    label = " ".join(m[group].split()).rstrip(".")
    if label.upper() in listed("not_speakers", "labels") or not _is_label(label):
        return _Line(span, said)
    # "Q1:", "Q2:" are of one who asks.
    label = label[0] if re.fullmatch(r"[QA]\d+", label) else label
    who = Span(span.start + m.start(group), span.start + m.end(group))
    sure = (label.isupper() and group != "name") or group == "marked"
    return _Line(span, said, label, who, Span(span.start + m.end(), span.end), sure)


def _is_label(label: str) -> bool:
    """Whether these could be a name: in capitals, or every word with one."""
    parts = label.split()
    capitals = [part[0].isupper() or part in _PARTICLES for part in parts]
    return label.isupper() or (len(parts) <= 5 and parts[0][0].isupper() and all(capitals))


def _below(read: Sequence[_Line]) -> list[_Line | None]:
    """The line below each."""
    return [*read[1:], None]


def _accepted(read: Sequence[_Line]) -> frozenset[str]:
    """The labels that name who speaks: those in capitals, others if the lines make a conversation."""
    sure = _sure(read)
    marked = [
        (line, _said(line, below)) for line, below in zip(read, _below(read), strict=True) if line.label
    ]
    mixed = [(line.label, said) for line, said in marked if not line.sure]
    number = Counter(label for label, _ in mixed)
    hosts = {label for label in number if label.upper() in listed("questioners", "labels")}
    repeated = {label for label, n in number.items() if n > 1}
    enough = bool(repeated) and (len(marked) >= FEWEST_TURNS or _prompted(read, repeated))
    spoken = 2 * sum(_spoken(said) for _, said in marked) >= len(marked)
    asked = hosts or any(_is_question(said) for _, said in marked) or _prompted(read, repeated)
    if not (spoken and asked and (enough or (hosts and len(marked) > 1))):
        return frozenset(sure)
    return frozenset(sure | hosts | repeated | {label for label, said in mixed if _spoken(said)})


def _sure(read: Sequence[_Line]) -> set[str]:
    """The labels in capitals that are of one who speaks, and no "BUSTED:" or "BY THE NUMBERS:"."""
    marked = [(line, _said(line, below)) for line, below in zip(read, _below(read), strict=True) if line.sure]
    number = Counter(line.label for line, _ in marked)
    asked = len(number) > 1 and any(_is_question(said) for _, said in marked)
    named = Counter(word.upper() for line in read if marked for word in _NAME.findall(line.words))
    known = {
        line.label
        for line, said in marked
        if asked or len(read) == 1 or number[line.label] > 1 or _speaks(line.label, said, named)
    }
    return {label for label in known if not _VERB.search(label)}


def _speaks(label: str, said: str, named: Counter[str]) -> bool:
    """Whether a label that stands once is of a speaker: by its title, by what it says, or named elsewhere."""
    listed_so = label in listed("answers", "labels") | listed("questioners", "labels")
    return listed_so or _spoken(said) or _titled(label, once=False) or named[_key(label)] > 1


def _spoken(said: str) -> bool:
    return _is_question(said) or in_person(said) or _addresses(said)


def _said(line: _Line, below: _Line | None) -> str:
    """What follows a label, on its line or else on the next."""
    said = line.words if line.said is None else line.words[line.said.start - line.span.start :]
    return said or (below.words if below else "")


def _prompted(read: Sequence[_Line], labels: Collection[str]) -> bool:
    """Whether questions without a label stand before lines with one."""
    pairs = [a for a, b in pairwise(read) if not a.label and b.label in labels]
    return sum(_is_question(a.words) for a in pairs) > 1


def _split(text: str, read: Sequence[_Line], accepted: frozenset[str]) -> list[Turn]:
    """The lines as turns."""
    found: list[Turn] = []
    one = len({_key(label) for label in accepted}) == 1
    asks = one and _mostly_asks(read, accepted)
    waiting: list[_Line] = []
    for line in read:
        if line.label not in accepted or line.said is None:
            waiting.append(line)
            continue
        asked = _unlabelled_questions(waiting) if one and not asks else []
        if found:
            found[-1] = _longer(found[-1], waiting[: len(waiting) - len(asked)])
        if asked:
            found.append(Turn("", None, tuple(question.span for question in asked), asks=True))
        waiting = []
        said = (line.said,) if line.said.start < line.said.end else ()
        found.append(Turn(line.label.upper(), line.who, said))
    return _ended(found, waiting, answered=asks)


def _mostly_asks(read: Sequence[_Line], accepted: Collection[str]) -> bool:
    """Whether what has a label are questions."""
    marked = [_said(line, None) for line in read if line.label in accepted]
    return 2 * sum(map(_is_question, marked)) >= len(marked)


def _unlabelled_questions(waiting: Sequence[_Line]) -> list[_Line]:
    """The last of the lines before a label, if they are a question."""
    return [line for line in waiting[-1:] if _is_question(line.words)]


def _longer(turn: Turn, lines: Iterable[_Line]) -> Turn:
    return Turn(turn.label, turn.who, (*turn.lines, *(line.span for line in lines)), turn.asks)


def _ended(found: list[Turn], rest: Sequence[_Line], *, answered: bool) -> list[Turn]:
    """The turns with what the last speaker goes on to say, where the outlet may speak again.

    ``answered`` is whether the line below the last label is an answer without one.
    """
    if found:
        first = 1 if answered or not found[-1].lines else 0
        goes_on = next(
            (i for i, line in enumerate(rest) if i >= first and not in_person(line.words)), len(rest)
        )
        found[-1] = _longer(found[-1], rest[:goes_on])
    return [turn for turn in found if turn.lines]


def _key(label: str) -> str:
    """What labels of one speaker have in common: "ADA VOSS", "VOSS"."""
    return re.sub(r"\d+$", "", label.upper()).split()[-1] if not label[-1:].isdigit() else label.upper()


def _asking(text: str, found: Sequence[Turn]) -> set[str]:
    """The labels of the outlet itself."""
    named = [turn for turn in found if turn.label]
    known = {turn.label for turn in named if turn.label in listed("questioners", "labels")}
    known |= {turn.label for turn in named if turn.who is not None and _is_host(text, turn.who)}
    if known or any(turn.label == "" for turn in found):
        keys = {_key(label) for label in known}
        return known | {turn.label for turn in named if _key(turn.label) in keys}
    return _askers(text, named)


def _is_host(text: str, who: Span) -> bool:
    """Whether a label says so: "ADA VELLA, HOST:"."""
    role = re.match(r", (?:[\w&]+ ){0,3}([A-Za-z]+)(?: \([^()]{1,40}\))?:", text[who.end : who.end + 80])
    return role is not None and role[1].upper() in listed("questioners", "labels")


def _askers(text: str, found: Sequence[Turn]) -> set[str]:
    """Of several labels, those whose turns mostly end in a question mark."""
    turned = Counter(_key(turn.label) for turn in found)
    asked = Counter(_key(turn.label) for turn in found if _ends_asking(text, turn))
    first = _key(found[0].label)
    often = {key for key, n in turned.items() if asked[key] and 2 * asked[key] + (key == first) > n}
    mostly = {key for key in often if turned[key] > 1 or key == first}
    if len(turned) == 1:
        return {turn.label for turn in found if mostly and len(found) > 1}
    if not mostly:
        return _addressing(text, found, turned)
    return {
        turn.label
        for turn in found
        if _key(turn.label) in mostly and not _titled(turn.label, once=turned[_key(turn.label)] == 1)
    }


def _ends_asking(text: str, turn: Turn) -> bool:
    """Whether a turn or its first paragraph ends in a question: an answer without a label may follow."""
    return any(line.of(text).rstrip("”\"’' )*_").endswith("?") for line in (turn.lines[0], turn.lines[-1]))


def _addressing(text: str, found: Sequence[Turn], turned: Counter[str]) -> set[str]:
    """Of two labels the first, if it speaks to the other and not of itself."""
    first = _key(found[0].label)
    of_first = [turn for turn in found if _key(turn.label) == first]
    said = [turn.lines[0].of(text) for turn in of_first]
    to_other = sum(_addresses(one) or one.endswith("?") for one in said)
    if len(turned) != 2 or len(said) < 2 or 2 * to_other <= len(said):
        return set()
    return {turn.label for turn in of_first}


def _titled(label: str, *, once: bool) -> bool:
    """Whether a label has the title of a person or an office in it: THE COURT, MR. ORBE.

    "THE" is one for who speaks but once: THE COURIER asks again.
    """
    titles = (listed("speakers", "nouns") | listed("speakers", "titles")) - (set() if once else {"the"})
    return any(word.strip(".").lower() in titles for word in label.split())


def _answered(found: list[Turn], text: str) -> list[Turn]:
    """The turns; where only the outlet has a label, what follows its first line is the answer."""
    if not all(turn.asks for turn in found):
        return found
    split: list[Turn] = []
    for turn in found:
        asked = next((i for i, line in enumerate(turn.lines) if _is_question(line.of(text))), 0) + 1
        split.append(Turn(turn.label, turn.who, turn.lines[:asked], asks=True))
        split += [Turn("", None, turn.lines[asked:])] if turn.lines[asked:] else []
    return split


# ---- without labels -----------------------------------------------------------------------------------


def dashed(text: str, lines: Sequence[Span]) -> list[Turn]:
    """The questions and answers of a dialogue in dashes, by somebody whom it does not name.

    A question has its mark; where every other line mostly has one, the rest of these ask too.
    """
    found: list[Turn] = []
    for run in _dashed_runs(text, lines):
        asks = [text[line.end - 1] == "?" for line in run]
        every_other = sum(asks[::2]) > 1 and 2 * sum(asks[::2]) >= len(asks[::2])
        for i, (a, b) in enumerate(pairwise(run)):
            if i % 2 == 0 if every_other else asks[i]:
                asked, said = Span(a.start + 2, a.end), Span(b.start + 2, b.end)
                found += [Turn("", None, (asked,), asks=True), Turn("", None, (said,))]
    return found


def _dashed_runs(text: str, lines: Sequence[Span]) -> list[list[Span]]:
    """The lines with a dash that follow each other, each run from its first question on."""
    runs: list[list[Span]] = [[]]
    for line in lines:
        if _DASHED.match(text, line.start, line.end) is None:
            runs += [[]] if runs[-1] else []
        elif runs[-1] or text[line.end - 1] == "?":
            runs[-1].append(line)
    return runs


def unlabelled(text: str, lines: Sequence[Span]) -> list[Turn]:
    """The turns of an interview whose questions stand alone, in bold or not: the rest are answers."""
    read = [_undashed(text, span) for span in lines]
    bold = sum(_BOLD.fullmatch(line.words) is not None for line in read) > 1
    asks = [_is_question(line.words) or (bold and _BOLD.fullmatch(line.words) is not None) for line in read]
    first = next((i for i, asked in enumerate(asks) if asked), len(read))
    read, asks = read[first:], _prompting(read[first:], asks[first:])
    if not _is_interview(read, asks):
        return []
    found: list[Turn] = []
    for line, asked in zip(read, asks, strict=True):
        if found and found[-1].asks == asked:
            found[-1] = _longer(found[-1], [line])
        else:
            found.append(Turn("", None, (line.span,), asked))
    return _till_outlet(found, text)


def _undashed(text: str, span: Span) -> _Line:
    start = span.start + 2 * (_DASHED.match(text, span.start, span.end) is not None)
    return _Line(Span(start, span.end), text[start : span.end])


def _prompting(read: Sequence[_Line], asks: Sequence[bool]) -> list[bool]:
    """Which lines ask, prompts below an answer among them."""
    found = [*asks]
    for i, line in enumerate(read[1:-1], 1):
        found[i] = found[i] or (not found[i - 1] and not asks[i + 1] and _is_prompt(line.words))
    return _every_other(read, found)


def _every_other(read: Sequence[_Line], asks: Sequence[bool]) -> list[bool]:
    """Which lines ask, where answers are of one paragraph each, and three stand together."""
    starts = [i + 1 for i, asked in enumerate(asks) if asked]
    answers = [range(a, b - 1) for a, b in pairwise(starts)]
    found = [*asks]
    if 2 * sum(len(answer) == 1 for answer in answers) < len(answers):
        return found
    for middle in (answer[1] for answer in answers if len(answer) == 3):
        is_brief = read[middle].words.count(" ") < PROMPT and not in_person(read[middle].words)
        found[middle] = is_brief and in_person(read[middle + 1].words)
    return found


def _is_interview(read: Sequence[_Line], asks: Sequence[bool]) -> bool:
    """Whether lines that ask and lines that do not are a conversation, and no list of common questions.

    An answer says "I" or "we"; some question says "you", none "I", as those of readers do; answers in
    which somebody else is quoted are a reporter's.
    """
    pairs = [
        (a.words, b.words)
        for (a, b), (q, r) in zip(pairwise(read), pairwise(asks), strict=True)
        if q and not r
    ]
    personal = sum(in_person(answer) for _, answer in pairs)
    reported = sum(_REPORTED.search(answer) is not None for _, answer in pairs)
    to_other = sum(_addresses(question) for question, _ in pairs)
    of_self = sum(re.search(r"\b(?:I|[Mm]y)\b", question) is not None for question, _ in pairs)
    enough = len(pairs) >= FEWEST_ANSWERS and 2 * personal >= len(pairs) and personal > 1
    return enough and to_other > of_self and 4 * to_other >= len(pairs) and 3 * reported < len(pairs)


def _till_outlet(found: list[Turn], text: str) -> list[Turn]:
    """The turns without what the outlet says below the last answer."""
    last = found[-1]
    if last.asks:
        return found[:-1]
    kept = next(
        (i for i, line in enumerate(last.lines) if i and not in_person(line.of(text))), len(last.lines)
    )
    return [*found[:-1], Turn(last.label, last.who, last.lines[:kept], last.asks)]
