"""Where a report speaks of a paper: noun phrases such as "the draft of the supply contract"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.dealings.scene import Scene
from onrecord.records import Span
from onrecord.resources import rules

# So many words may stand before a head, and after each preposition that follows it.
BEFORE, AFTER = 7, 9
# A trap is looked for so many characters before and after a head.
AROUND = 40

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-‐‑.&/’'][^\W_]+)*(?:(?<=s)[’'](?=\s))?")
_GAP = re.compile(r"\s+[\"“”‘’„']*|[\"“”‘’„']+\s*|[-–](?=\w)")
_OWNER = re.compile(r"[’']s?$")
_COMPLEMENT = re.compile(
    r"(?:[\"”’']|,(?=\s+on\s))?\s+(?:for\s+(?=between))?(?P<by>on|over|about|regarding|concerning|governing|of|between|among|with|for|to|from)\s+"
)
_AGREED_ON = re.compile(r"\b(?:agree[ds]?|agreeing)(?:,? in principle,?)? (?:on|over) ")
_CLOSED = re.compile(r"[”\"]\s")
_DATE = re.compile(r"(?:19|20)\d\d$")
_ENDING = re.compile(r"(?:ies|es|s)$")
_CALENDAR = re.compile(
    r"(?i)(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|yesterday|today|tomorrow"
)
# "A deal over three nights".
_NUMBERS = frozenset(
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "several", "many"]
)
# "A protocol on how the parties settle disputes".
_ASKS = frozenset(["how", "who", "what", "where", "when", "whether"])
# Complements that tell what a paper is about; the others tell whom it binds.
_ABOUT = frozenset(["on", "over", "about", "regarding", "concerning", "governing", "of", "for", "to"])


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence and its place."""

    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Writing:
    """Words that name a paper, or stand for one.

    ``span`` is the phrase without its article, ``whole`` with it and with all that depends on it. ``about``
    are the words that tell it from other papers, ``year`` the year in its name ("the 2015 deal"). ``made``
    are participles before the head ("the proposed treaty"), ``version`` a head that was left for what it is
    one of ("a draft of the treaty"). ``binding`` tells between whom it is, ``bound`` are the words of that;
    ``theirs`` says that it is "their treaty", ``named`` that it has a name of its own, ``proper`` that its
    head is a part of that ("the Riga Protocol").
    """

    span: Span
    whole: Span
    head_end: int
    head: str
    kind: str
    name: str
    about: frozenset[str]
    definite: bool
    title: bool
    sentence: Span
    year: str | None = None
    made: tuple[Span, ...] = ()
    version: Span | None = None
    binding: Span | None = None
    bound: frozenset[str] = frozenset()
    named: bool = False
    proper: bool = False
    theirs: bool = False


def writings(scene: Scene) -> list[Writing]:
    """The places at which a report speaks of papers, in order of the text."""
    found: list[Writing] = []
    titles = [s.span for s in scene.segments if s.kind in ("title", "subhead")]
    for sentence in scene.sentences:
        if heads().search(scene.text, sentence.start, sentence.end):
            found += _in_sentence(scene, sentence, titles)
        if "agree" in scene.text[sentence.start : sentence.end]:
            found += _verbal(scene, sentence, titles)
    return sorted(found, key=lambda w: w.span)


def _verbal(scene: Scene, sentence: Span, titles: Sequence[Span]) -> Iterator[Writing]:
    """What sides "agreed on", which is then called "the agreement"."""
    for m in _AGREED_ON.finditer(scene.text, sentence.start, sentence.end):
        words = [Word(w[0], w.start(), w.end()) for w in _WORD.finditer(scene.text, m.end(), sentence.end)]
        end = _chunk(scene, words, m.end(), "on") if words else None
        if end is None or heads().search(scene.text, m.end(), end):
            continue
        told = [w for w in words if w.end <= end and w.key not in _unsaid()]
        yield Writing(
            span=Span(m.end(), end),
            whole=Span(m.end(), end),
            head_end=end,
            head="agreement",
            kind="verbal",
            name=f"agreement on {_clean(scene.text[m.end() : end]).strip()}",
            about=_stems(w.key for w in told),
            definite=False,
            title=_is_title(titles, m.start()),
            sentence=sentence,
        )


