"""A text in pieces: its lines, wrapped ones joined to paragraphs, and these cut where a rule knows a part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from onrecord.lines import LONG, SEPARATOR, Rule, flat, line_rule, plain, rule, rules_for
from onrecord.records import SegmentKind

# Hard-wrapped lines are no longer than this.
WIDEST = 100
# Ragged lines, as of typists, are up to this much shorter than they could be.
RAGGED = 6

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_MARKED = re.compile(r"(?:#{1,6}|>) +(?=[^ ])")
_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})([^*_].*[^*_])\1")
_WORDLESS = re.compile(r"[\W_]+")
_STOPPED = re.compile(r"(?:[.:;,]|[.!?…][\"')\]]+)$")
_ABBREVIATED = re.compile(r"(?:(?:^|[^\w.])(?:[A-Za-z]\.)+|\b(?:Jr|Sr|Inc|Ltd|Co|Corp|St|vs|etc)\.)$")
_NEXT_SENTENCE = re.compile(r"\w{4}[.][\"')\]]* [A-Z\"'(]")
_LONGER_WORD = re.compile(r"[^\W\d_][\w'-]{3,}")
_ANYWHERE = frozenset({"any"})
_AT_END = frozenset({"any", "tail", "edges"})
_AT_HEAD = frozenset({"any", "head", "edges"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or a part of one; ``words`` is its `plain` text, cut off after LONG.

    ``gap`` is whether a blank line, or what stands for one, is before it; ``heading`` whether Markdown
    says that it is a headline; ``rule`` the name of what marked it.
    """

    start: int
    end: int
    words: str
    gap: bool
    kind: SegmentKind | None = None
    rule: str = ""
    heading: bool = False

    @property
    def count(self) -> int:
        """How many words there are, of those that are looked at."""
        return self.words.count(" ") + 1

    @property
    def is_text(self) -> bool:
        return self.kind is None or self.kind == "body"

    def marked(self, kind: SegmentKind, rule: str = "") -> Piece:
        return replace(self, kind=kind, rule=rule or self.rule)


@dataclass(frozen=True, slots=True)
class Page:
    """The text `flat`, the offsets where its head ends and its tail begins, the given title as a `key`."""

    flat: str
    head: int
    tail: int
    stamps: bool
    title: str

    def zones(self, start: int) -> frozenset[str]:
        """The zones that a line at this offset is in."""
        place = "tail" if start >= self.tail else "head" if start < self.head else "body"
        more = {"stamps"} if self.stamps else set()
        return frozenset({"any", place} | more | ({"edges"} if place != "body" else set()))

    def part(self, whole: Piece, start: int, end: int) -> Piece:
        """A part of a piece, without the blanks at its edges."""
        words = self.flat[start:end]
        start += len(words) - len(words.lstrip(" "))
        end -= len(words) - len(words.rstrip(" "))
        return replace(whole, start=start, end=end, words=_words(self.flat, start, end))


def pieces(text: str, *, title: str | None = None) -> tuple[Page, list[Piece]]:
    """Return the pieces of a text in order, those that a rule knows by their words marked, and their page."""
    paragraphs = _paragraphs(text)
    page = _page(text, paragraphs, title)
    return page, _spaced([piece for paragraph in _cut_all(paragraphs, page) for piece in paragraph])


def key(words: str) -> str:
    """Letters and figures alone, to compare headlines."""
    return "".join(re.findall(r"[^\W_]+", plain(words).casefold()))


@lru_cache(maxsize=4096)
def is_prose(words: str) -> bool:
    """Whether these are sentences of a report, by their length and their full stop.

    >>> is_prose("The doors are shut, and so are all the windows."), is_prose("Doors shut in Tirana")
    (True, False)
    """
    count = words.count(" ") + 1
    if count > 35 or len(words) > 260:
        return True
    if _STOPPED.search(words) and not is_capitalised(words):
        return count >= 8
    if words.endswith(("?", "!", "…")):
        return count >= 18
    return count >= 14 and _NEXT_SENTENCE.search(words) is not None


def is_capitalised(words: str) -> bool:
    """Whether Most Words Begin as in an American Headline.

    >>> is_capitalised("An Old Bridge Is Sold Beneath a Moon."), is_capitalised("Angela Voss said no.")
    (True, False)
    """
    longer = _LONGER_WORD.findall(words)
    capitals = sum(word[0].isupper() for word in longer)
    return len(longer) >= 3 and words.count(" ") < 18 and capitals >= 0.8 * len(longer)


