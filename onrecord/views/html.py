"""One self-contained page of reports: a brief of each, its text with what was found marked in place,
the statements beside it, tables of talks and papers below.

Words that mean somebody or some time are links to who and when that is, which is told beside them when
they are pointed at or tabbed to. Nothing is loaded from elsewhere, and the page works without its few
lines of script: they light up all parts of the statement that was chosen, and let Escape put away what
is told beside a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, groupby, islice

from onrecord.records import Actor, Report, Span, Statement, Time
from onrecord.views.check import check
from onrecord.views.dates import day, when
from onrecord.views.glosses import Gloss, glosses
from onrecord.views.html_dealings import brief_of, condition, tables
from onrecord.views.marks import Block, Mark, Run, blocks, passages, sureness
from onrecord.views.markup import PREFIXES, EntryKind, anchor, flat, flat_around, link, safe, spoken, why
from onrecord.views.reasons import of_statement
from onrecord.views.wording import NOBODY, Wording

TAGS = {"title": "h1", "subhead": "h2"}
# What a gloss leads to: an entry of the lists beside the text.
ENTRIES = {"who": "who-", "when": "when-", "where": "", "event": "e", "paper": "p"}
# What an entry's marks are called in the data of the page, before its number.
KINDS: dict[str, EntryKind] = {"event": "event", "paper": "paper"}

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
<span><b class="n">1</b><span class="content opens closes">content</span> what is said</span>
<span><span class="condition from to">condition</span> what it depends on</span>
<span><span class="who">name</span> who is meant</span>
<span><span class="when">date</span> when it was</span>
<span><span class="n">◆1</span>talks or another event</span>
<span><span class="n">§1</span>a paper</span></p>
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
const told = ".gloss:is(:hover, :focus-within)";
addEventListener("keydown", event => {
  if (event.key === "Escape") document.querySelectorAll(told).forEach(gloss => gloss.classList.add("away"));
});
const tell = () => document.querySelectorAll(`.away:not(${told})`)
  .forEach(gloss => gloss.classList.remove("away"));
addEventListener("mouseover", tell);
addEventListener("focusin", tell);
</script>
</body>
</html>"""


def page(reports: Iterable[Report], *, explain: bool = False) -> str:
    """Return the whole page. Raises OnrecordError on a false span."""
    return "\n".join(pieces(reports, explain=explain)) + "\n"


def pieces(reports: Iterable[Report], *, explain: bool = False) -> Iterator[str]:
    """Yield the page in pieces: its head, an article for each report, its foot."""
    css = files("onrecord.views").joinpath("page.css").read_text(encoding="utf-8")
    rest = iter(reports)
    first = list(islice(rest, 2))
    title = first[0].title if len(first) == 1 else None
    yield HEAD.format(title=safe(title or "Statements on record"), css=css)
    for number, report in enumerate(chain(first, rest), start=1):
        yield article(report, f"r{number}", explain=explain)
    yield FOOT


def article(report: Report, key: str = "r1", *, explain: bool = False) -> str:
    """Return the article of one report; its anchors begin with ``key``."""
    check(report)
    return _Article(report, key, explain, Wording.of(report)).markup()


