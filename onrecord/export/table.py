"""CSV of the statements, one a row, that opens right in a spreadsheet.

A byte order mark tells that it is UTF-8, rows end in CRLF as RFC 4180 has it, dates are ISO 8601, and words
that a spreadsheet would take for a formula have an apostrophe before them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onrecord.asking.joined import Joined
from onrecord.export.selection import Selection, origin
from onrecord.export.words import plain
from onrecord.ledger.entries import PartyEntry, StatementEntry

BYTE_ORDER_MARK = "\ufeff"
# What begins a formula in Excel, LibreOffice or Google's; the wide ones do where Chinese or Japanese is set.
# Blanks and marks of direction before it do not stop them all.
_FORMULA = re.compile("[\\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*[=+\\-@＝＋－＠]|[\t\r\n]")
COLUMNS = (
    "id", "day", "last_day", "said", "speaker", "speaker_id", "speaker_country", "with", "act", "content",
    "conditions", "matter", "kind", "target", "addressee", "channel", "place", "place_country", "plover",
    "cameo", "confidence", "origin", "utterance", "written_source", "cue", "outlet", "published", "title",
    "url", "report",
)  # fmt: skip


def pieces(selection: Selection) -> Iterator[str]:
    """Yield the file, a piece for each row."""
    return rows(COLUMNS, (row(one, joined) for some, joined in selection.pages() for one in some), mark=True)


def rows(columns: Iterable[str], told: Iterable[Mapping[str, Any]], *, mark: bool = False) -> Iterator[str]:
    """Yield a table as CSV, header first; with ``mark`` a byte order mark stands before it.

    What a row does not have is empty.
    """
    kept = io.StringIO()
    writer = csv.DictWriter(kept, list(columns), restval="", lineterminator="\r\n")
    kept.write(BYTE_ORDER_MARK if mark else "")
    writer.writeheader()
    for one in told:
        writer.writerow({name: cell(value) for name, value in one.items()})
        yield kept.getvalue()
        kept.seek(0)
        kept.truncate()
    yield kept.getvalue()


def cell(value: Any) -> Any:
    """A value as it can stand in a cell.

    >>> cell("=1+1"), cell("no deal"), cell(None), cell(-1)
    ("'=1+1", 'no deal', '', -1)
    """
    if not isinstance(value, str):
        return "" if value is None else value
    words = plain(value)
    return f"'{words}" if _FORMULA.match(words) else words


def row(one: StatementEntry, joined: Joined) -> dict[str, Any]:
    """A statement as a row."""
    speaker, came = one.speaker, origin(one, joined)
    return {
        "id": one.id, "day": one.earliest, "last_day": one.latest, "said": one.said,
        "speaker": speaker and speaker.name, "speaker_id": speaker and speaker.id,
        "speaker_country": speaker and speaker.country, "with": _names(one.others), "act": one.act,
        "content": one.content, "conditions": "; ".join(c.words for c in one.conditions),
        "matter": "; ".join(m.name for m in one.matter), "kind": one.kind,
        "target": one.target and one.target.name, "addressee": _names(one.addressee),
        "channel": _names(one.channel, " > "), "place": one.place, "place_country": one.place_country,
        "plover": one.plover, "cameo": one.cameo, "confidence": round(one.confidence, 4),
        "origin": came and came.key, "utterance": joined.utterance(one.id), "written_source": one.source,
        "cue": one.cue, "outlet": one.about.outlet, "published": one.about.published,
        "title": one.about.title, "url": one.about.url, "report": one.report,
    }  # fmt: skip


def _names(parties: Iterable[PartyEntry], between: str = "; ") -> str:
    """Names one after another; those of a chain from the speaker on."""
    return between.join(one.actor.name for one in parties)
