"""Words that name an outlet, or anybody else who may stand between a speaker and a report.

Outlets are known by name, or by the form: "the local daily X", "the X agency", "Radio X". Their words are
data, in
`rules/channel.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from onrecord.records import Span
from onrecord.resolve.knowledge import Entry, Knowledge
from onrecord.resolve.names import slug
from onrecord.resources import rules

# outlet: "Interfax"; unnamed: "the agency", "state media"; name: "Anvar", of which nothing else is known;
# people: "his spokesman"; other: anything else ("the law").
Sort = Literal["outlet", "unnamed", "name", "people", "other"]

# Who is named is named within so many words, an outlet by so many of them.
LONGEST, LONGEST_NAME = 16, 6
REACH = 160

_WORD = re.compile(r"[^\W_][\w’'&./+-]*|&(?= )")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
# CNN’s “Morning Watch”
_TITLE = (" “", ' "', " ‘")
_MARKS = ("", ",", ".", ";", ":", "□")
_DOMAIN = re.compile(r"\w\.(?:com|net|org|info|tv|ru|co\.\w\w|\w\w)$", re.IGNORECASE)
_TAIL = ".,’'/-"


@dataclass(frozen=True, slots=True)
class Naming:
    """``span`` is the bare name where an outlet's stands in the words, else all of them; ``end`` ends
    them."""

    span: Span
    sort: Sort
    end: int


@cache
def lexicon(name: str) -> frozenset[str]:
    """One list of words of `rules/channel.toml`."""
    return frozenset(rules("channel")["words"][name].split())


def naming(text: str, start: int, end: int, known: Knowledge) -> Naming | None:
    """Whom the words from here on name, up to a mark or a word that goes on with the sentence; None for
    nobody."""
    start = _past_report(text, start, end)
    words = _words(text, start, end)
    if not words or words[0].of(text).lower() in lexicon("no_name"):
        return None
    first = int(len(words) > 1 and words[0].of(text).lower() in lexicon("determiners"))
    found = _known(text, words, first, known) or _formed(text, words, first, known)
    return found or _masthead(text, words, first, known) or _anybody(text, words, first, known)


def naming_all(text: str, start: int, end: int, known: Knowledge) -> Iterator[Naming]:
    """The same, with a second outlet beside the first: "Reuters and AFP"; "the local paper, the Argus" is
    the Argus."""
    named = naming(text, start, end, known)
    if named and named.sort == "unnamed" and text.startswith(", ", named.end, end):
        other = naming(text, named.end + 2, end, known)
        apart = other is None or other.sort != "outlet" or text[other.end : other.end + 1] not in _MARKS
        named = named if apart else other
    while named:
        yield named
        more = named.sort == "outlet" and text.startswith(" and ", named.end, end)
        named = naming(text, named.end + len(" and "), end, known) if more else None
        named = named if named and named.sort == "outlet" else None


@cache
def _report() -> re.Pattern[str]:
    return re.compile(rules("channel")["report"], re.IGNORECASE)


def _past_report(text: str, start: int, end: int) -> int:
    """Where the name begins in "a report by X"."""
    m = _report().match(text, start, end)
    return m.end() if m else start


def _words(text: str, start: int, end: int) -> list[Span]:
    """The words from here on that no mark parts, without the full stop of the last."""
    found: list[Span] = []
    at = start
    for m in _WORD.finditer(text, start, min(end, start + REACH)):
        if text[at : m.start()].strip(" \u00a0") or len(found) == LONGEST:
            break
        stop = m.end() - (len(m[0]) - len(m[0].rstrip(_TAIL)))
        # "Ouest-France", "U.S." and "St. Petersburg" go on, the end of a sentence does not.
        at = (
            m.end()
            if stop == m.end() or (m[0].endswith(".") and (len(m[0]) < 4 or "." in m[0][:-1]))
            else stop
        )
        found.append(Span(m.start(), stop))
    return found


def bare(word: str) -> str:
    """A word in lower case, without a possessive."""
    return _POSSESSIVE.sub("", word).lower()


def _is_capital(word: str) -> bool:
    return word[0].isupper() and bare(word) not in lexicon("days")


def _describes(word: str, known: Knowledge) -> bool:
    """Whether a word before an outlet's name says what kind it is: "state", "pro-government", "Germany’s"."""
    low = bare(word)
    if low in lexicon("descriptions") or low in lexicon("kinds") or ("-" in word and word[0].islower()):
        return True
    if _POSSESSIVE.search(word):
        return True
    return word[0].isupper() and bool(known.territories(word))


