"""What each stretch of a report is on its page: headline, byline, dateline, text, or what the page put there.

    text → lines → paragraphs → pieces → other stories → headline and byline → datelines
         → pull quotes → signatures → subheads → segments

What a line says is known by `lines.py` and `rules/layout.toml`, how lines make paragraphs by `pieces.py`;
this module knows where they stand. Each step takes the pieces and returns them. No step alters the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest

from onrecord.dialogue import Turn, labelled, unlabelled
from onrecord.lines import LONG, Day, days, days_of_date_line, page_points, part, plain, rule, rules
from onrecord.pieces import Page, Piece, cut_by, is_capitalised, is_prose, is_stopped, key, pieces
from onrecord.records import Segment, Span

# A date line stands above this paragraph of the body; below it are dates of other stories.
HEAD_ENDS = 2
# Lines above the text that are looked at for a headline.
CANDIDATES = 12
# Lines below the headline that are looked at for names.
NAMES = 6
# Paragraphs at the end that could be about the authors.
SIGNATURES = 4
# No promotion is of more lines than this.
PROMOTION = 16
# The text begins with a subhead where there are so many others, of no more words than this; "- Harbour talks"
# is one of no more words than that.
FEWEST_SUBHEADS, FIRST_WORDS, CROSSHEAD = 2, 5, 9
# A label has no more letters than this.
LABEL = 45
# A line of the page has no more words than this, and so many points: a sentence more, one at the end less.
PAGE_WORDS = 40
PROSE_POINTS, LINE_POINTS, TAIL_POINTS = 5, 3, 2
# The rule of lines below which the first is always a headline of another story.
LIST = "story list head"
# Rules: of the clocks of live blogs, and of date lines.
CLOCKS = frozenset({"clock", "clock start"})
DATES = frozenset({"bare date", "date line", "programme and date"})
_WITH_YOU = re.compile(r"(?i)\byou(?:rs?)?\b.*\?$")
_IN_PERSON = re.compile(r"(?i)\b(?:I|we|my|our|us|me|you|your)\b")
_NUMBERED = re.compile(r"\d{1,2}[.)] ")
_PATH = re.compile(r" ?[/|›>»] ?")
_TO_READERS = re.compile(
    r"\b(?:[Yy]ou(?:rs?)?|[Oo]ur|[Ww]e|us|here|[Tt]his (?:article|story|page|post|report)"
    r"|Read (?:on|more|the|our|part))\b"
)
_QUOTES = re.compile(r"\"[^\"]*\"?")
_QUOTED = re.compile(r"[\"'](.{12,300})[\"']")


def segments(text: str, *, title: str | None = None) -> tuple[Segment, ...]:
    """Return what each stretch of a text is. All that is not blank is in one segment, in order.

    ``title`` is the headline by the page's metadata; the line that repeats it is the title.

    >>> [s.kind for s in segments("By Ada Vella\\n\\nBERLIN (AP) — No deal.")]
    ['byline', 'dateline', 'body']
    """
    page, found = pieces(text, title=title)
    for step in STEPS:
        found = step(found, page)
    found = _date_headings(_subheads(found))
    return tuple(Segment(piece.kind or "body", Span(piece.start, piece.end)) for piece in found)


def published(text: str, segments: Sequence[Segment]) -> str | None:
    """Return the ISO date of the page's date line, else of a dateline; None where none has a year."""
    body = [s.span.start for s in segments if s.kind == "body"]
    head = body[HEAD_ENDS] if len(body) > HEAD_ENDS else len(text)
    lines = [s.span for s in segments if s.kind == "furniture"]
    in_order = (
        [day for span in lines if span.start < head for day in days_of_date_line(span.of(text))],
        [day for s in segments if s.kind == "dateline" for day in days(s.span.of(text))],
        [day for span in lines if span.start >= head for day in _stamped_days(span.of(text))],
        [day for span in lines if span.start >= head for day in _clocked_days(span.of(text))],
    )
    return next((_first_day(found) for found in in_order if found), None)


def heading(text: str, segments: Sequence[Segment]) -> tuple[str | None, str | None]:
    """Return the title and the byline (without "By"), each on one line; None where there is none."""
    title = _first_line(text, segments, "title")
    byline = _first_line(text, _of_whole(text, segments), "byline")
    if byline is not None:
        byline = re.sub(f"(?i)^{part('by')}", "", byline).strip(" ,|•·–-")
    return title, byline


