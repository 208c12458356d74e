"""What became of a paper: the verb that goes with its name, and the mood in which it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast, get_args

from onrecord.dealings.scene import Scene
from onrecord.dealings.writings import Writing, is_body
from onrecord.records import PaperStatus, Score, Span
from onrecord.resources import rules

# So many characters are looked at before a verb, and between it and the name of a paper.
CLAUSE, REACH = 160, 110
# A time belongs to a verb from which it is no farther.
TIMED = 60

_BREAK = re.compile(
    r"[;:!?]|\s[–—]\s|,(?=\s(?:and|but|who|which|after|while|as|though|although|despite)\b)"
    r"|\b(?:that|which|who|said|says|say|told|after|while|when|although|though|because|but|if|unless|until|once"
    r"|whether|provided|as|before|since)\b"
)
_HARD_BREAK = re.compile(r"[;!?]|:\s|\b(?:said|says|told|but)\b")
# Between a verb and its object: when, where and how.
_ADVERB = (
    r"(?:\w+ly|today|yesterday|jointly|together|earlier|again|also|both|up|in principle"
    r"|(?:on|in|at|late|last|earlier|this) [\w’'-]+(?: (?:[A-Z0-9][\w’'-]*|week|month|year))*)"
)
_PART_OF = (
    r"(?:(?:the |its |their )?(?:\w+ )?(?:text|wording|terms|letter|spirit|conditions|provisions?"
    r"|copies|implementation|obligations|commitments"
    r"|parts?|most|much|half|all) (?:of|under) |[Aa]rticles? [\w.]+ of )"
)
_OBJECT = re.compile(rf"[\"”’']?(?:,?\s+{_ADVERB})*,?\s+[\"“‘„']*{_PART_OF}?(?:(?:the|an?) )?(?:so-called )?")
_AUXILIARY = (
    r"(?:was|were|is|are|has|have|had|will|would|can|could|may|might|must|should|shall|to|gets?|got|remains?|needs?"
    r"|now|due|ought|does|did|do)(?:n[’']t)?"
)
_CHAIN = re.compile(
    rf"(?P<free>.*?)[,\s\"“”’]*\b(?P<chain>{_AUXILIARY}(?:[\s,\"“”‘’]+(?:not|yet|been|be|being|have|has|already"
    r"|just|still|to|now|also|only|first|never|\w+ly|expected|set|due|about|in turn|on \w+))*)[\s\"“‘]*",
    re.DOTALL,
)
_PARTLY = re.compile(r"\b(?:most|much|parts?|half) of\b")
_REDUCED = re.compile(
    r"(?:\s(?:on|under|by|for|in) which [^,;.]{1,40})?(?:,\s+an? (?:[\w’-]+ ){1,4}|,?\s+)"
    r"(?:(?:\w+ly|first|still|also|now)\s+)?[\"“]?"
)
_RELATIVE = re.compile(
    r",?\s+(?:that|which)\s+(?:[\w’'.-]+\s+){1,9}"
    r"|\s+(?:it|they|he|she|we|both sides|(?:the|its|his|her|their|our) (?:[\w’'-]+ ){0,2}[\w’'-]+"
    r"|[A-Z][\w’'-]+)\s+(?:had |have |has |\w+ly )*"
)
_FINITE = re.compile(
    r"[.;:!?]|\b(?:that(?! effect\b| end\b)|who|said|says|and|but|if|when|while|as|after|before|because"
    r"|will|would|was|were|is|are|has|have|had)\b"
)
# A relative clause that is over, or what of it stands before its verb.
_WHICH = re.compile(
    r"^,\s*(?:which|that)\b[^,;.:]{1,120},|^,?\s*(?:which|that)\b(?:[^,;.:]{1,80}\band\b(?! \w+ing\b))?"
)
_PASSIVE = re.compile(r"\b(?:be|been|being|was|were|is|are|gets?|got|to|remains?)(?:n[’']t)?\b")
_AND = re.compile(rf"[^.;:!?]*?(?P<and>\b(?:and|but) |, )(?P<chain>{_AUXILIARY} (?:[\w’']+ ){{0,4}})?")
_IT = re.compile(r"\b[Ii]t\b")
_IT_OBJECT = re.compile(r"\s+(?:it|them)\b")
_FOR = re.compile(r"\s+(?:for|on behalf of)\s+(?:the )?[A-Z]")
_OF_IT = frozenset(
    ["sign", "initial", "ratify", "bind", "suspend", "reject", "violate", "adopt", "honour", "draft"]
)
# An "if" before these says nothing of whether they happened ("refused to say whether …").
_WHATEVER = frozenset(["reject"])
_NOBODY = re.compile(r"\W*(?:nobody|no one|none|neither|no)\b", re.IGNORECASE)
_NEARLY = re.compile(r"\b(?:almost|nearly|close to|all but|not quite|near|about to be|half)$")
_WAITED_FOR = re.compile(
    r"\b(?:for|before|until|await\w*|ahead of|delay\w*|postpon\w*|put off|puts off|against|urg\w+|demand\w*)"
    r"(?: (?:the|its|an?|early|swift|speedy|quick|full))*$"
)
_PARTICIPIAL = re.compile(r"(?:,|\b(?:after|by|in|since|of|for|is|are|was|were|with|and))(?: \w+ly)?$")
_PARTED = re.compile(r"[;:]\s|\s[–—]\s|, (?:and|but|after|while)\b")
_COMMA = re.compile(r"[,;:]\s|\s[–—]\s")
# What follows "enters into force" where it is still to happen.
_ONCE = re.compile(r"\s+(?:only )?(?:once|if|unless|as soon as)\b")
# A paper is taken up as "it" across no more than a sentence of so many characters.
NEXT = 160


@dataclass(frozen=True, slots=True)
class Verb:
    """A rule for a verb and the pattern that finds its forms."""

    rule: dict[str, Any]
    span: Span
    form: str

    @property
    def family(self) -> str:
        return str(self.rule["family"])

    def value(self, mood: str) -> PaperStatus | None:
        """What a mood of this verb comes to."""
        found = self.rule.get(mood)
        return cast(PaperStatus, found) if found in get_args(PaperStatus) else None


@dataclass(frozen=True, slots=True)
class Link:
    """The number of the writing that a verb goes with, whether as its subject, and the words that tell the
    mood."""

    writing: int
    passive: bool
    chain: Span
    verb: Span


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is told of a paper. ``value`` is None where it comes to no status ("would sign").

    ``subject`` is the stretch in which stands who does it, ``after`` what follows the verb; both are None
    where it is told without a verb.
    """

    writing: int
    verb: Verb | None
    span: Span
    value: PaperStatus | None
    on: str | None
    mood: str
    subject: Span | None = None
    after: Span | None = None

    @property
    def binds(self) -> bool:
        """Whether those who do it are parties by it."""
        if self.verb is None:
            return False
        done = self.value is not None or self.mood == "undone" or "done" not in self.verb.rule
        return bool(self.verb.rule.get("party")) and done


