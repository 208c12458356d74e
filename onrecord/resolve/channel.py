"""Who stands between a speaker and the report, to whom it is said, what carries it, and who supplied the copy.

statements → paragraphs → sentences, their contents hidden → what rules hear in them → whose it is → order
           → what goes on from the sentence before
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from onrecord.records import Attribution, Score, Segment, Span
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.outlets import Naming, bare, lexicon, naming, outlet_id
from onrecord.resources import rules
from onrecord.sentences import sentence_at, sentences

Part = Literal["relay", "addressed", "medium"]

HIDDEN, SPEAKER = "□", "▪"
# Words that tie one outlet to another stand so near to it.
BESIDE = 40
# Whom a subject's clause names is looked for so far before its verb.
BEFORE = 120
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i"})
CARRIED = 0.7

_CLAUSE = re.compile(
    r"[,;:()—–“”\"□▪?!]|\b(?:and|but|while|as|that|which|because|when|if|though|although)\s", re.I
)
_WHEN = re.compile(
    r"(?:\s*\b(?:on|in|at|late|early|earlier|later|last|this|also|then|now|however|today|yesterday|meanwhile|separately"
    r"|subsequently|first|\w+day|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|\d+|week|month|year|night|morning"
    r"|afternoon|evening)\b)*\s*",
    re.I,
)
_CLOSED = re.compile(_WHEN.pattern + r"(?:$|[.,;!?)\]”\"□])", re.I)
_LISTENERS = re.compile(
    r"\s(?:in|at|on|from|by|about|after|during|before|over|outside|inside|near|via|through|with|to)\s", re.I
)
_TOLD_TO = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being) (?:\w+ )?(?:told|asked|urged|ordered|advised|warned|informed|assured|reminded)$",
    re.I,
)
_NEXT = re.compile(r";|\b(?:and|but|while|whereas|although)\b|[.!?]", re.I)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Chain:
    """Who stands between a speaker and the report (nearest the speaker first), to whom it is said, what carried it.

    The spans are the words that name them there; ``named`` are, for each relay, the words that name it in full:
    the same, or "Interfax" some sentences before, where the relay is "the agency".
    """

    relays: tuple[Span, ...] = ()
    addressees: tuple[Span, ...] = ()
    media: tuple[Span, ...] = ()
    reasons: tuple[tuple[str, Score], ...] = ()
    named: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Credit:
    """A supplier of the copy as a whole: the words that name it, and its id."""

    words: Span
    outlet: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `rules/channel.toml`, where the fields are explained."""

    kind: str
    pattern: re.Pattern[str]
    score: float = 0.9
    takes: str = "people"
    ties: str = ""
    leads: bool = False
    verb: bool = False
    before: bool = False
    closed: bool = False
    platform: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a sentence that tell of somebody, or of a medium: where they begin, whom they name, by which rule."""

    at: int
    naming: Naming
    part: Part
    rule: Rule

    @property
    def span(self) -> Span:
        return self.naming.span


@dataclass(frozen=True, slots=True)
class Stretch:
    """The sentences that some statements stand in: their words, contents and sources hidden, and what is heard.

    ``members`` are the numbers of the statements, in order of the text.
    """

    words: str
    span: Span
    members: tuple[int, ...] = ()

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return pattern.finditer(self.words)


THROUGH, PASSIVE = Rule("relay", re.compile("")), Rule("addressed", re.compile(""))


@cache
def ruleset(kind: str) -> tuple[Rule, ...]:
    """The rules of one kind."""
    known = set(Rule.__dataclass_fields__)
    return tuple(
        Rule(kind, re.compile(r["pattern"], re.I), **{k: r[k] for k in r if k in known - {"pattern"}})
        for r in rules("channel")[kind]
    )


def chains(
    text: str,
    segments: Sequence[Segment],
    found: Sequence[Attribution],
    known: Knowledge,
    *,
    outlet: str | None = None,
) -> list[Chain]:
    """Return who relays each statement, to whom it is said and what carries it: one chain each, in their order.

    ``outlet`` is where the report stands, if the caller knows it: what is told to it is told to the report.
    """
    own = _own(text, segments, known, outlet)
    out = [Chain() for _ in found]
    mentioned = [(c.words.start, c.words) for c in credits(text, segments, known)]
    for segment, members in _paragraphs(segments, found):
        reader = Paragraph(text, segment.span, found, members, known, own)
        for i, chain in reader.chains(mentioned).items():
            out[i] = chain
    return out


def _paragraphs(
    segments: Sequence[Segment], found: Sequence[Attribution]
) -> Iterator[tuple[Segment, tuple[int, ...]]]:
    """The segments in which statements are announced, and the numbers of these statements, in order."""
    starts = [s.span.start for s in segments]
    members: dict[int, list[int]] = {}
    for i, a in enumerate(found):
        at = bisect_right(starts, core(a).start) - 1
        if at >= 0:
            members.setdefault(at, []).append(i)
    for at in sorted(members):
        yield segments[at], tuple(sorted(members[at], key=lambda i: core(found[i])))


def core(a: Attribution) -> Span:
    """Where a statement is announced: its cue, else its source, else its words."""
    return (a.cue or a.source or a.content)[0]


class Paragraph:
    """One paragraph, and the statements that it announces."""

    def __init__(
        self,
        text: str,
        span: Span,
        found: Sequence[Attribution],
        members: tuple[int, ...],
        known: Knowledge,
        own: frozenset[str],
    ) -> None:
        self.text, self.span, self.known, self.own = text, span, known, own
        self.said = {i: found[i] for i in members}
        self.extent = {i: self._extent(a) for i, a in self.said.items()}
        self.sentences = sentences(text, span.start, span.end)
        self.words = _hidden(text, span, self.said.values())

    def chains(self, mentioned: list[tuple[int, Span]]) -> dict[int, Chain]:
        """The chain of each statement; ``mentioned`` are the outlets named so far, and grows."""
        heard: dict[int, list[Heard]] = {i: [] for i in self.said}
        before: Stretch | None = None
        for stretch in self._stretches():
            if stretch.members:
                self._listen(stretch, heard)
                if before is not None and not before.members:
                    self._lead(before, stretch, heard)
            elif before is not None and before.members:
                self._follow(stretch, before, heard)
            before = stretch
        carried = self._carried(heard)
        return {i: self._chain(i, heard[i] or carried.get(i, []), not heard[i], mentioned) for i in self.said}

    # ---- sentences -------------------------------------------------------------------------------------

    def _extent(self, a: Attribution) -> Span:
        """From the first to the last of a statement's words in this paragraph."""
        spans = [s for s in (*a.content, *a.cue, *a.source) if s.overlaps(self.span)]
        return Span(min(s.start for s in spans), max(s.end for s in spans))

    def _stretches(self) -> Iterator[Stretch]:
        """The sentences in order, those as one that one statement runs over."""
        last, members = -1, list[int]()
        first = 0
        reach = {i: self._reach(e) for i, e in self.extent.items()}
        for n in range(len(self.sentences)):
            here = [i for i, (a, b) in reach.items() if a <= n <= b]
            members += [i for i in here if i not in members]
            last = max([last, n, *(reach[i][1] for i in here)])
            if n == last:
                span = Span(self.sentences[first].start, self.sentences[n].end)
                words = self.words[span.start - self.span.start : span.end - self.span.start]
                yield Stretch(words, span, tuple(sorted(members, key=lambda i: core(self.said[i]))))
                first, members = n + 1, []

    def _reach(self, extent: Span) -> tuple[int, int]:
        first, last = sentence_at(self.sentences, extent.start), sentence_at(self.sentences, extent.end - 1)
        return max(first, 0), max(last, 0)

    # ---- what is heard ---------------------------------------------------------------------------------

    def _listen(self, stretch: Stretch, heard: dict[int, list[Heard]]) -> None:
        """Give each statement of a stretch what rules hear of it."""
        for i in stretch.members:
            heard[i] += self._told(stretch, i)
        bound = [h.span for i in stretch.members for h in heard[i]]
        for h in self._all(stretch):
            if any(h.span.overlaps(b) for b in bound):
                continue
            for i in self._owners(stretch, h.at):
                heard[i].append(h)
        for i in stretch.members:
            heard[i] += self._through(i, heard[i])

    def _all(self, stretch: Stretch) -> list[Heard]:
        """What is heard of anybody in a stretch; of words that two rules hear, by the first."""
        found: list[Heard] = []
        cues = [c for i in stretch.members for c in self.said[i].cue]
        heard = (*self._media(stretch), *self._behind(stretch), *self._reporters(stretch, cues))
        for h in heard:
            if not any(h.span.overlaps(f.span) for f in found):
                found.append(h)
        return sorted(found, key=lambda h: h.span)

    def _behind(self, stretch: Stretch) -> Iterator[Heard]:
        """Who is named behind words such as "quoted by" and "in an interview with"."""
        addressed = [r for r in ruleset("addressed") if not r.verb]
        relays = sorted(ruleset("relay"), key=lambda r: not r.ties)
        for rule in (*addressed, *relays):
            for m in stretch.find(rule.pattern):
                named = _shifted(
                    naming(stretch.words, m.end(), len(stretch.words), self.known), stretch.span.start
                )
                if named is None:
                    continue
                h = Heard(stretch.span.start + m.start(), named, "relay", rule)
                if rule.kind == "addressed":
                    yield from self._listener(h)
                elif _takes(rule.takes, named, self.known, self.text):
                    yield h

    def _reporters(self, stretch: Stretch, cues: Sequence[Span]) -> Iterator[Heard]:
        """Who is the subject of a clause such as "DPA reports" that announces no statement of its own."""
        for rule in ruleset("reporter"):
            for m in stretch.find(rule.pattern):
                verb = Span(stretch.span.start + m.start(), stretch.span.start + m.end())
                if any(verb.overlaps(c) for c in cues) or (rule.closed and not self._is_closed(stretch, m)):
                    continue
                named = _subject(stretch.words, m.start(), self.known)
                shifted = _shifted(named, stretch.span.start)
                if shifted and _takes(rule.takes, shifted, self.known, self.text):
                    yield Heard(shifted.span.start, shifted, "relay", rule)

    def _is_closed(self, stretch: Stretch, m: re.Match[str]) -> bool:
        """Whether nothing but a time follows a verb in its clause."""
        return _CLOSED.match(stretch.words, m.end()) is not None

    def _media(self, stretch: Stretch) -> Iterator[Heard]:
        """What is named as carrying the words: "in a letter", "on Telegram"."""
        found: list[tuple[int, Span, Rule]] = []
        for rule in ruleset("medium"):
            for m in stretch.find(rule.pattern):
                span = (
                    _platform(stretch.words, m.end(), self.known)
                    if rule.platform
                    else Span(*m.span("medium"))
                )
                if span:
                    found.append((m.start(), span, rule))
        platforms = [at for at, _, rule in found if rule.platform]
        for at, span, rule in found:
            words = stretch.words[span.start : span.end].lower()
            # "a post on X" is X alone; "a letter posted on X" is both.
            on = any(0 <= p - span.end <= BESIDE for p in platforms)
            if not (
                on
                and not rule.platform
                and words.split()[-1] in {"post", "posts", "message", "video", "messages"}
            ):
                named = Naming(
                    Span(span.start + stretch.span.start, span.end + stretch.span.start), "other", span.end
                )
                yield Heard(at + stretch.span.start, named, "medium", rule)

    def _told(self, stretch: Stretch, i: int) -> list[Heard]:
        """Whom a statement's own cue is addressed to: "told reporters"."""
        a, base = self.said[i], stretch.span.start
        out: list[Heard] = []
        for rule in (r for r in ruleset("addressed") if r.verb):
            for cue in a.cue:
                m = rule.pattern.search(
                    stretch.words, max(0, cue.start - base), max(0, cue.end - base) + len(" to ")
                )
                named = m and naming(stretch.words, m.end(), len(stretch.words), self.known)
                if m is None or not named or m.start() >= cue.end - base:
                    continue
                h = Heard(cue.start, _moved(named, base), "relay", rule)
                if not rule.before or any(c.start >= h.span.end for c in a.content):
                    out += self._listener(h, infinitive=self._is_order(a))
        passive = _passive(stretch, self.text, a, self.known)
        return out or ([passive] if passive else [])

    def _is_order(self, a: Attribution) -> bool:
        """Whether somebody is told to do something."""
        return a.content[0].of(self.text).lower().startswith("to ")

    def _listener(self, h: Heard, *, infinitive: bool = False) -> Iterator[Heard]:
        """Whoever is spoken to: an outlet relays it, a station that is not named carries it, others listen."""
        words = h.span.of(self.text).split()
        last = words[-1]
        if bare(words[0]) in lexicon("nobody") or bare(words[0]) in lexicon("days"):
            return
        if h.naming.sort == "unnamed" and last in lexicon("broadcast"):
            yield replace(h, part="medium")
        elif infinitive or not self._is_outlet(h.naming):
            span = _listening(self.text, h.span)
            yield replace(h, part="addressed", naming=replace(h.naming, span=span))
        else:
            yield h

    def _is_outlet(self, named: Naming) -> bool:
        """Whether what is told to them is told to an outlet, named or not: "told the agency"."""
        if named.sort != "unnamed":
            return named.sort == "outlet"
        words = named.span.of(self.text).split()
        return words[-1] in lexicon("back") and (
            len(words) > 2 or words[0].lower() == "the" or words[-1] in lexicon("plain")
        )

    def _through(self, i: int, heard: Sequence[Heard]) -> list[Heard]:
        """Who relays a statement by the attributions around it, and is not heard of otherwise."""
        a = self.said[i]
        out = []
        for span in a.through:
            named = naming(self.text, span.start, span.end, self.known)
            whole = Span(
                span.start, span.end - (len(span.of(self.text)) - len(span.of(self.text).rstrip(" ,")))
            )
            outlet = named is not None and named.sort in ("outlet", "unnamed")
            if not outlet and _own_words(self.text, a):
                continue
            named = named if named and outlet else Naming(whole, "people", whole.end)
            if not any(h.span.overlaps(named.span) for h in heard):
                out.append(Heard(named.span.start, named, "relay", THROUGH))
        return out

    def _owners(self, stretch: Stretch, at: int) -> list[int]:
        """Of which statements of its stretch something is heard that stands here."""
        around = [i for i in stretch.members if self.extent[i].start <= at < self.extent[i].end]
        if around:
            return [min(around, key=lambda i: len(self.extent[i]))]
        before = [i for i in stretch.members if self.extent[i].end <= at]
        after = [i for i in stretch.members if self.extent[i].start > at]
        if not before:
            return after
        last = max(before, key=lambda i: self.extent[i].end)
        between = self.words[self.extent[last].end - self.span.start : at - self.span.start]
        if after and _NEXT.search(between):
            return after[:1]
        return [i for i in before if i == last or self._goes_on(i, last)]

    # ---- beyond the sentence ---------------------------------------------------------------------------

    def _lead(self, before: Stretch, stretch: Stretch, heard: dict[int, list[Heard]]) -> None:
        """What a sentence without a statement says of the next one: "Her answer, via X. “No,” she said."."""
        told = [h for h in self._behind(before) if h.rule.leads and not h.rule.ties and h.part == "relay"]
        first = stretch.members[0]
        if told and not any(h.part == "relay" for h in heard[first]) and not self._names_other(before):
            heard[first] += [replace(h, rule=replace(h.rule, score=h.rule.score - 0.1)) for h in told]

    def _names_other(self, stretch: Stretch) -> bool:
        """Whether a sentence reports something for itself: it has a verb that says so."""
        return any(True for rule in ruleset("reporter")[:1] for _ in stretch.find(rule.pattern))

    def _follow(self, stretch: Stretch, before: Stretch, heard: dict[int, list[Heard]]) -> None:
        """What a sentence says of the statements before it: "She was speaking to X."."""
        if not any(rule.pattern.search(stretch.words) for rule in ruleset("afterword")):
            return
        told = [h for h in self._behind(stretch) if h.part == "relay"]
        for i in before.members:
            if not any(h.part == "relay" for h in heard[i]):
                heard[i] += told

    def _carried(self, heard: Mapping[int, list[Heard]]) -> dict[int, list[Heard]]:
        """What is heard of a statement and holds for the next ones, where the same speaker plainly goes on."""
        out: dict[int, list[Heard]] = {}
        order = sorted(self.said, key=lambda i: core(self.said[i]))
        for last, i in zip(order, order[1:], strict=False):  # noqa: RUF007
            near = self._reach(self.extent[i])[0] - self._reach(self.extent[last])[1] <= 1
            relays = [h for h in heard[last] if h.part == "relay"] or out.get(last, [])
            if relays and near and not heard[i] and self._goes_on(last, i) and not self._is_elsewhere(i):
                out[i] = relays
        return out

    def _goes_on(self, last: int, i: int) -> bool:
        """Whether a statement's source is the one before it, a pronoun, or part of its name."""
        before, now = (_SPACES.sub(" ", _words(self.text, self.said[n].source)) for n in (last, i))
        if not now or not before:
            return False
        names = {bare(w) for w in now.split()}
        return (
            now.lower() in PRONOUNS
            or before == now
            or names <= {bare(w) for w in re.findall(r"[\w’'-]+", before)}
        )

    def _is_elsewhere(self, i: int) -> bool:
        """Whether the words around a statement say that it is of another occasion."""
        first, last = self._reach(self.extent[i])
        span = Span(self.sentences[first].start, self.sentences[last].end)
        words = self.words[span.start - self.span.start : span.end - self.span.start]
        return any(rule.pattern.search(words) for rule in ruleset("elsewhere"))

    # ---- chains ----------------------------------------------------------------------------------------

    def _chain(
        self, i: int, heard: Sequence[Heard], carried: bool, mentioned: list[tuple[int, Span]]
    ) -> Chain:
        """The chain of a statement from what is heard of it."""
        a = self.said[i]
        relays, addressed = [], [h for h in heard if h.part == "addressed"]
        mentioned += [(h.span.start, h.span) for h in heard if h.naming.sort == "outlet"]
        seen = {self._key(a.source[0], mentioned)} if a.source else set()
        for h in in_order(self.words, self.span.start, core(a), [h for h in heard if h.part == "relay"]):
            name = self._key(h.span, mentioned)
            if name in self.own:
                addressed += [h] if h.rule.kind == "addressed" and not carried else []
            elif name not in seen:
                relays.append(h)
            seen.add(name)
        named = tuple(self._named(h, mentioned) for h in relays)
        if a.source and self.known.outlet(_words(self.text, a.source)):
            mentioned.append((a.source[0].start, a.source[0]))
        media = [h for h in heard if h.part == "medium"]
        return Chain(
            relays=tuple(h.span for h in relays),
            addressees=tuple(h.span for h in addressed),
            media=tuple(sorted(h.span for h in media)),
            reasons=tuple(self._reasons(relays, addressed, media, carried)),
            named=named,
        )

    def _named(self, h: Heard, mentioned: Sequence[tuple[int, Span]]) -> Span:
        """The words that name a relay in full: of "the agency", the outlet that was named last before it."""
        if h.naming.sort != "unnamed" or not _is_short(h.span.of(self.text)):
            return h.span
        return max(((at, span) for at, span in mentioned if at < h.span.start), default=(0, h.span))[1]

    def _key(self, span: Span, mentioned: Sequence[tuple[int, Span]]) -> str:
        named = naming(self.text, span.start, span.end, self.known)
        if named is None:
            return span.of(self.text)
        where = self._named(Heard(span.start, named, "relay", THROUGH), mentioned)
        return outlet_id(where.of(self.text), self.known)

    def _reasons(
        self, relays: Sequence[Heard], addressed: Sequence[Heard], media: Sequence[Heard], carried: bool
    ) -> Iterator[tuple[str, Score]]:
        for name, heard in (("channel", relays), ("addressee", addressed), ("media", media)):
            if not heard:
                continue
            said = ", ".join(f"“{_quote(self.text, h)}”" for h in heard)
            where = "in the sentence before, which goes on" if carried else "beside the statement"
            score = min(h.rule.score for h in heard)
            yield name, Score(CARRIED if carried else score, f"{said} {where}")


