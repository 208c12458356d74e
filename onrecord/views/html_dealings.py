"""What stands around the text on a report's page: the brief above it, the tables of talks and papers below.

Each event, each paper and each status leads to its places in the text, and to the statement that reports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onrecord.records import Event, Paper, Passage, Report
from onrecord.views.brief import Brief, Line, Piece, Stand, Voice, brief
from onrecord.views.markup import SIGNS, EntryKind, anchor, flat, link, safe, why
from onrecord.views.reasons import of_event, of_paper
from onrecord.views.wording import OWN_VOICE, Wording, somebody

EVENT_COLUMNS = ("What", "How it stands", "Who", "When and where", "According to", "In the text")
PAPER_COLUMNS = ("Paper", "Between", "How it stands", "In the text")


def brief_of(report: Report, key: str, wording: Wording) -> str:
    """The section with the brief of a report; "" where there is nothing to tell."""
    made = brief(report, wording)
    parts = [_voices(made.voices, key), _labelled(made, key)]
    if not any(parts):
        return ""
    return f'<section class="brief" aria-label="In brief">\n<h2>In brief</h2>\n{"".join(parts)}</section>\n'


def _voices(voices: Sequence[Voice], key: str) -> str:
    items = "".join(_voice(voice, key) for voice in voices)
    return f'<ul class="voices">\n{items}</ul>\n' if items else ""


def _voice(voice: Voice, key: str) -> str:
    office = f', <span class="office">{safe(voice.office)}</span>' if voice.office else ""
    stands = "".join(_stand(stand, key) for stand in voice.stands)
    return f'<li><span class="name">{safe(voice.who)}</span>{office}\n<ul>{stands}</ul></li>\n'


def _stand(stand: Stand, key: str) -> str:
    act = ", ".join(filter(None, (stand.act, stand.adverb)))
    numbers = "".join(link(key, "statement", n) for n in stand.numbers)
    conditions = "".join(f" {condition(words)}" for words in stand.conditions)
    return f'<li><span class="act">{safe(act)}</span> {safe(stand.words)}{conditions}\u00a0{numbers}</li>'


def condition(words: str) -> str:
    """A condition between its marks."""
    return f'<span class="condition from to">{safe(flat(words))}</span>'


def _labelled(brief: Brief, key: str) -> str:
    """What came of it and who says so, in lines under labels."""
    groups = [(group.label, group.lines) for group in brief.dealings]
    groups += [("Papers", brief.papers), ("Who says so", brief.sources)]
    items = "".join(
        f"<dt>{label}</dt>{''.join(f'<dd>{_line(line, key)}</dd>' for line in lines)}\n"
        for label, lines in groups
        if lines
    )
    return f'<dl class="came">\n{items}</dl>\n' if items else ""


def _line(line: Line, key: str) -> str:
    return "".join(_piece(piece, key) for piece in line)


def _piece(piece: Piece, key: str) -> str:
    if piece.kind in ("statement", "event", "paper"):
        return link(key, piece.kind, int(piece.words))
    words = safe(piece.words)
    return words if piece.kind == "plain" else f'<span class="{piece.kind}">{words}</span>'


# --- tables


def tables(report: Report, key: str, wording: Wording, *, explain: bool) -> str:
    """The section with the tables of events and papers; "" where there are none."""
    events = (_event(e, n, key, wording, explain) for n, e in enumerate(report.events, start=1))
    papers = (_paper(p, n, key, wording, explain) for n, p in enumerate(report.papers, start=1))
    found = _table("Talks and other events", EVENT_COLUMNS, events)
    found += _table("Papers", PAPER_COLUMNS, papers)
    return f'<section class="dealings">\n{found}</section>\n' if found else ""


def _table(title: str, columns: Sequence[str], rows: Iterable[str]) -> str:
    body = "".join(rows)
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    if not body:
        return ""
    return f"<h2>{title}</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _event(event: Event, n: int, key: str, wording: Wording, explain: bool) -> str:
    who = "; ".join(wording.parties(event))
    cells = [wording.event(event), wording.status(event), who, wording.occurs(event)]
    made = [safe(words) for words in cells]
    made += [_teller(event.reported_by, key, wording), _places(event.trigger, "event", n, key)]
    return _row("event", n, key, EVENT_COLUMNS, made, why(of_event(event, wording)) if explain else "")


def _paper(paper: Paper, n: int, key: str, wording: Wording, explain: bool) -> str:
    stages = (
        f"{safe(wording.stage(s))}, according to {_teller(s.reported_by, key, wording)}"
        for s in paper.statuses
    )
    made = [
        safe(paper.name),
        safe(wording.between(paper)),
        "<br>".join(stages),
        _places(paper.spans, "paper", n, key),
    ]
    return _row("paper", n, key, PAPER_COLUMNS, made, why(of_paper(paper, wording)) if explain else "")


def _row(kind: EntryKind, n: int, key: str, columns: Sequence[str], cells: Sequence[str], whys: str) -> str:
    """A row that is named by its first cell, and another below it with the reasons."""
    name, *others = cells
    where = anchor(key, kind, n)
    back = f'<a class="back" href="#{where}-text-0" aria-label="{kind} {n} in the text">{SIGNS[kind]}{n}</a>'
    told = "".join(
        f'<td data-label="{column}"><div>{cell}</div></td>' if cell else "<td></td>"
        for column, cell in zip(columns[1:], others, strict=True)
    )
    data = where.removeprefix(f"{key}-")
    row = f'<tr id="{where}" data-s="{data}"><th scope="row">{back} {name}</th>{told}</tr>\n'
    return row + (f'<tr class="reasons"><td colspan="{len(columns)}">{whys}</td></tr>\n' if whys else "")


def _teller(id: str | None, key: str, wording: Wording) -> str:
    n = wording.numbers.get(id or "")
    if n is None:
        return f'<span class="soft">{OWN_VOICE}</span>'
    return f"{safe(somebody(wording.teller(id)))} {link(key, 'statement', n)}"


def _places(mentions: Passage, kind: EntryKind, n: int, key: str) -> str:
    """The words of each mention, as links to where they stand."""
    return ", ".join(_links(mentions, f"{anchor(key, kind, n)}-text"))


def _links(mentions: Passage, place: str) -> Iterator[str]:
    worded = (span for span in mentions if not span.of(mentions.text).isspace())
    for piece, span in enumerate(worded):
        words = safe(flat(span.of(mentions.text)))
        yield f'<a href="#{place}-{piece}">{words}</a>'
