"""The brief to hand on: as Markdown, and as an HTML page that needs nothing but itself.

Words of reports are put on it as words: what would be markup, or turn the direction of what stands around it,
is shown and does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from onrecord.asking import brief
from onrecord.export.dossier import Dossier, Line, Source, dossier
from onrecord.export.linked import web
from onrecord.export.selection import Selection
from onrecord.export.words import REPLACEMENT, flat
from onrecord.views.dates import day

# What Markdown (CommonMark, and GitHub's) takes for markup within a line, and at the beginning of one.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#$^]|://|(?<=\w)@(?=\w)|\bwww\.")
_BLOCK = re.compile(r"^(?:\d+(?=[.)])|(?=[-+=:]))")
# What sets the direction of the words behind it.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")

STYLE = """
:root{color-scheme:light dark;--ink:#22201c;--soft:#5f5a51;--paper:#fbfaf6;--line:#d9d4c8;--link:#1f4e79}
@media(prefers-color-scheme:dark){:root{--ink:#dbd7ce;--soft:#b0aa9f;--paper:#17181a;--line:#3a3935;--link:#8fb8e0}}
body{margin:0 auto;max-width:46rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);
font:1rem/1.55 Charter,Georgia,serif;overflow-wrap:break-word}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.15rem;margin:2rem 0 .4rem;border-bottom:1px solid var(--line)}
ul,ol{padding-inline-start:1.3rem}li{margin:.35rem 0}
.about,.notes,.sources{color:var(--soft);font-size:.9rem}.words{unicode-bidi:isolate}
a{color:var(--link)}sup a{text-decoration:none}:target{outline:2px solid var(--link)}
@media print{body{max-width:none}}
""".strip()
# A page that fetches and runs nothing, whatever stands on it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def markdown(selection: Selection) -> Iterator[str]:
    """Yield the brief as Markdown, a line at a time."""
    return (f"{line}\n" for line in markdown_lines(_dossier(selection)))


def html(selection: Selection) -> Iterator[str]:
    """Yield the brief as a page."""
    return (f"{line}\n" for line in html_lines(_dossier(selection)))


def _dossier(selection: Selection) -> Dossier:
    which = selection.which
    told = brief(
        selection.ledger, which.get("matter"), which.get("since"), which.get("actor"),
        until=which.get("until"),
    )  # fmt: skip
    selection.counts.update(reports=told["record"]["reports"], statements=told["record"]["statements"])
    return dossier(told)


# ---- Markdown -------------------------------------------------------------------------------------------


def markdown_lines(told: Dossier) -> Iterator[str]:
    """Yield the lines of a brief, sources last."""
    yield from (f"# {marked(told.title)}", "", marked(told.about))
    for section in told.sections:
        yield from ("", f"## {marked(section.title)}", "")
        for line in section.lines:
            yield from _items(line, 0)
    if told.sources:
        yield from ("", "## Sources", "", *map(_source, told.sources), "")
        # What makes the numbers in the text links.
        yield from (f"[{one.number}]: <{web(one.url)}>" for one in told.sources if web(one.url))


def marked(words: str) -> str:
    r"""Words in Markdown that stand for themselves.

    >>> marked("*no* <b>deal</b>")
    '\\*no\\* \\<b\\>deal\\</b\\>'
    """
    safe = _MARKUP.sub(lambda m: re.sub(r"([\W_])", r"\\\1", m[0]), _level(words))
    return _BLOCK.sub(r"\g<0>\\", safe, count=1)


def _level(words: str) -> str:
    """Words on one line that set the direction of nothing but themselves."""
    return _DIRECTION.sub(REPLACEMENT, flat(words))


def _items(line: Line, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}- {_line(line)}"
    for one in line.below:
        yield from _items(one, depth + 1)


def _line(line: Line) -> str:
    told = f"{marked(line.text)}:" if line.words else marked(line.text)
    parts = [f"**{marked(line.head)}**", told, marked(line.words)]
    refs = " ".join(f"[{n}]" for n in line.sources)
    notes = f"({'; '.join(map(marked, line.notes))})" if line.notes else ""
    return " ".join(filter(None, (*parts, notes, refs)))


def _source(one: Source) -> str:
    told = [marked(one.name), f"“{marked(one.title)}”" if one.title else "", day(one.published)]
    address = web(one.url)
    told += [f"<{address}>"] if address else []
    return f"{one.number}. {', '.join([*filter(None, told), f'`{one.report[:12]}`'])}"


# ---- HTML -----------------------------------------------------------------------------------------------


def html_lines(told: Dossier) -> Iterator[str]:
    """Yield the lines of the page."""
    title = safe(told.title)
    yield from (
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>{title}</title>", f"<style>{STYLE}</style>", "</head>", "<body>", "<main>",
        f"<h1>{title}</h1>", f'<p class="about">{safe(told.about)}</p>',
    )  # fmt: skip
    for section in told.sections:
        yield from ("<section>", f"<h2>{safe(section.title)}</h2>", *_list(section.lines), "</section>")
    if told.sources:
        yield from ("<section>", "<h2>Sources</h2>", '<ol class="sources">')
        yield from map(_html_source, told.sources)
        yield from ("</ol>", "</section>")
    yield from ("</main>", "</body>", "</html>")


def safe(words: str | None) -> str:
    """Words of anybody's, as they can stand on the page and in an attribute."""
    return escape(flat(words or ""))


def _list(lines: Sequence[Line]) -> Iterator[str]:
    yield "<ul>"
    for line in lines:
        yield f"<li>{_html_line(line)}"
        if line.below:
            yield from _list(line.below)
        yield "</li>"
    yield "</ul>"


def _html_line(line: Line) -> str:
    told = f"<bdi>{safe(line.text)}</bdi>" if line.text else ""
    parts = [f"<b><bdi>{safe(line.head)}</bdi></b>", f"{told}:" if line.words else told]
    parts += [f'<span class="words" dir="auto">{safe(line.words)}</span>'] if line.words else []
    if line.notes:
        parts.append(f'<span class="notes">({"; ".join(f"<bdi>{safe(n)}</bdi>" for n in line.notes)})</span>')
    parts += [f'<sup><a href="#source-{n}">[{n}]</a></sup>' for n in line.sources]
    return " ".join(filter(None, parts))


def _html_source(one: Source) -> str:
    name, address = f"<bdi>{safe(one.name)}</bdi>", web(one.url)
    title = f"<bdi>“{safe(one.title)}”</bdi>" if one.title else ""
    linked = f'<a href="{safe(address)}" rel="noreferrer">{title or safe(address)}</a>' if address else title
    told = filter(None, (name, linked, safe(day(one.published)), f"<code>{safe(one.report[:12])}</code>"))
    return f'<li id="source-{one.number}" value="{one.number}">{", ".join(told)}</li>'
