"""What was resolved, in words for people: who is meant, the chain of a statement, when and where.

What is less sure than `DOUBT` is told as doubt ("perhaps Ada Brandt").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.records import Actor, Place, Report, Score, Span, Statement
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.knowledge import role as base_form
from onrecord.resolve.names import key

# A score is a chance of being right: what is wrong more than four times in ten is told as doubt.
DOUBT = 0.6
NOBODY = "not named"
HERE = "this report"

# The offices that are one country's or body's: "foreign minister of Russia", but "economist (Germany)".
_OF_STATE = re.compile(
    r"\b(?:minister|president|chancellor|premier|king|queen|emir|sultan|prince|princess|monarch|pope"
    r"|secretary of (?:state|defen[cs]e)|ambassador|envoy|negotiator|ruler|leader)$",
    re.IGNORECASE,
)
_WITH_ARTICLE = re.compile(
    r"(?:United|Central African|Democratic Republic|Czech Republic|Dominican Republic|European Union"
    r"|African Union|Netherlands|Philippines|Gambia|Bahamas|Maldives|Comoros|Seychelles|Vatican|Holy See)\b"
    r"|.* Islands$"
)
_LEADS = re.compile(r"\b(on|in|via|through|over|by|at)\s+(?:[^\W\d_][\w’'-]*\s+){0,3}$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)
_LETTER = re.compile(
    r"\b(?:letter|statement|interview|note|memo|speech|message|article|book|e-?mail|essay|op-ed)\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One statement in words. ``written`` is how its source is written, "" where that is the name itself.

    ``chain`` has the names from the speaker to the report; it is empty where nobody stands between them.
    ``aside`` is whom it was said to and on what ("to Halyard", "on Telegram"); ``said`` when and where.
    """

    who: str
    office: str
    written: str
    chain: tuple[str, ...]
    aside: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How the actors of one report are told. ``mentions`` are the scores by actor and place."""

    report: Report
    actors: Mapping[str, Actor]
    mentions: Mapping[tuple[str, Span], Score]

    @classmethod
    def of(cls, report: Report) -> Wording:
        mentions = {(actor.id, m.span): m.score for actor in report.actors for m in actor.mentions}
        return cls(report, {actor.id: actor for actor in report.actors}, mentions)

    def name(self, id: str) -> str:
        """The name of an actor, with "perhaps" where its identity is in doubt."""
        actor = self.actors[id]
        return perhaps(actor.name, actor.score)

    def office(self, id: str) -> str:
        """The office and country of an actor, "" where neither adds to its name.

        "foreign minister of Russia", "economist (Germany)", "Russia".
        """
        actor = self.actors[id]
        role = _in_a_sentence(actor.roles[0]) if actor.roles else ""
        if key(role) in key(actor.name):  # of a group, which is called by what it is
            role = ""
        where = "" if actor.country in (None, id) else self.country(actor.country or "")
        if not where or (role and _tells(role, actor.country)):
            return role
        if not role:
            return where
        article = "the " if _WITH_ARTICLE.match(where) else ""
        return f"{role} of {article}{where}" if _OF_STATE.search(role) else f"{role} ({where})"

    def who(self, id: str) -> str:
        """Name and office: "Ada Brandt, foreign minister of Norway"."""
        return ", ".join(filter(None, (self.name(id), self.office(id))))

    def country(self, code: str) -> str:
        """The name of a country, as the report's actors or else the knowledge of the package has it."""
        known = self.actors.get(code)
        return known.name if known else country(code)

    def credits(self) -> str:
        """Who supplied the copy: "copy from Halyard, Northwire"; "" where nobody is credited."""
        names = dict.fromkeys(self.actors[party.actor].name for party in self.report.credits)
        return f"copy from {', '.join(names)}" if names else ""

    def told(self, statement: Statement) -> Told:
        """A statement in words."""
        reasons = dict(statement.reasons)
        source = " ".join(statement.source.words.split()).strip(" ,;:")
        names = " and ".join(self.actors[id].name for id in speakers(statement))
        score = doubtful(*(self.actors[id].score for id in speakers(statement)), self.why(statement))
        one = statement.speaker if len(speakers(statement)) == 1 else None
        return Told(
            who=perhaps(names, score) if names else source or NOBODY,
            office=self.office(one) if one else "",
            written=source if names and key(_ARTICLE.sub("", source)) != key(names) else "",
            chain=self._chain(statement, names or source or NOBODY),
            aside=tuple(self._aside(statement)),
            said=self._said(statement, reasons),
        )

    def why(self, statement: Statement) -> Score | None:
        """Why the source of a statement means its speaker: its own reason, or else the mention's."""
        given = dict(statement.reasons).get("speaker")
        if given or statement.speaker is None:
            return given
        found = (self.mentions.get((statement.speaker, span)) for span in statement.source.spans)
        return next(filter(None, found), None)

    def mentioned(self, actor: Actor) -> Iterator[tuple[str, Score, int]]:
        """What an actor is called, why that means it, and how often it is so called for that reason."""
        text = self.report.text
        counts = Counter((" ".join(m.span.of(text).split()), m.score) for m in actor.mentions)
        return ((words, score, count) for (words, score), count in counts.items())

    def place(self, place: Place) -> str:
        """A place with its country: "Oslo, Norway"; a country alone stays alone."""
        land = self.country(place.country) if place.country else ""
        return place.name if key(land) in ("", key(place.name)) else f"{place.name}, {land}"

    def _chain(self, statement: Statement, speaker: str) -> tuple[str, ...]:
        if not statement.channel:
            return ()
        doubt = dict(statement.reasons).get("channel")
        via = [self.actors[party.actor].name for party in statement.channel]
        end = self.report.outlet or HERE
        names = (
            speaker,
            *(perhaps(name, doubt) for name in via),
            *([end] if key(end) != key(via[-1]) else []),
        )
        return tuple(names)

    def _aside(self, statement: Statement) -> Iterator[str]:
        reasons = dict(statement.reasons)
        for id in dict.fromkeys(party.actor for party in statement.addressee):
            yield f"to {perhaps(self.actors[id].name, reasons.get('addressee'))}"
        for span in statement.media:
            yield f"{leading(self.report.text, span)} {span.of(self.report.text)}"

    def _said(self, statement: Statement, reasons: Mapping[str, Score]) -> str:
        parts = []
        if statement.said:
            written = statement.said.span.of(self.report.text)
            parts.append(perhaps(when(statement.said.value) or written, reasons.get("said")))
        if statement.place:
            parts.append(perhaps(statement.place.name, reasons.get("place")))
        return ", ".join(parts)


