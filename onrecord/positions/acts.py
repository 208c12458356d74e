"""What a speaker does with the words: asserts, denies, accepts, rejects, demands, …

    cue (`cues.py`) → content (`modality.py`) → which of them tells

A cue that is not neutral decides, unless the content goes further ("warned it would strike back"); after a
neutral one the content does, by its main clause and by its wording. The rules are in `rules/acts.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.positions.cues import Evidence, told
from onrecord.positions.inflection import Phrases, alternatives, begins, by_first
from onrecord.positions.modality import QUOTES, Clause, clauses
from onrecord.positions.utterance import Utterance
from onrecord.records import Act, Score
from onrecord.resources import rules

# A later sentence of a content tells less of what the speaker does with all of it.
LATER = 0.05
# So many sentences have those that ask: longer ones argue, and end with a rhetorical question.
LONGEST_QUESTION = 3
QUESTION = 0.85
# What a question may be instead: "Why don’t we talk?", "Could you help us?".
OF_QUESTIONS = frozenset(("propose", "request"))

_TAG = re.compile(r", (?:right|ok|okay|huh|eh|no|you know)\?$")


@dataclass(frozen=True, slots=True)
class ClauseRule:
    """What a main clause tells of the act. Empty collections are anything."""

    act: Act
    says: str
    score: float
    own: frozenset[str]
    modal: frozenset[str]
    negated: bool
    verbs: Phrases
    unless: Phrases
    only: re.Pattern[str] | None
    never: re.Pattern[str] | None
    passive: bool | None
    progressive: bool | None
    infinitive: bool | None

    def fits(self, c: Clause) -> bool:
        return self._fits_form(c) and self._fits_words(c)

    def _fits_form(self, c: Clause) -> bool:
        return (
            c.modal in self.modal
            and c.negated is self.negated
            and not c.perfect
            and self.passive in (None, c.passive)
            and self.progressive in (None, c.progressive)
            and self.infinitive in (None, c.infinitive)
            and _owns(self.own, c)
        )

    def _fits_words(self, c: Clause) -> bool:
        if not (begins(c.verb, self.verbs) if self.verbs else c.verb) or begins(c.verb, self.unless):
            return False
        if self.never is not None and self.never.search(c.full):
            return False
        return self.only is None or self.only.search(c.full) is not None


@dataclass(frozen=True, slots=True)
class WordRule:
    """What wording tells of the act. ``quoted``: in quotation marks alone; ``whole``: as all of a content;
    ``unreal``: also of what is only imagined."""

    act: Act
    says: str
    score: float
    own: frozenset[str]
    pattern: re.Pattern[str]
    never: re.Pattern[str] | None
    quoted: bool
    whole: bool
    unreal: bool

    def found(self, c: Clause, *, alone: bool) -> str | None:
        """The words that tell it, None where there are none; ``alone``: the clause is all of the content."""
        if (self.whole and not alone) or (self.quoted and not c.quoted) or not _owns(self.own, c):
            return None
        m = self.pattern.search(c.text)
        return None if m is None or (self.never and self.never.search(c.text)) else m[0]


def act(u: Utterance) -> tuple[Act, Score]:
    """Return what the speaker does with the content, how sure that is, and why."""
    read = clauses(u)
    cue = told(u, read[0] if read else None)
    if cue is not None and not cue.weak:
        return _further(cue, read) or (cue.act, _score(cue))
    content = _content([c for c in read if not c.infinitive])
    if _asks(u, len(read)) and not (content and content.act in OF_QUESTIONS):
        return "ask", Score(QUESTION, "the content is a question")
    if content is not None:
        return content.act, _score(content, "the content says ")
    return (cue.act, _score(cue)) if cue else _default()


def _further(cue: Evidence, read: Sequence[Clause]) -> tuple[Act, Score] | None:
    """The act where the content goes further than the cue; None where it does not.

    What a name is said to do goes no further: "warned that Belmarch would strike" is a warning.
    """
    yields: dict[str, Act] = rules("acts")["yields"].get(cue.act, {})
    content = _content([c for c in read if c.owner != "body"]) if yields else None
    if content is None or content.act not in yields:
        return None
    return yields[content.act], _score(content, "the content says ")


def _default() -> tuple[Act, Score]:
    default = rules("acts")["default"]
    return "assert", Score(default["score"], default["says"])


def _score(found: Evidence, where: str = "") -> Score:
    return Score(round(found.score, 2), f"{where}“{found.words}”: {found.says}")


def _asks(u: Utterance, sentences: int) -> bool:
    """Whether a content is a question: it ends with one, and is not a long answer that does."""
    said = u.content.rstrip(QUOTES + " ")
    return said.endswith("?") and sentences <= LONGEST_QUESTION and not _TAG.search(said)


def _owns(own: frozenset[str], c: Clause) -> bool:
    """Whether a clause tells of one of these; "they" are others too."""
    return not own or c.owner in own or (c.owner == "they" and "other" in own)


def _content(read: Sequence[Clause]) -> Evidence | None:
    """The surest of what the main clauses of a content tell, the first of equals."""
    found = [
        Evidence(e.act, e.score - LATER * n, e.words, e.says)
        for n, c in enumerate(read)
        for e in _evidence(c, alone=len(read) == 1)
    ]
    return max(found, key=lambda e: e.score, default=None)


def _evidence(c: Clause, *, alone: bool) -> Iterator[Evidence]:
    unreal = _unreal().search(c.full) is not None
    for rule in () if unreal else clause_rules():
        if rule.fits(c):
            yield Evidence(rule.act, rule.score, _shown(c), rule.says)
    for wording in word_rules():
        words = wording.found(c, alone=alone) if wording.unreal or not unreal else None
        if words is not None:
            yield Evidence(wording.act, wording.score, words.strip(" .,!;"), wording.says)


def _shown(c: Clause) -> str:
    """The modal, negation and verb of a clause, as they are shown in a reason."""
    return " ".join(filter(None, (c.modal, "not" if c.negated else "", *c.verb[:2])))


@cache
def clause_rules() -> tuple[ClauseRule, ...]:
    """The rules of main clauses, in the order of the file."""
    return tuple(
        ClauseRule(
            act=r["act"],
            says=r["says"],
            score=r["score"],
            own=frozenset(r.get("own", ())),
            modal=frozenset(r["modal"]),
            negated=r.get("negated", False),
            verbs=by_first(r.get("verbs", ())),
            unless=by_first(r.get("except", ())),
            only=_compiled(r.get("only")),
            never=_compiled(r.get("not")),
            passive=r.get("passive"),
            progressive=r.get("progressive"),
            infinitive=r.get("infinitive"),
        )
        for r in rules("acts")["clause"]
    )


@cache
def word_rules() -> tuple[WordRule, ...]:
    """The rules of wording, in the order of the file."""
    return tuple(
        WordRule(
            act=r["act"],
            says=r["says"],
            score=r["score"],
            own=frozenset(r.get("own", ())),
            pattern=compiled(r["pattern"]),
            never=_compiled(r.get("not")),
            quoted=r.get("quoted", False),
            whole=r.get("whole", False),
            unreal=r.get("unreal", False),
        )
        for r in rules("acts")["words"]
    )


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with the named lists of words filled in."""
    filled = re.sub(r"%(\w+)%", lambda m: rf"(?<!\w){alternatives([m[0]])}(?!\w)", pattern)
    return re.compile(filled, re.IGNORECASE)


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return compiled(pattern) if pattern is not None else None


@cache
def _unreal() -> re.Pattern[str]:
    """What is only imagined, or said in irony."""
    return compiled("|".join(r["pattern"] for r in rules("acts")["unreal"]))
