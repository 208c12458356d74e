"""FollowTheMoney: entities as JSON lines, for Aleph, OpenSanctions' tools and yente.

A report is an Article, which is the `proof` of all that is read in it. A statement is a Documentation: the
link of its speaker to the article, with what is said. Events are Events, papers Documents. People are
Persons, organisations and outlets Organizations; a country stands for its government and delegation, so it
is a PublicBody. Who has no name ("officials") is no entity, and is named in the text alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from onrecord.export.cast import Cast, Met
from onrecord.export.linked import web
from onrecord.export.selection import Selection, is_named
from onrecord.export.words import dumps, flat, plain
from onrecord.ledger import ids
from onrecord.ledger.entries import About, ActorRef, EventEntry, PaperEntry, StatementEntry
from onrecord.records import ActorType
from onrecord.resolve.names import is_item
from onrecord.views.wording import ACTS, STAGES, STATUSES

Entity = dict[str, Any]

SCHEMATA: Mapping[ActorType, str] = {
    "person": "Person", "organisation": "Organization", "outlet": "Organization", "country": "PublicBody",
    "group": "LegalEntity", "document": "Document",
}  # fmt: skip
_PLAIN_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)?)?")
# Codes that mean the same as another: "uk" beside "gb".
_DOUBLE = frozenset({"uk", "el", "yu", "ddde"})
# FollowTheMoney has ISO 639-3 where a page has ISO 639-1: the languages in which news is most written.
_LANGUAGES = {
    "ar": "ara", "bg": "bul", "cs": "ces", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "fa": "fas", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun",
    "hy": "hye", "id": "ind", "it": "ita", "ja": "jpn", "ka": "kat", "ko": "kor", "lt": "lit", "lv": "lav",
    "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "ru": "rus", "sk": "slk", "sl": "slv",
    "sq": "sqi", "sr": "srp", "sv": "swe", "th": "tha", "tr": "tur", "uk": "ukr", "vi": "vie", "zh": "zho",
}  # fmt: skip


def pieces(selection: Selection) -> Iterator[str]:
    """Yield the entities, one a line; what an entity refers to may follow it."""
    return (f"{dumps(one)}\n" for one in entities(selection))


def entities(selection: Selection) -> Iterator[Entity]:
    """Yield every entity once."""
    cast, articles = Cast(), set[str]()
    for about, found in _found(selection, cast):
        if about.report not in articles:
            articles.add(about.report)
            yield article(about)
        yield from found
    yield from (actor(one) for one in cast.met(selection.ledger) if is_named(one.actor))


def _found(selection: Selection, cast: Cast) -> Iterator[tuple[About, list[Entity]]]:
    """What was read, with where it stands; who is in it is noted."""
    for report in selection.reports():
        yield report.about, []
    for statement in selection.statements():
        speakers = _named([statement.speaker, *(party.actor for party in statement.others)])
        cast.meet(statement.about, *speakers)
        yield statement.about, [documentation(statement, one) for one in speakers]
    for happening in selection.events():
        cast.meet(happening.about, *_named(part.actor for part in happening.participants))
        yield happening.about, [event(happening)]
    for paper in selection.papers():
        cast.meet(paper.about, *_named(party.actor for party in paper.parties))
        yield paper.about, [document(paper)]


def article(about: About) -> Entity:
    """A report."""
    return _entity(
        _own("report", about.report), "Article",
        name=about.title, title=about.title, author=about.byline, publishedAt=_date(about.published),
        sourceUrl=web(about.url), publisher=about.outlet, retrievedAt=_date(about.seen),
        language=_LANGUAGES.get(about.language or ""), fileName=None if about.title else about.report,
        processingAgent=f"onrecord {about.version}", mimeType="text/plain",
    )  # fmt: skip


def documentation(one: StatementEntry, speaker: ActorRef) -> Entity:
    """A statement, as what links one of its speakers to the article."""
    conditions = [f"{c.kind}: {flat(c.words)}" for c in one.conditions]
    return _entity(
        _own("statement", one.id, speaker.id), "Documentation",
        document=_own("report", one.report), entity=entity_id(speaker), role=ACTS[one.act][0],
        date=_date(one.said) or _date(one.about.published), summary=plain(one.content),
        description=conditions, recordId=one.id, proof=_own("report", one.report),
        sourceUrl=web(one.about.url), publisher=one.about.outlet,
    )  # fmt: skip


def event(one: EventEntry) -> Entity:
    """An event with those who take part by name."""
    named = [part for part in one.participants if is_named(part.actor) and _is_legal(part.actor)]
    where = f" in {flat(one.place)}" if one.place else ""
    return _entity(
        _own("event", one.id), "Event",
        name=f"{flat(one.trigger.split(' … ')[0])}{where}", keywords=[one.type, one.status],
        startDate=one.earliest, endDate=one.latest, location=one.place, country=code(one.place_country),
        involved=[entity_id(p.actor) for p in named if p.role != "absent"],
        organizer=[entity_id(p.actor) for p in named if p.role == "host"],
        summary=f"{one.type}, {STATUSES[one.status]}", recordId=one.id,
        proof=_own("report", one.about.report), sourceUrl=web(one.about.url), publisher=one.about.outlet,
    )  # fmt: skip


def document(one: PaperEntry) -> Entity:
    """A paper with its statuses; FollowTheMoney links no parties to one, so they are told in words."""
    stages = [f"{STAGES[s.value]}{f' since {s.since}' if s.since else ''}" for s in one.statuses]
    return _entity(
        _own("paper", one.id), "Document",
        title=one.name, name=one.name, summary="; ".join(stages),
        namesMentioned=[party.actor.name for party in one.parties],
        proof=_own("report", one.about.report), sourceUrl=web(one.about.url), publisher=one.about.outlet,
    )  # fmt: skip


def actor(one: Met) -> Entity:
    """An actor with all its names; roles are those of a person."""
    who, country = one.actor, one.actor.id if one.actor.type == "country" else one.actor.country
    found = _entity(
        entity_id(who), SCHEMATA[who.type],
        name=who.name, alias=[name for name in one.names if name != who.name], country=code(country),
        wikidataId=who.id if is_item(who.id) else None, proof=_own("report", one.about.report),
    )  # fmt: skip
    if who.type == "person":
        found["properties"] |= _values({"position": one.roles})
    if who.type == "outlet":
        found["properties"] |= _values({"sector": "news media"})
    return found


def entity_id(one: ActorRef) -> str:
    """The id of an actor: Wikidata's as OpenSanctions has it, else one of our own.

    >>> entity_id(ActorRef("Q458", "European Union", "organisation"))
    'Q458'
    >>> entity_id(ActorRef("RUS", "Russia", "country"))
    'onr-rus'
    """
    if is_item(one.id):
        return one.id
    slug = one.id.lower()
    return f"onr-{slug}" if _PLAIN_ID.fullmatch(slug) else _own("actor", one.id)


@cache
def _codes() -> dict[str, str]:
    """The two letters (four for former countries) of each ISO 3166-1 alpha-3 code."""
    table = files("onrecord").joinpath("knowledge", "country_codes.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()[1:] if line]
    return {row[1]: row[0] for row in rows if row[0] not in _DOUBLE}


def code(country: str | None) -> str | None:
    """A country as FollowTheMoney writes it.

    >>> code("RUS"), code("GBR"), code("SUN"), code(None)
    ('ru', 'gb', 'suhh', None)
    """
    return _codes().get(country or "")


def _is_legal(one: ActorRef) -> bool:
    """Whether an actor can take part in an event of FollowTheMoney's: a text cannot."""
    return one.type != "document"


def _named(actors: Iterable[ActorRef | None]) -> list[ActorRef]:
    return [one for one in actors if one is not None and is_named(one)]


def _own(kind: str, *parts: str) -> str:
    """An id of ours: no two kinds of things share one."""
    return f"onr-{ids.made(kind, *parts)}"


def _date(value: str | None) -> str | None:
    found = _DATE.match(value or "")
    return found and found[0]


def _entity(id: str, schema: str, **properties: Any) -> Entity:
    return {"id": id, "schema": schema, "properties": _values(properties)}


def _values(properties: Mapping[str, Any]) -> dict[str, list[str]]:
    """Properties as lists of words; those without a value are left out."""
    told: dict[str, list[str]] = {}
    for name, value in properties.items():
        values = [value] if isinstance(value, str) or value is None else value
        kept = [*dict.fromkeys(plain(one) for one in values if one and one.strip())]
        if kept:
            told[name] = kept
    return told
