"""Words, runs of capitalised words, and the word lists by which names are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.records import Span
from onrecord.resolve.knowledge import Gender, Knowledge, noun
from onrecord.resources import rules
from onrecord.sentences import sentences

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?:[’']s)?|[^\W\d_]\.(?= ?[^\W\d_])|[^\W_]+(?:[-‐‑’'&/.][^\W_]+)*")
_CAPITAL = re.compile(
    r"[^\W\d_a-zß-öø-ÿ]|(?:al|el|an|as|ar|ad|at|az|ash|d|l|o|bin|ibn)[-’'][^\W\d_a-z]|(?:de|von|van)[A-Z]"
)
# "Iran-backed", "Lisbon-based" stand before names and are no part of them.
_PARTICIPLE = re.compile(r"-(?:[a-z]+ed|led|run|held|born|wide|style|made|era|friendly|owned)$")
_OWNED = re.compile(r"^[’']s?(?=\s)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place. ``owns``: it is a possessive ("Albania’s"); the span is without the ending."""

    span: Span
    text: str
    capital: bool
    owns: bool

    @property
    def key(self) -> str:
        return self.text.lower().rstrip(".")


Run = Sequence[Word]


@cache
def lexicon(section: str, name: str) -> frozenset[str]:
    """A list of words of rules/actors.toml; empty where there is none of this name."""
    return frozenset(rules("actors")[section].get(name, "").split())


@cache
def honorifics() -> dict[str, Gender | None]:
    """Every honorific and the gender that it tells."""
    told: dict[str, Gender | None] = {}
    for gender, listed in rules("actors")["honorifics"].items():
        told |= dict.fromkeys(listed.split(), None if gender == "any" else gender)
    return told


def words(text: str, span: Span) -> list[Word]:
    """The words of a stretch of text.

    >>> [w.text for w in words("Albania’s U.N. envoy", Span(0, 20))]
    ['Albania', 'U.N.', 'envoy']
    """
    found = []
    for m in _WORD.finditer(text, span.start, span.end):
        ending = 2 if m[0][-2:] in ("’s", "'s") else 0
        owns = bool(ending) or (m[0].endswith("s") and text[m.end() : m.end() + 2] in ("’ ", "' "))
        end = m.end() - ending
        capital = _CAPITAL.match(m[0]) is not None and _PARTICIPLE.search(m[0]) is None
        found.append(Word(Span(m.start(), end), text[m.start() : end], capital, owns))
    return found


def said(run: Run) -> str:
    """The words of a run, joined by spaces."""
    return " ".join(word.text for word in run)


def place(run: Run) -> Span:
    """Where a run stands, from its first word to its last."""
    return Span(run[0].span.start, run[-1].span.end)


def touch(text: str, a: Word, b: Word) -> bool:
    """Whether nothing but blanks, or the point of an initial, stands between two words."""
    between = text[a.span.end : b.span.start]
    between = _OWNED.sub("", between) if a.owns else between
    abbreviated = len(a.text) <= 2 or a.key in honorifics()
    return between.strip() in ("", "&") or (between in (". ", ".") and abbreviated)


def is_title_case(line: str) -> bool:
    """Whether the words of a headline begin with capitals, so that these tell nothing.

    >>> is_title_case("Two Towns Share One Old Bridge"), is_title_case("Orval and Keltag share a bridge")
    (True, False)
    """
    longer = [w for w in re.findall(r"[^\W\d_][\w’'-]*", line) if len(w) > 3]
    stopped = line.rstrip(" \n”\"’'").endswith((".", ","))
    return (
        len(longer) > 2
        and len(line) < 250
        and not stopped
        and sum(w[0].isupper() for w in longer) > 0.8 * len(longer)
    )


def runs(text: str, part: Span, known: Knowledge) -> Iterator[tuple[list[Word], bool]]:
    """The runs of capitalised words of a stretch, and whether each begins its sentence.

    "Bank of England" and "Ursula von der Leyen" are one run; a possessive ends one.
    """
    for sentence in sentences(text, part.start, part.end):
        found = words(text, sentence)
        at = 0
        while at < len(found):
            if not found[at].capital:
                at += 1
                continue
            end = _run_end(text, found, at, known)
            yield found[at:end], at == 0
            at = end


def _run_end(text: str, found: Run, at: int, known: Knowledge) -> int:
    end = at + 1
    while end < len(found) and touch(text, found[end - 1], found[end]):
        if found[end - 1].owns and not _owns_within(text, found, at, end, known):
            break
        step = (
            end + 1
            if found[end].capital
            else _joint(text, found, at, end, known) or _known_joint(found, at, end, known)
        )
        if not step:
            break
        end = step
    return end


def _owns_within(text: str, found: Run, at: int, end: int, known: Knowledge) -> bool:
    """Whether a possessive goes on within an organisation's name: "Orval Hospital Porters’ | Union"."""
    owner = said(found[at:end])
    person = known.gender(found[at].text) or any(e.type == "person" for e in known.named(owner))
    if person or known.territories(owner) or not found[end].capital:
        return False
    after = end
    while after + 1 < len(found) and found[after + 1].capital and touch(text, found[after], found[after + 1]):
        after += 1
    return any(w.key in lexicon("organisations", "nouns") for w in found[end : after + 1])


def _known_joint(found: Run, at: int, end: int, known: Knowledge) -> int:
    """The end of a known name with "and" in it: "Food and Drug Administration"; 0 where there is none."""
    if found[end].key not in lexicon("names", "second_joints") | {"on"}:
        return 0
    for after in range(min(len(found), end + 6), end + 1, -1):
        if found[after - 1].capital and known.named(said(found[at:after])):
            return after
    return 0


def _joint(text: str, found: Run, at: int, end: int, known: Knowledge) -> int:
    """The end of a run that goes on after a lower-case word, 0 where it does not."""
    after = end + 1
    if found[end].key in lexicon("names", "particles"):
        while after < len(found) and found[after].key in lexicon("names", "particles"):
            after += 1
    elif found[end].key in lexicon("names", "joints") and _can_be_of(found[at:end], found[end].key, known):
        after += found[end].key != "and" and after < len(found) and found[after].key == "the"
    else:
        return 0
    if after >= len(found) or not found[after].capital:
        return 0
    together = all(touch(text, found[i], found[i + 1]) for i in range(end, after))
    return after + 1 if together else 0


def _can_be_of(run: Run, joint: str, known: Knowledge) -> bool:
    """Whether a run can go on with "of …" within one name, and after that with "and …", "in …"."""
    begun = any(not word.capital for word in run)
    if joint in lexicon("names", "second_joints"):
        return joint == "and" and begun and not (known.named(said(run)) or known.territories(run[-1].text))
    if begun and joint == "of":
        return run[-1].key in lexicon("organisations", "nouns") | lexicon("organisations", "governments")
    office = noun(run[-1].text)
    heads = lexicon("organisations", "nouns") | lexicon("organisations", "states")
    return run[-1].key in heads or (office is not None and not office.plural)
