"""Who takes part in an event, and as what: party, mediator, host, informed, absent.

    sentence of the event, and those that go on with it → sketches → rules → each actor once

The rules are in `rules/participants.toml`. Who acts for a side takes part as that side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from onrecord.dealings.actors import NO_ACTORS, SURE
from onrecord.dealings.scene import Scene
from onrecord.dealings.signs import listed
from onrecord.dealings.sketch import Sketch, sketched
from onrecord.records import EventType, Part, Participant, Span
from onrecord.resolve.who import Named
from onrecord.resources import rules
from onrecord.sentences import sentence_at

# So many sentences after that of the event may go on with it.
GOING_ON = 2
# So far before an event its subject is looked for, in characters; a clause that begins between ends that.
REACH = 200
_ENDS = frozenset({"WDT", "WP", "WRB"})
JOINT = frozenset({"talks", "meeting", "signing", "agreement", "ceasefire"})
_BOTH = re.compile(r"\b(?:joint|bilateral|two-way|both (?:sides|parties|capitals|countries))\b")
# In these people without a name take part as such.
ANYBODY = frozenset({"people", "thousands", "hundreds", "dozens", "scores", "others", "many"})
CROWDED = frozenset({"protest", "other", "vote"})
# And one of so many may take it up by another word.
TAKEN_UP = 12


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over sketches whose groups are named for parts. An empty ``only`` is any type of event."""

    pattern: re.Pattern[str]
    only: frozenset[str]
    where: str
    idea: str

    def fits(self, sketch: Sketch, type: EventType | None) -> Iterator[tuple[int, Part]]:
        """Where in a sketch actors stand whose part this rule tells."""
        if self.only and type not in self.only:
            return
        for m in self.pattern.finditer(sketch.words):
            for name in m.groupdict():
                if m[name] is not None:
                    yield m.start(name), cast(Part, name.rstrip("0123456789"))


def participants(scene: Scene, trigger: Span, type: EventType) -> tuple[Participant, ...]:
    """Return who takes part in the event that is mentioned at a place, as its sentence and the next say.

    Each actor is there once, with the role that is told most plainly; nobody who is not named.
    """
    found: dict[str, Participant] = {}
    for sketch, where in _sketches(scene, trigger):
        for at, part in _told(sketch, type, where):
            for named in sketch.groups.get(at, ()):
                found.setdefault(named.side, Participant(named.side, part, named.span))
    if not any(p.role == "party" for p in found.values()):
        for named in _by_grammar(scene, trigger, type):
            found.setdefault(named.side, Participant(named.side, "party", named.span))
    return tuple(sorted(found.values(), key=lambda p: p.span))


def _by_grammar(scene: Scene, trigger: Span, type: EventType) -> Sequence[Named]:
    """Who is the subject of the verb that is an event or has it as its object, where no rule knows better.

    What is joint or bilateral is of the two sides of whom the report tells. Groups without a name ("crews of
    the tugs") count where people act as such: in strikes, protests and votes.
    """
    sentence = scene.sentence(trigger.start)
    before = scene.grammar.within(Span(max(sentence.start, trigger.start - REACH), trigger.start))
    subjects = [w for w in before if w.relation in ("nsubj", "nsubj:pass") and w.is_noun]
    if type in JOINT and _BOTH.search(sentence.of(scene.text)):
        return scene.sides
    if not subjects or any(w.pos in _ENDS for w in before if w.span.start > subjects[-1].span.start):
        return ()
    head = subjects[-1].span
    if head.of(scene.text).lower() in ANYBODY:
        return ()
    if head.of(scene.text).lower() in listed("sides") and scene.sides:
        return [replace(n, span=head) for n in scene.sides]
    phrases = [p for p in scene.grammar.phrases(sentence) if p[-1].span == head]
    meant = scene.who.meant(Span(phrases[0][0].span.start, head.end)) if phrases else []
    return [n for n in meant if n.score.value >= SURE and _can_act(n, type)]


def _can_act(named: Named, type: EventType) -> bool:
    if named.type == "group" or not named.named:
        return type in CROWDED and named.score.value > SURE
    return named.type not in NO_ACTORS


def _told(sketch: Sketch, type: EventType, where: str) -> Iterator[tuple[int, Part]]:
    for rule in ruled():
        if rule.where == where or (where == "next" and rule.where == "after"):
            yield from rule.fits(sketch, type)


def _sketches(scene: Scene, trigger: Span) -> Iterator[tuple[Sketch, str]]:
    """The sentence of a trigger ("here"), and those after it: in its paragraph ("next") or not ("after").

    A sentence further on that takes the event up in other words ("the ceremony") is as good as next.
    """
    at = max(0, sentence_at(scene.sentences, trigger.start))
    here = scene.sentences[at]
    said = trigger.of(scene.text).lower()
    again = next((words for stem, words in rules("participants")["taken_up"].items() if stem in said), "")
    yield sketched(scene, Span(here.start, max(here.end, trigger.end)), trigger), "here"
    for n, following in enumerate(scene.sentences[at + 1 : at + 1 + TAKEN_UP]):
        if again and again in following.of(scene.text):
            yield sketched(scene, following, None), "next"
        elif n < GOING_ON:
            same = "\n" not in scene.text[here.end : following.start]
            yield sketched(scene, following, None), "next" if same else "after"


@cache
def ruled() -> tuple[Rule, ...]:
    """The rules, in the order in which they decide."""
    return tuple(
        Rule(re.compile(filled(r["pattern"])), frozenset(r.get("only", ())), r.get("in", "here"), r["idea"])
        for r in rules("participants")["rule"]
    )


def filled(pattern: str) -> str:
    """A pattern with the gaps that it names."""
    for name, gap in rules("participants")["gaps"].items():
        pattern = pattern.replace(f"%{name}%", gap)
    return pattern