def _in_sentence(scene: Scene, sentence: Span, titles: Sequence[Span]) -> Iterator[Writing]:
    words = [Word(m[0], m.start(), m.end()) for m in _WORD.finditer(scene.text, sentence.start, sentence.end)]
    done = sentence.start
    for at, word in enumerate(words):
        if word.start < done or not heads().fullmatch(word.text) or _is_part(scene.text, words, at):
            continue
        grammar = scene.grammar.at(word.start)
        if (grammar is not None and not grammar.is_noun) or _is_trap(scene.text, word):
            continue
        writing = _writing(scene, sentence, words, at, titles)
        if writing is not None:
            yield writing
            done = writing.span.end


def _writing(
    scene: Scene, sentence: Span, words: Sequence[Word], at: int, titles: Sequence[Span]
) -> Writing | None:
    """The phrase around a head; None where no one paper is meant ("any treaty", "treaties")."""
    text, head = scene.text, words[at]
    title = _is_title(titles, head.start)
    first, article = _begin(scene, words, at, title=title)
    before = words[first:at]
    inner, version = _version_of(text, words, at)
    article_of = ""
    if inner is not None:
        begin, article_of = _begin(scene, words, inner, title=title)
        at, head, before = inner, words[inner], list(words[begin:inner])
    said = article_of if inner is not None else article
    end, about, binding = _complements(scene, words, at)
    plural = head.key in lexicon("heads", "plural")
    named = any(w.text[:1].isupper() for w in before) or (head.text[:1].isupper() and not title and at > 0)
    if plural and not (named and any(w.text[:1].isupper() for w in before[-1:])):
        return None
    if said in ("any", "no", "every"):
        return None
    topic = [w for w in before if not _is_plain(w)]
    year = next((w.text for w in before if _DATE.match(w.text)), None)
    owned = bool(before) and _OWNER.search(before[0].text) is not None
    shown = [w for w in before if not _is_calendar(w) and w.key != "so-called"]
    span = Span((before[0] if before and inner is None else words[first]).start, end)
    tail = text[head.end : about.end].rstrip() if about else ""
    name = " ".join(" ".join([*(w.text for w in shown), head.text]).split()) + _clean(tail)
    if not about and binding and not topic:
        name += _clean(text[head.end : binding.end])
    told = [w.key for w in topic] + _said_in(tail)
    return Writing(
        span=span,
        whole=Span(words[first - 1].start if article else span.start, binding.end if binding else end),
        head_end=head.end,
        head=head.key,
        kind=kind_of(head.key),
        name=name,
        about=_stems(told),
        definite=owned or (said != "" and said not in lexicon("words", "indefinite")),
        title=title,
        sentence=sentence,
        year=year,
        made=tuple(Span(w.start, w.end) for w in before if w.key in _PARTICIPLES),
        version=version,
        binding=binding,
        bound=_stems(_said_in(binding.of(text) if binding else "")),
        named=named,
        proper=head.text[:1].isupper() and bool(topic) and not title,
        theirs=said == "their",
    )


_PARTICIPLES = frozenset(
    ["proposed", "agreed", "signed", "unsigned", "ratified", "suspended", "draft", "drafted", "initialled"]
)


def _begin(scene: Scene, words: Sequence[Word], at: int, *, title: bool) -> tuple[int, str]:
    """The first word of a phrase, and its article in lower case, "" where it has none."""
    first, article = at, ""
    for i in range(at - 1, max(-1, at - 1 - BEFORE), -1):
        word = words[i]
        if not _GAP.fullmatch(scene.text, word.end, words[i + 1].start):
            break
        if word.key in lexicon("words", "determiners"):
            article = word.key
            break
        joined = word.key == "and" and i > 0 and words[i - 1].key not in _stops() and first < at
        if word.key in _stops() and not joined:
            break
        first = i
        if _OWNER.search(word.text) and word.text[:1].isupper():
            first = _owner(scene.text, words, i)
            break
    return _after_verbs(scene, words, first, at, article=article != "", title=title), article


def _owner(text: str, words: Sequence[Word], at: int) -> int:
    """The first word of a possessor of several words: "Donald Trump’s"."""
    while (
        at > 0
        and words[at - 1].text[:1].isupper()
        and words[at - 1].key not in lexicon("words", "determiners")
        and text[words[at - 1].end : words[at].start] == " "
    ):
        at -= 1
    return at


