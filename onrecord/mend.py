"""What the model gets wrong by its nature, mended by rules whose words are in `rules/speech.toml`.

It was trained on papers in which no speech stands within speech, refusals to speak count as speech, and few
quotations run over paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from onrecord.lines import part
from onrecord.quotes import MARKS, Quotation, chains, quotations
from onrecord.records import Attribution, Span
from onrecord.resources import rules
from onrecord.sentences import sentences

Parts = Sequence[tuple[int, int]]
Chains = Sequence[Sequence[Quotation]]

# A quotation alone, without a cue or a source, needs so many words to be more than a title or a term.
FEWEST_QUOTED = 4
# Of the words of an outer content, so many must be the inner statement's for it to be a relay.
RELAYED = 0.6
# A name between a closing mark and its cue has no more words than this.
LONGEST_NAME = 10
# How sure it is that a quotation that nobody was found for is a statement: little.
UNCLAIMED = 0.3
# Who is cited is named in no more words than this, within so many characters of the sentence.
LONGEST_CITED = 16
NEAR = 1000
PRONOUNS = frozenset({"this"})
SAYING = re.compile(r"\b(?:sa(?:y|ys|id|ying)|stat(?:e|es|ed)|announc|wrote|writes?|t(?:old|ells?)|report)")
EMPTY = frozenset({"it", "that"})
RELATIVE = frozenset({"who", "whom", "which", "what"})

_WORD = re.compile(r"\w+")
_AND = re.compile(r";|\b(?:and|but|while)\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\b(?:without|nowhere do(?:es)?|nowhere did) $", re.IGNORECASE)
_HOLDS_OUT = re.compile(r"\b(?:h[oe]ld\w* out|rais(?:es|ed|ing)|dangl\w+|float\w+|voic\w+|dash\w+)$")
_BE_KNOWN = re.compile(r"(?:has |had |have )?lets? it be known\b")
_THEY = frozenset({"he", "she", "they", "it"})
_THAT = re.compile(r"that,? ", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?][”\"’»]?\s")
_SENTENCE_BEFORE = re.compile(r"(?:^|(?<=[.!?] ))(?P<said>[^.!?]+(?:\.\w[^.!?]*)*)[.!?]\s*\S*\s*$")


def mended(text: str, found: Sequence[Attribution], parts: Parts) -> list[Attribution]:
    """The statements of the model, each mended where a rule knows better; silence is left out."""
    steps: tuple[Callable[[str, Attribution], Attribution], ...] = (
        named_last,
        as_saying,
        quoted_by,
        said_between,
        answered,
        infinitive,
        told_to_them,
        of_one_piece,
        said_this,
        unsaid_who,
        held_out,
        with_condition,
        own_subject,
    )
    out = []
    for a in claimed(text, cited(text, found)):
        for step in steps:
            a = step(text, a)
        if a.content and not silent(text, a) and not unspoken(text, a):
            out.append(a)
    joined = chains(text, parts)
    pieces = [
        piece for a in out for one in cued_apart(text, a) for piece in taken_apart(text, one, parts, joined)
    ]
    return running_on(text, [a for a in pieces if not stray(text, a)], joined)


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one kind of rule, compiled once."""
    return tuple(re.compile(rule["pattern"], re.IGNORECASE) for rule in rules("speech")[name])


def words(text: str, spans: Sequence[Span]) -> str:
    return " ".join(" ".join(s.of(text) for s in spans).split())


def unspoken(text: str, a: Attribution) -> bool:
    """Whether nobody speaks: the outlet's own passive, a deed, the label of an article, "nobody"."""
    cue, source = words(text, a.cue), words(text, a.source)
    marked = text[a.content[0].start] in MARKS
    own = not a.source and any(p.search(cue) for p in patterns("own_voice"))
    deed = not (marked or a.through) and any(p.search(cue) for p in patterns("deed"))
    return (
        own
        or deed
        or words(text, a.content).lower() in RELATIVE
        or any(p.search(source) for p in (*patterns("label"), *patterns("nobody")))
    )