def steps(scene: Scene, found: Sequence[Writing]) -> list[Step]:
    """What is told of each of the writings, in order of the text."""
    out: list[Step] = []
    for sentence in scene.sentences:
        at = bisect_left(found, sentence.end, key=lambda w: w.span.start) - 1
        if at >= 0 and sentence.start - found[at].sentence.end <= NEXT:
            mine = _in(sentence, found, at)
            out += _of_verbs(scene, sentence, found, mine)
            out += _of_names(scene, found, mine)
    out += _awaited(scene, found)
    return sorted(out, key=lambda s: s.span)


def _in(sentence: Span, found: Sequence[Writing], last: int) -> list[int]:
    """The numbers of the writings of a sentence; ``last`` is the last one before its end."""
    first = last + 1
    while first > 0 and found[first - 1].sentence == sentence:
        first -= 1
    return list(range(first, last + 1))


def _of_verbs(scene: Scene, sentence: Span, found: Sequence[Writing], mine: Sequence[int]) -> Iterator[Step]:
    """What the verbs of a sentence tell of papers that are named in it, or of the last one before as "it"."""
    last: Link | None = None
    bare = any(found[i].title or found[i].whole.start == found[i].span.start for i in mine)
    for verb in _verbs_in(scene, sentence, bare=bare):
        if any(_inside(verb.span, found[i].span) for i in mine):
            continue
        link = _link(scene.text, sentence, verb, found, mine)
        link = link or _going_on(scene.text, verb, last) or _as_it(scene.text, sentence, verb, found)
        if link is not None and verb.rule.get("only", found[link.writing].kind) == found[link.writing].kind:
            yield _step(scene, sentence, verb, link, found[link.writing])
            last = link if link.passive else last