def is_stopped(words: str) -> bool:
    """Whether words end as a sentence does, and not with an abbreviation.

    >>> is_stopped("He left."), is_stopped("No deal with the U.S."), is_stopped("What now?")
    (True, False, False)
    """
    return _STOPPED.search(words) is not None and _ABBREVIATED.search(words) is None


def cut_by(rule: Rule, piece: Piece, page: Page) -> tuple[Piece, Piece] | None:
    """What a rule knows at the start of a piece, and the rest; None where either is missing."""
    found = rule.pattern.match(page.flat, piece.start, min(piece.end, piece.start + LONG))
    if found is None or not page.flat[found.end() : piece.end].strip(" "):
        return None
    first = page.part(piece, piece.start, found.end()).marked(rule.kind, rule.name)
    rest = page.part(piece, found.end(), piece.end)
    return first, rest.marked("body") if rule.kind == "dateline" else rest


# ---- lines and paragraphs -----------------------------------------------------------------------------


def _words(flat: str, start: int, end: int) -> str:
    return " ".join(flat[start : min(end, start + 2 * LONG)].split())[: LONG + 1]


def _lines(text: str, flat: str) -> Iterator[Piece]:
    """Each line that is not blank, without the blanks at its edges."""
    start, gap = 0, True
    for stop, following in _line_ends(text):
        line = text[start:stop]
        if line and not line.isspace():
            first = start + len(line) - len(line.lstrip())
            last = start + len(line.rstrip())
            yield Piece(first, last, _words(flat, first, last), gap)
            gap = text[stop:following] == "\u2029"
        else:
            gap = True
        start = following


def _line_ends(text: str) -> Iterator[tuple[int, int]]:
    for found in _BREAK.finditer(text):
        yield found.span()
    yield len(text), len(text)


def _paragraphs(text: str) -> list[Piece]:
    """The lines of a text; those that were only wrapped are joined."""
    lines = list(_lines(text, flat(text)))
    width = _wrapped_at(lines)
    joined = lines[:1]
    for before, line in pairwise(lines):
        if _goes_on(before, line, width):
            words = f"{joined[-1].words} {line.words}"[: LONG + 1]
            joined[-1] = replace(joined[-1], end=line.end, words=words)
        else:
            joined.append(line)
    return joined


def _wrapped_at(lines: Sequence[Piece]) -> int:
    """The width at which the lines were wrapped by hand or machine; 0 if they were not."""
    widths = [len(line.words) for line in lines if len(line.words) <= WIDEST]
    if len(widths) < 0.8 * len(lines) or not widths:
        return 0
    widest = max(widths)
    breaks = [(a, b) for a, b in pairwise(lines) if not b.gap]
    full = sum(not _fits(a, b, widest) for a, b in breaks)
    return widest if full >= 2 and full >= 0.6 * len(breaks) else 0


def _fits(line: Piece, following: Piece, width: int) -> bool:
    """Whether the next word would still have found its place in the line."""
    return len(line.words) + 1 + len(following.words.partition(" ")[0]) <= width - RAGGED


def _goes_on(before: Piece, line: Piece, width: int) -> bool:
    """Whether a line is the same paragraph as the one before it."""
    if line.gap:
        return False
    known = line_rule(line.words, _AT_HEAD)
    if len(before.words) >= 30 and line.words[0].islower() and not is_stopped(before.words):
        return known is None
    if not width or _fits(before, line, width) or known is not None:
        return False
    above = line_rule(before.words, _AT_HEAD)
    return above is None or above.kind in ("caption", "credit", "body")


def _page(text: str, paragraphs: Sequence[Piece], title: str | None) -> Page:
    """Where the head ends and the tail begins. One long paragraph may be a standfirst, two are the report."""
    long = [p for p in paragraphs if is_prose(p.words) and _is_text(p.words, _ANYWHERE)]
    head = long[1].start if len(long) > 1 else len(text)
    tail = next((p.end for p in reversed(long) if _is_text(p.words, _AT_END)), len(text))
    stamped = sum(rule("clock start").reads(p.words) is not None for p in paragraphs)
    return Page(flat(text), head, tail, stamped > 1, key(title or ""))


def _is_text(words: str, zones: frozenset[str]) -> bool:
    known = line_rule(words, zones)
    return known is None or known.kind == "body"


def _spaced(pieces: list[Piece]) -> list[Piece]:
    """The pieces; where paragraphs have no blank lines between them, each counts as set off."""
    pairs = [(a, b) for a, b in pairwise(pieces) if is_prose(a.words) and is_prose(b.words)]
    tight = sum(not b.gap for _, b in pairs)
    if any(p.gap for p in pieces[1:]) and (tight < 2 or tight < 0.5 * len(pairs)):
        return pieces
    return [replace(p, gap=True) for p in pieces]


