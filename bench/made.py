"""Reports made by varying: as many as are asked for, over three years, always the same ones.

Events come one after another. Most are told by one paper alone; some are a dispatch that others print, cut
and reworded, and some are told by two or three who were there. Matters come up again and again: a few very
often, most seldom, and so do those who speak. No such people, places or papers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate, count, islice
from random import Random

from onrecord.records import (
    Actor,
    Condition,
    Event,
    Matter,
    Mention,
    Paper,
    Participant,
    Party,
    Passage,
    Place,
    Report,
    Score,
    Segment,
    Span,
    Stage,
    Statement,
    Time,
)
from onrecord.resolve.names import slug

FIRST, DAYS = date(2031, 1, 1), 1095
# So many reports come of an event on average: `reports` spreads the events over the days by it.
REPORTS_EACH = 2.0
SURE = Score(1.0, "made by varying")
_COUNTRIES = """RUS UKR USA CHN IRN ISR SYR TUR FRA DEU GBR POL EGY QAT SAU IND PAK JPN KOR PRK VNM BRA ARG
COL VEN MEX CUB CAN AUS NZL NGA SDN SSD ETH ERI SOM KEN COD RWA UGA ZAF DZA MAR TUN LBY IRQ
JOR LBN YEM ARM AZE GEO SRB HUN ROU GRC CYP ITA ESP SWE FIN NOR"""
# What is said of talks in all countries; the other words of a matter are made up.
_PLAIN = """agreement ceasefire treaty prisoners border harbour grain corridor sanctions envoy talks draft
clause observers withdrawal guarantees pipeline transit tariff island dam water vote round
delegation summit signature deadline monitors airspace visas exchange commission protocol annex
security council government minister region forces support plan proposal offer demand side week
month visit meeting conditions document text future peace war"""
_SMALL = "the of and to in that for with on will be not by at from its their this a has"
_STARTS, _MIDDLES = "b br d dr f g gr h k kl l m n p pr r s st t tr v w", "a e i o u ai ei ou"
_ENDS = "l n r s t m nd rt sk lm rn"
COUNTRIES, PLAIN, SMALL = _COUNTRIES.split(), _PLAIN.split(), _SMALL.split()
PLACES = {"Geneva": "CHE", "Doha": "QAT", "Ankara": "TUR", "Vienna": "AUT", "Astana": "KAZ", "Cairo": "EGY"}
# So many of a hundred reports are found a second time at their address, with a word altered.
ALTERED = 2
ACTS = (
    ("assert", "said", 55), ("demand", "demanded", 9), ("promise", "promised", 8), ("reject", "rejected", 7),
    ("deny", "denied", 5), ("accept", "accepted", 5), ("propose", "proposed", 4), ("support", "backed", 3),
    ("criticise", "criticised", 3), ("threaten", "warned", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks."""

    name: str
    country: str | None
    role: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one says: words, and beside them a condition, the matters, and on which day."""

    who: Voice
    act: str
    cue: str
    content: str
    condition: str = ""
    matters: tuple[str, ...] = ()
    said: str | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A matter that comes up again: its name, the words that are used of it, and who speaks of it."""

    name: str
    words: tuple[str, ...]
    voices: tuple[Voice, ...]


def reports(how_many: int) -> Iterator[Report]:
    """So many reports in the order of their days, the same each time."""
    events = how_many / REPORTS_EACH
    every = (one for n in count() for one in _event(n, min(DAYS - 1, int(n / events * DAYS))))
    return islice(every, how_many)


# ---- the world ------------------------------------------------------------------------------------------


@cache
def _words() -> tuple[str, ...]:
    """Made words, the frequent ones first."""
    random = Random("words")
    starts, middles, ends = _STARTS.split(), _MIDDLES.split(), _ENDS.split()
    made = dict[str, None]()
    while len(made) < 12_000:
        parts = [random.choice(starts) + random.choice(middles) for _ in range(random.choice((2, 2, 3)))]
        made["".join(parts) + random.choice(ends)] = None
    return tuple(made)


@cache
def _often(some: int) -> list[float]:
    """How often each of so many things comes up, the first most: Zipf's law, added up."""
    return list(accumulate(1 / (n + 3) for n in range(some)))


@cache
def _voices() -> tuple[Voice, ...]:
    random = Random("voices")
    names = dict[str, None]()
    while len(names) < 6_000:
        names[f"{random.choice(_words()).title()} {random.choice(_words()).title()}"] = None
    offices = ("foreign minister", "president", "envoy", "prime minister", "chief negotiator", "spokesman")
    return tuple(Voice(name, random.choice((*COUNTRIES, None)), random.choice(offices)) for name in names)


