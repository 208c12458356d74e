"""Texts with what was found in them, as HTML: whatever overlaps, and whatever a source writes."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from samples import harbour, passage, report, resolved

from onrecord.records import Condition, Passage, Report, Statement

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from onrecord.web.marked import altered, excerpt, marked, rebuilt, text, within

NUMBER = re.compile(r'<a class="n"[^>]*>[^<]*</a>')


def said(
    text: str, content: tuple[str, ...], source: str = "", cue: str = "", condition: str = ""
) -> Statement:
    """A statement by its words, each looked for from the start."""
    found = passage(text, condition)[0] if condition else None
    return Statement(
        "s1", "indirect", passage(text, *content), passage(text, cue) if cue else Passage(text),
        passage(text, source) if source else Passage(text), 0.9,
        conditions=(Condition(found, found, "if"),) if found else (),
    )  # fmt: skip


def numbered(text: str, *statements: Statement) -> Report:
    made = (Statement(f"s{n}", s.kind, s.content, s.cue, s.source, s.confidence, conditions=s.conditions)
            for n, s in enumerate(statements, 1))  # fmt: skip
    return report(text, *made)


A = "Ada Brandt said the lock would open if Tarn signed."
B = "“No,” said Bo, “never.”"
C = "Bo said that Ada had told him the lock was shut."
CASES = [
    (
        "source, cue, content and condition",
        numbered(A, said(A, ("the lock would open if Tarn signed",), "Ada Brandt", "said", "if Tarn signed")),
        '<span class="source k1">Ada Brandt</span> <span class="cue k1">said</span> '
        '<a class="n" href="#s1" aria-label="statement 1" id="t1">1</a>'
        '<span class="content opens k1">the lock would open </span>'
        '<span class="content condition closes from to k1">if Tarn signed</span>.',
    ),
    (
        "content in two pieces: one id, two links",
        numbered(B, said(B, ("“No,”", "“never.”"), "Bo", "said")),
        '<a class="n" href="#s1" aria-label="statement 1" id="t1">1</a>'
        '<span class="content opens closes k1">“No,”</span> <span class="cue k1">said</span> '
        '<span class="source k1">Bo</span>, <a class="n" href="#s1" aria-label="statement 1">1</a>'
        '<span class="content opens closes k1">“never.”</span>',
    ),
    (
        "one within the content of another: runs of both, in the order of the text",
        numbered(
            C, said(C, ("that Ada had told him the lock was shut",), "Bo", "said"),
            said(C, ("the lock was shut",), "Ada", "had told"),
        ),
        '<span class="source k1">Bo</span> <span class="cue k1">said</span> '
        '<a class="n" href="#s1" aria-label="statement 1" id="t1">1</a>'
        '<span class="content opens k1">that </span>'
        '<span class="content source k1 k2">Ada</span><span class="content k1"> </span>'
        '<span class="content cue k1 k2">had told</span><span class="content k1"> him </span>'
        '<a class="n" href="#s2" aria-label="statement 2" id="t2">2</a>'
        '<span class="content deep opens closes k1 k2">the lock was shut</span>.',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("one", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_is_marked(one: Report, expected: str) -> None:
    assert marked(one) == f'<p class="body" dir="auto">{expected}</p>'


class _Checked(HTMLParser):
    """The tags and ids of a piece of HTML; raises where tags cross."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags, self.ids = set[str](), list[str]()
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attributes if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "one", [harbour(), resolved(), *(case[1] for case in CASES)], ids=lambda one: one.id[:6]
)
def test_all_words_stand_and_no_tag_crosses_another(one: Report) -> None:
    html = marked(one)
    checked = _Checked(html)
    assert len(checked.ids) == len(set(checked.ids))
    assert checked.tags <= {"p", "h1", "h2", "span", "a"}
    words = unescape(re.sub(r"<[^>]+>", "", NUMBER.sub("", html)))
    assert words.split() == one.text.split()


