"""Names of places where something is, and in which country: "in Tripoli", "visited Riga".

Only what stands where a place stands counts: a capital that speaks or is talked to is a government. The words
around a name are in `rules/occasion.toml`, the places themselves in the gazetteer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from onrecord.records import Place, Span
from onrecord.resolve.knowledge import Knowledge, Spot
from onrecord.resolve.names import key
from onrecord.resources import rules

# Names have no more words than this ("Bosnia and Herzegovina", "Port of Spain").
LONGEST_NAME = 4
# What seats of government, countries and regions weigh beside towns, which weigh their people. A capital
# weighs
# twenty times its people up to two million: Athens in Greece more than ten times Athens in Georgia.
SEAT, COUNTRY, REGION, CAPITAL, TIMES = 30_000_000, 3_000_000, 1_000_000, 2_000_000, 20
# A namesake in a country that the report names is meant before the largest where it has this share of its
# weight: Tripoli in Lebanon has a ninth of Libya's, Moscow in Idaho a five-hundredth of Russia's.
NAMESAKE = 0.1
# So many characters around a name are looked at for what it hangs on.
AROUND = 60

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\bSt\.|[^\W\d_](?:[\w’'-]*\w)?")
# What a name that nothing is known of may look like: "Ponte de Lima", not "Just the Way".
_PLAIN = re.compile(
    r"(?!The )(?:the )?[^\W\d_][\w.’'-]*"
    r"(?: (?:(?:of|de|da|do|di|del|la|le|al|el|sur|am) )?[^\W\d_a-z][\w’'-]*){0,3}"
)
# What may follow such a name: before another noun it is no name of a place ("in Tarrow caucuses").
_AFTER = re.compile(
    r"[^\w ’']|$| (?:(?i:and|or|but|on|in|at|for|to|from|with|by|of|the|an?|where|when|who"
    r"|that|said|says|told|last"
    r"|this|as|after|before|during|since|near|is|was|were|are|has|have|had|will|would|bus|railway|train|city"
    r"|town|district|region|province|county|while|late|early|today|yesterday|he|she|they|it|his|her|its|their)\b|[^a-z])"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_OWNED = re.compile(r"[’']s? ")
# What may stand within a name, and before its first capital letter.
_INNER = frozenset(
    ["of", "and", "the", "de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "le", "les"]
) | {"los", "las", "el", "al", "an", "auf", "en", "sur", "under", "von", "y", "e"}
_HEAD = re.compile(r"(?:al|el|as|ash|at|an|ar|az|d)[-’'][A-Z]|the [A-Z]")
_LIST = re.compile(r"(?:,|,? and|,? or) ")
_LIST_ENDS = re.compile(r"\s*(?:[.,;:?!)—–-]|$|(?:and|or|on|in|at|last|this|to|by|where|while|when)\b)")
_BESIDE = re.compile(r",? in (?:the )?(?:[a-z-]+ ){0,2}|, | \(")
# After these alone a name that nothing is known of is a place: at is for bodies too, from for people.
_SURE = (["in"], ["near"], ["outside"], ["around"], ["of"])

Kind = Literal["country", "region", "town", "seat"]


@dataclass(frozen=True, slots=True)
class Located:
    """A place, and the phrase that names it: ``preposition`` is what it begins with, in lower case."""

    place: Place
    span: Span
    preposition: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that a name can mean; ``weight`` is in people, or what stands for them."""

    country: str
    weight: int
    kind: Kind
    spot: Spot | None = None


