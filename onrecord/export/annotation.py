"""W3C Web Annotation: each statement as an annotation of its report.

The words are told by what is written (TextQuoteSelector, with what stands around them) and by where it stands
(TextPositionSelector, in code points of the text that was read). The text is named as the copy that these
places are of, since a page may change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onrecord.export.linked import Node, actor, iri, software, told, web
from onrecord.export.selection import Selection
from onrecord.export.words import dumps, flat
from onrecord.ledger.entries import ReportEntry, StatementEntry
from onrecord.records import Span
from onrecord.views.wording import ACTS, NOBODY

# The data model asks for this address, by which its readers know an annotation.
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Characters on either side by which words are found again in a page that changed.
AROUND = 32


def pieces(selection: Selection) -> Iterator[str]:
    """Yield an AnnotationCollection, an annotation a line."""
    yield (
        f'{{"@context": {dumps(CONTEXT)}, "type": "AnnotationCollection", "label": "Statements on record",\n'
        '"first": {"type": "AnnotationPage", "startIndex": 0, "items": [\n'
    )
    count = 0
    for one in annotated(selection):
        yield f"{',' if count else ' '} {dumps(one)}\n"
        count += 1
    yield f']}}, "total": {count}}}\n'


def annotated(selection: Selection) -> Iterator[Node]:
    """Yield the annotations, report by report."""
    for whole in selection.wholes():
        for one in whole.statements:
            yield annotation(one, whole.report)


def annotation(one: StatementEntry, report: ReportEntry) -> Node:
    """A statement as an annotation."""
    about = one.about
    return told({
        "id": iri("statement", one.id), "type": "Annotation",
        "motivation": ["describing", "tagging"] + (["identifying"] if one.speaker else []),
        "created": about.read,
        "creator": {"id": software(about), "type": "Software", "name": f"onrecord {about.version}"},
        "body": _bodies(one),
        "target": [_target(span, report) for span in one.content_spans],
    })  # fmt: skip


def _bodies(one: StatementEntry) -> list[Node]:
    who = one.speaker.name if one.speaker else one.source or NOBODY
    said = f"{flat(who)} {ACTS[one.act][0]}: {flat(one.content)}"
    bodies: list[Node] = [_text("describing", said)]
    if one.speaker:
        person = {"type": "SpecificResource", "purpose": "identifying", "source": actor(one.speaker)}
        bodies.append(person)
    tags = [f"act:{one.act}", f"kind:{one.kind}"]
    tags += [f"plover:{one.plover}"] if one.plover else []
    tags += [f"condition:{c.kind}" for c in one.conditions]
    return bodies + [_text("tagging", tag) for tag in (*tags, *(flat(m.name) for m in one.matter))]


def _text(purpose: str, value: str) -> Node:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value}


def _target(span: Span, report: ReportEntry) -> Node:
    text, copy = report.text, iri("report", report.id)
    quote: dict[str, Any] = {
        "type": "TextQuoteSelector",
        "exact": span.of(text),
        "prefix": text[max(span.start - AROUND, 0) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
    return {
        "type": "SpecificResource",
        "source": web(report.about.url) or copy,
        "state": {"type": "TimeState", "sourceDate": report.about.seen, "cached": copy},
        "selector": [quote, {"type": "TextPositionSelector", "start": span.start, "end": span.end}],
    }
