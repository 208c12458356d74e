"""Words that mention an event: by the lexicon of `rules/events.toml`, each in its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Literal

from onrecord.dealings.rules import REACH, Rule, by_word, compiled, joining, ruled, weak
from onrecord.dealings.scene import Scene
from onrecord.records import EventType, Score, Span, Time

Form = Literal["noun", "verb", "pronoun"]

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
# Where a clause ends and the next begins; what begins it belongs to it.
_AFTER = r"(?:(?:days|hours|weeks|months|minutes|shortly|soon|just|immediately|long) )?(?:after|before)"
_CUT = re.compile(
    r"[;:]\s|\s[–—-]+\s|[“”\"]|[()]"
    r"|,\s+(?=(?:and|but|while|whereas|as|though|although|so|yet|or|which|who|where|when|after|before|because"
    r"|since|adding|saying|with)\s)"
    r"|\s(?=(?:but|while|whereas|although|though|because|unless|if|when|where|who|once|until)\s)"
    rf"|\s(?={_AFTER}\s)"
    r"|,?\s(?=ahead of\s)|\s(?=since\s(?:an?|the|its|his|her|their)\s)"
)
# What stands between two dashes or in brackets interrupts a clause and does not end it.
_ASIDE = re.compile(r"\s[–—-]+\s[^–—;:]{1,120}?\s[–—-]+\s|\([^()]{1,120}\)\s?")
_RELATIVE = re.compile(r",?\s*(?:which|that|who|where)\s")
# What a noun can be to the words around it: "their meeting in Riga" may be read as a verb's form.
_NOMINAL = frozenset({"nsubj", "nsubj:pass", "obj", "obl", "nmod", "conj", "root", "compound", "appos"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# Verbs that tell of no event.
_STATES = frozenset({
    "was", "were", "had", "did", "seemed", "needed", "meant", "remained", "appeared", "looked", "required",
    "became", "cost", "stayed", "lacked",
})  # fmt: skip
DEED = "somebody holds it"
# So many words of one sentence are looked at: what has more of them is a list.
MOST = 40
# So much of a clause is read before and after a trigger, in characters of the text.
WIDE = 2 * REACH
# A relative clause this near after a trigger tells of it.
NEAR = 90
_TO = re.compile(r"\bto (?=[A-Z])")
_BLANKS = re.compile(r"[\s“”\"‘()]+")
_DATED = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Mention:
    """A trigger in its clause. ``lead`` and ``trail`` are the clause before and after it, in lower case, with
    signs for times, places and names. ``word`` is the trigger's own, ``span`` with what belongs to it.

    ``heading`` is whether it stands in a title or subhead, ``pos`` the part of speech of the word and
    ``relation`` what it is to the words around it, both empty where the grammar is not known. ``happens`` is
    whether it is the subject of a verb that tells what it did or what was done with it.
    """

    span: Span
    word: str
    type: EventType
    form: Form
    rule: Rule
    clause: Span
    sentence: Span
    lead: str
    trail: str
    heading: bool
    pos: str = ""
    relation: str = ""
    happens: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a time, a place or a name in a clause."""

    span: Span
    words: str