# ---- words ---------------------------------------------------------------------------------------------


def _hidden(text: str, span: Span, said: Iterable[Attribution]) -> str:
    """The words of a paragraph with □ for what is said and ▪ for who says it, character by character."""
    words = list(span.of(text))
    for a in said:
        for mark, spans in ((SPEAKER, a.source), (HIDDEN, a.content)):
            for s in spans:
                for at in range(max(s.start, span.start), min(s.end, span.end)):
                    words[at - span.start] = mark
    return "".join(words)


def _words(text: str, spans: Sequence[Span]) -> str:
    return " ".join(s.of(text) for s in spans)


def _moved(named: Naming, by: int) -> Naming:
    return Naming(Span(named.span.start + by, named.span.end + by), named.sort, named.end + by)


def _shifted(named: Naming | None, by: int) -> Naming | None:
    return named and _moved(named, by)


def _is_short(words: str) -> bool:
    """Whether an outlet's description is of one named before: "the agency", but not "the state news agency"."""
    parts = words.split()
    return len(parts) == 2 and parts[0].lower() == "the"


def _quote(text: str, h: Heard) -> str:
    return _SPACES.sub(" ", text[min(h.at, h.span.start) : h.span.end])


def _takes(takes: str, named: Naming, known: Knowledge, text: str) -> bool:
    """Whether a rule takes whom the words name."""
    if named.sort in ("outlet", "unnamed"):
        return named.sort == "outlet" or takes != "named"
    if named.sort == "name":
        name = named.span.of(text)
        place = bool(known.territories(name) or known.spots(name))
        return takes == "people" or (takes == "name" and not place and not known.named(name))
    return named.sort == "people" and takes == "people"


