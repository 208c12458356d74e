"""A sentence as it is read for who takes part: actors as A, the event as T or V, small words gone.

    sentence → words and names → noun phrases of actors → the sketch "A hold T with A, /who …"

The signs are told at the head of `rules/participants.toml`, whose rules are patterns over sketches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.dealings.actors import NO_ACTORS, with_actors
from onrecord.dealings.scene import Scene
from onrecord.dealings.signs import WORD, Token, kind_of, listed, together, verbs
from onrecord.records import Span
from onrecord.resolve.who import Named

# Of a longer sentence so many characters on either side of the event are read.
REACH = 700
# An aside ("who arrived late") of no more than so many words is left out.
ASIDE = 25
# Verbs of which an aside is kept: it tells the part of whoever it is about.
TELLING = frozenset({"mediate", "act", "host", "chair"})

_LY = re.compile(r"[a-z]{3,}ly$")
_HYPHEN = re.compile(r"[-‐‑/]")
_CAPITAL = re.compile(r"([A-Z][\w’'-]+) (?:of )?$")
_TO = re.compile(r"\s+to\b")
# What stands before a noun, and before a verb.
_ARTICLE = re.compile(r"\b(?:the|an?|this|that|any|their|his|her|its|no|new|next|last|\w+[’']s)\s+$", re.I)
_DETERMINED = re.compile(rf"{_ARTICLE.pattern}|\b(?:for|of|in|after|during|at|with|on)\s+$", re.I)
_VERBAL = re.compile(
    r"\b(?:to|will|would|not|and|who|they|he|she|it|we|could|may|might|should|must|can|then|also|did)\s+$",
    re.I,
)
# What stands after a verb.
_OBJECT = re.compile(r"\s+(?:(?:the|an?|his|her|its|their)\b|[A-Z])")
_GOES_ON = re.compile(r"\s+(?:in|at|on|with|for|to)\b")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sentence in signs. ``groups`` are the actors of each sign, by its offset in ``words``."""

    words: str
    groups: dict[int, tuple[Named, ...]]


def sketched(scene: Scene, sentence: Span, trigger: Span | None) -> Sketch:
    """Return a sentence in signs, with the event of a trigger that stands in it, if one does."""
    at = trigger or Span(sentence.start, sentence.start + REACH)
    sentence = Span(max(sentence.start, at.start - REACH), min(sentence.end, at.end + REACH))
    tokens = _dashed(scene, _tokens(scene, sentence, trigger))
    tokens = _without_places(scene, _with_phrases(_without_times(_quoted(scene, tokens))))
    tokens = _plain(with_actors(scene, tokens))
    return _written(tokens if trigger is None else _without_asides(tokens))


def _written(tokens: Sequence[Token]) -> Sketch:
    words, groups = "", {}
    for token in tokens:
        words += "" if token.kind in ",;:" or not words else " "
        if token.kind in "AJOC":
            groups[len(words)] = token.named
        words += token.sign
    return Sketch(words, groups)


# ---- words --------------------------------------------------------------------------------------------


def _tokens(scene: Scene, sentence: Span, trigger: Span | None) -> list[Token]:
    """The words of a sentence with their kinds; a name is one."""
    core, kind = _core(scene, sentence, trigger) if trigger else (None, "")
    names, times = _names(scene, sentence, core), scene.times_in(sentence)
    found: list[Token] = []
    at = sentence.start
    while m := WORD.search(scene.text, at, sentence.end):
        span = Span(*m.span())
        name = next((n for n in names if n.whole.start <= span.start < n.span.end), None)
        if core is not None and span.overlaps(core):
            found.append(Token(kind, m[0].lower(), core))
        elif name is not None:
            found.append(_of_name(scene, name))
        elif any(t.span.start <= span.start < t.span.end for t in times):
            found.append(Token("t", m[0], span))
        else:
            found.append(_of_word(scene, span))
        at = max(found[-1].span.end, span.start + 1)
    return found


