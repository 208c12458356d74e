"""Rows of who did what to whom, as event data has them: by PLOVER's types, or by CAMEO's codes.

A row is a statement that amounts to an event between its speaker and a target, or an event that took place
or goes on between two sides. Who will meet intends to: planned talks are CAMEO's 036, which PLOVER has as
AGREE. What is merely proposed, or was cancelled, denied or failed, is no event of either.

What sides do together is a row each way. Of an attack, sanctions or a protest a report's participants do not
say who acts on whom, so it is one row, in the order in which they are named, and `order` says so. Copies are
not left out: `utterance` and `origin` tell which rows are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, permutations
from typing import Any

from onrecord.export.selection import Selection, origin
from onrecord.export.table import rows
from onrecord.ledger.entries import About, ActorRef, EventEntry, StatementEntry
from onrecord.records import EventStatus, EventType, Plover
from onrecord.resources import rules

Row = dict[str, Any]

_SHARED = (
    "id", "date", "last_date", "source", "source_name", "source_country", "target", "target_name",
    "target_country",
)  # fmt: skip
_TELLING = (
    "order", "status", "place", "place_country", "matter", "text", "utterance", "origin", "outlet",
    "published", "url", "report",
)  # fmt: skip
PLOVER_COLUMNS = (*_SHARED, "type", "mode", "context", *_TELLING)
CAMEO_COLUMNS = (*_SHARED, "code", "root", *_TELLING)

# CAMEO's codes for what takes place, by our types of events.
HELD: Mapping[EventType, str] = {
    "talks": "046", "meeting": "040", "call": "041", "visit": "042", "signing": "057", "agreement": "030",
    "ceasefire": "0871", "exchange": "0841", "sanction": "163", "attack": "190", "protest": "140",
}  # fmt: skip
MEETS: frozenset[EventType] = frozenset({"talks", "meeting", "call", "visit"})
TO_MEET = "036"
REAL: frozenset[EventStatus] = frozenset({"held", "ongoing"})
PLANNED: frozenset[EventStatus] = frozenset({"scheduled", "expected"})
# Of these one acts on the other.
ONE_SIDED: frozenset[EventType] = frozenset({"sanction", "attack", "protest"})

# PLOVER's mode and context of CAMEO's codes are facts of its conversion table (openeventdata, draft 0.8 of
# 17 September 2021); codes that are not here have none there.
_MODES = {
    "phone": "041", "visit": "042", "host": "043", "third-party": "044", "release": "0841",
    "return": "0842", "ease": "085 0813 0814", "access": "086 0861 0862 0863", "disarm": "087 0873 0874",
    "ceasefire": "0871", "withdraw": "0872 161 164 165", "investigate": "090 091 092 093 094",
    "assist": "101 1011 1012 1013 1014 102 103 1031 1032 1033 1034 121 1211 1212 1213 1214 122 1221 1222 "
              "1223 1224",
    "change": "104 1041 1042 1043 1044 105 123 1231 1232 1233 1234 124 1241 1242",
    "yield": "1051 1052 1053 1054 1055 1056 1243 1244 1245 1246 128 129", "meet": "106 107 108 125 126 127",
    "disapprove": "110 111 112 1121 1122 1123 1124 1125 113 114 115 116",
    "relations": "1311 1313 133 134 135 139", "restrict": "1312 1323 1324 1381 163 172 1721 191",
    "ban": "132 1322 1722", "political": "1321", "expel": "136 166 1661 1662 1663",
    "violence": "137 138 1383 1384 1385", "territory": "1382", "demo": "141 1411 1412 1413 1414",
    "hunger": "142 1421 1422 1423 1424", "boycott": "143 1431 1432 1433 1434",
    "obstruct": "144 1441 1442 1443 1444", "riot": "145 1451 1452 1453 1454", "police": "151 153",
    "troops": "152 154", "discontinue": "162 1621 1622 1623", "confiscate": "171 1711 192", "destroy": "1712",
    "curfew": "1723", "martial-law": "1724", "arrest": "173", "deport": "174", "abduct": "181 184",
    "beat": "182", "sexual": "1821", "torture": "1822", "suicide-attack": "183 1831",
    "explosives": "1832 1833", "assassinate": "185 186",
}  # fmt: skip
_CONTEXTS = {
    "diplomatic": "030 031 032 033 0333 0355 036 037 038 039 045 046 050 051 052 053 054 055 056 057 086 "
                  "0862 102 1055 106 107 108 1245 125 126 127 129 1312 1313 134 135 136 139 161 162 163 164 "
                  "165 166 1662 1663",
    "economic": "0311 0331 0354 061 071 085 1011 1031 1054 1211 1221 1244 1621",
    "military": "0312 0332 0356 062 072 087 0871 0872 0873 0874 093 1012 1032 1056 1123 1212 1222 1246 138 "
                "1381 1382 1383 1384 152 154 1622 1661 191 192",
    "military; legal": "094 1124",
    "legal": "0313 063 081 0813 0814 0841 0842 1013 105 1051 1052 1053 1125 115 116 1213 1241 1243 128 132 "
             "1321 1322 1323 1324 137 171 1711 1712 172 1721 1722 1723 1724 173 174",
    "intelligence": "0314 064 1014 1214", "peacekeeping": "0334 074 0861 1034 1224",
    "political_institutions": "034 0341 0344 083 0831 0834 104 1044 123 1234 1414 1424 1434 1444 1454",
    "executive": "0342 0832 1041 1042 1231 1232 1411 1412 1421 1422 1431 1432 1441 1442 1451 1452",
    "rights_freedoms": "0343 0351 0353 0833 1043 1233 1413 1423 1433 1443 1453",
    "humanitarian": "073 0863 1033 1223 1623", "asylum": "075", "democracy": "0811 0812 082",
    "crime; corruption": "091 1121", "human_rights": "092 1122", "cbrn": "1385",
}  # fmt: skip
MODES = {code: mode for mode, codes in _MODES.items() for code in codes.split()}
CONTEXTS = {code: context for context, codes in _CONTEXTS.items() for code in codes.split()}


def plover(selection: Selection) -> Iterator[str]:
    """Yield the CSV of PLOVER rows."""
    return rows(PLOVER_COLUMNS, _counted(selection, map(_by_type, happenings(selection))))


def cameo(selection: Selection) -> Iterator[str]:
    """Yield the CSV of CAMEO rows: those that have a code."""
    return rows(
        CAMEO_COLUMNS,
        _counted(selection, (_by_code(row) for row in happenings(selection) if row["code"])),
    )


def _by_type(row: Row) -> Row:
    # A code of another type (a signing is SUPPORT in the table) tells nothing of this one.
    code = row["code"] if row["code"] in rules("plover")["codes"].get(row["type"], ()) else ""
    told = row | {"mode": MODES.get(code), "context": CONTEXTS.get(code)}
    return {name: told[name] for name in PLOVER_COLUMNS}


def _by_code(row: Row) -> Row:
    told = row | {"root": row["code"][:2]}
    return {name: told[name] for name in CAMEO_COLUMNS}


def happenings(selection: Selection) -> Iterator[Row]:
    """Yield every row, of statements first, with type and code."""
    for some, joined in selection.pages():
        for statement in some:
            if statement.plover and _between_two(statement.speaker, statement.target):
                came = origin(statement, joined)
                yield _statement(statement) | {
                    "utterance": joined.utterance(statement.id), "origin": came and came.key,
                }  # fmt: skip
    for event in selection.events():
        yield from _event(event)


def _counted(selection: Selection, told: Iterable[Row]) -> Iterator[Row]:
    for row in told:
        selection.counts["rows"] += 1
        yield row


def _between_two(source: ActorRef | None, target: ActorRef | None) -> bool:
    return source is not None and target is not None and source.id != target.id


def _statement(one: StatementEntry) -> Row:
    return _row(one.about, one.speaker, one.target) | {
        "id": one.id, "type": one.plover, "code": one.cameo, "date": one.earliest, "last_date": one.latest,
        "order": "acts", "status": "said", "place": one.place, "place_country": one.place_country,
        "matter": "; ".join(m.name for m in one.matter), "text": one.content,
    }  # fmt: skip


def _event(one: EventEntry) -> Iterator[Row]:
    code = code_of(one)
    if code is None:
        return
    parties = [p.actor for p in one.participants if p.role in ("party", "host")]
    together = one.type not in ONE_SIDED
    pairs = permutations(parties, 2) if together else combinations(parties[:2], 2)
    for number, (source, target) in enumerate(pairs, 1):
        yield _row(one.about, source, target) | {
            "id": f"{one.id}.{number}", "type": type_of(one), "code": code, "date": one.earliest,
            "last_date": one.latest, "order": "mutual" if together else "as named", "status": one.status,
            "place": one.place, "place_country": one.place_country, "matter": None, "text": one.trigger,
            "utterance": None, "origin": None,
        }  # fmt: skip


def type_of(one: EventEntry) -> Plover | None:
    """PLOVER's type: what takes place has its own, what is planned is agreed to."""
    return one.plover if one.status in REAL else "AGREE"


def code_of(one: EventEntry) -> str | None:
    """CAMEO's code of an event, None for what is no event of CAMEO's."""
    if one.status in REAL:
        return HELD.get(one.type)
    return TO_MEET if one.status in PLANNED and one.type in MEETS else None


def _row(about: About, source: ActorRef | None, target: ActorRef | None) -> Row:
    sides = {
        f"{side}{suffix}": value
        for side, one in (("source", source), ("target", target))
        if one is not None
        for suffix, value in (("", one.id), ("_name", one.name), ("_country", one.country))
    }
    return sides | {
        "outlet": about.outlet, "published": about.published, "url": about.url, "report": about.report,
    }  # fmt: skip