def _subject(words: str, verb: int, known: Knowledge) -> Naming | None:
    """Whom the words between the beginning of a clause and its verb name."""
    begin = max(0, verb - BEFORE)
    clause = max(
        (m.end() for m in _CLAUSE.finditer(words, begin, verb)), default=begin if begin == 0 else verb
    )
    m = _WHEN.match(words, clause, verb)
    start = m.end() if m else clause
    named = naming(words, start, verb, known)
    if named is None or bare(words[named.span.start : named.span.end]) in PRONOUNS:
        return None
    rest = _WHEN.match(words, named.end, verb)
    return named if rest and rest.end() == verb else None


def _platform(words: str, at: int, known: Knowledge) -> Span | None:
    """The platform that is named here: one word or two, in capitals, or "social media"."""
    m = re.compile(r"(?:\w[\w.]*)(?: \w+)?").match(words, at)
    if m is None:
        return None
    name = m[0].rstrip(".")
    for words_ in (name, name.split(" ")[0]):
        large = all(w[0].isupper() for w in words_.split(" ")) or words_.lower() == "social media"
        if large and words_ != words_.lower().title() + "s" and known.medium(words_):
            return Span(at, at + len(words_))
    return None


def _passive(stretch: Stretch, text: str, a: Attribution, known: Knowledge) -> Heard | None:
    """Who was told, warned or asked: the subject of a cue in the passive."""
    if not a.cue or not _TOLD_TO.search(a.cue[0].of(text)):
        return None
    named = _shifted(_subject(stretch.words, a.cue[0].start - stretch.span.start, known), stretch.span.start)
    return Heard(a.cue[0].start, named, "addressed", PASSIVE) if named else None