def _going_on(text: str, verb: Verb, last: Link | None) -> Link | None:
    """A second verb of the same subject: "was signed in March and | entered into force in April"."""
    if last is None or verb.form != "did":
        return None
    between = text[last.verb.end : verb.span.start]
    m = _AND.fullmatch(between) if len(between) < REACH else None
    if m is None or (m["and"] == ", " and m["chain"] is None):
        return None
    bare = m["chain"] is None and verb.rule.get("voice") is None
    if bare and (m.end("and") < len(between) or _has_object(text, verb.span.end)):
        return None
    return Link(last.writing, True, Span(last.verb.end + m.start("and"), verb.span.start), verb.span)


def _as_it(text: str, sentence: Span, verb: Verb, found: Sequence[Writing]) -> Link | None:
    """ "It was signed", "ratified it": the paper that was named last, in this sentence or the one before."""
    at = bisect_right(found, verb.span.start, key=lambda w: w.span.start) - 1
    if at < 0 or verb.family not in _OF_IT or sentence.start - found[at].sentence.end > NEXT:
        return None
    alone = verb.family == "sign" and verb.form == "did" and _FOR.match(text, verb.span.end)
    if alone or _IT_OBJECT.match(text, verb.span.end):
        return Link(at, False, _clause(text, sentence, verb.span.start), verb.span)
    for m in _IT.finditer(text, max(sentence.start, verb.span.start - CLAUSE), verb.span.start):
        between = text[m.end() : verb.span.start]
        chain = _CHAIN.fullmatch(between)
        plain = verb.rule.get("voice") == "does" and not between.strip()
        if m.start() > found[at].span.end and (
            plain or (chain and _is_passive(verb, chain) and not chain["free"].strip())
        ):
            return Link(at, True, Span(m.end(), verb.span.start), verb.span)
    return None


def _step(scene: Scene, sentence: Span, verb: Verb, link: Link, writing: Writing) -> Step:
    mood = _mood(scene, sentence, verb, link, title=writing.title)
    value = verb.value(mood)
    clause = None if link.passive else link.chain
    if value == "agreed" and verb.family == "adopt" and clause and writing.kind in ("bond", "kind"):
        value = "ratified" if is_body(clause.of(scene.text)) else value
    if value == "agreed" and _PARTLY.search(
        scene.text, verb.span.end, max(verb.span.end, writing.whole.start)
    ):
        value = "drafted"
    if value == "proposed" and writing.head == "draft":
        value = "drafted"
    draft = any(s.of(scene.text).lower() == "draft" for s in writing.made)
    if value == "suspended" and (writing.kind == "offer" or draft):
        value = "rejected"
    told = None if link.passive or mood in ("wished", "hedged") else clause
    after = Span(verb.span.end, sentence.end)
    return Step(link.writing, verb, verb.span, value, _time(scene, sentence, verb.span), mood, told, after)


def _verbs_in(scene: Scene, sentence: Span, *, bare: bool) -> Iterator[Verb]:
    """The verbs of a sentence for what becomes of papers; "strikes" and "the signed treaty" are none.

    In headlines verbs are often taken for nouns ("Chad, Niger ink pact"), so before a ``bare`` name the form
    alone decides.
    """
    listed = rules("papers")["verb"]
    for m in _forms().finditer(scene.text, sentence.start, sentence.end):
        number, form = (m.lastgroup or "").split("_")[1:]
        verb = Verb(listed[int(number)], Span(m.start(), m.end()), form)
        word = scene.grammar.at(m.start())
        acts = word is None or (word.is_verb and word.relation != "amod")
        if acts or bare or form == "noun" or verb.rule.get("voice"):
            yield verb


