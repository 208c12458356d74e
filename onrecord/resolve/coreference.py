"""Whom the words for a speaker mean: a name, a pronoun, or a description (`descriptions.py`).

Candidates are weighed by how lately and how prominently they were named: as a speaker, as the subject of a
sentence, or in passing. The numbers below were set on our own passages (eval/pronouns.toml, those not kept
aside) and on half of GUM's news.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from onrecord.records import Score, Span
from onrecord.resolve.cast import Cast, Figure
from onrecord.resolve.knowledge import Gender
from onrecord.resolve.mentions import Name
from onrecord.resolve.names import key
from onrecord.resolve.roles import head_noun, person_noun, strip_article
from onrecord.resolve.words import place, said, words

# What a mention is worth: as a speaker, as a subject, in passing, in what somebody is said to have said, and
# inside of quotation marks.
SPEAKER, SUBJECT, PASSING, TOLD, QUOTED = 1.0, 0.85, 0.45, 0.5, 0.25
# What is left of it for each sentence, and each paragraph, that lies between.
SENTENCE, PARAGRAPH = 0.72, 0.8
# What somebody is worth to "he" or "she" whose gender is told by the first name alone, by nothing (with a
# full name, and without), or told otherwise by the first name.
LIKELY, MAYBE, HARDLY, UNLIKELY = 0.97, 0.75, 0.5, 0.25
# Under this, nobody is meant for sure; of two whose worth differs by less than this share, neither.
LEAST, CLOSE = 0.12, 0.06
# Further back than this many sentences nothing is worth anything.
REACH = 9

MASCULINE, FEMININE = frozenset({"he", "him", "himself"}), frozenset({"she", "her", "herself"})
PLURAL, NEUTER = frozenset({"they", "them", "themselves"}), frozenset({"it", "itself"})
PRONOUNS = MASCULINE | FEMININE | PLURAL | NEUTER
NOBODY = frozenset(
    ["who", "which", "that", "i", "we", "you", "me", "us", "this", "these", "those", "there", "what"]
)

_JOINED = re.compile(r"\s*(?:,\s*|,?\s+and\s+|,?\s+as well as\s+)(?:the\s+)?")
_APPOSED = re.compile(r"(?:,|[’']s|s[’'])$")
_OBLIQUE = re.compile(
    r"\b(?:of|in|at|from|to|with|by|for|against|about|on|over|between|than|through|near|under|after|before)"
    r"\s+(?:[^,\s]+\s+){0,3}$",
    re.I,
)
_CLAUSE = re.compile(r"[,;:]\s*$|\b(?:and|that|but|while|when|as)\s+(?:\S+\s+){0,2}$")
_ELDER = re.compile(r"^(?:younger|elder|older|late|then|now|veteran|embattled)\s")
_GOES_ON = frozenset(
    ["and", "in", "which", "who", "has", "had", "is", "was", "itself", "on", "for", "of", "also", "as"]
)


@dataclass(frozen=True, slots=True)
class Meant:
    """Whom some words mean, the first named first; nobody, and why, where it cannot be told."""

    figures: tuple[Figure, ...]
    score: Score


def nobody(reason: str) -> Meant:
    """Nobody is meant, or it cannot be told who."""
    return Meant((), Score(0.0, reason))


def somebody(figure: Figure, value: float, reason: str) -> Meant:
    """One figure is meant."""
    return Meant((figure,), Score(round(value, 2), reason))


@dataclass(slots=True)
class Memory:
    """Who was named and who spoke so far in a report, and what a mention of them is worth.

    ``told`` are the contents of statements, ``quoted`` what stands in quotation marks.
    """

    cast: Cast
    told: Sequence[Span] = ()
    quoted: Sequence[Span] = ()
    titles: Sequence[Span] = ()
    spoken: list[tuple[Span, Figure]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.told, self.quoted = sorted(self.told), sorted(self.quoted)

    def worth(self, figure: Figure, at: int) -> float:
        """How likely a figure is meant by a word at a place, from 0 to 1: by its best mention before."""
        here, part = self.cast.sentence(at), self.cast.part(at)
        best = 0.0
        for mention in figure.before(at):
            apart = here - self.cast.sentence(mention.span.start)
            if apart > REACH:
                break
            crossed = part - self.cast.part(mention.span.start)
            best = max(best, self._salience(mention.span, figure) * SENTENCE**apart * PARAGRAPH**crossed)
        return best

    def last(self, fits: Iterable[Figure], at: int) -> Figure | None:
        """The candidate of most worth at a place; None where none is worth anything."""
        worth, figure = max(((self.worth(f, at), f) for f in fits), key=lambda r: r[0], default=(0.0, None))
        return figure if worth > 0 else None

    def lead_ends(self) -> int:
        """The end of what leads into a report: the headline and the first two paragraphs."""
        body = [p for p in self.cast.parts if not self.in_title(p.start)]
        return body[min(1, len(body) - 1)].end if body else 0

    def in_title(self, at: int) -> bool:
        """Whether a place is in a headline."""
        return any(t.start <= at < t.end for t in self.titles)

    def spoke_last(self, at: int) -> Figure | None:
        """Who spoke last in the same paragraph before a place."""
        part = self.cast.part(at)
        near = (f for s, f in reversed(self.spoken) if s.start < at and self.cast.part(s.start) == part)
        return next(near, None)

    def _salience(self, span: Span, figure: Figure) -> float:
        recent = reversed(self.spoken[-40:])
        if any(f is figure and s.start <= span.start and span.end <= s.end for s, f in recent):
            return SPEAKER
        if _within(span, self.quoted):
            return QUOTED
        subject = SUBJECT if self._is_subject(span) else PASSING
        return min(subject, TOLD) if _within(span, self.told) else subject

    def _is_subject(self, span: Span) -> bool:
        """Whether a name stands where subjects do: at the head of its sentence or of a clause in it."""
        text = self.cast.text
        ahead = text[self.cast.sentences[self.cast.sentence(span.start)].start : span.start]
        if _OBLIQUE.search(ahead[-60:]) or re.match(r"[’']s?\s", text[span.end : span.end + 3]):
            return False
        return len(ahead.split()) <= 6 or _CLAUSE.search(ahead[-40:]) is not None


def _within(span: Span, places: Sequence[Span]) -> bool:
    at = bisect_right(places, span.start, key=lambda p: p.start) - 1
    return at >= 0 and span.end <= places[at].end


# ---- names ----------------------------------------------------------------------------------------------


def named(span: Span, cast: Cast) -> Meant | None:
    """The figure of the name that heads a noun phrase, and those joined to it by "and".

    None where a description heads it ("a spokesman for Solara").
    """
    found = cast.named_at(span)
    for i, (name, figure, score) in enumerate(found):
        if _heads(span, name, figure, cast):
            figures = [figure]
            for other, also, _ in found[i + 1 :]:
                if not _JOINED.fullmatch(cast.text[name.span.end : other.whole.start]):
                    break
                figures += [also] if also not in figures else []
                name = other
            return Meant(tuple(figures), score)
    return None


def _heads(span: Span, name: Name, figure: Figure, cast: Cast) -> bool:
    ahead = cast.text[span.start : max(span.start, name.whole.start)]
    rest = cast.text[name.span.end : span.end]
    if not _ELDER.sub("", strip_article(ahead + " ")).strip():
        attribute = re.match(r"\s+[^\W\d_]", rest) and _is_attribute(rest, figure)
        return not ((name.owns and rest.strip()) or attribute or _is_of_people(name, cast))
    if figure.type == "person":
        described = re.match(r"\s+[^\W\d_]", rest) and _is_attribute(rest, figure)
        last = cast.text[name.span.end : span.end].strip(" ,") == "" and " " in name.words
        titled = (
            last
            and head_noun(ahead) is not None
            and not _OBLIQUE.search(ahead[-1:] and f"{ahead.split()[-1]} ")
        )
        return not described and (_is_apposed(ahead.rstrip(), name) or titled)
    owned = _APPOSED.search(ahead.rstrip()) and not ahead.rstrip().endswith(",")
    # "Two tribes in Norva’s Orba Province" are no province.
    if owned and not re.search(r" (?:of|in|at|from|for|with|near) ", ahead):
        return not rest.split(",")[0].strip()
    apposed = bool(name.called) or (re.search(r",\s+(?:the\s+)?$", ahead) and head_noun(ahead) is None)
    return bool(apposed) and not rest.split(",")[0].strip()


def _is_attribute(rest: str, figure: Figure) -> bool:
    """Whether a noun follows that makes a name a mere attribute: "European Commission | spokeswoman"."""
    if figure.type == "person":
        return head_noun(rest.split(",")[0]) is not None and rest.split()[0].islower()
    return rest.split()[0].lower().strip(",") not in _GOES_ON


def _is_of_people(name: Name, cast: Cast) -> bool:
    """Whether a name is that of a country's people: "the Cypriot", "a Swede"."""
    senses = cast.known.territories(name.words)
    return bool(senses) and all(s.sense in ("demonym", "people") for s in senses)