def _after_verbs(
    scene: Scene, words: Sequence[Word], first: int, at: int, *, article: bool, title: bool
) -> int:
    """The first word of a phrase once what may be a verb is left before it ("sign | ports pact")."""
    cut = first
    for i in range(first, at):
        grammar = scene.grammar.at(words[i].start)
        if grammar is not None:
            ends = grammar.pos in _NO_MODIFIERS or (grammar.is_verb and grammar.relation not in _MODIFIES)
            ends |= (title or not article) and is_verb(words[i].key)
        else:
            ends = _may_be_verb(words[i], after_article=article and i == first)
        cut = i + 1 if ends else cut
    while cut < at and words[cut].key == "and":
        cut += 1
    return cut


# Parts of speech that stand before no noun, and relations of participles that do.
_NO_MODIFIERS = frozenset(["RB", "RP", "MD", "IN", "TO", "PRP", "WDT", "WP", "UH", "EX", "WRB"])
_MODIFIES = frozenset(["amod", "compound"])


def _may_be_verb(word: Word, *, after_article: bool) -> bool:
    """Whether a word before a head is a verb or an adverb by its form, where the model has not read it."""
    loose = word.key.endswith(("ed", "ing")) and "-" not in word.text and not _is_noun(word)
    if after_article and (loose or is_verb(word.key)):
        return False
    return word.key in lexicon("words", "verbs") or loose or _is_adverb(word) or is_verb(word.key)


def _is_adverb(word: Word) -> bool:
    return word.text.endswith("ly") and word.text.islower() and word.key not in lexicon("words", "ly")


def _is_noun(word: Word) -> bool:
    return word.key in lexicon("words", "ing") or (word.text[:1].isupper() and not is_verb(word.key))


def _version_of(text: str, words: Sequence[Word], at: int) -> tuple[int | None, Span | None]:
    """ "a draft of the treaty": the place of "treaty" among the words, and the words "a draft of"."""
    if words[at].key not in lexicon("heads", "sheet") | lexicon("heads", "offer"):
        return None, None
    if at + 1 >= len(words) or words[at + 1].key not in ("of", "for"):
        return None, None
    for i in range(at + 2, min(len(words), at + 8)):
        if heads().fullmatch(words[i].text):
            return i, Span(words[at].start, words[at + 1].end)
        if words[i].key in _stops():
            return None, None
    return None, None


def _complements(scene: Scene, words: Sequence[Word], at: int) -> tuple[int, Span | None, Span | None]:
    """The end of a phrase, what says what it is about, and what says between whom."""
    end, about, binding = words[at].end, None, None
    for _ in range(3):
        m = _COMPLEMENT.match(scene.text, end)
        if m is None:
            break
        last = _chunk(scene, words, m.end(), m["by"])
        if last is None:
            break
        part = Span(m.start(), last)
        if m["by"] in _ABOUT and binding is None:
            about = Span(about.start if about else part.start, part.end)
        elif m["by"] not in _ABOUT:
            binding = part
        end = last
    return end, about, binding


def _chunk(scene: Scene, words: Sequence[Word], start: int, by: str) -> int | None:
    """The end of the words that hang on a preposition; None where they are a time or no noun phrase."""
    near = bisect_left(scene.times, start + 5, key=lambda t: t.span.start) - 1
    if near >= 0 and start < scene.times[near].span.end:
        return None
    text, i = scene.text, bisect_left(words, start, key=lambda w: w.start)
    first, end = i, None
    if by in ("on", "over") and first < len(words) and words[first].key in _NUMBERS:
        return None
    joining = by in ("between", "among", "with", "from")
    while i < len(words) and i - first < AFTER:
        word = words[i]
        gap = text[words[i - 1].end : word.start] if i > first else " "
        parted = gap.strip(" \n\"“”‘’'") not in ("", "-", "–", *((",",) if joining else ()))
        if parted or "\n" in gap or _CLOSED.match(gap) or (word.key == "that" and i > first):
            break
        passing = word.key in ("of", "the", "a", "an", "its", "their", "this", "his", "her", "both", "all")
        passing |= word.key == "and" and (joining or (i > first and by != "to"))
        passing |= (by == "to" or word.key in _ASKS) and i == first
        if word.key in _stops() and not passing and word.key not in lexicon("words", "determiners"):
            break
        loose = word.key.endswith("ed") and i > first and words[i - 1].key not in _stops() | _articles()
        clause = by == "to" or words[first].key in _ASKS
        grammar = scene.grammar.at(word.start)
        acts = grammar is not None and grammar.is_verb and grammar.relation not in _MODIFIES
        if i > first and (is_verb(word.key) or loose or acts) and not clause:
            break
        i += 1
        ends = word.key not in _stops() | _articles() and (grammar is None or grammar.is_noun or clause)
        end = word.end if ends else end
    if end is None or (by == "to" and not _is_infinitive(words[first])):
        return None
    return end


