"""Names as they stand in a text: who or what, with the titles, offices and countries that stand beside them.

    sentence → runs of capitalised words → names → what stands beside each

A name here is only what the text says. Who is meant by it is told by `cast.py` and `identity.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.records import ActorType, Span
from onrecord.resolve.knowledge import Gender, Knowledge, Territory, noun, role
from onrecord.resolve.names import is_item, key
from onrecord.resolve.roles import (
    Role,
    apposed_after,
    apposed_before,
    is_title,
    person_noun,
    shared,
    title_before,
    titled_before,
    told_by_title,
)
from onrecord.resolve.words import Word, honorifics, is_title_case, lexicon, place, runs, said, touch, words

# Months that are first names, too.
_NAMELIKE = frozenset({"may", "april", "june", "august"})
# Nouns for a government that stand in names.
GOVERNMENTS = frozenset({"government", "administration", "authorities", "cabinet"})
# Behind the name of a broadcaster, what makes one of its channels.
_CHANNELS = frozenset({"radio", "news", "tv", "television", "world", "sport", "arabic", "persian"})
# No name in a headline has more words.
LONGEST = 5

_AGE = re.compile(r"\s*,\s+(?:aged\s+)?(?P<age>1?\d\d)\b")
_ACRONYM = re.compile(
    r"\s*\((?:the\s+)?[“\"‘']?(?P<short>[^\W\d_][\w&.-]{1,11})[”\"’']?\)"
    r"|,\s+(?:or|known as|called)(?: the)? [“\"‘']?(?P<other>[A-Z][\w&.-]{1,11})[”\"’']?[,.]"
)
_LOCATIVE = re.compile(
    r"\b(?:in|at|from|near|to|into|through|across|outside|inside|around|towards?|leave|leaves|left|reach(?:es|ed)?"
    r"|visit(?:s|ed|ing)?|over|off|between|throughout|within|of)\s+(?:(?:the|central|eastern|western|northern|southern"
    r"|downtown|nearby|neighbou?ring)\s+){0,2}$",
    re.I,
)
_GOVERNMENT = re.compile(
    r"\s+(?:(?!(?:of|on|in|and|to|for|by|with|from|at|that|the)\b)[a-z-]+\s+){0,2}(?:government|authorities|administration|side|delegation|regime)\b"
)
_BODY = re.compile(
    r"\s+(?:military|army|navy|air force|armed forces|security forces|police|parliament|coast guard"
    r"|(?:foreign|defen[cs]e|interior|health|finance|energy|transport|justice) (?:ministry|department))\b"
)
_NEXT = re.compile(r" ([a-z-]+)\b")
_THE = re.compile(r"\b[Tt]he\s+$")
_MEMBERS = re.compile(r"(?P<members>\b[A-ZÀ-Þ][\w-]+s[’'](?:, [A-ZÀ-Þ][\w-]+s[’'])*),? (?:and|&) $")
_DATED_BODY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}"
    r" (?:Movement|Brigades?|Alliance|Front|Coalition|Committee|Battalion|Collective|Forces)\b"
)
_SPEAKS = re.compile(
    r",? (?:told|said|says|stated|added|noted|announced|stressed|emphasi[sz]ed|pointed out)\b"
)
_JOINED = re.compile(r",?\s+and\s+|,\s+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text. ``span`` is the name alone, ``whole`` with the title before it.

    ``type`` is None where only the rest of the report, or what is known, can tell. ``called`` is the common
    noun before it ("airline"), ``short`` the short form that it defines. ``place`` is whether it stands where
    places do, ``attribute`` whether it does where adjectives do: only the short form of a name is one there.
    """

    span: Span
    whole: Span
    words: str
    type: ActorType | None = None
    roles: tuple[Role, ...] = ()
    gender: Gender | None = None
    country: str | None = None
    honorific: bool = False
    short: str | None = None
    id: str | None = None
    owns: bool = False
    place: bool = False
    called: str = ""
    attribute: bool = False