def _listening(text: str, span: Span) -> Span:
    """Of the words behind "told", those that name a listener, without where and when."""
    m = _LISTENERS.search(text, span.start, span.end)
    return Span(span.start, m.start()) if m else span


def _own_words(text: str, a: Attribution) -> bool:
    """Whether whoever is relayed is the one who relays: "Orbe said he had told …"."""
    return _words(text, a.source).lower() in PRONOUNS


def in_order(words: str, base: int, core: Span, relays: Sequence[Heard]) -> list[Heard]:
    """Relays, the nearest to the speaker first.

    Behind the statement each is farther than the one before it, ahead of it each is nearer ("According to A, X
    said, quoted by B, as reported by C": B, C, A); who is told stands nearest. "A, citing B" and "B, cited by A"
    are B, A wherever they stand.
    """
    groups: list[list[Heard]] = []
    waiting: list[Heard] = []
    last: Heard | None = None
    for h in sorted(relays, key=lambda h: h.span):
        beside = last is not None and _is_beside(words, base, last, h)
        if h.rule.ties == "inner" and not beside:
            waiting.append(h)
        elif beside and h.rule.ties and last:
            group = next(g for g in (*groups, waiting) if last in g)
            group.insert(group.index(last) + (h.rule.ties == "outer"), h)
        else:
            near = bool(waiting) and last is not None and _is_beside(words, base, last, h)
            groups.append([*waiting, h] if near else [h])
            waiting = []
        last = h
    ahead = [g for g in groups if g[-1].span.start < core.start]
    behind = [g for g in groups if g[-1].span.start >= core.start]
    ordered = [*reversed(ahead), *behind]
    return [h for g in sorted(ordered, key=lambda g: g[0].rule.kind != "addressed") for h in g]