def _names(scene: Scene, sentence: Span, core: Span | None) -> list[Named]:
    """The names that do not stand within others."""
    found: list[Named] = []
    for name in scene.who.named(sentence):
        inside = found and name.span.start < found[-1].span.end
        if not inside and not (core and name.span.overlaps(core)):
            found = [n for n in found if not n.span.overlaps(name.whole)]
            found.append(name)
    return found


def _of_name(scene: Scene, name: Named) -> Token:
    if name.type in ("person", "organisation") and (people := scene.who.unlisted(name.span)) is not None:
        name = replace(people, whole=name.whole)
    if name.type in NO_ACTORS:
        kind = "X"
    elif name.owns:
        kind = "O"
    elif scene.who.is_adjective(name):
        kind = "J"
    else:
        kind = "M" if name.type == "person" else "N"
    return Token(kind, "", Span(name.whole.start, name.span.end + 2 * name.owns), (name,))


def _of_word(scene: Scene, span: Span) -> Token:
    written = span.of(scene.text)
    if _HYPHEN.search(written) and (joined := tuple(scene.who.compounds(span))):
        last = _HYPHEN.split(written)[-1]
        brokered = last[:1].islower()
        return Token(
            "C" if brokered else "J", f"C-{verbs().get(last, last)}" if brokered else "", span, joined
        )
    if written[0].isupper() and (name := _unlisted(scene, span)) is not None:
        return name
    word = written.lower().replace("’", "'")
    kind, grammar = kind_of(word), scene.grammar.at(span.start)
    if grammar is not None and kind == "w" and grammar.is_verb:
        kind = "x"
    elif grammar is not None and word in verbs() and (grammar.is_noun or grammar.pos == "JJ"):
        kind = "w"
    return Token(kind, word, span)


def _unlisted(scene: Scene, span: Span) -> Token | None:
    """A word with a capital that is a name, though by itself it is none of the report's names."""
    written = span.of(scene.text)
    if written.lower() in listed("conciliators"):
        return Token("N", "conciliator", span, (scene.who.body(span),))
    before, after = scene.text[max(0, span.start - 30) : span.start], scene.text[span.end : span.end + 2]
    capital = _CAPITAL.search(before)
    # "Latin | American", "Bank of | America"
    longer = re.match(r" [A-Z]", after) or (capital is not None and kind_of(capital[1].lower()) == "w")
    country = None if longer else scene.who.unlisted(span)
    if country is None:
        return None
    return Token("J" if scene.who.is_adjective(country) else "N", "", span, (country,))


def _dashed(scene: Scene, tokens: Sequence[Token]) -> list[Token]:
    """The words, with "Egypt–Israel" and "U.S.-Iran" one adjective of both."""
    out: list[Token] = []
    for token in tokens:
        if (
            token.kind in "NJ"
            and out
            and scene.text[out[-1].span.end : token.span.start] in ("-", "‐", "‑", "/")
        ):
            joined = 1
        elif (
            token.kind in "NJ" and len(out) > 1 and len(_between(out[-2], token)) == 1 and out[-1].kind == "–"
        ):
            joined = 2
        else:
            joined = 0
        if joined and out[-joined].kind in "NJ":
            first = out[-joined]
            token = Token("J", "", Span(first.span.start, token.span.end), first.named + token.named)
            del out[-joined:]
        out.append(token)
    return out


def _between(first: Token, second: Token) -> Span:
    return Span(first.span.end, second.span.start)


# ---- the event ----------------------------------------------------------------------------------------