class Finder:
    """Finds the names of one report's text. ``parts`` are the stretches that a reporter wrote."""

    def __init__(self, text: str, parts: Sequence[Span], known: Knowledge) -> None:
        self.text, self.known = text, known
        self.parts = [p for p in parts if not is_title_case(p.of(text))]
        self.headlines = [p for p in parts if p not in self.parts]
        self.seen_inside: set[str] = set()

    def names(self) -> list[Name]:
        """Every name, in order of the text."""
        found_runs = [
            (run, first, part) for part in self.parts for run, first in runs(self.text, part, self.known)
        ]
        for run, first, _ in found_runs:
            self.seen_inside.update(word.key for word in run[first:])
        found = [name for run, first, part in found_runs for name in self._names_in(run, first, part)]
        found += [name for part in self.headlines for name in self._in_headline(part, found)]
        found = [self._with_members(name) for name in found] + list(self._dated_bodies())
        return self._with_shared_titles(sorted(found, key=lambda n: n.span))

    def _with_members(self, name: Name) -> Name:
        """ "Porters’ and Cleaners’ Union": a body with all whose it is."""
        owned = name.type == "organisation" and re.match(r"[\w-]+s[’'] ", self.text[name.span.start :][:40])
        before = _MEMBERS.search(self.text, max(0, name.span.start - 40), name.span.start) if owned else None
        if before is None:
            return name
        span = Span(before.start("members"), name.span.end)
        return replace(name, span=span, whole=span, words=" ".join(span.of(self.text).split()))

    def _dated_bodies(self) -> Iterator[Name]:
        """ "March 23 Movement": a body that is named after a day."""
        for part in self.parts:
            for m in _DATED_BODY.finditer(self.text, part.start, part.end):
                known = next((e for e in self.known.named(m[0]) if e.type == "organisation"), None)
                id, country = (known.id, known.country) if known else (None, None)
                yield Name(Span(*m.span()), Span(*m.span()), m[0], "organisation", country=country, id=id)

    def _in_headline(self, part: Span, others: Sequence[Name]) -> Iterator[Name]:
        """Names in a Headline Whose Words Are Capitals: those that the text below has, or that are known."""
        below = {key(n.words): n for n in others}
        below |= {key(n.words).split()[-1]: n for n in others if n.type == "person"}
        found, at = words(self.text, part), 0
        while at < len(found):
            reach = range(min(LONGEST, len(found) - at), 0, -1) if found[at].capital else ()
            name = next((name for n in reach if (name := self._headlined(found[at : at + n], below))), None)
            if name is not None:
                yield name
                at += len(name.words.split())
            else:
                at += 1

    def _headlined(self, run: list[Word], below: dict[str, Name]) -> Name | None:
        name = below.get(key(said(run))) or self._known(run)
        span = place(run)
        return name and replace(
            name,
            span=span,
            whole=span,
            words=self._shown(run),
            owns=run[-1].owns,
            roles=(),
            place=self._is_place(span),
        )

    # ---- names within a run ---------------------------------------------------------------------------

    def _names_in(self, run: list[Word], first: bool, part: Span) -> Iterator[Name]:
        while run and self._opens(run, first):
            run, first = run[1:], False
        for piece in self._pieces(run):
            yield from self._of_piece(piece, first and piece[0] is run[0], part)

    def _opens(self, run: list[Word], first: bool) -> bool:
        """Whether the first word of a run is no part of a name: "The Bank", "On Monday", "Said Ada"."""
        if run[0].key in ("the", "a", "an") and said(run[:2]) != "The Hague":
            return True
        if run[0].key in ("said", "says"):
            return first and len(run) > 2
        if run[0].key == "new" and len(run) > 1 and not first:
            return False
        if run[0].text.isupper() and self.known.territories(run[0].text):
            return False  # "The US said": no pronoun
        return run[0].key in lexicon("names", "openers") and not self._is_known(run)

    def _is_known(self, run: list[Word]) -> bool:
        if len(run) < 2:
            return False
        begins = said(run[:2])
        new = run[0].key == "new" and (self.known.spots(begins) or self.known.territories(begins))
        return bool(new or self.known.named(said(run)) or self.known.outlet(said(run)))

    def _pieces(self, run: list[Word]) -> Iterator[list[Word]]:
        """The run cut at days and months, which are no names: "Security Council | on Thursday"."""
        piece: list[Word] = []
        for i, word in enumerate(run):
            first_name = word.key in _NAMELIKE and len(run) == 2 and run[-1].text.isalpha() and i == 0
            if word.key in lexicon("names", "calendar") and not first_name:
                while piece and not piece[-1].capital:
                    piece.pop()
                if piece:
                    yield piece
                piece = []
            else:
                piece.append(word)
        if piece:
            yield piece

    def _of_piece(self, piece: list[Word], first: bool, part: Span) -> Iterator[Name]:
        if len(piece) == 1 and piece[0].key in lexicon("names", "adjectives") and not piece[0].text.isupper():
            return
        known = self._known(piece)
        if known is not None:
            yield self._beside(known, piece, 0, part)
            return
        whole = self._is_company(piece) or self._is_person(piece)
        cut = 0 if whole else self._body_ends(piece) or self._title_ends(piece) or self._country_ends(piece)
        title, rest = piece[:cut], piece[cut:]
        if rest and not rest[0].capital:
            return  # "the MP for Truro": nobody's name
        if title and (not rest or not is_title(title)):
            yield from self._country_of(title)
        if rest:
            yield from self._unknown(title, rest, first and not title, part)

    def _is_person(self, piece: list[Word]) -> bool:
        """Whether a run is somebody's name though it begins like a title or a country: "Pope …"."""
        return len(piece) > 1 and any(e.type == "person" for e in self.known.named(said(piece)))

    def _body_ends(self, piece: list[Word]) -> int:
        """How many words at the beginning are an organisation with somebody known after it."""
        for n in range(len(piece) - 2, 0, -1):
            body = piece[n - 1].key in lexicon("organisations", "nouns")
            if body and (self._is_person(piece[n:]) or self._is_titled(piece[n:])):
                return n
            if not body and self._is_titled(piece[n:]) and "of" in {word.key for word in piece[:n]}:
                return n
        return 0

    def _is_titled(self, rest: list[Word]) -> bool:
        """Whether the last two or three words of a title that names a body are somebody's name: "Deputy Head
        of the Fisheries Department | Ada Brandt", by the first name or by the verb behind it."""
        capital = all(word.capital and not word.text.isupper() for word in rest)
        if len(rest) not in (2, 3) or not capital or any(self._is_bodily(word) for word in rest):
            return False
        told = self.known.gender(rest[0].text) is not None
        return told or _SPEAKS.match(self.text, rest[-1].span.end) is not None

    def _is_bodily(self, word: Word) -> bool:
        return word.key in lexicon("organisations", "nouns") or person_noun(word.text) is not None

    def _is_company(self, piece: list[Word]) -> bool:
        """Whether a run is an organisation's though it ends in a noun for people: "… of Free Voters"."""
        joined = "&" in self.text[piece[0].span.start : piece[-1].span.end]
        of = len(piece) > 2 and piece[0].key in lexicon("organisations", "nouns") and not piece[1].capital
        return joined or of or bool(self._called(piece[0]) and len(piece) > 1)

    def _country_ends(self, piece: list[Word]) -> int:
        """How many words at the beginning name a country or its people, with a name after them."""
        for n in range(min(3, len(piece) - 1), 0, -1):
            senses = self.known.territories(said(piece[:n]))
            if any(s.sense in ("demonym", "people", "country") for s in senses):
                rest = said(piece[n:])
                if piece[n].text.isupper() or any(e.type != "person" for e in self.known.named(rest)):
                    return n
                return 0 if piece[-1].key in lexicon("organisations", "nouns") else n
        return 0

    def _known(self, piece: list[Word]) -> Name | None:
        """The whole run where it is a country, an outlet or an organisation that is known."""
        span, name = place(piece), self._shown(piece)
        territory = self._sense(self.known.territories(name))
        if territory is not None:
            return self._governing(span, self._territory(span, name, territory))
        government = self._government(piece)
        if government is not None:
            return Name(span, span, name, "country", country=government, id=government)
        outlet = self.known.outlet(name)
        if outlet is not None:
            return Name(span, span, name, "outlet", country=outlet.country, id=outlet.id)
        if len(piece) > 1 and piece[1].key in _CHANNELS and self.known.outlet(piece[0].text):
            return Name(span, span, name, "outlet")
        entry = next((e for e in self.known.named(name) if e.type != "person"), None)
        if entry is None:
            return None
        return Name(span, span, name, entry.type, country=entry.country, id=entry.id)

    def _government(self, piece: list[Word]) -> str | None:
        """The country of a government that is written like a name: "Syrian Transitional Government"."""
        keys = [word.key for word in piece]
        if keys[-1] in GOVERNMENTS:
            return self._country_at(piece[:-1])
        of = keys.index("of") if "of" in keys else 0
        if of and keys[of - 1] in GOVERNMENTS and len(piece) > of + 1:
            rest = piece[of + 2 :] if keys[of + 1] == "the" else piece[of + 1 :]
            return self._country_at(rest)
        return None

    def _is_government(self, name: Name) -> bool:
        return bool(GOVERNMENTS & set(name.words.lower().split()))

    def _country_at(self, run: list[Word]) -> str | None:
        """The country whose name is the longest beginning of a run."""
        beginnings = (self.known.territories(said(run[:n])) for n in range(len(run), 0, -1))
        return next((senses[0].id for senses in beginnings if senses), None)

    def _governing(self, span: Span, name: Name) -> Name:
        """A country by its adjective and a noun for its government: "the Israeli | government"."""
        if not name.place or name.type != "country":
            return name
        after = _GOVERNMENT.match(self.text, span.end) or _BODY.match(self.text, span.end)
        if after is None:
            return name
        whole = Span(span.start, after.end())
        words = " ".join(whole.of(self.text).split())
        if after.re is _GOVERNMENT:
            return replace(name, span=whole, whole=whole, words=words, place=False)
        entry = next((e for e in self.known.named(words) if e.type == "organisation"), None)
        return Name(whole, whole, words, "organisation", country=name.country, id=entry.id if entry else None)

    def _shown(self, run: list[Word]) -> str:
        """The words of a run as they are written."""
        return " ".join(place(run).of(self.text).split())

    def _sense(self, senses: Sequence[Territory]) -> Territory | None:
        """What a name says of countries here: Brussels is the bloc, unless the report is on Belgians."""
        bloc = next((t for t in senses if is_item(t.id) and t.sense == "seat"), None)
        if bloc is not None and (len(senses) == 1 or not re.search(r"\bBelgian\b", self.text)):
            return bloc
        return senses[0] if senses else None

    def _territory(self, span: Span, name: str, territory: Territory) -> Name:
        people = territory.sense in ("demonym", "people")
        kind: ActorType = "organisation" if is_item(territory.id) and not people else "country"
        return Name(span, span, name, kind, country=territory.id, id=territory.id, place=people)

    def _country_of(self, title: list[Word]) -> Iterator[Name]:
        """The country that stands in a title, where it is named by a noun: "Britain’s Prime Minister"."""
        for n in range(min(3, len(title)), 0, -1):
            senses = self.known.territories(said(title[:n]))
            if senses:
                found = self._territory(place(title[:n]), said(title[:n]), senses[0])
                if senses[0].sense not in ("demonym", "people"):
                    yield replace(found, owns=title[n - 1].owns, place=self._is_place(found.span))
                return

    def _unknown(self, title: list[Word], rest: list[Word], first: bool, part: Span) -> Iterator[Name]:
        organisation = any(w.key in lexicon("organisations", "nouns") for w in self._bodily(rest))
        if organisation and title and not is_title(title):
            title, rest = [], [*title, *rest]
        if len(rest) == 1 and not title and not self._stands_alone(rest[0], first):
            return
        # "Deputy head of the agency | Inna Orbe" is no agency.
        given = len(rest) > 1 and self.known.gender(rest[0].text) is not None
        called = "" if given else self._called(rest[0])
        kind = self._type(title, rest, called, organisation)
        attribute = len(rest) == 1 and not title and self._is_attribute(rest[0])
        name = Name(place(rest), place(rest), self._shown(rest), kind, called=called, attribute=attribute)
        yield self._beside(name, [*title, *rest], len(title), part)

    def _bodily(self, rest: list[Word]) -> list[Word]:
        """The words of a name that tell whether it is an organisation's: its first only before "of"."""
        return rest if len(rest) > 1 and not rest[1].capital else rest[1:]

    def _type(self, title: list[Word], rest: list[Word], called: str, organisation: bool) -> ActorType | None:
        if called:
            return "outlet" if called in lexicon("speakers", "outlets") else "organisation"
        if organisation or self._is_company(rest):
            return "organisation"
        if is_title(title) or any(e.type == "person" for e in self.known.named(said(rest))):
            return "person"
        if len(rest) == 1:
            letters = rest[0].text.isalpha() or rest[0].text.replace(".", "").isalpha()
            short = letters and rest[0].text.isupper() and 2 <= len(rest[0].text) <= 6
            return "organisation" if short and rest[0].key not in lexicon("names", "things") else None
        if self.known.gender(rest[0].text) or len(rest[1].text.rstrip(".")) == 1:
            return "person"
        shouted = any(w.text.isupper() and len(w.text) > 2 for w in rest)
        if said(rest).lower().endswith(("new year", "new years")):
            return None
        article = _THE.search(self.text[max(0, rest[0].span.start - 8) : rest[0].span.start])
        return "organisation" if article or shouted else None

    def _called(self, first: Word) -> str:
        """The common noun before a name that says what it is: "budget airline | Solara"; "" for none."""
        before = words(self.text, Span(max(0, first.span.start - 30), first.span.start))
        if not before or before[-1].capital or not touch(self.text, before[-1], first):
            return ""
        known = lexicon("names", "called") | lexicon("speakers", "outlets") - {"network", "site"}
        return before[-1].key if before[-1].key in known else ""

    def _title_ends(self, piece: list[Word]) -> int:
        """How many words of a run are a title: "Deputy Water Minister | Milo Orbe"."""
        ends = next((n for n in range(len(piece), 0, -1) if role(said(piece[:n])) is not None), 0)
        for i, word in enumerate(piece):
            body = i + 1 < len(piece) and piece[i + 1].key in lexicon("organisations", "nouns")
            if i >= ends and (word.key in honorifics() or self._is_role(word)) and not (word.owns or body):
                ends = i + 1
        return ends + 2 if 1 < ends < len(piece) and piece[ends].key == "of" else ends

    def _is_role(self, word: Word) -> bool:
        return person_noun(word.text) is not None and not self.known.gender(word.text)

    def _is_attribute(self, word: Word) -> bool:
        """Whether a noun for people or a body follows, as after an adjective: "a Marenzan | diplomat"."""
        after = _NEXT.match(self.text, word.span.end)
        return after is not None and not word.owns and noun(after[1]) is not None

    def _stands_alone(self, word: Word, first: bool) -> bool:
        """Whether one capitalised word is a name: not merely the first of its sentence."""
        if self._is_role(word) or word.key in lexicon("names", "openers") or word.key in honorifics():
            return False
        return not first or word.key in self.seen_inside or word.owns

    # ---- what stands beside a name --------------------------------------------------------------------

    def _beside(self, name: Name, piece: list[Word], cut: int, part: Span) -> Name:
        """The name with its titles, country, apposition and short form."""
        title = title_before(self.text, piece, cut, part) if name.type in (None, "person") else []
        start = title[0].span.start if title else name.span.start
        name = replace(
            name,
            whole=Span(start, name.span.end),
            owns=piece[-1].owns,
            place=name.place or (self._is_place(name.span) and not self._is_government(name)),
        )
        if name.type not in (None, "person"):
            short = _ACRONYM.match(self.text, name.span.end, part.end)
            return replace(name, short=(short["short"] or short["other"]) if short else None)
        return self._of_person(name, title, part)

    def _of_person(self, name: Name, title: list[Word], part: Span) -> Name:
        roles, gender, country = told_by_title(title, self.known)
        roles += apposed_before(self.text, name.whole.start, part, self.known)
        roles += apposed_after(self.text, name.span.end, part, self.known)
        roles += () if roles else titled_before(self.text, name.whole.start, part, self.known)
        aged = _AGE.match(self.text, name.span.end, part.end) is not None
        return replace(
            name,
            type="person" if roles or aged or is_title(title) else name.type,
            roles=roles,
            gender=gender or next((r.noun.gender for r in roles if r.noun and r.noun.gender), None),
            country=country or next((r.country for r in roles if r.country), None),
            honorific=bool(title) and title[-1].key in honorifics(),
        )

    def _is_place(self, span: Span) -> bool:
        return _LOCATIVE.search(self.text[max(0, span.start - 40) : span.start]) is not None

    def _with_shared_titles(self, found: list[Name]) -> list[Name]:
        """Give the title of "Ministers Ada Brandt and Otto Grau" to both."""
        out: list[Name] = []
        for name in found:
            joined = bool(out) and _JOINED.fullmatch(self.text[out[-1].span.end : name.whole.start])
            if joined and name.type in (None, "person") and not name.roles and shared(out[-1].roles):
                name = replace(name, roles=shared(out[-1].roles), type="person")
            out.append(name)
        return out