def country(code: str) -> str:
    """The name of a country or body by its id; the id itself where it is not known."""
    known = knowledge().entry(code)
    return known.name if known else code


def speakers(statement: Statement) -> tuple[str, ...]:
    """The ids of all who speak as one, the first named first."""
    return statement.others if statement.speaker is None else (statement.speaker, *statement.others)


def perhaps(words: str, score: Score | None) -> str:
    """The words, with "perhaps" before them where they are in doubt.

    >>> perhaps("Oslo", Score(0.5, "")), perhaps("Oslo", None)
    ('perhaps Oslo', 'Oslo')
    """
    return f"perhaps {words}" if score and score.value < DOUBT else words


def reason(score: Score) -> str:
    """A reason with its score, alone where nothing was found that could have one.

    >>> reason(Score(0.9, "named in full")), reason(Score(0, "no source is written"))
    ('named in full (0.90)', 'no source is written')
    """
    return f"{score.reason} ({score.value:.2f})" if score.value else score.reason


def doubtful(*scores: Score | None) -> Score | None:
    """The lowest of some scores, None where there is none."""
    return min(filter(None, scores), key=lambda score: score.value, default=None)


def leading(text: str, medium: Span) -> str:
    """The preposition before the name of a medium, as it is written or as English has it.

    >>> leading("He wrote in a long letter", Span(14, 25)), leading("Telegram: we are ready", Span(0, 8))
    ('in', 'on')
    """
    written = _LEADS.search(text, max(medium.start - 40, 0), medium.start)
    if written:
        return written[1].lower()
    return "in" if _LETTER.search(medium.of(text)) else "on"


def day(published: str | None) -> str:
    """The date in words, the value itself where it is no ISO date, "" for None.

    >>> day("2026-01-30T09:15:00Z")
    '30 January 2026'
    """
    try:
        return _date(date.fromisoformat((published or "")[:10]))
    except ValueError:
        return published or ""