def _link(
    text: str, sentence: Span, verb: Verb, found: Sequence[Writing], mine: Sequence[int]
) -> Link | None:
    """The writing that a verb goes with by the order of words."""
    voice = verb.rule.get("voice")
    after = next((i for i in mine if found[i].whole.start >= verb.span.end), None)
    if (
        after is not None
        and voice is None
        and _OBJECT.fullmatch(text, verb.span.end, found[after].whole.start)
    ):
        return Link(after, False, _clause(text, sentence, verb.span.start), verb.span)
    before = [i for i in mine if found[i].span.end <= verb.span.start]
    if not before:
        return None
    w = found[before[-1]]
    chain = _as_subject(text, verb, w)
    if chain is not None:
        return Link(before[-1], True, chain, verb.span)
    if verb.form == "did" and voice is None and not _has_object(text, verb.span.end):
        for end in (w.whole.end, w.span.end):
            if _RELATIVE.fullmatch(text, end, verb.span.start):
                return Link(before[-1], False, Span(end, verb.span.start), verb.span)
    return None


def _has_object(text: str, at: int) -> bool:
    return re.match(r"\s+(?:an?|the|his|her|their|its|that)\b", text[at : at + 12]) is not None


def _as_subject(text: str, verb: Verb, w: Writing) -> Span | None:
    """The words between a paper that is the subject and its verb; None where it is not."""
    voice = verb.rule.get("voice")
    if verb.form != "did" and voice != "does":
        return None
    for end in dict.fromkeys((w.whole.end, w.span.end, w.head_end)):
        between = text[end : verb.span.start]
        if end > verb.span.start or len(between) > REACH:
            continue
        bare = voice == "does" or (voice is None and not _has_object(text, verb.span.end))
        if bare and _REDUCED.fullmatch(_WHICH.sub("", between) if voice == "does" else between):
            return Span(end, verb.span.start)
        m = _CHAIN.fullmatch(between)
        if m and _is_passive(verb, m) and not _FINITE.search(_WHICH.sub("", m["free"])):
            return Span(end + m.start("chain"), verb.span.start)
    return None


def _is_passive(verb: Verb, chain: re.Match[str]) -> bool:
    return verb.rule.get("voice") == "does" or _PASSIVE.search(chain["chain"]) is not None


def _clause(text: str, sentence: Span, at: int) -> Span:
    """The words before a verb in its clause."""
    start = max(sentence.start, at - CLAUSE)
    for m in _BREAK.finditer(text, start, at):
        start = m.end()
    return Span(start, at)


def _mood(scene: Scene, sentence: Span, verb: Verb, link: Link, *, title: bool) -> str:
    """Whether it is told as done, to come, refused or only thought of."""
    text, chain = scene.text, link.chain
    near = _before_open(text, sentence, verb.span.start)
    asked = sentence.of(text).rstrip("\"”’' ").endswith("?")
    if (
        asked
        or _ONCE.match(text, verb.span.end)
        or (_moods()["open"].search(near) and verb.family not in _WHATEVER)
    ):
        return "hedged"
    start = max(sentence.start, chain.start - (REACH if link.passive else 0))
    start = max([start, *(m.end() for m in _HARD_BREAK.finditer(text, start, verb.span.start))])
    lead = text[start : verb.span.start]
    told = lead.rstrip(' "“‘„')
    if _moods()["latest"].search(told):
        return "done"
    for mood in ("refused", "undone", "wished", "ahead", "meant", "hedged"):
        if _moods()[mood].search(told):
            return "undone" if mood == "refused" and verb.rule.get("voice") else mood
    if _NOBODY.match(lead):
        return "undone"
    return _plain(scene, verb, told, passive=link.passive, title=title)


def _plain(scene: Scene, verb: Verb, told: str, *, passive: bool, title: bool) -> str:
    """The mood of a verb without an auxiliary that tells it."""
    form = verb.span.of(scene.text)
    if _NEARLY.search(told):
        return "hedged"
    if re.search(r"\bto(?: be)?$", told):
        title = any(
            s.kind == "title" and s.span.start <= verb.span.start < s.span.end for s in scene.segments
        )
        return "ahead" if title or passive else "hedged"
    if verb.form == "noun":
        return "ahead" if _WAITED_FOR.search(told) else "done"
    if verb.form == "do" and form.endswith("ing"):
        return "done" if _PARTICIPIAL.search(told) else "hedged"
    word = scene.grammar.at(verb.span.start)
    if word is not None and word.pos == "VB" and verb.form == "do":
        return "hedged"
    if verb.form == "do" and not form.split()[0].endswith("s"):
        before = Span(max(0, verb.span.start - 60), verb.span.start)
        return "done" if scene.who.named(before) or before.of(scene.text).rstrip().endswith("s") else "hedged"
    return "done"