def _core(scene: Scene, sentence: Span, trigger: Span) -> tuple[Span, str]:
    """The word of a trigger that names the event, and its kind: T as a noun, V as a verb."""
    found = [(Span(*m.span()), m[0].lower()) for m in WORD.finditer(scene.text, trigger.start, trigger.end)]
    head = found[: _head(found)]
    nouns = [at for at, word in head if word in listed("events")]
    tagged = scene.grammar.at(head[-1][0].start) if head and not nouns else None
    nouns += [head[-1][0]] if tagged is not None and tagged.is_noun else []
    if nouns and _is_noun(scene, sentence, nouns[-1]):
        return nouns[-1], "T"
    empty = listed("be") | listed("not") | listed("prepositions")
    content = [at for at, word in found if kind_of(word) in "wxPB" and word not in empty]
    first = content[0] if content else trigger
    leads = first.of(scene.text).lower() in listed("leading") and _TO.match(scene.text, first.end)
    return (content[1] if leads and len(content) > 1 else first), "V"


def _head(found: Sequence[tuple[Span, str]]) -> int:
    """Where what depends on the noun of a trigger begins: "a meeting | of officials"; "a round of talks" is
    one.
    """
    for i, (_, word) in enumerate(found):
        events = any(w in listed("events") for _, w in found[i + 1 : i + 3])
        if i and word in listed("prepositions") | listed("of") and not (word == "of" and events):
            return i
    return len(found)


def _is_noun(scene: Scene, sentence: Span, core: Span) -> bool:
    """Whether a word that may be a verb is a noun where it stands: by its grammar, or else its neighbours."""
    word, grammar = core.of(scene.text).lower(), scene.grammar.at(core.start)
    if grammar is not None or word not in listed("either"):
        return grammar is None or not grammar.is_verb
    before = scene.text[max(sentence.start, core.start - 40) : core.start]
    after = scene.text[core.end : core.end + 12]
    ing = word.endswith("ing")
    if ing and _OBJECT.match(after) and not _ARTICLE.search(before):
        return False
    if _DETERMINED.search(before) or _VERBAL.search(before):
        return _DETERMINED.search(before) is not None
    if ing:
        return not (_GOES_ON.match(after) and re.search(r"[a-z]s\s+$", before))
    return not (before and (_OBJECT.match(after) or _GOES_ON.match(after)))


# ---- what is left out, what is put together -----------------------------------------------------------


def _quoted(scene: Scene, tokens: Sequence[Token]) -> Iterator[Token]:
    """The words, with "we" and "I" as whoever is quoted."""
    for token in tokens:
        if token.word in listed("speaking"):
            said = scene.told_by(token.span)
            speaker = scene.who.meant(said.source[0])[:1] if said and said.source else []
            kind = ("O" if token.kind == "h" else "y") if speaker else "w"
            token = Token(kind, token.word, token.span, tuple(speaker))
        yield token


def _without_times(tokens: Iterator[Token]) -> list[Token]:
    """The words without times, each with its preposition, and without small words and adverbs."""
    kept: list[Token] = []
    for token in tokens:
        if token.kind == "t" and kept and kept[-1].word in listed("dating"):
            kept.pop()
        if token.kind not in "st" and not (token.kind == "w" and _LY.match(token.word)):
            kept.append(token)
    return kept


def _with_phrases(tokens: Sequence[Token]) -> list[Token]:
    """The words, with those one that together mean one thing ("take part in": join)."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        n, words = next(_together(tokens, at), (1, ""))
        span = Span(tokens[at].span.start, tokens[at + n - 1].span.end)
        joined = [Token("&" if word == "and" else "x", word, span) for word in words.split()]
        out += joined or tokens[at : at + 1]
        at += n
    return out


def _together(tokens: Sequence[Token], at: int) -> Iterator[tuple[int, str]]:
    for n in (4, 3, 2):
        words = tuple(t.sign for t in tokens[at : at + n] if t.kind != "d")
        if at + n <= len(tokens) and tokens[at].kind != "d" and len(words) > 1 and words in together():
            yield n, together()[words]


def _without_places(scene: Scene, tokens: Sequence[Token]) -> list[Token]:
    """The words without names that are places, and what leads to them: "in the port of Aden, Yemen,"."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _spot_ends(scene, tokens, at)
        keep = (
            _place_begins(scene, out, tokens[at], tokens[end] if end < len(tokens) else None) if end else -1
        )
        if keep < 0:
            out.append(tokens[at])
            at += 1
        else:
            del out[keep:]
            at = _told_better(scene, tokens, end)
    return out