def _is_beside(words: str, base: int, a: Heard, b: Heard) -> bool:
    """Whether nothing that is said stands between two relays, and little else."""
    between = words[a.span.end - base : b.span.start - base]
    return len(between) <= BESIDE and not set(between) & {HIDDEN, SPEAKER, ";"}


# ---- who supplied the copy -----------------------------------------------------------------------------


def credits(text: str, segments: Sequence[Segment], known: Knowledge) -> tuple[Credit, ...]:
    """The suppliers of the copy as a whole, each once, in order: of credits, datelines and agencies' bylines."""
    found: dict[str, Credit] = {}
    for segment in segments:
        for span in _suppliers(text, segment, known):
            credit = Credit(span, outlet_id(span.of(text), known))
            found.setdefault(credit.outlet, credit)
    return tuple(found.values())


def _suppliers(text: str, segment: Segment, known: Knowledge) -> list[Span]:
    """The outlets that one segment names as suppliers."""
    if segment.kind == "credit":
        return _credited(text, segment.span, known)
    if segment.kind == "dateline":
        return [s for s in _bracketed(text, segment.span) if _supplies(text, s, known)]
    if segment.kind == "byline":
        parts = _parts(text, segment.span)
        return [s for s in parts if known.outlet(s.of(text)) and s.of(text) != s.of(text).lower()]
    return []