class Atlas:
    """The places that one report names, each taken for the one that fits the countries it speaks of."""

    def __init__(self, text: str, known: Knowledge) -> None:
        self.text = text
        self.known = known

    def found(self, span: Span) -> list[Located]:
        """The places in a stretch that stand where a place stands, in order."""
        found: list[Located] = []
        for m in patterns("locative")[0].finditer(self.text, span.start, span.end):
            if not found or m.start() >= found[-1].span.end:
                found += self._phrase(m, span.end)
        return found

    def named(self, span: Span) -> Place | None:
        """The place that a stretch begins with, whatever stands before it: "VALLETTA (dpa)"."""
        return self._known_at(span.start, span.end, None)

    @cached_property
    def mentioned(self) -> dict[str, Counter[str]]:
        """How often the report names each country, by the key of the words that do."""
        found: dict[str, Counter[str]] = {}
        words = Counter(
            span.of(self.text) for m in _TOKEN.finditer(self.text) for span in _names(self.text, m.start())
        )
        for name, times in words.items():
            for territory in self.known.territories(name):
                if territory.sense in ("country", "demonym", "people", "capital"):
                    found.setdefault(territory.id, Counter())[key(name)] += times
        return found

    def _phrase(self, m: re.Match[str], end: int) -> Iterator[Located]:
        """The places of one phrase: a preposition, what kind of place it is, one name or a list of names."""
        words = m["preposition"].lower()
        place = self._place(m, end)
        at = m.start()
        while place is not None:
            yield Located(place, Span(at, place.span.end), words)
            place, at = self._next(place, end)

    def _next(self, place: Place, end: int) -> tuple[Place | None, int]:
        """The next place of a list ("in Geneva and Vienna"), and where it begins; "Paris, Texas" is none."""
        m = _LIST.match(self.text, place.span.end, end)
        following = self._known_at(m.end(), end, None) if m else None
        if m is None or following is None or self._beside(place.span.end, end) == place.country:
            return None, end
        goes_on = _LIST_ENDS.match(self.text[following.span.end : following.span.end + AROUND])
        return (following, m.end()) if goes_on else (None, end)

    def _place(self, m: re.Match[str], end: int) -> Place | None:
        """The place that a preposition is of, None where the words around it make it something else."""
        preposition = m["preposition"].lower()
        before = self.text[max(0, m.start() - AROUND) : m.start()]
        if any(p.search(f"{before}{preposition} ") for p in patterns("government")):
            return None
        starts = self._starts(m.end(), end)
        hints = [self._hint(self.text[m.start() : at]) for at in starts]
        found = [self._known_at(at, end, hint) for at, hint in zip(starts, hints, strict=True)]
        found += [
            self._unknown_at(at, end, hint, preposition)
            for at, hint in sorted(zip(starts, hints, strict=True), key=lambda pair: -pair[0])
        ]
        place = next((p for p in found if p), None)
        if place is None or any(p.match(self.text, place.span.end) for p in patterns("minds")):
            return None
        if not preposition:
            return place if patterns("court")[0].match(self.text, place.span.end, end) else None
        return place if preposition not in ("by", "on") or self._on_it(place) else None

    def _starts(self, at: int, end: int) -> list[int]:
        """Where a name may begin: after "Lebanon’s", at once, after "the port city of"."""

        def past_kind(begin: int) -> int:
            m = patterns("kind")[0].match(self.text, begin, end)
            return m.end() if m else begin

        owner = next(_names(self.text, at, end), None)
        owned = (
            _OWNED.match(self.text, owner.end, end) if owner and self._country(owner.of(self.text)) else None
        )
        after = [past_kind(owned.end()), owned.end()] if owned else []
        return list(dict.fromkeys([*after, at, past_kind(at)]))

    def _on_it(self, place: Place) -> bool:
        """Whether one can be on or by it, as on an island or by a lake; "on Syria" is about it."""
        return any(p.search(place.name) for p in (*patterns("feature"), *patterns("island")))

    def _known_at(self, at: int, end: int, hint: str | None) -> Place | None:
        """The place of the longest name that is known and begins here."""
        for span in _names(self.text, at, end):
            name = span.of(self.text)
            if _is_no_place(name):
                continue
            if choices := self._choices(name):
                return self._chosen(span, choices, self._beside(span.end, end) or hint)
        return None

    def _unknown_at(self, at: int, end: int, hint: str | None, preposition: str) -> Place | None:
        """A name that no gazetteer has, where its words or the one before make it that of a place."""
        span = next(_names(self.text, at, end), None)
        if span is None:
            return None
        name = span.of(self.text)
        if not _PLAIN.fullmatch(name):
            return None
        kinds = (*patterns("feature"), *patterns("house"))
        feature = any(p.search(name) for p in kinds) and not _is_no_place(name)
        stop = any(p.search(self.text[max(0, at - AROUND) : at]) for p in patterns("stop"))
        placed = stop or preposition.split()[-1:] in _SURE
        if not feature and not (placed and self._is_nothing_else(name, span)):
            return None
        why = "a kind of place by its words" if feature else f"after “{preposition}”"
        entry = next(iter(self.known.named(name)), None)
        country = self._beside(span.end, end) or hint or (entry.country if entry else None)
        return Place(_bare(name), country, span, reason=f"{why}; not in the gazetteer")

    def _is_nothing_else(self, name: str, span: Span) -> bool:
        """Whether nothing is known of a name: it is no language, body, outlet, person or time."""
        known = self.known
        senses = known.territories(name) or known.named(name) or known.surnamed(name)
        other = senses or known.outlet(name) or known.medium(name) or not _AFTER.match(self.text, span.end)
        return not other and not _is_no_place(name)

    def _choices(self, name: str) -> list[Choice]:
        """Everything that a name can mean as a place, the weightiest first."""
        senses = [t for t in self.known.territories(name) if len(t.id) == 3]
        capitals = {t.id for t in senses if t.sense == "capital"}
        found = [Choice(t.id, COUNTRY, "country") for t in senses if t.sense == "country"]
        found += [Choice(code, REGION, "region") for code in named("regions").get(key(name), ())]
        for spot in self.known.spots(name):
            capital = min(CAPITAL, TIMES * spot.population) if spot.country in capitals else 0
            weight = max(capital, spot.population) or REGION
            found.append(Choice(spot.country, weight, "town" if spot.population else "region", spot))
        towns = {choice.country: choice.spot for choice in found}
        found += [Choice(t.id, SEAT, "seat", towns.get(t.id)) for t in senses if t.sense == "seat"]
        found = found or [Choice(t.id, 0, "town") for t in senses if t.sense == "capital"]
        return sorted(found, key=lambda choice: -choice.weight)

    def _chosen(self, span: Span, choices: Sequence[Choice], hint: str | None) -> Place:
        """The place that is meant: in the country beside it, else in one that the report names."""
        if beside := next((c for c in choices if c.country == hint), None):
            return self._made(span, beside, "its country stands beside it")
        own, largest = key(span.of(self.text)), choices[0]
        for choice in choices:
            others = self.mentioned.get(choice.country, Counter()).keys() - {own}
            if others and choice.weight >= NAMESAKE * largest.weight:
                return self._made(span, choice, "in a country that the report names")
        return self._made(
            span, largest, "the largest of this name" if len(choices) > 1 else "the only one of this name"
        )

    def _made(self, span: Span, choice: Choice, reason: str) -> Place:
        written = _bare(span.of(self.text))
        spot = choice.spot
        if spot is None or not spot.name.startswith("The "):
            span = Span(span.end - len(written), span.end)
        if spot is None:
            return Place(written, choice.country or None, span, reason=f"{choice.kind}: {reason}")
        return Place(
            _common(written, spot.name), choice.country or None, span, spot.latitude, spot.longitude, reason
        )

    def _hint(self, words: str) -> str | None:
        """The country in the words before a name: "the Libyan capital, ", "Lebanon’s second city, "."""
        spans = (span for m in _TOKEN.finditer(words) for span in _names(words, m.start()))
        return next((id for span in spans if (id := self._country(span.of(words)))), None)

    def _beside(self, at: int, end: int) -> str | None:
        """The country after a name: "Paris, Texas", "Tripoli, in northern Lebanon", "Zahle (Lebanon)"."""
        m = _BESIDE.match(self.text, at, end)
        for span in _names(self.text, m.end(), end) if m else ():
            name = key(span.of(self.text))
            short = named("abbreviated").get(name, ()) if m and m[0] == ", " else ()
            regions = [spot.country for spot in self.known.spots(name) if not spot.population]
            around = [*named("regions").get(name, ()), *regions, *short]
            if found := self._country(span.of(self.text), demonym=False) or next(iter(around), None):
                return found
        return None

    def _country(self, words: str, *, demonym: bool = True) -> str | None:
        senses = ("country", "demonym") if demonym else ("country",)
        ids = [t.id for t in self.known.territories(words) if t.sense in senses]
        return next((id for id in ids if len(id) == 3), None)


