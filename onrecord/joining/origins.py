"""Where statements and claims come from: how many reports, and how many independent origins.

Fourteen papers that print one agency's dispatch are one origin. What cannot be told is shown, and never
counted up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from onrecord.joining.copies import Copy, suppliers
from onrecord.joining.kept import KeptReport, KeptStatement
from onrecord.joining.same import Rendering
from onrecord.joining.terms import keys
from onrecord.resolve.tables import rows

Kind = Literal["agency", "own", "document", "unknown"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from: ``key`` names it ("interfax", "own:guardian"), None where it cannot be
    told."""

    statement: str
    key: str | None
    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """An independent origin, and the reports that have it from there."""

    key: str
    kind: Kind
    reports: tuple[str, ...]

    def __str__(self) -> str:
        return f"own reporter of {self.key[4:]}" if self.kind == "own" else self.key


@dataclass(frozen=True, slots=True)
class Count:
    """What an utterance or a claim rests on. ``unknown`` are the reports whose origin cannot be told."""

    reports: int
    sources: tuple[Source, ...]
    unknown: tuple[str, ...] = ()

    def __str__(self) -> str:
        """In words.

        >>> str(Count(3, (Source("interfax", "agency", ("a", "b")),), ("c",)))
        '3 reports, 1 origin: interfax; of 1 the origin is unknown'
        """
        many = len(self.sources)
        told = f"{self.reports} report{'s' * (self.reports != 1)}, "
        told += f"{many or 'no known'} origin{'s' * (many != 1)}"
        named = f": {', '.join(map(str, self.sources))}" if self.sources else ""
        return told + named + (f"; of {len(self.unknown)} the origin is unknown" if self.unknown else "")


def origins(
    statements: Iterable[KeptStatement],
    reports: Iterable[KeptReport],
    copied: Iterable[Copy] = (),
    rendered: Iterable[Rendering] = (),
    agencies: frozenset[str] = frozenset(),
) -> tuple[Origin, ...]:
    """The origin of each statement. ``agencies`` are outlets that are known to supply others.

    A quotation that another had a day before, in the same words, may be taken from there.
    """
    houses = _Houses(reports, copied, agencies)
    found = {s.id: (s, houses.of(s)) for s in statements}
    groups: dict[str, list[str]] = defaultdict(list)
    for one in rendered:
        if one.statement in found:
            groups[one.utterance].append(one.statement)
    for ids in groups.values():
        members = [found[id] for id in ids]
        first = min(members, key=lambda f: f[0].published or "9999")
        for s, own in members:
            if own.kind == "own":
                found[s.id] = (s, houses.lifted_with(s, own, members) or _perhaps_taken(s, own, *first))
    return tuple(origin for _, origin in found.values())


def _perhaps_taken(s: KeptStatement, own: Origin, first: KeptStatement, origin: Origin) -> Origin:
    if own.key == origin.key or "indirect" in (s.kind, first.kind):
        return own
    if not s.published or not first.published or s.published[:10] <= first.published[:10]:
        return own
    if s.addressee or set(keys(s.content)) - set(keys(first.content)):
        return own
    return Origin(s.id, None, "unknown", f"its own or taken from {origin.key or 'another report'}")


def count(found: Iterable[tuple[str, Origin]]) -> Count:
    """What some reports, each with an origin, amount to; the origin of most reports first."""
    reports: dict[str, None] = {}
    sources: dict[str, tuple[Kind, dict[str, None]]] = {}
    unknown: dict[str, None] = {}
    for report, origin in found:
        reports[report] = None
        if origin.key is None:
            unknown[report] = None
        else:
            sources.setdefault(origin.key, (origin.kind, {}))[1][report] = None
    known = {report for _, some in sources.values() for report in some}
    ordered = sorted(sources.items(), key=lambda item: (-len(item[1][1]), item[0]))
    return Count(
        len(reports),
        tuple(Source(key, kind, tuple(some)) for key, (kind, some) in ordered),
        tuple(report for report in unknown if report not in known),
    )


