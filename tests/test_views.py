"""What the views show of a report: everything, in place, and nothing that is not in the text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from rich.console import Console
from samples import harbour, laid_out, passage, report

from onrecord.errors import OnrecordError
from onrecord.records import Passage, Report, Segment, Span, Statement
from onrecord.views import FORMATS, brat, html
from onrecord.views import json as view
from onrecord.views.marks import blocks, runs, shown, sureness
from onrecord.views.terminal import render

TOP = ["onrecord", "report", "actors", "statements", "events", "papers", "times"]
REPORT = ["id", "url", "outlet", "title", "byline", "published", "language", "text", "segments", "credits"]
STATEMENT = [
    "id", "kind", "content", "cue", "source", "speaker", "with", "channel", "addressee",
    "said", "place", "act", "plover", "conditions", "matter", "confidence",
]  # fmt: skip

VIEWS = {
    "json": view.dumps,
    "html": lambda one: html.page([one]),
    "brat": brat.standoff,
    "terminal": lambda one: printed(one),
}

ODD = {
    "empty": "",
    "blank": " \n\n ",
    "astral": "𝒜 “𐍈😀 fine,” said 𝓑ob 👩‍👩‍👧.",
    "combining": "“Cafe\u0301 at nai\u0308ve,” said Zoe\u0308.",
    "lone surrogate": "“Half \ud83d of it,” said Ada.",
    "markup": "“<b>&amp;</b> </style><script>alert(1)</script>,” said “A & 'B' \"C\"” <i>.",
    "control": "“Red \x1b[31malert\x07\x00,” said\u2028Ada\x85Brandt.",
    "crlf": "“One\r\n\r\ntwo,”\r\nsaid Ada.",
    "right to left": "“שלום עולם,” said \u202eAda.",
    "one long word": "“" + "a" * 500 + ",” said Ada.",
    "rich markup": "“[bold]no[/bold] [/] [link=x],” said [red]Ada.",
}


def said(text: str, source: str, cue: str, *content: str, id: str = "s1", sure: float = 0.9) -> Statement:
    return Statement(
        id, "direct", passage(text, *content), passage(text, *filter(None, [cue])),
        passage(text, *filter(None, [source])), sure,
    )  # fmt: skip


def odd(text: str) -> Report:
    """A report of a quotation, "said" and a name, if the text has them."""
    if "said" not in text:
        return report(text)
    content, source = text[: text.index("said") - 1].rstrip(), text[text.index("said") + 5 :]
    return report(text, said(text, source, "said", content), title=text, outlet=text, notes=(text,))


def printed(one: Report, width: int = 80, **how: object) -> str:
    console = Console(file=io.StringIO(), width=width, **how)  # type: ignore[arg-type]
    console.print(render(one))
    return console.file.getvalue()  # type: ignore[attr-defined]


# --- json


def test_keys_of_the_contract_in_its_order():
    found = view.record(harbour())
    assert list(found) == TOP
    assert list(found["report"]) == REPORT
    assert [list(s) for s in found["statements"]] == [STATEMENT] * 9
    assert found["onrecord"] == 1
    assert found["report"]["segments"][0] == {"kind": "furniture", "span": [0, 23]}


def test_what_later_issues_bring_is_there_and_empty():
    found = view.record(harbour())["statements"][0]
    nothing = {k: found[k] for k in STATEMENT[5:-1]}
    lists = {"with": [], "channel": [], "addressee": [], "conditions": [], "matter": []}
    assert nothing == dict.fromkeys(nothing) | lists


def test_notes_are_there_only_where_something_was_doubtful():
    one = replace(harbour(), notes=("not English (de): read by punctuation and layout alone",))
    assert list(view.record(one)["report"]) == [*REPORT, "notes"]


@pytest.mark.parametrize("name", ODD)
def test_one_line_of_json_that_any_reader_takes(name):
    one = odd(ODD[name])
    line = view.dumps(one)
    assert len(line.encode("utf-8").decode("utf-8").splitlines()) == 1
    back = json.loads(line)
    assert back["report"]["text"] == one.text
    assert back == view.record(one)
    for statement in back["statements"]:
        assert [back["report"]["text"][a:b] for a, b in statement["cue"]] == ["said"]


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize(
    "span", [Span(3, 3), Span(5, 2), Span(-4, 2), Span(10, 99)], ids=["empty", "turned", "before", "behind"]
)
@pytest.mark.parametrize("role", ["content", "cue", "source", "segment"])
def test_a_false_span_is_never_printed(form, span, role):
    text = "“No,” said Ada."
    right = said(text, "Ada", "said", "“No,”")
    if role == "segment":
        one = report(text, right, segments=(Segment("body", span),))
    else:
        one = report(text, replace(right, **{role: Passage(text, (span,))}))
    with pytest.raises(OnrecordError, match=r"is no place in a text of 15 characters"):
        VIEWS[form](one)


@pytest.mark.parametrize("form", VIEWS)
def test_words_of_another_text_and_no_words_at_all_are_never_printed(form):
    text = "“No,” said Ada."
    right = said(text, "Ada", "said", "“No,”")
    with pytest.raises(OnrecordError, match="another text"):
        VIEWS[form](report(text, replace(right, cue=Passage("x" * 99, (Span(6, 10),)))))
    with pytest.raises(OnrecordError, match="no content"):
        VIEWS[form](report(text, replace(right, content=Passage(text))))


# --- marks


@pytest.mark.parametrize("name", ODD)
def test_runs_cover_the_whole_text(name):
    one = odd(ODD[name])
    found = runs(one)
    assert "".join(run.text for run in found) == one.text
    assert [run.start for run in found[1:]] == [run.end for run in found[:-1]]
    assert all(run.text for run in found)


def test_runs_hold_just_what_the_spans_hold():
    one = harbour()
    for number, statement in enumerate(one.statements, start=1):
        for role in ("source", "cue", "content"):
            held = [
                i
                for run in runs(one)
                for i in range(run.start, run.end)
                if any((mark.number, mark.role) == (number, role) for mark in run.marks)
            ]
            assert held == [i for span in getattr(statement, role) for i in range(span.start, span.end)]


NESTED = "Ada said Bo had told her the bridge was shut."


@pytest.mark.parametrize(
    ("words", "role", "statements"),
    [
        ("Ada", "source", ("s1",)),
        ("said", "cue", ("s1",)),
        ("Bo", "source", ("s1", "s2")),
        ("told", "cue", ("s1", "s2")),
        ("her", "content", ("s1",)),
        ("the bridge was shut", "content", ("s1", "s2")),
        (".", None, ()),
    ],
)
def test_a_run_of_nested_statements_has_the_role_in_the_narrowest(words, role, statements):
    outer = said(NESTED, "Ada", "said", "Bo had told her the bridge was shut")
    inner = said(NESTED, "Bo", "told", "the bridge was shut", id="s2")
    run = next(run for run in runs(report(NESTED, outer, inner)) if run.text.strip() == words)
    assert (run.role, run.statements) == (role, statements)


def test_crossing_contents_open_and_close_where_they_do():
    text = "one two three"
    a, b = said(text, "", "", "one two"), said(text, "", "", "two three", id="s2")
    found = [(r.text, [(m.number, m.opens, m.closes) for m in r.marks]) for r in runs(report(text, a, b))]
    assert [(words, sorted(marks)) for words, marks in found] == [
        ("one ", [(1, True, False)]),
        ("two", [(1, False, True), (2, True, False)]),
        (" three", [(2, False, True)]),
    ]


WIDE = "x" * 101


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("body", "One.\n\nTwo.")], ["One.", "Two."]),
        ([("body", "wrapped by\nan editor")], ["wrapped by\nan editor"]),
        ([("body", f"One.\nTwo {WIDE}")], ["One.", f"Two {WIDE}"]),
        ([("dateline", "ORVAL —"), ("body", " The port"), ("credit", " (AP)")], ["ORVAL — The port (AP)"]),
        ([("furniture", "date 2031-05-03"), ("title", " Talks end")], ["date 2031-05-03 ", "Talks end"]),
        ([("title", "Talks end"), ("body", "In Orval.")], ["Talks end", "In Orval."]),
    ],
)
def test_paragraphs(parts, expected):
    text, segments = laid_out(parts)
    found = blocks(report(text, segments=segments))
    assert ["".join(run.text for run in block.runs) for block in found] == expected


def test_shown_keeps_the_length():
    assert shown("a\x1b[0m\ud800\r\n😀") == "a\ufffd[0m\ufffd  😀"


@pytest.mark.parametrize(("confidence", "word"), [(1, "high"), (0.9, "high"), (0.7, "fair"), (0.69, "low")])
def test_sureness(confidence, word):
    assert sureness(confidence) == word


# --- html


class Page(HTMLParser):
    """What a browser would make of a page: its visible words by element, its ids and its references."""

    VOID = frozenset({"meta", "br", "link", "img"})

    def __init__(self, source: str):
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[set[str], str]] = []
        self.feed(source)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        around = {c for tag, attrs in self.open for c in [tag, *(attrs.get("class") or "").split()]}
        self.words.append((around, data))

    def text(self, wanted: str, *, without: str = "n") -> str:
        return "".join(data for around, data in self.words if wanted in around and without not in around)


@pytest.mark.parametrize("name", ODD)
def test_the_page_shows_every_word_and_no_markup_of_the_text(name):
    one = odd(ODD[name])
    page = Page(html.page([one]))
    assert page.text("text").split() == shown(one.text).split()
    assert [tag for tag, _ in page.tags if tag in {"b", "i", "script", "style"}] == ["style", "b", "script"]


def test_the_page_is_one_file_that_asks_for_nothing():
    source = html.page([harbour()])
    page = Page(source)
    named = [attrs.get(k) for _, attrs in page.tags for k in ("src", "href", "action") if attrs.get(k)]
    assert [ref for ref in named if not ref.startswith("#")] == [harbour().url]
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "base"}
    assert "@import" not in source
    assert "url(" not in source


def test_every_link_within_the_page_has_its_place_and_ids_are_single():
    page = Page(html.page([harbour(), harbour()]))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for _, a in page.tags if (a.get("href") or "").startswith("#")} <= set(ids)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example"]
)
def test_only_web_addresses_become_links(url):
    page = Page(html.page([replace(harbour(), url=url)]))
    assert url not in [attrs.get("href") for _, attrs in page.tags]


def test_the_page_marks_what_was_found_and_greys_what_nobody_wrote():
    page = Page(html.page([harbour()]))
    assert "Eleven ferries" in page.text("furniture")
    assert page.text("h1").startswith("Merrow harbour talks")
    assert page.text("list").count("confidence") == 9
    assert "no source named" in page.text("list")
    assert [a["lang"] for t, a in page.tags if t in ("html", "div")] == ["en", "en"]


def test_a_report_without_title_in_its_text_is_headed_by_the_one_given():
    page = Page(html.page([report("No deal.", title="Talks <end>")]))
    assert page.text("h1") == "Talks <end>"
    assert "No statements" in page.text("aside")


# --- brat


def standoff(ann: str) -> Iterator[dict[str, list[list[int]]]]:
    """The events of an .ann file, read as the project's evaluation reads PolNeAR's."""
    bound = {}
    for line in ann.splitlines():
        if m := re.fullmatch(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.+)", line):
            bound[m[1]] = [[int(x) for x in piece.split()] for piece in m[3].split(";")]
        elif m := re.fullmatch(r"E\d+\tAttribution:T\d+((?: (?:Content|Cue|Source):T\d+)+)", line):
            yield {role.lower(): bound[t] for role, t in (a.split(":") for a in m[1].split())}
        else:
            assert re.fullmatch(r"A\d+\tKind E\d+ (direct|indirect|mixed)", line), line


def test_standoff_comes_back_as_it_went():
    one = harbour()
    for found, statement in zip(standoff(brat.standoff(one)), one.statements, strict=True):
        for role in ("source", "cue", "content"):
            assert found.get(role, []) == [[s.start, s.end] for s in getattr(statement, role)]


def test_standoff_line_by_line():
    text = "“No,\n\n“never,” said\tAda. Quiet."
    split = said(text, "Ada", "said", "“No,\n\n“never,”")
    bare = said(text, "", "", "Quiet", id="s2")
    assert brat.standoff(report(text, split, bare)).splitlines() == [
        "T1\tSource 20 23\tAda",
        "T2\tCue 15 19\tsaid",
        "T3\tContent 0 4;6 14\t“No, “never,”",
        "T4\tAttribution 15 19\tsaid",
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
        "A1\tKind E1 direct",
        "T5\tContent 25 30\tQuiet",
        "T6\tAttribution 25 30\tQuiet",
        "E2\tAttribution:T6 Content:T5",
        "A2\tKind E2 direct",
    ]


@pytest.mark.parametrize("name", ODD)
def test_no_brat_span_crosses_a_line_end(name):
    one = odd(ODD[name])
    for line in brat.standoff(one).splitlines():
        line.encode("utf-8")
        if line.startswith("T"):
            pieces = [[int(x) for x in p.split()] for p in line.split("\t")[1].split(" ", 1)[1].split(";")]
            assert line.split("\t")[2] == " ".join(shown(one.text[a:b]) for a, b in pieces)
            assert all(len(one.text[a:b].splitlines()) == 1 for a, b in pieces)


# --- terminal


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("width", [80, 120, 20])
def test_the_terminal_shows_every_word(name, width):
    one = odd(ODD[name])
    out = printed(one, width)
    out.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    letters = "".join(re.sub(r"[¹²³]", "", out).split())
    assert "".join(shown(one.text).split()) in letters


def test_the_terminal_numbers_contents_and_lists_them():
    out = printed(replace(harbour(), notes=("the date was guessed",)))
    assert "Straits Courier · 3 May 2031 · language en · 9 statements" in out
    assert "Note: the date was guessed" in out
    assert out.count("³“") == 2
    assert re.search(r"^ ?9 +indirect +not named +it was…? .*low *$", out, re.MULTILINE)
    assert all(len(line) <= 80 for line in out.splitlines())


def test_no_line_of_text_ends_in_blanks():
    text = printed(harbour(), 100).split("source  cue")[0]
    assert all(line == line.rstrip() for line in text.splitlines())


def test_roles_differ_without_colour():
    out = printed(harbour(), force_terminal=True, no_color=True, color_system="256")
    assert "\x1b[1mofficials in Tarn & Vale\x1b[0m" in out
    assert "\x1b[3mdescribed\x1b[0m" in out
    assert "\x1b[4mthat any clause had" in out
    assert not re.search(r"\x1b\[[\d;]*[34]8;", out)


# --- all


def test_formats_take_reports_one_by_one():
    def endless() -> Iterator[Report]:
        while True:
            yield harbour()

    for form in FORMATS.values():
        pieces = form(endless())
        assert next(pieces)
        assert "Quill" in next(pieces)
