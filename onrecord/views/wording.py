"""What was read, in words for people: who is meant, the chain of a statement, when, where; what a speaker
does, how it stands with talks and papers.

What is less sure than `DOUBT` is told as doubt ("perhaps Ada Brandt").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onrecord.records import (
    Act,
    Actor,
    Condition,
    ConditionKind,
    Event,
    EventStatus,
    Paper,
    PaperStatus,
    Part,
    Place,
    Report,
    Score,
    Span,
    Stage,
    Statement,
)
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.knowledge import role as base_form
from onrecord.resolve.names import key
from onrecord.views.dates import when as when

# A score is a chance of being right: what is wrong more than four times in ten is told as doubt.
DOUBT = 0.6
NOBODY = "not named"
HERE = "this report"

# What a speaker does, and what several do.
ACTS: Mapping[Act, tuple[str, str]] = {
    "assert": ("says", "say"),
    "deny": ("denies", "deny"),
    "accept": ("accepts", "accept"),
    "reject": ("refuses", "refuse"),
    "demand": ("demands", "demand"),
    "request": ("urges", "urge"),
    "propose": ("proposes", "propose"),
    "promise": ("promises", "promise"),
    "threaten": ("threatens", "threaten"),
    "warn": ("warns", "warn"),
    "accuse": ("accuses", "accuse"),
    "criticise": ("criticises", "criticise"),
    "support": ("supports", "support"),
    "ask": ("asks", "ask"),
}
# Acts that bind the speaker, so that what they hang on is a condition of the speaker's own.
BINDING: frozenset[Act] = frozenset({"accept", "promise", "propose", "support"})
# Kinds of conditions that are to be met first; "unless" and "until" tell what would end it.
GRANTING: frozenset[ConditionKind] = frozenset({"if", "only_if", "provided"})
ON_CONDITION = "on condition"
SAYING = "saying"

STATUSES: Mapping[EventStatus, str] = {
    "held": "took place",
    "ongoing": "under way",
    "scheduled": "planned",
    "expected": "expected",
    "proposed": "proposed",
    "cancelled": "cancelled",
    "denied": "denied",
    "failed": "failed",
}
STAGES: Mapping[PaperStatus, str] = {
    "proposed": "proposed",
    "drafted": "drafted",
    "ready": "ready",
    "agreed": "agreed",
    "signed": "signed",
    "unsigned": "not signed",
    "rejected": "rejected",
    "ratified": "ratified",
    "in_force": "in force",
    "suspended": "suspended",
    "violated": "violated",
}
PARTS: Mapping[Part, str] = {
    "party": "{}",
    "mediator": "mediated by {}",
    "host": "hosted by {}",
    "informed": "{} kept informed",
    "absent": "without {}",
}
OWN_VOICE = "the report itself"
# A title for an event is no longer than this: a mention is wider where it is a clause.
LONGEST_NAME = 48

# What events are called beside the words for their types.
_EVENTS = re.compile(
    r"\b(?:summit|conference|forum|gathering|session|negotiations?|consultations?|dialogue|rounds?|trip|tour"
    r"|ceremony|accord|deal|pact|truce|armistice|swap|handover|referendum|ballot|election|poll|embargo"
    r"|airstrikes?|strikes?|raids?|bombing|shelling|ambush|demonstrations?|march|rally|walkout|boycott"
    r"|(?:rounds?|exchange|cessation) of \w+)$",
    re.IGNORECASE,
)
# Words of a condition that say themselves what they are.
_ON_CONDITION = re.compile(r"(?:only\s+)?(?:on|under)\s+(?:[\w’'-]+\s+){1,2}conditions?\b", re.IGNORECASE)

# What is denied or refused in words that say no themselves, after a verb that does not: "denies, saying
# nothing was removed", since "denies nothing was removed" would turn it round.
_NO = re.compile(r"\b(?:not|no|never|nobody|nothing|none|neither|nor|cannot)\b|n[’']t\b", re.IGNORECASE)
_NEUTRAL = re.compile(
    r"\W*(?:(?:has|have|had|also|then|later)\s+)*(?:(?:sa(?:y|id)|add|t(?:ell|old)|insist|stress|not(?:e|ing)|maintain"
    r"|repl(?:y|ied)|answer|respond|repeat|reiterat|explain|comment|remark|wr(?:ite|ote)|call|describ)\w*"
    r"|according to)\b",
    re.IGNORECASE,
)

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
# "two diplomats", "officials in Oslo"; but "source in the offices of".
_PLURAL = re.compile(
    r"(?!one\b)(?:(?!(?:of|in|at|from|on|for|with|close|near|who|familiar)\b)\S+\s+)*?(?:\S+[^\Ws']s|people|police)"
    r"(?=$|[\s,]+(?:of|in|at|from|on|for|with|close|near|who|familiar)\b)",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"\b(?:letter|statement|interview|note|memo|speech|message|article|book|e-?mail|essay|op-ed)\b"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One statement in words. ``written`` is how its source is written, "" where that is the name itself.

    ``chain`` has the names from the speaker to the report, ``via`` those between the two; both are empty
    where nobody stands between them.
    ``aside`` is whom it was said to and on what ("to Halyard", "on Telegram"); ``said`` when and where.
    """

    who: str
    office: str
    written: str
    chain: tuple[str, ...]
    via: tuple[str, ...]
    aside: tuple[str, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How one report is told. ``mentions`` are the scores by actor and place, ``numbers`` those of the
    statements by their ids, from 1."""

    report: Report
    actors: Mapping[str, Actor]
    mentions: Mapping[tuple[str, Span], Score]
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, report: Report) -> Wording:
        mentions = {(actor.id, m.span): m.score for actor in report.actors for m in actor.mentions}
        numbers = {statement.id: n for n, statement in enumerate(report.statements, start=1)}
        return cls(report, {actor.id: actor for actor in report.actors}, mentions, numbers)

    def name(self, id: str) -> str:
        """The name of an actor, with "perhaps" where its identity is in doubt."""
        actor = self.actors[id]
        return perhaps(actor.name, actor.score)

    def named(self, id: str) -> str:
        """The name of an actor as it stands in a sentence: "the United States"."""
        name = self.name(id)
        return f"the {name}" if _WITH_ARTICLE.match(name) else name

    def office(self, id: str) -> str:
        """The office and country of an actor, "" where neither adds to its name.

        "foreign minister of Russia", "economist (Germany)", "Russia".
        """
        actor = self.actors[id]
        role = _in_a_sentence(actor.roles[0]) if actor.roles else ""
        if key(role) in key(actor.name) or key(actor.name) in key(role):  # of a group: its name is what it is
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
            via=self._via(statement),
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

    def does(self, statement: Statement) -> tuple[str, str]:
        """What the speaker does, and what goes with it: ("accepts", "on condition"), ("refuses", "")."""
        verb = ACTS[statement.act][self.many(speakers(statement))]
        if statement.act != "assert":
            verb = perhaps(verb, dict(statement.reasons).get("act"))
        conditions = [c.span.of(statement.content.text) for c in statement.conditions]
        if statement.act in BINDING and any(c.kind in GRANTING for c in statement.conditions):
            return verb, "" if any(map(_ON_CONDITION.match, conditions)) else ON_CONDITION
        negated = statement.act in ("deny", "reject") and _NO.search(statement.content.words)
        return verb, SAYING if negated and _neutral(statement) else ""

    def act(self, statement: Statement) -> str:
        """What the speaker does: "accepts, on condition"."""
        return ", ".join(filter(None, self.does(statement)))

    def amount(self, statement: Statement) -> str:
        """What a statement amounts to between two sides: "AGREE, CAMEO 030, towards Malta", or ""."""
        if statement.plover is None:
            return ""
        target = f"towards {self.actors[statement.target.actor].name}" if statement.target else ""
        cameo = f"CAMEO {statement.cameo}" if statement.cameo else ""
        return ", ".join(filter(None, (statement.plover, cameo, target)))

    def condition(self, condition: Condition) -> str:
        """A condition with its kind: "only if: ‹once a draft was ready›"."""
        words = " ".join(condition.span.of(self.report.text).split())
        return f"{condition.kind.replace('_', ' ')}: ‹{words}›"

    def about(self, statement: Statement) -> str:
        """What a statement is about: "about the treaty, quotas"; "" where nothing is noted."""
        names = dict.fromkeys(matter.name for matter in statement.matter)
        return f"about {', '.join(names)}" if names else ""

    def many(self, ids: Iterable[str]) -> bool:
        """Whether these speak in the plural: two, or a group that is called by several."""
        actors = [self.actors[id] for id in ids]
        return len(actors) > 1 or any(a.type == "group" and _PLURAL.match(a.name) for a in actors)

    def event(self, event: Event) -> str:
        """What an event is called: by its own words where they say its type, or else by that."""
        mentions = (" ".join(span.of(event.trigger.text).split()) for span in event.trigger)
        names = [_ARTICLE.sub("", words) for words in mentions if len(words) <= LONGEST_NAME]
        if event.type == "other":
            return max(map(_uncapped, names), key=len, default="event")
        noun = re.compile(rf"\b{event.type.removesuffix('s')}s?$", re.IGNORECASE)
        telling = (_uncapped(name) for name in names if noun.search(name) or _EVENTS.search(name))
        return max(telling, key=len, default=event.type)

    def parties(self, event: Event) -> list[str]:
        """Who takes part in an event and as what: ["Norway and Chad", "mediated by Malta"]."""
        found: dict[Part, list[str]] = {}
        for one in event.participants:
            found.setdefault(one.role, []).append(self.named(one.actor))
        return [PARTS[part].format(joined(found[part])) for part in PARTS if part in found]

    def occurs(self, event: Event) -> str:
        """When and where an event is: "1 February 2026, Abu Dhabi"; "" where neither is told."""
        why = dict(event.reasons)
        told = []
        if event.time:
            written = " ".join(event.time.span.of(self.report.text).split())
            told.append(perhaps(when(event.time.value) or written, why.get("time")))
        if event.place:
            told.append(perhaps(event.place.name, why.get("place")))
        return ", ".join(told)

    def status(self, event: Event) -> str:
        """How it stands with an event: "planned", "perhaps took place"."""
        return perhaps(STATUSES[event.status], dict(event.reasons).get("status"))

    def stage(self, stage: Stage) -> str:
        """A status of a paper with its date: "signed, 3 May 2031"."""
        return ", ".join(filter(None, (perhaps(STAGES[stage.value], stage.score), when(stage.on))))

    def between(self, paper: Paper) -> str:
        """The parties to a paper: "Norway and Chad"; "" where none is named."""
        return joined(dict.fromkeys(self.named(party.actor) for party in paper.parties))

    def this_year(self, words: str) -> str:
        """Words without the year where it is the report's own."""
        year = (self.report.published or "")[:4]
        return re.sub(rf"(?<=[a-z]) {year}\b", "", words) if year else words

    def teller(self, id: str | None) -> str:
        """Who is behind a statement by its id, "" where the report says it in its own voice."""
        number = self.numbers.get(id or "")
        return self.told(self.report.statements[number - 1]).who if number else ""

    def place(self, place: Place) -> str:
        """A place with its country: "Oslo, Norway"; a country alone stays alone."""
        land = self.country(place.country) if place.country else ""
        return place.name if key(land) in ("", key(place.name)) else f"{place.name}, {land}"

    def _chain(self, statement: Statement, speaker: str) -> tuple[str, ...]:
        if not statement.channel:
            return ()
        last = self.actors[statement.channel[-1].actor].name
        end = self.report.outlet or HERE
        return (speaker, *self._via(statement), *([end] if key(end) != key(last) else []))

    def _via(self, statement: Statement) -> tuple[str, ...]:
        doubt = dict(statement.reasons).get("channel")
        return tuple(perhaps(self.actors[party.actor].name, doubt) for party in statement.channel)

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


def _uncapped(name: str) -> str:
    """A name without the capital of a first word that is otherwise all in small letters, and stands alone."""
    return name.lower() if name.istitle() and " " not in name else name


def _neutral(statement: Statement) -> bool:
    """Whether the words that announce a statement say nothing of what it does."""
    return not statement.cue.spans or bool(_NEUTRAL.match(statement.cue.words))


def speakers(statement: Statement) -> tuple[str, ...]:
    """The ids of all who speak as one, the first named first."""
    return statement.others if statement.speaker is None else (statement.speaker, *statement.others)


def joined(words: Iterable[str]) -> str:
    """Words as a list in a sentence.

    >>> joined(["Oslo", "Lima", "Rome"]), joined([])
    ('Oslo, Lima and Rome', '')
    """
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def somebody(who: str) -> str:
    """Who speaks, as one says it in a sentence where nobody is named."""
    return "somebody not named" if who == NOBODY else who


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