def silent(text: str, a: Attribution) -> bool:
    """Whether the cue says that nothing was said: "declined to comment", "did not say whether …"."""
    if not a.cue or a.content[0] < a.cue[0]:
        return False
    first = min((*a.source, *a.cue)).start
    if _WITHOUT.search(text, max(0, first - 12), first):
        return True
    said = words(text, sorted((*a.cue, *a.content)))
    unnamed = () if a.source else patterns("participle")
    return any(p.match(said) for p in (*patterns("silence"), *unnamed))


def stray(text: str, a: Attribution) -> bool:
    """Whether nobody and nothing announces the words, and they are no quotation of some length."""
    said = words(text, a.content)
    marked = any(
        q.start - 1 <= a.content[0].start and q.end + 1 >= a.content[-1].end for q in _around(text, a)
    )
    return not (a.cue or a.source) and not (marked and len(said.split()) >= FEWEST_QUOTED)


def _around(text: str, a: Attribution) -> list[Quotation]:
    begin = text.rfind("\n", 0, a.content[0].start) + 1
    end = text.find("\n", a.content[-1].end)
    return quotations(text, [(begin, len(text) if end < 0 else end)])


def infinitive(text: str, a: Attribution) -> Attribution:
    """What was refused, offered or promised begins with its "to": "refused | to sign the protocol"."""
    if not a.cue or len(a.content) != 1 or text[a.cue[-1].end : a.content[0].start].strip():
        return a
    for pattern in patterns("infinitive"):
        m = pattern.search(a.cue[-1].of(text))
        if m and m.start("rest") > 0:
            begin = a.cue[-1].start
            at = begin + m.start("rest")
            cue = Span(begin, begin + len(text[begin:at].rstrip()))
            return replace(a, cue=(*a.cue[:-1], cue), content=(Span(at, a.content[0].end),))
    return a


def as_saying(text: str, a: Attribution) -> Attribution:
    """A quoted B as saying that …: B is the source, and A relays it."""
    if not a.cue or len(a.content) != 1:
        return a
    content, cue = a.content[0], a.cue[-1]
    ahead = cue.end <= content.start
    start, end = (
        (content.start, content.end) if ahead else (cue.start, _sentence(text, cue.start, cue.end).end)
    )
    found = (p.match(text, start, end) for p in patterns("as_saying" if ahead else "as_saying_last"))
    m = next((m for m in found if m), None)
    if m is None or not a.source or a.source[0].start == m.start("who"):
        return a

    def at(name: str) -> Span:
        return Span(*m.span(name))

    said = replace(a, source=(at("who"),), through=(a.source[0], *a.through))
    if ahead:
        return replace(said, content=(at("what"),), cue=(*a.cue, at("saying")))
    return replace(said, cue=(at("verb"), at("saying")))


def quoted_by(text: str, a: Attribution) -> Attribution:
    """X was quoted by Y as saying that …: X is the source and Y relays it."""
    if not a.source or not a.cue or len(a.content) != 2 or not _was_quoted(text, a):
        return a
    who, said = a.content
    if said.end <= a.cue[0].start < a.source[0].start and text[said.start] not in MARKS:
        return replace(a, content=(who,), source=(said,), through=(a.source[0], *a.through))
    m = next((m for p in patterns("quoted_saying") if (m := p.match(text, said.start, said.end))), None)
    if m is None or not who.end <= a.cue[0].start < a.source[0].start:
        return a
    what = Span(m.start("what"), said.end)
    cue = (*a.cue, Span(*m.span("saying")))
    return replace(a, content=(what,), cue=cue, source=(who,), through=(a.source[0], *a.through))


def _was_quoted(text: str, a: Attribution) -> bool:
    return any(p.search(words(text, a.cue)) for p in patterns("was_quoted"))


