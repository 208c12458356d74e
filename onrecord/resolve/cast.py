"""Who is in a report: names that mean one and the same are one figure, with what the text says of it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from onrecord.records import ActorType, Mention, Score, Span
from onrecord.resolve.identity import Evidence, identify
from onrecord.resolve.knowledge import Entry, Gender, Knowledge, role
from onrecord.resolve.mentions import Finder, Name
from onrecord.resolve.names import is_item, key, slug, sound
from onrecord.resolve.roles import Role, deeds
from onrecord.resolve.words import lexicon
from onrecord.sentences import sentences

FULL = Score(0.98, "named in full")
SHORT = Score(0.92, "short form of a name in this report")
NEAREST = Score(0.55, "one of two of this name, the one named last")
KNOWN = Score(0.97, "a name that means one thing")
ALONE = Score(0.8, "the only name that the report gives")
# Countries that are named most: somebody known of one of these is no surprise in the report.
FOREMOST = 6

_PLACED = re.compile(r"\b(?:the|river|lake|mount|port|sea)\s+$", re.I)
_DOES = re.compile(r"\s+(?:(?:has|have|had|also|now|who|once)\s+){0,2}(?P<deed>[a-z]+\s[^,;.:“\"]{3,60})")


@dataclass(slots=True, eq=False)
class Figure:
    """One who is in a report, as it grows while the report is read.

    ``heads`` are nouns and short forms by which it is called; ``soft`` is whether its type is a mere
    guess, and ``likely`` what people of its first name mostly are.
    """

    type: ActorType
    name: str
    id: str = ""
    country: str | None = None
    gender: Gender | None = None
    likely: Gender | None = None
    plural: bool = False
    named: bool = True
    soft: bool = False
    roles: list[Role] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    spans: set[Span] = field(default_factory=set)
    entry: Entry | None = None
    score: Score = FULL

    def add(self, span: Span, score: Score) -> None:
        """Add a mention, in order of the text."""
        if span not in self.spans:
            self.spans.add(span)
            insort(self.mentions, Mention(span, score), key=lambda m: m.span)

    def learn(self, name: Name) -> None:
        """Take in what stands beside a name."""
        self.roles += [r for r in name.roles if r not in self.roles]
        self.gender = self.gender or name.gender
        self.country = self.country or name.country
        self.heads |= {key(called) for called in (name.called, name.short) if called}

    @property
    def title(self) -> str:
        """The name with the title before it, as one would write it out."""
        before = next((r.words for r in self.roles if r.words[:1].isupper() and " of " not in r.words), "")
        return f"{before} {self.name}" if before and len(before.split()) < 3 else self.name

    def before(self, at: int) -> Iterator[Mention]:
        """The mentions before a place, the last one first."""
        for i in range(bisect_left(self.mentions, at, key=lambda m: m.span.end), -1, -1):
            if i < len(self.mentions) and self.mentions[i].span.end <= at:
                yield self.mentions[i]


def _parts_of(names: set[str]) -> set[str]:
    """The beginnings and ends of names of several words: "van den Bossche" of "Ada van den Bossche"."""
    found = set()
    for name in names:
        words = name.split()
        for n in range(2, len(words)):
            found |= {" ".join(words[:n]), " ".join(words[-n:])}
    return found


def is_common(name: str) -> bool:
    """Whether a body's name says only what it is, so that many countries have one of that name.

    >>> is_common("Department of Health"), is_common("Supreme Court"), is_common("African Union")
    (True, True, False)
    """
    words = [w for w in key(name).split() if w not in lexicon("names", "joints")]
    plain = lexicon("organisations", "nouns") | lexicon("organisations", "common")
    return all(w in plain or role(f"{w} minister") is not None for w in words)


class Cast:
    """The figures of one report, and where its sentences and paragraphs are.

    ``speaking`` are spans that name speakers, so that a name in them is somebody's whatever its form.
    """

    def __init__(
        self, text: str, parts: Sequence[Span], speaking: Iterable[Span], known: Knowledge, on: str | None
    ) -> None:
        self.text, self.known, self.on = text, known, on
        self.parts = list(parts)
        self.sentences = [s for part in parts for s in sentences(text, part.start, part.end)]
        self.names = Finder(text, parts, known).names()
        self.figures: list[Figure] = []
        self._speaking = sorted(speaking)
        self._meant: dict[Span, tuple[Figure, Score]] = {}
        self._keys: dict[str, list[Figure]] = defaultdict(list)
        counted = Counter(n.country for n in self.names if n.country and n.type in ("country", "person"))
        self.countries = frozenset(c for c, _ in counted.most_common(FOREMOST) if c)
        self.names = [self._at_home(name) for name in self.names]
        self._gather()

    def _gather(self) -> None:
        honoured = {key(n.words) for n in self.names if n.honorific}
        parts = _parts_of({key(n.words) for n in self.names if n.id is None})
        whole = [n for n in self.names if n.id is not None or (" " in n.words and key(n.words) not in parts)]
        for name in whole:
            self._place(name, honoured)
        for figure in self.figures:
            self._index(figure)
        placed = {n.span for n in whole}
        for name in self.names:
            if name.span not in placed:
                self._short(name)
        for figure in self.figures:
            self._identify(figure)
        self._join_known()

    def _at_home(self, name: Name) -> Name:
        """A name that many countries have ("Department of Health") means the known one at home only."""
        abroad = (
            name.type == "organisation" and name.country is not None and name.country not in self.countries
        )
        if not (abroad and name.id and is_common(name.words)):
            return name
        return replace(name, id=None, country=None)

    # ---- names to figures -----------------------------------------------------------------------------

    def _place(self, name: Name, honoured: set[str]) -> None:
        """Give a full name to its figure, a new one where there is none."""
        kind = name.type or self._kind(name, honoured)
        if kind is None:
            return
        figure = self._same(name, kind)
        if figure is None:
            figure = self._new(name, kind, soft=name.type is None)
        if len(name.words) > len(figure.name) and not figure.id and kind == "person":
            figure.name = name.words
        self._add(figure, name, KNOWN if name.id else FULL)

    def _kind(self, name: Name, honoured: set[str]) -> ActorType | None:
        """What a name of several words is, where its form does not tell."""
        article = self.text[max(0, name.whole.start - 4) : name.whole.start].lower() == "the "
        if self._speaks(name.span):
            return "organisation" if article else "person"
        if name.place and (article or self.known.spots(name.words)):
            return None
        plausible = len(name.words.split()) in (2, 3) and not name.place and not article
        return "person" if plausible or key(name.words).split()[-1] in honoured else None

    def _speaks(self, span: Span) -> bool:
        at = bisect_right(self._speaking, span.start, key=lambda s: s.start) - 1
        return any(s.end >= span.end for s in self._speaking[max(0, at - 2) : at + 1])

    def _same(self, name: Name, kind: ActorType) -> Figure | None:
        """The figure that has this very name, in another spelling or with another middle name."""
        if name.id:
            return next(iter(self._keys[name.id]), None)
        k = key(name.words)
        words = k.split()
        keys = [k, f"~{sound(name.words)}"]
        if kind == "person" and len(words) > 1:
            keys.append(f"{words[0]}…{words[-1]}")
        fits = (
            f for one in keys for f in self._keys[one] if f.type == kind and not (f.id and f.type != "person")
        )
        return next(fits, None)

    def _new(self, name: Name, kind: ActorType, *, soft: bool = False) -> Figure:
        figure = Figure(kind, name.words, id=name.id or "", soft=soft)
        if kind == "person":
            figure.gender, figure.likely = name.gender, self.known.gender(name.words.split()[0])
        self.figures.append(figure)
        k = key(name.words)
        for one in {k, f"~{sound(name.words)}", name.id or k}:
            self._keys[one].append(figure)
        if kind == "person" and " " in k:
            self._keys[f"{k.split()[0]}…{k.split()[-1]}"].append(figure)
        return figure

    def _index(self, figure: Figure) -> None:
        """File a figure under every short form that its name may take."""
        own = key(figure.name).split()
        shorts = {f"@{head}" for head in figure.heads}
        if figure.type == "person":
            shorts |= {f"@{word}" for word in own} | {f"@~{sound(w)}" for w in own if len(w) > 4}
            shorts |= {f"@{part}" for part in _parts_of({" ".join(own)})}
        elif figure.type != "country":
            shorts |= {f"@{own[0]}"} if len(own) > 1 and len(own[0]) > 3 and not figure.id else set()
            shorts.add("@" + "".join(w[0] for w in own if w not in lexicon("names", "joints")))
        for short in shorts:
            self._keys[short].append(figure)

    def _short(self, name: Name) -> None:
        """Give a name of one word to the figure that it is short for."""
        k = key(name.words)
        fits = self._agreeing(self._keys[f"@{k}"] or self._keys[f"@~{sound(k)}"], name)
        if _PLACED.search(self.text[max(0, name.span.start - 12) : name.span.start]):
            # "The Tessarn" is the river and not the Tessarn River Commission.
            fits = [f for f in fits if f.type == "person" or not key(f.name).startswith(f"{k} ")]
        if len(fits) == 1:
            self._add(fits[0], name, SHORT)
        elif fits:
            last = max(fits, key=lambda f: next((m.span for m in f.before(name.span.start)), Span(-1, -1)))
            self._add(last, name, NEAREST)
        elif self._is_prominent(name) or (not name.attribute and self._is_somebody(name)):
            article = self.text[max(0, name.whole.start - 4) : name.whole.start].lower() == "the "
            kind = name.type or ("organisation" if article else "person")
            figure = next(iter(self._keys[k]), None) or self._new(name, kind, soft=name.type is None)
            self._add(figure, name, ALONE)

    def _is_somebody(self, name: Name) -> bool:
        """Whether one word is somebody's name, by its form or because it speaks."""
        told = name.type or name.honorific or name.roles
        return bool(told) or (self._speaks(name.span) and not name.place)

    def _is_prominent(self, name: Name) -> bool:
        """Whether a bare last name is that of somebody known, in a report on that country."""
        said = Evidence(name.words, countries=self.countries)
        return not name.place and identify(said, self.known, self.on) is not None

    def _agreeing(self, fits: Sequence[Figure], name: Name) -> list[Figure]:
        """Of several figures of one name, those that fit its title; last names come before first ones."""
        fits = [f for f in fits if not name.gender or (f.gender or f.likely) in (None, name.gender)]
        k = key(name.words)
        heads = {r.head for r in name.roles}
        preferences: tuple[Callable[[Figure], bool], ...] = (
            lambda f: key(f.name).endswith(k),
            lambda f: bool(heads & {r.head for r in f.roles}),
            lambda f: name.gender is not None and name.gender in (f.gender, f.likely),
        )
        for better in preferences:
            if len(fits) > 1:
                fits = [f for f in fits if better(f)] or fits
        return fits

    def _add(self, figure: Figure, name: Name, score: Score) -> None:
        figure.learn(name)
        if figure.type == "person":
            self._learn_deeds(figure, name)
        self._meant[name.span] = figure, score
        where = name.place and not name.owns and name.id is not None
        territory = figure.type == "country" or bool(self.known.territories(name.words))
        if not (where and territory):
            figure.add(name.span, score)

    def _learn_deeds(self, figure: Figure, name: Name) -> None:
        """ "Ada Vella has taught …": a teacher."""
        does = _DOES.match(self.text, name.span.end)
        told = deeds(" ".join(does["deed"].split()[:8]), self.known) if does else ()
        figure.roles += [r for r in told[:1] if r.head not in {held.head for held in figure.roles}]

    # ---- who they are ---------------------------------------------------------------------------------

    def _identify(self, figure: Figure) -> None:
        if figure.id:
            figure.entry = self.known.entry(figure.id)
            figure.name = figure.entry.name if figure.entry else figure.name
            figure.score = KNOWN
        elif figure.type == "person":
            self._recognise(figure)
        else:
            self._by_name(figure)

    def _recognise(self, figure: Figure) -> None:
        said = Evidence(figure.name, tuple(figure.roles), figure.country, figure.gender, self.countries)
        found = identify(said, self.known, self.on)
        if found is None:
            figure.score = Score(0.9, "named in this report, not known beforehand")
            return
        entry, figure.score = found
        figure.entry, figure.id, figure.name, figure.soft = entry, entry.id, entry.name, False
        figure.gender = entry.gender or figure.gender
        figure.country = figure.country or entry.country

    def _by_name(self, figure: Figure) -> None:
        fits = (e for e in self.known.named(figure.name) if e.type == figure.type)
        common = is_common(figure.name)
        entry = next((e for e in fits if not common or e.country in (None, *self.countries)), None)
        if entry is not None:
            figure.entry, figure.id, figure.name = entry, entry.id, entry.name
            figure.country = figure.country or entry.country

    def _join_known(self) -> None:
        """Make one figure of two that turned out to be the same ("Selenskyj", "Volodymyr Zelenskyy")."""
        by_id: dict[str, Figure] = {}
        joined: dict[int, Figure] = {}
        for figure in self.figures:
            first = by_id.setdefault(figure.id, figure) if figure.id else figure
            if first is not figure:
                joined[id(figure)] = first
                first.roles += [r for r in figure.roles if r not in first.roles]
                for m in figure.mentions:
                    first.add(m.span, m.score)
        if joined:
            self.figures = [f for f in self.figures if id(f) not in joined]
            self._meant = {s: (joined.get(id(f), f), c) for s, (f, c) in self._meant.items()}

    # ---- lookups --------------------------------------------------------------------------------------

    def named_at(self, span: Span) -> list[tuple[Name, Figure, Score]]:
        """The names within a stretch and whom they mean, in order."""
        found = []
        for i in range(bisect_left(self.names, span.start, key=lambda n: n.span.start), len(self.names)):
            name = self.names[i]
            if name.span.end > span.end:
                break
            if name.span in self._meant:
                found.append((name, *self._meant[name.span]))
        return found

    def sentence(self, at: int) -> int:
        """The number of the sentence at an offset."""
        return max(0, bisect_right(self.sentences, at, key=lambda s: s.start) - 1)

    def part(self, at: int) -> int:
        """The number of the part of the text at an offset."""
        return max(0, bisect_right(self.parts, at, key=lambda s: s.start) - 1)

    def country(self, id: str) -> Figure:
        """The figure of a country or bloc, made where the report does not name it as one that acts."""
        found = next((f for f in self.figures if f.id == id), None)
        if found is None:
            entry = self.known.entry(id)
            kind: ActorType = "organisation" if is_item(id) else "country"
            found = Figure(kind, entry.name if entry else id, id=id, country=id, entry=entry, score=KNOWN)
            self.figures.append(found)
        return found

    def outlet(self, entry: Entry) -> Figure:
        """The figure of a known outlet, made where the report does not name it otherwise."""
        found = next((f for f in self.figures if f.id == entry.id), None)
        if found is None:
            found = Figure("outlet", entry.name, id=entry.id, country=entry.country, entry=entry, score=KNOWN)
            self.figures.append(found)
        return found

    def unnamed(self, kind: ActorType, name: str) -> Figure:
        """A new figure without a name of its own: "two officials"."""
        figure = Figure(kind, name, named=False)
        self.figures.append(figure)
        return figure

    def ids(self) -> None:
        """Give every figure that has none an id: the slug of its name, numbered where two share it."""
        taken = Counter(f.id for f in self.figures if f.id)
        for figure in self.figures:
            if not figure.id:
                stem = slug(figure.name) or "unnamed"
                numbered = (f"{stem}-{n}" for n in count(2))
                figure.id = stem if not taken[stem] else next(id for id in numbered if not taken[id])
                taken[figure.id] += 1