@dataclass(frozen=True, slots=True)
class _Article:
    """One report on the page. ``key`` begins its anchors."""

    report: Report
    key: str
    explain: bool
    wording: Wording

    def markup(self) -> str:
        told = glosses(self.report, self.wording, explain=self.explain)
        cut = blocks(self.report, [gloss.span for gloss in told])
        text = "\n".join(self._block(block, told) for block in cut)
        lists = "".join((self._statements(), self._actors(), self._times()))
        below = tables(self.report, self.key, self.wording, explain=self.explain)
        return (
            f'<article id="{self.key}">\n{_header(self.report, self.wording)}'
            f"{brief_of(self.report, self.key, self.wording)}"
            f'<div class="text" lang="{self._lang}">\n{text}\n</div>\n'
            f'<aside class="list" aria-label="Statements, people and dates">\n{lists}</aside>\n'
            f"{below}</article>"
        )

    @property
    def _lang(self) -> str:
        return safe(self.report.language)

    # --- the text

    def _block(self, block: Block, told: Sequence[Gloss]) -> str:
        tag = TAGS.get(block.kind, "p")
        inside = "".join(self._piece(piece, block.kind, told) for piece in _parted(block.runs)).strip()
        return f'<{tag} class="{block.kind}" dir="auto">{inside}</{tag}>'

    def _piece(self, piece: Sequence[Run], around: str, told: Sequence[Gloss]) -> str:
        """Runs that are explained together, after the numbers of what begins there."""
        numbers = "".join(map(self._number, _numbered(piece[0])))
        words = "".join(_run(run, around) for run in piece)
        place = piece[0].gloss
        return numbers + (words if place is None else self._gloss(told[place], piece[0], words))

    def _gloss(self, gloss: Gloss, first: Run, words: str) -> str:
        tip = f"{self.key}-g{first.start}"
        first_line, *others = map(safe, gloss.lines)
        rest = "".join(f"<small>{line}</small>" for line in others)
        entry = f"#{self.key}-{ENTRIES[gloss.kind]}{gloss.entry}"
        return (
            f'<span class="gloss"><a class="{gloss.kind}" href="{entry}" aria-describedby="{tip}">{words}</a>'
            f'<span class="tip" id="{tip}" role="tooltip" lang="en">{first_line}{rest}</span></span>'
        )

    def _number(self, mark: Mark) -> str:
        kind = _kind(mark)
        listed = anchor(self.key, kind, mark.number)
        if kind == "statement":
            return link(self.key, kind, mark.number, "" if mark.piece else f"{listed}-text")
        return link(self.key, kind, mark.number, f"{listed}-text-{mark.piece}")

    # --- the lists beside it

    def _statements(self) -> str:
        if not self.report.statements:
            return "<p>No statements were found in this report.</p>\n"
        items = "".join(self._statement(s, n) for n, s in enumerate(self.report.statements, start=1))
        return f"<h2>Statements</h2>\n<ol>\n{items}</ol>\n"

    def _statement(self, statement: Statement, number: int) -> str:
        told = self.wording.told(statement)
        sure = sureness(statement.confidence)
        around = [" → ".join(told.chain), " · ".join(filter(None, (told.said, *told.aside)))]
        lines = "".join(f'<p class="around">{safe(line)}</p>\n' for line in around if line)
        whys = why(of_statement(statement, self.wording)) if self.explain else ""
        return (
            f'<li id="{self.key}-{number}" data-s="{number}"><a class="back" '
            f'href="#{self.key}-{number}-text" aria-label="statement {number} in the text">{number}</a>\n'
            f"{self._speaker(statement)}{self._does(statement)}"
            f'<p class="words" lang="{self._lang}" dir="auto">{_said(statement)}</p>\n{lines}'
            f'<p class="small">{statement.kind}, <span class="{sure}">{sure} confidence</span> '
            f"({statement.confidence:.2f})</p>{whys}</li>\n"
        )

    def _speaker(self, statement: Statement) -> str:
        """Who is meant, with the source and cue as they are written below where they say it otherwise."""
        told = self.wording.told(statement)
        cue = f'<span class="cue" lang="{self._lang}">{spoken(statement.cue)}</span>' if statement.cue else ""
        if statement.speaker is None and not statement.others:
            return f"<p>{self._as_written(statement)}</p>\n"
        office = f', <span class="office">{safe(told.office)}</span>' if told.office else ""
        who = f'<span class="source">{safe(told.who)}</span>{office}'
        if told.written:
            return f'<p>{who}</p>\n<p class="written">{self._as_written(statement)}</p>\n'
        return f"<p>{who} {cue}</p>\n"

    def _does(self, statement: Statement) -> str:
        """What the speaker does, and with what."""
        about = self.wording.about(statement)
        matter = f' <span class="soft">· {safe(about)}</span>' if about else ""
        return f'<p class="does"><span class="act">{safe(self.wording.act(statement))}</span>{matter}</p>\n'

    def _as_written(self, statement: Statement) -> str:
        """The source and the cue in the order of the text."""
        written = [(role, passage) for role, passage in passages(statement)[:2] if passage.spans]
        written.sort(key=lambda one: one[1].spans)
        parts = [
            f'<span class="{role}" lang="{self._lang}">{spoken(passage)}</span>' for role, passage in written
        ]
        return " ".join(parts if statement.source.spans else [NOBODY, *parts])

    def _actors(self) -> str:
        items = "".join(self._actor(actor, n) for n, actor in enumerate(self.report.actors, start=1))
        return f"<h2>Who is meant</h2>\n<ul>\n{items}</ul>\n" if items else ""

    def _actor(self, actor: Actor, number: int) -> str:
        office = self.wording.office(actor.id)
        about = ", ".join(filter(None, (office, "" if actor.type in ("person", "country") else actor.type)))
        count = len(actor.mentions)
        times = "" if not count else "once" if count == 1 else f"{count} times"
        name = f'<span class="name">{safe(self.wording.name(actor.id))}</span>'
        about = f", {safe(about)}" if about else ""
        whys = self._identity(actor) if self.explain else ""
        small = f' <span class="small">{times}</span>' if times else ""
        return f'<li id="{self.key}-who-{number}"><p>{name}{about}{small}</p>{whys}</li>\n'

    def _identity(self, actor: Actor) -> str:
        """Why an actor is this one, and each mention a mention of it."""
        mentions = [
            (f"“{words}”{f' ×{count}' if count > 1 else ''}", score)
            for words, score, count in self.wording.mentioned(actor)
        ]
        return why([(actor.id, actor.score), *mentions])

    def _times(self) -> str:
        items = "".join(self._time(time, n) for n, time in enumerate(self.report.times, start=1))
        return f"<h2>When</h2>\n<ul>\n{items}</ul>\n" if items else ""

    def _time(self, time: Time, number: int) -> str:
        words = safe(flat(time.span.of(self.report.text)))
        value = safe(when(time.value) or "no date")
        whys = f'<p class="why">{safe(time.reason)}</p>' if self.explain and time.reason else ""
        as_written = f'<span lang="{self._lang}">{words}</span>'
        return f'<li id="{self.key}-when-{number}"><p>{as_written}: {value}</p>{whys}</li>\n'