def _known(text: str, words: Sequence[Span], first: int, known: Knowledge) -> Naming | None:
    """The outlet of the knowledge base that is named, described or not."""
    for begin in range(first, len(words)):
        for end in range(min(len(words), begin + LONGEST_NAME), begin, -1):
            span = Span(words[begin].start, words[end - 1].end)
            if _outlet(span.of(text), known) and _ends(text, words, end):
                return _undressed(text, words, begin, end, known)
        if not _describes(words[begin].of(text), known):
            return None
    return None


def _outlet(name: str, known: Knowledge) -> Entry | None:
    """The known outlet of this name, if it is written as one: with a capital or a digit, or as dpa and taz
    are."""
    name = _POSSESSIVE.sub("", name)
    large = name != name.lower() or name.split()[-1] in lexicon("small") or any(c.isdigit() for c in name)
    return known.outlet(name) if large else None


def _undressed(text: str, words: Sequence[Span], begin: int, end: int, known: Knowledge) -> Naming:
    """An outlet's name without what describes it: "state news agency | TASS"."""
    outlet = _outlet(Span(words[begin].start, words[end - 1].end).of(text), known)
    first, last = begin, end

    def same(a: int, b: int) -> bool:
        return _outlet(Span(words[a].start, words[b - 1].end).of(text), known) == outlet

    while first + 1 < last and _describes(words[first].of(text), known) and same(first + 1, last):
        first += 1
    dress = lexicon("kinds") | lexicon("descriptions")
    while first < last - 1 and words[last - 1].of(text) in dress and same(first, last - 1):
        last -= 1
    name = Span(words[first].start, words[last - 1].end)
    owned = _POSSESSIVE.search(name.of(text))
    name = Span(name.start, name.end - (len(owned[0]) if owned else 0))
    return Naming(name, "outlet", _past_kind(text, words, end))


def _past_kind(text: str, words: Sequence[Span], end: int) -> int:
    while end < len(words) and words[end].of(text) in lexicon("kinds") | {"news"}:
        end += 1
    return words[end - 1].end


def _ends(text: str, words: Sequence[Span], end: int) -> bool:
    """Whether a name ends before this word: "the BBC | on Friday", but not "the BBC board"."""
    if end == len(words):
        owned = _POSSESSIVE.search(words[-1].of(text))
        return not owned or owned[0] in ("’", "'") or text[words[-1].end : words[-1].end + 2] in _TITLE
    word = words[end].of(text)
    of_outlet = word.lower() in lexicon("kinds") | lexicon("programmes") | lexicon("reporters") | {"news"}
    if _POSSESSIVE.search(words[end - 1].of(text)):
        return of_outlet or (_is_capital(word) and bare(word) not in lexicon("people"))
    return of_outlet or word.lower() in lexicon("going_on") or not _is_noun(text, words, end)


def _is_noun(text: str, words: Sequence[Span], at: int) -> bool:
    """Whether a word behind a name may go on with it: neither a verb's or an adverb's form nor a day."""
    word = words[at].of(text)
    if word[0].isupper() or word[0].isdigit():
        return bare(word) not in lexicon("days") and not word[0].isdigit()
    return not word.endswith(("ly", "ing", "ed"))


def _formed(text: str, words: Sequence[Span], first: int, known: Knowledge) -> Naming | None:
    """An outlet whose kind is written beside its name, or stands for it: "the daily X", "the agency"."""
    at = next((i for i in range(first, len(words)) if _is_kind(text, words, i)), None)
    if at is None or any(words[i].of(text).lower() in lexicon("other_kinds") for i in range(first, at)):
        return None
    before = words[first:at]
    if any(
        not (_describes(w.of(text), known) or w.of(text)[0].isupper() or w.of(text).isdigit()) for w in before
    ):
        return None
    after = _capitals(text, words, at + 1)
    if after is None and not _ends(text, words, at + 1):
        return None
    end = _past_kind(text, words, at + 1)
    if after:
        return Naming(after, "outlet", max(after.end, end))
    named = [w for w in before if w.of(text)[0].isupper() and not _describes(w.of(text), known)]
    if named:
        name = Span(named[0].start, before[-1].end if before[-1] in named else named[-1].end)
        other = any(e.type in ("organisation", "person") for e in known.named(name.of(text)))
        return None if other else Naming(name, "outlet", end)
    if words[0].of(text).lower() in ("its", "his", "her", "their"):
        return None
    # "the news service" reports, "the press service" speaks for a body.
    speaks = words[at].of(text) in lexicon("people") and not (
        before and before[-1].of(text) in ("news", "wire")
    )
    return None if speaks else Naming(Span(words[0].start, end), "unnamed", end)