@cache
def _subjects() -> tuple[Subject, ...]:
    random, often = Random("subjects"), _often(len(_voices()))
    made = []
    for n in range(3_000):
        name = f"{_words()[500 + n]} {random.choice(PLAIN)}"
        words = [*name.split(), *random.sample(PLAIN, 14), *random.sample(_words(), 26)]
        voices = random.choices(_voices(), cum_weights=often, k=12)
        made.append(Subject(name, tuple(words), tuple(voices)))
    return tuple(made)


@cache
def _houses() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Papers, and agencies."""
    names = [word.title() for word in _words()[200:330]]
    return tuple(f"{name} Post" for name in names[:120]), tuple(f"{name}press" for name in names[120:])


# ---- an event, and who tells of it -----------------------------------------------------------------------


def _event(number: int, day: int) -> list[Report]:
    """All reports of an event: one, a dispatch with its copies, or several of one's own."""
    random = Random(number)
    subject = random.choices(_subjects(), cum_weights=_often(len(_subjects())))[0]
    first = FIRST + timedelta(days=day)
    lines = [_line(random, subject, first) for _ in range(random.choice((3, 4, 5, 5, 6, 7)))]
    papers, agencies = _houses()
    kind = random.random()
    if kind < 0.62:
        house, body = random.choice(papers), _prose(random, subject)
        told = [lines, _altered(random, lines)] if random.random() < ALTERED / 100 else [lines]
        return [_report(random, subject, some, first, house, body=body, page=number) for some in told]
    if kind < 0.88:
        agency, body = random.choice(agencies), _prose(random, subject)
        many = random.choice((2, 2, 2, 3, 3, 4, 5, 9))
        return [
            _report(random, subject,
                    [_reworded(random, one, 0.1 * n) for n, one in enumerate(_cut(random, lines))],
                    first + timedelta(days=random.random() < 0.3), house, agency, body)
            for house in random.sample(papers, many)
        ]  # fmt: skip
    return [
        _report(random, subject, [_reworded(random, one, 0.35) for one in _cut(random, lines)],
                first + timedelta(days=random.random() < 0.4), house)
        for house in random.sample(papers, random.choice((2, 2, 3)))
    ]  # fmt: skip


def _line(random: Random, subject: Subject, day: date) -> Line:
    act, cue, _ = random.choices(ACTS, weights=[weight for *_, weight in ACTS])[0]
    content = "that " + _clause(random, subject.words, random.randint(7, 20))
    if random.random() < 0.15:
        content += f" in {random.randint(2, 90)} {random.choice(('days', 'towns', 'trucks', 'people'))}"
    bound = act in ("accept", "promise", "propose", "assert") and random.random() < 0.25
    condition = f"only if {_clause(random, subject.words, random.randint(4, 8))}" if bound else ""
    also = random.choices(_subjects(), cum_weights=_often(len(_subjects())))[0].name
    told = random.random()
    said = day - timedelta(days=random.choice((0, 0, 0, 1))) if told < 0.5 else None
    return Line(
        random.choice(subject.voices), act, cue, content, condition,
        (subject.name, also) if random.random() < 0.4 else (subject.name,),
        said.isoformat() if said else None, random.random() < 0.25,
    )  # fmt: skip


def _clause(random: Random, words: Sequence[str], size: int) -> str:
    return " ".join(
        random.choice(SMALL) if random.random() < 0.3 else random.choice(words) for _ in range(size)
    )


def _prose(random: Random, subject: Subject) -> list[str]:
    """Sentences that nobody is quoted with."""
    every = _words()
    often = _often(len(every))
    made = []
    for _ in range(random.randint(5, 11)):
        words = random.choices(every, cum_weights=often, k=9) + random.choices(subject.words, k=6)
        words += random.choices(SMALL, k=7)
        random.shuffle(words)
        made.append(f"{' '.join(words).capitalize()}.")
    return made


def _cut(random: Random, lines: Sequence[Line]) -> list[Line]:
    """The lines that a house prints."""
    kept = [one for one in lines if random.random() < 0.85]
    return kept or list(lines[:1])


def _altered(random: Random, lines: Sequence[Line]) -> list[Line]:
    """The lines of a later version of a page: one has another word."""
    first, *rest = lines
    words = first.content.split()
    words[-1] = random.choice(PLAIN)
    return [replace(first, content=" ".join(words)), *rest]


def _reworded(random: Random, one: Line, much: float) -> Line:
    words = one.content.split()
    changed = [
        random.choice(PLAIN) if random.random() < much / 2 else word
        for word in words
        if random.random() > much / 3
    ]
    return replace(one, content=" ".join(changed) if len(changed) > 4 else one.content)


# ---- a report --------------------------------------------------------------------------------------------