def _of_whole(text: str, segments: Sequence[Segment]) -> list[Segment]:
    """The segments above the text and below it: names between its paragraphs are of who wrote an entry."""
    starts = (s.span.start for s in segments if s.kind == "subhead" or _is_paragraph(text, s))
    below = [start for start, _ in zip(starts, range(HEAD_ENDS), strict=False)]
    head = below[-1] if len(below) == HEAD_ENDS else len(text)
    last = next((s.span.start for s in reversed(segments) if s.kind == "body"), 0)
    return [s for s in segments if s.span.start < head or s.span.start > last]


def _is_paragraph(text: str, segment: Segment) -> bool:
    start = segment.span.start
    return segment.kind == "body" and is_prose(plain(text[start : min(segment.span.end, start + LONG)]))


def _first_line(text: str, segments: Sequence[Segment], kind: str) -> str | None:
    return next((" ".join(s.span.of(text).split()) for s in segments if s.kind == kind), None)


def _stamped_days(line: str) -> list[Day]:
    """The dates of a date line that says what date it is: bare ones below the text are of other stories."""
    return days_of_date_line(line) if re.match(part("stamped"), plain(line)) else []


def _clocked_days(line: str) -> list[Day]:
    """The dates of the stamps of a live blog: with a clock."""
    return days_of_date_line(line) if re.search(part("time"), plain(line)) else []


def _first_day(days: list[Day]) -> str:
    """The first date that is not one of an update, else the first."""
    return min(days, key=lambda day: day.later).iso


# ---- conversations ------------------------------------------------------------------------------------


