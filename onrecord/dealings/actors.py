"""The noun phrases of a sentence that name actors, each made one sign: "officials of Chad" is A."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from onrecord.dealings.scene import Scene
from onrecord.dealings.signs import Token, listed
from onrecord.records import Span
from onrecord.resolve.who import Named

# How sure it must be whom a pronoun or a description means.
SURE = 0.6
# Of a longer phrase it is not told who in it is a mediator.
LONGEST = 8
# They report, and take no part.
NO_ACTORS = frozenset({"outlet", "document", "group"})

# Over one character a word (see `Token.kind`). Phrases are atomic: a list of them is read in one way only.
_DET = r"(?:[dh]d?)"
_ADJECTIVES = r"J(?:(?:,|,?&)d?J)*+"
_MORE = r"(?:(?:,|,?&)d?[NM])*+"
# "Ada Brandt, | the former minister of Norway,".
_APPOSED = r"(?:,(?:n|[dhwJNOo]{1,7}[PB](?:od?w?[JNMP]{1,3})?),)?"
# "the Norwegian minister, | Ada Brandt,".
_CALLED = r"(?:,?M(?:,(?=[^NM&]))?)?"
_SIDE = rf"(?:{_DET}w{{0,2}})?{_ADJECTIVES}[wP]{{0,3}}P{_CALLED}"
_OWNED = rf"O[JwP]{{0,3}}[PB]{_CALLED}"
_LANDS = rf"{_DET}w{{0,2}}B(?:,?[NM]{_MORE},?)?"
_OF = rf"(?:{_DET}[wP]{{0,3}}|w)?Po(?:d?w?(?:{_ADJECTIVES}w{{0,2}}P|[NM]{_MORE})|{_LANDS})"
_FOR = rf"{_DET}[wP]{{0,3}}Pfd?w?[NMJ]{_CALLED}"
_BEFORE = rf"d?w?N(?:(?:,|,?&)d?N)*+[wP]{{0,2}}P{_CALLED}"
_NAME = rf"(?:d|h(?=M)|dw{{1,2}})?[NM]{_APPOSED}"
_MEANT = rf"{_DET}w{{0,2}}J?[wP]{{0,2}}[PB]|y"
_PHRASE = rf"(?>{_SIDE}|{_OWNED}|{_OF}|{_FOR}|{_BEFORE}|{_NAME}|{_MEANT})"
_LIST = rf"{_PHRASE}(?:(?:,{_PHRASE})*,?&(?:{_PHRASE}|w{{1,3}}[PB]))?"
_ACTORS = re.compile(_LIST)
# In a headline articles are left out.
_HEADED = re.compile(rf"{_LIST}|(?<![wdhJNMO])w?P(?![wo])")
_TOLD = re.compile(rf"[NM]({_APPOSED})")
_MEDIATOR = re.compile(r"\b(?:[Mm]ediators?|[Cc]onciliators?|[Ff]acilitators?|[Ii]ntermediar(?:y|ies))\b")


def with_actors(scene: Scene, tokens: Sequence[Token]) -> list[Token]:
    """The words of a sentence with one sign for each noun phrase of actors."""
    tokens = [_attribute(scene, tokens, i) for i in range(len(tokens))]
    tokens = [_possessive(scene, tokens, i) for i in range(len(tokens))]
    kinds = "".join(t.kind for t in tokens)
    headed = _is_headline(scene, tokens)
    if headed:
        kinds = re.sub(r"(?<=[NM]),(?=[NM])", "&", kinds)
    out: list[Token] = []
    at = 0
    for m in (_HEADED if headed else _ACTORS).finditer(kinds):
        out += tokens[at : m.start()]
        phrase = tokens[m.start() : m.end()]
        out += _pair(phrase, out) or _actors(scene, phrase, _sides(scene, phrase))
        at = m.end()
    return [*out, *tokens[at:]]


def _is_headline(scene: Scene, tokens: Sequence[Token]) -> bool:
    at = bisect_right(scene.segments, tokens[0].span.start, key=lambda s: s.span.start) - 1 if tokens else -1
    return at >= 0 and scene.segments[at].kind in ("title", "subhead")


def _attribute(scene: Scene, tokens: Sequence[Token], i: int) -> Token:
    """A name right before a noun is but an attribute of it: "a UN resolution", "US participation"."""
    token = tokens[i]
    if token.kind == "N" and i + 1 < len(tokens) and tokens[i + 1].kind == "w":
        after = scene.grammar.at(tokens[i + 1].span.start)
        if after is not None and after.is_noun and tokens[i + 1].span.start - token.span.end < 3:
            return replace(token, kind="J")
    return token


def _possessive(scene: Scene, tokens: Sequence[Token], i: int) -> Token:
    """ "Her" that stands before no noun is a pronoun; before an event a possessive names who takes part."""
    token = tokens[i]
    after = next((t.kind for t in tokens[i + 1 :] if t.kind != "w"), "")
    if token.word == "her" and not (i + 1 < len(tokens) and tokens[i + 1].kind in "wJPBT"):
        return replace(token, kind="y")
    if token.kind == "h" and after == "T":
        return replace(token, kind="O", named=tuple(_sure(scene.who.owner(token.span))))
    return token


def _pair(phrase: Sequence[Token], before: Sequence[Token]) -> list[Token]:
    """ "Both sides", "the two": the last two who were named together in the sentence; none if none were."""
    if not {t.word for t in phrase if t.kind == "d"} & {"both", "two"} or any(t.named for t in phrase):
        return []
    pairs = (t.named for t in reversed(before) if t.kind == "A" and len({n.side for n in t.named}) == 2)
    pair = next(pairs, None)
    if pair is None and phrase[-1].word in listed("lands"):
        lands = {n.side: n for t in before for n in t.named if n.type == "country"}
        pair = tuple(lands.values()) if len(lands) == 2 else None
    return [Token("A", "", _over(phrase), pair)] if pair else []


def _sides(scene: Scene, phrase: Sequence[Token]) -> Sequence[Named]:
    """The two of whom the report tells, where words mean both ("the two navies"); else nobody."""
    plain = all(t.kind in "dwPB" for t in phrase)
    both = any(t.word in ("both", "two") for t in phrase) and len(phrase) == 2
    return (
        scene.sides
        if plain and phrase[-1].kind in "PB" and (phrase[-1].word in listed("sides") or both)
        else ()
    )


def _actors(scene: Scene, phrase: Sequence[Token], sides: Sequence[Named]) -> Iterator[Token]:
    """A noun phrase of actors as one sign, an X where none has a name; before it what tells their part.

    ``sides`` are those who are meant where nobody is named.
    """
    span = _over(phrase)
    if len(phrase) <= LONGEST and not any(t.kind == "&" for t in phrase):
        yield from (Token("w", word, span) for word in [_called(scene, phrase)] if word)
    named = [replace(n, span=span) for n in sides]
    named = named or [n for n in _named(scene, phrase) if n.type not in NO_ACTORS]
    yield Token("A" if named else "X", "", span, tuple(named))


def _called(scene: Scene, phrase: Sequence[Token]) -> str:
    """What actors are by what they are called, where that tells their part: mediators."""
    if any(t.word == "conciliator" for t in phrase):
        return "conciliator"
    return "mediator" if _MEDIATOR.search(_over(phrase).of(scene.text)) else ""


def _named(scene: Scene, phrase: Sequence[Token]) -> list[Named]:
    """Whom a noun phrase of actors means."""
    about = any(t.kind == "f" for t in phrase)
    named = [] if about else [n for t in _acting(phrase) for n in t.named]
    if named:
        return named + [n for part in _meant(phrase) for n in _sure(scene.who.meant(part))]
    others = any(t.kind in "JO" for t in phrase) and any(t.word in listed("others") for t in phrase)
    return [] if others else _sure(scene.who.meant(_over(phrase)))


def _sure(meant: Sequence[Named]) -> list[Named]:
    """Those whom the text names, where it is sure enough that they are meant."""
    return [n for n in meant if n.named and n.score.value >= SURE]


def _acting(phrase: Sequence[Token]) -> Iterator[Token]:
    """The words that name sides: not the minister in "the Danish minister, Ada Brandt", nor the country of
    "Danish rebels".
    """
    for part in _parts(_without_appositions(phrase)):
        others = any(t.word in listed("others") for t in part)
        owned = any(t.kind in "JO" for t in part)
        for token in part:
            himself = token.kind == "M" and token.named[0].side == token.named[0].actor
            if not (others and token.kind in "JO") and not (owned and himself):
                yield token


def _without_appositions(phrase: Sequence[Token]) -> Sequence[Token]:
    """A phrase without what a name in it is told to be: "Ada Brandt, | the former minister of Norway,"."""
    told = [m.span(1) for m in _TOLD.finditer("".join(t.kind for t in phrase))]
    return [t for i, t in enumerate(phrase) if not any(start <= i < end for start, end in told)]


def _parts(phrase: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands between the "and"s of a phrase."""
    cuts = [-1, *(i for i, t in enumerate(phrase) if t.kind == "&"), len(phrase)]
    return (phrase[a + 1 : b] for a, b in pairwise(cuts))


def _meant(phrase: Sequence[Token]) -> Iterator[Span]:
    """The parts among names that mean somebody named before: "Norway and | its neighbour"."""
    for part in _parts(phrase):
        if part and part[0].kind in "dhy" and part[-1].kind in "PBy" and not any(t.named for t in part):
            yield _over(part)


def _over(tokens: Sequence[Token]) -> Span:
    return Span(tokens[0].span.start, tokens[-1].span.end)