def _before_open(text: str, sentence: Span, at: int) -> str:
    """The words before a verb back to the last comma, in which an "if" would stand."""
    start = max(sentence.start, at - CLAUSE)
    cuts = [m.end() for m in _COMMA.finditer(text, start, at)]
    return text[cuts[-1] if cuts else start : at]


def _of_names(scene: Scene, found: Sequence[Writing], mine: Sequence[int]) -> Iterator[Step]:
    """What the name itself tells: "the proposed treaty", "a draft of the treaty", "the draft agreement"."""
    for i in mine:
        w = found[i]
        said = [(s, s.of(scene.text).lower()) for s in w.made]
        told = [(s, _MADE.get(word)) for s, word in said if w.definite or word in _EVEN_OF_ANY]
        if w.version is not None and w.version.of(scene.text).lower().startswith("draft"):
            told.append((Span(w.version.start, w.version.start + 5), "drafted"))
        for span, value in told:
            near = _before_open(scene.text, w.sentence, w.whole.start)
            hedged = value is not None and not w.definite and _moods()["open"].search(near)
            if value is not None and not hedged:
                yield Step(i, None, span, value, None, "done")


# "An agreed settlement" is only hoped for, "a proposed treaty" and "a draft treaty" are there.
_EVEN_OF_ANY = frozenset(["proposed", "draft", "drafted", "unsigned"])
_MADE: dict[str, PaperStatus] = {
    "proposed": "proposed",
    "agreed": "agreed",
    "signed": "signed",
    "unsigned": "unsigned",
    "ratified": "ratified",
    "suspended": "suspended",
    "draft": "drafted",
    "drafted": "drafted",
    "initialled": "agreed",
}


def _awaited(scene: Scene, found: Sequence[Writing]) -> Iterator[Step]:
    starts = [w.span.start for w in found]
    for rule in _patterns():
        for m in rule[0].finditer(scene.text):
            at = bisect_right(starts, m.start()) - 1
            if at >= 0 and m.start() - found[at].sentence.end < 200:
                yield Step(at, None, Span(m.start(), m.end()), rule[1], None, "ahead")


def _time(scene: Scene, sentence: Span, verb: Span) -> str | None:
    """The value of the time that belongs to a verb: the nearest after it, else before it, in its clause."""
    first = bisect_left(scene.times, sentence.start, key=lambda t: t.span.start)
    last = bisect_left(scene.times, sentence.end, key=lambda t: t.span.start)
    times = [t for t in scene.times[first:last] if t.type in ("DATE", "TIME") and t.value]

    def near(start: int, end: int) -> bool:
        return 0 <= end - start <= TIMED and not _PARTED.search(scene.text, start, end)

    after = [t.value for t in times if near(verb.end, t.span.start)]
    before = [t.value for t in times if near(t.span.end, verb.start)]
    return after[0] if after else before[-1] if before else None


def mean(step: Step) -> Score:
    """How sure a status is, and why."""
    if step.verb is None:
        return Score(
            0.8, "told by the name of the paper itself" if step.mood == "done" else "still to be signed"
        )
    return Score(0.85 if step.mood == "done" else 0.75, f"{step.verb.rule['idea']}; {_TOLD[step.mood]}")


_TOLD = {
    "done": "told as done",
    "ahead": "still to come",
    "meant": "intended",
    "undone": "told as not done",
    "refused": "refused",
    "wished": "called for",
    "hedged": "only thought of",
}


def _inside(a: Span, b: Span) -> bool:
    return b.start <= a.start and a.end <= b.end


@cache
def _forms() -> re.Pattern[str]:
    """Every form of every verb; the name of the group tells its rule and its form."""
    parts = [
        f"(?P<v_{n}_{form}>{rule[form]})"
        for n, rule in enumerate(rules("papers")["verb"])
        for form in ("did", "noun", "do")
        if form in rule
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])")


@cache
def _moods() -> dict[str, re.Pattern[str]]:
    moods = rules("papers")["moods"]
    return {
        name: re.compile(pattern if name == "open" else rf"(?:{pattern})\W*$", re.IGNORECASE)
        for name, pattern in moods.items()
    }


@cache
def _patterns() -> list[tuple[re.Pattern[str], PaperStatus]]:
    return [(re.compile(rule["pattern"]), rule["value"]) for rule in rules("papers")["awaited"]]