def _parted(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Runs in pieces that can be one element: of one gloss, and with no number of an entry within."""
    for gloss, group in groupby(runs, key=lambda run: run.gloss):
        piece: list[Run] = []
        for run in group:
            if piece and (gloss is None or _numbered(run)):
                yield piece
                piece = []
            piece.append(run)
        yield piece


def _header(report: Report, wording: Wording) -> str:
    count = len(report.statements)
    date = safe(day(report.published))
    about = [
        _outlet(report),
        f'<time datetime="{safe(report.published)}">{date}</time>' if report.published else "no date",
        safe(wording.credits()),
        report.language and f"language: {safe(report.language)}",
        "1 statement" if count == 1 else f"{count} statements",
    ]
    lines = " · ".join(filter(None, about))
    notes = "".join(f"<br>Note: {safe(note)}" for note in report.notes)
    title = report.title or report.name or "Report"
    titled = any(segment.kind == "title" for segment in report.segments)
    lang = safe(report.language)
    heading = f'<h1 lang="{lang}">{safe(title)}</h1>\n'
    if titled:  # The text has it as its heading, below the brief.
        heading = f'<p class="headline" lang="{lang}">{safe(title)}</p>\n'
    return f'<header>\n{heading}<p class="about">{lines}{notes}</p>\n</header>\n'


def _outlet(report: Report) -> str:
    """The outlet, or else the address, linked where the address is one of the web."""
    name = safe(report.outlet or report.url)
    if report.url is None or not report.url.lower().startswith(("http://", "https://")):
        return name
    return f'<a href="{safe(report.url)}">{name}</a>'


def _run(run: Run, around: str) -> str:
    words = safe(run.text)
    if run.marks:
        words = f'<span class="{_classes(run.marks)}" data-s="{_numbers(run)}">{words}</span>'
    if run.segment not in (None, around):
        words = f'<span class="{run.segment}">{words}</span>'
    return words


def _classes(marks: tuple[Mark, ...]) -> str:
    contents = [mark for mark in marks if mark.role == "content"]
    conditions = [mark for mark in marks if mark.role == "condition"]
    told = {
        "deep": len(contents) > 1,
        "opens": any(mark.opens for mark in contents),
        "closes": any(mark.closes for mark in contents),
        "from": any(mark.opens for mark in conditions),
        "to": any(mark.closes for mark in conditions),
    }
    return " ".join([*dict.fromkeys(mark.role for mark in marks), *(name for name in told if told[name])])


def _numbers(run: Run) -> str:
    """The entries that a run belongs to: "3 e1"."""
    return " ".join(dict.fromkeys(f"{PREFIXES[_kind(mark)]}{mark.number}" for mark in run.marks))


def _numbered(run: Run) -> list[Mark]:
    """The marks of a run that begin with their number."""
    return [mark for mark in run.marks if mark.opens and mark.role in ("content", "event", "paper")]


def _kind(mark: Mark) -> EntryKind:
    return KINDS.get(mark.role, "statement")


def _said(statement: Statement) -> str:
    """The content with its conditions marked in it, and those that stand elsewhere after it."""
    text = statement.content.text
    spans = [condition.span for condition in statement.conditions]
    parts = [_marked(text, span, [s for s in spans if s.overlaps(span)]) for span in statement.content]
    apart = [s for s in spans if not any(s.overlaps(span) for span in statement.content)]
    return " ".join([" … ".join(parts), *(condition(span.of(text)) for span in apart)])


def _marked(text: str, span: Span, conditions: Sequence[Span]) -> str:
    """The words of a span, with those of the conditions in it between their marks."""
    made, at = "", span.start
    for one in sorted(conditions):
        start, end = max(one.start, at), min(one.end, span.end)
        if start < end:
            made += safe(flat_around(text[at:start])) + condition(text[start:end])
            at = end
    return (made + safe(flat_around(text[at : span.end]))).strip()