def test_each_statement_event_and_paper_has_its_number_once() -> None:
    one = resolved()
    ids = _Checked(marked(one)).ids
    assert sorted(ids) == sorted(
        [
            *(f"t{n}" for n, s in enumerate(one.statements, 1) if s.content),
            *(f"te{n}" for n, _ in enumerate(one.events, 1)),
            *(f"tp{n}" for n, _ in enumerate(one.papers, 1)),
        ]
    )


def test_the_first_headline_is_the_heading_of_the_page() -> None:
    html = marked(harbour())
    assert len(re.findall("<h1", html)) == 1
    assert '<h1 class="title"' in html
    assert '<h2 class="title"' in marked(harbour(), heading=False)


HOSTILE = [
    ("<script>alert(1)</script> said no.", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ('"><img src=x onerror=alert(1)> said no.', "&#34;&gt;&lt;img src=x onerror=alert(1)&gt;"),
    ("A & B &lt; said no.", "A &amp; B &amp;lt;"),
    ("a\u202eb\x00\x1b[31m said no.", "a\ufffdb\ufffd\ufffd[31m"),
]


@pytest.mark.parametrize(("words", "expected"), HOSTILE)
def test_nothing_of_a_source_is_markup(words: str, expected: str) -> None:
    source = words.removesuffix(" said no.")
    html = marked(numbered(words, said(words, ("no",), source, "said")))
    assert f'<span class="source k1">{expected}</span>' in html
    assert _Checked(html).tags == {"p", "span", "a"}


# ---- a page of a long text --------------------------------------------------------------------------------

LONG = "First part. Ada said the lock was shut and would stay so."


def told(start: int, end: int) -> dict[str, object]:
    """A page of a report as asking.report tells it."""
    content = LONG.index("the lock"), len(LONG) - 1
    return {
        "text": {"span": [start, end], "words": LONG[start:end],
                 "segments": [{"kind": "body", "span": [start, end]}]},
        "statements": [{
            "number": 7, "kind": "indirect", "confidence": 0.9, "spans": [[*content]],
            "source_spans": [[12, 15]], "cue_spans": [[16, 20]], "conditions": [],
        }],
        "talks": [], "papers": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (0, len(LONG), ["Ada", "said", "the lock was shut and would stay so"]),
        (12, 37, ["Ada", "said", "the lock was shut"[:16]]),
        (38, len(LONG), ["and would stay so"]),
        (0, 11, []),
    ],
)
def test_spans_are_cut_where_a_page_begins_and_ends(start: int, end: int, words: list[str]) -> None:
    html = text(told(start, end))
    assert re.findall(r'<span class="[^"]*k1">([^<]*)</span>', html) == words
    assert ('href="#s7"' in html) == any("lock" in one or "stay" in one for one in words)
    assert rebuilt(told(start, end)).text == LONG[start:end]


# ---- excerpts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], "a &lt; b"),
        ([[0, 1], [4, 5]], "<mark>a</mark> &lt; <mark>b</mark>"),
        ([[0, 3], [2, 5]], "<mark>a &lt;</mark><mark> b</mark>"),
        ([[3, 3]], "a &lt; b"),
    ],
)
def test_places_in_words_are_marked(spans: list[list[int]], expected: str) -> None:
    assert excerpt("a < b", spans) == expected


def test_what_was_altered_in_a_quotation_is_marked_in_both_versions() -> None:
    one = {
        "earlier": {"content": "two weeks … no more", "spans": [[10, 19], [30, 37]]},
        "later": {"content": "three weeks", "spans": [[10, 21]]},
        "differences": [
            {"before_span": [10, 13], "after_span": [10, 15]},
            {"before_span": [30, 37], "after_span": None},
        ],
    }
    assert altered(one, "earlier") == "<del>two</del> weeks … <del>no more</del>"
    assert altered(one, "later") == "<ins>three</ins> weeks"


def test_a_place_outside_of_a_passage_is_none_in_its_words() -> None:
    assert within([[10, 15]], [[8, 12], [15, 16]]) == []