def _is_kind(text: str, words: Sequence[Span], at: int) -> bool:
    """Whether a word says what kind of an outlet it is; in "the press office" it does not."""
    office = at + 1 < len(words) and words[at + 1].of(text) in lexicon("press_offices")
    return words[at].of(text) in lexicon("kinds") and not (words[at].of(text) == "press" and office)


def _capitals(text: str, words: Sequence[Span], at: int) -> Span | None:
    """The words in capitals from here on, with the small words between them."""
    end = at
    for i in range(at, min(len(words), at + LONGEST_NAME)):
        word = words[i].of(text)
        if _is_capital(word) or (i > at and word[0].isdigit()):
            end = i + 1
        elif not (i > at and word.lower() in lexicon("joints")):
            break
    if end == at:
        return None
    name = Span(words[at].start, words[end - 1].end)
    owned = _POSSESSIVE.search(name.of(text))
    return Span(name.start, name.end - (len(owned[0]) if owned else 0))


def _masthead(text: str, words: Sequence[Span], first: int, known: Knowledge) -> Naming | None:
    """An outlet by a word that papers and stations have in their names: "the Valletta Courier", "Radio
    Tesna"."""
    begin = first
    name = _capitals(text, words, begin)
    while name is None and begin + 1 < len(words) and _describes(words[begin].of(text), known):
        begin += 1
        name = _capitals(text, words, begin)
    if name is None:
        return None
    parts = name.of(text).split()
    if len(parts) == 1 and _DOMAIN.search(parts[0]) and _ends(text, words, begin + 1):
        return Naming(name, "outlet", name.end)
    # "the Post" and "the Morning Star", but "Emily Post" and "Mr Star".
    sure = {parts[0], parts[-1]} & lexicon("mastheads")
    likely = first == 1 and words[0].of(text).lower() == "the" and parts[-1] in lexicon("mastheads_with_the")
    end = begin + len(parts)
    if not (sure or likely) or len(parts) + first < 2 or not _ends(text, words, min(end, len(words))):
        return None
    return Naming(name, "outlet", _past_kind(text, words, min(end, len(words))))


def _anybody(text: str, words: Sequence[Span], first: int, known: Knowledge) -> Naming | None:
    """A name of which nothing else is known, or a phrase that goes on to a verb, a day or a clause."""
    end = next(
        (i for i, w in enumerate(words) if i > 0 and w.of(text).lower() in lexicon("clause")), len(words)
    )
    end = next((i for i, w in enumerate(words[:end]) if i > 0 and bare(w.of(text)) in lexicon("days")), end)
    while end > 1 and words[end - 1].of(text).lower() in lexicon("dangling"):
        end -= 1
    span = Span(words[0].start, words[end - 1].end)
    name = _capitals(text, words, first)
    if name is not None and name.end == words[-1].end and name.end <= span.end:
        return Naming(name if first else span, "name", span.end)
    if name is not None and any(w.start >= name.end for w in words) and _stops_at(text, words, name.end):
        return Naming(name, "name", name.end)
    said = {bare(w.of(text)) for w in words[:end]}
    return Naming(span, "people" if said & lexicon("people") else "other", span.end)


def _stops_at(text: str, words: Sequence[Span], at: int) -> bool:
    following = next(w for w in words if w.start >= at).of(text)
    return following.lower() in lexicon("going_on") or bare(following) in lexicon("days")


def is_outlet(name: str, known: Knowledge) -> bool:
    """Whether an outlet of this name is known."""
    return _outlet(name, known) is not None


def outlet_id(name: str, known: Knowledge) -> str:
    """The id of an outlet: the knowledge base's, or a slug of its name."""
    entry = known.outlet(_POSSESSIVE.sub("", name))
    return entry.id if entry else slug(name)