class Signed:
    """The sentences of a report with signs for times, places and names."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.said = frozenset(s.said.span for s in scene.statements if s.said)

    def signs(self, sentence: Span) -> list[Sign]:
        """What stands for the times, places and names of a sentence, in order, without overlap."""
        scene = self.scene
        found = [Sign(t.span, self._of_time(t)) for t in scene.times_in(sentence) if dated(t)]
        found += [Sign(p.span, "PLACE") for p in scene.places_in(sentence)]
        found += [Sign(n.span, "NAME") for n in scene.who.named(sentence)]
        found += [Sign(span, "PLACE") for span in self._goals(sentence)]
        kept: list[Sign] = []
        for sign in found:
            if sign.span and not any(sign.span.overlaps(k.span) for k in kept):
                kept.append(sign)
        return sorted(kept, key=lambda sign: sign.span)

    def _goals(self, sentence: Span) -> Iterator[Span]:
        """The towns after "to": a place that one goes to stands where no place of saying does."""
        for m in _TO.finditer(self.scene.text, sentence.start, sentence.end):
            place = self.scene.atlas.named(Span(m.end(), sentence.end))
            if place is not None and place.latitude is not None:
                yield place.span

    def written(self, stretch: Span, signs: Sequence[Sign]) -> str:
        """A stretch in lower case with its signs, and one blank between words."""
        parts, at = [], stretch.start
        for sign in signs:
            if at <= sign.span.start and sign.span.end <= stretch.end:
                parts += [self.scene.text[at : sign.span.start].lower(), sign.words]
                at = sign.span.end
        parts.append(self.scene.text[at : stretch.end].lower())
        return _BLANKS.sub(" ", "".join(parts))

    def _of_time(self, time: Time) -> str:
        return "SAID" if time.span in self.said else "TIME"


class Triggers:
    """The mentions of events in one report."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.signed = Signed(scene)
        self._needs: dict[str, bool] = {}

    @cached_property
    def headings(self) -> list[Span]:
        """Where titles and subheads stand."""
        return [s.span for s in self.scene.segments if s.kind in ("title", "subhead")]

    def found(self) -> Iterator[Mention]:
        """Every mention that may be one of an event, in order."""
        before: Mention | None = None
        for sentence in self.scene.sentences:
            words = _WORD.finditer(self.scene.text, sentence.start, sentence.end)
            hits = list(islice((m for m in words if _known(m)), MOST))
            found = [
                mention
                for m in self._in(sentence, hits)
                if (mention := m if m.form != "pronoun" else _standing_for(before, m))
            ]
            yield from found
            before = found[-1] if found else None

    def _in(self, sentence: Span, hits: Sequence[re.Match[str]]) -> Iterator[Mention]:
        """The mentions of one sentence, by the words in it that the lexicon has."""
        if not hits:
            return
        signs = self.signed.signs(sentence)
        names = [s.span for s in signs if s.words in ("NAME", "PLACE")]
        names += [t.span for t in self.scene.times_in(sentence)]
        cuts = [m.end() for m in _CUT.finditer(self.scene.text, sentence.start, sentence.end)]
        asides = [Span(*m.span()) for m in _ASIDE.finditer(self.scene.text, sentence.start, sentence.end)]
        heading = any(h.start <= sentence.start < h.end for h in self.headings)
        end = 0
        for m in hits:
            span = Span(*m.span())
            if span.start < end or any(span.overlaps(name) for name in names):
                continue
            own = [c for c in cuts if not any(a.start < c <= a.end and not a.overlaps(span) for a in asides)]
            if mention := self._mention(span, sentence, own, signs, heading=heading):
                yield mention
                end = mention.span.end

    def _mention(
        self, span: Span, sentence: Span, cuts: Sequence[int], signs: Sequence[Sign], *, heading: bool
    ) -> Mention | None:
        clause = clause_of(self.scene.text, span, sentence, cuts)
        lead = self.signed.written(Span(max(clause.start, span.start - WIDE), span.start), signs)
        trail = self.signed.written(Span(span.end, min(clause.end, span.end + WIDE)), signs)
        word = span.of(self.scene.text).lower()
        for rule in by_word()[word]:
            if self._stands_as(span, rule) and rule.around.fits(lead, trail) and self._is_about(rule):
                raw = rule.raw
                form: Form = raw["form"]
                whole = self._whole(span, clause)
                tag = self.scene.grammar.at(span.start)
                pos, relation = (tag.pos, tag.relation) if tag and "-" not in word else ("", "")
                return Mention(
                    whole,
                    word,
                    raw["type"],
                    form,
                    rule,
                    clause,
                    sentence,
                    lead,
                    trail,
                    heading,
                    pos,
                    relation,
                    relation.startswith("nsubj") and self._happens(Span(span.end, clause.end)),
                )
        return None

    def _whole(self, span: Span, clause: Span) -> Span:
        """A trigger with what belongs to it: "round of talks", "phone call"."""
        start = max(clause.start, span.start - WIDE)
        m = joining("whole").search(self.scene.text[start : span.start])
        return Span(start + m.start(), span.end) if m else span

    def _stands_as(self, span: Span, rule: Rule) -> bool:
        """Whether a word is the noun or the verb that a rule is about, as far as its grammar is known.

        The first of two nouns ("ceasefire monitors") is an attribute of the second.
        """
        words = self.scene.grammar.within(span)
        if len(words) != 1 or rule.raw["form"] == "pronoun":
            return True
        word = words[0]
        if rule.raw["form"] == "verb":
            return word.is_verb
        after = self.scene.grammar.at(span.end + 1)
        attribute = word.relation == "compound" and after is not None and after.is_noun
        return not attribute and (word.is_noun or (word.pos == "VBG" and word.relation in _NOMINAL))

    def _happens(self, after: Span) -> bool:
        """Whether the verb after a subject tells of something past: "ended", "was chaired by"."""
        words = self.scene.grammar.within(after)[:12]
        at = next((i for i, w in enumerate(words) if w.pos in _FINITE), len(words))
        if at == len(words) or words[at].pos != "VBD":
            return False
        verb = words[at].span.of(self.scene.text).lower()
        passive = any(w.pos == "VBN" for w in words[at + 1 : at + 3])
        return verb not in _STATES or (verb in ("was", "were") and passive)

    def _is_about(self, rule: Rule) -> bool:
        """Whether the report has the words that a rule needs."""
        pattern = rule.raw.get("needs")
        if pattern is None:
            return True
        if pattern not in self._needs:
            self._needs[pattern] = compiled(pattern).search(self.scene.text) is not None
        return self._needs[pattern]