def _labelled(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark what stands behind the labels of an interview or a transcript as text."""
    return _spoken(pieces, page, labelled)


def _unlabelled(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the questions of an interview without labels as text: they are no subheads."""
    return _spoken(pieces, page, unlabelled)


def _spoken(pieces: list[Piece], page: Page, found: Callable[[str, list[Span]], list[Turn]]) -> list[Piece]:
    text = [i for i, piece in enumerate(pieces) if piece.is_text and not _is_aside(piece, page)]
    turns = found(page.flat, [Span(pieces[i].start, pieces[i].end) for i in text])
    ends = {line.end for turn in turns for line in turn.lines}
    spoken = {i for i in text if pieces[i].kind is None and pieces[i].end in ends}
    return [piece.marked("body", "turn") if i in spoken else piece for i, piece in enumerate(pieces)]


def _is_aside(piece: Piece, page: Page) -> bool:
    """Whether the page speaks, between two turns."""
    label = piece.words[:LABEL]
    in_turn = piece.words.endswith("?") or ":" in label or " – " in label
    return not in_turn and page_points(piece.words) >= LINE_POINTS and _speaks_of_page(piece, page)


# ---- headlines, of this report and others -------------------------------------------------------------


def _could_head(piece: Piece) -> bool:
    """Whether this could be a headline by its length and the lack of a full stop."""
    if piece.kind is not None or piece.count > 32 or len(piece.words) > 240 or is_prose(piece.words):
        return False
    return not is_stopped(piece.words) or is_capitalised(piece.words)


@cache
def _openers() -> frozenset[str]:
    return frozenset(rule.name for rule in rules() if rule.opens)


def _promotions(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark all that stands between "Skip past newsletter promotion" and its end."""
    done = list(pieces)
    for i, piece in enumerate(pieces):
        if piece.rule == "promotion begins":
            reach = range(i + 1, min(len(pieces), i + PROMOTION))
            end = next((j for j in reach if pieces[j].rule == "promotion ends"), i)
            done[i:end] = [inside.marked("furniture", "promotion") for inside in pieces[i:end]]
    return done


def _stories(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the headlines of other stories, which follow a line such as "Also read"."""
    done: list[Piece] = []
    opener, text_seen = "", False
    for piece, below in zip_longest(pieces, pieces[1:]):
        if piece.kind == "furniture":
            opener = piece.rule if text_seen and piece.rule in _openers() else opener
        elif opener and (_is_story(piece, below, page) or (opener == LIST and _could_head(piece))):
            piece, opener = piece.marked("furniture", "story"), "story"
        elif piece.is_text:
            opener, text_seen = "", True
        done.append(piece)
    return done


def _is_story(piece: Piece, below: Piece | None, page: Page) -> bool:
    """Whether this, below "Also read", is a headline: of six words, in a list, or with no blank line."""
    # "Also read", a blank line, "Talks continue": the reporter wrote the second, as a subhead.
    listed = below is not None and _could_head(below) and (not below.gap or below.count >= 6)
    near = not piece.gap or piece.count >= 6 or piece.start >= page.tail or listed
    line = replace(piece, kind=None) if piece.rule == "list item" else piece
    return near and not piece.heading and _could_head(line) and not _is_given(piece, page)


def _headline(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the title, the kickers above it and the names below it."""
    pieces = _without_outlet(pieces, page)
    at = _title_at(pieces, page)
    if at is None:
        return pieces
    above = [p.marked("furniture", "kicker") if _could_head(p) else p for p in pieces[:at]]
    title = pieces[at].marked("title")
    below = [p.marked("furniture", "repeated") if _repeats(p, title) else p for p in pieces[at + 1 :]]
    return [*above, title, *_names(below)]


def _without_outlet(pieces: list[Piece], page: Page) -> list[Piece]:
    """The pieces; the name of the outlet is cut off the end of the first that could be a headline."""
    first = next((i for i, piece in enumerate(pieces[:CANDIDATES]) if _could_head(piece)), None)
    if first is None or pieces[first].count < 4 or _is_given(pieces[first], page):
        return pieces
    piece, outlet = pieces[first], rule("outlet end")
    found = outlet.pattern.search(page.flat, piece.start, piece.end)
    if found is None:
        return pieces
    title, name = page.part(piece, piece.start, found.start()), page.part(piece, found.start(), piece.end)
    return [*pieces[:first], title, name.marked(outlet.kind, outlet.name), *pieces[first + 1 :]]


def _is_path(piece: Piece, below: Sequence[Piece]) -> bool:
    """Whether a line is the way to this page: "News / India / Ministers sign", above the headline."""
    *path, last = _PATH.split(piece.words)
    repeated = key(last)
    return len(path) > 1 and len(repeated) >= 12 and any(key(p.words).startswith(repeated) for p in below)


def _repeats(piece: Piece, title: Piece) -> bool:
    return piece.kind is None and piece.count == title.count > 2 and key(piece.words) == key(title.words)


def _is_given(piece: Piece, page: Page) -> bool:
    """Whether a line is the title that the page's metadata gives, give or take the name of the outlet."""
    if not page.title or piece.end - piece.start > LONG:
        return False
    short, long = sorted((key(piece.words), page.title), key=len)
    return short == long or (len(short) >= max(20, 0.6 * len(long)) and long.startswith(short))


def _title_at(pieces: list[Piece], page: Page) -> int | None:
    given = next((i for i, piece in enumerate(pieces[:40]) if _is_given(piece, page)), None)
    found = [i for i in _candidates(pieces) if not _is_path(pieces[i], pieces[i + 1 : i + 4])]
    if given is not None or not found:
        return given
    first = pieces[found[0]]
    alone = not any(piece.is_text for piece in pieces if piece is not first)
    if (alone and first.count > 20) or (first.words[0].islower() and not first.words[1:2].isupper()):
        return None
    # A word or three above a real headline are a kicker or the name of the outlet.
    longer = [i for i in found[1:] if pieces[i].count >= 5 and _adjoins(pieces, found[0], i)]
    ahead = zip([found[0], *longer], longer, strict=False)
    return next((i for i, _ in ahead if not _is_kicker(pieces[i])), [found[0], *longer][-1])


def _is_kicker(piece: Piece) -> bool:
    return not piece.heading and rule("kicker above a headline").reads(piece.words) is not None


def _candidates(pieces: list[Piece]) -> list[int]:
    """Where lines stand that could be headlines, before the first text that could not."""
    found: list[int] = []
    for i, piece in enumerate(pieces):
        if _could_head(piece) and len(found) < CANDIDATES:
            found.append(i)
        elif piece.is_text or (piece.kind == "dateline" and piece.rule != "dateline alone"):
            break
    return found


def _adjoins(pieces: list[Piece], first: int, second: int) -> bool:
    """Whether no byline stands between two lines: what is above a byline is the headline."""
    return not any(piece.kind == "byline" for piece in pieces[first:second])


def _names(pieces: list[Piece]) -> list[Piece]:
    """Mark a bare name below the title as the byline, and what a byline goes on to say on the next line."""
    done: list[Piece] = []
    for i, piece in enumerate(pieces[:NAMES]):
        if _is_name(piece, done, pieces[i + 1] if i + 1 < len(pieces) else None):
            piece = piece.marked("byline", "name")
        done.append(piece)
    return done + pieces[NAMES:]


def _is_name(piece: Piece, done: list[Piece], below: Piece | None) -> bool:
    above = [p for p in done if p.is_text]
    if any(is_prose(p.words) for p in above[1:]):
        return False
    if done and done[-1].kind == "byline" and not piece.gap and piece.count <= 6 and _could_head(piece):
        return True
    # Below a standfirst, a name could be a subhead, unless a date is beside it.
    dated = any(p is not None and p.rule in DATES for p in (*done[-1:], below))
    return (dated or not above) and _is_bare_name(piece, done)


def _is_bare_name(piece: Piece, others: Sequence[Piece]) -> bool:
    known = piece.kind is not None or any(other.kind == "byline" for other in others)
    return not known and piece.count <= 4 and rule("name item").reads(piece.words) is not None


# ---- datelines that could be something else -----------------------------------------------------------


def _weak_datelines(pieces: list[Piece], page: Page) -> list[Piece]:
    """Cut off datelines that have no date and no agency, in the first paragraphs, if nothing else fits."""
    done: list[Piece] = []
    looked_at = 0
    for piece in pieces:
        cut = _weak_dateline(piece, pieces, page) if looked_at < 3 and is_prose(piece.words) else None
        looked_at += piece.is_text
        done += [piece] if cut is None else cut
    return done


def _weak_dateline(piece: Piece, pieces: list[Piece], page: Page) -> tuple[Piece, Piece] | None:
    if piece.rule == "speech":
        # "ISLAMABAD: The minister said …" but not "VOSS: We will wait …"
        spoken = sum(p.rule == "speech" for p in pieces) > 1 or _IN_PERSON.search(
            _QUOTES.sub("", piece.words)
        )
        return None if spoken else cut_by(rule("dateline with a colon"), piece, page)
    if piece.kind is not None:
        return None
    cut = cut_by(rule("dateline with a point"), piece, page)
    if cut is not None and not _is_place(cut[0].words.rstrip("."), page):
        cut = None
    return cut or cut_by(rule("dateline of a place"), piece, page)


def _is_place(name: str, page: Page) -> bool:
    """Whether the report goes on to say "in Valletta"."""
    return re.search(rf"\b(?:in|at|from|near|to) {re.escape(name)}\b", page.flat[: 40 * LONG]) is not None


# ---- subheads -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that follow each other and could be subheads, between what is above and what is below."""

    lines: list[int]
    above: Piece | None
    below: Piece | None


def _in_place_of_pictures(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark what the page shows in place of a picture, a short line right above the caption."""
    above = [b.kind == "caption" and not b.gap and _could_head(a) for a, b in pairwise(pieces)]
    return [p.marked("caption") if alt else p for p, alt in zip(pieces, [*above, False], strict=False)]


def _subheads(pieces: list[Piece]) -> list[Piece]:
    """Mark the short lines that stand between paragraphs of the text."""
    marks = {i for i, piece in enumerate(pieces) if piece.heading and piece.kind is None}
    marks |= _numbered(pieces) | _dashed(pieces)
    for run in _runs(pieces):
        # Three are a list.
        if len(run.lines) < 3 and _stands_between(pieces, run):
            marks.update(run.lines)
    marks |= _first_of(pieces, len(marks))
    return [piece.marked("subhead") if i in marks else piece for i, piece in enumerate(pieces)]


def _first_of(pieces: list[Piece], others: int) -> set[int]:
    """Where the text begins with a subhead, as letters and explainers do that have several of them."""
    first = next((i for i, piece in enumerate(pieces[:-1]) if piece.is_text), None)
    if first is None or others < FEWEST_SUBHEADS or pieces[first].count > FIRST_WORDS:
        return set()
    below = pieces[first + 1]
    above_prose = below.is_text and below.gap and is_prose(below.words)
    return {first} if above_prose and _could_be_subhead(pieces, first) else set()


def _dashed(pieces: list[Piece]) -> set[int]:
    """Where "- Harbour talks" stands alone between paragraphs: a second one would make it a list."""
    return {
        i
        for i, (above, piece, below) in enumerate(zip(pieces, pieces[1:], pieces[2:], strict=False), 1)
        if re.match(r"- [^\W\d_a-z]", piece.words) and piece.rule == "list item" and piece.gap and below.gap
        if above.is_text and below.is_text and above.rule != "list item" != below.rule
        if piece.count <= CROSSHEAD and is_prose(below.words) and _could_head(replace(piece, kind=None))
    }


def _numbered(pieces: list[Piece]) -> set[int]:
    """Where "1. Ferry talks" and "2. Budget" stand, each above a paragraph of its own."""
    found = {i for i, (piece, below) in enumerate(pairwise(pieces)) if _is_numbered(piece, below)}
    return found if len(found) > 1 else set()


def _is_numbered(piece: Piece, below: Piece) -> bool:
    numbered = piece.rule == "list item" and _NUMBERED.match(piece.words) is not None
    apart = piece.gap and below.gap and below.is_text and below.rule != "list item"
    return numbered and apart and _could_head(replace(piece, kind=None))


def _runs(pieces: list[Piece]) -> list[_Run]:
    """The lines that could be subheads, each with those that follow it, furniture left aside."""
    beside = ("furniture", "caption", "credit", "byline")
    text = [i for i, piece in enumerate(pieces) if piece.kind not in beside]
    around = [None, *(pieces[i] for i in text), None]
    runs: list[_Run] = []
    for i, above, below in zip(text, around, around[2:], strict=False):
        if not _could_be_subhead(pieces, i):
            continue
        if runs and runs[-1].below is pieces[i]:
            runs[-1] = _Run([*runs[-1].lines, i], runs[-1].above, below)
        else:
            runs.append(_Run([i], above, below))
    return runs


def _could_be_subhead(pieces: list[Piece], i: int) -> bool:
    piece = pieces[i]
    apart = piece.gap or (i > 0 and pieces[i - 1].kind == "furniture")
    if not apart or piece.count > 10 or len(piece.words) > 80 or not _could_head(piece):
        return False
    if not (piece.words[0].isalnum() or piece.words[0] in "\"'([¿¡#$£€"):
        return False
    unfinished = piece.words[0].islower() or piece.words.endswith(("…", "...", ".", ":", ",", ";"))
    # An interviewer's question is none.
    return not unfinished and _WITH_YOU.search(piece.words) is None


def _stands_between(pieces: list[Piece], run: _Run) -> bool:
    """Whether text is above the lines, or a clock of a live blog, and a paragraph below."""
    if run.below is None or not (run.below.is_text or run.below.kind == "dateline"):
        return False
    if not run.below.gap and _could_head(run.below):
        return False
    first = run.lines[0]
    if first and pieces[first - 1].rule in CLOCKS:
        return True
    return run.above is not None and run.above.is_text and not run.above.words.endswith(":")


def _date_headings(pieces: list[Piece]) -> list[Piece]:
    """Mark the dates between paragraphs of a chronology; one alone, or in a live blog, is the page's."""
    text = [i for i, piece in enumerate(pieces) if piece.is_text]
    dated = (i for i, (a, b) in enumerate(pairwise(pieces)) if a.rule == "bare date" and b.is_text)
    dates = {i for i in dated if text[0] < i}
    if len(dates) < 2 or any(piece.rule in CLOCKS for piece in pieces):
        return pieces
    return [piece.marked("subhead") if i in dates else piece for i, piece in enumerate(pieces)]


# ---- pull quotes, signatures --------------------------------------------------------------------------


def _pulled(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the quotations that the page shows a second time, large and alone."""
    return [piece.marked("furniture", "pull quote") if _is_pulled(piece, page) else piece for piece in pieces]


def _is_pulled(piece: Piece, page: Page) -> bool:
    found = _QUOTED.fullmatch(piece.words) if piece.is_text else None
    if found is None:
        return False
    words, near = found[1].strip(" .,…"), 20 * LONG
    above = words in page.flat[max(0, piece.start - near) : piece.start]
    below = words in page.flat[piece.end : piece.end + near]
    # A few words without a full stop, which the text below explains, are a subhead.
    subhead = piece.count <= 6 and found[1][-1] not in ".!?,…"
    return above or (below and not subhead)


def _signed(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark names alone below the text as the byline, and notes on the authors."""
    text = [i for i, piece in enumerate(pieces) if piece.is_text]
    byline = " ".join(plain(page.flat[p.start : p.end]) for p in pieces if p.kind == "byline").casefold()
    done = list(pieces)
    for i in text[1:][-SIGNATURES:]:
        if _is_signature(done, i, byline, last=i == text[-1] and pieces[i].start >= page.tail):
            done[i] = pieces[i].marked("byline", "name")
        elif _is_about(pieces[i], byline):
            done[i] = pieces[i].marked("furniture", "author")
    return done


def _is_signature(pieces: list[Piece], i: int, byline: str, *, last: bool) -> bool:
    """Whether this is the name of the byline again, or a name where there is none, or the line below it."""
    piece, above = pieces[i], pieces[i - 1]
    if above.rule == "name" and not piece.gap and piece.count <= 6:
        return _could_head(piece)
    repeated = bool(byline) and piece.words.casefold() in byline
    return (repeated or (last and not byline)) and _is_bare_name(piece, ())


def _posted(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the names of who wrote an entry, with what they are on the next line."""
    pairs = (
        not b.gap and b.kind is None and _is_bare_name(a, ()) and rule("role").reads(b.words) is not None
        for a, b in pairwise(pieces)
    )
    names = {i for i, is_name in enumerate(pairs) if is_name}
    return [p.marked("byline", "name") if names & {i, i - 1} else p for i, p in enumerate(pieces)]


def _of_page(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the lines below the headline that no rule knows, and whose words are those of a page."""
    title = next((i for i, piece in enumerate(pieces) if piece.kind == "title"), -1)
    return [
        p.marked("furniture", "page") if i > title and _speaks_of_page(p, page) else p
        for i, p in enumerate(pieces)
    ]


def _speaks_of_page(piece: Piece, page: Page) -> bool:
    # "@vella" is whose post stands above.
    if piece.kind is not None or piece.count > PAGE_WORDS or piece.words[0] in "<@":
        return False
    if is_prose(piece.words):
        to_readers = _TO_READERS.search(piece.words) is not None
        return to_readers and page_points(piece.words) >= PROSE_POINTS
    return page_points(piece.words) >= (TAIL_POINTS if piece.start >= page.tail else LINE_POINTS)


def _left_over(pieces: list[Piece], page: Page) -> list[Piece]:
    """Mark the short lines below the text that end as no sentence does: no reporter ends on a headline."""
    over = [_could_be_left(piece, page) for piece in pieces]
    text = [i for i, piece in enumerate(pieces) if piece.is_text and not over[i]]
    last = text[-1] if text else len(pieces)
    # Below a quotation stands who said it.
    first = last + 2 if text and _QUOTED.fullmatch(pieces[last].words) else last + 1
    return [p.marked("furniture", "below") if i >= first and over[i] else p for i, p in enumerate(pieces)]


def _could_be_left(piece: Piece, page: Page) -> bool:
    open_end = piece.words.endswith((".", "?", "!", "…")) or ": " in piece.words or '"' in piece.words
    begins = piece.words[0].isupper() or piece.words[0].isdigit()
    return piece.start >= page.tail and begins and not open_end and _could_head(piece)


def _is_about(piece: Piece, byline: str) -> bool:
    """Whether this is a note on one who wrote the report ("Ada Vella covers energy for …")."""
    name = " ".join(piece.words.split(" ", 2)[:2]).rstrip(",").casefold()
    known = piece.kind is None and " " in name and name in byline
    return known and rule("author").reads(piece.words) is not None


STEPS = (
    _promotions,
    _stories,
    _labelled,
    _headline,
    _weak_datelines,
    _unlabelled,
    _posted,
    _of_page,
    _pulled,
    _signed,
    _left_over,
    _in_place_of_pictures,
)