def said_between(text: str, a: Attribution) -> Attribution:
    """“…,” X said, Y reported: X is the source and Y relays it, also where the model holds Y for the
    source."""
    if not a.source or not a.cue or len(a.content) != 1 or a.content[0].end > a.cue[0].start:
        return a
    content, cue, source = a.content[0], a.cue[0], a.source[0]
    relayed = replace(a, through=(source, *a.through))
    passive = _was_quoted(text, a)
    gap = text[content.end : cue.start]
    if source.start > cue.end and passive and 0 < len(gap.strip(" ,").split()) <= LONGEST_NAME:
        return replace(relayed, source=(Span(cue.start - len(gap.lstrip(" ,")), cue.start - 1),))
    apart = passive or text[cue.end : source.start].strip() == ","
    named = _name_after(text, content) if source.start > cue.end and apart else None
    if named and not gap.strip():
        return replace(relayed, content=(named[0],), source=(named[1],))
    first = min(source, cue).start
    m = next((m for p in patterns("between") if (m := p.match(text, content.end, first))), None)
    return replace(relayed, source=(Span(*m.span("who")),), cue=(Span(*m.span("verb")),)) if m else a


def _name_after(text: str, content: Span) -> tuple[Span, Span] | None:
    """A content's words up to its last mark or comma, and the name behind it, if it is one."""
    words_ = content.of(text)
    at = max(words_.rfind(mark) for mark in ("”", '"', "’ ", "»", ", ")) + 1
    tail = words_[at:]
    if at <= 0 or not tail.strip() or len(tail.split()) > LONGEST_NAME:
        return None
    kept = words_[:at].rstrip(" ,") if words_[at - 1] == "," else words_[:at].rstrip()
    return Span(content.start, content.start + len(kept)), Span(content.end - len(tail.lstrip()), content.end)


def cued_apart(text: str, a: Attribution) -> list[Attribution]:
    """“A,” X told Y. “B,” she added: what has a cue of its own is a statement of its own."""
    last = a.content[-1]
    if not a.cue or not a.source or len(a.content) < 2:
        return [a]
    end = text.find("\n", last.end)
    end = len(text) if end < 0 else end
    m = next((m for p in patterns("own_cue") if (m := p.match(text, last.end, end))), None)
    if m is None or not _SENTENCE_ENDS.search(text, a.cue[-1].end, last.start):
        return [a]
    # Without marks, what goes on may be of the sentence's own verb: only "according to" is after all of it.
    if text[last.start] not in MARKS and not m["cue"].startswith("according"):
        return [a]
    source, cue = Span(*m.span("source")), Span(*m.span("cue"))
    return [replace(a, content=a.content[:-1]), replace(a, content=(last,), cue=(cue,), source=(source,))]


def unsaid_who(text: str, a: Attribution) -> Attribution:
    """Wants a quiet harbour, X reports: whoever wants it is not named, and X relays it."""
    if not a.source or not a.content or a.source[0] < a.content[0]:
        return a
    elided = any(p.search(words(text, a.content)) for p in patterns("elided"))
    return replace(a, source=(), through=a.source) if elided and reports(text, a) else a


def held_out(text: str, a: Attribution) -> Attribution:
    """He | held out the prospect of | a bridge; she | gave her consent | on condition that …: without what
    belongs to the cue."""
    if not a.cue or len(a.content) != 1 or text[a.cue[-1].end : a.content[0].start].strip():
        return a
    content, cue = a.content[0], a.cue[-1]
    verb = cue.of(text).lower()
    kind = "given" if verb.endswith(("gave", "gives", "given", "give")) else "held_out"
    if kind == "held_out" and not _HOLDS_OUT.search(verb):
        return a
    m = next((m for p in patterns(kind) if (m := p.match(text, content.start, content.end))), None)
    if m is None:
        return a
    longer = Span(cue.start, cue.start + len(text[cue.start : m.end("more")].rstrip()))
    return replace(a, cue=(*a.cue[:-1], longer), content=(Span(m.start("what"), content.end),))