class _Houses:
    """Who supplied which report, and which outlets supply others."""

    def __init__(
        self, reports: Iterable[KeptReport], copied: Iterable[Copy], agencies: frozenset[str]
    ) -> None:
        self.reports = {r.id: r for r in reports}
        copied = list(copied)
        self.copies: Mapping[str, Copy] = {c.report: c for c in copied if c.kind == "copy"}
        self.lifted: dict[str, list[Copy]] = defaultdict(list)
        for copy in copied:
            if copy.kind == "lifted":
                self.lifted[copy.report].append(copy)
        named = {id for r in self.reports.values() for id in suppliers(r)}
        self.agencies = agencies | named | _wires()
        self.houses = {r.house for r in self.reports.values()} | _papers()

    def of(self, s: KeptStatement) -> Origin:
        """The origin of a statement: the medium nearest to the speaker, else where the report comes from."""
        report = self.reports.get(s.report)
        for n, actor in enumerate(s.channel):
            if report is None or actor != report.house:
                return self._relayed(s, actor, named=(*s.channel_named, True)[min(n, len(s.channel_named))])
        if s.firsthand:
            return Origin(s.id, s.firsthand, "document", "the words themselves are public")
        for actor in s.addressee:
            if actor in self.agencies:
                return Origin(s.id, actor, "agency", f"said to {actor}")
        if report is None:
            return Origin(s.id, None, "unknown", "its report is not known")
        if report.house is not None and report.house in s.addressee:
            return self._house(s.id, report.house, f"said to {report.house}")
        return self.own(report.id, s.id)

    def lifted_with(
        self, s: KeptStatement, own: Origin, members: Iterable[tuple[KeptStatement, Origin]]
    ) -> Origin | None:
        """The origin of a dispatch from which the report took passages, if the dispatch has the statement
        too."""
        reports = {m.report for m, _ in members}
        for copy in self.lifted[s.report]:
            if copy.origin is not None and copy.dispatch in reports:
                return self._house(s.id, copy.origin, f"taken over from a dispatch of {copy.origin}")
        return None

    def _relayed(self, s: KeptStatement, actor: str, *, named: bool) -> Origin:
        if not named or "@" in actor:
            return Origin(s.id, None, "unknown", "relayed by somebody without a name")
        if actor in self.houses:
            return self._house(s.id, actor, f"quoted by {actor}")
        return Origin(s.id, actor, "agency", f"quoted by {actor}")

    def own(self, report: str, id: str | None = None) -> Origin:
        """The origin of what a report says without naming another."""
        id, one = id or report, self.reports[report]
        copy = self.copies.get(report)
        if copy is not None and copy.origin is not None:
            return self._house(id, copy.origin, f"a copy of a dispatch of {copy.origin}")
        named = suppliers(one)
        if len(named) == 1:
            return self._house(id, named[0], f"{named[0]} is named as the supplier")
        if named:
            return Origin(id, None, "unknown", f"of {', '.join(named)} or its own")
        if copy is not None and copy.dispatch != report:
            first = self.reports.get(copy.dispatch)
            if first is not None and first.house is not None and first.house != one.house:
                return Origin(id, None, "unknown", f"one copy with {first.house}, and no supplier is named")
        if one.house is None:
            return Origin(id, None, "unknown", "neither outlet nor supplier is known")
        return self._house(id, one.house, "no supplier is named")

    def _house(self, id: str, house: str, reason: str) -> Origin:
        if house in self.agencies:
            return Origin(id, house, "agency", reason)
        return Origin(id, f"own:{house}", "own", reason)


@cache
def _wires() -> frozenset[str]:
    """The outlets that are known to be agencies."""
    return frozenset(id for id, kind in _known_outlets() if kind == "agency")


@cache
def _papers() -> frozenset[str]:
    """The outlets that are known to be none: what a paper is quoted with is of its own reporters."""
    return frozenset(id for id, kind in _known_outlets() if kind != "agency")


def _known_outlets() -> Iterator[tuple[str, str]]:
    for row in rows("outlets.tsv"):
        id, _, _, _, kind, *_ = row.split("\t")
        yield id, kind