def found(text: str, span: Span | Sequence[Span], known: Knowledge) -> tuple[Place, ...]:
    """Return the places that a stretch, or several, names where a place stands, in reading order.

    For many stretches of one text, make one `Atlas` of it.
    """
    atlas = Atlas(text, known)
    spans = [span] if isinstance(span, Span) else span
    return tuple(located.place for s in spans for located in atlas.found(s))


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one kind of rule about names of places, compiled once."""
    return tuple(re.compile(rule["pattern"]) for rule in rules("occasion")[name])


@cache
def named(table: str) -> dict[str, tuple[str, ...]]:
    """The countries of each name in a table of regions, by the key of the name."""
    found: dict[str, tuple[str, ...]] = {}
    for country, names in rules("occasion")[table].items():
        for name in names:
            found[key(name)] = (*found.get(key(name), ()), country)
    return found


def _names(text: str, at: int, end: int | None = None) -> Iterator[Span]:
    """The stretches that may be a name and begin here, the longest first; none without a capital letter."""
    end = min(len(text) if end is None else end, at + AROUND)
    head = _HEAD.match(text, at, end)
    if not head and not text[at : at + 1].isupper():
        return
    ends: list[int] = []
    begin = at + 4 if head and head[0].startswith("the ") else at
    while len(ends) < LONGEST_NAME and (m := _TOKEN.match(text, begin, end)):
        word = _POSSESSIVE.sub("", m[0])
        if word[0].isupper() or (head and m.start() == at):
            ends.append(m.start() + len(word))
        elif word not in _INNER:
            break
        if word != m[0] or text[m.end() : m.end() + 1] != " ":
            break
        begin = m.end() + 1
    yield from (Span(at, stop) for stop in reversed(ends))


def _is_no_place(name: str) -> bool:
    return any(p.search(_bare(name)) for p in patterns("nowhere"))


def _bare(name: str) -> str:
    """A name without an article of the sentence: "the White House", but "The Hague"."""
    return name.removeprefix("the ")


def _common(written: str, listed: str) -> str:
    """The name as the report writes it; the gazetteer's for one all in capitals or without its "The"."""
    return listed if written.isupper() or listed == f"The {written}" else written