def _is_apposed(ahead: str, name: Name) -> bool:
    """Whether a person's name ends what is ahead: "the UN mediator, | Ada Vella", "Bosnia’s | Selma"."""
    last = ahead.split()[-1].strip("“”\"'").lower() if ahead else ""
    if _APPOSED.search(ahead) or person_noun(last) is not None or last == "former":
        return True
    return bool(name.roles) and not re.search(r"\b(?:for|of|to|with|from|by|at)$", ahead.lower())


# ---- pronouns -------------------------------------------------------------------------------------------


def of_pronoun(span: Span, k: str, memory: Memory) -> Meant:
    """Whom a pronoun at a place means."""
    cast = memory.cast
    if k in NEUTER:
        kinds = ("organisation", "country", "outlet", "document")
        fits = [f for f in cast.figures if f.type in kinds or (f.soft and not (f.gender or f.likely))]
        return weighed(span, fits, f"“{k}”", memory)
    if k in PLURAL:
        return _several(span, k, memory)
    gender: Gender = "m" if k in MASCULINE else "f"
    people = [f for f in cast.figures if f.type in ("person", "group") and not f.plural]
    worth = {f: memory.worth(f, span.start) * _suits(f, gender) for f in people if _suits(f, gender)}
    if not any(value >= LEAST for value in worth.values()):
        return _to_come(span, gender, k, memory)
    return ranked(worth, f"“{k}”", memory)