# ---- cutting paragraphs -------------------------------------------------------------------------------


def _cut_all(paragraphs: Sequence[Piece], page: Page) -> Iterator[list[Piece]]:
    top = True
    for paragraph in paragraphs:
        zones = page.zones(paragraph.start)
        if "head" in zones:
            zones |= {"top" if top else "below"}
        if not top:
            zones |= {"inside"}
        cut = _cut(paragraph, page, zones)
        top = top and not any(piece.is_text and piece.count >= 5 for piece in cut)
        yield cut


def _cut(piece: Piece, page: Page, zones: frozenset[str]) -> list[Piece]:
    """The pieces of a paragraph, marked where a rule knows them."""
    known = _known(piece, zones)
    if not known or known[0].rule == "list item":
        known = _items(piece, page, zones) or known
    if known:
        return known
    found = _MARKED.match(page.flat, piece.start, piece.end)
    if found is None:
        return _ends_cut(piece, page, zones)
    mark = page.part(piece, piece.start, found.end()).marked("furniture", "mark")
    rest = replace(page.part(piece, found.end(), piece.end), heading=found[0][0] == "#")
    return [mark, *(_known(rest, zones) or _ends_cut(rest, page, zones))]


def _known(piece: Piece, zones: frozenset[str]) -> list[Piece]:
    """The piece with its mark if a rule knows all of it, else nothing."""
    if _WORDLESS.fullmatch(piece.words):
        return [piece.marked("furniture", "wordless")]
    emphasised = _EMPHASISED.fullmatch(piece.words)
    known = line_rule(emphasised[2] if emphasised else piece.words, zones)
    return [] if known is None else [piece.marked(known.kind, known.name)]


def _items(piece: Piece, page: Page, zones: frozenset[str]) -> list[Piece]:
    """The items of a line such as "By Ada Vella | 2 May 2024 | Share" if all are known, else nothing."""
    bounds = [piece.start]
    if piece.end - piece.start <= LONG:
        for found in SEPARATOR.finditer(page.flat, piece.start, piece.end):
            bounds += found.span()
    spans = zip(bounds[::2], [*bounds[1::2], piece.end], strict=True)
    items = [page.part(piece, start, end) for start, end in spans if start < end]
    known = [_known(item, zones) for item in items]
    if not any(known):
        return []
    known = [one or _item(item, zones) for one, item in zip(known, items, strict=True)]
    return _closed_up([one[0] for one in known], piece, page) if all(known) else []


def _item(piece: Piece, zones: frozenset[str]) -> list[Piece]:
    known = (rule for rule in rules_for("item", zones) if rule.reads(piece.words))
    return [piece.marked(rule.kind, rule.name) for rule in known][:1]


def _closed_up(items: list[Piece], whole: Piece, page: Page) -> list[Piece]:
    """Items of one kind as one piece, and what separates them with the furniture."""
    runs: list[tuple[Piece, int]] = []
    for item in items:
        if runs and runs[-1][0].kind == item.kind:
            runs[-1] = (runs[-1][0], item.end)
        else:
            runs.append((item, item.end))
    edges = [whole.start]
    for (first, end), (second, _) in pairwise(runs):
        edges.append(end if second.kind == "furniture" and first.kind != "furniture" else second.start)
    parts = [page.part(whole, *span) for span in pairwise([*edges, whole.end])]
    return [replace(part, kind=run.kind, rule=run.rule) for part, (run, _) in zip(parts, runs, strict=True)]


def _ends_cut(piece: Piece, page: Page, zones: frozenset[str]) -> list[Piece]:
    """The piece with what rules know at its start and its end cut off."""
    before: list[Piece] = []
    for _ in range(3):
        cut = _start_cut(piece, page, zones)
        if cut is None:
            break
        before.append(cut[0])
        piece = cut[1]
        known = _known(piece, zones) if piece.kind is None else []
        if known:
            return before + known
    return before + _end_cut(piece, page, zones)


def _start_cut(piece: Piece, page: Page, zones: frozenset[str]) -> tuple[Piece, Piece] | None:
    if piece.kind is not None:
        return None
    cuts = (cut_by(rule, piece, page) for rule in rules_for("start", zones))
    return next((cut for cut in cuts if cut is not None), None)


def _end_cut(piece: Piece, page: Page, zones: frozenset[str]) -> list[Piece]:
    for known in rules_for("end", zones):
        found = known.pattern.search(page.flat, max(piece.start, piece.end - LONG), piece.end)
        if found is not None and found.start() > piece.start:
            last = page.part(piece, found.start(), piece.end).marked(known.kind, known.name)
            return [page.part(piece, piece.start, found.start()), last]
    return [piece]
