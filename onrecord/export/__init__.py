"""What is on record, in the formats of others.

>>> from onrecord.ledger import Ledger
>>> export(Ledger.open("ledger.sqlite"), "csv", Path("statements.csv"), actor="Lavrov")   # doctest: +SKIP
Counter({'statements': 212})

`FORMATS` is the table of formats: each its media type, the suffix of its files, and what writes it. A new
format is a module that yields pieces of text, and a line here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from onrecord.export import (
    annotation,
    brat,
    briefs,
    calendar,
    ftm,
    happenings,
    lines,
    parquet,
    prov,
    schemaorg,
    table,
)
from onrecord.export.errors import ExportError
from onrecord.export.selection import Selection
from onrecord.export.writing import Writer, as_files, as_folder, as_text
from onrecord.ledger import Ledger
from onrecord.ledger.recall import Which

__all__ = ["FORMATS", "ExportError", "Format", "export"]


class Format(NamedTuple):
    """A format: ``suffix`` is "" for a folder, and ``told`` says in a line what it is."""

    media: str
    suffix: str
    write: Writer
    told: str


FORMATS: Mapping[str, Format] = {
    "jsonl": Format(
        "application/jsonl", ".jsonl", as_text(lines.pieces),
        "everything, one report, statement, event or paper a line",
    ),
    "csv": Format("text/csv", ".csv", as_text(table.pieces), "statements, for a spreadsheet"),
    "parquet": Format(
        "application/vnd.apache.parquet", "", as_folder(parquet.write),
        "everything, a folder with a file for each table",
    ),
    "ftm": Format(
        "application/json+ftm", ".ftm.json", as_text(ftm.pieces), "FollowTheMoney entities, one a line"
    ),
    "annotation": Format(
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', ".anno.jsonld",
        as_text(annotation.pieces), "W3C Web Annotations of the reports",
    ),
    "prov": Format(
        "application/ld+json", ".prov.jsonld", as_text(prov.pieces), "where each entry comes from, as PROV-O"
    ),
    "schema": Format(
        "application/ld+json", ".jsonld", as_text(schemaorg.pieces), "schema.org Quotation and Claim"
    ),
    "brat": Format(
        "application/zip", ".zip", as_files(brat.files), "texts with standoff annotations, a folder or zip"
    ),
    "plover": Format(
        "text/csv", ".plover.csv", as_text(happenings.plover), "who did what to whom, by PLOVER's types"
    ),
    "cameo": Format(
        "text/csv", ".cameo.csv", as_text(happenings.cameo), "who did what to whom, by CAMEO's codes"
    ),
    "ics": Format("text/calendar", ".ics", as_text(calendar.pieces), "a calendar of coming talks"),
    "markdown": Format(
        "text/markdown", ".md", as_text(briefs.markdown), "a brief with numbered sources"
    ),
    "html": Format(
        "text/html", ".html", as_text(briefs.html), "the brief as a page that needs nothing else"
    ),
}  # fmt: skip


def export(
    ledger: Ledger,
    form: str,
    out: Path | BinaryIO,
    *,
    matter: str | None = None,
    actor: str | None = None,
    side: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Counter[str]:
    """Write what is on record and fits in a format of `FORMATS`; return how much of each kind was written.

    What can be asked for is as in `Ledger.statements`; `as_of` gives what was on record then. A file that is
    there already is replaced when the new one is whole. Raises ExportError.
    """
    if form not in FORMATS:
        raise ExportError(f"found the format {form!r}, expected one of {', '.join(FORMATS)}")
    asked = {
        "matter": matter, "actor": actor, "side": side, "outlet": outlet, "since": since, "until": until,
    }  # fmt: skip
    which: Which = {}
    for name, value in asked.items():
        if value:
            which[name] = value  # type: ignore[literal-required]
    selection = Selection(ledger, which)
    FORMATS[form].write(selection, out)
    return selection.counts