def with_condition(text: str, a: Attribution) -> Attribution:
    """What is offered, promised or threatened, with the condition behind it in the same sentence."""
    if (
        not a.cue
        or len(a.content) != 1
        or a.cue[-1].end > a.content[0].start
        or text[a.content[0].end - 1] in MARKS
    ):
        return a
    content = a.content[0]
    m = next((m for p in patterns("condition") if (m := p.match(text, content.end))), None)
    if m is None or tells(m[0]) or any(s.start >= content.end for s in (*a.source, *a.cue)):
        return a
    if text[m.end() : m.end() + 1] not in (".", "") or "\n" in m[0]:
        return a
    return replace(a, content=(Span(content.start, m.end()),))


def own_subject(text: str, a: Attribution) -> Attribution:
    """Norva, which had waited, | bowed to | a fee: what begins the cue's sentence speaks, where the model
    names somebody in another sentence."""
    if not (a.cue and a.content) or a.cue[0] > a.content[0] or a.through or _is_passive(text, a):
        return a
    sentence = _sentence(text, a.cue[0].start, a.cue[0].end)
    # Where the model names nobody, it is right more often (PolNeAR dev: attributed 0.795, else 0.793).
    if not a.source or a.source[0].overlaps(sentence) or tells(words(text, a.cue)):
        return a
    m = next((m for p in patterns("subject") if (m := p.match(text, sentence.start, a.cue[0].start))), None)
    return replace(a, source=(Span(*m.span("who")),)) if m and m.end() == a.cue[0].start else a