def clause_of(text: str, span: Span, sentence: Span, cuts: Sequence[int]) -> Span:
    """The clause of a sentence in which a trigger stands, with a relative clause that tells of it."""
    start = max((cut for cut in cuts if cut <= span.start), default=sentence.start)
    ends = [cut for cut in cuts if cut > span.end] + [sentence.end]
    if len(ends) > 1 and ends[0] - span.end < NEAR and _RELATIVE.match(text, ends[0]):
        ends = ends[1:]
    return Span(start, ends[0])


def grounds(mention: Mention) -> Score | None:
    """Why a mention is one of a particular event; None where nothing says so."""
    if mention.form == "verb" or mention.rule.raw.get("firm"):
        return Score(0.9, "told as something that is done")
    if mention.happens:
        return Score(0.85, "something came of it")
    # Of what is known by grammar to be somebody's deed, the plural is no habit: "launched attacks on Kidal".
    too_weak = weak(mention.word) - ({DEED} if mention.relation == "obj" else set())
    for rule in ruled("firm"):
        if rule.idea not in too_weak and rule.fits(mention.lead, mention.trail, mention.type):
            return Score(0.85, rule.idea)
    return None


def objection(mention: Mention) -> Rule | None:
    """The rule by which a mention is none, or tells nothing; None where nothing is against it."""
    fitting = (r for r in ruled("never") if r.fits(mention.lead, mention.trail, mention.type, mention.form))
    return next(fitting, None)


def _standing_for(before: Mention | None, pronoun: Mention) -> Mention | None:
    """A pronoun as a mention of the event before it: "They are scheduled for Friday"; None where none is."""
    if before is None:
        return None
    return replace(pronoun, word=before.word, type=before.type, form="noun")


def _known(m: re.Match[str]) -> bool:
    return m[0].lower() in by_word()


def dated(time: Time) -> bool:
    """Whether a time is a date of a year that is known."""
    return time.type in ("DATE", "TIME") and time.value is not None and _DATED.match(time.value) is not None
