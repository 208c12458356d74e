"""Invented reports for the tests of the views: no such people, places or papers."""

from __future__ import annotations

import hashlib
from itertools import count

from onrecord.records import Passage, Report, Segment, SegmentKind, Span, Statement, StatementKind

HARBOUR: list[tuple[SegmentKind, str]] = [
    ("furniture", "News › Coast › Harbours"),
    ("title", "Merrow harbour talks close “to the last page”, says minister"),
    ("byline", "By Tilda Oske"),
    ("furniture", "Published: 3 May 2031"),
    ("dateline", "ORVAL, 3 May (Northwire) —"),
    (
        "body",
        " The ports minister of Merrow, Ansel Quill, said on Saturday that his government would sign the "
        "harbour treaty only if the dredging clause was restored. “We have read every line of it twice,” he "
        "told reporters on the quay, “and we will not read it a third time. There is a tide for such things, "
        "and it does not wait for lawyers.”",
    ),
    (
        "body",
        "Across the strait, officials in Tarn & Vale described the demand as a “late invention”. Their chief "
        "negotiator, Ione Farrant, denied that any clause had been removed.",
    ),
    ("subhead", "Fishermen wait"),
    (
        "body",
        "According to the Northwire agency, Ms. Farrant has offered to meet Mr. Quill on the lightship next "
        "Thursday. A spokesman for the fishing cooperative said that its chairman, Bram Ostley, had told him "
        "the boats would stay in port until both sides had signed.",
    ),
    ("body", "The vote in the Merrow assembly is expected on Friday, it was said."),
    ("caption", "The lightship Constance off Orval. <Photo: I. Farrant>"),
    ("furniture", "Also read: Eleven ferries that never came back"),
    ("furniture", "Share   Print   Subscribe to our newsletter"),
    ("credit", "(Reporting by Tilda Oske; editing by Jun Marchetti)"),
]


def laid_out(parts: list[tuple[SegmentKind, str]]) -> tuple[str, tuple[Segment, ...]]:
    """The text of some segments, a blank line between them unless the next begins with a blank."""
    text, segments = "", []
    for kind, words in parts:
        text += "" if not text or words.startswith(" ") else "\n\n"
        start = len(text) + len(words) - len(words.lstrip())
        text += words
        segments.append(Segment(kind, Span(start, len(text))))
    return text, tuple(segments)


def passage(text: str, *words: str, after: str = "") -> Passage:
    """The place of the words, each looked for behind the last, the first from ``after`` on."""
    spans, at = [], text.index(after)
    for one in words:
        start = text.index(one, at)
        at = start + len(one)
        spans.append(Span(start, at))
    return Passage(text, tuple(spans))


def report(text: str, *statements: Statement, segments: tuple[Segment, ...] = (), **about: object) -> Report:
    """A report with an id that is right; a text without segments is all body."""
    segments = segments or ((Segment("body", Span(0, len(text))),) if text else ())
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Report(key, text, segments, statements, **about)  # type: ignore[arg-type]


def harbour() -> Report:
    """A report with eight statements: of two spans, nested, without source, without cue, in a title."""
    text, segments = laid_out(HARBOUR)
    ids = (f"s{n}" for n in count(1))

    def note(
        kind: StatementKind, source: str, cue: str, *content: str, after: str, sure: float = 0.97
    ) -> Statement:
        def found(words: str) -> Passage:
            return passage(text, words, after=after) if words else Passage(text)

        content_found = passage(text, *content, after=after)
        return Statement(next(ids), kind, content_found, found(cue), found(source), sure)

    return report(
        text,
        note("mixed", "minister", "says", "Merrow harbour talks close “to the last page”", after="Merrow"),
        note(
            "indirect", "The ports minister of Merrow, Ansel Quill,", "said",
            "that his government would sign the harbour treaty only if the dredging clause was restored",
            after=" The ports",
        ),
        note(
            "direct", "he", "told", "“We have read every line of it twice,”",
            "“and we will not read it a third time. There is a tide for such things, "
            "and it does not wait for lawyers.”",
            after="“We have",
        ),
        note(
            "mixed", "officials in Tarn & Vale", "described", "the demand as a “late invention”",
            after="Across", sure=0.58,
        ),
        note(
            "indirect", "Their chief negotiator, Ione Farrant,", "denied",
            "that any clause had been removed", after="Their chief",
        ),
        note(
            "indirect", "Northwire agency", "According to",
            "Ms. Farrant has offered to meet Mr. Quill on the lightship next Thursday",
            after="According", sure=0.81,
        ),
        note(
            "indirect", "Ms. Farrant", "offered", "to meet Mr. Quill on the lightship next Thursday",
            after="Ms. Farrant",
        ),
        note(
            "indirect", "its chairman, Bram Ostley,", "told",
            "the boats would stay in port until both sides had signed", after="A spokesman", sure=0.74,
        ),
        note(
            "indirect", "", "it was said", "The vote in the Merrow assembly is expected on Friday",
            after="The vote", sure=0.44,
        ),
        segments=segments,
        url="https://courier.example/harbour?day=3&page=1",
        outlet="Straits Courier",
        title="Merrow harbour talks close “to the last page”, says minister",
        byline="Tilda Oske",
        published="2031-05-03",
        language="en",
        name="harbour.txt",
    )  # fmt: skip