def _suits(figure: Figure, gender: Gender) -> float:
    """What a candidate's worth is multiplied by for its gender; 0 where that is another one for sure."""
    if figure.gender or figure.likely == gender:
        return 1.0 if figure.gender == gender else LIKELY if figure.gender is None else 0.0
    if figure.likely:
        return UNLIKELY
    return MAYBE if figure.type == "person" and " " in figure.name else HARDLY


def _several(span: Span, k: str, memory: Memory) -> Meant:
    """ "They": those named in the plural last, or else a body, or else somebody whose gender is not told."""
    cast = memory.cast
    people = _people_before(span, memory)
    if people is not None:
        return somebody(people, 0.65, f"“{k}”: {people.name}")
    fits = [f for f in cast.figures if f.plural or f.type in ("organisation", "country")]
    if not any(memory.worth(f, span.start) > LEAST for f in fits):
        fits = [f for f in cast.figures if f.type in ("person", "group")]
    return weighed(span, fits, f"“{k}”", memory)


def _people_before(span: Span, memory: Memory) -> Figure | None:
    """The people of no name with whom one of the two sentences before begins: "Officials in the capital"."""
    cast = memory.cast
    here = cast.sentence(span.start)
    for n in range(here, max(-1, here - 3), -1):
        found = words(cast.text, Span(cast.sentences[n].start, min(cast.sentences[n].end, span.start)))[:5]
        for i, word in enumerate(found):
            noun = person_noun(word.text)
            if noun is not None and noun.plural:
                start = next((j for j in range(i, 0, -1) if found[j - 1].key in ("the", "many", "some")), 0)
                name = strip_article(said(found[start : i + 1]))
                same = next((f for f in cast.figures if key(f.name) == key(name) and f.plural), None)
                group = same or cast.unnamed("group", name)
                group.plural = True
                group.add(place(found[i : i + 1]), Score(0.8, "a group without a name"))
                return group
    return None


def _to_come(span: Span, gender: Gender, k: str, memory: Memory) -> Meant:
    """Who is named only after the pronoun, in what leads into a report."""
    cast = memory.cast
    later = [
        (f.mentions[0].span.start, f)
        for f in cast.figures
        if f.type == "person" and f.named and gender in (f.gender, f.likely) and f.mentions
        and f.mentions[0].span.start > span.start
    ]  # fmt: skip
    at, figure = min(later, key=lambda r: r[0], default=(0, None))
    far = cast.part(at) - cast.part(span.start) > 2
    if figure is None or far or span.start > memory.lead_ends():
        return nobody(f"“{k}”: nobody near who fits")
    return somebody(figure, 0.6, f"“{k}”: {figure.name}, named below")


def weighed(span: Span, fits: Iterable[Figure], what: str, memory: Memory) -> Meant:
    """The candidate that was named most lately and prominently before a place."""
    return ranked({f: memory.worth(f, span.start) for f in fits}, what, memory)


def ranked(worth: dict[Figure, float], what: str, memory: Memory) -> Meant:
    """The candidate of most worth, where it is worth enough and none is worth as much."""
    rows = sorted(worth.items(), key=lambda row: -row[1])
    if not rows or rows[0][1] < LEAST:
        return nobody(f"{what}: nobody near who fits")
    figure, best = rows[0]
    second = rows[1][1] if len(rows) > 1 else 0.0
    if best - second < CLOSE * best:
        return nobody(f"{what}: {figure.name} or {rows[1][0].name}")
    why = "who spoke last" if memory.spoken and memory.spoken[-1][1] is figure else "named just before"
    return somebody(figure, min(0.5 + 0.45 * (best - second) / best, 0.95), f"{what}: {figure.name}, {why}")