def claimed(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Norva consents to a bridge, X told Y: all of the sentence is X's statement, where the model has none of
    X's."""
    found = [_known_by(text, a) for a in found]
    whole = [a.content[0] for a in found if a.cue and a.cue[-1].of(text).lower().endswith("it be known")]
    cues = [s for a in found for s in (*a.cue, *a.source)]
    out: list[Attribution] = []
    for a in found:
        m = _claim(text, a)
        if m is None or any(s.overlaps(Span(m.start("who"), m.end())) for s in cues):
            # What is within all of a sentence is no statement of its own.
            inside = a.cue and any(
                s.start <= a.cue[0].start and max(a.cue[-1].end, a.content[-1].end) <= s.end for s in whole
            )
            out += [] if inside else [a]
            continue
        said = a.content[-1]
        content = Span(a.source[0].start, said.end)
        cue, who = Span(*m.span("verb")), Span(*m.span("who"))
        out.append(replace(a, content=(content,), cue=(cue,), source=(who,)))
    return out


def _known_by(text: str, a: Attribution) -> Attribution:
    """The boat is lost, its owner | lets it be known: what is known stands before who lets it be."""
    if not a.cue or not a.source or a.source[0] > a.cue[0]:
        return a
    m = _BE_KNOWN.match(text, a.cue[-1].start)
    sentence = _sentence(text, a.source[0].start, a.cue[-1].end)
    said = text[sentence.start : a.source[0].start].rstrip()
    if m is None or not said.endswith(","):
        return a
    rest = tuple(s for s in a.content if s.start > m.end())
    content = Span(sentence.start, sentence.start + len(said) - 1)
    return replace(a, cue=(Span(*m.span()),), content=(content, *rest))


def _claim(text: str, a: Attribution) -> re.Match[str] | None:
    """Who is told at the end of a sentence to have said what is marked as somebody else's act, or None."""
    own = a.source and a.cue and a.source[0] < a.cue[0] < a.content[-1] and not a.through
    if not own or text[a.content[-1].end - 1] in MARKS or tells(words(text, a.cue)):
        return None
    # Who denies or promises speaks, whoever else tells of it.
    if any(p.search(words(text, a.cue)) for p in patterns("answering")):
        return None
    m = next((m for p in patterns("claimed") if (m := p.match(text, a.content[-1].end))), None)
    if m is None:
        return None
    named = not m["who"].islower() or any(p.search(m["who"]) for p in patterns("cited"))
    return m if named or m["who"].lower() in _THEY else None


def cited(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Y reported, citing X, that …: X is the source and Y relays it.

    The model holds "citing X" for a statement of its own, or for nothing at all.
    """
    citing = sorted(a.content[0] for a in found if _cites(text, a))
    reported = {a.source for a in found if a.source and reports(text, a) and not _is_citing(text, a)}
    out = []
    for a in found:
        # What a report goes by (a document) is no statement beside that which it reports.
        if _is_citing(text, a) and (_cites(text, a) or a.source in reported):
            continue
        reporting = reports(text, a) or words(text, a.cue).lower() == "according to"
        who = _cited_by(text, a, citing) if reporting and a.source else None
        out.append(replace(a, source=(who,), through=(a.source[0], *a.through)) if who else a)
    return out


def _is_citing(text: str, a: Attribution) -> bool:
    return bool(a.cue) and any(p.search(words(text, a.cue)) for p in patterns("cites"))


def _cites(text: str, a: Attribution) -> bool:
    """Whether all of an attribution is "citing X": its content is X."""
    if not _is_citing(text, a):
        return False
    said = words(text, a.content)
    who = words(text, a.source).lower() in RELATIVE or any(p.search(said) for p in patterns("cited"))
    return (
        who and len(said.split()) <= LONGEST_CITED and not any(p.search(said) for p in patterns("as_saying"))
    )


def _cited_by(text: str, a: Attribution, citing: Sequence[Span]) -> Span | None:
    """Whom the source of a statement cites in the same sentence, beside the statement and outside of its
    content."""
    near = _sentence(text, a.cue[0].start, a.cue[-1].end)
    marked = [*citing[bisect_left(citing, near) : bisect_right(citing, Span(near.end, near.end))]]
    marked += [
        Span(*m.span("who")) for p in patterns("citing") for m in p.finditer(text, near.start, near.end)
    ]
    spans = (*a.content, *a.cue, *a.source)
    for who in marked:
        outside = not any(who.overlaps(s) for s in spans)
        gaps = [text[s.end : who.start] or text[who.end : s.start] for s in spans]
        beside = not _AND.search(min(gaps, key=len))
        if outside and beside and any(p.search(who.of(text)) for p in patterns("cited")):
            return who
    return None


def reports(text: str, a: Attribution) -> bool:
    """Whether the source is one that reports what others say: by its cue, or by its name."""
    if not a.cue or not a.source:
        return False
    cue, source = words(text, a.cue), words(text, a.source)
    if not any(p.search(cue) for p in (*patterns("reporting"), *patterns("saying"))):
        return False
    outlet = any(p.search(source) for p in patterns("outlet")) or bool(_agency().search(source))
    return outlet or (not a.through and any(p.search(cue) for p in patterns("reporting")))


@cache
def _agency() -> re.Pattern[str]:
    """The agencies that a page's credits know."""
    return re.compile(rf"(?<![\w'’]){part('agency')}(?![\w'’])")


def _sentence(text: str, first: int, last: int) -> Span:
    """The sentence or sentences around two places of a line, as far as they are near."""
    begin = max(text.rfind("\n", 0, first) + 1, first - NEAR)
    end = text.find("\n", last)
    found = sentences(text, begin, min(len(text) if end < 0 else end, last + NEAR))
    around = [s for s in found if s.end > first and s.start <= last]
    return Span(around[0].start, around[-1].end) if around else Span(first, last)


def answered(text: str, a: Attribution) -> Attribution:
    """Whoever asked did not say what stands in marks on another line and holds no question."""
    if not a.cue or text[a.content[0].start] not in MARKS or "?" in words(text, a.content):
        return a
    asked = any(p.search(words(text, a.cue)) for p in patterns("asking"))
    apart = "\n" in text[a.cue[-1].end : a.content[0].start]
    return replace(a, cue=(), source=(), confidence=a.confidence / 2) if asked and apart else a


def told_to_them(text: str, a: Attribution) -> Attribution:
    """Who "was told" does not speak: the source of such a cue is nobody, unless it is named by "by"."""
    if not a.source or not a.cue or a.source[0] > a.cue[0]:
        return a
    return replace(a, source=()) if _is_passive(text, a) else a


def _is_passive(text: str, a: Attribution) -> bool:
    return any(p.search(words(text, a.cue)) for p in patterns("passive"))


def of_one_piece(text: str, a: Attribution) -> Attribution:
    """The content without a subject that is told something, and without the "it" of "it was said"."""
    if len(a.content) < 2 or not a.cue:
        return a
    kept = [s for s in a.content if s.of(text).lower() not in EMPTY]
    if not a.source and _is_passive(text, a) and not text[kept[0].end : a.cue[0].start].strip():
        kept = kept[1:]
    return replace(a, content=tuple(kept) or a.content)


def said_this(text: str, a: Attribution) -> Attribution:
    """X said this on Monday: what was said is the sentence before, in the same paragraph.

    What is denied or welcomed with that word stays as it is: the sentence before is another's.
    """
    if words(text, a.content).lower() not in PRONOUNS or not SAYING.search(words(text, a.cue)):
        return a
    first = min(*a.content, *a.cue, *a.source).start
    line = text[text.rfind("\n", 0, first) + 1 : first]
    m = _SENTENCE_BEFORE.search(line)
    if m is None:
        return replace(a, content=())
    start = first - len(line) + m.start("said")
    return replace(a, content=(Span(start, start + len(m["said"])),))


def named_last(text: str, a: Attribution) -> Attribution:
    """“…,” X said: a name between the closing mark and the cue is the source, and no part of the words."""
    if a.source or not a.cue or len(a.content) != 1:
        return a
    content, cue = a.content[0], a.cue[0]
    if text[content.end : cue.start].strip():
        return a
    closed = [
        q.end + 1 for q in _around(text, a) if q.closed and content.start <= q.start and q.end < content.end
    ]
    tail = text[closed[-1] : content.end] if closed else ""
    if not tail.strip() or len(tail.split()) > LONGEST_NAME or not text[content.start : closed[-1]].strip():
        return a
    start = content.end - len(tail.lstrip())
    return replace(a, content=(Span(content.start, closed[-1]),), source=(Span(start, content.end),))


def running_on(text: str, found: list[Attribution], joined: Chains) -> list[Attribution]:
    """Give each quotation that goes on over paragraphs, its marks opened anew, to whoever began it."""
    out = list(found)
    for chain in joined:
        places = [Span(q.start - 1, q.end + q.closed) for q in chain]
        owners = [
            i for i, a in enumerate(out) if a.cue and any(s.overlaps(p) for s in a.content for p in places)
        ]
        owners = owners or _last_before(text, out, places[0].start)
        if not owners:
            out = [a for a in out if not _inside(a, places)]
            out.append(Attribution(tuple(places), (), (), UNCLAIMED))
        if len(owners) != 1:
            continue
        whole = out[owners[0]]
        free = [p for p in places if not any(s.overlaps(p) for s in whole.content)]
        kept = [a for i, a in enumerate(out) if i == owners[0] or not _inside(a, free)]
        mine = kept.index(whole)
        kept[mine] = replace(whole, content=tuple(sorted((*whole.content, *free))))
        out = kept
    return sorted(out, key=lambda a: (a.content[0], a.cue))


def _last_before(text: str, found: Sequence[Attribution], at: int) -> list[int]:
    """“A,” X said. “B …: whoever said the words in marks before it in the same paragraph."""
    begin = text.rfind("\n", 0, at)
    said = [i for i, a in enumerate(found) if a.cue and begin < a.content[0].start < a.cue[-1].end <= at]
    return [i for i in said[-1:] if text[found[i].content[-1].end - 1] in MARKS]


def taken_apart(text: str, a: Attribution, parts: Parts, joined: Chains) -> list[Attribution]:
    """A statement's words in the paragraph of its cue, and those elsewhere of another quotation.

    A quotation in a paragraph after words that are told is of the same source, without a cue. One in a
    paragraph before is of somebody whom the text names there, or does not.
    """

    def part(span: Span) -> int:
        return bisect_right(parts, (span.start, len(text)))

    def runs_on(span: Span, into: int) -> bool:
        reaching = (c for c in joined if any(part(Span(q.start, q.end)) == into for q in c))
        return any(q.start <= span.end <= q.end + 1 for c in reaching for q in c[:-1])

    home = part(a.cue[0]) if a.cue else part(a.content[0])
    here = tuple(s for s in a.content if part(s) == home)
    before = tuple(s for s in a.content if part(s) < home and not runs_on(s, home))
    after = tuple(s for s in a.content if part(s) > home and here and text[here[0].start] not in MARKS)
    if not here or not (before or after):
        return [a]
    kept = replace(a, content=tuple(s for s in a.content if s not in (*before, *after)))
    apart = [replace(a, content=(s,), cue=(), source=(), confidence=a.confidence / 2) for s in before]
    return [*apart, kept, *([replace(a, content=after, cue=())] if after else [])]


def _inside(a: Attribution, places: Sequence[Span]) -> bool:
    return not a.cue and all(any(s.overlaps(p) for p in places) for s in a.content)


def tells(phrase: str) -> bool:
    """Whether a few words have a verb of saying in them."""
    return any(p.search(phrase) for p in patterns("saying"))


def relays(text: str, a: Attribution) -> bool:
    """Whether the content may hold somebody else's statement: it has a verb of saying in it, or is
    reported."""
    said = words(text, a.content)
    if any(p.search(words(text, a.cue)) for p in patterns("denying")):
        return False
    answered = any(p.search(said) for p in patterns("answering"))
    return bool(a.cue) and (tells(said) or (answered and reports(text, a)))


def told_again(text: str, content: Span) -> Span:
    """What may be a statement within a statement, as it would stand alone: without "that", with its full
    stop."""
    m = _THAT.match(text, content.start, content.end)
    return Span(m.end() if m else content.start, content.end + (text[content.end : content.end + 1] == "."))


def _was_said(cue: str, *, reported: bool) -> bool:
    """Whether a cue is of speech that was, not of speech that would, should or will be.

    Within what is ``reported``, all cues of speech are; within what a person says, verbs of saying alone.
    """
    answers = (*patterns("answering"), *patterns("reporting"))
    said = tells(cue) or (reported and any(p.search(cue) for p in answers))
    return said and not any(p.search(cue) for p in patterns("unsaid"))


def spoken_first(text: str, outer: Attribution, again: Sequence[Attribution]) -> Attribution | None:
    """Of the statements within an outer content, the one that it is all about, or None."""
    reported = reports(text, outer)
    first, last = outer.content[0].start, outer.content[-1].end
    for a in again:
        inside = all(any(o.start <= s.start and s.end <= o.end + 1 for o in outer.content) for s in a.content)
        if not inside or not a.source or not _was_said(words(text, a.cue), reported=reported):
            continue
        within = [s for s in a.through if s.start >= first]
        ahead = text[first : min(*a.source, *a.content, *a.cue, *within).start]
        parts = (*a.content, *a.cue, *a.source, *_beside(text, a, last))
        if _count(text, parts) >= RELAYED * _count(text, outer.content) and len(ahead.split()) <= 1:
            through = (*a.through, *outer.source[:1], *outer.through)
            return replace(a, confidence=min(a.confidence, outer.confidence), through=through)
    return None


def _count(text: str, spans: Sequence[Span]) -> int:
    return sum(len(_WORD.findall(s.of(text))) for s in spans)


def _beside(text: str, a: Attribution, end: int) -> list[Span]:
    """Whom a statement is told to, and where: the words behind its cue, and an aside behind it all."""
    listener = Span(a.cue[-1].end, max(a.cue[-1].end, a.content[0].start))
    behind = Span(min(end, max(*a.content, *a.cue, *a.source).end), end)
    told = "," not in listener.of(text) and _count(text, [listener]) <= LONGEST_NAME
    aside = any(p.search(behind.of(text)) for p in patterns("aside"))
    return [*([listener] if told else []), *([behind] if aside else [])]