class _Writing:
    """A text as it grows, and who is named in it."""

    def __init__(self) -> None:
        self.text, self.actors = "", dict[str, Actor]()

    def put(self, words: str) -> Span:
        self.text += words
        return Span(len(self.text) - len(words), len(self.text))

    def name(
        self, id: str, name: str, kind: str, at: Span, country: str | None = None, role: str = ""
    ) -> str:
        there = self.actors.get(id)
        mention = Mention(at, SURE)
        self.actors[id] = (
            replace(there, mentions=(*there.mentions, mention))
            if there
            else Actor(id, name, kind, SURE, country, (role,) if role else (), (mention,))  # type: ignore[arg-type]
        )
        return id


def _report(
    random: Random,
    subject: Subject,
    lines: Sequence[Line],
    day: date,
    house: str,
    agency: str | None = None,
    body: Sequence[str] | None = None,
    page: int | None = None,
) -> Report:
    written = _Writing()
    title = written.put(f"{subject.name.title()}: {_clause(random, subject.words, 5)}")
    written.put("\n\n")
    start = len(written.text)
    credits = (
        (Party(written.name(slug(agency), agency, "outlet", at), at),)
        if agency and (at := written.put(f"({agency}) "))
        else ()
    )
    prose = [*(body or _prose(random, subject))]
    statements = []
    for n, line in enumerate(lines, 1):
        written.put(f"{prose.pop(0)} " if prose else "")
        statements.append(_statement(random, written, line, f"s{n}"))
    for one in prose:
        written.put(f"{one} ")
    events = tuple(_meeting(random, written, subject, day) for _ in range(random.random() < 0.35))
    papers = tuple(_paper(random, written, subject) for _ in range(random.random() < 0.12))
    text = written.text
    key = hashlib.sha256(text.encode()).hexdigest()
    whole = tuple(
        replace(
            s,
            content=Passage(text, s.content.spans),
            cue=Passage(text, s.cue.spans),
            source=Passage(text, s.source.spans),
        )
        for s in statements
    )
    segments = (Segment("title", title), Segment("body", Span(start, len(text))))
    url = f"https://{slug(house)}.example/{page or key[:12]}"
    return Report(
        key, text, segments, whole, url, house, title.of(text), None, day.isoformat(), "en",
        actors=tuple(written.actors.values()),
        events=tuple(replace(e, trigger=Passage(text, e.trigger.spans)) for e in events),
        papers=tuple(replace(p, spans=Passage(text, p.spans.spans)) for p in papers), credits=credits,
    )  # fmt: skip


def _statement(random: Random, written: _Writing, line: Line, id: str) -> Statement:
    who = line.who
    source = written.put(who.name)
    written.put(" ")
    cue = written.put(line.cue)
    written.put(" “" if line.direct else " ")
    content = written.put(f"{line.content}{' ' + line.condition if line.condition else ''}")
    written.put("”.\n\n" if line.direct else ".\n\n")
    speaker = written.name(slug(who.name), who.name, "person", source, who.country, who.role)
    conditions = ()
    if line.condition:
        at = Span(content.end - len(line.condition), content.end)
        conditions = (Condition(at, Span(at.start, at.start + 7), "only_if", SURE),)
    said = Time(cue, "DATE", line.said) if line.said else None
    return Statement(
        id, "direct" if line.direct else "indirect", Passage("", (content,)), Passage("", (cue,)),
        Passage("", (source,)), round(random.uniform(0.6, 0.99), 3), speaker=speaker, said=said,
        act=line.act, plover="CONSULT", conditions=conditions,  # type: ignore[arg-type]
        matter=tuple(Matter(name, content) for name in line.matters),
    )  # fmt: skip


def _meeting(random: Random, written: _Writing, subject: Subject, day: date) -> Event:
    trigger = written.put(f"Talks on the {subject.name}")
    written.put(" between ")
    parties = []
    sides = sorted({voice.country for voice in subject.voices if voice.country})
    for country in random.sample(sides, min(2, len(sides))):
        at = written.put(country)
        parties.append(Participant(written.name(country, country, "country", at, country), "party", at))
        written.put(" and ")
    status = random.choice(("held", "scheduled", "proposed", "cancelled", "held"))
    when = day + timedelta(days=random.choice((-1, 0, 1, 3)))
    place = random.choice(list(PLACES))
    at = written.put(place)
    written.put(".\n\n")
    return Event(
        "e1", random.choice(("talks", "meeting", "visit")), Passage("", (trigger,)), status,
        tuple(parties), Time(trigger, "DATE", when.isoformat()), Place(place, PLACES[place], at), "CONSULT",
        "s1" if random.random() < 0.5 else None,
    )  # fmt: skip


def _paper(random: Random, written: _Writing, subject: Subject) -> Paper:
    name = f"{subject.name} {random.choice(('treaty', 'protocol', 'memorandum'))}"
    at = written.put(name)
    written.put(" was drafted.\n\n")
    status = random.choice(("drafted", "agreed", "signed", "ready"))
    return Paper("p1", name, Passage("", (at,)), (), (Stage(status, at, None, "s1"),))  # type: ignore[arg-type]
