"""Whether somebody said that: words that are asked about, beside the words on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.asking import told
from onrecord.asking.joined import Joined
from onrecord.asking.scope import statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.entries import ReportEntry, StatementEntry
from onrecord.ledger.quoting import Match, Quote, verify_quote
from onrecord.records import Span
from onrecord.resolve.names import key as name_key

Verdict = Literal[
    "said so", "said by another", "altered", "found in another report", "not in this report", "not on record"
]
_OTHERWISE: Mapping[str, Verdict] = {
    "nearly on record": "altered",
    "altered": "altered",
    "found in another report": "found in another report",
    "not in this report": "not in this report",
}
# So many places are shown, and so many characters on either side of each.
SHOWN, AROUND = 8, 120


def quotation(ledger: Ledger, words: str, *, speaker: str | None = None, report: str | None = None) -> Told:
    """What became of words that were looked for: in a report, or in all where none is named, and said by a
    speaker, or by anybody.

    Each of ``matches`` has ``asked`` and ``found``, the words that were looked for and those on record, as
    parts: ``[words, differ]``. Raises NotOnRecord where the report is none.
    """
    whole = ledger.report(report).id if report else None
    quote = verify_quote(ledger, words, whole)
    meant = quote.matches[:SHOWN]
    there = _There.of(ledger, meant)
    matches = [there.told(one, quote.words, speaker) for one in meant]
    return {
        "asked": {"words": words, "speaker": speaker, "report": whole},
        "as_of": ledger.at,
        "verdict": _verdict(quote, matches, speaker),
        "count": len(quote.matches),
        "matches": sorted(matches, key=lambda m: m["by"] is False),
    }


def _verdict(quote: Quote, matches: Sequence[Told], speaker: str | None) -> Verdict:
    if quote.verdict in ("in this report", "on record"):
        literal = [one for one in matches if one["how"] != "near"]
        return "said so" if not speaker or any(one["by"] for one in literal) else "said by another"
    return _OTHERWISE.get(quote.verdict, "not on record")


@dataclass(frozen=True, slots=True)
class _There:
    """The reports in which words were found, and the statements that they stand in."""

    reports: dict[str, ReportEntry]
    statements: list[StatementEntry]
    joined: Joined
    overlay: Overlay

    @classmethod
    def of(cls, ledger: Ledger, matches: Sequence[Match]) -> _There:
        ids = list(dict.fromkeys(match.report for match in matches))
        reports = {one.id: one for one in ledger.reports(ids=ids)} if ids else {}
        said = [
            s
            for s in (statements(ledger, {"reports": ids}) if ids else ())
            if any(s.report == match.report and _within(s, match) for match in matches)
        ]
        with ledger.connect() as connection:
            abouts = [one.about for one in reports.values()]
            joined = Joined.of(connection, ledger.at, [s.id for s in said], abouts)
            return cls(reports, said, joined, Overlay.of(connection, ledger.at))

    def told(self, one: Match, words: str, speaker: str | None) -> Told:
        """One place, with the words on either side of it."""
        report = self.reports[one.report]
        start, end = one.spans[0].start, one.spans[-1].end
        said = [s for s in self.statements if s.report == one.report and _within(s, one)]
        return {
            "source": told.source(report.about, self.joined),
            "how": one.how,
            "score": one.score,
            "spans": told.spans(one.spans),
            "asked": _parts(words, [d.before_span for d in one.differences]),
            "found": _parts(one.words, [_moved(d.after_span, start) for d in one.differences]),
            "before": report.text[max(0, start - AROUND) : start],
            "after": report.text[end : end + AROUND],
            "by": any(_is_by(s, speaker) for s in said) if speaker else None,
            "statements": [told.statement(s, self.joined, self.overlay) for s in said],
        }


def _within(one: StatementEntry, match: Match) -> bool:
    """Whether words stand in what somebody says, in part at least."""
    return any(a.start < b.end and b.start < a.end for a in one.content_spans for b in match.spans)


def _is_by(one: StatementEntry, speaker: str) -> bool:
    """Whether somebody who is asked for, by id or name, is one of those who say it."""
    wanted = set(name_key(speaker).split())
    who = [*filter(None, (one.speaker, *(party.actor for party in one.others)))]
    return any(actor.id == speaker or wanted <= set(name_key(actor.name).split()) for actor in who)


def _moved(span: Span | None, start: int) -> Span | None:
    return None if span is None else Span(span.start - start, span.end - start)


def _parts(words: str, differ: Iterable[Span | None]) -> list[list[str | bool]]:
    """Words in parts, each with whether it differs.

    >>> _parts("two weeks long", [Span(0, 3)])
    [['two', True], [' weeks long', False]]
    """
    parts: list[list[str | bool]] = []
    at = 0
    for span in filter(None, differ):
        parts += [[words[at : span.start], False], [words[span.start : span.end], True]]
        at = span.end
    parts.append([words[at:], False])
    return [part for part in parts if part[0]]