def _place_begins(scene: Scene, before: Sequence[Token], name: Token, after: Token | None) -> int:
    """Where in the words before it a place begins; -1 where the name is none."""
    seat = name.kind == "N" and scene.who.is_seat(name.named[0])
    lead = _leads(before)
    leading = before[lead].word if lead >= 0 else ""
    if leading in listed("locative") or (seat and leading in listed("motion")):
        return lead
    if seat and leading in listed("visiting"):
        return lead + 1
    # "the Oslo talks"
    event = after is not None and (after.kind == "T" or after.word in listed("events"))
    return len(before) if seat and event else -1


def _leads(tokens: Sequence[Token]) -> int:
    """The number of the word on which the next name hangs as a place, -1 for none."""
    leading = listed("locative") | listed("motion") | listed("visiting")
    for i in range(len(tokens) - 1, max(-1, len(tokens) - 5), -1):
        if tokens[i].word in leading:
            return i
        if tokens[i].kind not in "dwJo" or tokens[i].word in listed("abstract"):
            return -1
    return -1


def _spot_ends(scene: Scene, tokens: Sequence[Token], at: int) -> int:
    """Where words that can be the name of a place end: a country, or others with capitals; 0 for none."""
    end = at
    while end < len(tokens) and _is_spot(scene, tokens[end]) and (end == at or tokens[end].kind == "w"):
        end += 1
    return end if end > at else 0


def _is_spot(scene: Scene, token: Token) -> bool:
    if token.kind == "N":
        return token.named[0].type == "country"
    return token.kind == "w" and scene.text[token.span.start].isupper()


def _told_better(scene: Scene, tokens: Sequence[Token], end: int) -> int:
    """Where a place ends of which more is told after a comma: "in Aden, | Yemen,"."""
    while end + 1 < len(tokens) and tokens[end].kind == "," and _is_spot(scene, tokens[end + 1]):
        following = tokens[end + 2].kind if end + 2 < len(tokens) else "."
        if following not in ",x;.w/":
            break
        end += 3 if following == "," else 2
    return end


def _plain(tokens: Sequence[Token]) -> list[Token]:
    """The words without articles, and without verbs that go on to another ("agreed to | resume")."""
    out: list[Token] = []
    leads = False
    for i, token in enumerate(tokens):
        if token.kind == "d" or leads:
            leads = False
        elif leads := _leads_on(tokens, i):
            while out and out[-1].word in listed("be"):
                out.pop()
            out += [Token("x", "not", token.span)] if token.word in listed("refusing") else []
        else:
            out.append(token)
    return out


def _leads_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb goes on to another one: "agreed to resume", not "agreed to a truce"."""
    if at + 2 >= len(tokens) or tokens[at].kind == "V" or tokens[at + 1].word != "to":
        return False
    verb = tokens[at + 2].kind in "xwV" and tokens[at + 2].word not in listed("events")
    return verb and tokens[at].word in listed("leading") | listed("refusing")


def _without_asides(tokens: Sequence[Token]) -> list[Token]:
    """The words without "(…)", and without ", who …," where the event is not in it."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _aside_ends(tokens, at)
        out += [] if end else tokens[at : at + 1]
        at = end or at + 1
    return out


def _aside_ends(tokens: Sequence[Token], at: int) -> int:
    """Where an aside that begins here ends; 0 where none does."""
    following = tokens[at + 1].word if at + 1 < len(tokens) else ""
    relative = tokens[at].kind == "," and following in ("who", "which", "whose", "where")
    if not relative and tokens[at].kind != "(":
        return 0
    close = ")" if tokens[at].kind == "(" else ","
    for i in range(at + 1, min(len(tokens), at + ASIDE)):
        if tokens[i].kind in "TV;" or verbs().get(tokens[i].word) in TELLING:
            return 0
        if tokens[i].kind == close:
            return i + 1
    return 0
