"""Whether two statements have one speaker, by id and by name, across reports."""

from __future__ import annotations

from functools import lru_cache

from onrecord.joining.kept import KeptStatement
from onrecord.joining.terms import keys, stem
from onrecord.records import Score
from onrecord.resolve.knowledge import noun
from onrecord.resolve.names import key, sound

# Nobody's name: what remains of a description tells who is meant.
_NO_SPEAKER = Score(0.5, "one names no speaker")
_OTHER = Score(0.0, "another speaker")


def alike(a: KeptStatement, b: KeptStatement) -> Score:
    """How sure it is that two statements have one speaker; 0 where they have not."""
    if a.speaker is None or b.speaker is None:
        return _NO_SPEAKER
    known = is_known(a), is_known(b)
    if a.speaker == b.speaker and (any(known) or a.report == b.report):
        return Score(1.0, "same speaker")
    if a.speaker in b.others or b.speaker in a.others:
        return Score(0.8, "speakers in common")
    if all(known):
        return _named(a, b)
    if any(known):
        return _half_named(a, b)
    return _described(a.name or "", b.name or "")


def is_known(s: KeptStatement) -> bool:
    """Whether a speaker is somebody in particular. "Police", at the head of a sentence, looks like a name,
    and means those of another town in every report."""
    return s.named and (s.name is None or not _is_noun(s.name))


@lru_cache(maxsize=100_000)
def _is_noun(name: str) -> bool:
    return " " not in name and noun(name.lower()) is not None


def blocks(s: KeptStatement) -> tuple[str, ...]:
    """Under which keys the speaker is looked for: `alike` is 0 for two without a key in common, but for
    those without a speaker."""
    if s.speaker is None:
        return ("?",)
    found = {s.speaker} if is_known(s) else set(_description(s.name or ""))
    if is_known(s) and s.name:
        found.add(sound(s.name).split()[-1] if sound(s.name) else s.speaker)
    if s.country:
        found.add(s.country)
    return tuple(sorted({*found, *s.others}))


@lru_cache(maxsize=100_000)
def _names(a: str, b: str) -> Score:
    """Two names: the same in another spelling, the same last name, or not the same."""
    if key(a) == key(b):
        return Score(0.95, "same name")
    one, other = sound(a).split(), sound(b).split()
    if one == other:
        return Score(0.92, "same name in another spelling")
    if not one or not other or one[-1] != other[-1]:
        return _OTHER
    if min(len(one), len(other)) == 1 or (one[0][0] == other[0][0] and 1 in (len(one[0]), len(other[0]))):
        return Score(0.85, "same last name")
    return _OTHER


def _named(a: KeptStatement, b: KeptStatement) -> Score:
    if a.name and b.name and (same := _names(a.name, b.name)).value:
        return same
    country = a.country or b.country
    if country is not None and country in (a.speaker, b.speaker) and a.country == b.country:
        return Score(0.6, "one speaks for the other")
    return _OTHER


def _half_named(a: KeptStatement, b: KeptStatement) -> Score:
    """One is named, the other described: "Braskov", "a spokesman for the ministry"."""
    if a.country is not None and a.country == b.country:
        return Score(0.55, "one is not named, both speak for one country")
    return _described(a.source or a.name or "", b.source or b.name or "")


@lru_cache(maxsize=100_000)
def _described(a: str, b: str) -> Score:
    """Two who are not named: how much of their descriptions is the same."""
    one, other = _description(a), _description(b)
    if not one or not other:
        return _OTHER
    shared = len(one & other)
    share = 0.5 * shared / min(len(one), len(other)) + shared / (len(one) + len(other))
    return Score(round(0.85 * share, 3), "described alike") if share > 0.5 else _OTHER


@lru_cache(maxsize=100_000)
def _description(words: str) -> frozenset[str]:
    """What tells a description from another: "a spokeswoman for the Commission"."""
    return frozenset(stem("speaker") if k.startswith("spoke") else k for k in keys(words)[:8])