def _is_infinitive(word: Word) -> bool:
    return (
        word.text.islower()
        and word.key not in _articles()
        and word.key not in _stops()
        and not is_body(word.key)
    )


def is_body(word: str) -> bool:
    """Whether a word is one for those who vote ("to parliament")."""
    return re.search(rules("papers")["parliament"]["pattern"], word, re.I) is not None


def _said_in(words: str) -> list[str]:
    """The words that say something, in lower case."""
    return [m[0].lower() for m in _WORD.finditer(words) if m[0].lower() not in _unsaid()]


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_ENDING.sub("", w) if len(w) > 4 else w for word in words for w in word.split("-"))


def _is_title(titles: Sequence[Span], at: int) -> bool:
    return any(s.start <= at < s.end for s in titles)


def _is_part(text: str, words: Sequence[Word], at: int) -> bool:
    """Whether a head only stands before another noun: "treaty | talks", "draft | agreement"."""
    if at + 1 == len(words) or text[words[at].end : words[at + 1].start] != " ":
        return False
    follower = words[at + 1]
    if words[at].key == "draft" and follower.key not in _stops() and not is_verb(follower.key):
        return True
    return follower.key in lexicon("words", "followers") or heads().fullmatch(follower.text) is not None


def _is_trap(text: str, word: Word) -> bool:
    """Whether the head stands for something else here."""
    start = max(0, word.start - AROUND)
    around = text[start : word.end + AROUND]
    reached = (m for p in traps() for m in p.finditer(around))
    return any(m.start() < word.end - start and m.end() > word.start - start for m in reached)


def _is_plain(word: Word) -> bool:
    key = word.key
    return key in lexicon("words", "plain") or _is_calendar(word) or _DATE.match(key) is not None


def _is_calendar(word: Word) -> bool:
    return _CALENDAR.fullmatch(_OWNER.sub("", word.text)) is not None


def _clean(tail: str) -> str:
    return (
        " " + " ".join(tail.replace("“", "").replace("”", "").replace('"', "").split())
        if tail.strip()
        else ""
    )


@cache
def _stops() -> frozenset[str]:
    return lexicon("words", "stops")


@cache
def _articles() -> frozenset[str]:
    return lexicon("words", "determiners")


@cache
def _unsaid() -> frozenset[str]:
    return _stops() | _articles() | lexicon("words", "plain")


@cache
def lexicon(section: str, name: str) -> frozenset[str]:
    """A list of words of rules/papers.toml."""
    return frozenset(w.replace("_", " ") for w in rules("papers")[section][name].split())


def kind_of(head: str) -> str:
    """The section of `[heads]` in which a head, or the singular of it, is listed.

    >>> kind_of("treaties"), kind_of("accords"), kind_of("draft")
    ('kind', 'bond', 'sheet')
    """
    single = {"treaties": "treaty", "memoranda": "memorandum"}.get(head, head.removesuffix("s"))
    lists = ((kind, {w.lower() for w in rules("papers")["heads"][kind].split()}) for kind in KINDS)
    return next((kind for kind, words in lists if head in words or single in words), "bond")


KINDS = ("bond", "kind", "truce", "offer", "act", "sheet")


@cache
def heads() -> re.Pattern[str]:
    """Any word that names a paper."""
    listed = {w for kind in (*KINDS, "plural") for w in lexicon("heads", kind)}
    return re.compile(rf"\b(?:{'|'.join(sorted(listed, key=len, reverse=True))})\b", re.IGNORECASE)


@cache
def traps() -> tuple[re.Pattern[str], ...]:
    """Wordings with such a word that name no paper."""
    return tuple(re.compile(rule["pattern"], re.IGNORECASE) for rule in rules("papers")["trap"])


@cache
def _verbs() -> re.Pattern[str]:
    forms = [rule[form] for rule in rules("papers")["verb"] for form in ("did", "do")]
    return re.compile(rf"(?:{'|'.join(forms)})")


def is_verb(word: str) -> bool:
    """Whether a word is a form of one of the verbs for what becomes of papers."""
    return _verbs().fullmatch(word) is not None