@cache
def _credit(name: str) -> re.Pattern[str]:
    return re.compile(rules("channel")["credit"][name], re.I)


def _credited(text: str, span: Span, known: Knowledge) -> list[Span]:
    parts = _parts(text, span)
    outlets = [s for s in parts if _supplies(text, s, known)]
    # In a list of outlets, a name of which nothing is known is an outlet's too.
    listed = outlets and re.match(r"[\[(]?sources?\b", span.of(text), re.I)
    return [s for s in parts if s in outlets or (listed and s.of(text)[0].isupper())]


def _parts(text: str, span: Span) -> list[Span]:
    """What stands between commas and the like in a line of credit, without the words around the names."""
    edges = [
        span.start,
        *(at for m in _credit("between").finditer(text, span.start, span.end) for at in m.span()),
    ]
    out = []
    for start, end in zip(edges[::2], [*edges[1::2], span.end], strict=False):
        words = text[start:end]
        before, behind = _credit("before").match(words), _credit("behind").search(words)
        first, last = before.end() if before else 0, behind.start() if behind else len(words)
        if first < last:
            out.append(Span(start + first, start + last))
    return out


def _bracketed(text: str, span: Span) -> list[Span]:
    """What stands between brackets, slashes or bars in a dateline."""
    found = re.finditer(r"[(/|]\s*([^()/|\d]{2,40}?)\s*(?=[)/|])", span.of(text))
    whole = span.of(text).rstrip(" –—-.:")
    return [Span(span.start + m.start(1), span.start + m.end(1)) for m in found] or [
        Span(span.start, span.start + len(whole))
    ]


def _supplies(text: str, span: Span, known: Knowledge) -> bool:
    words = span.of(text)
    if (known.outlet(words) and words != words.lower()) or words in lexicon("small"):
        return True
    named = naming(text, span.start, span.end, known)
    return named is not None and named.sort == "outlet" and named.span == span


def _own(text: str, segments: Sequence[Segment], known: Knowledge, outlet: str | None) -> frozenset[str]:
    """The ids of the outlets whose own copy this is: where it stands, its dateline's and byline's, its one credit."""
    own = {outlet_id(outlet, known)} if outlet else set()
    credited: set[str] = set()
    for segment in segments:
        ids = {outlet_id(s.of(text), known) for s in _suppliers(text, segment, known)}
        if segment.kind != "credit":
            own |= ids
        elif not _credit("rewritten").search(segment.span.of(text)):
            credited |= ids
    return frozenset(own | (credited if len(credited) == 1 else set()))