def when(value: str | None) -> str:
    """A TIMEX3 value in words; the value itself where English has none for it, "" for None.

    >>> when("2026-01-29TNI"), when("2026-W04-WE"), when("2025-Q3"), when("P3D")
    ('29 January 2026, night', 'weekend of 24 January 2026', 'third quarter of 2025', '3 days')
    """
    for pattern, words in _VALUES:
        found = pattern.fullmatch(value or "")
        if found:
            try:
                return words(found) or found[0]
            except (ValueError, KeyError):  # "2026-13", "2026-W60": no such month or week
                break
    return value or ""


def _in_a_sentence(office: str) -> str:
    """An office without the capitals that it has as a title before a name."""
    if base_form(office) is None:
        return office
    words = office.split()
    return " ".join(w.lower() if w.istitle() and not knowledge().territories(w) else w for w in words)


def _tells(role: str, country: str | None) -> bool:
    """Whether an office as written says of which country it is."""
    known = knowledge()
    return any(of.id == country for word in (role, *role.split()) for of in known.territories(word))


def _date(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


_PARTS = {
    "MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime",
}  # fmt: skip
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "AU": "autumn", "WI": "winter"}
_ORDINALS = ("first", "second", "third", "fourth")
_UNITS = {
    "Y": ("year", "years"), "M": ("month", "months"), "W": ("week", "weeks"), "D": ("day", "days"),
    "E": ("decade", "decades"), "C": ("century", "centuries"),
}  # fmt: skip
_HOURS = {"H": ("hour", "hours"), "M": ("minute", "minutes"), "S": ("second", "seconds")}
_REFS = {"PAST_REF": "in the past", "PRESENT_REF": "now", "FUTURE_REF": "in the future"}


def _day(m: re.Match[str]) -> str:
    words = _date(date.fromisoformat(m["day"]))
    clock = m["clock"] and (m["clock"] if ":" in m["clock"] else f"{m['clock']} h")
    return ", ".join(filter(None, (words, clock or (m["part"] and _PARTS[m["part"]]))))


def _month(m: re.Match[str]) -> str:
    return f"{date(int(m['year']), int(m['month']), 1):%B} {int(m['year'])}"


def _week(m: re.Match[str]) -> str:
    monday = date.fromisocalendar(int(m["year"]), int(m["week"]), 1)
    if m["day"] == "WE":
        return f"weekend of {_date(monday + timedelta(days=5))}"
    return _date(monday + timedelta(days=int(m["day"]) - 1)) if m["day"] else f"week of {_date(monday)}"


def _half_or_quarter(m: re.Match[str]) -> str:
    return f"{_ORDINALS[int(m['n']) - 1]} {'quarter' if m['kind'] == 'Q' else 'half'} of {m['year']}"


def _duration(m: re.Match[str]) -> str:
    """A length of time: "3 days", "some weeks"."""
    parts = [(n, _UNITS[unit]) for n, unit in _PART.findall(m["days"] or "")]
    parts += [(n, _HOURS[unit]) for n, unit in _PART.findall((m["hours"] or "").removeprefix("T"))]
    return " ".join(f"{n.replace('X', 'some')} {unit[n != '1']}" for n, unit in parts)


_PART = re.compile(r"(\d+(?:\.\d+)?|X)([A-Z])")
_VALUES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?:(?P<clock>\d\d(?::\d\d)?)(?::\d\d)?Z?|(?P<part>[A-Z]{2})))?"),
     _day),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)"), _month),
    (re.compile(r"(?P<year>\d{4})-W(?P<week>\d\d)(?:-(?P<day>WE|[1-7]))?"), _week),
    (re.compile(r"(?P<year>\d{4})-(?P<kind>[QH])(?P<n>[1-4])"), _half_or_quarter),
    (re.compile(r"(?P<year>\d{4})-(?P<season>[A-Z]{2})"), lambda m: f"{_SEASONS[m['season']]} {m['year']}"),
    (re.compile(r"(?P<decade>\d{3})X?"), lambda m: f"{m['decade']}0s"),
    (re.compile(r"P(?P<days>(?:(?:\d+(?:\.\d+)?|X)[YMWDEC])*)(?P<hours>T(?:(?:\d+|X)[HMS])+)?"), _duration),
    (re.compile("|".join(_REFS)), lambda m: _REFS[m[0]]),
)  # fmt: skip
