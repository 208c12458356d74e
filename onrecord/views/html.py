"""One self-contained page of reports with their statements marked in place and listed beside.

Nothing is loaded from elsewhere, and the page works without its few lines of script: they light up
all parts of the statement that was chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from itertools import chain, islice

from onrecord.records import Passage, Report, Statement
from onrecord.views.marks import Block, Mark, Run, blocks, check, day, passages, shown, sureness

TAGS = {"title": "h1", "subhead": "h2"}

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{css}</style>
</head>
<body>
<p class="key"><span><span class="source">source</span> who says it</span>
<span><span class="cue">cue</span> the words of saying</span>
<span><b class="n">1</b><span class="content opens closes">content</span> what is said</span></p>
<main>"""

FOOT = """</main>
<script>
const light = () => {
  const [report, number] = location.hash.slice(1).split("-");
  document.querySelectorAll(".lit").forEach(part => part.classList.remove("lit"));
  if (number) document.querySelectorAll(`#${CSS.escape(report)} [data-s~="${CSS.escape(number)}"]`)
    .forEach(part => part.classList.add("lit"));
};
addEventListener("hashchange", light);
light();
</script>
</body>
</html>"""


def page(reports: Iterable[Report]) -> str:
    """Return the whole page. Raises OnrecordError on a false span."""
    return "\n".join(pieces(reports)) + "\n"


def pieces(reports: Iterable[Report]) -> Iterator[str]:
    """Yield the page in pieces: its head, an article for each report, its foot."""
    css = files("onrecord.views").joinpath("page.css").read_text(encoding="utf-8")
    rest = iter(reports)
    first = list(islice(rest, 2))
    title = first[0].title if len(first) == 1 else None
    yield HEAD.format(title=_safe(title or "Statements on record"), css=css)
    for number, report in enumerate(chain(first, rest), start=1):
        yield article(report, f"r{number}")
    yield FOOT


def article(report: Report, key: str = "r1") -> str:
    """Return the article of one report; its anchors begin with ``key``."""
    check(report)
    text = "\n".join(_block(block, key) for block in blocks(report))
    lang = _safe(report.language or "")
    return (
        f'<article id="{key}">\n{_header(report)}'
        f'<div class="text" lang="{lang}">\n{text}\n</div>\n{_list(report, key, lang)}</article>'
    )


def _header(report: Report) -> str:
    count = len(report.statements)
    date = _safe(day(report.published))
    about = [
        _outlet(report),
        f'<time datetime="{_safe(report.published)}">{date}</time>' if report.published else "no date",
        report.language and f"language: {_safe(report.language)}",
        "1 statement" if count == 1 else f"{count} statements",
    ]
    lines = " · ".join(filter(None, about))
    notes = "".join(f"<br>Note: {_safe(note)}" for note in report.notes)
    title = report.title or report.name or "Report"
    titled = any(segment.kind == "title" for segment in report.segments)
    heading = "" if titled else f'<h1 lang="{_safe(report.language or "")}">{_safe(title)}</h1>\n'
    return f'<header>\n{heading}<p class="about">{lines}{notes}</p>\n</header>\n'


def _outlet(report: Report) -> str:
    """The outlet, or else the address, linked where the address is one of the web."""
    name = _safe(report.outlet or report.url or "")
    if report.url is None or not report.url.lower().startswith(("http://", "https://")):
        return name
    return f'<a href="{_safe(report.url)}">{name}</a>'


def _block(block: Block, key: str) -> str:
    tag = TAGS.get(block.kind, "p")
    inside = "".join(_run(run, key, block.kind) for run in block.runs).strip()
    return f'<{tag} class="{block.kind}" dir="auto">{inside}</{tag}>'


def _run(run: Run, key: str, around: str) -> str:
    numbers = "".join(_number(mark, key) for mark in run.marks if mark.role == "content" and mark.opens)
    words = _safe(run.text)
    if run.marks:
        words = f'<span class="{_classes(run.marks)}" data-s="{_numbers(run)}">{words}</span>'
    if run.segment not in (None, around):
        words = f'<span class="{run.segment}">{words}</span>'
    return numbers + words


def _number(mark: Mark, key: str) -> str:
    n = mark.number
    anchor = f' id="{key}-{n}-text"' if mark.piece == 0 else ""
    return f'<a class="n"{anchor} href="#{key}-{n}" aria-label="statement {n}">{n}</a>'


def _classes(marks: tuple[Mark, ...]) -> str:
    contents = [mark for mark in marks if mark.role == "content"]
    classes = list(dict.fromkeys(mark.role for mark in marks))
    deep = ["deep"] if len(contents) > 1 else []
    opens = ["opens"] if any(mark.opens for mark in contents) else []
    closes = ["closes"] if any(mark.closes for mark in contents) else []
    return " ".join([*classes, *deep, *opens, *closes])


def _numbers(run: Run) -> str:
    return " ".join(dict.fromkeys(str(mark.number) for mark in run.marks))


def _list(report: Report, key: str, lang: str) -> str:
    if not report.statements:
        return '<aside class="list"><p>No statements were found in this report.</p></aside>\n'
    items = "".join(_item(s, n, key, lang) for n, s in enumerate(report.statements, start=1))
    return (
        f'<aside class="list" aria-label="Statements">\n<h2>Statements</h2>\n<ol>\n{items}</ol>\n</aside>\n'
    )


def _item(statement: Statement, number: int, key: str, lang: str) -> str:
    sure = sureness(statement.confidence)
    place = f"#{key}-{number}-text"
    return (
        f'<li id="{key}-{number}" data-s="{number}">'
        f'<a class="back" href="{place}" aria-label="statement {number} in the text">{number}</a>\n'
        f"<p>{_who(statement, lang)}</p>\n"
        f'<p class="words" lang="{lang}" dir="auto">{_words(statement.content)}</p>\n'
        f'<p class="small">{statement.kind}, <span class="{sure}">{sure} confidence</span> '
        f"({statement.confidence:.2f})</p></li>\n"
    )


def _who(statement: Statement, lang: str) -> str:
    """The source and the cue in the order of the text."""
    written = [(role, passage) for role, passage in passages(statement)[:2] if passage.spans]
    written.sort(key=lambda one: one[1].spans)
    parts = [f'<span class="{role}" lang="{lang}">{_words(passage)}</span>' for role, passage in written]
    return " ".join(parts if statement.source.spans else ["no source named", *parts])


def _words(passage: Passage) -> str:
    return _safe(" ".join(passage.words.split()))


def _safe(words: str | None) -> str:
    return escape(shown(words or ""))
